"""Correcting a request: before it is decided, with a reason, and what follows from the corrected values."""

from datetime import date

import pytest

from directorate.casework.correction import NO_LONGER_NEEDED, correct_case
from directorate.casework.errors import DatesOutOfOrder, StageConflict, StaleCase, TransitionNotAllowed
from directorate.casework.models import Case, Party, Piece
from directorate.journal.models import JournalEntry
from directorate.parameters.models import Parameter
from directorate.web.errors import DomainError
from tests.factories import (
    COMPANY,
    DEMONSTRATION_ANSWERS,
    PERSON,
    PLACE,
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

AT = paris(2026, 3, 5, 11)


def correct(house, case, *, by=None, at=AT, version=None, reason="Erreur de saisie", **changes):
    """A correction of a video-protection case that changes only what is said."""
    values = {
        "party": {**COMPANY, **changes.pop("party", {})},
        "place": PLACE,
        "commune": house.creteil,
        "answers": {**VIDEO_ANSWERS, **changes.pop("answers", {})},
        "received_on": case.received_on,
        "channel": case.channel,
    }
    return correct_case(case=case, version=version, reason=reason, by=by or house.agent, at=at, **{**values, **changes})


def written(case) -> dict[str, tuple[str, str]]:
    entry = JournalEntry.objects.filter(action="case.corrected", subject_id=str(case.pk)).latest("pk")
    return {change["label"]: (change["before"], change["after"]) for change in entry.details["changes"]}


# --- what changes -------------------------------------------------------------------------------------------


def test_the_person_is_corrected_and_the_journal_says_what_was_and_what_is(house):
    case = open_video_case(house)
    corrected = correct(house, case, party={"last_name": "Pharmacie <b>du Port</b>", "phone": "01 00 00 00 01"})
    case.refresh_from_db()
    assert case.party_name == str(case.party) == "Pharmacie <b>du Port</b>"
    assert (corrected.version, case.version, case.changed_by) == (2, 2, house.agent)
    assert written(case) == {
        "Nom ou raison sociale": ("Pharmacie du Lac", "Pharmacie <b>du Port</b>"),
        "Téléphone": ("", "01 00 00 00 01"),
    }
    details = JournalEntry.objects.get(action="case.corrected").details
    assert details["reason"] == "Erreur de saisie"
    assert details["corrected"] == ["Nom ou raison sociale", "Téléphone"]


def test_the_place_and_the_title_that_names_it_are_corrected_together(house):
    case = open_video_case(house)
    correct(
        house, case, commune=house.vincennes,
        place={"name": "Officine du Bois", "address": "1 rue du Bois", "on_orly_platform": True},
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    assert case.title == "Vidéoprotection, Officine du Bois, 1 rue du Bois"
    assert (case.commune, case.place.commune, case.place.on_orly_platform) == (house.vincennes, house.vincennes, True)
    assert written(case)["Sur la plate-forme de Paris-Orly"] == ("non", "oui")
    assert written(case)["Commune"] == ("Créteil", "Vincennes")
    assert written(case)["Objet"][1] == case.title


def test_a_person_shared_with_another_case_is_not_changed_there(house):
    case, other = open_video_case(house), open_video_case(house)
    Case.objects.filter(pk=other.pk).update(party=case.party, place=case.place)
    correct(house, case, party={"last_name": "Autre nom"}, place={**PLACE, "name": "Autre lieu"})
    other = Case.objects.get(pk=other.pk)
    assert (other.party.last_name, other.place.name) == ("Pharmacie du Lac", "Pharmacie du Lac")
    case = Case.objects.get(pk=case.pk)
    assert (case.party.last_name, case.place.name) == ("Autre nom", "Autre lieu")


def test_answers_are_corrected_in_words_and_a_forgotten_question_is_kept(house):
    case = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(answers={**case.answers, "former_question": "oui"})
    correct(house, case, answers={"cameras_indoor": 6, "live_viewing": True, "activity": "bank"})
    case.refresh_from_db()
    assert case.answers["former_question"] == "oui"
    assert written(case) == {
        "Activité": ("Pharmacie", "Banque"),
        "Caméras intérieures": ("4", "6"),
        "Visionnage en direct": ("non", "oui"),
    }


def test_a_box_that_was_never_shown_is_not_said_to_have_changed(house):
    case = open_video_case(house)
    del case.answers["live_viewing"]
    case.save()
    correct(house, case, answers={"retention_days": 10})
    assert list(written(case)) == ["Conservation des images (jours)"]


def test_the_event_follows_the_answers_and_its_deadline_with_it(house):
    case = open_demonstration(house)
    answers = {
        **DEMONSTRATION_ANSWERS,
        "starts_at": "2026-05-09T14:00:00+02:00",
        "ends_at": "2026-05-09T18:00:00+02:00",
    }
    correct(house, case, party=PERSON, place=None, commune=house.vincennes, answers=answers, at=paris(2026, 5, 5))
    case.refresh_from_db()
    assert case.event_at == paris(2026, 5, 9, 14, 0)
    assert case.deadlines.get(code="event").due_on == date(2026, 5, 9)
    assert case.next_due_on == date(2026, 5, 9)
    assert written(case)["Date de l'événement"] == ("16 mai 2026 à 14 h 00", "9 mai 2026 à 14 h 00")


def test_the_duration_of_a_closure_is_corrected_while_the_person_is_heard(house):
    case = step(open_closure(house), "qualify", house.agent, paris(2026, 5, 11, 10))
    case = step(
        case, "invite_to_hearing", house.agent, paris(2026, 5, 11, 11), facts="Rixe", contemplated_measure="Fermeture"
    )
    correct(
        house, case, party={**PERSON, "address": "8 rue du Pont\n94000 Créteil", "representative": "", "siret": ""},
        place={"name": "Bar du Pont", "address": "8 rue du Pont"}, answers={**case.answers, "duration_days": 20},
        at=paris(2026, 5, 12),
    )  # fmt: skip
    assert written(case) == {"Durée de fermeture envisagée (jours)": ("30", "20")}
    case.refresh_from_db()
    assert (case.stage, case.answers["duration_days"]) == ("hearing", 20)


# --- the day of receipt -------------------------------------------------------------------------------------


def test_an_earlier_receipt_moves_the_time_limit_and_what_came_with_it(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    assert case.complete_on == date(2026, 3, 2)
    correct(house, case, received_on=date(2026, 2, 20), channel="post")
    case.refresh_from_db()
    assert case.complete_on == date(2026, 2, 20)
    assert set(case.pieces.values_list("received_on", flat=True)) == {date(2026, 2, 20)}
    assert case.deadlines.get(code="silence").due_on == date(2026, 6, 20)
    assert written(case) == {
        "Reçu le": ("2 mars 2026", "20 février 2026"),
        "Canal": ("Guichet", "Courrier"),
        "Complet le": ("2 mars 2026", "20 février 2026"),
        "Prochaine échéance": ("Rejet né du silence, 2 juillet 2026", "Rejet né du silence, 20 juin 2026"),
    }


def test_the_rule_is_that_of_the_corrected_day_of_receipt(house):
    months = Parameter.objects.get(code="video_protection.decision_months")
    Parameter.objects.filter(pk=months.pk).update(valid_to=date(2026, 3, 1))
    months.pk, months.value, months.valid_from = None, 2, date(2026, 3, 1)
    months.save()
    case = open_video_case(house)
    assert case.deadlines.get(code="silence").due_on == date(2026, 5, 2)
    correct(house, case, received_on=date(2026, 2, 20))
    assert case.deadlines.get(code="silence").due_on == date(2026, 6, 20)


@pytest.mark.parametrize(("day", "sentence"), [(date(2026, 3, 6), "avenir"), (date(2026, 3, 5), "04/03/2026")])
def test_a_receipt_in_the_future_or_after_what_was_done_since_is_refused(house, day, sentence):
    case = open_video_case(house, missing=("report",))
    step(case, "receive_pieces", house.agent, paris(2026, 3, 4), pieces=["report"], received_on=date(2026, 3, 4))
    with pytest.raises(DatesOutOfOrder, match=sentence) as refusal:
        correct(house, case, received_on=day)
    assert refusal.value.field == "received_on"
    case.refresh_from_db()
    assert case.received_on == date(2026, 3, 2)


# --- pieces -------------------------------------------------------------------------------------------------


def test_pieces_follow_the_answers_and_none_is_deleted(house):
    case = open_video_case(house, missing=("installer_certificate",))
    codes = set(case.pieces.values_list("code", flat=True))
    correct(house, case, answers={"installer_certified": False, "cameras_indoor": 12})
    pieces = {piece.code: piece for piece in case.pieces.all()}
    assert set(pieces) == codes | {"technical_questionnaire", "detail_plan"}
    assert pieces["technical_questionnaire"].state == pieces["detail_plan"].state == Piece.State.EXPECTED
    waived = pieces["installer_certificate"]
    assert (waived.state, waived.remark) == (Piece.State.WAIVED, NO_LONGER_NEEDED)
    details = JournalEntry.objects.get(action="case.corrected").details
    assert len(details["pieces_added"]) == 2
    assert details["pieces_waived"] == [waived.label]


def test_a_piece_needed_again_is_expected_again_and_one_that_came_is_kept(house):
    case = open_video_case(house, missing=("installer_certificate",))
    correct(house, case, answers={"installer_certified": False})
    case.pieces.filter(code="technical_questionnaire").update(state="received", received_on=date(2026, 3, 4))
    correct(house, case, answers={"installer_certified": True})
    assert case.pieces.get(code="installer_certificate").state == Piece.State.EXPECTED
    assert case.pieces.get(code="technical_questionnaire").state == Piece.State.RECEIVED


def test_a_piece_that_somebody_waived_stays_waived(house):
    case = open_video_case(house)
    case.pieces.filter(code="installer_certificate").update(state="waived", remark="Vu sur place", received_on=None)
    correct(house, case, answers={"installer_certified": False})
    correct(house, case, answers={"installer_certified": True})
    assert case.pieces.get(code="installer_certificate").remark == "Vu sur place"


# --- when and by whom ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "sentence"), [(at_signature, "à la signature : le faire d'abord renvoyer"), (signed, "Signé, à notifier")]
)
def test_a_request_at_the_signature_or_after_is_no_longer_corrected(house, build, sentence):
    case = build(house)
    with pytest.raises(StageConflict, match=sentence):
        correct(house, case, party={"phone": "01 00 00 00 01"}, at=paris(2026, 4, 16))


def test_a_draft_returned_may_be_corrected(house):
    case = step(at_signature(house), "return_draft", house.head, paris(2026, 4, 15), reason="Vérifier le nom")
    correct(house, case, party={"phone": "01 00 00 00 01"}, at=paris(2026, 4, 16))
    case.refresh_from_db()
    assert case.stage == "proposal"


def test_a_draft_keeps_the_words_already_written(house):
    case = drafted(house, with_commission_opinion(house, open_video_case(house)), "grant", paris(2026, 4, 13))
    articles = case.decision.articles
    correct(house, case, party={"last_name": "Autre nom"}, at=paris(2026, 4, 13))
    case.decision.refresh_from_db()
    assert case.decision.articles == articles


def test_an_old_page_is_told_who_changed_the_case_and_when(house):
    case = open_video_case(house)
    correct(house, case, by=house.colleague, version=1, party={"phone": "01 00 00 00 01"})
    with pytest.raises(StaleCase, match=r"Yves Leroux, le 05/03/2026 à 11:30"):
        correct(house, case, version=1, party={"phone": "01 00 00 00 02"})
    case.party.refresh_from_db()
    assert case.party.phone == "01 00 00 00 01"


@pytest.mark.parametrize("who", ["stranger", "administrator", "chief_of_staff"])
def test_only_those_who_work_on_the_case_correct_it(house, who):
    with pytest.raises(TransitionNotAllowed):
        correct(house, open_video_case(house), by=getattr(house, who), party={"phone": "01 00 00 00 01"})


def test_nobody_corrects_a_secret_case_that_does_not_name_them(house):
    case = open_video_case(house)
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    with pytest.raises(TransitionNotAllowed):
        correct(house, case, by=house.colleague, party={"phone": "01 00 00 00 01"})
    correct(house, case, by=house.agent, party={"phone": "01 00 00 00 01"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  ", "party": {"phone": "1"}}, "reason"),
        ({}, ""),
        ({"place": None}, "place_name"),
        ({"commune": None}, "commune"),
    ],
)
def test_a_refused_correction_says_where_and_changes_nothing(house, changes, field):
    case = open_video_case(house)
    with pytest.raises(DomainError) as refusal:
        correct(house, case, **changes)
    assert refusal.value.field == field
    assert Case.objects.get(pk=case.pk).version == 1
    assert Party.objects.get().phone == ""
    assert not JournalEntry.objects.filter(action="case.corrected").exists()


# --- the agenda ---------------------------------------------------------------------------------------------


def test_the_agenda_of_a_session_to_come_reads_like_the_case(house):
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)
    correct(house, case, place={**PLACE, "name": "Officine du Bois"})
    assert "Officine du Bois" in house.session.items.get().title


def test_what_was_heard_keeps_its_words(house):
    case = with_commission_opinion(house, open_video_case(house))
    correct(house, case, place={**PLACE, "name": "Officine du Bois"}, at=paris(2026, 4, 12))
    assert "Officine du Bois" not in house.session.items.get().title
