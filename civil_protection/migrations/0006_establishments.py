"""Register of establishments open to the public."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0005_monthly_call_test")]

    operations: list = []
