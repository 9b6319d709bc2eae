"""Late openings and transfers of licences: the worked examples that touch them, and one history for each outcome."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.case_page import moves_for
from directorate.casework.checks import findings_before_signature
from directorate.casework.correction import correct_case
from directorate.casework.errors import NoPower, NotReady, StageConflict
from directorate.casework.forms import json_answers
from directorate.casework.models import Case, HearingInvitation
from directorate.casework.operations import act_on_silences, open_case, publish_issue
from directorate.demonstration.prefecture import build
from directorate.demonstration.stories import play
from directorate.documents.markup import plain_text
from directorate.journal.models import JournalEntry
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial, set_value
from directorate.permits.models import Permit
from directorate.registers.models import RegisterIssue
from directorate.web.errors import DomainError
from police_admin.demonstration import Teller
from police_admin.outlets.models import Licence
from police_admin.procedures.outlets.late_opening import LateOpeningForm, rank_of
from police_admin.procedures.outlets.late_opening_renewal import RenewalForm
from police_admin.procedures.outlets.licence_transfer import TransferForm
from police_admin.stories import outlet_measures
from police_admin.stories.outlets import stories
from tests.factories import drafted, needed_pieces, open_closure, open_video_case, step
from tests.people import paris

LATE, RENEWAL, TRANSFER = "late_opening_derogation", "late_opening_renewal", "licence_transfer"
OPERATOR = {
    "kind": "company", "last_name": "SARL Le Zinc", "representative": "Mme Lise Carrel, gérante",
    "email": "zinc@exemple.invalid", "address": "5 quai du Port\n94000 Créteil",
}  # fmt: skip
BAR = {"name": "Le Zinc", "address": "5 quai du Port"}
LATE_ANSWERS = {
    "dance_venue": False, "requested_close_time": "02:00", "days": ["friday", "saturday"], "music": "amplified",
    "limiter": True, "capacity": 90, "noise_complaints": False, "incidents_12m": 0, "granted_close_time": "",
    "granted_months": None,
}  # fmt: skip
TRANSFER_ANSWERS = {
    "licence_type": "IV", "licence_number": "94-IV-118", "from_department": "94", "from_commune": "Vincennes",
    "last_licence_iv_of_commune": False, "last_exploitation_on": "2025-11-30", "last_department_transfer_on": None,
    "transfer_history": [], "distance_protected_m": 240, "tourist_exemption": False,
}  # fmt: skip
HEARING = {
    "facts": "Tapages des 14 et 21 février 2026.\nOuverture constatée à 3 h 10 le 22 février 2026.",
    "contemplated_measure": "Rejet de la demande de dérogation.",
}


def opened(house, code, answers, *, received_on=date(2026, 3, 2), missing=(), **more):
    pieces = tuple(piece for piece in needed_pieces(code, answers, received_on) if piece not in missing)
    return open_case(
        **{
            "procedure_code": code, "party": OPERATOR, "answers": answers, "received_on": received_on,
            "channel": "email", "commune": house.creteil, "place": BAR, "caseworker": house.agent,
            "received_pieces": pieces, "by": house.agent,
            "at": paris(received_on.year, received_on.month, received_on.day), **more,
        }
    )  # fmt: skip


def late_opening(house, **answers):
    return opened(house, LATE, {**LATE_ANSWERS, **answers})


def transfer(house, **answers):
    return opened(house, TRANSFER, {**TRANSFER_ANSWERS, **answers})


def asked(house, case, code, at, opinion, comment="", organisation=None):
    """An opinion asked on the day of `at`, and given at once."""
    email = "" if organisation else "mairie@ailleurs.invalid"
    case = step(case, "request_opinion", house.agent, at, opinion=code, organisation=organisation, email=email)
    return step(
        case, "record_opinion", house.agent, at, consultation=case.consultations.get(code=code, answered_on=None),
        opinion=opinion, comment=comment, answered_by="Le signataire",
    )  # fmt: skip


def consulted(house, case, mayor="favourable", police="favourable", comment=""):
    """Complete on 3 March 2026; the mayor answers on 9 March, the police on 10 March."""
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = asked(house, case, "town_hall", paris(2026, 3, 9), mayor, comment, house.town_hall)
    return asked(house, case, "police", paris(2026, 3, 10), police, comment, house.police_service)


def both_mayors(house, case, departure="favourable", comment="La commune perd son dernier café."):
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = asked(house, case, "town_hall_from", paris(2026, 3, 9), departure, comment)
    return asked(house, case, "town_hall_to", paris(2026, 3, 10), "favourable", "", house.town_hall)


def said(case, at, *, blocking=True):
    procedure = registry.procedure(case.procedure_code)
    return [row.message for row in findings_before_signature(case, procedure, at) if row.blocking is blocking]


def text_of(case, purpose):
    return plain_text(case.letters.get(purpose=purpose).letter.html)


# --- late opening: the history of a refusal after a hearing -------------------------------------------------


def refused_after_a_hearing(house):
    """Received on 2 March, opinions on 9 and 10 March, invited on 12 March until the 27th, heard on the 23rd."""
    case = late_opening(house, incidents_12m=3)
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 2, 15))
    case = consulted(house, case, "unfavourable", "unfavourable", "Tapages répétés devant l'établissement.")
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 12), **HEARING)
    case = step(
        case, "record_observations", house.agent, paris(2026, 3, 24), mode="both", observations_on=date(2026, 3, 23),
        letter_received_on=date(2026, 3, 14), heard_on=date(2026, 3, 23), counsel="Me Rousset",
        observations="L'exploitante annonce l'installation d'un sas.",
    )  # fmt: skip
    return drafted(house, case, "refusal", paris(2026, 3, 30))


def test_a_late_opening_is_refused_after_a_hearing_from_the_request_to_the_notification(house):
    case = refused_after_a_hearing(house)
    case = step(case, "submit", house.agent, paris(2026, 3, 31))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 4, 1))
    assert (case.stage, case.outcome, case.permit) == ("decided", "refusal", None)
    case = step(
        case, "notify", house.agent, paris(2026, 4, 8), notified_at=paris(2026, 4, 7), mode="registered_post",
        reference="1A 204 118 3372 5",
    )  # fmt: skip
    assert (case.stage, case.is_open, case.notified_at) == ("closed", False, paris(2026, 4, 7))
    # Two clear months from 7 April: 8 June, a Monday.
    assert case.deadlines.get(code="appeal").due_on == date(2026, 6, 8)
    assert {row.code: row.state for row in case.deadlines.filter(code__in=["silence", "hearing"])} == {
        "silence": "met", "hearing": "met",
    }  # fmt: skip
    order = text_of(case, "order_refusal")
    for sentence in (
        "Vu l'avis défavorable rendu le 9 mars 2026 par la mairie de Créteil",
        "Vu l'avis défavorable rendu le 10 mars 2026 par la direction territoriale",
        "Vu la lettre du 12 mars 2026 invitant l'exploitant à présenter ses observations jusqu'au 27 mars 2026",
        "Vu les observations présentées le 23 mars 2026",
        "est rejetée",
        "Une copie en est adressée au maire de Créteil",
        "tribunal administratif de Melun",
    ):
        assert sentence in order
    assert not RegisterIssue.objects.exists()
    told = JournalEntry.objects.filter(action__startswith="case.", subject_label=case.reference)
    assert [row.action for row in told.order_by("pk")] == [
        "case.opened", "case.acknowledge", "case.declare_complete", "case.request_opinion", "case.record_opinion",
        "case.request_opinion", "case.record_opinion", "case.invite_to_hearing", "case.record_observations",
        "case.draft_decision", "case.draft_saved", "case.submit", "case.sign", "case.notify",
    ]  # fmt: skip


def test_the_invitation_says_what_is_contemplated_on_what_facts_and_until_when(house):
    case = consulted(house, late_opening(house), "unfavourable", comment="Tapages.")
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 12), **HEARING)
    assert (case.stage, case.hearing.deadline_on) == ("hearing", date(2026, 3, 27))
    letter = text_of(case, "hearing_invitation")
    for mention in ("27 mars 2026", "Tapages des 14 et 21 février", "Rejet de la demande", "L. 122-1", "conseil"):
        assert mention in letter


@pytest.mark.parametrize(("day", "ready"), [(13, False), (27, False), (28, True)])
def test_the_refusal_cannot_be_signed_before_the_end_of_the_hearing_and_says_why(house, day, ready):
    """Sent to the signature after the end of the hearing only; no observations have come."""
    case = consulted(house, late_opening(house), "unfavourable", comment="Tapages.")
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 12), **HEARING)
    case = drafted(house, case, "refusal", paris(2026, 3, 13))
    at = paris(2026, 3, day, 23, 59)
    if ready:
        case = step(case, "submit", house.agent, at)
        assert step(case, "sign", house.chief_of_staff, paris(2026, 3, 29)).stage == "decided"
        return
    with pytest.raises(NotReady, match="n'est pas expiré : il court jusqu'au 27/03/2026"):
        step(case, "submit", house.agent, at)
    with pytest.raises(StageConflict):
        step(case, "sign", house.chief_of_staff, at)
    case.refresh_from_db()
    assert (case.stage, case.decided_at) == ("proposal", None)


def test_an_act_already_at_the_signature_waits_for_the_end_of_the_hearing_too(house):
    """The date of the letter is put right after the submission: the signature judges again."""
    case = consulted(house, late_opening(house), "unfavourable", comment="Tapages.")
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 12), **HEARING)
    case = step(drafted(house, case, "refusal", paris(2026, 3, 13)), "submit", house.agent, paris(2026, 3, 28))
    HearingInvitation.objects.filter(case=case).update(deadline_on=date(2026, 4, 3))
    with pytest.raises(NotReady, match="03/04/2026"):
        step(case, "sign", house.chief_of_staff, paris(2026, 4, 3))
    assert step(case, "sign", house.chief_of_staff, paris(2026, 4, 4)).stage == "decided"


def test_observations_received_open_the_signature_and_are_to_be_cited(house):
    case = refused_after_a_hearing(house)
    assert said(case, paris(2026, 3, 24)) == []
    case.decision.visas = [visa for visa in case.decision.visas if "observations présentées" not in visa]
    case.decision.save()
    assert any("ne sont pas visées" in sentence for sentence in said(case, paris(2026, 3, 24), blocking=False))


def test_a_refusal_without_hearing_is_lawful_since_it_rules_on_a_request(house):
    case = consulted(house, late_opening(house), "unfavourable", comment="Tapages.")
    case = drafted(house, case, "refusal", paris(2026, 3, 16))
    assert step(case, "submit", house.agent, paris(2026, 3, 16)).stage == "signature"


def test_a_hearing_does_not_delay_a_favourable_answer(house):
    case = consulted(house, late_opening(house))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 12), **HEARING)
    case = drafted(house, case, "grant", paris(2026, 3, 13))
    assert step(case, "submit", house.agent, paris(2026, 3, 13)).stage == "signature"


def test_the_head_of_bureau_does_not_sign_the_refusal(house):
    case = step(refused_after_a_hearing(house), "submit", house.agent, paris(2026, 3, 31))
    with pytest.raises(NoPower, match="Décision de refus"):
        step(case, "sign", house.head, paris(2026, 4, 1))


def test_a_procedure_without_hearing_opens_none(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    with pytest.raises(DomainError, match="ne comporte pas de contradictoire"):
        step(case, "invite_to_hearing", house.agent, paris(2026, 3, 4), **HEARING)


@pytest.mark.parametrize(("code", "offered"), [(LATE, True), (TRANSFER, False)])
def test_the_page_offers_a_hearing_where_the_procedure_does(house, code, offered):
    case = opened(house, code, LATE_ANSWERS if code == LATE else TRANSFER_ANSWERS)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    moves = moves_for(case, registry.procedure(code), house.agent, date(2026, 3, 3))
    assert ("invite_to_hearing" in {move.name for move in moves}) is offered


def test_silence_refuses_even_during_the_hearing(house):
    """The hearing suspends nothing: received on 2 March, refused by silence on 2 May, a Saturday, not moved."""
    case = consulted(house, late_opening(house), "unfavourable", comment="Tapages.")
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 4, 20), **HEARING)
    assert case.deadlines.get(code="silence").due_on == date(2026, 5, 2)
    act_on_silences(at=paris(2026, 5, 2))
    case.refresh_from_db()
    assert case.stage == "hearing"
    act_on_silences(at=paris(2026, 5, 3))
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("implicit_rejected", "tacit_refusal")


# --- late opening: the derogation ---------------------------------------------------------------------------


def granted(house, **answers):
    """Signed by the head of bureau on 17 March 2026, notified on the 20th."""
    case = drafted(house, consulted(house, late_opening(house, **answers)), "grant", paris(2026, 3, 16))
    case = step(case, "submit", house.agent, paris(2026, 3, 16))
    case = step(case, "sign", house.head, paris(2026, 3, 17))
    return step(
        case, "notify", house.agent, paris(2026, 3, 20), notified_at=paris(2026, 3, 20), mode="by_hand", reference="R 1"
    )


def test_a_derogation_gives_a_title_of_twelve_months_and_is_published(house):
    case = granted(house)
    assert (case.stage, case.permit.expires_on, case.permit.renew_by) == (
        "notified", date(2027, 3, 17), date(2027, 1, 17),
    )  # fmt: skip
    publish_issue(
        issue=RegisterIssue.objects.get(), published_on=date(2026, 3, 27), by=house.head, at=paris(2026, 3, 27)
    )
    case.refresh_from_db()
    assert (case.stage, case.is_open) == ("in_force", False)
    order = text_of(case, "order_grant")
    for sentence in (
        "pour une durée de 1 an", "ferme au plus tard à 2 h 00 : vendredi, samedi", "limiteur de pression acoustique",
        "personnelle, précaire et révocable", "2 mois avant l'échéance", "Vu l'arrêté préfectoral portant police",
        "aux services de police",
    ):  # fmt: skip
        assert sentence in order


def test_the_bureau_grants_less_than_what_is_asked(house):
    case = granted(house, granted_close_time="01:30", granted_months=6, music="background")
    assert case.permit.expires_on == date(2026, 9, 17)
    order = text_of(case, "order_grant")
    assert "pour une durée de 6 mois" in order
    assert "ferme au plus tard à 1 h 30" in order
    assert "limiteur" not in order


def test_what_is_granted_is_written_during_the_review_and_stands_in_the_act(house):
    case = consulted(house, late_opening(house))
    case = correct_case(
        case=case, version=case.version, party={**OPERATOR}, place={**BAR}, commune=house.creteil,
        answers={**LATE_ANSWERS, "granted_close_time": "01:00", "granted_months": 3}, received_on=case.received_on,
        channel=case.channel, reason="Durée d'essai.", by=house.agent, at=paris(2026, 3, 12),
    )  # fmt: skip
    case = drafted(house, case, "grant", paris(2026, 3, 16))
    assert "pour une durée de 3 mois" in case.decision.articles[0]
    assert "au plus tard à 1 h 00" in case.decision.articles[1]


def test_a_renewal_lasts_two_years_and_replaces_the_first_title(house):
    first = granted(house).permit
    case = opened(house, RENEWAL, LATE_ANSWERS, received_on=date(2027, 1, 15), renews=first)
    case = step(case, "declare_complete", house.agent, paris(2027, 1, 15))
    case = asked(house, case, "town_hall", paris(2027, 1, 20), "favourable", "", house.town_hall)
    case = asked(house, case, "police", paris(2027, 1, 20), "favourable", "", house.police_service)
    case = drafted(house, case, "grant", paris(2027, 2, 1))
    assert f"n° {first.number}" in case.decision.articles[0]
    case = step(case, "submit", house.agent, paris(2027, 2, 1))
    case = step(case, "sign", house.head, paris(2027, 2, 2))
    first.refresh_from_db()
    assert (case.permit.expires_on, first.state) == (date(2029, 2, 2), "replaced")


def test_the_renewal_says_that_the_derogation_ended_with_its_operator(house):
    first = granted(house).permit
    case = opened(
        house, RENEWAL, LATE_ANSWERS, received_on=date(2027, 4, 1), renews=first,
        party={**OPERATOR, "last_name": "SARL Le Comptoir"},
    )  # fmt: skip
    case = step(case, "declare_complete", house.agent, paris(2027, 4, 1))
    case = drafted(house, case, "grant", paris(2027, 4, 2))
    sentences = said(case, paris(2027, 4, 2), blocking=False)
    assert any("a été délivré à SARL Le Zinc" in sentence for sentence in sentences)
    assert any("a expiré le 17 mars 2027" in sentence for sentence in sentences)


def test_the_opinions_of_the_mayor_and_the_police_are_asked_before_any_answer(house):
    case = step(late_opening(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "grant", paris(2026, 3, 4))
    assert said(case, paris(2026, 3, 4)) == [
        "L'avis obligatoire n'est pas rendu : Maire de la commune.",
        "L'avis obligatoire n'est pas rendu : Services de police.",
    ]


def test_the_health_agency_is_asked_when_neighbours_complain(house):
    case = consulted(house, late_opening(house, noise_complaints=True))
    case = drafted(house, case, "grant", paris(2026, 3, 16))
    assert any("Agence régionale de santé" in sentence for sentence in said(case, paris(2026, 3, 16)))


def test_incidents_are_pointed_out_and_do_not_block(house):
    case = drafted(house, consulted(house, late_opening(house, incidents_12m=2)), "grant", paris(2026, 3, 16))
    assert any("douze mois : 2" in sentence for sentence in said(case, paris(2026, 3, 16), blocking=False))
    assert step(case, "submit", house.agent, paris(2026, 3, 16)).stage == "signature"


@pytest.mark.parametrize("music", ["none", "background", "amplified"])
def test_amplified_music_calls_for_a_noise_study_and_its_absence_for_a_sworn_statement(music):
    studied = {"noise_study", "insulation_certificate"}
    wanted = set(needed_pieces(LATE, {**LATE_ANSWERS, "music": music})) & {*studied, "sworn_statement"}
    assert wanted == (studied if music == "amplified" else {"sworn_statement"})


def test_missing_pieces_suspend_the_clock_for_the_days_granted(house):
    """The arithmetic of example E1: 30 days granted, answered after 19."""
    case = opened(house, LATE, LATE_ANSWERS, received_on=date(2026, 1, 12), missing=("noise_study",))
    case = step(
        case, "request_pieces", house.agent, paris(2026, 1, 22), pieces=["noise_study"], notified_on=date(2026, 1, 22),
        limit_on=date(2026, 2, 21),
    )  # fmt: skip
    case = step(
        case, "receive_pieces", house.agent, paris(2026, 2, 10), pieces=["noise_study"], received_on=date(2026, 2, 10)
    )
    assert case.deadlines.get(code="silence").due_on == date(2026, 3, 31)


def test_a_derogation_that_the_hours_of_the_day_no_longer_allow_is_not_signed(house):
    case = drafted(house, consulted(house, late_opening(house)), "grant", paris(2026, 3, 16))
    set_value(
        code="late_opening.closing_hour", value=2, valid_from=date(2026, 3, 15), source="Arrêté départemental",
        confidence="high", by=house.administrator, at=paris(2026, 3, 10),
    )  # fmt: skip
    with pytest.raises(NotReady, match="jusqu'à 2 h"):
        step(case, "submit", house.agent, paris(2026, 3, 16))


def test_a_night_is_read_from_noon_to_noon():
    assert rank_of("22:00") < rank_of("23:30") < rank_of("00:00") < rank_of("01:30") < rank_of("07:00")


@pytest.fixture()
def parameters(db):
    load_initial(at=paris(2026, 1, 2))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"dance_venue": True}, "dance_venue", "7 h sans dérogation"),
        ({"requested_close_time": "00:00"}, "requested_close_time", "Aucune dérogation"),
        ({"requested_close_time": "23:30"}, "requested_close_time", "Aucune dérogation"),
        ({"requested_close_time": "05:30"}, "requested_close_time", "rouvrir à 5 h"),
        ({"requested_close_time": "25:99"}, "requested_close_time", "25:99"),
        ({"days": []}, "days", "au moins une nuit"),
        ({"days": ["someday"]}, "days", "someday"),
        ({"capacity": 0}, "capacity", "supérieure ou égale à 1"),
        ({"incidents_12m": -1}, "incidents_12m", "supérieure ou égale à 0"),
        ({"music": "loud"}, "music", "loud"),
        ({"granted_close_time": "03:00"}, "granted_close_time", "ne peut dépasser"),
        ({"granted_close_time": "23:00"}, "granted_close_time", "Aucune dérogation"),
        ({"granted_months": 2}, "granted_months", "entre 3 et 12 mois"),
        ({"granted_months": 13}, "granted_months", "entre 3 et 12 mois"),
    ],
)
def test_a_late_opening_that_makes_no_sense_is_refused_beside_its_field(parameters, changes, field, sentence):
    assert LateOpeningForm(LATE_ANSWERS).is_valid()
    refused = LateOpeningForm({**LATE_ANSWERS, **changes})
    assert list(refused.errors) == [field]
    assert sentence in refused.errors[field][0]


@pytest.mark.parametrize(("months", "accepted"), [(1, True), (24, True), (25, False)])
def test_a_renewal_may_last_up_to_two_years(parameters, months, accepted):
    assert RenewalForm({**LATE_ANSWERS, "granted_months": months}).is_valid() is accepted


def test_what_the_client_has_not_confirmed_is_marked(parameters):
    hours = Parameter.objects.filter(code__in=["late_opening.closing_hour", "late_opening.opening_hour"])
    assert set(hours.values_list("confidence", flat=True)) == {"low"}
    assert registry.procedure(LATE).legal_check_required


# --- transfer of a licence ----------------------------------------------------------------------------------


def test_a_licence_is_transferred_from_the_request_to_the_notification(house):
    case = drafted(house, both_mayors(house, transfer(house)), "grant", paris(2026, 3, 16))
    case = step(case, "submit", house.agent, paris(2026, 3, 16))
    case = step(case, "sign", house.head, paris(2026, 3, 17))
    case = step(
        case, "notify", house.agent, paris(2026, 3, 20), notified_at=paris(2026, 3, 20), mode="by_hand", reference="R 2"
    )
    assert (case.stage, case.is_open, case.permit) == ("in_force", False, None)
    order = text_of(case, "order_grant")
    for sentence in (
        "licence IV n° 94-IV-118 de la commune de Vincennes", "est autorisé au bénéfice de SARL Le Zinc",
        "15 jours au moins avant", "commune de départ (Vincennes)",
        "Vu l'avis favorable rendu le 9 mars 2026 par le maire de la commune de départ",
    ):  # fmt: skip
        assert sentence in order
    assert "nouveau transfert" not in order


def test_a_licence_from_a_neighbour_department_is_told_of_the_eight_years_to_come(house):
    case = both_mayors(house, transfer(house, from_department="93", from_commune="Montreuil"))
    case = drafted(house, case, "grant", paris(2026, 3, 16))
    assert case.decision.articles[-1].endswith("pendant 8 ans.")
    assert said(case, paris(2026, 3, 16)) == []


@pytest.mark.parametrize(
    ("last", "opinion", "refused"),
    [
        (True, "unfavourable", "L'avis conforme n'est pas favorable (défavorable)"),
        (True, "no_opinion", None),
        (False, "unfavourable", None),
        (True, "favourable", None),
    ],
)
def test_the_last_licence_iv_leaves_only_if_its_mayor_agrees(house, last, opinion, refused):
    """Example E15 (iii)."""
    if opinion == "no_opinion":
        case = step(
            transfer(house, last_licence_iv_of_commune=last), "declare_complete", house.agent, paris(2026, 3, 3)
        )
        case = step(
            case,
            "request_opinion",
            house.agent,
            paris(2026, 3, 4),
            opinion="town_hall_from",
            email="mairie@ailleurs.invalid",
        )
        case = asked(house, case, "town_hall_to", paris(2026, 3, 4), "favourable", "", house.town_hall)
        case = drafted(house, case, "grant", paris(2026, 4, 20))
        assert any("L'avis conforme n'est pas rendu" in sentence for sentence in said(case, paris(2026, 4, 20)))
        return
    case = both_mayors(house, transfer(house, last_licence_iv_of_commune=last), opinion)
    assert case.consultations.get(code="town_hall_from").is_binding is last
    case = drafted(house, case, "grant", paris(2026, 3, 16))
    if refused is None:
        assert step(case, "submit", house.agent, paris(2026, 3, 16)).stage == "signature"
        return
    with pytest.raises(NotReady) as refusal:
        step(case, "submit", house.agent, paris(2026, 3, 16))
    assert refused in str(refusal.value)
    case = step(case, "resume_review", house.agent, paris(2026, 3, 17))
    case = drafted(house, case, "refusal", paris(2026, 3, 17))
    case = step(case, "submit", house.agent, paris(2026, 3, 17))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 18))
    case = step(
        case, "notify", house.agent, paris(2026, 3, 23), notified_at=paris(2026, 3, 21), mode="registered_post",
        reference="1A 204 118 3373 2",
    )  # fmt: skip
    assert (case.stage, case.outcome) == ("closed", "refusal")


@pytest.mark.parametrize(
    ("from_department", "moved_on", "told"),
    [
        ("92", "2023-03-16", True),  # three years ago
        ("92", "2018-03-17", True),  # the eve of the eighth year
        ("92", "2018-03-16", False),
        ("94", "2023-03-16", False),  # it stays in its department
        ("92", None, False),
    ],
)
def test_a_licence_does_not_change_department_twice_in_eight_years(house, from_department, moved_on, told):
    """Example E15 (iv)."""
    answers = {"from_department": from_department, "last_department_transfer_on": moved_on}
    case = drafted(house, both_mayors(house, transfer(house, **answers)), "grant", paris(2026, 3, 16))
    assert any("a changé de département" in sentence for sentence in said(case, paris(2026, 3, 16))) is told


@pytest.mark.parametrize(("exempt", "blocked"), [(False, True), (True, False)])
def test_a_licence_comes_from_the_department_or_from_a_neighbour(house, exempt, blocked):
    case = both_mayors(house, transfer(house, from_department="other", tourist_exemption=exempt))
    case = drafted(house, case, "grant", paris(2026, 3, 16))
    for blocking in (True, False):
        sentences = said(case, paris(2026, 3, 16), blocking=blocking)
        assert any("n'est pas limitrophe" in sentence for sentence in sentences) is (blocking is blocked)


@pytest.mark.parametrize(("worked_on", "lapsed"), [("2021-03-02", False), ("2021-03-01", True)])
def test_a_licence_left_idle_for_five_years_is_not_passed_on(house, worked_on, lapsed):
    case = both_mayors(house, transfer(house, last_exploitation_on=worked_on))
    case = drafted(house, case, "grant", paris(2026, 3, 16))
    assert any("ne peut plus être transmise" in sentence for sentence in said(case, paris(2026, 3, 16))) is lapsed


def test_a_protected_place_nearby_is_pointed_out(house):
    case = drafted(house, both_mayors(house, transfer(house, distance_protected_m=40)), "grant", paris(2026, 3, 16))
    assert any("protégé est à 40 mètres" in sentence for sentence in said(case, paris(2026, 3, 16), blocking=False))


def test_the_two_months_of_a_transfer_run_from_the_complete_request(house):
    case = opened(house, TRANSFER, TRANSFER_ANSWERS, missing=("lease",))
    assert case.deadlines.get(code="silence").due_on is None
    case = step(case, "receive_pieces", house.agent, paris(2026, 3, 31), pieces=["lease"])
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 31))
    assert case.deadlines.get(code="silence").due_on == date(2026, 5, 31)
    act_on_silences(at=paris(2026, 6, 1))
    case.refresh_from_db()
    assert case.stage == "implicit_rejected"


def test_the_letters_of_a_transfer_give_no_date_that_the_law_has_not_set_yet(house):
    """The clock waits for the complete dossier: nothing is suspended, nothing is dated."""
    case = opened(house, TRANSFER, TRANSFER_ANSWERS, missing=("lease",))
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 4))
    case = step(
        case, "request_pieces", house.agent, paris(2026, 3, 5), pieces=["lease"], notified_on=date(2026, 3, 5),
        limit_on=date(2026, 4, 4),
    )  # fmt: skip
    for purpose in ("acknowledgement", "completeness_request"):
        letter = text_of(case, purpose)
        assert "à compter de la réception du dossier complet" in letter
        assert "suspendu" not in letter


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"licence_type": "II"}, "licence_type"),
        ({"licence_type": "III", "last_licence_iv_of_commune": True}, "last_licence_iv_of_commune"),
        ({"from_department": "13"}, "from_department"),
        ({"from_commune": ""}, "from_commune"),
        ({"from_commune": "V" * 600}, "from_commune"),
        ({"distance_protected_m": -1}, "distance_protected_m"),
        ({"last_exploitation_on": "1889-01-01"}, "last_exploitation_on"),
        ({"last_exploitation_on": ""}, "last_exploitation_on"),
    ],
)
def test_a_transfer_that_makes_no_sense_is_refused_beside_its_field(changes, field):
    answers = {**TRANSFER_ANSWERS, "last_department_transfer_on": ""}
    form = TransferForm(answers)
    assert form.is_valid()
    assert json_answers(form) == TRANSFER_ANSWERS
    assert list(TransferForm({**answers, **changes}).errors) == [field]


# --- hostile names, and the closure ---------------------------------------------------------------------------


def test_a_name_that_looks_like_html_stays_text_in_the_acts(house):
    party = {**OPERATOR, "last_name": "<script>alert(1)</script> & fils"}
    case = opened(house, TRANSFER, {**TRANSFER_ANSWERS, "from_commune": "<b>{{ case.pk }}</b>"}, party=party)
    case = drafted(house, both_mayors(house, case), "grant", paris(2026, 3, 16))
    case = step(case, "submit", house.agent, paris(2026, 3, 16))
    case = step(case, "sign", house.head, paris(2026, 3, 17))
    html = case.letters.get(purpose="order_grant").letter.html
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;{{ case.pk }}&lt;/b&gt;" in html


def closure_in_force(house, **answers):
    case = step(open_closure(house, **answers), "qualify", house.agent, paris(2026, 5, 11))
    case = step(
        case, "waive_hearing", house.head, paris(2026, 5, 12), exception="urgency", exception_reason="Rixe annoncée."
    )
    case = step(drafted(house, case, "closure", paris(2026, 5, 12)), "submit", house.agent, paris(2026, 5, 12))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 5, 13))
    return step(
        case, "notify", house.agent, paris(2026, 5, 14), notified_at=paris(2026, 5, 14), mode="police_report",
        reference="PV 2026/810",
    )  # fmt: skip


@pytest.mark.parametrize(("sub_basis", "annulled"), [("2", False), ("3", True)])
def test_a_closure_for_crimes_notes_that_the_operating_permit_is_annulled(house, sub_basis, annulled):
    case = closure_in_force(house, sub_basis=sub_basis)
    assert case.decision.details.get("permit_annulled", False) is annulled
    assert ("annulation du permis d'exploitation" in text_of(case, "order_closure")) is annulled


@pytest.mark.parametrize("committed", [True, False])
def test_the_commitment_to_be_trained_is_a_reason_of_a_shorter_closure(house, committed):
    case = closure_in_force(house, training_commitment=committed)
    assert any("s'engage à suivre la formation" in ground for ground in case.decision.grounds) is committed


# --- withdrawal of a derogation -----------------------------------------------------------------------------


def withdrawal(house, permit, **answers):
    facts = {
        "facts": ["14 mai 2026 : fermeture constatée à 4 h 10"], "last_facts_on": "2026-05-14", "report_references": [],
    }  # fmt: skip
    case = opened(
        house, "late_opening_withdrawal", {**facts, **answers}, received_on=date(2026, 5, 18), renews=permit,
        channel="police",
    )  # fmt: skip
    return step(case, "qualify", house.agent, paris(2026, 5, 18))


def test_a_derogation_is_withdrawn_only_after_its_holder_was_heard(house):
    """Invited on 19 May until 3 June: nothing is signed before the 4th; the title ends with the notification."""
    permit = granted(house).permit
    case = drafted(house, withdrawal(house, permit), "withdrawal", paris(2026, 5, 19))
    assert said(case, paris(2026, 5, 19)) == ["La procédure contradictoire n'a pas été engagée."]
    case = step(case, "resume_review", house.agent, paris(2026, 5, 19))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 19), **HEARING)
    assert permit.number in text_of(case, "hearing_invitation")
    case = drafted(house, case, "withdrawal", paris(2026, 5, 20))
    with pytest.raises(NotReady, match="03/06/2026"):
        step(case, "submit", house.agent, paris(2026, 6, 3))
    case = step(case, "submit", house.agent, paris(2026, 6, 4))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 6, 5))
    permit.refresh_from_db()
    assert permit.state == "in_force"
    case = step(
        case, "notify", house.agent, paris(2026, 6, 9), notified_at=paris(2026, 6, 8), mode="by_hand", reference="R 3"
    )
    permit.refresh_from_db()
    assert (case.stage, permit.state, permit.state_changed_on) == ("closed", "withdrawn", date(2026, 6, 8))
    order = text_of(case, "order_withdrawal")
    assert f"La dérogation n° {permit.number} accordée à SARL Le Zinc" in order
    assert RegisterIssue.objects.get().entries.count() == 1  # the grant, and nothing against a person


@pytest.mark.parametrize(
    ("answers", "at", "sentence"),
    [
        ({"last_facts_on": "2026-05-19"}, paris(2026, 6, 5), "postérieurs au rapport"),
        ({}, paris(2027, 3, 18), "a expiré le 17 mars 2027"),
    ],
)
def test_a_withdrawal_that_strikes_nothing_is_not_signed(house, answers, at, sentence):
    case = drafted(house, withdrawal(house, granted(house).permit, **answers), "withdrawal", paris(2026, 5, 19))
    assert any(sentence in message for message in said(case, at))


# --- the demonstration --------------------------------------------------------------------------------------


def test_the_stories_of_the_outlets_end_at_every_stage(db, at):
    build(at)
    teller = Teller(at)
    play((*stories(teller), *outlet_measures.stories(teller)), until=at)
    cases = Case.objects.filter(procedure_code__in=[LATE, RENEWAL, TRANSFER, "late_opening_withdrawal"])
    ends = set(cases.values_list("procedure_code", "stage"))
    assert {
        (LATE, "consultation"), (LATE, "hearing"), (LATE, "closed"), (LATE, "notified"), (RENEWAL, "review"),
        ("late_opening_withdrawal", "closed"), (TRANSFER, "received"), (TRANSFER, "in_force"),
    } <= ends  # fmt: skip
    others = set(Case.objects.exclude(pk__in=cases).values_list("procedure_code", "stage"))
    assert {
        ("closure_warning", "warned"), ("closure_warning", "proposal"), ("closure_takeaway", "ended"),
        ("closure_drug_trafficking_money_laundering", "in_execution"), ("closure_music_venue", "redirected"),
        ("drink_outlet_declaration_copy", "closed"), ("drink_outlet_declaration_copy", "received"),
        ("administrative_closure_outlet", "in_execution"), ("protected_zone_exception", "consultation"),
    } <= others  # fmt: skip
    assert Licence.objects.count() >= 6
    assert cases.count() <= 12
    assert Permit.objects.filter(procedure_code=LATE, state="withdrawn").count() == 1
