"""The directory from a table: a person is recognised by the place, the function and the name."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from civil_protection.alerts.directory.models import AlertContact, ContactPhone
from civil_protection.alerts.directory.numbers import international
from civil_protection.alerts.directory.operations import note_reading_of_all
from civil_protection.alerts.directory.queries import contacts
from civil_protection.policies import works_in_civil_protection
from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.territory.names import folded
from directorate.territory.queries import commune_choices

Action = ImportLine.Action
KINDS = tuple(ContactPhone.Kind.values)
COLUMNS = ("commune", "organisation", "role", "last_name", "first_name", "title", "rank", "email", "valid_until")
NAMES = (*COLUMNS, *KINDS)
EMPTY: dict[str, Any] = {
    "commune": None, "organisation": None, "first_name": "", "title": "", "rank": 1, "email": "", "valid_until": None,
    **dict.fromkeys(KINDS, ""),
}  # fmt: skip


def rank(text: str) -> int:
    number = read_as.whole(text)
    if not 1 <= number <= 99:
        raise ValueError("un ordre va de 1 à 99.")
    return number


def organisations() -> list[tuple[str, str]]:
    return list(Organisation.objects.filter(is_active=True).order_by("name").values_list("code", "name"))


FIELDS = (
    ImportField("commune", "Commune", choices=commune_choices, synonyms=("ville", "code insee", "insee", "mairie")),
    ImportField("organisation", "Organisme", choices=organisations, synonyms=("code organisme", "établissement"),
                help="Au lieu d'une commune."),
    ImportField("role", "Fonction", required=True, choices=lambda: AlertContact.Role.choices,
                synonyms=("qualité", "rôle")),
    ImportField("last_name", "Nom", required=True, parse=read_as.text_of(80), synonyms=("nom de famille",)),
    ImportField("first_name", "Prénom", parse=read_as.text_of(80)),
    ImportField("title", "Précision", parse=read_as.text_of(120), synonyms=("délégation", "poste")),
    ImportField("rank", "Ordre", parse=rank, synonyms=("ordre d'escalade", "rang")),
    ImportField("mobile", "Mobile", parse=international, synonyms=("portable", "téléphone portable", "astreinte")),
    ImportField("office", "Fixe du bureau", parse=international, synonyms=("fixe", "téléphone", "bureau")),
    ImportField("home", "Domicile", parse=international),
    ImportField("satellite", "Satellite", parse=international),
    ImportField("backup", "Secours", parse=international, synonyms=("rouge",)),
    ImportField("email", "Courriel", parse=read_as.email, synonyms=("mail", "e-mail", "adresse électronique")),
    ImportField("valid_until", "Fin de fonction", parse=read_as.clear_day, synonyms=("fin de mandat",)),
)  # fmt: skip


def identity(values: Values) -> str:
    if "role" not in values or "last_name" not in values:
        return ""
    place = values.get("commune") or values.get("organisation") or ""
    return f"{place}|{values['role']}|{folded(values['last_name'])}|{folded(values.get('first_name', ''))}"


def present(row: AlertContact) -> dict[str, Any]:
    """The values of a contact, as JSON. A contact may hold more addresses than a table shows: the first one counts."""
    numbers: dict[str, str] = {}
    for phone in row.phones.all():
        numbers.setdefault(phone.kind, phone.number)
    return {
        "commune": row.commune_id,
        "organisation": row.organisation.code if row.organisation else None,
        "role": row.role,
        "last_name": row.last_name,
        "first_name": row.first_name,
        "title": row.title,
        "rank": row.rank,
        "email": row.emails[0] if row.emails else "",
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        **{kind: numbers.get(kind, "") for kind in KINDS},
    }


def stamp_of(values: Mapping[str, Any]) -> str:
    return sha256(repr([values[name] for name in NAMES]).encode()).hexdigest()


def facts(rows: Sequence[Values], context: Context) -> dict[str, AlertContact]:
    names = {values["last_name"] for values in rows if "last_name" in values}
    return known_among(contacts().filter(last_name__in=names))


def known_among(rows) -> dict[str, AlertContact]:
    return {identity(present(row)): row for row in rows.prefetch_related("phones")}


def plan(values: Values, known: Mapping[str, AlertContact]) -> Plan:
    if bool(values.get("commune")) == bool(values.get("organisation")):
        return Plan(Action.REJECT, reason="Indiquer une commune, ou un organisme, mais pas les deux.")
    existing = known.get(identity(values))
    label = f"{values.get('first_name', '')} {values['last_name']}".strip()
    if existing is None:
        return Plan(Action.CREATE, label=label)
    now = present(existing)
    changes = {name: [now[name], values[name]] for name in NAMES if name in values and values[name] != now[name]}
    action = Action.UPDATE if changes else Action.UNCHANGED
    return Plan(action, label=label, subject=str(existing.pk), stamp=stamp_of(now), changes=changes)


# --- writing ------------------------------------------------------------------------------------------------


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    rows = {str(row.pk): row for row in contacts().filter(
        pk__in=[line.subject for line in lines if line.subject]).select_for_update(of=("self",))
        .prefetch_related("phones")}  # fmt: skip
    known = facts([line.values for line in lines], context)
    codes = dict(Organisation.objects.values_list("code", "pk"))
    for line in lines:
        row = rows.get(line.subject)
        if line.action == Action.CREATE and identity(line.values) in known:
            overtaken(line, "Ce contact a été ajouté depuis l'aperçu.")
            continue
        if line.action == Action.UPDATE and (row is None or stamp_of(present(row)) != line.stamp):
            overtaken(line, "Ce contact a été modifié ou retiré depuis l'aperçu.")
            continue
        values = {**(EMPTY if row is None else present(row)), **{k: v for k, v in line.values.items() if k in NAMES}}
        kept = write(row or AlertContact(recorded_at=context.at), values, codes, context.at)
        line.subject, line.stamp = (
            str(kept.pk),
            stamp_of(present(contacts().prefetch_related("phones").get(pk=kept.pk))),
        )


def write(row: AlertContact, values: Mapping[str, Any], codes: Mapping[str, int], at: datetime) -> AlertContact:
    for name in ("role", "last_name", "first_name", "title", "rank"):
        setattr(row, name, values[name])
    row.commune_id, row.organisation_id = values["commune"], codes.get(values["organisation"])
    row.valid_until = date.fromisoformat(values["valid_until"]) if values["valid_until"] else None
    row.emails = [values["email"], *row.emails[1:]] if values["email"] else row.emails[1:]
    row.checked_on, row.checked_by = paris_day(at), AlertContact.Check.IMPORTED
    row.save()
    row.phones.all().delete()
    numbers = dict.fromkeys((kind, values[kind]) for kind in KINDS if values[kind])
    seen: dict[str, str] = {}
    for kind, number in numbers:
        seen.setdefault(number, kind)
    ContactPhone.objects.bulk_create(
        ContactPhone(contact=row, kind=kind, rank=place, number=number)
        for place, (number, kind) in enumerate(seen.items(), start=1)
    )
    return row


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    rows = {str(row.pk): row for row in contacts().filter(pk__in=[line.subject for line in lines]).prefetch_related(
        "phones")}  # fmt: skip
    problems = [
        f"{line.label} (supprimé)" if line.subject not in rows else f"{line.label} (modifié)"
        for line in lines
        if line.subject not in rows or stamp_of(present(rows[line.subject])) != line.stamp
    ]
    if problems:
        return problems
    codes = dict(Organisation.objects.values_list("code", "pk"))
    for line in lines:
        row = rows[line.subject]
        if line.action == Action.CREATE:
            row.delete()
        else:
            before = {name: old for name, (old, _) in line.changes.items()}
            write(row, {**present(row), **before}, codes, context.at)
    return []


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    """The whole directory, with its numbers: the journal says who took it."""
    note_reading_of_all(how="en fichier", by=staff, at=at)
    roles = dict(AlertContact.Role.choices)
    for row in contacts().order_by("commune__sort_name", "last_name", "pk").prefetch_related("phones"):
        told = present(row)
        told |= {"commune": row.commune.name if row.commune else "", "role": roles[row.role],
                 "organisation": row.organisation.name if row.organisation else "",
                 "valid_until": row.valid_until}  # fmt: skip
        yield [told[field.name] for field in FIELDS]


def feeds_directory(staff: StaffMember, on: date) -> bool:
    return works_in_civil_protection(staff, on=on)


CONTACTS = ImportTarget(
    code="alert-contacts",
    label="Annuaire d'alerte",
    intro="Contacts des communes et des organismes : créés s'ils sont nouveaux, mis à jour si la commune, la fonction"
    " et le nom sont déjà connus.",
    policy=feeds_directory,
    make_fields=lambda: FIELDS,
    identity=identity,
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les contacts créés seront supprimés et les autres remis dans leur état antérieur, si personne ne les a"
    " modifiés depuis.",
    existing=existing,
)
