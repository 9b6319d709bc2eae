"""What a municipal police holds, against what the law, its agreement and its authorisations allow. Pure: no query.

Everything is given: the rows read beforehand and the dated values. What is wrong comes out as remarks, gravest first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from directorate.legal_calendar.arithmetic import add_months, counted, french_long
from directorate.permits.models import Permit
from directorate.permits.validity import Status, Validity, validity_on
from police_admin.municipal_police.arms import CEILINGS, KINDS, STOCKS, count
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer

TRAINING_MONTHS, MANDATORY_OFFICERS = "municipal_carry.training_months", "police_agreement.mandatory_officers"
PARAMETERS = (TRAINING_MONTHS, MANDATORY_OFFICERS, *CEILINGS.values())


@dataclass(frozen=True)
class Title:
    """A permit as it stands that day, with the answers of the case that issued it (none when it was taken over)."""

    permit: Permit
    validity: Validity
    answers: Mapping[str, Any]

    @property
    def is_known(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True)
class Remark:
    text: str
    tone: str = "error"


@dataclass(frozen=True)
class Line:
    """One kind of weapon. `allowed` is None when no authorisation tells its quantities."""

    code: str
    label: str
    held: int
    allowed: int | None

    @property
    def excess(self) -> int:
        return max(self.held - self.allowed, 0) if self.allowed is not None else 0


@dataclass(frozen=True)
class Stock:
    """Rounds held, what the authorisations allow for the weapons that they cover, the ceiling of the law."""

    code: str
    label: str
    held: int
    allowed: int | None
    ceiling: int

    @property
    def limit(self) -> int:
        return self.ceiling if self.allowed is None else min(self.ceiling, self.allowed)

    @property
    def excess(self) -> int:
        return max(self.held - self.limit, 0)


@dataclass(frozen=True)
class Training:
    """The last training of an officer with one weapon that he carries; none was ever recorded when `last_on` is."""

    kind: str
    label: str
    last_on: date | None
    due_on: date | None

    def is_late(self, on: date) -> bool:
        return self.due_on is None or self.due_on < on


@dataclass(frozen=True)
class Officer:
    officer: MunicipalOfficer
    approval: Validity | None
    carry: Validity | None
    trainings: Sequence[Training]
    on: date

    @property
    def is_approved(self) -> bool:
        """By both authorities: the prefect and the prosecutor."""
        return bool(self.approval and self.approval.is_valid and self.officer.prosecutor_approved_on)

    @property
    def is_armed(self) -> bool:
        return bool(self.carry and self.carry.is_valid)

    @property
    def late(self) -> list[Training]:
        return [row for row in self.trainings if row.is_late(self.on)] if self.is_armed else []


@dataclass(frozen=True)
class Situation:
    force: MunicipalForce
    agreement: Title | None
    holdings: Sequence[Title]
    lines: Sequence[Line]
    stocks: Sequence[Stock]
    officers: Sequence[Officer]
    remarks: Sequence[Remark] = field(default_factory=tuple)

    @property
    def approved(self) -> int:
        return sum(row.is_approved for row in self.officers)

    @property
    def armed(self) -> int:
        return sum(row.is_armed for row in self.officers)

    @property
    def weapons(self) -> int:
        return sum(line.held for line in self.lines)

    @property
    def allowed_weapons(self) -> int | None:
        known = [line.allowed for line in self.lines if line.allowed is not None]
        return sum(known) if known else None


def situation_of(
    force: MunicipalForce,
    agreements: Iterable[Title],
    holdings: Iterable[Title],
    held: Mapping[str, int],
    officers: Iterable[MunicipalOfficer],
    values: Mapping[str, Any],
    on: date,
) -> Situation:
    """`held`: quantities by kind and by stock. `values`: the dated parameters above, as of that day."""
    running = sorted((row for row in agreements if row.validity.is_valid), key=lambda row: ends(row.permit))
    agreement = running[-1] if running else None
    valid = [row for row in holdings if row.validity.is_valid]
    lines = [line_of(kind, valid, held) for kind in KINDS]
    found = Situation(
        force=force,
        agreement=agreement,
        holdings=valid,
        lines=[line for line in lines if line.held or line.allowed],
        stocks=[stock for code in STOCKS if (stock := stock_of(code, valid, held, values)).held or stock.limit],
        officers=[officer_of(row, int(values[TRAINING_MONTHS]), on) for row in officers if row.left_on is None],
    )
    return Situation(**{**vars(found), "remarks": tuple(remarks_on(found, values, on))})


def ends(permit: Permit) -> date:
    return permit.expires_on or date.max


def line_of(kind: str, holdings: Sequence[Title], held: Mapping[str, int]) -> Line:
    known = [row for row in holdings if row.is_known]
    # An authorisation taken over from a former tool does not tell its quantities: nothing can be said to exceed it.
    allowed = None if len(known) < len(holdings) else sum(row.answers.get(kind) or 0 for row in known)
    return Line(kind, KINDS[kind], held.get(kind, 0), allowed)


def stock_of(code: str, holdings: Sequence[Title], held: Mapping[str, int], values: Mapping[str, Any]) -> Stock:
    label, kinds = STOCKS[code]
    known = [row for row in holdings if row.is_known]
    allowed = None
    if len(known) == len(holdings):
        allowed = sum((row.answers.get(code) or 0) * count(row.answers, kinds) for row in known)
    return Stock(code, label, held.get(code, 0), allowed, int(values[CEILINGS[code]]) * count(held, kinds))


def officer_of(officer: MunicipalOfficer, months: int, on: date) -> Officer:
    last: dict[str, date] = {}
    for row in officer.trainings.all():
        last[row.kind] = max(row.followed_on, last.get(row.kind, row.followed_on))
    carried = officer.carry.features.get("weapons", ()) if officer.carry else ()
    kinds = [kind for kind in KINDS if kind in carried or kind in last]
    return Officer(
        officer=officer,
        approval=validity_on(officer.approval, on) if officer.approval else None,
        carry=validity_on(officer.carry, on) if officer.carry else None,
        trainings=[
            Training(kind, KINDS[kind], last.get(kind), add_months(last[kind], months) if kind in last else None)
            for kind in kinds
        ],
        on=on,
    )


# --- what is wrong ------------------------------------------------------------------------------------------


def remarks_on(found: Situation, values: Mapping[str, Any], on: date) -> Iterable[Remark]:
    yield from of_titles(found, values)
    for line in found.lines:
        if line.excess:
            yield Remark(f"{line.label} : {line.held} détenus, {line.allowed} autorisés.")
    for stock in found.stocks:
        if stock.excess:
            bound = "plafond de la loi" if stock.limit == stock.ceiling else "autorisation"
            yield Remark(f"{stock.label} : {stock.held} détenues, {stock.limit} au plus ({bound}).")
    yield from of_officers(found, values)
    yield from of_terms(found)


def of_titles(found: Situation, values: Mapping[str, Any]) -> Iterable[Remark]:
    has_weapons = any(line.held for line in found.lines) or any(stock.held for stock in found.stocks)
    if found.agreement is None:
        least = int(values[MANDATORY_OFFICERS])
        if has_weapons or found.holdings:
            yield Remark("Armes détenues ou autorisées sans convention de coordination en vigueur.")
        elif (found.force.headcount or 0) >= least:
            yield Remark(f"Aucune convention de coordination, obligatoire à partir de {least} emplois.")
    elif has_weapons and found.agreement.is_known and not found.agreement.answers.get("armed"):
        yield Remark("Armes détenues alors que la convention ne prévoit pas l'armement.")
    if has_weapons and not found.holdings:
        yield Remark("Armes détenues sans autorisation de détention en vigueur.")


def of_officers(found: Situation, values: Mapping[str, Any]) -> Iterable[Remark]:
    without = sum(row.is_armed and not row.is_approved for row in found.officers)
    if without:
        yield Remark(f"Port d'arme sans double agrément en vigueur : {counted(without, 'agents')}.")
    late = sum(bool(row.late) for row in found.officers)
    if late:
        yield Remark(
            f"Formation à l'armement de plus de {values[TRAINING_MONTHS]} mois : {counted(late, 'agents')}.", "warning"
        )


def of_terms(found: Situation) -> Iterable[Remark]:
    """The agreement that ends first takes the weapons with it; a title near its end calls for its renewal."""
    if found.agreement is not None:
        for row in found.holdings:
            if ends(found.agreement.permit) < ends(row.permit):
                yield Remark(
                    f"La convention se termine le {french_long(found.agreement.permit.expires_on)}, avant"
                    f" l'autorisation {row.permit.number} ({term(row.permit)}).",
                    "warning",
                )
    for row in (*([found.agreement] if found.agreement else []), *found.holdings):
        if row.validity.status in (Status.RENEWAL_LATE, Status.TO_RENEW):
            tone = "error" if row.validity.status == Status.RENEWAL_LATE else "warning"
            yield Remark(f"{row.permit.label} {row.permit.number} : {row.validity.detail}.", tone)


def term(permit: Permit) -> str:
    return french_long(permit.expires_on) if permit.expires_on else "sans terme"


def totals(movements: Iterable[Any]) -> Counter:
    """What is held, by kind and by stock."""
    held: Counter = Counter()
    for row in movements:
        held[row.item] += row.quantity
    return held
