"""Jobs whose file is kept for a time; labels of cases; series of actions on cases."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("directorate", "0005_case_text")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="conservé jusqu'au"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=Q(expires_at__isnull=False, state="done"), fields=["expires_at"], name="job_to_expire"
            ),
        ),
        migrations.AddField(
            model_name="clockstop",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="relancée le"),
        ),
        migrations.CreateModel(
            name="CaseLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("put_at", models.DateTimeField(verbose_name="posée le")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directorate.case"
                    ),
                ),
                (
                    "put_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "étiquette d'un dossier",
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="nom")),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("neutral", "Gris"),
                            ("info", "Bleu"),
                            ("success", "Vert"),
                            ("warning", "Orange"),
                            ("error", "Rouge"),
                            ("new", "Jaune"),
                        ],
                        default="neutral",
                        max_length=8,
                        verbose_name="couleur",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="en usage")),
                (
                    "cases",
                    models.ManyToManyField(
                        related_name="labels", through="directorate.CaseLabel", to="directorate.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="directorate.unit",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "étiquette",
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="caselabel",
            name="label",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.label"
            ),
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_code", models.CharField(max_length=40, verbose_name="liste")),
                ("query", models.TextField(blank=True, verbose_name="état de la liste")),
                ("action", models.CharField(max_length=40)),
                ("details", models.JSONField(default=dict)),
                ("total", models.PositiveIntegerField(verbose_name="dossiers")),
                ("created_at", models.DateTimeField(verbose_name="préparée le")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="demandée le")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="series", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="directorate.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "série",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="SeriesItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "À faire"),
                            ("done", "Fait"),
                            ("refused", "Refusé"),
                            ("failed", "En échec"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="résultat",
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=400, verbose_name="motif")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="le")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directorate.case"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.letter",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="directorate.series"
                    ),
                ),
            ],
            options={
                "verbose_name": "dossier d'une série",
                "ordering": ["rank"],
            },
        ),
        migrations.AddConstraint(
            model_name="label",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                models.F("unit"),
                name="label_once_a_unit",
                violation_error_message="Ce service a déjà une étiquette de ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="caselabel",
            constraint=models.UniqueConstraint(fields=("case", "label"), name="case_label_once"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at__isnull", True), ("job__isnull", True)),
                    models.Q(("asked_at__isnull", False), ("job__isnull", False)),
                    _connector="OR",
                ),
                name="series_asked_has_a_job",
            ),
        ),
        migrations.AddIndex(
            model_name="seriesitem",
            index=models.Index(fields=["series", "state", "rank"], name="series_item_state"),
        ),
        migrations.AddConstraint(
            model_name="seriesitem",
            constraint=models.UniqueConstraint(fields=("series", "case"), name="series_once_a_case"),
        ),
    ]
