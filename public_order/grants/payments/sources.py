"""What the grants bring to the figures, the agenda and the page of a commune once their act is signed."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.urls import reverse

from directorate.manifests import AgendaEvent, Figure
from directorate.money.amounts import words
from public_order.grants.payments import queries
from public_order.grants.payments.catalogue import RUNNING
from public_order.grants.payments.models import GrantPayment, GrantRecovery
from public_order.grants.payments.tables import execution_url

MOST = 200
SUBJECT = "FIPD"


def figures(on: date) -> Sequence[Figure]:
    payments, reports, claims = (
        reverse(f"public_order:{name}") for name in ("grant-payments", "grant-reports", "grant-recoveries")
    )
    return [
        Figure("FIPD : versements à payer", queries.waiting_payments().count(), url=f"{payments}?state=waiting"),
        Figure("FIPD : comptes rendus en retard", queries.late(on).count(), url=f"{reports}?late=late"),
        Figure("FIPD : reversements en cours", queries.recoveries().filter(state__in=RUNNING).count(),
               url=f"{claims}?state=running"),
    ]  # fmt: skip


def agenda(first: date, last: date) -> Iterable[AgendaEvent]:
    for row in queries.waiting_payments().filter(due_on__range=(first, last))[:MOST]:
        said = f"À payer : {row.number}, {words(row.amount)}"
        yield AgendaEvent(row.due_on, said, execution_url(row.application), SUBJECT, tone="warning")
    months, due_on = queries.report_months(last), queries.due_days()
    # An exercise whose report falls in these days ended at most so many months before, and some days.
    window = (first - timedelta(days=31 * (months + 1)), last)
    for row in queries.awaiting().filter(exercise_ends_on__range=window).order_by("exercise_ends_on")[: 4 * MOST]:
        due = due_on(row)
        if due is not None and first <= due <= last:
            yield AgendaEvent(due, f"Compte rendu financier, {row.number}", execution_url(row), SUBJECT)
    for row in queries.to_decide().filter(observations_until__range=(first, last))[:MOST]:
        said = f"Fin des observations, reversement {row.number}"
        yield AgendaEvent(row.observations_until, said, execution_url(row.application), SUBJECT)


def history_of_commune(key: str) -> Iterable[AgendaEvent]:
    ours = {"application__communes": key}
    for row in GrantPayment.objects.filter(paid_on__isnull=False, **ours).select_related("application"):
        said = f"{row.get_kind_display()} de {words(row.amount)}, {row.application.title}"
        yield AgendaEvent(row.paid_on, said, execution_url(row.application), SUBJECT)
    for row in GrantRecovery.objects.filter(decided_on__isnull=False, **ours).select_related("application"):
        said = f"Reversement de {words(row.amount)}, {row.application.title}"
        yield AgendaEvent(row.decided_on, said, execution_url(row.application), SUBJECT)
