import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0020_keys_in_the_index"),
        ("police_admin", "0003_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField(verbose_name="prévu le")),
                ("companions", models.CharField(blank=True, max_length=250, verbose_name="avec")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="fait le")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("compliant", "Conforme"), ("remarks", "Observations"), ("breaches", "Manquements")],
                        max_length=10,
                        verbose_name="constat",
                    ),
                ),
                ("points", models.TextField(blank=True, verbose_name="points relevés")),
                ("follow_up", models.TextField(blank=True, verbose_name="suite demandée")),
                ("follow_up_by", models.DateField(blank=True, null=True, verbose_name="à satisfaire avant le")),
                ("followed_on", models.DateField(blank=True, null=True, verbose_name="satisfaite le")),
                ("recorded_at", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="directorate.case",
                        verbose_name="dossier de sanction",
                    ),
                ),
                (
                    "inspector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="mené par",
                    ),
                ),
                (
                    "permit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspections",
                        to="directorate.permit",
                        verbose_name="titre",
                    ),
                ),
            ],
            options={
                "verbose_name": "contrôle d'établissement",
                "verbose_name_plural": "contrôles d'établissements",
                "ordering": ["-planned_on", "-id"],
                "indexes": [
                    models.Index(fields=["permit", "-planned_on", "-id"], name="inspection_of_a_title"),
                    models.Index(fields=["-planned_on", "-id"], name="inspection_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", True), ("outcome", "")),
                            models.Q(("done_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="inspection_done_has_an_outcome",
                        violation_error_message="Un contrôle fait a un constat, un contrôle prévu n'en a pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_up_by__isnull", True), ("follow_up_by__gte", models.F("done_on")), _connector="OR"
                        ),
                        name="inspection_follow_up_after_visit",
                        violation_error_message="La suite demandée suit le contrôle.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("followed_on__isnull", True), ("followed_on__gte", models.F("done_on")), _connector="OR"
                        ),
                        name="inspection_followed_after_visit",
                        violation_error_message="La suite est satisfaite après le contrôle.",
                    ),
                ],
            },
        ),
    ]
