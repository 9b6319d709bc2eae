"""The orientations, the yearly plan and its actions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("road_safety", "0001_accidents")]

    operations: list = []
