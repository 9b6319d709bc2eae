"""The appeals against what was decided on a case, and the files drawn up for the judge."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0012_texts_in_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("informal", "Recours gracieux"),
                            ("hierarchical", "Recours hiérarchique"),
                            ("contentious", "Recours contentieux"),
                            ("interim_suspension", "Référé-suspension"),
                            ("interim_liberty", "Référé-liberté"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("lodged_by", models.CharField(max_length=160, verbose_name="auteur du recours")),
                ("is_third_party", models.BooleanField(default=False, verbose_name="formé par un tiers")),
                ("received_on", models.DateField(verbose_name="reçu ou enregistré le")),
                ("court", models.CharField(blank=True, max_length=160, verbose_name="juridiction")),
                ("court_reference", models.CharField(blank=True, max_length=60, verbose_name="numéro au greffe")),
                ("limit_on", models.DateField(blank=True, null=True, verbose_name="dernier jour pour agir")),
                ("is_late", models.BooleanField(default=False, verbose_name="hors délai")),
                ("verdict", models.CharField(max_length=400, verbose_name="délai")),
                ("silence_due_on", models.DateField(blank=True, null=True, verbose_name="rejet par le silence le")),
                ("defence_due_on", models.DateField(blank=True, null=True, verbose_name="mémoire en défense avant le")),
                ("defended_on", models.DateField(blank=True, null=True, verbose_name="mémoire produit le")),
                ("hearing_on", models.DateField(blank=True, null=True, verbose_name="audience le")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("received", "Reçu"),
                            ("hearing", "Audience fixée"),
                            ("answered", "Répondu"),
                            ("silent", "Rejeté par le silence"),
                            ("judged", "Jugé"),
                            ("withdrawn", "Désistement"),
                        ],
                        default="received",
                        max_length=12,
                        verbose_name="étape",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rejected", "Rejet"),
                            ("granted", "Recours accueilli"),
                            ("annulled", "Annulation"),
                            ("suspended", "Suspension par le juge"),
                            ("withdrawn", "Désistement"),
                        ],
                        max_length=12,
                        verbose_name="issue",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="terminé le")),
                ("ruling", models.TextField(blank=True, max_length=2000, verbose_name="teneur")),
                ("dates", models.JSONField(default=dict, verbose_name="calcul des dates")),
                ("created_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="directorate.case",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "recours",
                "verbose_name_plural": "recours",
                "ordering": ["received_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="LitigationPack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="directorate.appeal"
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="litigation_pack",
                        to="directorate.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier contentieux",
                "ordering": ["-id"],
            },
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["-received_on", "-id"], name="appeal_by_reception"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("silence_due_on__isnull", False), ("stage", "received")),
                fields=["silence_due_on"],
                name="appeal_silence",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("stage__in", ["received", "hearing"])), fields=["case"], name="appeal_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                fields=("case", "kind", "lodged_by", "received_on"),
                name="appeal_recorded_once",
                violation_error_message="Ce recours est déjà enregistré.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("received_on")), _connector="OR"
                ),
                name="appeal_ends_after_reception",
                violation_error_message="Un recours ne se termine pas avant d'avoir été reçu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", True), ("outcome", "")),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("ended_on__isnull", False)),
                    _connector="OR",
                ),
                name="appeal_outcome_is_dated",
                violation_error_message="L'issue d'un recours est datée.",
            ),
        ),
    ]
