"""Volunteers, their trainings, missions and expenses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("road_safety", "0003_regulation")]

    operations: list = []
