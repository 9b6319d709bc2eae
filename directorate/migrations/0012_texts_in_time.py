"""The texts of cases know the day and the service of their case: the newest are found without reading the cases."""

import django.db.models.deletion
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

FILL = """
UPDATE directorate_casetext text SET received_on = one.received_on, unit_id = one.unit_id,
    is_recent = one.received_on >= CURRENT_DATE - 180
FROM directorate_case one WHERE one.id = text.case_id
"""


def unit(**more) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directorate.unit", **more
    )


class Migration(migrations.Migration):
    dependencies = [("directorate", "0011_inbox_blocks")]

    operations = [
        migrations.AddField("casetext", "received_on", models.DateField(null=True)),
        migrations.AddField("casetext", "unit", unit(null=True)),
        migrations.AddField("casetext", "is_recent", models.BooleanField(default=False), preserve_default=False),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # What the foreign key left to check at the end would keep the table from being altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("casetext", "received_on", models.DateField()),
        migrations.AlterField("casetext", "unit", unit()),
        migrations.AddIndex(
            "casetext",
            GinIndex(fields=["search"], name="case_text_lately", condition=models.Q(("is_recent", True))),
        ),
        migrations.AddIndex("casetext", models.Index(fields=["-received_on", "-case"], name="case_text_recent")),
        migrations.AddIndex(
            "casetext", models.Index(fields=["unit", "-received_on", "-case"], name="case_text_of_unit")
        ),
    ]
