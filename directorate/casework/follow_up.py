"""The narrow rows of the cases: written by the operation that changes a case, rebuilt whole by the same statements.

One case or all of them, the `SELECT` is the same: what is stored is what would be rebuilt.
"""

# Every text here is written in this file; what comes from outside travels as parameters.
# ruff: noqa: S608

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from directorate.casework.models import Case, CaseFollowUp, CaseTiming
from directorate.org.models import Unit

Alert = CaseFollowUp.Alert
SOON = timedelta(days=7)
SILENCE_NEAR = timedelta(days=10)

FOLLOWED = (
    "unit_id", "procedure_code", "caseworker_id", "commune_id", "stage", "sensitivity", "received_on", "next_due_on",
    "is_suspended", "silence_due_on", "silence_effect", "answered_on", "act_kind", "drafted_by_id", "blocker",
    "blocked_by", "blocked_since", "alert",
)  # fmt: skip
TIMED = (
    "unit_id", "procedure_code", "sensitivity", "received_on", "decided_on", "gross_days", "net_days", "is_late",
    "is_tacit",
)  # fmt: skip

# The level of a row on the day %(on)s. As days pass it only rises; a date that moves is written by `follow`.
LEVEL = """CASE
    WHEN is_suspended THEN 0
    WHEN next_due_on < %(on)s THEN 3
    WHEN silence_due_on <= %(silence_near)s THEN 2
    WHEN next_due_on <= %(soon)s THEN 1
    ELSE 0 END"""

# Who keeps a case waiting: the first of these that is true. An answer awaited is an answer not yet recorded.
BLOCKER = """CASE
    WHEN one.stage IN ('received', 'incomplete', 'review', 'consultation', 'receipt_issued')
        AND stop.started_on IS NOT NULL THEN 'applicant'
    WHEN one.stage IN ('review', 'consultation', 'receipt_issued') AND asked.id IS NOT NULL
        THEN CASE WHEN asked.agenda_item_id IS NULL THEN 'partner' ELSE 'commission' END
    WHEN one.stage = 'hearing' AND hearing.sent_on IS NOT NULL AND hearing.mode = '' AND hearing.exception = ''
        THEN 'heard'
    WHEN one.stage = 'signature' THEN 'signatory'
    WHEN one.stage = 'notified' THEN 'register'
    WHEN one.stage IN ('in_execution', 'receipt_issued') THEN ''
    WHEN one.caseworker_id IS NULL THEN 'unassigned'
    ELSE 'caseworker' END"""
# Since when, for each of them: what was asked of them, or the last thing that happened to the case.
SINCE = """CASE blocker
    WHEN 'applicant' THEN stopped_on
    WHEN 'partner' THEN asked_on
    WHEN 'commission' THEN asked_on
    WHEN 'heard' THEN invited_on
    WHEN 'signatory' THEN submitted_on
    WHEN 'register' THEN notified_on
    WHEN '' THEN NULL
    ELSE greatest(received_on, complete_on, answered_on, resumed_on, heard_on, decided_on) END"""

OPEN_CASES = f"""
SELECT followed.*, CASE WHEN blocker IN ('partner', 'commission') THEN body ELSE '' END AS blocked_by,
    {SINCE} AS blocked_since, {LEVEL} AS alert FROM (
    SELECT one.id AS case_id, one.unit_id, one.procedure_code, one.caseworker_id, one.commune_id, one.stage,
        one.sensitivity, one.received_on, one.next_due_on, one.is_suspended,
        silence.due_on AS silence_due_on, coalesce(silence.effect, '') AS silence_effect, answer.answered_on,
        coalesce(act.act_kind, '') AS act_kind, act.drafted_by_id,
        {BLOCKER} AS blocker, asked.body_label AS body, stop.started_on AS stopped_on, asked.asked_on,
        hearing.sent_on AS invited_on, (act.submitted_at AT TIME ZONE 'Europe/Paris')::date AS submitted_on,
        (one.notified_at AT TIME ZONE 'Europe/Paris')::date AS notified_on, one.complete_on,
        (one.decided_at AT TIME ZONE 'Europe/Paris')::date AS decided_on, hearing.observations_on AS heard_on,
        resumed.ended_on AS resumed_on
    FROM directorate_case one
    LEFT JOIN directorate_casedeadline silence ON silence.case_id = one.id AND silence.code = 'silence'
        AND silence.kind = 'silence' AND silence.state IN ('running', 'suspended')
    LEFT JOIN directorate_decision act ON act.case_id = one.id AND act.state = 'submitted' AND one.stage = 'signature'
    LEFT JOIN LATERAL (
        SELECT max(answered_on) AS answered_on FROM directorate_consultation asked
        WHERE asked.case_id = one.id AND asked.opinion <> 'revoked'
    ) answer ON true
    LEFT JOIN LATERAL (
        SELECT * FROM directorate_consultation asked WHERE asked.case_id = one.id AND asked.answered_on IS NULL
        ORDER BY asked.due_on, asked.id LIMIT 1
    ) asked ON true
    LEFT JOIN directorate_clockstop stop ON stop.case_id = one.id AND stop.ended_on IS NULL
    LEFT JOIN LATERAL (
        SELECT max(ended_on) AS ended_on FROM directorate_clockstop stop WHERE stop.case_id = one.id
    ) resumed ON true
    LEFT JOIN directorate_hearinginvitation hearing ON hearing.case_id = one.id
    WHERE one.is_open {{one}}
) followed"""

# A decision born of silence is late by itself. The days of a suspension are those that the clock of the law leaves out.
EVERY_CASE = """
SELECT dated.*, decided_on - received_on AS gross_days, decided_on - received_on - waited AS net_days,
    decided_on IS NOT NULL AND coalesce(is_tacit OR decided_on > limit_on, false) AS is_late
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
    WHERE true {one}
) dated"""


def written(table: str, columns: Sequence[str], select: str, kept: str = "") -> str:
    """Insert or bring up to date. Rows that already say so are left alone, not even locked."""
    names = ", ".join(columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    before, now = (", ".join(f"{row}.{name}" for name in columns) for row in ("before", "found"))
    return (
        f"INSERT INTO {table} AS stored (case_id, {names})"
        f" SELECT found.case_id, {now} FROM ({select}) found LEFT JOIN {table} before ON before.case_id = found.case_id"
        f" WHERE before.case_id IS NULL OR ({before}) IS DISTINCT FROM ({now})"
        f" ON CONFLICT (case_id) DO UPDATE SET {changes}{kept}"
    )


# What the sweep told stays told while the level is the same.
STILL_TOLD = ", alerted_on = CASE WHEN stored.alert = excluded.alert THEN stored.alerted_on END"
FOLLOW_UP, TIMING = CaseFollowUp._meta.db_table, CaseTiming._meta.db_table
ONE = "AND one.id = %(case)s"
# The open cases have an index of their own; the closed ones are ten times as many.
CLOSED = f"""DELETE FROM {FOLLOW_UP} stored
    WHERE NOT EXISTS (SELECT FROM directorate_case one WHERE one.id = stored.case_id AND one.is_open)"""
MINE = "AND stored.case_id = %(case)s"


def follow_statement(which: str = "", mine: str = "") -> str:
    rows = written(FOLLOW_UP, FOLLOWED, OPEN_CASES.format(one=which), STILL_TOLD)
    return f"WITH closed AS ({CLOSED} {mine}) {rows}"


def timing_statement(which: str = "") -> str:
    return written(TIMING, TIMED, EVERY_CASE.format(one=which))


FOLLOW_ONE, TIME_ONE = follow_statement(ONE, MINE), timing_statement(ONE)


def days(on: date) -> dict[str, date]:
    return {"on": on, "soon": on + SOON, "silence_near": on + SILENCE_NEAR}


def follow(case: Case, on: date) -> None:
    """Write the narrow rows of a case just saved; a closed case keeps its timing only."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW_ONE, {"case": case.pk, **days(on)})
        cursor.execute(TIME_ONE, {"case": case.pk})


@transaction.atomic
def rebuild(on: date) -> int:
    """Write the rows of every case again, one statement a table. Returns how many differed."""
    with connection.cursor() as cursor:
        cursor.execute(follow_statement(), days(on))
        followed = cursor.rowcount
        cursor.execute(timing_statement())
        return followed + cursor.rowcount


CROSS = f"""
UPDATE {FOLLOW_UP} SET alert = {LEVEL}, alerted_on = CASE WHEN {LEVEL} > 0 THEN %(on)s::date END
WHERE ((unit_id = ANY(%(units)s) AND next_due_on <= %(soon)s) OR silence_due_on <= %(silence_near)s)
    AND (alert IS DISTINCT FROM {LEVEL} OR (alert > 0 AND alerted_on IS NULL))"""


def cross_thresholds(on: date) -> int:
    """Raise the alert of the open cases that cross a threshold that day, or crossed one untold. Number of rows.

    Only near dates are read, by their indexes; a second run on the same day changes nothing, and a night that was
    missed is made up for by the next one.
    """
    units = list(Unit.objects.order_by().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(CROSS, {"units": units, **days(on)})
        return cursor.rowcount
