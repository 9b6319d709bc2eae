"""Closures of every kind, warnings, bans, zones and works at night: graduation, hours of effect, what each law asks."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.operations import open_case, publish_issue
from directorate.documents.markup import plain_text
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial
from directorate.registers.models import RegisterIssue
from police_admin.outlets.measures import MEASURES, same_place
from police_admin.outlets.models import ProtectedZone
from police_admin.outlets.queries import radius_m
from police_admin.procedures.outlets import alcohol_ban, noise_derogation, protected_zones
from police_admin.procedures.outlets.closure import ClosureForm
from police_admin.procedures.outlets.closures import (
    DRUG_USE_MONTHS,
    MUSIC_MONTHS,
    TAKEAWAY_MONTHS,
    DrugUseForm,
    MusicForm,
    TakeawayForm,
    TraffickingForm,
)
from police_admin.procedures.outlets.dossier import DELEGATED, longest_days, longest_end
from police_admin.procedures.outlets.protected_zones import bands_of
from police_admin.procedures.outlets.warning import WarningForm
from tests.factories import CLOSURE_ANSWERS, PERSON, drafted, open_closure, step
from tests.people import paris

TRAFFICKING = "closure_drug_trafficking_money_laundering"
BAR = {"name": "Bar du Pont", "address": "8 rue du Pont"}
REPORT = {
    "fact_types": ["noise"], "facts": ["20 avril 2026 : tapage"], "last_facts_on": "2026-04-20",
    "report_references": [], "duration_days": 30,
}  # fmt: skip
MORE = {
    "closure_takeaway": {"sells": ["alcohol"]},
    "closure_music_venue": {"limiter": False},
    "closure_drug_use_venue": {"venue": "club"},
    TRAFFICKING: {
        "offences": ["trafficking"], "premises": "commercial", "strict_necessity": "", "mayor_informed_on": None,
        "minister_extension_until": None,
    },
}  # fmt: skip
WARNED = {
    "offences": ["12 avril 2026 : licence non affichée"], "last_facts_on": "2026-04-12", "report_references": [],
    "regularisation_on": "2026-07-01",
}  # fmt: skip
BAN = {
    "occasion": "Rencontre de football", "products": ["takeaway", "glass"], "communes": ["94028"],
    "perimeter": ["Abords du stade"], "starts_at": "2026-06-20T16:00:00+02:00",
    "ends_at": "2026-06-21T04:00:00+02:00", "facts": ["Jets de bouteilles le 2 mai 2026"], "immediate": False,
}  # fmt: skip
NOISE = {
    "works": "Voies", "why_at_night": "trafic", "starts_at": "2026-06-20T22:00:00+02:00", "ends_on": "2026-06-26",
    "from_time": "22:00", "to_time": "05:00", "maximum_db": 80, "residents_informed_on": "2026-06-08",
    "residents_means": "affiches",
}  # fmt: skip


def opened(house, code, answers, *, received_on=date(2026, 5, 11), **more) -> Case:
    return open_case(
        **{
            "procedure_code": code, "party": PERSON, "answers": answers, "received_on": received_on,
            "channel": "police", "commune": house.creteil, "place": BAR, "caseworker": house.agent,
            "by": house.agent, "at": paris(received_on.year, received_on.month, received_on.day), **more,
        }
    )  # fmt: skip


def reported(house, code, **changes) -> Case:
    return opened(house, code, {**REPORT, **MORE[code], **changes})


def waived(house, case) -> Case:
    case = step(case, "qualify", house.agent, paris(2026, 5, 11, 10))
    return step(
        case, "waive_hearing", house.head, paris(2026, 5, 11, 11), exception="urgency", exception_reason="Danger."
    )


def closed(house, case) -> Case:
    """Signed on 10 June 2026, notified by the police on Friday the 12th at 22 h 15."""
    case = drafted(house, waived(house, case), "closure", paris(2026, 6, 9))
    case = step(case, "submit", house.agent, paris(2026, 6, 9))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 6, 10))
    return step(
        case, "notify", house.agent, paris(2026, 6, 12, 23, 0), notified_at=paris(2026, 6, 12, 22, 15),
        mode="police_report", reference="PV 2026/805",
    )  # fmt: skip


def warned(house, **more) -> Case:
    """Notified on 20 May 2026."""
    case = step(opened(house, "closure_warning", {**WARNED, **more}), "qualify", house.agent, paris(2026, 5, 12))
    case = step(case, "draft_decision", house.agent, paris(2026, 5, 13), outcome="warning")
    case = step(case, "submit", house.agent, paris(2026, 5, 13))
    case = step(case, "sign", house.head, paris(2026, 5, 14))
    return step(
        case, "notify", house.agent, paris(2026, 5, 20), notified_at=paris(2026, 5, 20), mode="by_hand", reference="R 1"
    )


def said(case, at, *, blocking=False) -> str:
    found = findings_before_signature(case, registry.procedure(case.procedure_code), at)
    return " ".join(row.message for row in found if row.blocking is blocking)


def typed(answers) -> dict:
    """As a page posts them."""
    return {name: "\n".join(value) if name in LINES else value for name, value in answers.items()}


LINES = {"facts", "report_references", "offences_lines", "perimeter", "bands"}


# --- durations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "days"),
    [(TakeawayForm, "closure_takeaway", 92), (MusicForm, "closure_music_venue", 92),
     (DrugUseForm, "closure_drug_use_venue", 92), (TraffickingForm, TRAFFICKING, 184)],
)  # fmt: skip
def test_no_closure_lasts_longer_than_its_months(db, form, code, days):
    load_initial(at=paris(2026, 1, 2))
    answers = typed({**REPORT, **MORE[code]})
    assert form({**answers, "duration_days": days}).is_valid()
    refused = form({**answers, "duration_days": days + 1})
    assert list(refused.errors) == ["duration_days"]
    assert str(days) in refused.errors["duration_days"][0]


def test_months_are_counted_from_the_first_day(db):
    load_initial(at=paris(2026, 1, 2))
    assert longest_end(TAKEAWAY_MONTHS.code, date(2026, 11, 30)) == date(2027, 2, 28)
    assert longest_days(MUSIC_MONTHS.code, date(2026, 6, 1)) == 92


def test_the_longest_closure_for_drugs_in_an_outlet_is_a_question_to_ask(db):
    """Section 10, point 4: three or six months since the law of 2025."""
    procedure = registry.procedure("closure_drug_use_venue")
    assert procedure.legal_check_required
    assert (DRUG_USE_MONTHS.confidence, DRUG_USE_MONTHS.comment[-1]) == (Parameter.Confidence.LOW, "?")


# --- hours of effect ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(MORE))
def test_a_closure_runs_from_hour_to_hour(house, code):
    """At its notification, even for old facts: the 48 hours are those of CSP L3332-15, 1 and 2, alone (E12)."""
    case = closed(house, reported(house, code))
    assert case.executory_at == paris(2026, 6, 12, 22, 15)
    assert datetime.fromisoformat(case.decision.details["ends_at"]) == paris(2026, 7, 12, 22, 15)
    end = case.deadlines.get(code="measure_end")
    assert (end.due_on, end.due_at) == (date(2026, 7, 12), paris(2026, 7, 12, 22, 15))
    assert not RegisterIssue.objects.exists()


def test_the_hour_of_the_clock_is_kept_when_the_hour_changes(house):
    case = closed(house, reported(house, TRAFFICKING, duration_days=150))
    assert datetime.fromisoformat(case.decision.details["ends_at"]) == paris(2026, 11, 9, 22, 15)


# --- graduation ---------------------------------------------------------------------------------------------


def test_what_was_taken_before_is_said_and_shown(client, house):
    warning = warned(house)
    case = closed(house, open_closure(house, received_on=date(2026, 5, 21)))
    later_one = drafted(house, waived_later(house, reported_later(house)), "closure", paris(2026, 7, 20))
    words = said(later_one, paris(2026, 7, 20))
    assert "avertissement notifié le 20 mai 2026, fermeture notifiée le 12 juin 2026" in words
    client.force_login(house.agent)
    page = client.get(f"/dossiers/{later_one.reference}/").content.decode()
    assert warning.reference in page and case.reference in page
    assert "fin le 14/07/2026" in page


def reported_later(house) -> Case:
    answers = {**REPORT, **MORE["closure_takeaway"], "last_facts_on": "2026-07-10"}
    return opened(house, "closure_takeaway", answers, received_on=date(2026, 7, 15))


def waived_later(house, case) -> Case:
    case = step(case, "qualify", house.agent, paris(2026, 7, 16))
    return step(case, "waive_hearing", house.head, paris(2026, 7, 16), exception="urgency", exception_reason="Danger.")


def test_without_any_earlier_measure_a_warning_is_thought_of(house):
    case = drafted(house, waived(house, reported(house, "closure_music_venue")), "closure", paris(2026, 5, 12))
    assert "vérifier qu'un avertissement ne suffirait pas" in said(case, paris(2026, 5, 12))


def test_measures_against_another_place_are_not_counted(house):
    warned(house)
    elsewhere = opened(
        house, "closure_music_venue", {**REPORT, **MORE["closure_music_venue"]},
        place={"name": "Le Phare", "address": "2 quai du Port"}, received_on=date(2026, 5, 21),
    )  # fmt: skip
    case = step(elsewhere, "qualify", house.agent, paris(2026, 5, 22))
    case = drafted(house, case, "closure", paris(2026, 5, 22))
    assert "Aucune mesure antérieure" in said(case, paris(2026, 5, 22))


@pytest.mark.parametrize(
    ("other", "same"),
    [(("BAR DU PONT", "12 avenue du Lac"), True), (("Le Nouveau Bar", "8, rue du pont"), False),
     (("Le Nouveau Bar", "8  Rue du Pont"), True), (("Le Phare", "2 quai du Port"), False)],
)  # fmt: skip
def test_a_place_is_known_by_its_address_or_its_sign(other, same):
    assert same_place("Bar du Pont", "8 rue du Pont", *other) is same


def test_every_measure_is_a_procedure_of_police():
    assert all(registry.procedure(code).sensitivity == "restricted" for code in MEASURES)


# --- the warning --------------------------------------------------------------------------------------------


def test_a_warning_ends_the_case_without_hearing_and_counts_for_three_years(house):
    case = warned(house)
    assert (case.stage, case.is_open) == ("warned", False)
    assert case.deadlines.get(code="precedent").due_on == date(2029, 5, 20)
    assert case.deadlines.get(code="regularisation").due_on == date(2026, 7, 1)
    act = plain_text(case.letters.get(purpose="warning").letter.html)
    assert "avant le 1er juillet 2026" in act and "licence non affichée" in act


def test_a_closure_for_breaches_finds_the_warning_it_needs(house):
    """The one that the register of measures knows is proposed, and one that it does not know is to be proved."""
    warned(house)
    answers = {"sub_basis": "1", "last_facts_on": "2026-06-01"}
    missing = waived_in_june(house, open_closure(house, received_on=date(2026, 6, 8), **answers))
    assert "Celui du 20 mai 2026 est à indiquer" in said(missing, paris(2026, 6, 9), blocking=True)
    told = waived_in_june(
        house, open_closure(house, received_on=date(2026, 6, 8), previous_warning_on="2026-05-20", **answers)
    )
    assert "joindre la preuve" not in said(told, paris(2026, 6, 9))
    other = waived_in_june(
        house, open_closure(house, received_on=date(2026, 6, 8), previous_warning_on="2025-01-06", **answers)
    )
    assert "joindre la preuve" in said(other, paris(2026, 6, 9))


def waived_in_june(house, case) -> Case:
    case = step(case, "qualify", house.agent, paris(2026, 6, 8))
    case = step(case, "waive_hearing", house.head, paris(2026, 6, 8), exception="urgency", exception_reason="Danger.")
    return drafted(house, case, "closure", paris(2026, 6, 9))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"offences": ""}, "offences"), ({"regularisation_on": "2026-04-12"}, "regularisation_on"),
     ({"last_facts_on": ""}, "last_facts_on")],
)  # fmt: skip
def test_a_warning_that_contradicts_itself_is_refused(changes, field):
    answers = {**WARNED, "offences": "Licence non affichée", "report_references": ""}
    assert WarningForm(answers).is_valid()
    assert list(WarningForm({**answers, **changes}).errors) == [field]


def test_a_time_to_put_right_that_is_over_is_not_given(house):
    case = step(opened(house, "closure_warning", WARNED), "qualify", house.agent, paris(2026, 5, 12))
    case = step(case, "draft_decision", house.agent, paris(2026, 7, 2), outcome="warning")
    with pytest.raises(NotReady, match="délai de régularisation"):
        step(case, "submit", house.agent, paris(2026, 7, 2))


# --- mayors -------------------------------------------------------------------------------------------------


def test_where_the_mayor_has_received_the_power_it_is_said(house):
    case = drafted(house, waived(house, reported(house, "closure_takeaway")), "closure", paris(2026, 5, 12))
    assert "Le maire de cette commune a reçu délégation" not in said(case, paris(2026, 5, 12))
    Parameter.objects.filter(code=DELEGATED.code).update(value="94028 94080")
    assert "Le maire de cette commune a reçu délégation" in said(case, paris(2026, 5, 12))


def test_the_mayor_is_informed_of_a_closure_for_trafficking(house):
    case = reported(house, TRAFFICKING)
    draft = drafted(house, waived(house, case), "closure", paris(2026, 6, 9))
    assert "Le maire n'a pas encore été informé" in said(draft, paris(2026, 6, 9))
    case = closed(house, reported(house, TRAFFICKING))
    letter = plain_text(case.letters.get(purpose="mayor_information").letter.html)
    assert "L. 132-3-1" in letter and case.decision.number in letter


# --- trafficking --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("premises", ["association", "meeting", "worship"])
def test_where_liberties_are_exercised_the_strict_necessity_is_stated(db, premises):
    load_initial(at=paris(2026, 1, 2))
    answers = typed({**REPORT, **MORE[TRAFFICKING], "premises": premises})
    assert list(TraffickingForm(answers).errors) == ["strict_necessity"]
    assert TraffickingForm({**answers, "strict_necessity": "Rien de moins n'a suffi."}).is_valid()


@pytest.mark.parametrize(
    ("until", "kept"),
    [("2026-10-12", date(2026, 10, 12)), ("2027-01-12", date(2027, 1, 12)), ("2027-06-01", date(2027, 1, 12))],
)
def test_the_minister_adds_six_months_at_most(house, until, kept):
    """The closure ends on 12 July 2026."""
    case = closed(house, reported(house, TRAFFICKING, minister_extension_until=until))
    assert case.deadlines.get(code="minister_extension").due_on == kept


def test_an_end_before_that_of_the_prefect_extends_nothing(house):
    case = closed(house, reported(house, TRAFFICKING, minister_extension_until="2026-07-01"))
    assert not case.deadlines.filter(code="minister_extension").exists()


def test_takeaway_alone_is_closed_as_takeaway(db):
    load_initial(at=paris(2026, 1, 2))
    assert "sells" in TakeawayForm(typed({**REPORT, "sells": []})).errors


def test_the_basis_of_a_closure_is_asked_first():
    assert next(iter(ClosureForm().fields)) == "sub_basis"
    assert ClosureForm(CLOSURE_ANSWERS | {"sub_basis": ""}).longest({}) == ""


# --- the ban of alcohol -------------------------------------------------------------------------------------


def banned(**changes) -> SimpleNamespace:
    answers = {**BAN, **changes}
    return SimpleNamespace(
        answers=answers, event_at=datetime.fromisoformat(answers["starts_at"]), published_on=None, is_open=True,
        decision=SimpleNamespace(outcome="ban"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("immediate", "at", "blocking"),
    [
        (False, paris(2026, 6, 19), False),
        (False, paris(2026, 6, 20), True),
        (True, paris(2026, 6, 20), False),
        (True, paris(2026, 6, 22), True),
    ],
)
def test_a_ban_is_published_in_time_to_be_in_force(immediate, at, blocking):
    """In force the day after its publication, or at once when the order says so (CRPA L221-2)."""
    found = alcohol_ban.is_in_force_in_time(banned(immediate=immediate), at)
    assert [row.blocking for row in found] == [blocking]


def test_a_ban_ends_and_is_bounded(db):
    load_initial(at=paris(2026, 1, 2))
    long = banned(ends_at=(paris(2026, 6, 20) + timedelta(days=40)).isoformat())
    assert "proportionnée" in alcohol_ban.lasts_a_limited_time(long, paris(2026, 6, 1))[0].message
    assert alcohol_ban.lasts_a_limited_time(banned(), paris(2026, 6, 1)) == []


def test_a_ban_of_alcohol_is_published_and_heard_by_nobody(house):
    case = opened(house, "alcohol_sale_or_carry_ban", BAN, received_on=date(2026, 6, 8), place=None)
    case = step(case, "qualify", house.agent, paris(2026, 6, 8))
    case = step(case, "draft_decision", house.agent, paris(2026, 6, 9), outcome="ban")
    case = step(case, "submit", house.agent, paris(2026, 6, 9))
    case = step(case, "sign", house.prefect, paris(2026, 6, 10))
    assert (case.stage, case.notified_at) == ("notified", None)
    issue = RegisterIssue.objects.get()
    publish_issue(issue=issue, published_on=date(2026, 6, 12), by=house.director, at=paris(2026, 6, 12))
    case.refresh_from_db()
    assert case.stage == "in_execution"
    dates = {row.code: row for row in case.deadlines.all()}
    assert (dates["publication"].due_on, dates["publication"].state) == (date(2026, 6, 19), "met")
    assert dates["ban_end"].due_at == paris(2026, 6, 21, 4, 0)
    text = plain_text(case.letters.get(purpose="order_ban").letter.html)
    assert "Créteil" in text and "Abords du stade" in text and "affiché" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends_at": "2026-06-20T15:00"}, "ends_at"), ({"communes": []}, "communes"), ({"perimeter": ""}, "perimeter"),
     ({"products": []}, "products")],
)  # fmt: skip
def test_a_ban_without_bounds_is_refused(house, changes, field):
    answers = typed({**BAN, "starts_at": "2026-06-20T16:00", "ends_at": "2026-06-21T04:00"})
    assert alcohol_ban.BanForm(answers).is_valid()
    assert list(alcohol_ban.BanForm({**answers, **changes}).errors) == [field]


# --- protected zones ----------------------------------------------------------------------------------------


def test_the_bands_of_an_order_are_read():
    assert bands_of(["jusqu'à 5 000 : 50", "20000 habitants : 75 m", "au-delà : 100"]) == [
        (5000, 50), (20000, 75), (None, 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [[], ["5000 : 50"], ["au-delà : 100", "5000 : 50"], ["9000 : 50", "5000 : 75", "au-delà : 100"], ["cent mètres"],
     ["5000 : 50", "5000 : 60", "au-delà : 100"], ["au-delà : 0"]],
)  # fmt: skip
def test_bands_that_leave_a_doubt_are_refused(lines):
    with pytest.raises(ValueError, match=r"\w"):
        bands_of(lines)
    form = protected_zones.ZonesForm({"categories": ["youth"], "bands": "\n".join(lines), "motives": "x"})
    assert list(form.errors) == ["bands"]


def ordered(house, day: date, bands: list[str], categories=("youth", "sports")) -> Case:
    answers = {"categories": list(categories), "bands": bands, "motives": "la densité"}
    case = opened(house, "protected_zones_order", answers, received_on=day, place=None)
    at = paris(day.year, day.month, day.day, 11)
    case = step(case, "declare_complete", house.agent, at)
    case = step(case, "draft_decision", house.agent, at, outcome="order")
    case = step(case, "submit", house.agent, at)
    step(case, "sign", house.prefect, at + timedelta(hours=1))
    issue = RegisterIssue.objects.get(published_on=None)
    publish_issue(issue=issue, published_on=day, by=house.director, at=at + timedelta(hours=2))
    return Case.objects.get(pk=case.pk)


def test_the_radii_of_an_order_hold_from_the_day_after_its_publication(house):
    """Créteil has more than 5,000 inhabitants; before any order the waiting value of the parameters holds."""
    waiting = radius_m(house.creteil, date(2026, 5, 4))
    assert waiting == 100
    case = ordered(house, date(2026, 5, 4), ["jusqu'à 5000 : 50", "au-delà : 75"])
    assert case.stage == "in_force"
    assert radius_m(house.creteil, date(2026, 5, 4)) == waiting
    assert radius_m(house.creteil, date(2026, 5, 5)) == 75
    house.creteil.population = 3000
    assert radius_m(house.creteil, date(2026, 5, 5)) == 50


def test_a_later_order_replaces_the_categories_that_it_sets(house):
    ordered(house, date(2026, 5, 4), ["au-delà : 75"])
    ordered(house, date(2026, 6, 1), ["au-delà : 120"], categories=("youth",))
    assert ProtectedZone.objects.get(category="youth", radius_m=75).valid_to == date(2026, 6, 2)
    assert ProtectedZone.objects.get(category="sports").valid_to is None
    assert radius_m(house.creteil, date(2026, 6, 2)) == 120


@pytest.mark.parametrize(("outlets", "refused"), [(0, False), (1, False), (2, True)])
def test_an_exception_is_for_communes_with_one_outlet_at_most(db, outlets, refused):
    load_initial(at=paris(2026, 1, 2))
    case = SimpleNamespace(
        answers={"outlets_in_commune": outlets}, decision=SimpleNamespace(outcome="grant"), commune=None
    )
    assert bool(protected_zones.commune_has_few_outlets(case, paris(2026, 5, 4))) is refused
    case.decision.outcome = "refusal"
    assert protected_zones.commune_has_few_outlets(case, paris(2026, 5, 4)) == []


# --- works at night -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("received_on", "state"), [(date(2026, 5, 20), "met"), (date(2026, 5, 21), "passed")])
def test_a_derogation_is_asked_one_month_before(house, received_on, state):
    case = opened(house, "noise_derogation_night_works", NOISE, received_on=received_on)
    filing = case.deadlines.get(code="filing")
    assert (filing.due_on, filing.state) == (date(2026, 5, 20), state)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ends_on": "2026-06-19"}, "ends_on"), ({"to_time": "22:00"}, "to_time"), ({"maximum_db": 200}, "maximum_db")],
)
def test_nights_that_contradict_themselves_are_refused(changes, field):
    answers = {**NOISE, "starts_at": "2026-06-20T22:00"}
    assert noise_derogation.NoiseForm(answers).is_valid()
    assert list(noise_derogation.NoiseForm({**answers, **changes}).errors) == [field]


@pytest.mark.parametrize(("told_on", "count"), [("2026-06-13", 0), ("2026-06-14", 1), (None, 1)])
def test_residents_are_told_some_days_before(db, told_on, count):
    load_initial(at=paris(2026, 1, 2))
    case = SimpleNamespace(
        answers={**NOISE, "residents_informed_on": told_on}, event_at=paris(2026, 6, 20, 22),
        decision=SimpleNamespace(outcome="grant"),
    )  # fmt: skip
    assert len(noise_derogation.residents_are_told(case, paris(2026, 6, 1))) == count


@pytest.mark.parametrize("code", ["noise_derogation_night_works", "protected_zone_exception", "closure_drug_use_venue"])
def test_what_no_text_settles_is_to_be_checked(code):
    assert registry.procedure(code).legal_check_required
