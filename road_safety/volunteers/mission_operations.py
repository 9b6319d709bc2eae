"""A mission from the request to its closing: needs, team, answers, orders, presences, reports."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.documents.operations import remove_file
from directorate.legal_calendar.arithmetic import PARIS, counted, french_long
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import value
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from road_safety.policies import UNIT, heads_road_safety
from road_safety.strategy.catalogue import Audience, Lever
from road_safety.strategy.models import Action
from road_safety.strategy.writing import reasoned, tell, worker
from road_safety.volunteers import links, matching, queries, terms
from road_safety.volunteers.catalogue import EMPLOYED, Module, Role
from road_safety.volunteers.models import Mission, MissionAssignment, MissionNeed, Volunteer, VolunteerStep
from road_safety.volunteers.papers import keep_order

State, Status = Mission.State, MissionAssignment.Status
REGISTER = "idsr-missions"
MINORS = (Audience.PRIMARY, Audience.COLLEGE, Audience.LYCEE, Audience.APPRENTICES)
LONGEST_DAYS = 15
MOST_PEOPLE = 40
# What an action that asks for volunteers is held between, until the bureau says otherwise.
USUAL = (time(9), time(12))
declare_kind("idsr_reports", "Un intervenant doit plusieurs comptes rendus")
declare_kind("idsr_renewals", "La nomination d'un intervenant est à renouveler")
LIVE = (Status.PROPOSED, Status.ACCEPTED, Status.CONFIRMED)


def locked(mission: Mission, states: Sequence[str] | None, what: str) -> Mission:
    row = Mission.objects.select_for_update().get(pk=mission.pk)
    if states is not None and row.state not in states:
        raise Conflict(f"La mission est « {row.get_state_display().lower()} » : elle ne peut pas être {what}.")
    return row


def move(row: Mission, state: str, said: str, by: StaffMember | None, at: datetime, comment: str = "") -> Mission:
    row.state = state
    row.save()
    note(row, said, by, at, comment)
    return row


def note(
    row: Mission, said: str, by: StaffMember | None, at: datetime, comment: str = "", volunteer: Volunteer | None = None
) -> None:
    """Who it is about is told by the key, never by the words: they outlive the name (C2). What was written of him, or
    by him, is not told to the journal, where it would stay."""
    VolunteerStep.objects.create(mission=row, volunteer=volunteer, words=said, comment=comment, at=at, by=by)
    told = {} if volunteer else {"comment": comment}
    tell(f"mission.{row.state}", row, by, at, words=said, **told)


# --- asked, qualified, open to the volunteers ------------------------------------------------------------------------


def write(row: Mission, facts: Mapping[str, Any]) -> Mission:
    starts_at, ends_at = facts["starts_at"], facts["ends_at"]
    if ends_at <= starts_at:
        raise DomainError("La fin suit le début.", field="ends_at")
    if (ends_at - starts_at).days > LONGEST_DAYS:
        raise DomainError(f"Une mission dure {LONGEST_DAYS} jours au plus : en faire plusieurs.", field="ends_at")
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    return row


@transaction.atomic
def ask_mission(*, by: StaffMember | None, at: datetime, **facts: Any) -> Mission:
    """A request, numbered in the year of its day."""
    if by is not None:
        worker(by, at)
    year = facts["starts_at"].astimezone(PARIS).year
    number = f"MISSION-{year}-{take_number(REGISTER, year):03d}"
    row = write(Mission(number=number, requested_at=at), facts)
    note(row, "Mission demandée", by, at)
    return row


@transaction.atomic
def correct_mission(*, mission: Mission, by: StaffMember, at: datetime, **facts: Any) -> Mission:
    """The facts, until it is confirmed. New hours are those of the whole team, when everybody can (IDSR-03, 04, 09),
    and everybody is told."""
    worker(by, at)
    row = locked(mission, queries.COMING[:3], "modifiée")
    hours, where, had_minors = (row.starts_at, row.ends_at), (row.commune_id, row.place), row.with_minors
    row = write(row, facts)
    is_moved, is_elsewhere = hours != (row.starts_at, row.ends_at), where != (row.commune_id, row.place)
    if is_moved or is_elsewhere or row.with_minors > had_minors:
        team = list(row.assignments.filter(status__in=LIVE).select_related("volunteer").order_by("volunteer"))
        lock_people(team)
        works = matching.is_working_time(row.starts_at, row.ends_at)
        for found in team:
            found.mission, found.starts_at, found.ends_at = row, row.starts_at, row.ends_at
            if is_moved:
                found.on_working_time = works and found.volunteer.origin in EMPLOYED
            if found.status in queries.ENGAGED:
                check(row, found.volunteer, [found.module], on_working_time=found.on_working_time)
            if is_moved or is_elsewhere:
                tell_moved(found, at)
            found.save(update_fields=["starts_at", "ends_at", "on_working_time"])
    note(row, "Mission modifiée", by, at)
    return row


def tell_moved(found: MissionAssignment, at: datetime) -> None:
    """The next order is made when the mission is confirmed."""
    drop_order(found)
    links.write(
        f"assignment-moved:{found.pk}:{at.timestamp():.0f}", found.volunteer,
        f"Sécurité routière : la mission {found.mission.number} a changé", "mission_moved", at, mission=found.mission,
        assignment=found, starts_at=found.starts_at.astimezone(PARIS), ends_at=found.ends_at.astimezone(PARIS),
    )  # fmt: skip


def lock_people(team: Collection[MissionAssignment]) -> None:
    """In one order, so that two missions never wait for one another."""
    list(Volunteer.objects.select_for_update().filter(pk__in=[row.volunteer_id for row in team]).order_by("pk"))


@transaction.atomic
def qualify(*, mission: Mission, needs: Sequence[tuple[str, int]], by: StaffMember, at: datetime) -> Mission:
    """`needs`: (module or nothing, how many), each module once."""
    worker(by, at)
    row = locked(mission, (State.REQUESTED, *queries.TO_STAFF), "qualifiée")
    modules = [module for module, _ in needs]
    if not needs or any(not 0 < count <= MOST_PEOPLE for _, count in needs):
        raise DomainError(f"De 1 à {MOST_PEOPLE} intervenants par besoin.", field="needs")
    if len(set(modules)) != len(modules) or set(modules) - {"", *Module.values}:
        raise DomainError("Chaque module se demande une fois.", field="needs")
    taken = dict.fromkeys(modules, 0)
    for found in row.assignments.filter(status__in=LIVE):
        if found.module not in taken:
            raise Conflict(
                f"{found.volunteer} est dans l'équipe pour « {queries.is_needed(found.module)} ».", field="needs"
            )
        taken[found.module] += found.status in queries.ENGAGED
    for module, count in needs:
        if taken[module] > count:
            raise Conflict(
                f"{queries.is_needed(module)} : {counted(taken[module], 'intervenants déjà engagés')}.", field="needs"
            )
    row.needs.all().delete()
    MissionNeed.objects.bulk_create(MissionNeed(mission=row, module=module, count=count) for module, count in needs)
    words = ", ".join(f"{count} × {queries.is_needed(module).lower()}" for module, count in needs)
    return move(row, row.state if row.state == State.STAFFING else State.QUALIFIED, f"Besoins : {words}", by, at)


@transaction.atomic
def open_staffing(*, mission: Mission, by: StaffMember, at: datetime) -> Mission:
    worker(by, at)
    return move(locked(mission, (State.QUALIFIED,), "ouverte"), State.STAFFING, "À pourvoir", by, at)


@transaction.atomic
def refuse(*, mission: Mission, reason: str, by: StaffMember, at: datetime) -> Mission:
    worker(by, at)
    row = locked(mission, (State.REQUESTED, State.QUALIFIED), "refusée")
    row.why_over = reasoned(reason)
    return move(row, State.REFUSED, "Mission refusée", by, at, row.why_over)


@transaction.atomic
def cancel(*, mission: Mission, reason: str, by: StaffMember, at: datetime) -> Mission:
    """The team is freed, and told."""
    worker(by, at)
    row = locked(mission, queries.COMING, "annulée")
    row.why_over = reasoned(reason)
    for found in row.assignments.select_related("volunteer").filter(status__in=LIVE):
        found.mission = row
        release(found, at)
    return move(row, State.CANCELLED, "Mission annulée", by, at, row.why_over)


def release(found: MissionAssignment, at: datetime) -> None:
    found.status, found.code_hash, found.link_until = Status.CANCELLED, "", None
    found.role = Role.MEMBER
    found.save(update_fields=["status", "code_hash", "link_until", "role"])
    drop_order(found)
    links.write(
        f"assignment-cancelled:{found.pk}:{at.timestamp():.0f}", found.volunteer,
        f"Sécurité routière : vous n'êtes plus attendu, mission {found.mission.number}", "mission_cancelled", at,
        mission=found.mission, starts_at=found.starts_at.astimezone(PARIS),
    )  # fmt: skip


def drop_order(found: MissionAssignment) -> None:
    """An order that is no longer true goes with its file."""
    former, found.order = found.order_id, None
    if former is not None:
        found.save(update_fields=["order"])
        remove_file(key=str(former))


# --- the team --------------------------------------------------------------------------------


def check(mission: Mission, volunteer: Volunteer, modules: Collection[str], *, on_working_time: bool) -> None:
    """The first rule that forbids; the volunteer is locked, so that what it reads stays true."""
    (person,) = queries.people_for(mission, [volunteer])
    terms_of_day = queries.terms_on(mission.starts_at.astimezone(PARIS).date())
    ask = queries.ask_of(mission, modules)
    for reason in matching.obstacles(ask, person, terms_of_day, on_working_time=on_working_time):
        if reason.rule.startswith("IDSR") or reason.rule == "État":
            raise Conflict(f"{reason.rule} : {volunteer}. {reason.words}.", field="volunteer")


@transaction.atomic
def assign(
    *, mission: Mission, volunteer: Volunteer, module: str = "", role: str = Role.MEMBER, has_accepted: bool = False,
    on_working_time: bool | None = None, by: StaffMember, at: datetime,
) -> MissionAssignment:  # fmt: skip
    """Proposed by a link that expires, or already accepted by telephone. Two people at once: the second waits for the
    first, then reads what it has done; the base refuses the overlap whatever happens."""
    worker(by, at)
    row = locked(mission, queries.TO_STAFF, "pourvue")
    person = Volunteer.objects.select_for_update(of=("self",)).select_related("home_commune").get(pk=volunteer.pk)
    if row.starts_at <= at:
        raise Conflict("Cette mission a déjà commencé.")
    places = {need.module: left for need, _, left in queries.places_of(row)}
    if module not in places:
        raise DomainError("Ce besoin n'est pas demandé.", field="module")
    if not places[module]:
        raise Conflict(f"Toutes les places sont prises : {queries.is_needed(module).lower()}.", field="module")
    known = row.assignments.filter(volunteer=person).first()
    if known is not None and known.status in (*LIVE, Status.PRESENT):
        raise Conflict(f"{person} est déjà dans cette équipe.", field="volunteer")
    if on_working_time is None:
        on_working_time = matching.is_working_time(row.starts_at, row.ends_at)
    check(row, person, [module], on_working_time=on_working_time)
    if role == Role.LEADER and row.assignments.filter(role=role, status__in=LIVE).exists():
        raise Conflict("Cette mission a déjà son responsable d'équipe.", field="role")
    found = known or MissionAssignment(mission=row, volunteer=person)
    found.mission, found.volunteer, found.module, found.role = row, person, module, role
    found.starts_at, found.ends_at, found.on_working_time = row.starts_at, row.ends_at, on_working_time
    found.status = Status.ACCEPTED if has_accepted else Status.PROPOSED
    found.proposed_at, found.answered_at, found.answer_note = at, at if has_accepted else None, ""
    found.save()
    if has_accepted:
        note(row, "Accepte (saisi au bureau)", by, at, volunteer=person)
    else:
        if person.email:
            subject = (
                f"Sécurité routière : une mission vous est proposée le {found.starts_at.astimezone(PARIS):%d/%m/%Y}"
            )
            links.open_answer(found, at, template="mission_proposed", subject=subject)
        note(row, "Proposée", by, at, volunteer=person)
    if row.state == State.QUALIFIED:
        move(row, State.STAFFING, "À pourvoir", by, at)
    return found


@transaction.atomic
def answer(
    *, assignment: MissionAssignment, accepts: bool, note_given: str = "", by: StaffMember | None, at: datetime
) -> MissionAssignment:
    """His answer, by his link, on his page or by telephone. The link is spent."""
    if by is not None:
        worker(by, at)
    row = locked(Mission(pk=assignment.mission_id), None, "")
    person = Volunteer.objects.select_for_update(of=("self",)).select_related("home_commune").get(
        pk=assignment.volunteer_id
    )  # fmt: skip
    found = MissionAssignment.objects.select_for_update().get(pk=assignment.pk)
    found.mission, found.volunteer = row, person
    if found.status != Status.PROPOSED:
        raise Conflict(f"La réponse est déjà donnée : {found.get_status_display().lower()}.")
    if row.state not in queries.TO_STAFF or found.starts_at <= at:
        raise Conflict("Cette mission n'attend plus de réponse.")
    if accepts:
        places = {need.module: left for need, _, left in queries.places_of(row)}
        if not places.get(found.module):
            raise Conflict("Merci, mais l'équipe est déjà complète.")
        check(row, person, [found.module], on_working_time=found.on_working_time)
    found.status = Status.ACCEPTED if accepts else Status.DECLINED
    found.answered_at, found.answer_note, found.code_hash, found.link_until = at, note_given[:500], "", None
    found.save()
    said = "Accepte" if accepts else "Décline"
    note(row, said, by, at, found.answer_note, person)
    return found


@transaction.atomic
def withdraw(*, assignment: MissionAssignment, reason: str, by: StaffMember, at: datetime) -> MissionAssignment:
    """He leaves the team before the day; a confirmed mission is to staff again."""
    worker(by, at)
    row = locked(Mission(pk=assignment.mission_id), queries.COMING, "modifiée")
    found = MissionAssignment.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=assignment.pk)
    if found.status not in LIVE:
        raise Conflict(f"Cet intervenant est « {found.get_status_display().lower()} ».")
    found.mission = row
    release(found, at)
    note(row, "Retiré de l'équipe", by, at, reasoned(reason), found.volunteer)
    if row.state == State.CONFIRMED:
        row.confirmed_at = None
        move(row, State.STAFFING, "De nouveau à pourvoir", by, at)
    return found


@transaction.atomic
def confirm(*, mission: Mission, by: StaffMember, at: datetime) -> Mission:
    """Every place is taken and every rule still holds: the orders are made, kept and sent. What was proposed further is
    withdrawn. After a withdrawal everybody takes a new order: it names the team."""
    on = worker(by, at)
    row = locked(mission, (State.STAFFING,), "confirmée")
    missing = [(need, left) for need, _, left in queries.places_of(row) if left]
    if missing or not row.needs.exists():
        words = ", ".join(f"{left} × {queries.is_needed(need.module).lower()}" for need, left in missing)
        raise Conflict(f"Il manque encore : {words}.")
    for found in row.assignments.filter(status=Status.PROPOSED).select_related("volunteer"):
        found.mission = row
        release(found, at)
    team = list(row.assignments.filter(status__in=(Status.ACCEPTED, Status.CONFIRMED)).select_related("volunteer"))
    if not any(found.role == Role.LEADER for found in team):
        team[0].role = Role.LEADER
    lock_people(team)
    for found in team:
        check(row, found.volunteer, [found.module], on_working_time=found.on_working_time)
        found.mission = row
        found.status = Status.CONFIRMED
        found.save()
    for found in team:
        drop_order(found)
        found.order = keep_order(found, on, by=by, at=at)
        found.save(update_fields=["order"])
        links.write(
            f"assignment-confirmed:{found.pk}:{at.timestamp():.0f}", found.volunteer,
            f"Sécurité routière : mission {row.number} confirmée", "mission_confirmed", at, mission=row,
            assignment=found, starts_at=found.starts_at.astimezone(PARIS), ends_at=found.ends_at.astimezone(PARIS),
        )  # fmt: skip
    row.confirmed_at = at
    return move(row, State.CONFIRMED, f"Confirmée avec {counted(len(team), 'intervenants')}", by, at)


# --- held, told, closed --------------------------------------------------------------------------------


@transaction.atomic
def hold(*, mission: Mission, present: Collection[int], by: StaffMember, at: datetime) -> Mission:
    """Who came. Each of them is asked for a short report."""
    worker(by, at)
    row = locked(mission, (State.CONFIRMED,), "déclarée réalisée")
    if row.ends_at > at:
        raise Conflict("La mission n'est pas finie.")
    team = list(row.assignments.filter(status=Status.CONFIRMED).select_related("volunteer"))
    if set(present) - {found.volunteer_id for found in team}:
        raise DomainError("Cette personne n'est pas de l'équipe.", field="present")
    for found in team:
        found.mission = row
        found.status = Status.PRESENT if found.volunteer_id in present else Status.ABSENT
        found.save(update_fields=["status"])
        if found.status == Status.PRESENT and found.volunteer.email:
            subject = f"Sécurité routière : votre compte rendu, mission {row.number}"
            links.open_answer(found, at, template="mission_report", subject=subject)
    return move(row, State.DONE, f"Réalisée, {counted(len(present), 'présents')} sur {len(team)}", by, at)


@transaction.atomic
def report(
    *, assignment: MissionAssignment, met: int, hours: Decimal | None = None, remarks: str = "",
    by: StaffMember | None, at: datetime,
) -> MissionAssignment:  # fmt: skip
    """IDSR-05: people met, hours, remarks. Once everybody present has told, the mission is reported."""
    if by is not None:
        worker(by, at)
    row = locked(Mission(pk=assignment.mission_id), (State.DONE,), "rendue compte")
    found = MissionAssignment.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=assignment.pk)
    if found.status != Status.PRESENT:
        raise Conflict("Seul un intervenant présent rend compte.")
    if found.reported_at is not None:
        raise Conflict("Ce compte rendu est déjà donné.")
    if hours is not None and not 0 < hours <= 24 * LONGEST_DAYS:
        raise DomainError("Ce nombre d'heures n'est pas plausible.", field="hours")
    found.met, found.hours, found.remarks, found.reported_at = met, hours, remarks[:2000], at
    found.code_hash, found.link_until = "", None
    found.save()
    row.reached = max(row.reached or 0, met)
    note(row, f"Compte rendu : {met} personnes rencontrées", by, at, found.remarks, found.volunteer)
    waiting = row.assignments.filter(status=Status.PRESENT, reported_at=None).exists()
    if waiting:
        row.save(update_fields=["reached"])
    else:
        move(row, State.REPORTED, "Tous les comptes rendus sont reçus", by, at)
    return found


@transaction.atomic
def close(*, mission: Mission, by: StaffMember, at: datetime) -> Mission:
    worker(by, at)
    row = locked(mission, (State.DONE, State.REPORTED), "close")
    if row.state == State.DONE and row.assignments.filter(status=Status.PRESENT, reported_at=None).exists():
        raise Conflict("IDSR-05 : un compte rendu est encore attendu.")
    return move(row, State.CLOSED, "Mission close", by, at)


# --- the clock and the plan --------------------------------------------------------------------------------


@transaction.atomic
def remind(*, at: datetime) -> int:
    """IDSR-05 and IDSR-07, each fact once: late reports to the volunteers, the rest to the head of the bureau."""
    on, told = paris_day(at), 0
    late = queries.missing_reports(at).filter(reminded_at=None).select_for_update(of=("self",))
    for found in late.select_related("mission__commune", "volunteer")[:200]:
        found.reminded_at = at
        found.save(update_fields=["reminded_at"])
        if found.volunteer.email:
            subject = f"Sécurité routière : compte rendu attendu, mission {found.mission.number}"
            links.open_answer(found, at, template="mission_report", subject=subject)
        told += 1
    heads = [person for person in staff_of_unit(UNIT, on) if heads_road_safety(person, on=on)]
    board = reverse("road_safety:volunteers-board")
    for silent in queries.silent_volunteers(at):
        notify(recipients=heads, kind="idsr_reports", key=f"idsr-reports:{silent.pk}:{on:%Y-%m}", url=board, at=at,
               title=f"Comptes rendus manquants, intervenant {silent.number}")  # fmt: skip
    for code in (terms.FIRST_REMINDER, terms.SECOND_REMINDER):
        days = int(value(code, on))
        rows = [row for row in queries.renewals(on) if (row.ends_on - on).days <= days]
        for row in rows:
            notify(recipients=heads, kind="idsr_renewals", key=f"idsr-renewal:{row.pk}:{code}", url=board, at=at,
                   title=f"Nomination à renouveler, intervenant {row.volunteer.number}",
                   detail=f"Elle finit le {french_long(row.ends_on)}.")  # fmt: skip
    return told


def open_from_action(*, action: Action, by: StaffMember, at: datetime) -> Mission | None:
    """PDASR-06: volunteers granted to an action are asked for at once; nothing when a mission of it is already open,
    or when its day or its commune is not known yet."""
    town: Commune | None = action.communes.order_by("pk").first()
    if action.starts_on is None or town is None:
        return None
    if action.missions.exclude(state__in=(State.REFUSED, State.CANCELLED)).exists():
        return None
    audience = next(iter(action.audiences), "")
    stake = action.stakes.order_by("rank").first()
    asked = action.answers.filter(lever=Lever.VOLUNTEERS).first()
    return ask_mission(
        by=by, at=at, action=action, title=action.title, requester=action.promoter, contact=action.leader,
        contact_email=action.email, contact_phone=action.phone, commune=town, place=action.place,
        starts_at=on_the_day(action.starts_on, USUAL[0]), ends_at=on_the_day(action.starts_on, USUAL[1]),
        theme=stake.code if stake else "", audience=audience, expected=action.expected,
        with_minors=any(code in MINORS for code in action.audiences),
        description=f"{asked.asked if asked else ''}\nHoraires à préciser avec le demandeur.".strip(),
    )  # fmt: skip


def on_the_day(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS)
