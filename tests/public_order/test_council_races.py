"""Two people at one instant, or one who clicks twice: one of them does it, the other is told."""

from datetime import date

import pytest

from directorate.web.errors import Conflict, DomainError
from public_order.councils import local_operations as local
from public_order.councils import meeting_operations as life
from public_order.councils import operations as councils
from public_order.councils import sitting_operations as sittings
from public_order.models import (
    Council,
    CouncilSitting,
    PartyVersion,
    PlannedSitting,
    ProtocolTerm,
    TerritorialStrategy,
)
from public_order.protocols import operations as protocols
from tests.concurrency import at_once
from tests.people import paris
from tests.public_order.council_stage import (
    AFTER,
    AT,
    bodies_with_members,
    body_with_member,
    council,
    held,
    planned,
    police,
    protocol,
)

pytestmark = pytest.mark.django_db(transaction=True)


def twice(call):
    """What became of two calls at one instant."""
    return at_once(call, call)


def one_of_two(found) -> None:
    assert sum(isinstance(one, DomainError) for one in found) == 1, found
    assert any(isinstance(one, Conflict) for one in found), found


def test_race_of_two_who_renew_a_protocol_one_opens_the_term(bureau):
    by, at = bureau.agent, paris(2026, 6, 2)
    row = protocol(bureau.house, by, renewal="express")
    one_of_two(twice(lambda: protocols.renew(protocol=row, reference="Avenant", by=by, at=at)))
    assert ProtocolTerm.objects.filter(protocol=row).count() == 2


def test_race_of_the_night_with_itself_one_tacit_term(bureau):
    row = protocol(bureau.house, bureau.agent)
    twice(lambda: protocols.renew_tacitly(protocol=row, at=paris(2026, 6, 2)))
    assert ProtocolTerm.objects.filter(protocol=row).count() == 2


def test_race_of_two_who_denounce_or_renew_the_same_protocol(bureau):
    by, at = bureau.agent, paris(2026, 6, 2)
    row = protocol(bureau.house, by)
    one_of_two(twice(lambda: protocols.denounce(protocol=row, denounced_on=date(2026, 6, 1), denounced_by="Ville",
                                                by=by, at=at)))  # fmt: skip


def test_race_of_two_who_correct_the_same_party(bureau):
    by = bureau.agent
    party = protocol(bureau.house, by).parties.first()
    facts = {"name": party.name, "signatory": "Nadège Royer", "quality": "préfète", "reason": "Nouvelle préfète"}
    one_of_two(twice(lambda: protocols.correct_party(party=party, by=by, at=AT, **facts)))
    assert PartyVersion.objects.count() == 1


def test_race_of_two_who_hold_the_same_sitting(bureau):
    by = bureau.agent
    row = sittings.open_instance(name="Cellule rodéos", is_date_only=False, by=by, at=AT)
    member = body_with_member(sittings.gather_members(instance=row, by=by, at=AT))
    session = sittings.plan_instance_sitting(instance=row, starts_at=paris(2026, 5, 20), place="Salle", points="Bilan",
                                             by=by, at=AT)  # fmt: skip
    one_of_two(twice(lambda: sittings.hold_sitting(session=session, present=[member], minutes="Dit.", by=by, at=AFTER)))


def test_race_of_two_who_close_the_same_action(bureau):
    bodies_with_members()
    by = bureau.agent
    action = life.decide(meeting=held(by), text="Fermer", owner=police(), due_on=date(2026, 6, 1), by=by, at=AFTER)
    one_of_two(twice(lambda: life.follow(action=action, state="done", outcome="Fait", by=by, at=AFTER)))


def test_race_of_a_double_click_on_a_decision_makes_one_action(bureau):
    bodies_with_members()
    by, meeting = bureau.head, planned(bureau.head, formation="restricted")
    life.convene_meeting(meeting=meeting, by=by, at=AT)
    life.hold_meeting(meeting=meeting, present=meeting.session.commission.members.all(), by=by, at=AFTER)
    owner = police()
    found = twice(lambda: life.decide(meeting=meeting, text="Fermer", owner=owner, due_on=date(2026, 6, 1), by=by,
                                      at=AFTER))  # fmt: skip
    assert len({one.pk for one in found}) == 1 and meeting.session.actions.count() == 1


def test_race_of_two_cdpd_for_one_year(bureau):
    bodies_with_members()
    by = bureau.agent
    days = (paris(2026, 6, 1), paris(2026, 6, 2))
    one_of_two(at_once(*(
        lambda day=day: sittings.plan_departmental(year=2025, starts_at=day, place="Salle", by=by, at=AT)
        for day in days
    )))  # fmt: skip


def test_race_of_two_who_record_plan_dissolve_or_sign_the_same(bureau):
    house, by = bureau.house, bureau.agent
    row = council(house, by)
    one_of_two(twice(lambda: councils.record_sitting(council=row, formation="plenary", held_on=date(2026, 4, 1), by=by,
                                                     at=AT)))  # fmt: skip
    one_of_two(twice(lambda: local.plan_council_sitting(council=row, formation="plenary", starts_at=paris(2026, 6, 1),
                                                        by=by, at=AT)))  # fmt: skip
    strategy = {"kind": "stspd", "starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31), "axes": "Jeunes"}
    one_of_two(twice(lambda: local.record_strategy(council=row, by=by, at=AT, **strategy)))
    one_of_two(twice(lambda: councils.dissolve(council=row, dissolved_on=date(2026, 5, 2), dissolution="Acte", by=by,
                                               at=AT)))  # fmt: skip
    counts = (CouncilSitting.objects.count(), PlannedSitting.objects.count(), TerritorialStrategy.objects.count())
    assert counts == (1, 1, 1) and Council.objects.get().stage == "dissolved"
