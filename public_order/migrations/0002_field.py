"""Field work: daily security of the police, districts of reconquest, local programmes, operations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("public_order", "0001_statistics")]

    operations: list = []
