"""Report of an order to pay to the CCAPEX (loi 89-462, art. 24): when the clause of the lease may take effect.

The amount and the history of the debt stay in the national processing; the report says which threshold was reached.
"""

from collections.abc import Iterator
from datetime import timedelta

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField
from directorate.casework.instants import day_of
from directorate.casework.procedure import Archetype, LetterModel, Procedure
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, days_in_words, months_in_words, step
from directorate.parameters.values import LOW, VERIFIED, Value
from police_admin.procedures.evictions import dossier

ARTICLE = "Loi 89-462 du 6 juillet 1989, art. 24"
CLAUSE_DAYS, FORMER_CLAUSE_MONTHS = "payment_order.clause_days", "payment_order.former_clause_months"
THRESHOLDS = "payment_order.thresholds"
REACHED = [
    ("amount", "Seuil de montant"),
    ("age", "Seuil d'ancienneté"),
    ("both", "Les deux seuils"),
    ("below", "Aucun seuil : signalement spontané"),
]
CLAUSES = [
    ("six_weeks", "Six semaines (loi du 27 juillet 2023)"),
    ("two_months", "Deux mois (clause d'un bail antérieur)"),
]


class PaymentOrderForm(forms.Form):
    """What the commissaire de justice reports."""

    occupants = LinesField(
        label="Locataires", max_length=1000, help_text="Un par ligne : civilité, prénom, nom.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    exploc_reference = dossier.exploc_field()
    landlord_type = forms.ChoiceField(label="Nature du bailleur", choices=dossier.LANDLORDS)
    served_on = dossier.PastDateField(label="Commandement de payer signifié le")
    clause = forms.ChoiceField(label="Délai de la clause résolutoire", choices=CLAUSES)
    threshold = forms.ChoiceField(label="Seuil de signalement atteint", choices=REACHED)


def of_clause(facts: Facts) -> Iterator[Expected]:
    """The day from which the clause may take effect, if nothing is paid: the summons may follow."""
    answers = facts.case.answers
    served_on = day_of(answers, "served_on")
    if answers["clause"] == "two_months":
        rule = facts.rules.of("clause", FORMER_CLAUSE_MONTHS, served_on)
        due_on, words = add_months(served_on, int(rule.value)), months_in_words(int(rule.value))
    else:
        rule = facts.rules.of("clause", CLAUSE_DAYS, served_on)
        due_on, words = served_on + timedelta(days=int(rule.value)), days_in_words(int(rule.value))
    steps = [
        step("Commandement de payer signifié", served_on),
        step(dossier.received("Signalement reçu", answers), facts.case.received_on),
        step(f"{words} après le commandement, sans report", due_on, article=ARTICLE),
    ]
    if due_on < facts.on:
        state = State.MET
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code="clause",
        label="Clause résolutoire acquise si rien n'est payé",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=state,
        article=ARTICLE,
        parameter_version=rule.version,
        computation=explained(Computation("R1" if answers["clause"] == "two_months" else "R7", due_on, steps=steps),
                              rule),
    )  # fmt: skip


PROCEDURE = Procedure(
    code=dossier.PAYMENT_ORDER,
    label="Signalement d'un commandement de payer à la CCAPEX",
    short_label="Expulsion, commandement de payer",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXP",
    legal_basis=(ARTICLE,),
    help_text="Signalé par le commissaire de justice pour la prévention des expulsions. Aucune décision n'est à"
    " prendre : la date où la clause du bail serait acquise est calculée.",
    form=PaymentOrderForm,
    title=lambda answers: f"Commandement de payer, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    parameters=(
        Value(
            CLAUSE_DAYS, "Commandement de payer : délai avant que la clause résolutoire soit acquise", 42, "jours",
            f"{ARTICLE} (six semaines depuis la loi 2023-668 du 27 juillet 2023)", VERIFIED,
        ),
        Value(
            FORMER_CLAUSE_MONTHS, "Commandement de payer : délai d'une clause antérieure à la loi de 2023", 2, "mois",
            f"{ARTICLE}, rédaction antérieure", LOW,
            comment="La clause de deux mois d'un bail conclu avant le 29 juillet 2023 continue-t-elle de s'appliquer"
            " telle quelle ?",
        ),
        Value(
            THRESHOLDS, "Commandement de payer : seuils de signalement à la CCAPEX",
            "seuils fixés par arrêté préfectoral", "", "Arrêté préfectoral, à relever", LOW,
            comment="Quels seuils de montant et d'ancienneté l'arrêté préfectoral fixe-t-il pour le"
            " signalement d'un commandement de payer ?",
        ),
    ),
    rules={"clause_days": CLAUSE_DAYS, "former_months": FORMER_CLAUSE_MONTHS, "thresholds": THRESHOLDS},
    dates=(of_clause,),
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/evictions/payment_order_acknowledgement.html",
                    "acknowledgement"),
    ),
    panels=(dossier.LINKED_ACTS,),
    related=(dossier.SUMMONS,),
)  # fmt: skip
