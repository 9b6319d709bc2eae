"""The whole road of the exemplar, replayed with its dates: from the counter to a permit that anyone can verify."""

from datetime import date, timedelta

import pytest

from directorate.casework.errors import NotReady
from directorate.casework.models import Case, Consultation, ConsultationLink
from directorate.casework.operations import answer_by_link, publish_issue, remind
from directorate.documents.markup import plain_text
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.permits.models import Permit
from directorate.registers.models import RegisterIssue
from directorate.web.errors import LinkUnusable
from tests.factories import complete, drafted, needed_pieces, notified, open_video_case, signed, step
from tests.people import paris


def letter_text(case, purpose):
    return plain_text(case.letters.get(purpose=purpose).letter.html)


def deadline(case, code="silence"):
    return case.deadlines.get(code=code)


def link_code(mail: OutgoingMail) -> str:
    return mail.body.split("/avis/")[1].split("/")[0]


def test_the_exemplar_goes_from_the_counter_to_a_verified_permit(house):
    # Received on 2 March with a piece missing: four months later, silence would mean refusal.
    case = open_video_case(house, missing=("security",))
    assert case.reference == "2026-VP-00001"
    assert (case.stage, deadline(case).due_on, deadline(case).effect) == ("received", date(2026, 7, 2), "refusal")

    case = step(case, "acknowledge", house.agent, paris(2026, 3, 3))
    text = letter_text(case, "acknowledgement")
    for mention in (
        "2 mars 2026",
        "2 juillet 2026",
        "réputée rejetée",
        "Mesures de sécurité",
        "tribunal administratif",
    ):
        assert mention in text

    # The piece is asked on 5 March before 4 April, and arrives on 16 March: eleven days of suspension.
    case = step(case, "request_pieces", house.agent, paris(2026, 3, 5), pieces=["security"], limit_on=date(2026, 4, 4))
    assert (case.stage, case.is_suspended) == ("incomplete", True)
    assert "4 avril 2026" in letter_text(case, "completeness_request")
    case = step(
        case, "receive_pieces", house.agent, paris(2026, 3, 17), pieces=["security"], received_on=date(2026, 3, 16)
    )
    assert (case.stage, case.complete_on, case.is_suspended) == ("review", date(2026, 3, 16), False)
    assert deadline(case).due_on == date(2026, 7, 13)

    # The police adviser answers by a link, without an account.
    case = step(
        case, "request_opinion", house.agent, paris(2026, 3, 18), opinion="police_adviser",
        organisation=house.police_service, question="Le dispositif appelle-t-il des observations ?",
    )  # fmt: skip
    mail = OutgoingMail.objects.get()
    assert (mail.to, case.stage) == ("dtsp94@police.invalid", "consultation")
    assert not ConsultationLink.objects.filter(code_hash__contains=link_code(mail)).exists()
    answer_by_link(
        code=link_code(mail), opinion="favourable", comment="", answered_by="Cdt N. Roussel", file=None,
        at=paris(2026, 3, 25),
    )  # fmt: skip
    case.refresh_from_db()
    assert case.stage == "review"

    # The commission gives its opinion; then the act is drafted, and the checks let it through.
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 26), session=house.session)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), consultation=case.consultations.get(code="cdvp"),
        opinion="favourable", answered_on=date(2026, 4, 9), votes_for=4, votes_against=0,
    )  # fmt: skip
    case = drafted(house, case, "grant", paris(2026, 4, 13))
    assert any("Vu l'avis favorable rendu le 9 avril 2026" in visa for visa in case.decision.visas)
    case = step(case, "submit", house.agent, paris(2026, 4, 14))

    # The head of bureau signs by sub-delegation: both visas and the block say so.
    case = step(case, "sign", house.head, paris(2026, 4, 15))
    decision, permit = case.decision, case.permit
    assert (decision.number, case.stage) == ("2026/00001", "decided")
    act = letter_text(case, "order_grant")
    assert "Vu l'arrêté préfectoral n° 2026/00012" in act
    assert "Vu l'arrêté n° 2026/00013" in act
    assert decision.signature_block.startswith("Pour le préfet et par délégation,")
    assert (permit.number, permit.expires_on, permit.renew_by) == (
        "VP-2026-00001",
        date(2031, 4, 15),
        date(2030, 12, 15),
    )
    assert f"/verifier/{permit.check_code}" in act
    assert "2026/00001" in letter_text(case, "notification")

    case = step(
        case, "notify", house.agent, paris(2026, 4, 22), notified_at=paris(2026, 4, 20), mode="registered_post",
        reference="1A 204 118 3372 5",
    )  # fmt: skip
    assert (case.stage, case.notified_at) == ("notified", paris(2026, 4, 20))
    assert deadline(case, "appeal").due_on == date(2026, 6, 22)

    publish_issue(
        issue=RegisterIssue.objects.get(), published_on=date(2026, 4, 24), by=house.head, at=paris(2026, 4, 24)
    )
    case.refresh_from_db()
    assert (case.stage, case.published_on, case.is_open) == ("in_force", date(2026, 4, 24), False)
    actions = list(JournalEntry.objects.filter(subject_type="case").order_by("id").values_list("action", flat=True))
    assert actions == [
        "case.opened", "case.acknowledge", "case.request_pieces", "case.receive_pieces", "case.request_opinion",
        "case.record_opinion", "case.put_on_agenda", "case.record_opinion", "case.draft_decision", "case.draft_saved",
        "case.submit", "case.sign", "case.notify", "case.publish",
    ]  # fmt: skip


def test_pieces_needed_follow_the_answers(house):
    small = needed_pieces("video_protection_authorisation", {"cameras_indoor": 7})
    large = needed_pieces("video_protection_authorisation", {"cameras_indoor": 8})
    road = needed_pieces("video_protection_authorisation", {"cameras_public_road": 1})
    assert "detail_plan" not in small
    assert "detail_plan" in large
    assert "site_plan" not in large
    assert {"detail_plan", "site_plan", "impact_assessment"} <= set(road)


def test_the_mandatory_opinion_is_awaited_before_signature(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "grant", paris(2026, 3, 4))
    with pytest.raises(NotReady, match="Commission départementale de vidéoprotection"):
        step(case, "submit", house.agent, paris(2026, 3, 5))
    # The caseworker goes back to ask it, instead of being stuck with a draft.
    assert step(case, "resume_review", house.agent, paris(2026, 3, 5)).stage == "review"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visas": []}, "considérations de droit"),
        ({"grounds": []}, "aucun fait"),
        ({"articles": []}, "aucun article"),
        ({"articles": ["La demande est rejetée [à compléter : motif]."]}, "à compléter"),
    ],
)
def test_a_refusal_without_reasons_is_not_submitted(house, changes, sentence):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "refusal", paris(2026, 4, 13), **changes)
    with pytest.raises(NotReady, match=sentence):
        step(case, "submit", house.agent, paris(2026, 4, 14))


def test_conditions_announced_must_be_written(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "grant_with_conditions", paris(2026, 4, 13))
    with pytest.raises(NotReady, match="aucune n'est écrite"):
        step(case, "submit", house.agent, paris(2026, 4, 14))


def test_an_opinion_adjourned_is_not_an_opinion(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), consultation=case.consultations.get(),
        opinion="adjourned",
    )  # fmt: skip
    draft = drafted(house, case, "grant", paris(2026, 4, 13))
    with pytest.raises(NotReady, match="ajourné"):
        step(draft, "submit", house.agent, paris(2026, 4, 14))
    case = step(draft, "resume_review", house.agent, paris(2026, 4, 14))
    assert (
        step(case, "put_on_agenda", house.agent, paris(2026, 4, 15), session=house.next_session).stage == "consultation"
    )


def test_a_refusal_is_not_published_and_closes_on_notification(house):
    case = open_video_case(house)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), consultation=case.consultations.get(),
        opinion="unfavourable", comment="Champ trop large.",
    )  # fmt: skip
    case = drafted(house, case, "refusal", paris(2026, 4, 13))
    case = step(case, "submit", house.agent, paris(2026, 4, 14))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 4, 15))
    assert case.permit is None
    case = step(
        case,
        "notify",
        house.agent,
        paris(2026, 4, 20),
        notified_at=paris(2026, 4, 20),
        mode="by_hand",
        reference="PV 12",
    )
    assert (case.stage, case.is_open) == ("closed", False)
    assert not RegisterIssue.objects.exists()


# --- the answer link ----------------------------------------------------------------------------------------


@pytest.fixture()
def asked(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    return step(
        case, "request_opinion", house.agent, paris(2026, 3, 4), opinion="police_adviser",
        organisation=house.police_service,
    )  # fmt: skip


def answer(code, at, opinion="favourable", comment=""):
    return answer_by_link(
        code=code, opinion=opinion, comment=comment, answered_by="Cdt N. Roussel", file=None, at=at
    )  # fmt: skip


def test_an_answer_link_serves_once(asked):
    code = link_code(OutgoingMail.objects.get())
    answer(code, paris(2026, 3, 10))
    with pytest.raises(LinkUnusable, match="déjà servi le 10/03/2026"):
        answer(code, paris(2026, 3, 11), opinion="unfavourable", comment="Non")
    assert asked.consultations.get().opinion == "favourable"


def test_an_answer_link_expires(asked):
    with pytest.raises(LinkUnusable, match="expiré"):
        answer(link_code(OutgoingMail.objects.get()), paris(2026, 3, 4) + timedelta(days=45))
    assert asked.consultations.get().answered_on is None


def test_an_invented_link_opens_nothing(asked):
    with pytest.raises(LinkUnusable, match="n'existe pas"):
        answer("x" * 43, paris(2026, 3, 10))


def test_a_reminder_replaces_the_link(house, asked):
    first = link_code(OutgoingMail.objects.get())
    remind(consultation=asked.consultations.get(), by=house.agent, at=paris(2026, 3, 20))
    second = link_code(OutgoingMail.objects.order_by("-pk").first())
    with pytest.raises(LinkUnusable):
        answer(first, paris(2026, 3, 21))
    assert answer(second, paris(2026, 3, 21)).answered_by == "Cdt N. Roussel"


def test_an_answer_that_arrives_while_pieces_are_awaited_is_kept(house, asked):
    case = step(
        asked, "request_pieces", house.agent, paris(2026, 3, 10), pieces=["technique"], limit_on=date(2026, 4, 10)
    )
    answer(link_code(OutgoingMail.objects.get()), paris(2026, 3, 12))
    case.refresh_from_db()
    assert case.stage == "incomplete"
    assert case.consultations.get().opinion == Consultation.Opinion.FAVOURABLE


def test_html_in_a_name_stays_text_in_the_letter_and_in_the_mail(house):
    party = {"kind": "company", "last_name": "<b>Durand</b> & Fils", "address": "1 rue A\n94000 Créteil"}
    case = open_video_case(house, party=party)
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 3))
    assert "&lt;b&gt;Durand&lt;/b&gt; &amp; Fils" in case.letters.get().letter.html
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    step(case, "request_opinion", house.agent, paris(2026, 3, 4), opinion="town_hall", organisation=house.town_hall)
    assert "Pharmacie du Lac" in OutgoingMail.objects.get().body
    assert "&" not in OutgoingMail.objects.get().body.split("Pour répondre")[0].replace("&amp;", "")


# --- renewal ------------------------------------------------------------------------------------------------


def test_a_renewal_replaces_the_permit(house):
    first = notified(house, open_video_case(house)).permit
    case = open_video_case(
        house, code="video_protection_renewal", renews=first, received_on=date(2026, 4, 23), at=paris(2026, 4, 23)
    )
    assert case.reference == "2026-VPR-00001"
    case = step(case, "declare_complete", house.agent, paris(2026, 4, 23))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 4, 24), session=house.next_session)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 6, 12), consultation=case.consultations.get(),
        opinion="favourable",
    )  # fmt: skip
    case = drafted(house, case, "grant", paris(2026, 6, 15))
    assert first.number in case.decision.articles[0]
    case = step(case, "submit", house.agent, paris(2026, 6, 15))
    case = step(case, "sign", house.director, paris(2026, 6, 16))
    first.refresh_from_db()
    assert (first.state, first.replaced_by) == (Permit.State.REPLACED, case.permit)
    assert case.permit.expires_on == date(2031, 6, 16)


def test_signed_acts_are_numbered_without_gap(house):
    assert [signed(house).decision.number, signed(house).decision.number] == ["2026/00001", "2026/00002"]
    assert Case.objects.count() == 2


def test_the_filler_of_the_tests_leaves_nothing_to_complete():
    assert complete("Considérant que [à compléter : motif] ;") == "Considérant que des faits précis et datés ;"
