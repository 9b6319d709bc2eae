"""Columns of the lists of cases."""

from datetime import date
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.blocking import BLOCKER_SQL, TONES, blocker_of, since_words
from directorate.casework.models import Case
from directorate.org.names import name_in_words
from directorate.web.deadline_words import deadline_words
from directorate.web.export_sql import Neutral, label_of
from directorate.web.tables import Cell, Column, Table

# The case page reads the state of the list here, to offer the previous and the next case of the same list.
LIST_KEY = "liste"


def case_url(reference: str, query: str | None) -> str:
    """The page of a case; `query` is the state of the list that it was opened from, None when there was none."""
    url = reverse("directorate:case", args=[reference])
    return url if query is None else f"{url}?{urlencode({LIST_KEY: query})}"


def procedure_label(case: Case) -> str:
    known = registry.PROCEDURES.get(case.procedure_code)
    return known.short_label if known else case.procedure_code


def stage_cell(case: Case) -> Cell:
    stage = STAGES[case.stage]
    return Cell(stage.label, tone=stage.tone)


def deadline_cell(case: Case, on: date) -> Cell | None:
    if not case.is_open or (case.next_due_on is None and not case.is_suspended):
        return None
    followed = getattr(case, "follow_up", None)
    is_silence = followed is not None and followed.silence_due_on == case.next_due_on
    words, tone = deadline_words(case.next_due_on, on, case.is_suspended, is_silence=is_silence)
    return Cell(words, tone=tone, detail=case.next_due_label)


def blocker_cell(case: Case) -> Cell | None:
    code, words, since = blocker_of(case)
    return Cell(words, tone=TONES.get(code, ""), detail=since_words(since)) if code else None


def label_names(case: Case) -> str:
    return ", ".join(label.name for label in case.labels.all())


def decided_on(case: Case) -> date | None:
    return localtime(case.decided_at).date() if case.decided_at else None


def outcome_label(case: Case) -> str:
    known = registry.PROCEDURES.get(case.procedure_code)
    labels = {outcome.code: outcome.label for outcome in known.outcomes} if known else {}
    return labels.get(case.outcome, case.outcome)


def case_table(on: date, query: str | None) -> Table:
    """`query`: the state of the list, carried by the link of each row. Orders are those that an index gives."""
    return Table(
        caption="Dossiers",
        header="reference",
        default_sort="due",
        empty="Aucun dossier ne correspond à ces filtres.",
        columns=(
            Column(
                "reference",
                "Référence",
                lambda case: Cell(case.reference, case_url(case.reference, query)),
                sort="reference",
                sql=Neutral(F("reference")),
            ),
            Column("title", "Objet", lambda case: case.title, sql=Neutral(F("title"))),
            Column("party", "Personne", lambda case: case.party_name, sort="party_name", sql=Neutral(F("party_name"))),
            Column("commune", "Commune", lambda case: str(case.commune or ""), sql=Neutral(F("commune__name"))),
            Column(
                "procedure",
                "Procédure",
                procedure_label,
                sql=label_of("procedure_code", {code: each.short_label for code, each in registry.PROCEDURES.items()}),
            ),
            Column(
                "stage",
                "Étape",
                stage_cell,
                sql=label_of("stage", {code: stage.label for code, stage in STAGES.items()}),
            ),
            Column(
                "due",
                "Échéance",
                lambda case: deadline_cell(case, on),
                sort="next_due_on",
                export=lambda case: case.next_due_on if case.is_open else None,
                sql=models.Case(When(is_open=True, then=F("next_due_on"))),
            ),
            Column("blocker", "Attend", blocker_cell, export=lambda case: blocker_of(case)[1], sql=BLOCKER_SQL),
            Column(
                "blocked_since",
                "Attend depuis",
                lambda case: blocker_of(case)[2],
                hidden=True,
                sql=F("follow_up__blocked_since"),
            ),
            Column("received", "Reçu le", lambda case: case.received_on, sort="received_on", sql=F("received_on")),
            Column("labels", "Étiquettes", label_names, hidden=True),
            Column(
                "caseworker",
                "Agent",
                lambda case: str(case.caseworker or "À répartir"),
                sql=name_in_words("caseworker", nobody="À répartir"),
            ),
            Column(
                "unit", "Service", lambda case: case.unit.short_name, hidden=True, sql=Neutral(F("unit__short_name"))
            ),
            Column(
                "arrondissement",
                "Arrondissement",
                lambda case: case.commune.arrondissement.name if case.commune else "",
                hidden=True,
                sql=Neutral(F("commune__arrondissement__name")),
            ),
            Column(
                "channel",
                "Canal",
                lambda case: case.get_channel_display(),
                hidden=True,
                sql=label_of("channel", dict(Case.Channel.choices)),
            ),
            Column(
                "due_label",
                "Nature de l'échéance",
                lambda case: case.next_due_label if case.is_open else "",
                hidden=True,
                sql=models.Case(When(is_open=True, then=Neutral(F("next_due_label")))),
            ),
            Column("complete", "Complet le", lambda case: case.complete_on, hidden=True, sql=F("complete_on")),
            Column("decided", "Décidé le", decided_on, hidden=True, sql=TruncDate("decided_at")),
            Column("outcome", "Sens de la décision", outcome_label, hidden=True),
            Column("published", "Publié le", lambda case: case.published_on, hidden=True, sql=F("published_on")),
            Column(
                "sensitivity",
                "Diffusion",
                lambda case: case.get_sensitivity_display(),
                hidden=True,
                sql=label_of("sensitivity", dict(Case.Sensitivity.choices)),
            ),
        ),
    )
