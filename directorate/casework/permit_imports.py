"""Taking over the titles in force that were granted before the application: typed, with their alerts, without a case.

No case is invented for them: a case would say that a request was received, examined and signed here. What the former
file says (number of the act, conditions, SIRET) is kept among the features of the title, marked as taken over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Procedure
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.journal.operations import entry, record_many
from directorate.legal_calendar.arithmetic import months_before
from directorate.org.models import StaffMember
from directorate.org.queries import heads_units
from directorate.parameters.queries import every_version, remembering
from directorate.parameters.queries import value as parameter
from directorate.permits.models import Permit
from directorate.permits.operations import PERMIT_SERIES, permit_rank
from directorate.registers.operations import come_back_to, go_on_above, locked_counters
from directorate.territory.identifiers import siret_validator
from directorate.territory.queries import commune_choices

Action, State = ImportLine.Action, Permit.State
STATES = (State.IN_FORCE, State.SUSPENDED, State.WITHDRAWN)
LONGEST_NUMBER = Permit._meta.get_field("number").max_length
# Answers, conditions of an act: a page at most.
LONGEST_CONDITIONS = 4_000


# --- fields -------------------------------------------------------------------------------------------------


def titled() -> list[Procedure]:
    """The procedures that issue titles."""
    return [row for row in registry.all_procedures() if row.validity is not None and row.active]


def number(text: str) -> str:
    plain = read_as.line(text).upper()
    if len(plain) > LONGEST_NUMBER:
        raise ValueError(f"{len(plain)} caractères, {LONGEST_NUMBER} au plus.")
    return plain


def siret(text: str) -> str:
    try:
        return siret_validator(text)
    except ValidationError as error:
        raise ValueError(error.message) from None


def conditions(text: str) -> str:
    if len(text) > LONGEST_CONDITIONS:
        raise ValueError(f"{LONGEST_CONDITIONS} caractères au plus.")
    return text


def make_fields() -> tuple[ImportField, ...]:
    return (
        ImportField(
            "procedure", "Procédure", required=True, choices=lambda: [(row.code, row.label) for row in titled()],
            synonyms=("type", "type de titre", "nature", "code procédure", "titre"),
            help="Son code ou son nom ; la page Procédures donne les deux.",
        ),
        ImportField(
            "number", "Numéro de l'acte", required=True, parse=number,
            synonyms=("numéro", "n°", "n° acte", "numéro du titre", "n° d'arrêté", "numéro d'arrêté", "arrêté"),
            help="Le titre garde ce numéro.",
        ),
        ImportField(
            "holder", "Titulaire", required=True, parse=read_as.text_of(200),
            synonyms=("nom", "bénéficiaire", "raison sociale", "exploitant", "pétitionnaire"),
        ),
        ImportField("siret", "SIRET", parse=siret, synonyms=("n° siret", "numéro siret")),
        ImportField("commune", "Commune", choices=commune_choices, synonyms=("ville", "localité")),
        ImportField("insee", "Code INSEE", choices=commune_choices, synonyms=("insee", "code commune")),
        ImportField(
            "place", "Adresse du site", parse=read_as.text_of(250),
            synonyms=("adresse", "lieu", "site", "adresse de l'établissement", "établissement"),
        ),
        ImportField(
            "issued_on", "Délivré le", parse=read_as.clear_day,
            synonyms=("date de délivrance", "date de l'acte", "date de l'arrêté", "date"),
            help="Vide : le premier jour de validité.",
        ),
        ImportField(
            "valid_from", "Valable du", required=True, parse=read_as.clear_day,
            synonyms=("début", "date de début", "début de validité", "valable à compter du", "prise d'effet"),
        ),
        ImportField(
            "expires_on", "Valable jusqu'au", parse=read_as.clear_day,
            synonyms=("fin", "date de fin", "fin de validité", "échéance", "date d'échéance", "expire le", "au"),
        ),
        ImportField(
            "conditions", "Prescriptions", parse=conditions, synonyms=("conditions", "observations", "remarques"),
        ),
        ImportField(
            "state", "État", choices=lambda: [(state.value, state.label) for state in STATES],
            synonyms=("statut", "situation"), help="Vide : en vigueur. Un titre expiré se reconnaît à sa date de fin.",
        ),
        ImportField(
            "state_changed_on", "État depuis le", parse=read_as.clear_day,
            synonyms=("depuis le", "date de l'état", "suspendu le", "retiré le"),
        ),
        ImportField(
            "unlisted", "Exclu des listes", parse=read_as.yes_or_no,
            synonyms=("défense nationale", "hors publication", "non publié"),
            help="Oui : absent des listes publiques et de celle du maire, par exemple pour la défense nationale.",
        ),
        ImportField(
            "renews", "Renouvelle le titre n°", parse=number,
            synonyms=("renouvelle", "titre renouvelé", "remplace", "titre antérieur", "numéro antérieur"),
            help="Un titre du registre, ou d'une ligne précédente du fichier : il est alors remplacé.",
        ),
    )  # fmt: skip


# --- preview ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Former:
    """A title that a row renews: in the register, or on an earlier line."""

    procedure: str
    valid_from: date
    state: str
    unit: str = ""


@dataclass(frozen=True)
class PermitFacts:
    on: date
    units: frozenset[str]
    # What bears one of these numbers in the register.
    known: Mapping[str, Former]
    # What the earlier lines bring, completed row after row.
    brought: dict[str, Former]
    # Numbers that an earlier line renews already.
    renewed: set[str]
    without_term: frozenset[str] = field(default_factory=frozenset)


def facts(rows: Sequence[Values], context: Context) -> PermitFacts:
    on = paris_day(context.at)
    former = [values["renews"] for values in rows if "renews" in values]
    found = Permit.objects.filter(number__in=[*(values["number"] for values in rows), *former])
    # The earlier lines are kept beside the import as they are planned, some hundred at a time.
    earlier = context.batch.lines.filter(action=Action.CREATE)
    brought = earlier.filter(values__number__in=former).values_list("values", flat=True)
    renewed = earlier.filter(values__renews__in=former).values_list("values__renews", flat=True)
    with remembering(every_version()):
        without_term = frozenset(row.code for row in titled() if not int(parameter(row.validity.months_parameter, on)))
    return PermitFacts(
        on=on,
        units=frozenset(heads_units(context.by, on)),
        known={
            row.number: Former(row.procedure_code, row.valid_from, row.state, row.unit_id)
            for row in found.only("number", "procedure_code", "valid_from", "state", "unit_id")
        },
        brought={values["number"]: brought_by(values) for values in brought},
        renewed=set(renewed),
        without_term=without_term,
    )


def brought_by(values: Values) -> Former:
    return Former(
        values["procedure"], day(values, "valid_from"), values.get("state", State.IN_FORCE),
        registry.PROCEDURES[values["procedure"]].unit,
    )  # fmt: skip


def day(values: Values, name: str) -> date | None:
    return date.fromisoformat(values[name]) if name in values else None


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def plan(values: Values, facts: PermitFacts) -> Plan:
    label = f"{values['number']}, {values['holder']}"
    faults = [*faults_of(values, facts), *faults_of_renewal(values, facts)]
    if faults:
        return Plan(Action.REJECT, label=label, reason=" ".join(faults))
    facts.brought[values["number"]] = brought_by(values)
    if "renews" in values:
        facts.renewed.add(values["renews"])
    return Plan(Action.CREATE, label=label)


def faults_of(values: Values, facts: PermitFacts) -> Iterable[str]:
    procedure = registry.PROCEDURES[values["procedure"]]
    if procedure.unit not in facts.units:
        yield f"Procédure : « {procedure.short_label} » relève d'un autre service que le vôtre."
        return
    if procedure.sensitivity == Case.Sensitivity.SECRET:
        yield f"Procédure : les titres de « {procedure.short_label} » sont secrets et ne s'importent pas."
    if values["number"] in facts.known:
        yield f"Numéro de l'acte : le titre n° {values['number']} est déjà au registre."
    if "commune" not in values and "insee" not in values:
        yield "Commune : valeur obligatoire."
    elif "commune" in values and "insee" in values and values["commune"] != values["insee"]:
        yield f"Code INSEE : {values['insee']} n'est pas celui de la commune indiquée ({values['commune']})."
    yield from faults_of_dates(values, facts)


def faults_of_dates(values: Values, facts: PermitFacts) -> Iterable[str]:
    valid_from, expires_on = day(values, "valid_from"), day(values, "expires_on")
    issued_on, changed_on = day(values, "issued_on"), day(values, "state_changed_on")
    if expires_on is None and values["procedure"] not in facts.without_term:
        yield "Valable jusqu'au : à remplir, un titre de cette procédure a un terme."
    if expires_on is not None and expires_on < valid_from:
        yield f"Valable jusqu'au : {expires_on:%d/%m/%Y} précède le début de validité ({valid_from:%d/%m/%Y})."
    if (issued_on or valid_from) > facts.on:
        yield f"{'Délivré le' if issued_on else 'Valable du'} : {issued_on or valid_from:%d/%m/%Y} est dans l'avenir."
    if values.get("state", State.IN_FORCE) != State.IN_FORCE:
        if changed_on is None:
            yield "État depuis le : à remplir pour un titre suspendu ou retiré."
        elif not valid_from <= changed_on <= facts.on:
            yield f"État depuis le : {changed_on:%d/%m/%Y} n'est pas entre le début de validité et ce jour."


def faults_of_renewal(values: Values, facts: PermitFacts) -> Iterable[str]:
    """What it renews is of the same series, still there to be renewed, and begins before it."""
    if "renews" not in values:
        return
    number, says = values["renews"], "Renouvelle le titre n° :"
    former = facts.brought.get(number) or facts.known.get(number)
    if number == values["number"]:
        yield f"{says} un titre ne se renouvelle pas lui-même."
    elif former is None:
        yield f"{says} « {number} » n'est ni au registre, ni sur une ligne précédente du fichier."
    elif former.unit not in facts.units or series_of(former.procedure) != series_of(values["procedure"]):
        yield f"{says} « {number} » est un titre d'une autre nature."
    elif number in facts.renewed or former.state == State.REPLACED:
        yield f"{says} « {number} » est déjà remplacé par un autre titre."
    elif former.state == State.WITHDRAWN:
        yield f"{says} « {number} » a été retiré : il ne se renouvelle pas."
    elif former.valid_from > date.fromisoformat(values["valid_from"]):
        yield f"{says} « {number} » commence après lui ({former.valid_from:%d/%m/%Y})."


def series_of(procedure_code: str) -> str:
    """An authorisation, its renewal and its modification issue titles of one series."""
    known = registry.PROCEDURES.get(procedure_code)
    return known.validity.number_prefix if known and known.validity else procedure_code


# --- writing ------------------------------------------------------------------------------------------------


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    numbers = {line.values["number"] for line in lines}
    former = {line.values["renews"] for line in lines if "renews" in line.values}
    found = Permit.objects.select_for_update().filter(number__in=numbers | former).order_by("pk")
    rows = {permit.number: permit for permit in found}
    made, replaced = [], {}
    with remembering(every_version()):
        for line in lines:
            permit = permit_of(line.values, context)
            renewed = rows.get(line.values.get("renews", ""))
            if permit.number in rows:
                overtaken(line, f"Un titre porte le n° {permit.number} depuis l'aperçu.")
            elif "renews" in line.values and (
                renewed is None or renewed.state not in (State.IN_FORCE, State.SUSPENDED)
            ):
                overtaken(line, f"Le titre n° {line.values['renews']} ne peut plus être renouvelé.")
            else:
                if renewed is not None:
                    give_way(renewed, permit)
                    replaced[permit.number] = renewed
                rows[permit.number] = permit
                made.append((line, permit))
    # Those that replace others are known by their keys once they are written: the links follow.
    Permit.objects.bulk_create([permit for _, permit in made], batch_size=1_000)
    for new, old in replaced.items():
        old.replaced_by = rows[new]
    Permit.objects.bulk_update(
        replaced.values(), ["state", "state_changed_on", "state_reason", "replaced_by"], batch_size=1_000
    )
    raise_series([permit.number for _, permit in made])
    for line, permit in made:
        line.subject = str(permit.pk)
    tell("permit.taken_over", [permit for _, permit in made], context)


def permit_of(values: Values, context: Context) -> Permit:
    procedure = registry.PROCEDURES[values["procedure"]]
    expires_on = day(values, "expires_on")
    months = int(parameter(procedure.validity.renew_before_parameter, paris_day(context.at)))
    state = values.get("state", State.IN_FORCE)
    changed_on = day(values, "state_changed_on") if state != State.IN_FORCE else None
    return Permit(
        number=values["number"],
        procedure_code=procedure.code,
        label=procedure.validity.permit_label[:200],
        holder=values["holder"],
        unit_id=procedure.unit,
        commune_id=values.get("commune") or values["insee"],
        place_label=values.get("place", ""),
        issued_on=day(values, "issued_on") or day(values, "valid_from"),
        valid_from=day(values, "valid_from"),
        expires_on=expires_on,
        renew_by=months_before(expires_on, months) if expires_on and months else None,
        state=state,
        state_changed_on=changed_on,
        state_reason="Repris d'un registre antérieur" if changed_on else "",
        features={
            "taken_over": {
                "import": str(context.batch.pk),
                "file": context.batch.file_name,
                "sensitivity": procedure.sensitivity,
                "conditions": values.get("conditions", ""),
                "siret": values.get("siret", ""),
                "unlisted": values.get("unlisted", False),
                "state": state,
                "since": iso(changed_on),
            }
        },
    )


def give_way(old: Permit, new: Permit) -> None:
    """The renewed title stops when the new one begins; what it was is kept, should the import be undone."""
    new.features["taken_over"]["renews"] = {
        "state": old.state,
        "since": iso(old.state_changed_on),
        "reason": old.state_reason,
    }
    old.state, old.state_changed_on = State.REPLACED, new.valid_from
    old.state_reason = f"Remplacé par le titre n° {new.number}"


def raise_series(numbers: Iterable[str]) -> None:
    """A former number of the form of ours (VP-2026-00042) is never given again."""
    for series, highest in ranks(numbers).items():
        go_on_above(locked_counters(series, highest), highest)


def ranks(numbers: Iterable[str]) -> dict[str, dict[int, int]]:
    """The highest rank of each year, by series, among the numbers that have the form of ours."""
    prefixes = {row.validity.number_prefix for row in titled()}
    found: dict[str, dict[int, int]] = {}
    for number in numbers:
        prefix, year, rank = permit_rank(number)
        if prefix in prefixes:
            years = found.setdefault(PERMIT_SERIES.format(prefix=prefix), {})
            years[year] = max(years.get(year, 0), rank)
    return found


def tell(action: str, permits: Iterable[Permit], context: Context) -> None:
    told = [
        entry(
            by=context.by, at=context.at, action=action, subject=permit, label=str(permit), unit_code=permit.unit_id,
            details={"file": context.batch.file_name, "expires_on": iso(permit.expires_on)},
        )
        for permit in permits
    ]  # fmt: skip
    record_many(entries=told)


# --- undoing ------------------------------------------------------------------------------------------------


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Take the titles away, and put back those that they had replaced; whatever has lived since is named."""
    keys = [line.subject for line in lines]
    found = Permit.objects.select_for_update(of=("self",)).select_related("replaced_by").filter(pk__in=keys)
    permits = {str(permit.pk): permit for permit in found.order_by("pk")}
    cited = {str(pk) for pk in Permit.objects.filter(cited_elsewhere(), pk__in=keys).values_list("pk", flat=True)}
    problems = [
        f"{line.label} ({why})"
        for line in lines
        if (why := use_of(permits.get(line.subject), line.subject in cited, str(context.batch.pk)))
    ]
    if not problems:
        remove(list(permits.values()), context)
    return problems


def cited_elsewhere() -> Q:
    """A case, or any other row, points at the title; the one that it replaced does not count."""
    pointing = Q()
    for relation in Permit._meta.related_objects:
        if relation.related_model is not Permit:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            pointing |= Q(Exists(rows))
    return pointing


def use_of(permit: Permit | None, is_cited: bool, batch: str) -> str:
    """What has happened to the title since it was taken over; empty when nothing has."""
    if permit is None:
        return "retiré du registre depuis"
    taken = permit.features["taken_over"]
    if is_cited:
        return "un dossier porte sur lui"
    if permit.renewal_asked_on is not None:
        return f"renouvellement demandé le {permit.renewal_asked_on:%d/%m/%Y}"
    if permit.replaced_by_id and permit.replaced_by.features.get("taken_over", {}).get("import") == batch:
        return ""
    if (permit.state, iso(permit.state_changed_on)) != (taken["state"], taken["since"]):
        return f"{permit.get_state_display().lower()} depuis"
    return ""


def remove(permits: Sequence[Permit], context: Context) -> None:
    keys = [permit.pk for permit in permits]
    restored = []
    for old in (
        Permit.objects.select_for_update(of=("self",)).filter(replaced_by__in=keys).select_related("replaced_by")
    ):
        before = old.replaced_by.features["taken_over"]["renews"]
        old.state, old.state_reason, old.replaced_by = before["state"], before["reason"], None
        old.state_changed_on = date.fromisoformat(before["since"]) if before["since"] else None
        restored.append(old)
    Permit.objects.bulk_update(restored, ["state", "state_changed_on", "state_reason", "replaced_by"], batch_size=1_000)
    tell("permit.import_undone", permits, context)
    Permit.objects.filter(pk__in=keys).delete()
    for series, removed in ranks(permit.number for permit in permits).items():
        come_back_to(locked_counters(series, removed), removed, left_in(series, removed))


def left_in(series: str, years: Iterable[int]) -> dict[int, int]:
    """The highest rank of each of these years that the register still holds."""
    prefix = series.removeprefix(PERMIT_SERIES.format(prefix=""))
    bounds = Q()
    for year in years:
        bounds |= Q(number__startswith=f"{prefix}-{year}-")
    numbers = Permit.objects.filter(bounds).values_list("number", flat=True)
    return ranks(numbers).get(series, {})


# --- the target ---------------------------------------------------------------------------------------------


def takes_over(staff: StaffMember, on: date) -> bool:
    """Whoever leads a bureau that issues titles."""
    return bool({row.unit for row in titled()} & heads_units(staff, on))


EXAMPLE: Mapping[str, Any] = {
    "procedure": "video_protection_authorisation",
    "number": "2023/00311",
    "holder": "Boulangerie de l'Exemple",
    "commune": "Créteil",
    "insee": "94028",
    "place": "Boulangerie de l'Exemple, 3 rue de l'Exemple",
    "issued_on": date(2023, 5, 12),
    "valid_from": date(2023, 5, 12),
    "expires_on": date(2028, 5, 12),
    "conditions": "Masquer les fenêtres des logements voisins.",
    "state": "En vigueur",
}
FORMER_PERMITS = ImportTarget(
    code="permits",
    label="Titres en cours (reprise)",
    intro="Les titres délivrés avant l'application entrent au registre des titres sous leur numéro, avec leur échéance"
    " et leurs alertes de renouvellement, sans dossier. Un numéro déjà au registre est rejeté.",
    policy=takes_over,
    make_fields=make_fields,
    identity=lambda values: values.get("number", ""),
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les titres repris sont retirés et ceux qu'ils remplaçaient sont rétablis. Si un seul a servi depuis"
    " (renouvellement demandé, suspension, retrait, dossier), rien n'est annulé et il est nommé.",
    most_rows=50_000,
    example=EXAMPLE,
)
