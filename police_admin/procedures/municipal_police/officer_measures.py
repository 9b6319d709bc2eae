"""Suspension or withdrawal of the approval of a municipal police officer, and of what he may carry (CSI, art. L511-2).

The mayor is consulted and the officer is heard. An officer who loses his approval carries no weapon any more: the law
draws it by itself (art. R511-20), no second act is needed. In an emergency, without consulting the mayor, only the
prosecutor may suspend.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework import title_measures
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    Opinion,
    PermitConcerned,
    Procedure,
    Redirection,
)
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import INTERNAL_SECURITY, LOW, Value
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.territory.department import HOME
from police_admin.municipal_police.operations import carries_of
from police_admin.procedures.municipal_police import dossier

FALLS_WITH_SUSPENSION = "municipal_officer.suspension_stops_carry"
STRUCK = {"withdrawal": Permit.State.WITHDRAWN, "suspension": Permit.State.SUSPENDED}


class CarryMeasureForm(title_measures.MeasureForm):
    duration_months = title_measures.duration_field(required=False)


class ApprovalMeasureForm(CarryMeasureForm):
    urgent = forms.BooleanField(
        label="Suspension en urgence, sans consultation du maire", required=False,
        help_text="Elle relève du seul procureur de la République.",
    )  # fmt: skip


def competent_instead(answers: Mapping[str, Any]) -> Redirection | None:
    if not answers.get("urgent"):
        return None
    return Redirection(
        to=HOME.prosecutor,
        article=dossier.APPROVAL_ARTICLE,
        explanation="En cas d'urgence, l'agrément d'un agent de police municipale est suspendu sans consultation du"
        " maire par le procureur de la République.",
    )


def suspension_is_dated(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "suspension" and not case.answers.get("duration_months"):
        return [Finding("La durée de la suspension n'est pas indiquée.", dossier.APPROVAL_ARTICLE)]
    return []


def weapons_fall_with_it(case: Case, at: datetime) -> list[Finding]:
    """Said before the signature: what the act ends without naming it."""
    carries = [row for row in fallen(case, at) if row.state == Permit.State.IN_FORCE]
    if not carries:
        return []
    named = ", ".join(permit.number for permit in carries)
    return [
        Finding(f"L'autorisation de port d'arme cesse avec l'agrément : {named}.", dossier.LAPSE_ARTICLE,
                blocking=False)
    ]  # fmt: skip


def fallen(case: Case, at: datetime) -> list[Permit]:
    """The authorisations to carry that fall with the approval struck by this case."""
    if case.renews is None:
        return []
    if case.decision.outcome == "suspension" and not parameter(FALLS_WITH_SUSPENSION, paris_day(at)):
        return []
    return [permits.current(carry) for carry in carries_of(case.renews)]


def strike_approval(move: Move) -> None:
    """From the notification: the approval, then what rests on it."""
    title_measures.strike(move)
    case = move.case
    stopped = []
    for carry in fallen(case, move.at):
        changed = permits.carry_out(
            permit=carry, state=STRUCK[case.decision.outcome], effective_on=paris_day(case.notified_at),
            reason=f"Agrément de l'agent : arrêté n° {case.decision.number} ({dossier.LAPSE_ARTICLE})", by=move.by,
            at=move.at,
        )  # fmt: skip
        stopped += [changed.number] if changed else []
    if stopped:
        move.recorded["weapon_carry_stopped"] = stopped


def restore_approval(move: Move) -> None:
    """The suspension is over: the approval gives rights again, and the authorisation to carry that it had stopped."""
    title_measures.restore(move)
    for carry in fallen(move.case, move.at):
        permits.carry_out(
            permit=carry, state=Permit.State.IN_FORCE, effective_on=move.today,
            reason=f"Fin de la suspension de l'agrément ({move.case.decision.number})", by=move.by, at=move.at,
        )  # fmt: skip


def measure(
    code: str, reference_code: str, label: str, short: str, strikes: str, opinion: Opinion, **more
) -> Procedure:
    return Procedure(
        code=code, label=label, short_label=short, archetype=Archetype.POLICE_MEASURE, unit=dossier.UNIT,
        family=dossier.FAMILY, kept_out_of_register=dossier.KEPT_OUT, reference_code=reference_code,
        title=lambda answers: f"{label}, {answers['party']}", hearing_required=True, sensitivity="restricted",
        concerns=PermitConcerned((strikes,), "Numéro du titre visé par la mesure"), opinions=(opinion,),
        letters=title_measures.LETTERS, legal_check_required=True, **more,
    )  # fmt: skip


def visas(articles: str) -> tuple[str, ...]:
    return (f"Vu le code de la sécurité intérieure, notamment ses articles {articles} ;", *title_measures.VISAS)


MAYOR = "Maire de la commune qui emploie l'agent"
HONOUR = (
    "Considérant que l'agrément d'un agent de police municipale suppose des garanties d'honorabilité et de moralité ;"
)
APPROVAL = "L'agrément n° {{ renews.number }} délivré à {{ applicant.name }}"
CARRY = "Le port d'arme autorisé à {{ applicant.name }} sous le n° {{ renews.number }}"
HANDED_IN = "Les armes confiées à l'intéressé sont remises sans délai à la commune qui l'emploie."
TOLD = "Le maire et le procureur de la République en sont informés."

PROCEDURES = (
    measure(
        dossier.APPROVAL_WITHDRAWAL,
        "PMR",
        "Suspension ou retrait de l'agrément d'un agent de police municipale",
        "Police municipale, retrait d'agrément",
        dossier.APPROVAL,
        Opinion("town_hall", MAYOR, dossier.APPROVAL_ARTICLE, organisation_kind="town_hall", mandatory=True),
        form=ApprovalMeasureForm,
        legal_basis=(dossier.APPROVAL_ARTICLE, dossier.LAPSE_ARTICLE, title_measures.HEARD),
        legal_question="La suspension de l'agrément par le préfet a-t-elle une durée maximale, et le préfet peut-il la"
        " prononcer en urgence sans consulter le maire ?",
        help_text="Après consultation du maire ; l'agent est mis à même de présenter ses observations. La suspension en"
        " urgence, sans consultation, relève du procureur. Le port d'arme cesse avec l'agrément.",
        parameters=(
            Value(
                FALLS_WITH_SUSPENSION, "Police municipale : le port d'arme cesse pendant la suspension de l'agrément",
                True, "", f"{INTERNAL_SECURITY}, art. R511-20", LOW,
                comment="La suspension de l'agrément suspend-elle le port d'arme, ou le rend-elle caduc ?",
            ),
        ),
        visas=visas("L511-2 et R511-20"),
        outcomes=(
            title_measures.measure(
                "suspension", "suspension d'un agrément d'agent de police municipale, {{ applicant.name }}",
                f"{APPROVAL} est suspendu {title_measures.FOR_MONTHS}", HANDED_IN, TOLD, grounds=(HONOUR,),
            ),
            title_measures.measure(
                "withdrawal", "retrait d'un agrément d'agent de police municipale, {{ applicant.name }}",
                f"{APPROVAL} est retiré {title_measures.AT_ONCE}",
                "L'autorisation de port d'arme de l'intéressé est caduque à la même date (article R511-20 du code de la"
                " sécurité intérieure).", HANDED_IN, TOLD, grounds=(HONOUR,),
            ),
        ),
        checks=(
            title_measures.title_is_in_force(dossier.APPROVAL_ARTICLE), title_measures.facts_came_before,
            suspension_is_dated, weapons_fall_with_it,
        ),
        effects={"notify": strike_approval, "lift": restore_approval, "end_measure": restore_approval},
        elsewhere=competent_instead,
        related=(dossier.APPROVAL, dossier.CARRY_WITHDRAWAL),
    ),
    measure(
        dossier.CARRY_WITHDRAWAL,
        "PMS",
        "Suspension ou retrait d'une autorisation de port d'arme d'un agent de police municipale",
        "Police municipale, retrait de port d'arme",
        dossier.CARRY,
        Opinion("town_hall", MAYOR, "Avis facultatif", organisation_kind="town_hall"),
        form=CarryMeasureForm,
        legal_basis=(dossier.CARRY_ARTICLES, title_measures.HEARD),
        legal_question="Quel texte fixe les motifs et la durée de la suspension d'une autorisation individuelle de port"
        " d'arme ?",
        help_text="L'agent garde son agrément et exerce sans arme. Il est mis à même de présenter ses observations.",
        visas=visas("L511-5 et R511-18 à R511-21"),
        outcomes=(
            title_measures.measure(
                "suspension", "suspension d'une autorisation de port d'arme, {{ applicant.name }}",
                f"{CARRY} est suspendu {title_measures.FOR_MONTHS}", HANDED_IN, TOLD,
            ),
            title_measures.measure(
                "withdrawal", "retrait d'une autorisation de port d'arme, {{ applicant.name }}",
                f"{CARRY} est retiré {title_measures.AT_ONCE}", HANDED_IN, TOLD,
            ),
        ),
        checks=(
            title_measures.title_is_in_force(dossier.CARRY_ARTICLES), title_measures.facts_came_before,
            suspension_is_dated,
        ),
        effects=title_measures.EFFECTS,
        related=(dossier.CARRY, dossier.APPROVAL_WITHDRAWAL),
    ),
)  # fmt: skip
