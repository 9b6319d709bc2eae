"""Visits from their planning to the opinion, and their requirements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.operations import ON_MERGE, extend_period, note_visit
from civil_protection.establishments.queries import IN_USE
from civil_protection.protection.levels import Level
from civil_protection.protection.operations import take_in
from civil_protection.protection.words import check_text
from civil_protection.safety_visits import follow_up, group, rounds, sentences
from civil_protection.safety_visits.doorstep import allowed, tell, within
from civil_protection.safety_visits.follow_up_operations import lift, live, open_follow_up, step
from civil_protection.safety_visits.group import Member
from civil_protection.safety_visits.models import (
    RequirementCheck,
    SafetyRequirement,
    SafetyVisit,
    UnfavourableOpinion,
    VisitPiece,
)
from civil_protection.safety_visits.queries import GROUPS, commission_for, commissions_by_group, directorate_categories
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError

State, Opinion = SafetyVisit.State, SafetyVisit.Opinion
TWICE = "Une visite de ce type est déjà programmée pour cet établissement."
MOST_VISITS = 200


def locked(visit: SafetyVisit, states: Sequence[str], what: str) -> SafetyVisit:
    """The visit in a state where this may happen to it."""
    row = SafetyVisit.objects.select_for_update(of=("self",)).select_related("establishment__commune").get(pk=visit.pk)
    if row.state not in states:
        raise Conflict(f"Cette visite ne peut pas être {what} : elle est à l'état « {row.get_state_display()} ».")
    return row


# --- planning -------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_visit(
    *, establishment: Establishment, kind: str, planned_on: date, half: str = rounds.MORNING, commission: str = "",
    by: StaffMember, at: datetime,
) -> SafetyVisit:  # fmt: skip
    """A visit of a kind on a half-day. A control visit belongs to the unfavourable opinion that it follows."""
    on = allowed(by, at)
    if planned_on < on:
        raise DomainError("Une visite se programme pour aujourd'hui ou plus tard.", field="planned_on")
    return planned(establishment, kind, planned_on, half, commission, by, at)


def planned(
    establishment: Establishment, kind: str, planned_on: date, half: str, commission: str, by: StaffMember,
    at: datetime, replanned_from: SafetyVisit | None = None,
) -> SafetyVisit:  # fmt: skip
    place = Establishment.objects.select_for_update(of=("self",)).select_related("commune").get(pk=establishment.pk)
    if kind not in group.KINDS:
        raise DomainError("Ce type de visite n'est pas connu.", field="kind")
    if half not in rounds.HALVES:
        raise DomainError("Choisir le matin ou l'après-midi.", field="half")
    if place.merged_into_id is not None:
        raise Conflict("Cette fiche a été fusionnée avec une autre.")
    if kind == group.PERIODIC and place.status not in IN_USE:
        raise DomainError("Un établissement qui n'est pas ouvert n'a pas de visite périodique.", field="kind")
    opinion = UnfavourableOpinion.objects.filter(establishment=place, lifted_on=None).first()
    if kind == group.CONTROL and opinion is None and place.current_opinion == "unfavourable":
        raise Conflict("L'avis défavorable de cet établissement n'a pas de suivi : l'ouvrir d'abord.")
    if SafetyVisit.objects.filter(establishment=place, kind=kind, state=State.PLANNED).exists():
        raise Conflict(TWICE, field="kind")
    commission = commission or commission_for(place, allowed(by, at))
    row = SafetyVisit.objects.create(
        establishment=place, kind=kind, planned_on=planned_on, half=half, commission=commission, recorded_at=at,
        replanned_from=replanned_from, follow_up=opinion if kind == group.CONTROL else None,
    )  # fmt: skip
    tell("safety_visit.planned", row, by, at, kind=row.get_kind_display(), on=planned_on.isoformat())
    if row.follow_up_id:
        step(live(row.follow_up), min(planned_on, at.date()), f"Visite de contrôle programmée le {planned_on:%d/%m/%Y}",
             by, at)  # fmt: skip
    return row


@transaction.atomic
def accept_rounds(*, proposed: Sequence[rounds.Round], by: StaffMember, at: datetime) -> list[SafetyVisit]:
    """Plan the visits of these rounds, all or none: what somebody else planned meanwhile is said."""
    on = allowed(by, at)
    keys = [key for row in proposed for key in row.keys]
    if not keys:
        raise DomainError("Choisir au moins une tournée.")
    if len(keys) > MOST_VISITS or len(keys) != len(set(keys)):
        raise DomainError("Ces tournées ne sont pas valables : les proposer à nouveau.")
    places = Establishment.objects.select_for_update().filter(pk__in=keys, merged_into=None, status__in=IN_USE)
    known = {place.pk: place for place in places.order_by("pk")}
    if set(keys) - set(known):
        raise Conflict("Un établissement de ces tournées n'est plus ouvert : les proposer à nouveau.")
    taken = SafetyVisit.objects.filter(establishment__in=keys, kind=group.PERIODIC, state=State.PLANNED)
    if first := taken.select_related("establishment").first():
        raise Conflict(f"La visite de « {first.establishment} » vient d'être programmée : proposer à nouveau.")
    rows, name_of = [], commissions_by_group(on)
    groups = {row["pk"]: row for row in Establishment.objects.filter(pk__in=keys).values("pk", *GROUPS)}
    for one in proposed:
        if one.day < on or one.half not in rounds.HALVES:
            raise DomainError("Une tournée se programme pour aujourd'hui ou plus tard : les proposer à nouveau.")
        rows += [
            SafetyVisit(establishment=known[key], kind=group.PERIODIC, planned_on=one.day, half=one.half,
                        commission=name_of(groups[key]), recorded_at=at)
            for key in one.keys
        ]  # fmt: skip
    rows = SafetyVisit.objects.bulk_create(rows)
    for row in rows:
        tell("safety_visit.planned", row, by, at, kind=row.get_kind_display(), on=row.planned_on.isoformat())
    return rows


@transaction.atomic
def move_visit(
    *, visit: SafetyVisit, planned_on: date, half: str = rounds.MORNING, by: StaffMember, at: datetime
) -> SafetyVisit:
    """Another day for a visit that is not held yet."""
    on = allowed(by, at)
    if planned_on < on:
        raise DomainError("Une visite se programme pour aujourd'hui ou plus tard.", field="planned_on")
    row = locked(visit, (State.PLANNED,), "déplacée")
    row.planned_on, row.half = planned_on, half
    row.save(update_fields=["planned_on", "half"])
    tell("safety_visit.moved", row, by, at, on=planned_on.isoformat())
    return row


# --- the visit ------------------------------------------------------------------------------------------------


@transaction.atomic
def hold_visit(
    *, visit: SafetyVisit, held_on: date, members: Sequence[Member], replanned_on: date | None = None,
    by: StaffMember, at: datetime,
) -> SafetyVisit:  # fmt: skip
    """The group on the spot. One required member missing: no visit, and another one is planned (art. 49)."""
    on = allowed(by, at)
    within(held_on, None, on, "held_on")
    row = locked(visit, (State.PLANNED,), "tenue")
    if any(member.role not in group.ROLES for member in members):
        raise DomainError("Ce membre du groupe n'est pas connu.")
    required = group.required_members(row.kind, row.establishment.category, directorate_categories(on))
    absent = group.missing(required, members)
    row.group = [member.__dict__ for member in members if member.name.strip() or member.present]
    if absent:
        why = f"Groupe de visite incomplet : {' ; '.join(absent)}"
        if replanned_on is None:
            raise DomainError(
                f"{why}. La visite n'a pas lieu (décret n° 95-260, art. 49) : indiquer le jour où elle est reprise.",
                field="replanned_on",
            )
        return failed(row, why, replanned_on, by, at)
    row.state, row.held_on = State.HELD, held_on
    row.save(update_fields=["state", "held_on", "group"])
    note_visit(establishment=row.establishment, visited_on=held_on, kind=row.kind, by=by, at=at)
    carry_over(row)
    tell("safety_visit.held", row, by, at, on=held_on.isoformat(), members=len(row.group))
    return row


def carry_over(row: SafetyVisit) -> None:
    """The requirements that still live are taken up by this visit."""
    rows = SafetyRequirement.objects.filter(establishment=row.establishment_id, state__in=follow_up.LIVE)
    for one in rows.select_for_update():
        one.times_carried += 1
        one.save(update_fields=["times_carried"])


@transaction.atomic
def fail_visit(
    *, visit: SafetyVisit, failed_why: str, replanned_on: date | None = None, by: StaffMember, at: datetime
) -> SafetyVisit:
    """It could not take place: the operator absent, a closed door, another emergency."""
    allowed(by, at)
    check_text(failed_why, field="failed_why")
    if not failed_why.strip():
        raise DomainError("Dire pourquoi la visite n'a pas eu lieu.", field="failed_why")
    return failed(locked(visit, (State.PLANNED,), "déclarée non tenue"), failed_why, replanned_on, by, at)


def failed(row: SafetyVisit, why: str, replanned_on: date | None, by: StaffMember, at: datetime) -> SafetyVisit:
    if replanned_on is not None and replanned_on < allowed(by, at):
        raise DomainError("La visite est reprise aujourd'hui ou plus tard.", field="replanned_on")
    row.state, row.failed_why = State.NOT_HELD, why[:500]
    row.save(update_fields=["state", "failed_why", "group"])
    tell("safety_visit.not_held", row, by, at, why=why)
    if replanned_on is not None:
        planned(row.establishment, row.kind, replanned_on, row.half, row.commission, by, at, replanned_from=row)
    return row


@transaction.atomic
def record_report(
    *, visit: SafetyVisit, report: str, proposal: str, positions: Mapping[int, str] | None = None,
    documents_missing: Sequence[str] = (), by: StaffMember, at: datetime,
) -> SafetyVisit:  # fmt: skip
    """The report of the group: what it saw, what it proposes, the position of each member who was there."""
    allowed(by, at)
    check_text(report, field="report")
    row = unanswered(visit)
    if not report.strip():
        raise DomainError("Écrire le rapport du groupe.", field="report")
    if set(documents_missing) - set(group.DOCUMENTS):
        raise DomainError("Ce document n'est pas connu.", field="documents_missing")
    check_opinion(row, proposal, documents_missing, "proposal")
    members = []
    for rank, member in enumerate(row.group):
        position = (positions or {}).get(rank, member["position"])
        if position and position not in (group.FAVOURABLE, group.UNFAVOURABLE):
            raise DomainError("Une position est favorable ou défavorable.")
        if member["present"] and member["role"] != group.OTHER and not position and proposal in (
            group.FAVOURABLE, group.UNFAVOURABLE
        ):  # fmt: skip
            raise DomainError(
                f"Le rapport porte la position de chaque membre (art. 49) : {member['name']} n'en a pas.",
                field=f"position_{rank}",
            )
        members.append({**member, "position": position})
    row.report, row.proposal, row.group = report, proposal, members
    row.documents_missing = [code for code in group.DOCUMENTS if code in documents_missing]
    row.save(update_fields=["report", "proposal", "group", "documents_missing"])
    tell("safety_visit.reported", row, by, at, proposal=row.get_proposal_display())
    return row


def unanswered(visit: SafetyVisit) -> SafetyVisit:
    """A held visit whose opinion may still be given: none yet, or one that was put off."""
    row = locked(visit, (State.HELD,), "complétée")
    if row.opinion in (Opinion.FAVOURABLE, Opinion.UNFAVOURABLE):
        raise Conflict(f"L'avis est rendu depuis le {french_long(row.opinion_on)} : la visite ne change plus.")
    return row


def check_opinion(row: SafetyVisit, opinion: str, documents_missing: Sequence[str], field: str) -> None:
    if opinion not in Opinion.values:
        raise DomainError("Cet avis n'est pas connu.", field=field)
    if why := group.why_closed(row.kind, opinion, documents_missing):
        raise DomainError(why, field=field)


@transaction.atomic
def give_opinion(
    *, visit: SafetyVisit, opinion: str, opinion_on: date, opinion_why: str = "", is_danger: bool = False,
    extended_to: date | None = None, by: StaffMember, at: datetime,
) -> SafetyVisit:  # fmt: skip
    """What the commission says. Unfavourable: its follow-up opens in the same breath (invariant 5). Favourable again:
    the follow-up is lifted. The next interval may be lengthened (GE 4 §3)."""
    on = allowed(by, at)
    check_text(opinion_why, field="opinion_why")
    row = unanswered(visit)
    within(opinion_on, row.held_on, on, "opinion_on", "la visite")
    check_opinion(row, opinion, row.documents_missing, "opinion")
    if not row.report.strip():
        raise Conflict("Le groupe rend d'abord son rapport.")
    if opinion != Opinion.FAVOURABLE and not opinion_why.strip():
        raise DomainError("Cet avis est motivé.", field="opinion_why")
    if extended_to is not None and (opinion != Opinion.FAVOURABLE or row.kind not in group.STARTS_A_PERIOD):
        raise DomainError("Seul un avis favorable après une visite périodique prolonge l'intervalle (art. GE 4, §3).",
                          field="extended_to")  # fmt: skip
    row.opinion, row.opinion_on, row.opinion_why = opinion, opinion_on, opinion_why
    if opinion == Opinion.UNFAVOURABLE:
        row.follow_up = open_follow_up(
            establishment=row.establishment,
            opened_on=opinion_on,
            reasons=opinion_why,
            is_danger=is_danger,
            by=by,
            at=at,
        )
    place = note_visit(
        establishment=row.establishment, visited_on=row.held_on, kind=row.kind, opinion=opinion, given_on=opinion_on,
        by=by, at=at,
    )  # fmt: skip
    if extended_to is not None:
        place = lengthened(place, extended_to, opinion_on, by, at)
    row.next_visit_on = place.next_visit_on
    row.save(update_fields=["opinion", "opinion_on", "opinion_why", "follow_up", "next_visit_on"])
    tell("safety_visit.opinion", row, by, at, opinion=row.get_opinion_display(), on=opinion_on.isoformat())
    if opinion == Opinion.FAVOURABLE:
        answered_favourably(row, by, at)
    return row


def lengthened(place: Establishment, until: date, on: date, by: StaffMember, at: datetime) -> Establishment:
    """GE 4 §3, with its refusal beside the field of the visit."""
    try:
        return extend_period(establishment=place, until=until, proposed_on=on, by=by, at=at)
    except DomainError as refusal:
        raise type(refusal)(str(refusal), field="extended_to") from refusal


def answered_favourably(row: SafetyVisit, by: StaffMember, at: datetime) -> None:
    opinion = UnfavourableOpinion.objects.filter(establishment=row.establishment, lifted_on=None).first()
    if opinion is None:
        return
    if row.follow_up_id is None:
        row.follow_up = opinion
        row.save(update_fields=["follow_up"])
    lift(opinion=opinion, lifted_on=row.opinion_on, lifted_why=f"{row} : avis favorable de la commission", visit=row,
         by=by, at=at)  # fmt: skip


@transaction.atomic
def add_piece(
    *, visit: SafetyVisit, kind: str, document: UploadedFile, level: str = Level.INTERNAL, by: StaffMember,
    at: datetime,
) -> VisitPiece:  # fmt: skip
    """A photograph, a report, an attestation: a file checked by its content before it is kept."""
    allowed(by, at)
    row = locked(visit, State.values, "complétée")
    if kind not in VisitPiece.Kind.values:
        raise DomainError("Cette nature n'est pas connue.", field="kind")
    title = f"{VisitPiece.Kind(kind).label}, {row.establishment}"[:160]
    kept = take_in(title=title, level=level, upload=document, version=f"{row.held_on or row.planned_on:%d/%m/%Y}",
                   by=by, at=at)  # fmt: skip
    piece = VisitPiece.objects.create(visit=row, kind=kind, document=kept)
    tell("safety_visit.piece", row, by, at, kind=piece.get_kind_display())
    return piece


# --- requirements ---------------------------------------------------------------------------------------------


@transaction.atomic
def prescribe(
    *, visit: SafetyVisit, text: str, category: str, article: str = "", due_on: date | None = None, by: StaffMember,
    at: datetime,
) -> SafetyRequirement:  # fmt: skip
    """One more requirement, with the next number of the visit."""
    allowed(by, at)
    check_text(text, field="text")
    row = unanswered(visit)
    if category not in sentences.CATEGORIES:
        raise DomainError("Cette catégorie n'est pas connue.", field="category")
    if not text.strip():
        raise DomainError("Écrire la prescription.", field="text")
    if category == sentences.REGULATORY and not article.strip():
        raise DomainError("Une prescription réglementaire porte son article.", field="article")
    if due_on is not None and due_on < row.held_on:
        raise DomainError("Le délai suit la visite.", field="due_on")
    if row.requirements.filter(text__iexact=text.strip()).exists():
        raise Conflict("Cette prescription est déjà dans la visite.", field="text")
    number = 1 + row.requirements.count()
    one = SafetyRequirement.objects.create(
        establishment=row.establishment, visit=row, number=number, article=article.strip(), text=text.strip(),
        category=category, due_on=due_on,
    )  # fmt: skip
    tell("safety_visit.prescribed", row, by, at, number=number, article=article)
    return one


@transaction.atomic
def check_requirement(
    *, requirement: SafetyRequirement, state: str, checked_on: date, checked_by: str, note: str = "",
    visit: SafetyVisit | None = None, by: StaffMember, at: datetime,
) -> RequirementCheck:  # fmt: skip
    """What was found of it, during a visit or on papers: still open, partly or wholly lifted, lapsed."""
    on = allowed(by, at)
    check_text(note, field="note")
    check_text(checked_by, field="checked_by")
    row = (
        SafetyRequirement.objects.select_for_update(of=("self",))
        .select_related("establishment", "visit")
        .get(pk=requirement.pk)
    )
    within(checked_on, row.visit.held_on, on, "checked_on", "la visite qui l'a prescrite")
    if state not in follow_up.STATES:
        raise DomainError("Cet état n'est pas connu.", field="state")
    if row.state not in follow_up.LIVE:
        raise Conflict(f"Cette prescription est {row.get_state_display().lower()} depuis le"
                       f" {french_long(row.verified_on)}.", field="state")  # fmt: skip
    if state != row.state and not follow_up.may_become(row.state, state):
        raise DomainError("Cette prescription ne peut pas passer à cet état.", field="state")
    if state == follow_up.LAPSED and not note.strip():
        raise DomainError("Dire pourquoi la prescription n'a plus d'objet.", field="note")
    if not checked_by.strip():
        raise DomainError("Dire qui a vérifié.", field="checked_by")
    row.state, row.verified_on, row.verified_by = state, checked_on, checked_by.strip()
    row.save(update_fields=["state", "verified_on", "verified_by"])
    found = RequirementCheck.objects.create(
        requirement=row, visit=visit, checked_on=checked_on, checked_by=checked_by.strip(), state=state, note=note
    )
    tell("safety_requirement.checked", row, by, at, state=row.get_state_display(), on=checked_on.isoformat())
    return found


# --- two records of one establishment -------------------------------------------------------------------------


def follow_merged(loser: Establishment, winner: Establishment, by: StaffMember, at: datetime) -> None:
    """What hangs on the record that disappears goes to the one that stays."""
    both = UnfavourableOpinion.objects.filter(establishment__in=(loser, winner), lifted_on=None)
    if both.count() > 1:
        raise Conflict("Les deux fiches sont sous avis défavorable : lever l'un des deux avant de les fusionner.")
    kinds = SafetyVisit.objects.filter(establishment=winner, state=State.PLANNED).values("kind")
    SafetyVisit.objects.filter(establishment=loser, state=State.PLANNED, kind__in=kinds).update(
        state=State.NOT_HELD, failed_why="Fiche fusionnée : la visite est déjà programmée sur l'autre fiche"
    )
    for model in (SafetyVisit, SafetyRequirement, UnfavourableOpinion):
        model.objects.filter(establishment=loser).update(establishment=winner)


if follow_merged not in ON_MERGE:
    ON_MERGE.append(follow_merged)
