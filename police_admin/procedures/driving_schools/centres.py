"""Training of instructors, courses for points, associations of insertion: three approvals, and their sanctions."""

from collections.abc import Iterator
from datetime import datetime

from django import forms

from directorate.casework import title_measures as measures
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Finding, PermitConcerned, Piece, Procedure
from directorate.casework.professional_titles import at_least, holds, old_enough, usual_values
from directorate.casework.section_opinions import consulted, section_opinion
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from directorate.permits.listing import Listing
from police_admin.inspections.queries import PANEL as INSPECTIONS
from police_admin.procedures.approved_centres import CentreForm, centre
from police_admin.procedures.driving_schools import dossier

RECORD_ARTICLE = "Code de la route, art. L213-3 et R212-4"
CONDITIONS = "Code de la route, art. R213-2"
INSTRUCTORS_ORDER, COURSES_ORDER = "Arrêté du 12 avril 2016", "Arrêté du 26 juin 2012"
ROAD_CODE = "Vu le code de la route, notamment ses articles {} ;"

R411 = "Code de la route, art. R411-10 à R411-12"
INSTRUCTORS, COURSES, SOCIAL, ANY = "instructor_centre", "road_safety_course", "social_driving", "training_centre"
INSTRUCTORS_VALUES = (
    consulted(INSTRUCTORS, "Centre de formation des enseignants", is_asked=False, source=R411),
    *usual_values(INSTRUCTORS, "Formation des enseignants de la conduite", INSTRUCTORS_ORDER, confidence=MEDIUM),
    Value(
        f"{INSTRUCTORS}.minimum_age", "Formation des enseignants de la conduite : âge minimal de l'exploitant", 23,
        "ans", CONDITIONS, MEDIUM,
    ),
)  # fmt: skip
COURSES_VALUES = (
    consulted(COURSES, "Centre de stages", is_asked=True, source=R411),
    *usual_values(COURSES, "Stages de sensibilisation", COURSES_ORDER, confidence=VERIFIED),
    Value(
        f"{COURSES}.acknowledgement_months", "Stages de sensibilisation : délai pour accuser réception du dossier", 1,
        "mois", COURSES_ORDER, VERIFIED,
    ),
    Value(
        f"{COURSES}.minimum_age", "Stages de sensibilisation : âge minimal de l'exploitant", 25, "ans", CONDITIONS,
        MEDIUM,
    ),
    Value(
        f"{COURSES}.minimum_surface", "Stages de sensibilisation : surface minimale de la salle", 35, "m²",
        COURSES_ORDER, MEDIUM,
    ),
)  # fmt: skip
SOCIAL_VALUES = usual_values(SOCIAL, "Association d'insertion", "Code de la route, art. L213-7", confidence=VERIFIED)
SANCTION_VALUES = (
    Value(
        f"{ANY}.suspension_months",
        "Centre de formation agréé : durée maximale d'une suspension",
        6,
        "mois",
        f"{INSTRUCTORS_ORDER} ; {COURSES_ORDER}",
        LOW,
        comment="Six mois sont la durée maximale pour les centres de stages et de formation des enseignants : vaut-elle"
        " aussi pour les associations d'insertion ?",
    ),
)


# --- AE-07: those who train instructors ---------------------------------------------------------------------


class InstructorCentreForm(CentreForm):
    director = PlainCharField(label="Directeur pédagogique", max_length=160)
    director_qualified = forms.BooleanField(
        label="Directeur pédagogique titulaire d'un diplôme de formateur et d'une autorisation d'enseigner",
        required=False,
    )
    capacity_shown = forms.BooleanField(label="Capacité de gestion de l'exploitant justifiée", required=False)
    vehicles = LinesField(
        label="Véhicules", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : immatriculation, catégorie.",
    )  # fmt: skip


INSTRUCTOR_CENTRE = centre(
    prefix=INSTRUCTORS,
    number="AEF",
    codes=("instructor_training_centre_approval", "instructor_training_centre_renewal"),
    references=("AEF", "AEG"),
    labels=(
        "Agrément d'un centre de formation des enseignants de la conduite",
        "Renouvellement de l'agrément d'un centre de formation des enseignants de la conduite",
    ),
    family=dossier.FAMILY,
    what="du centre de formation des enseignants de la conduite",
    called="Formation des enseignants",
    allows="former les candidats aux titres exigés des enseignants de la conduite et de la sécurité routière",
    basis="Code de la route, art. L213-1 et R213-2",
    order=INSTRUCTORS_ORDER,
    form=InstructorCentreForm,
    pieces=(
        Piece("capacity", "Justificatif de la capacité de gestion"),
        Piece("taxes", "Justificatif de la contribution économique territoriale ou de l'inscription à l'Urssaf"),
        Piece("director", "Contrat, diplôme de formateur et autorisation d'enseigner du directeur pédagogique"),
        Piece("vehicles", "Justificatifs des véhicules et de leur assurance"),
        Piece("programme", "Programme de formation"),
    ),
    renewal_pieces=(Piece("refresher", "Attestation de réactualisation des connaissances de l'exploitant"),),
    visas=(
        ROAD_CODE.format("L213-1 et R213-2"),
        "Vu l'arrêté du 12 avril 2016 relatif à l'exploitation des établissements assurant, à titre onéreux, la"
        " formation des candidats aux titres exigés des enseignants de la conduite ;",
    ),
    permit_label="Agrément d'un centre de formation des enseignants de la conduite",
    record_article=RECORD_ARTICLE,
    parameters=INSTRUCTORS_VALUES,
    opinions=(section_opinion(INSTRUCTORS, "cdsr-enseignement", R411),),
    checks=(
        old_enough(f"{INSTRUCTORS}.minimum_age", "operator_birth_on", "L'exploitant", CONDITIONS),
        holds("director_qualified", "Le directeur pédagogique ne justifie pas des titres exigés.", INSTRUCTORS_ORDER),
        holds("capacity_shown", "La capacité de gestion de l'exploitant n'est pas justifiée.", CONDITIONS),
    ),
)


# --- AE-08: courses for points ------------------------------------------------------------------------------


class CourseCentreForm(CentreForm):
    manager_trained = forms.BooleanField(label="Formation à la gestion technique et administrative suivie",
                                         required=False)  # fmt: skip
    has_psychologist = forms.BooleanField(label="Animateur psychologue autorisé", required=False)
    has_expert = forms.BooleanField(label="Animateur expert en sécurité routière autorisé", required=False)


def of_acknowledgement(facts: Facts) -> Iterator[Expected]:
    """The prefect acknowledges the file within a month, and says what is missing."""
    case = facts.case
    rule = facts.rules.of("acknowledge_by", f"{COURSES}.acknowledgement_months", case.received_on)
    due_on = add_months(case.received_on, int(rule.value))
    if case.letters.filter(purpose="acknowledgement").exists():
        state = State.MET
    elif facts.is_over:
        state = State.VOID
    else:
        state = State.RUNNING
    steps = [
        step("Dossier reçu", case.received_on),
        step(f"{rule.value} {rule.unit}, de quantième à quantième", due_on, article=COURSES_ORDER),
    ]
    yield Expected(
        code="acknowledge_by", label="Accuser réception du dossier", kind=Kind.INTERNAL, due_on=due_on, state=state,
        article=COURSES_ORDER, parameter_version=rule.version,
        computation=explained(Computation("R1", due_on, steps=steps), rule),
    )  # fmt: skip


def refusal_by_registered_post(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome != "refusal":
        return []
    return [
        Finding("Ce refus se notifie par lettre recommandée avec avis de réception.", COURSES_ORDER, blocking=False)
    ]


COURSE_CENTRE = centre(
    prefix=COURSES,
    number="CSSR",
    codes=("road_safety_course_centre_approval", "road_safety_course_centre_renewal"),
    references=("CSSR", "CSSRR"),
    labels=(
        "Agrément d'un centre de sensibilisation à la sécurité routière",
        "Renouvellement de l'agrément d'un centre de sensibilisation à la sécurité routière",
    ),
    family=dossier.FAMILY,
    what="du centre de sensibilisation à la sécurité routière",
    called="Centre de stages",
    allows="organiser des stages de sensibilisation à la sécurité routière",
    basis="Code de la route, art. L213-1, L223-6 et R223-5",
    order=COURSES_ORDER,
    form=CourseCentreForm,
    pieces=(
        Piece("manager", "Attestation de formation à la gestion technique et administrative"),
        Piece("insurance", "Attestation d'assurance de responsabilité civile"),
    ),
    visas=(
        ROAD_CODE.format("L213-1, L223-6 et R223-5"),
        "Vu l'arrêté du 26 juin 2012 fixant les conditions d'exploitation des établissements chargés d'organiser les"
        " stages de sensibilisation à la sécurité routière ;",
    ),
    permit_label="Agrément d'un centre de sensibilisation à la sécurité routière",
    record_article=RECORD_ARTICLE,
    articles=(
        "Toute publicité mentionne le nom et le numéro d'agrément de l'établissement. La liste des établissements"
        " agréés du département est tenue à la disposition du public.",
    ),
    # The list is public by the order itself, and the arrêté of each establishment with it.
    published=True,
    listing=Listing(
        code="stages-de-sensibilisation",
        title="Centres de sensibilisation à la sécurité routière agréés",
        article="Arrêté du 26 juin 2012, art. 3",
        public=True,
    ),
    parameters=COURSES_VALUES,
    opinions=(section_opinion(COURSES, "cdsr-stages", R411),),
    rules={"acknowledgement_months": f"{COURSES}.acknowledgement_months"},
    dates=(of_acknowledgement,),
    checks=(
        old_enough(f"{COURSES}.minimum_age", "operator_birth_on", "L'exploitant", CONDITIONS),
        at_least("surface_m2", f"{COURSES}.minimum_surface",
                 "La salle ({value} m²) est d'une surface inférieure à {least} m².", COURSES_ORDER),
        holds("manager_trained", "La formation à la gestion technique et administrative n'est pas justifiée.",
              COURSES_ORDER),
        holds("has_psychologist", "Aucun animateur psychologue autorisé n'est désigné.", COURSES_ORDER),
        holds("has_expert", "Aucun animateur expert en sécurité routière autorisé n'est désigné.", COURSES_ORDER),
        refusal_by_registered_post,
    ),
)  # fmt: skip


# --- AE-10: associations ------------------------------------------------------------------------------------


class SocialDrivingForm(CentreForm):
    purpose = PlainCharField(
        label="Activité d'insertion et publics accueillis", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    supervised = forms.BooleanField(label="Enseignement encadré par une personne autorisée à enseigner", required=False)
    vehicles = LinesField(
        label="Véhicules", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : immatriculation, catégorie.",
    )  # fmt: skip


SOCIAL_ASSOCIATION = centre(
    prefix=SOCIAL,
    number="AEI",
    codes=("social_driving_association_approval", "social_driving_association_renewal"),
    references=("AEI", "AEJ"),
    labels=(
        "Agrément d'une association d'insertion par la formation à la conduite",
        "Renouvellement de l'agrément d'une association d'insertion par la formation à la conduite",
    ),
    family=dossier.FAMILY,
    what="de l'association d'insertion par la formation à la conduite",
    called="Insertion par la conduite",
    allows="dispenser la formation à la conduite et à la sécurité routière dans le cadre de son activité d'insertion ou"
    " de réinsertion sociale ou professionnelle",
    basis="Code de la route, art. L213-7 et R213-7 à R213-9",
    order=dossier.ORDER,
    form=SocialDrivingForm,
    pieces=(
        Piece("project", "Présentation de l'activité d'insertion et des publics accueillis"),
        Piece("vehicles", "Justificatifs des véhicules et de leur assurance"),
    ),
    visas=(
        ROAD_CODE.format("L213-7 et R213-7 à R213-9"),
        "Vu l'arrêté du 8 janvier 2001 relatif aux conditions d'agrément des associations qui s'appuient sur la"
        " formation à la conduite et à la sécurité routière pour faciliter l'insertion ou la réinsertion sociale ou"
        " professionnelle ;",
    ),
    permit_label="Agrément d'une association d'insertion par la formation à la conduite",
    record_article=RECORD_ARTICLE,
    parameters=SOCIAL_VALUES,
    checks=(
        holds("supervised", "L'enseignement n'est pas encadré par une personne autorisée à enseigner.",
              "Code de la route, art. R213-7"),
    ),
)  # fmt: skip


# --- sanctions ----------------------------------------------------------------------------------------------

CENTRES = (
    *INSTRUCTOR_CENTRE,
    *COURSE_CENTRE,
    *SOCIAL_ASSOCIATION,
)
STRIKES = "Code de la route, art. R213-5"
BREACHES = (
    measures.Breach("criminal_facts", "Faits passibles d'une condamnation qui interdit d'exploiter", RECORD_ARTICLE,
                    ("suspension",)),
    measures.Breach("control_refused", "Refus de se soumettre au contrôle", "Code de la route, art. L213-4",
                    ("suspension",)),
    measures.Breach("programme", "Manquements limités au programme de formation", COURSES_ORDER, ("suspension",),
                    "Seuls des manquements graves ou répétés fondent un retrait."),
    measures.Breach("grave_programme", "Manquements graves ou répétés au programme de formation", COURSES_ORDER,
                    ("suspension", "withdrawal")),
    measures.Breach("condition_lost", "Condition de l'agrément qui n'est plus remplie", STRIKES, ("withdrawal",)),
    measures.Breach("cessation", "Cessation définitive d'activité", STRIKES, ("withdrawal",)),
)  # fmt: skip


class CentreSanctionForm(measures.form_of(BREACHES)):
    duration_months = measures.duration_field(required=False, help_text="Pour une suspension.")


TITLE = (
    "L'agrément n° {{ renews.number }}, délivré le {{ renews.issued_on }} à {{ applicant.name }} pour l'établissement"
    " « {{ place.name }} », {{ place.address }}, {{ place.commune }},"
)
NAMED = "de l'agrément de l'établissement « {{ place.name }} », {{ place.commune }}"
NO_MORE = "L'établissement ne fait plus mention de l'agrément et n'organise aucune formation qui le suppose."
SANCTION = Procedure(
    code="training_centre_sanction",
    label="Suspension ou retrait de l'agrément d'un centre de formation ou de stages",
    short_label="Centre agréé, sanction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AEX",
    legal_basis=(STRIKES, COURSES_ORDER, measures.HEARD),
    help_text="Centres de formation des enseignants, centres de stages, associations d'insertion : six mois"
    " de suspension au plus, ou retrait, l'exploitant entendu.",
    form=CentreSanctionForm,
    title=lambda answers: f"Centre agréé, sanction, {answers['place']}",
    requires_place=True,
    hearing_required=True,
    sensitivity="restricted",
    concerns=PermitConcerned(tuple(item.code for item in CENTRES), "Numéro de l'agrément visé"),
    letters=measures.LETTERS,
    parameters=SANCTION_VALUES,
    visas=(ROAD_CODE.format("L213-4 et R213-5"), *measures.VISAS),
    outcomes=(
        measures.measure("suspension", f"suspension {NAMED}", f"{TITLE} est suspendu {measures.FOR_MONTHS}", NO_MORE,
                         grounds=(measures.BREACHED,)),
        measures.measure("withdrawal", f"retrait {NAMED}", f"{TITLE} est retiré {measures.AT_ONCE}", NO_MORE,
                         grounds=(measures.BREACHED,)),
    ),
    checks=(
        measures.title_is_in_force(STRIKES),
        measures.suspension_is_short_enough(f"{ANY}.suspension_months", COURSES_ORDER),
        measures.fits_its_breach(BREACHES, STRIKES),
        measures.facts_came_before,
    ),
    effects=measures.EFFECTS,
    panels=(INSPECTIONS,),
    legal_check_required=True,
    related=tuple(item.code for item in CENTRES),
)  # fmt: skip

PROCEDURES = (*CENTRES, SANCTION)
