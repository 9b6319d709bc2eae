"""Who teaches to drive (code de la route, art. L212-1 to L212-3, R212-1 to R212-4), and who leads courses for points.

The prefect of the residence is competent. A trainee receives a temporary and restrictive authorisation, which is not
renewed. Of the criminal record and of the medical visit, the result alone is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from math import ceil
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework import title_measures as measures
from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    PermitConcerned,
    Piece,
    Procedure,
    Redirection,
)
from directorate.casework.professional_titles import (
    PERSON_PIECES,
    REQUEST,
    PersonForm,
    acts,
    criminal_record,
    holds,
    is_fit,
    is_granted,
    old_enough,
    renewal_of,
    usual_clock,
    usual_validity,
    usual_values,
)
from directorate.casework.request_letters import letters_of_request
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from directorate.territory.department import HOME
from police_admin.procedures.driving_schools import dossier

TEACHING = "Code de la route, art. L212-1 à L212-3 et R212-1 à R212-4"
ORDER = "Arrêté du 8 janvier 2001"
TRAINEES_ORDER = "Arrêté du 13 avril 2016"
COURSES_ORDER = "Arrêté du 26 juin 2012"
ACT = "letters/driving_school/order.html"
HERE = {HOME.code, "abroad"}
RESIDENCES = [
    (HOME.code, HOME.name),
    ("other", "Autre département"),
    ("abroad", f"Étranger, exercice envisagé {HOME.inside}"),
    ("abroad_other", "Étranger, exercice envisagé dans un autre département"),
]
DIPLOMAS = [
    ("ecsr", "Titre professionnel d'enseignant de la conduite et de la sécurité routière"),
    ("bepecaser", "Bepecaser ou diplôme antérieur"),
    ("recognised", "Qualification reconnue d'un autre État"),
]
SKILLS = [
    ("training", "Former des apprenants conducteurs, individuellement et collectivement"),
    ("awareness", "Sensibiliser les usagers de la route à des comportements sûrs"),
]
QUALITIES = [("expert", "Expert en sécurité routière"), ("psychologist", "Psychologue")]

INSTRUCTOR, TRAINEE, FACILITATOR = "driving_instructor", "driving_trainee", "course_facilitator"
TEACHING_VALUES = (
    *usual_values(INSTRUCTOR, "Autorisation d'enseigner", TEACHING, confidence=VERIFIED, before=MEDIUM),
    Value(
        f"{INSTRUCTOR}.minimum_age", "Autorisation d'enseigner : âge minimal", 20, "ans",
        "Code de la route, art. R212-2", VERIFIED,
    ),
    Value(
        f"{INSTRUCTOR}.suspension_months", "Autorisation d'enseigner : durée maximale d'une suspension", 6, "mois",
        "Code de la route, art. L212-3", VERIFIED,
    ),
)  # fmt: skip
TRAINEE_VALUES = (
    Value(
        f"{TRAINEE}.decision_months", "Autorisation temporaire d'exercer : délai pour statuer", 2, "mois",
        "Pratique des préfectures ; aucun texte vérifié", LOW,
        comment="Que vaut le silence gardé sur une demande d'autorisation temporaire et restrictive d'exercer ?",
    ),
    Value(
        f"{TRAINEE}.validity_months", "Autorisation temporaire d'exercer : durée maximale", 12, "mois",
        TRAINEES_ORDER, MEDIUM, comment="Non renouvelable.",
    ),
    Value(
        f"{TRAINEE}.renew_before_months", "Autorisation temporaire d'exercer : renouvellement", 0, "mois",
        TRAINEES_ORDER, MEDIUM, comment="Zéro : cette autorisation ne se renouvelle pas.",
    ),
    Value(
        f"{TRAINEE}.share_percent", "Autorisation temporaire d'exercer : part des enseignants d'une école", 20, "%",
        TRAINEES_ORDER, MEDIUM,
        comment="La part de 20 %, arrondie par excès, des personnes en formation dans l'effectif est-elle en vigueur ?",
    ),
    Value(
        f"{TRAINEE}.competence", "Autorisation temporaire d'exercer : ce qui fonde la compétence du préfet",
        "siège de l'école de conduite", "", TRAINEES_ORDER, LOW,
        comment="L'autorisation temporaire se demande-t-elle au préfet du siège de l'école ou à celui du domicile ?",
    ),
)  # fmt: skip
FACILITATOR_VALUES = usual_values(
    FACILITATOR, "Autorisation d'animer les stages de sensibilisation", COURSES_ORDER, confidence=MEDIUM
)


# --- who is competent ---------------------------------------------------------------------------------------


def prefect_of_residence(answers: Mapping[str, Any]) -> Redirection | None:
    residence = answers.get("residence")
    if residence in HERE:
        return None
    where = "du lieu d'exercice envisagé" if residence == "abroad_other" else "du département de résidence"
    return Redirection(
        to=f"préfet {where}",
        article="Code de la route, art. R212-1",
        explanation=f"Cette autorisation est délivrée par le préfet {where} du demandeur.",
    )


def prefect_of_the_school(answers: Mapping[str, Any]) -> Redirection | None:
    if answers.get("competent_department") == HOME.code:
        return None
    return Redirection(
        to="préfet du département compétent",
        article=TRAINEES_ORDER,
        explanation="Le demandeur relève d'un autre département pour cette autorisation.",
    )


# --- forms --------------------------------------------------------------------------------------------------


class InstructorForm(PersonForm):
    residence = forms.ChoiceField(label="Résidence", choices=RESIDENCES)
    diploma = forms.ChoiceField(label="Titre ou diplôme", choices=DIPLOMAS)
    categories = forms.MultipleChoiceField(
        label="Catégories de permis à enseigner", choices=dossier.CATEGORIES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une catégorie."},
    )  # fmt: skip


class TraineeForm(PersonForm):
    """A person in training, hired by a school, for the skill that he has already proved."""

    competent_department = forms.ChoiceField(
        label="Département compétent", choices=[(HOME.code, HOME.name), ("other", "Autre département")]
    )
    skills = forms.MultipleChoiceField(
        label="Compétences acquises", choices=SKILLS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une compétence."},
    )  # fmt: skip
    school = PlainCharField(label="École de conduite qui l'emploie", max_length=200)
    school_teachers = forms.IntegerField(
        label="Enseignants autorisés de cette école (équivalents temps plein)", min_value=0, max_value=500
    )
    school_trainees = forms.IntegerField(label="Personnes en formation, celle-ci comprise", min_value=1, max_value=500)
    had_one = forms.BooleanField(label="A déjà reçu une autorisation temporaire", required=False)
    granted_months = forms.IntegerField(
        label="Durée accordée (mois)", min_value=1, required=False,
        help_text="Celle du contrat ; la plus longue durée possible si rien n'est indiqué.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        founded_on = parameter(f"{TRAINEE}.competence", localdate())
        self.fields["competent_department"].help_text = f"Celui du lieu suivant : {founded_on}."

    def clean_granted_months(self):
        months = self.cleaned_data["granted_months"]
        longest = int(parameter(f"{TRAINEE}.validity_months", localdate()))
        if months and months > longest:
            raise forms.ValidationError(f"Cette autorisation ne peut dépasser {longest} mois.")
        return months


class FacilitatorForm(forms.Form):
    residence = forms.ChoiceField(label="Résidence", choices=RESIDENCES)
    residence_permit = forms.BooleanField(label="Demandeur tenu de justifier de son séjour", required=False)
    quality = forms.ChoiceField(label="Qualité", choices=QUALITIES)
    trained = forms.BooleanField(label="Formation initiale d'animateur suivie", required=False)
    qualified = forms.BooleanField(
        label="Titre de psychologue enregistré, ou autorisation d'enseigner et diplôme de formateur", required=False
    )
    licence_confirmed = forms.BooleanField(
        label="Permis de conduire en cours de validité, délai probatoire expiré", required=False
    )


# --- checks before signature --------------------------------------------------------------------------------


def was_never_a_trainee(case: Case, at: datetime) -> list[Finding]:
    if is_granted(case) and case.answers.get("had_one"):
        return [Finding("Le demandeur a déjà reçu cette autorisation, qui ne se renouvelle pas.", TRAINEES_ORDER)]
    return []


def trainees_are_few(case: Case, at: datetime) -> list[Finding]:
    percent = int(parameter(f"{TRAINEE}.share_percent", paris_day(at)))
    most = ceil(case.answers["school_teachers"] * percent / 100)
    if is_granted(case) and case.answers["school_trainees"] > most:
        return [
            Finding(
                f"L'école compterait {case.answers['school_trainees']} personnes en formation, pour {most} au plus"
                f" ({percent} % de ses enseignants, par excès).",
                TRAINEES_ORDER,
            )
        ]
    return []


LICENCE = holds(
    "licence_confirmed", "Le permis de conduire n'est pas valide, ou son délai probatoire court encore.",
    "Code de la route, art. R212-2",
)  # fmt: skip
PERSON_CHECKS = (
    old_enough(f"{INSTRUCTOR}.minimum_age", "birth_on", "Le demandeur", "Code de la route, art. R212-2"),
    LICENCE,
    is_fit("Code de la route, art. R212-2"),
)

# --- the procedures -----------------------------------------------------------------------------------------

RECORD = criminal_record("Code de la route, art. R212-4", "du demandeur")
MEDICAL = Piece("medical", "Avis médical d'aptitude (cerfa 14880) : la conclusion seule est conservée")
VISAS = (
    "Vu le code de la route, notamment ses articles L212-1 à L212-3 et R212-1 à R212-4 ;",
    "Vu l'arrêté du 8 janvier 2001 relatif à l'autorisation d'enseigner, à titre onéreux, la conduite des véhicules à"
    " moteur et la sécurité routière ;",
    REQUEST,
)
NATIONAL = "Elle est valable sur l'ensemble du territoire national et inscrite au registre national."
LASTS = (
    "L'autorisation est délivrée pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
    " {{ validity.renew_before }} avant l'échéance."
)
MAY_BE_STRUCK = "Elle peut être suspendue ou retirée dans les conditions prévues par le code de la route."
TEACH = "d'enseigner, à titre onéreux, la conduite des véhicules à moteur et la sécurité routière"
CATEGORIES = "pour les catégories suivantes : {{ answers.categories }}. "

AUTHORISATION = Procedure(
    code="driving_instructor_authorisation",
    label="Autorisation d'enseigner la conduite et la sécurité routière",
    short_label="Enseignant de la conduite, autorisation",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AEE",
    legal_basis=(TEACHING, ORDER),
    help_text="Demandée au préfet du département de résidence. Valable cinq ans et dans toute la France.",
    form=InstructorForm,
    title=lambda answers: f"Enseignant de la conduite, {answers['party']}",
    pieces=(*PERSON_PIECES, Piece("diploma", "Titre ou diplôme d'enseignant de la conduite"), MEDICAL),
    opinions=(RECORD,),
    clock=usual_clock(INSTRUCTOR),
    legal_check_required=True,
    validity=usual_validity(
        INSTRUCTOR, TEACHING, "AEE", "Autorisation d'enseigner la conduite", "driving_instructor_renewal"
    ),
    letters=letters_of_request("Arrêté d'autorisation", ACT),
    parameters=TEACHING_VALUES,
    visas=VISAS,
    outcomes=acts(
        granted="autorisation d'enseigner la conduite, délivrée à {{ applicant.name }}",
        refused="refus d'autorisation d'enseigner la conduite",
        label="Autorisation",
        grounds=("Considérant que le demandeur remplit les conditions d'âge, de permis, d'aptitude, d'honorabilité et"
                 " de titre exigées ;",),
        articles=(
            f"L'autorisation {TEACH}, est délivrée à {{{{ applicant.name }}}} {CATEGORIES}{NATIONAL}",
            LASTS,
            MAY_BE_STRUCK,
        ),
        subject=f"en vue de l'autorisation {TEACH},",
        basis="les articles R212-1 à R212-4 du code de la route",
    ),
    checks=PERSON_CHECKS,
    elsewhere=prefect_of_residence,
)  # fmt: skip

RENEWAL = renewal_of(
    AUTHORISATION,
    label="Renouvellement de l'autorisation d'enseigner la conduite",
    short_label="Enseignant de la conduite, renouvellement",
    reference_code="AEN",
    of="de l'autorisation d'enseigner la conduite, délivrée à {{ applicant.name }}",
    opening=f"L'autorisation {TEACH}, est renouvelée au bénéfice de {{{{ applicant.name }}}} {CATEGORIES}{NATIONAL}",
    subject="en vue du renouvellement de l'autorisation n° {{ renews.number }}",
    article=ORDER,
)

TEMPORARY = Procedure(
    code="driving_trainee_authorisation",
    label="Autorisation temporaire et restrictive d'exercer (enseignant en formation)",
    short_label="Enseignant en formation, autorisation",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AET",
    legal_basis=("Code de la route, art. R212-1 et R212-2", TRAINEES_ORDER),
    help_text="Douze mois au plus, sans renouvellement, pour la seule compétence acquise et dans l'école qui emploie le"
    " demandeur. L'exploitant de l'école en est avisé.",
    form=TraineeForm,
    title=lambda answers: f"Enseignant en formation, {answers['party']}",
    pieces=(
        *PERSON_PIECES,
        MEDICAL,
        Piece("skill", "Certificat de compétences professionnelles"),
        Piece("contract", "Contrat de travail avec l'école de conduite"),
    ),
    opinions=(RECORD,),
    clock=usual_clock(TRAINEE),
    legal_check_required=True,
    validity=replace(
        usual_validity(TRAINEE, TRAINEES_ORDER, "AET", "Autorisation temporaire et restrictive d'exercer"),
        months_field="granted_months",
    ),
    letters=letters_of_request("Arrêté d'autorisation", ACT),
    parameters=(*TEACHING_VALUES, *TRAINEE_VALUES),
    visas=(
        "Vu le code de la route, notamment ses articles R212-1 et R212-2 ;",
        "Vu l'arrêté du 13 avril 2016 relatif à l'autorisation temporaire et restrictive d'exercer ;",
        REQUEST,
    ),
    outcomes=acts(
        granted="autorisation temporaire et restrictive d'exercer, délivrée à {{ applicant.name }}",
        refused="refus d'autorisation temporaire et restrictive d'exercer",
        label="Autorisation temporaire",
        grounds=("Considérant que le demandeur, en formation, justifie de la compétence acquise et d'un contrat avec"
                 " l'école {{ answers.school }} ;",),
        articles=(
            "{{ applicant.name }} est autorisé à exercer, au sein de l'école de conduite {{ answers.school }} et dans"
            " la limite des compétences suivantes : {{ answers.skills|lower }}.",
            "La présente autorisation est délivrée pour une durée de {{ validity.duration }}. Elle ne se renouvelle"
            " pas. Elle prend fin avec le contrat de travail.",
            "L'exploitant de l'école de conduite est avisé de la présente autorisation et signale au préfet la fin du"
            " contrat.",
        ),
        subject="en vue de l'autorisation temporaire et restrictive d'exercer",
        basis="les articles R212-1 et R212-2 du code de la route",
    ),
    checks=(*PERSON_CHECKS, was_never_a_trainee, trainees_are_few),
    elsewhere=prefect_of_the_school,
    related=("driving_instructor_authorisation",),
)  # fmt: skip

LEAD = "d'animer les stages de sensibilisation à la sécurité routière"
FACILITATION = Procedure(
    code="course_facilitator_authorisation",
    label="Autorisation d'animer les stages de sensibilisation à la sécurité routière",
    short_label="Animateur de stages, autorisation",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AEA",
    legal_basis=("Code de la route, art. L212-1, L223-6 et R212-1", COURSES_ORDER),
    help_text="Psychologue ou expert en sécurité routière, au préfet du département de résidence.",
    form=FacilitatorForm,
    title=lambda answers: f"Animateur de stages, {answers['party']}",
    pieces=(
        *PERSON_PIECES,
        Piece("training", "Attestation de formation initiale d'animateur"),
        Piece("teaching", "Autorisation d'enseigner et diplôme de formateur",
              when=lambda answers, on: answers.get("quality") == "expert"),
        Piece("psychologist", "Inscription au registre des psychologues",
              when=lambda answers, on: answers.get("quality") == "psychologist"),
    ),
    opinions=(RECORD,),
    clock=usual_clock(FACILITATOR),
    legal_check_required=True,
    validity=usual_validity(
        FACILITATOR, COURSES_ORDER, "AEA", "Autorisation d'animer les stages de sensibilisation",
        "course_facilitator_renewal",
    ),
    letters=letters_of_request("Arrêté d'autorisation", ACT),
    parameters=FACILITATOR_VALUES,
    visas=(
        "Vu le code de la route, notamment ses articles L212-1, L223-6 et R212-1 ;",
        "Vu l'arrêté du 26 juin 2012 relatif à l'autorisation d'animer les stages de sensibilisation à la sécurité"
        " routière ;",
        REQUEST,
    ),
    outcomes=acts(
        granted=f"autorisation {LEAD}, délivrée à {{{{ applicant.name }}}}",
        refused=f"refus d'autorisation {LEAD}",
        label="Autorisation",
        grounds=("Considérant que le demandeur justifie de la qualification et de la formation exigées ;",),
        articles=(
            f"L'autorisation {LEAD} est délivrée à {{{{ applicant.name }}}} en qualité de : {{{{ answers.quality|lower"
            " }}.",
            LASTS,
            MAY_BE_STRUCK,
        ),
        subject=f"en vue de l'autorisation {LEAD}",
        basis="l'arrêté du 26 juin 2012",
    ),
    checks=(
        LICENCE,
        holds("trained", "La formation initiale d'animateur n'est pas justifiée.", COURSES_ORDER),
        holds("qualified", "La qualification de psychologue ou d'expert n'est pas justifiée.", COURSES_ORDER),
    ),
    elsewhere=prefect_of_residence,
)  # fmt: skip

FACILITATION_RENEWAL = renewal_of(
    FACILITATION,
    label="Renouvellement de l'autorisation d'animer les stages de sensibilisation",
    short_label="Animateur de stages, renouvellement",
    reference_code="AEB",
    of=f"de l'autorisation {LEAD}, délivrée à {{{{ applicant.name }}}}",
    opening=f"L'autorisation {LEAD} est renouvelée au bénéfice de {{{{ applicant.name }}}} en qualité de :"
    " {{ answers.quality|lower }}.",
    subject="en vue du renouvellement de l'autorisation n° {{ renews.number }}",
    article=COURSES_ORDER,
    more_pieces=(Piece("refresher", "Attestation de formation continue d'animateur"),),
)

# --- sanctions ----------------------------------------------------------------------------------------------

STRIKES = "Code de la route, art. L212-3 et R212-4"
BREACHES = (
    measures.Breach("offence", "Procès-verbal d'une infraction qui interdit d'enseigner", "Code de la route, art."
    " L212-3",
                    ("suspension",), "La condamnation prononcée, elle, fonde le retrait."),
    measures.Breach("conviction", "Condamnation qui interdit d'enseigner", "Code de la route, art. L212-2 et R212-4",
                    ("withdrawal",)),
    measures.Breach("licence_suspended", "Permis de conduire suspendu", "Code de la route, art. R212-4",
                    ("suspension",)),
    measures.Breach("licence_lost", "Permis de conduire annulé ou invalidé", "Code de la route, art. R212-4",
                    ("withdrawal",)),
    measures.Breach("unfit", "Inaptitude médicale constatée", "Code de la route, art. R212-4",
                    ("suspension", "withdrawal")),
    measures.Breach("contract_ended", "Fin du contrat de travail d'un enseignant en formation", TRAINEES_ORDER,
                    ("withdrawal",)),
)  # fmt: skip


class InstructorSanctionForm(measures.form_of(BREACHES)):
    duration_months = measures.duration_field(required=False, help_text="Pour une suspension.")


TITLE = "L'autorisation n° {{ renews.number }}, délivrée le {{ renews.issued_on }} à {{ applicant.name }},"
RETURNED = "L'autorisation est restituée au préfet. La présente mesure est inscrite au registre national."
SANCTION = Procedure(
    code="driving_instructor_sanction",
    label="Suspension ou retrait d'une autorisation d'enseigner ou d'animer",
    short_label="Enseignant de la conduite, sanction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AEU",
    kept_out_of_register="Une sanction prise contre une personne se notifie et ne se publie pas.",
    legal_basis=(STRIKES, ORDER, measures.HEARD),
    help_text="Six mois de suspension au plus, ou retrait, après avoir entendu l'intéressé.",
    form=InstructorSanctionForm,
    title=lambda answers: f"Enseignant de la conduite, sanction, {answers['party']}",
    hearing_required=True,
    sensitivity="restricted",
    concerns=PermitConcerned(
        (AUTHORISATION.code, RENEWAL.code, TEMPORARY.code, FACILITATION.code, FACILITATION_RENEWAL.code),
        "Numéro de l'autorisation visée",
    ),
    letters=measures.LETTERS,
    parameters=TEACHING_VALUES,
    visas=(VISAS[0], *measures.VISAS),
    outcomes=(
        measures.measure(
            "suspension", "suspension d'une autorisation d'enseigner ou d'animer",
            f"{TITLE} est suspendue {measures.FOR_MONTHS}", RETURNED, grounds=(measures.BREACHED,),
        ),
        measures.measure(
            "withdrawal", "retrait d'une autorisation d'enseigner ou d'animer",
            f"{TITLE} est retirée {measures.AT_ONCE}", RETURNED, grounds=(measures.BREACHED,),
        ),
    ),
    checks=(
        measures.title_is_in_force(STRIKES),
        measures.suspension_is_short_enough(f"{INSTRUCTOR}.suspension_months", "Code de la route, art. L212-3"),
        measures.fits_its_breach(BREACHES, STRIKES),
        measures.facts_came_before,
    ),
    effects=measures.EFFECTS,
    legal_check_required=True,
    related=(AUTHORISATION.code, TEMPORARY.code, FACILITATION.code),
)  # fmt: skip

PROCEDURES = (AUTHORISATION, RENEWAL, TEMPORARY, FACILITATION, FACILITATION_RENEWAL, SANCTION)
