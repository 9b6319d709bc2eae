"""Statistics of delinquency: editions, series, secrecy, monthly notes."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [("directorate", "0004_safety_bodies")]

    operations: list = []
