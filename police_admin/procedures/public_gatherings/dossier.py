"""What orders of police around a gathering share: their circumstances, their bounds, one regulatory act.

Bounded in time and place, reasoned, published and posted; nobody in particular is concerned, so nobody is heard before
(CRPA, art. L121-1), and whoever asked for it is told by the publication.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Finding, LetterModel, Outcome, Procedure
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import HIGH, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.events import Check, Dates

FAMILY = "Rassemblements"
ENTRY = "CRPA, art. L221-2"
PUBLICATION = Value(
    "public_order.publication_days", "Arrêté de police : publication au plus tard, avant qu'il ne s'applique", 1,
    "jour", f"{ENTRY} (entrée en vigueur le lendemain de la publication)", HIGH,
    comment="L'acte peut prévoir qu'il entre en vigueur dès sa publication : la veille reste la règle du bureau.",
)  # fmt: skip
PUBLISHED_BY = replace(
    events.known_by(PUBLICATION.code, "Dernier jour utile pour publier", ENTRY), article=ENTRY
)  # fmt: skip


class CircumstancesForm(events.EventForm):
    """The facts that found the order, and the places where it applies."""

    facts = LinesField(
        label="Circonstances et faits", max_length=8000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un par ligne, précis et daté.",
    )  # fmt: skip
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    perimeter = text_area(
        "Périmètre : voies, places et accès qui le bornent", help_text="Limité aux lieux exposés et à leurs abords."
    )


def bounded_order(
    *, code: str, label: str, reference_code: str, legal_basis: tuple[str, ...], visas: Iterable[str], act: str,
    grounds: Iterable[str], articles: Iterable[str], before: str = "", checks: Iterable[Check] = (),
    dates: Iterable[Dates] = (), parameters: Iterable[Value] = (), rules: dict[str, str] | None = None, **more: Any,
) -> Procedure:  # fmt: skip
    """`act`: the title, after "Arrêté"; `before`: the answer that says from when it applies, if not with the event."""
    published_by = replace(PUBLISHED_BY, before=before)
    return Procedure(
        code=code,
        label=label,
        archetype=Archetype.POLICE_MEASURE,
        unit=events.UNIT,
        family=FAMILY,
        reference_code=reference_code,
        legal_basis=(*legal_basis, "CRPA, art. L221-2"),
        event_field="starts_at",
        letters=(
            LetterModel("order", "Arrêté", events.REGULATORY, "regulatory"),
            events.REDIRECT,
        ),
        parameters=(PUBLICATION, *parameters),
        rules={**events.rules_of(published_by), **(rules or {})},
        visas=(
            *visas,
            "{% if answers.report_references %}Vu les rapports suivants : {{ answers.report_references }} ;{% endif %}",
        ),
        outcomes=(
            Outcome(
                "order",
                "Arrêté",
                letter="order",
                act_kind="regulatory",
                title=f"Arrêté {act}",
                grounds=tuple(grounds),
                articles=(*articles, "Le présent arrêté entre en vigueur dès sa publication."),
                regulatory=True,
                final_stage="in_execution",
            ),
        ),
        checks=(events.has_not_begun, *checks),
        dates=(events.counted_back(published_by), events.until_the_end, *dates),
        **more,
    )  # fmt: skip


# --- private security ---------------------------------------------------------------------------------------


class FirmForm(events.EventForm):
    """The firm, which the Conseil national des activités privées de sécurité authorises, and its named agents."""

    firm = PlainCharField(label="Entreprise de sécurité", max_length=160)
    firm_authorisation = PlainCharField(
        label="Autorisation d'exercer délivrée par le CNAPS (numéro)", max_length=60, help_text="AUT-094-…"
    )
    authorised_until = LegalDateField(label="Autorisation valable jusqu'au")
    agents = LinesField(
        label="Agents", max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne : nom et prénom, numéro de carte professionnelle, séparés par une virgule.",
    )  # fmt: skip
    places = LinesField(
        label="Lieux", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : voie, portion de voie ou entrée.",
    )  # fmt: skip

    def clean_agents(self):
        agents = self.cleaned_data["agents"]
        if any("," not in agent for agent in agents):
            raise forms.ValidationError(
                "Chaque agent indique son nom et le numéro de sa carte professionnelle, séparés par une virgule."
            )
        return agents


def firm_is_authorised(case: Case, at: datetime) -> list[Finding]:
    """Until the last day of the mission."""
    until_on = day_of(case.answers, "authorised_until")
    ends_at = events.instant_of(case.answers, "ends_at")
    if until_on is None or ends_at is None or events.paris_day(ends_at) <= until_on:
        return []
    return [
        Finding(
            f"L'autorisation d'exercer de l'entreprise prend fin le {french_long(until_on)}, avant la fin de la"
            " mission.",
            "CSI, art. L612-9",
        )
    ]
