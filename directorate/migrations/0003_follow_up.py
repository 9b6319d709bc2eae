"""The narrow rows of the cases, and those of the cases that exist already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FILL_FOLLOW_UP = """
INSERT INTO directorate_casefollowup (case_id, unit_id, procedure_code, caseworker_id, commune_id, stage, sensitivity,
    received_on, next_due_on, is_suspended, silence_due_on, silence_effect, answered_on, alert)
SELECT one.id, one.unit_id, one.procedure_code, one.caseworker_id, one.commune_id, one.stage, one.sensitivity,
    one.received_on, one.next_due_on, one.is_suspended, silence.due_on, coalesce(silence.effect, ''),
    (SELECT max(answered_on) FROM directorate_consultation asked WHERE asked.case_id = one.id), 0
FROM directorate_case one
LEFT JOIN directorate_casedeadline silence ON silence.case_id = one.id AND silence.code = 'silence'
    AND silence.kind = 'silence' AND silence.state IN ('running', 'suspended')
WHERE one.is_open
"""

FILL_TIMING = """
INSERT INTO directorate_casetiming (case_id, unit_id, procedure_code, sensitivity, received_on, decided_on, gross_days,
    net_days, is_late, is_tacit)
SELECT case_id, unit_id, procedure_code, sensitivity, received_on, decided_on, decided_on - received_on,
    decided_on - received_on - waited,
    decided_on IS NOT NULL AND coalesce(is_tacit OR decided_on > limit_on, false), is_tacit
FROM (
    SELECT one.id AS case_id, one.unit_id, one.procedure_code, one.sensitivity, one.received_on,
        (one.decided_at AT TIME ZONE 'Europe/Paris')::date AS decided_on,
        one.decided_at IS NOT NULL AND one.outcome IN ('tacit_grant', 'tacit_refusal') AS is_tacit,
        clock.due_on AS limit_on,
        coalesce((
            SELECT sum(greatest(0, least(coalesce(stop.ended_on, stop.limit_on), stop.limit_on,
                    (one.decided_at AT TIME ZONE 'Europe/Paris')::date) - greatest(stop.started_on, one.received_on)))
            FROM directorate_clockstop stop WHERE stop.case_id = one.id
        ), 0)::int AS waited
    FROM directorate_case one
    LEFT JOIN directorate_casedeadline clock ON clock.case_id = one.id AND clock.code = 'silence'
) dated
"""

# Room on each page for the updates of a day: they touch no index and stay on the page of their row.
ROOM = "ALTER TABLE directorate_casefollowup SET (fillfactor = 80)"


class Migration(migrations.Migration):
    dependencies = [("directorate", "0002_journal_triggers")]

    operations = [
        migrations.CreateModel(
            name="CaseFollowUp",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="follow_up",
                        serialize=False,
                        to="directorate.case",
                    ),
                ),
                ("procedure_code", models.CharField(max_length=80)),
                ("stage", models.CharField(max_length=40)),
                ("sensitivity", models.CharField(max_length=12)),
                ("received_on", models.DateField()),
                ("next_due_on", models.DateField(null=True)),
                ("is_suspended", models.BooleanField(default=False)),
                ("silence_due_on", models.DateField(null=True)),
                ("silence_effect", models.CharField(blank=True, max_length=12)),
                ("answered_on", models.DateField(null=True)),
                (
                    "alert",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Rien à signaler"),
                            (1, "Échéance proche"),
                            (2, "Silence proche"),
                            (3, "Échéance dépassée"),
                        ],
                        default=0,
                    ),
                ),
                ("alerted_on", models.DateField(null=True)),
                (
                    "caseworker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.commune",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "suivi d'un dossier en cours",
                "indexes": [
                    models.Index(fields=["unit", "next_due_on", "case"], name="follow_up_of_unit"),
                    models.Index(fields=["caseworker", "next_due_on", "case"], name="follow_up_of_person"),
                    models.Index(fields=["silence_due_on"], name="follow_up_silence"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseTiming",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="timing",
                        serialize=False,
                        to="directorate.case",
                    ),
                ),
                ("procedure_code", models.CharField(max_length=80)),
                ("sensitivity", models.CharField(max_length=12)),
                ("received_on", models.DateField()),
                ("decided_on", models.DateField(null=True)),
                ("gross_days", models.IntegerField(null=True)),
                ("net_days", models.IntegerField(null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("is_tacit", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorate.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "durée d'un dossier",
                "indexes": [
                    models.Index(
                        fields=["received_on"],
                        include=("unit", "procedure_code", "sensitivity", "case"),
                        name="timing_received",
                    ),
                    models.Index(
                        condition=Q(decided_on__isnull=False),
                        fields=["decided_on"],
                        include=(
                            "unit",
                            "procedure_code",
                            "sensitivity",
                            "case",
                            "gross_days",
                            "net_days",
                            "is_late",
                            "is_tacit",
                        ),
                        name="timing_decided",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=Q(sensitivity="secret"), fields=["unit"], name="case_secret"),
        ),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_FOLLOW_UP, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_TIMING, migrations.RunSQL.noop),
    ]
