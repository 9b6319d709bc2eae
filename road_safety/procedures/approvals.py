"""Approvals of the bureau of road safety that nobody else holds: doctors of the licence, installers of alcohol locks.

The driving schools, centres, associations, pounds, circuits and taxis have their own procedures in the bureau of the
administrative police; the road-safety commission hears them in its sections.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Clock, Finding, LetterModel, Piece, Procedure, Silence, Validity
from directorate.casework.professional_titles import (
    REQUEST,
    BirthDateField,
    acts,
    criminal_record,
    holds,
    is_granted,
    renewal_of,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from directorate.permits.listing import Listing
from road_safety.policies import UNIT

FAMILY = "Agréments de la sécurité routière"
ORDER = "letters/any/order.html"
CLOCK = "CRPA, art. L231-4"


def dated(
    prefix: str, name: str, source: str, confidence: str, *, months: int = 60, renew: int = 2, decide: int = 2
) -> tuple[Value, ...]:
    """How long the prefect has, how long the approval lasts, when its renewal is asked."""
    return (
        Value(f"{prefix}.decision_months", f"{name} : délai pour statuer", decide, "mois",
              "Pratique des préfectures ; aucun texte vérifié", LOW,
              comment=f"{name} : que vaut le silence gardé sur la demande, et après combien de temps ?"),
        Value(f"{prefix}.validity_months", f"{name} : durée", months, "mois", source, confidence),
        Value(f"{prefix}.renew_before_months", f"{name} : renouvellement à demander avant l'échéance", renew, "mois",
              "Usage des préfectures, à confirmer", LOW,
              comment=f"{name} : combien de temps avant l'échéance le renouvellement est-il demandé ?"),
    )  # fmt: skip


def lasting(prefix: str, article: str, number: str, label: str, renewal: str = "", months_field: str = "") -> Validity:
    """AGR-01: the last day is the eve of the anniversary."""
    return Validity(
        months_parameter=f"{prefix}.validity_months",
        renew_before_parameter=f"{prefix}.renew_before_months",
        article=article,
        number_prefix=number,
        permit_label=label,
        renewal_procedure=renewal,
        months_field=months_field,
        ends_on_the_eve=True,
    )


# --- doctors of the driving licence -------------------------------------------------------------------------

DOCTORS = "Arrêté du 31 juillet 2012, relatif à l'organisation du contrôle médical de l'aptitude à la conduite"
AGE_LIMIT, TRAINED_WITHIN = "licence_doctor.age_limit", "licence_doctor.training_months"
RPPS_DIGITS = 11


class DoctorForm(forms.Form):
    """Who the doctor is, where he examines, and what the order of 2012 asks of him."""

    rpps = PlainCharField(label="Numéro RPPS", max_length=11)
    birth_on = BirthDateField(label="Date de naissance")
    speciality = PlainCharField(label="Spécialité ou qualification", max_length=120)
    practice = forms.ChoiceField(
        label="Exercice",
        choices=[("own", "En cabinet, hors commission"), ("board", "En commission médicale"), ("both", "Les deux")],
    )
    departments = LinesField(
        label="Départements d'exercice", max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un par ligne : un médecin peut être agréé dans plusieurs départements.",
    )  # fmt: skip
    on_the_roll = forms.BooleanField(label="Inscrit au tableau de l'ordre", required=False)
    unsanctioned = forms.BooleanField(
        label="Aucune sanction supérieure à l'avertissement depuis trois ans", required=False
    )
    never_repealed = forms.BooleanField(label="Aucun agrément abrogé depuis cinq ans", required=False)
    trained_on = PastDateField(label="Formation initiale ou continue attestée le")

    def clean_rpps(self):
        number = "".join(self.cleaned_data["rpps"].split())
        if not number.isascii() or not number.isdigit() or len(number) != RPPS_DIGITS:
            raise forms.ValidationError("Le numéro RPPS compte onze chiffres.")
        return number


def young_enough(case: Case, at: datetime) -> list[Finding]:
    limit, born_on = int(parameter(AGE_LIMIT, paris_day(at))), day_of(case.answers, "birth_on")
    if is_granted(case) and born_on and add_months(born_on, 12 * limit) <= paris_day(at):
        return [Finding(f"Le médecin a atteint la limite d'âge de {limit} ans.", DOCTORS)]
    return []


def trained_lately(case: Case, at: datetime) -> list[Finding]:
    """The renewal supposes continuing training attested within the months before the end of the approval."""
    trained_on, title = day_of(case.answers, "trained_on"), case.renews
    if not is_granted(case) or trained_on is None or title is None or title.expires_on is None:
        return []
    since = add_months(title.expires_on, -int(parameter(TRAINED_WITHIN, paris_day(at))))
    if trained_on < since:
        return [Finding(f"La formation continue doit être attestée depuis le {french_long(since)}.", DOCTORS)]
    return []


DOCTOR = Procedure(
    code="licence_doctor_approval",
    label="Agrément d'un médecin pour le contrôle de l'aptitude à la conduite",
    short_label="Médecin du permis, agrément",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="RMA",
    legal_basis=(DOCTORS, "Code de la route, art. R226-1 à R226-4"),
    help_text="Médecins libéraux ou de commission médicale. L'agrément vaut cinq ans ; la formation continue est"
    " attestée avant son renouvellement.",
    form=DoctorForm,
    title=lambda answers: f"Médecin du permis, {answers['party']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("identity", "Pièce d'identité"),
        Piece("diploma", "Diplôme de docteur en médecine"),
        Piece("roll", "Attestation d'inscription au tableau de l'ordre et absence de sanction"),
        Piece("training", "Attestation de formation"),
        Piece("oath", "Déclaration sur l'honneur : aucun agrément abrogé depuis cinq ans"),
    ),
    clock=Clock("licence_doctor.decision_months", Silence.REFUSAL, CLOCK),
    legal_check_required=True,
    validity=lasting("licence_doctor", DOCTORS, "MA", "Agrément d'un médecin du permis de conduire",
                     "licence_doctor_renewal"),
    listing=Listing(code="medecins-agrees", title="Médecins agréés du permis de conduire", article=DOCTORS,
                    public=True),
    parameters=(
        *dated("licence_doctor", "Médecin du permis", DOCTORS, VERIFIED),
        Value(AGE_LIMIT, "Médecin du permis : limite d'âge", 75, "ans", DOCTORS, MEDIUM),
        Value(TRAINED_WITHIN, "Médecin du permis : formation continue attestée avant l'échéance, au plus", 6, "mois",
              DOCTORS, VERIFIED),
    ),
    letters=letters_of_request("Arrêté d'agrément", ORDER),
    visas=("Vu le code de la route, notamment ses articles R226-1 à R226-4 ;",
           "Vu l'arrêté du 31 juillet 2012 relatif à l'organisation du contrôle médical de l'aptitude à la conduite ;",
           REQUEST),
    outcomes=acts(
        granted="agrément d'un médecin chargé du contrôle médical de l'aptitude à la conduite, {{ applicant.name }}",
        refused="refus d'agrément d'un médecin chargé du contrôle médical de l'aptitude à la conduite,"
        " {{ applicant.name }}",
        grounds=("Considérant que le demandeur remplit les conditions d'inscription, de formation et d'âge ;",),
        articles=(
            "{{ applicant.name }} (RPPS {{ answers.rpps }}) est agréé pour le contrôle médical de l'aptitude à la"
            " conduite ({{ answers.practice|lower }}), dans les départements suivants : {{ answers.departments }}.",
            "L'agrément est délivré pour une durée de {{ validity.duration }} à compter de sa notification. Son"
            " renouvellement est demandé {{ validity.renew_before }} avant l'échéance, avec l'attestation de formation"
            " continue.",
            "Le médecin n'examine pas ses propres patients. L'agrément peut être suspendu ou abrogé après que"
            " l'intéressé a présenté ses observations.",
        ),
        subject="en vue d'être agréé pour le contrôle médical de l'aptitude à la conduite",
        basis="l'arrêté du 31 juillet 2012",
    ),
    checks=(
        holds("on_the_roll", "Le médecin n'est pas inscrit au tableau de l'ordre.", DOCTORS),
        holds("unsanctioned", "Une sanction supérieure à l'avertissement date de moins de trois ans.", DOCTORS),
        holds("never_repealed", "Un agrément a été abrogé depuis moins de cinq ans.", DOCTORS),
        young_enough,
    ),
)  # fmt: skip
DOCTOR_RENEWAL = renewal_of(
    DOCTOR,
    label="Renouvellement de l'agrément d'un médecin pour le contrôle de l'aptitude à la conduite",
    short_label="Médecin du permis, renouvellement",
    reference_code="RMR",
    of="de l'agrément d'un médecin chargé du contrôle médical de l'aptitude à la conduite, {{ applicant.name }}",
    opening="L'agrément de {{ applicant.name }} (RPPS {{ answers.rpps }}) pour le contrôle médical de l'aptitude à la"
    " conduite est renouvelé, dans les départements suivants : {{ answers.departments }}.",
    subject="en vue du renouvellement de son agrément n° {{ renews.number }}",
    article=DOCTORS,
    checks=(trained_lately,),
)

# --- installers of alcohol locks ----------------------------------------------------------------------------

LOCKS = "Code de la route, art. L234-17 et R233-1 à R233-6"


class InstallerForm(forms.Form):
    """The workshop and what it fits."""

    operator_birth_on = BirthDateField(label="Date de naissance de l'exploitant")
    device = PlainCharField(label="Appareils posés (marque, modèle, homologation)", max_length=400)
    fitters = LinesField(
        label="Installateurs formés", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : nom, attestation du fabricant.",
    )  # fmt: skip
    premises = forms.BooleanField(label="Local fermé, adapté à la pose", required=False)
    trained = forms.BooleanField(label="Formation par le fabricant attestée", required=False)


INSTALLER = Procedure(
    code="alcohol_lock_installer_approval",
    label="Agrément d'un installateur d'éthylotests anti-démarrage",
    short_label="Éthylotest anti-démarrage, agrément",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="REA",
    legal_basis=(LOCKS,),
    help_text="Établissements qui posent et vérifient les appareils imposés par le préfet ou par le juge.",
    form=InstallerForm,
    title=lambda answers: f"Installateur d'éthylotests anti-démarrage, {answers['place']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("identity", "Pièce d'identité de l'exploitant"),
        Piece("company", "Extrait d'immatriculation"),
        Piece("premises", "Titre d'occupation et descriptif du local"),
        Piece("training", "Attestations de formation délivrées par le fabricant"),
        Piece("device", "Certificat d'homologation des appareils"),
    ),
    opinions=(criminal_record(LOCKS, "de l'exploitant"),),
    clock=Clock("alcohol_lock.decision_months", Silence.REFUSAL, CLOCK),
    legal_check_required=True,
    validity=lasting("alcohol_lock", LOCKS, "EA", "Agrément d'un installateur d'éthylotests anti-démarrage",
                     "alcohol_lock_installer_renewal"),
    listing=Listing(code="installateurs-ead", title="Installateurs agréés d'éthylotests anti-démarrage", article=LOCKS,
                    public=True),
    parameters=dated("alcohol_lock", "Installateur d'éthylotests anti-démarrage", LOCKS, MEDIUM),
    letters=letters_of_request("Arrêté d'agrément", ORDER),
    visas=("Vu le code de la route, notamment ses articles L234-17 et R233-1 à R233-6 ;", REQUEST),
    outcomes=acts(
        granted="agrément d'un installateur d'éthylotests anti-démarrage, « {{ place.name }} », {{ place.commune }}",
        refused="refus d'agrément d'un installateur d'éthylotests anti-démarrage, « {{ place.name }} »,"
        " {{ place.commune }}",
        grounds=("Considérant que l'établissement dispose du local, du personnel formé et d'appareils homologués ;",),
        articles=(
            "L'établissement « {{ place.name }} », {{ place.address }}, {{ place.commune }}, exploité par"
            " {{ applicant.name }}, est agréé pour installer des éthylotests anti-démarrage ({{ answers.device }}).",
            "L'agrément est délivré pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
            " {{ validity.renew_before }} avant l'échéance.",
            "L'installateur tient le registre des poses et des vérifications. L'agrément peut être suspendu ou retiré"
            " après que l'exploitant a présenté ses observations.",
        ),
        subject="en vue de l'agrément de l'établissement « {{ place.name }} »",
        basis="le code de la route",
    ),
    checks=(
        holds("premises", "L'établissement n'a pas de local fermé adapté à la pose.", LOCKS),
        holds("trained", "La formation par le fabricant n'est pas attestée.", LOCKS),
    ),
)  # fmt: skip
INSTALLER_RENEWAL = renewal_of(
    INSTALLER,
    label="Renouvellement de l'agrément d'un installateur d'éthylotests anti-démarrage",
    short_label="Éthylotest anti-démarrage, renouvellement",
    reference_code="RER",
    of="de l'agrément d'un installateur d'éthylotests anti-démarrage, « {{ place.name }} », {{ place.commune }}",
    opening="L'agrément de l'établissement « {{ place.name }} », {{ place.address }}, {{ place.commune }}, exploité par"
    " {{ applicant.name }}, est renouvelé.",
    subject="en vue du renouvellement de l'agrément n° {{ renews.number }} de l'établissement « {{ place.name }} »",
    article=LOCKS,
)

# --- psychotechnical centres --------------------------------------------------------------------------------

EXAMS = "Arrêté du 26 août 2016, relatif à l'examen psychotechnique"


class ExamCentreForm(forms.Form):
    """Who examines, where, with which material."""

    psychologists = LinesField(
        label="Psychologues", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : nom, numéro ADELI ou RPPS.",
    )  # fmt: skip
    material = PlainCharField(label="Tests et matériel employés", max_length=400)
    itinerant = forms.BooleanField(label="Examens pratiqués aussi hors de l'établissement", required=False)


def is_itinerant(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("itinerant"))


EXAM_CENTRE = Procedure(
    code="psychotechnical_centre_declaration",
    label="Déclaration d'un centre d'examens psychotechniques",
    short_label="Centre psychotechnique, déclaration",
    archetype=Archetype.DECLARATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="RPS",
    legal_basis=(EXAMS,),
    help_text="Le préfet tient la liste des établissements qui font passer l'examen exigé avant la restitution d'un"
    " permis suspendu six mois ou plus.",
    form=ExamCentreForm,
    title=lambda answers: f"Centre psychotechnique, {answers['place']}",
    requires_place=True,
    pieces=(
        Piece("declaration", "Déclaration datée et signée"),
        Piece("diplomas", "Titres des psychologues"),
        Piece("material", "Descriptif des tests et du matériel"),
        Piece("places", "Liste des lieux d'examen", when=is_itinerant),
    ),
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de déclaration", "letters/road_safety/receipt.html", "receipt"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    legal_check_required=True,
)  # fmt: skip

PROCEDURES = (DOCTOR, DOCTOR_RENEWAL, INSTALLER, INSTALLER_RENEWAL, EXAM_CENTRE)
