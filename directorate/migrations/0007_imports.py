from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directorate", "0006_series")]

    operations = []
