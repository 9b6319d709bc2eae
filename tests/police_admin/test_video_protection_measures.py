"""Modification, emergency, control and sanction of video protection: rules and example E8 of the domain note."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import DatesOutOfOrder, NotReady, StageConflict
from directorate.casework.operations import act_on_silences, open_case, publish_issue
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial, set_value
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.permits.validity import Status, validity_on
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError
from police_admin.procedures.video_protection.emergency import EmergencyForm
from police_admin.procedures.video_protection.modification import MinorChangeForm, ModificationForm
from police_admin.procedures.video_protection.sanction import ControlForm
from tests.factories import PERSON, PLACE, VIDEO_ANSWERS, at_signature, drafted, open_video_case, step
from tests.people import paris

MODIFICATION, EMERGENCY = "video_protection_modification", "video_protection_emergency"
SANCTION, MINOR = "video_protection_control_and_sanction", "video_protection_minor_change"
CHANGED = {
    "changes": ["more_cameras"],
    "changes_description": "Deux caméras de plus à la réserve.",
    "cameras_indoor": 6,
}
URGENT = {
    "purposes": ["terrorism"], "reason": "urgency", "duration_months": 4,
    "circumstances": ["27 février 2026 : menace adressée à l'établissement"],
}  # fmt: skip
CONTROLLED = {
    "origin": "commission",
    "controlled_on": "2026-05-04",
    "report_references": ["rapport CDVP n° 12"],
    "breaches": ["retention", "no_information"],
    "facts": ["4 mai 2026 : images conservées quarante jours", "4 mai 2026 : aucune affiche à l'entrée"],
    "compliance_days": 30,
    "duration_days": 30,
    "notice_notified_on": None,
    "notice_ended_on": None,
}
HEARING = {"facts": "Images conservées quarante jours.", "contemplated_measure": "Suspension de l'autorisation."}


def authorised(house, issued_on=date(2022, 3, 2), code="video_protection_authorisation") -> Permit:
    """Example E8: authorised on 2 March 2022, until 2 March 2027."""
    at = paris(issued_on.year, issued_on.month, issued_on.day)
    return permits.issue(
        number=permits.next_permit_number("VP", at=at), procedure_code=code, label="Autorisation", holder="Pharmacie",
        unit=house.police, commune=house.creteil, place_label="12 place du Marché", issued_on=issued_on, months=60,
        renew_before_months=4, by=house.head, at=at,
    )  # fmt: skip


def modification(house, permit, **more):
    return open_video_case(house, code=MODIFICATION, answers=CHANGED, renews=permit, **more)


def said(case, at, *, blocking=None):
    found = findings_before_signature(case, registry.procedure(case.procedure_code), at)
    return [one.message for one in found if blocking is None or one.blocking is blocking]


# --- modification -------------------------------------------------------------------------------------------


def test_a_modified_authorisation_keeps_its_five_years(house):
    permit = authorised(house)
    case = step(at_signature(house, modification(house, permit)), "sign", house.director, paris(2026, 4, 15))
    new = case.permit
    assert (new.valid_from, new.expires_on, new.renew_by) == (date(2026, 4, 15), date(2027, 3, 2), date(2026, 11, 2))
    validity = validity_on(new, date(2026, 11, 23))
    assert (validity.status, validity.days_late, validity.days_left) == (Status.RENEWAL_LATE, 21, 99)
    permit.refresh_from_db()
    assert (permit.state, permit.replaced_by, permit.renewal_asked_on) == (Permit.State.REPLACED, new, None)
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    for mention in ("VP-2022-00001", "caméras supplémentaires", "6 caméras intérieures", "fixée au 2 mars 2027"):
        assert mention in order
    case = step(
        case, "notify", house.agent, paris(2026, 4, 20), notified_at=paris(2026, 4, 20), mode="by_hand", reference="x"
    )
    publish_issue(
        issue=RegisterIssue.objects.get(), published_on=date(2026, 4, 24), by=house.head, at=paris(2026, 4, 24)
    )
    case.refresh_from_db()
    assert (case.stage, case.is_open) == ("in_force", False)


def test_an_authorisation_of_29_february_keeps_28_february_when_modified(house):
    case = modification(house, authorised(house, date(2024, 2, 29)))
    case = step(at_signature(house, case), "sign", house.director, paris(2026, 4, 15))
    assert (case.permit.expires_on, case.permit.renew_by) == (date(2029, 2, 28), date(2028, 10, 28))


def test_whether_the_five_years_start_again_is_a_dated_value(house):
    set_value(
        code="video_protection.modification_restarts", value=True, valid_from=date(2026, 4, 1), source="Circulaire",
        confidence="low", by=house.administrator, at=paris(2026, 3, 30),
    )  # fmt: skip
    case = at_signature(house, modification(house, authorised(house)))
    assert "pour une durée de 5 ans" in case.decision.articles[0]
    case = step(case, "sign", house.director, paris(2026, 4, 15))
    assert (case.permit.expires_on, case.permit.renew_by) == (date(2031, 4, 15), date(2030, 12, 15))


def test_a_modification_has_four_months_then_silence_refuses_and_changes_nothing(house):
    permit = authorised(house)
    case = modification(house, permit)
    deadline = case.deadlines.get(code="silence")
    assert (deadline.due_on, deadline.effect) == (date(2026, 7, 2), "refusal")
    act_on_silences(at=paris(2026, 7, 3, 5, 0))
    case.refresh_from_db()
    permit.refresh_from_db()
    assert (case.stage, case.permit, permit.state) == ("implicit_rejected", None, Permit.State.IN_FORCE)


def test_a_modification_asks_for_no_renewal_and_stops_none(house):
    permit = authorised(house)
    renewal = open_video_case(house, code="video_protection_renewal", renews=permit)
    case = modification(house, permit)
    step(case, "withdraw_by_applicant", house.agent, paris(2026, 3, 5), withdrawn_on=date(2026, 3, 4))
    permit.refresh_from_db()
    assert permit.renewal_asked_on == renewal.received_on
    with pytest.raises(DomainError, match="déjà demandé"):
        open_video_case(house, code="video_protection_renewal", renews=permit)


def test_a_renewal_asked_before_the_modification_renews_what_stands(house):
    permit = authorised(house)
    renewal = open_video_case(house, code="video_protection_renewal", renews=permit)
    modified = step(at_signature(house, modification(house, permit)), "sign", house.director, paris(2026, 4, 15)).permit
    assert modified.renewal_asked_on == date(2026, 3, 2)
    renewed = step(at_signature(house, renewal), "sign", house.director, paris(2026, 4, 15)).permit
    modified.refresh_from_db()
    assert (modified.replaced_by, renewed.expires_on) == (renewed, date(2031, 4, 15))


def test_the_renewal_of_what_a_modification_replaced_may_come_to_nothing(house):
    permit = authorised(house)
    renewal = open_video_case(house, code="video_protection_renewal", renews=permit)
    modified = step(at_signature(house, modification(house, permit)), "sign", house.director, paris(2026, 4, 15)).permit
    step(renewal, "withdraw_by_applicant", house.agent, paris(2026, 4, 20), withdrawn_on=date(2026, 4, 20))
    modified.refresh_from_db()
    assert modified.renewal_asked_on is None


def test_a_modified_authorisation_is_renewed_like_another(house):
    permit = step(at_signature(house, modification(house, authorised(house))), "sign", house.director,
                  paris(2026, 4, 15)).permit  # fmt: skip
    case = open_video_case(house, code="video_protection_renewal", renews=permit, at=paris(2026, 4, 16))
    assert case.renews == permit


@pytest.mark.parametrize(
    ("issued_on", "suspended", "sentence"),
    [(date(2021, 4, 10), False, "a expiré le 10 avril 2026"), (date(2022, 3, 2), True, "suspendu")],
)
def test_what_has_expired_or_is_suspended_is_not_modified(house, issued_on, suspended, sentence):
    permit = authorised(house, issued_on)
    case = modification(house, permit)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    if suspended:
        permits.suspend(permit=permit, effective_on=date(2026, 3, 9), reason="x", by=house.head, at=paris(2026, 3, 9))
    case = drafted(house, case, "grant", paris(2026, 4, 13))
    assert any(sentence in message for message in said(case, paris(2026, 4, 14), blocking=True))


@pytest.mark.parametrize("state", ["withdrawn", "replaced", "elsewhere", "missing"])
def test_a_modification_names_a_living_authorisation(house, state):
    permit = authorised(house, code="demonstration_ban" if state == "elsewhere" else "video_protection_authorisation")
    if state == "withdrawn":
        permits.withdraw(permit=permit, effective_on=date(2026, 2, 2), reason="x", by=house.head, at=paris(2026, 2, 2))
    if state == "replaced":
        permits.replace(permit=permit, by_permit=authorised(house), by=house.head, at=paris(2026, 2, 2))
    with pytest.raises(DomainError) as refusal:
        modification(house, None if state == "missing" else permit)
    assert refusal.value.field == "renews"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"changes": []}, "changes", "changement substantiel"),
        ({"changes": ["colour"]}, "changes", "colour"),
        ({"changes_description": ""}, "changes_description", "obligatoire"),
        ({"changes_description": "x" * 501}, "changes_description", "mot dépasse"),
        ({"retention_days": 31}, "retention_days", "L252-5"),
    ],
)
def test_a_modification_against_the_law_is_refused_beside_its_field(db, changes, field, sentence):
    load_initial(at=paris(2026, 1, 2))
    answers = {**VIDEO_ANSWERS, **CHANGED}
    assert ModificationForm(answers).is_valid()
    refused = ModificationForm({**answers, **changes})
    assert list(refused.errors) == [field]
    assert sentence in refused.errors[field][0]


def test_html_typed_in_a_change_stays_text(house):
    hostile = {**CHANGED, "responsible": "<script>alert(1)</script>", "changes_description": "<b>gras</b>"}
    case = open_video_case(house, code=MODIFICATION, answers=hostile, renews=authorised(house))
    case = step(at_signature(house, case), "sign", house.director, paris(2026, 4, 15))
    html = case.letters.get(purpose="order_grant").letter.html
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_change_that_is_not_substantial_is_declared_and_gets_its_receipt(house):
    permit = authorised(house)
    case = open_case(
        procedure_code=MINOR, party=PERSON, received_on=date(2026, 3, 2), channel="post", commune=house.creteil,
        place=PLACE, renews=permit, caseworker=house.agent, by=house.agent, at=paris(2026, 3, 2),
        answers={"changed_on": "2026-02-20", "changes_description": "Enregistreur remplacé.", "not_substantial": True},
    )  # fmt: skip
    case = step(case, "issue_receipt", house.agent, paris(2026, 3, 3))
    text = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert "Enregistreur remplacé." in text
    assert "fixée au 2 mars 2027" in text
    permit.refresh_from_db()
    assert (permit.state, case.deadlines.filter(code="silence").exists()) == (Permit.State.IN_FORCE, False)
    substantial = MinorChangeForm({"changed_on": "2026-02-20", "changes_description": "x", "not_substantial": False})
    assert "demande de modification" in substantial.errors["not_substantial"][0]


# --- emergency ----------------------------------------------------------------------------------------------


def emergency(house, **answers):
    return open_video_case(house, code=EMERGENCY, answers={**URGENT, **answers})


def granted_in_emergency(house, **answers):
    """Asked on 2 March 2026, signed on the 3rd, notified on the 4th, published on the 6th."""
    case = step(emergency(house, **answers), "declare_complete", house.agent, paris(2026, 3, 2))
    case = drafted(house, case, "grant", paris(2026, 3, 2, 11))
    case = step(case, "submit", house.agent, paris(2026, 3, 2, 12))
    case = step(case, "sign", house.director, paris(2026, 3, 3))
    case = step(
        case, "notify", house.agent, paris(2026, 3, 4), notified_at=paris(2026, 3, 4), mode="by_hand", reference="x"
    )
    publish_issue(issue=RegisterIssue.objects.get(), published_on=date(2026, 3, 6), by=house.head, at=paris(2026, 3, 6))
    case.refresh_from_db()
    return case


def test_an_emergency_is_decided_before_the_commission_and_its_president_is_told_at_once(house):
    case = granted_in_emergency(house)
    assert (case.stage, case.is_open) == ("in_execution", True)
    assert (case.permit.number, case.permit.issued_on, case.permit.expires_on) == (
        "VPU-2026-00001", date(2026, 3, 3), date(2026, 7, 3),
    )  # fmt: skip
    notice = case.letters.get(purpose="commission_notice").letter
    assert notice.created_at == case.decided_at
    text = plain_text(notice.html)
    for mention in ("3 juillet 2026", "menace adressée", case.decision.number, "président de la commission"):
        assert mention in text
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    assert "pour une durée de 4 mois" in order
    assert "immédiatement informé" in order


def test_the_alert_comes_after_three_months_and_the_end_after_four(house):
    case = granted_in_emergency(house)
    alert, end = case.deadlines.get(code="opinion_after_grant"), case.deadlines.get(code="measure_end")
    assert (alert.due_on, alert.state, end.due_on) == (date(2026, 6, 3), "running", date(2026, 7, 3))
    assert (case.next_due_on, case.next_due_label) == (date(2026, 6, 3), alert.label)


@pytest.mark.parametrize(("months", "alert_on", "end_on"), [(3, (6, 3), (6, 3)), (1, (4, 3), (4, 3))])
def test_a_shorter_emergency_alerts_before_its_own_end(house, months, alert_on, end_on):
    case = granted_in_emergency(house, duration_months=months)
    assert case.permit.expires_on == date(2026, *end_on)
    assert case.deadlines.get(code="opinion_after_grant").due_on == date(2026, *alert_on)


def test_the_commission_gives_its_opinion_after_the_grant(house):
    case = granted_in_emergency(house)
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 9), session=house.session)
    consultation = case.consultations.get(code="cdvp")
    assert case.stage == "in_execution"
    assert case.deadlines.get(code=f"opinion:{consultation.pk}").state == "running"
    case = step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), consultation=consultation, opinion="favourable",
        answered_on=date(2026, 4, 9),
    )  # fmt: skip
    assert (case.stage, case.deadlines.get(code="opinion_after_grant").state) == ("in_execution", "met")
    case = step(case, "end_measure", house.agent, paris(2026, 7, 4))
    assert (case.stage, case.is_open) == ("ended", False)


def test_an_emergency_that_is_not_maintained_ends_with_its_title(house):
    case = granted_in_emergency(house)
    with pytest.raises(DomainError, match="motif"):
        step(case, "lift", house.head, paris(2026, 4, 13), reason="")
    case = step(case, "lift", house.head, paris(2026, 4, 13), reason="La commission s'y oppose.")
    case.permit.refresh_from_db()
    assert (case.stage, case.permit.state, case.permit.state_changed_on) == (
        "lifted", Permit.State.WITHDRAWN, date(2026, 4, 13),
    )  # fmt: skip


def test_silence_decides_nothing_in_an_emergency_and_the_day_is_the_first(house):
    case = emergency(house)
    deadline = case.deadlines.get(code="silence")
    assert (deadline.due_on, deadline.effect, deadline.kind) == (date(2026, 3, 2), "none", "internal")
    act_on_silences(at=paris(2026, 9, 3, 5, 0))
    case.refresh_from_db()
    assert case.stage == "received"


def test_nobody_puts_an_ordinary_authorisation_on_the_agenda_once_it_is_signed(house):
    case = step(at_signature(house), "sign", house.director, paris(2026, 4, 15))
    with pytest.raises(StageConflict, match="ne peut plus être demandé"):
        step(case, "put_on_agenda", house.agent, paris(2026, 4, 16), session=house.next_session)


def test_a_refused_emergency_tells_nobody_and_is_closed(house):
    case = step(emergency(house), "declare_complete", house.agent, paris(2026, 3, 2))
    case = drafted(house, case, "refusal", paris(2026, 3, 2, 11))
    case = step(step(case, "submit", house.agent, paris(2026, 3, 3)), "sign", house.director, paris(2026, 3, 3, 15))
    case = step(
        case, "notify", house.agent, paris(2026, 3, 4), notified_at=paris(2026, 3, 4), mode="by_hand", reference="x"
    )
    assert (case.stage, case.permit) == ("closed", None)
    assert not case.letters.filter(purpose="commission_notice").exists()
    assert not case.deadlines.filter(code="opinion_after_grant").exists()


def test_the_signatory_is_told_that_no_session_is_planned(house):
    case = step(emergency(house), "declare_complete", house.agent, paris(2026, 3, 2))
    case = drafted(house, case, "grant", paris(2026, 3, 2, 11))
    assert any("Aucune séance" in message for message in said(case, paris(2026, 3, 2, 12), blocking=False))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"duration_months": 5}, "duration_months", "4 mois"),
        ({"duration_months": 0}, "duration_months", "supérieure ou égale à 1"),
        ({"purposes": ["assault_and_theft"]}, "purposes", "terrorisme"),
        ({"circumstances": ""}, "circumstances", "obligatoire"),
        ({"reason": "haste"}, "reason", "haste"),
    ],
)
def test_an_emergency_against_the_law_is_refused_beside_its_field(db, changes, field, sentence):
    load_initial(at=paris(2026, 1, 2))
    answers = {**VIDEO_ANSWERS, **URGENT}
    assert EmergencyForm(answers).is_valid()
    refused = EmergencyForm({**answers, **changes})
    assert list(refused.errors) == [field]
    assert sentence in refused.errors[field][0]


# --- control and sanction -----------------------------------------------------------------------------------


def controlled(house, permit=None, **answers):
    return open_case(
        procedure_code=SANCTION, party={**PERSON, "address": "8 rue du Pont\n94000 Créteil"}, channel="own_initiative",
        answers={**CONTROLLED, **answers}, received_on=date(2026, 5, 5), commune=house.creteil, place=PLACE,
        renews=permit, caseworker=house.agent, by=house.agent, at=paris(2026, 5, 5),
    )  # fmt: skip


def heard(house, case):
    """Invited on 7 May until 22 May; observations on the 12th."""
    case = step(case, "qualify", house.agent, paris(2026, 5, 6))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 7), **HEARING)
    return step(
        case, "record_observations", house.agent, paris(2026, 5, 12), mode="written", observations="Contestation.",
        observations_on=date(2026, 5, 12),
    )  # fmt: skip


def sanctioned(house, outcome, permit=None, **answers):
    """Heard, signed by the chief of staff on 26 May, notified on 1 June 2026."""
    case = drafted(house, heard(house, controlled(house, permit, **answers)), outcome, paris(2026, 5, 25))
    case = step(case, "submit", house.agent, paris(2026, 5, 25, 15))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 5, 26))
    return step(
        case, "notify", house.agent, paris(2026, 6, 2), notified_at=paris(2026, 6, 1), mode="registered_post",
        reference="1A 204",
    )  # fmt: skip


def test_a_suspension_stops_the_title_from_its_notification_to_its_term(house):
    permit = authorised(house)
    case = sanctioned(house, "suspension", permit)
    permit.refresh_from_db()
    assert (case.stage, case.deadlines.get(code="measure_end").due_on) == ("in_execution", date(2026, 7, 1))
    assert (permit.state, permit.state_changed_on) == (Permit.State.SUSPENDED, date(2026, 6, 1))
    assert permit.renewal_asked_on is None
    case = step(case, "end_measure", house.agent, paris(2026, 7, 3))
    permit.refresh_from_db()
    assert (case.stage, permit.state, permit.state_changed_on) == ("ended", Permit.State.IN_FORCE, date(2026, 7, 2))
    assert permit.expires_on == date(2027, 3, 2)


def test_a_suspension_that_is_lifted_gives_the_title_back_that_day(house):
    permit = authorised(house)
    case = sanctioned(house, "suspension", permit)
    case = step(case, "lift", house.head, paris(2026, 6, 10), reason="Mise en conformité.")
    permit.refresh_from_db()
    assert (case.stage, permit.state, permit.state_changed_on) == ("lifted", Permit.State.IN_FORCE, date(2026, 6, 10))


def test_a_withdrawal_ends_the_title_for_good_and_closes_the_case(house):
    permit = authorised(house)
    case = sanctioned(house, "withdrawal", permit)
    permit.refresh_from_db()
    assert (case.stage, case.is_open) == ("closed", False)
    assert (permit.state, permit.state_changed_on) == (Permit.State.WITHDRAWN, date(2026, 6, 1))
    order = plain_text(case.letters.get(purpose="measure").letter.html)
    for mention in ("VP-2022-00001", "Vu la lettre du 7 mai 2026", "observations présentées le 12 mai 2026", "L254-1"):
        assert mention in order
    assert not RegisterIssue.objects.exists()


def test_a_title_that_was_modified_meanwhile_is_the_one_withdrawn(house):
    permit = authorised(house)
    modified = step(at_signature(house, modification(house, permit)), "sign", house.director, paris(2026, 4, 15)).permit
    case = controlled(house, modified)
    case = drafted(house, heard(house, case), "withdrawal", paris(2026, 5, 25))
    latest = step(
        at_signature(house, modification(house, modified, received_on=date(2026, 3, 2), at=paris(2026, 4, 16))),
        "sign", house.director, paris(2026, 5, 25, 11),
    ).permit  # fmt: skip
    case = step(step(case, "submit", house.agent, paris(2026, 5, 25, 15)), "sign", house.chief_of_staff,
                paris(2026, 5, 26))  # fmt: skip
    step(case, "notify", house.agent, paris(2026, 6, 2), notified_at=paris(2026, 6, 1), mode="by_hand", reference="x")
    latest.refresh_from_db()
    assert latest.state == Permit.State.WITHDRAWN


def test_the_notification_is_recorded_even_when_the_title_is_already_stopped(house):
    permit = authorised(house)
    permits.suspend(permit=permit, effective_on=date(2026, 5, 5), reason="x", by=house.head, at=paris(2026, 5, 5))
    case = sanctioned(house, "suspension", permit)
    permit.refresh_from_db()
    assert (case.stage, permit.state_changed_on) == ("in_execution", date(2026, 5, 5))


def test_a_formal_notice_gives_its_days_and_needs_no_title(house):
    case = sanctioned(house, "formal_notice", breaches=["no_authorisation"])
    assert (case.stage, case.decision.act_kind) == ("in_execution", "formal_notice")
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 7, 1)
    assert "dans un délai de 30 jours" in plain_text(case.letters.get(purpose="measure").letter.html)


def test_a_closure_follows_a_formal_notice_left_without_effect(house):
    notice = {"notice_notified_on": "2026-03-02", "notice_ended_on": "2026-04-01"}
    case = sanctioned(house, "closure", duration_days=92, **notice)
    assert case.decision.details == {"starts_on": "2026-06-01", "ends_on": "2026-09-01"}
    order = plain_text(case.letters.get(purpose="measure").letter.html)
    assert "Vu la mise en demeure notifiée le 2 mars 2026" in order
    assert "jusqu'au 1er avril 2026" in order


NOTICE = {"notice_notified_on": "2026-03-02", "notice_ended_on": "2026-04-01"}


@pytest.mark.parametrize(
    ("outcome", "answers", "sentence"),
    [
        ("closure", {}, "Aucune mise en demeure"),
        ("closure", {**NOTICE, "notice_ended_on": "2026-05-25"}, "court jusqu'au 25 mai 2026"),
        ("closure", {**NOTICE, "duration_days": 93}, "ne peut dépasser 3 mois"),
        ("suspension", {"duration_days": None}, "durée de la mesure"),
        ("formal_notice", {"compliance_days": None}, "délai de mise en conformité"),
        ("suspension", {}, "ne désigne pas l'autorisation"),
        ("withdrawal", {}, "ne désigne pas l'autorisation"),
        ("formal_notice", {"controlled_on": "2026-05-06"}, "vérifier les dates"),
    ],
)
def test_a_measure_against_the_law_is_not_submitted(house, outcome, answers, sentence):
    case = drafted(house, heard(house, controlled(house, **answers)), outcome, paris(2026, 5, 25))
    with pytest.raises(NotReady, match=f"(?i){sentence}"):
        step(case, "submit", house.agent, paris(2026, 5, 25, 15))


def test_an_expired_title_is_neither_suspended_nor_withdrawn(house):
    permit = authorised(house, date(2021, 5, 10))
    case = drafted(house, heard(house, controlled(house, permit)), "withdrawal", paris(2026, 5, 25))
    assert any("a expiré le 10 mai 2026" in message for message in said(case, paris(2026, 5, 25), blocking=True))


@pytest.mark.parametrize("outcome", ["formal_notice", "suspension", "withdrawal", "closure"])
def test_the_person_is_heard_before_any_of_the_four_measures(house, outcome):
    case = step(controlled(house, authorised(house), **NOTICE), "qualify", house.agent, paris(2026, 5, 6))
    case = drafted(house, case, outcome, paris(2026, 5, 25))
    assert "La procédure contradictoire n'a pas été engagée." in said(case, paris(2026, 5, 25), blocking=True)


def test_the_hearing_of_a_control_lasts_eight_days_at_least_and_names_the_title(house):
    case = step(controlled(house, authorised(house)), "qualify", house.agent, paris(2026, 5, 6))
    with pytest.raises(DatesOutOfOrder, match="au moins 8 jours"):
        step(case, "invite_to_hearing", house.agent, paris(2026, 5, 7), deadline_on=date(2026, 5, 14), **HEARING)
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 7), **HEARING)
    letter = plain_text(case.letters.get(purpose="hearing_invitation").letter.html)
    for mention in ("22 mai 2026", "VP-2022-00001", "quarante jours", "L. 122-1", "conseil"):
        assert mention in letter


def test_a_control_is_seen_by_the_bureau_and_the_authorities_only(house):
    assert controlled(house).sensitivity == "restricted"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"breaches": []}, "breaches"),
        ({"facts": ""}, "facts"),
        ({"controlled_on": "hier"}, "controlled_on"),
        ({"duration_days": 0}, "duration_days"),
        ({"compliance_days": -4}, "compliance_days"),
        ({"notice_notified_on": "2026-03-02"}, "notice_ended_on"),
        ({"notice_ended_on": "2026-03-02"}, "notice_notified_on"),
        ({"notice_notified_on": "2026-03-02", "notice_ended_on": "2026-03-02"}, "notice_ended_on"),
    ],
)
def test_a_control_that_contradicts_itself_is_refused_beside_its_field(changes, field):
    assert ControlForm(CONTROLLED).is_valid()
    assert list(ControlForm({**CONTROLLED, **changes}).errors) == [field]
