"""Life of an état-major or of an anti-fraud committee: planned with its agenda, convened, held, its decisions
followed, its minutes validated.

Of a restricted formation nothing but days, owners and counts leaves this package: the engine, the journal and the
mails know neutral words alone (EMS-03).
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.commissions import action_operations, operations
from directorate.commissions.body_rules import knows_of
from directorate.commissions.convocation_operations import convene
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession, SessionAction
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.territory.models import Arrondissement
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.councils import rules
from public_order.councils.meeting_queries import READY, days_on
from public_order.councils.models import MinutesVersion, RestrictedAction, RestrictedPoint, StaffMeeting
from public_order.monthly.models import ReportVersion
from public_order.policies import approves_for_cabinet
from public_order.recording import tell, worker

Formation = StaffMeeting.Formation
# What the engine keeps of a restricted formation.
NEUTRAL_OUTCOME = "Suite tenue à part"


def known(code: str, by: StaffMember, at: datetime) -> date:
    """The day, for who may know of the sittings of this body."""
    on = paris_day(at)
    if not knows_of(by, code, on):
        raise NotAllowed(rules.CHAIRED[code].closed)
    return on


def entitled(meeting: StaffMeeting, by: StaffMember, at: datetime) -> date:
    """An agent of the bureau; of a restricted formation, its readers."""
    return known(meeting.session.commission_id, by, at) if meeting.is_restricted else worker(by, at)


def locked(meeting: StaffMeeting) -> StaffMeeting:
    return StaffMeeting.objects.select_for_update(of=("self",)).select_related("session__commission").get(pk=meeting.pk)


@transaction.atomic
def plan_meeting(
    *, formation: str, starts_at: datetime, place: str, theme: str = "", district: Arrondissement | None = None,
    body: rules.Chaired = rules.STAFF, by: StaffMember, at: datetime,
) -> StaffMeeting:  # fmt: skip
    """With the points of every agenda of this body; a restricted one has points that say nothing."""
    restricted = formation == Formation.RESTRICTED
    if formation not in body.formations:
        raise DomainError("Cette instance ne siège pas dans cette formation.", field="formation")
    if restricted and theme:
        raise DomainError("Une formation restreinte n'annonce pas de thème : ses points sont tenus à part.",
                          field="theme")  # fmt: skip
    if formation == Formation.THEMATIC and not theme:
        raise DomainError("Un état-major thématique a un thème.", field="theme")
    if (formation == Formation.DISTRICT) != (district is not None):
        raise DomainError("Choisir l'arrondissement d'un état-major d'arrondissement, et de lui seul.",
                          field="district")  # fmt: skip
    commission = Commission.objects.get(pk=body.restricted if restricted else body.code)
    if restricted:
        known(commission.pk, by, at)
    else:
        worker(by, at)
    session = operations.plan_session(commission=commission, starts_at=starts_at, place=place, by=by, at=at)
    row = StaffMeeting.objects.create(session=session, formation=formation, theme=theme, district=district)
    titles = (rules.RESTRICTED_POINT,) if restricted else body.agenda
    for title in titles:
        told = f"Thème : {theme}" if title == "Thème" and theme else title
        operations.add_item(session=session, title=told, by=by, at=at)
    tell("staff_meeting.planned", row, by, at, formation=row.get_formation_display())
    return row


@transaction.atomic
def annex_statistics(*, meeting: StaffMeeting, version: ReportVersion, by: StaffMember, at: datetime) -> StaffMeeting:
    """EMS-04: the figures of a validated note, copied: a correction of the note changes nothing here."""
    row = locked(meeting)
    entitled(row, by, at)
    refuse_held(row)
    if row.is_restricted or row.body != rules.STAFF:
        raise DomainError("Seul un état-major, hors formation restreinte, a des chiffres annexés.", field="version")
    version = ReportVersion.objects.select_related("report").get(pk=version.pk)
    if version.state not in READY:
        raise DomainError("Seule une note validée s'annexe (EMS-04).", field="version")
    row.report, row.statistics, row.statistics_hash = version, version.snapshot, version.content_hash
    row.save(update_fields=["report", "statistics", "statistics_hash"])
    tell("staff_meeting.statistics", row, by, at, note=str(version), digest=version.content_hash)
    return row


def refuse_held(row: StaffMeeting) -> None:
    if row.session.state != CommissionSession.State.PLANNED:
        raise Conflict(f"Cette séance est {row.session.get_state_display().lower()}.")


@transaction.atomic
def complete_file(*, meeting: StaffMeeting, by: StaffMember, at: datetime) -> StaffMeeting:
    """The documents are with the members, or on the table for a restricted formation."""
    row = locked(meeting)
    on = entitled(row, by, at)
    refuse_held(row)
    if row.file_ready_on is not None:
        raise Conflict(f"Le dossier est prêt depuis le {row.file_ready_on:%d/%m/%Y}.")
    row.file_ready_on = on
    row.save(update_fields=["file_ready_on"])
    tell("staff_meeting.file", row, by, at)
    return row


@transaction.atomic
def convene_meeting(*, meeting: StaffMeeting, urgency: str = "", by: StaffMember, at: datetime) -> StaffMeeting:
    """EMS-01: ten days before; later, with the reason. The mail has the agenda and no attachment (EMS-03)."""
    row = locked(meeting)
    on = entitled(row, by, at)
    days = days_on(row, on)
    if on > days.convening and not urgency.strip():
        raise DomainError(
            f"La convocation part le {days.convening:%d/%m/%Y} au plus tard{row.body.days_rule} : indiquer le motif de"
            " l'urgence.", field="urgency",
        )  # fmt: skip
    convene(session=row.session, urgency=urgency, by=by, at=at)
    carried = action_operations.carry_actions(row.session, on)
    tell("staff_meeting.convened", row, by, at, carried=carried, late=on > days.convening)
    return row


@transaction.atomic
def hold_meeting(
    *,
    meeting: StaffMeeting,
    present: Iterable[CommissionMember],
    seen: str | None = None,
    by: StaffMember,
    at: datetime,
) -> StaffMeeting:  # fmt: skip
    """Who came; what is still open was in front of them (EMS-02)."""
    row = locked(meeting)
    on = entitled(row, by, at)
    operations.record_attendance(session=row.session, present=present, seen=seen, by=by, at=at)
    action_operations.carry_actions(row.session, operations.session_day(row.session.starts_at))
    operations.close_session(session=row.session, minutes="", by=by, at=at)
    row.session.refresh_from_db()
    tell("staff_meeting.held", row, by, at, on=on.isoformat())
    return row


# --- restricted formation -------------------------------------------------------------------------------------


@transaction.atomic
def add_restricted_point(
    *, meeting: StaffMeeting, title: str, note: str = "", by: StaffMember, at: datetime
) -> RestrictedPoint:
    """EMS-03: only in a restricted formation."""
    row = locked(meeting)
    if not row.is_restricted:
        raise DomainError("Un point nominatif ne s'inscrit qu'en formation restreinte (EMS-03).", field="title")
    entitled(row, by, at)
    refuse_held(row)
    last = row.restricted_points.order_by("-rank").values_list("rank", flat=True).first() or 0
    point = RestrictedPoint.objects.create(
        meeting=row, rank=last + 1, title=title, note=note, recorded_at=at, recorded_by=by
    )
    tell("staff_meeting.restricted_point", row, by, at, rank=point.rank)
    return point


# --- what is decided ------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *, meeting: StaffMeeting, text: str, owner: Organisation, due_on: date, item: AgendaItem | None = None,
    by: StaffMember, at: datetime,
) -> SessionAction:  # fmt: skip
    """EMS-02: a decision has an owner and a day."""
    row = locked(meeting)
    entitled(row, by, at)
    if not row.is_restricted:
        return action_operations.decide_action(
            session=row.session, text=text, owner=owner, due_on=due_on, item=item, by=by, at=at
        )
    # Twice the same words make one action; the base cannot compare what it keeps sealed.
    for known in RestrictedAction.objects.filter(action__session=row.session).select_related("action"):
        if (known.words, known.action.owner_id, known.action.due_on) == (text, owner.pk, due_on):
            return known.action
    rank = row.session.actions.count() + 1
    action = action_operations.decide_action(
        session=row.session,
        text=f"Suite n° {rank} de la formation restreinte du {paris_day(row.session.starts_at):%d/%m/%Y}",
        owner=owner, due_on=due_on, by=by, at=at,
    )  # fmt: skip
    RestrictedAction.objects.create(action=action, words=text)
    return action


@transaction.atomic
def follow(*, action: SessionAction, state: str, outcome: str = "", by: StaffMember, at: datetime) -> SessionAction:
    """Of an action of any body of the bureau. The outcome of a restricted one is sealed too."""
    if not action.is_discreet:
        worker(by, at)
        return action_operations.move_action(action=action, state=state, outcome=outcome, by=by, at=at)
    known(action.session.commission_id, by, at)
    row = action_operations.move_action(
        action=action, state=state, outcome=NEUTRAL_OUTCOME if outcome.strip() else "", by=by, at=at
    )
    sealed = RestrictedAction.objects.get(action=row)
    sealed.outcome = outcome
    sealed.save(update_fields=["outcome"])
    return row


# --- minutes --------------------------------------------------------------------------------------------------


@transaction.atomic
def write_minutes(
    *, meeting: StaffMeeting, text: str, seen: int | None = None, by: StaffMember, at: datetime
) -> MinutesVersion:
    """EMS-05: each writing is a version. Before both chairs have agreed it replaces the one before, whose agreements
    fall; afterwards it is an erratum, and what was validated stays. `seen`: the version that the page showed."""
    row = locked(meeting)
    entitled(row, by, at)
    if row.session.state != CommissionSession.State.HELD:
        raise Conflict("Le relevé s'écrit après la séance.")
    last = row.minutes.order_by("-number").values_list("number", flat=True).first() or 0
    if seen is not None and seen != last:
        raise Conflict("Un collègue vient d'écrire une autre version : relire la page avant de recommencer.")
    version = MinutesVersion.objects.create(
        meeting=row, number=last + 1, is_erratum=row.is_validated, text=text, written_at=at, written_by=by
    )
    if not row.is_validated:
        row.prefect_validated_at, row.prefect_validated_by = None, None
        row.prosecutor_validated_on, row.prosecutor_reference = None, ""
        row.save()
    kind = "staff_meeting.erratum" if version.is_erratum else "staff_meeting.minutes"
    tell(kind, row, by, at, version=version.number)
    return version


def to_validate(meeting: StaffMeeting, number: int) -> StaffMeeting:
    """The minutes in the version that the validator has read."""
    row = locked(meeting)
    last = row.minutes.filter(is_erratum=False).first()
    if last is None:
        raise Conflict("Le relevé n'est pas encore écrit.")
    if last.number != number:
        raise Conflict(f"Le relevé en est à la version {last.number} : la relire avant de valider.")
    return row


@transaction.atomic
def validate_for_prefect(*, meeting: StaffMeeting, number: int, by: StaffMember, at: datetime) -> StaffMeeting:
    row = to_validate(meeting, number)
    if not approves_for_cabinet(by, on=paris_day(at)):
        raise NotAllowed("Le préfet, ou le directeur de cabinet pour lui, valide le relevé.")
    if not row.prefect_validates:
        raise Conflict("Cette formation est présidée par le procureur seul, qui en valide le relevé.")
    if row.prefect_validated_at is not None:
        raise Conflict("Le préfet a déjà validé ce relevé.")
    row.prefect_validated_at, row.prefect_validated_by = at, by
    row.save(update_fields=["prefect_validated_at", "prefect_validated_by"])
    tell("staff_meeting.prefect_validated", row, by, at, version=number)
    return row


@transaction.atomic
def validate_for_prosecutor(
    *, meeting: StaffMeeting, number: int, agreed_on: date, reference: str, by: StaffMember, at: datetime
) -> StaffMeeting:
    """The procureur answers in writing: the bureau records the day and the reference of the answer."""
    row = to_validate(meeting, number)
    on = entitled(row, by, at)
    if row.prosecutor_validated_on is not None:
        raise Conflict("Le procureur a déjà validé ce relevé.")
    if not operations.session_day(row.session.starts_at) <= agreed_on <= on:
        raise DomainError("L'accord du procureur se situe entre la séance et ce jour.", field="agreed_on")
    row.prosecutor_validated_on, row.prosecutor_reference = agreed_on, reference
    row.save(update_fields=["prosecutor_validated_on", "prosecutor_reference"])
    tell("staff_meeting.prosecutor_validated", row, by, at, version=number)
    return row


@transaction.atomic
def write_communique(*, meeting: StaffMeeting, communique: str, by: StaffMember, at: datetime) -> StaffMeeting:
    row = locked(meeting)
    entitled(row, by, at)
    if row.is_restricted:
        raise DomainError("Une formation restreinte n'a pas de communiqué.", field="communique")
    row.communique = communique
    row.save(update_fields=["communique"])
    tell("staff_meeting.communique", row, by, at)
    return row
