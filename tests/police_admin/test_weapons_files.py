"""The other files on weapons: renewals (E4), declarations, bans and their lift, cards, trade, carrying."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.competence import competent_body
from directorate.casework.correction import correct_case
from directorate.casework.errors import NotReady
from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from directorate.overview.agenda import events_of
from directorate.parameters.operations import load_initial
from directorate.permits.models import Permit
from directorate.permits.validity import alerts
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError
from police_admin.procedures.weapons import (
    authorisation,
    ban,
    carry_permit,
    collector_card,
    declarations,
    dossier,
    european_pass,
    renewal,
    theft_loss,
    trade,
    trade_sanction,
)
from tests.factories import COMPANY, PERSON, PLACE, drafted, needed_pieces, step
from tests.people import paris
from tests.police_admin.test_weapons import AUTHORISATION_ANSWERS

FAMILY = [procedure for procedure in registry.all_procedures() if procedure.family == dossier.FAMILY]
CHECKED = dict.fromkeys(dossier.REGISTERS, "compatible") | {"checks_on": "2026-03-05"}


def morning(day: date):
    return paris(day.year, day.month, day.day)


def opened(house, code, answers, day=date(2026, 3, 2), *, party=PERSON, missing=(), **more):
    pieces = [piece for piece in needed_pieces(code, answers, day) if piece not in missing]
    return open_case(
        procedure_code=code, party=party, answers=answers, received_on=day, channel="online", commune=house.vincennes,
        caseworker=house.agent, received_pieces=pieces, by=house.agent, at=morning(day), **more,
    )  # fmt: skip


def signed(house, case, outcome, day=date(2026, 3, 20)):
    case = drafted(house, case, outcome, morning(day))
    case = step(case, "submit", house.agent, morning(day))
    return step(case, "sign", house.director, morning(day))


def told(house, case, day=date(2026, 3, 24), mode="registered_post"):
    return step(
        case, "notify", house.agent, morning(day), notified_at=morning(day), mode=mode, reference="1A 204 118 3372 5"
    )


def stand_in(code: str, answers, *, outcome="grant", received_on=date(2026, 3, 2), **more) -> SimpleNamespace:
    return SimpleNamespace(
        procedure_code=code, answers=answers, received_on=received_on, decision=SimpleNamespace(outcome=outcome), **more
    )


def blocking(check, case, on=date(2026, 3, 20)) -> list[str]:
    return [finding.message for finding in check(case, morning(on)) if finding.blocking]


@pytest.fixture()
def values(db):
    load_initial(at=paris(2026, 1, 2))


# --- the family ---------------------------------------------------------------------------------------------


def test_every_file_on_weapons_is_restricted_and_only_the_opening_of_a_shop_is_published():
    assert {procedure.sensitivity for procedure in FAMILY} == {"restricted"}
    published = {procedure.code for procedure in FAMILY for outcome in procedure.outcomes if outcome.published}
    assert published == {trade.SHOP}
    assert {procedure.code for procedure in FAMILY if not procedure.kept_out_of_register} == {trade.SHOP}


def test_no_form_keeps_more_of_a_national_register_than_its_result():
    for procedure in FAMILY:
        for name, field in procedure.form.base_fields.items():
            if name in dossier.REGISTERS:
                assert {key for key, _ in field.choices} == {"", "compatible", "incompatible", "discuss"}
            assert "serial" not in name and "extract" not in name


def test_what_no_text_settles_asks_its_question():
    asked = {procedure.code: procedure.legal_question for procedure in FAMILY if procedure.legal_check_required}
    assert set(asked) == {
        "weapon_surrender_outcome", "weapon_ban_lift", "collector_card", trade.APPROVAL, trade.SHOP, trade.FAIR,
        carry_permit.CODE, trade_sanction.CODE, "european_firearms_pass_withdrawal", "collector_card_withdrawal",
        "weapon_authorisation_withdrawal", "weapon_carry_permit_withdrawal",
    }  # fmt: skip
    assert all(question.endswith(" ?") for question in asked.values())
    unsure = [value for procedure in FAMILY for value in procedure.parameters if value.confidence == "low"]
    assert unsure and all(value.comment.endswith(" ?") for value in unsure)


@pytest.mark.parametrize(
    "code", ["weapon_authorisation_b", "weapon_declaration_c", "collector_card", carry_permit.CODE]
)
def test_a_domicile_in_another_department_sends_the_request_to_its_prefect(code):
    procedure = registry.procedure(code)
    case = SimpleNamespace(place_id=None, answers={"domicile": dossier.ELSEWHERE})
    assert competent_body(case, procedure, date(2026, 3, 2)).to.startswith("préfet du département")
    for here in ({"domicile": dossier.HERE}, {"domicile": ""}, {}):
        assert competent_body(SimpleNamespace(place_id=None, answers=here), procedure, date(2026, 3, 2)) is None


# --- renewal ------------------------------------------------------------------------------------------------


def title_of_e4(house) -> Permit:
    return Permit.objects.create(
        number="ARB-2022-00001", procedure_code=authorisation.CODE, label="Autorisation", holder="Gaspard Tellier",
        commune=house.vincennes, unit=house.police, issued_on=date(2022, 6, 15), valid_from=date(2022, 6, 15),
        expires_on=date(2027, 6, 15), renew_by=date(2027, 3, 15),
    )  # fmt: skip


def renewing(house, day: date):
    answers = {**AUTHORISATION_ANSWERS, "licence_expires_on": "2028-08-31", "checks_on": day.isoformat()}
    case = opened(house, authorisation.RENEWAL, answers, day, renews=title_of_e4(house))
    return step(case, "declare_complete", house.agent, morning(day))


def test_the_holder_of_e4_is_called_six_and_four_months_before_the_end_of_his_title(house):
    permit = title_of_e4(house)
    assert alerts(permit.expires_on)[:2] == [(6, date(2026, 12, 15)), (4, date(2027, 2, 15))]
    found = events_of(house.agent, date(2026, 12, 1), date(2027, 2, 28))
    calls = [event for event in found if event.label.startswith("Titulaire à inviter")]
    assert [(event.day, "6 mois" in event.label) for event in calls] == [
        (date(2026, 12, 15), True), (date(2027, 2, 15), False),
    ]  # fmt: skip
    permit.renewal_asked_on = date(2026, 12, 1)
    permit.save()
    later = events_of(house.agent, date(2026, 12, 1), date(2027, 2, 28))
    assert not [event for event in later if event.label.startswith("Titulaire à inviter")]


def test_a_renewal_asked_in_time_replaces_the_title_and_keeps_its_silence(house):
    case = renewing(house, date(2027, 3, 15))
    assert case.deadlines.get(code="silence").due_on == date(2027, 6, 15)
    assert not case.deadlines.filter(code="divestment_to_prepare").exists()
    case = told(house, signed(house, case, "grant", date(2027, 4, 12)), date(2027, 4, 14))
    assert (case.stage, case.permit.expires_on, case.permit.renew_by) == (
        "in_force", date(2032, 4, 12), date(2032, 1, 12),
    )  # fmt: skip
    case.renews.refresh_from_db()
    assert case.renews.state == "replaced"
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    assert "L'autorisation n° ARB-2022-00001 délivrée le 15 juin 2022" in order
    assert "caduque" not in order
    assert not case.deadlines.filter(code="acquisition").exists()


def test_after_a_late_request_the_divestment_is_prepared_and_a_refusal_waits_for_an_invitation(house):
    case = renewing(house, date(2027, 3, 16))
    prepared = case.deadlines.get(code="divestment_to_prepare")
    assert (prepared.due_on, prepared.state) == (date(2027, 6, 15), "running")
    case = drafted(house, case, "refusal", paris(2027, 4, 5))
    with pytest.raises(NotReady, match="le titulaire est à inviter"):
        step(case, "submit", house.agent, paris(2027, 4, 5))
    case = step(case, "resume_review", house.agent, paris(2027, 4, 5))
    case = step(case, "invite_to_hearing", house.agent, paris(2027, 4, 5), sent_on=date(2027, 4, 5),
                deadline_on=date(2027, 4, 20), facts="Demande tardive.", contemplated_measure="Refus.")  # fmt: skip
    letter = plain_text(case.letters.get(purpose="hearing_invitation").letter.html)
    assert "devait être présentée au plus tard le 15 mars 2027" in letter
    case = step(case, "record_observations", house.agent, paris(2027, 4, 12), mode="written",
                observations_on=date(2027, 4, 12), observations="Oubli.")  # fmt: skip
    case = drafted(house, case, "refusal", paris(2027, 4, 21))
    case = step(case, "submit", house.agent, paris(2027, 4, 21))
    said = [finding.message for finding in renewal.late_holder_is_heard(case, paris(2027, 4, 21))]
    assert said == ["Le titre ARB-2022-00001 prend fin le 15 juin 2027 : ouvrir le dossier de dessaisissement."]


def test_a_late_request_may_be_granted_and_its_lateness_is_said(house):
    case = drafted(house, renewing(house, date(2027, 3, 16)), "grant", paris(2027, 4, 5))
    (found,) = renewal.late_holder_is_heard(case, paris(2027, 4, 5))
    assert not found.blocking
    assert step(case, "submit", house.agent, paris(2027, 4, 5)).stage == "signature"


# --- declarations -------------------------------------------------------------------------------------------

DECLARED = {
    "domicile": "here", "sia_account_id": "SIA-0042", "weapons": ["C, fusil de chasse, calibre 12"],
    "title_held": "hunting", "title_expires_on": "2026-06-30", "certificate_on": None, "checks_on": None,
    "check_b2": "", "check_taj": "", "check_finiada": "",
}  # fmt: skip
C_ANSWERS = {**DECLARED, "filed_by": "dealer"}
FOUND_ANSWERS = {**DECLARED, "obtained": "inherited", "category": "c", "obtained_on": "2026-02-20"}
NO_TITLE = {"title_held": "certificate", "title_expires_on": None}


def test_a_declaration_with_a_title_is_receipted_and_owes_nothing(house):
    case = opened(house, "weapon_declaration_c", C_ANSWERS)
    assert not case.deadlines.filter(code="certificate").exists()
    case = step(case, "issue_receipt", house.agent, paris(2026, 3, 3))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert "C, fusil de chasse, calibre 12" in text
    assert "certificat médical" not in text
    with pytest.raises(DomainError, match="Indiquer la suite"):
        step(case, "close_after_event", house.agent, paris(2026, 3, 4), text="")


@pytest.mark.parametrize("code", ["weapon_declaration_c", "weapon_found_inherited"])
def test_without_a_title_the_certificate_is_joined_within_three_months(house, code):
    answers = {**(C_ANSWERS if code == "weapon_declaration_c" else FOUND_ANSWERS), **NO_TITLE}
    case = opened(house, code, answers, date(2026, 11, 30), missing=("certificate",))
    certificate = case.deadlines.get(code="certificate")
    assert (certificate.due_on, certificate.state) == (date(2027, 2, 28), "running")
    case = step(case, "issue_receipt", house.agent, paris(2026, 12, 1))
    assert "28 février 2027" in plain_text(case.letters.get(purpose="receipt").letter.html)
    case = step(case, "receive_pieces", house.agent, paris(2027, 1, 5), pieces=["certificate"])
    assert case.deadlines.get(code="certificate").state == "met"


def test_an_inherited_weapon_of_category_b_is_deposited_in_three_months_and_authorised_in_twelve(house):
    case = opened(house, "weapon_found_inherited", {**FOUND_ANSWERS, **NO_TITLE, "category": "ab"}, date(2026, 3, 2))
    dates = dict(case.deadlines.filter(code__in=["deposit", "authorisation"]).values_list("code", "due_on"))
    assert dates == {"deposit": date(2026, 6, 2), "authorisation": date(2027, 3, 2)}
    assert not case.deadlines.filter(code="certificate").exists()
    case = step(case, "issue_receipt", house.agent, paris(2026, 3, 3))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert "2 juin 2026" in text and "2 mars 2027" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weapons": []}, "weapons"),
        ({"sia_account_id": ""}, "sia_account_id"),
        ({"title_held": "luck"}, "title_held"),
        ({"title_expires_on": None}, "title_expires_on"),
        ({"title_expires_on": "2026-03-01"}, "title_expires_on"),
        ({"certificate_on": "2026-02-01"}, "certificate_on"),
        ({"certificate_on": "2026-03-03"}, "certificate_on"),
        ({"check_taj": "compatible"}, "checks_on"),
        ({"obtained_on": "2026-03-03"}, "obtained_on"),
        ({"category": "e"}, "category"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused_beside_its_field(values, time_machine, changes, field):
    time_machine.move_to(paris(2026, 3, 2), tick=False)
    form = declarations.FoundForm
    assert form(FOUND_ANSWERS).is_valid()
    assert form({**FOUND_ANSWERS, **NO_TITLE, "certificate_on": "2026-02-02"}).is_valid()
    assert list(form({**FOUND_ANSWERS, **changes}).errors) == [field]


# --- bans ---------------------------------------------------------------------------------------------------

BAN_ANSWERS = {
    "origin_reference": "", "grounds": ["l312_3_1"], "facts": ["10 mars 2026 : menaces avec arme"],
    "report_references": [], "checks_on": "2026-03-05", "check_b2": "compatible", "check_taj": "discuss",
    "check_finiada": "compatible", "finiada_entered_on": None,
}  # fmt: skip
CONVICTED = {"grounds": ["l312_3"], "facts": [], "check_b2": "incompatible"}
LIFT_ANSWERS = {
    "origin_reference": "", "domicile": "here", "ground": "l312_3_1", "ban_order": "n° 2026/00001 du 20 mars 2026",
    "reasons": ["Suivi achevé"], "certificate_on": None, **CHECKED,
}  # fmt: skip


def banned(house, outcome="entry", **changes):
    case = step(opened(house, ban.BAN, {**BAN_ANSWERS, **CONVICTED, **changes}), "qualify", house.agent,
                paris(2026, 3, 9))  # fmt: skip
    return told(house, signed(house, case, outcome), mode="police_report")


def test_a_ban_that_the_law_produces_is_noted_without_a_hearing_and_without_its_conviction(house):
    case = banned(house)
    assert (case.stage, RegisterIssue.objects.exists()) == ("in_execution", False)
    order = plain_text(case.letters.get(purpose="order_ban").letter.html)
    assert "des catégories A, B et C" in order
    assert "énumérées par l'article L312-3" in order
    assert "10 mars 2026" not in order


def corrected(house, case, answers, at):
    return correct_case(
        case=case, version=None, party=PERSON, place=None, commune=case.commune, answers=answers,
        received_on=case.received_on, channel=case.channel, reason="Complété.", by=house.agent, at=at,
    )  # fmt: skip


def test_the_entry_in_the_register_is_followed_until_its_day_is_known(house):
    case = banned(house)
    entry = case.deadlines.get(code="finiada")
    assert (entry.due_on, entry.state, case.next_due_label) == (
        date(2026, 3, 24), "running", "Inscription au FINIADA à faire",
    )  # fmt: skip
    known = {**case.answers, "finiada_entered_on": "2026-03-25"}
    case = corrected(house, case, known, paris(2026, 3, 25))
    assert case.deadlines.get(code="finiada").state == "met"
    with pytest.raises(DomainError, match="L'acte est signé"):
        corrected(house, case, {**known, "grounds": ["l312_10"]}, paris(2026, 3, 26))


def test_a_ban_for_the_behaviour_waits_for_the_hearing(house):
    case = step(opened(house, ban.BAN, BAN_ANSWERS), "qualify", house.agent, paris(2026, 3, 9))
    case = drafted(house, case, "ban", paris(2026, 3, 9))
    with pytest.raises(NotReady, match="procédure contradictoire n'a pas été engagée"):
        step(case, "submit", house.agent, paris(2026, 3, 9))
    case = step(case, "resume_review", house.agent, paris(2026, 3, 9))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 9), sent_on=date(2026, 3, 9),
                deadline_on=date(2026, 3, 24), facts="Menaces.", contemplated_measure="Interdiction.")  # fmt: skip
    case = step(case, "record_observations", house.agent, paris(2026, 3, 18), mode="written",
                observations_on=date(2026, 3, 18), observations="Il conteste.")  # fmt: skip
    assert signed(house, case, "ban").stage == "decided"


@pytest.mark.parametrize(
    ("outcome", "grounds", "refused"),
    [
        ("entry", ["l312_3_1"], True),
        ("entry", ["l312_3_1", "l312_13"], False),
        ("entry", ["l312_10"], False),
        ("ban", ["l312_3"], True),
        ("ban", ["l312_3_1", "l312_3"], False),
    ],
)
def test_what_the_law_produces_is_noted_and_what_the_prefect_appreciates_is_decided(outcome, grounds, refused):
    case = stand_in(ban.BAN, {"grounds": grounds}, outcome=outcome)
    assert bool(blocking(ban.outcome_follows_ground, case)) is refused


@pytest.mark.parametrize(("result", "refused"), [("incompatible", False), ("compatible", True), ("", True)])
def test_a_conviction_is_read_in_the_record_before_it_forbids(result, refused):
    case = stand_in(ban.BAN, {"grounds": ["l312_3"], "check_b2": result}, outcome="entry")
    assert bool(blocking(ban.conviction_is_in_the_record, case)) is refused


def test_a_lift_closes_the_ban_tells_the_customs_and_is_refused_by_two_months_of_silence(house):
    first = banned(house)
    case = opened(house, ban.LIFT, {**LIFT_ANSWERS, "origin_reference": first.reference}, date(2026, 9, 30))
    silence = case.deadlines.get(code="silence")
    assert (silence.due_on, silence.effect) == (date(2026, 11, 30), "refusal")
    case = step(case, "declare_complete", house.agent, paris(2026, 9, 30))
    case = told(house, signed(house, case, "grant", date(2026, 10, 12)), date(2026, 10, 14))
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    assert "service des douanes" in order and "n° 2026/00001" in order
    first.refresh_from_db()
    assert (case.stage, first.stage) == ("closed", "ended")


def test_a_lift_is_not_granted_while_a_register_forbids_and_its_refusal_tells_no_customs(house):
    case = opened(house, ban.LIFT, {**LIFT_ANSWERS, "check_hopsyweb": "incompatible"})
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "grant", paris(2026, 3, 9))
    with pytest.raises(NotReady, match="Résultat incompatible"):
        step(case, "submit", house.agent, paris(2026, 3, 9))
    case = signed(house, step(case, "resume_review", house.agent, paris(2026, 3, 9)), "refusal")
    assert "douanes" not in plain_text(case.letters.get(purpose="order_refusal").letter.html)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grounds": []}, "grounds"),
        ({"facts": []}, "facts"),
        ({"grounds": ["l312_3"]}, "facts"),
        ({"checks_on": None}, "checks_on"),
    ],
)
def test_a_ban_that_contradicts_itself_is_refused_beside_its_field(changes, field):
    assert ban.BanForm(BAN_ANSWERS).is_valid()
    assert list(ban.BanForm({**BAN_ANSWERS, **changes}).errors) == [field]


# --- cards --------------------------------------------------------------------------------------------------

COLLECTOR = {
    "domicile": "here", "birth_on": "1980-05-04", "sia_account_id": "SIA-0042", "weapons": ["C, fusil de 1916"],
    "storage_address": "3 rue des Tilleuls", "certificate_on": "2026-02-10", "psychiatric_follow_up": False,
    "association": "Amis des armes anciennes", "hunting_or_shooting": False, "active_ammunition": False, **CHECKED,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, []),
        ({"hunting_or_shooting": True}, ["La carte ne se cumule pas"]),
        ({"active_ammunition": True}, ["Un collectionneur ne détient pas de munitions actives"]),
    ],
)
def test_a_collector_neither_hunts_nor_shoots_and_holds_no_ammunition(changes, words):
    found = blocking(collector_card.card_stands_alone, stand_in("collector_card", {**COLLECTOR, **changes}))
    assert [any(message.startswith(word) for message in found) for word in words] == [True] * len(words)
    assert len(found) == len(words)
    refused = stand_in("collector_card", {**COLLECTOR, **changes}, outcome="refusal")
    assert blocking(collector_card.card_stands_alone, refused) == []


@pytest.mark.parametrize(
    ("born_on", "refused"), [("2008-03-20", False), ("2008-03-21", True), ("1950-01-01", False), (None, False)]
)
def test_no_card_for_a_minor(values, born_on, refused):
    check = dossier.of_age("birth_on", "CSI, art. R312-66-2")
    assert bool(blocking(check, stand_in("collector_card", {"birth_on": born_on}))) is refused


@pytest.mark.parametrize(("day", "refused"), [("2026-02-02", False), ("2026-02-01", True), (None, False)])
def test_the_age_of_a_certificate_is_measured_the_day_of_the_filing(values, day, refused):
    check = dossier.recent("certificate_on", declarations.AGE, "Le certificat médical", "CSI, art. R312-66-5")
    assert bool(blocking(check, stand_in("collector_card", {"certificate_on": day}))) is refused


def test_a_card_lasts_fifteen_years_and_its_silence_is_to_be_confirmed(house):
    case = opened(house, "collector_card", COLLECTOR)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    permit = signed(house, case, "grant").permit
    assert (permit.expires_on, permit.renew_by) == (date(2041, 3, 20), date(2041, 2, 20))
    assert not needed_pieces("collector_card", COLLECTOR).count("psychiatric")
    assert needed_pieces("collector_card", {**COLLECTOR, "psychiatric_follow_up": True}).count("psychiatric")


@pytest.mark.parametrize(("months", "ends_on"), [(None, date(2031, 3, 20)), (14, date(2027, 5, 20))])
def test_a_european_pass_lasts_five_years_or_as_long_as_the_authorisation_that_it_bears(house, months, ends_on):
    answers = {
        "domicile": "here", "sia_account_id": "SIA-0042", "weapons": ["C, fusil de chasse"],
        "authorised_months": months, "checks_on": "2026-03-05", "check_finiada": "compatible",
    }  # fmt: skip
    case = opened(house, european_pass.CODE, answers)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = told(house, signed(house, case, "grant"))
    assert (case.permit.expires_on, case.stage) == (ends_on, "closed")


# --- trade --------------------------------------------------------------------------------------------------

SHOP = {
    "trade_name": "Armurerie des Quais", "company_number": "732 829 320", "activity": "Vente et réparation",
    "categories": ["c", "d"], "approval": "delivered", "approval_number": "AGA-2026-00001",
    "protection_sufficient": True, "location_risk": "",
}  # fmt: skip
FAIR = {
    "event_name": "Bourse du printemps", "starts_at": "2026-06-20T09:00", "ends_at": "2026-06-20T18:00",
    "categories": ["c"], "sellers": ["Armurerie des Quais, ACA-2026-00001"], "sellers_checked": True,
    "protection": "Vitrines closes, agents de sécurité",
}  # fmt: skip
GUNSMITH = {
    "operator": "person", "birth_on": "1980-05-04", "birth_certificate_on": "2026-01-15", "competence": "cqp",
    "categories": ["c"], "prison_sentence": False, **CHECKED,
}  # fmt: skip


def test_a_gunsmith_is_approved_for_ten_years_and_told_of_a_sentence(house):
    case = opened(house, trade.APPROVAL, GUNSMITH)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    permit = signed(house, case, "grant").permit
    assert permit.expires_on == date(2036, 3, 20)
    sentenced = stand_in(trade.APPROVAL, {**GUNSMITH, "prison_sentence": True})
    assert [row.blocking for row in trade.no_prison_sentence(sentenced, paris(2026, 3, 20))] == [False]
    assert trade.no_prison_sentence(stand_in(trade.APPROVAL, GUNSMITH), paris(2026, 3, 20)) == []


def test_a_shop_is_opened_without_term_after_the_mayor_and_published(house):
    case = opened(house, trade.SHOP, {**SHOP, "company_number": "732829320"}, party=COMPANY, place=PLACE)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "grant", paris(2026, 3, 9))
    with pytest.raises(NotReady, match="avis obligatoire n'est pas rendu : Maire"):
        step(case, "submit", house.agent, paris(2026, 3, 9))
    case = step(case, "resume_review", house.agent, paris(2026, 3, 9))
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 9), opinion="town_hall",
                organisation=house.town_hall)  # fmt: skip
    case = step(case, "record_opinion", house.agent, paris(2026, 3, 12), consultation=case.consultations.get(),
                opinion="favourable", answered_on=date(2026, 3, 12), answered_by="Le maire", comment="")  # fmt: skip
    case = told(house, signed(house, case, "grant"))
    assert (case.stage, case.permit.expires_on, case.permit.renew_by) == ("notified", None, None)
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    for words in ("Armurerie des Quais", "732829320", "sans limitation de durée", "publié au recueil"):
        assert words in order


@pytest.mark.parametrize(
    ("changes", "refused", "said"),
    [
        ({}, 0, 0),
        ({"protection_sufficient": False}, 1, 1),
        ({"location_risk": "Face à une école"}, 0, 1),
        ({"approval": "asked"}, 0, 1),
    ],
)
def test_a_shop_that_is_not_protected_is_not_opened(changes, refused, said):
    case = stand_in(trade.SHOP, {**SHOP, **changes})
    assert len(blocking(trade.shop_is_protected, case)) == refused
    assert len(trade.shop_is_protected(case, paris(2026, 3, 20))) == said


@pytest.mark.parametrize(("received_on", "late"), [(date(2026, 4, 20), False), (date(2026, 4, 21), True)])
def test_a_fair_is_asked_two_months_before_and_a_late_request_is_said(house, received_on, late):
    answers = {**FAIR, "starts_at": "2026-06-20T09:00:00+02:00", "ends_at": "2026-06-20T18:00:00+02:00"}
    case = opened(house, trade.FAIR, answers, received_on, party=COMPANY, place=PLACE)
    assert case.deadlines.get(code="filing").due_on == date(2026, 4, 20)
    assert [row.blocking for row in trade.filing_is_in_time(case, morning(received_on))] == ([False] if late else [])


def test_a_fair_is_not_authorised_before_its_sellers_are_checked():
    assert blocking(trade.sellers_are_approved, stand_in(trade.FAIR, FAIR)) == []
    unchecked = {**FAIR, "sellers_checked": False}
    assert blocking(trade.sellers_are_approved, stand_in(trade.FAIR, unchecked))
    assert blocking(trade.sellers_are_approved, stand_in(trade.FAIR, unchecked, outcome="refusal")) == []


@pytest.mark.parametrize(
    ("form", "answers", "changes", "field"),
    [
        (trade.GunsmithForm, GUNSMITH, {"birth_on": "1850-01-01"}, "birth_on"),
        (trade.GunsmithForm, GUNSMITH, {"categories": []}, "categories"),
        (trade.GunsmithForm, GUNSMITH, {"birth_certificate_on": "2099-01-01"}, "birth_certificate_on"),
        (trade.ShopForm, SHOP, {"company_number": "12 34"}, "company_number"),
        (trade.ShopForm, SHOP, {"approval_number": ""}, "approval_number"),
        (trade.FairForm, FAIR, {"sellers": ["Armurerie des Quais"]}, "sellers"),
        (trade.FairForm, FAIR, {"ends_at": "2026-06-20T08:00"}, "ends_at"),
        (trade.FairForm, FAIR, {"categories": ["a"]}, "categories"),
    ],
)
def test_what_a_trader_contradicts_is_refused_beside_its_field(time_machine, form, answers, changes, field):
    time_machine.move_to(paris(2026, 4, 1), tick=False)
    assert form(answers).is_valid(), form(answers).errors
    assert list(form({**answers, **changes}).errors) == [field]


SANCTION = {
    "controlled_on": "2026-03-01", "breaches": ["protection"], "facts": ["1er mars 2026 : armoire forte ouverte"],
    "report_references": [], "duration_days": 30,
}  # fmt: skip


def sanctioned(house, outcome, **changes):
    """Heard, decided on 20 March 2026 and notified on the 24th, against the holder of a title without term."""
    permit = Permit.objects.create(
        number="ACA-2020-00004", procedure_code=trade.SHOP, label="Autorisation", holder="Armurerie des Quais",
        commune=house.vincennes, unit=house.police, issued_on=date(2020, 5, 4), valid_from=date(2020, 5, 4),
    )  # fmt: skip
    case = opened(house, trade_sanction.CODE, {**SANCTION, **changes}, party=COMPANY, renews=permit)
    case = step(case, "qualify", house.agent, paris(2026, 3, 3))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 3), sent_on=date(2026, 3, 3),
                deadline_on=date(2026, 3, 18), facts="Armoire ouverte.", contemplated_measure="Sanction.")  # fmt: skip
    case = step(case, "record_observations", house.agent, paris(2026, 3, 10), mode="written",
                observations_on=date(2026, 3, 10), observations="Réparée.")  # fmt: skip
    case = told(house, signed(house, case, outcome))
    permit.refresh_from_db()
    return case, permit


def test_a_suspended_shop_gets_its_title_back_at_the_term(house):
    case, permit = sanctioned(house, "suspension")
    assert (case.stage, permit.state, case.deadlines.get(code="measure_end").due_on) == (
        "in_execution", "suspended", date(2026, 4, 23),
    )  # fmt: skip
    step(case, "end_measure", house.agent, paris(2026, 4, 24), text="Terme atteint.")
    permit.refresh_from_db()
    assert permit.state == "in_force"


def test_a_withdrawal_ends_the_title_and_a_closure_leaves_it(house):
    case, permit = sanctioned(house, "withdrawal", duration_days=None)
    assert (case.stage, permit.state, RegisterIssue.objects.exists()) == ("closed", "withdrawn", False)
    again = stand_in(trade_sanction.CODE, SANCTION, outcome="suspension", renews=permit)
    assert blocking(trade_sanction.title_is_in_force, again) == ["Le titre ACA-2020-00004 est déjà retiré."]
    closing = stand_in(trade_sanction.CODE, SANCTION, outcome="closure", renews=None)
    assert trade_sanction.title_is_in_force(closing, paris(2026, 3, 25)) == []


@pytest.mark.parametrize(
    ("outcome", "days", "found"),
    [
        ("withdrawal", None, []),
        ("suspension", None, [True]),
        ("closure", None, [True]),
        ("closure", 186, []),
        ("closure", 187, [False]),
    ],
)
def test_what_lasts_says_how_long(values, outcome, days, found):
    case = stand_in(trade_sanction.CODE, {**SANCTION, "duration_days": days}, outcome=outcome)
    assert [row.blocking for row in trade_sanction.duration_is_fixed(case, paris(2026, 3, 20))] == found


def test_without_a_title_nothing_is_suspended_nor_withdrawn():
    for outcome in ("suspension", "withdrawal"):
        case = stand_in(trade_sanction.CODE, SANCTION, outcome=outcome, renews=None)
        assert blocking(trade_sanction.title_is_in_force, case)


# --- carrying, theft and loss -------------------------------------------------------------------------------

CARRIER = {
    "domicile": "here", "carrier": "Ariel Fontenoy", "birth_on": "1990-05-04", "professional_card": "CAR-094-2030",
    "card_expires_on": "2028-03-01", "certificate_on": "2026-02-20", "medically_fit": True, **CHECKED,
}  # fmt: skip


def test_the_carrier_of_a_company_carries_for_five_years_while_it_employs_him(house):
    case = opened(house, carry_permit.CODE, CARRIER, party=COMPANY)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = told(house, signed(house, case, "grant"))
    assert case.permit.expires_on == date(2031, 3, 20)
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    for words in ("Ariel Fontenoy, employé par Pharmacie du Lac", "CAR-094-2030", "caduque", "qui le remet"):
        assert words in order


@pytest.mark.parametrize(
    ("changes", "kind", "refused"),
    [
        ({}, "company", 0),
        ({}, "person", 1),
        ({"card_expires_on": "2026-03-19"}, "company", 1),
        ({"card_expires_on": "2026-03-20"}, "company", 0),
        ({"medically_fit": False}, "company", 1),
    ],
)
def test_a_carrier_without_card_or_fitness_or_employer_carries_nothing(changes, kind, refused):
    case = stand_in(carry_permit.CODE, {**CARRIER, **changes}, party=SimpleNamespace(kind=kind))
    found = [*blocking(carry_permit.asked_by_the_company, case), *blocking(carry_permit.carrier_may_carry, case)]
    assert len(found) == refused


def test_a_theft_is_recorded_and_acknowledged_and_nothing_is_decided(house):
    answers = {
        "origin_reference": "", "event": "theft", "weapons": ["B, pistolet, 9 × 19"], "category": "a1_b",
        "noticed_on": "2026-02-27", "declared_on": "2026-02-28", "police_reference": "PV 2026/77", "found_on": None,
    }  # fmt: skip
    assert theft_loss.TheftLossForm(answers).is_valid()
    for changes, field in (
        ({"declared_on": "2026-02-26"}, "declared_on"),
        ({"declared_on": None}, "declared_on"),
        ({"found_on": "2026-02-01"}, "found_on"),
    ):
        assert list(theft_loss.TheftLossForm({**answers, **changes}).errors) == [field]
    case = opened(house, "weapon_theft_loss_report", answers)
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 2))
    case = step(case, "register_act", house.agent, paris(2026, 3, 2))
    text = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert "vol, constaté le 27 février 2026" in text and "PV 2026/77" in text
    assert step(case, "close_registered", house.agent, paris(2026, 3, 4)).stage == "closed"
