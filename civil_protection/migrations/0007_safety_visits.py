"""Visits, requirements and unfavourable opinions."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("civil_protection", "0006_establishments"),
        ("directorate", "0003_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SafetyVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reception", "Réception"),
                            ("before_opening", "Avant ouverture"),
                            ("periodic", "Périodique"),
                            ("check", "Contrôle"),
                            ("unannounced", "Inopinée"),
                            ("works", "Chantier"),
                            ("advice", "Conseil"),
                        ],
                        max_length=14,
                        verbose_name="type",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Programmée"), ("held", "Tenue"), ("not_held", "Non tenue")],
                        default="planned",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="programmée le")),
                (
                    "half",
                    models.CharField(
                        choices=[("morning", "Matin"), ("afternoon", "Après-midi")],
                        default="morning",
                        max_length=9,
                        verbose_name="demi-journée",
                    ),
                ),
                ("commission", models.CharField(blank=True, max_length=160, verbose_name="commission")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="tenue le")),
                ("group", models.JSONField(blank=True, default=list, verbose_name="groupe de visite")),
                (
                    "failed_why",
                    models.CharField(blank=True, max_length=500, verbose_name="motif de l'absence de visite"),
                ),
                ("report", models.TextField(blank=True, verbose_name="rapport du groupe")),
                (
                    "documents_missing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("solidity", "Attestation du maître d'ouvrage sur les contrôles de solidité (art. 46)"),
                                ("solidity_report", "Attestation du bureau de contrôle sur la solidité (art. 46)"),
                                ("works_report", "Rapport de vérifications réglementaires après travaux (art. 47)"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="documents manquants",
                    ),
                ),
                (
                    "proposal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("unfavourable", "Défavorable"),
                            ("deferred", "Différé"),
                            ("no_statement", "Ne se prononce pas"),
                        ],
                        max_length=14,
                        verbose_name="proposition du groupe",
                    ),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("favourable", "Favorable"),
                            ("unfavourable", "Défavorable"),
                            ("deferred", "Différé"),
                            ("no_statement", "Ne se prononce pas"),
                        ],
                        max_length=14,
                        verbose_name="avis",
                    ),
                ),
                ("opinion_on", models.DateField(blank=True, null=True, verbose_name="avis du")),
                ("opinion_why", models.CharField(blank=True, max_length=2000, verbose_name="motif de l'avis")),
                (
                    "next_visit_on",
                    models.DateField(blank=True, null=True, verbose_name="prochaine visite fixée par l'avis"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="civil_protection.establishment",
                        verbose_name="établissement",
                    ),
                ),
                (
                    "replanned_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replanned_as",
                        to="civil_protection.safetyvisit",
                        verbose_name="reprise de",
                    ),
                ),
            ],
            options={
                "verbose_name": "visite de sécurité",
                "verbose_name_plural": "visites de sécurité",
                "ordering": ["-planned_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SafetyRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("article", models.CharField(blank=True, max_length=40, verbose_name="article")),
                ("text", models.CharField(max_length=1000, verbose_name="prescription")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("regulatory", "Réglementaire"),
                            ("operation", "Exploitation"),
                            ("improvement", "Amélioration"),
                        ],
                        max_length=12,
                        verbose_name="catégorie",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="à réaliser avant le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Ouverte"),
                            ("partial", "Partiellement levée"),
                            ("lifted", "Levée"),
                            ("lapsed", "Caduque"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="vérifiée le")),
                ("verified_by", models.CharField(blank=True, max_length=120, verbose_name="vérifiée par")),
                ("times_carried", models.PositiveSmallIntegerField(default=0, verbose_name="reprises")),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="civil_protection.establishment",
                        verbose_name="établissement",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="civil_protection.safetyvisit",
                        verbose_name="visite",
                    ),
                ),
            ],
            options={
                "verbose_name": "prescription",
                "ordering": ["establishment", "visit__held_on", "number", "id"],
            },
        ),
        migrations.CreateModel(
            name="RequirementCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_on", models.DateField(verbose_name="vérifiée le")),
                ("checked_by", models.CharField(max_length=120, verbose_name="par")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Ouverte"),
                            ("partial", "Partiellement levée"),
                            ("lifted", "Levée"),
                            ("lapsed", "Caduque"),
                        ],
                        max_length=8,
                        verbose_name="constat",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="observation")),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="civil_protection.safetyrequirement",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="civil_protection.safetyvisit",
                    ),
                ),
            ],
            options={
                "verbose_name": "vérification d'une prescription",
                "verbose_name_plural": "vérifications des prescriptions",
                "ordering": ["requirement", "checked_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="UnfavourableOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_on", models.DateField(verbose_name="avis du")),
                ("reasons", models.CharField(max_length=2000, verbose_name="motifs")),
                ("is_danger", models.BooleanField(default=False, verbose_name="danger grave pour le public")),
                (
                    "action_plan",
                    models.CharField(blank=True, max_length=2000, verbose_name="échéancier de l'exploitant"),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("awaited", "En attente"),
                            ("goes_on", "Poursuite avec délais"),
                            ("formal_notice", "Mise en demeure de l'exploitant"),
                            ("closure", "Fermeture"),
                            ("none", "Aucune suite"),
                        ],
                        default="awaited",
                        max_length=14,
                        verbose_name="décision du maire",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="décidée le")),
                ("term_on", models.DateField(blank=True, null=True, verbose_name="délai donné jusqu'au")),
                ("decision_act", models.CharField(blank=True, max_length=80, verbose_name="acte du maire")),
                ("reminded_on", models.DateField(blank=True, null=True, verbose_name="lettre du préfet du")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="réunion du")),
                (
                    "proposed_on",
                    models.DateField(blank=True, null=True, verbose_name="mise en demeure ou substitution proposée le"),
                ),
                ("noticed_on", models.DateField(blank=True, null=True, verbose_name="maire mis en demeure le")),
                ("notice_until", models.DateField(blank=True, null=True, verbose_name="terme de la mise en demeure")),
                (
                    "notice_result",
                    models.CharField(
                        blank=True,
                        choices=[("acted", "Suivie d'effet"), ("none", "Sans résultat")],
                        max_length=6,
                        verbose_name="résultat de la mise en demeure",
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="fermeture ordonnée par le préfet le"),
                ),
                ("order_number", models.CharField(blank=True, max_length=20, verbose_name="arrêté n°")),
                ("lifted_on", models.DateField(blank=True, null=True, verbose_name="levé le")),
                ("lifted_why", models.CharField(blank=True, max_length=500, verbose_name="motif de la levée")),
                ("last_step", models.CharField(blank=True, max_length=200, verbose_name="dernière action")),
                ("last_step_on", models.DateField(blank=True, null=True, verbose_name="dernière action le")),
                (
                    "establishment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unfavourable_opinions",
                        to="civil_protection.establishment",
                        verbose_name="établissement",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis défavorable",
                "verbose_name_plural": "avis défavorables",
                "ordering": ["opened_on", "id"],
            },
        ),
        migrations.AddField(
            model_name="safetyvisit",
            name="follow_up",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="civil_protection.unfavourableopinion",
                verbose_name="suivi de l'avis défavorable",
            ),
        ),
        migrations.CreateModel(
            name="FollowUpStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_on", models.DateField(verbose_name="le")),
                ("label", models.CharField(max_length=200, verbose_name="action")),
                ("note", models.CharField(blank=True, max_length=2000, verbose_name="observation")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opinion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="civil_protection.unfavourableopinion",
                    ),
                ),
            ],
            options={
                "verbose_name": "étape du suivi",
                "verbose_name_plural": "étapes du suivi",
                "ordering": ["happened_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="VisitPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "Photographie"),
                            ("report", "Rapport de vérification"),
                            ("attestation", "Attestation"),
                            ("signed", "Rapport ou PV signé"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="civil_protection.protecteddocument",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="civil_protection.safetyvisit",
                        verbose_name="visite",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce d'une visite",
                "verbose_name_plural": "pièces des visites",
                "ordering": ["visit", "kind", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="safetyrequirement",
            index=models.Index(fields=["state", "due_on"], name="safety_requirement_due"),
        ),
        migrations.AddConstraint(
            model_name="safetyrequirement",
            constraint=models.UniqueConstraint(
                fields=("visit", "number"),
                name="safety_requirement_number",
                violation_error_message="Ce numéro est déjà donné dans la visite.",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("verified_on__isnull", False), _connector="OR"),
                name="safety_requirement_verified",
                violation_error_message="Une prescription qui n'est plus ouverte a été vérifiée un jour.",
            ),
        ),
        migrations.AddIndex(
            model_name="unfavourableopinion",
            index=models.Index(fields=["lifted_on", "opened_on"], name="unfavourable_opinion_live"),
        ),
        migrations.AddConstraint(
            model_name="unfavourableopinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_on__isnull", True)),
                fields=("establishment",),
                name="unfavourable_opinion_one_at_a_time",
                violation_error_message="L'établissement est déjà sous avis défavorable.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unfavourableopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_on__isnull", True), ("lifted_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="unfavourable_opinion_lifted_after",
                violation_error_message="La levée suit l'avis.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unfavourableopinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    models.Q(("notice_result", "none"), ("noticed_on__isnull", False)),
                    _connector="OR",
                ),
                name="unfavourable_opinion_substitution_after_notice",
                violation_error_message="Le préfet ne se substitue au maire qu'après une mise en demeure vaine.",
            ),
        ),
        migrations.AddIndex(
            model_name="safetyvisit",
            index=models.Index(fields=["establishment", "-held_on"], name="safety_visit_of"),
        ),
        migrations.AddIndex(
            model_name="safetyvisit",
            index=models.Index(fields=["state", "planned_on"], name="safety_visit_planned"),
        ),
        migrations.AddIndex(
            model_name="safetyvisit",
            index=models.Index(fields=["-held_on"], name="safety_visit_held"),
        ),
        migrations.AddConstraint(
            model_name="safetyvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_on__isnull", False), ("state", "held")),
                    models.Q(models.Q(("state", "held"), _negated=True), ("held_on__isnull", True)),
                    _connector="OR",
                ),
                name="safety_visit_held_on_a_day",
                violation_error_message="Une visite tenue a son jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opinion", ""), models.Q(("opinion_on__isnull", False), ("state", "held")), _connector="OR"
                ),
                name="safety_visit_opinion_of_a_held_visit",
                violation_error_message="Un avis suit une visite tenue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyvisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opinion", "unfavourable"), _negated=True), ("follow_up__isnull", False), _connector="OR"
                ),
                name="safety_visit_unfavourable_is_followed",
                violation_error_message="Un avis défavorable a toujours un suivi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyvisit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "planned")),
                fields=("establishment", "kind"),
                name="safety_visit_planned_once",
                violation_error_message="Une visite de ce type est déjà programmée pour cet établissement.",
            ),
        ),
    ]
    operations = together(operations)
