import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("civil_protection", "0004_crisis_log"),
        ("directorate", "0021_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name=name,
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorate.letter",
            ),
        )
        for model, name in (
            ("communalfile", "notice"),
            ("disasterrequest", "transmission"),
            ("disasterrequest", "notice"),
        )
    ]
