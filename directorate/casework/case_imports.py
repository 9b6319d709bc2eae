"""Taking over the files that a bureau kept elsewhere: one table, one procedure, the checks of the opening page.

The reference of the former tool is kept among the answers: a second import recognises what the first one opened.
A case that exists is never changed by an import: it is corrected on its page, with its history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT

from directorate.casework.blocks import held
from directorate.casework.feed import note_removals
from directorate.casework.forms import (
    OpeningForm,
    ReceivedPiecesForm,
    json_answers,
)
from directorate.casework.models import Case, Party, Piece
from directorate.casework.move import paris_day
from directorate.casework.operations import open_case
from directorate.casework.policies import opens_case
from directorate.casework.procedure import Archetype, Procedure, Silence
from directorate.casework.queries import visible_to
from directorate.casework.registry import needs_permit, permits_of, renewed_by
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import silence_date
from directorate.org.models import StaffMember
from directorate.org.queries import heads_units
from directorate.parameters.queries import value as parameter
from directorate.permits.operations import note_renewal
from directorate.territory.models import Place
from directorate.territory.queries import commune_choices
from directorate.web.errors import DomainError

Action = ImportLine.Action
LEGACY = "legacy_reference"
MOST_CASES = 5_000
CHUNK = 100
INTRO = (
    "Reprise des dossiers en cours tenus ailleurs. Chaque ligne ouvre un dossier avec les mêmes contrôles que la page"
    " d'enregistrement ; un dossier déjà repris n'est ni ouvert une seconde fois, ni modifié."
)
UNDO_RULE = (
    "Seuls les dossiers sur lesquels personne n'a travaillé peuvent être retirés ; dès qu'un courrier, un avis, une"
    " pièce ou une note y figure, le demandeur a des droits et le dossier suit son cours. Si un seul est dans ce cas,"
    " rien n'est annulé."
)

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "received_on": ("date de réception", "date de dépôt", "déposé le", "date d'arrivée", "reçu"),
    "channel": ("mode de dépôt", "origine"),
    "party_kind": ("type de demandeur", "qualité", "nature du demandeur"),
    "civility": ("titre",),
    "last_name": ("nom", "raison sociale", "demandeur", "établissement", "pétitionnaire", "nom du demandeur"),
    "first_name": ("prénom du demandeur",),
    "representative": ("gérant", "représentant", "responsable légal"),
    "siret": ("n° siret", "numéro siret"),
    "email": ("courriel", "mail", "e-mail", "email", "mél"),
    "phone": ("tél", "tel", "téléphone portable"),
    "address": ("adresse", "adresse du demandeur"),
    "commune": ("ville", "commune", "code insee"),
    "place_name": ("site", "lieu", "nom de l'établissement", "enseigne"),
    "place_address": ("adresse du lieu", "adresse de l'établissement"),
    "caseworker": ("instructeur", "agent", "suivi par"),
}
# Kinds of form fields by the function that reads a text for them; a choice is read by its words.
PARSERS: tuple[tuple[type[forms.Field], read_as.Parse], ...] = (
    (forms.BooleanField, read_as.yes_or_no),
    (forms.DateTimeField, read_as.line),
    (forms.DateField, read_as.day),
    (forms.DecimalField, read_as.amount),
    (forms.FloatField, read_as.amount),
    (forms.IntegerField, read_as.whole),
)


# --- fields -------------------------------------------------------------------------------------------------


def fields_of(procedure: Procedure) -> tuple[ImportField, ...]:
    """The former reference, what every case has, the answers of the procedure, and its pieces."""
    renews = bool(permits_of(procedure.code))
    opening = {name: field for name, field in OpeningForm.base_fields.items() if renews or name != "renews"}
    found = [
        ImportField(
            LEGACY,
            "Référence antérieure",
            required=True,
            parse=reference,
            synonyms=("référence", "numéro de dossier", "n° dossier", "numéro", "n° de dossier", "id", "dossier"),
            help="Le numéro du dossier dans l'outil d'origine : un second import le reconnaît.",
        )
    ]
    # The opening form learns this from the procedure when it is made.
    needed = ("commune", "place_name", "place_address") if procedure.requires_place else ()
    needed += ("renews",) if needs_permit(procedure.code) else ()
    found += [import_field(name, field, procedure, name in needed) for name, field in opening.items()]
    found += [
        import_field(name, field, procedure)
        for name, field in procedure.form.base_fields.items()
        if not isinstance(field, forms.FileField) and name not in opening
    ]
    if procedure.pieces:
        found.append(
            ImportField(
                "received_pieces", "Pièces déjà reçues", many=True,
                choices=lambda: [(piece.code, piece.label) for piece in procedure.pieces],
                help="Séparées par des points-virgules.",
            )
        )  # fmt: skip
    return tuple(found)


def reference(text: str) -> str:
    plain = read_as.line(text)
    if len(plain) > 80:
        raise ValueError("80 caractères au plus.")
    return plain


def import_field(name: str, field: forms.Field, procedure: Procedure, required: bool = False) -> ImportField:
    is_box = isinstance(field, forms.BooleanField)
    return ImportField(
        name,
        str(field.label or name),
        required=(field.required or required) and not is_box,
        parse=parser_of(field),
        choices=choices_of(name, field, procedure),
        many=isinstance(field, forms.MultipleChoiceField),
        synonyms=SYNONYMS.get(name, ()),
        help=str(field.help_text or ""),
    )


def parser_of(field: forms.Field) -> read_as.Parse:
    if isinstance(field.widget, forms.Textarea):
        return str.strip
    return next((parse for kind, parse in PARSERS if isinstance(field, kind)), read_as.line)


def choices_of(name: str, field: forms.Field, procedure: Procedure) -> Callable[[], Iterable[tuple[str, str]]] | None:
    if name == "commune":
        return commune_choices
    if name == "caseworker":
        return lambda: caseworkers(procedure.unit)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return lambda: flat(field.choices)
    return None


def flat(choices: Iterable) -> list[tuple[str, str]]:
    pairs = []
    for value, label in choices:
        pairs += label if isinstance(label, list | tuple) else [(value, label)]
    return [(str(value), str(label)) for value, label in pairs if value not in ("", None)]


def caseworkers(unit: str) -> list[tuple[str, str]]:
    """Everybody posted in the unit; whoever is no longer there is refused by the opening form."""
    people = StaffMember.objects.filter(postings__unit_id=unit, is_active=True).distinct()
    return [(str(person.pk), f"{person.first_name} {person.last_name}") for person in people]


# --- preview ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseFacts:
    """What exists under the former references of these rows: the reference of the case, or "" when it is hidden."""

    procedure: Procedure
    context: Context
    known: Mapping[str, str]


def known_cases(procedure: Procedure, references: Iterable[str], context: Context) -> dict[str, str]:
    on = paris_day(context.at)
    seen = visible_to(context.by, on).filter(pk=OuterRef("pk"))
    rows = (
        Case.objects.filter(procedure_code=procedure.code, answers__has_key=LEGACY)
        .annotate(legacy=KT(f"answers__{LEGACY}"), is_seen=Exists(seen))
        .filter(legacy__in=list(references))
        .values_list("legacy", "reference", "is_seen")
    )
    return {legacy: reference if is_seen else "" for legacy, reference, is_seen in rows}


def plan(values: Values, facts: CaseFacts) -> Plan:
    legacy = values[LEGACY]
    label = f"{legacy}, {values.get('last_name', '')}".strip(", ")
    if legacy in facts.known:
        already = facts.known[legacy]
        return Plan(
            Action.UNCHANGED, label=label, reason=f"Déjà repris : dossier {already}." if already else "Déjà repris."
        )
    request = RequestRow(facts.procedure, values, facts.context)
    if request.faults:
        return Plan(Action.REJECT, label=label, reason=" ".join(request.faults))
    if sentence := silence_elapsed(facts.procedure, request.facts["received_on"], paris_day(facts.context.at)):
        return Plan(Action.REJECT, label=label, reason=sentence)
    return Plan(Action.CREATE, label=label)


def silence_elapsed(procedure: Procedure, received_on: date, on: date) -> str:
    """A rejection born long ago would be noted the very next night: a person opens that file, not a table."""
    clock = procedure.clock
    if clock is None or clock.silence is not Silence.REFUSAL or clock.starts_at != "receipt":
        return ""
    due_on = silence_date(received_on, int(parameter(clock.months_parameter, received_on)))
    if due_on >= on:
        return ""
    return (
        f"Le silence vaut rejet depuis le {due_on:%d/%m/%Y} ({clock.article}) : enregistrer ce dossier à la main"
        " après l'avoir examiné."
    )


class RequestRow:
    """A row read with the forms of the opening page: `facts` for the operation, or `faults`, which say why not."""

    def __init__(self, procedure: Procedure, values: Values, context: Context):
        opening = OpeningForm(dict(values), procedure=procedure, at=context.at, staff=context.by)
        answers = procedure.form(dict(values))
        pieces = ReceivedPiecesForm(dict(values), procedure=procedure)
        self.faults = [sentence for form in (opening, answers, pieces) for sentence in sentences(form)]
        self.facts: dict[str, Any] = {}
        if self.faults:
            return
        data = opening.cleaned_data
        self.facts = {
            "procedure_code": procedure.code,
            "party": opening.party(),
            "answers": {**json_answers(answers), LEGACY: values[LEGACY]},
            "received_on": data["received_on"],
            "channel": data["channel"],
            "commune": data["commune"],
            "place": opening.place(),
            "caseworker": data["caseworker"],
            "renews": data["renews"],
            "received_pieces": tuple(pieces.cleaned_data["received_pieces"]),
        }


def sentences(form: forms.Form) -> list[str]:
    """The refusals of a form, each with the name of its field."""
    return [
        f"{form.fields[name].label} : {sentence}" if name in form.fields else str(sentence)
        for name, said in form.errors.items()
        for sentence in said
    ]


# --- writing ------------------------------------------------------------------------------------------------


def apply(procedure: Procedure, lines: Sequence[ImportLine], context: Context) -> None:
    known = known_cases(procedure, [line.values[LEGACY] for line in lines], context)
    for line in lines:
        if line.values[LEGACY] in known:
            overtaken(line, "Un dossier porte cette référence antérieure depuis l'aperçu.")
            continue
        request = RequestRow(procedure, line.values, context)
        try:
            refuse(request.faults)
            case = open_case(**request.facts, opening_key=opening_key(line), by=context.by, at=context.at)
        except DomainError as refusal:
            overtaken(line, str(refusal))
            continue
        line.subject, line.stamp, line.label = str(case.pk), stamp_of(case), f"{case.reference} ({line.label})"[:250]


def refuse(faults: Sequence[str]) -> None:
    if faults:
        raise DomainError(" ".join(faults))


def opening_key(line: ImportLine) -> UUID:
    """The same line applied twice opens one case."""
    return uuid5(line.batch_id, str(line.number))


def stamp_of(case: Case) -> str:
    return str(case.version)


# --- undoing ------------------------------------------------------------------------------------------------


def untouched() -> Q:
    """Nobody has written to the applicant, asked an opinion, joined a document, noted nor prepared anything."""
    return (
        Q(is_open=True, decision=None, permit=None, letters=None, notes=None, consultations=None, clock_stops=None)
        & Q(hearing=None)
        & ~Exists(Piece.objects.filter(case=OuterRef("pk"), file__isnull=False))
    )


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Take away the cases on which nobody has worked. The others remain: the applicant has rights on them."""
    keys = [int(line.subject) for line in lines]
    cases = {
        str(case.pk): case for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    }
    kept = {str(pk): reason for pk, reason in held(keys).items()}
    free = {str(pk) for pk in Case.objects.filter(untouched(), pk__in=keys).values_list("pk", flat=True)}
    problems = [
        f"{line.label} ({kept[line.subject]})" if line.subject in kept else line.label
        for line in lines
        if (case := cases.get(line.subject)) is None
        or stamp_of(case) != line.stamp
        or line.subject not in free
        or line.subject in kept
    ]
    if not problems:
        remove(list(cases.values()), context)
    return problems


def keeps(subjects: Sequence[str]) -> bool:
    """A judge may ask what was received: the file and its lines stay while one of its cases is before a court."""
    return bool(held(int(subject) for subject in subjects))


def remove(cases: Sequence[Case], context: Context) -> None:
    for case in cases:
        record(
            by=context.by,
            at=context.at,
            action="case.import_undone",
            subject=case,
            label=case.reference,
            unit_code=case.unit_id,
            details={"procedure": case.procedure_code, "file": context.batch.file_name},
        )
        if case.renews_id and renewed_by(case.procedure_code):
            note_renewal(permit=case.renews, asked_on=None, by=context.by, at=context.at)
    parties, places = [case.party_id for case in cases], [case.place_id for case in cases if case.place_id]
    note_removals(cases, context.at)
    Case.objects.filter(pk__in=[case.pk for case in cases]).delete()
    Party.objects.filter(pk__in=parties).delete()
    Place.objects.filter(pk__in=places).delete()


# --- the target ---------------------------------------------------------------------------------------------


def case_target(procedure: Procedure) -> ImportTarget:
    """The target of one procedure, declared with it."""

    def takes_over(staff: StaffMember, on: date) -> bool:
        is_kept_here = procedure.active and procedure.archetype is not Archetype.REDIRECTION
        return is_kept_here and procedure.unit in heads_units(staff, on) and opens_case(staff, procedure.unit, on)

    def facts(rows: Sequence[Values], context: Context) -> CaseFacts:
        references = [values[LEGACY] for values in rows]
        return CaseFacts(procedure, context, known_cases(procedure, references, context))

    return ImportTarget(
        code=f"cases:{procedure.code}",
        label=f"Dossiers : {procedure.short_label}",
        intro=INTRO,
        policy=takes_over,
        make_fields=lambda: fields_of(procedure),
        identity=lambda values: values.get(LEGACY, ""),
        facts=facts,
        plan=plan,
        apply=lambda lines, context: apply(procedure, lines, context),
        undo=undo,
        undo_rule=UNDO_RULE,
        keeps=keeps,
        chunk=CHUNK,
        most_rows=MOST_CASES,
    )
