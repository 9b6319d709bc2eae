"""The campaign that tests the directory each month and leaves by itself; what the program of a recipient received."""

from django.db import migrations, models
from django.db.models import Q

from directorate.migrations._together import together


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0004_orders_parts_and_actors")]

    operations = [
        migrations.AddField(
            model_name="alertcampaign",
            name="planned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="part d'elle-même à"),
        ),
        migrations.AddField(
            model_name="alertcampaign",
            name="test_month",
            field=models.DateField(blank=True, null=True, verbose_name="essai du mois"),
        ),
        migrations.AddField(
            model_name="campaigntarget",
            name="received_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="message reçu le"),
        ),
        migrations.AddField(
            model_name="campaigntarget",
            name="received_words",
            field=models.CharField(blank=True, max_length=200, verbose_name="message reçu par"),
        ),
        migrations.AddConstraint(
            model_name="alertcampaign",
            constraint=models.UniqueConstraint(
                fields=["test_month"],
                condition=~Q(state="cancelled"),
                name="alert_campaign_one_test_a_month",
                violation_error_message="L'essai de ce mois est déjà programmé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="alertcampaign",
            constraint=models.CheckConstraint(
                condition=Q(planned_at__isnull=True, test_month__isnull=True)
                | Q(planned_at__isnull=False, test_month__isnull=False, mode="test"),
                name="alert_campaign_leaves_by_itself_for_a_test",
                violation_error_message="Seul l'essai du mois part de lui-même.",
            ),
        ),
    ]
    operations = together(operations)
