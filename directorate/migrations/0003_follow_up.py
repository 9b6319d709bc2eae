from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directorate", "0002_journal_triggers")]

    operations = []
