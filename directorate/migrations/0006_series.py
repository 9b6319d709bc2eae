from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directorate", "0005_case_text")]

    operations = []
