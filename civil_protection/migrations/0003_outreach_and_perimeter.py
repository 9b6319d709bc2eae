"""What a crisis tells the public, and the shape of its perimeter. A validated press release never changes."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together

SEALED = """
CREATE TRIGGER press_release_sealed BEFORE UPDATE OR DELETE ON civil_protection_pressrelease
    FOR EACH ROW EXECUTE FUNCTION crisis_keep_sealed('validated_at', 'document_id');
ALTER TABLE civil_protection_pressrelease ENABLE ALWAYS TRIGGER press_release_sealed;
"""
NOT_SEALED = "DROP TRIGGER press_release_sealed ON civil_protection_pressrelease;"


class Migration(migrations.Migration):
    dependencies = [
        ("civil_protection", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="crisisevent",
            name="perimeter_shape",
            field=models.JSONField(blank=True, null=True, verbose_name="tracé du périmètre"),
        ),
        migrations.CreateModel(
            name="PressRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="numéro")),
                ("title", models.CharField(max_length=160, verbose_name="titre")),
                ("text", models.TextField(verbose_name="texte")),
                ("drafted_at", models.DateTimeField(verbose_name="rédigé le")),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="révision")),
                ("validated_at", models.DateTimeField(blank=True, null=True, verbose_name="validé le")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="civil_protection.protecteddocument",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="press_release",
                        to="civil_protection.logentry",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="press_releases",
                        to="civil_protection.crisisevent",
                    ),
                ),
                (
                    "validated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="validé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "communiqué de presse",
                "verbose_name_plural": "communiqués de presse",
                "ordering": ["-drafted_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "number"), name="press_release_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry__isnull", True),
                                ("number__isnull", True),
                                ("validated_at__isnull", True),
                                ("validated_by__isnull", True),
                            ),
                            models.Q(
                                ("entry__isnull", False),
                                ("number__isnull", False),
                                ("validated_at__isnull", False),
                                ("validated_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="press_release_validated_whole",
                        violation_error_message="Un communiqué validé a un numéro, un auteur, une heure et une entrée.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("instructions", "Consignes de sécurité"),
                            ("evacuation", "Évacuation et hébergement"),
                            ("relatives", "Recherche de proches"),
                            ("networks", "Électricité, gaz, téléphone"),
                            ("water", "Eau potable"),
                            ("roads", "Routes et transports"),
                            ("schools", "Écoles et crèches"),
                            ("health", "Santé"),
                            ("damage", "Dégâts et assurances"),
                            ("help", "Offres d'aide"),
                            ("rumour", "Rumeurs"),
                            ("other", "Autre"),
                        ],
                        max_length=15,
                        verbose_name="sujet",
                    ),
                ),
                ("question", models.CharField(max_length=250, verbose_name="question")),
                ("answer", models.TextField(verbose_name="réponse")),
                ("changed_at", models.DateTimeField(verbose_name="à jour le")),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="révision")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_answers",
                        to="civil_protection.crisisevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse au public",
                "verbose_name_plural": "réponses au public",
                "ordering": ["subject", "question", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("event", "question"),
                        name="public_answer_once",
                        violation_error_message="Cette question a déjà une réponse.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicCallCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("instructions", "Consignes de sécurité"),
                            ("evacuation", "Évacuation et hébergement"),
                            ("relatives", "Recherche de proches"),
                            ("networks", "Électricité, gaz, téléphone"),
                            ("water", "Eau potable"),
                            ("roads", "Routes et transports"),
                            ("schools", "Écoles et crèches"),
                            ("health", "Santé"),
                            ("damage", "Dégâts et assurances"),
                            ("help", "Offres d'aide"),
                            ("rumour", "Rumeurs"),
                            ("other", "Autre"),
                        ],
                        max_length=15,
                        verbose_name="sujet",
                    ),
                ),
                ("counted_at", models.DateTimeField(verbose_name="compté à")),
                (
                    "received",
                    models.PositiveIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100000)],
                        verbose_name="appels reçus",
                    ),
                ),
                (
                    "resolved",
                    models.PositiveIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100000)],
                        verbose_name="appels traités",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_counts",
                        to="civil_protection.crisisevent",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "décompte d'appels",
                "verbose_name_plural": "décomptes d'appels",
                "ordering": ["-counted_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("resolved__lte", models.F("received"))),
                        name="public_call_count_resolved",
                        violation_error_message="Les appels traités sont parmi les appels reçus.",
                    )
                ],
            },
        ),
        migrations.RunSQL(SEALED, NOT_SEALED),
    ]
    operations = together(operations)
