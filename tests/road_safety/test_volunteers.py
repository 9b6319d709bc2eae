"""The volunteers through their operations: each rule IDSR, the team of a mission, the money, what is sealed."""

import re
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.notifications.models import Notification
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.strategy import action_operations as actions
from road_safety.volunteers import claim_operations as claims
from road_safety.volunteers import links, queries
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers import people_operations as people
from road_safety.volunteers import training_operations as trainings
from road_safety.volunteers.models import Appointment, ExpenseClaim, Mission, MissionAssignment, Volunteer
from tests.people import paris
from tests.road_safety import strategy_stage
from tests.road_safety.volunteers_stage import AT, DAY, active, asked, candidate, confirmed, held, staffed, taught

D = Decimal
IBAN = "FR76 3000 6000 0112 3456 7890 189"
AFTER = paris(2026, 5, 12, 18)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(AT, tick=False)


def give(mission, person, by, **facts):
    return missions.assign(mission=mission, volunteer=person, has_accepted=True, by=by, at=AT, **facts)


# --- from the application to the missions ---------------------------------------------------------------------------


def test_a_candidate_becomes_active_by_one_order(bureau):
    by, town = bureau.agent, bureau.house.creteil
    rows = []
    for name in ("Aubry", "Sorel"):
        row = people.record_volunteer(last_name=name, first_name="Jeanne", origin="retired", home_commune=town,
                                      birth_date=date(1960, 2, 29), by=by, at=AT)  # fmt: skip
        row = people.interview(
            volunteer=row, interviewed_on=AT.date(), interview="Motivée et disponible.", by=by, at=AT
        )
        rows.append(people.begin_training(volunteer=row, by=by, at=AT))
    assert [row.number for row in rows] == ["IDSR-2026-01", "IDSR-2026-02"]
    first, second = people.appoint(volunteers=rows, starts_on=date(2026, 5, 1), signed_on=AT.date(), by=by, at=AT)
    assert first.order_id == second.order_id
    assert re.fullmatch(r"2026/\d{5}", first.order_number)
    assert (first.starts_on, first.ends_on) == (date(2026, 5, 1), date(2027, 4, 30))
    assert "AUBRY Jeanne" in first.order.html
    row = people.sign_engagement(volunteer=rows[0], engagement_signed_on=AT.date(), by=by, at=AT)
    assert row.state == "active"
    with pytest.raises(Conflict, match="Aucune nomination"):
        people.sign_engagement(volunteer=rows[0], engagement_signed_on=AT.date(), by=by, at=AT)
    with pytest.raises(Conflict, match="déjà nommé"):
        people.appoint(volunteers=[rows[1]], starts_on=date(2027, 4, 30), signed_on=AT.date(), by=by, at=AT)
    again = people.appoint(volunteers=[rows[1]], starts_on=date(2027, 5, 1), signed_on=AT.date(), by=by, at=AT)
    assert again[0].renewal_of == second


def test_a_minor_is_no_volunteer_and_only_a_candidate_is_not_taken(bureau):
    facts = {"last_name": "Sorel", "first_name": "Léo", "origin": "student", "by": bureau.agent, "at": AT}
    with pytest.raises(DomainError, match="majeur"):
        people.record_volunteer(birth_date=date(2008, 4, 21), **facts)
    row = people.record_volunteer(birth_date=date(2008, 4, 20), **facts)
    with pytest.raises(NotAllowed):
        people.interview(volunteer=row, interviewed_on=AT.date(), interview="Très bien.", by=bureau.house.agent, at=AT)
    ended = people.end(volunteer=row, ended_on=AT.date(), end_reason="not_taken", by=bureau.agent, at=AT)
    assert ended.state == "ended"
    person = active("IDSR-2026-91")
    with pytest.raises(DomainError, match="candidature"):
        people.end(volunteer=person, ended_on=AT.date(), end_reason="not_taken", by=bureau.agent, at=AT)


def test_two_nominations_never_overlap_in_the_base(bureau):
    row = active()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            volunteer=row, order_number="x", starts_on=date(2026, 12, 31), ends_on=date(2027, 12, 30)
        )


# --- the rules of a team --------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["appointment", "engagement"])
def test_idsr_01_no_mission_without_nomination_and_engagement(bureau, missing):
    by, person = bureau.agent, active()
    if missing == "appointment":
        person.appointments.update(ends_on=date(2026, 5, 11))
    else:
        person.appointments.update(engagement_signed_on=None)
    mission = staffed(by, bureau.house.creteil)
    with pytest.raises(Conflict, match="IDSR-01"):
        give(mission, person, by)
    person.appointments.update(ends_on=date(2026, 5, 12), engagement_signed_on=date(2026, 1, 5))
    assert give(mission, person, by).status == "accepted"


def test_idsr_02_common_core_and_the_module_of_the_need(bureau):
    by, town = bureau.agent, bureau.house.creteil
    person = candidate(state="active")
    Appointment.objects.create(volunteer=person, order_number="2026/1", starts_on=date(2026, 1, 1),
                               ends_on=date(2026, 12, 31), engagement_signed_on=date(2026, 1, 1))  # fmt: skip
    mission = staffed(by, town, needs=[("first_aid", 1), ("", 1)])
    with pytest.raises(Conflict, match="Tronc commun"):
        give(mission, person, by)
    taught(person, "common_core")
    with pytest.raises(Conflict, match="Gestes qui sauvent"):
        give(mission, person, by, module="first_aid")
    # Twenty-four months: valid until the very day of the mission, and not a day less.
    taught(person, "first_aid", ends_at=paris(2024, 5, 11, 17))
    with pytest.raises(Conflict, match="IDSR-02"):
        give(mission, person, by, module="first_aid")
    taught(person, "first_aid", ends_at=paris(2024, 5, 12, 17))
    assert give(mission, person, by, module="first_aid").module == "first_aid"


def test_idsr_03_w12_through_the_team(bureau):
    """The four missions of the example: what clashes is refused, what touches is not, a proposal engages nobody."""
    by, house, person = bureau.agent, bureau.house, active()
    first = staffed(by, house.creteil)
    second = staffed(by, house.creteil, start=(12, 0), end=(14, 0))
    third = staffed(by, house.vincennes, start=(14, 30), end=(17, 0))
    fourth = staffed(by, house.vincennes, start=(11, 30), end=(13, 0))
    proposed = missions.assign(mission=fourth, volunteer=person, by=by, at=AT)
    for mission in (first, second, third):
        assert give(mission, person, by).status == "accepted"
    with pytest.raises(Conflict, match="IDSR-03"):
        missions.answer(assignment=proposed, accepts=True, by=None, at=AT)
    proposed.refresh_from_db()
    assert proposed.status == "proposed"
    close = staffed(by, house.vincennes, start=(17, 0), end=(18, 0))
    assert give(close, person, by).status == "accepted"
    far = staffed(by, house.creteil, start=(18, 29), end=(19, 0))
    with pytest.raises(Conflict, match="IDSR-03"):
        give(far, person, by)


def test_idsr_03_the_base_refuses_two_engagements_at_once(bureau):
    by, town, person = bureau.agent, bureau.house.creteil, active()
    give(staffed(by, town), person, by)
    other = staffed(by, town, start=(11, 59), end=(13, 0))
    facts = {"mission": other, "volunteer": person, "starts_at": other.starts_at, "ends_at": other.ends_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        MissionAssignment.objects.create(status="accepted", proposed_at=AT, **facts)
    MissionAssignment.objects.create(status="proposed", proposed_at=AT, **facts)


@pytest.mark.django_db(transaction=True)
def test_idsr_03_two_people_assign_the_same_volunteer_at_once(bureau):
    by, town, person = bureau.agent, bureau.house.creteil, active()
    rows = [staffed(by, town), staffed(by, bureau.house.vincennes, start=(11, 0), end=(13, 0))]
    start, results = threading.Barrier(2), []

    def one(mission):
        try:
            start.wait(5)
            give(mission, person, by)
            results.append("done")
        except Conflict as refusal:
            results.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 2
    assert results.count("done") == 1
    assert any("IDSR-03" in words for words in results)


def test_idsr_03_new_hours_are_refused_when_somebody_cannot(bureau):
    by, town, person = bureau.agent, bureau.house.creteil, active()
    give(staffed(by, town), person, by)
    later = staffed(by, town, start=(14, 0), end=(16, 0))
    give(later, person, by)
    facts = {"title": later.title, "requester": later.requester, "commune": town}
    with pytest.raises(Conflict, match="IDSR-03"):
        missions.correct_mission(mission=later, starts_at=paris(2026, 5, 12, 11), ends_at=paris(2026, 5, 12, 13),
                                 by=by, at=AT, **facts)  # fmt: skip
    missions.correct_mission(mission=later, starts_at=paris(2026, 5, 12, 12), ends_at=paris(2026, 5, 12, 13), by=by,
                             at=AT, **facts)  # fmt: skip
    assert later.assignments.get().starts_at == paris(2026, 5, 12, 12)


def test_idsr_04_working_time_asks_for_the_employer(bureau):
    by, person = bureau.agent, active(origin="private_employee")
    mission = staffed(by, bureau.house.creteil)
    with pytest.raises(Conflict, match="IDSR-04"):
        give(mission, person, by)
    assert give(mission, person, by, on_working_time=False).on_working_time is False
    other = active("IDSR-2026-91", origin="public_agent")
    people.record_agreement(volunteer=other, employer_agrees_until=date(2026, 12, 31), by=by, at=AT)
    assert give(staffed(by, bureau.house.creteil), other, by).on_working_time


def test_idsr_09_minors_ask_for_the_honourability_check(bureau):
    by, person = bureau.agent, active()
    mission = staffed(by, bureau.house.creteil, with_minors=True)
    with pytest.raises(Conflict, match="IDSR-09"):
        give(mission, person, by)
    people.check_honour(volunteer=person, honourable_until=DAY, by=by, at=AT)
    assert give(mission, person, by).status == "accepted"


def test_the_last_place_is_given_once_and_a_confirmed_mission_has_its_orders(bureau):
    by, town = bureau.agent, bureau.house.creteil
    one, two, three = (active(f"IDSR-2026-9{rank}") for rank in range(3))
    mission = staffed(by, town)
    waiting = missions.assign(mission=mission, volunteer=two, by=by, at=AT)
    with pytest.raises(Conflict, match="manque encore"):
        missions.confirm(mission=mission, by=by, at=AT)
    give(mission, one, by)
    with pytest.raises(Conflict, match="places sont prises"):
        give(mission, three, by)
    with pytest.raises(Conflict, match="complète"):
        missions.answer(assignment=waiting, accepts=True, by=None, at=AT)
    done = missions.confirm(mission=mission, by=by, at=AT)
    assert done.state == "confirmed"
    found = mission.assignments.get(volunteer=one)
    assert (found.status, found.role) == ("confirmed", "leader")
    assert found.order.media_type == "application/pdf"
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    missions.withdraw(assignment=found, reason="Il est malade ce jour-là.", by=by, at=AT)
    assert Mission.objects.get(pk=mission.pk).state == "staffing"


# --- answers by a link --------------------------------------------------------------------------------


def code_of(mail: OutgoingMail) -> str:
    return re.search(r"/reponse/([\w-]+)/", mail.body)[1]


def test_a_link_answers_once_and_expires(bureau):
    by, person = bureau.agent, active()
    mission = staffed(by, bureau.house.creteil)
    missions.assign(mission=mission, volunteer=person, by=by, at=AT)
    code = links.new_code("x")[0]
    found = MissionAssignment.objects.get()
    code = links.open_answer(found, AT, template="mission_proposed", subject="Mission")
    assert code not in found.code_hash
    assert links.by_answer(code, AT).pk == found.pk
    with pytest.raises(links.LinkUnusable):
        links.by_answer(code, AT + timedelta(days=10))
    with pytest.raises(links.LinkUnusable):
        links.by_page(code, AT)
    missions.answer(assignment=links.by_answer(code, AT), accepts=True, by=None, at=AT)
    with pytest.raises(links.LinkUnusable):
        links.by_answer(code, AT)
    with pytest.raises(Conflict, match="déjà donnée"):
        missions.answer(assignment=found, accepts=False, by=None, at=AT)


def test_whoever_declined_may_be_asked_again(bureau):
    by, person = bureau.agent, active()
    mission = staffed(by, bureau.house.creteil)
    found = missions.assign(mission=mission, volunteer=person, by=by, at=AT)
    missions.answer(assignment=found, accepts=False, note_given="En congé.", by=None, at=AT)
    assert missions.assign(mission=mission, volunteer=person, by=by, at=AT).status == "proposed"
    assert mission.assignments.count() == 1


# --- reports, participation, renewals --------------------------------------------------------------------------------


def test_idsr_05_late_reports_are_reminded_once_and_two_warn_the_head(bureau):
    by, town, person = bureau.agent, bureau.house.creteil, active()
    first = held(by, town, person, AFTER)
    held(by, town, person, AFTER, start=(13, 0), end=(15, 0))
    on_time, late = paris(2026, 5, 19, 11, 59), paris(2026, 5, 19, 15, 1)
    assert queries.missing_reports(on_time).count() == 0
    assert queries.missing_reports(late).count() == 2
    assert list(queries.silent_volunteers(late)) == [person]
    with pytest.raises(Conflict, match="IDSR-05"):
        missions.close(mission=first.mission, by=by, at=late)
    before = OutgoingMail.objects.count()
    assert missions.remind(at=late) == 2
    assert missions.remind(at=late) == 0
    assert OutgoingMail.objects.count() == before + 2
    assert Notification.objects.filter(recipient=bureau.head, kind="idsr_reports").count() == 1
    missions.report(assignment=first, met=120, hours=D("3.5"), remarks="Bon accueil.", by=None, at=late)
    assert list(queries.silent_volunteers(late)) == []
    mission = Mission.objects.get(pk=first.mission_id)
    assert (mission.state, mission.reached) == ("reported", 120)
    with pytest.raises(Conflict):
        missions.report(assignment=first, met=1, by=None, at=late)
    assert missions.close(mission=mission, by=by, at=late).state == "closed"


def test_idsr_06_under_active_two_months_before_the_end(bureau):
    person = active()
    assert queries.under_active(date(2026, 10, 30)) == []
    ((found, count),) = queries.under_active(date(2026, 10, 31))
    assert (found.volunteer, count) == (person, 0)
    for rank in range(4):
        mission = Mission.objects.create(
            number=f"M{rank}", title="Stand", requester="Lycée", commune=bureau.house.creteil, state="closed",
            starts_at=paris(2026, 3, 1 + rank), ends_at=paris(2026, 3, 1 + rank, 12), requested_at=AT,
        )  # fmt: skip
        MissionAssignment.objects.create(mission=mission, volunteer=person, status="present", proposed_at=AT,
                                         starts_at=mission.starts_at, ends_at=mission.ends_at)  # fmt: skip
    assert queries.under_active(date(2026, 10, 31)) == []


@pytest.mark.parametrize(("on", "told"), [((2026, 10, 31), 0), ((2026, 11, 1), 1), ((2026, 11, 30), 1),
                                          ((2026, 12, 1), 2)])  # fmt: skip
def test_idsr_07_renewals_at_sixty_and_thirty_days(bureau, on, told):
    active()
    assert queries.renewals(date(*on)).count() == min(told, 1)
    missions.remind(at=paris(*on))
    assert Notification.objects.filter(recipient=bureau.head, kind="idsr_renewals").count() == told
    missions.remind(at=paris(*on, 11))
    assert Notification.objects.filter(recipient=bureau.head, kind="idsr_renewals").count() == told


# --- expenses --------------------------------------------------------------------------------


def test_idsr_08_w12_a_claim_from_its_draft_to_its_payment(bureau):
    by, person = bureau.agent, active()
    found = held(by, bureau.house.creteil, person, AFTER)
    asked_for = {"kilometres": D(34), "meals": 1, "other": D("4.60"), "by": None, "at": AFTER}
    with pytest.raises(DomainError, match="justificatif"):
        claims.write_claim(assignment=found, other_words="Péage", **asked_for)
    assert not ExpenseClaim.objects.exists()
    proof = SimpleUploadedFile("ticket.png", PNG, "image/png")
    row = claims.write_claim(assignment=found, other_words="Péage", proof=proof, **asked_for)
    assert (row.mileage, row.total, row.rate) == (D("27.88"), D("52.48"), D("0.41"))
    with pytest.raises(Conflict, match="IBAN"):
        claims.submit_claim(claim=row, by=None, at=AFTER)
    people.seal_data(volunteer=person, iban=IBAN, by=by, at=AFTER)
    row = claims.submit_claim(claim=row, by=None, at=AFTER)
    with pytest.raises(Conflict, match="déjà déposé"):
        claims.write_claim(assignment=found, other_words="Péage", **asked_for)
    row = claims.verify_claim(claim=row, by=by, at=AFTER)
    with pytest.raises(NotAllowed):
        claims.order_payment(claim=row, by=by, at=AFTER)
    row = claims.order_payment(claim=row, by=bureau.head, at=AFTER)
    assert claims.pay_claim(claim=row, paid_on=AFTER.date(), by=by, at=AFTER).status == "paid"
    with pytest.raises(Conflict):
        claims.pay_claim(claim=row, paid_on=AFTER.date(), by=by, at=AFTER)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)


# --- what is sealed, what is forgotten --------------------------------------------------------------------------------


def test_bank_data_are_sealed_read_by_two_roles_and_each_reading_is_told(bureau):
    person = active()
    with pytest.raises(DomainError, match="IBAN"):
        people.seal_data(volunteer=person, iban=IBAN.replace("189", "188"), by=bureau.agent, at=AT)
    people.seal_data(volunteer=person, iban=IBAN, employer="Transports Valmy, Mme Roy", by=bureau.agent, at=AT)
    person.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("select sealed_iban || sealed_employer from road_safety_volunteer where id = %s", [person.pk])
        kept = cursor.fetchone()[0]
    assert "3000" not in kept
    assert "Valmy" not in kept
    for stranger in (bureau.agent, bureau.house.director, bureau.house.prefect, bureau.house.head):
        with pytest.raises(NotAllowed):
            people.open_sealed(volunteer=person, by=stranger, at=AT)
    read = JournalEntry.objects.filter(action="volunteer.sealed_read")
    assert read.count() == 0
    found = people.open_sealed(volunteer=person, by=bureau.head, at=AT)
    assert found == {"iban": IBAN, "employer": "Transports Valmy, Mme Roy"}
    assert read.get().actor == bureau.head
    assert "3000" not in str(list(JournalEntry.objects.values_list("details", flat=True)))


def test_c2_bank_data_then_the_name_go_in_time(bureau):
    by, person = bureau.agent, active()
    people.seal_data(volunteer=person, iban=IBAN, by=by, at=AT)
    people.end(volunteer=person, ended_on=AT.date(), end_reason="moved", by=by, at=AT)
    assert people.forget_bank(at=paris(2027, 4, 19)) == 0
    assert people.forget_bank(at=paris(2027, 4, 20)) == 1
    assert people.forget_former(at=paris(2028, 4, 19)) == 0
    assert people.forget_former(at=paris(2028, 4, 20)) == 1
    person.refresh_from_db()
    assert (person.sealed_iban, str(person), person.email, person.is_anonymised) == ("", "Ancien intervenant", "", True)


# --- trainings, availability, the plan --------------------------------------------------------------------------------


def test_a_training_gives_its_module_to_those_who_came(bureau):
    by, one, two, three = bureau.agent, *(active(f"IDSR-2026-9{rank}") for rank in range(3))
    row = trainings.plan_training(module="alcohol", starts_at=paris(2026, 4, 21, 9), ends_at=paris(2026, 4, 21, 17),
                                  capacity=2, by=by, at=AT)  # fmt: skip
    trainings.register(training=row, volunteers=[one, two], by=by, at=AT)
    with pytest.raises(Conflict, match="0 place"):
        trainings.register(training=row, volunteers=[three], by=by, at=AT)
    with pytest.raises(Conflict, match="pas finie"):
        trainings.hold_training(training=row, present=[one.pk], by=by, at=AT)
    trainings.hold_training(training=row, present=[one.pk], by=by, at=paris(2026, 4, 21, 18))
    held_by = queries.valid_modules([one.pk, two.pk], date(2026, 4, 21))
    assert "alcohol" in held_by[one.pk]
    assert "alcohol" not in held_by[two.pk]
    assert "alcohol" not in queries.valid_modules([one.pk], date(2026, 4, 20))[one.pk]
    assert "alcohol" in queries.valid_modules([one.pk], date(2031, 4, 21))[one.pk]
    assert "alcohol" not in queries.valid_modules([one.pk], date(2031, 4, 22))[one.pk]


def test_availability_that_comes_back_counts_in_the_proposals(bureau, django_assert_max_num_queries):
    by, person, other = bureau.agent, active(), active("IDSR-2026-91")
    trainings.add_availability(volunteer=person, kind="available", starts_at=paris(2026, 4, 21, 8),
                               ends_at=paris(2026, 4, 21, 13), rule="FREQ=WEEKLY;COUNT=10", by=None, at=AT)  # fmt: skip
    trainings.add_availability(volunteer=other, kind="unavailable", starts_at=paris(2026, 5, 1, 0),
                               ends_at=paris(2026, 5, 15, 0), by=by, at=AT)  # fmt: skip
    with pytest.raises(DomainError, match="finit"):
        trainings.add_availability(volunteer=person, kind="available", starts_at=paris(2026, 4, 21, 8),
                                   ends_at=paris(2026, 4, 21, 13), rule="FREQ=DAILY", by=None, at=AT)  # fmt: skip
    mission = queries.known_mission(staffed(by, bureau.house.creteil).pk)
    with django_assert_max_num_queries(16):
        (first, best), (second, last) = queries.proposals(mission)
    assert (first, best.is_possible, second, last.is_possible) == (person, True, other, False)
    assert "S'est déclaré disponible" in [reason.words for reason in best.reasons]
    assert "S'est déclaré indisponible" in [reason.words for reason in last.reasons]


def test_volunteers_granted_to_an_action_open_its_mission_once(bureau):
    by, town = bureau.agent, bureau.house.creteil
    plan = strategy_stage.opened(by)
    row = strategy_stage.before_committee(plan, by, communes=[town])
    actions.answer(action=row, lever="volunteers", answer="granted", by=by, at=AT)
    mission = Mission.objects.get()
    assert (mission.action_id, mission.state, mission.commune, mission.with_minors) == (row.pk, "requested", town, True)
    assert mission.starts_at == paris(2026, 5, 12, 9, 0)
    assert "Deux intervenants" in mission.description
    actions.answer(action=row, lever="volunteers", answer="granted", by=by, at=AT)
    actions.answer(action=row, lever="equipment", answer="granted", by=by, at=AT)
    assert Mission.objects.count() == 1


def test_an_end_waits_for_the_coming_missions(bureau):
    by, person = bureau.agent, active()
    found = confirmed(by, bureau.house.creteil, person)
    with pytest.raises(Conflict, match=found.mission.number):
        people.end(volunteer=person, ended_on=AT.date(), end_reason="moved", by=by, at=AT)
    missions.cancel(mission=found.mission, reason="Le lycée est fermé ce jour-là.", by=by, at=AT)
    assert people.end(volunteer=person, ended_on=AT.date(), end_reason="moved", by=by, at=AT).state == "ended"


def test_figures_of_a_year_count_what_was_really_given(bureau):
    by, town, person = bureau.agent, bureau.house.creteil, active()
    first = held(by, town, person, AFTER)
    held(by, town, person, AFTER, start=(13, 0), end=(15, 30))
    missions.report(assignment=first, met=80, hours=D(4), by=by, at=AFTER)
    asked(by, town, day=date(2026, 6, 2))
    found = queries.year_figures(2026, AFTER)
    assert (found.missions, found.held, found.met, found.hours) == (3, 2, 80, D("6.5"))
    assert (found.needed, found.confirmed, found.fill_rate) == (2, 2, D("100.0"))
    assert queries.year_figures(2025, AFTER).fill_rate is None


def test_uncovered_missions_at_seven_days(bureau):
    mission = staffed(bureau.agent, bureau.house.creteil)
    assert not queries.urgent(paris(2026, 5, 5, 8, 59)).exists()
    assert list(queries.urgent(paris(2026, 5, 5, 9, 0))) == [mission]
    assert list(queries.uncovered(AT)) == [mission]
    give(mission, active(), bureau.agent)
    assert not queries.uncovered(AT).exists()
    assert Volunteer.objects.count() == 1
