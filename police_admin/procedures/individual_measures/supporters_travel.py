"""Order restricting the movement of supporters around a match (code du sport, art. L332-16-2): published, not notified.

It states the time, the facts and the territory. A measure that reaches beyond the department is the minister's.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.instants import instant_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Procedure,
    Redirection,
)
from directorate.legal_calendar.time_limits import Computation, step
from police_admin.procedures.individual_measures import dossier

ARTICLE = "Code du sport, art. L332-16-2"
PUBLICATION = "CRPA, art. L221-2"


class SupportersForm(dossier.FactsForm):
    """The match, who is concerned, where and when."""

    match = PlainCharField(label="Rencontre", max_length=200)
    match_at = LegalDateTimeField(label="Coup d'envoi")
    supporters = PlainCharField(
        label="Supporters concernés", max_length=250, help_text="Personnes se prévalant de la qualité de supporter de…"
    )
    territory = LinesField(
        label="Voies et lieux interdits", max_length=4000, help_text="Un par ligne.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    starts_at = LegalDateTimeField(label="Restriction à compter du")
    ends_at = LegalDateTimeField(label="Jusqu'au")
    beyond_department = forms.BooleanField(
        label="La restriction doit valoir au-delà du département", required=False,
        help_text="Elle relève alors du ministre de l'Intérieur (code du sport, art. L332-16-1).",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        starts_at, ends_at, match_at = (data.get(name) for name in ("starts_at", "ends_at", "match_at"))
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "La fin doit suivre le début.")
        elif starts_at and ends_at and match_at and not starts_at <= match_at <= ends_at:
            self.add_error("match_at", "La rencontre est en dehors du temps de la restriction.")
        return data


def of_publication(facts: Facts) -> Iterator[Expected]:
    """A regulatory act is in force the day after its publication: it is published on the eve at the latest."""
    case = facts.case
    starts_on = paris_day(instant_of(case.answers, "starts_at"))
    due_on = starts_on - timedelta(days=1)
    if case.published_on:
        state = State.MET if case.published_on <= due_on else State.PASSED
    else:
        state = State.RUNNING if case.is_open else State.VOID
    steps = [
        step("Début de la restriction", starts_on),
        step("Publication au plus tard la veille : l'arrêté entre en vigueur le lendemain", due_on,
             article=PUBLICATION),
    ]  # fmt: skip
    if case.published_on:
        steps.append(step("Arrêté publié", case.published_on))
    yield Expected(
        code="publication", label="Dernier jour pour publier l'arrêté", kind=Kind.INTERNAL, due_on=due_on, state=state,
        article=PUBLICATION, computation=explained(Computation("R7", due_on, steps=steps)),
    )  # fmt: skip


def of_end(facts: Facts) -> Iterator[Expected]:
    """Published and not notified, the order ends at its own hour."""
    ends_at = instant_of(facts.case.answers, "ends_at")
    if facts.case.published_on is None:
        return
    on = paris_day(ends_at)
    yield Expected(
        code="measure_end", label="Fin de la restriction", kind=Kind.EXECUTION, due_on=on, due_at=ends_at,
        state=State.RUNNING if facts.case.is_open else State.MET, article=ARTICLE,
        computation=explained(Computation("", on, steps=[step("Fin fixée par l'arrêté", on)])),
    )  # fmt: skip


def to_the_minister(answers: Mapping[str, Any]) -> Redirection | None:
    if not answers.get("beyond_department"):
        return None
    return Redirection(
        to="ministre de l'Intérieur",
        article="Code du sport, art. L332-16-1",
        explanation="Une restriction de déplacement de supporters qui vaut au-delà du département relève du ministre de"
        " l'Intérieur.",
    )


def comes_in_time(case: Case, at: datetime) -> list[Finding]:
    starts_at = instant_of(case.answers, "starts_at")
    if starts_at <= at:
        return [Finding("La restriction aurait commencé avant sa signature.", ARTICLE)]
    if paris_day(starts_at) <= paris_day(at):
        return [
            Finding(
                "Publié aujourd'hui, l'arrêté n'entrerait en vigueur que demain : il ne vaudrait pas pour aujourd'hui.",
                PUBLICATION,
                blocking=False,
            )
        ]
    return []


PROCEDURE = Procedure(
    code="supporters_travel_restriction",
    label="Restriction de déplacement de supporters",
    short_label="Supporters, restriction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="RDS",
    legal_basis=(ARTICLE,),
    help_text="Arrêté motivé qui énonce la durée, les circonstances de fait et les lieux. Publié au recueil la veille"
    " au plus tard : il entre en vigueur le lendemain de sa publication.",
    form=SupportersForm,
    title=lambda answers: f"Supporters, {answers['match']}",
    event_field="match_at",
    opinions=(
        Opinion("police", "Services de police, évaluation du risque", "Usage, avis facultatif",
                organisation_kind="police"),
        Opinion("town_hall", "Maire de la commune", "Usage, avis facultatif", organisation_kind="town_hall"),
    ),
    dates=(of_publication, of_end),
    letters=(
        LetterModel("order", "Arrêté de restriction", f"{dossier.FOLDER}/supporters_order.html", "regulatory"),
    ),
    visas=(
        "Vu le code du sport, notamment son article L332-16-2 ;",
        "{% if answers.report_references %}Vu les rapports suivants : {{ answers.report_references }} ;{% endif %}",
    ),
    outcomes=(
        Outcome(
            "restriction",
            "Restriction de déplacement",
            letter="order",
            act_kind="regulatory",
            title="Arrêté restreignant le déplacement de supporters à l'occasion de la rencontre {{ answers.match }}",
            grounds=(
                "Considérant que la rencontre {{ answers.match }} se joue le {{ answers.match_at }} ;",
                "Considérant que la présence de supporters est susceptible d'occasionner des troubles graves à l'ordre"
                " public, au vu des faits suivants : {{ answers.facts }} ;",
                "Considérant que la restriction est limitée au temps et aux lieux nécessaires à la sécurité de la"
                " rencontre ;",
            ),
            articles=(
                "Du {{ answers.starts_at }} au {{ answers.ends_at }}, il est interdit à toute personne se prévalant de"
                " la qualité de supporter de {{ answers.supporters }}, ou se comportant comme tel, d'accéder aux voies"
                " et lieux suivants et d'y circuler : {{ answers.territory }}.",
                "Le fait de ne pas respecter le présent arrêté est puni de six mois d'emprisonnement et de 30 000 euros"
                " d'amende (article L332-16-2 du code du sport).",
            ),
            favourable=False,
            regulatory=True,
            published=True,
            final_stage="in_execution",
        ),
    ),
    checks=(comes_in_time,),
    elsewhere=to_the_minister,
)  # fmt: skip
