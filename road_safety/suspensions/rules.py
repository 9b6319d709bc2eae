"""What the law says of a suspended licence: until when it may be ordered, for how long, from when to when. Pure.

Each answer comes with its trace: the steps that led to it, with their article. Values are passed in: they are dated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from directorate.legal_calendar.arithmetic import add_hours, add_months, counted

RETENTION = "Code de la route, art. L224-2"
LENGTH = "Code de la route, art. L224-2 et L224-8"
REPLACED = "Code de la route, art. L224-9"
MEDICAL = "Code de la route, art. R221-13 et R224-21 à R224-23"
HUNDREDTH = Decimal("0.01")


class Cause(TextChoices):
    ALCOHOL = "alcohol", "Alcool"
    DRUGS = "drugs", "Stupéfiants"
    SPEED = "speed", "Vitesse"
    PHONE = "phone", "Téléphone et autre infraction"
    FATAL_ACCIDENT = "fatal_accident", "Accident mortel"
    INJURY_ACCIDENT = "injury_accident", "Accident corporel"
    REFUSAL_TESTS = "refusal_tests", "Refus de se soumettre aux vérifications"
    REFUSAL_TO_STOP = "refusal_to_stop", "Refus d'obtempérer"
    HIT_AND_RUN = "hit_and_run", "Délit de fuite"
    RODEO = "rodeo", "Rodéo motorisé"
    OTHER = "other", "Autre cause"


class Unit(TextChoices):
    AIR = "mg_l", "mg/l d'air expiré"
    BLOOD = "g_l", "g/l de sang"
    OVER = "km_h", "km/h au-dessus de la vitesse autorisée (vitesse retenue)"


SUBSTANCES = frozenset({Cause.ALCOHOL, Cause.DRUGS})
AGGRAVATED = SUBSTANCES | {
    Cause.FATAL_ACCIDENT, Cause.INJURY_ACCIDENT, Cause.REFUSAL_TESTS, Cause.REFUSAL_TO_STOP, Cause.HIT_AND_RUN,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    label: str
    article: str = ""


# --- the clock of the retention (SUS-01) -----------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    retained_at: datetime
    hours: int
    due_at: datetime


def clock(retained_at: datetime, cause: str, *, usual: int, substances: int) -> Clock:
    """Elapsed hours from the retention: the changes of hour move the hand of the watch, not the limit."""
    hours = substances if cause in SUBSTANCES else usual
    return Clock(retained_at, hours, add_hours(retained_at, hours))


def minutes_left(due_at: datetime, at: datetime) -> int:
    """Whole minutes before the limit, negative once it is past."""
    return int((due_at - at).total_seconds() // 60)


def left_in_words(due_at: datetime, at: datetime) -> str:
    """ "11 h 05", or "dépassé de 0 h 40"."""
    minutes = minutes_left(due_at, at)
    words = f"{abs(minutes) // 60} h {abs(minutes) % 60:02d}"
    return words if minutes >= 0 else f"dépassé de {words}"


# --- the length (SUS-02) ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offence:
    """What the length depends on. `measured`: the value retained, in `unit`."""

    cause: str
    measured: Decimal | None = None
    unit: str = ""
    casualties: bool = False
    probationary: bool = False
    repeated: bool = False


@dataclass(frozen=True)
class Proposal:
    """What the scale of the bureau proposes: nobody is bound by it, only by the longest length."""

    months: int
    longest: int
    steps: tuple[Step, ...]


def longest_months(offence: Offence, scale: Mapping[str, int]) -> int:
    return scale["longest_aggravated" if is_aggravated(offence) else "longest"]


def is_aggravated(offence: Offence) -> bool:
    return offence.casualties or offence.cause in AGGRAVATED


def in_air(measured: Decimal, unit: str) -> Decimal:
    """Milligrams for a litre of air: two grams in a litre of blood are one."""
    return measured / 2 if unit == Unit.BLOOD else measured


def band_of(offence: Offence, scale: Mapping[str, int]) -> tuple[str, str]:
    """The line of the scale, and why this one."""
    if offence.cause == Cause.ALCOHOL and offence.measured is not None:
        hundredths = int((in_air(offence.measured, offence.unit) / HUNDREDTH).to_integral_value(ROUND_HALF_UP))
        band = "high" if hundredths >= scale["alcohol_high_from"] else (
            "middle" if hundredths >= scale["alcohol_middle_from"] else "low"
        )  # fmt: skip
        words = f"{Decimal(hundredths) / 100:.2f}".replace(".", ",")
        return f"alcohol_{band}", f"{Cause.ALCOHOL.label}, {words} mg/l d'air"
    if offence.cause == Cause.ALCOHOL:
        return "alcohol_low", "Alcool, taux non renseigné : premier échelon"
    if offence.cause == Cause.SPEED and offence.measured is not None:
        over = int(offence.measured)
        return f"speed_{'high' if over >= scale['speed_high_from'] else 'low'}", f"Vitesse retenue, {over} km/h au-delà"
    if offence.cause == Cause.SPEED:
        return "speed_low", "Vitesse, dépassement non renseigné : premier échelon"
    return str(offence.cause), Cause(offence.cause).label


def proposed(offence: Offence, scale: Mapping[str, int]) -> Proposal:
    band, why = band_of(offence, scale)
    months = scale[band]
    steps = [Step(f"{why} : {counted(months, 'mois')} au barème du bureau")]
    for holds, name, words in (
        (offence.casualties, "casualties_more", "Atteinte corporelle à un tiers"),
        (offence.repeated, "repeated_more", "Mesure ou condamnation dans les trois ans"),
        (offence.probationary, "probationary_more", "Permis probatoire"),
    ):
        if holds and scale[name]:
            months += scale[name]
            steps.append(Step(f"{words} : {counted(scale[name], 'mois')} de plus"))
    longest = longest_months(offence, scale)
    steps.append(
        Step(
            f"Plafond : {counted(longest, 'mois')}"
            f" ({'cas où la loi permet davantage' if is_aggravated(offence) else 'cas ordinaire'})",
            LENGTH,
        )
    )
    if months > longest:
        steps.append(Step(f"Ramenée de {months} à {counted(longest, 'mois')}", LENGTH))
    return Proposal(min(months, longest), longest, tuple(steps))


def below_threshold(offence: Offence, scale: Mapping[str, int]) -> str:
    """What is said when the value retained does not reach what the law asks; empty otherwise."""
    if offence.measured is None:
        return ""
    if offence.cause == Cause.ALCOHOL and in_air(offence.measured, offence.unit) * 100 < scale["alcohol_from"]:
        least = f"{Decimal(scale['alcohol_from']) / 100:.2f}".replace(".", ",")
        return f"Le taux retenu n'atteint pas {least} mg/l d'air expiré (ou le double en g/l de sang)."
    if offence.cause == Cause.SPEED and offence.measured < scale["speed_from"]:
        return f"Le dépassement retenu n'atteint pas {scale['speed_from']} km/h."
    return ""


# --- from when to when (SUS-03), and what follows ---------------------------------------------------------------


def starts_on(retained_on: date | None, notified_on: date) -> date:
    """From the retention when there was one, otherwise from the notification."""
    return retained_on or notified_on


def ends_on(start: date, months: int) -> date:
    """The same day number so many months later, or the last day of a shorter month."""
    return add_months(start, months)


def needs_doctor(cause: str, months: int, *, over: int) -> bool:
    """SUS-05: before the licence is given back."""
    return cause in SUBSTANCES or months > over


def needs_psychotechnical(months: int, *, since: int) -> bool:
    return months >= since


class Ruling(TextChoices):
    SUSPENSION = "suspension", "Suspension judiciaire"
    ANNULMENT = "annulment", "Annulation du permis"
    OTHER = "other", "Condamnation sans suspension"
    RELEASE = "release", "Relaxe, classement ou non-lieu"


@dataclass(frozen=True)
class Replacement:
    """SUS-04. `done_days` are taken off `ruled_until`: nothing is added up."""

    ended_on: date
    done_days: int
    left_until: date | None
    steps: tuple[Step, ...]


def replaced(*, started_on: date, ends: date, ruled_on: date, ruling: str, months: int) -> Replacement:
    """The decision of the judge takes the place of the measure; the time already done is deducted from it."""
    ended_on = min(ends, max(ruled_on, started_on))
    done = (ended_on - started_on).days
    steps = [Step(f"Mesure administrative exécutée pendant {counted(done, 'jours')}", REPLACED)]
    left_until = None
    if ruling == Ruling.SUSPENSION:
        whole = add_months(ruled_on, months) - ruled_on
        left = max(whole.days - done, 0)
        left_until = date.fromordinal(ruled_on.toordinal() + left)
        steps.append(Step(f"{counted(months, 'mois')} prononcés par le juge, {counted(whole.days, 'jours')}"))
        steps.append(Step(f"Reste à exécuter : {counted(left, 'jours')}", REPLACED))
    elif ruling == Ruling.RELEASE:
        steps.append(Step("La mesure administrative cesse et est réputée non avenue", REPLACED))
    else:
        steps.append(Step("La mesure administrative cesse", REPLACED))
    return Replacement(ended_on, done, left_until, tuple(steps))


# --- figures ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    label: str
    count: int
    percent: str


def percentage(count: int, whole: int) -> str:
    """One decimal, half up, with a comma; empty when there is nothing to divide by."""
    if not whole:
        return ""
    return str((Decimal(count) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")


def shares_of(counts: Mapping[str, int]) -> list[Share]:
    """W7: the causes, the most frequent first, with their part."""
    whole = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Share(Cause(code).label, count, percentage(count, whole)) for code, count in ranked]
