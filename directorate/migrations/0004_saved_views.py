from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directorate", "0003_follow_up")]

    operations = []
