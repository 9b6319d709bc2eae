from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directorate", "0004_saved_views")]

    operations = []
