"""Following up: programmes with their meetings and decisions, dealing points, links withdrawn, no line twice."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Greatest, Now, TruncDate

import directorate.web.sealing
from directorate.migrations._together import together


def keep_one(apps, schema_editor):
    """What a second click once wrote twice is kept once, an action that is done rather than the same one to do."""
    for name, fields, order in (
        ("GpoAction", ("problem_id", "label", "owner", "due_on"), (models.F("done_on").asc(nulls_last=True), "pk")),
        ("GpoStep", ("problem_id", "on", "state", "words"), ("pk",)),
    ):
        seen = set()
        for row in apps.get_model("public_order", name).objects.order_by(*order):
            key = tuple(getattr(row, field) for field in fields)
            if key in seen:
                row.delete()
            seen.add(key)


def end_closed(apps, schema_editor):
    rows = apps.get_model("public_order", "LocalProgramme").objects.filter(state="closed", ends_on=None)
    rows.update(ends_on=Greatest(models.F("starts_on"), TruncDate(Now())))


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("public_order", "0002_field"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(keep_one, migrations.RunPython.noop),
        migrations.RunPython(end_closed, migrations.RunPython.noop),
        migrations.CreateModel(
            name="DealingObservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("observed_on", models.DateField(verbose_name="observé le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Actif"),
                            ("weakened", "Affaibli"),
                            ("dismantled", "Démantelé"),
                            ("relapsed", "Réapparu"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("words", directorate.web.sealing.SealedField(verbose_name="constat")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
            ],
            options={
                "verbose_name": "constat",
                "ordering": ["-observed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DealingPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", directorate.web.sealing.SealedField(verbose_name="lieu")),
                ("place_mark", models.CharField(max_length=64)),
                ("position", directorate.web.sealing.SealedField(blank=True, verbose_name="position")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Actif"),
                            ("weakened", "Affaibli"),
                            ("dismantled", "Démantelé"),
                            ("relapsed", "Réapparu"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("known_since", models.DateField(verbose_name="connu depuis le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
            ],
            options={
                "verbose_name": "point de deal",
                "verbose_name_plural": "points de deal",
                "ordering": ["programme", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OperationSeizure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("cannabis", "Cannabis"),
                            ("cocaine", "Cocaïne"),
                            ("autre_stup", "Autre stupéfiant"),
                            ("arme", "Arme"),
                            ("numeraire", "Numéraire"),
                            ("vehicule", "Véhicule"),
                            ("tabac", "Tabac"),
                            ("autre", "Autre"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("g", "g"), ("u", "unités"), ("eur", "€")], max_length=3, verbose_name="unité"
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="quantité")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "saisie",
                "ordering": ["operation", "nature", "measure"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=300, verbose_name="décision")),
                ("owner", models.CharField(max_length=160, verbose_name="responsable")),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("first_due_on", models.DateField(blank=True, null=True, verbose_name="échéance d'origine")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "À faire"), ("done", "Faite"), ("dropped", "Abandonnée")],
                        default="open",
                        max_length=7,
                        verbose_name="état",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="close le")),
                ("outcome", models.CharField(blank=True, max_length=1000, verbose_name="suite donnée")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "décision d'un programme",
                "verbose_name_plural": "décisions des programmes",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committee", "Comité de pilotage"),
                            ("quarterly", "Revue trimestrielle"),
                            ("meeting", "Réunion de suivi"),
                        ],
                        max_length=9,
                        verbose_name="nature",
                    ),
                ),
                ("quarter", models.DateField(blank=True, null=True, verbose_name="trimestre")),
                ("held_on", models.DateField(verbose_name="jour")),
                ("place", models.CharField(max_length=200, verbose_name="lieu")),
                ("chair", models.CharField(max_length=160, verbose_name="présidée par")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Prévue"), ("held", "Tenue"), ("cancelled", "Annulée")],
                        default="planned",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("attendees", models.CharField(blank=True, max_length=1000, verbose_name="présents")),
                ("minutes", models.CharField(blank=True, max_length=4000, verbose_name="relevé")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="motif d'annulation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "réunion d'un programme",
                "verbose_name_plural": "réunions des programmes",
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="reportdispatch",
            options={
                "ordering": ["version", "recipient", "pk"],
                "verbose_name": "envoi d'une note",
                "verbose_name_plural": "envois des notes",
            },
        ),
        migrations.RemoveConstraint(
            model_name="fieldoperation",
            name="field_operation_once",
        ),
        migrations.RemoveConstraint(
            model_name="reportdispatch",
            name="report_dispatch_once",
        ),
        migrations.AddField(
            model_name="fieldoperation",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="annulée le"),
        ),
        migrations.AddField(
            model_name="fieldoperation",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="annulée par",
            ),
        ),
        migrations.AddField(
            model_name="fieldoperation",
            name="change_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="motif du changement"),
        ),
        migrations.AddField(
            model_name="fieldoperation",
            name="first_day",
            field=models.DateField(blank=True, null=True, verbose_name="prévue d'abord le"),
        ),
        migrations.AddField(
            model_name="localprogramme",
            name="cell",
            field=models.CharField(blank=True, max_length=160, verbose_name="cellule locale"),
        ),
        migrations.AddField(
            model_name="localprogramme",
            name="headcount",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="effectif de renfort"),
        ),
        migrations.AddField(
            model_name="localprogramme",
            name="state_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="motif"),
        ),
        migrations.AddField(
            model_name="localprogramme",
            name="state_since",
            field=models.DateField(blank=True, null=True, verbose_name="dans cet état depuis le"),
        ),
        migrations.AddField(
            model_name="localprogramme",
            name="wave",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="vague"),
        ),
        migrations.AddField(
            model_name="reportdispatch",
            name="revoked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lien retiré le"),
        ),
        migrations.AddField(
            model_name="reportdispatch",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="reportdispatch",
            name="revoked_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="motif du retrait"),
        ),
        migrations.AddField(
            model_name="reportversion",
            name="explanation",
            field=models.CharField(blank=True, max_length=1000, verbose_name="explication des contrôles"),
        ),
        migrations.AddConstraint(
            model_name="fieldoperation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None)),
                fields=("kind", "title", "commune", "held_on"),
                name="field_operation_on_once",
                violation_error_message="Cette opération est déjà au calendrier ce jour-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(("cancelled_at", None), ("reported_at", None), _connector="OR"),
                name="field_operation_cancelled_or_reported",
                violation_error_message="Une opération annulée n'a pas de compte rendu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gpoaction",
            constraint=models.UniqueConstraint(
                fields=("problem", "label", "owner", "due_on"),
                name="gpo_action_once",
                violation_error_message="Cette action est déjà décidée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gpostep",
            constraint=models.UniqueConstraint(
                models.F("problem"),
                models.F("on"),
                models.F("state"),
                django.db.models.functions.text.MD5("words"),
                name="gpo_step_once",
                violation_error_message="Ce point est déjà enregistré.",
            ),
        ),
        migrations.AddConstraint(
            model_name="localprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True), ("ends_on__isnull", False), _connector="OR"
                ),
                name="local_programme_closed_on_a_day",
                violation_error_message="Un programme clos a un jour de fin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("version", "recipient"),
                name="report_dispatch_open_once",
                violation_error_message="Ce destinataire a déjà un lien en cours : le retirer d'abord.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_dispatch_revoked_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="dealingobservation",
            name="operation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="public_order.fieldoperation",
                verbose_name="opération",
            ),
        ),
        migrations.AddField(
            model_name="dealingobservation",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="dealingpoint",
            name="commune",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.commune",
                verbose_name="commune",
            ),
        ),
        migrations.AddField(
            model_name="dealingpoint",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dealing_points",
                to="public_order.localprogramme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="dealingpoint",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="dealingobservation",
            name="point",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="public_order.dealingpoint",
                verbose_name="point",
            ),
        ),
        migrations.AddField(
            model_name="operationseizure",
            name="operation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seized",
                to="public_order.fieldoperation",
                verbose_name="opération",
            ),
        ),
        migrations.AddField(
            model_name="operationseizure",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="programmedecision",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="programmemeeting",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="public_order.localprogramme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="programmemeeting",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="programmedecision",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="public_order.programmemeeting",
                verbose_name="réunion",
            ),
        ),
        migrations.AddConstraint(
            model_name="dealingpoint",
            constraint=models.UniqueConstraint(
                fields=("commune", "place_mark"),
                name="dealing_point_once",
                violation_error_message="Ce point est déjà suivi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dealingobservation",
            constraint=models.UniqueConstraint(
                fields=("point", "observed_on", "state"),
                name="dealing_observation_once",
                violation_error_message="Ce constat est déjà enregistré.",
            ),
        ),
        migrations.AddConstraint(
            model_name="operationseizure",
            constraint=models.UniqueConstraint(
                fields=("operation", "nature", "measure"),
                name="operation_seizure_once",
                violation_error_message="Cette saisie est déjà enregistrée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="operationseizure",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="operation_seizure_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="programmemeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "cancelled"), _negated=True),
                fields=("programme", "kind", "held_on"),
                name="programme_meeting_once",
                violation_error_message="Cette réunion est déjà prévue ce jour-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmemeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state", "cancelled"), _negated=True), ("quarter__isnull", False)),
                fields=("programme", "quarter"),
                name="programme_quarter_once",
                violation_error_message="La revue de ce trimestre existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmemeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "quarterly"), _negated=True), ("quarter__isnull", False), _connector="OR"
                ),
                name="programme_review_of_a_quarter",
                violation_error_message="Une revue trimestrielle est celle d'un trimestre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmemeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    models.Q(("minutes", ""), _negated=True),
                    _connector="OR",
                ),
                name="programme_meeting_held_with_minutes",
                violation_error_message="Une réunion tenue a son relevé.",
            ),
        ),
        migrations.AddIndex(
            model_name="programmedecision",
            index=models.Index(fields=["state", "due_on"], name="programme_decision_due"),
        ),
        migrations.AddConstraint(
            model_name="programmedecision",
            constraint=models.UniqueConstraint(
                fields=("meeting", "label"),
                name="programme_decision_once",
                violation_error_message="Cette décision est déjà au relevé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("closed_on__isnull", False)),
                    _connector="OR",
                ),
                name="programme_decision_closed_on_a_day",
            ),
        ),
    ]
    operations = together(operations)
