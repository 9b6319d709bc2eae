"""What the search finds in the shared app: cases, titles, acts, people, places, pages, gestures. One source each.

Each source starts from what the person may see, and costs a fixed number of queries.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.casework.policies import AUTHORITIES, opens_case
from directorate.casework.procedure import Procedure
from directorate.casework.queries import visible_to
from directorate.casework.text import RANKED, in_order, most_relevant, newest, references_of
from directorate.commissions.models import Commission, CommissionSession
from directorate.commissions.queries import visible_commissions
from directorate.journal.models import JournalEntry
from directorate.legal_texts.models import LegalText
from directorate.legal_texts.policies import reads_texts
from directorate.manifests import SEARCH_CAP, Found, MenuEntry, Question, SearchHit, all_of
from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post
from directorate.org.queries import posting_on, visible_people
from directorate.overview.context import address_of
from directorate.paragraphs.models import Paragraph
from directorate.paragraphs.policies import reads_paragraphs
from directorate.paragraphs.queries import library
from directorate.parameters.policies import reads_parameters
from directorate.parameters.queries import current
from directorate.partners.queries import active_organisations
from directorate.permits.queries import matching as matching_permits
from directorate.permits.queries import number_of, visible_permits
from directorate.registers.queries import matching as matching_acts
from directorate.registers.queries import visible_acts
from directorate.search.full_text import answers
from directorate.territory.models import Commune
from directorate.territory.queries import communes

# The case and the day are looked for among the last sessions; the directory of a prefecture is much smaller.
LAST_SESSIONS = 200
PEOPLE = 2_000
RECENT_ENTRIES = 80
RELEVANT = "Les plus pertinents parmi les 300 plus récents."
CASE_COLUMNS = ("pk", "reference", "title", "party_name", "stage", "is_open", "place__name", "commune__name")


def counted(rows: QuerySet) -> tuple[int, bool]:
    """How many rows there are, and whether there are more. Asked even of few: the page costs the same queries."""
    total = rows.order_by()[: SEARCH_CAP + 1].count()
    return min(total, SEARCH_CAP), total > SEARCH_CAP


# --- cases --------------------------------------------------------------------------------------------------


def case_hits(cases: QuerySet[Case], limit: int, exact: frozenset[str] = frozenset()) -> dict[int, SearchHit]:
    rows = cases.values_list(*CASE_COLUMNS)[:limit]
    return {
        pk: SearchHit(
            f"{reference} · {title}",
            reverse("directorate:case", args=[reference]),
            "Dossier",
            ", ".join(dict.fromkeys(filter(None, (party, place, commune, STAGES[stage].label.lower())))),
            exact=reference in exact,
        )
        for pk, reference, title, party, stage, _, place, commune in rows
    }


def case_list(text: str) -> str:
    return f"{reverse('directorate:cases')}?{urlencode({'status': '', 'q': text})}"


def find_cases(question: Question) -> Found:
    """The newest first; the most relevant among the newest when it is asked."""
    cases, references = visible_to(question.staff, question.on), frozenset(references_of(question.text))
    if not references and not question.asked:
        return Found()
    found = newest(cases, question.text, RANKED if question.by_relevance else SEARCH_CAP, unit=only_unit(question))
    ordered = most_relevant(found.keys, question.text) if question.by_relevance else by_keys(found.keys, question.limit)
    hits = case_hits(ordered, question.limit, references)
    question.seen.update(hits)
    return Found(
        list(hits.values()),
        len(found.keys),
        not found.is_all,
        case_list(question.text),
        RELEVANT if question.by_relevance else "",
    )


def only_unit(question: Question) -> str:
    """The only service whose cases the person may see, if there is one."""
    posting = posting_on(question.staff, question.on)
    return "" if posting is None or posting.role in AUTHORITIES else posting.unit_id


def by_keys(keys: Sequence[int], limit: int) -> QuerySet[Case]:
    return in_order(Case.objects.filter(pk__in=keys[:limit]))


def find_near_cases(question: Question) -> Found:
    """Cases whose words are written nearly like those typed, when few are written so."""
    if len(question.seen) >= question.limit or references_of(question.text) or question.mended is None:
        return Found()
    cases, few = visible_to(question.staff, question.on), 2 * question.limit
    keys = question.mended.newest_in(cases, few, unit=only_unit(question))
    hits = [hit for pk, hit in case_hits(by_keys(keys, few), few).items() if pk not in question.seen]
    return Found(hits[: question.limit], min(len(hits), question.limit))


def recent_cases(question: Question) -> Found:
    """The cases that this person changed last, as far as they may still be seen."""
    entries = JournalEntry.objects.filter(actor=question.staff, subject_type="case").order_by("-pk")
    keys = dict.fromkeys(int(key) for key in entries.values_list("subject_id", flat=True)[:RECENT_ENTRIES])
    last = list(keys)[: question.limit]
    hits = case_hits(visible_to(question.staff, question.on).filter(pk__in=last), question.limit)
    return Found([hits[key] for key in last if key in hits], len(hits))


# --- titles and acts ----------------------------------------------------------------------------------------


def find_permits(question: Question) -> Found:
    number = number_of(question.text)
    if not number and not question.asked:
        return Found()
    found = matching_permits(visible_permits(question.staff, question.on), question.text)
    rows = found.only("label", "number", "holder", "place_label")[: question.limit]
    hits = [
        SearchHit(
            f"{permit.label} n° {permit.number}",
            reverse("directorate:permit", args=[permit.pk]),
            "Titre",
            whose(permit.holder, permit.place_label),
            exact=permit.number == number,
        )
        for permit in rows.select_related(None)
    ]
    return Found(
        hits,
        *counted(found),
        f"{reverse('directorate:permits')}?{urlencode({'q': question.text})}",
    )


def whose(holder: str, place: str) -> str:
    """The holder and the place; a shop that bears the name of its firm is named once."""
    return place if place.startswith(holder) else ", ".join(filter(None, (holder, place)))


def find_acts(question: Question) -> Found:
    if not question.asked:
        return Found()
    found = matching_acts(visible_acts(question.staff, question.on), question.text).order_by("-signed_at", "-pk")
    address = reverse("directorate:acts")
    hits = [
        SearchHit(
            f"n° {number} · {title}",
            f"{address}?{urlencode({'q': number})}",
            "Acte",
            f"signé le {localtime(signed):%d/%m/%Y}",
        )
        for number, title, signed in found.values_list("number", "title", "signed_at")[: question.limit]
    ]
    return Found(hits, *counted(found), f"{address}?{urlencode({'q': question.text})}")


# --- small sets: read whole, judged in memory ---------------------------------------------------------------


# The words that answer, and what makes the hit: called for those that are shown, not for the whole set.
Known = tuple[str, Callable[..., SearchHit], tuple]


def first(question: Question, hits: Iterable[Known]) -> Found:
    """Those whose words answer; when there are none, those that answer but for a slip of the hand."""
    if not question.asked:
        return Found()
    known = list(hits)
    found = [hit for hit in known if answers(hit[0], question.asked)]
    found = found or [hit for hit in known if answers(hit[0], question.asked, mended=True)]
    return Found([make(*values) for _, make, values in found[: question.limit]], len(found))


def find_people(question: Question) -> Found:
    people = visible_people(question.staff, question.on).prefetch_related(None).filter(is_active=True)
    rows = people.only("first_name", "last_name", "username", "title").order_by("last_name", "first_name")[:PEOPLE]
    return first(question, ((f"{person} {person.title}", person_hit, (person,)) for person in rows))


def person_hit(person: StaffMember) -> SearchHit:
    return SearchHit(str(person), reverse("directorate:person", args=[person.pk]), "Agent", person.title)


def find_communes(question: Question) -> Found:
    if not is_in_post(question.staff, on=question.on):
        return Found()
    rows = communes()
    return first(question, ((" ".join((row.name, row.insee, *row.postal_codes)), commune_hit, (row,)) for row in rows))


def commune_hit(row: Commune) -> SearchHit:
    address = reverse("directorate:commune", args=[row.insee])
    return SearchHit(row.name, address, "Commune", f"{row.insee}, arrondissement de {row.arrondissement}")


def find_organisations(question: Question) -> Found:
    """Partners that have a page to show: that of their commune."""
    if not is_in_post(question.staff, on=question.on):
        return Found()
    rows = active_organisations().filter(commune__isnull=False).values_list("name", "email", "commune_id")
    return first(question, ((row[0], organisation_hit, row) for row in rows))


def organisation_hit(name: str, email: str, insee: str) -> SearchHit:
    return SearchHit(name, reverse("directorate:commune", args=[insee]), "Partenaire", email)


def find_commissions(question: Question) -> Found:
    """Commissions by their name, their last sessions by their day ("12/03/2026")."""
    commissions = visible_commissions(question.staff, question.on)
    sessions = CommissionSession.objects.filter(commission__in=commissions).select_related("commission")
    return first(
        question,
        (
            *((row.name, commission_hit, (row,)) for row in commissions),
            *(
                (f"séance {row.commission} d{localtime(row.starts_at):%Y%m%d}", session_hit, (row,))
                for row in sessions.order_by("-starts_at")[:LAST_SESSIONS]
            ),
        ),
    )


def commission_hit(row: Commission) -> SearchHit:
    return SearchHit(row.name, reverse("directorate:commission", args=[row.pk]), "Commission")


def session_hit(row: CommissionSession) -> SearchHit:
    address = reverse("directorate:session", args=[row.pk])
    return SearchHit(str(row), address, "Séance", f"{row.place}, {row.get_state_display().lower()}")


def find_parameters(question: Question) -> Found:
    if not reads_parameters(question.staff, on=question.on):
        return Found()
    rows = current(question.on).values_list("code", "label")
    return first(question, ((f"{label} {code}", parameter_hit, (code, label)) for code, label in rows))


def parameter_hit(code: str, label: str) -> SearchHit:
    return SearchHit(label, reverse("directorate:parameter", args=[code]), "Paramètre")


def find_legal_texts(question: Question) -> Found:
    if not reads_texts(question.staff, on=question.on):
        return Found()
    rows = LegalText.objects.values_list("pk", "label", "title")
    return first(question, ((f"{label} {title}", text_hit, (pk, label, title)) for pk, label, title in rows))


def text_hit(pk: int, label: str, title: str) -> SearchHit:
    return SearchHit(label, reverse("directorate:legal-text", args=[pk]), "Texte", title)


def find_paragraphs(question: Question) -> Found:
    if not reads_paragraphs(question.staff, on=question.on):
        return Found()
    return first(question, ((row.title, paragraph_hit, (row,)) for row in library().filter(withdrawn_on=None)))


def paragraph_hit(row: Paragraph) -> SearchHit:
    return SearchHit(row.title, reverse("directorate:paragraph", args=[row.pk]), row.get_kind_display())


def find_procedures(question: Question) -> Found:
    if not is_in_post(question.staff, on=question.on):
        return Found()
    return first(
        question,
        ((f"{words_for(procedure)} procédure", procedure_hit, (procedure,)) for procedure in registry.all_procedures()),
    )


def words_for(procedure: Procedure) -> str:
    return f"{procedure.label} {procedure.short_label} {procedure.reference_code}"


def procedure_hit(procedure: Procedure) -> SearchHit:
    address = reverse("directorate:procedure", args=[procedure.code])
    return SearchHit(procedure.label, address, "Procédure", procedure.archetype.label)


def find_pages(question: Question) -> Found:
    """Pages of the menu and gestures that this person may make."""
    return first(question, pages_of(question.staff, question))


def pages_of(staff: StaffMember, question: Question) -> Iterator[Known]:
    if not is_in_post(staff, on=question.on):
        return
    for kind, entries in (("Action", all_of("actions")), ("Page", all_of("menu"))):
        for entry in entries:
            if entry.policy(staff):
                yield f"{entry.label} {entry.section}", page_hit, (entry, kind)
    for procedure in registry.all_procedures():
        if procedure.active and opens_case(staff, procedure.unit, question.on):
            yield f"nouveau dossier ouvrir un {words_for(procedure)}", new_case_hit, (procedure,)


def new_case_hit(procedure: Procedure) -> SearchHit:
    address = reverse("directorate:case-new", args=[procedure.code])
    return SearchHit(f"Nouveau dossier : {procedure.short_label}", address, "Action")


def page_hit(entry: MenuEntry, kind: str) -> SearchHit:
    return SearchHit(entry.label, address_of(entry), kind, entry.section)
