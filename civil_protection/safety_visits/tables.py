"""Columns of the lists of visits, requirements and unfavourable opinions."""

from datetime import date

from django.urls import reverse

from civil_protection.safety_visits import follow_up
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from civil_protection.safety_visits.queries import (
    OPINION_TONES,
    REQUIREMENT_TONES,
    VISIT_TONES,
    bounds,
    follow_terms,
    stages_of,
)
from directorate.web.tables import Cell, Column, Table


def visit_url(row: SafetyVisit) -> str:
    return reverse("civil_protection:safety-visit", args=[row.pk])


def opinion_url(row: UnfavourableOpinion) -> str:
    return reverse("civil_protection:unfavourable-opinion", args=[row.pk])


def class_of(row) -> str:
    place = row.establishment
    return f"{place.main_type}, {place.category}" if place.category else place.main_type


def visit_table(on: date) -> Table:
    return Table(
        caption="Visites de sécurité",
        header="establishment",
        default_sort="-planned",
        empty="Aucune visite. Programmer une visite, ou accepter une tournée proposée.",
        columns=(
            Column("establishment", "Établissement",
                   lambda row: Cell(str(row.establishment), visit_url(row), detail=row.get_kind_display()),
                   sort="establishment__name", export=lambda row: str(row.establishment)),
            Column("kind", "Type de visite", lambda row: row.get_kind_display(), sort="kind", hidden=True),
            Column("commune", "Commune", lambda row: row.establishment.commune.name,
                   sort="establishment__commune__sort_name"),
            Column("class", "Type, cat.", class_of, sort="establishment__category"),
            Column("planned", "Programmée le", lambda row: row.planned_on, sort="planned_on"),
            Column("half", "Demi-journée", lambda row: row.get_half_display(), sort="half", hidden=True),
            Column("state", "État", lambda row: state_cell(row, on), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("held", "Tenue le", lambda row: row.held_on, sort="held_on"),
            Column("opinion", "Avis", lambda row: Cell(row.get_opinion_display(), tone=OPINION_TONES[row.opinion]),
                   sort="opinion", export=lambda row: row.get_opinion_display()),
            Column("opinion_on", "Avis du", lambda row: row.opinion_on, sort="opinion_on", hidden=True),
            Column("commission", "Commission", lambda row: row.commission, sort="commission", hidden=True),
        ),
    )  # fmt: skip


def state_cell(row: SafetyVisit, on: date) -> Cell:
    past = row.state == SafetyVisit.State.PLANNED and row.planned_on < on
    return Cell(row.get_state_display(), tone="error" if past else VISIT_TONES[row.state],
                detail="Jour passé" if past else "")  # fmt: skip


def requirement_table(on: date) -> Table:
    return Table(
        caption="Prescriptions",
        header="text",
        default_sort="due",
        empty="Aucune prescription. Elles se notent sur la page d'une visite.",
        columns=(
            Column("text", "Prescription",
                   lambda row: Cell(row.text, visit_url(row.visit), detail=f"N° {row.number}, {row.article}"),
                   sort="text", export=lambda row: row.text),
            Column("article", "Article", lambda row: row.article, sort="article", hidden=True),
            Column("establishment", "Établissement", lambda row: str(row.establishment), sort="establishment__name"),
            Column("commune", "Commune", lambda row: row.establishment.commune.name,
                   sort="establishment__commune__sort_name"),
            Column("category", "Catégorie", lambda row: row.get_category_display(), sort="category"),
            Column("visited", "Prescrite le", lambda row: row.visit.held_on, sort="visit__held_on"),
            Column("due", "Délai", lambda row: due_cell(row, on), sort="due_on", export=lambda row: row.due_on),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=REQUIREMENT_TONES[row.state]),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("carried", "Reprises", lambda row: row.times_carried, sort="times_carried", numeric=True),
            Column("verified", "Vérifiée le", lambda row: row.verified_on, sort="verified_on", hidden=True),
            Column("by", "Vérifiée par", lambda row: row.verified_by, sort="verified_by", hidden=True),
        ),
    )  # fmt: skip


def due_cell(row: SafetyRequirement, on: date) -> Cell | None:
    if row.due_on is None:
        return None
    late = row.due_on < on and row.state in follow_up.LIVE
    return Cell(f"{row.due_on:%d/%m/%Y}", tone="error" if late else "")


def opinion_table(on: date) -> Table:
    terms, limits = follow_terms(on), bounds(on)
    labels = [label for _, _, label in follow_up.bands(limits)]

    def age(row: UnfavourableOpinion) -> int:
        return follow_up.age(row.opened_on, on, row.lifted_on)

    def stage_cell(row: UnfavourableOpinion) -> Cell | None:
        stage = follow_up.next_stage(stages_of(row, on, terms))
        if stage is None:
            return None
        return Cell(stage.label, tone="error" if stage.state == follow_up.LATE else "info",
                    detail=f"{stage.due_on:%d/%m/%Y}")  # fmt: skip

    def stage_words(row: UnfavourableOpinion) -> str:
        cell = stage_cell(row)
        return f"{cell.text}, {cell.detail}" if cell else ""

    return Table(
        caption="Établissements sous avis défavorable",
        header="establishment",
        default_sort="opened",
        empty="Aucun avis défavorable.",
        columns=(
            Column("establishment", "Établissement",
                   lambda row: Cell(str(row.establishment), opinion_url(row), detail=class_of(row)),
                   sort="establishment__name", export=lambda row: str(row.establishment)),
            Column("commune", "Commune", lambda row: row.establishment.commune.name,
                   sort="establishment__commune__sort_name"),
            Column("opened", "Depuis le", lambda row: row.opened_on, sort="opened_on"),
            Column("age", "Jours", age, numeric=True),
            Column("band", "Tranche", lambda row: labels[follow_up.band_of(age(row), limits)], hidden=True),
            Column("sleeping", "Sommeil", lambda row: row.sleeping, sort="sleeping"),
            Column("public", "Public", lambda row: row.public, sort="public", numeric=True),
            Column("danger", "Danger grave", lambda row: row.is_danger, sort="is_danger", hidden=True),
            Column("decision", "Décision du maire", lambda row: row.get_decision_display(), sort="decision"),
            Column("term", "Délai donné", lambda row: row.term_on, sort="term_on", hidden=True),
            Column("last", "Dernière action", lambda row: last_cell(row), sort="last_step_on",
                   export=lambda row: row.last_step),
            Column("last_on", "Dernière action le", lambda row: row.last_step_on, sort="last_step_on", hidden=True),
            Column("next", "À faire", stage_cell, export=stage_words),
            Column("reasons", "Motifs", lambda row: row.reasons, hidden=True),
            Column("lifted", "Levé le", lambda row: row.lifted_on, sort="lifted_on", hidden=True),
        ),
    )  # fmt: skip


def last_cell(row: UnfavourableOpinion) -> Cell | None:
    if row.last_step_on is None:
        return None
    return Cell(row.last_step, detail=f"{row.last_step_on:%d/%m/%Y}")
