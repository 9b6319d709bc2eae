"""Opinion of the safety commissions on a building permit that carries an establishment open to the public."""

from collections.abc import Iterator

from django import forms

from civil_protection.policies import UNIT
from civil_protection.procedures.safety import dossier
from directorate.casework.counted import counted_from
from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.procedure import Archetype, Piece, Procedure
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.values import HIGH, Value
from directorate.web.plain_text import PlainCharField

ARTICLE = "Code de l'urbanisme, art. R423-28"
STUDY = "Code de l'urbanisme, art. R114-1"
MONTHS = "safety_permit.decision_months"
NATURES = [
    ("construction", "Construction"), ("development", "Opération d'aménagement"),
    ("new_establishment", "Création d'un établissement recevant du public"),
    ("works", "Travaux sur un établissement existant"),
]  # fmt: skip


class PermitForm(dossier.EstablishmentForm):
    """The permit, and what tells whether a study of public security goes with it."""

    permit_number = PlainCharField(label="Numéro du permis de construire", max_length=30)
    nature = forms.ChoiceField(label="Nature du projet", choices=NATURES)
    floor_area = forms.IntegerField(label="Surface de plancher créée (m²)", min_value=0, max_value=5_000_000)


def permit_term(facts: Facts) -> Iterator[Expected]:
    """The end of the time of the permit itself: an opinion after it serves nobody."""
    case = facts.case
    yield counted_from(
        facts, code="permit", label="Fin du délai du permis de construire", parameter=MONTHS, article=ARTICLE,
        started_on=case.received_on, start="Dossier reçu", count=add_months, rule="R1",
        more=", de quantième à quantième", state=State.VOID if facts.is_over else State.RUNNING,
    )  # fmt: skip


PROCEDURE = Procedure(
    code="safety_permit_opinion",
    label="Avis sur un permis de construire valant autorisation de travaux (ERP)",
    short_label="Permis de construire, avis",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=dossier.FAMILY,
    reference_code="PCE",
    legal_basis=(ARTICLE, dossier.OPINIONS),
    help_text="Les sous-commissions répondent en deux mois, leur silence vaut avis favorable ; le permis se décide en"
    " cinq mois. Au-delà des seuils, une étude de sécurité publique accompagne le permis.",
    form=PermitForm,
    title=lambda answers: f"PC {answers['permit_number']}, {answers['establishment_name']}",
    requires_place=True,
    kept_out_of_register="Un avis au service instructeur du permis n'est pas un acte à publier.",
    pieces=(
        Piece("request", "Saisine du service instructeur du permis"),
        *dossier.NOTICES,
        Piece("security_study", "Étude de sécurité publique, ou indication qu'elle n'est pas exigée", blocking=False),
    ),
    opinions=(dossier.FIRE, dossier.ACCESS),
    parameters=(
        dossier.OPINION_MONTHS,
        Value(MONTHS, "Permis de construire d'un ERP : délai d'instruction", 5, "mois", ARTICLE, HIGH),
    ),
    rules={"opinion_months": dossier.OPINION_MONTHS.code, "permit_months": MONTHS},
    dates=(dossier.opinion_due, permit_term),
    letters=dossier.OPINION_LETTERS,
    visas=dossier.OPINION_VISAS,
    outcomes=dossier.opinion_outcomes(
        "sur le permis de construire {{ answers.permit_number }}, {{ place.commune }}",
        "L'avis porte sur le projet « {{ answers.establishment_name }} », {{ place.address }}, {{ place.commune }}, tel"
        " que décrit au dossier {{ case.reference }}.",
    ),
    checks=(dossier.follows_the_commission,),
    legal_check_required=True,
    legal_question="Quel article fixe à cinq mois l'instruction du permis d'un ERP, et à deux mois l'avis des"
    " sous-commissions ?",
    related=("safety_works",),
)  # fmt: skip
