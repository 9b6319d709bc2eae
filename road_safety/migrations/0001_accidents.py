"""The accidents of the department and their imports."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [("directorate", "0004_safety_bodies")]

    operations: list = []
