"""Individual authorisation of a municipal police officer to carry a weapon (CSI, art. L511-5, R511-18 and R511-19).

Asked by the mayor for a named officer, on the ground of a coordination agreement. Of the medical certificate, only its
day and "compatible" are kept.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, Piece, Procedure
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import INTERNAL_SECURITY, MEDIUM, VERIFIED, Value
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from directorate.web.plain_text import text_area
from police_admin.municipal_police import operations as register
from police_admin.municipal_police.arms import KINDS
from police_admin.municipal_police.models import MunicipalOfficer
from police_admin.procedures.municipal_police import agreement, dossier
from police_admin.procedures.municipal_police.weapons import asked_by_a_commune
from police_admin.procedures.weapons.dossier import PastDateField

CODE = "municipal_carry"
MEDICAL_DAYS, TRAINING_MONTHS = "municipal_carry.medical_days", "municipal_carry.training_months"
TRAINING_ARTICLE = "CSI, art. R511-21"
MEDICAL = [("compatible", "Compatible avec le port d'arme"), ("incompatible", "Incompatible avec le port d'arme")]


def training_field(kind: str) -> PastDateField:
    return PastDateField(label=f"Dernière formation : {KINDS[kind][:1].lower()}{KINDS[kind][1:]}",
                                 required=False)  # fmt: skip


class CarryForm(dossier.OfficerForm):
    """The officer, his two approvals, what he would carry and where, his trainings, and the medical conclusion."""

    approval_number = PlainCharField(label="Agrément du préfet, numéro", max_length=60)
    approval_on = PastDateField(label="Agrément du préfet, date")
    prosecutor_approved_on = PastDateField(label="Agrément du procureur de la République, date")
    weapons = forms.MultipleChoiceField(
        label="Armes demandées", choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une arme."},
    )  # fmt: skip
    missions = text_area("Missions habituelles et circonstances du port d'arme")
    out_of_commune = forms.BooleanField(
        label="Port d'arme hors de la commune",
        required=False,
        help_text="Par exemple pour une convention de transport.",
    )
    out_of_commune_reason = PlainCharField(label="Cadre du port d'arme hors de la commune", max_length=400,
                                           required=False)  # fmt: skip
    initial_training_on = PastDateField(label="Formation préalable achevée le")
    trained_b1_revolvers_on = training_field("b1_revolvers")
    trained_b1_pistols_on = training_field("b1_pistols")
    trained_b3_launchers_on = training_field("b3_launchers")
    trained_b6_pulse_on = training_field("b6_pulse")
    trained_b8_aerosols_on = training_field("b8_aerosols")
    trained_c3_launchers_on = training_field("c3_launchers")
    trained_d2_batons_on = training_field("d2_batons")
    trained_d2_tonfas_on = training_field("d2_tonfas")
    trained_d2_aerosols_on = training_field("d2_aerosols")
    trained_d_projectors_on = training_field("d_projectors")
    medical_on = PastDateField(label="Certificat médical du", help_text="Sous pli fermé : seule sa date est lue.")
    medical = forms.ChoiceField(label="Conclusion médicale", choices=MEDICAL)

    def clean(self):
        data = super().clean()
        unsaid = not data.get("out_of_commune_reason") and "out_of_commune_reason" not in self.errors
        if data.get("out_of_commune") and unsaid:
            self.add_error("out_of_commune_reason", "Indiquer dans quel cadre l'arme serait portée hors de la commune.")
        initial_on = data.get("initial_training_on")
        for kind in data.get("weapons") or ():
            followed_on = data.get(f"trained_{kind}_on")
            if followed_on and initial_on and followed_on < initial_on:
                self.add_error(f"trained_{kind}_on", "Cette formation précède la formation préalable.")
        return data


def trainings_of(answers: Mapping[str, Any]) -> dict[str, date]:
    """The last training with each weapon asked for, when the file proves it."""
    found = {kind: answers.get(f"trained_{kind}_on") for kind in answers.get("weapons") or ()}
    return {kind: date.fromisoformat(day) for kind, day in found.items() if day}


# --- checks before signature --------------------------------------------------------------------------------


def medical_certificate_is_recent(case: Case, at: datetime) -> list[Finding]:
    """Judged on the day of filing (R12); its content is never stored."""
    if not dossier.grants(case):
        return []
    answers = case.answers
    if answers["medical"] == "incompatible":
        return [Finding("Le certificat médical conclut à l'incompatibilité avec le port d'arme.", "CSI, art. R511-18")]
    most = int(parameter(MEDICAL_DAYS, case.received_on))
    if (case.received_on - date.fromisoformat(answers["medical_on"])).days < most:
        return []
    return [
        Finding(
            f"Le certificat médical ({dossier.long_day(answers['medical_on'])}) datait de {most} jours ou plus le jour"
            " de la demande : en demander un nouveau.",
            "CSI, art. R511-18",
        )
    ]


def weapons_are_trained_for(case: Case, at: datetime) -> list[Finding]:
    """A weapon without any training stops the authorisation; a training that is too old is said."""
    if not dossier.grants(case):
        return []
    trained, today = trainings_of(case.answers), paris_day(at)
    months = int(parameter(TRAINING_MONTHS, today))
    found = []
    for kind in case.answers["weapons"]:
        if kind not in trained:
            found.append(Finding(f"Aucune formation n'est justifiée : {KINDS[kind]}.", TRAINING_ARTICLE))
        elif add_months(trained[kind], months) < today:
            found.append(
                Finding(f"La dernière formation date de plus de {months} mois : {KINDS[kind]}.", TRAINING_ARTICLE,
                        blocking=False)
            )  # fmt: skip
    return found


def approval_stands(case: Case, at: datetime) -> list[Finding]:
    """The approval that the register knows may have been suspended or withdrawn since."""
    if not dossier.grants(case):
        return []
    answers = case.answers
    officer = MunicipalOfficer.objects.filter(
        last_name__iexact=answers["officer_last_name"], first_name__iexact=answers["officer_first_name"],
        birth_on=answers["officer_birth_on"], approval__isnull=False,
    ).select_related("approval").order_by("-pk").first()  # fmt: skip
    approval = permits.current(officer.approval) if officer else None
    if approval is None or approval.state == Permit.State.IN_FORCE:
        return []
    state = approval.get_state_display().lower()
    return [Finding(f"L'agrément {approval.number} de l'agent est {state}.", dossier.LAPSE_ARTICLE)]


def weapons_are_held(case: Case, at: datetime) -> list[Finding]:
    """What the commune may not hold, its officer cannot carry."""
    if not dossier.grants(case):
        return []
    on = paris_day(at)
    held = agreement.holdings_in_force(case.commune, on)
    rows = Case.objects.filter(permit__in=held)
    allowed = {kind for row in rows for kind in KINDS if row.answers.get(kind)}
    if held and not rows:
        return []
    missing = [KINDS[kind] for kind in case.answers["weapons"] if kind not in allowed]
    return [
        Finding(f"La commune n'est pas autorisée à détenir cette arme : {label}.", "CSI, art. R511-30", blocking=False)
        for label in missing
    ]


def agreement_arms_the_police(case: Case, at: datetime) -> list[Finding]:
    if not dossier.grants(case) or dossier.agreement_provides(case, at, "armed"):
        return []
    return [Finding("La convention en vigueur ne prévoit pas l'armement.", agreement.ARTICLES, blocking=False)]


# --- effects ------------------------------------------------------------------------------------------------


def describe_the_title(move: Move) -> None:
    dossier.name_the_holder(move)
    if permit := move.case.permit:
        permit.features = {**permit.features, "weapons": move.case.answers["weapons"]}
        permit.save(update_fields=["features"])


def enter_the_register(move: Move) -> None:
    register.on_carry(move, trainings_of(move.case.answers))


PROCEDURE = Procedure(
    code=dossier.CARRY,
    label="Autorisation de port d'arme d'un agent de police municipale",
    short_label="Police municipale, port d'arme",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="PMP",
    legal_basis=(dossier.CARRY_ARTICLES, "CSI, art. R511-20 et R511-21", agreement.ARTICLES),
    help_text="Demandée et motivée par le maire, pour un agent nommément désigné et doublement agréé. Une convention de"
    " coordination en vigueur est nécessaire. Elle cesse avec les fonctions ou l'agrément.",
    form=CarryForm,
    title=lambda answers: f"Port d'arme, {dossier.officer_name(answers)}, {answers['party']}",
    sensitivity="restricted",
    pieces=(
        Piece("request", "Demande motivée du maire"),
        Piece("identity", "Pièce d'identité de l'agent"),
        Piece("domicile", "Justificatif de domicile de l'agent"),
        Piece("approvals", "Agréments du préfet et du procureur de la République"),
        Piece("training", "Attestations de formation"),
        # Its presence is noted; the envelope is opened by the doctor of the administration alone.
        Piece("medical", "Certificat médical, sous pli fermé"),
        Piece("transport", "Convention ou ordre de mission hors de la commune",
              when=lambda answers, on: bool(answers.get("out_of_commune"))),
        Piece("previous_order", "Précédent arrêté de port d'arme", blocking=False),
    ),
    clock=dossier.clock(CODE),
    legal_check_required=True,
    validity=dossier.validity(CODE, dossier.CARRY_ARTICLES, "PMP", "Port d'arme d'un agent de police municipale"),
    parameters=(
        *dossier.values_of(
            CODE, "port d'arme", "art. R511-18",
            "L'autorisation de port d'arme a-t-elle un terme, ou vaut-elle tant que l'agent exerce dans la commune ?",
        ),
        Value(MEDICAL_DAYS, "Police municipale, port d'arme : ancienneté maximale du certificat médical", 15, "jours",
              f"{INTERNAL_SECURITY}, art. R511-18 ; pratique des préfectures", VERIFIED),
        Value(TRAINING_MONTHS, "Police municipale, port d'arme : ancienneté de la formation qui appelle une relance",
              12, "mois", f"{INTERNAL_SECURITY}, art. R511-21 (formation annuelle)", MEDIUM),
    ),
    rules={"training_months": TRAINING_MONTHS},
    letters=letters_of_request("Arrêté d'autorisation", dossier.OFFICER_ORDER),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L511-5, L512-4 à L512-7 et R511-18 à R511-21 ;",
        dossier.ASKED,
        "Vu l'agrément du préfet n° {{ answers.approval_number }} du {{ answers.approval_on }} et celui du procureur de"
        " la République du {{ answers.prosecutor_approved_on }} ;",
    ),
    outcomes=granted_or_refused(
        label="Autorisation",
        title=f"autorisation de port d'arme, {dossier.OFFICER}, {{{{ applicant.name }}}}",
        refusal=f"d'autorisation de port d'arme, {dossier.OFFICER}, {{{{ applicant.name }}}}",
        grounds=(
            "Considérant que les missions confiées à l'agent et les circonstances de leur exercice justifient le port"
            " d'une arme : {{ answers.missions }} ;",
            "Considérant que l'agent est agréé, qu'il a suivi la formation exigée et que son aptitude médicale est"
            " établie ;",
        ),
        articles=(
            f"{dossier.OFFICER}, agent de police municipale de {{{{ place.commune }}}}, est autorisé à porter, dans"
            " l'exercice de ses missions, les armes suivantes : {{ answers.weapons|lower }}.",
            "{% if answer_codes.out_of_commune %}Le port d'arme est autorisé hors du territoire de la commune dans le"
            " seul cadre suivant : {{ answers.out_of_commune_reason }}.{% else %}Le port d'arme n'est autorisé que sur"
            " le territoire de la commune.{% endif %}",
            "L'agent suit une formation d'entraînement avec chacune de ces armes tous les {{ rules.training_months }}"
            " mois ; la commune en justifie.",
            "La présente autorisation est caduque lorsque l'agent cesse d'exercer ses missions dans la commune ou perd"
            " l'un de ses agréments (article R511-20 du code de la sécurité intérieure).",
        ),
        law="que le port d'arme est subordonné au double agrément, à la formation et à l'aptitude médicale de l'agent,"
        " ainsi qu'à une convention de coordination en vigueur",
        rejected="La demande de port d'arme présentée par {{ applicant.name }} pour "
        f"{dossier.OFFICER} est rejetée.",
    ),
    checks=(
        asked_by_a_commune, dossier.agreement_is_in_force, agreement_arms_the_police, approval_stands,
        medical_certificate_is_recent, weapons_are_trained_for, weapons_are_held,
    ),
    effects={**dossier.CITES, "sign": describe_the_title, "notify": enter_the_register},
    panels=(dossier.AGREEMENT_PANEL,),
    related=(dossier.APPROVAL, agreement.CODE, agreement.HOLDING, dossier.CARRY_WITHDRAWAL),
)  # fmt: skip
