"""Warning to an outlet, which ends there or founds a closure later (CSP, art. L3332-15, 1).

For breaches of the laws on outlets that are exceptional or easy to put right. Nobody is to be heard before it.
"""

from collections.abc import Iterator
from datetime import datetime

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, explained
from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, Procedure
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from police_admin.outlets.measures import WARNING, measures_before
from police_admin.procedures.outlets import dossier
from police_admin.procedures.terms import after_notification, state_of

ARTICLE = "CSP, art. L3332-15, 1"
PRECEDENT = "outlet_closure.warning_months"
REGULARISE = Value(
    "closure_warning.regularisation_days", "Avertissement d'un débit : délai laissé pour régulariser", 30, "jours",
    "Usage du bureau", LOW,
    comment="Quel délai le bureau laisse-t-il d'ordinaire à l'exploitant averti pour régulariser sa situation ?",
)  # fmt: skip


class WarningForm(forms.Form):
    """The breaches, and until when they are to be put right."""

    offences = LinesField(
        label="Infractions relevées", max_length=8000, help_text="Une par ligne, datée, avec le texte méconnu.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    last_facts_on = LegalDateField(label="Date des derniers faits")
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    regularisation_on = LegalDateField(
        label="À régulariser avant le", required=False, help_text="Rien si aucune régularisation n'est demandée."
    )

    def clean(self):
        data = super().clean()
        facts_on, until = data.get("last_facts_on"), data.get("regularisation_on")
        if facts_on and until and until <= facts_on:
            self.add_error("regularisation_on", "La régularisation ne peut être demandée avant les faits.")
        return data


def facts_came_before(case: Case, at: datetime) -> list[Finding]:
    facts_on = day_of(case.answers, "last_facts_on")
    if facts_on <= case.received_on:
        return []
    return [
        Finding(
            f"Les derniers faits ({french_long(facts_on)}) sont postérieurs au rapport reçu le"
            f" {french_long(case.received_on)}.",
            ARTICLE,
        )
    ]


def regularisation_is_to_come(case: Case, at: datetime) -> list[Finding]:
    until, today = day_of(case.answers, "regularisation_on"), paris_day(at)
    if until is None:
        return []
    if until <= today:
        return [Finding(f"Le délai de régularisation ({french_long(until)}) est passé.", ARTICLE)]
    usual = int(parameter(REGULARISE.code, today))
    if (until - today).days >= usual:
        return []
    left = (until - today).days
    return [
        Finding(
            f"Il ne reste que {counted(left, 'jours')} pour régulariser, contre {usual} d'ordinaire.",
            ARTICLE,
            blocking=False,
        )
    ]


def warned_already(case: Case, at: datetime) -> list[Finding]:
    """After a warning that still counts, the law lets one close."""
    found = [row for row in measures_before(case) if row.is_warning]
    if not found:
        return []
    return [
        Finding(
            f"Cet établissement a déjà reçu un avertissement, notifié le {french_long(found[-1].notified_on)} :"
            " examiner s'il y a lieu de le fermer.",
            ARTICLE,
            blocking=False,
        )
    ]


def of_precedent(facts: Facts) -> Iterator[Expected]:
    """Until when it may found a closure: a usage, to be confirmed."""
    yield from after_notification(
        facts, code="precedent", label="L'avertissement ne fonde plus de fermeture", parameter=PRECEDENT,
        article=ARTICLE, outcome=WARNING,
    )  # fmt: skip


def of_regularisation(facts: Facts) -> Iterator[Expected]:
    until = day_of(facts.case.answers, "regularisation_on")
    if until is None or facts.case.notified_at is None:
        return
    steps = [
        step("Avertissement notifié", paris_day(facts.case.notified_at)),
        step("Régularisation demandée par l'avertissement", until, article=ARTICLE),
    ]
    yield Expected(
        code="regularisation",
        label="Régularisation attendue",
        kind=Kind.EXECUTION,
        due_on=until,
        state=state_of(facts, until),
        article=ARTICLE,
        computation=explained(Computation("", until, steps=steps)),
    )


PROCEDURE = Procedure(
    code="closure_warning",
    label="Avertissement à un débit de boissons ou à un restaurant",
    short_label="Débit de boissons, avertissement",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBV",
    legal_basis=(ARTICLE, "CRPA, art. L211-2"),
    help_text="Pour des infractions exceptionnelles ou faciles à faire cesser. Il met fin au dossier ; il peut ensuite"
    " fonder une fermeture sur le 1 de l'article L3332-15. L'exploitant n'a pas à être entendu auparavant.",
    form=WarningForm,
    title=lambda answers: f"Avertissement, {answers['place']}",
    requires_place=True,
    sensitivity="restricted",
    letters=(dossier.WARNING_LETTER, dossier.REPORT_LETTER),
    parameters=(REGULARISE,),
    rules={"months": PRECEDENT},
    visas=(
        "Vu le code de la santé publique, notamment son article L3332-15 ;",
        "Vu le code des relations entre le public et l'administration, notamment son article L211-2 ;",
        dossier.REPORTS,
    ),
    outcomes=(
        dossier.warning(
            "{% if answers.regularisation_on %}L'exploitant fait cesser ces manquements avant le"
            " {{ answers.regularisation_on }} et en justifie auprès du bureau.{% endif %}",
            grounds=(
                "Considérant qu'il ressort des rapports transmis au préfet que les infractions suivantes ont été"
                " constatées : {{ answers.offences }} ;",
                "Considérant que la fermeture d'un débit pour infraction aux lois et règlements qui le régissent est"
                " précédée d'un avertissement, qui peut s'y substituer lorsque les faits résultent d'une défaillance"
                " exceptionnelle ou à laquelle il est aisé de remédier ;",
            ),
        ),
    ),
    checks=(facts_came_before, regularisation_is_to_come, warned_already),
    dates=(of_regularisation, of_precedent),
    panels=(dossier.MEASURES_PANEL,),
    related=("administrative_closure_outlet",),
)  # fmt: skip
