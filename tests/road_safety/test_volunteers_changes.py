"""What changes after it was decided: a team, its hours, a person who leaves, what is forgotten, what is paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.urls import reverse

from directorate.documents.files import open_file
from directorate.documents.models import StoredFile
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict
from road_safety.volunteers import claim_operations as claims
from road_safety.volunteers import links, queries
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers import people_operations as people
from road_safety.volunteers.models import ExpenseClaim, Mission, MissionAssignment, Volunteer, VolunteerStep
from tests.people import paris
from tests.road_safety.volunteers_stage import AT, DAY, active, held, staffed

D = Decimal
AFTER = paris(2026, 5, 12, 18)
IBAN = "FR76 3000 6000 0112 3456 7890 189"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)
LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(AT, tick=False)


def team_of(bureau, *people, **facts) -> Mission:
    """A confirmed mission; the first is its leader."""
    by = bureau.agent
    row = staffed(by, bureau.house.creteil, needs=[("", len(people))], **facts)
    for rank, person in enumerate(people):
        role = "member" if rank else "leader"
        missions.assign(mission=row, volunteer=person, role=role, has_accepted=True, by=by, at=AT)
    return missions.confirm(mission=row, by=by, at=AT)


def of(mission: Mission, person) -> MissionAssignment:
    return mission.assignments.get(volunteer=person)


# --- a team that changes --------------------------------------------------------------------------------


def test_a_replaced_volunteer_leaves_the_others_confirmed_with_new_orders(bureau):
    by, (one, two, three) = bureau.agent, (active(f"IDSR-2026-9{rank}") for rank in range(3))
    row = team_of(bureau, one, two)
    former = of(row, one).order_id
    missions.withdraw(assignment=of(row, two), reason="Il est malade ce jour-là.", by=by, at=AT)
    missions.assign(mission=row, volunteer=three, has_accepted=True, by=by, at=AT)
    mails = OutgoingMail.objects.count()
    assert missions.confirm(mission=row, by=by, at=LATER).state == "confirmed"
    team = row.assignments.filter(status="confirmed")
    assert {found.volunteer: found.role for found in team} == {one: "leader", three: "member"}
    assert of(row, one).order_id not in (None, former)
    assert OutgoingMail.objects.count() == mails + 2


def test_a_mission_is_confirmed_again_with_fewer_people(bureau):
    by, one, two = bureau.agent, active(), active("IDSR-2026-91")
    row = team_of(bureau, one, two)
    missions.withdraw(assignment=of(row, one), reason="Il est malade ce jour-là.", by=by, at=AT)
    missions.qualify(mission=row, needs=[("", 1)], by=by, at=AT)
    assert missions.confirm(mission=row, by=by, at=LATER).state == "confirmed"
    assert (of(row, two).status, of(row, two).role) == ("confirmed", "leader")


def test_whoever_is_released_keeps_no_order_and_leads_nothing(bureau):
    by, one = bureau.agent, active()
    row = team_of(bureau, one)
    missions.withdraw(assignment=of(row, one), reason="Il est malade ce jour-là.", by=by, at=AT)
    assert (of(row, one).order, of(row, one).role) == (None, "member")
    again = missions.assign(mission=row, volunteer=one, by=by, at=LATER)
    assert (again.status, again.order) == ("proposed", None)


def corrected(mission: Mission, bureau, **facts) -> Mission:
    kept = ("title", "requester", "commune", "place", "starts_at", "ends_at", "with_minors")
    known = {name: getattr(mission, name) for name in kept}
    return missions.correct_mission(mission=mission, by=bureau.agent, at=LATER, **(known | facts))


def joined(bureau, person, **facts) -> Mission:
    row = staffed(bureau.agent, bureau.house.creteil, **facts)
    missions.assign(mission=row, volunteer=person, has_accepted=True, by=bureau.agent, at=AT)
    return row


@pytest.mark.parametrize("agreement", [None, DAY])
def test_idsr_04_hours_moved_into_working_time_ask_for_the_employer(bureau, agreement):
    person = active(origin="private_employee", employer_agrees_until=agreement)
    row = joined(bureau, person, start=(19, 0), end=(21, 0))
    new = {"starts_at": paris(2026, 5, 12, 14), "ends_at": paris(2026, 5, 12, 16)}
    if agreement is None:
        with pytest.raises(Conflict, match="IDSR-04"):
            corrected(row, bureau, **new)
        return
    corrected(row, bureau, **new)
    assert of(row, person).on_working_time
    corrected(row, bureau, starts_at=paris(2026, 5, 12, 19), ends_at=paris(2026, 5, 12, 20))
    assert not of(row, person).on_working_time


def test_idsr_09_minors_said_afterwards_are_checked_on_the_team(bureau):
    person = active()
    row = joined(bureau, person)
    with pytest.raises(Conflict, match="IDSR-09"):
        corrected(row, bureau, with_minors=True)
    assert not Mission.objects.get(pk=row.pk).with_minors
    type(person).objects.update(honourable_until=DAY)
    assert corrected(row, bureau, with_minors=True).with_minors


@pytest.mark.parametrize(("facts", "rule"), [({"honourable_until": date(2026, 5, 11)}, "IDSR-09"),
                                             ({"state": "on_leave"}, "État")])  # fmt: skip
def test_a_mission_is_confirmed_with_those_whom_the_rules_still_allow(bureau, facts, rule):
    person = active(honourable_until=DAY)
    row = joined(bureau, person, with_minors=True)
    type(person).objects.update(**facts)
    with pytest.raises(Conflict, match=rule):
        missions.confirm(mission=row, by=bureau.agent, at=LATER)
    assert of(row, person).status == "accepted"


@pytest.mark.parametrize("facts", [{"starts_at": paris(2026, 5, 12, 10)}, {"place": "Salle des fêtes"}])
def test_a_moved_mission_tells_its_team_and_takes_its_former_orders_back(bureau, facts):
    by, one, two = bureau.agent, active(), active("IDSR-2026-91")
    row = team_of(bureau, one, two)
    missions.withdraw(assignment=of(row, two), reason="Il est malade ce jour-là.", by=by, at=AT)
    mails = OutgoingMail.objects.count()
    row = corrected(Mission.objects.get(pk=row.pk), bureau, **facts)
    mail = OutgoingMail.objects.latest("pk")
    assert (OutgoingMail.objects.count(), mail.to) == (mails + 1, one.email)
    assert "a changé" in mail.body
    assert of(row, one).order is None
    corrected(row, bureau, title="Un autre titre")
    assert OutgoingMail.objects.count() == mails + 1


# --- what is forgotten --------------------------------------------------------------------------------


def paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def test_c2_nothing_names_a_former_volunteer_once_his_time_is_over(client, bureau):
    by, person = bureau.agent, active()
    people.check_honour(volunteer=person, honourable_until=DAY, document=paper("sorel.png"), by=by, at=AT)
    people.record_agreement(volunteer=person, employer_agrees_until=DAY, document=paper("valmy.png"), by=by, at=AT)
    row = staffed(by, bureau.house.creteil)
    found = missions.assign(mission=row, volunteer=person, by=by, at=AT)
    missions.answer(assignment=found, accepts=True, note_given="Nadia Sorel viendra.", by=None, at=AT)
    missions.confirm(mission=row, by=by, at=AT)
    missions.hold(mission=row, present=[person.pk], by=by, at=AFTER)
    missions.report(assignment=found, met=12, remarks="Signé Nadia Sorel.", by=None, at=AFTER)
    facts = {"kilometres": D(3), "other": D(2), "other_words": "Parking de Mme Sorel", "proof": paper("ticket.png")}
    claims.write_claim(assignment=found, by=None, at=AFTER, **facts)
    VolunteerStep.objects.create(mission=row, volunteer=person, words="Nadia Sorel accepte", at=AT)
    assert not VolunteerStep.objects.exclude(pk=VolunteerStep.objects.latest("pk").pk).filter(words__contains="Sorel")
    client.force_login(by)
    page = client.get(reverse("road_safety:mission", args=[row.pk])).content.decode()
    assert "Nadia Sorel : Accepte" in page
    people.end(volunteer=person, ended_on=AFTER.date(), end_reason="moved", by=by, at=AFTER)
    assert StoredFile.objects.filter(name__regex="png|ordre").count() == 4
    assert people.forget_former(at=paris(2028, 5, 12)) == 1
    assert not VolunteerStep.objects.filter(Q(words__contains="Sorel") | Q(comment__contains="Sorel")).exists()
    found.refresh_from_db()
    assert (found.answer_note, found.remarks, found.order, found.met) == ("", "", None, 12)
    assert ExpenseClaim.objects.get().other_words == ""
    assert not StoredFile.objects.filter(name__regex="png|ordre").exists()
    assert "Sorel" not in client.get(reverse("road_safety:mission", args=[row.pk])).content.decode()


def paid(bureau, person) -> ExpenseClaim:
    found = held(bureau.agent, bureau.house.creteil, person, AFTER)
    people.seal_data(volunteer=person, iban=IBAN, by=bureau.agent, at=AFTER)
    row = claims.write_claim(assignment=found, kilometres=D(10), by=None, at=AFTER)
    row = claims.submit_claim(claim=row, by=None, at=AFTER)
    row = claims.verify_claim(claim=row, by=bureau.agent, at=AFTER)
    row = claims.order_payment(claim=row, by=bureau.head, at=AFTER)
    return claims.pay_claim(claim=row, paid_on=AFTER.date(), by=bureau.agent, at=AFTER)


def test_c2_an_account_goes_one_year_after_the_last_payment(bureau):
    person = active()
    paid(bureau, person)
    assert people.forget_bank(at=paris(2027, 5, 11)) == 0
    people.seal_data(volunteer=person, iban=IBAN, by=bureau.agent, at=paris(2027, 5, 11))
    assert people.forget_bank(at=paris(2027, 5, 12)) == 0
    assert people.forget_bank(at=paris(2028, 5, 11)) == 1
    assert Volunteer.objects.get().sealed_iban == ""


def test_c2_a_claim_that_runs_keeps_the_account(bureau):
    person = active()
    row = paid(bureau, person)
    ExpenseClaim.objects.filter(pk=row.pk).update(status="to_pay", paid_on=None)
    assert people.forget_bank(at=paris(2029, 5, 12)) == 0


def test_c2_whoever_left_has_no_page_no_vehicle_and_answers_nothing(client, bureau):
    by, person = bureau.agent, active()
    code = links.open_page(person, AT)
    page = reverse("road_safety:volunteer-page", args=[code])
    assert client.get(page).status_code == 200
    row = staffed(by, bureau.house.creteil)
    missions.assign(mission=row, volunteer=person, by=by, at=AT)
    answer = links.open_answer(of(row, person), AT, template="mission_proposed", subject="Mission")
    assert client.get(reverse("road_safety:mission-answer", args=[answer])).status_code == 200
    people.end(volunteer=person, ended_on=AT.date(), end_reason="moved", by=by, at=AT)
    gone = client.get(page)
    assert gone.status_code == 410
    assert "n&#x27;ouvre aucune page" in gone.content.decode()
    assert client.get(reverse("road_safety:mission-answer", args=[answer])).status_code == 410
    assert of(row, person).status == "cancelled"
    client.force_login(by)
    assert "6 CV" not in client.get(reverse("road_safety:volunteer", args=[person.pk])).content.decode()
    assert people.forget_vehicles(at=paris(2027, 4, 19)) == 0
    assert people.forget_vehicles(at=paris(2027, 4, 20)) == 1
    person.refresh_from_db()
    assert person.fiscal_power is None


def test_c2_a_claim_that_runs_keeps_the_vehicle(bureau):
    person = active()
    row = paid(bureau, person)
    people.end(volunteer=person, ended_on=AFTER.date(), end_reason="moved", by=bureau.agent, at=AFTER)
    ExpenseClaim.objects.filter(pk=row.pk).update(status="to_pay", paid_on=None)
    assert people.forget_vehicles(at=paris(2029, 5, 12)) == 0
    ExpenseClaim.objects.filter(pk=row.pk).update(status="paid", paid_on=AFTER.date())
    assert people.forget_vehicles(at=paris(2029, 5, 12)) == 1


def words_of(file: StoredFile) -> str:
    with open_file(file) as content:
        return text_of_pdf(content.read())


def test_c2_neither_the_journal_nor_the_orders_of_his_mates_name_who_was_forgotten(bureau):
    by, one, two = bureau.agent, active("IDSR-2026-91"), active("IDSR-2026-92", last_name="Roy", first_name="Ève")
    people.correct_volunteer(volunteer=one, phone="0611111111", by=by, at=AT)
    row = team_of(bureau, one, two)
    missions.hold(mission=row, present=[one.pk, two.pk], by=by, at=AFTER)
    missions.report(assignment=of(row, one), met=12, remarks="Signé Nadia Sorel.", by=None, at=AFTER)
    claims.write_claim(assignment=of(row, one), kilometres=D(3), by=None, at=AFTER)
    assert "Nadia Sorel" in words_of(of(row, two).order)
    people.end(volunteer=one, ended_on=AFTER.date(), end_reason="moved", comment="Mme Sorel déménage.", by=by, at=AFTER)
    labels = set(JournalEntry.objects.values_list("subject_label", flat=True))
    assert {"Intervenant IDSR-2026-91", f"État de frais, Intervenant IDSR-2026-91, {row.number}"} <= labels
    assert not [label for label in labels if "Sorel" in label]
    assert people.forget_former(at=paris(2028, 5, 12)) == 1
    again = words_of(of(row, two).order)
    assert "Sorel" not in again
    assert "Ancien intervenant" in again
    assert "Ève ROY" in again
    assert StoredFile.objects.filter(name__contains="ordre").count() == 1
    assert "Sorel" not in str(list(JournalEntry.objects.values_list("details", flat=True)))
    one.refresh_from_db()
    assert (one.fiscal_power, one.driving, one.home_commune) == (None, [], None)


# --- what is paid --------------------------------------------------------------------------------


def test_idsr_08_bands_follow_the_claims_and_each_paid_paper_adds_up(client, bureau):
    """Three missions of 800 km at 5 CV, claimed in the order 3, 1, 2: 2 000 × 0,32 + 400 × 0,40 = 800,00 €."""
    by, person = bureau.agent, active(fiscal_power=5)
    people.seal_data(volunteer=person, iban=IBAN, by=by, at=AT)
    days = [date(2026, 5, day) for day in (12, 13, 14)]
    team = [held(by, bureau.house.creteil, person, paris(2026, 5, 15), day=day) for day in days]
    filed = []
    for found in (team[2], team[0], team[1]):
        row = claims.write_claim(assignment=found, kilometres=D(400), by=None, at=LATER)
        filed.append(claims.submit_claim(claim=row, by=None, at=LATER))
    done = [claims.verify_claim(claim=row, by=by, at=LATER) for row in filed]
    assert [row.before for row in done] == [0, 800, 1600]
    assert sum(row.total for row in done) == D("800.00")
    for row in done:
        row.refresh_from_db()
        assert claims.counted(row).total == row.total
    client.force_login(by)
    page = client.get(reverse("road_safety:claim", args=[done[2].pk])).content.decode()
    assert "400 km × 0,32" in page
    assert "400 km × 0,4 " in page


# --- the year that is signed --------------------------------------------------------------------------------


def test_idsr_01_the_engagement_signed_is_of_the_year_that_runs(client, bureau):
    by, person = bureau.agent, active()
    person.appointments.update(engagement_signed_on=None)
    nxt = {"order_number": "2026/2", "starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    person.appointments.create(**nxt)
    people.sign_engagement(volunteer=person, engagement_signed_on=AT.date(), by=by, at=AT)
    assert person.appointments.get(engagement_signed_on=None).starts_on == date(2027, 1, 1)
    people.sign_engagement(volunteer=person, engagement_signed_on=AT.date(), by=by, at=AT)
    past = {"order_number": "2024/2", "starts_on": date(2024, 1, 1), "ends_on": date(2024, 12, 31)}
    person.appointments.create(**past)
    client.force_login(by)
    page = client.get(reverse("road_safety:volunteer", args=[person.pk])).content.decode()
    assert reverse("road_safety:volunteer-act", args=[person.pk, "engagement"]) not in page


def test_a_volunteer_takes_his_draft_up_again_with_what_he_wrote(client, bureau):
    person = active()
    found = held(bureau.agent, bureau.house.creteil, person, AFTER)
    claims.write_claim(assignment=found, kilometres=D("12.5"), meals=2, by=None, at=AFTER)
    code = links.open_page(person, AT)
    url = reverse("road_safety:volunteer-page-act-on", args=[code, "frais", found.pk])
    assert client.get(url).context["form"].initial["kilometres"] == D("12.5")


@pytest.mark.parametrize(("count", "words"), [(1, "La personne désignée en annexe"), (2, "Les 2 personnes")])
def test_an_order_speaks_of_one_person_or_of_several(bureau, count, words):
    people_in = [active(f"IDSR-2026-9{rank}") for rank in range(count)]
    made = people.appoint(volunteers=people_in, starts_on=date(2027, 1, 1), signed_on=AT.date(), by=bureau.agent, at=AT)
    assert words in made[0].order.html


def test_an_answer_typed_at_the_desk_is_no_time_of_answer(bureau):
    joined(bureau, active())
    assert queries.year_figures(2026, AT).answer_hours is None


def test_whoever_left_is_still_paid_for_what_he_did(bureau):
    by, person, stranger = bureau.agent, active(), active("IDSR-2026-91")
    found = held(by, bureau.house.creteil, person, AFTER)
    for row in (person, stranger):
        people.end(volunteer=row, ended_on=AT.date(), end_reason="moved", by=by, at=AFTER)
    with pytest.raises(Conflict, match="rien ne lui reste"):
        people.seal_data(volunteer=stranger, iban=IBAN, by=by, at=AFTER)
    people.seal_data(volunteer=person, iban=IBAN, by=by, at=AFTER)
    row = claims.write_claim(assignment=found, kilometres=D(10), by=by, at=AFTER)
    assert claims.submit_claim(claim=row, by=by, at=AFTER).status == "submitted"


def test_idsr_08_a_claim_rejected_gives_its_kilometres_back_to_those_checked_after(bureau):
    """800 km each, at 5 CV: the third had 400 km at 0,40; once the first is rejected, 800 at 0,32."""
    by, person = bureau.agent, active(fiscal_power=5)
    people.seal_data(volunteer=person, iban=IBAN, by=by, at=AT)
    days = [date(2026, 5, day) for day in (12, 13, 14)]
    team = [held(by, bureau.house.creteil, person, paris(2026, 5, 15), day=day) for day in days]
    rows = [claims.write_claim(assignment=found, kilometres=D(400), by=None, at=LATER) for found in team]
    rows = [claims.submit_claim(claim=row, by=None, at=LATER) for row in rows]
    one, two, three = (claims.verify_claim(claim=row, by=by, at=LATER) for row in rows)
    claims.order_payment(claim=two, by=bureau.head, at=LATER)
    three = claims.order_payment(claim=three, by=bureau.head, at=LATER)
    assert (three.before, three.total) == (1600, D("288.00"))
    claims.reject_claim(claim=one, reason="Le trajet est celui d'un collègue.", by=by, at=LATER)
    for row in (two, three):
        row.refresh_from_db()
    assert [(row.before, row.total, row.status) for row in (two, three)] == [
        (0, D("256.00"), "to_pay"), (800, D("256.00"), "verified"),
    ]  # fmt: skip
    assert claims.counted(three).total == three.total
    told = JournalEntry.objects.filter(action="expense_claim.counted_again").latest("pk")
    assert told.details == {"former": "288.00", "total": "256.00"}


def test_idsr_08_what_is_paid_is_not_counted_again(bureau):
    by, person = bureau.agent, active(fiscal_power=5)
    people.seal_data(volunteer=person, iban=IBAN, by=by, at=AT)
    team = [held(by, bureau.house.creteil, person, paris(2026, 5, 15), day=date(2026, 5, day)) for day in (12, 13)]
    rows = [claims.write_claim(assignment=found, kilometres=D(400), by=None, at=LATER) for found in team]
    rows = [claims.submit_claim(claim=row, by=None, at=LATER) for row in rows]
    one, two = (claims.verify_claim(claim=row, by=by, at=LATER) for row in rows)
    two = claims.order_payment(claim=two, by=bureau.head, at=LATER)
    claims.pay_claim(claim=two, paid_on=LATER.date(), by=by, at=LATER)
    claims.reject_claim(claim=one, reason="Le trajet est celui d'un collègue.", by=by, at=LATER)
    two.refresh_from_db()
    assert (two.before, two.status) == (800, "paid")
