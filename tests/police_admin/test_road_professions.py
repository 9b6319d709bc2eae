"""Driving schools and teachers, training centres, drivers of taxis and hire cars: what their law asks, allows, forbids.

The conditions are judged on cases that no database holds; what a measure does to a title is lived through.
"""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from directorate.casework import registry, title_measures
from directorate.casework.competence import competent_body
from directorate.casework.errors import NotReady
from directorate.casework.models import Case, Decision
from directorate.casework.operations import open_case
from directorate.casework.professional_titles import of_renewal
from directorate.casework.sessions import waiting_for
from directorate.commissions.models import Commission, CommissionSession
from directorate.documents.markup import plain_text
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial
from directorate.parameters.queries import value as parameter
from directorate.permits.models import Permit
from directorate.registers.models import RegisterEntry
from police_admin.procedures.driving_schools import centres, instructors, sanctions
from police_admin.procedures.taxis import dossier, fares_order
from tests.contract.test_procedures import specimen_answers
from tests.factories import COMPANY, PERSON, drafted, needed_pieces, step
from tests.people import paris

AT, TODAY = paris(2026, 3, 2), date(2026, 3, 2)
RENEWAL, SUSPENSION, WITHDRAWAL = "driving_school_renewal", "driving_school_suspension", "driving_school_withdrawal"


@pytest.fixture()
def values(db):
    load_initial(at=paris(2026, 1, 2))


def title(**changes) -> Permit:
    """An approval that ends on 1 June 2026 and whose renewal was to be asked by 1 April."""
    return Permit(
        **{
            "number": "AE-2021-00042", "procedure_code": "driving_school_approval", "label": "Agrément",
            "holder": "Conduite du Lac", "unit_id": "polices-administratives", "place_label": "Conduite du Lac",
            "issued_on": date(2021, 6, 1), "valid_from": date(2021, 6, 1), "expires_on": date(2026, 6, 1),
            "renew_by": date(2026, 4, 1), **changes,
        }
    )  # fmt: skip


def unsaved(code: str, outcome: str = "grant", *, renews=None, received_on=TODAY, **answers) -> Case:
    """A case as the checks read it: its answers are those that the contract tests believe."""
    case = Case(
        procedure_code=code, received_on=received_on, renews=renews,
        answers={**specimen_answers(registry.procedure(code)), **answers},
    )  # fmt: skip
    case.decision = Decision(outcome=outcome)
    return case


def said(case: Case, at: datetime = AT, *, blocking: bool | None = None) -> list[str]:
    found = [row for check in registry.procedure(case.procedure_code).checks for row in check(case, at)]
    return [row.message for row in found if blocking in (None, row.blocking)]


# --- renewals -----------------------------------------------------------------------------------------------


def test_five_years_and_two_months_before_are_those_of_the_titles_that_the_note_gives(values):
    for code in ("driving_school", "driving_instructor", "road_safety_course", "social_driving", "instructor_centre"):
        on = TODAY
        assert (parameter(f"{code}.validity_months", on), parameter(f"{code}.renew_before_months", on)) == (60, 2)
    for code in ("taxi_card", "vtc_card", "vmdtr_card"):
        assert (parameter(f"{code}.decision_months", TODAY), parameter(f"{code}.renew_before_months", TODAY)) == (3, 3)


def facts(received_on: date, *, is_over: bool = False):
    case = Case(received_on=received_on, renews=title())
    return SimpleNamespace(case=case, procedure=registry.procedure(RENEWAL), is_over=is_over)


@pytest.mark.parametrize(
    ("received_on", "state", "late"),
    [(date(2026, 4, 1), "met", False), (date(2026, 4, 2), "passed", True)],
)
def test_a_renewal_is_late_the_day_after_the_two_months(received_on, state, late):
    due, end = of_renewal(facts(received_on))
    assert (due.due_on, due.state, due.computation["late"]) == (date(2026, 4, 1), state, late)
    assert (end.due_on, end.state) == (date(2026, 6, 1), "running")
    assert list(of_renewal(facts(received_on, is_over=True)))[1].state == "met"


@pytest.mark.parametrize(
    ("received_on", "at", "sentences"),
    [
        (date(2026, 3, 20), paris(2026, 5, 4), []),
        (date(2026, 4, 20), paris(2026, 5, 4), ["Demande tardive : reçue le 20 avril 2026"]),
        (date(2026, 4, 20), paris(2026, 6, 2), ["Demande tardive", "a expiré le 1er juin 2026"]),
        (date(2026, 3, 20), paris(2026, 6, 1), []),
    ],
)
def test_what_becomes_of_the_title_is_said_and_stops_nothing(values, received_on, at, sentences):
    case = unsaved(RENEWAL, renews=title(), received_on=received_on)
    found = said(case, at)
    assert len(found) == len(sentences)
    assert all(start in message for start, message in zip(sentences, found, strict=True))
    assert said(case, at, blocking=True) == []


@pytest.mark.parametrize("state", ["withdrawn", "suspended"])
def test_a_title_that_was_struck_is_neither_renewed_nor_changed(values, state):
    for code in (RENEWAL, "driving_school_change"):
        assert said(unsaved(code, renews=title(state=state)), blocking=True)
        assert not said(unsaved(code, "refusal", renews=title(state=state)))


def test_an_expired_approval_does_not_change(values):
    assert not said(unsaved("driving_school_change", renews=title()))
    assert "ne se modifie plus" in said(unsaved("driving_school_change", renews=title()), paris(2026, 6, 2))[0]


@pytest.mark.parametrize("code", ["taxi_driver_card_renewal", "vtc_driver_card_renewal", "vmdtr_driver_card_renewal"])
def test_an_expired_card_is_asked_again_as_a_first_one(values, code):
    case = unsaved(code, renews=title())
    assert said(case, paris(2026, 6, 1), blocking=True) == []
    assert "première demande" in " ".join(said(case, paris(2026, 6, 2), blocking=True))
    assert registry.procedure(code).piece("training").is_needed(case.answers, TODAY)


# --- conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "answers", "sentence"),
    [
        ("driving_instructor_authorisation", {"birth_on": "2006-03-02"}, ""),
        ("driving_instructor_authorisation", {"birth_on": "2006-03-03"}, "n'a pas 20 ans"),
        ("driving_instructor_authorisation", {"licence_confirmed": False}, "délai probatoire"),
        ("driving_instructor_authorisation", {"fitness": "unfit"}, "inaptitude"),
        ("driving_instructor_authorisation", {"fit_until": "2026-03-01"}, "pris fin le 1er mars 2026"),
        ("driving_instructor_authorisation", {"fit_until": "2026-03-02"}, ""),
        ("driving_trainee_authorisation", {"school_teachers": 5, "school_trainees": 1}, ""),
        ("driving_trainee_authorisation", {"school_teachers": 5, "school_trainees": 2}, "pour 1 au plus"),
        ("driving_trainee_authorisation", {"school_teachers": 6, "school_trainees": 2}, ""),
        ("driving_trainee_authorisation", {"had_one": True}, "ne se renouvelle pas"),
        ("course_facilitator_authorisation", {"trained": False}, "Formation initiale".lower()),
        ("course_facilitator_authorisation", {"qualified": False}, "psychologue ou d'expert"),
        ("road_safety_course_centre_approval", {"surface_m2": 35}, ""),
        ("road_safety_course_centre_approval", {"surface_m2": 34}, "inférieure à 35 m²"),
        ("road_safety_course_centre_approval", {"operator_birth_on": "2001-03-03"}, "n'a pas 25 ans"),
        ("road_safety_course_centre_approval", {"has_psychologist": False}, "psychologue"),
        ("road_safety_course_centre_approval", {"has_expert": False}, "expert"),
        ("instructor_training_centre_approval", {"director_qualified": False}, "directeur pédagogique"),
        ("social_driving_association_approval", {"supervised": False}, "autorisée à enseigner"),
        ("taxi_training_centre_approval", {"double_controls": False}, "double commande"),
        ("taxi_driver_card", {"exam_passed": False}, "examen"),
        ("taxi_driver_card", {"first_aid": False}, "premiers secours"),
        ("vtc_driver_card", {"aptitude": "experience", "experience_months": 12}, ""),
        ("vtc_driver_card", {"aptitude": "experience", "experience_months": 11}, "inférieure à 12 mois"),
        ("vmdtr_driver_card", {"aptitude": "experience", "experience_months": 11}, "inférieure à 12 mois"),
    ],
)
def test_a_condition_that_fails_stops_the_grant_and_not_the_refusal(values, code, answers, sentence):
    found = " ".join(said(unsaved(code, **answers), blocking=True))
    assert sentence in found if sentence else not found
    assert not said(unsaved(code, "refusal", **answers), blocking=True)


@pytest.mark.parametrize(
    ("code", "answers", "sentence"),
    [
        ("taxi_driver_card", {"mobility": True, "mobility_hours": 14}, ""),
        ("taxi_driver_card", {"mobility": True, "mobility_hours": 13}, "13 heures, pour 14 exigées"),
        ("taxi_driver_card", {"mobility": True, "mobility_hours": None}, "Formation à la mobilité"),
        ("taxi_driver_card", {"mobility": False, "mobility_hours": None}, ""),
        ("taxi_driver_card_renewal", {"training_hours": 14}, ""),
        ("taxi_driver_card_renewal", {"training_hours": 13}, "Formation continue : 13 heures"),
        ("vtc_driver_card_renewal", {"training_hours": 0}, "Formation continue : 0 heure"),
        ("vmdtr_driver_card_renewal", {"training_hours": 14}, ""),
    ],
)
def test_the_hours_of_training_are_those_of_the_order(values, code, answers, sentence):
    case = unsaved(code, renews=title() if "renewal" in code else None, **answers)
    found = " ".join(said(case, blocking=True))
    assert sentence in found if sentence else not found
    case.decision.outcome = "refusal"
    assert not said(case, blocking=True)


@pytest.mark.parametrize(
    ("code", "asked_once"),
    [
        ("taxi_driver_card", {"exam", "first_aid", "mobility"}),
        ("vtc_driver_card", {"exam", "experience"}),
        ("vmdtr_driver_card", {"exam", "experience"}),
    ],
)
def test_a_renewal_does_not_ask_again_for_what_the_first_card_proved(values, code, asked_once):
    first, renewal = registry.procedure(code), registry.procedure(f"{code}_renewal")
    pieces = {piece.code for piece in renewal.pieces}
    assert asked_once <= {piece.code for piece in first.pieces}
    assert pieces == {piece.code for piece in first.pieces} - asked_once | {"training"}
    assert not {"exam_passed", "first_aid", "aptitude", "experience_months", "mobility"} & set(renewal.form.base_fields)
    # Nothing is refused for lack of an exam that is no longer asked.
    assert not said(unsaved(renewal.code, renews=title()), blocking=True)


def test_the_hours_of_mobility_are_typed_by_whoever_comes_from_another_department(house):
    assert list(taxi_form(mobility=True).errors) == ["mobility_hours"]
    assert taxi_form(mobility=True, mobility_hours=14).is_valid()
    assert list(taxi_form(mobility=True, mobility_hours=-1).errors) == ["mobility_hours"]


def test_first_aid_is_asked_of_taxis_and_not_of_hire_cars():
    assert registry.procedure("taxi_driver_card").piece("first_aid")
    assert not registry.procedure("vtc_driver_card").piece("first_aid")


def test_the_mobility_course_is_asked_of_who_comes_from_another_department():
    piece = registry.procedure("taxi_driver_card").piece("mobility")
    assert piece.is_needed({"mobility": True}, TODAY)
    assert not piece.is_needed({"mobility": False}, TODAY)


@pytest.mark.parametrize(
    ("code", "answers", "to"),
    [
        ("taxi_driver_card", {"zone": "communal"}, None),
        ("taxi_driver_card", {"zone": "paris"}, "préfet de police"),
        ("taxi_driver_card", {"zone": "other"}, "préfet du département d'exercice"),
        ("vtc_driver_card", {"home_department": "94"}, None),
        ("vtc_driver_card", {"home_department": "75"}, "préfet de police"),
        ("vmdtr_driver_card", {"home_department": "other"}, "préfet du département du domicile"),
        ("driving_instructor_authorisation", {"residence": "94"}, None),
        ("driving_instructor_authorisation", {"residence": "abroad"}, None),
        ("driving_instructor_authorisation", {"residence": "other"}, "préfet du département de résidence"),
        ("driving_instructor_renewal", {"residence": "abroad_other"}, "préfet du lieu d'exercice envisagé"),
        ("driving_trainee_authorisation", {"competent_department": "other"}, "préfet du département compétent"),
    ],
)
def test_the_prefect_is_that_of_the_place_that_the_law_looks_at(code, answers, to):
    found = competent_body(Case(procedure_code=code, answers=answers), registry.procedure(code), TODAY)
    assert (found.to if found else None) == to


def taxi_form(**changes) -> dossier.TaxiForm:
    return dossier.TaxiForm(
        {
            "birth_on": "1990-01-01", "licence_confirmed": True, "fitness": "fit", "zone": "communal",
            "exercise_commune": "94028", "exam_passed": True, "first_aid": True, **changes,
        }
    )  # fmt: skip


def test_the_zone_is_taken_on_trust_until_its_communes_are_entered_and_then_compared(house):
    assert taxi_form().is_valid()
    assert "n'est pas renseignée" in " ".join(said(unsaved("taxi_driver_card")))
    Parameter.objects.filter(code=dossier.PARIS_ZONE).update(value="94028, 94041")
    assert not taxi_form().is_valid()
    assert "appartient à la zone" in str(taxi_form().errors["zone"])
    assert taxi_form(zone="paris").is_valid()
    assert taxi_form(exercise_commune="94080").is_valid()
    assert "n'est pas renseignée" not in " ".join(said(unsaved("taxi_driver_card")))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"exercise_commune": ""}, "exercise_commune"),
        ({"birth_on": "2099-01-01"}, "birth_on"),
        ({"fitness": "fit_for_a_time"}, "fit_until"),
        ({"zone": "moon"}, "zone"),
    ],
)
def test_a_request_for_a_card_is_refused_beside_its_field(house, changes, field):
    assert list(taxi_form(**changes).errors) == [field]


# --- the right measure for the breach -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breach", "suspends", "withdraws"),
    [
        ("contract", True, False),
        ("control_refused", True, False),
        ("criminal_facts", True, False),
        ("false_statement", True, False),
        ("programme", True, True),
        ("false_statements", True, True),
        ("condition_lost", False, True),
        ("cessation", False, True),
        ("no_renewal", False, True),
    ],
)
def test_each_breach_founds_the_measures_that_the_order_says(breach, suspends, withdraws):
    check = title_measures.fits_its_breach(sanctions.BREACHES, "Arrêté du 8 janvier 2001")
    for outcome, allowed in (("suspension", suspends), ("withdrawal", withdraws)):
        case = Case(answers={"breaches": [breach]})
        case.decision = Decision(outcome=outcome)
        assert [row.blocking for row in check(case, AT)] == ([] if allowed else [True])


def test_a_contract_breach_among_others_still_stops_a_withdrawal_and_says_what_it_allows():
    check = title_measures.fits_its_breach(sanctions.BREACHES, "Arrêté du 8 janvier 2001")
    case = Case(answers={"breaches": ["condition_lost", "contract"]})
    case.decision = Decision(outcome="withdrawal")
    (found,) = check(case, AT)
    assert "amende" in found.message
    assert "une suspension" in found.message
    assert "L213-2" in found.article


def test_every_breach_of_every_family_founds_a_measure():
    for breach in (*sanctions.BREACHES, *instructors.BREACHES, *centres.BREACHES):
        assert set(breach.founds) <= set(title_measures.MEASURES)
        assert breach.founds


@pytest.mark.parametrize(("months", "stopped"), [(6, False), (7, True), (None, True)])
def test_a_suspension_lasts_six_months_at_most(values, months, stopped):
    case = unsaved(SUSPENSION, "suspension", renews=title(), breaches=["contract"], duration_months=months)
    assert bool(said(case, blocking=True)) is stopped


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"renew_by": date(2026, 3, 1)}, ""),
        ({"renew_by": date(2026, 3, 2)}, "n'est pas expiré"),
        ({"renew_by": date(2026, 2, 1), "renewal_asked_on": date(2026, 2, 1)}, "demandé dans le délai"),
    ],
)
def test_a_renewal_not_asked_founds_a_withdrawal_once_its_time_has_run_out(values, changes, sentence):
    case = unsaved(WITHDRAWAL, "withdrawal", renews=title(**changes), breaches=["no_renewal"])
    found = " ".join(said(case, blocking=True))
    assert sentence in found if sentence else not found


def test_a_late_request_is_to_be_weighed_before_a_withdrawal(values):
    asked = title(renew_by=date(2026, 2, 1), renewal_asked_on=date(2026, 2, 20))
    case = unsaved(WITHDRAWAL, "withdrawal", renews=asked, breaches=["no_renewal"])
    assert said(case, blocking=True) == []
    assert "proportionné" in said(case)[0]


@pytest.mark.parametrize(
    ("breaches", "changes", "field"),
    [
        (["condition_lost"], {}, "lost_condition"),
        (["cessation"], {}, "ceased_on"),
        (["programme"], {}, ""),
        ([], {}, "breaches"),
        (["unknown"], {}, "breaches"),
        (["programme"], {"facts": ""}, "facts"),
    ],
)
def test_a_withdrawal_says_which_condition_or_when_the_school_stopped(breaches, changes, field):
    form = sanctions.WithdrawalForm(
        {"facts": "2 mars 2026 : constat", "last_facts_on": "2026-03-02", "breaches": breaches, **changes}
    )
    assert list(form.errors) == ([field] if field else [])


# --- a driver before the disciplinary body ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session_at", "sentence"),
    [
        ("", "n'est pas indiquée"),
        ("2026-03-03T14:00:00+01:00", "ne s'est pas encore réunie"),
        ("2026-03-02T09:00:00+01:00", ""),
    ],
)
def test_no_card_is_struck_before_the_disciplinary_body_has_sat(values, session_at, sentence):
    case = unsaved("driver_card_sanction", "withdrawal", renews=title(), session_at=session_at,
                   last_facts_on="2026-02-10")  # fmt: skip
    found = " ".join(said(case, blocking=True))
    assert sentence in found if sentence else not found


def test_the_disciplinary_body_is_asked_and_the_driver_is_convened():
    procedure = registry.procedure("driver_card_sanction")
    assert [(row.code, row.commission, row.mandatory) for row in procedure.opinions] == [
        ("disciplinary", "clt3p", True)
    ]
    assert procedure.letter("hearing_invitation").template == "letters/taxis/summons.html"
    assert procedure.hearing_required


def test_a_driver_is_put_on_the_agenda_while_he_prepares_and_heard_the_day_he_was_told(house):
    Commission.objects.create(
        code="clt3p", name="Commission locale T3P", legal_basis="Décret 2017-236", quorum=0, secretariat=house.police
    )
    session = CommissionSession.objects.create(
        commission_id="clt3p", starts_at=house.session.starts_at, place="Salle Marne"
    )
    title(number="VTC-2024-00007", procedure_code="vtc_driver_card", expires_on=date(2029, 6, 1)).save()
    procedure = registry.procedure("driver_card_sanction")
    case = open_case(
        procedure_code=procedure.code, party=PERSON, commune=house.creteil, received_on=TODAY, channel="police",
        answers={**specimen_answers(procedure), "session_at": "2026-04-10T14:00:00+02:00"},
        renews=Permit.objects.get(), by=house.agent, at=AT, caseworker=house.agent,
    )  # fmt: skip
    case = step(case, "qualify", house.agent, AT)
    facts = {"facts": "Maraude.", "contemplated_measure": "Retrait temporaire."}
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 3), **facts)
    # Never declared complete, and already at its hearing: the commission has it to hear all the same.
    assert (case.stage, case.complete_on) == ("hearing", None)
    assert list(waiting_for(Case.objects.all(), "clt3p")) == [case]
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=session)
    assert (case.stage, list(waiting_for(Case.objects.all(), "clt3p"))) == ("consultation", [])
    # What an agenda says of a restricted case is its reference.
    assert session.items.get().title == case.reference
    case = step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), consultation=case.consultations.get(),
        opinion="favourable", answered_on=date(2026, 4, 9),
    )  # fmt: skip
    case = drafted(house, case, "warning", paris(2026, 4, 12))
    assert any("a siégé le 09/04/2026" in line for line in said(case, paris(2026, 4, 12), blocking=True))
    case.answers["session_at"] = "2026-04-09T14:00:00+02:00"
    assert not said(case, paris(2026, 4, 12), blocking=True)


# --- fares --------------------------------------------------------------------------------------------------

FARES = {
    "pickup_eur": "3.00", "km_a_eur": "1.12", "km_b_eur": "1.68", "km_c_eur": "2.24", "km_d_eur": "3.36",
    "waiting_hour_eur": "38.40", "minimum_fare_eur": "8.00", "former_typical_eur": None, "year": 2026,
}  # fmt: skip


def test_the_typical_ride_is_computed_to_the_cent():
    assert str(fares_order.typical_fare(FARES, km=7, minutes=6)) == "14.68"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, ""),
        ({"km_b_eur": "1.69"}, "tarif B"),
        ({"km_b_eur": "1.11"}, "tarif B"),
        ({"km_c_eur": "2.25"}, "tarif C"),
        ({"km_d_eur": "3.37"}, "tarif D"),
        ({"minimum_fare_eur": "8.01"}, "8,01 €"),
    ],
)
def test_the_rates_keep_the_order_of_the_minister(values, answers, sentence):
    found = " ".join(said(unsaved("taxi_fares_order", "order", **{**FARES, **answers}), blocking=True))
    assert sentence in found if sentence else not found


@pytest.mark.parametrize(("former", "rises"), [("14.26", False), ("14.20", True)])
def test_a_rise_beyond_what_is_allowed_is_said(values, former, rises):
    case = unsaved("taxi_fares_order", "order", **{**FARES, "former_typical_eur": former})
    assert bool(said(case)) is rises
    assert said(case, blocking=True) == []


@pytest.mark.parametrize("value", ["-1", "0", "1.234", "abc", "NaN", "99999"])
def test_an_amount_that_is_not_one_is_refused_beside_its_field(value):
    data = {**FARES, "national_order": "Arrêté du 2 février 2026", "km_a_eur": value, "former_typical_eur": ""}
    assert list(fares_order.FaresForm(data).errors) == ["km_a_eur"]


# --- lived ---------------------------------------------------------------------------------------------------


def opened(
    house, code: str, *, received_on=date(2026, 3, 2), party=COMPANY, place=True, renews=None, **answers
) -> Case:
    found = {**specimen_answers(registry.procedure(code)), **answers}
    return open_case(
        procedure_code=code, party=party, answers=found, received_on=received_on, channel="post",
        commune=house.creteil, place={"name": "Conduite du Lac", "address": "12 place du Marché"} if place else None,
        caseworker=house.agent, by=house.agent, at=paris(received_on.year, received_on.month, received_on.day),
        received_pieces=needed_pieces(code, found, received_on), renews=renews,
    )  # fmt: skip


def saved(house, **changes) -> Permit:
    permit = title(commune=house.creteil, **changes)
    permit.save()
    return permit


def signed(house, case: Case, outcome: str, at: datetime, by=None) -> Case:
    case = drafted(house, case, outcome, at)
    case = step(case, "submit", house.agent, at + timedelta(minutes=5))
    return step(case, "sign", by or house.head, at + timedelta(hours=2))


def test_a_late_renewal_is_acknowledged_as_late_then_replaces_the_title(house):
    former = saved(house)
    case = opened(house, RENEWAL, received_on=date(2026, 4, 20), renews=former)
    case = step(case, "acknowledge", house.agent, paris(2026, 4, 21))
    letter = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert "votre demande est tardive" in letter
    assert "reste valable jusqu'au 1er juin 2026" in letter
    assert case.deadlines.get(code="renewal_due").state == "passed"
    case = step(case, "declare_complete", house.agent, paris(2026, 4, 21))
    case = step(case, "request_opinion", house.agent, paris(2026, 4, 21), opinion="criminal_record")
    case = step(case, "record_opinion", house.agent, paris(2026, 4, 30), consultation=case.consultations.get(),
                opinion="favourable", comment="")  # fmt: skip
    case = signed(house, case, "grant", paris(2026, 5, 4))
    former.refresh_from_db()
    assert (former.state, case.permit.expires_on) == ("replaced", date(2031, 5, 4))
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    assert "AE-2021-00042" in order
    assert "ne couvre aucune période antérieure" in order


def test_a_renewal_in_time_is_not_told_late(house):
    case = opened(house, RENEWAL, renews=saved(house))
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 3))
    assert "tardive" not in plain_text(case.letters.get(purpose="acknowledgement").letter.html)


def test_a_change_keeps_the_end_of_the_approval(house):
    former = saved(house)
    case = step(opened(house, "driving_school_change", renews=former), "declare_complete", house.agent, AT)
    case = signed(house, case, "grant", paris(2026, 3, 4))
    assert case.permit.expires_on == former.expires_on
    assert "demeure fixée au 1er juin 2026" in plain_text(case.letters.get(purpose="order_grant").letter.html)


def heard(house, case: Case) -> Case:
    case = step(case, "qualify", house.agent, paris(2026, 3, 3), text="Faits établis.")
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 3), facts="Contrats absents.",
                contemplated_measure="Suspension.")  # fmt: skip
    return step(case, "record_observations", house.agent, paris(2026, 3, 10), mode="written", observations="Non.",
                observations_on=date(2026, 3, 10))  # fmt: skip


def notified(house, case: Case, at: datetime) -> Case:
    return step(case, "notify", house.agent, at, notified_at=at, mode="by_hand", reference="R 1")


def test_a_suspension_runs_from_its_notification_and_gives_the_title_back(house):
    permit = saved(house)
    case = heard(house, opened(house, SUSPENSION, renews=permit, breaches=["contract"], duration_months=2,
                               last_facts_on="2026-02-27"))  # fmt: skip
    case = signed(house, case, "suspension", paris(2026, 3, 11), house.chief_of_staff)
    case = notified(house, case, paris(2026, 3, 16))
    permit.refresh_from_db()
    assert (permit.state, case.deadlines.get(code="measure_end").due_on) == ("suspended", date(2026, 5, 15))
    case = step(case, "end_measure", house.agent, paris(2026, 5, 18), text="Reprise constatée.")
    permit.refresh_from_db()
    assert (permit.state, permit.state_changed_on) == ("in_force", date(2026, 5, 16))
    assert not RegisterEntry.objects.exists()


def test_a_withdrawal_ends_the_title_and_a_contract_breach_never_founds_it(house):
    permit = saved(house)
    wrong = heard(house, opened(house, WITHDRAWAL, renews=permit, breaches=["contract"], last_facts_on="2026-02-27"))
    with pytest.raises(NotReady, match="ne fonde pas un retrait"):
        signed(house, wrong, "withdrawal", paris(2026, 3, 11), house.chief_of_staff)
    case = heard(house, opened(house, WITHDRAWAL, renews=permit, breaches=["cessation"], last_facts_on="2026-02-27",
                               ceased_on="2026-02-27"))  # fmt: skip
    case = signed(house, case, "withdrawal", paris(2026, 3, 11), house.chief_of_staff)
    notified(house, case, paris(2026, 3, 16))
    permit.refresh_from_db()
    assert (permit.state, permit.state_changed_on) == ("withdrawn", date(2026, 3, 16))


def test_a_centre_of_courses_is_acknowledged_within_a_month_and_published(house):
    case = opened(house, "road_safety_course_centre_approval")
    assert (case.deadlines.get(code="acknowledge_by").due_on, case.next_due_on) == (date(2026, 4, 2),) * 2
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 5))
    assert case.deadlines.get(code="acknowledge_by").state == "met"
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 5))
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 5), opinion="criminal_record")
    case = step(case, "record_opinion", house.agent, paris(2026, 3, 12), consultation=case.consultations.get(),
                opinion="favourable", comment="")  # fmt: skip
    # The section of the CDSR is heard (A9).
    Commission.objects.get_or_create(
        code="cdsr-stages", defaults={"name": "CDSR, stages", "legal_basis": "R411-10", "quorum": 0,
                                      "secretariat": house.police},
    )  # fmt: skip
    session = CommissionSession.objects.create(
        commission_id="cdsr-stages", starts_at=house.session.starts_at, place="Salle Marne"
    )
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 13), session=session)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), answered_on=date(2026, 4, 9), opinion="favourable",
        consultation=case.consultations.get(agenda_item__session=session), comment="",
    )  # fmt: skip
    case = notified(house, signed(house, case, "grant", paris(2026, 4, 13)), paris(2026, 4, 18))
    assert case.stage == "notified"
    assert RegisterEntry.objects.get().letter_id == case.decision.letter_id
    listing = registry.procedure(case.procedure_code).listing
    assert (listing.public, listing.to_check) == (True, False)


def test_a_trainee_is_authorised_for_the_time_of_his_contract(house):
    case = opened(house, "driving_trainee_authorisation", party=PERSON, place=False, granted_months=9)
    case = step(case, "declare_complete", house.agent, AT)
    case = step(case, "request_opinion", house.agent, AT, opinion="criminal_record")
    case = step(case, "record_opinion", house.agent, paris(2026, 3, 9), consultation=case.consultations.get(),
                opinion="favourable", comment="")  # fmt: skip
    case = signed(house, case, "grant", paris(2026, 3, 10))
    assert (case.permit.expires_on, case.permit.renew_by) == (date(2026, 12, 10), None)


def test_the_fares_of_the_year_are_a_table_published_and_notified_to_nobody(house):
    case = opened(house, "taxi_fares_order", place=False, **FARES, national_order="arrêté du 2 février 2026")
    case = step(case, "declare_complete", house.agent, AT)
    case = signed(house, case, "order", paris(2026, 3, 3), house.chief_of_staff)
    assert case.stage == "notified"
    text = plain_text(case.letters.get(purpose="order").letter.html)
    for mention in ("Prise en charge", "1,12", "38,40", "la publication du présent arrêté"):
        assert mention in text
    assert RegisterEntry.objects.count() == 1
