"""Jobs whose file is kept for a time; labels of cases; series of actions on cases."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("directorate", "0005_case_text")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="conservé jusqu'au"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=Q(expires_at__isnull=False, state="done"), fields=["expires_at"], name="job_to_expire"
            ),
        ),
    ]
