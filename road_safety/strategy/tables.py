"""Columns of the list of the actions."""

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from road_safety.strategy.catalogue import Audience, Lever
from road_safety.strategy.funding import cost_per_person
from road_safety.strategy.models import Action
from road_safety.strategy.queries import TONES


def action_url(row: Action) -> str:
    return reverse("road_safety:plan-action", args=[row.pk])


def action_cell(row: Action) -> Cell:
    return Cell(row.number or "Sans numéro", action_url(row), detail=row.title)


def state_cell(row: Action) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[Action.State(row.state)])


def answer_words(row: Action, lever: str) -> str:
    return next((found.get_answer_display() for found in row.answers.all() if found.lever == lever), "")


def action_table() -> Table:
    return Table(
        caption="Actions du plan départemental",
        header="number",
        default_sort="-number",
        empty="Aucune action. Une fiche se saisit depuis le plan de l'année, ou arrive par le formulaire public.",
        columns=(
            Column("number", "Action", action_cell, sort="number", export=lambda row: row.number or "Sans numéro"),
            Column("title", "Intitulé", lambda row: row.title, sort="title", hidden=True),
            Column("promoter", "Porteur", lambda row: row.promoter, sort="promoter"),
            Column("kind", "Nature du porteur", lambda row: row.get_promoter_kind_display(), sort="promoter_kind",
                   hidden=True),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("stakes", "Enjeux", lambda row: ", ".join(stake.label for stake in row.stakes.all())),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
            Column("ends", "Au", lambda row: row.ends_on, sort="ends_on", hidden=True),
            Column("communes", "Communes", lambda row: ", ".join(town.name for town in row.communes.all()),
                   hidden=True),
            Column("audiences", "Publics", lambda row: ", ".join(Audience(code).label for code in row.audiences),
                   hidden=True),
            Column("requested", "Demandé (€)", lambda row: row.requested, sort="requested", numeric=True, total=True),
            Column("granted", "Accordé (€)", lambda row: row.granted, sort="granted", numeric=True, total=True),
            Column("paid", "Payé (€)", lambda row: row.paid, sort="paid", numeric=True, total=True, hidden=True),
            Column("equipment", "Matériel", lambda row: answer_words(row, Lever.EQUIPMENT), hidden=True),
            Column("volunteers", "Intervenants", lambda row: answer_words(row, Lever.VOLUNTEERS), hidden=True),
            Column("reached", "Public touché", lambda row: row.reached, sort="reached", numeric=True),
            Column("cost", "Coût par personne (€)", lambda row: cost_per_person(row.granted, row.reached),
                   numeric=True, hidden=True),
            Column("year", "Plan", lambda row: str(row.plan), sort="plan__year", hidden=True),
        ),
    )  # fmt: skip
