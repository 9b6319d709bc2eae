"""The narrow rows say which act waits for a signature; inboxes and lists of open cases read indexes in their order."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE directorate_casefollowup followed SET act_kind = act.act_kind, drafted_by_id = act.drafted_by_id
FROM directorate_decision act
WHERE act.case_id = followed.case_id AND act.state = 'submitted' AND followed.stage = 'signature'"""


class Migration(migrations.Migration):
    dependencies = [
        ("directorate", "0010_journal_sealed_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="casefollowup",
            name="act_kind",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="casefollowup",
            name="drafted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="casefollowup",
            index=models.Index(fields=["unit", "stage", "next_due_on", "case"], name="follow_up_unit_stage"),
        ),
        migrations.AddIndex(
            model_name="casefollowup",
            index=models.Index(fields=["caseworker", "stage", "next_due_on", "case"], name="follow_up_person_stage"),
        ),
        migrations.AddIndex(
            model_name="casefollowup",
            index=models.Index(
                condition=models.Q(("act_kind", ""), _negated=True),
                fields=["next_due_on", "case"],
                include=("unit", "procedure_code", "act_kind", "drafted_by", "caseworker", "sensitivity"),
                name="follow_up_signature",
            ),
        ),
        migrations.AddIndex(
            model_name="casefollowup",
            index=models.Index(
                fields=["unit", "caseworker", "next_due_on"], include=("is_suspended",), name="follow_up_load"
            ),
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_by_deadline",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["unit", "next_due_on", "id"],
                include=("sensitivity", "caseworker"),
                name="case_open_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["stage", "next_due_on", "id"], name="case_open_by_stage"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["procedure_code", "next_due_on", "id"], name="case_by_procedure"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("is_open", False)),
                fields=["stage", "-received_on", "-id"],
                name="case_closed_by_stage",
            ),
        ),
    ]
