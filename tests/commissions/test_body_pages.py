"""The pages of a body with seats: who is missing, written opinions, the second meeting, the minutes, the papers."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.commissions import operations
from directorate.commissions.models import CommissionMember, CommissionSession, WrittenOpinion
from directorate.documents.files import open_file
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from tests.commissions.body_rows import CODES, a_body, seat_members
from tests.people import paris

pytestmark = pytest.mark.django_db
BEFORE, DURING = paris(2026, 11, 2), paris(2026, 11, 20, 18)


@pytest.fixture(autouse=True)
def _evening(time_machine):
    time_machine.move_to(DURING, tick=False)


@pytest.fixture()
def session(house):
    row = CommissionSession.objects.create(commission=a_body(house), starts_at=paris(2026, 11, 20, 14), place="Salle 1")
    for title in ("Cinéma", "Piscine"):
        operations.add_item(session=row, title=title, commune=house.creteil, by=house.agent, at=BEFORE)
    return row


@pytest.fixture()
def page(client, house):
    client.force_login(house.agent)

    def read(name, *args, data=None, status=200):
        address = reverse(f"directorate:{name}", args=args)
        response = client.post(address, data, follow=True) if data is not None else client.get(address)
        assert response.status_code == status
        return response.content.decode().replace("&#x27;", "'")

    return read


def attended(session, codes):
    return {"present": [member.pk for member in seat_members(session, codes)], "seen": ""}


def said(opinion="favourable", votes=("", "")):
    return {"opinion": opinion, "votes_for": votes[0], "votes_against": votes[1], "comment": ""}


def test_a_missing_mayor_is_told_then_makes_up_by_a_letter(page, house, session):
    key = session.pk
    told = page("session-attendance", key)
    assert "Maire de Créteil" in told
    told = page("session-quorum", key, data=attended(session, CODES[:-1]))
    assert "absence sans avis écrit motivé (Maire de la commune ; décret n° 95-260, art. 12)" in told
    told = page("session-attendance", key, data=attended(session, CODES[:-1]))
    assert "Quorum non atteint" in told
    assert "Manquant" in told
    assert "Convoquer de nouveau" in told
    assert "Favorable à l'unanimité" not in told
    assert "ne peut pas délibérer" in page("session-opinion", key, 1, data=said(), status=422)
    assert "favorable avec réserves" not in page("session-opinion", key, 1).lower()
    (mayor,) = seat_members(session, ["maire"])
    letter = {"member": mayor.pk, "opinion": "favourable", "reasons": "", "received_on": "2026-11-19"}
    assert "obligatoire" in page("session-written", key, 1, data=letter, status=422)
    told = page("session-written", key, 1, data={**letter, "reasons": "Travaux achevés"})
    assert "Avis écrits : Maire de Créteil (favorable)" in told
    assert WrittenOpinion.objects.get().reasons == "Travaux achevés"
    told = page("session-opinion", key, 1, data=said(votes=("6", "0")))
    assert "6 pour, 0 contre" in told


def test_the_second_meeting_keeps_the_quorum_and_needs_no_notice(page, house, session, time_machine):
    page("session-attendance", session.pk, data=attended(session, CODES[:-1]))
    form = {"starts_at_0": "2026-11-24", "starts_at_1": "09:00", "place": "Salle 2"}
    assert "sans délai de convocation" in page("session-call-again", session.pk, data=form)
    again = CommissionSession.objects.get(second_of=session)
    told = page("session", again.pk)
    assert "le quorum reste exigé" in told
    assert "Délai dépassé" not in told
    told = page("session-convene", again.pk, data={"urgency": ""})
    assert "Membres convoqués" in told


def test_the_minutes_are_late_then_signed(client, page, house, session, time_machine):
    time_machine.move_to(paris(2026, 11, 29), tick=False)
    client.force_login(house.agent)
    assert "Compte rendu en retard" in page("session", session.pk)
    page("session-attendance", session.pk, data=attended(session, CODES))
    for position in (1, 2):
        page("session-opinion", session.pk, position, data=said(votes=("6", "0")))
    told = page("session-close", session.pk, data={"minutes": "Séance ouverte."})
    assert "Compte rendu à signer par le président le 28 novembre 2026 au plus tard" in told
    assert "Signé hors délai" in page("session-signed", session.pk, data={"signed_on": "2026-11-29"})


def test_the_papers_prove_the_quorum(house, session):
    members = seat_members(session, CODES[:-1])
    operations.record_attendance(session=session, present=members, by=house.agent, at=DURING)
    (mayor,) = seat_members(session, ["maire"])
    first, second = session.items.all()
    WrittenOpinion.objects.create(
        item=first, member=mayor, opinion="unfavourable", reasons="Issue condamnée", received_on=date(2026, 11, 18),
        recorded_at=DURING, recorded_by=house.agent,
    )  # fmt: skip
    for item, opinion, votes in ((first, "favourable", (5, 1)), (second, "adjourned", (None, None))):
        operations.record_opinion(item=item, opinion=opinion, votes_for=votes[0], votes_against=votes[1], comment="",
                                  by=house.agent, at=DURING)  # fmt: skip
    operations.close_session(session=session, minutes="Séance.", by=house.agent, at=DURING)
    run(job_id=Job.objects.get(kind="commissions.papers").pk, at=DURING)
    session.refresh_from_db()
    words = words_of(session.minutes_file)
    assert "Point 2 : La commission ne peut pas délibérer" in words
    assert "Maire de Créteil : défavorable" in words
    first.refresh_from_db()
    words = words_of(first.extract)
    assert "par 5 voix pour et 1 voix contre" in words
    assert "avis écrit motivé" in words


def words_of(stored) -> str:
    with open_file(stored) as file:
        return " ".join(text_of_pdf(file.read()).split())


def test_a_member_takes_a_seat(page, house, session):
    body = session.commission
    form = {"name": "Paule Ferrand", "civility": "mme", "capacity": "cheffe du pôle", "is_by_right": "on",
            "mandate_starts_on": "2026-01-01", "seat": "", "commune": ""}  # fmt: skip
    assert "Choisir le siège" in page("member-new", body.pk, data=form, status=422)
    guests = body.seats.get(code="autres")
    told = page("member-new", body.pk, data={**form, "seat": guests.pk})
    assert "Paule Ferrand" in told
    assert "Obligatoire, ou avis écrit motivé" in told
    assert CommissionMember.objects.get(name="Paule Ferrand").seat == guests
    mayor = body.seats.get(code="maire")
    assert "Indiquer la commune" in page("member-new", body.pk, data={**form, "seat": mayor.pk}, status=422)


def test_another_service_writes_nothing(client, house, session):
    client.force_login(house.stranger)
    for name, *args in (("session-written", session.pk, 1), ("session-signed", session.pk)):
        assert client.get(reverse(f"directorate:{name}", args=args)).status_code == 403
