"""The days of an investment (FIPD-12), the hearings and the visits that are due."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from directorate.parameters.queries import value
from public_order.grants import queries, terms
from public_order.grants.committee_models import GrantHearing
from public_order.grants.eligibility import lapses_on
from public_order.grants.models import GrantApplication
from public_order.grants.payments.catalogue import LIVE
from public_order.grants.payments.models import GrantPayment

State = GrantApplication.State
# Where it stands while nothing is paid: its days pass with those of its project. Once some of it is paid, what is not
# begun is recovered, and does not lapse by itself.
NOT_PAID = (State.NOTIFIED, State.COMMITTED, State.RUNNING, State.AMENDED, State.ENDED, State.REPORT_DUE)
WATCHED = (*NOT_PAID, State.ADVANCE, State.PAID, State.REPORTED)
HEARD = (*queries.TO_COMPLETE, *queries.TO_INSTRUCT, *queries.TO_ARBITRATE)


def start_due(row: GrantApplication) -> date:
    """FIPD-12: the last day to begin, unless it was put off."""
    return row.start_by or lapses_on(row.notified_on, int(value(terms.START_YEARS, queries.opening(row))))


def completion_due(row: GrantApplication) -> date:
    """FIPD-12: so many years after the operation began, or after its notification while it has not."""
    return lapses_on(row.works_started_on or row.notified_on, int(value(terms.END_YEARS, queries.opening(row))))


def not_begun() -> QuerySet[GrantApplication]:
    live = GrantPayment.objects.filter(application=OuterRef("pk"), state__in=LIVE)
    return queries.applications().filter(
        ~Exists(live), axis__is_investment=True, state__in=NOT_PAID, works_started_on=None, notified_on__isnull=False
    )


def may_lapse(row: GrantApplication) -> bool:
    return row.state in NOT_PAID and not row.payments.filter(state__in=LIVE).exists()


def visit_due(row: GrantApplication) -> bool:
    """B7.7: a large ask is visited once while it runs."""
    above = Decimal(str(value(terms.VISIT_ABOVE, queries.opening(row))))
    if row.state not in queries.GRANTED or row.asked < above:
        return False
    return not any(each.kind == GrantHearing.Kind.VISIT for each in row.hearings.all())


def works_words(row: GrantApplication, on: date) -> tuple[str, str, str]:
    """The rule, the sentence and its tone; nothing for what is no investment or is not notified yet."""
    if not row.axis.is_investment or row.notified_on is None or row.state not in (*WATCHED, State.LAPSED):
        return "", "", ""
    if row.lapsed_on:
        return "FIPD-12", f"Caduque depuis le {row.lapsed_on:%d/%m/%Y} : l'opération n'a pas commencé.", "error"
    if row.works_done_on:
        return "FIPD-12", f"Opération achevée le {row.works_done_on:%d/%m/%Y}.", "success"
    if row.works_started_on:
        due = completion_due(row)
        return ("FIPD-12", f"Commencée le {row.works_started_on:%d/%m/%Y}, à achever le {due:%d/%m/%Y} au plus tard.",
                "error" if on > due else "info")  # fmt: skip
    due = start_due(row)
    put_off = " (délai prorogé)" if row.start_by else ""
    return ("FIPD-12", f"À commencer le {due:%d/%m/%Y} au plus tard{put_off}, sinon la subvention est caduque.",
            "error" if on > due else "warning")  # fmt: skip
