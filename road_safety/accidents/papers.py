"""The papers of the observatory: the sheet of a commune in two pages."""

from datetime import date
from typing import Any

from django.db.models import Q

from directorate.documents.papers import sheet
from directorate.parameters.queries import value as parameter
from directorate.permits.models import Permit
from directorate.territory.models import Commune
from directorate.web.charts import Bar, columns
from directorate.web.errors import DomainError
from road_safety.accidents import board, queries
from road_safety.accidents import definitions as rules
from road_safety.accidents.models import AccidentEdition
from road_safety.accidents.themes import WARNING, Theme
from road_safety.accidents.values import ALPHA, SHEET_YEARS
from road_safety.campaigns.models import Campaign
from road_safety.controls.models import ControlOperation
from road_safety.policies import UNIT
from road_safety.registers.models import SpeedSite
from road_safety.registers.queries import FOLLOWED
from road_safety.strategy.models import Action, Stake
from road_safety.strategy.queries import HELD, RETAINED


def own_work(commune: Commune, on: date) -> dict[str, Any]:
    """What the bureau does in a commune: actions of the last years, controls, approvals in force."""
    years = int(parameter(SHEET_YEARS, on))
    acts = Action.objects.filter(communes=commune, state__in=HELD, plan__year__gt=on.year - years)
    controls = ControlOperation.objects.filter(commune=commune, state="held", held_on__year__gt=on.year - years)
    sites = SpeedSite.objects.filter(commune=commune, state=SpeedSite.State.IN_SERVICE)
    approvals = Permit.objects.filter(FOLLOWED, commune=commune, state=Permit.State.IN_FORCE)
    return {
        "work_years": years,
        "held_actions": acts.select_related("plan").order_by("-held_on", "pk")[:5],
        "control_count": controls.count(),
        "speed_sites": sites.order_by("road", "pk")[:12],
        "approvals": approvals.filter(Q(expires_on=None) | Q(expires_on__gte=on)).order_by("label", "holder")[:12],
    }


def theme_sheet(theme: Theme, edition: AccidentEdition, on: date) -> bytes:
    """Two pages on one enjeu: its accidents, its place in the orientations, what is done about it."""
    figures = queries.figures_of(edition, theme=theme.code)
    if not figures["totals"]["accidents"]:
        raise DomainError(f"Aucun accident de cet enjeu en {edition.year} : la fiche serait vide.")
    in_force = queries.editions_in_force()
    former = in_force.get(edition.year - 1)
    before = queries.figures_of(former, theme=theme.code) if former else None
    whole = queries.figures_of(edition)["totals"]
    hours, unknown_hours = board.hour_counts(figures)
    against, against_lines = board.against_rows(figures)
    stakes = Stake.objects.filter(accident_filter=theme.code, orientations__first_year__lte=on.year,
                                  orientations__last_year__gte=on.year)  # fmt: skip
    acts = Action.objects.filter(stakes__in=stakes, state__in=RETAINED).distinct()
    codes = [stake.code for stake in stakes]
    return sheet(
        UNIT,
        "road_safety/accidents/theme_paper.html",
        on,
        theme=theme,
        year=edition.year,
        totals=figures["totals"],
        share=board.share_of(figures["totals"]["accidents"], whole["accidents"]),
        share_killed=board.share_of(figures["totals"]["killed"], whole["killed"]),
        interval=rules.poisson_interval(figures["totals"]["killed"], float(parameter(ALPHA, on))),
        comparison=board.comparison_of(edition.year, edition, theme=theme.code),
        classes=board.class_rows(figures["classes"], rules.CLASS_WORDS),
        ages=board.class_rows(figures["ages"], dict(zip(rules.AGE_LABELS, rules.AGE_LABELS, strict=True))),
        severity_columns=[label for _, label in board.SEVERITY_COLUMNS],
        against=against,
        against_lines=against_lines,
        communes=board.commune_rows(figures, edition.year)[:6],
        unknown_hours=unknown_hours,
        months=board.month_chart(edition.year, figures, before, url=False),
        hours=columns([Bar(f"{hour}", count) for hour, count in enumerate(hours)], title="Accidents par heure"),
        cautions=board.cautions_of(edition, figures),
        source=board.source_of(edition),
        warning=WARNING,
        stakes=stakes,
        actions=acts.select_related("plan").order_by("-plan__year", "number")[:5],
        campaigns=Campaign.objects.filter(theme__in=codes, state="published").order_by("-starts_on")[:6],
        control_count=ControlOperation.objects.filter(theme__in=codes, state="held").count(),
        definitions=board.definitions_on(on),
    )


def commune_sheet(commune: Commune, edition: AccidentEdition, on: date) -> bytes:
    facts = board.facts_of(edition, on, commune, url=False)
    if not facts["totals"]["accidents"]:
        raise DomainError(f"Aucun accident à {commune.name} en {edition.year} : la fiche serait vide.")
    return sheet(
        UNIT,
        "road_safety/accidents/commune_paper.html",
        on,
        **facts,
        commune=commune,
        map=board.point_map(edition, commune, url=False),
        hotspots=queries.hotspots(on, commune.pk)[:5],
        definitions=board.definitions_on(on),
        **own_work(commune, on),
    )
