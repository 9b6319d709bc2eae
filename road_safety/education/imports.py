"""Schools and their results from a table: a line is written, left as it is, or refused with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.territory.identifiers import uai_validator
from directorate.territory.models import Commune
from directorate.territory.queries import commune_choices
from directorate.web.errors import DomainError
from road_safety.education.catalogue import Attestation, Priority, SchoolKind, Sector
from road_safety.education.models import School, SchoolResult
from road_safety.education.operations import record_result, save_school, withdraw_result
from road_safety.education.queries import by_number, results, schools
from road_safety.education.rules import counts_fault, has_begun, read_school_year, school_year_words
from road_safety.policies import works_in_road_safety

Action = ImportLine.Action
COUNTS = ("enrolled", "present", "passed", "caught_up")


def number(text: str) -> str:
    try:
        return uai_validator(text)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from error


def count(text: str) -> int:
    found = read_as.whole(text)
    if not 0 <= found <= 1_000_000:
        raise ValueError(f"« {text[:20]} » : un nombre entre 0 et 1 000 000 est attendu.")
    return found


def mean(text: str) -> str:
    found = Decimal(read_as.amount(text))
    if not 0 <= found <= 20:
        raise ValueError("La note moyenne va de 0 à 20.")
    return str(found.quantize(Decimal("0.01")))


def feeds_schools(staff: StaffMember, on: date) -> bool:
    return works_in_road_safety(staff, on=on)


# --- schools ----------------------------------------------------------------------------------------------------


def school_fields() -> tuple[ImportField, ...]:
    return (
        ImportField("uai", "UAI", required=True, parse=number, synonyms=("rne", "numéro uai", "code uai")),
        ImportField("name", "Nom", required=True, parse=read_as.text_of(160),
                    synonyms=("établissement", "appellation")),
        ImportField("kind", "Nature", required=True, choices=lambda: SchoolKind.choices, synonyms=("type",)),
        ImportField("commune", "Commune", required=True, choices=commune_choices, synonyms=("insee", "code insee")),
        ImportField("sector", "Secteur", choices=lambda: Sector.choices, synonyms=("public privé", "statut")),
        ImportField("priority", "Éducation prioritaire", choices=lambda: Priority.choices[1:], synonyms=("rep",)),
        ImportField("address", "Adresse", parse=read_as.text_of(200)),
    )  # fmt: skip


def known_schools(rows: Sequence[Values], context: Context) -> Mapping[str, School]:
    return by_number([values["uai"] for values in rows if "uai" in values])


def differences(row: School, values: Values) -> dict[str, list[Any]]:
    now = {name: row.commune_id if name == "commune" else getattr(row, name) for name in values}
    return {name: [now[name], values[name]] for name in values if now[name] != values[name]}


def stamp_of(row: School) -> str:
    return "|".join((row.name, row.kind, row.sector, row.priority, row.commune_id, row.address))


def plan_school(values: Values, known: Mapping[str, School]) -> Plan:
    label, row = f"{values['name']}, {values['uai']}", known.get(values["uai"])
    if row is None:
        return Plan(Action.CREATE, label=label)
    changes = differences(row, values)
    return Plan(Action.UPDATE if changes else Action.UNCHANGED, label=label, subject=str(row.pk), stamp=stamp_of(row),
                changes=changes)  # fmt: skip


def apply_schools(lines: Sequence[ImportLine], context: Context) -> None:
    towns = Commune.objects.defer("contour").in_bulk({line.values["commune"] for line in lines})
    for line in lines:
        row = schools().get(pk=line.subject) if line.action == Action.UPDATE else None
        said = {**(facts_of(row) if row else {}), **line.values, "commune": towns[line.values["commune"]]}
        try:
            row = save_school(school=row, **said, by=context.by, at=context.at)
        except DomainError as refusal:
            overtaken(line, refusal.message)
        else:
            line.subject, line.stamp = str(row.pk), stamp_of(row)


def facts_of(row: School) -> dict[str, Any]:
    names = ("uai", "name", "kind", "sector", "priority", "commune", "address", "district_metres", "is_open")
    return {name: getattr(row, name) for name in names}


def undo_schools(lines: Sequence[ImportLine], context: Context) -> list[str]:
    rows, problems = schools().in_bulk([int(line.subject) for line in lines]), []
    for line in lines:
        row = rows.get(int(line.subject))
        if row is None or stamp_of(row) != line.stamp:
            problems.append(f"{line.label} (modifié)")
        elif line.action == Action.CREATE:
            try:
                with transaction.atomic():
                    row.delete()
            except ProtectedError:
                problems.append(f"{line.label} (un résultat s'y rattache)")
        else:
            former = {name: old for name, (old, _) in line.changes.items()}
            if "commune" in former:
                former["commune"] = Commune.objects.defer("contour").get(pk=former["commune"])
            save_school(school=row, **{**facts_of(row), **former}, by=context.by, at=context.at)
    return problems


def existing_schools(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    for row in schools().order_by("uai"):
        yield [row.uai, row.name, row.get_kind_display(), row.commune.name, row.get_sector_display(),
               row.get_priority_display() if row.priority else "", row.address]  # fmt: skip


SCHOOLS = ImportTarget(
    code="schools",
    label="Établissements scolaires",
    intro="Une ligne par établissement, reconnu par son UAI : sa lettre de contrôle est vérifiée.",
    policy=feeds_schools,
    make_fields=school_fields,
    identity=lambda values: values.get("uai", ""),
    facts=known_schools,
    plan=plan_school,
    apply=apply_schools,
    undo=undo_schools,
    undo_rule="Les établissements créés seront supprimés s'ils n'ont pas de résultat, les autres remis dans leur état"
    " antérieur, si personne ne les a modifiés depuis.",
    most_rows=5_000,
    existing=existing_schools,
)


# --- results ----------------------------------------------------------------------------------------------------


def result_fields() -> tuple[ImportField, ...]:
    return (
        ImportField("uai", "UAI", required=True, parse=number, synonyms=("rne", "numéro uai", "code uai")),
        ImportField("first_year", "Année scolaire", required=True, parse=read_school_year,
                    synonyms=("année", "rentrée")),
        ImportField("kind", "Attestation", required=True, choices=lambda: Attestation.choices, synonyms=("épreuve",)),
        ImportField("enrolled", "Inscrits", required=True, parse=count, synonyms=("effectif",)),
        ImportField("present", "Présents", required=True, parse=count),
        ImportField("passed", "Reçus", required=True, parse=count, synonyms=("admis",)),
        ImportField("caught_up", "Reçus au rattrapage", parse=count, synonyms=("rattrapage",)),
        ImportField("mean_score", "Note moyenne", parse=mean, synonyms=("moyenne",)),
    )  # fmt: skip


def result_key(values: Values) -> str:
    names = ("uai", "first_year", "kind")
    return "|".join(str(values[name]) for name in names) if set(names) <= set(values) else ""


@dataclass(frozen=True)
class KnownResults:
    today: date
    schools: Mapping[str, School]
    results: Mapping[str, SchoolResult]


def told(row: SchoolResult) -> dict[str, Any]:
    mean_score = None if row.mean_score is None else str(row.mean_score)
    return {name: getattr(row, name) for name in COUNTS} | {"mean_score": mean_score}


def known_results(rows: Sequence[Values], context: Context) -> KnownResults:
    numbers = [values["uai"] for values in rows if "uai" in values]
    found = {f"{row.school.uai}|{row.first_year}|{row.kind}": row for row in results().filter(school__uai__in=numbers)}
    return KnownResults(paris_day(context.at), by_number(numbers), found)


def plan_result(values: Values, known: KnownResults) -> Plan:
    year = school_year_words(values["first_year"])
    label = f"{values['uai']}, {Attestation(values['kind']).label} {year}"
    if values["uai"] not in known.schools:
        return Plan(Action.REJECT, label=label, reason="UAI : cet établissement n'est pas connu, l'importer d'abord.")
    if not has_begun(values["first_year"], known.today):
        return Plan(Action.REJECT, label=label, reason="Année scolaire : elle n'a pas commencé.")
    if fault := counts_fault(values["enrolled"], values["present"], values["passed"], values.get("caught_up")):
        return Plan(Action.REJECT, label=label, reason=f"{fault[1]} (EDU-01)")
    row = known.results.get(result_key(values))
    if row is None:
        return Plan(Action.CREATE, label=label)
    now = told(row)
    changes = {name: [now[name], values[name]] for name in now if name in values and now[name] != values[name]}
    return Plan(Action.UPDATE if changes else Action.UNCHANGED, label=label, subject=str(row.pk),
                stamp=str(told(row)), changes=changes)  # fmt: skip


def score_of(said: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: said.get(name) for name in COUNTS}
    return found | {"mean_score": Decimal(said["mean_score"]) if said.get("mean_score") is not None else None}


def apply_results(lines: Sequence[ImportLine], context: Context) -> None:
    found = by_number([line.values["uai"] for line in lines])
    for line in lines:
        former = told(SchoolResult.objects.get(pk=line.subject)) if line.action == Action.UPDATE else {}
        try:
            row = record_result(
                school=found[line.values["uai"]], first_year=line.values["first_year"], kind=line.values["kind"],
                **score_of({**former, **line.values}), by=context.by, at=context.at,
            )  # fmt: skip
        except DomainError as refusal:
            overtaken(line, refusal.message)
        else:
            line.subject, line.stamp = str(row.pk), str(told(row))


def undo_results(lines: Sequence[ImportLine], context: Context) -> list[str]:
    rows, problems = results().in_bulk([int(line.subject) for line in lines]), []
    for line in lines:
        row = rows.get(int(line.subject))
        if row is None or str(told(row)) != line.stamp:
            problems.append(f"{line.label} (modifié)")
        elif line.action == Action.CREATE:
            withdraw_result(result=row, by=context.by, at=context.at)
        else:
            former = {**told(row), **{name: old for name, (old, _) in line.changes.items()}}
            record_result(school=row.school, first_year=row.first_year, kind=row.kind, **score_of(former),
                          by=context.by, at=context.at)  # fmt: skip
    return problems


def existing_results(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    for row in results().order_by("-first_year", "school__uai", "kind"):
        yield ["" if item is None else item for item in (
            row.school.uai, row.school_year, row.get_kind_display(), row.enrolled, row.present, row.passed,
            row.caught_up, row.mean_score,
        )]  # fmt: skip


RESULTS = ImportTarget(
    code="school-results",
    label="Attestations scolaires (APER, ASSR, ASR, AER)",
    intro="Une ligne par établissement, année scolaire et attestation : des nombres seulement, aucun nom d'élève."
    " Un résultat déjà enregistré à l'identique reste tel quel.",
    policy=feeds_schools,
    make_fields=result_fields,
    identity=result_key,
    facts=known_results,
    plan=plan_result,
    apply=apply_results,
    undo=undo_results,
    undo_rule="Les résultats créés seront retirés et les autres remis dans leur état antérieur, si personne ne les a"
    " corrigés depuis.",
    most_rows=5_000,
    existing=existing_results,
)
