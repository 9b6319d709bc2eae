"""Reading the register of outlets: what is in it, what a licence may still do, what the quota and the zones say."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.casework.queries import visible_to
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.org.scopes import procedure_label
from directorate.parameters.queries import in_force
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import MEDIUM, Value
from directorate.territory.models import Commune
from directorate.territory.names import folded
from directorate.web.errors import NotFound
from police_admin.outlets.licences import LABELS, LAPSE_YEARS, TRANSFERABLE, oldest_use
from police_admin.outlets.measures import MEASURES, same_place
from police_admin.outlets.models import Licence, LicenceEvent, Outlet, ProtectedZone, keys

# The procedures whose files an outlet gathers, besides the measures taken against it.
FILES = (
    "drink_outlet_declaration_copy", "licence_transfer", "protected_zone_exception", "late_opening_derogation",
    "late_opening_renewal", "late_opening_withdrawal",
)  # fmt: skip
FILES_SHOWN = 300
WORDS_READ = 8
QUOTA = Value(
    "outlet.quota_inhabitants", "Débits à consommer sur place : habitants pour un débit de 3e ou 4e catégorie", 450,
    "habitants", "Code de la santé publique, art. L3332-1", MEDIUM,
    comment="La proportion d'un débit de 3e ou 4e catégorie pour 450 habitants ou fraction de ce nombre est-elle bien"
    " celle qu'applique la préfecture ?",
)  # fmt: skip
# While no order is registered.
ZONE_DISTANCE = "licence_transfer.protected_distance_m"

# --- outlets and licences -----------------------------------------------------------------------------------


def licences() -> QuerySet[Licence]:
    return Licence.objects.select_related("outlet__commune")


def known_outlet(pk: int) -> Outlet:
    found = Outlet.objects.select_related("commune").filter(pk=pk).first()
    if found is None:
        raise NotFound("Ce débit n'est pas au registre.")
    return found


def known_licence(pk: int) -> Licence:
    found = licences().filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette licence n'est pas au registre.")
    return found


def outlet_at(commune_id: str | None, name: str, address: str) -> Outlet | None:
    """That of this sign at this address."""
    return Outlet.objects.filter(commune_id=commune_id, **keys(name, address)).first()


def licence_in_register(category: str, number: str) -> Licence | None:
    """By its number; a licence without one is not known that way."""
    if not number:
        return None
    return licences().filter(category=category, number__iexact=number.strip()).first()


# State of the day, by the word of the list.
USED, UNUSED, LAPSED, ENDED = "used", "unused", "lapsed", "ended"
STATES = {USED: "Exploitée", UNUSED: "Sans exploitation", LAPSED: "Périmée", ENDED: "Supprimée"}
TONES = {USED: "success", UNUSED: "warning", LAPSED: "error", ENDED: ""}


def state_on(licence: Licence, oldest: date) -> str:
    """`oldest`: the last exploitation before which a licence has lapsed."""
    if licence.may_lapse and licence.last_exploitation_on and licence.last_exploitation_on < oldest:
        return LAPSED
    return licence.state


def in_state(rows: QuerySet[Licence], state: str, on: date) -> QuerySet[Licence]:
    lapsed = Q(state=UNUSED, category__in=TRANSFERABLE, last_exploitation_on__lt=oldest_use(on))
    if state == LAPSED:
        return rows.filter(lapsed)
    return rows.filter(state=state).exclude(lapsed) if state == UNUSED else rows.filter(state=state)


def lapsing(first: date, last: date) -> QuerySet[Licence]:
    """The licences whose last day to be passed on falls in a period, as the years of `first` count it."""
    back = -12 * int(parameter(LAPSE_YEARS, first))
    return licences().filter(
        state=UNUSED, category__in=TRANSFERABLE,
        last_exploitation_on__range=(add_months(first, back), add_months(last, back)),
    )  # fmt: skip


def matching(text: str) -> Q:
    """By number, sign, address or people: each of the first words is somewhere."""
    found = Q()
    for word in text.split()[:WORDS_READ]:
        key = folded(word)
        found &= (
            Q(number__icontains=word)
            | Q(outlet__name_key__contains=key)
            | Q(outlet__address_key__contains=key)
            | Q(outlet__operator__icontains=word)
            | Q(holder__icontains=word)
        )
    return found


def events_of(outlet: Outlet, staff: StaffMember, on: date) -> list[LicenceEvent]:
    """What happened to the licences that are there, or that passed there, latest first.

    `reads_case`: whether one may see the case that told it.
    """
    rows = LicenceEvent.objects.filter(Q(licence__outlet=outlet) | Q(outlet=outlet))
    seen = Exists(visible_to(staff, on).filter(pk=OuterRef("case")))
    return list(rows.select_related("licence", "outlet__commune", "case", "recorded_by").annotate(reads_case=seen))


@dataclass(frozen=True)
class File:
    """A case about an outlet, as its page lists it."""

    case: Case
    is_measure: bool

    @property
    def label(self) -> str:
        return procedure_label(self.case.procedure_code)

    @property
    def stage(self) -> str:
        return STAGES[self.case.stage].label


def files_of(outlet: Outlet, staff: StaffMember, on: date) -> list[File]:
    """The cases that concern it and that one may see, latest first."""
    rows = visible_to(staff, on).filter(
        procedure_code__in=(*FILES, *MEASURES), commune_id=outlet.commune_id, place__isnull=False
    )
    rows = rows.select_related("place", "decision").order_by("-received_on", "-id")[:FILES_SHOWN]
    return [
        File(row, row.procedure_code in MEASURES)
        for row in rows
        if same_place(outlet.name, outlet.address, row.place.name, row.place.address)
    ]


# --- quota ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quota:
    """The outlets where one drinks on the spot, licences III and IV, of a commune and how many it may have."""

    commune: Commune
    known: int
    allowed: int

    @property
    def is_reached(self) -> bool:
        return self.known >= self.allowed


def quota_of(commune: Commune, on: date) -> Quota:
    """One outlet for so many inhabitants or part of that number (CSP, art. L3332-1). Lapsed licences do not count."""
    rows = Licence.objects.filter(outlet__commune=commune, category__in=TRANSFERABLE)
    lapsed = in_state(rows, LAPSED, on).values("pk")
    known = rows.exclude(state=ENDED).exclude(pk__in=lapsed).count()
    return Quota(commune, known, -(-commune.population // int(parameter(QUOTA.code, on))))


def over_quota(commune: Commune, on: date) -> str:
    """Why a new licence III is not possible there; empty when it is."""
    quota = quota_of(commune, on)
    if not quota.is_reached:
        return ""
    return (
        f"Le registre compte {quota.known} débits de 3e et 4e catégories dans la commune, pour {quota.allowed} au plus"
        " : aucune licence III nouvelle ne peut y être ouverte (CSP, art. L3332-1)."
    )


def licences_iv_of(commune_name: str, on: date) -> int:
    """Those of a commune of the department, by its name as somebody typed it."""
    wanted = folded(commune_name)
    found = next((row for row in Commune.objects.only("insee", "name") if folded(row.name) == wanted), None)
    if found is None:
        return 0
    rows = Licence.objects.filter(outlet__commune=found, category="IV").exclude(state=ENDED)
    return rows.exclude(pk__in=in_state(rows, LAPSED, on).values("pk")).count()


# --- protected zones ------------------------------------------------------------------------------------------


def zones_on(on: date) -> list[ProtectedZone]:
    return list(ProtectedZone.objects.filter(in_force(on)))


def radius_m(commune: Commune, on: date) -> int:
    """The widest radius that the order in force gives to a commune of this size; a waiting value without order."""
    widest = {}
    for zone in zones_on(on):
        if zone.up_to is None or commune.population <= zone.up_to:
            # The rows of a category are ordered by size: the first that holds the commune is its own.
            widest.setdefault(zone.category, zone.radius_m)
    return max(widest.values(), default=int(parameter(ZONE_DISTANCE, on)))


def category_label(category: str) -> str:
    return LABELS.get(category, category)
