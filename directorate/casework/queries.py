"""Reading cases: what somebody may see, inboxes, what is about to be born by silence."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db.models import CharField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from directorate.casework import registry
from directorate.casework.archetypes import road_of
from directorate.casework.models import (
    Case,
    CaseDeadline,
    CaseFollowUp,
    CaseLetter,
    CaseTiming,
    ClockStop,
    Consultation,
    Decision,
    Piece,
    SeriesItem,
)
from directorate.casework.policies import AUTHORITIES, CASE_ROLES
from directorate.casework.procedure import Opinion
from directorate.casework.readers import closed_to
from directorate.commissions.models import SessionPromise
from directorate.documents.letters import key_of_files
from directorate.documents.models import Letter
from directorate.jobs.models import Job
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import posting_on
from directorate.org.secrecy import hide
from directorate.org.signing import EVERYTHING
from directorate.partners.models import ApiClient, Organisation
from directorate.partners.queries import within_limits
from directorate.permits.models import Permit
from directorate.registers.issues import tell_bar
from directorate.registers.queries import tell_source
from directorate.territory.models import Commune
from directorate.web.errors import NotFound


def visible_to(staff: StaffMember, on: date) -> QuerySet[Case]:
    """The cases that `staff` may see on that day. Starts every list, page, search and API answer."""
    return seen_by(Case.objects.all(), staff, on)


def followed_by(staff: StaffMember, on: date) -> QuerySet[CaseFollowUp]:
    """The same for the open cases, in their narrow rows."""
    return seen_by(CaseFollowUp.objects.all(), staff, on)


def timings_seen_by(staff: StaffMember, on: date) -> QuerySet[CaseTiming]:
    """The same for every case, in the rows that say how long it took."""
    return seen_by(CaseTiming.objects.all(), staff, on, caseworker="case__caseworker")


def seen_by(rows: QuerySet, staff: StaffMember, on: date, *, caseworker: str = "caseworker") -> QuerySet:
    """Those rows, one per case and with its key, that `staff` may see. `caseworker`: the path to that column."""
    posting = posting_on(staff, on)
    if posting is None:
        return rows.none()
    if posting.role in AUTHORITIES:
        return rows
    if posting.role not in CASE_ROLES:
        return rows.none()
    rows = rows.filter(unit_id=posting.unit_id)
    if posting.role == Posting.Role.HEAD:
        return rows
    if closed := closed_to(staff, posting.unit_id, on):
        rows = rows.exclude(procedure_code__in=closed)
    secret = Q(sensitivity=Case.Sensitivity.SECRET)
    named = Q(**{caseworker: staff}) | Q(pk__in=staff_named_on(staff))
    return rows.filter(~secret | named)


def staff_named_on(staff: StaffMember) -> QuerySet:
    return Case.objects.filter(named_staff__staff=staff).values("pk")


def client_cases(client: ApiClient) -> QuerySet[Case]:
    """What a partner's program sees: what it filed itself and what lies within its limits, never a sensitive case."""
    return Case.objects.filter(Q(api_client=client) | within_limits(client), sensitivity=Case.Sensitivity.NORMAL)


def case_of_act(staff: StaffMember, on: date) -> Subquery:
    """The reference of the case that an act closes, when the reader may see it."""
    return Subquery(visible_to(staff, on).filter(letters__letter=OuterRef("pk")).values("reference")[:1])


tell_source(case_of_act)


def visible_case(staff: StaffMember, reference: str, on: date) -> Case:
    """One case with what its page shows; strangers get the same answer as for a reference that does not exist."""
    return whole_case(visible_to(staff, on), reference)


def whole_case(cases: QuerySet[Case], reference: str) -> Case:
    """The case of this reference among these, with what its page shows."""
    case = (
        cases.filter(reference=reference)
        # Few joins: in one query with all that follows, the base took sixty milliseconds to choose their order.
        .select_related("party", "place", "unit", "follow_up")
        .prefetch_related(
            *("caseworker", "changed_by", "permit", "renews", "hearing"),
            Prefetch("commune", Commune.objects.select_related("arrondissement")),
            Prefetch("decision", Decision.objects.select_related("signed_by", "letter")),
            Prefetch("api_client", ApiClient.objects.select_related("organisation")),
            Prefetch("pieces", Piece.objects.select_related("file")),
            Prefetch("clock_stops", ClockStop.objects.all()),
            Prefetch("deadlines", CaseDeadline.objects.order_by("due_on", "id")),
            Prefetch(
                "consultations",
                Consultation.objects.select_related(
                    "organisation", "agenda_item__session__commission", "agenda_item__extract", "file"
                ),
            ),
            Prefetch("letters", CaseLetter.objects.select_related("letter__pdf", "letter__odt", "job")),
            "notes__author",
            "labels",
        )
        .first()
    )
    if case is None:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.")
    return case


def silent_decisions(staff: StaffMember, on: date, *, within_days: int = 30) -> QuerySet[CaseDeadline]:
    """Deadlines whose end is a decision nobody took: the board shows them long before they are born."""
    near = followed_by(staff, on).filter(silence_due_on__lte=on + timedelta(days=within_days))
    return (
        CaseDeadline.objects.filter(code="silence", case__follow_up__in=near)
        .select_related("case__caseworker", "case__unit", "case__commune", "case__follow_up")
        .order_by("case__follow_up__silence_due_on", "id")
    )


def silences_to_act_on(on: date) -> QuerySet[CaseDeadline]:
    """Silence deadlines wholly elapsed before `on`, on cases without an express decision."""
    return (
        CaseDeadline.objects.filter(
            kind=CaseDeadline.Kind.SILENCE,
            state__in=[CaseDeadline.State.RUNNING, CaseDeadline.State.SUSPENDED],
            due_on__lt=on,
            case__is_open=True,
            case__decided_at__isnull=True,
        )
        .exclude(effect="none")
        .select_related("case")
        .order_by("due_on", "id")
    )


def decisions_to_sign(staff: StaffMember, on: date) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(
            state=Decision.State.SUBMITTED, case__follow_up__in=followed_by(staff, on).filter(stage="signature")
        )
        .select_related("case__unit", "case__caseworker", "drafted_by")
        .order_by("case__next_due_on", "submitted_at")
    )


def usual_organisation(case: Case, wanted: Opinion) -> Organisation | None:
    """The partner asked by default: the one the procedure names, that of the commune, or the only one of its kind."""
    rows = Organisation.objects.filter(is_active=True)
    if wanted.organisation:
        return rows.filter(code=wanted.organisation).first()
    if not wanted.organisation_kind:
        return None
    of_kind = rows.filter(kind=wanted.organisation_kind)
    local = of_kind.filter(commune_id=case.commune_id).first() if case.commune_id else None
    everywhere = list(of_kind.filter(commune__isnull=True)[:2])
    return local or (everywhere[0] if len(everywhere) == 1 else None)


Scopes = Sequence[tuple[Sequence[str], Sequence[str]]]


INCOMPLETE = "Le dossier doit être complet avant d'être présenté à la commission."


def waits_to_be_complete(case: Case) -> bool:
    return case.complete_on is None and road_of(registry.procedure(case.procedure_code).archetype).has_completion


def within_scopes(scopes: Scopes) -> Q:
    """The narrow rows whose act these (procedures, kinds of act) cover; none without a scope."""
    found = Q(pk__in=())
    for procedures, kinds in scopes:
        # An empty condition would be lost among the others: everything is said.
        covered = Q(pk__isnull=False)
        if EVERYTHING not in procedures:
            covered &= Q(procedure_code__in=procedures)
        if EVERYTHING not in kinds:
            covered &= Q(act_kind__in=kinds)
        found |= covered
    return found


def waiting_to_be_signed(staff: StaffMember, on: date) -> QuerySet[CaseFollowUp]:
    """The narrow rows of the cases whose act waits for a signature, the nearest date first."""
    return followed_by(staff, on).exclude(act_kind="").order_by("next_due_on", "pk")


# --- what the packages below hide because a case is secret --------------------------------------------------


def hidden_cases(staff: StaffMember, on: date) -> QuerySet[Case]:
    """The secret cases that this person may not know of, and those of a list of access that they are not on."""
    secret = Case.objects.filter(sensitivity=Case.Sensitivity.SECRET)
    posting = posting_on(staff, on)
    if posting is not None and posting.role in AUTHORITIES:
        return secret.none()
    if posting is not None and (closed := closed_to(staff, posting.unit_id, on)):
        secret = secret | Case.objects.filter(procedure_code__in=closed)
    return secret.exclude(pk__in=seen_by(secret, staff, on).values("pk"))


def hidden_letters(staff: StaffMember, on: date) -> QuerySet[Letter]:
    return Letter.objects.filter(case_letter__case__in=hidden_cases(staff, on))


def hidden_permits(staff: StaffMember, on: date) -> QuerySet[Permit]:
    return Permit.objects.filter(cases__in=hidden_cases(staff, on))


def hidden_jobs(staff: StaffMember, on: date) -> QuerySet[Job]:
    """The work asked for cases that this person does not see, or no longer: a file outlives the right to read it."""
    unseen = CaseLetter.objects.exclude(case__in=visible_to(staff, on)).filter(job__isnull=False)
    theirs = SeriesItem.objects.filter(series__by=staff, letter__isnull=False).exclude(case__in=visible_to(staff, on))
    drafts = theirs.filter(letter__state=Letter.State.DRAFT)
    drawn = drafts.values_list(Concat(Value(key_of_files("")), Cast("letter", CharField())))
    printed = Q(series__in=theirs.values("series"), result__has_key="file")
    return Job.objects.filter(Q(pk__in=unseen.values("job")) | printed | Q(key__in=drawn))


def hidden_promises(staff: StaffMember, on: date) -> QuerySet[SessionPromise]:
    """Made about a secret case that this person may not know of."""
    return SessionPromise.objects.filter(item__consultation__case__in=hidden_cases(staff, on))


hide("case", hidden_cases)
hide("job", hidden_jobs)
hide("letter", hidden_letters)
hide("permit", hidden_permits)
hide("sessionpromise", hidden_promises)


# --- what may not be published ------------------------------------------------------------------------------


def why_unpublished(letters: Collection[int]) -> dict[int, str]:
    """Among these acts, those that the official register may not carry, with the reason. One query."""
    cases = Case.objects.filter(decision__letter__in=letters).select_related("decision")
    found = {}
    for case in cases:
        known = registry.procedure(case.procedure_code)
        outcome = next((row for row in known.outcomes if row.code == case.decision.outcome), None)
        secret = "Le dossier est secret." if case.sensitivity == Case.Sensitivity.SECRET else ""
        if reason := secret or known.why_unpublished(outcome, case.answers):
            found[case.decision.letter_id] = reason
    return found


tell_bar(why_unpublished)
