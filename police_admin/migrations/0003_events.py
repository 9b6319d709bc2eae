"""Keep the route of an event, and the files of safety that go with it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0020_keys_in_the_index"),
        ("police_admin", "0002_municipal_police"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EventRoute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[("file", "Fichier de l'organisateur"), ("typed", "Points saisis")],
                        max_length=8,
                        verbose_name="origine",
                    ),
                ),
                ("lines", models.JSONField(verbose_name="tracé")),
                ("length_m", models.PositiveIntegerField(verbose_name="longueur (m)")),
                (
                    "communes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="communes traversées",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="event_route", to="directorate.case"
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
                "verbose_name": "itinéraire",
            },
        ),
        migrations.CreateModel(
            name="EventLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dps", "Dispositif prévisionnel de secours (DPS)"),
                            ("security", "Dossier de sécurité"),
                            ("guards", "Agents de sécurité privée"),
                            ("other", "Autre pièce de sécurité"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="référence ou emplacement")),
                ("added_at", models.DateTimeField(verbose_name="rattachée le")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="event_links", to="directorate.case"
                    ),
                ),
                (
                    "linked",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directorate.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "pièce de sécurité",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("linked__isnull", False), models.Q(("words", ""), _negated=True), _connector="OR"
                        ),
                        name="event_link_says_what",
                        violation_error_message="Indiquer un dossier ou un document.",
                    ),
                    models.UniqueConstraint(
                        fields=("case", "linked"),
                        name="event_link_once",
                        violation_error_message="Ce dossier est déjà rattaché.",
                    ),
                ],
            },
        ),
    ]
