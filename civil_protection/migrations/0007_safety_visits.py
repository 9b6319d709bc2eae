"""Visits, requirements and unfavourable opinions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0006_establishments")]

    operations: list = []
