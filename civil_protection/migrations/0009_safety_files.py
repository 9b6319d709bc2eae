"""Registers behind the files of safety and security studies."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("civil_protection", "0008_safety_commissions")]

    operations: list = []
