"""The visits of what is approved, the hearing of a controller, drafts of traffic orders that are given up."""

import django.db.models.deletion
from django.db import migrations, models

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0004_safety_bodies"),
        ("road_safety", "0006_campaigns"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalInspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inspected_on", models.DateField(verbose_name="inspecté le")),
                ("inspector", models.CharField(max_length=160, verbose_name="par")),
                ("is_compliant", models.BooleanField(verbose_name="conforme")),
                ("findings", models.CharField(blank=True, max_length=2000, verbose_name="constats")),
                ("follow_up", models.CharField(blank=True, max_length=1000, verbose_name="suites")),
                ("followed_on", models.DateField(blank=True, null=True, verbose_name="suites satisfaites le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "inspection d'un agrément",
                "verbose_name_plural": "inspections des agréments",
                "ordering": ["-inspected_on", "-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="trafficorder",
            name="traffic_order_signed_has_a_number",
        ),
        migrations.AddField(
            model_name="inspectioncontroller",
            name="heard_from",
            field=models.DateField(blank=True, null=True, verbose_name="observations demandées le"),
        ),
        migrations.AddField(
            model_name="inspectioncontroller",
            name="heard_until",
            field=models.DateField(blank=True, null=True, verbose_name="observations jusqu'au"),
        ),
        migrations.AddField(
            model_name="inspectioncontroller",
            name="heard_why",
            field=models.CharField(blank=True, max_length=2000, verbose_name="griefs"),
        ),
        migrations.AddField(
            model_name="inspectioncontroller",
            name="observations",
            field=models.CharField(blank=True, max_length=2000, verbose_name="observations"),
        ),
        migrations.AddField(
            model_name="trafficorder",
            name="abandoned_on",
            field=models.DateField(blank=True, null=True, verbose_name="abandonné le"),
        ),
        migrations.AddField(
            model_name="trafficorder",
            name="abandoned_why",
            field=models.CharField(blank=True, max_length=400, verbose_name="motif de l'abandon"),
        ),
        migrations.AlterField(
            model_name="trafficorder",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "En préparation"),
                    ("signed", "Signé"),
                    ("repealed", "Abrogé"),
                    ("abandoned", "Abandonné"),
                ],
                default="prepared",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectioncontroller",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("heard_from__isnull", False), ("state_on__isnull", False)),
                    _connector="OR",
                ),
                name="controller_withdrawn_after_hearing",
                violation_error_message="Un retrait suit une procédure contradictoire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trafficorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_on__isnull", True), ("state", "prepared")),
                    models.Q(("abandoned_on__isnull", False), ("signed_on__isnull", True), ("state", "abandoned")),
                    models.Q(
                        ("signed_on__isnull", False),
                        ("state__in", ("signed", "repealed")),
                        models.Q(("number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="traffic_order_signed_has_a_number",
                violation_error_message="Un arrêté signé a un numéro et un jour de signature.",
            ),
        ),
        migrations.AddField(
            model_name="approvalinspection",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="road_safety.inspectioncentre",
                verbose_name="centre de contrôle technique",
            ),
        ),
        migrations.AddField(
            model_name="approvalinspection",
            name="controller",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspections",
                to="road_safety.inspectioncontroller",
                verbose_name="contrôleur technique",
            ),
        ),
        migrations.AddField(
            model_name="approvalinspection",
            name="title",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="road_inspections",
                to="directorate.permit",
                verbose_name="agrément",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalinspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("centre__isnull", True), ("controller__isnull", True), ("title__isnull", False)),
                    models.Q(("centre__isnull", False), ("controller__isnull", True), ("title__isnull", True)),
                    models.Q(("centre__isnull", True), ("controller__isnull", False), ("title__isnull", True)),
                    _connector="OR",
                ),
                name="inspection_of_one_thing",
                violation_error_message="Une inspection porte sur un agrément, un centre ou un contrôleur.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalinspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_compliant", True), models.Q(("findings", ""), _negated=True), _connector="OR"),
                name="inspection_says_what_is_wrong",
                violation_error_message="Dire ce qui n'est pas conforme.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalinspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("followed_on__isnull", True),
                    models.Q(("followed_on__gte", models.F("inspected_on")), ("is_compliant", False)),
                    _connector="OR",
                ),
                name="inspection_followed_after_it",
                violation_error_message="Les suites viennent après l'inspection.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalinspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("title__isnull", False)),
                fields=("title", "inspected_on"),
                name="inspection_of_title_once_a_day",
                violation_error_message="Une inspection est déjà enregistrée ce jour-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalinspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("centre__isnull", False)),
                fields=("centre", "inspected_on"),
                name="inspection_of_centre_once_a_day",
                violation_error_message="Une inspection est déjà enregistrée ce jour-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalinspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("controller__isnull", False)),
                fields=("controller", "inspected_on"),
                name="inspection_of_controller_once_a_day",
                violation_error_message="Une inspection est déjà enregistrée ce jour-là.",
            ),
        ),
    ]
    operations = together(operations)
