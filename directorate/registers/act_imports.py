"""Taking over the former register of acts: numbered elsewhere, kept under their number, never numbered again.

The counter of each year goes on above the highest number that was taken over.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, IntegerField, Max, OuterRef, Q
from django.db.models.functions import Cast, Substr

from directorate.documents.models import Letter
from directorate.imports import values as read_as
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, ImportField, ImportTarget, Plan, Values, overtaken
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import role_on
from directorate.org.scopes import act_kind_choices
from directorate.registers.operations import come_back_to, go_on_above, locked_counters

Action = ImportLine.Action
ACTS = "acts"
LEADERS = (Posting.Role.HEAD, Posting.Role.DEPUTY)
NUMBER = re.compile(r"^(\d{4})[/ –-]+(\d{1,6})$", re.ASCII)


def act_number(text: str) -> str:
    """ "2019/00042", the form of the house, from 2019/42 or 2019-00042."""
    found = NUMBER.match(read_as.line(text))
    if found is None or int(found[2]) == 0:
        raise ValueError(f"« {read_as.short(text)} » n'est pas un numéro d'acte : écrire par exemple 2019/00042.")
    return f"{found[1]}/{int(found[2]):05d}"


FIELDS = (
    ImportField(
        "number", "Numéro", required=True, parse=act_number,
        synonyms=("numéro de l'acte", "n° acte", "n° d'arrêté", "numéro d'arrêté", "n°", "arrêté", "référence"),
        help="AAAA/NNNNN, tel qu'il a été donné : l'acte garde son numéro.",
    ),
    ImportField(
        "signed_on", "Signé le", required=True, parse=read_as.clear_day,
        synonyms=("date de signature", "date", "date de l'acte", "date de l'arrêté"),
    ),
    ImportField(
        "signatory", "Signataire", required=True, parse=read_as.text_of(200), synonyms=("signé par", "autorité"),
        help="Nom et qualité, comme sur l'acte.",
    ),
    ImportField(
        "title", "Objet", required=True, parse=read_as.text_of(250), synonyms=("intitulé", "libellé", "titre"),
    ),
    ImportField("kind", "Nature", choices=act_kind_choices, synonyms=("type", "nature de l'acte")),
    ImportField(
        "notified_on", "Notifié le", parse=read_as.clear_day, synonyms=("date de notification", "notification"),
    ),
    ImportField(
        "issue", "Publié au recueil", parse=read_as.text_of(80),
        synonyms=("raa", "numéro du recueil", "recueil", "publication", "n° raa"),
        help="Le numéro du recueil où l'acte a paru, en toutes lettres.",
    ),
)  # fmt: skip


# --- preview ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActFacts:
    """The numbers of these rows that the register holds already."""

    on: date
    known: Collection[str]


def facts(rows: Sequence[Values], context: Context) -> ActFacts:
    return ActFacts(context.at.astimezone(PARIS).date(), known_numbers(values["number"] for values in rows))


def known_numbers(numbers: Iterable[str]) -> set[str]:
    return set(Letter.objects.filter(number__in=list(numbers)).values_list("number", flat=True))


def plan(values: Values, facts: ActFacts) -> Plan:
    number, label = values["number"], f"{values['number']}, {values['title']}"
    if number in facts.known:
        return Plan(Action.REJECT, label=label, reason=f"Numéro : l'acte n° {number} est déjà au registre.")
    faults = list(faults_of(values, facts.on))
    return Plan(Action.REJECT if faults else Action.CREATE, label=label, reason=" ".join(faults))


def faults_of(values: Values, on: date) -> Iterable[str]:
    signed_on = date.fromisoformat(values["signed_on"])
    if int(values["number"][:4]) != signed_on.year:
        yield f"Numéro : son année n'est pas celle de la signature ({signed_on:%d/%m/%Y})."
    if signed_on > on:
        yield f"Signé le : {signed_on:%d/%m/%Y} est dans l'avenir."
    if "notified_on" in values:
        notified_on = date.fromisoformat(values["notified_on"])
        if notified_on < signed_on:
            yield f"Notifié le : {notified_on:%d/%m/%Y} précède la signature ({signed_on:%d/%m/%Y})."
        if notified_on > on:
            yield f"Notifié le : {notified_on:%d/%m/%Y} est dans l'avenir."


# --- writing ------------------------------------------------------------------------------------------------


def apply(lines: Sequence[ImportLine], context: Context) -> None:
    """The counters first: whoever signs meanwhile takes the next number after these."""
    counters = locked_counters(ACTS, highest(line.values["number"] for line in lines))
    known = known_numbers(line.values["number"] for line in lines)
    kept = []
    for line in lines:
        if line.values["number"] in known:
            overtaken(line, f"L'acte n° {line.values['number']} est entré au registre depuis l'aperçu.")
        else:
            kept.append((line, act_of(line.values, context)))
    Letter.objects.bulk_create([act for _, act in kept], batch_size=1_000)
    go_on_above(counters, highest(act.number for _, act in kept))
    for line, act in kept:
        line.subject = str(act.pk)


def highest(numbers: Iterable[str]) -> dict[int, int]:
    """The highest number of each year."""
    found: dict[int, int] = defaultdict(int)
    for number in numbers:
        year, rank = number.split("/")
        found[int(year)] = max(found[int(year)], int(rank))
    return dict(found)


def act_of(values: Values, context: Context) -> Letter:
    return Letter(
        kind=values.get("kind", ""),
        title=values["title"],
        template="",
        template_version="",
        context={
            "unit": {"name": context.batch.unit.name},
            "taken_over": {"import": str(context.batch.pk), "issue": values.get("issue", "")},
        },
        state=Letter.State.TAKEN_OVER,
        number=values["number"],
        created_at=context.at,
        created_by=context.by,
        signed_at=midday(values["signed_on"]),
        signature_block=values["signatory"],
        sent_at=midday(values["notified_on"]) if "notified_on" in values else None,
    )


def midday(day: str) -> datetime:
    """A former register says the day and not the hour; noon is that day in every time zone of the State nearby."""
    return datetime.combine(date.fromisoformat(day), time(12), tzinfo=PARIS)


# --- undoing ------------------------------------------------------------------------------------------------


def undo(lines: Sequence[ImportLine], context: Context) -> list[str]:
    """Take the acts out of the register, unless something has been hung on one of them."""
    keys = [line.subject for line in lines]
    acts = {str(act.pk): act for act in Letter.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    cited = {str(pk) for pk in Letter.objects.filter(used(), pk__in=keys).values_list("pk", flat=True)}
    problems = [f"{line.label} (retiré du registre depuis)" for line in lines if line.subject not in acts]
    problems += [
        f"{line.label} (cité depuis par un dossier ou par le recueil)" for line in lines if line.subject in cited
    ]
    if not problems:
        removed = highest(act.number for act in acts.values())
        counters = locked_counters(ACTS, removed)
        Letter.objects.filter(pk__in=[act.pk for act in acts.values()]).delete()
        come_back_to(counters, removed, left_in(removed))
    return problems


def used() -> Q:
    """Any row that points at the act, whatever the package that keeps it."""
    pointing = Q()
    for relation in Letter._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        pointing |= Q(Exists(rows))
    return pointing


def left_in(years: Iterable[int]) -> dict[int, int]:
    """The highest number of each of these years that the register still holds."""
    bounds = Q()
    for year in years:
        bounds |= Q(number__startswith=f"{year}/")
    rows = (
        Letter.objects.filter(bounds, number__regex=r"^\d{4}/\d+$")
        .annotate(year=Cast(Substr("number", 1, 4), IntegerField()), rank=Cast(Substr("number", 6), IntegerField()))
        .order_by()
        .values_list("year")
        .annotate(last=Max("rank"))
    )
    return dict(rows)


def takes_over(staff: StaffMember, on: date) -> bool:
    """A head of bureau or a deputy: the acts become those of the bureau."""
    return role_on(staff, on) in LEADERS


EXAMPLE: Mapping[str, Any] = {
    "number": "2019/00042",
    "signed_on": date(2019, 1, 17),
    "signatory": "Camille Exemple, préfète",
    "title": "Arrêté portant autorisation d'un système de vidéoprotection, Boulangerie de l'Exemple, Créteil",
    "kind": "Décision favorable",
    "notified_on": date(2019, 1, 24),
    "issue": "RAA n° 3 de 2019",
}
FORMER_ACTS = ImportTarget(
    code="acts",
    label="Actes anciens (registre)",
    intro="Les actes signés avant l'application entrent au registre de votre bureau sous leur numéro, qui ne change"
    " pas ; la numérotation de chaque année reprend au-dessus du plus élevé. Un numéro déjà au registre est rejeté.",
    policy=takes_over,
    make_fields=lambda: FIELDS,
    identity=lambda values: values.get("number", ""),
    facts=facts,
    plan=plan,
    apply=apply,
    undo=undo,
    undo_rule="Les actes repris sortent du registre, et la numérotation revient où elle en était si aucun numéro n'a"
    " été donné depuis. Si un dossier, un recours ou le recueil cite un seul d'entre eux, rien n'est annulé.",
    most_rows=50_000,
    example=EXAMPLE,
)
