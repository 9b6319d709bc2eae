"""Risk profiles from a table: one line for each commune, what the file does not say is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from civil_protection.policies import works_in_civil_protection
from civil_protection.profiles.forms import sentence
from civil_protection.profiles.models import FLAGS, RiskProfile
from civil_protection.profiles.operations import record_profile
from civil_protection.profiles.queries import communes_with_profile, profile_of, profiles
from civil_protection.protection.words import EVERYWHERE, EXPLANATION, found_in
from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.territory.queries import commune_choices

Action = ImportLine.Action
NAMES = (*FLAGS, "rivers", "seismic_zone", "source", "checked_on")
SYNONYMS = {
    "flood_territory": ("tri",), "flood_plan": ("ppri", "pprn inondation"),
    "quarries_plan": ("pprmt", "carrières", "mouvements de terrain"), "clay_plan": ("argiles", "rga"),
    "industrial_plan": ("ppi",), "dangerous_transport": ("tmd",),
}  # fmt: skip


def zone(text: str) -> int:
    number = read_as.whole(text)
    if number not in range(1, 6):
        raise ValueError("les zones de sismicité vont de 1 à 5.")
    return number


def fields() -> tuple[ImportField, ...]:
    return (
        ImportField(
            "commune", "Commune", required=True, choices=commune_choices, synonyms=("insee", "code insee", "ville")
        ),
        *(ImportField(name, sentence(name), parse=read_as.yes_or_no, synonyms=SYNONYMS[name]) for name in FLAGS),
        ImportField("rivers", "Cours d'eau", choices=lambda: RiskProfile.River.choices, many=True,
                    synonyms=("rivières", "rivière")),
        ImportField("seismic_zone", "Zone de sismicité", parse=zone, synonyms=("sismicité", "séisme")),
        ImportField("source", "Source", required=True, parse=read_as.text_of(200), synonyms=("référence",)),
        ImportField("checked_on", "Vérifié le", required=True, parse=read_as.day, synonyms=("date", "mise à jour")),
    )  # fmt: skip


def present(row: RiskProfile) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NAMES} | {"checked_on": row.checked_on.isoformat()}


def stamp_of(row: RiskProfile) -> str:
    return sha256(repr(sorted(present(row).items())).encode()).hexdigest()


@dataclass(frozen=True)
class Known:
    today: date
    names: Mapping[str, str]
    profiles: Mapping[str, RiskProfile]


def facts(rows: Sequence[Values], context: Context) -> Known:
    asked = [values["commune"] for values in rows if "commune" in values]
    return Known(paris_day(context.at), dict(commune_choices()), profiles().in_bulk(asked))


def plan(values: Values, known: Known) -> Plan:
    label, row = known.names[values["commune"]], known.profiles.get(values["commune"])
    if date.fromisoformat(values["checked_on"]) > known.today:
        return Plan(Action.REJECT, label=label, reason="Vérifié le : cette date est dans l'avenir.")
    if found := found_in(values["source"], EVERYWHERE):
        return Plan(Action.REJECT, label=label, reason=EXPLANATION.format(found=found))
    if row is None:
        return Plan(Action.CREATE, label=label)
    now = present(row)
    changes = {name: [now[name], values[name]] for name in NAMES if name in values and values[name] != now[name]}
    return Plan(Action.UPDATE if changes else Action.UNCHANGED, label=label, subject=row.pk, stamp=stamp_of(row),
                changes=changes)  # fmt: skip


def write(commune: Commune, values: Mapping[str, Any], context: Context) -> RiskProfile:
    day = date.fromisoformat(values["checked_on"])
    return record_profile(commune=commune, **{**values, "checked_on": day}, by=context.by, at=context.at)


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    towns = communes_with_profile().in_bulk([line.values["commune"] for line in lines])
    for line in lines:
        commune = towns[line.values["commune"]]
        row = profile_of(commune)
        if line.action == Action.CREATE and row is not None:
            overtaken(line, "Un profil a été enregistré pour cette commune depuis l'aperçu.")
            continue
        if line.action == Action.UPDATE and (row is None or stamp_of(row) != line.stamp):
            overtaken(line, "Ce profil a été modifié depuis l'aperçu.")
            continue
        said = {name: line.values[name] for name in NAMES if name in line.values}
        row = write(commune, {**(present(row) if row else {}), **said}, context)
        line.subject, line.stamp = row.pk, stamp_of(row)


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Delete what was created, put back what was updated."""
    rows = {row.pk: row for row in profiles().filter(pk__in=[line.subject for line in lines])}
    moved = [line for line in lines if line.subject not in rows or stamp_of(rows[line.subject]) != line.stamp]
    if moved:
        return [f"{line.label} (modifié)" for line in moved]
    for line in lines:
        row = rows[line.subject]
        if line.action == Action.CREATE:
            row.delete()
        else:
            write(row.commune, {**present(row), **{name: old for name, (old, _) in line.changes.items()}}, context)
    return []


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    for row in profiles():
        rivers = "; ".join(RiskProfile.River(code).label for code in row.rivers)
        yield [row.commune.name, *(getattr(row, name) for name in FLAGS), rivers, row.seismic_zone, row.source,
               row.checked_on]  # fmt: skip


def feeds_profiles(staff: StaffMember, on: date) -> bool:
    return works_in_civil_protection(staff, on=on)


PROFILES = ImportTarget(
    code="risk-profiles",
    label="Profils de risques des communes",
    intro="Une ligne par commune. Ce que le fichier ne dit pas d'un profil connu est conservé.",
    policy=feeds_profiles,
    make_fields=fields,
    identity=lambda values: values.get("commune", ""),
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les profils créés seront supprimés et les autres remis dans leur état antérieur, si personne ne les a"
    " modifiés depuis.",
    existing=existing,
)
