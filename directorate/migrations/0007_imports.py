import uuid

import django.db.models.deletion
import django.db.models.fields.json
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directorate", "0006_series")]

    operations = [
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="ligne")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("create", "Création"),
                            ("update", "Mise à jour"),
                            ("unchanged", "Inchangée"),
                            ("reject", "Rejetée"),
                            ("overtaken", "Écartée"),
                        ],
                        max_length=10,
                        verbose_name="suite",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=250, verbose_name="objet")),
                ("subject", models.CharField(blank=True, max_length=64)),
                ("stamp", models.CharField(blank=True, max_length=64)),
                ("values", models.JSONField(default=dict, verbose_name="valeurs")),
                ("changes", models.JSONField(default=dict, verbose_name="changements")),
                ("cells", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True, verbose_name="motif")),
            ],
            options={
                "verbose_name": "ligne d'import",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="source")),
                ("target", models.CharField(max_length=100)),
                ("signature", models.TextField(blank=True)),
                ("mapping", models.JSONField(default=dict, verbose_name="correspondance")),
                ("reading", models.JSONField(default=dict, verbose_name="lecture")),
                ("updated_at", models.DateTimeField(verbose_name="modifiée le")),
            ],
            options={
                "verbose_name": "source d'imports",
                "verbose_name_plural": "sources d'imports",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="TableImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("target", models.CharField(max_length=100)),
                ("file_name", models.CharField(max_length=200, verbose_name="fichier")),
                ("file_expires_at", models.DateTimeField(verbose_name="fichier gardé jusqu'au")),
                ("reading", models.JSONField(default=dict, verbose_name="lecture")),
                ("columns", models.JSONField(default=list, verbose_name="colonnes")),
                ("samples", models.JSONField(default=list, verbose_name="exemples")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="lignes")),
                ("mapping", models.JSONField(default=dict, verbose_name="correspondance")),
                ("unknown", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict, verbose_name="résultat")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Lecture en cours"),
                            ("mapping", "À faire correspondre"),
                            ("previewing", "Aperçu en préparation"),
                            ("previewed", "À appliquer"),
                            ("applying", "Application en cours"),
                            ("applied", "Appliqué"),
                            ("undoing", "Annulation en cours"),
                            ("undone", "Annulé"),
                            ("abandoned", "Abandonné"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("turn", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(verbose_name="déposé le")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="appliqué le")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                models.F("procedure_code"),
                django.db.models.fields.json.KeyTextTransform("legacy_reference", "answers"),
                condition=models.Q(("answers__has_key", "legacy_reference")),
                name="case_legacy_reference_once",
                violation_error_message="Un dossier de cette procédure porte déjà cette référence antérieure.",
            ),
        ),
        migrations.AddField(
            model_name="importsource",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.unit",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="importsource",
            name="updated_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="applied_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="job",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="directorate.job",
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="imports",
                to="directorate.importsource",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tableimport",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.unit",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="importline",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="directorate.tableimport"
            ),
        ),
        migrations.AddConstraint(
            model_name="importsource",
            constraint=models.UniqueConstraint(
                fields=("unit", "target", "name"),
                name="import_source_once",
                violation_error_message="Une source porte déjà ce nom.",
            ),
        ),
        migrations.AddIndex(
            model_name="tableimport",
            index=models.Index(fields=["unit", "-created_at"], name="import_of_unit"),
        ),
        migrations.AddIndex(
            model_name="importline",
            index=models.Index(fields=["batch", "action", "number"], name="import_line_action"),
        ),
        migrations.AddConstraint(
            model_name="importline",
            constraint=models.UniqueConstraint(fields=("batch", "number"), name="import_line_once"),
        ),
    ]
