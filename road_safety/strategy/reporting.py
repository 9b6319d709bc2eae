"""The report of a plan as plain JSON: what its page, its papers and its frozen copy all show."""

from datetime import date
from typing import Any

from directorate.territory.models import Commune
from road_safety.strategy.catalogue import Audience
from road_safety.strategy.figures import Done, by_stake, counts, totals
from road_safety.strategy.funding import words
from road_safety.strategy.models import Stake, StakeYear, YearPlan
from road_safety.strategy.queries import HELD, RETAINED, State, unevaluated
from road_safety.strategy.report_lines import report_lines
from road_safety.strategy.victims import Victims, victims_of

BLANK = ""


def done(plan: YearPlan) -> list[Done]:
    """Every sheet that was filed. Three queries."""
    return [
        Done(
            stakes=tuple(str(stake.pk) for stake in row.stakes.all()),
            communes=tuple(town.pk for town in row.communes.all()),
            audiences=tuple(row.audiences),
            requested=row.requested,
            granted=row.granted,
            paid=row.paid,
            reached=row.reached,
            is_retained=row.state in RETAINED or row.state == State.CANCELLED,
            is_held=row.state in HELD,
        )
        for row in plan.actions.exclude(state=State.DRAFT).prefetch_related("stakes", "communes")
    ]


def victims_by_stake(plan: YearPlan) -> dict[str, Victims | None]:
    """As they were frozen, otherwise as the observatory counts them today."""
    frozen = {row.stake_id: row for row in StakeYear.objects.filter(stake__orientations=plan.orientations_id,
                                                                    year=plan.year)}  # fmt: skip
    return {str(stake.pk): frozen_or_counted(stake, frozen.get(stake.pk), plan.year)
            for stake in plan.orientations.stakes.all()}  # fmt: skip


def frozen_or_counted(stake: Stake, row: StakeYear | None, year: int) -> Victims | None:
    if row is None:
        return victims_of(stake.accident_filter, year)
    return Victims(row.accidents, row.killed, row.hospitalised, row.total_killed, row.total, row.is_final, row.source)


def shown(number: Any, unit: str = "") -> str:
    """« 12,5 % »; blank when it is not known."""
    return BLANK if number is None else f"{str(number).replace('.', ',')}{unit}"


def money(amount: Any) -> str:
    return BLANK if amount is None else words(amount)


def report_of(plan: YearPlan, on: date) -> dict[str, Any]:
    """The report as it was validated, or that of the day."""
    if plan.report is not None:
        return plan.report
    rows, communes = done(plan), Commune.objects.count()
    labels = {str(stake.pk): stake.label for stake in plan.orientations.stakes.all()}
    victims = victims_by_stake(plan)
    found = totals(rows, communes)
    names = dict(Commune.objects.values_list("pk", "name"))
    return {
        "year": plan.year,
        "orientations": str(plan.orientations),
        "on": on.isoformat(),
        "totals": [
            ["Fiches déposées", shown(found.actions)],
            ["Actions retenues", shown(found.retained)],
            ["Actions réalisées", shown(found.held)],
            ["Taux d'exécution (réalisées ÷ retenues)", shown(found.execution, " %")],
            ["Enveloppe", money(plan.envelope)],
            ["Montant demandé", money(found.requested)],
            ["Montant accordé", money(found.granted)],
            ["Montant payé", money(found.paid)],
            ["Public touché", shown(found.reached)],
            ["Actions dont le public est compté", shown(found.counted)],
            ["Coût par personne touchée", money(found.cost)],
            ["Communes touchées", f"{found.communes} sur {communes}"],
            ["Part des communes touchées", shown(found.communes_share, " %")],
            ["Actions réalisées et non évaluées dans le délai", shown(unevaluated(on).filter(plan=plan).count())],
            *report_lines(plan.year, on),
        ],
        "stakes": [
            {
                "label": line.label,
                "actions": line.actions,
                "granted": money(line.granted),
                "share": shown(line.share, " %"),
                "reached": shown(line.reached),
                "cost": money(line.cost),
                "grave": shown(line.grave),
                "victims": shown(line.victims_share, " %"),
                "gap": shown(line.gap, " points")
                if line.gap is None or line.gap <= 0
                else f"+{shown(line.gap)} points",
                "provisional": line.is_final is False,
            }
            for line in by_stake(rows, labels, victims)
        ],
        "sources": sorted({row.source for row in victims.values() if row and row.source}),
        "audiences": [[Audience(code).label, count] for code, count in counts(rows, "audiences")],
        "communes": [[names.get(code, code), count] for code, count in counts(rows, "communes")],
    }


def report_rows(report: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """The report as one table, for a spreadsheet."""
    labels = ["Rubrique", "Intitulé", "Valeur", "Accordé", "Part du plan", "Public touché", "Coût par personne",
              "Tués et hospitalisés", "Part des victimes", "Écart"]  # fmt: skip
    rows: list[list[Any]] = [["Ensemble", label, value, *[""] * 7] for label, value in report["totals"]]
    rows += [
        ["Enjeux", line["label"], line["actions"], line["granted"], line["share"], line["reached"], line["cost"],
         line["grave"], line["victims"], line["gap"]]
        for line in report["stakes"]
    ]  # fmt: skip
    rows += [["Publics", label, count, *[""] * 7] for label, count in report["audiences"]]
    rows += [["Communes", label, count, *[""] * 7] for label, count in report["communes"]]
    return labels, rows
