"""Editions withdrawn with a reason, readings that resume, populations that count once accepted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("public_order", "0007_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldPopulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory_kind",
                    models.CharField(
                        choices=[
                            ("com", "Commune"),
                            ("csp", "Circonscription de sécurité"),
                            ("dep", "Département"),
                            ("reg", "Région"),
                            ("nat", "National"),
                        ],
                        max_length=3,
                        verbose_name="type de territoire",
                    ),
                ),
                ("territory", models.CharField(max_length=12, verbose_name="territoire")),
                ("year", models.PositiveSmallIntegerField(verbose_name="année")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="habitants")),
                (
                    "dwellings",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="logements"
                    ),
                ),
            ],
            options={
                "verbose_name": "population d'un import",
                "verbose_name_plural": "populations d'un import",
            },
        ),
        migrations.AddField(
            model_name="statedition",
            name="removal_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="motif du retrait"),
        ),
        migrations.AddField(
            model_name="statedition",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retirée le"),
        ),
        migrations.AddField(
            model_name="statedition",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="statimport",
            name="position",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="statedition",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "À accepter"),
                    ("current", "En vigueur"),
                    ("former", "Antérieure"),
                    ("removed", "Retirée"),
                ],
                default="draft",
                max_length=8,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="statedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "removed"), _negated=True),
                    models.Q(("removed_at__isnull", False), models.Q(("removal_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="crime_removal_has_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="toldpopulation",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="populations",
                to="public_order.statimport",
            ),
        ),
        migrations.AddIndex(
            model_name="toldpopulation",
            index=models.Index(fields=["territory", "territory_kind", "year"], name="told_population_place"),
        ),
        migrations.AddConstraint(
            model_name="toldpopulation",
            constraint=models.UniqueConstraint(
                fields=("batch", "territory", "territory_kind", "year"), name="told_population_once"
            ),
        ),
    ]
    operations = together(operations)
