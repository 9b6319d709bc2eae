"""Reading people and powers on a given day: posts, units, absences, and the facts of signature."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from directorate.org import scopes, signing
from directorate.org.models import Absence, Posting, SignatureDelegation, StaffMember, Unit
from directorate.org.signing import Act, Power, Refusal, RefusalCode, SigningFacts

Role = Posting.Role
FOUR_EYES_PARAMETER = "signature.four_eyes"
# A delegation that ended long ago explains no refusal any more; this keeps the facts small over the years.
MEMORY_OF_DELEGATIONS = timedelta(days=730)
# Inside a service: who answers for it first, then by name.
ROLE_ORDER = {
    role: rank
    for rank, role in enumerate(
        (
            Role.PREFECT,
            Role.CHIEF_OF_STAFF,
            Role.DIRECTOR,
            Role.HEAD,
            Role.DEPUTY,
            Role.CASEWORKER,
            Role.ADMINISTRATOR,
        )
    )
}


def covering(on: date, prefix: str = "") -> Q:
    """Rows in force that day: `starts_on` included, `ends_on` excluded."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": on})
    )


def postings_of(staff: StaffMember) -> Sequence[Posting]:
    """All postings, latest first, read once for the life of the instance (a request asks hundreds of times)."""
    read = getattr(staff, "_prefetched_objects_cache", None)
    if read is None:
        # Where the ORM keeps what it has read ahead; asking it to do so takes three times longer.
        staff._prefetched_objects_cache = read = {}
    if "postings" not in read:
        postings = Posting.objects.filter(staff=staff.pk).select_related("unit")
        for posting in postings:
            posting.staff = staff
        if not postings:
            # Somebody without a posting may receive one while the instance lives.
            return ()
        read["postings"] = postings
    return read["postings"]


def forget_postings(staff: StaffMember) -> None:
    getattr(staff, "_prefetched_objects_cache", {}).pop("postings", None)


def posting_on(staff: StaffMember, on: date) -> Posting | None:
    """The post held that day, or None: a visitor, a program, or somebody without a post sees and signs nothing."""
    if not isinstance(staff, StaffMember) or not staff.is_active:
        return None
    held = (posting for posting in postings_of(staff) if posting.starts_on <= on)
    return next((posting for posting in held if posting.ends_on is None or on < posting.ends_on), None)


def role_on(staff: StaffMember, on: date) -> str | None:
    posting = posting_on(staff, on)
    return posting.role if posting else None


def unit_on(staff: StaffMember, on: date) -> Unit | None:
    posting = posting_on(staff, on)
    return posting.unit if posting else None


def open_posting(staff: StaffMember) -> Posting | None:
    """The posting without an end, begun or to come: read afresh, for whoever is going to change it."""
    return Posting.objects.filter(staff=staff.pk, ends_on__isnull=True).select_related("unit", "staff").first()


def administrators_on(on: date) -> list[StaffMember]:
    """Those who look after accounts that day, and of whom no departure is known."""
    posted = Posting.objects.filter(covering(on), role=Role.ADMINISTRATOR, ends_on__isnull=True, staff=OuterRef("pk"))
    return list(StaffMember.objects.filter(Exists(posted), is_active=True).order_by("pk"))


def is_director(staff: StaffMember, on: date) -> bool:
    return role_on(staff, on) == Role.DIRECTOR


def heads_units(staff: StaffMember, on: date) -> set[str]:
    """Codes of the units whose people this person manages: the own bureau, or the direction and its services."""
    posting = posting_on(staff, on)
    if posting is None:
        return set()
    if posting.role in (Role.HEAD, Role.DEPUTY):
        return {posting.unit_id}
    if posting.role == Role.DIRECTOR:
        # Asked for each of a hundred procedures: read once for the life of the post in memory.
        if not hasattr(posting, "units_headed"):
            posting.units_headed = units_under(posting.unit_id)
        return posting.units_headed
    return set()


def units_under(unit_code: str) -> set[str]:
    """The unit and all that depends on it."""
    children: dict[str | None, list[str]] = {}
    for code, parent in Unit.objects.order_by().values_list("code", "parent_id"):
        children.setdefault(parent, []).append(code)
    found, waiting = set(), [unit_code]
    while waiting:
        code = waiting.pop()
        found.add(code)
        waiting.extend(child for child in children.get(code, ()) if child not in found)
    return found


def absence_on(staff: StaffMember, on: date) -> Absence | None:
    return (
        Absence.objects.filter(staff=staff, cancelled_at__isnull=True, starts_on__lte=on, ends_on__gte=on)
        .select_related("substitute")
        .first()
    )


def substitutes_for(staff: StaffMember, on: date) -> list[StaffMember]:
    """The absent people for whom this person stands in that day. Their case work passes; their signature does not."""
    away = absences_on(on)
    answers = present_stand_ins(away)
    return [absence.staff for absence in away if answers[absence.staff_id] == staff]


def stand_ins_on(on: date) -> dict[int, StaffMember | None]:
    """Who answers that day for each absent person, by the absent person's key. One query."""
    return present_stand_ins(absences_on(on))


def present_stand_ins(absences: Iterable[Absence]) -> dict[int, StaffMember | None]:
    """Who answers for each absent person, among the absences of one day."""
    people = {absence.substitute_id: absence.substitute for absence in absences}
    keys = present_keys({absence.staff_id: absence.substitute_id for absence in absences})
    return {absent: people.get(key) for absent, key in keys.items()}


def present_keys(substitutes: Mapping[int, int | None]) -> dict[int, int | None]:
    """The same by their keys: from the substitute that each absent person named to the one who is there.

    A substitute who is away too passes the charge on to the next one; None when nobody is left, or when the
    substitutes go round in a circle.
    """
    answers = {}
    for absent, person in substitutes.items():
        passed = {absent}
        while person is not None and person in substitutes:
            passed.add(person)
            following = substitutes[person]
            person = None if following in passed else following
        answers[absent] = person
    return answers


def keys_covered_by(staff: StaffMember, on: date) -> list[int]:
    """The person and the absent people whom this person stands in for that day, by their keys alone."""
    away = Absence.objects.filter(cancelled_at__isnull=True, starts_on__lte=on, ends_on__gte=on)
    answers = present_keys(dict(away.order_by().values_list("staff_id", "substitute_id")))
    return [staff.pk, *(absent for absent, key in answers.items() if key == staff.pk)]


def absences_on(on: date) -> QuerySet[Absence]:
    """Who is away that day, in the order of their names."""
    return (
        Absence.objects.filter(cancelled_at__isnull=True, starts_on__lte=on, ends_on__gte=on)
        .select_related("staff", "substitute")
        .order_by("staff__last_name", "staff__first_name", "pk")
    )


def staff_of_unit(unit: Unit | str, on: date) -> QuerySet[StaffMember]:
    """People posted in the unit that day, with their postings loaded."""
    code = unit.pk if isinstance(unit, Unit) else unit
    return in_post(on).filter(posted_in({code}, on))


def posted_in(unit_codes: Iterable[str], on: date) -> Exists:
    """A condition on people: posted that day in one of these units."""
    return Exists(Posting.objects.filter(covering(on), staff=OuterRef("pk"), unit__in=list(unit_codes)))


def in_post(on: date) -> QuerySet[StaffMember]:
    """People who hold a post that day, with their postings loaded: two queries whatever their number."""
    return (
        StaffMember.objects.filter(is_active=True)
        .filter(Exists(Posting.objects.filter(covering(on), staff=OuterRef("pk"))))
        .prefetch_related(Prefetch("postings", Posting.objects.select_related("unit")))
        .order_by("last_name", "first_name")
    )


def visible_people(staff: StaffMember, on: date) -> QuerySet[StaffMember]:
    """Present and former staff, for the pages of those who are in post."""
    people = StaffMember.objects.prefetch_related(Prefetch("postings", Posting.objects.select_related("unit")))
    return people if posting_on(staff, on) else people.none()


def visible_absences(staff: StaffMember, on: date) -> QuerySet[Absence]:
    """Everybody of the prefecture may know who is away and who stands in; somebody without a post sees nothing."""
    absences = Absence.objects.select_related("staff", "substitute")
    return absences if posting_on(staff, on) else absences.none()


def absence_matches(text: str) -> Q:
    """Every word in the name of who is away or of who stands in."""
    condition = Q()
    for word in text.split():
        condition &= Q(
            *(
                (f"{person}__{name}__icontains", word)
                for person in ("staff", "substitute")
                for name in ("last_name", "first_name")
            ),
            _connector=Q.OR,
        )
    return condition


def absences_left_uncovered(substitute: StaffMember, starts_on: date, ends_on: date) -> QuerySet[Absence]:
    """Absences that this person was to cover on days when the person is now away too."""
    return Absence.objects.filter(
        substitute=substitute, cancelled_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).select_related("staff")


def visible_delegations(staff: StaffMember, on: date) -> QuerySet[SignatureDelegation]:
    """Delegations are published acts: every person in post reads them."""
    delegations = SignatureDelegation.objects.select_related("delegate", "delegator", "stands_in_for")
    return delegations if posting_on(staff, on) else delegations.none()


def delegations_naming(person: StaffMember, reader: StaffMember, on: date) -> QuerySet[SignatureDelegation]:
    """Given or held by this person."""
    return visible_delegations(reader, on).filter(Q(delegator=person) | Q(delegate=person))


def delegation_matches(text: str) -> Q:
    """Every word in the number of the order or in the name of the delegate or of the delegator."""
    condition = Q()
    for word in text.split():
        condition &= (
            Q(order_number__icontains=word)
            | Q(delegate__last_name__icontains=word)
            | Q(delegate__first_name__icontains=word)
            | Q(delegator__last_name__icontains=word)
        )
    return condition


@dataclass(frozen=True)
class DirectoryEntry:
    """One person of the directory, that day."""

    staff: StaffMember
    posting: Posting
    absence: Absence | None


@dataclass(frozen=True)
class DirectoryUnit:
    """One service of the directory: its people, and its real strength beside the theoretical one."""

    unit: Unit
    entries: list[DirectoryEntry]

    @property
    def present(self) -> int:
        return sum(entry.absence is None for entry in self.entries)


def directory(on: date, *, text: str = "", unit: Unit | None = None) -> list[DirectoryUnit]:
    """The people in post, service by service, in four queries."""
    people = in_post(on)
    for word in text.split():
        people = people.filter(Q(last_name__icontains=word) | Q(first_name__icontains=word) | Q(title__icontains=word))
    absences = {
        absence.staff_id: absence
        for absence in Absence.objects.filter(cancelled_at__isnull=True, starts_on__lte=on, ends_on__gte=on)
        .select_related("substitute")
        .order_by("-starts_on")
    }
    by_unit: dict[str, list[DirectoryEntry]] = {}
    for staff in people:
        posting = posting_on(staff, on)
        by_unit.setdefault(posting.unit_id, []).append(DirectoryEntry(staff, posting, absences.get(staff.pk)))
    units = Unit.objects.filter(pk=unit.pk) if unit else Unit.objects.all()
    return [
        DirectoryUnit(row, sorted(by_unit[row.pk], key=lambda entry: ROLE_ORDER[entry.posting.role]))
        for row in units
        if row.pk in by_unit
    ]


@dataclass(frozen=True)
class DelegationState:
    """What may be said of a delegation that day: a word, a tone, the reason, and its group in the list."""

    delegation: SignatureDelegation
    word: str
    tone: str
    group: str
    reason: str


STATE_WORDS = {
    None: ("En vigueur", "success", "in_force"),
    RefusalCode.PRINCIPAL_PRESENT: ("En attente d'une absence", "info", "dormant"),
    RefusalCode.NOT_PUBLISHED: ("À publier", "warning", "coming"),
    RefusalCode.PUBLISHED_THAT_DAY: ("Opposable demain", "info", "coming"),
    RefusalCode.NOT_STARTED: ("À venir", "info", "coming"),
    RefusalCode.SUSPENDED: ("Suspendue", "warning", "stopped"),
    RefusalCode.EXPIRED: ("Expirée", "", "stopped"),
    RefusalCode.REVOKED: ("Abrogée", "", "stopped"),
    RefusalCode.DELEGATOR_GONE: ("Caduque", "error", "stopped"),
    RefusalCode.DELEGATE_MOVED: ("Caduque", "error", "stopped"),
    RefusalCode.PRINCIPAL_GONE: ("Caduque", "error", "stopped"),
}


def delegation_states(delegations: Iterable[SignatureDelegation], on: date) -> list[DelegationState]:
    """The state of each delegation that day, in two queries besides the one that reads the delegations."""
    rows = list(delegations)
    found = [delegation_fact(row) for row in rows]
    facts = replace(_facts(on, _people_of(found)), delegations=tuple(found))
    states = []
    for row, fact in zip(rows, found, strict=True):
        refusal = signing.is_in_force(fact, on, facts)
        word, tone, group = STATE_WORDS[refusal.code if refusal else None]
        states.append(DelegationState(row, word, tone, group, refusal.message if refusal else ""))
    return states


def signing_facts(on: date, procedure_code: str | None = None) -> SigningFacts:
    """Everything the rules of signature need for that day, in one query whatever the number of people.

    `procedure_code` keeps only the delegations whose scope may cover it.
    """
    covering_procedure = None if procedure_code is None else [procedure_code, signing.EVERYTHING]
    return _facts(on, everybody=True, procedures=covering_procedure)


def scopes_held(staff: StaffMember, on: date) -> list[tuple[Sequence[str], Sequence[str]]]:
    """(procedures, kinds of act) that this person may have the power to sign that day; none for most people.

    Read without the powers of the others: wider than what `may_sign` grants, never narrower.
    """
    posting = posting_on(staff, on)
    if posting is None:
        return []
    if posting.role == Role.PREFECT:
        return [([signing.EVERYTHING], [signing.EVERYTHING])]
    return list(SignatureDelegation.objects.filter(delegate=staff).order_by().values_list("procedures", "act_kinds"))


def may_sign(staff: StaffMember, act: Act, on: date) -> Power | Refusal:
    """May this person sign this act on this day: under which power, or why not."""
    facts = signing_facts(on)
    return signing.may_sign(act, facts.holders.get(staff.pk) or holder_of(staff, on), on, facts)


def holder_of(staff: StaffMember, on: date) -> signing.PowerHolder:
    """Somebody whom `signing_facts` leaves out: no delegation names this person."""
    return _facts(on, {staff.pk}).holders[staff.pk]


def who_may_sign(act: Act, on: date) -> list[Power]:
    """Who may sign this act on this day, nearest to the file first."""
    return signing.who_may_sign(act, on, signing_facts(on, act.procedure_code))


def signing_answers(act: Act, on: date) -> tuple[list[Power], list[tuple[signing.PowerHolder, Refusal]]]:
    """For the test bench: who may sign, nearest first, and why each other delegate may not."""
    facts = signing_facts(on)
    refusals = []
    for holder in facts.holders.values():
        answer = signing.may_sign(act, holder, on, facts)
        if isinstance(answer, Refusal) and facts.held_by(holder.id):
            refusals.append((holder, answer))
    return signing.who_may_sign(act, on, facts), refusals


def _people_of(delegations: Iterable[signing.Delegation]) -> set[int]:
    named = ((item.delegator_id, item.delegate_id, item.stands_in_for_id) for item in delegations)
    return {person for people in named for person in people if person is not None}


# People with their posts, their absences of the day and the delegations they hold: nearly every page asks who may sign.
FACTS = """
WITH given AS (
    SELECT * FROM directorate_signaturedelegation
    WHERE %(everybody)s AND (ends_on IS NULL OR ends_on >= %(since)s)
        AND (%(procedures)s::text[] IS NULL OR procedures::text[] && %(procedures)s::text[])
), named AS (
    SELECT unnest(%(people)s::bigint[]) AS id
    UNION SELECT unnest(ARRAY[delegator_id, delegate_id, stands_in_for_id]) FROM given
    UNION SELECT staff_id FROM directorate_posting WHERE %(everybody)s AND role = %(prefect)s
        AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)
)
SELECT one.id, one.civility, one.first_name, one.last_name, one.title, one.is_active,
    (SELECT json_agg(json_build_array(role, unit_id, starts_on, ends_on) ORDER BY starts_on DESC)
        FROM directorate_posting WHERE staff_id = one.id),
    (SELECT json_agg(json_build_array(staff_id, starts_on, ends_on, substitute_id) ORDER BY starts_on DESC)
        FROM directorate_absence WHERE staff_id = one.id AND cancelled_at IS NULL
            AND starts_on <= %(on)s AND ends_on >= %(on)s),
    (SELECT json_agg(json_build_array(id, delegator_id, delegate_id, order_number, signed_on, published_on, starts_on,
            ends_on, procedures, act_kinds, in_absence_only, stands_in_for_id, may_be_subdelegated, suspended_from,
            revoked_on)) FROM given WHERE delegate_id = one.id),
    (SELECT value::text FROM directorate_parameter WHERE code = %(four_eyes)s AND valid_from <= %(on)s
        AND (valid_to IS NULL OR valid_to > %(on)s) LIMIT 1)
FROM directorate_staffmember one JOIN named ON named.id = one.id
ORDER BY one.id
"""


def _facts(
    on: date,
    people: Iterable[int] = (),
    *,
    everybody: bool = False,
    procedures: Sequence[str] | None = None,
) -> SigningFacts:
    """What concerns these people; with `everybody`, all who give or hold a delegation, and who holds the authority."""
    asked = {
        "on": on,
        "since": on - MEMORY_OF_DELEGATIONS,
        "people": list(people),
        "everybody": everybody,
        "procedures": procedures,
        "prefect": Role.PREFECT.value,
        "four_eyes": FOUR_EYES_PARAMETER,
    }
    holders, absences, delegations, four_eyes = {}, [], [], True
    with connection.cursor() as cursor:
        cursor.execute(FACTS, asked)
        for key, civility, first_name, last_name, title, is_active, posts, away, held, parameter in cursor.fetchall():
            posted = tuple(signing.Post(*with_days(post, POST_DAYS)) for post in posts or ())
            holders[key] = signing.PowerHolder(key, civility, first_name, last_name, title, is_active, posted)
            absences += [signing.Absence(*with_days(row, ABSENCE_DAYS)) for row in away or ()]
            delegations += [delegation_of(with_days(row, DELEGATION_DAYS)) for row in held or ()]
            four_eyes = parameter != "false"
    return SigningFacts(
        holders=holders,
        delegations=tuple(sorted(delegations, key=attrgetter("id"))),
        absences=tuple(absences),
        four_eyes=four_eyes,
        procedure_labels=scopes.PROCEDURE_LABELS,
        act_kind_labels=scopes.ACT_KIND_LABELS,
    )


DELEGATION = (
    "id", "delegator_id", "delegate_id", "order_number", "signed_on", "published_on", "starts_on", "ends_on",
    "procedures", "act_kinds", "in_absence_only", "stands_in_for_id", "may_be_subdelegated", "suspended_from",
    "revoked_on",
)  # fmt: skip
# Where the days are in the rows that travel as JSON.
POST_DAYS, ABSENCE_DAYS, DELEGATION_DAYS = (2, 3), (1, 2), (4, 5, 6, 7, 13, 14)


def with_days(row: list, places: Iterable[int]) -> list:
    for place in places:
        row[place] = row[place] and date.fromisoformat(row[place])
    return row


def delegation_of(values: Sequence) -> signing.Delegation:
    fields = dict(zip(DELEGATION, values, strict=True))
    return signing.Delegation(
        **fields | {"procedures": tuple(fields["procedures"]), "act_kinds": tuple(fields["act_kinds"])}
    )


def delegation_fact(row: SignatureDelegation) -> signing.Delegation:
    return delegation_of([getattr(row, name) for name in DELEGATION])
