"""Publishing the list of grants (FIPD-16): what is due, what prevents it, a file that no longer changes."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet

from directorate.casework.move import paris_day
from directorate.documents.files import file_name, store_bytes
from directorate.money.amounts import NONE
from directorate.money.funding import report_due
from directorate.org.models import StaffMember, Unit
from directorate.parameters.queries import every_version, remembering, value
from directorate.web.errors import Conflict, DomainError
from public_order.grants import queries, scdl, terms
from public_order.grants.call_operations import decider
from public_order.grants.catalogue import Funder, PromoterKind
from public_order.grants.exchange_models import GrantPublication, PublishedGrant
from public_order.grants.models import GrantApplication
from public_order.policies import UNIT
from public_order.recording import tell

COFUNDERS = (Funder.STATE, Funder.LOCAL, Funder.OTHER_PUBLIC)
AROUND = ("budget", "chorus_payments", "commitments", "payments")
LOCK = 7_216


@dataclass(frozen=True)
class Line:
    """A grant of the list with its delay, what prevents it and what is left empty."""

    row: GrantApplication
    grant: scdl.Grant
    due_on: date
    faults: list[str]
    remarks: list[str]
    # What the last list says of it.
    published: Decimal | None

    @property
    def is_published(self) -> bool:
        return self.published is not None

    @property
    def is_changed(self) -> bool:
        """An amendment changed what the last list says: it is to be published again."""
        return self.is_published and self.published != self.grant.granted

    def is_late(self, on: date) -> bool:
        return not self.is_published and self.due_on < on


def giver(on: date) -> scdl.Giver:
    unit = Unit.objects.filter(pk=UNIT).values_list("name", flat=True).first() or ""
    return scdl.Giver(str(value("authority.prefecture", on)), str(value(terms.GIVER_SIRET, on)), unit)


def signed() -> QuerySet[GrantApplication]:
    rows = queries.applications().filter(signed_on__isnull=False, granted__gt=0, state__in=queries.GRANTED)
    return rows.exclude(promoter__kind=PromoterKind.PERSON).prefetch_related(
        "budget", "chorus_payments", "commitments", "payments"
    )


def condition_of(row: GrantApplication) -> tuple[str, str, date | None]:
    """How it is paid, in the words of the schema, and the last day on which it may be."""
    day = queries.opening(row)
    delay = int(value(terms.PAYMENT_DAYS, day))
    if row.axis.is_equipment:
        last = max(row.signed_on, row.ends_on) if row.ends_on else None
        return scdl.OTHERWISE, "Versement sur factures acquittées.", last
    above = Decimal(str(value(terms.AGREEMENT_ABOVE, day)))
    if not (row.axis.is_investment or row.granted > above):
        return scdl.ONCE, f"Versement unique dans les {delay} jours de la signature.", row.signed_on + timedelta(delay)
    share = value(terms.INVESTMENT_ADVANCE if row.axis.is_investment else terms.ADVANCE, day)
    ends = row.exercise_ends_on or row.ends_on
    last = report_due(ends, int(value(terms.REPORT_MONTHS, day))) + timedelta(delay) if ends else None
    words = f"Avance de {share} % à la signature, solde après contrôle du compte rendu financier."
    return scdl.IN_PARTS, words, max(last, row.signed_on) if last else None


def grant_of(row: GrantApplication) -> scdl.Grant:
    condition, words, last = condition_of(row)
    days = sorted(
        {each.paid_on for each in row.chorus_payments.all() if each.amount > 0}
        | {each.paid_on for each in row.payments.all() if each.paid_on}
    )
    window = (days[0],) if condition == scdl.ONCE and len(days) == 1 else (row.signed_on, last, *days) if last else ()
    return scdl.Grant(
        number=row.number, promoter=row.promoter.name, promoter_kind=row.promoter.kind, siret=row.promoter.siret,
        rna=row.promoter.rna, year=row.year, years=row.year_count, decided_on=row.decision_on, signed_on=row.signed_on,
        act_number=row.act_number, filed_on=paris_day(row.received_at) if row.received_at else None,
        starts_on=row.starts_on, ends_on=row.ends_on,
        programme=f"{row.call.programme.family} – {row.call.programme.label}", title=row.title, asked=row.asked,
        granted=row.granted or NONE, instrument=row.instrument, condition=condition, condition_words=words,
        paid=window, ej=next((each.ej for each in row.commitments.all() if each.amount > 0), ""),
        funders=[line.label for line in row.budget.all() if line.funder in COFUNDERS],
    )  # fmt: skip


def lines(on: date) -> list[Line]:
    """Every grant that is to be published, whether it may be or not: nothing is left out without a word."""
    latest = latest_publication()
    known: dict[int, Decimal] = dict(latest.grants.values_list("application", "amount")) if latest else {}
    found = []
    with remembering(every_version()):
        for row in signed().order_by("signed_on", "pk"):
            above = int(value(terms.PUBLISHED_ABOVE, queries.opening(row)))
            # One that is published stays in the list, even lowered under the threshold.
            if row.pk not in known and not scdl.is_published(row.instrument, row.granted, row.promoter.kind, above):
                continue
            grant = grant_of(row)
            due = scdl.publish_by(row.signed_on, int(value(terms.PUBLICATION_MONTHS, row.signed_on)))
            found.append(Line(row, grant, due, scdl.faults(grant), scdl.remarks(grant), known.get(row.pk)))
    return found


def latest_publication() -> GrantPublication | None:
    return GrantPublication.objects.select_related("file", "made_by").first()


def content_of(found: list[Line], by_whom: scdl.Giver, on: date) -> bytes:
    return scdl.csv_of(scdl.line_of(each.grant, by_whom, on) for each in found)


@transaction.atomic
def publish(*, by: StaffMember, at: datetime) -> GrantPublication:
    """Every grant that nothing prevents. Asked twice for the same list, it is one publication."""
    on = decider(by, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    who = giver(on)
    if prevented := scdl.giver_faults(who):
        raise DomainError(prevented[0])
    ready = [each for each in lines(on) if not each.faults]
    if not ready:
        raise Conflict("Aucune subvention n'est à publier.")
    latest = latest_publication()
    if latest is not None:
        same = content_of(ready, who, paris_day(latest.made_at))
        if hashlib.sha256(same).hexdigest() == latest.file.sha256:
            raise Conflict("La liste publiée est à jour : rien n'a changé depuis.")
    content = content_of(ready, who, on)
    row = GrantPublication.objects.create(
        file=store_bytes(content, file_name(f"Subventions FIPD {on:%Y-%m-%d}", "csv"), "text/csv", by=by, at=at),
        count=len(ready), total=scdl.total(each.grant for each in ready), made_at=at, made_by=by,
    )  # fmt: skip
    PublishedGrant.objects.bulk_create(
        PublishedGrant(publication=row, application=each.row, amount=each.grant.granted) for each in ready
    )
    tell("grant_publication.made", row, by, at, count=row.count, total=str(row.total), sha256=row.file.sha256)
    return row
