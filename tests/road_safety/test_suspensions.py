"""A suspended licence as a case: the clock of the retention, the act signed in time, its term, judge and doctor."""

from datetime import date, timedelta

import pytest

from directorate.casework.errors import NotReady
from directorate.casework.operations import take_transition
from directorate.demonstration.gestures import follow_up
from directorate.documents.markup import plain_text
from directorate.journal.models import JournalEntry
from directorate.parameters.operations import load_initial
from directorate.web.errors import DomainError
from road_safety.procedures.licence_suspensions import RetentionForm, SuspensionForm
from road_safety.suspensions.facts import WITHOUT_RETENTION, replacement_of
from tests.people import paris
from tests.road_safety.suspension_rows import draft, form_data, notified, opened, signed

# Friday 27 March 2026 at 20:00, the night before the clocks change: alcohol.
DUE = paris(2026, 4, 1, 21, 0)


def test_sus_01_the_hours_are_counted_across_the_change_of_hour(house):
    clock = opened(house).deadlines.get(code="decision")
    assert clock.due_at == DUE
    assert "120 heures, d'heure à heure" in str(clock.computation)
    speed = opened(house, cause="speed", measured="45", measure_unit="km_h")
    assert speed.deadlines.get(code="decision").due_at == paris(2026, 3, 30, 21, 0)


def test_sus_01_met_by_the_signature(house):
    case = signed(house, opened(house), at=paris(2026, 3, 28, 11))
    assert case.stage == "decided"
    assert case.deadlines.get(code="decision").state == "met"


@pytest.mark.parametrize(("minutes", "accepted"), [(0, True), (1, False)])
def test_sus_01_signed_at_the_last_minute_and_refused_at_the_next(house, minutes, accepted):
    case = draft(house, opened(house), "suspension", paris(2026, 4, 1, 20))
    case = take_transition(case=case, name="submit", by=house.stranger, at=paris(2026, 4, 1, 20, 30))
    at = DUE + timedelta(minutes=minutes)
    if accepted:
        assert take_transition(case=case, name="sign", by=house.chief_of_staff, at=at).stage == "decided"
        return
    with pytest.raises(NotReady, match="Le délai de 120 heures a expiré mercredi 1er avril 2026 à 21 h 00"):
        take_transition(case=case, name="sign", by=house.chief_of_staff, at=at)
    # The licence goes back: the file is closed, its clock is of no more use.
    back = take_transition(case=case, name="return_draft", by=house.director, at=at, reason="Délai expiré.")
    back = take_transition(case=back, name="close_no_further_action", by=house.director, at=at, reason="Permis rendu.")
    assert back.deadlines.get(code="decision").state == "void"


def test_who_signs_tonight_is_said_and_the_agent_does_not(house):
    case = draft(house, opened(house), "suspension", paris(2026, 3, 28, 10))
    case = take_transition(case=case, name="submit", by=house.stranger, at=paris(2026, 3, 28, 10))
    with pytest.raises(DomainError):
        take_transition(case=case, name="sign", by=house.stranger, at=paris(2026, 3, 28, 11))


def test_sus_03_the_measure_runs_from_the_retention_and_keeps_its_day_number(house):
    case = notified(house, signed(house, opened(house, duration_months=6), at=paris(2026, 3, 28, 11)))
    assert case.stage == "in_execution"
    details = case.decision.details
    assert (details["starts_on"], details["ends_on"]) == ("2026-03-27", "2026-09-27")
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 9, 27)


def test_the_act_says_what_it_decides_and_is_not_published(house):
    case = signed(house, opened(house), at=paris(2026, 3, 28, 11))
    words = plain_text(case.decision.letter.html)
    for expected in (
        "suspension du permis de conduire de Gaspard Tellier", "pour une durée de 4 mois à compter de la date de"
        " rétention du permis", "27 mars 2026 à 20 h 00", "Une copie en est adressée au procureur",
        "Conduire malgré cette mesure est un délit", "se soumet à ses frais à un contrôle médical",
    ):  # fmt: skip
        assert expected.lower() in words.lower(), words
    case = notified(house, case)
    assert case.stage == "in_execution" and case.published_on is None
    assert not hasattr(case.decision.letter, "register_entry")


def test_sus_03_without_retention_it_runs_from_the_notification_after_a_hearing(house):
    at = paris(2026, 3, 30)
    case = opened(house, code=WITHOUT_RETENTION, at=at, cause="speed", measured="52", measure_unit="km_h",
                  duration_months=5)  # fmt: skip
    assert not case.deadlines.filter(code="decision").exists()
    with pytest.raises(DomainError):
        case = draft(house, case, "suspension", at)
        take_transition(case=case, name="submit", by=house.stranger, at=at)
    case = take_transition(case=case, name="resume_review", by=house.stranger, at=at)
    case = take_transition(
        case=case, name="invite_to_hearing", by=house.stranger, at=at, sent_on=at.date(),
        deadline_on=at.date() + timedelta(days=15), facts="Excès de vitesse.", contemplated_measure="Cinq mois.",
    )  # fmt: skip
    later = paris(2026, 4, 20)
    case = take_transition(case=case, name="record_observations", by=house.stranger, at=later, mode="written",
                           observations_on=later.date(), observations="Regrets.")  # fmt: skip
    case = notified(house, signed(house, case, at=later), at=paris(2026, 4, 22, 18))
    assert case.decision.details["starts_on"] == "2026-04-22"
    assert case.decision.details["ends_on"] == "2026-09-22"


def test_sus_04_the_judge_replaces_the_measure_and_ends_it(house):
    case = notified(house, signed(house, opened(house, duration_months=6), at=paris(2026, 3, 28, 11)))
    at = paris(2026, 6, 29)
    follow_up(case, at, "Jugement reçu.", ruled_on="2026-06-27", ruling="suspension", ruled_months=8)
    case.refresh_from_db()
    case = take_transition(case=case, name="end_measure", by=house.stranger, at=at, text="Jugement du 27 juin.")
    assert case.stage == "ended"
    assert case.decision.details["replaced_on"] == "2026-06-27"


def test_sus_04_a_suspension_by_the_judge_is_not_taken_for_nothing_without_its_length(house):
    case = notified(house, signed(house, opened(house, duration_months=6), at=paris(2026, 3, 28, 11)))
    case.answers |= {"ruled_on": "2026-06-27", "ruling": "suspension", "ruled_months": None}
    assert replacement_of(case) is None
    case.answers["ruled_months"] = 8
    assert replacement_of(case).left_until is not None


def test_sus_04_and_05_a_measure_ends_at_its_term_once_the_doctor_has_spoken(house):
    case = notified(house, signed(house, opened(house, duration_months=4), at=paris(2026, 3, 28, 11)))
    end = {"case": case, "name": "end_measure", "by": house.stranger, "text": "Terme."}
    with pytest.raises(DomainError, match="jusqu'au .*27 juillet 2026 : la faire lever par le chef du bureau"):
        take_transition(at=paris(2026, 7, 26), **end)
    with pytest.raises(DomainError, match="avis médical est nécessaire"):
        take_transition(at=paris(2026, 7, 27), **end)
    follow_up(case, paris(2026, 7, 27), "Avis.", medical_on="2026-07-20", medical_result="fit")
    case.refresh_from_db()
    assert take_transition(at=paris(2026, 7, 27), **{**end, "case": case}).stage == "ended"


def test_sus_05_the_doctor_is_awaited_until_the_term_and_his_conclusion_alone_is_kept(house):
    case = notified(house, signed(house, opened(house), at=paris(2026, 3, 28, 11)))
    assert case.deadlines.get(code="doctor").due_on == date(2026, 7, 27)
    follow_up(case, paris(2026, 7, 1), "Avis.", medical_on="2026-06-30", medical_result="fit")
    assert case.deadlines.get(code="doctor").state == "met"
    month = opened(house, cause="phone", duration_months=1)
    month = notified(house, signed(house, month, at=paris(2026, 3, 28, 11)))
    assert not month.deadlines.filter(code="doctor").exists()
    assert "contrôle médical" not in plain_text(month.decision.letter.html)


@pytest.mark.parametrize(
    ("outcome", "answers", "sentence"),
    [
        ("device", {"cause": "drugs"}, "ne répond qu'à l'alcool"),
        ("ban", {}, "vise un permis délivré à l'étranger"),
        ("suspension", {"foreign_licence": True}, "choisir l'interdiction de conduire"),
        ("suspension", {"cause": "speed", "duration_months": 7}, "ne peut dépasser 6 mois"),
    ],
)
def test_sus_02_and_06_the_measure_fits_the_licence_and_the_cause(house, outcome, answers, sentence):
    case = draft(house, opened(house, **answers), outcome, paris(2026, 3, 28, 10))
    with pytest.raises(NotReady, match=sentence):
        take_transition(case=case, name="submit", by=house.stranger, at=paris(2026, 3, 28, 10))


@pytest.mark.parametrize(
    ("form", "changes", "field"),
    [
        (RetentionForm, {"retained_at": "2026-03-27T19:00"}, "retained_at"),
        (RetentionForm, {"retained_at": ""}, "retained_at"),
        (SuspensionForm, {"measure_unit": "km_h"}, "measure_unit"),
        (SuspensionForm, {"measure_unit": ""}, "measure_unit"),
        (SuspensionForm, {"licence_end": "12a4"}, "licence_end"),
        (SuspensionForm, {"cause": "speed", "measured": "", "measure_unit": "", "duration_months": "7"},
         "duration_months"),
        (SuspensionForm, {"duration_months": "13"}, "duration_months"),
        (SuspensionForm, {"medical_result": "fit"}, "medical_on"),
        (SuspensionForm, {"ruled_on": "2026-03-27"}, "ruling"),
        (SuspensionForm, {"ruled_on": "2026-03-27", "ruling": "suspension"}, "ruled_months"),
        (SuspensionForm, {"offence_at": "2026-12-01T10:00"}, "offence_at"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_at_its_field(db, time_machine, form, changes, field):
    time_machine.move_to(paris(2026, 3, 28))
    load_initial(at=paris(2026, 1, 1))
    found = form({**form_data(), **changes})
    assert not found.is_valid()
    assert field in found.errors


def test_sus_02_an_empty_length_takes_that_of_the_scale(db, time_machine):
    time_machine.move_to(paris(2026, 3, 28))
    load_initial(at=paris(2026, 1, 1))
    found = RetentionForm(form_data())
    assert found.is_valid(), found.errors
    assert found.cleaned_data["duration_months"] == 4


@pytest.mark.parametrize(("months", "written"), [(4, None), (6, "barème 4 mois, décidé 6 mois")])
def test_sus_08_what_sets_the_decision_apart_from_the_scale_is_written(house, client, months, written):
    case = signed(house, opened(house, duration_months=months), at=paris(2026, 3, 28, 11))
    entry = JournalEntry.objects.filter(action="case.sign", subject_id=str(case.pk)).get()
    assert entry.details.get("scale") == written
    client.force_login(house.stranger)
    page = client.get(f"/dossiers/{case.reference}/?onglet=historique").content.decode()
    assert ("barème 4 mois, décidé 6 mois" in page) is bool(written)


def test_the_page_shows_the_clock_and_the_scale(house, client, time_machine):
    time_machine.move_to(paris(2026, 4, 1, 10, 0), tick=False)
    case = opened(house)
    client.force_login(house.stranger)
    page = client.get(f"/dossiers/{case.reference}/").content.decode()
    assert "Il reste <strong>11 h 00</strong> sur 120 heures" in page
    assert "mercredi 1er avril 2026 à 21 h 00" in page
    assert "Alcool, 0,52 mg/l" in page
    # Nobody of another bureau reads it, nor learns that it exists.
    client.force_login(house.agent)
    assert client.get(f"/dossiers/{case.reference}/").status_code == 404
