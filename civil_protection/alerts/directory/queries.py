"""Reading the directory: who is usable on a day, whom a group holds, what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns.cascade import Person
from civil_protection.alerts.directory.models import AlertContact, AlertGroup, ContactPhone, DirectoryTask
from civil_protection.profiles.queries import exposed
from directorate.legal_calendar.arithmetic import PARIS
from directorate.parameters.queries import value, values
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.errors import NotFound

CURRENT, STALE, FORMER = "current", "stale", "former"
STATES = {CURRENT: "Vérifié", STALE: "À vérifier", FORMER: "Fonction terminée"}
TONES = {CURRENT: "success", STALE: "warning", FORMER: ""}


def contacts() -> QuerySet[AlertContact]:
    return AlertContact.objects.select_related("commune", "organisation").defer("commune__contour")


def contact_of(pk: int) -> AlertContact:
    found = contacts().prefetch_related("phones").filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce contact n'est pas, ou n'est plus, dans l'annuaire.")
    return found


def in_office(on: date) -> Q:
    return Q(valid_until__isnull=True) | Q(valid_until__gte=on)


def stale_before(on: date) -> date:
    """A check made before this day is worth nothing any more."""
    return on - timedelta(days=value(settled.STALE.code, on))


def in_state(state: str, on: date, oldest: date) -> Q:
    """`state_on` as a condition on rows."""
    former = Q(valid_until__isnull=False, valid_until__lt=on)
    checked = Q(checked_on__isnull=False, checked_on__gte=oldest)
    return {FORMER: former, CURRENT: ~former & checked, STALE: ~former & ~checked}[state]


def state_on(contact: AlertContact, on: date, oldest: date) -> str:
    if contact.valid_until is not None and contact.valid_until < on:
        return FORMER
    return CURRENT if contact.checked_on is not None and contact.checked_on >= oldest else STALE


def failing() -> Exists:
    """The number is one that failed and that nobody has corrected."""
    return Exists(
        DirectoryTask.objects.filter(contact=OuterRef("contact"), number=OuterRef("number"), closed_at__isnull=True)
    )


def answers_at(contact: AlertContact, clock: time) -> bool:
    """Whether the hours of the contact hold this one; from 20:00 to 7:00 goes over midnight."""
    first, last = contact.available_from, contact.available_until
    if first is None or last is None:
        return True
    return first <= clock < last if first <= last else clock >= first or clock < last


def people_of(communes_asked: Iterable[Commune], organisations: Iterable[Organisation], at: datetime) -> dict:
    """The people in office of each of them, by ("commune", insee) or ("organisation", pk), in two queries."""
    local = at.astimezone(PARIS)
    usable = ContactPhone.objects.filter(~failing()).order_by("rank")
    rows = AlertContact.objects.filter(
        in_office(local.date()),
        Q(commune__in=[row.pk for row in communes_asked]) | Q(organisation__in=[row.pk for row in organisations]),
    ).prefetch_related(Prefetch("phones", usable))
    found: dict[tuple, list[Person]] = {}
    for row in rows:
        key = ("commune", row.commune_id) if row.commune_id else ("organisation", row.organisation_id)
        found.setdefault(key, []).append(person_of(row, local.time()))
    return found


def person_of(contact: AlertContact, clock: time) -> Person:
    return Person(
        key=contact.pk,
        name=f"{contact}, {contact.title or contact.get_role_display().lower()}",
        role=contact.role,
        rank=contact.rank,
        phones=[(phone.kind, phone.number) for phone in contact.phones.all()],
        emails=contact.emails,
        is_available=answers_at(contact, clock),
    )


# --- groups -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Members:
    communes: Sequence[Commune]
    organisations: Sequence[Organisation]

    def __len__(self) -> int:
        return len(self.communes) + len(self.organisations)


def members_of(group: AlertGroup) -> Members:
    """Those of today: a group is a question, not a list."""
    by_hand = Q(pk__in=group.communes.order_by().values("pk"))
    if group.every_commune:
        asked = communes()
    elif group.flags or group.rivers:
        dynamic = exposed(group.flags, group.rivers).order_by().values("pk")
        asked = communes().filter(by_hand | Q(pk__in=dynamic))
    else:
        asked = communes().filter(by_hand)
    organisations = Organisation.objects.filter(
        Q(kind__in=group.kinds) | Q(pk__in=group.organisations.order_by().values("pk")), is_active=True
    )
    return Members(list(asked), list(organisations.order_by("name", "pk")))


# --- quality (report R2.4) ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coverage:
    """What the directory holds for one commune."""

    commune: Commune
    people: int
    numbers: int
    stale: int
    last_check: date | None
    fewest: int

    @property
    def is_short(self) -> bool:
        return self.numbers < self.fewest


def coverage(on: date) -> list[Coverage]:
    """Every commune, those with too few numbers first. A fixed number of queries."""
    settings = values([settled.STALE.code, settled.FEWEST.code], on)
    oldest, fewest = on - timedelta(days=settings[settled.STALE.code]), settings[settled.FEWEST.code]
    rows = AlertContact.objects.filter(in_office(on), commune__isnull=False).prefetch_related(
        Prefetch("phones", ContactPhone.objects.filter(~failing()))
    )
    by_commune: dict[str, list[AlertContact]] = {}
    for row in rows:
        by_commune.setdefault(row.commune_id, []).append(row)
    found = []
    for commune in communes():
        people = by_commune.get(commune.pk, [])
        checks = [row.checked_on for row in people if row.checked_on]
        found.append(
            Coverage(
                commune=commune,
                people=len(people),
                numbers=len({phone.number for row in people for phone in row.phones.all()}),
                stale=sum(state_on(row, on, oldest) == STALE for row in people),
                last_check=max(checks, default=None),
                fewest=fewest,
            )
        )
    return sorted(found, key=lambda line: (not line.is_short, line.commune.sort_name))


def open_tasks() -> QuerySet[DirectoryTask]:
    return DirectoryTask.objects.filter(closed_at__isnull=True).select_related(
        "contact__commune", "contact__organisation", "campaign"
    )
