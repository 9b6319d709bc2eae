"""First aid and large gatherings."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0009_safety_files")]

    operations: list = []
