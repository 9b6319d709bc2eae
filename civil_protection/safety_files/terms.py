"""The dated values of tents and accessibility agendas, and the days that they give. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value

TENTS = "Arrêté du 23 janvier 1985"
VERIFICATION_YEARS = "civil.tent_verification_years"
FULL_PEOPLE, SMALL_PEOPLE = "civil.tent_full_people", "civil.tent_small_people"
WARNING_DAYS = "civil.tent_warning_days"
AGENDA_ATTESTATION_MONTHS = "civil.agenda_attestation_months"
# No programmed agenda could be filed any more after this day.
LAST_AGENDA_ON = date(2019, 3, 31)

VALUES = (
    Value(VERIFICATION_YEARS, "CTS : vérification technique tous les", 2, "ans", TENTS, VERIFIED),
    Value(FULL_PEOPLE, "CTS : régime complet à partir de", 50, "personnes", TENTS, VERIFIED),
    Value(SMALL_PEOPLE, "CTS : régime réduit (article CTS 37) à partir de", 20, "personnes", TENTS, VERIFIED),
    Value(WARNING_DAYS, "CTS : vérification annoncée avant l'échéance", 60, "jours", "Règle interne de la direction",
          MEDIUM),
    Value(
        AGENDA_ATTESTATION_MONTHS, "Ad'AP : attestation d'achèvement après la fin", 2, "mois",
        "Usage des préfectures", LOW,
        comment="Dans quel délai l'attestation d'achèvement d'un agenda d'accessibilité est-elle due ?",
    ),
)  # fmt: skip


def next_verification(last_on: date, years: int) -> date:
    """From the last verification, or from the attestation when there was none."""
    return add_months(last_on, 12 * years)


@dataclass(frozen=True)
class Step:
    """Something that an accessibility agenda owes to the prefect."""

    code: str
    label: str
    due_on: date
    received_on: date | None

    def is_late(self, on: date) -> bool:
        return self.received_on is None and self.due_on < on


def steps_of_agenda(
    *, approved_on: date, ends_on: date, years: int, months: int, first_year_on: date | None,
    midterm_on: date | None, attested_on: date | None,
) -> list[Step]:  # fmt: skip
    """The situation after a year, the report half-way, the attestation: three years have no half-way report."""
    steps = [Step("first_year", "Point de la première année", add_months(approved_on, 12), first_year_on)]
    if years > 3:
        steps.append(Step("midterm", "Bilan à mi-parcours", add_months(approved_on, 6 * years), midterm_on))
    steps.append(Step("attestation", "Attestation d'achèvement", add_months(ends_on, months), attested_on))
    return steps


def end_of_agenda(approved_on: date, years: int) -> date:
    return add_months(approved_on, 12 * years)


def warned_from(due_on: date, days: int) -> date:
    return due_on - timedelta(days=days)
