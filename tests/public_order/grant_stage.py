"""A programme with its call, its credits and some projects, for every test of the grants."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from directorate.commissions.models import CommissionMember
from directorate.commissions.statutory import load_commissions
from directorate.org.models import StaffMember
from public_order.grants import call_operations as calls
from public_order.grants import committee_operations as committees
from public_order.grants import operations
from public_order.grants import scenario_operations as scenarios
from public_order.grants import works_operations as works
from public_order.grants.bodies import COMMITTEE
from public_order.grants.catalogue import CRITERIA
from public_order.grants.committee_models import CommitteeSitting
from public_order.grants.models import (
    GrantApplication,
    GrantCall,
    GrantProgramme,
    GrantScenario,
    Promoter,
    ScenarioLine,
)
from tests.people import House, paris

AT = paris(2026, 4, 20, 10)


def opened(by: StaffMember, *, credits: int = 100_000, family: str = "D", at: datetime = AT) -> GrantCall:
    programme = calls.open_programme(year=2026, family=family, by=by, at=at)
    if credits:
        for kind in ("AE", "CP"):
            calls.move_credits(programme=programme, envelope=kind, movement="delegation", amount=Decimal(credits),
                               on=date(2026, 2, 1), reference="Délégation initiale", by=by, at=at)  # fmt: skip
    call = calls.write_call(
        programme=programme, title="Appel à projets", opens_on=date(2026, 3, 1), closes_at=paris(2026, 12, 1, 18),
        by=by, at=at,
    )  # fmt: skip
    return calls.publish_call(call=call, by=by, at=at)


def carried(by: StaffMember, name: str = "Horizon jeunes", siret: str = "21940028000018", **facts) -> Promoter:
    known = Promoter.objects.filter(name=name).first()
    values = {"kind": "association", "representative": "Mme Jeanne Aubry", "address": "3 rue du Port", **facts}
    return known or operations.record_promoter(name=name, siret=siret, by=by, at=AT, **values)


def drafted(
    call: GrantCall, by: StaffMember, *, asked: int = 20_000, axis: str = "D1", promoter: Promoter | None = None,
    at: datetime = AT, **facts,
) -> GrantApplication:  # fmt: skip
    found = call.programme.axes.get(code=axis)
    values = {"title": "Médiation de proximité", "starts_on": date(2026, 6, 1), "ends_on": date(2026, 12, 31), **facts}
    row = operations.record_application(
        call=call, axis=found, promoter=promoter or carried(by), asked=Decimal(asked), by=by, at=at, **values
    )
    lines = [
        {"account": "60", "label": "Achats", "amount": Decimal(asked)},
        {"account": "64", "label": "Personnel", "amount": Decimal(asked)},
        {"account": "74", "label": "FIPD", "amount": Decimal(asked), "funder": "fipd"},
        {"account": "75", "label": "Fonds propres", "amount": Decimal(asked), "funder": "own"},
    ]
    operations.set_budget(application=row, lines=lines, by=by, at=at)
    return operations.add_indicator(application=row, label="Jeunes suivis", target="40", by=by, at=at)


def completed(call: GrantCall, by: StaffMember, *, at: datetime = AT, **facts) -> GrantApplication:
    row = operations.submit(application=drafted(call, by, at=at, **facts), by=by, at=at)
    row = operations.acknowledge(application=row, receipt_on=at.date(), by=by, at=at)
    statuses = dict.fromkeys(row.pieces.values_list("piece", flat=True), "received")
    operations.note_pieces(application=row, statuses=statuses, by=by, at=at)
    return operations.complete(application=row, by=by, at=at)


def scored(call: GrantCall, by: StaffMember, *, note: int = 4, at: datetime = AT, **facts) -> GrantApplication:
    row = operations.admit(application=completed(call, by, at=at, **facts), by=by, at=at)
    return operations.give_notes(application=row, notes=dict.fromkeys(CRITERIA, note), by=by, at=at)


def committee_seated(at: datetime = AT) -> None:
    """The programming committee has its members."""
    load_commissions(at=at)
    CommissionMember.objects.get_or_create(
        commission_id=COMMITTEE, name="Paul Rivière", capacity="préfet", is_chair=True, is_by_right=True,
        email="riviere@exemple.invalid", mandate_starts_on=date(2024, 1, 1),
    )  # fmt: skip


def sat(scenario: GrantScenario, by: StaffMember, at: datetime = AT) -> CommitteeSitting:
    """A committee that sits on one scenario."""
    committee_seated(at)
    row = committees.call_committee(scenarios=[scenario], starts_at=at - timedelta(hours=1), place="Salle Marne", by=by,
                                    at=at)  # fmt: skip
    return committees.attend(sitting=row, present=row.session.commission.members.all(), prosecutor=True, by=by, at=at)


def granted_by(programme: GrantProgramme) -> Decimal:
    return programme.envelopes.get(kind="AE").granted


def grants_told(house: House, at: datetime) -> None:
    """A scored project in a scenario, and one that is notified, for whoever visits every address."""
    by = house.director
    call = opened(by, at=at)
    row = scored(call, by, at=at)
    sat(scenarios.draw_scenario(programme=call.programme, name="Socle", by=by, at=at), by, at)
    works.plan_hearing(application=row, kind="hearing", starts_at=at, place="Salle Marne", by=by, at=at)
    GrantApplication.objects.filter(pk=row.pk).update(state="ranked")


def grant_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    programme, application = GrantProgramme.objects.get(), GrantApplication.objects.get(commitments=None)
    return {
        "ordre-public/fipd/demandes/<int:pk>/suivi/": {"pk": application.pk, "verb": "entendre"},
        "ordre-public/fipd/bilans/": {"year": programme.year, "kind": "pdf"},
        "ordre-public/fipd/auditions/": {"pk": application.hearings.get().pk},
        "ordre-public/fipd/demandes/": {"pk": application.pk, "verb": "retirer", "name": "accuse", "kind": "pdf"},
        "api/v1/^grant-calls/": {"pk": application.call_id},
        "api/v1/^grant-applications/": {"pk": application.pk},
        "api/v1/^grants/": {"pk": application.pk},
        "ordre-public/fipd/porteurs/": {"pk": Promoter.objects.get().pk},
        "ordre-public/fipd/appels/": {"pk": GrantCall.objects.get().pk, "verb": "clore"},
        "ordre-public/fipd/programmes/": {"pk": programme.pk, "verb": "appel"},
        "ordre-public/fipd/lignes/": {"pk": ScenarioLine.objects.get().pk},
        "ordre-public/fipd/scenarios/": {"pk": GrantScenario.objects.get().pk, "which": "prefet", "kind": "ods"},
        "ordre-public/fipd/comites/": {
            "pk": CommitteeSitting.objects.get().pk,
            "verb": "conclure",
            "which": "prefet",
            "kind": "ods",
        },
    }
