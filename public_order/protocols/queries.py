"""Reading the protocols: their last term, their alerts, their committees."""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from directorate.parameters.queries import values
from directorate.web.errors import NotFound
from public_order.protocols import rules
from public_order.protocols.models import Protocol, ProtocolTerm
from public_order.protocols.terms import ALERTS, SOON


def protocols() -> QuerySet[Protocol]:
    """With the end of the last term."""
    last = ProtocolTerm.objects.filter(protocol=OuterRef("pk")).order_by("-number").values("ends_on")[:1]
    return Protocol.objects.select_related("commune").defer("commune__contour").annotate(ends_on=Subquery(last))


def known_protocol(pk: int) -> Protocol:
    row = (
        protocols()
        .prefetch_related("parties__commitments", "parties__versions__replaced_by", "terms", "committees__session")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Ce protocole n'existe pas.")
    return row


def steps_on(on: date) -> list[int]:
    found = values([ALERTS, SOON], on)
    return [int(found[ALERTS]), int(found[SOON])]


def status_of(row: Protocol, on: date, steps: Sequence[int]) -> str:
    return rules.status(row.state, row.ends_on, on, renewal=row.renewal, steps=steps, notice=row.notice_months)


def alert_of(row: Protocol, on: date, steps: Sequence[int]) -> rules.Alert | None:
    if row.state != Protocol.State.IN_FORCE or row.ends_on is None:
        return None
    return rules.alert_on(row.ends_on, on, steps)


def committee_due(row: Protocol) -> date | None:
    if row.state != Protocol.State.IN_FORCE:
        return None
    return rules.committee_due(row.last_committee_on, row.starts_on, row.committee_months)


def committees_late(on: date) -> list[Protocol]:
    rows = protocols().filter(state=Protocol.State.IN_FORCE, committee_months__isnull=False)
    return [row for row in rows if rules.committee_days_late(committee_due(row), on)]
