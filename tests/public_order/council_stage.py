"""The bodies of the bureau with their members, an état-major and what follows it, for the tests of the councils."""

from datetime import date, datetime
from typing import Any

from directorate.commissions.models import Commission, CommissionMember, SessionAction
from directorate.commissions.statutory import load_commissions
from directorate.documents.files import store_bytes
from directorate.documents.operations import render_files
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from public_order.councils import bodies, rules
from public_order.councils import local_operations as local
from public_order.councils import meeting_operations as life
from public_order.councils import operations as councils
from public_order.councils import sitting_operations as sittings
from public_order.councils.queries import board
from public_order.models import (
    Council,
    CouncilLetter,
    DepartmentalPlan,
    DepartmentalSitting,
    Instance,
    MemberRule,
    PlannedSitting,
    Protocol,
    ProtocolParty,
    StaffMeeting,
)
from public_order.protocols import operations as protocols
from tests.people import paris

AT = paris(2026, 5, 4)
HELD = paris(2026, 5, 20, 10)
AFTER = paris(2026, 5, 20, 18)
SECRET = "Suivi de Kévin Zzyzx à sa sortie"
MEMBERS = (
    ("Paul Rivière", "préfet", True), ("Jeanne Vautrin", "procureure de la République", False),
    ("Michel Astier", "directeur territorial de la sécurité de proximité", False),
)  # fmt: skip


def bodies_with_members(at: datetime = AT) -> None:
    load_commissions(at=at)
    for commission in Commission.objects.filter(pk__in=(*rules.CHAIRED, bodies.DEPARTMENTAL)):
        CommissionMember.objects.bulk_create(
            CommissionMember(
                commission=commission, name=name, capacity=capacity, is_chair=chair, is_by_right=True,
                email=f"{name.split()[1].lower()}@exemple.invalid", mandate_starts_on=date(2024, 1, 1),
            )
            for name, capacity, chair in MEMBERS
        )  # fmt: skip


def planned(by: StaffMember, at: datetime = AT, **facts: Any) -> StaffMeeting:
    values = {"formation": "plenary", "starts_at": HELD, "place": "Salle Marne", **facts}
    return life.plan_meeting(by=by, at=at, **values)


def held(by: StaffMember, at: datetime = AFTER, **facts: Any) -> StaffMeeting:
    row = planned(by, **facts)
    life.convene_meeting(meeting=row, by=by, at=AT)
    life.hold_meeting(meeting=row, present=row.session.commission.members.all(), by=by, at=at)
    return StaffMeeting.objects.select_related("session__commission").get(pk=row.pk)


def police() -> Organisation:
    return Organisation.objects.get_or_create(
        code="dtsp", defaults={"kind": "police", "name": "DTSP", "email": "dtsp@exemple.invalid"}
    )[0]


def council(house, by: StaffMember, at: datetime = AT, **facts: Any) -> Council:
    values = {"kind": "clspd", "name": "CLSPD de Créteil", "communes": [house.creteil], "created_on": date(2020, 1, 1)}
    return councils.record_council(by=by, at=at, **{**values, **facts})


def protocol(house, by: StaffMember, at: datetime = AT, signed_on: date | None = date(2023, 6, 1), **facts) -> Protocol:
    """With two parties that may sign, and signed unless told otherwise."""
    values = {
        "kind": "police_coordination", "title": "Coordination de Créteil", "commune": house.creteil, "term_months": 36,
        "renewal": "tacit", "notice_months": 3, "committee_months": 6, **facts,
    }  # fmt: skip
    row = protocols.record_protocol(by=by, at=at, **values)
    for name, quality in (("Préfecture", "préfet"), ("Ville de Créteil", "maire")):
        protocols.add_party(protocol=row, name=name, signatory="Un signataire", quality=quality,
                            mandate="Délégation", mandate_from=date(2020, 1, 1), by=by, at=at)  # fmt: skip
    if signed_on:
        protocols.sign(protocol=row, signed_on=signed_on, starts_on=signed_on, by=by, at=at)
    return Protocol.objects.get(pk=row.pk)


def councils_told(house, at: datetime) -> None:
    """One of each, for whoever visits every address of the site."""
    by = house.director
    bodies_with_members(at)
    row = held(by)
    life.decide(meeting=row, text="Fermer le hall", owner=police(), due_on=date(2026, 6, 1), by=by, at=AFTER)
    life.write_minutes(meeting=row, text="Relevé du jour", by=by, at=AFTER)
    life.write_communique(meeting=row, communique="Une séance utile.", by=by, at=AFTER)
    councils.compute_duties(year=at.year, by=by, at=at)
    kept = council(house, by)
    councils.open_group(council=kept, theme="Rodéos", frequency_months=2, charter_signed_on=None, by=by, at=at)
    made = councils.name_coordinator(council=kept, name="Mme Solène Picard", kind="designated_by_prefet",
                                     since=date(2026, 5, 1), by=by, at=at)  # fmt: skip
    line = next(one for one in board(at.date()) if one.letter)
    letter = councils.write_to_mayor(line=line, by=by, at=at)
    plan = councils.record_plan(starts_year=2026, ends_year=2028, axes="Jeunes : médiation", by=by, at=at)
    councils.record_opinions(plan=plan, prosecutor_on=date(2026, 3, 1), council_on=date(2026, 4, 1), by=by, at=at)
    plan = councils.sign_plan(plan=plan, number="", signed_on=date(2026, 5, 4), by=by, at=at)
    for paper in (made.letter_id, letter.letter_id, plan.order_id):
        render_files(letter_id=paper, at=at)
    protocol(house, by)
    told_on_the_engine(house, kept, at)


def body_with_member(commission: Commission, at: datetime = AT) -> CommissionMember:
    return CommissionMember.objects.create(
        commission=commission, name="Odile Kerbrat", capacity="directrice", is_by_right=True,
        mandate_starts_on=date(2024, 1, 1),
    )  # fmt: skip


def told_on_the_engine(house, kept: Council, at: datetime) -> None:
    """A CDPD, an instance with its sitting, one of dates alone, a sitting to come, a strategy, a rule, a file."""
    by, later = house.director, paris(at.year + 1, 1, 20)
    sittings.plan_departmental(year=at.year - 1, starts_at=later, place="Salle Marne", by=by, at=at)
    row = sittings.open_instance(name="Cellule rodéos", is_date_only=False, frequency_months=3, by=by, at=at)
    body_with_member(sittings.gather_members(instance=row, by=by, at=at))
    sittings.plan_instance_sitting(instance=row, starts_at=later, place="Salle", points="Bilan", by=by, at=at)
    strategy = {"kind": "stspd", "starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31), "axes": "Jeunes"}
    local.record_strategy(council=kept, by=by, at=at, **strategy)
    local.plan_council_sitting(council=kept, formation="plenary", starts_at=later, by=by, at=at)
    file = store_bytes(b"texte", "reglement.txt", "text/plain", by=by, at=at)
    councils.attach_rules(council=kept, file=file, by=by, at=at)
    local.record_member_rule(body="clspd", kind="Le préfet", by_right=True, valid_from=date(2024, 3, 23),
                             source="CSI, art. L132-4", by=by, at=at)  # fmt: skip


def council_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    kept = Council.objects.get()
    return {
        "ordre-public/etats-majors/": {"pk": StaffMeeting.objects.get().pk, "which": "releve"},
        "ordre-public/actions/": {"pk": SessionAction.objects.get().pk},
        "ordre-public/conseils/": {"pk": kept.pk, "kind": "pdf"},
        "ordre-public/conseils/groupes/": {"pk": kept.groups.get().pk},
        "ordre-public/conseils/designations/": {"pk": kept.coordinators.get().pk, "kind": "pdf"},
        "ordre-public/obligations/": {"insee": CouncilLetter.objects.get().commune_id},
        "ordre-public/obligations/lettres/": {"pk": CouncilLetter.objects.get().pk, "kind": "pdf"},
        "ordre-public/plans-departementaux/": {"pk": DepartmentalPlan.objects.get().pk, "kind": "pdf"},
        "ordre-public/protocoles/": {"pk": Protocol.objects.get().pk, "verb": "comite"},
        "ordre-public/protocoles/parties/": {"pk": ProtocolParty.objects.first().pk},
        "api/v1/^council-actions/": {"pk": SessionAction.objects.get().pk},
        "api/v1/^councils/": {"pk": kept.pk},
        "ordre-public/seances/": {"pk": Instance.objects.get().commission.sessions.get().pk, "which": "ordre-du-jour"},
        "ordre-public/cdpd/": {"pk": DepartmentalSitting.objects.get().pk},
        "ordre-public/instances/": {"pk": Instance.objects.get().pk},
        "ordre-public/conseils/seances/": {"pk": PlannedSitting.objects.get().pk},
        "ordre-public/conseils/strategies/": {"pk": kept.strategies.get().pk},
        "ordre-public/composition/": {"pk": MemberRule.objects.first().pk},
        "ordre-public/representation/": {"year": 2026},
        "ordre-public/plans-departementaux/bilan/": {"year": 2026},
        "ordre-public/communes/": {"insee": kept.memberships.get().commune_id},
        "api/v1/^staff-meetings/": {"pk": StaffMeeting.objects.get().pk},
        "api/v1/^protocols/": {"pk": Protocol.objects.get().pk},
    }
