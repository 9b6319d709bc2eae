"""Field work: the sectors of daily security, the problems of their groups and what became of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("public_order", "0001_statistics"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GpoProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="problème")),
                ("place", models.CharField(max_length=200, verbose_name="lieu")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("rassemblement", "Rassemblement"),
                            ("hall", "Occupation de hall"),
                            ("trafic", "Trafic"),
                            ("rodeo", "Rodéo motorisé"),
                            ("degradation", "Dégradations"),
                            ("nuisance", "Nuisances"),
                            ("stationnement", "Stationnement"),
                            ("violence", "Violences"),
                            ("ecole", "Abords d'école"),
                            ("transport", "Transports"),
                            ("other", "Autre"),
                        ],
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "1, haute"), (2, "2, moyenne"), (3, "3, basse")],
                        default=2,
                        verbose_name="priorité",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("police", "Police"),
                            ("mairie", "Mairie"),
                            ("bailleur", "Bailleur"),
                            ("transport", "Transporteur"),
                            ("ecole", "Établissement scolaire"),
                            ("habitants", "Habitants"),
                            ("other", "Autre"),
                        ],
                        max_length=10,
                        verbose_name="signalé par",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Signalé"),
                            ("diagnosed", "Diagnostiqué"),
                            ("action_plan", "Plan d'action"),
                            ("resolved", "Résolu"),
                            ("relapsed", "Réapparu"),
                            ("closed", "Clos"),
                        ],
                        default="new",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("reported_on", models.DateField(verbose_name="signalé le")),
                ("open_since", models.DateField(verbose_name="ouvert depuis le")),
                ("diagnosis", models.CharField(blank=True, max_length=2000, verbose_name="diagnostic")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="prochain point le")),
                ("resolved_on", models.DateField(blank=True, null=True, verbose_name="résolu le")),
                ("relapsed_on", models.DateField(blank=True, null=True, verbose_name="réapparu le")),
                ("is_early_relapse", models.BooleanField(default=False, verbose_name="rechute précoce")),
                ("result", models.CharField(blank=True, max_length=2000, verbose_name="résultat")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "problème de GPO",
                "verbose_name_plural": "problèmes de GPO",
                "ordering": ["priority", "open_since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GpoAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=300, verbose_name="action")),
                ("owner", models.CharField(max_length=160, verbose_name="responsable")),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="faite le")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="public_order.gpoproblem",
                        verbose_name="problème",
                    ),
                ),
            ],
            options={
                "verbose_name": "action de GPO",
                "verbose_name_plural": "actions de GPO",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GpoStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Signalé"),
                            ("diagnosed", "Diagnostiqué"),
                            ("action_plan", "Plan d'action"),
                            ("resolved", "Résolu"),
                            ("relapsed", "Réapparu"),
                            ("closed", "Clos"),
                        ],
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("words", models.CharField(max_length=2000, verbose_name="compte rendu")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="public_order.gpoproblem",
                        verbose_name="problème",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "point de suivi",
                "verbose_name_plural": "points de suivi",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PsqSector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "Ce secteur existe déjà."},
                        max_length=120,
                        unique=True,
                        verbose_name="secteur",
                    ),
                ),
                ("pilot", models.CharField(max_length=160, verbose_name="pilote")),
                ("partners", models.CharField(blank=True, max_length=1000, verbose_name="partenaires")),
                ("is_active", models.BooleanField(default=True, verbose_name="suivi")),
                (
                    "communes",
                    models.ManyToManyField(related_name="+", to="directorate.commune", verbose_name="communes"),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="public_order.policedistrict",
                        verbose_name="circonscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "secteur PSQ",
                "verbose_name_plural": "secteurs PSQ",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="gpoproblem",
            name="sector",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="problems",
                to="public_order.psqsector",
                verbose_name="secteur",
            ),
        ),
        migrations.AddIndex(
            model_name="gpoproblem",
            index=models.Index(fields=["state", "open_since"], name="gpo_open_since"),
        ),
        migrations.AddConstraint(
            model_name="gpoproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "resolved"), _negated=True), ("resolved_on__isnull", False), _connector="OR"
                ),
                name="gpo_resolved_on_a_day",
                violation_error_message="Un problème résolu a un jour de résolution.",
            ),
        ),
        migrations.AddConstraint(
            model_name="gpoproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resolved_on", None), ("resolved_on__gte", models.F("reported_on")), _connector="OR"
                ),
                name="gpo_resolved_after_report",
                violation_error_message="Un problème ne se résout pas avant d'être signalé.",
            ),
        ),
        migrations.CreateModel(
            name="LocalProgramme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "Ce programme existe déjà."},
                        max_length=120,
                        unique=True,
                        verbose_name="programme",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("qrr", "Quartier de reconquête républicaine"), ("local", "Programme local renforcé")],
                        max_length=5,
                        verbose_name="nature",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "En préparation"),
                            ("running", "En cours"),
                            ("suspended", "Suspendu"),
                            ("closed", "Clos"),
                        ],
                        default="prepared",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=12, verbose_name="code")),
                ("starts_on", models.DateField(verbose_name="depuis le")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                ("objectives", models.CharField(blank=True, max_length=2000, verbose_name="objectifs")),
                ("partners", models.CharField(blank=True, max_length=1000, verbose_name="partenaires")),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="public_order.policedistrict",
                        verbose_name="circonscription",
                    ),
                ),
                (
                    "ring",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="directorate.commune", verbose_name="couronne"
                    ),
                ),
            ],
            options={
                "verbose_name": "programme local",
                "verbose_name_plural": "programmes locaux",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="FieldOperation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("controle_routier", "Contrôle routier"),
                            ("operation_anti_stup", "Opération anti-stupéfiants"),
                            ("place_nette", "Place nette"),
                            ("transports", "Transports"),
                            ("codaf", "Codaf"),
                            ("ceremonies", "Cérémonie"),
                            ("manifestation", "Manifestation"),
                            ("fetes", "Fêtes"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="opération")),
                ("held_on", models.DateField(verbose_name="jour")),
                ("slot", models.CharField(blank=True, max_length=40, verbose_name="créneau")),
                ("forces", models.CharField(max_length=300, verbose_name="forces engagées")),
                ("requisition", models.CharField(blank=True, max_length=60, verbose_name="réquisition")),
                ("checked", models.PositiveIntegerField(blank=True, null=True, verbose_name="personnes contrôlées")),
                ("arrests", models.PositiveIntegerField(blank=True, null=True, verbose_name="interpellations")),
                ("vehicles", models.PositiveIntegerField(blank=True, null=True, verbose_name="véhicules contrôlés")),
                ("fines", models.PositiveIntegerField(blank=True, null=True, verbose_name="verbalisations")),
                ("seizures", models.CharField(blank=True, max_length=500, verbose_name="saisies")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="compte rendu le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="public_order.localprogramme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "opération de sécurité",
                "verbose_name_plural": "opérations de sécurité",
                "ordering": ["-held_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammePerimeter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("since", models.DateField(verbose_name="depuis le")),
                ("description", models.CharField(max_length=2000, verbose_name="rues et limites")),
                (
                    "communes",
                    models.ManyToManyField(related_name="+", to="directorate.commune", verbose_name="communes"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="perimeters",
                        to="public_order.localprogramme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "périmètre",
                "ordering": ["programme", "-number"],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "zone",
                    models.CharField(
                        choices=[("perimeter", "Périmètre"), ("ring", "Couronne")], max_length=9, verbose_name="zone"
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[("facts", "Faits"), ("activity", "Activité des services")],
                        max_length=8,
                        verbose_name="nature",
                    ),
                ),
                ("line", models.CharField(max_length=60, verbose_name="indicateur")),
                ("month", models.DateField(verbose_name="mois")),
                ("count", models.PositiveIntegerField(verbose_name="nombre")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "perimeter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="public_order.programmeperimeter",
                        verbose_name="périmètre",
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre d'un programme",
                "verbose_name_plural": "chiffres des programmes",
                "ordering": ["perimeter", "line", "-month"],
            },
        ),
        migrations.AddConstraint(
            model_name="localprogramme",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="local_programme_dates",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldoperation",
            constraint=models.UniqueConstraint(
                fields=("kind", "title", "commune", "held_on"),
                name="field_operation_once",
                violation_error_message="Cette opération est déjà au calendrier ce jour-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeperimeter",
            constraint=models.UniqueConstraint(fields=("programme", "number"), name="programme_perimeter_once"),
        ),
        migrations.AddConstraint(
            model_name="programmeperimeter",
            constraint=models.UniqueConstraint(
                fields=("programme", "since"),
                name="programme_perimeter_once_a_day",
                violation_error_message="Le périmètre change déjà ce jour-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmefigure",
            constraint=models.UniqueConstraint(
                fields=("perimeter", "zone", "line", "month"), name="programme_figure_once"
            ),
        ),
    ]
    operations = together(operations)
