"""Partners from a table: recognised by their code, created, updated, put back as they were."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha1, sha256
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.text import slugify

from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.policies import leads
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient, Organisation
from directorate.territory.queries import commune_choices

Action = ImportLine.Action
CODE_LENGTH = 40
NAMES = ("kind", "name", "commune", "email", "address", "is_active")
COLUMNS = {"commune": "commune_id"}
# What an organisation that does not exist yet has when the file says nothing.
EMPTY = {"commune": None, "email": "", "address": "", "is_active": True}


def code(text: str) -> str:
    plain = slugify(text)
    if not plain or len(plain) > CODE_LENGTH:
        raise ValueError(f"un code a de 1 à {CODE_LENGTH} lettres, chiffres ou tirets.")
    return plain


def paragraph(text: str) -> str:
    if len(text) > 2_000:
        raise ValueError("2 000 caractères au plus.")
    return text


FIELDS = (
    ImportField(
        "code", "Code", parse=code, synonyms=("identifiant", "code partenaire", "sigle"),
        help="Reconnaît le partenaire d'un import à l'autre. Sans code : formé du nom et de la commune.",
    ),
    ImportField(
        "kind", "Nature", required=True, choices=lambda: Organisation.Kind.choices,
        synonyms=("type", "catégorie", "type d'organisme", "nature de l'organisme"),
    ),
    ImportField(
        "name", "Nom", required=True, parse=read_as.text_of(160),
        synonyms=("raison sociale", "dénomination", "organisme", "partenaire", "nom du partenaire", "libellé"),
    ),
    ImportField(
        "commune", "Commune", choices=commune_choices,
        synonyms=("ville", "code insee", "insee", "localité", "code commune"),
    ),
    ImportField(
        "email", "Adresse électronique", parse=read_as.email,
        synonyms=("courriel", "mail", "e-mail", "email", "mél", "adresse mail", "adresse e-mail"),
    ),
    ImportField("address", "Adresse postale", parse=paragraph, synonyms=("adresse", "adresse complète", "voie")),
    ImportField("is_active", "Active", parse=read_as.yes_or_no, synonyms=("actif", "en activité")),
)  # fmt: skip


def identity(values: Values) -> str:
    """The code, or one formed of the name and the commune, always the same for the same two."""
    if "code" in values or "name" not in values:
        return values.get("code", "")
    words = f"{values['name']} {values.get('commune', '')}"
    plain = slugify(words)
    return plain if 0 < len(plain) <= CODE_LENGTH else f"{plain[:31]}-{sha1(words.encode()).hexdigest()[:8]}"  # noqa: S324


def present(row: Organisation) -> dict[str, Any]:
    """The values of an organisation, as JSON."""
    return {name: getattr(row, COLUMNS.get(name, name)) for name in NAMES}


def stamp_of(values: Mapping[str, Any]) -> str:
    """A fingerprint of all the values: different as soon as somebody changes one."""
    said = repr([values[name] for name in NAMES])
    return sha256(said.encode()).hexdigest()


# --- preview ------------------------------------------------------------------------------------------------


def facts(rows: Sequence[Values], context: Context) -> dict[str, Organisation]:
    return {row.code: row for row in Organisation.objects.filter(code__in={identity(values) for values in rows})}


def plan(values: Values, known: Mapping[str, Organisation]) -> Plan:
    existing = known.get(identity(values))
    if existing is None:
        return Plan(Action.CREATE, label=values["name"])
    now = present(existing)
    changes = {name: [now[name], values[name]] for name in NAMES if name in values and values[name] != now[name]}
    return Plan(
        Action.UPDATE if changes else Action.UNCHANGED,
        label=existing.name,
        subject=str(existing.pk),
        stamp=stamp_of(now),
        changes=changes,
    )


# --- writing ------------------------------------------------------------------------------------------------


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    codes = [identity(line.values) for line in lines]
    known = {row.code: row for row in Organisation.objects.select_for_update().filter(code__in=codes).order_by("pk")}
    created, updated = [], []
    for line, key in zip(lines, codes, strict=True):
        row = known.get(key)
        if line.action == Action.CREATE and row is None:
            created.append((line, Organisation(code=key, **in_columns({**EMPTY, **values_of(line)}))))
        elif line.action == Action.CREATE:
            overtaken(line, f"Un partenaire a reçu le code « {key} » depuis l'aperçu.")
        elif row is None or str(row.pk) != line.subject:
            overtaken(line, "Ce partenaire n'existe plus.")
        elif stamp_of(present(row)) != line.stamp:
            overtaken(line, "Ce partenaire a été modifié depuis l'aperçu.")
        else:
            for name, value in in_columns({name: new for name, (_, new) in line.changes.items()}).items():
                setattr(row, name, value)
            updated.append((line, row))
    Organisation.objects.bulk_create([row for _, row in created], batch_size=1_000)
    save([row for _, row in updated])
    for line, row in created + updated:
        line.subject, line.stamp = str(row.pk), stamp_of(present(row))


def values_of(line: ImportLine) -> dict[str, Any]:
    return {name: line.values[name] for name in NAMES if name in line.values}


def in_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {COLUMNS.get(name, name): value for name, value in values.items()}


def save(rows: Sequence[Organisation]) -> None:
    """All the rows in one statement for a thousand: they exist, and are locked."""
    Organisation.objects.bulk_create(
        rows,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[COLUMNS.get(name, name) for name in NAMES],
    )


# --- undoing ------------------------------------------------------------------------------------------------


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Delete what was created, put back what was updated."""
    found = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[line.subject for line in lines])
    rows = {str(row.pk): row for row in found.annotate(is_used=in_use()).order_by("pk")}
    problems, deleted, restored = [], [], []
    for line in lines:
        row = rows.get(line.subject)
        if row is None:
            problems.append(f"{line.label} (supprimé)")
        elif stamp_of(present(row)) != line.stamp:
            problems.append(f"{line.label} (modifié)")
        elif line.action == Action.UPDATE:
            for name, value in in_columns({name: old for name, (old, _) in line.changes.items()}).items():
                setattr(row, name, value)
            restored.append(row)
        elif row.is_used:
            problems.append(f"{line.label} (déjà consulté, ou client de l'API)")
        else:
            deleted.append(row.pk)
    if not problems:
        save(restored)
        Organisation.objects.filter(pk__in=deleted).delete()
    return problems


def in_use() -> Exists:
    """An opinion was asked from it, or a program of its speaks to the API."""
    asked = Organisation.objects.filter(pk=OuterRef("pk"), consultations__isnull=False)
    return Exists(asked) | Exists(ApiClient.objects.filter(organisation=OuterRef("pk")))


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    kinds = dict(Organisation.Kind.choices)
    rows = Organisation.objects.select_related("commune").order_by("code")
    for row in rows.iterator(chunk_size=2_000):
        commune = row.commune.name if row.commune else ""
        yield [row.code, kinds[row.kind], row.name, commune, row.email, row.address, row.is_active]


def feeds_partners(staff: StaffMember, on: date) -> bool:
    return leads(staff, on)


ORGANISATIONS = ImportTarget(
    code="organisations",
    label="Partenaires (organismes)",
    intro="Mairies, services, associations : créés s'ils sont nouveaux, mis à jour si leur code est déjà connu.",
    policy=feeds_partners,
    make_fields=lambda: FIELDS,
    identity=identity,
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les partenaires créés seront supprimés et les autres remis dans leur état antérieur, si personne ne les"
    " a modifiés ni consultés depuis.",
    existing=existing,
)
