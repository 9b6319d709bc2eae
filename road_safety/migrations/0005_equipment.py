"""Equipment lent, its loans, and the stock of documentation."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("road_safety", "0004_volunteers")]

    operations: list = []
