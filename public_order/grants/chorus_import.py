"""The extract of the payments of Chorus, as a destination of imports: recognised, checked, previewed, matched."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from directorate.casework.move import paris_day
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.money.amounts import words
from directorate.org.models import StaffMember
from public_order.grants import chorus
from public_order.grants.chorus_operations import Books, books_of, dp_amounts, put, settle
from public_order.grants.exchange_models import ChorusPayment
from public_order.grants.payments.catalogue import PaymentState
from public_order.grants.payments.models import GrantPayment
from public_order.policies import works_in_public_order
from public_order.recording import tell

Action = ImportLine.Action
MOST_ROWS = 20_000
Key = tuple[str, str]
TEXTS = ("ej_line", "supplier", "supplier_label", "branch", "siret", "vat_number", "programming", "company",
         "cost_centre", "domain")  # fmt: skip


def coded(length: int) -> read_as.Parse:
    """What only describes a payment is cut: it does not keep the payment out."""
    return lambda text: read_as.line(text)[:length]


def fields() -> tuple[ImportField, ...]:
    return (
        ImportField("dp", "N° DP", required=True, parse=chorus.ten_digits,
                    synonyms=("numéro dp", "n° demande de paiement", "demande de paiement")),
        ImportField("dp_line", "N° poste DP", required=True, parse=chorus.rank, synonyms=("poste dp",)),
        ImportField("ej", "N° EJ", required=True, parse=chorus.ten_digits,
                    synonyms=("numéro ej", "n° engagement juridique", "engagement juridique", "ej")),
        ImportField("ej_line", "N° poste EJ", parse=chorus.rank, synonyms=("poste ej", "n° poste de l'ej")),
        ImportField("supplier", "Fournisseur payé (DP)", parse=coded(200),
                    synonyms=("fournisseur payé", "fournisseur payé dp code", "tiers", "fournisseur")),
        ImportField("supplier_label", "Libellé du fournisseur", parse=coded(200),
                    synonyms=("fournisseur payé (dp) libellé", "fournisseur payé (dp) (2)", "raison sociale")),
        ImportField("branch", "Branche", parse=coded(60), synonyms=("branche cd", "code branche")),
        ImportField("siret", "Code taxe 1", parse=chorus.siret_or_none, synonyms=("siret", "n° siret", "code taxe")),
        ImportField("vat_number", "N° TVA 3", parse=coded(20), synonyms=("n° tva", "tva 3")),
        ImportField("programming", "Référentiel de programmation", parse=coded(120),
                    synonyms=("référentiel de programmation cd",)),
        ImportField("company", "Société", parse=coded(20), synonyms=("code société",)),
        ImportField("exercise", "Exercice comptable", parse=chorus.exercise, synonyms=("exercice", "année comptable")),
        ImportField("paid_on", "Date de dernière opération sur la DP", required=True, parse=read_as.clear_day,
                    synonyms=("date de paiement", "date dernière opération sur la dp", "payé le")),
        ImportField("cost_centre", "Centre financier", parse=coded(120), synonyms=("cf", "code centre financier")),
        ImportField("domain", "Domaine fonctionnel", parse=coded(120), synonyms=("df", "code domaine fonctionnel")),
        ImportField("amount", "Montant payé", required=True, parse=chorus.money,
                    synonyms=("montant", "montant ttc", "montant payé ttc", "eur")),
    )  # fmt: skip


@dataclass
class Known:
    today: date
    lines: Mapping[Key, tuple[Decimal, str, date]]
    books: Books


def key(values: Values) -> Key:
    return values["dp"], values["dp_line"]


def facts(rows: Sequence[Values], context: Context) -> Known:
    dps = {values["dp"] for values in rows}
    found = ChorusPayment.objects.filter(dp__in=dps).values_list("dp", "dp_line", "amount", "ej", "paid_on")
    known = {(dp, line): (amount, ej, day) for dp, line, amount, ej, day in found}
    books = books_of({values["ej"] for values in rows}, {values.get("siret", "") for values in rows})
    books.dp_amounts = dp_amounts(dps)
    for one in {key(values): values for values in rows if key(values) not in known}.values():
        books.dp_amounts[one["dp"]] += Decimal(one["amount"])
    return Known(paris_day(context.at), known, books)


def plan(values: Values, known: Known) -> Plan:
    amount, label = Decimal(values["amount"]), f"DP {values['dp']}/{values['dp_line']}"
    if key(values) in known.lines:
        return again(label, amount, values, known.lines[key(values)])
    if date.fromisoformat(values["paid_on"]) > known.today:
        return Plan(Action.REJECT, label=label, reason="La date de paiement est dans l'avenir.")
    found = judged(values, known.books)
    number = next((one.number for one in known.books.commitments if one.application == found.application), "")
    said = f"Rapproché de {number}." if found.match == chorus.MATCHED else found.reason
    return Plan(Action.CREATE, label=f"{label}, {words(amount)}", reason=said)


def again(label: str, amount: Decimal, values: Values, before: tuple[Decimal, str, date]) -> Plan:
    """CHO-02: what is known is not taken twice; what it says otherwise is told, and changes nothing."""
    told, ej, day = before
    gaps = []
    if told != amount:
        gaps.append(f"le montant connu est {words(told)}, le fichier dit {words(amount)}")
    if ej != values["ej"]:
        gaps.append(f"l'engagement connu est {ej}, le fichier dit {values['ej']}")
    if day != date.fromisoformat(values["paid_on"]):
        gaps.append(f"le jour connu est le {day:%d/%m/%Y}")
    if not gaps:
        return Plan(Action.UNCHANGED, label=label)
    return Plan(Action.REJECT, label=label, reason=f"CHO-02 : déjà importé, mais {' ; '.join(gaps)}.")


def judged(values: Values, books: Books) -> chorus.Outcome:
    return books.judge(values["ej"], values.get("ej_line", ""), values.get("siret", ""), values["dp"],
                       Decimal(values["amount"]))  # fmt: skip


def row_of(values: Values, at: datetime) -> ChorusPayment:
    texts = {name: values.get(name, "") for name in TEXTS}
    code, label = chorus.split_code(texts["supplier"])
    if label and not texts["supplier_label"]:
        texts["supplier"], texts["supplier_label"] = code, label
    texts["supplier"] = texts["supplier"][:20]
    day = date.fromisoformat(values["paid_on"])
    return ChorusPayment(
        dp=values["dp"], dp_line=values["dp_line"], ej=values["ej"], exercise=values.get("exercise", day.year),
        paid_on=day, amount=Decimal(values["amount"]), recorded_at=at, **texts,
    )  # fmt: skip


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    known, matched = facts([line.values for line in lines], context), {}
    for line in lines:
        if key(line.values) in known.lines:
            overtaken(line, "CHO-02 : ce poste de demande de paiement est connu depuis l'aperçu.")
            continue
        row = put(row_of(line.values, context.at), judged(line.values, known.books), None, context.at)
        row.save()
        if row.match == chorus.MATCHED:
            matched[row.dp] = row
        line.subject = str(row.pk)
        tell("chorus.imported", row, context.by, context.at, amount=str(row.amount), match=row.match)
    # A payment request is whole once every line of the file is there.
    for row in matched.values():
        settle(row, context.by, context.at)


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """What nobody matched by hand goes, unless a payment was noted as paid from it."""
    rows = ChorusPayment.objects.select_for_update(of=("self",)).in_bulk([int(line.subject) for line in lines])
    found = [(line, rows.get(int(line.subject))) for line in lines]
    dps = [row.dp for row in rows.values()]
    paid = set(GrantPayment.objects.filter(dp__in=dps, state=PaymentState.PAID).values_list("dp", flat=True))
    problems = [f"{line.label} ({why})" for line, row in found if row is not None and (why := kept_for(row, paid))]
    if not problems:
        for _, row in found:
            if row is not None:
                tell("chorus.withdrawn", row, context.by, context.at, amount=str(row.amount))
                row.delete()
    return problems


def kept_for(row: ChorusPayment, paid: Collection[str]) -> str:
    if row.dp in paid:
        return "noté payé sur un versement"
    is_handled = row.matched_by_id is not None or row.match == ChorusPayment.Match.ASIDE
    return "rapproché à la main depuis" if is_handled else ""


def existing(staff: StaffMember, at: datetime) -> Iterator[list[Any]]:
    names = [item.name for item in fields()]
    for row in ChorusPayment.objects.order_by("dp", "dp_line").iterator(chunk_size=2_000):
        yield [getattr(row, name) for name in names]


def feeds_chorus(staff: StaffMember, on: date) -> bool:
    return works_in_public_order(staff, on=on)


CHORUS = ImportTarget(
    code="chorus-payments",
    label="Paiements Chorus du FIPD",
    intro="L'extrait des paiements de Chorus : chaque ligne est rapprochée d'une subvention par son engagement et son"
    " SIRET. Un poste déjà connu n'est pas repris.",
    policy=feeds_chorus,
    make_fields=fields,
    identity=lambda values: "/".join(key(values)) if "dp" in values and "dp_line" in values else "",
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les paiements importés sont retirés, sauf si l'un d'eux a été rapproché à la main depuis, ou si un"
    " versement a été noté payé sous sa DP.",
    # In one piece: the lines of a payment request may stand anywhere in the file.
    chunk=MOST_ROWS,
    most_rows=MOST_ROWS,
    existing=existing,
)
