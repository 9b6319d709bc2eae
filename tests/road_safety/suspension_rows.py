"""Suspensions of licence in the state that a test needs, through the operations of the pages. Names are invented."""

from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft, take_transition
from road_safety.suspensions.facts import RETAINED, WITHOUT_RETENTION
from road_safety.suspensions.models import OffenceReader
from tests.factories import PERSON, complete
from tests.people import paris

# The night before the clocks change.
FRIDAY = paris(2026, 3, 27, 20, 0)
RECEIVED = paris(2026, 3, 28, 9, 0)
AFTERNOON = paris(2026, 3, 28, 15)
ANSWERS = {
    "birth_on": "1990-02-11", "licence_end": "4821", "foreign_licence": False, "categories": "B",
    "probationary": False, "unit": "CSP de Créteil", "report_reference": "PV 2026/1187",
    "offence_at": "2026-03-27T19:40:00+01:00", "retained_at": FRIDAY.isoformat(), "cause": "alcohol",
    "measured": "0.52", "measure_unit": "mg_l", "casualties": False, "repeated": False,
    "facts": ["Conduite sous l'empire d'un état alcoolique, avenue du Général-de-Gaulle"], "duration_months": 4,
    "prosecutor_on": None, "medical_on": None, "medical_result": "", "psychotechnical_on": None, "device_on": None,
    "device_installer": "", "ruled_on": None, "ruling": "", "ruled_months": None, "appeal": "", "returned_on": None,
}  # fmt: skip


def form_data() -> dict[str, str]:
    """The same as a browser sends it, without a length."""
    return {
        "birth_on": "1990-02-11", "licence_end": "4821", "categories": "B", "unit": "CSP de Créteil",
        "report_reference": "PV 2026/1187", "offence_at": "2026-03-27T19:40", "retained_at": "2026-03-27T20:00",
        "cause": "alcohol", "measured": "0.52", "measure_unit": "mg_l", "facts": "Conduite sous l'empire de l'alcool",
    }  # fmt: skip


def named(house, at) -> None:
    """Whoever handles these cases is on the list of access: nobody else of the bureau reads them."""
    OffenceReader.objects.filter(staff=house.stranger, until=None, since__gt=at.date()).update(since=at.date())
    OffenceReader.objects.get_or_create(
        staff=house.stranger, until=None,
        defaults={"since": at.date(), "reason": "Essai", "granted_by": house.director, "recorded_at": at},
    )  # fmt: skip


def opened(house, code: str = RETAINED, at=RECEIVED, **answers) -> Case:
    given = {**ANSWERS, **answers}
    if given["cause"] not in ("alcohol", "speed"):
        given |= {"measured": None, "measure_unit": ""}
    if code == WITHOUT_RETENTION:
        given.pop("retained_at")
    named(house, at)
    case = open_case(
        procedure_code=code, party=PERSON, answers=given, received_on=at.date(), channel="police",
        commune=house.creteil, caseworker=house.stranger, by=house.stranger, at=at,
    )  # fmt: skip
    return take_transition(case=case, name="qualify", by=house.stranger, at=at, text="")


def draft(house, case: Case, outcome: str, at) -> Case:
    case = take_transition(case=case, name="draft_decision", by=house.stranger, at=at, outcome=outcome)
    decision = case.decision
    texts = {name: [complete(text) for text in getattr(decision, name)] for name in ("visas", "grounds", "articles")}
    return save_draft(case=case, by=house.stranger, at=at, title=decision.title, conditions="", **texts)


def signed(house, case: Case, at, outcome: str = "suspension") -> Case:
    case = draft(house, case, outcome, at)
    case = take_transition(case=case, name="submit", by=house.stranger, at=at)
    return take_transition(case=case, name="sign", by=house.chief_of_staff, at=at)


def notified(house, case: Case, at=AFTERNOON) -> Case:
    return take_transition(
        case=case, name="notify", by=house.stranger, at=at, notified_at=at, mode="police_report", reference="PV 2026/9"
    )


def suspension_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {"api/v1/^licence-suspensions/": {"pk": Case.objects.filter(procedure_code=RETAINED).get().reference}}
