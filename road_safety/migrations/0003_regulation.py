"""Licence suspensions and the registers of the bureau."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("road_safety", "0002_strategy")]

    operations: list = []
