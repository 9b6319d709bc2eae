"""What happens to an establishment: record, change, visit, opinion, period, closing, merging. One history for all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from civil_protection.establishments.activities import BY_CODE
from civil_protection.establishments.classification import ClassTerms, classify, ordinal
from civil_protection.establishments.models import Establishment, EstablishmentEvent, Opinion, VisitKind
from civil_protection.establishments.periodicity import PeriodTerms, latest_extension, why_not_extended, years_words
from civil_protection.establishments.queries import (
    class_terms,
    family_at,
    in_use,
    is_open,
    main_share,
    other_shares,
    period_terms,
    root_of,
    same_place,
    start_of,
    visit_state_of,
)
from civil_protection.establishments.terms import CLOSED_MONTHS
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.words import check_text, check_title
from civil_protection.recording import not_to_come
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

Kind, Status, Happened = Establishment.Kind, Establishment.Status, EstablishmentEvent.Kind
REGISTER = "establishments"
# One series for all the years: the number of an establishment outlives them.
SERIES = 1
# From these the period starts again; the others look at something else.
RESTARTS = (VisitKind.PERIODIC, VisitKind.RECEPTION, VisitKind.BEFORE_OPENING)
STATED = (Opinion.FAVOURABLE, Opinion.UNFAVOURABLE)
SHORTEST_REASON = 10
LONGEST_PERIOD = 120
# What a person writes; the rest is computed.
WRITTEN = (
    "kind", "parent", "name", "sign", "address", "commune", "latitude", "longitude", "activity", "secondary",
    "public_basement", "public_upper", "public_total", "residents", "single_upper", "staff", "declared", "levels",
    "hosts", "sleeping", "vehicles", "storeyed_tent", "operator", "owner", "safety_manager", "public_law",
    "opened_on", "opening_order", "alarm_class", "study_needed", "homologated", "classified_site", "note",
)  # fmt: skip
DERIVED = (
    "main_type", "public_ground", "group", "category", "category_computed", "category_motive",
    "trace", "classed_on", "status", "last_visit_on", "current_opinion", "opinion_on", "last_visit_opinion",
    "previous_visit_opinion", "previous_visit_in_time", "last_visit_in_time", "next_visit_on", "period_months",
    "period_motive",
    "ordered_months", "ordered_by", "extended_until", "closed_on", "reception_needed",
)  # fmt: skip

COMPUTED_FROM = (
    "kind", "parent", "status", "main_type", "category", "sleeping", "ordered_months", "vehicles", "storeyed_tent",
    "last_visit_on", "opened_on", "recorded_at", "extended_until", "merged_into",
)  # fmt: skip
SCHEDULE = ("period_months", "next_visit_on", "period_motive")

# Called when `loser` is merged into `winner`: (loser, winner, by, at). Other parts move there what hangs on a record.
ON_MERGE: list[Callable[[Establishment, Establishment, StaffMember, datetime], None]] = []
# Called when an opinion is given without a visit: (establishment, opinion, its day, its reason, by, at).
ON_OPINION: list[Callable[[Establishment, str, date, str, StaffMember, datetime], None]] = []


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Le registre des établissements est tenu par les agents du service.")
    return on


def number_of(rank: int) -> str:
    return f"ERP-{rank:05d}"


def happened(
    row: Establishment, kind: str, on: date, said: str, by: StaffMember | None, at: datetime, **changes: Any
) -> EstablishmentEvent:
    """The line of its history, and its entry in the journal."""
    event = EstablishmentEvent.objects.create(
        establishment=row, kind=kind, happened_on=on, said=said[:500], changes=changes, recorded_at=at, recorded_by=by
    )
    record(by=by, at=at, action=f"establishment.{kind}", subject=row, label=f"{row.number} {row}", unit_code=UNIT,
           details={"said": said, **({"changes": changes} if changes else {})})  # fmt: skip
    return event


def locked(establishment: Establishment, version: int | None = None) -> Establishment:
    row = (
        Establishment.objects.select_for_update(of=("self",))
        .select_related("commune", "parent")
        .get(pk=establishment.pk)
    )
    if row.merged_into_id is not None:
        raise Conflict(f"Cette fiche a été fusionnée avec {row.merged_into.number}.")
    if version is not None and row.version != version:
        raise Conflict("Cette fiche a changé depuis que la page est ouverte : la relire avant de l'enregistrer.")
    return row


def keep(row: Establishment, *names: str) -> None:
    row.version += 1
    row.save(update_fields=[*names, "version"])


# --- what is computed -------------------------------------------------------------------------------------------


def classed(row: Establishment, on: date, forced: int | None, motive: str, terms: ClassTerms | None = None) -> None:
    """The category by the rules of the day; another one only with its motive (invariant 7)."""
    found = classify(main_share(row), row.staff, terms or class_terms(on), other_shares(row))
    row.group, row.category_computed = found.group, found.category
    row.trace = [step.as_json() for step in found.steps]
    row.classed_on = on
    motive = motive.strip()
    if forced is None or forced == found.category:
        row.category, row.category_motive = found.category, motive if found.category is None and forced else ""
        return
    if len(motive) < SHORTEST_REASON:
        computed = f"{ordinal(found.category)} catégorie" if found.category else "aucune catégorie"
        raise DomainError(
            f"Le calcul donne {computed} : retenir la {ordinal(forced)} suppose d'en écrire le motif.",
            field="category_motive",
        )
    check_text(motive, field="category_motive")
    row.category, row.category_motive = forced, motive


def scheduled(row: Establishment, family: Sequence[Establishment], on: date, terms: PeriodTerms | None = None) -> None:
    """Its period and its next visit, by the rules of the day."""
    state = visit_state_of(row, family, terms or period_terms(on), on)
    decisive = [step for step in state.steps if step.decides]
    row.period_months, row.next_visit_on = state.months, state.next_on
    row.period_motive = decisive[-1].text[:500] if decisive else ""


def family_rescheduled(root: int | None, on: date, besides: int | None = None) -> None:
    """What is visited together follows the shortest period."""
    rows = list(family_at(root).select_for_update())
    others = [row for row in rows if row.pk != besides]
    if not others:
        return
    terms = period_terms(on)
    for row in others:
        scheduled(row, rows, on, terms)
    Establishment.objects.bulk_update(others, SCHEDULE)


# --- a record ---------------------------------------------------------------------------------------------------


def checked(facts: Mapping[str, Any], on: date) -> None:
    """What a person wrote holds together."""
    check_title(facts["name"], field="name")
    check_text(facts.get("note", ""), field="note")
    if facts["activity"] not in BY_CODE:
        raise DomainError("Cette activité n'est pas connue.", field="activity")
    total = facts.get("public_total", 0)
    if facts.get("public_basement", 0) + facts.get("public_upper", 0) > total:
        raise DomainError("Le public du sous-sol et des étages dépasse le total.", field="public_total")
    others = facts.get("secondary", [])
    if sum(item["total"] for item in others) > total:
        raise DomainError("Le public des autres activités dépasse le total.", field="public_total")
    if any(item["activity"] not in BY_CODE or item["activity"] == facts["activity"] for item in others):
        raise DomainError("Une autre activité diffère de la principale.", field="secondary")
    if facts.get("residents", 0) > total:
        raise DomainError("Les résidents dépassent le public total.", field="residents")
    if BY_CODE[facts["activity"]].sleeps and not facts.get("sleeping"):
        raise DomainError("Cette activité suppose des locaux à sommeil.", field="sleeping")
    if facts.get("sleeping") and facts["activity"] in ("R_NURSERY", "R_SCHOOL"):
        raise DomainError("Un type R avec locaux à sommeil a sa propre activité.", field="activity")
    not_to_come(facts.get("opened_on"), on, "opened_on")
    if (facts.get("latitude") is None) != (facts.get("longitude") is None):
        raise DomainError("La latitude et la longitude vont ensemble.", field="latitude")


def written(row: Establishment, facts: Mapping[str, Any]) -> None:
    for name in WRITTEN:
        if name in facts:
            item = facts[name]
            setattr(row, name, item.strip() if isinstance(item, str) else item)
    row.main_type = BY_CODE[row.activity].type
    row.secondary = [{**item, "type": BY_CODE[item["activity"]].type} for item in row.secondary]
    row.public_ground = row.public_total - row.public_basement - row.public_upper
    row.hosts = row.hosts or row.sleeping


def check_parent(row: Establishment) -> None:
    """A part has one whole, which is a part of nothing: sites, buildings and cells stay readable."""
    parent = row.parent
    if parent is None:
        return
    if parent.pk == row.pk or parent.parent_id is not None and parent.parent_id == row.pk:
        raise DomainError("Un établissement n'est pas une partie de lui-même.", field="parent")
    if parent.merged_into_id is not None:
        raise DomainError("Ce site a été fusionné avec un autre.", field="parent")
    if parent.parent_id is not None and row.kind != Kind.CELL:
        raise DomainError("Un site ne contient pas d'autre site : choisir le site lui-même.", field="parent")
    if parent.commune_id != row.commune_id:
        raise DomainError("Le site est dans une autre commune.", field="parent")


@transaction.atomic
def record_establishment(
    *, commune: Commune, name: str, address: str, activity: str, status: str = Status.OPEN,
    category: int | None = None, category_motive: str = "", last_visit_on: date | None = None,
    current_opinion: str = "", by: StaffMember, at: datetime, **facts: Any,
) -> Establishment:  # fmt: skip
    """A new record: its category with its trace, its next visit."""
    on = allowed(by, at)
    facts |= {"commune": commune, "name": name, "address": address, "activity": activity}
    checked(facts, on)
    not_to_come(last_visit_on, on, "last_visit_on")
    if status == Status.CLOSED:
        raise DomainError("Un établissement s'enregistre ouvert ou en projet, puis se ferme à une date.",
                          field="status")  # fmt: skip
    # Two people at once: the second one sees the record of the first.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    if other := same_place(commune.pk, address, name, facts.get("sign", "")):
        raise Conflict(f"Cet établissement est déjà dans le registre : {other.number}.", field="name")
    row = Establishment(number=number_of(take_number(REGISTER, SERIES)), status=status, recorded_at=at)
    written(row, facts)
    check_parent(row)
    row.last_visit_on = last_visit_on
    # Nothing says that a visit taken over was late.
    row.last_visit_in_time = last_visit_on is not None
    if current_opinion:
        row.current_opinion, row.opinion_on = current_opinion, last_visit_on or on
        row.last_visit_opinion = current_opinion if last_visit_on else ""
    classed(row, on, category, category_motive)
    scheduled(row, family_at(root_of(row)), on)
    row.save()
    family_rescheduled(root_of(row), on, row.pk)
    happened(row, Happened.RECORDED, on, class_words(row), by, at)
    if current_opinion in STATED:
        for told in ON_OPINION:
            told(row, current_opinion, row.opinion_on, "Avis repris à l'enregistrement de l'établissement", by, at)
    return row


def class_words(row: Establishment) -> str:
    kind = f"type {row.main_type}"
    return f"{kind}, {ordinal(row.category)} catégorie" if row.category else f"{kind}, sans catégorie"


def shown(row: Establishment, name: str) -> Any:
    field = Establishment._meta.get_field(name)
    found = getattr(row, name)
    if name == "secondary":
        return ", ".join(f"{BY_CODE[item['activity']].label} {item['total']}" for item in found)
    if isinstance(found, bool):
        return "oui" if found else "non"
    if field.choices and found:
        return dict(field.flatchoices).get(found, found)
    return "" if found is None else str(found)


@transaction.atomic
def change_establishment(
    *, establishment: Establishment, category: int | None = None, category_motive: str = "",
    version: int | None = None, by: StaffMember, at: datetime, **facts: Any,
) -> Establishment:  # fmt: skip
    """What a person corrects; the history says what changed, the category and the next visit follow."""
    on = allowed(by, at)
    row = locked(establishment, version)
    checked({name: getattr(row, name) for name in WRITTEN} | facts, on)
    before = {name: shown(row, name) for name in (*WRITTEN, "category")}
    site = root_of(row)
    written(row, facts)
    check_parent(row)
    if other := same_place(row.commune_id, row.address, row.name, row.sign, row.pk):
        raise Conflict(f"Cet établissement est déjà dans le registre : {other.number}.", field="name")
    classed(row, on, category, category_motive)
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *WRITTEN, *DERIVED)
    if site != root_of(row):
        family_rescheduled(site, on)
    family_rescheduled(root_of(row), on, row.pk)
    changes = {
        str(Establishment._meta.get_field(name).verbose_name): [old, shown(row, name)]
        for name, old in before.items()
        if old != shown(row, name)
    }
    if changes:
        reclassed = "catégorie" in changes
        said = f"Modification : {', '.join(changes)}" if not reclassed else f"Reclassement : {class_words(row)}"
        happened(row, Happened.CLASSED if reclassed else Happened.CHANGED, on, said, by, at, **changes)
    return row


# --- visits and opinions ------------------------------------------------------------------------------------------


@transaction.atomic
def note_visit(
    *, establishment: Establishment, visited_on: date, kind: str, opinion: str = "", given_on: date | None = None,
    by: StaffMember, at: datetime,
) -> Establishment:  # fmt: skip
    """A visit that was held: the period starts again from a periodic, reception or opening visit.

    `given_on`: the day of the opinion, when the commission gave it after the visit.
    """
    on = allowed(by, at)
    not_to_come(visited_on, on, "visited_on")
    row = locked(establishment)
    if kind not in VisitKind.values:
        raise DomainError("Ce type de visite n'est pas connu.", field="kind")
    if opinion and opinion not in Opinion.values:
        raise DomainError("Cet avis n'est pas connu.", field="opinion")
    latest = row.last_visit_on is None or visited_on >= row.last_visit_on
    if kind in RESTARTS and latest:
        again = row.last_visit_on == visited_on
        if not again:
            row.previous_visit_opinion = row.last_visit_opinion
            row.previous_visit_in_time = row.last_visit_in_time
            row.last_visit_in_time = row.next_visit_on is None or visited_on <= row.next_visit_on
            row.extended_until = None
        row.last_visit_on, row.last_visit_opinion = visited_on, opinion
        if kind == VisitKind.RECEPTION:
            row.reception_needed = False
    said_on = given_on or visited_on
    if opinion in STATED and (row.opinion_on is None or said_on >= row.opinion_on):
        row.current_opinion, row.opinion_on = opinion, said_on
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *DERIVED)
    words = f" : avis {Opinion(opinion).label.lower()}" if opinion else ""
    happened(row, Happened.VISITED, visited_on, f"Visite, {VisitKind(kind).label.lower()}{words}", by, at)
    return row


@transaction.atomic
def note_opinion(
    *, establishment: Establishment, opinion: str, given_on: date, by: StaffMember, at: datetime, reason: str = ""
) -> Establishment:
    """An opinion given without a new visit: in a session, or when one that was unfavourable is lifted."""
    on = allowed(by, at)
    not_to_come(given_on, on, "given_on")
    row = locked(establishment)
    if opinion not in Opinion.values:
        raise DomainError("Cet avis n'est pas connu.", field="opinion")
    if row.opinion_on is not None and given_on < row.opinion_on:
        raise DomainError(f"Un avis plus récent est enregistré, du {french_long(row.opinion_on)}.", field="given_on")
    if opinion in STATED:
        row.current_opinion, row.opinion_on = opinion, given_on
        if not row.last_visit_opinion or row.last_visit_opinion not in STATED:
            row.last_visit_opinion = opinion
    keep(row, *DERIVED)
    words = f" ({reason})" if reason else ""
    happened(row, Happened.OPINION, given_on, f"Avis {Opinion(opinion).label.lower()}{words}", by, at)
    for told in ON_OPINION:
        told(row, opinion, given_on, reason, by, at)
    return row


@transaction.atomic
def order_period(
    *, establishment: Establishment, months: int | None, order: str, ordered_on: date, by: StaffMember, at: datetime
) -> Establishment:
    """The frequency that an order of the mayor or of the prefect gives (GE 4 §4); None goes back to the table."""
    on = allowed(by, at)
    not_to_come(ordered_on, on, "ordered_on")
    row = locked(establishment)
    if months is not None and not 0 < months <= LONGEST_PERIOD:
        raise DomainError(f"La période va de 1 à {LONGEST_PERIOD} mois.", field="months")
    if not order.strip():
        raise DomainError("Indiquer l'arrêté qui fixe la période, pris après avis de la commission (art. GE 4, §4).",
                          field="order")  # fmt: skip
    check_text(order, field="order")
    row.ordered_months, row.ordered_by = months, order.strip() if months is not None else ""
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *DERIVED)
    family_rescheduled(root_of(row), on, row.pk)
    said = f"{years_words(months)}, {order.strip()}" if months is not None else f"Retour au tableau, {order.strip()}"
    happened(row, Happened.ORDERED, ordered_on, said, by, at)
    return row


@transaction.atomic
def extend_period(
    *, establishment: Establishment, until: date, proposed_on: date, by: StaffMember, at: datetime
) -> Establishment:
    """The next interval, lengthened by the commission in its minutes (GE 4 §3)."""
    on = allowed(by, at)
    not_to_come(proposed_on, on, "proposed_on")
    row = locked(establishment)
    if not is_open(row) or row.next_visit_on is None:
        raise Conflict("Cet établissement n'a pas de visite à venir.", field="until")
    refusal = why_not_extended(
        sleeping=row.sleeping, last=row.last_visit_opinion, previous=row.previous_visit_opinion,
        previous_in_time=row.previous_visit_in_time,
    )  # fmt: skip
    if refusal:
        raise DomainError(refusal, field="until")
    limit = latest_extension(start_of(row), period_terms(on))
    if until > limit:
        raise DomainError(f"L'intervalle ne dépasse pas le {french_long(limit)} (art. GE 4, §3).", field="until")
    if until <= row.next_visit_on:
        raise DomainError(f"La visite est déjà attendue pour le {french_long(row.next_visit_on)}.", field="until")
    row.extended_until = until
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *DERIVED)
    happened(row, Happened.EXTENDED, proposed_on, f"Prochaine visite le {french_long(row.next_visit_on)}", by, at)
    return row


# --- open, closed -------------------------------------------------------------------------------------------------


@transaction.atomic
def open_establishment(
    *, establishment: Establishment, opened_on: date, opening_order: str = "", by: StaffMember, at: datetime
) -> Establishment:
    """A project opens to the public, by the order of its mayor when one is due (R143-39)."""
    allowed(by, at)
    return open_project(establishment=establishment, opened_on=opened_on, opening_order=opening_order, by=by, at=at)


@transaction.atomic
def open_project(
    *, establishment: Establishment, opened_on: date, opening_order: str = "", by: StaffMember | None, at: datetime
) -> Establishment:
    """The same, by a person who may, or by the application on the day that a recorded order says."""
    on = paris_day(at)
    not_to_come(opened_on, on, "opened_on")
    row = locked(establishment)
    if row.status != Status.PROJECT:
        raise Conflict("Cet établissement n'est plus en projet.", field="opened_on")
    if not opening_order.strip() and (row.category != 5 or row.sleeping):
        raise DomainError("L'ouverture suppose l'arrêté du maire : en indiquer la référence (CCH, art. R143-39).",
                          field="opening_order")  # fmt: skip
    row.status, row.opened_on, row.opening_order = Status.OPEN, opened_on, opening_order.strip()
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *DERIVED, "opened_on", "opening_order")
    family_rescheduled(root_of(row), on, row.pk)
    said = f"Ouverture, {opening_order.strip()}" if opening_order.strip() else "Ouverture"
    happened(row, Happened.OPENED, opened_on, said, by, at)
    return row


@transaction.atomic
def close_establishment(
    *, establishment: Establishment, closed_on: date, reason: str, by: StaffMember, at: datetime
) -> Establishment:
    """It no longer receives the public: no visit is to come."""
    on = allowed(by, at)
    not_to_come(closed_on, on, "closed_on")
    check_text(reason, field="reason")
    row = locked(establishment)
    if row.status == Status.CLOSED:
        raise Conflict("Cet établissement est déjà fermé.", field="closed_on")
    if row.opened_on is not None and closed_on < row.opened_on:
        raise DomainError("Ce jour précède l'ouverture.", field="closed_on")
    row.status, row.closed_on = Status.CLOSED, closed_on
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *DERIVED)
    family_rescheduled(root_of(row), on, row.pk)
    happened(row, Happened.CLOSED, closed_on, f"Fermeture : {reason.strip()}", by, at)
    return row


@transaction.atomic
def reopen_establishment(
    *, establishment: Establishment, reopened_on: date, by: StaffMember, at: datetime, visited_on: date | None = None
) -> Establishment:
    """Open again. Closed for more than ten months: not without a reception visit (R143-38)."""
    on = allowed(by, at)
    not_to_come(reopened_on, on, "reopened_on")
    row = locked(establishment)
    if row.status != Status.CLOSED:
        raise Conflict("Cet établissement n'est pas fermé.", field="reopened_on")
    if reopened_on < row.closed_on:
        raise DomainError("Ce jour précède la fermeture.", field="reopened_on")
    months = int(parameter(CLOSED_MONTHS, on))
    needed = reopened_on > add_months(row.closed_on, months)
    since = visited_on if visited_on and visited_on >= row.closed_on else None
    if row.last_visit_on and row.last_visit_on >= row.closed_on:
        since = max(since or row.last_visit_on, row.last_visit_on)
    if needed and (since is None or since > reopened_on):
        raise DomainError(
            f"Fermé depuis plus de {months} mois : une visite de réception précède la réouverture (CCH, art. R143-38)."
            " Indiquer son jour.",
            field="visited_on",
        )
    row.status, row.closed_on, row.reception_needed = Status.OPEN, None, False
    if visited_on is not None and since == visited_on:
        not_to_come(visited_on, on, "visited_on")
        row.last_visit_on = visited_on
    scheduled(row, family_at(root_of(row)), on)
    keep(row, *DERIVED)
    family_rescheduled(root_of(row), on, row.pk)
    words = f", après la visite de réception du {french_long(since)}" if since else ""
    happened(row, Happened.REOPENED, reopened_on, f"Réouverture{words}", by, at)
    return row


# --- two records of one establishment -------------------------------------------------------------------------------

# What the record that stays takes from the other where it has nothing.
FILLED = (
    "sign", "latitude", "longitude", "declared", "levels", "vehicles", "operator", "owner", "safety_manager",
    "opened_on", "opening_order", "alarm_class", "note",
)  # fmt: skip
VISITS = (
    "last_visit_on", "last_visit_opinion", "previous_visit_opinion", "previous_visit_in_time", "last_visit_in_time",
    "extended_until",
)  # fmt: skip


@transaction.atomic
def merge(*, establishment: Establishment, into: Establishment, by: StaffMember, at: datetime) -> Establishment:
    """Two records of the same establishment become one: `into` stays, the other keeps its history out of the lists."""
    on = allowed(by, at)
    if establishment.pk == into.pk:
        raise DomainError("Une fiche ne se fusionne pas avec elle-même.", field="into")
    # In the order of their keys: two people who merge them the other way round wait for one another.
    rows = {row.pk: row for row in (locked(item) for item in sorted((establishment, into), key=lambda row: row.pk))}
    loser, winner = rows[establishment.pk], rows[into.pk]
    if loser.commune_id != winner.commune_id:
        raise DomainError("Les deux fiches sont dans deux communes : vérifier leurs adresses.", field="into")
    if winner.parent_id == loser.pk:
        raise DomainError("Cette fiche est une partie de l'autre.", field="into")
    for name in FILLED:
        if getattr(winner, name) in (None, "") and getattr(loser, name) not in (None, ""):
            setattr(winner, name, getattr(loser, name))
    if loser.last_visit_on and (winner.last_visit_on is None or loser.last_visit_on > winner.last_visit_on):
        for name in VISITS:
            setattr(winner, name, getattr(loser, name))
    if loser.opinion_on and (winner.opinion_on is None or loser.opinion_on > winner.opinion_on):
        winner.current_opinion, winner.opinion_on = loser.current_opinion, loser.opinion_on
    Establishment.objects.filter(parent=loser).update(parent=winner)
    winner.documents.add(*loser.documents.all())
    family = loser.parent_id
    loser.merged_into, loser.parent, loser.next_visit_on = winner, None, None
    keep(loser, "merged_into", "parent", "next_visit_on")
    for follow in ON_MERGE:
        follow(loser, winner, by, at)
    scheduled(winner, family_at(root_of(winner)), on)
    keep(winner, *FILLED, *DERIVED)
    for root in {family, root_of(winner)} - {None}:
        family_rescheduled(root, on, winner.pk)
    happened(loser, Happened.MERGED, on, f"Fusionné avec {winner.number}", by, at)
    happened(winner, Happened.MERGED, on, f"{loser.number}, {loser}, fusionné avec cette fiche", by, at)
    return winner


# --- every night ------------------------------------------------------------------------------------------------


@transaction.atomic
def recompute(*, at: datetime, batch: int = 2_000) -> int:
    """The terms of the open establishments by the values of today: what a dated value changes follows it.

    What is closed and every class keep what was computed. A second run changes nothing.
    """
    on = paris_day(at)
    terms = period_terms(on)
    rows = list(
        Establishment.objects.filter(in_use(), merged_into=None)
        .select_for_update()
        .only("number", "name", "sign", *COMPUTED_FROM, *SCHEDULE)
        .order_by("pk")
    )
    families: dict[int | None, list[Establishment]] = {}
    for row in rows:
        families.setdefault(root_of(row), []).append(row)
    for row in rows:
        if row.parent_id and row.pk in families:
            families[row.pk].append(row)
    moved, events = [], []
    for row in rows:
        before = row.next_visit_on, row.period_months
        scheduled(row, families[root_of(row)], on, terms)
        if before != (row.next_visit_on, row.period_months):
            moved.append(row)
            due = french_long(row.next_visit_on) if row.next_visit_on else "aucune"
            events.append(EstablishmentEvent(
                establishment=row, kind=Happened.RECOMPUTED, happened_on=on, said=f"Prochaine visite : {due}",
                changes={"prochaine visite": [str(before[0] or ""), str(row.next_visit_on or "")]}, recorded_at=at,
            ))  # fmt: skip
    Establishment.objects.bulk_update(moved, SCHEDULE, batch_size=batch)
    EstablishmentEvent.objects.bulk_create(events, batch_size=batch)
    if moved:
        record(by=None, at=at, action="establishment.recomputed", subject=("establishment", "register"),
               label="Registre des établissements", unit_code=UNIT, details={"moved": len(moved)})  # fmt: skip
    return len(moved)
