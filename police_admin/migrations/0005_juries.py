import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0020_keys_in_the_index"),
        ("police_admin", "0004_inspections"),
    ]

    operations = [
        migrations.CreateModel(
            name="JuryAllocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année de la liste")),
                ("is_abandoned", models.BooleanField(default=False, verbose_name="abandonnée")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="répartition arrêtée le")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                ("total", models.PositiveIntegerField(blank=True, null=True, verbose_name="jurés")),
                ("terms", models.JSONField(blank=True, default=dict, verbose_name="valeurs appliquées")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jury_allocation",
                        to="directorate.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "répartition des jurés",
                "verbose_name_plural": "répartitions des jurés",
                "ordering": ["-year", "-id"],
            },
        ),
        migrations.CreateModel(
            name="JuryUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=5, verbose_name="code INSEE le plus bas")),
                ("name", models.CharField(max_length=160, verbose_name="ligne")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                (
                    "whole",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="partie entière du quotient"),
                ),
                ("remainder", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="reste")),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rang du reste servi")),
                ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="jurés")),
                ("names_to_draw", models.PositiveIntegerField(blank=True, null=True, verbose_name="noms à tirer")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="police_admin.juryallocation",
                    ),
                ),
                (
                    "drawing_commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                        verbose_name="commune dont le maire tire au sort",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de la répartition",
                "verbose_name_plural": "lignes de la répartition",
                "ordering": ["name", "code"],
            },
        ),
        migrations.CreateModel(
            name="JuryCommune",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="population")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="communes",
                        to="police_admin.juryallocation",
                    ),
                ),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="communes",
                        to="police_admin.juryunit",
                        verbose_name="ligne",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune de la répartition",
                "verbose_name_plural": "communes de la répartition",
                "ordering": ["commune__sort_name"],
            },
        ),
        migrations.AddConstraint(
            model_name="juryallocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_abandoned", False)),
                fields=("year",),
                name="jury_one_allocation_a_year",
                violation_error_message="La répartition de cette année est déjà ouverte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="juryunit",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("allocation", "code"),
                name="jury_unit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="jurycommune",
            constraint=models.UniqueConstraint(
                fields=("allocation", "commune"),
                name="jury_commune_in_one_unit",
                violation_error_message="Une commune ne figure que dans un seul groupe.",
            ),
        ),
    ]
