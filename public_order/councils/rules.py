"""What the law asks of communes and of their councils, and the days of an état-major, with their trace. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.legal_calendar.arithmetic import add_months


@dataclass(frozen=True)
class Step:
    """One rule as it was applied: which, what was compared with what, and what it gave."""

    rule: str
    words: str
    holds: bool


@dataclass(frozen=True)
class Duty:
    is_obliged: bool
    needs_coordinator: bool
    steps: tuple[Step, ...]


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def duty(population: int, quarters: int, *, threshold: int, coordinator: int) -> Duty:
    """PRE-01 and PRE-03: strictly above the threshold, or a priority quarter; a coordinator strictly above another."""
    over, quarter, large = population > threshold, quarters > 0, population > coordinator
    steps = (
        Step("PRE-01", f"{grouped(population)} habitants pour un seuil de {grouped(threshold)} (L132-4)", over),
        Step("PRE-01", f"{quarters} quartier{'s' if quarters > 1 else ''} prioritaire{'s' if quarters > 1 else ''}"
             " (L132-4)", quarter),
        Step("PRE-03", f"{grouped(population)} habitants pour un seuil de {grouped(coordinator)} (L132-4)", large),
    )  # fmt: skip
    return Duty(over or quarter, large, steps)


@dataclass(frozen=True)
class Sleep:
    """PRE-02: the last day of the delay, and how many days it is over; none while the council is awake."""

    due_on: date
    days: int

    @property
    def is_dormant(self) -> bool:
        return self.days > 0


def sleep(last: date, on: date, months: int) -> Sleep:
    """Overdue, day one: the day after the anniversary. `last`: the last plenary, or the creation before the first."""
    due = add_months(last, months)
    return Sleep(due, max(0, (on - due).days))


@dataclass(frozen=True)
class Span:
    """A commune in a council from a day to another (excluded)."""

    commune: str
    council: int
    since: date
    until: date | None = None

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


def covered(spans: Iterable[Span], on: date) -> dict[str, int]:
    """PRE-04: the council that covers each commune that day; a CISPD covers its members from their entry."""
    return {span.commune: span.council for span in spans if span.covers(on)}


# What the prevention board says of a commune or of its council.
MISSING, PREPARED, ACTIVE, DORMANT, OPTIONAL = "required_missing", "being_created", "active", "dormant", "optional"
DISSOLVED = "dissolved"
STATUS = {
    MISSING: "Conseil obligatoire manquant", PREPARED: "En cours de création", ACTIVE: "Actif",
    DORMANT: "Dormant", OPTIONAL: "Facultatif, sans conseil",
    DISSOLVED: "Dissous",
}  # fmt: skip
TONES = {MISSING: "error", PREPARED: "info", ACTIVE: "success", DORMANT: "warning", OPTIONAL: "", DISSOLVED: ""}


def status(*, obliged: bool, council: bool, prepared: bool, dormant: bool) -> str:
    if not council:
        return MISSING if obliged else OPTIONAL
    if prepared:
        return PREPARED
    return DORMANT if dormant else ACTIVE


def order_refusal(prosecutor_on: date | None, council_on: date | None, signed_on: date | None) -> str:
    """PRE-06: opinion of the procureur, then of the CDPD, then the signature; why not, or an empty string."""
    if council_on and not prosecutor_on:
        return "L'avis du procureur précède celui du CDPD : l'enregistrer d'abord (PRE-06, D132-13)."
    if council_on and prosecutor_on and prosecutor_on > council_on:
        return f"L'avis du procureur est du {prosecutor_on:%d/%m/%Y}, après celui du CDPD (PRE-06, D132-13)."
    if signed_on and not council_on:
        return "Le plan se signe après les avis du procureur et du CDPD (PRE-06, D132-13)."
    if signed_on and council_on and council_on > signed_on:
        return f"L'avis du CDPD est du {council_on:%d/%m/%Y}, après la signature (PRE-06, D132-13)."
    return ""


# --- états-majors and anti-fraud committee ----------------------------------------------------------------------

# EMS: the points of a sitting, filled from what is open.
AGENDA = (
    "Suivi des actions", "Statistiques mensuelles", "Thème", "Territoires sensibles (QRR, Choisy-Orly)",
    "Opérations et Codaf", "Prévention de la récidive", "Prévention et FIPD", "Questions diverses",
)  # fmt: skip
# B3: the committee hears what was done, what is planned, what became of it.
FRAUD_AGENDA = (
    "Suivi des décisions", "Bilan des opérations du trimestre", "Plan annuel et secteurs prioritaires",
    "Opérations à programmer", "Suites administratives et fiscales", "Échanges d'informations", "Questions diverses",
)  # fmt: skip
RESTRICTED_POINT = "Point à diffusion restreinte"


@dataclass(frozen=True)
class Chaired:
    """A body that the préfet and the procureur chair together, and its formation of which nothing is told."""

    code: str
    restricted: str
    short: str
    title: str
    agenda: tuple[str, ...]
    formations: tuple[str, ...]
    # The articles of its days and of its secrecy, as its pages cite them.
    days_rule: str
    secret_rule: str
    # Who reads its restricted formation, said to who does not.
    closed: str
    # Whether the préfet validates the minutes of the restricted formation too.
    prefect_in_restricted: bool = True

    @property
    def codes(self) -> tuple[str, str]:
        return self.code, self.restricted


STAFF = Chaired(
    "ems", "ems-restreint", "État-major", "état-major de sécurité", AGENDA,
    ("plenary", "restricted", "thematic", "district"), " (EMS-01)", " (EMS-03)",
    "La formation restreinte est suivie par le chef du bureau et la direction.",
)  # fmt: skip
FRAUD = Chaired(
    "codaf", "codaf-restreint", "CODAF", "comité opérationnel départemental anti-fraude", FRAUD_AGENDA,
    ("plenary", "restricted"), "", " (COD-05)",
    "La formation restreinte du CODAF est suivie par le secrétariat désigné et le parquet.",
    prefect_in_restricted=False,
)  # fmt: skip
CHAIRED = {code: body for body in (STAFF, FRAUD) for code in body.codes}


@dataclass(frozen=True)
class Days:
    """EMS-01: the last days on which each paper of a sitting is in time."""

    convening: date
    documents: date
    minutes: date


def days_of(held_on: date, *, convening: int, documents: int, minutes: int) -> Days:
    return Days(
        held_on - timedelta(days=convening), held_on - timedelta(days=documents), held_on + timedelta(days=minutes)
    )


def lateness(due_on: date, on: date, *, is_open: bool, red: int) -> tuple[int, str]:
    """EMS-02: days late and tone; red strictly above the limit."""
    days = (on - due_on).days
    if not is_open or days <= 0:
        return 0, ""
    return days, "error" if days > red else "warning"


@dataclass(frozen=True)
class Closed:
    """An action as its measures see it."""

    owner: str
    decided_on: date
    due_on: date
    closed_on: date | None
    cancelled: bool = False


@dataclass(frozen=True)
class Measure:
    owner: str
    decided: int
    open: int
    late: int
    closed: int
    in_time: int
    # Mean age of what is open, in whole days; none when nothing is.
    age: int | None

    @property
    def share(self) -> int | None:
        """Of what is closed, how much in time, in whole percents, half up; none when nothing is closed."""
        return (self.in_time * 200 + self.closed) // (self.closed * 2) if self.closed else None


def measures(rows: Iterable[Closed], on: date) -> list[Measure]:
    """By owner, in the order of their names; what was given up is counted as decided and nothing else."""
    found: dict[str, list[Closed]] = {}
    for row in rows:
        found.setdefault(row.owner, []).append(row)
    return [measure(owner, of, on) for owner, of in sorted(found.items())]


def measure(owner: str, rows: Sequence[Closed], on: date) -> Measure:
    waiting = [row for row in rows if row.closed_on is None]
    closed = [row for row in rows if row.closed_on is not None and not row.cancelled]
    ages = [(on - row.decided_on).days for row in waiting]
    return Measure(
        owner=owner, decided=len(rows), open=len(waiting), late=sum(row.due_on < on for row in waiting),
        closed=len(closed), in_time=sum(row.closed_on <= row.due_on for row in closed),
        age=sum(ages) // len(ages) if ages else None,
    )  # fmt: skip


# --- the departmental council -------------------------------------------------------------------------------------


def departmental_points(year: int) -> tuple[str, ...]:
    """B5.2, D132-5: what the departmental council examines each year."""
    return (
        f"Rapport sur la délinquance dans le département, {year}", "Plan départemental de prévention",
        "Activité des CLSPD et des CISPD", f"Rapport du préfet sur l'emploi du FIPD, {year}",
        "Bilan de la stratégie nationale dans le département", "Propositions du conseil", "Questions diverses",
    )  # fmt: skip
