"""Weapons: authorisation, divestment, quotas and registers, and example E4 of the domain note."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.operations import act_on_silences, open_case
from directorate.casework.policies import sees_case
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial
from directorate.parameters.queries import value as parameter
from directorate.permits.operations import issue
from directorate.permits.validity import Status, status_on
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError
from police_admin.procedures.weapons.authorisation import WeaponAuthorisationForm
from police_admin.procedures.weapons.divestment import DivestmentForm
from tests.factories import PERSON, drafted, needed_pieces, step
from tests.people import paris
from tests.police_admin.pure_dates import dates_of

AUTHORISATION, DIVESTMENT = "weapon_authorisation_b", "weapon_divestment_order"
AUTHORISATION_ANSWERS = {
    "motive": "sport",
    "weapons": ["B, pistolet semi-automatique, 9 × 19"],
    "weapon_count_b": 1,
    "weapons_held_b": 3,
    "sia_account_id": "SIA-0042",
    "licence_no": "FFT-80042",
    "licence_expires_on": "2027-08-31",
    "club": "Cercle de tir des Tilleuls",
    "safe_type": "safe",
    "checks_on": "2026-03-05",
    "check_b2": "compatible",
    "check_taj": "compatible",
    "check_finiada": "compatible",
    "check_hopsyweb": "compatible",
}
DIVESTMENT_ANSWERS = {
    "ground": "safety",
    "facts": ["2 mai 2026 : menaces avec arme à l'encontre d'un voisin"],
    "weapons": ["C, fusil de chasse, marque Lignac, calibre 12, n° 4471"],
    "report_references": ["rapport n° 2026/240"],
    "shorter_days": None,
    "risk": "",
}
FACTS = {"facts": "Menaces du 2 mai 2026.", "contemplated_measure": "Dessaisissement de toutes les armes."}


def morning(day: date):
    return paris(day.year, day.month, day.day)


def open_authorisation(house, *, received_on=date(2026, 3, 2), party=PERSON, commune=True, **answers):
    answers = {**AUTHORISATION_ANSWERS, **answers}
    return open_case(
        procedure_code=AUTHORISATION, party=party, answers=answers, received_on=received_on, channel="online",
        commune=house.vincennes if commune else None, caseworker=house.agent,
        received_pieces=needed_pieces(AUTHORISATION, answers), by=house.agent, at=morning(received_on),
    )  # fmt: skip


def decided(house, case, outcome="grant", day=date(2026, 3, 9)):
    """Complete, drafted and submitted that day, signed by the director."""
    case = step(case, "declare_complete", house.agent, morning(day))
    case = drafted(house, case, outcome, morning(day))
    case = step(case, "submit", house.agent, morning(day))
    return step(case, "sign", house.director, morning(day))


def told(house, case, day):
    return step(
        case, "notify", house.agent, morning(day), notified_at=morning(day), mode="registered_post", reference="1A 204"
    )


def drafted_findings(house, **answers):
    case = step(open_authorisation(house, **answers), "declare_complete", house.agent, paris(2026, 3, 6))
    case = drafted(house, case, "grant", paris(2026, 3, 9))
    found = findings_before_signature(case, registry.procedure(AUTHORISATION), paris(2026, 3, 9))
    return [finding.message for finding in found if finding.blocking], [finding.message for finding in found]


# --- authorisation ------------------------------------------------------------------------------------------


def test_silence_of_three_months_refuses_even_on_a_sunday(house):
    case = open_authorisation(house, received_on=date(2026, 11, 29))
    silence = case.deadlines.get(code="silence")
    assert (silence.due_on, silence.effect) == (date(2027, 2, 28), "refusal")
    assert date(2027, 2, 28).weekday() == 6
    act_on_silences(at=paris(2027, 3, 1))
    case.refresh_from_db()
    assert (case.stage, case.is_open) == ("implicit_rejected", False)


def test_an_authorisation_lasts_five_years_and_its_renewal_is_asked_three_months_before(house):
    case = open_authorisation(
        house, received_on=date(2026, 5, 4), licence_expires_on="2027-08-31", checks_on="2026-05-06"
    )
    permit = decided(house, case, day=date(2026, 6, 15)).permit
    assert (permit.issued_on, permit.expires_on, permit.renew_by) == (
        date(2026, 6, 15), date(2031, 6, 15), date(2031, 3, 15),
    )  # fmt: skip
    assert status_on(permit, date(2030, 12, 15)) == Status.TO_RENEW
    assert status_on(permit, date(2031, 3, 16)) == Status.RENEWAL_LATE


def test_a_permit_of_june_2022_is_to_be_renewed_by_monday_15_march_2027(house):
    validity = registry.procedure(AUTHORISATION).validity
    day = date(2022, 6, 15)
    permit = issue(
        number="ARB-2022-00001", procedure_code=AUTHORISATION, label=validity.permit_label, holder="Gaspard Tellier",
        unit=house.police, commune=house.vincennes, place_label="", issued_on=day,
        months=parameter(validity.months_parameter, day),
        renew_before_months=parameter(validity.renew_before_parameter, day), by=house.head, at=paris(2026, 3, 2),
    )  # fmt: skip
    assert (permit.expires_on, permit.renew_by) == (date(2027, 6, 15), date(2027, 3, 15))


def test_the_weapons_are_acquired_within_six_months_of_the_notification(house):
    case = open_authorisation(house, received_on=date(2026, 8, 3), checks_on="2026-08-05")
    case = told(house, decided(house, case, day=date(2026, 8, 24)), date(2026, 8, 31))
    assert (case.stage, case.is_open) == ("in_force", False)
    acquisition = case.deadlines.get(code="acquisition")
    assert (acquisition.due_on, acquisition.state) == (date(2027, 2, 28), "running")
    assert [row["code"] for row in acquisition.computation["parameters"]] == ["weapons.acquisition_months"]


@pytest.mark.parametrize("code", [AUTHORISATION, "weapon_authorisation_renewal"])
@pytest.mark.parametrize(
    ("changes", "due_on"),
    [
        ({}, date(2027, 11, 30)),
        ({"licence_expires_on": "2026-11-30"}, date(2027, 2, 28)),
        ({"motive": "defence"}, None),
        ({"outcome": "refusal"}, None),
        ({"notified_at": None}, None),
    ],
)
def test_three_months_after_the_end_of_his_licence_a_shooter_proves_that_he_renewed_it(code, changes, due_on):
    facts = {"outcome": "grant", "notified_at": morning(date(2026, 3, 31)), "stage": "in_force", "is_open": False}
    answers = {**AUTHORISATION_ANSWERS, **{name: row for name, row in changes.items() if name not in facts}}
    facts |= {name: row for name, row in changes.items() if name in facts}
    procedure = registry.procedure(code)
    facts["stage"] = procedure.outcome(facts["outcome"]).final_stage
    found = dates_of(code, answers, received_on=date(2026, 3, 2), at=morning(date(2026, 4, 1)), **facts)
    lapse = found.get("licence_lapse")
    assert (lapse and lapse.due_on) == due_on
    assert lapse is None or (lapse.article, lapse.state) == ("CSI, art. R312-15", "running")


def test_an_authorisation_says_its_limits_tells_the_club_and_stays_out_of_the_register(house):
    case = told(house, decided(house, open_authorisation(house)), date(2026, 3, 12))
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    for words in (
        "est accordée à Gaspard Tellier", "5 ans", "6 mois", "3000 cartouches", "1000",
        "Vu l'article R312-40 du même code", "Cercle de tir des Tilleuls", "tribunal administratif de Melun",
    ):  # fmt: skip
        assert words in order
    assert not RegisterIssue.objects.exists()


def test_a_refusal_states_its_facts_and_starts_no_acquisition(house):
    case = told(house, decided(house, open_authorisation(house), "refusal"), date(2026, 3, 12))
    assert (case.stage, case.permit) == ("closed", None)
    assert not case.deadlines.filter(code="acquisition").exists()
    assert not RegisterIssue.objects.exists()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"weapons_held_b": 15}, "le maximum est de 15"),
        ({"motive": "defence", "weapons_held_b": 1}, "le maximum est de 1"),
        ({"licence_expires_on": "2026-03-08"}, "La licence de tir a expiré le 8 mars 2026."),
        ({"check_finiada": ""}, "Fichier non consulté : Interdits"),
        ({"check_b2": "incompatible"}, "Résultat incompatible"),
        ({"commune": False}, "le préfet du domicile est compétent"),
    ],
)
def test_a_grant_against_the_law_is_refused_at_the_signature(house, answers, sentence):
    blocking, _ = drafted_findings(house, **answers)
    assert [message for message in blocking if sentence in message]


@pytest.mark.parametrize(
    "answers",
    [
        {"weapons_held_b": 14},
        {"motive": "defence", "weapons_held_b": 0},
        {"motive": "museum", "weapons_held_b": 40},
        {"licence_expires_on": "2026-03-09"},
        {"check_taj": "discuss"},
    ],
)
def test_what_the_law_allows_reaches_the_signature(house, answers):
    blocking, said = drafted_findings(house, **answers)
    assert blocking == []
    assert any("15 jours" in message for message in said)
    assert any("Résultat à examiner" in message for message in said) == ("check_taj" in answers)


def test_a_request_beyond_the_quota_may_be_refused(house):
    case = open_authorisation(house, weapons_held_b=15, check_b2="incompatible")
    assert decided(house, case, "refusal").stage == "decided"


def test_only_a_sport_shooter_owes_a_licence_and_a_shooting_log():
    assert "shooting_log" in needed_pieces(AUTHORISATION, AUTHORISATION_ANSWERS)
    others = needed_pieces(AUTHORISATION, {**AUTHORISATION_ANSWERS, "motive": "defence"})
    assert not {"licence", "federation_opinion", "shooting_log"} & set(others)
    assert "medical_certificate" in others


def test_files_of_weapons_are_for_the_bureau_and_the_authorities(house):
    for code in (AUTHORISATION, DIVESTMENT):
        assert registry.procedure(code).sensitivity == "restricted"
        assert not any(outcome.published for outcome in registry.procedure(code).outcomes)
    case = open_authorisation(house)
    assert sees_case(house.agent, case, date(2026, 3, 2))
    assert sees_case(house.prefect, case, date(2026, 3, 2))
    assert not sees_case(house.stranger, case, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"motive": "war"}, "motive"),
        ({"weapons": []}, "weapons"),
        ({"weapon_count_b": 0}, "weapon_count_b"),
        ({"weapons": ["un", "deux"]}, "weapon_count_b"),
        ({"weapons_held_b": -1}, "weapons_held_b"),
        ({"sia_account_id": ""}, "sia_account_id"),
        ({"licence_no": ""}, "licence_no"),
        ({"licence_expires_on": None}, "licence_expires_on"),
        ({"licence_expires_on": "1889-01-01"}, "licence_expires_on"),
        ({"checks_on": None}, "checks_on"),
        ({"check_b2": "trois condamnations"}, "check_b2"),
    ],
)
def test_a_request_that_contradicts_itself_is_refused_beside_its_field(changes, field):
    assert WeaponAuthorisationForm(AUTHORISATION_ANSWERS).is_valid()
    assert list(WeaponAuthorisationForm({**AUTHORISATION_ANSWERS, **changes}).errors) == [field]


def test_nothing_of_a_register_is_kept_but_its_result():
    fields = WeaponAuthorisationForm.base_fields
    for name in ("check_b2", "check_taj", "check_finiada", "check_hopsyweb"):
        assert {key for key, _ in fields[name].choices} == {"", "compatible", "incompatible", "discuss"}


# --- divestment ---------------------------------------------------------------------------------------------


def open_divestment(house, renews=None, **answers):
    return open_case(
        renews=renews,
        procedure_code=DIVESTMENT, party=PERSON, answers={**DIVESTMENT_ANSWERS, **answers},
        received_on=date(2026, 5, 11), channel="police", commune=house.vincennes, caseworker=house.agent,
        by=house.agent, at=paris(2026, 5, 11),
    )  # fmt: skip


def heard(house, case):
    """Invited on 12 May until the 27th; observations on the 20th."""
    case = step(case, "qualify", house.agent, paris(2026, 5, 11))
    case = step(
        case, "invite_to_hearing", house.agent, paris(2026, 5, 12), sent_on=date(2026, 5, 12),
        deadline_on=date(2026, 5, 27), **FACTS,
    )  # fmt: skip
    return step(
        case, "record_observations", house.agent, paris(2026, 5, 20), mode="written", observations_on=date(2026, 5, 20),
        observations="Le détenteur conteste les menaces.",
    )  # fmt: skip


def ordered(house, case, notified_on=date(2026, 6, 12)):
    case = drafted(house, case, "divestment", paris(2026, 6, 9))
    case = step(case, "submit", house.agent, paris(2026, 6, 9))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 6, 10))
    return step(
        case, "notify", house.agent, morning(notified_on), notified_at=morning(notified_on), mode="police_report",
        reference="PV 2026/911",
    )  # fmt: skip


def test_the_holder_has_three_months_to_part_with_the_weapons_and_prove_it(house):
    case = ordered(house, heard(house, open_divestment(house)))
    proof = case.deadlines.get(code="divestment")
    assert (case.stage, proof.due_on, proof.state) == ("in_execution", date(2026, 9, 12), "running")
    assert (case.next_due_on, case.next_due_label) == (date(2026, 6, 12), "Inscription au FINIADA à faire")
    order = plain_text(case.letters.get(purpose="order_divestment").letter.html)
    for words in ("3 mois", "n° 4471", "Vu les observations présentées le 20 mai 2026", "procureur", "FINIADA"):
        assert words in order
    assert not RegisterIssue.objects.exists()


def test_the_right_to_hold_weapons_ends_with_the_order_to_part_with_them(house):
    title = issue(
        number="ARB-2025-00001", procedure_code=AUTHORISATION, label="Détention d'armes", holder="Ferdinand Castéra",
        unit=house.police, commune=house.vincennes, place_label="", issued_on=date(2025, 1, 6), months=60,
        renew_before_months=3, by=house.head, at=paris(2025, 1, 6),
    )  # fmt: skip
    case = ordered(house, heard(house, open_divestment(house, renews=title)))
    title.refresh_from_db()
    assert (title.state, title.state_changed_on) == ("withdrawn", date(2026, 6, 12))
    assert "ARB-2025-00001 délivré le 6 janvier 2025 est retiré" in plain_text(case.decision.letter.html)


def test_a_risk_shortens_the_time_and_is_written_in_the_act(house):
    case = heard(house, open_divestment(house, shorter_days=15, risk="Menaces réitérées"))
    case = ordered(house, case)
    assert case.deadlines.get(code="divestment").due_on == date(2026, 6, 27)
    order = plain_text(case.letters.get(purpose="order_divestment").letter.html)
    assert "dans un délai de 15 jours" in order
    assert "Menaces réitérées" in order


def test_the_file_ends_with_the_proof_or_the_word_to_the_prosecutor(house):
    case = ordered(house, heard(house, open_divestment(house)))
    with pytest.raises(DomainError, match="mode de dessaisissement") as refusal:
        step(case, "end_measure", house.agent, paris(2026, 9, 1), text=" ")
    assert refusal.value.field == "text"
    case = step(case, "end_measure", house.agent, paris(2026, 9, 1), text="Vendues à un armurier, facture du 28 août.")
    assert (case.stage, case.deadlines.get(code="divestment").state) == ("ended", "met")


def test_no_divestment_without_a_hearing_save_in_an_emergency(house):
    case = step(open_divestment(house), "qualify", house.agent, paris(2026, 5, 11))
    case = drafted(house, case, "divestment", paris(2026, 5, 12))
    with pytest.raises(NotReady, match="procédure contradictoire n'a pas été engagée"):
        step(case, "submit", house.agent, paris(2026, 5, 12))
    case = step(case, "resume_review", house.agent, paris(2026, 5, 12))
    case = step(
        case, "waive_hearing", house.head, paris(2026, 5, 12), exception="urgency",
        exception_reason="Menaces de passage à l'acte le soir même.",
    )  # fmt: skip
    case = drafted(house, case, "divestment", paris(2026, 5, 12, 15))
    assert any("Menaces de passage à l'acte" in ground for ground in case.decision.grounds)
    assert step(case, "submit", house.agent, paris(2026, 5, 12, 15)).stage == "signature"


def test_what_is_typed_in_the_facts_shows_as_text_in_the_act(house):
    case = heard(house, open_divestment(house, facts=["<script>alert(1)</script> <b>menaces</b> du 2 mai"]))
    html = ordered(house, case).letters.get(purpose="order_divestment").letter.html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": "mood"}, "ground"),
        ({"facts": []}, "facts"),
        ({"weapons": ""}, "weapons"),
        ({"shorter_days": 0, "risk": "Menaces"}, "shorter_days"),
        ({"shorter_days": 90, "risk": "Menaces"}, "shorter_days"),
        ({"shorter_days": 15}, "risk"),
        ({"risk": "Menaces"}, "shorter_days"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused_beside_its_field(db, changes, field):
    load_initial(at=paris(2026, 1, 2))
    assert DivestmentForm(DIVESTMENT_ANSWERS).is_valid()
    assert list(DivestmentForm({**DIVESTMENT_ANSWERS, **changes}).errors) == [field]
