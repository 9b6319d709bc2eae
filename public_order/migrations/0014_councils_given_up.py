"""A council that was never created may be given up; a position has its two coordinates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0005_session_actions"),
        ("public_order", "0013_codaf_places"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="council",
            name="council_created_on_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="grantplace",
            name="grant_place_position_together",
        ),
        migrations.AddConstraint(
            model_name="council",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ("prepared", "dissolved")), ("created_on__isnull", False), _connector="OR"
                ),
                name="council_created_on_a_day",
                violation_error_message="Un conseil créé a une date de création.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantplace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__isnull", False),
                        ("longitude__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="grant_place_position_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ),
    ]
