"""The titles that a list shows on a day: to everybody, or to the mayor of a commune. Never a secret, whoever asks."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.permits.listing import LISTINGS, PUBLIC_COLUMNS, Listing, listing_of
from directorate.permits.models import Permit
from directorate.permits.queries import visible_permits
from directorate.permits.validity import VALID, Status, status_on

State = Permit.State
# What is told of the state of a title outside: renewal is a matter between its holder and the service.
IN_FORCE, SUSPENDED, EXPIRED = "in_force", "suspended", "expired"
WORDS = {IN_FORCE: "En vigueur", SUSPENDED: "Suspendu", EXPIRED: "Expiré"}
TONES = {IN_FORCE: "success", SUSPENDED: "warning", EXPIRED: "error"}
PUBLISHES_UNCERTAIN = "public_list.uncertain"
MAYOR_COLUMNS = ("Numéro", "Titre", "Titulaire", "Établissement ou lieu", "Délivré le", "Valable jusqu'au", "État")


def state_of(permit: Permit, on: date) -> str:
    """One of `WORDS`, or empty for a title that no list shows that day: withdrawn, replaced, not begun."""
    status = status_on(permit, on)
    if status in VALID:
        return IN_FORCE
    return {Status.SUSPENDED: SUSPENDED, Status.EXPIRED: EXPIRED}.get(status, "")


def state_conditions(on: date) -> dict[str, Q]:
    """The same as conditions on rows."""
    stopped = Q(state__in=[State.WITHDRAWN, State.REPLACED], state_changed_on__lte=on)
    begun = ~stopped & Q(valid_from__lte=on)
    running = begun & (Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    suspended = Q(state=State.SUSPENDED, state_changed_on__lte=on)
    return {
        IN_FORCE: running & ~suspended,
        SUSPENDED: running & suspended,
        EXPIRED: begun & Q(expires_on__lt=on),
    }


def in_states(permits: QuerySet[Permit], states: Collection[str], on: date) -> QuerySet[Permit]:
    conditions, wanted = state_conditions(on), Q()
    for state in states:
        wanted |= conditions[state]
    return permits.filter(wanted)


# --- what may be said outside -------------------------------------------------------------------------------


def cases_of_permit() -> QuerySet:
    """The cases that issued a permit, as a subquery. A permit does not know the case: the relation is followed by its
    name, for the circulation of the case alone."""
    link = Permit._meta.get_field("cases")
    return link.related_model.objects.filter(**{link.field.name: OuterRef("pk")})


def known_outside() -> Q:
    """Titles of ordinary circulation, whose decision has been notified: before, it exists for nobody outside."""
    cases = cases_of_permit()
    # A title taken over has no case to say that its circulation is restricted: it says so itself.
    openly = ~Q(features__has_key="taken_over") | Q(features__taken_over__sensitivity="normal")
    unnotified = cases.filter(stage="decided", notified_at__isnull=True)
    return openly & ~Exists(cases.exclude(sensitivity="normal")) & ~Exists(unnotified)


def told_outside() -> Q:
    """The same, less what the law keeps out of its list: the answers of the case say so, or what was taken over."""
    condition = known_outside() & (~Q(features__has_key="taken_over") | Q(features__taken_over__unlisted=False))
    for listing in {row.code: row for row in LISTINGS.values() if row.hidden_answers}.values():
        codes = [code for code, row in LISTINGS.items() if row.code == listing.code]
        hidden = cases_of_permit().filter(procedure_code__in=codes, answers__contains=dict(listing.hidden_answers))
        condition &= ~Exists(hidden)
    return condition


def public_listings(on: date) -> dict[str, Listing]:
    """Those that everybody may read that day, by code of procedure."""
    uncertain = bool(parameter(PUBLISHES_UNCERTAIN, on)) if any(row.to_check for row in LISTINGS.values()) else False
    return {code: row for code, row in LISTINGS.items() if row.public and (uncertain or not row.to_check)}


def public_permits(on: date) -> QuerySet[Permit]:
    """In the order of the pages: by commune, then in the order of the register."""
    codes = list(public_listings(on))
    permits = Permit.objects.filter(told_outside(), procedure_code__in=codes, commune__isnull=False)
    return permits.select_related("commune").defer("features").order_by("commune_id", "pk")


def public_row(permit: Permit, on: date) -> dict[str, Any]:
    """What everybody may read of a title: the columns of its procedure, and nothing else."""
    listing = listing_of(permit.procedure_code)
    values = {
        "number": permit.number,
        "place": permit.place_label,
        "commune": permit.commune.name,
        "issued_on": permit.issued_on,
        "expires_on": permit.expires_on,
        "state": WORDS.get(state_of(permit, on), ""),
    }
    shown = {name: values[name] if name in listing.columns else None for name in PUBLIC_COLUMNS}
    return {"list": listing.title, **shown}


# --- for the mayor ------------------------------------------------------------------------------------------


def mayor_permits(insee: str, on: date, *, unit: str = "") -> QuerySet[Permit]:
    """What the mayor of a commune receives: in force or suspended that day, of one service or of all."""
    codes = [code for code, row in LISTINGS.items() if row.mayor or row.public]
    permits = Permit.objects.filter(told_outside(), procedure_code__in=codes, commune=insee)
    permits = permits.filter(unit=unit) if unit else permits
    return (
        in_states(permits, (IN_FORCE, SUSPENDED), on)
        .select_related("commune", "unit")
        .defer("features")
        .order_by("label", "place_label", "pk")
    )


def mayor_permits_seen_by(staff: StaffMember, insee: str, on: date) -> QuerySet[Permit]:
    """The same, less what this person may not read."""
    return mayor_permits(insee, on).filter(pk__in=visible_permits(staff, on).order_by().values("pk"))


def holder_for_mayor(permit: Permit) -> str:
    """What is only public says the mayor no more than everybody."""
    return permit.holder if listing_of(permit.procedure_code).mayor else ""


def mayor_row(permit: Permit, on: date) -> list[Any]:
    """In the order of `MAYOR_COLUMNS`."""
    return [
        permit.number,
        permit.label,
        holder_for_mayor(permit),
        permit.place_label,
        permit.issued_on,
        permit.expires_on,
        WORDS[state_of(permit, on)],
    ]


def mayor_rows(permits: QuerySet[Permit], on: date) -> Iterator[list[Any]]:
    return (mayor_row(permit, on) for permit in permits.iterator(chunk_size=1_000))
