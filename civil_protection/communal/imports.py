"""What happened to communal plans and DICRIM, from a table: one line for each fact of a commune."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from civil_protection.communal.models import CommunalEvent
from civil_protection.communal.operations import IN_WORDS, SUPPOSES, note, withdraw
from civil_protection.communal.queries import prepared, reasons_of, terms_on
from civil_protection.policies import works_in_civil_protection
from civil_protection.protection.words import EVERYWHERE, EXPLANATION, found_in
from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.territory.queries import commune_choices
from directorate.web.errors import DomainError

Action, Kind = ImportLine.Action, CommunalEvent.Kind
Fact = tuple[str, str, str]


def fields() -> tuple[ImportField, ...]:
    return (
        ImportField(
            "commune", "Commune", required=True, choices=commune_choices, synonyms=("insee", "code insee", "ville")
        ),
        ImportField("kind", "Fait", required=True, choices=lambda: Kind.choices, synonyms=("événement", "étape")),
        ImportField("happened_on", "Le", required=True, parse=read_as.clear_day, synonyms=("date", "date du fait")),
        ImportField("note", "Observation", parse=read_as.text_of(500), synonyms=("remarque", "commentaire")),
    )


def fact_of(values: Values) -> Fact:
    return values["commune"], values["kind"], values["happened_on"]


@dataclass(frozen=True)
class Known:
    """`facts`: those that are recorded. `told`: those as well that the file says. `bound`: communes that owe a plan."""

    today: date
    names: Mapping[str, str]
    facts: frozenset[Fact]
    told: frozenset[Fact]
    bound: frozenset[str]


def facts(rows: Sequence[Values], context: Context) -> Known:
    on = paris_day(context.at)
    asked = {values["commune"] for values in rows}
    live = CommunalEvent.objects.filter(file__in=asked, withdrawn_at=None)
    known = frozenset((insee, kind, day.isoformat()) for insee, kind, day in
                      live.values_list("file", "kind", "happened_on"))  # fmt: skip
    seismic = terms_on(on).seismic_from
    bound = frozenset(town.pk for town in prepared().filter(pk__in=asked) if reasons_of(town, seismic))
    return Known(on, dict(commune_choices()), known, known | {fact_of(values) for values in rows}, bound)


def faults(values: Values, known: Known) -> Iterator[str]:
    commune, kind, day = fact_of(values)
    words = values.get("note", "")
    if date.fromisoformat(day) > known.today:
        yield "Le : cette date est dans l'avenir."
    if kind in IN_WORDS and not words:
        yield "Observation : dire en quelques mots ce qui en ressort."
    if found := found_in(words, EVERYWHERE):
        yield EXPLANATION.format(found=found)
    if kind == Kind.NOTIFIED and commune not in known.bound:
        yield "Fait : aucun motif n'oblige cette commune, compléter d'abord son profil de risques."
    first = SUPPOSES.get(Kind(kind))
    if first and not any((town, one) == (commune, first) and when <= day for town, one, when in known.told):
        yield f"Fait : suppose celui-ci, à la même date ou avant : {first.label.lower()}."


def plan(values: Values, known: Known) -> Plan:
    commune, kind, day = fact_of(values)
    label = f"{known.names[commune]}, {Kind(kind).label.lower()}, {date.fromisoformat(day):%d/%m/%Y}"
    if (commune, kind, day) in known.facts:
        return Plan(Action.UNCHANGED, label=label)
    found = list(faults(values, known))
    return Plan(Action.REJECT if found else Action.CREATE, label=label, reason=" ".join(found))


# A fact after the one that it supposes, on the same day as well.
ORDER = {kind: rank for rank, kind in enumerate(Kind.values)}


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    towns = prepared().in_bulk([line.values["commune"] for line in lines])
    for line in sorted(lines, key=lambda line: (line.values["happened_on"], ORDER[line.values["kind"]])):
        commune, kind, day = fact_of(line.values)
        try:
            row = note(commune=towns[commune], kind=kind, happened_on=date.fromisoformat(day),
                       note=line.values.get("note", ""), by=context.by, at=context.at)  # fmt: skip
        except DomainError as refusal:
            overtaken(line, refusal.message)
        else:
            line.subject = str(row.pk)


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """The facts no longer count; what was noted since and supposes one of them keeps it."""
    rows = CommunalEvent.objects.select_related("file__commune").in_bulk([int(line.subject) for line in lines])
    labels = {int(line.subject): line.label for line in lines}
    problems = []
    for row in sorted(rows.values(), key=lambda row: (row.happened_on, ORDER[row.kind]), reverse=True):
        if row.withdrawn_at is not None:
            continue
        try:
            withdraw(event=row, reason="Import annulé.", by=context.by, at=context.at)
        except DomainError as refusal:
            problems.append(f"{labels[row.pk]} ({refusal.message})")
    return problems


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    rows = CommunalEvent.objects.filter(withdrawn_at=None).select_related("file__commune")
    for row in rows.order_by("file__commune__sort_name", "happened_on", "id"):
        yield [row.file.commune.name, row.get_kind_display(), row.happened_on, row.note]


def feeds_communal_plans(staff: StaffMember, on: date) -> bool:
    return works_in_civil_protection(staff, on=on)


COMMUNAL_FACTS = ImportTarget(
    code="communal-facts",
    label="Plans communaux et DICRIM (faits)",
    intro="Une ligne par fait d'une commune : plan arrêté, reçu, révisé, exercice, DICRIM… Les échéances suivent."
    " Un fait déjà enregistré à cette date reste tel quel.",
    policy=feeds_communal_plans,
    make_fields=fields,
    identity=lambda values: "|".join(fact_of(values)) if {"commune", "kind", "happened_on"} <= set(values) else "",
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les faits importés seront retirés et resteront dans l'historique, avec ce motif, si aucun fait noté"
    " depuis ne les suppose.",
    # The facts of one file are read together: one may suppose another.
    most_rows=1_000,
    existing=existing,
)
