"""Applications from a table (Démarche numérique, Dauphin or our template), as a destination of imports.

Each row goes through the operations of the form: promoter, draft, budget, indicator, deposit when the row says so. Its
reference in the place where it comes from makes it known: the same file twice does nothing.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.money import iban
from directorate.money.amounts import words
from directorate.money.funding import EXPENSES, Budget, Line
from directorate.org.models import StaffMember
from directorate.territory.identifiers import rna_validator, siret_validator
from directorate.territory.models import Commune
from directorate.territory.queries import commune_choices
from directorate.web import sealing
from directorate.web.errors import DomainError
from public_order.grants import operations
from public_order.grants.catalogue import AXES, Funder, PromoterKind
from public_order.grants.exchange_models import GrantDeposit
from public_order.grants.models import GrantApplication, GrantAxis, GrantCall, Promoter
from public_order.policies import works_in_public_order

Action = ImportLine.Action
BOUND = "public_order.intake.iban"
ACCOUNTS = {
    "60": "Achats", "61": "Services extérieurs", "62": "Autres services extérieurs", "63": "Impôts et taxes",
    "64": "Charges de personnel", "65": "Autres charges de gestion", "66": "Charges financières",
    "67": "Charges exceptionnelles", "68": "Dotations",
}  # fmt: skip
# (field, account, funder, label): who brings what besides the FIPD, which is the amount that is asked.
PRODUCTS = (
    ("other_state", "74", Funder.STATE, "Autres aides de l'État"),
    ("local", "74", Funder.LOCAL, "Collectivités"),
    ("other_public", "74", Funder.OTHER_PUBLIC, "Autres financements publics"),
    ("own", "75", Funder.OWN, "Fonds propres"),
    ("private", "75", Funder.PRIVATE, "Financements privés"),
)
TEXTS = ("objectives", "description", "evaluation")
PERSONAL = ("iban",)


# --- cells --------------------------------------------------------------------------------------------------------


def checked(validator) -> read_as.Parse:
    def parse(text: str) -> str:
        try:
            return validator(text)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error

    return parse


def account(text: str) -> str:
    """Checked by its key, sealed at once: the lines of an import never hold it in clear."""
    number = iban.tidy(text)
    if not iban.is_valid(number):
        raise ValueError("cet IBAN n'existe pas, sa clé de contrôle est fausse.")
    return sealing.seal(number, BOUND)


def euros(text: str) -> str:
    found = Decimal(read_as.clear_amount(text))
    if not 0 <= found < 10**8 or found != found.quantize(Decimal("0.01")):
        raise ValueError(f"« {read_as.short(text)} » n'est pas un montant au centime, positif.")
    return format(found, "f")


def years(text: str) -> int:
    found = read_as.whole(text)
    if not 1 <= found <= 4:
        raise ValueError("de 1 à 4 ans.")
    return found


def call_choices() -> list[tuple[str, str]]:
    """Closed ones too, for what was filed in time; an open one has its name first."""
    rows = GrantCall.objects.exclude(state=GrantCall.State.DRAFT).select_related("programme")
    found = sorted(rows, key=lambda row: row.state != GrantCall.State.PUBLISHED)
    return [(str(row.pk), str(row)) for row in found]


def axis_choices() -> list[tuple[str, str]]:
    return [(code, axis.label) for code, axis in AXES.items()]


def paragraph(length: int) -> read_as.Parse:
    def parse(text: str) -> str:
        if len(text) > length:
            raise ValueError(f"{len(text)} caractères, {length} au plus.")
        return text

    return parse


def fields() -> tuple[ImportField, ...]:
    return (
        ImportField("reference", "N° de dossier", required=True, parse=read_as.text_of(60),
                    synonyms=("numéro de dossier", "id dossier", "n° dossier dauphin", "référence", "dossier"),
                    help="Son numéro d'origine : il reconnaît la demande d'un import à l'autre."),
        ImportField("call", "Appel à projets", required=True, choices=call_choices, synonyms=("appel", "campagne")),
        ImportField("axis", "Axe", required=True, choices=axis_choices, synonyms=("axe du projet", "mesure")),
        ImportField("kind", "Nature du porteur", required=True, choices=lambda: PromoterKind.choices,
                    synonyms=("nature", "type de porteur", "forme juridique")),
        ImportField("promoter", "Porteur", required=True, parse=read_as.text_of(160),
                    synonyms=("nom du porteur", "organisme", "raison sociale", "nom de l'association")),
        ImportField("siret", "SIRET", parse=checked(siret_validator), synonyms=("n° siret", "siret du porteur")),
        ImportField("rna", "RNA", parse=checked(rna_validator), synonyms=("n° rna", "numéro rna")),
        ImportField("address", "Adresse", parse=read_as.text_of(300), synonyms=("adresse du siège",)),
        ImportField("seat", "Commune du siège", choices=commune_choices, synonyms=("ville", "commune")),
        ImportField("representative", "Représentant légal", parse=read_as.text_of(120), synonyms=("président",)),
        ImportField("email", "Courriel", parse=read_as.email, synonyms=("adresse électronique", "mail", "email")),
        ImportField("iban", "IBAN", parse=account, synonyms=("rib", "n° iban"), secret=True,
                    looks_secret=iban.looks_like,
                    help="Contrôlé puis scellé ; jamais montré."),
        ImportField("title", "Intitulé du projet", required=True, parse=read_as.text_of(160),
                    synonyms=("intitulé", "titre", "nom du projet", "action")),
        ImportField("asked", "Subvention demandée (€)", required=True, parse=euros,
                    synonyms=("montant demandé", "subvention demandée", "fipd demandé")),
        ImportField("starts_on", "Du", required=True, parse=read_as.clear_day,
                    synonyms=("date de début", "début", "début du projet")),
        ImportField("ends_on", "Au", required=True, parse=read_as.clear_day,
                    synonyms=("date de fin", "fin", "fin du projet")),
        ImportField("year_count", "Nombre d'années", parse=years, synonyms=("durée", "durée en années")),
        ImportField("communes", "Communes du projet", choices=commune_choices, many=True,
                    synonyms=("territoires", "communes concernées")),
        ImportField("objectives", "Objectifs", parse=paragraph(4000)),
        ImportField("description", "Description", parse=paragraph(4000), synonyms=("description du projet",)),
        ImportField("evaluation", "Évaluation prévue", parse=paragraph(2000), synonyms=("évaluation",)),
        ImportField("indicator", "Indicateur", parse=read_as.text_of(200), synonyms=("indicateurs",)),
        *(ImportField(f"charge_{code}", f"{code} {ACCOUNTS[code]} (€)", parse=euros,
                      synonyms=(code, f"compte {code}", f"{code} - {ACCOUNTS[code]}")) for code in EXPENSES),
        ImportField("in_kind", "86 et 87 Contributions volontaires (€)", parse=euros,
                    synonyms=("contributions volontaires", "86", "valorisation")),
        *(ImportField(name, f"{code} {label} (€)", parse=euros, synonyms=(label,))
          for name, code, _, label in PRODUCTS),
        ImportField("filed_on", "Déposée le", parse=read_as.clear_day,
                    synonyms=("déposé le", "date de dépôt", "date du dépôt", "dépôt"),
                    help="Le jour du dépôt d'origine, quand l'appel est clos depuis ; il devient celui de la demande."),
        ImportField("submit", "À déposer", parse=read_as.yes_or_no, synonyms=("déposée", "dossier déposé"),
                    help="Oui : la demande est déposée ; vide ou non : elle reste en rédaction."),
    )  # fmt: skip


# --- what a row says ----------------------------------------------------------------------------------------------


def budget_lines(values: Values) -> list[dict[str, Any]]:
    rows = [
        {"account": code, "label": ACCOUNTS[code], "amount": Decimal(values[f"charge_{code}"])}
        for code in EXPENSES if f"charge_{code}" in values
    ]  # fmt: skip
    rows.append({"account": "74", "label": "FIPD", "amount": Decimal(values["asked"]), "funder": Funder.FIPD})
    rows += [
        {"account": code, "label": label, "amount": Decimal(values[name]), "funder": funder}
        for name, code, funder, label in PRODUCTS if name in values
    ]  # fmt: skip
    for code in ("86", "87"):
        rows.append({"account": code, "label": "Contributions volontaires",
                     "amount": Decimal(values.get("in_kind", "0"))})  # fmt: skip
    return [row for row in rows if row["amount"]]


def filing_day(values: Values) -> date | None:
    return date.fromisoformat(values["filed_on"]) if values.get("filed_on") else None


def is_filed(values: Values) -> bool:
    return bool(values.get("submit") or values.get("filed_on"))


def fingerprint(values: Values) -> str:
    """What the row says, without the seal, which is never the same twice."""
    plain = {name: given for name, given in values.items() if name not in PERSONAL}
    if "iban" in values:
        plain["iban"] = sealing.fingerprint(sealing.unseal(values["iban"], BOUND), BOUND)
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Known:
    at: datetime
    calls: Mapping[str, GrantCall]
    axes: Mapping[tuple[int, str], GrantAxis]
    deposits: Mapping[str, GrantDeposit]
    by_siret: Mapping[str, Promoter]
    by_rna: Mapping[str, Promoter]

    def promoter(self, values: Values) -> Promoter | None:
        """By its SIRET; by its RNA when one of the two has no SIRET."""
        found = self.by_siret.get(values["siret"]) if values.get("siret") else None
        named = self.by_rna.get(values["rna"]) if found is None and values.get("rna") else None
        return found or (None if named and named.siret and values.get("siret") else named)


def facts(rows: Sequence[Values], context: Context) -> Known:
    sirets = {values["siret"] for values in rows if values.get("siret")}
    rnas = {values["rna"] for values in rows if values.get("rna")}
    calls = {str(row.pk): row for row in GrantCall.objects.select_related("programme").filter(
        pk__in={values["call"] for values in rows})}  # fmt: skip
    programmes = {call.programme_id for call in calls.values()}
    references = [values["reference"] for values in rows]
    deposits = GrantDeposit.objects.filter(source="file", reference__in=references).select_related("application")
    return Known(
        context.at, calls,
        {(row.programme_id, row.code): row for row in GrantAxis.objects.filter(programme__in=programmes)},
        {row.reference: row for row in deposits},
        {row.siret: row for row in Promoter.objects.filter(siret__in=sirets)},
        # The oldest of those that have the same, one without SIRET last.
        {row.rna: row for row in Promoter.objects.filter(rna__in=rnas).order_by("siret", "-pk")},
    )  # fmt: skip


def faults(values: Values, known: Known) -> Iterator[str]:
    call, filed_on = known.calls.get(values["call"]), filing_day(values)
    if call is None or (filed_on is None and operations.filing_fault(call, None, known.at)):
        yield "Appel à projets : il ne reçoit plus de demande ; indiquer « Déposée le » si elle l'a été à temps."
    elif fault := operations.filing_fault(call, filed_on, known.at):
        yield fault
    elif filed_on and values.get("submit") is False:
        yield "À déposer : non, alors qu'un jour de dépôt est indiqué."
    elif (call.programme_id, values["axis"]) not in known.axes:
        yield f"Axe : {values['axis']} n'est pas un axe de cet appel à projets."
    if not Decimal(values["asked"]):
        yield "Subvention demandée : un montant positif."
    if values["ends_on"] < values["starts_on"]:
        yield "Au : la fin précède le début."
    if values.get("rna") and values["kind"] != PromoterKind.ASSOCIATION:
        yield "RNA : seule une association en a un."
    if not values.get("siret") and not values.get("rna"):
        yield "SIRET : indiquer le SIRET du porteur, ou le RNA d'une association."
    yield from budget_faults(values)
    body = known.promoter(values)
    known_end = body.iban_end if body is not None and "iban" in values else ""
    if known_end and sealing.unseal(values["iban"], BOUND) != body.sealed_iban:
        yield f"IBAN : celui du porteur connu finit par {known_end} ; le changer sur sa fiche d'abord."


def budget_faults(values: Values) -> Iterator[str]:
    budget = Budget.of(Line(row["account"], row["amount"]) for row in budget_lines(values))
    if not budget.expense:
        yield "Budget : aucune charge n'est renseignée."
    elif budget.expense != budget.income:
        gap = budget.expense - budget.income
        yield (
            f"Budget : les charges ({words(budget.expense)}) et les produits ({words(budget.income)}) ne s'équilibrent"
            f" pas, écart {words(abs(gap))}."
        )


def plan(values: Values, known: Known) -> Plan:
    label = f"{values['reference']}, {values['title']}"[:250]
    before = known.deposits.get(values["reference"])
    if before is not None:
        said = f"Ce dossier est déjà reçu : {before.application}."
        if before.fingerprint == fingerprint(values):
            return Plan(Action.UNCHANGED, label=label)
        return Plan(Action.REJECT, label=label, reason=f"{said} Il revient modifié : le corriger sur sa page.")
    found = list(faults(values, known))
    if found:
        return Plan(Action.REJECT, label=label, reason=" ".join(found))
    body = known.promoter(values)
    end = "déposée" if is_filed(values) else "en rédaction"
    who = f"porteur connu : {body.name}" if body else "nouveau porteur"
    return Plan(Action.CREATE, label=label, reason=f"Demande {end}, {words(Decimal(values['asked']))}, {who}.")


# --- writing ------------------------------------------------------------------------------------------------------


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    """Each row whole or not at all; one that is refused meanwhile says why and leaves the others alone."""
    for line in lines:
        known = facts([line.values], context)
        if line.values["reference"] in known.deposits:
            overtaken(line, "Ce dossier est reçu depuis l'aperçu.")
            continue
        try:
            with transaction.atomic():
                row = taken(line.values, known, context)
        except DomainError as refusal:
            overtaken(line, str(refusal))
            continue
        line.subject, line.stamp = str(row.pk), str(row.version)
        line.label = str(row)[:250]


def taken(values: Values, known: Known, context: Context) -> GrantApplication:
    by, at, filed_on = context.by, context.at, filing_day(values)
    if found := list(faults(values, known)):
        raise DomainError(" ".join(found))
    call = known.calls[values["call"]]
    towns = {town.pk: town for town in Commune.objects.defer("contour").filter(pk__in=values.get("communes", []))}
    row = operations.record_application(
        call=call, axis=known.axes[call.programme_id, values["axis"]], promoter=body_of(values, known, context),
        title=values["title"], asked=Decimal(values["asked"]), channel=GrantApplication.Channel.FILE,
        communes=list(towns.values()), starts_on=date.fromisoformat(values["starts_on"]),
        ends_on=date.fromisoformat(values["ends_on"]), year_count=values.get("year_count", 1), filed_on=filed_on,
        by=by, at=at,
        **{name: values.get(name, "") for name in TEXTS},
    )  # fmt: skip
    row = operations.set_budget(application=row, lines=budget_lines(values), by=by, at=at)
    if values.get("indicator"):
        row = operations.add_indicator(application=row, label=values["indicator"], by=by, at=at)
    GrantDeposit.objects.create(
        application=row, source=GrantDeposit.Source.FILE, reference=values["reference"],
        fingerprint=fingerprint(values), recorded_at=at,
    )  # fmt: skip
    return operations.submit(application=row, filed_on=filed_on, by=by, at=at) if is_filed(values) else row


def body_of(values: Values, known: Known, context: Context) -> Promoter:
    """The known one as it is; its missing account or SIRET is completed, nothing of it is written over."""
    found = known.promoter(values)
    account_number = sealing.unseal(values["iban"], BOUND) if "iban" in values else ""
    lacks_siret = found is not None and not found.siret and values.get("siret")
    if found is not None and (found.iban_end or not account_number) and not lacks_siret:
        return found
    if found is not None:
        return operations.record_promoter(
            promoter=found, kind=found.kind, name=found.name, siret=found.siret or values.get("siret", ""),
            rna=found.rna, iban_number="" if found.iban_end else account_number, by=context.by, at=context.at,
        )  # fmt: skip
    return operations.record_promoter(
        kind=values["kind"], name=values["promoter"], siret=values.get("siret", ""), rna=values.get("rna", ""),
        address=values.get("address", ""), commune_id=values.get("seat"), email=values.get("email", ""),
        representative=values.get("representative", ""), iban_number=account_number, by=context.by, at=context.at,
    )  # fmt: skip


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Drafts that nobody touched go; what is filed has its number and stays."""
    keys = [int(line.subject) for line in lines]
    rows = GrantApplication.objects.select_for_update(of=("self",)).in_bulk(keys)
    found = [(line, rows.get(int(line.subject))) for line in lines]
    problems = [
        f"{line.label} ({'déposée' if row.state != GrantApplication.State.DRAFT else 'modifiée depuis'})"
        for line, row in found
        if row is not None and (row.state != GrantApplication.State.DRAFT or str(row.version) != line.stamp)
    ]
    if not problems:
        for _, row in found:
            if row is not None:
                row.delete()
    return problems


def feeds_grants(staff: StaffMember, on: date) -> bool:
    return works_in_public_order(staff, on=on)


EXAMPLE = {
    "reference": "DS-1234567", "axis": "D1", "kind": "Association", "promoter": "Horizon jeunes",
    "siret": "219 400 280 00018", "rna": "W941234567", "title": "Médiation de nuit", "asked": "20 000,00",
    "starts_on": date(2026, 6, 1), "ends_on": date(2026, 12, 31), "charge_60": "15 000,00", "charge_64": "25 000,00",
    "own": "20 000,00", "submit": "Non",
}  # fmt: skip

INTAKE = ImportTarget(
    code="grant-applications",
    label="Demandes de subvention du FIPD",
    intro="Une ligne par demande, avec son budget. Chaque ligne acceptée passe par les contrôles du formulaire ; un"
    " dossier déjà reçu n'est pas repris.",
    policy=feeds_grants,
    make_fields=fields,
    identity=lambda values: values.get("reference", ""),
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les demandes importées encore en rédaction et que personne n'a modifiées sont supprimées.",
    chunk=200,
    most_rows=2_000,
    example=EXAMPLE,
)
