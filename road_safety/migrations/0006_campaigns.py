"""Campaigns, schools and their attestations, labels, control operations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("road_safety", "0005_equipment")]

    operations: list = []
