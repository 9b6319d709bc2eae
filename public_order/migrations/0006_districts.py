"""Circonscriptions that end, communes in one of them at a time, and every kind of change of a commune."""

import django.contrib.postgres.constraints
from django.db import migrations, models

import directorate.parameters.models
from directorate.migrations._together import together

# A membership that ran into the next one of the same commune ends where that one begins.
TRIM = """
UPDATE public_order_districtmembership held SET until = following.since
FROM (
    SELECT id, lead(since) OVER (PARTITION BY commune_id ORDER BY since) AS since FROM public_order_districtmembership
) following
WHERE following.id = held.id AND following.since IS NOT NULL AND (held.until IS NULL OR held.until > following.since)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("public_order", "0005_councils_and_protocols"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="communechange",
            options={
                "ordering": ["-since", "code", "former_code"],
                "verbose_name": "changement de commune",
                "verbose_name_plural": "changements de communes",
            },
        ),
        migrations.RemoveConstraint(
            model_name="communechange",
            name="crime_commune_change_once",
        ),
        migrations.AddField(
            model_name="communechange",
            name="kind",
            field=models.CharField(
                choices=[("merger", "Fusion"), ("split", "Scission"), ("renaming", "Changement de nom")],
                default="merger",
                max_length=8,
                verbose_name="nature",
            ),
        ),
        migrations.AddField(
            model_name="communechange",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="policedistrict",
            name="until",
            field=models.DateField(blank=True, null=True, verbose_name="supprimée le"),
        ),
        migrations.AddField(
            model_name="policedistrict",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddConstraint(
            model_name="communechange",
            constraint=models.UniqueConstraint(
                fields=("former_code", "code", "since"),
                name="crime_commune_change_once",
                violation_error_message="Ce changement est déjà enregistré à cette date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="communechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "renaming"), models.Q(("former_name", models.F("name")), _negated=True)),
                    models.Q(
                        models.Q(("kind", "renaming"), _negated=True),
                        models.Q(("former_code", models.F("code")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="crime_commune_change_changes",
                violation_error_message="L'ancienne commune et la nouvelle sont la même.",
            ),
        ),
        migrations.AddConstraint(
            model_name="communechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("merger", "split", "renaming"))),
                name="crime_commune_change_kind",
                violation_error_message="Cette nature de changement n'existe pas.",
            ),
        ),
        migrations.RunSQL(TRIM, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="districtmembership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (directorate.parameters.models.TextRange("commune"), "&&"),
                    (directorate.parameters.models.DateRange("since", "until"), "&&"),
                ],
                name="crime_district_one_at_a_time",
                violation_error_message="Cette commune est dans une autre circonscription à ces dates.",
            ),
        ),
    ]
    operations = together(operations)
