"""Administrative closure of a drinks outlet or restaurant, or the warning that precedes it (CSP, art. L3332-15).

1: breaches of the laws on outlets, after a warning; 2: public order, health, tranquillity, morality; 3: criminal acts.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, Procedure
from directorate.legal_calendar.arithmetic import add_hours, add_months, counted, french_long
from directorate.parameters.queries import value as parameter
from police_admin.outlets.measures import measures_before
from police_admin.procedures.outlets import dossier
from police_admin.procedures.outlets.dossier import Answers, closes

ARTICLE = "CSP, art. L3332-15"
SUB_BASES = [
    ("1", "1 : infractions aux lois et règlements relatifs aux débits"),
    ("2", "2 : atteinte à l'ordre, à la santé, à la tranquillité ou à la moralité publics"),
    ("3", "3 : actes criminels ou délictueux"),
]
# Old facts leave the operator time before the closure (CSP, art. L3332-15, 2 bis: "orders under 1 or 2").
TIME_BEFORE_EXECUTION = {"1", "2"}


def longest(answers: Answers) -> str:
    sub_basis = answers.get("sub_basis")
    return f"outlet_closure.maximum_months_{sub_basis}" if sub_basis else ""


class ClosureForm(dossier.ReportForm):
    """What the police report says of the outlet."""

    article = ARTICLE

    sub_basis = forms.ChoiceField(label="Fondement (CSP, art. L3332-15)", choices=SUB_BASES)
    previous_warning_on = LegalDateField(label="Avertissement précédent notifié le", required=False)
    training_commitment = forms.BooleanField(
        label="Engagement de l'exploitant à suivre la formation au permis d'exploitation", required=False
    )
    field_order = ("sub_basis",)

    def longest(self, data):
        return longest(data)

    def clean(self):
        data = super().clean()
        warned_on, last_facts_on = data.get("previous_warning_on"), data.get("last_facts_on")
        if data.get("sub_basis") == "1" and warned_on and last_facts_on and warned_on >= last_facts_on:
            self.add_error("previous_warning_on", "L'avertissement doit précéder les faits qui fondent la fermeture.")
        if data.get("training_commitment") and data.get("sub_basis") in {"1", "3"}:
            self.add_error("training_commitment", "Cet engagement ne réduit qu'une fermeture fondée sur le 2.")
        return data


# --- rules --------------------------------------------------------------------------------------------------


def executory_at(case: Case) -> datetime:
    """At the notification; 48 hours after it when the facts are old (E12)."""
    signed_on = paris_day(case.decided_at)
    old_after = int(parameter("outlet_closure.old_facts_days", signed_on))
    is_old = (signed_on - day_of(case.answers, "last_facts_on")).days > old_after
    if is_old and case.answers["sub_basis"] in TIME_BEFORE_EXECUTION:
        return add_hours(case.notified_at, int(parameter("outlet_closure.executory_hours", signed_on)))
    return case.notified_at


def warning_came_before(case: Case, at: datetime) -> list[Finding]:
    if not closes(case) or case.answers["sub_basis"] != "1":
        return []
    warned_on = day_of(case.answers, "previous_warning_on")
    known = [row.notified_on for row in measures_before(case) if row.is_warning]
    if warned_on is None:
        known_words = f" Celui du {french_long(known[-1])} est à indiquer." if known else ""
        return [
            Finding(
                "Aucun avertissement n'a précédé : il est obligatoire avant une fermeture fondée sur le 1."
                f"{known_words}",
                f"{ARTICLE}, 1",
            )
        ]
    found = []
    if warned_on not in known:
        found.append(
            Finding(
                f"Aucun avertissement notifié le {french_long(warned_on)} à cet établissement n'est enregistré :"
                " joindre la preuve de sa notification.",
                f"{ARTICLE}, 1",
                blocking=False,
            )
        )
    # A usage, so it is said and does not block.
    months = int(parameter("outlet_closure.warning_months", paris_day(at)))
    if add_months(warned_on, months) < paris_day(at):
        found.append(
            Finding(
                f"L'avertissement du {french_long(warned_on)} remonte à plus de {months} mois.",
                f"{ARTICLE}, 1",
                blocking=False,
            )
        )
    return found


def facts_are_recent(case: Case, at: datetime) -> list[Finding]:
    days = (paris_day(at) - day_of(case.answers, "last_facts_on")).days
    if not closes(case) or days <= int(parameter("outlet_closure.old_facts_days", paris_day(at))):
        return []
    hours = parameter("outlet_closure.executory_hours", paris_day(at))
    return [
        Finding(
            f"Les derniers faits remontent à {counted(days, 'jours')} : vérifier qu'ils justifient encore la mesure."
            f" Sur le"
            f" fondement du 1 ou du 2, elle ne sera exécutoire que {hours} heures après sa notification.",
            f"{ARTICLE}, 2 bis",
            blocking=False,
        )
    ]


date_the_closure = dossier.date_the_measure(longest, executory_at)


def notified(move: Move) -> None:
    date_the_closure(move)
    if closes(move.case) and move.case.answers["sub_basis"] == "3":
        # A closure for crimes annuls the operating permit (CSP, art. L3332-15, 3).
        move.case.decision.details |= {"permit_annulled": True}
        move.case.decision.save(update_fields=["details"])


PROCEDURE = Procedure(
    code="administrative_closure_outlet",
    label="Fermeture administrative d'un débit de boissons ou d'un restaurant",
    short_label="Débit de boissons, fermeture",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBF",
    legal_basis=(ARTICLE, dossier.HEARING_BASIS),
    help_text="Sur rapport de police, après procédure contradictoire. Un avertissement peut suffire.",
    form=ClosureForm,
    title=lambda answers: f"Fermeture administrative, {answers['place']}",
    requires_place=True,
    hearing_required=True,
    sensitivity="restricted",
    opinions=(dossier.TOWN_HALL,),
    # No notice of redirection: the operator has asked for nothing, and the report is not announced to him that way.
    letters=dossier.letters(f"{dossier.FOLDER}/hearing_invitation.html"),
    parameters=(dossier.DELEGATED,),
    rules={"hours": "outlet_closure.executory_hours", "days": "outlet_closure.old_facts_days"},
    visas=(
        "Vu le code de la santé publique, notamment son article L3332-15 ;",
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        dossier.REPORTS,
        "{% if answer_codes.sub_basis == '1' and answers.previous_warning_on %}Vu l'avertissement notifié le"
        " {{ answers.previous_warning_on }} ;{% endif %}",
        *dossier.HEARD,
    ),
    # Names of persons and of their business: a measure of police is not published in the register.
    outcomes=(
        dossier.warning(),
        dossier.closure(
            "sur le fondement du {{ answer_codes.sub_basis }} de l'article L3332-15 du code de la santé publique.",
            "{% if answer_codes.sub_basis == '3' %}La fermeture est exécutoire dès la notification du présent"
            " arrêté. Elle entraîne l'annulation du permis d'exploitation.{% else %}La fermeture est exécutoire dès"
            " la notification du présent arrêté, ou {{ rules.hours }} heures après celle-ci lorsque les faits sont"
            " antérieurs de plus de {{ rules.days }} jours à sa signature (2 bis de l'article"
            " L3332-15).{% endif %} Elle prend fin, au terme de sa durée, à l'heure à laquelle elle est devenue"
            " exécutoire.",
            "Le fait de ne pas respecter la fermeture est puni de deux mois d'emprisonnement et de 3 750 euros"
            " d'amende (article L3352-6 du code de la santé publique).",
            grounds=(
                "{% if answer_codes.training_commitment and answer_codes.sub_basis == '2' %}Considérant que"
                " l'exploitant s'engage à suivre la formation donnant lieu à la délivrance du permis d'exploitation et"
                " que la durée de la fermeture est réduite à ce titre ;{% endif %}",
            ),
        ),
    ),
    checks=(
        *dossier.checks_of(ARTICLE, longest), warning_came_before, facts_are_recent, dossier.mayor_has_no_delegation,
    ),
    effects={"notify": notified},
    panels=(dossier.MEASURES_PANEL,),
    related=("closure_warning", "closure_takeaway"),
)  # fmt: skip
