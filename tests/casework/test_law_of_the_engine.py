"""What French administrative law asks of every procedure: silence, documents, opinions, hearing, letters."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directorate.casework import registry
from directorate.casework.case_page import usual_move, waiting_for
from directorate.casework.checks import findings_before_signature
from directorate.casework.effects import opinion_due_on
from directorate.casework.errors import DatesOutOfOrder, NotReady, StageConflict
from directorate.casework.forms import NotifyForm, OpeningForm, RedirectForm
from directorate.casework.models import Case, Consultation
from directorate.casework.operations import act_on_silences
from directorate.casework.procedure import Opinion, Silence
from directorate.documents.markup import plain_text
from directorate.jobs.models import OutgoingMail
from directorate.parameters.operations import set_value
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError
from tests.factories import (
    VIDEO_ANSWERS,
    at_signature,
    drafted,
    open_closure,
    open_demonstration,
    open_video_case,
    signed,
    step,
    with_commission_opinion,
)
from tests.people import paris

VIDEO = "video_protection_authorisation"


def words(case, purpose):
    return plain_text(case.letters.get(purpose=purpose).letter.html)


def silence(case):
    return case.deadlines.get(code="silence")


def findings(case, at, *, blocking):
    procedure = registry.procedure(case.procedure_code)
    return [found.message for found in findings_before_signature(case, procedure, at) if found.blocking is blocking]


def changed(monkeypatch, code=VIDEO, **changes):
    procedure = replace(registry.procedure(code), **changes)
    monkeypatch.setitem(registry.PROCEDURES, code, procedure)
    return procedure


# --- documents ----------------------------------------------------------------------------------------------


def asked(house, *pieces, missing):
    case = open_video_case(house, missing=missing)
    return step(case, "request_pieces", house.agent, paris(2026, 3, 9), pieces=list(pieces), limit_on=date(2026, 4, 9))


@pytest.mark.parametrize("order", [("security", "retention"), ("retention", "security")])
def test_the_dossier_is_complete_on_the_day_of_its_last_document_whatever_is_typed_first(house, order):
    """One came on 20 March, the other on 30 March; they may be typed in any order."""
    arrivals = {"security": date(2026, 3, 30), "retention": date(2026, 3, 20)}
    case = asked(house, "security", "retention", missing=("security", "retention"))
    for piece in order:
        case = step(case, "receive_pieces", house.agent, paris(2026, 4, 2), pieces=[piece], received_on=arrivals[piece])
    assert (case.stage, case.complete_on) == ("review", date(2026, 3, 30))
    assert case.clock_stops.get().ended_on == date(2026, 3, 30)
    # 2 July, and the 21 days from 9 to 30 March.
    assert silence(case).due_on == date(2026, 7, 23)


def test_part_of_the_documents_does_not_end_the_suspension(house):
    case = asked(house, "security", "retention", missing=("security", "retention"))
    case = step(case, "receive_pieces", house.agent, paris(2026, 3, 20), pieces=["security"])
    assert (case.stage, case.is_suspended, case.complete_on) == ("incomplete", True, None)


def test_what_was_not_asked_does_not_prolong_the_suspension(house):
    case = asked(house, "security", missing=("security", "retention"))
    case = step(case, "receive_pieces", house.agent, paris(2026, 3, 20), pieces=["security"])
    assert case.clock_stops.get().ended_on == date(2026, 3, 20)
    assert (case.stage, case.is_suspended, case.complete_on) == ("received", False, None)
    assert silence(case).due_on == date(2026, 7, 13)
    # The other one is asked in its turn.
    case = step(
        case, "request_pieces", house.agent, paris(2026, 3, 23), pieces=["retention"], limit_on=date(2026, 4, 23)
    )
    assert silence(case).due_on == date(2026, 7, 13) + timedelta(days=31)


def test_a_dossier_is_not_complete_before_its_last_document(house):
    case = open_video_case(house, missing=("security",))
    case = step(case, "receive_pieces", house.agent, paris(2026, 3, 20), pieces=["security"])
    with pytest.raises(DatesOutOfOrder, match="20/03/2026") as refusal:
        step(case, "declare_complete", house.agent, paris(2026, 3, 21), complete_on=date(2026, 3, 10))
    assert refusal.value.field == "complete_on"
    assert step(case, "declare_complete", house.agent, paris(2026, 3, 21)).complete_on == date(2026, 3, 20)


# --- silence ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("request_pieces", {"pieces": ["security"], "limit_on": date(2026, 8, 5)}),
        ("redirect", {"to": "préfet de police"}),
        ("withdraw_by_applicant", {}),
        ("close_no_further_action", {"reason": "Sans objet."}),
    ],
)
def test_nothing_undoes_a_decision_that_silence_has_already_made(house, name, details):
    case = open_video_case(house, missing=("security",))
    with pytest.raises(StageConflict, match="2 juillet 2026 a fait naître un rejet"):
        step(case, name, house.head, paris(2026, 7, 4), **details)
    assert act_on_silences(at=paris(2026, 7, 4, 2)) == [case.reference]


def test_a_fact_of_before_the_end_is_still_recorded_after_it(house):
    case = open_video_case(house, missing=("security",))
    case = step(
        case, "request_pieces", house.agent, paris(2026, 7, 3, 1), pieces=["security"], notified_on=date(2026, 7, 1),
        limit_on=date(2026, 8, 1),
    )  # fmt: skip
    assert silence(case).due_on == date(2026, 8, 2)


def test_an_act_at_the_signature_is_signed_on_the_last_day_and_not_after(house):
    case = at_signature(house)
    with pytest.raises(StageConflict, match="a fait naître un rejet"):
        step(case, "sign", house.director, paris(2026, 7, 3, 0, 5))
    assert step(case, "sign", house.director, paris(2026, 7, 2, 23, 55)).stage == "decided"


def test_a_draft_that_the_silence_overtook_is_taken_up_where_it_stood(house):
    case = at_signature(house, outcome="grant_with_conditions", conditions="Floutage des fenêtres voisines.")
    assert act_on_silences(at=paris(2026, 7, 3, 2)) == [case.reference]
    case = step(case, "decide_after_silence", house.head, paris(2026, 7, 6), reason="Dossier repris.")
    assert (case.stage, case.decision.outcome) == ("proposal", "grant_with_conditions")
    assert case.decision.conditions == "Floutage des fenêtres voisines."
    case = step(case, "submit", house.agent, paris(2026, 7, 6))
    assert step(case, "sign", house.director, paris(2026, 7, 7)).stage == "decided"


def test_an_accord_born_of_silence_is_dated_by_the_law_with_its_permit(house, monkeypatch):
    procedure = registry.procedure(VIDEO)
    changed(monkeypatch, clock=replace(procedure.clock, silence=Silence.ACCEPTANCE))
    case = open_video_case(house, received_on=date(2026, 10, 31))
    assert silence(case).due_on == date(2027, 2, 28)  # a Sunday, never moved
    assert act_on_silences(at=paris(2027, 2, 28, 23, 59)) == []
    assert act_on_silences(at=paris(2027, 3, 9, 2)) == [case.reference]
    case.refresh_from_db()
    assert (case.stage, case.decided_at) == ("implicit_accepted", paris(2027, 2, 28, 0, 0))
    assert (case.permit.issued_on, case.permit.expires_on) == (date(2027, 2, 28), date(2032, 2, 28))


def test_one_case_that_cannot_be_decided_does_not_keep_the_others(house, monkeypatch):
    first, second = open_video_case(house), open_video_case(house, received_on=date(2026, 3, 3))
    Case.objects.filter(pk=first.pk).update(procedure_code="procedure_of_yesterday")
    assert act_on_silences(at=paris(2026, 8, 1, 2)) == [second.reference]


def test_the_signatory_is_told_that_the_time_to_decide_ends_soon(house):
    case = at_signature(house)
    assert not [said for said in findings(case, paris(2026, 6, 20), blocking=False) if "expire" in said]
    said = [said for said in findings(case, paris(2026, 6, 25), blocking=False) if "expire" in said]
    assert said == ["Le délai pour statuer expire le 02/07/2026 : faire notifier l'acte au plus tard le 01/07/2026."]


@pytest.mark.parametrize(
    ("outcome", "state", "refused"),
    [("grant", "suspended", True), ("grant", "in_force", False), ("refusal", "suspended", False)],
)
def test_a_suspended_title_is_not_replaced_before_the_end_of_the_measure(house, outcome, state, refused):
    permit = signed(house).permit
    case = open_video_case(house, code="video_protection_renewal", renews=permit, at=paris(2026, 4, 16))
    case = step(case, "declare_complete", house.agent, paris(2026, 4, 16))
    case = drafted(house, case, outcome, paris(2026, 4, 17))
    case.renews.state = state
    said = findings(case, paris(2026, 4, 17), blocking=True)
    assert (
        f"Le titre {permit.number} est suspendu : le remplacer mettrait fin à la mesure avant son terme." in said
    ) is refused


# --- opinions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_on", "running_until", "due_on"),
    [
        (date(2026, 5, 5), None, date(2026, 5, 15)),
        (date(2026, 5, 5), date(2026, 5, 12), date(2026, 5, 12)),
        (date(2026, 5, 13), date(2026, 5, 12), date(2026, 5, 15)),
        (date(2026, 5, 16), None, date(2026, 6, 15)),
        (date(2026, 4, 10), None, date(2026, 5, 10)),
    ],
)
def test_an_opinion_is_not_awaited_after_the_eve_of_the_event(house, asked_on, running_until, due_on):
    """The event is on 16 May; a body has thirty days, of which the law may take some."""
    case = open_demonstration(house)
    deadline = case.deadlines.first()
    case.deadlines.exclude(pk=deadline.pk).delete()
    deadline.code, deadline.due_on, deadline.state = (
        "opinions_by",
        running_until,
        "running" if running_until else "void",
    )
    deadline.save()
    assert opinion_due_on(case, Opinion("police", "Service de police", "CSI"), asked_on) == due_on


def police(house, monkeypatch, **rules):
    """A request complete in March, whose only opinion is that of the police, asked on 4 March for 3 April."""
    changed(monkeypatch, opinions=(Opinion("police", "Service de police", "CSI", organisation_kind="police", **rules),))
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    return step(
        case, "request_opinion", house.agent, paris(2026, 3, 4), opinion="police", organisation=house.police_service
    )


@pytest.mark.parametrize(
    ("rules", "day", "blocked"),
    [
        ({"mandatory": True}, 3, True),
        ({"mandatory": True}, 4, False),
        ({"mandatory": True, "deemed_if_silent": "favourable"}, 3, True),
        ({"mandatory": True, "deemed_if_silent": "favourable"}, 4, False),
        ({"mandatory": True, "binding": True}, 4, True),
        ({"mandatory": True, "binding": True, "deemed_if_silent": "favourable"}, 4, False),
        ({}, 3, False),
    ],
)
def test_the_silence_of_a_body_counts_once_its_time_has_run_out(house, monkeypatch, rules, day, blocked):
    case = police(house, monkeypatch, **rules)
    assert case.consultations.get().due_on == date(2026, 4, 3)
    case = drafted(house, case, "grant", paris(2026, 4, day))
    assert bool([said for said in findings(case, paris(2026, 4, day), blocking=True) if "avis" in said]) is blocked
    if rules.get("deemed_if_silent") and not blocked:
        assert "restée sans réponse dans le délai imparti : avis réputé favorable ;" in " ".join(case.decision.visas)


@pytest.mark.parametrize(
    ("opinion", "outcome", "blocked"),
    [
        ("unfavourable", "grant", True),
        ("not_competent", "grant", True),
        ("favourable_with_reserves", "grant", False),
        ("unfavourable", "refusal", False),
    ],
)
def test_a_binding_opinion_is_followed(house, monkeypatch, opinion, outcome, blocked):
    case = police(house, monkeypatch, mandatory=True, binding=True)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 3, 20), consultation=case.consultations.get(),
        opinion=opinion, comment="Motifs.",
    )  # fmt: skip
    case = drafted(house, case, outcome, paris(2026, 3, 21))
    assert bool([said for said in findings(case, paris(2026, 3, 21), blocking=True) if "avis" in said]) is blocked


def test_a_body_is_not_said_silent_before_the_end_of_its_time(house, monkeypatch):
    case = police(house, monkeypatch, mandatory=True)
    given = {"consultation": case.consultations.get(), "opinion": "no_answer"}
    with pytest.raises(NotReady, match="03/04/2026"):
        step(case, "record_opinion", house.agent, paris(2026, 4, 3), **given)
    case = step(case, "record_opinion", house.agent, paris(2026, 4, 4), **given)
    assert case.consultations.get().opinion == Consultation.Opinion.NO_ANSWER


def test_the_time_left_to_a_body_is_a_dated_value(house, monkeypatch):
    set_value(
        code="opinion.default_days", value=10, valid_from=date(2026, 3, 1), source="Note de service", confidence="low",
        by=house.administrator, at=paris(2026, 2, 1),
    )  # fmt: skip
    assert police(house, monkeypatch).consultations.get().due_on == date(2026, 3, 14)
    assert "Avis attendu le : 14 mars 2026" in OutgoingMail.objects.get().body


def test_the_visa_names_the_body_as_one_writes_it(house):
    case = step(with_commission_opinion(house, open_video_case(house)), "draft_decision", house.agent,
                paris(2026, 4, 13), outcome="grant")  # fmt: skip
    assert (
        "Vu l'avis favorable rendu le 9 avril 2026 par la commission départementale de vidéoprotection ;"
        in case.decision.visas
    )


# --- national defence ---------------------------------------------------------------------------------------


def test_a_system_of_national_defence_needs_no_commission_and_is_not_published(house):
    case = open_video_case(house, answers={"purposes": ["defence"]})
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(drafted(house, case, "grant", paris(2026, 3, 4)), "submit", house.agent, paris(2026, 3, 4))
    case = step(case, "sign", house.director, paris(2026, 3, 5))
    assert "publié au recueil" not in words(case, "order_grant")
    case = step(
        case, "notify", house.agent, paris(2026, 3, 9), notified_at=paris(2026, 3, 9), mode="by_hand", reference="x"
    )
    assert case.stage == "in_force"
    assert not RegisterIssue.objects.exists()


def test_another_system_is_published_and_third_parties_know_their_time(house):
    act = words(signed(house), "order_grant")
    assert "publié au recueil des actes administratifs" in act
    assert "ou, pour les tiers, de sa publication au recueil" in act


# --- hearing ------------------------------------------------------------------------------------------------


INVITED = {"facts": "Rixe du 20 avril.", "contemplated_measure": "Fermeture de trente jours."}


def invited(house):
    case = step(open_closure(house), "qualify", house.agent, paris(2026, 5, 11))
    return step(case, "invite_to_hearing", house.head, paris(2026, 5, 12), **INVITED)


def test_observations_that_arrive_after_the_draft_was_begun_are_received_and_to_be_cited(house):
    case = drafted(house, invited(house), "closure", paris(2026, 5, 14))
    case = step(
        case, "record_observations", house.agent, paris(2026, 5, 19), mode="both", observations_on=date(2026, 5, 18),
        heard_on=date(2026, 5, 19), counsel="Me Exemple",
    )  # fmt: skip
    assert case.stage == "proposal"
    assert any("18 mai 2026 ne sont pas visées" in said for said in findings(case, paris(2026, 5, 20), blocking=False))
    assert step(case, "submit", house.agent, paris(2026, 5, 20)).stage == "signature"


def test_no_observations_are_received_before_anybody_was_invited(house):
    case = step(open_closure(house), "qualify", house.agent, paris(2026, 5, 11))
    with pytest.raises(DomainError, match="n'a pas été engagée"):
        step(case, "record_observations", house.agent, paris(2026, 5, 12), mode="written")


@pytest.mark.parametrize(("received_on", "blocked"), [(date(2026, 5, 21), True), (date(2026, 5, 20), False)])
def test_the_time_to_be_heard_runs_from_the_receipt_of_the_letter(house, received_on, blocked):
    """Sent on 12 May for the 27th; on the 28th, eight days have passed only if it was received by the 20th."""
    case = step(
        invited(house), "record_observations", house.agent, paris(2026, 5, 28), mode="none",
        letter_received_on=received_on,
    )  # fmt: skip
    case = drafted(house, case, "closure", paris(2026, 5, 28))
    assert bool([said for said in findings(case, paris(2026, 5, 28), blocking=True) if "reçue le" in said]) is blocked


def test_the_letter_of_hearing_says_everything_and_is_signed_by_whoever_may(house):
    letter = words(invited(house), "hearing_invitation")
    for mention in (
        "le 2 de l'article L. 3332-15", "Rixe du 20 avril.", "Fermeture de trente jours.", "observations écrites",
        "observations orales", "27 mai 2026 inclus", "conseil", "mandataire", "prendre connaissance de votre dossier",
        "polices-administratives@prefecture.invalid", "Pour le préfet et par délégation,",
    ):  # fmt: skip
        assert mention in letter


# --- letters ------------------------------------------------------------------------------------------------


def test_the_acknowledgement_of_an_incomplete_request_gives_the_limit_and_the_date_that_follows(house):
    case = asked(house, "security", missing=("security",))
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 9))
    letter = words(case, "acknowledgement")
    for mention in (
        "2 mars 2026", "au plus tard le 9 avril 2026", "À défaut de décision expresse le 2 août 2026",
        "code de la sécurité intérieure, art. R252-15", "polices-administratives@prefecture.invalid", "01 00 00 00 00",
        "Dans un délai de deux mois à compter de la date de la décision implicite de rejet", "place Beauvau",
        "Zoé Durand", "Instructrice",
    ):  # fmt: skip
        assert mention in letter


def test_the_acknowledgement_does_not_promise_a_suspension_that_nobody_has_asked_yet(house):
    case = step(open_video_case(house, missing=("security",)), "acknowledge", house.agent, paris(2026, 3, 3))
    letter = words(case, "acknowledgement")
    assert "À défaut de décision expresse le 2 juillet 2026" in letter
    assert "le délai sera suspendu pendant ce temps, et la date indiquée ci-dessus reportée d'autant" in letter


@pytest.mark.parametrize(("missing", "dated"), [((), True), (("security",), False)])
def test_an_acceptance_by_silence_is_dated_only_for_a_complete_request(house, monkeypatch, missing, dated):
    procedure = registry.procedure(VIDEO)
    changed(monkeypatch, clock=replace(procedure.clock, silence=Silence.ACCEPTANCE))
    letter = words(
        step(open_video_case(house, missing=missing), "acknowledge", house.agent, paris(2026, 3, 3)), "acknowledgement"
    )
    assert ("2 juillet 2026, la demande sera réputée acceptée" in letter) is dated
    assert ("ne court qu'à compter de la réception" in letter) is not dated
    assert "article L. 232-3" in letter
    assert "tribunal administratif" not in letter


def test_the_times_to_appeal_are_dated_values(house):
    for code, value in (("appeal.months", 3), ("appeal.silence_months", 4)):
        set_value(
            code=code, value=value, valid_from=date(2026, 4, 1), source="Texte", confidence="high",
            by=house.administrator, at=paris(2026, 3, 1),
        )  # fmt: skip
    act = words(signed(house), "order_grant")
    assert "Dans un délai de trois mois" in act
    assert "Le silence gardé pendant quatre mois" in act
    assert "deux mois" not in act


def test_the_request_for_documents_says_its_limit_included_and_what_follows(house):
    letter = words(asked(house, "security", missing=("security",)), "completeness_request")
    assert "au plus tard le 9 avril 2026, le cachet de la poste faisant foi" in letter
    assert "code de la sécurité intérieure, art. L251-1 à L255-1" in letter
    assert "Passé cette date, le délai reprend son cours" in letter


def test_a_request_forwarded_tells_which_clock_runs(house):
    case = step(open_video_case(house), "redirect", house.agent, paris(2026, 3, 3), to="préfet de police")
    letter = words(case, "redirect_notice")
    for mention in ("L. 114-2", "L. 114-3", "L. 114-4", "préfet de police", "votre demande"):
        assert mention in letter
    declared = step(open_demonstration(house), "redirect", house.agent, paris(2026, 5, 4), to="préfet de police")
    assert "une déclaration, reçue le 4 mai 2026" in words(declared, "redirect_notice")


def test_the_operator_is_not_told_of_a_report_that_is_forwarded(house):
    case = step(open_closure(house), "redirect", house.agent, paris(2026, 5, 12), to="préfet de police")
    assert (case.stage, case.letters.count()) == ("redirected", 0)


# --- Orly ---------------------------------------------------------------------------------------------------


def test_a_site_on_the_orly_platform_is_announced_from_the_opening(house):
    place = {"name": "Boutique", "address": "Orly 4", "on_orly_platform": True}
    case = open_video_case(house, place=place)
    procedure = registry.procedure(VIDEO)
    said = [row.what for row in waiting_for(case, procedure, date(2026, 3, 2))]
    assert any("plate-forme de Paris-Orly" in what for what in said)
    assert usual_move(case, procedure) == "redirect"
    form = RedirectForm(case=case, procedure=procedure, by=house.agent, at=paris(2026, 3, 2))
    assert form.fields["to"].initial == "préfet de police"


def test_a_demonstration_at_orly_names_its_place(house):
    opening = {
        "received_on": "2026-05-04", "channel": "email", "party_kind": "person", "last_name": "Tellier",
        "first_name": "Gaspard", "address": "3 rue des Tilleuls", "commune": house.creteil.pk, "on_orly_platform": "on",
    }  # fmt: skip
    procedure = registry.procedure("street_demonstration_declaration")
    form = OpeningForm(opening, procedure=procedure, at=paris(2026, 5, 4))
    assert list(form.errors) == ["place_name"]
    assert OpeningForm({**opening, "place_name": "Orly 4"}, procedure=procedure, at=paris(2026, 5, 4)).is_valid()


# --- notification -------------------------------------------------------------------------------------------


def test_a_letter_not_collected_is_notified_on_its_first_presentation(house):
    case = signed(house)
    form = NotifyForm(case=case, procedure=registry.procedure(VIDEO), by=house.agent, at=paris(2026, 5, 4))
    assert "registered_unclaimed" in dict(form.fields["mode"].choices)
    case = step(
        case, "notify", house.agent, paris(2026, 5, 4), notified_at=paris(2026, 4, 17), mode="registered_unclaimed",
        reference="1A 204 118 3372 5", advised=True,
    )  # fmt: skip
    assert case.deadlines.get(code="appeal").due_on == date(2026, 6, 18)


def test_the_answers_of_the_tests_ask_for_no_detailed_plan(house):
    set_value(
        code="video_protection.small_system_cameras", value=5, valid_from=date(2026, 3, 10), source="Décret",
        confidence="high", by=house.administrator, at=paris(2026, 3, 1),
    )  # fmt: skip
    plan = next(piece for piece in registry.procedure(VIDEO).pieces if piece.code == "detail_plan")
    assert not plan.is_needed(VIDEO_ANSWERS, date(2026, 3, 9))
    assert plan.is_needed(VIDEO_ANSWERS, date(2026, 3, 10))
