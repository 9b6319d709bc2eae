"""The yearly order that shares the jurors between communes (code de procédure pénale, art. 260, A36-12).

In April, for the list of the following year. The populations, the groups and the arithmetic stand in
`police_admin.juries`; the case carries the act: draft, signature, publication, letters to the mayors and to the court.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Outcome, Panel, Procedure
from directorate.documents import letters as documents
from directorate.documents.models import Letter
from directorate.legal_calendar.arithmetic import MONTHS, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.partners.models import Organisation
from directorate.territory.department import HOME
from directorate.web.plain_text import PlainCharField
from police_admin.juries import operations
from police_admin.juries.models import JuryAllocation
from police_admin.juries.queries import lines_of, reckon
from police_admin.juries.terms import VALUES

UNIT, FAMILY = "polices-administratives", "Jury d'assises"
FOLDER = "letters/assize_jury_allocation"
ARTICLE, ROLLS_ARTICLE = "CPP, art. 260", "CPP, art. 261-1"
BASES = [("municipale", "Population municipale"), ("totale", "Population totale")]


class AllocationForm(forms.Form):
    """The year, and the official table of the population that is taken up."""

    year = forms.IntegerField(
        label="Année de la liste des jurés", min_value=2016, max_value=2100,
        help_text="L'arrêté est pris en avril de l'année précédente.",
    )  # fmt: skip
    population_basis = forms.ChoiceField(
        label="Population retenue", choices=BASES,
        help_text="La population municipale des communes est connue de l'application ; l'autre est à saisir.",
    )  # fmt: skip
    decree_reference = PlainCharField(
        label="Décret authentifiant les populations", max_length=200,
        help_text="Numéro et date, par exemple : décret n° 2025-1400 du 30 décembre 2025.",
    )  # fmt: skip


# --- dates of the year --------------------------------------------------------------------------------------


def day_of(text: str, year: int) -> date:
    """The day « 07-15 » of a year."""
    month, day = text.split("-")
    return date(year, int(month), int(day))


def of_the_year(facts: Facts) -> Iterator[Expected]:
    """The month of the order, then the day before which the rolls drawn by the mayors reach the registry."""
    case, year = facts.case, int(facts.case.answers["year"]) - 1
    month = facts.rules.of("order", "jury.order_month", case.received_on)
    last = date(year, int(month.value), monthrange(year, int(month.value))[1])
    if facts.is_decided:
        state = State.MET if paris_day(case.decided_at) <= last else State.PASSED
    else:
        state = State.RUNNING if case.is_open else State.VOID
    yield Expected(
        code="order",
        label="Arrêté de répartition à prendre",
        kind=Kind.EXECUTION,
        due_on=last,
        state=state,
        article=ARTICLE,
        parameter_version=month.version,
        computation=explained(
            Computation("", last, steps=[step("Mois de l'arrêté, l'année d'avant la liste", last, article=ARTICLE)]),
            month,
        ),
    )
    before = facts.rules.of("rolls", "jury.rolls_before", case.received_on)
    limit = day_of(before.value, year)
    due_on = limit - timedelta(days=1)
    if case.is_open:
        state = State.RUNNING
    else:
        state = State.VOID if not facts.is_decided else State.MET if due_on < facts.on else State.RUNNING
    yield Expected(
        code="rolls",
        label="Listes préparatoires des maires au greffe",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=state,
        article=ROLLS_ARTICLE,
        parameter_version=before.version,
        computation=explained(
            Computation("", due_on, steps=[step(f"Avant le {french_long(limit)}", due_on, article=ROLLS_ARTICLE)]),
            before,
        ),
    )


# --- checks before signature --------------------------------------------------------------------------------


def allocation_of(case: Case) -> JuryAllocation | None:
    return JuryAllocation.objects.filter(case=case).first()


def jurors_are_shared(case: Case, at: datetime) -> list[Finding]:
    """The table of the draft is that of the lines, and its jurors add up."""
    allocation = allocation_of(case)
    if allocation is None or allocation.frozen_at is None:
        return [Finding("La répartition de l'année n'est pas calculée.", ARTICLE)]
    lines = lines_of(allocation)
    seats = [row.seats or 0 for row in lines]
    if sum(seats) != allocation.total or 0 in seats:
        return [Finding("La somme des jurés des lignes n'est pas le nombre des jurés.", ARTICLE)]
    shown = [(row["code"], row["seats"]) for row in case.decision.details.get("rows", [])]
    if shown != [(row.code, operations.spaced(row.seats)) for row in lines]:
        return [Finding("Le tableau du projet n'est plus celui de la répartition : reprendre l'instruction.", ARTICLE)]
    return []


def month_is_that_of_the_law(case: Case, at: datetime) -> list[Finding]:
    on, year = paris_day(at), int(case.answers["year"]) - 1
    month = int(parameter("jury.order_month", on))
    if (on.year, on.month) == (year, month):
        return []
    return [
        Finding(
            f"L'arrêté de la liste de {year + 1} est pris en {MONTHS[month - 1]} {year} : il est signé le"
            f" {french_long(on)}.",
            ARTICLE,
            blocking=False,
        )
    ]


# --- effects ------------------------------------------------------------------------------------------------


def verify(move: Move) -> None:
    """The data of the year are complete, and no commune is under one juror."""
    allocation = operations.prepare(case=move.case, by=move.by, at=move.at)
    refuse_unsound(allocation, move.today)
    move.recorded |= {"jurors": allocation.total, "population": allocation.population}


def refuse_unsound(allocation: JuryAllocation, on: date) -> None:
    reckoning = reckon(allocation, lines_of(allocation), on)
    if reckoning.refusal:
        raise NotReady(reckoning.refusal)
    if small := reckoning.too_small:
        names = ", ".join(share.unit.label for share in small)
        raise NotReady(f"Sous un juré, une ligne est à regrouper avec une autre : {names}.")


def freeze(move: Move) -> None:
    """The draft carries its table: the values of the law and the populations no longer move it."""
    allocation = operations.prepare(case=move.case, by=move.by, at=move.at)
    refuse_unsound(allocation, move.today)
    reckoning = operations.freeze(allocation, move.at)
    decision = move.case.decision
    decision.details = operations.table_of(allocation, reckoning)
    decision.save(update_fields=["details"])


def release(move: Move) -> None:
    if allocation := allocation_of(move.case):
        operations.release(allocation, move.at)


def abandon(move: Move) -> None:
    """Another allocation of the same year may then be opened."""
    JuryAllocation.objects.filter(case=move.case).update(is_abandoned=True)


def write_the_table(move: Move) -> None:
    letters.write(move, "jury_table", {"decision": letters.decision_words(move.case.decision)})


def write_to_mayors(move: Move) -> None:
    """Once published: to each mayor of a line, who draws or not, and to the registry of the court."""
    case, decision = move.case, move.case.decision
    allocation = JuryAllocation.objects.get(case=case)
    town_halls = {row.commune_id: row for row in Organisation.objects.filter(kind="town_hall", commune__isnull=False)}
    base = letters.context_of(case, move.procedure, move.at)
    base |= {
        "sender": letters.person_words(move.by),
        "decision": letters.decision_words(decision),
        "issue": move.recorded.get("issue", ""),
        **{name: french_long(day) for name, day in days_of_mayors(allocation, move.today).items()},
    }
    signature = letters.signature_of_letter(move, move.procedure.letter("jury_mayor"))
    # Some fifty letters do not stand before what somebody waits for.
    move.details["queue"] = "bulk"
    for row in lines_of(allocation):
        communes = [item.commune for item in row.communes.all()]
        for commune in communes:
            known = town_halls.get(commune.insee)
            write_letter(move, "jury_mayor", commune.name, {
                **base,
                "signature": signature,
                "applicant": mayor_of(commune, known),
                "line": {
                    "name": row.name, "seats": operations.spaced(row.seats),
                    "names": operations.spaced(row.names_to_draw),
                    "drawing": row.drawing_commune.name, "draws": row.drawing_commune_id == commune.insee,
                    "is_group": len(communes) > 1,
                },
                "is_seat": commune.name == base["rules"]["seat"],
            })  # fmt: skip
    registry = {"civility": "", "name": "Greffe de la cour d'assises", "representative": "", "email": "",
                "address": f"Cour d'assises {HOME.of}\n{base['rules']['seat']}"}  # fmt: skip
    write_letter(move, "jury_court", "cour d'assises", {**base, "signature": signature, "applicant": registry})


def days_of_mayors(allocation: JuryAllocation, on: date) -> dict[str, date]:
    year = allocation.year - 1
    return {name: day_of(parameter(f"jury.{name}", on), year) for name in ("rolls_before", "excuses_before")}


def mayor_of(commune, town_hall: Organisation | None) -> dict[str, str]:
    codes = commune.postal_codes
    return {
        "civility": "",
        "name": f"Mairie de {commune.name}" if town_hall is None else town_hall.name,
        "representative": "Madame ou Monsieur le maire",
        "email": "" if town_hall is None else town_hall.email,
        "address": f"Hôtel de ville\n{codes[0] if codes else ''} {commune.name}",
    }


def write_letter(move: Move, purpose: str, to: str, context: Mapping[str, Any]) -> None:
    model = move.procedure.letter(purpose)
    letter = documents.compose(
        kind=model.act_kind,
        title=f"{model.label}, {to} - {move.case.reference}",
        template=model.template,
        context=context,
        by=move.by,
        at=move.at,
        state=Letter.State.FINAL,
    )
    letters.attach(move, letter, purpose)


def panel_context(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"case": case, "allocation": allocation_of(case)}


PROCEDURE = Procedure(
    code=operations.PROCEDURE,
    label="Répartition annuelle des jurés d'assises",
    short_label="Jury d'assises, répartition",
    archetype=Archetype.YEARLY_ACT,
    unit=UNIT,
    family=FAMILY,
    reference_code="JUA",
    legal_basis=(ARTICLE, "CPP, art. A36-12", "CPP, art. 261", ROLLS_ARTICLE),
    help_text="En avril, pour la liste de l'année suivante. Les populations, les groupes de communes et le calcul sont"
    " à la page « Jury d'assises ». Aucun nom n'est détenu à ce stade.",
    form=AllocationForm,
    title=lambda answers: f"Jury d'assises, liste de {answers['year']}",
    dates=(of_the_year,),
    letters=(
        LetterModel("order", "Arrêté de répartition", f"{FOLDER}/order.html", "regulatory"),
        LetterModel("jury_table", "Tableau de répartition par commune", f"{FOLDER}/table.html"),
        LetterModel("jury_mayor", "Lettre au maire", f"{FOLDER}/mayor.html"),
        LetterModel("jury_court", "Transmission à la cour d'assises", f"{FOLDER}/court.html"),
    ),
    parameters=VALUES,
    rules={
        "code": "jury.code", "article_allocation": "jury.article_allocation",
        "article_number": "jury.article_number", "article_draw": "jury.article_draw",
        "article_rolls": "jury.article_rolls", "order_month": "jury.order_month", "before": "jury.rolls_before",
        "names_per_juror": "jury.names_per_juror",
        "minimum_age": "jury.minimum_age", "seat": "jury.seat", "substitutes": "jury.substitutes",
    },
    visas=(
        "Vu le {{ rules.code }}, notamment ses articles {{ rules.article_allocation }}, {{ rules.article_draw }},"
        " {{ rules.article_rolls }} et {{ rules.article_number }} ;",
        "Vu les chiffres de la {{ answers.population_basis|lower }} authentifiés par le texte suivant :"
        " {{ answers.decree_reference }} ;",
    ),
    outcomes=(
        Outcome(
            "allocation",
            "Répartition",
            letter="order",
            act_kind="regulatory",
            title="Arrêté fixant la répartition des jurés d'assises entre les communes pour la liste de l'année"
            " {{ answers.year }}",
            grounds=(
                "Considérant que le nombre des jurés est réparti par commune ou communes regroupées,"
                " proportionnellement au tableau officiel de la population ;",
            ),
            articles=(
                "Dans chaque commune, ou groupe de communes, le maire désigné au tableau tire au sort publiquement, à"
                " partir de la liste électorale, un nombre de noms égal à {{ rules.names_per_juror }} fois celui des"
                " jurés. Pour un groupe, le tirage porte sur l'ensemble des listes électorales de ses communes.",
                "Ne sont pas retenues les personnes qui n'atteindront pas l'âge de {{ rules.minimum_age }} ans au cours"
                " de l'année {{ answers.year }}.",
            ),
            published=True,
            regulatory=True,
            final_stage="in_force",
        ),
    ),
    checks=(jurors_are_shared, month_is_that_of_the_law),
    effects={
        "declare_complete": verify,
        "draft_decision": freeze,
        "resume_review": release,
        "sign": write_the_table,
        "publish": write_to_mayors,
        "close_no_further_action": abandon,
    },
    panels=(Panel("jury", "Répartition de l'année", "police_admin/juries/panel.html", panel_context),),
    related=("jury_final_list_transmission",),
    legal_check_required=True,
)  # fmt: skip
