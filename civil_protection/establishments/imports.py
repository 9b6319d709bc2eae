"""The register from a spreadsheet: one line for each establishment, known by its number or by its name and address.

A line that looks like a record under another name is told so in the preview: it is merged afterwards, by a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import ProtectedError
from django.db.transaction import atomic

from civil_protection.establishments import operations
from civil_protection.establishments.classification import ClassTerms
from civil_protection.establishments.matching import Known as Place
from civil_protection.establishments.matching import address_key, likely_same
from civil_protection.establishments.models import ACTIVITY_CHOICES, Establishment, Opinion
from civil_protection.establishments.operations import (
    change_establishment,
    checked,
    classed,
    record_establishment,
    written,
)
from civil_protection.establishments.queries import by_number, class_terms, establishments
from civil_protection.policies import works_in_civil_protection
from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune
from directorate.territory.queries import commune_choices
from directorate.web.errors import DomainError

Action = ImportLine.Action
STATUSES = [item for item in Establishment.Status.choices if item[0] != Establishment.Status.CLOSED]
NUMBERS = ("public_total", "public_basement", "public_upper", "residents", "staff", "declared", "levels", "vehicles")
FLAGS = ("sleeping", "public_law")
DAYS = ("opened_on", "last_visit_on")
PLACES = ("latitude", "longitude")
# Said of a new record only: afterwards they change by an act of their own.
AT_FIRST = ("status", "last_visit_on", "current_opinion")
CLASS = ("category", "category_motive")


def persons(text: str) -> int:
    number = read_as.whole(text)
    if not 0 <= number <= 200_000:
        raise ValueError("de 0 à 200 000.")
    return number


def small(text: str) -> int:
    number = read_as.whole(text)
    if not 1 <= number <= 200:
        raise ValueError("de 1 à 200.")
    return number


def rank_of(text: str) -> int:
    """« 3 », « 3e », « 1re catégorie »."""
    plain = read_as.line(text)
    if plain[:1] not in "12345" or (plain[1:] and plain[1:2].isdigit()):
        raise ValueError("les catégories vont de 1 à 5.")
    return int(plain[0])


def degrees(text: str) -> str:
    number = Decimal(read_as.amount(text))
    if abs(number) > 180:
        raise ValueError("une position va de -180 à 180 degrés.")
    return str(round(number, 6))


def length(name: str) -> int:
    return Establishment._meta.get_field(name).max_length


def text(name: str, label: str, *synonyms: str, required: bool = False) -> ImportField:
    return ImportField(name, label, required=required, parse=read_as.text_of(length(name)), synonyms=synonyms)


def fields() -> tuple[ImportField, ...]:
    return (
        ImportField("number", "Numéro au registre", synonyms=("erp", "n° erp", "identifiant")),
        text("name", "Nom", "établissement", "raison sociale", "libellé", required=True),
        text("sign", "Enseigne"),
        ImportField("commune", "Commune", required=True, choices=commune_choices,
                    synonyms=("insee", "code insee", "ville")),
        text("address", "Adresse", "rue", "voie", required=True),
        ImportField("activity", "Activité", required=True, choices=lambda: ACTIVITY_CHOICES,
                    synonyms=("type", "type et activité", "type principal")),
        ImportField("public_total", "Public au total", required=True, parse=persons,
                    synonyms=("public", "effectif public", "effectif du public")),
        ImportField("public_basement", "Public en sous-sol", parse=persons, synonyms=("sous-sol",)),
        ImportField("public_upper", "Public en étages", parse=persons, synonyms=("étages",)),
        ImportField("residents", "Résidents", parse=persons),
        ImportField("staff", "Personnel", parse=persons, synonyms=("effectif personnel",)),
        ImportField("declared", "Effectif déclaré", parse=persons),
        ImportField("sleeping", "Locaux à sommeil", parse=read_as.yes_or_no, synonyms=("sommeil", "hébergement")),
        ImportField("category", "Catégorie retenue", parse=rank_of, synonyms=("catégorie", "cat"),
                    help="Vide : celle du calcul."),
        text("category_motive", "Motif de la catégorie retenue", "motif"),
        ImportField("status", "Statut", choices=lambda: STATUSES),
        text("operator", "Exploitant"),
        text("owner", "Propriétaire"),
        ImportField("public_law", "Personne de droit public", parse=read_as.yes_or_no),
        ImportField("opened_on", "Ouvert le", parse=read_as.clear_day, synonyms=("date d'ouverture",)),
        ImportField("last_visit_on", "Dernière visite périodique", parse=read_as.clear_day,
                    synonyms=("dernière visite", "date de visite")),
        ImportField("current_opinion", "Avis de cette visite",
                    choices=lambda: [item for item in Opinion.choices if item[0] in operations.STATED],
                    synonyms=("avis", "avis courant")),
        ImportField("levels", "Nombre de niveaux", parse=small, synonyms=("niveaux",)),
        ImportField("alarm_class", "SSI", choices=lambda: Establishment.AlarmClass.choices,
                    synonyms=("catégorie ssi",)),
        ImportField("vehicles", "Véhicules", parse=persons),
        ImportField("latitude", "Latitude", parse=degrees, synonyms=("lat", "y")),
        ImportField("longitude", "Longitude", parse=degrees, synonyms=("lon", "lng", "x")),
        text("note", "Observation", "remarque", "commentaire"),
    )  # fmt: skip


def key_of(values: Mapping[str, Any]) -> str:
    if values.get("number"):
        return str(values["number"]).upper()
    names = (values.get("name", ""), values.get("sign", ""))
    return "|".join((values.get("commune", ""), *(item.strip().casefold() for item in (values["address"], *names))))


def identity(values: Values) -> str:
    return key_of(values) if values.get("number") or {"commune", "address", "name"} <= set(values) else ""


@dataclass(frozen=True)
class Known:
    """The records of the communes of the file, by key and by number; where they are; the values of the law."""

    today: date
    by_key: Mapping[str, Establishment]
    by_number: Mapping[str, Establishment]
    places: Mapping[tuple[str, str], list[tuple[Place, str]]]
    terms: ClassTerms


def facts(rows: Sequence[Values], context: Context) -> Known:
    asked = {values["commune"] for values in rows if "commune" in values}
    keys, places = {}, {}
    for row in establishments().filter(commune__in=asked):
        keys[key_of({"commune": row.commune_id, "address": row.address, "name": row.name, "sign": row.sign})] = row
        place = Place(row.pk, row.commune_id, row.address, (row.name, row.sign), row.parent_id)
        places.setdefault((row.commune_id, address_key(row.address)), []).append((place, row.number))
    typed = {values["number"] for values in rows if values.get("number")}
    numbers = {number: row for number in typed if (row := by_number(number))}
    on = paris_day(context.at)
    return Known(on, keys, numbers, places, class_terms(on))


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a line as an operation takes them."""
    found = {name: item for name, item in values.items() if name not in ("number", "commune")}
    found |= {name: date.fromisoformat(found[name]) for name in DAYS if found.get(name)}
    found |= {name: Decimal(found[name]) for name in PLACES if found.get(name)}
    return found


def fault(values: Values, row: Establishment | None, known: Known) -> str:
    """What the register would refuse, in its words."""
    said = read(values)
    trial = Establishment() if row is None else Establishment.objects.get(pk=row.pk)
    for name in NUMBERS[:5]:
        if row is None:
            said.setdefault(name, 0)
    try:
        whole = {name: getattr(trial, name) for name in operations.WRITTEN if name not in ("commune", "parent")} | said
        checked(whole, known.today)
        operations.not_to_come(said.get("last_visit_on"), known.today, "last_visit_on")
        written(trial, {name: item for name, item in whole.items() if name not in ("commune", "parent")})
        classed(trial, known.today, said.get("category"), said.get("category_motive", ""), known.terms)
    except DomainError as refusal:
        return refusal.message
    return ""


def plan(values: Values, known: Known) -> Plan:
    label = f"{values['name']}, {values['address']}"
    number = values.get("number")
    row = known.by_number.get(number) if number else known.by_key.get(key_of(values))
    if number and row is None:
        return Plan(Action.REJECT, label=label, reason="Numéro au registre : aucun établissement ne le porte.")
    if row is not None and row.merged_into_id is not None:
        return Plan(Action.REJECT, label=label, reason="Cette fiche a été fusionnée avec une autre.")
    if row is not None and row.commune_id != values["commune"]:
        return Plan(Action.REJECT, label=label, reason="Commune : ce n'est pas celle de la fiche de ce numéro.")
    if reason := fault(values, row, known):
        return Plan(Action.REJECT, label=label, reason=reason)
    if row is None:
        return Plan(Action.CREATE, label=label, reason=likeness(values, known))
    changes = changed(row, values)
    return Plan(Action.UPDATE if changes else Action.UNCHANGED, label=label, subject=str(row.pk),
                stamp=str(row.version), changes=changes)  # fmt: skip


def likeness(values: Values, known: Known) -> str:
    """A record under another name at the same address."""
    place = Place(0, values["commune"], values["address"], (values["name"], values.get("sign", "")))
    near = known.places.get((values["commune"], address_key(values["address"])), ())
    alike = [number for other, number in near if likely_same(place, other)]
    return f"Doublon probable de {', '.join(alike)} : à fusionner depuis les doublons." if alike else ""


def changed(row: Establishment, values: Values) -> dict[str, list[Any]]:
    """What the line says otherwise than the record; what it leaves out is kept."""
    names = [name for name in values if name not in ("number", "commune", *AT_FIRST, *CLASS)]
    found = {
        name: [plain(getattr(row, name)), values[name]] for name in names if plain(getattr(row, name)) != values[name]
    }
    category = values.get("category")
    if category is not None and category != row.category:
        found["category"] = [row.category, category]
    return found


def plain(item: Any) -> Any:
    if isinstance(item, Decimal):
        return str(round(item, 6))
    return item.isoformat() if isinstance(item, date) else item


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    towns = Commune.objects.defer("contour").in_bulk({line.values["commune"] for line in lines})
    with remembering(every_version()):
        for line in lines:
            try:
                row = written_down(line, towns[line.values["commune"]], context)
            except DomainError as refusal:
                overtaken(line, refusal.message)
            else:
                line.subject, line.stamp = str(row.pk), str(row.version)


def written_down(line: ImportLine, commune: Commune, context: Context) -> Establishment:
    said = read(line.values)
    acting = {"by": context.by, "at": context.at}
    if line.action == Action.CREATE:
        return record_establishment(commune=commune, **said, **acting)
    row = Establishment.objects.get(pk=line.subject)
    facts = {name: item for name, item in said.items() if name not in (*AT_FIRST, *CLASS)}
    # The category that was kept with its motive stays, unless the line says another one.
    kept = (row.category, row.category_motive) if row.category_motive else (None, "")
    category = said.get("category", kept[0])
    motive = said.get("category_motive", kept[1])
    return change_establishment(establishment=row, version=int(line.stamp), category=category, category_motive=motive,
                                **facts, **acting)  # fmt: skip


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Delete what was created, put back what was updated, if nobody has touched it since."""
    rows = Establishment.objects.in_bulk([int(line.subject) for line in lines])
    moved = [line for line in lines if str(getattr(rows.get(int(line.subject)), "version", "")) != line.stamp]
    if moved:
        return [f"{line.label} (modifié)" for line in moved]
    problems = []
    for line in lines:
        row = rows[int(line.subject)]
        try:
            with atomic():
                if line.action == Action.CREATE:
                    row.delete()
                else:
                    put_back(row, line, context)
        except ProtectedError:
            problems.append(f"{line.label} (une visite ou un dossier s'y rattache)")
        except DomainError as refusal:
            problems.append(f"{line.label} ({refusal.message})")
    return problems


def put_back(row: Establishment, line: ImportLine, context: Context) -> None:
    former = read({name: old for name, (old, _) in line.changes.items()})
    category = former.pop("category", row.category if row.category_motive else None)
    motive = row.category_motive or "Catégorie antérieure à un import annulé."
    change_establishment(establishment=row, category=category, category_motive=motive, **former, by=context.by,
                         at=context.at)  # fmt: skip


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    names = [item.name for item in fields()]
    for row in establishments().defer(None).order_by("number").iterator(chunk_size=2_000):
        shown = {name: getattr(row, name) for name in names if name != "commune"}
        shown |= {"commune": row.commune.name, "activity": row.get_activity_display(),
                  "status": row.get_status_display(), "current_opinion": row.get_current_opinion_display()}  # fmt: skip
        if not row.category_motive:
            shown["category"] = ""
        yield ["" if shown[name] is None else shown[name] for name in names]


def feeds_register(staff: StaffMember, on: date) -> bool:
    return works_in_civil_protection(staff, on=on)


REGISTER = ImportTarget(
    code="establishments",
    label="Établissements recevant du public",
    intro="Une ligne par établissement, reconnu par son numéro ou par son nom et son adresse. La catégorie et la"
    " prochaine visite sont calculées ; une ressemblance avec une fiche du registre est signalée. Ce que le fichier"
    " ne dit pas d'une fiche connue est conservé, ses visites et son statut aussi.",
    policy=feeds_register,
    make_fields=fields,
    identity=identity,
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les fiches créées seront supprimées et les autres remises dans leur état antérieur, si personne ne les"
    " a modifiées depuis.",
    most_rows=20_000,
    existing=existing,
)
