"""The prevention councils: obligations of the year, councils and their communes, sittings, coordinators, letters."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from directorate.casework.move import paris_day
from directorate.documents.models import StoredFile
from directorate.documents.papers import masthead, town_hall_of, write_letter
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.registers.paper_acts import enter, number_of_ours
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.councils import queries, rules
from public_order.councils.models import (
    AxisBalance,
    Body,
    Council,
    CouncilCoordinator,
    CouncilDuty,
    CouncilGroup,
    CouncilLetter,
    CouncilMembership,
    CouncilSitting,
    DepartmentalPlan,
    GroupSitting,
    NationalAxis,
    PlanAxis,
)
from public_order.policies import UNIT, heads_public_order
from public_order.recording import tell, worker

LETTER = "letters/public_order/council_letter.html"
DESIGNATION = "letters/public_order/council_designation.html"
PLAN = "letters/public_order/departmental_plan.html"
Stage = Council.Stage


def locked(council: Council) -> Council:
    row = Council.objects.select_for_update(of=("self",)).get(pk=council.pk)
    if row.stage == Stage.DISSOLVED:
        raise Conflict("Ce conseil est dissous : il ne change plus.")
    return row


def past(day: date, on: date, field: str) -> None:
    if day > on:
        raise DomainError("Ce jour n'est pas encore venu.", field=field)


@transaction.atomic
def compute_duties(*, year: int, by: StaffMember | None, at: datetime) -> int:
    """PRE-01, PRE-03: for every commune, with the populations and quarters known that year. Again, it is renewed."""
    if by is not None:
        worker(by, at)
    on = date(year, 12, 31)
    limits, people, held = queries.limits_on(on), queries.populations(year), queries.quarters()
    rows = []
    for code, number in people.items():
        found = rules.duty(number, held.get(code, 0), **limits)
        rows.append(
            CouncilDuty(
                year=year, commune_id=code, population=number, quarters=held.get(code, 0), computed_at=at,
                is_obliged=found.is_obliged, needs_coordinator=found.needs_coordinator,
                trace=[asdict(step) for step in found.steps],
            )
        )  # fmt: skip
    CouncilDuty.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["year", "commune"],
        update_fields=["population", "quarters", "is_obliged", "needs_coordinator", "trace", "computed_at"],
    )  # fmt: skip
    if row := CouncilDuty.objects.filter(year=year).first():
        tell("council_duty.computed", row, by, at, year=year, communes=len(rows))
    return len(rows)


@transaction.atomic
def record_council(
    *, kind: str, name: str, communes: Sequence[Commune], created_on: date | None, act: str = "",
    by: StaffMember, at: datetime,
) -> Council:  # fmt: skip
    """With its communes, from its creation on; without a creation, it is being created and covers nobody yet."""
    on = worker(by, at)
    if created_on:
        past(created_on, on, "created_on")
    if kind == Body.COMMUNAL and len(communes) != 1:
        raise DomainError("Un CLSPD est celui d'une seule commune ; plusieurs forment un CISPD.", field="communes")
    if kind == Body.SHARED and len(communes) < 2:
        raise DomainError("Un CISPD réunit deux communes au moins.", field="communes")
    if Council.objects.filter(name__iexact=name).exists():
        raise Conflict("Ce conseil existe déjà.", field="name")
    row = Council.objects.create(
        kind=kind, name=name, created_on=created_on, act=act, stage=Stage.CREATED if created_on else Stage.PREPARED
    )
    for commune in communes:
        enter_commune(row, commune, created_on or on)
    tell("council.recorded", row, by, at, communes=[town.name for town in communes])
    return row


@transaction.atomic
def create_council(*, council: Council, created_on: date, act: str, by: StaffMember, at: datetime) -> Council:
    """A council that was being created exists: its communes are covered from that day on (PRE-04)."""
    on = worker(by, at)
    row = locked(council)
    if row.stage != Stage.PREPARED:
        raise Conflict("Ce conseil est déjà créé.")
    past(created_on, on, "created_on")
    row.memberships.filter(until=None).update(since=created_on)
    row.stage, row.created_on, row.act = Stage.CREATED, created_on, act
    row.save(update_fields=["stage", "created_on", "act"])
    tell("council.created", row, by, at, created_on=created_on.isoformat(), act=act)
    return row


def enter_commune(row: Council, commune: Commune, since: date) -> None:
    # The towns are locked: two people cannot put one in two councils.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    later = CouncilMembership.objects.filter(commune=commune).filter(Q(until=None) | Q(until__gt=since))
    if taken := later.select_related("council").first():
        raise Conflict(f"{commune.name} est déjà dans {taken.council} depuis le {taken.since:%d/%m/%Y}.",
                       field="communes")  # fmt: skip
    CouncilMembership.objects.create(council=row, commune=commune, since=since)


@transaction.atomic
def join(*, council: Council, communes: Sequence[Commune], since: date, by: StaffMember, at: datetime) -> Council:
    """PRE-04: the duty of a commune is covered from this day on."""
    worker(by, at)
    row = locked(council)
    if row.kind != Body.SHARED:
        raise DomainError("Seul un CISPD accueille d'autres communes.", field="communes")
    if row.created_on and since < row.created_on:
        raise DomainError(f"Ce conseil existe depuis le {row.created_on:%d/%m/%Y}.", field="since")
    for commune in communes:
        enter_commune(row, commune, since)
    tell("council.joined", row, by, at, communes=[town.name for town in communes], since=since.isoformat())
    return row


def refuse_before(row: Council, day: date, field: str) -> None:
    if row.created_on is None or day < row.created_on:
        raise DomainError("Ce conseil n'existait pas encore ce jour-là.", field=field)


@transaction.atomic
def leave(
    *, council: Council, commune: Commune, until: date, withdrawal: str, by: StaffMember, at: datetime
) -> CouncilMembership:
    """PRE-04: from this day on, the duty of the commune is its own again."""
    worker(by, at)
    row = locked(council)
    if row.kind != Body.SHARED:
        raise DomainError("Un CLSPD n'a qu'une commune : le dissoudre.", field="commune")
    member = row.memberships.select_for_update(of=("self",)).filter(commune=commune).order_by("-since").first()
    if member is None or member.until is not None:
        raise Conflict(f"{commune.name} n'est plus dans ce conseil.", field="commune")
    if until <= member.since:
        raise DomainError(f"{commune.name} y est depuis le {member.since:%d/%m/%Y} : la sortie suit l'entrée.",
                          field="until")  # fmt: skip
    if row.memberships.filter(queries.running(until)).exclude(pk=member.pk).count() < 2:
        raise DomainError("Il ne resterait qu'une commune : dissoudre ce CISPD.", field="commune")
    member.until, member.withdrawal = until, withdrawal
    member.save(update_fields=["until", "withdrawal"])
    tell("council.left", row, by, at, commune=commune.name, until=until.isoformat(), act=withdrawal)
    return member


@transaction.atomic
def dissolve(*, council: Council, dissolved_on: date, dissolution: str, by: StaffMember, at: datetime) -> Council:
    """Its communes leave it that day, its coordinator too; what it did stays readable."""
    on = worker(by, at)
    row = locked(council)
    past(dissolved_on, on, "dissolved_on")
    # One that was never created is given up from the day on which it was recorded.
    if row.created_on:
        refuse_before(row, dissolved_on, "dissolved_on")
    if last := row.sittings.filter(held_on__gte=dissolved_on).first():
        raise DomainError(f"Ce conseil a siégé le {last.held_on:%d/%m/%Y}.", field="dissolved_on")
    for rows in (row.memberships, row.coordinators):
        if rows.filter(since__gte=dissolved_on).exists():
            raise DomainError("Une entrée ou une désignation suit ce jour : choisir un jour postérieur.",
                              field="dissolved_on")  # fmt: skip
        rows.filter(Q(until=None) | Q(until__gt=dissolved_on)).update(until=dissolved_on)
    row.planned.filter(sitting=None, cancelled_for="").update(cancelled_for="Conseil dissous")
    row.stage, row.dissolved_on, row.dissolution = Stage.DISSOLVED, dissolved_on, dissolution
    row.save(update_fields=["stage", "dissolved_on", "dissolution"])
    tell("council.dissolved", row, by, at, dissolved_on=dissolved_on.isoformat(), act=dissolution)
    return row


@transaction.atomic
def attach_rules(*, council: Council, file: StoredFile, by: StaffMember, at: datetime) -> Council:
    """The règlement intérieur (L132-5); another one takes its place, the former stays in the journal."""
    worker(by, at)
    row = locked(council)
    former = row.rules_of_procedure_id
    row.rules_of_procedure = file
    row.save(update_fields=["rules_of_procedure"])
    tell("council.rules", row, by, at, former=str(former or ""), digest=file.sha256)
    return row


@transaction.atomic
def record_sitting(
    *, council: Council, formation: str, held_on: date, represented_by: str = "", by: StaffMember, at: datetime
) -> CouncilSitting:
    on = worker(by, at)
    row = locked(council)
    past(held_on, on, "held_on")
    refuse_before(row, held_on, "held_on")
    if row.sittings.filter(formation=formation, held_on=held_on).exists():
        raise Conflict("Cette séance est déjà enregistrée.", field="held_on")
    planned = next(
        (one for one in row.planned.select_for_update(of=("self",)).filter(sitting=None, cancelled_for="")
         if one.formation == formation and paris_day(one.starts_at) == held_on), None,
    )  # fmt: skip
    sitting = CouncilSitting.objects.create(
        council=row, formation=formation, held_on=held_on,
        represented_by=represented_by or (planned.represented_by if planned else ""),
    )  # fmt: skip
    if planned:
        planned.sitting = sitting
        planned.save(update_fields=["sitting"])
    name = "last_plenary_on" if formation == CouncilSitting.Formation.PLENARY else "last_restricted_on"
    if getattr(row, name) is None or getattr(row, name) < held_on:
        setattr(row, name, held_on)
        row.save(update_fields=[name])
    tell("council.sitting", row, by, at, formation=sitting.get_formation_display(), held_on=held_on.isoformat())
    return sitting


@transaction.atomic
def name_coordinator(
    *, council: Council, name: str, kind: str, since: date, by: StaffMember, at: datetime
) -> CouncilCoordinator:
    """The one before leaves that day. Designated by the préfet (PRE-03), a letter to the maire says so."""
    on = worker(by, at)
    row = locked(council)
    former = row.coordinators.order_by("-since").first()
    if former and former.since >= since:
        raise DomainError(f"{former.name} coordonne depuis le {former.since:%d/%m/%Y}.", field="since")
    if former and (former.until is None or former.until > since):
        former.until = since
        former.save(update_fields=["until"])
    letter = None
    if kind == CouncilCoordinator.Kind.DESIGNATED:
        if not heads_public_order(by, on=on):
            raise NotAllowed("La désignation par le préfet est préparée par le chef du bureau.")
        member = row.memberships.filter(queries.running(since)).select_related("commune").first()
        if member is None:
            raise DomainError("Aucune commune n'est dans ce conseil ce jour-là.", field="since")
        letter = write_letter(
            UNIT, kind="letter", title=f"Désignation d'un coordonnateur, {row}", template=DESIGNATION,
            to=town_hall_of(member.commune), reference="", by=by, at=at, council=row.name, name=name,
            since=french_long(since),
        )  # fmt: skip
    made = CouncilCoordinator.objects.create(council=row, name=name, kind=kind, since=since, letter=letter)
    tell("council.coordinator", row, by, at, kind=made.get_kind_display(), since=since.isoformat())
    return made


@transaction.atomic
def open_group(
    *,
    council: Council,
    theme: str,
    frequency_months: int,
    charter_signed_on: date | None,
    by: StaffMember,
    at: datetime,
) -> CouncilGroup:
    on = worker(by, at)
    row = locked(council)
    if charter_signed_on:
        past(charter_signed_on, on, "charter_signed_on")
    if row.groups.filter(theme__iexact=theme).exists():
        raise Conflict("Ce groupe existe déjà dans ce conseil.", field="theme")
    group = CouncilGroup.objects.create(
        council=row, theme=theme, frequency_months=frequency_months, charter_signed_on=charter_signed_on
    )
    tell("council.group", row, by, at, theme=theme)
    return group


@transaction.atomic
def record_group_sitting(
    *, group: CouncilGroup, held_on: date, attendance: int, themes: str, by: StaffMember, at: datetime
) -> GroupSitting:
    """PRE-05: a day, a count, general themes; what was said stays with the maire."""
    on = worker(by, at)
    past(held_on, on, "held_on")
    CouncilGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if group.sittings.filter(held_on=held_on).exists():
        raise Conflict("Cette réunion est déjà enregistrée.", field="held_on")
    row = GroupSitting.objects.create(group=group, held_on=held_on, attendance=attendance, themes=themes)
    tell("council.group_sitting", group.council, by, at, held_on=held_on.isoformat())
    return row


@transaction.atomic
def write_to_mayor(*, line: queries.Line, by: StaffMember, at: datetime) -> CouncilLetter:
    """A reminder: a council to create, a plenary to hold, a coordinator to name. Once a day, whoever clicks."""
    on = worker(by, at)
    if not line.letter:
        raise Conflict("Rien n'est à rappeler à cette commune.")
    Commune.objects.select_for_update().only("pk").get(pk=line.commune.pk)
    if CouncilLetter.objects.filter(kind=line.letter, commune=line.commune, written_on=on).exists():
        raise Conflict("Cette lettre est déjà écrite aujourd'hui.")
    letter = write_letter(
        UNIT, kind="letter", title=f"Prévention de la délinquance, {line.commune.name}", template=LETTER,
        to=town_hall_of(line.commune), reference="", by=by, at=at, about=line.letter, commune=line.commune.name,
        council=line.council.name if line.council else "", population=rules.grouped(line.duty.population),
        last=french_long(line.council.last_plenary_on) if line.council and line.council.last_plenary_on else "",
        due=french_long(line.sleep.due_on) if line.sleep else "",
    )  # fmt: skip
    row = CouncilLetter.objects.create(
        kind=line.letter, commune=line.commune, council=line.council, written_on=on, letter=letter
    )
    tell("council.letter", row, by, at, kind=row.get_kind_display())
    return row


# --- the department -------------------------------------------------------------------------------------------


@transaction.atomic
def record_plan(*, starts_year: int, ends_year: int, axes: str, by: StaffMember, at: datetime) -> DepartmentalPlan:
    """`axes`: a line for each, its title then its actions after a colon."""
    worker(by, at)
    lines = [line.strip() for line in axes.splitlines() if line.strip()]
    if ends_year < starts_year:
        raise DomainError("La fin suit le début.", field="ends_year")
    if not lines or any(" : " not in line for line in lines):
        raise DomainError("Écrire un axe par ligne : son titre, deux-points, ses actions.", field="axes")
    if DepartmentalPlan.objects.filter(starts_year=starts_year).exists():
        raise Conflict("Un plan commence déjà cette année-là.", field="starts_year")
    row = DepartmentalPlan.objects.create(starts_year=starts_year, ends_year=ends_year)
    for rank, line in enumerate(lines, start=1):
        title, _, actions = line.partition(" : ")
        PlanAxis.objects.create(plan=row, rank=rank, title=title[:160], actions=actions[:2000])
    tell("departmental_plan.recorded", row, by, at, axes=len(lines))
    return row


@transaction.atomic
def record_opinions(
    *, plan: DepartmentalPlan, prosecutor_on: date | None, council_on: date | None, by: StaffMember, at: datetime
) -> DepartmentalPlan:
    on = worker(by, at)
    row = DepartmentalPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.signed_on:
        raise Conflict("Ce plan est signé : ses avis ne changent plus.")
    for field, day in (("prosecutor_on", prosecutor_on), ("council_on", council_on)):
        if day:
            past(day, on, field)
    if refusal := rules.order_refusal(prosecutor_on, council_on, None):
        raise DomainError(refusal, field="council_on")
    row.prosecutor_on, row.council_on = prosecutor_on, council_on
    row.save(update_fields=["prosecutor_on", "council_on"])
    tell("departmental_plan.opinions", row, by, at)
    return row


@transaction.atomic
def sign_plan(
    *, plan: DepartmentalPlan, number: str, signed_on: date, by: StaffMember, at: datetime
) -> DepartmentalPlan:
    """PRE-06; its number and its place in the registers."""
    on = worker(by, at)
    row = DepartmentalPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if row.signed_on:
        raise Conflict("Ce plan est déjà signé.")
    past(signed_on, on, "signed_on")
    if refusal := rules.order_refusal(row.prosecutor_on, row.council_on, signed_on):
        raise DomainError(refusal, field="signed_on")
    number = number_of_ours(number, signed_on)
    row.order = enter(
        kind="regulatory", title=f"Arrêté portant {str(row).lower()} de prévention de la délinquance", template=PLAN,
        context={
            **masthead(UNIT, on), "number": number, "signed_on": french_long(signed_on), "starts": row.starts_year,
            "ends": row.ends_year, "prosecutor_on": french_long(row.prosecutor_on),
            "council_on": french_long(row.council_on),
            "axes": [{"title": axis.title, "actions": axis.actions} for axis in row.axes.all()],
        },
        number=number, signed_on=signed_on, unit=UNIT, by=by, at=at,
    )  # fmt: skip
    row.number, row.signed_on = number, signed_on
    row.save(update_fields=["number", "signed_on", "order"])
    tell("departmental_plan.signed", row, by, at, number=number)
    return row


@transaction.atomic
def record_balance(
    *, axis: NationalAxis, year: int, measures: str, number: int | None, granted: Decimal | None, examples: str,
    difficulties: str, by: StaffMember, at: datetime,
) -> AxisBalance:  # fmt: skip
    """Written again, it replaces what was written; the journal keeps the amounts."""
    on = worker(by, at)
    if year > on.year:
        raise DomainError("Cette année n'est pas commencée.", field="year")
    NationalAxis.objects.select_for_update().get(pk=axis.pk)
    former = AxisBalance.objects.filter(axis=axis, year=year).first()
    row, _ = AxisBalance.objects.update_or_create(
        axis=axis, year=year,
        defaults={"measures": measures, "number": number, "granted": granted, "examples": examples,
                  "difficulties": difficulties, "recorded_at": at},
    )  # fmt: skip
    tell("axis_balance.recorded", row, by, at, old=str(former.granted) if former else None, new=str(granted))
    return row
