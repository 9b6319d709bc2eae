"""The sections on the engine of the commissions: composition, conflict of interest, quorum, tie, mandates, papers."""

from datetime import date, timedelta

import pytest

from directorate.commissions.convocation_operations import convene
from directorate.commissions.member_operations import appoint
from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import (
    add_item,
    call_again,
    close_session,
    plan_session,
    record_attendance,
    record_opinion,
    withdraw_members,
)
from directorate.parameters.models import Parameter
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.cdsr import queries
from road_safety.cdsr.operations import sign_composition
from road_safety.cdsr.sections import SECTIONS
from tests.people import paris
from tests.road_safety.regulation_rows import AT, composed, member, section

pytestmark = pytest.mark.django_db
DAY = paris(2026, 3, 20)
LATER = paris(2026, 3, 20, 12)


def session_of(bureau, commission, at=DAY) -> CommissionSession:
    row = plan_session(commission=commission, starts_at=at, place="Salle Marne", by=bureau.agent, at=AT)
    add_item(session=row, title="Agrément d'un gardien", by=bureau.agent, at=AT)
    return row


def test_cdsr_02_a_section_without_category_5_is_not_convened(bureau):
    commission = composed(without="usagers")
    row = session_of(bureau, commission)
    with pytest.raises(DomainError, match="il manque la catégorie 5"):
        convene(session=row, urgency="", by=bureau.agent, at=AT)
    member(commission, "usagers", "Mme Édith Pons")
    assert convene(session=row, urgency="", by=bureau.agent, at=AT).convening == 1


def test_cdsr_02_a_substitute_does_not_make_up_for_a_titular(bureau):
    commission = composed(without="usagers")
    state = commission.members.get(seat__code="etat")
    member(commission, "usagers", "M. Paul Suppléant", substitute_of=state)
    row = session_of(bureau, commission)
    with pytest.raises(DomainError, match="catégorie 5"):
        convene(session=row, urgency="", by=bureau.agent, at=AT)


def test_cdsr_02_the_mandates_that_count_are_those_of_the_day_of_the_session(bureau):
    commission = composed()
    commission.members.filter(seat__code="usagers").update(mandate_ends_on=date(2026, 3, 20))
    row = session_of(bureau, commission)
    with pytest.raises(DomainError, match="catégorie 5"):
        convene(session=row, urgency="", by=bureau.agent, at=AT)


def test_cdsr_the_convocation_leaves_five_days_before(bureau):
    row = session_of(bureau, composed())
    with pytest.raises(DomainError, match="5 jours au moins"):
        convene(session=row, urgency="", by=bureau.agent, at=DAY - timedelta(days=4))


def test_cdsr_01_whoever_has_an_interest_leaves_and_is_not_counted(bureau):
    commission = composed()
    row = session_of(bureau, commission)
    here = list(commission.members.order_by("pk")[:4])
    assert row.quorum == 4
    row = record_attendance(session=row, present=here, by=bureau.agent, at=LATER)
    item = row.items.get()
    said = withdraw_members(item=item, members=[here[1]], reason="Parent", by=bureau.agent, at=LATER)
    assert said.startswith("Le quorum n'est plus atteint pour cette affaire")
    with pytest.raises(DomainError, match="1 déport"):
        record_opinion(item=item, opinion="favourable", votes_for=3, votes_against=0, comment="", by=bureau.agent,
                       at=LATER)  # fmt: skip
    row = record_attendance(session=row, present=commission.members.order_by("pk")[:6], by=bureau.agent, at=LATER)
    with pytest.raises(DomainError, match="6 voix pour 5 membres"):
        record_opinion(item=item, opinion="favourable", votes_for=6, votes_against=0, comment="", by=bureau.agent,
                       at=LATER)  # fmt: skip
    heard = record_opinion(item=item, opinion="favourable", votes_for=5, votes_against=0, comment="", by=bureau.agent,
                           at=LATER)  # fmt: skip
    assert heard.opinion == "favourable"


def test_cdsr_without_quorum_a_second_session_sits_without_any(bureau):
    commission = composed()
    row = session_of(bureau, commission)
    record_attendance(session=row, present=commission.members.order_by("pk")[:3], by=bureau.agent, at=LATER)
    with pytest.raises(DomainError, match="3 présents pour 4 requis"):
        record_opinion(item=row.items.get(), opinion="favourable", votes_for=None, votes_against=None, comment="",
                       by=bureau.agent, at=LATER)  # fmt: skip
    again = call_again(session=row, starts_at=DAY + timedelta(days=10), place="Salle Marne", by=bureau.agent, at=LATER)
    assert again.quorum == 0
    late = DAY + timedelta(days=10, hours=2)
    record_attendance(session=again, present=commission.members.order_by("pk")[:2], by=bureau.agent, at=late)
    item = record_opinion(item=again.items.get(), opinion="unfavourable", votes_for=1, votes_against=1, comment="",
                          by=bureau.agent, at=late)  # fmt: skip
    assert item.opinion == "unfavourable"


def test_cdsr_a_tie_follows_the_chair_and_needs_one(bureau):
    commission = composed()
    row = session_of(bureau, commission)
    others = commission.members.filter(is_chair=False).order_by("pk")[:4]
    record_attendance(session=row, present=others, by=bureau.agent, at=LATER)
    facts = {"votes_for": 2, "votes_against": 2, "comment": "", "by": bureau.agent, "at": LATER}
    with pytest.raises(DomainError, match="personne ne présidait"):
        record_opinion(item=row.items.get(), opinion="favourable", **facts)
    chair = commission.members.get(is_chair=True)
    record_attendance(session=row, present=[chair, *others], by=bureau.agent, at=LATER)
    assert record_opinion(item=row.items.get(), opinion="favourable", **facts).opinion == "favourable"
    closed = close_session(session=row, minutes="Ouverture à 9 h 30.", by=bureau.agent, at=LATER)
    assert closed.state == "held"


def named(bureau, commission, starts_on, **facts):
    return appoint(
        commission=commission, name="Mme Clarisse Vial", civility="mme", capacity="membre", email="", address="",
        is_chair=False, is_by_right=False, appointed_by="", substitute_of=None, renews=None,
        mandate_starts_on=starts_on, mandate_ends_on=None, by=bureau.agent, at=AT, **facts,
    )  # fmt: skip


def test_cdsr_a_member_has_a_category_and_a_mandate_of_five_years(bureau):
    commission = section()
    with pytest.raises(DomainError, match="Choisir la catégorie"):
        named(bureau, commission, date(2026, 1, 1))
    found = named(bureau, commission, date(2024, 2, 29), seat=commission.seats.get(code="usagers"))
    assert found.mandate_ends_on == date(2029, 2, 28)


def test_cdsr_the_length_of_a_mandate_is_dated(bureau):
    commission = section()
    row = Parameter.objects.get(code="cdsr.mandate_months")
    Parameter.objects.filter(pk=row.pk).update(valid_to=date(2026, 1, 1))
    Parameter.objects.create(code=row.code, label=row.label, value=36, unit=row.unit, source=row.source,
                             confidence=row.confidence, valid_from=date(2026, 1, 1))  # fmt: skip
    seat = commission.seats.get(code="usagers")
    assert named(bureau, commission, date(2026, 1, 1), seat=seat).mandate_ends_on == date(2029, 1, 1)
    assert named(bureau, commission, date(2025, 1, 1), seat=seat).mandate_ends_on == date(2030, 1, 1)


def test_cdsr_the_bureau_keeps_the_secretariat_and_the_police_help_for_what_they_bring(bureau, house):
    helped, alone = composed(), composed("cdsr-infrastructures")
    plan = {"starts_at": DAY, "place": "Salle Marne", "at": AT}
    plan_session(commission=helped, by=house.agent, **plan)
    with pytest.raises(NotAllowed):
        plan_session(commission=alone, by=house.agent, **plan)
    plan_session(commission=alone, by=bureau.agent, **plan)


def test_cdsr_the_order_of_composition_names_the_members_by_category(bureau):
    commission = composed()
    order = sign_composition(commission=commission, number="", signed_on=AT.date(), by=bureau.agent, at=AT)
    assert order.number.startswith("2026/")
    assert "Associations d'usagers" in order.order.html.replace("&#x27;", "'").replace("’", "'")
    assert "Mme Oriane Delmas" in order.order.html
    assert commission.members.filter(appointed_by=f"arrêté n° {order.number}").count() == 8


def test_cdsr_02_no_order_composes_half_a_section(bureau):
    commission = composed(without="professionnels")
    with pytest.raises(Conflict, match="catégorie 4"):
        sign_composition(commission=commission, number="", signed_on=AT.date(), by=bureau.agent, at=AT)


def test_cdsr_the_procedures_that_consult_it_follow_a_dated_value(bureau, time_machine):
    time_machine.move_to(AT)
    section()
    found = {slug: dict(queries.consulting(row, AT.date())) for slug, row in SECTIONS.items()}
    assert found["impound"]["Agrément d'un gardien de fourrière"] == "Obligatoire"
    assert "Obligatoire" in found["stages"].values()
    assert set(found["driving_education"].values()) == {"Facultatif à ce jour (paramètre daté)"}
    Parameter.objects.filter(code="driving_school.consult_cdsr").update(value=1)
    found = dict(queries.consulting(SECTIONS["driving_education"], AT.date()))
    assert "Obligatoire" in found.values()


def test_cdsr_pages_tell_what_is_missing_and_the_order_is_signed_there(bureau, client, time_machine):
    time_machine.move_to(AT)
    composed(without="usagers")
    composed("cdsr-stages")
    client.force_login(bureau.agent)
    page = client.get("/securite-routiere/cdsr/").content.decode()
    assert "Incomplète" in page and "Complète" in page
    page = client.get("/securite-routiere/cdsr/impound/").content.decode()
    assert "il manque la catégorie 5" in page and "Arrêté de composition" not in page
    signed = client.post("/securite-routiere/cdsr/stages/composition/", {"number": "", "signed_on": "2026-03-02"})
    assert signed.status_code == 302
    assert "Arrêté" in client.get("/securite-routiere/cdsr/stages/").content.decode()
    assert client.get("/securite-routiere/cdsr/autre/").status_code == 404
