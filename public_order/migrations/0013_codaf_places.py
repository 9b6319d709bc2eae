"""Where the establishments checked by the committee against fraud are on the map; the numbers of reports as they are
compared from now on, without the words that people write before them.
"""

import re

from django.db import migrations, models

PREFIX = re.compile(r"^(?:PROC[EÈ]S-?VERBAL|PV)?(?:N°\.?|NO\.?(?=\d)|NUM[EÉ]RO)?[-:.]*")

POSITION = models.Q(latitude__isnull=True, longitude__isnull=True) | models.Q(
    latitude__isnull=False, longitude__isnull=False, latitude__range=(-90, 90), longitude__range=(-180, 180)
)


def coordinate(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=9, decimal_places=6, null=True, blank=True)


def compare_numbers(apps, schema_editor) -> None:
    """What would then be the same report of the same target keeps its former key: nothing is lost."""
    findings = apps.get_model("public_order", "CodafFinding").objects
    for row in findings.filter(pv_key__regex="^[PN]"):
        key = PREFIX.sub("", row.pv_key) or row.pv_key
        same = {"target": row.target_id, "partner": row.partner_id, "nature": row.nature, "pv_key": key}
        if not findings.filter(**same).exists():
            findings.filter(pk=row.pk).update(pv_key=key)


class Migration(migrations.Migration):
    dependencies = [("public_order", "0012_councils_on_the_engine")]

    operations = [
        migrations.RunPython(compare_numbers, migrations.RunPython.noop),
        migrations.AddField("codaftarget", "latitude", coordinate("latitude")),
        migrations.AddField("codaftarget", "longitude", coordinate("longitude")),
        migrations.AddConstraint(
            "codaftarget",
            models.CheckConstraint(
                condition=POSITION,
                name="codaf_target_position",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ),
    ]
