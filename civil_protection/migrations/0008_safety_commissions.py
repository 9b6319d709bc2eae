"""Safety commissions and who is competent."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0007_safety_visits")]

    operations: list = []
