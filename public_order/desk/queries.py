"""What waits for the analyst: files, checks, lines not taken, comments, signals, cells against the secrecy."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from directorate.parameters.queries import value
from directorate.territory.models import Commune
from public_order.headlines import Headline
from public_order.monthly import note
from public_order.monthly.models import ReportVersion
from public_order.monthly.operations import uncommented
from public_order.monthly.queries import figures_shown, versions
from public_order.statistics import queries
from public_order.statistics.models import Source, StatImport
from public_order.statistics.secrecy import is_published
from public_order.statistics.values import MIN_FACTS, YEARS

SHOWN = 8


def badly_published(on: date) -> int:
    """SEC-02: published cells of our communes that the rule of the base would hide, on the years in force."""
    years = queries.periods_of(Source.COMMUNES)[: int(value(YEARS, on))]
    least = int(value(MIN_FACTS, on))
    rows = queries.published_cells().filter(
        territory_kind="com", period__in=years, territory__in=Commune.objects.values("pk"), count__isnull=False
    )
    counts: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        counts.setdefault((row.indicator_id, row.territory), []).append(row.count)
    return sum(not is_published(found, least) for found in counts.values())


def imports() -> list[Headline]:
    page = reverse("public_order:crime-imports")
    State = StatImport.State
    found = []
    for state, words, tone in (
        (State.READ, "Imports à accepter", "warning"), (State.READING, "Lectures en cours", "info"),
        (State.REFUSED, "Imports refusés", "error"),
    ):  # fmt: skip
        if count := StatImport.objects.filter(state=state).count():
            found.append(Headline(words, str(count), url=f"{page}?state={state}", tone=tone))
    return found


def checks() -> list[Headline]:
    """Of the files that wait to be accepted."""
    page = reverse("public_order:crime-refusals")
    found = []
    for batch in StatImport.objects.filter(state=StatImport.State.READ).order_by("-created_at")[:SHOWN]:
        if batch.doubtful_rows:
            found.append(Headline(batch.label, str(batch.doubtful_rows), "remarques à lever",
                                  f"{page}?batch={batch.pk}&is_warning=yes", "warning"))  # fmt: skip
        if batch.refused_rows:
            found.append(Headline(batch.label, str(batch.refused_rows), "lignes non rapprochées",
                                  f"{page}?batch={batch.pk}&is_warning=no", "error"))  # fmt: skip
    return found


def drafts(at: datetime) -> tuple[list[Headline], list[Headline]]:
    """Comments to write and signals of the control charts, note by note."""
    comments, signals = [], []
    for version in versions().filter(state=ReportVersion.State.DRAFT).order_by("-report__period")[:3]:
        figures = figures_shown(version, at)
        comments += [
            Headline(label, version.report.month_words, version.report.name,
                     reverse("public_order:monthly-comment", args=[version.pk, code, note.MONTH]), "warning")
            for code, label in uncommented(version, figures)
        ]  # fmt: skip
        signals += [
            Headline(line["label"], version.report.month_words, line["signal"]["trace"],
                     reverse("public_order:monthly-figure", args=[version.pk, line["code"], note.MONTH]), "error")
            for line in figures["lines"]
            if line["signal"] and line["signal"]["is_signal"]
        ]  # fmt: skip
    return comments, signals


def desk(at: datetime, on: date) -> list[dict[str, Any]]:
    comments, signals = drafts(at)
    count = badly_published(on)
    secrecy = [Headline("Valeurs diffusées que la règle masquerait", str(count), "à signaler au SSMSI",
                        reverse("public_order:crime-figures"), "warning")] if count else []  # fmt: skip
    return [
        {"title": "Imports", "rows": imports(), "empty": "Aucun fichier n'attend."},
        {"title": "Contrôles et lignes non rapprochées", "rows": checks(), "empty": "Rien à lever."},
        {"title": "Commentaires à écrire", "rows": comments, "empty": "Aucun écart n'attend son commentaire."},
        {"title": "Signaux des cartes de contrôle", "rows": signals, "empty": "Aucun point hors limites."},
        {"title": "Secret statistique", "rows": secrecy, "empty": "Les valeurs diffusées suivent la règle."},
    ]
