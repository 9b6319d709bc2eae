"""The papers of the committee: agenda, attendance, tables in A3, minutes; PDF and spreadsheets made when asked."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.timezone import localtime

from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.money.amounts import words
from directorate.web.errors import NotFound
from directorate.web.exports import write_ods
from public_order.councils.meeting_papers import TEMPLATE, attendance_of, section
from public_order.grants import queries
from public_order.grants.committee_models import CommitteeSitting
from public_order.grants.committee_queries import Entry, entries, sums_of
from public_order.grants.committee_tables import GRIDS, Grid
from public_order.grants.models import GrantScenario
from public_order.policies import UNIT

TABLE = "letters/public_order/grant_table.html"
Part = tuple[GrantScenario, list[Entry]]


def parts_of(row: CommitteeSitting) -> list[Part]:
    return [(each.scenario, entries(each.scenario, row)) for each in row.examined.all()]


def grid_title(which: str, parts: Sequence[Part]) -> str:
    if which not in GRIDS:
        raise NotFound("Ce tableau n'existe pas.")
    scenario = parts[0][0]
    about = str(scenario.programme) if len(parts) == 1 else f"FIPD {scenario.programme.year}"
    return f"{GRIDS[which][0]}, {about}"


def grid_pdf(which: str, parts: Sequence[Part], on: date) -> bytes:
    """Wide, a section for each programme, its total in the last line and the whole at the end."""
    columns = GRIDS[which][1]
    told = []
    for scenario, rows in parts:
        total = queries.total_of(scenario)
        grid = Grid(columns, rows)
        told.append({
            "heading": f"{scenario.programme} – {scenario.programme.label}",
            "words": f"Scénario « {scenario.name} » : enveloppe {words(total.envelope)}, retenu {words(total.funded)},"
                     f" reste {words(total.left)}.",
            "rows": grid.printed, "totals": grid.printed_totals,
        })  # fmt: skip
    every = Grid(columns, [row for _, rows in parts for row in rows])
    return sheet(
        UNIT, TABLE, on, title=grid_title(which, parts), parts=told, columns=columns,
        every=every.printed_totals if len(parts) > 1 else None,
        funded=words(sums_of(every.rows).granted),
    )  # fmt: skip


def grid_ods(which: str, parts: Sequence[Part]) -> bytes:
    columns = GRIDS[which][1]
    every = Grid(columns, [row for _, rows in parts for row in rows])
    lines = [[scenario.programme.family, *Grid(columns, rows).values(row)] for scenario, rows in parts for row in rows]
    target = BytesIO()
    write_ods(target, ["Programme", *every.labels], [*lines, ["", *every.totals]], grid_title(which, parts))
    return target.getvalue()


# --- the sitting --------------------------------------------------------------------------------------------------


def agenda(row: CommitteeSitting, on: date) -> list[dict[str, Any]]:
    points = [[str(item.position), item.title] for item in row.session.items.order_by("position")]
    carried = [
        [one.action.text, one.action.owner.name, f"{one.action.due_on:%d/%m/%Y}", one.get_state_then_display()]
        for one in row.session.carried.select_related("action__owner")
    ]
    return [
        section("Ordre du jour", ("N°", "Point"), points),
        section("Suites des séances précédentes", ("Action", "Responsable", "Pour le", "État"), carried,
                empty="Aucune action n'est ouverte."),
    ]  # fmt: skip


def present(row: CommitteeSitting, on: date) -> list[dict[str, Any]]:
    return attendance_of(row.session)


def minutes(row: CommitteeSitting, on: date) -> list[dict[str, Any]]:
    """What was decided of each project, with its reason; what the sitting changed is told with what was proposed."""
    if row.concluded_at is None:
        raise NotFound("Les décisions du comité ne sont pas encore arrêtées.")
    came = ", ".join(f"{member.name}, {member.capacity}" for member in row.session.present.all())
    found = [
        section("Présents", words=came + ("\nLe procureur de la République est associé." if row.prosecutor else "")),
        section("Relevé", words=row.minutes),
    ]  # fmt: skip
    decisions = list(row.decisions.select_related("application__promoter", "scenario__programme"))
    for each in row.examined.all():
        kept = [one for one in decisions if one.scenario_id == each.scenario_id]
        lines = [
            [str(one.rank), one.application.number, f"{one.application.promoter} : {one.application.title}",
             words(one.application.asked), words(one.prepared_amount) if one.prepared_amount else "",
             f"{one.get_verdict_display()}{f' : {words(one.amount)}' if one.amount else ''}",
             f"{one.get_refusal_display()}. {one.reason}" if one.refusal and one.reason != one.get_refusal_display()
             else one.reason]
            for one in kept
        ]  # fmt: skip
        total = sum(one.amount for one in kept)
        funded = sum(bool(one.amount) for one in kept)
        left = f"Enveloppe {words(each.scenario.envelope)}, reste {words(each.scenario.envelope - total)}"
        lines.append(["", "Total", f"{counted(funded, 'projets retenus')} sur {len(kept)}", "", "", words(total), left])
        found.append(
            section(str(each.scenario.programme),
                    ("Rang", "Demande", "Projet", "Demandé", "Proposé", "Décision", "Motif"), lines)
        )  # fmt: skip
    changed = [
        [one.application.number, f"{one.get_prepared_display()}, {words(one.prepared_amount)}",
         f"{one.get_verdict_display()}, {words(one.amount)}", one.reason]
        for one in decisions if one.is_changed
    ]  # fmt: skip
    found.append(section("Changé en séance", ("Demande", "Proposé", "Décidé", "Motif"), changed,
                         empty="Le comité a suivi toutes les propositions."))  # fmt: skip
    actions = [
        [one.text, one.owner.name, f"{one.due_on:%d/%m/%Y}"]
        for one in row.session.actions.select_related("owner").order_by("due_on", "pk")
    ]
    found.append(section("Suites à donner", ("Action", "Responsable", "Pour le"), actions,
                         empty="Aucune action n'est décidée."))  # fmt: skip
    return found


PAPERS = {
    "ordre-du-jour": ("Ordre du jour", agenda),
    "presence": ("Feuille de présence", present),
    "pv": ("Procès-verbal", minutes),
}


def paper_of(row: CommitteeSitting, which: str, on: date) -> tuple[str, bytes]:
    """Its title and its content."""
    if which not in PAPERS:
        raise NotFound("Ce document n'existe pas.")
    label, write = PAPERS[which]
    held = localtime(row.session.starts_at)
    title = f"{label} du comité de programmation du FIPD, {french_long(held.date())}"
    intro = f"Programmation {row.year}, {held:%H h %M}, {row.session.place}."
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=write(row, on), confidential=False)
