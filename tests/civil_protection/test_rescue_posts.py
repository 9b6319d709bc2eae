"""Rescue posts and approvals: invariant 3, signed papers, numbers of rescuers, suspension, withdrawal, pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from civil_protection.first_aid import approval_operations as approvals
from civil_protection.first_aid import post_operations as operations
from civil_protection.first_aid import queries
from civil_protection.first_aid.models import Approval, RescuePost
from civil_protection.gatherings.models import Gathering
from civil_protection.gatherings.steps import read
from directorate.documents.pdf_text import text_of_pdf
from directorate.parameters.models import Parameter
from directorate.registers.models import RegisterEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.first_aid_rows import DAY, announced, approved, association, engaged, sized
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 5, 20)
ON = AT.date()


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(AT, tick=False)


def agent(desk):
    return {"by": desk.agent, "at": AT}


@pytest.fixture()
def body(desk):
    return association(desk.agent, AT)


@pytest.fixture()
def post(desk) -> RescuePost:
    """A concert of 13,000 on 4 July 2026: DPS-ME of 14."""
    event = announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 20))
    return sized(desk.agent, AT, event)


def test_the_computation_is_kept_as_it_was_when_a_parameter_changes(desk, post):
    assert (post.kind, post.required, post.ratio, post.index) == ("me", 14, Decimal("12.35"), Decimal("0.95"))
    before = read(post.steps)
    assert any("12,35" in step.result for step in before)
    Parameter.objects.filter(code="civil.dps_band_small").update(value="13")
    kept = queries.known_post(post.pk)
    assert (kept.kind, read(kept.steps)) == ("me", before)
    again = operations.size(gathering=post.gathering, post=post, present=13_000, p2="high", e1="moderate", e2="low",
                            **agent(desk))  # fmt: skip
    assert (again.kind, again.required) == ("pe", 14)


def test_a_post_is_validated_once_everything_is_there(desk, body, post):
    def refused(words: str):
        with pytest.raises(DomainError, match=words):
            operations.validate(post=post, **agent(desk))

    refused("Aucune association")
    engaged(desk.agent, AT, post, body, engaged=12, agreement_on=None, grid_on=None)
    refused("n'a pas d'agrément")
    title = approved(desk.agent, AT, body)
    refused("convention")
    engaged(desk.agent, AT, post, body, engaged=12, grid_on=None)
    refused("grille")
    engaged(desk.agent, AT, post, body, engaged=12)
    refused("manque 2 intervenants : 12 engagés pour 14 requis")
    engaged(desk.agent, AT, post, body, engaged=15)
    row = operations.validate(post=post, **agent(desk))
    assert (row.state, row.approval, row.gap) == ("validated", title, 1)
    for act in (
        lambda: operations.validate(post=post, **agent(desk)),
        lambda: engaged(desk.agent, AT, post, body),
        lambda: operations.size(gathering=post.gathering, post=post, present=1, p2="low", e1="low", e2="low",
                                **agent(desk)),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="rien à y faire"):
            act()
    assert operations.reopen(post=post, reason="Public plus nombreux.", **agent(desk)).approval is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"missions": ["A", "B", "C"]}, "type D"), ({"departments": ["77"]}, "champ géographique"),
        ({"starts_on": date(2023, 7, 5), "signed_on": date(2023, 7, 4), "asked_on": date(2023, 1, 2),
          "ends_on": date(2026, 7, 3)}, "toute la durée"),
        ({"starts_on": date(2026, 7, 5)}, "toute la durée"),
    ],
)  # fmt: skip
def test_invariant_3_no_validation_under_an_approval_that_does_not_cover_the_event(desk, body, post, facts, words):
    approved(desk.agent, AT, body, **facts)
    engaged(desk.agent, AT, post, body)
    with pytest.raises(DomainError, match=words):
        operations.validate(post=post, **agent(desk))
    assert RescuePost.objects.get().state == "draft"


def test_an_event_that_ends_after_midnight_needs_an_approval_valid_on_the_second_day(desk, body):
    event = announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 20),
                      ends_at=paris(2026, 7, 5, 2))  # fmt: skip
    approved(desk.agent, AT, body, starts_on=date(2024, 5, 12), ends_on=date(2026, 7, 4))
    row = engaged(desk.agent, AT, sized(desk.agent, AT, event), body)
    with pytest.raises(DomainError, match="toute la durée"):
        operations.validate(post=row, **agent(desk))


def test_the_database_refuses_a_validation_without_its_proofs(post):
    with pytest.raises(IntegrityError), transaction.atomic():
        RescuePost.objects.filter(pk=post.pk).update(state="validated", validated_at=AT)


def test_a_point_does_not_cover_those_who_take_part(desk, body):
    event = announced(desk.agent, AT, desk.house.creteil, peak=800, total=900, starts_at=paris(2026, 7, 4, 20))
    facts = {"present": 800, "e1": "low", "p2": "low", "actors": True}
    with pytest.raises(DomainError) as refusal:
        sized(desk.agent, AT, event, **facts)
    assert refusal.value.field == "actors_rule"
    row = sized(desk.agent, AT, event, actors_rule="Règlement de la fédération", **facts)
    assert (row.kind, row.required) == ("paps", 2)
    approved(desk.agent, AT, body)
    engaged(desk.agent, AT, row, body, engaged=2)
    with pytest.raises(DomainError, match="PAPS ne couvre pas les acteurs"):
        operations.validate(post=row, **agent(desk))
    operations.size(gathering=event, post=row, actors_rule="Règlement", actors_rescuers=4, p2="low", e1="low",
                    e2="low", present=800, actors=True, **agent(desk))  # fmt: skip
    with pytest.raises(DomainError, match="manque 4"):
        operations.validate(post=row, **agent(desk))
    engaged(desk.agent, AT, row, body, engaged=6)
    assert operations.validate(post=row, **agent(desk)).gap == 0


def test_a_shift_lasts_twelve_hours_at_most_and_a_gathering_has_one_post(desk, body, post):
    for hours in (Decimal("12.5"), Decimal(0)):
        with pytest.raises(DomainError, match="12 heures") as refusal:
            engaged(desk.agent, AT, post, body, shift_hours=hours)
        assert refusal.value.field == "shift_hours"
    assert engaged(desk.agent, AT, post, body, shift_hours=Decimal(12)).shift_hours == 12
    with pytest.raises(Conflict, match="a déjà"):
        sized(desk.agent, AT, post.gathering)
    operations.cancel_post(post=post, cancelled_why="Autre association.", **agent(desk))
    assert sized(desk.agent, AT, post.gathering).number != post.number
    with pytest.raises(NotAllowed):
        operations.cancel_post(post=post, cancelled_why="Non.", by=desk.house.agent, at=AT)


# --- approvals --------------------------------------------------------------------------------------------------


def test_ex12_an_approval_of_12_may_2024_ends_on_11_may_2027_and_is_announced_in_november(desk, body):
    row = approved(desk.agent, AT, body)
    assert (row.ends_on, queries.announced_from(row, ON)) == (date(2027, 5, 11), date(2026, 11, 11))
    for on, count in ((date(2026, 11, 10), 0), (date(2026, 11, 11), 1), (date(2027, 5, 11), 1), (date(2027, 5, 12), 0)):
        assert queries.expiring(on)[1].count() == count, on
    assert queries.standing_of(row, date(2027, 5, 12)).text == "Expiré"
    assert queries.reports_missing(row, ON) == [2024, 2025]
    approvals.receive_report(approval=row, year=2024, received_on=ON, **agent(desk))
    assert queries.reports_missing(queries.known_approval(row.pk), ON) == [2025]
    with pytest.raises(Conflict, match="déjà reçu"):
        approvals.receive_report(approval=row, year=2024, received_on=ON, **agent(desk))
    for year in (2023, 2027):
        with pytest.raises(DomainError, match="pas couverte"):
            approvals.receive_report(approval=row, year=year, received_on=ON, **agent(desk))
    # Once its renewal is given, its end is announced no more.
    asked = approvals.ask_approval(association=body, missions=["D"], field="department", departments=["94"],
                                   authority="police", asked_on=ON, renews=row, **agent(desk))  # fmt: skip
    with pytest.raises(DomainError, match="commence après"):
        approvals.grant(approval=asked, starts_on=date(2027, 5, 11), signed_on=ON, number="X-1", **agent(desk))
    approvals.grant(approval=asked, starts_on=date(2027, 5, 12), signed_on=ON, number="X-1", **agent(desk))
    assert queries.expiring(date(2026, 12, 1))[1].count() == 0
    with pytest.raises(Conflict, match="renouvellement"):
        approvals.ask_approval(association=body, missions=["D"], field="department", departments=["94"],
                               authority="police", asked_on=ON, renews=row, **agent(desk))  # fmt: skip


def test_an_approval_never_lasts_more_than_three_years(desk, body):
    with pytest.raises(DomainError, match="11 mai 2027") as refusal:
        approved(desk.agent, AT, body, ends_on=date(2027, 5, 12))
    assert refusal.value.field == "ends_on"
    with pytest.raises(DomainError, match="numéro"):
        approved(desk.agent, AT, body, number=" ")


def test_an_approval_of_the_prefect_takes_its_number_and_its_place_in_the_registers(desk, body):
    row = approved(desk.agent, AT, body, authority="prefect", number="")
    assert row.number == "2024/00001"
    assert "11 mai 2027" in row.order.html
    assert RegisterEntry.objects.get(letter=row.order)


def test_a_suspension_lasts_three_months_at_most_and_closes_the_posts_of_its_days(desk, body, post):
    row = approved(desk.agent, AT, body)
    engaged(desk.agent, AT, post, body)
    facts = {"approval": row, "suspended_from": ON, "suspended_why": "Défaut d'assurance.", **agent(desk)}
    with pytest.raises(DomainError, match="19 août 2026") as refusal:
        approvals.suspend(suspended_until=date(2026, 8, 20), **facts)
    assert refusal.value.field == "suspended_until"
    approvals.suspend(suspended_until=date(2026, 8, 19), **facts)
    with pytest.raises(DomainError, match="suspendu du"):
        operations.validate(post=post, **agent(desk))
    assert queries.standing_of(queries.known_approval(row.pk), date(2026, 8, 20)).text == "Agréé"
    approvals.lift_suspension(approval=row, reason="Assurance produite.", **agent(desk))
    assert operations.validate(post=post, **agent(desk)).state == "validated"


def test_a_withdrawal_follows_a_hearing(desk, body, post):
    row = approved(desk.agent, AT, body)
    facts = {"approval": row, "withdrawn_on": ON, "closed_why": "Moyens absents.", **agent(desk)}
    with pytest.raises(Conflict, match="observations"):
        approvals.withdraw(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=row.pk).update(state="withdrawn", withdrawn_on=ON)
    heard = approvals.hear(approval=row, heard_from=ON, heard_why="Moyens absents.", **agent(desk))
    assert heard.heard_until == date(2026, 6, 4)
    assert "4 juin 2026" in heard.hearing.html
    with pytest.raises(DomainError, match="4 juin 2026"):
        approvals.withdraw(**facts)
    approvals.note_observations(approval=row, observations="Nous contestons.", **agent(desk))
    approvals.withdraw(**facts)
    engaged(desk.agent, AT, post, body)
    with pytest.raises(DomainError, match="en vigueur"):
        operations.validate(post=post, **agent(desk))


def test_a_control_that_finds_something_is_followed(desk, body):
    facts = {"association": body, "done_on": ON, "findings": "Registre absent.", **agent(desk)}
    with pytest.raises(DomainError, match="suites"):
        approvals.record_control(**facts)
    row = approvals.record_control(follow_up="À produire.", due_on=ON + 30 * DAY, **facts)
    approvals.close_control(control=row, closed_on=ON, **agent(desk))
    with pytest.raises(Conflict, match="déjà clos"):
        approvals.close_control(control=row, closed_on=ON, **agent(desk))


# --- pages ------------------------------------------------------------------------------------------------------

ASKED = {"present": "13000", "p2": "high", "e1": "moderate", "e2": "low"}


def test_the_calculator_says_the_team_and_its_reasons_and_keeps_nothing(client, desk):
    client.force_login(desk.agent)
    address = reverse("civil_protection:rescue-calculator")
    assert client.get(address).status_code == 200
    page = client.get(address, ASKED)
    words = page.content.decode()
    for said in ("DPS-ME", "12,35", "14 intervenants", "2 postes de secours", "référentiel national"):
        assert said in words
    assert not RescuePost.objects.exists()
    for wrong in ({"present": "x"}, {**ASKED, "p2": "énorme"}, {**ASKED, "present": "-1"}, {"present": "9" * 40}):
        assert client.get(address, wrong).status_code == 422
    grid = client.get(reverse("civil_protection:rescue-calculator-grid"), ASKED)
    text = text_of_pdf(b"".join(grid.streaming_content))
    assert "12,35" in text
    assert client.get(reverse("civil_protection:rescue-calculator-grid"), {"present": "3"}).status_code == 404


def test_a_post_goes_from_its_computation_to_its_validation_on_the_pages(client, desk, body):
    client.force_login(desk.agent)
    event = announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 20))
    approved(desk.agent, AT, body)
    new = reverse("civil_protection:rescue-post-new")
    assert 'value="13000"' in client.get(new, {"gathering": event.pk}).content.decode()
    for hostile in ("x", "9" * 40, "-1", ""):
        assert client.get(new, {"gathering": hostile}).status_code == 200
    answer = client.post(new, {**ASKED, "gathering": event.pk})
    assert answer.status_code == 302
    row = RescuePost.objects.get()
    assert "Aucune association" in client.get(answer.url).content.decode()
    act = reverse("civil_protection:rescue-post-act", args=[row.pk, "engager"])
    staff = {"association": body.pk, "engaged": 13, "shift_hours": "8", "agreement_on": "2026-05-19"}
    assert client.post(act, {**staff, "shift_hours": "13"}).status_code == 422
    assert client.post(act, staff).status_code == 302
    check = reverse("civil_protection:rescue-post-validate", args=[row.pk])
    refused = client.post(check)
    assert refused.status_code == 422
    assert "grille" in refused.content.decode()
    client.post(act, {**staff, "engaged": 14, "grid_on": "2026-05-19"})
    assert client.post(check).status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Validé" in page
    assert "jusqu&#x27;au 11/05/2027" in page
    assert "&lt;a href" not in page
    grid = client.get(reverse("civil_protection:rescue-post-grid", args=[row.pk]))
    assert "Concert du lac" in text_of_pdf(b"".join(grid.streaming_content))
    rows = client.get(reverse("civil_protection:rescue-posts"), {"state": "validated", "staff": "enough"})
    assert [one.pk for one in rows.context["page"]] == [row.pk]
    assert client.post(check).status_code == 422


def test_the_pages_of_the_associations(client, desk, body):
    client.force_login(desk.agent)
    page = reverse("civil_protection:rescue-association", args=[body.pk])
    assert client.get(page).status_code == 200
    ask = reverse("civil_protection:approval-new", args=[body.pk])
    asked = {"missions": ["A", "D"], "field": "department", "departments": "94, 77", "authority": "prefect",
             "asked_on": "2026-05-01", "strength": 10, "vehicles": 1}  # fmt: skip
    refused = client.post(ask, asked)
    assert (refused.status_code, "un seul département" in refused.content.decode()) == (422, True)
    answer = client.post(ask, {**asked, "departments": "94"})
    assert answer.status_code == 302
    row = Approval.objects.get()
    grant = reverse("civil_protection:approval-act", args=[row.pk, "accorder"])
    assert client.post(grant, {"starts_on": "2026-05-12", "signed_on": "2026-05-10"}).status_code == 302
    words = client.get(answer.url).content.decode()
    for said in ("11/05/2029", "ce département", "2026/00001"):
        assert said in words
    for verb in ("suspendre", "rapport", "contradictoire"):
        assert client.get(reverse("civil_protection:approval-act", args=[row.pk, verb])).status_code == 200
    assert client.get(reverse("civil_protection:approval-renew", args=[row.pk])).status_code == 200
    listed = client.get(reverse("civil_protection:rescue-associations"), {"mission": "D"})
    assert [one.pk for one in listed.context["page"]] == [body.pk]
    for standing in ("valid", "ending", "expired", "asked", "withdrawn"):
        found = client.get(reverse("civil_protection:approvals"), {"standing": standing})
        assert len(found.context["page"].object_list) == (standing == "valid")
    new = reverse("civil_protection:rescue-association-new")
    twice = client.post(new, {"name": body.name.upper()})
    assert (twice.status_code, "déjà enregistrée" in twice.content.decode()) == (422, True)
    control = reverse("civil_protection:control-new", args=[body.pk])
    assert client.post(control, {"done_on": "2026-05-19", "findings": "Rien.", "compliant": "on"}).status_code == 302
    assert client.get(reverse("civil_protection:first-aid-controls"), {"result": "yes"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_a_validation_and_a_suspension_at_once_none_goes_unseen(desk):
    body = association(desk.agent, AT)
    row = approved(desk.agent, AT, body)
    event = announced(desk.agent, AT, desk.house.creteil, starts_at=paris(2026, 7, 4, 20))
    post = engaged(desk.agent, AT, sized(desk.agent, AT, event), body)
    found = at_once(
        lambda: operations.validate(post=post, **agent(desk)),
        lambda: operations.validate(post=post, **agent(desk)),
        lambda: approvals.suspend(approval=row, suspended_from=ON, suspended_until=ON + 60 * DAY,
                                  suspended_why="Urgence.", **agent(desk)),
    )  # fmt: skip
    assert [isinstance(one, RescuePost) for one in found[:2]].count(True) <= 1, found
    assert isinstance(found[2], Approval), found
    # Whatever came first, the post shows that no approval covers it any more.
    assert "suspendu" in queries.cover_of(queries.known_post(post.pk))[1]


def test_a_post_is_validated_for_the_public_that_is_expected_now(desk, body, post):
    approved(desk.agent, AT, body)
    engaged(desk.agent, AT, post, body)
    Gathering.objects.filter(pk=post.gathering_id).update(peak=50_000, total=60_000)
    with pytest.raises(DomainError, match="50000 personnes"):
        operations.validate(post=post, **agent(desk))
    again = operations.size(gathering=post.gathering, post=post, present=50_000, p2="high", e1="moderate", e2="low",
                            **agent(desk))  # fmt: skip
    assert again.grid_on is None
