"""Columns of the campaigns, of the scenarios and of the prepared answers."""

from datetime import datetime

from django.urls import reverse

from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario, Mode
from civil_protection.alerts.campaigns.queries import MODE_TONES, TONES
from civil_protection.alerts.directory.numbers import spaced
from directorate.web.tables import Cell, Column, Table


def campaign_cell(row: AlertCampaign) -> Cell:
    url = reverse("civil_protection:alert-campaign", args=[row.pk])
    return Cell(str(row), url, detail=str(row.group))


def mode_cell(row: AlertCampaign | AlertScenario) -> Cell:
    return Cell(row.get_mode_display(), tone=MODE_TONES[Mode(row.mode)])


def reached_words(row: AlertCampaign) -> str:
    return f"{row.reached_count} sur {row.target_count}" if row.target_count else ""


def campaign_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Campagnes d'alerte",
        header="label",
        default_sort="-prepared",
        empty="Aucune campagne. Une campagne se prépare depuis un scénario.",
        columns=(
            Column("label", "Campagne", campaign_cell, sort="label", export=str),
            Column("mode", "Mode", mode_cell, sort="mode", export=lambda row: row.get_mode_display()),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.State(row.state)]),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("reached", "Jointes", reached_words),
            Column("launched", "Lancée le", lambda row: row.launched_at, sort="launched_at"),
            Column("prepared", "Préparée le", lambda row: row.prepared_at, sort="prepared_at"),
            Column("decider", "Décidée par", lambda row: str(row.decider), sort="decider__last_name"),
            Column("scenario", "Scénario", lambda row: str(row.scenario), hidden=True),
            Column("ended", "Terminée le", lambda row: row.ended_at, sort="ended_at", hidden=True),
        ),
    )  # fmt: skip


def scenario_cell(row: AlertScenario) -> Cell:
    return Cell(str(row), reverse("civil_protection:alert-scenario", args=[row.pk]), detail=row.code)


def scenario_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Scénarios d'alerte",
        header="label",
        default_sort="label",
        empty="Aucun scénario. En écrire un à froid, pour n'avoir plus qu'à le lancer.",
        columns=(
            Column("label", "Scénario", scenario_cell, sort="label", export=str),
            Column("phenomenon", "Phénomène", lambda row: row.get_phenomenon_display(), sort="phenomenon"),
            Column("colour", "Couleur", lambda row: row.get_colour_display(), sort="colour"),
            Column("mode", "Mode", mode_cell, sort="mode", export=lambda row: row.get_mode_display()),
            Column("group", "Groupe par défaut", lambda row: str(row.group or ""), sort="group__name"),
            Column("changed", "Modifié le", lambda row: row.changed_at, sort="changed_at"),
            Column("retired", "Retiré", lambda row: row.is_retired, sort="is_retired", hidden=True),
        ),
    )  # fmt: skip


def answer_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Réponses simulées par la passerelle d'entraînement",
        header="address",
        default_sort="address",
        empty="Aucune réponse préparée : un numéro appelé sonne sans que personne ne réponde.",
        columns=(
            Column("address", "Numéro", lambda row: spaced(row.address), sort="address"),
            Column("answer", "Réponse", lambda row: row.get_answer_display(), sort="answer"),
            Column("after", "Après (secondes)", lambda row: row.after_seconds, sort="after_seconds", numeric=True),
        ),
    )  # fmt: skip
