from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directorate", "0008_notifications")]

    operations = []
