"""CDPD, other instances and technical committees on the shared engine; the balance of a year (B5.2, B5.3, B6)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.commissions.models import CarriedAction, CommissionSession, SessionAction
from directorate.commissions.operations import cancel_session
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.councils import operations as councils
from public_order.councils import rules
from public_order.councils import sitting_operations as sittings
from public_order.councils import sitting_queries as queries
from public_order.councils.sitting_papers import PAPERS
from public_order.models import DepartmentalSitting, Instance, NationalAxis, Protocol, ProtocolCommittee
from public_order.protocols import operations as protocols
from public_order.protocols import queries as reading
from tests.people import paris
from tests.public_order.council_stage import (
    AFTER,
    AT,
    HELD,
    bodies_with_members,
    body_with_member,
    council,
    police,
    protocol,
)

pytestmark = pytest.mark.django_db


@pytest.fixture()
def kept(bureau, time_machine):
    time_machine.move_to(AT, tick=False)
    bodies_with_members()
    return bureau


def go(client, url: str, /, *args, **data):
    address = reverse(f"public_order:{url}", args=args)
    return client.post(address, data) if data else client.get(address)


def departmental(by, **facts) -> DepartmentalSitting:
    values = {"year": 2025, "starts_at": HELD, "place": "Salle Marne", **facts}
    return sittings.plan_departmental(by=by, at=AT, **values)


def everyone(session: CommissionSession):
    return session.commission.members.all()


# --- CDPD ---------------------------------------------------------------------------------------------------------


def test_cdpd_d132_5_its_points_its_attendance_its_minutes_and_its_actions(kept):
    row = departmental(kept.agent)
    titles = list(row.session.items.order_by("position").values_list("title", flat=True))
    assert titles == list(rules.departmental_points(2025)) and "FIPD, 2025" in titles[3]
    sittings.convene_sitting(session=row.session, by=kept.agent, at=AT)
    held = sittings.hold_sitting(session=row.session, present=everyone(row.session), minutes="Avis rendu.",
                                 by=kept.agent, at=AFTER)  # fmt: skip
    assert (held.state, held.minutes, held.present.count()) == ("held", "Avis rendu.", 3)
    action = sittings.decide_in_sitting(session=held, text="Publier le bilan", owner=police(),
                                        due_on=date(2026, 6, 30), by=kept.agent, at=AFTER)  # fmt: skip
    after = sittings.plan_departmental(year=2026, starts_at=paris(2027, 5, 20), place="Salle", by=kept.agent, at=AFTER)
    sittings.convene_sitting(session=after.session, by=kept.agent, at=AFTER)
    assert CarriedAction.objects.get(session=after.session).action == action


def test_cdpd_once_a_year_even_if_asked_twice(kept):
    departmental(kept.agent)
    with pytest.raises(Conflict) as refusal:
        departmental(kept.agent, starts_at=paris(2026, 6, 1))
    assert refusal.value.field == "year"
    with pytest.raises(DomainError, match="pas commencée"):
        departmental(kept.agent, year=2027)
    assert CommissionSession.objects.filter(commission="cdpd").count() == 1


def test_cdpd_another_sitting_takes_the_file_of_one_that_was_cancelled(kept):
    row = departmental(kept.agent)
    facts = {"delinquency": "Baisse", "councils": "Quarante", "grants": "Un million", "proposals": ""}
    sittings.write_departmental_file(sitting=row, by=kept.agent, at=AT, **facts)
    # Its points are standing ones: no other sitting takes them.
    cancel_session(session=row.session, reason="Préfet empêché", by=kept.agent, at=AT)
    again = departmental(kept.agent, starts_at=paris(2026, 6, 1))
    assert again.pk == row.pk and again.delinquency == "Baisse" and again.session_id != row.session_id


def test_cdpd_by_its_pages_with_its_papers(client, kept, time_machine):
    client.force_login(kept.agent)
    made = go(client, "departmental-sitting-new", year="2025", starts_at_0="2026-05-20", starts_at_1="10:00",
              place="Salle Marne")  # fmt: skip
    assert made.status_code == 302
    row = DepartmentalSitting.objects.get()
    again = go(client, "departmental-sitting-new", year="2025", starts_at_0="2026-06-20", starts_at_1="10:00",
               place="Salle Brie")  # fmt: skip
    assert (
        again.status_code == 422 and "examine déjà" in again.content.decode() and "Salle Brie" in again.content.decode()
    )
    assert go(client, "departmental-sitting-file", row.pk, delinquency="Baisse nette").status_code == 302
    page = go(client, "body-sitting", row.session_id).content.decode()
    assert "Baisse nette" in page and "Convoquer les membres" in page
    assert go(client, "body-sitting-point", row.session_id, title="Drogues").status_code == 302
    assert go(client, "body-sitting-point", row.session_id, title="drogues").status_code == 422
    assert go(client, "body-sitting-convene", row.session_id, urgency="").status_code == 302
    time_machine.move_to(AFTER, tick=False)
    client.force_login(kept.agent)
    present = [str(one.pk) for one in everyone(row.session)]
    assert go(client, "body-sitting-hold", row.session_id, present=present, seen="").status_code == 422
    assert go(client, "body-sitting-hold", row.session_id, present=present, seen="", minutes="Dit.").status_code == 302
    assert go(client, "body-sitting-hold", row.session_id, present=present, seen="", minutes="Dit.").status_code == 422
    assert go(client, "body-sitting-decide", row.session_id, text="Publier", owner=police().pk,
              due_on="2026-05-19").status_code == 422  # fmt: skip
    assert go(client, "body-sitting-decide", row.session_id, text="Publier", owner=police().pk,
              due_on="2026-06-19").status_code == 302  # fmt: skip
    for which in PAPERS:
        assert b"".join(go(client, "body-sitting-paper", row.session_id, which).streaming_content).startswith(b"%PDF")
    assert go(client, "body-sitting-paper", row.session_id, "inconnu").status_code == 404
    client.force_login(kept.house.stranger)
    for name in ("body-sitting", "body-sitting-hold", "departmental-sitting-file"):
        assert go(client, name, row.session_id if name != "departmental-sitting-file" else row.pk).status_code == 403


# --- the balance of the year --------------------------------------------------------------------------------------


def test_b5_2_balance_its_total_is_that_of_its_axes_and_its_figures_those_of_the_registers(client, house, kept):
    axes = [
        NationalAxis.objects.create(strategy="SNPD", starts_year=2020, ends_year=2024, rank=rank, title=f"Axe {rank}")
        for rank in (1, 2, 3)
    ]
    for axis, number, granted in ((axes[0], 4, Decimal("1000.10")), (axes[1], 6, Decimal("2000.15"))):
        councils.record_balance(axis=axis, year=2025, measures="Fait", number=number, granted=granted, examples="",
                                difficulties="", by=kept.agent, at=AT)  # fmt: skip
    row = council(house, kept.agent)
    councils.record_sitting(council=row, formation="plenary", held_on=date(2025, 3, 15), by=kept.agent, at=AT)
    found = queries.year_balance(2025)
    assert (found.granted, found.actions, found.missing) == (Decimal("3000.25"), 10, 1)
    figures = dict(found.figures)
    assert figures["Plénières tenues"] == "1" and figures["Conseils de prévention en place au 31 décembre"] == "1"
    assert {"Projets FIPD accordés", "Opérations CODAF", "Protocoles signés"} <= set(figures)
    client.force_login(kept.agent)
    page = client.get(reverse("public_order:strategy-balance") + "?annee=2025").content.decode()
    assert "3\u202f000,25" in page and "Plénières tenues" in page
    assert b"".join(go(client, "strategy-balance-paper", 2025).streaming_content).startswith(b"%PDF")
    assert b"".join(go(client, "strategy-balance-paper", 2001).streaming_content).startswith(b"%PDF")


# --- instances ----------------------------------------------------------------------------------------------------


def instance(by, **facts) -> Instance:
    return sittings.open_instance(**{"name": "Cellule rodéos", "is_date_only": False, "by": by, "at": AT, **facts})


def test_b5_3_of_radicalisation_only_dates_are_kept(kept):
    row = instance(kept.agent, name="CPRAF", is_date_only=True)
    sittings.record_date(instance=row, held_on=date(2026, 4, 2), by=kept.agent, at=AT)
    with pytest.raises(Conflict):
        sittings.record_date(instance=row, held_on=date(2026, 4, 2), by=kept.agent, at=AT)
    with pytest.raises(DomainError, match="pas encore venu"):
        sittings.record_date(instance=row, held_on=date(2026, 5, 5), by=kept.agent, at=AT)
    with pytest.raises(DomainError, match="seules les dates"):
        sittings.plan_instance_sitting(instance=row, starts_at=HELD, place="Salle", points="Un nom", by=kept.agent,
                                       at=AT)  # fmt: skip
    with pytest.raises(DomainError, match="seules les dates"):
        sittings.gather_members(instance=row, by=kept.agent, at=AT)
    with pytest.raises(DomainError) as refusal:
        instance(kept.agent, name="CPRAF bis", is_date_only=True, lead="Quelqu'un")
    assert refusal.value.field == "lead"
    with pytest.raises(IntegrityError), transaction.atomic():
        Instance.objects.filter(pk=row.pk).update(lead="Quelqu'un")


def test_b5_3_another_instance_has_its_agenda_its_members_and_its_actions_on_the_engine(kept):
    row = instance(kept.agent, frequency_months=3)
    with pytest.raises(DomainError, match="Aucun mandat"):
        sittings.plan_instance_sitting(instance=row, starts_at=HELD, place="Salle", points="Bilan", by=kept.agent,
                                       at=AT)  # fmt: skip
    assert Instance.objects.get(pk=row.pk).commission is None
    body_with_member(sittings.gather_members(instance=row, by=kept.agent, at=AT))
    with pytest.raises(DomainError) as refusal:
        sittings.plan_instance_sitting(instance=row, starts_at=HELD, place="Salle", points=" \n", by=kept.agent, at=AT)
    assert refusal.value.field == "points"
    session = sittings.plan_instance_sitting(instance=row, starts_at=HELD, place="Salle", points="Bilan\n\nSuites",
                                             by=kept.agent, at=AT)  # fmt: skip
    assert session.items.count() == 2
    sittings.hold_sitting(session=session, present=everyone(session), minutes="Dit.", by=kept.agent, at=AFTER)
    found = queries.known_instance(row.pk)
    assert queries.last_of(found) == date(2026, 5, 20) and queries.expected_on(found) == date(2026, 8, 20)
    assert queries.days_late(found, date(2026, 8, 21)) == 1 and queries.days_late(found, date(2026, 8, 20)) == 0
    with pytest.raises(DomainError, match="plus que leur date") as refusal:
        sittings.change_instance(instance=row, name="Cellule", is_date_only=True, by=kept.agent, at=AFTER)
    assert refusal.value.field == "is_date_only"
    changed = sittings.change_instance(instance=row, name="Cellule", is_date_only=False, is_active=False,
                                       by=kept.agent, at=AFTER)  # fmt: skip
    assert changed.commission.name == "Cellule"
    with pytest.raises(Conflict, match="plus en activité"):
        sittings.plan_instance_sitting(instance=row, starts_at=paris(2026, 9, 1), place="Salle", points="Bilan",
                                       by=kept.agent, at=AFTER)  # fmt: skip


def test_b5_3_by_its_pages(client, house, kept):
    client.force_login(kept.agent)
    assert "Aucune instance" in go(client, "instances").content.decode()
    assert "Aucune séance" in go(client, "body-sittings").content.decode()
    assert go(client, "instance-new", name="Comité transports", frequency_months="3").status_code == 302
    again = go(client, "instance-new", name="comité transports", lead="DTSP")
    assert again.status_code == 422 and "existe déjà" in again.content.decode() and "DTSP" in again.content.decode()
    row = Instance.objects.get()
    assert go(client, "instance-members", row.pk, x="1").status_code == 302
    body_with_member(Instance.objects.get().commission)
    made = go(client, "instance-sitting-new", row.pk, starts_at_0="2026-05-20", starts_at_1="10:00", place="Salle",
              points="Bilan\nSuites")  # fmt: skip
    assert made.status_code == 302
    page = go(client, "instance", row.pk).content.decode()
    assert "20/05/2026" in page and "Odile Kerbrat" in page
    assert go(client, "instance-change", row.pk, name="Comité transports RATP", is_active="on").status_code == 302
    assert "Comité transports RATP" in go(client, "instances").content.decode()
    assert go(client, "instance-date", row.pk, held_on="2026-04-01").status_code == 422
    client.force_login(house.stranger)
    assert go(client, "instance", row.pk).status_code == 403 and go(client, "instance-new").status_code == 403


def test_an_agent_of_another_service_plans_nothing(house, kept):
    for call in (lambda: departmental(house.agent), lambda: instance(house.agent)):
        with pytest.raises(NotAllowed):
            call()


# --- technical committees -------------------------------------------------------------------------------------------


def test_pro_03_a_technical_committee_sits_on_the_engine_with_the_signatories(house, kept):
    row = protocol(house, kept.agent)
    assert reading.committees_late(AT.date()) == [row]
    session = protocols.plan_committee(protocol=row, starts_at=HELD, place="Mairie", points="Bilan", by=kept.agent,
                                       at=AT)  # fmt: skip
    row = Protocol.objects.get(pk=row.pk)
    assert row.next_committee_on == date(2026, 5, 20)
    assert [one.capacity for one in session.commission.members.all()] == [
        "préfet, Préfecture",
        "maire, Ville de Créteil",
    ]
    sittings.hold_sitting(session=session, present=everyone(session), minutes="Rondes doublées.", by=kept.agent,
                          at=AFTER)  # fmt: skip
    sittings.decide_in_sitting(session=session, text="Doubler les rondes", owner=police(), due_on=date(2026, 6, 1),
                               by=kept.agent, at=AFTER)  # fmt: skip
    held = ProtocolCommittee.objects.get()
    assert (held.held_on, held.summary, held.session_id) == (date(2026, 5, 20), "Rondes doublées.", session.pk)
    row = Protocol.objects.get(pk=row.pk)
    assert (row.last_committee_on, row.next_committee_on) == (date(2026, 5, 20), None)
    assert reading.committees_late(date(2026, 5, 21)) == [] and SessionAction.objects.get().owner == police()


def test_pro_03_no_committee_of_a_protocol_that_is_not_in_force(house, kept):
    row = protocol(house, kept.agent, signed_on=None)
    with pytest.raises(Conflict, match="pas en vigueur"):
        protocols.plan_committee(protocol=row, starts_at=HELD, place="Mairie", points="Bilan", by=kept.agent, at=AT)
