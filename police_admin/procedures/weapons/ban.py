"""Ban on weapons and its lift (CSI, art. L312-3, L312-3-1, L312-10, L312-13, L312-16 and L312-16-1).

Some bans come from the law itself, after a conviction, a seizure or an order to part with one's weapons: the prefect
notes them, without a hearing that could change nothing. A ban for the behaviour is decided after a hearing. The entry
in FINIADA is made there by agents individually entitled; the house keeps the decision.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Silence,
)
from directorate.casework.request_letters import letters_of_request
from directorate.parameters.values import GENERAL_RULES, MEDIUM, Value
from police_admin.procedures.weapons import dossier

BAN, LIFT = "weapon_ban_and_finiada", "weapon_ban_lift"
ARTICLES = "CSI, art. L312-3, L312-3-1, L312-10, L312-13, L312-16 et L312-16-1"
CONVICTION, BEHAVIOUR, SEIZURE, DIVESTMENT = "l312_3", "l312_3_1", "l312_10", "l312_13"
GROUNDS = [
    (BEHAVIOUR, "Comportement laissant craindre une utilisation dangereuse (L312-3-1)"),
    (CONVICTION, "Condamnation inscrite au bulletin n° 2 (L312-3)"),
    (SEIZURE, "Armes remises ou saisies (L312-10)"),
    (DIVESTMENT, "Dessaisissement ordonné (L312-13)"),
]
DECISION_MONTHS = "weapons.ban_lift_months"


@dossier.consulting("check_b2", "check_taj", "check_finiada")
class BanForm(dossier.ForbiddingForm):
    """On which grounds, and the facts; of a conviction, the result of the register alone."""

    grounds = forms.MultipleChoiceField(
        label="Fondements", choices=GROUNDS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins un fondement."},
    )  # fmt: skip
    facts = dossier.lines("Faits relevés", "Un fait par ligne, daté ; rien pour une condamnation.", rows=5,
                          required=False)  # fmt: skip
    report_references = dossier.reports_field()

    def clean(self):
        data = super().clean()
        grounds = set(data.get("grounds") or ())
        if BEHAVIOUR in grounds and not data.get("facts") and "facts" not in self.errors:
            self.add_error("facts", "Un comportement s'établit par des faits datés (CSI, art. L312-3-1).")
        if grounds == {CONVICTION} and data.get("facts"):
            self.add_error("facts", "Une condamnation ne se recopie pas : seul le résultat du bulletin est conservé.")
        return data


def outcome_follows_ground(case: Case, at: datetime) -> list[Finding]:
    """A ban that the law produces is noted; one for the behaviour is decided after a hearing."""
    grounds, noted = set(case.answers["grounds"]), case.decision.outcome == "entry"
    if noted and grounds == {BEHAVIOUR}:
        return [Finding("Une interdiction fondée sur le comportement se décide après contradictoire.",
                        "CSI, art. L312-3-1")]  # fmt: skip
    if not noted and BEHAVIOUR not in grounds:
        return [Finding("Sur ce fondement, l'interdiction résulte de la loi : elle se constate.", ARTICLES)]
    return []


def conviction_is_in_the_record(case: Case, at: datetime) -> list[Finding]:
    if CONVICTION not in case.answers["grounds"] or case.answers.get("check_b2") == "incompatible":
        return []
    return [Finding("Le bulletin n° 2 n'a pas été consulté, ou n'est pas incompatible.", "CSI, art. L312-3")]


FORBIDDEN = (
    "Il est interdit à {{ applicant.name }} d'acquérir et de détenir des armes, munitions et éléments"
    "{% if 'l312_10' in answer_codes.grounds or 'l312_13' in answer_codes.grounds %}, quelle que soit leur catégorie"
    "{% else %} des catégories A, B et C{% endif %}.",
    "Cette interdiction est inscrite au fichier national des interdits d'acquisition et de détention d'armes (article"
    " L312-16 du code de la sécurité intérieure).",
    "Les armes détenues sont remises ou cédées dans les conditions prévues par le même code.",
    dossier.TITLE_ENDS,
)
NOTED_GROUNDS = {
    CONVICTION: "que le bulletin n° 2 du casier judiciaire de l'intéressé porte une condamnation pour l'une des"
    " infractions énumérées par l'article L312-3 du code de la sécurité intérieure, qui emporte interdiction",
    SEIZURE: "que les armes de l'intéressé ont été remises ou saisies en application des articles L312-7 ou L312-9 du"
    " code de la sécurité intérieure, ce qui emporte interdiction selon l'article L312-10 du même code",
    DIVESTMENT: "que l'intéressé a fait l'objet de la procédure de dessaisissement, ce qui emporte interdiction selon"
    " l'article L312-13 du code de la sécurité intérieure",
}


def measure(code: str, label: str, title: str, grounds: tuple[str, ...], **more) -> Outcome:
    return Outcome(
        code, label, letter="order_ban", act_kind="police_measure", favourable=False, final_stage="in_execution",
        title=f"Arrêté {title} l'interdiction d'acquérir et de détenir des armes, {{{{ applicant.name }}}}",
        grounds=grounds, articles=FORBIDDEN, **more,
    )  # fmt: skip


BANNED = Procedure(
    code=BAN,
    label="Interdiction d'acquisition et de détention d'armes",
    short_label="Armes, interdiction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARI",
    legal_basis=(ARTICLES, dossier.HEARING_BASIS),
    help_text="Constatée quand elle résulte de la loi (condamnation, saisie, dessaisissement) ; décidée après"
    " contradictoire quand elle tient au comportement. L'inscription au FINIADA se fait dans ce fichier.",
    form=BanForm,
    title=lambda answers: f"Interdiction d'armes, {answers['party']}",
    hearing_required=True,
    sensitivity=dossier.SENSITIVITY,
    concerns=dossier.TITLE_CONCERNED,
    opinions=(
        Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police"),
    ),
    letters=dossier.measure_letters(
        "order_ban", "Arrêté d'interdiction", invitation="letters/any/hearing_invitation.html",
        report="ban_report.html",
    ),
    visas=(
        dossier.visa_of_code("ses articles L312-3, L312-3-1, L312-10, L312-13, L312-16 et L312-16-1"),
        dossier.CRPA_VISA,
        "{% if 'l312_3_1' in answer_codes.grounds %}" + dossier.REPORTS_VISA + "{% endif %}",
        *dossier.HEARING_VISAS,
    ),
    outcomes=(
        measure(
            "ban",
            "Interdiction",
            "portant",
            (
                "Considérant qu'il ressort des éléments transmis au préfet que les faits suivants ont été constatés :"
                " {{ answers.facts }} ;",
                "Considérant que ce comportement laisse objectivement craindre une utilisation dangereuse d'une arme"
                " pour soi-même ou pour autrui ;",
                dossier.NOT_HEARD,
            ),
        ),
        measure(
            "entry",
            "Interdiction constatée",
            "constatant",
            tuple(
                f"{{% if '{code}' in answer_codes.grounds %}}Considérant {words} ;{{% endif %}}"
                for code, words in NOTED_GROUNDS.items()
            ),
            # The law leaves nothing to appreciate: no hearing could change it.
            hearing_exempt=True,
        ),
    ),
    checks=(dossier.domicile_is_here, outcome_follows_ground, conviction_is_in_the_record,
            dossier.finiada_is_to_be_filled),
    effects={"notify": dossier.withdraw_the_title},
    dates=(dossier.finiada_entry,),
    known_afterwards=("finiada_entered_on",),
    panels=(dossier.LINKED,),
    related=(LIFT, "weapon_divestment_order", "weapon_immediate_surrender"),
)  # fmt: skip


# --- lift ---------------------------------------------------------------------------------------------------


@dossier.consulting("check_b2", "check_taj", "check_hopsyweb")
class LiftForm(dossier.OriginForm):
    """Which ban, and what has changed since."""

    domicile = dossier.domicile_field("Domicile du demandeur")
    ground = forms.ChoiceField(label="Fondement de l'interdiction", choices=GROUNDS)
    ban_order = PlainCharField(label="Arrêté d'interdiction (numéro et date)", max_length=120)
    reasons = dossier.lines("Motifs invoqués par le demandeur", rows=4)
    certificate_on = dossier.PastDateField(
        label="Certificat médical du", required=False, help_text="S'il est produit : sa date, jamais son contenu.",
    )  # fmt: skip


def end_the_ban(move: Move) -> None:
    if move.case.decision.outcome == "grant":
        dossier.close_the_origin(move, BAN)


def customs_are_told(case: Case, at: datetime) -> list[Finding]:
    if not dossier.favours(case):
        return []
    return [
        Finding("La levée est à reporter au FINIADA, et le service des douanes à en informer.", "CSI, art. L312-16",
                blocking=False)
    ]  # fmt: skip


LIFTED = Procedure(
    code=LIFT,
    label="Levée d'une interdiction d'acquisition et de détention d'armes",
    short_label="Armes, levée d'interdiction",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARL",
    legal_basis=(ARTICLES,),
    legal_check_required=True,
    legal_question="Le silence gardé deux mois sur une demande de levée d'interdiction d'armes vaut-il rejet ?",
    help_text="Si le comportement ou l'état de santé n'est plus incompatible avec la détention d'armes. La levée"
    " notifiée clôt le dossier d'interdiction.",
    form=LiftForm,
    title=lambda answers: f"Levée d'interdiction d'armes, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    pieces=(
        Piece("request", "Demande motivée"),
        Piece("identity", "Pièce d'identité"),
        Piece("medical_certificate", "Certificat médical, s'il est utile", blocking=False),
    ),
    opinions=(dossier.POLICE_INQUIRY,),
    clock=Clock(DECISION_MONTHS, Silence.REFUSAL, "CRPA, art. L231-4"),
    letters=letters_of_request("Arrêté de levée", f"{dossier.FOLDER}/lift_order.html"),
    parameters=(
        Value(DECISION_MONTHS, "Armes : délai pour statuer sur la levée d'une interdiction", 2, "mois",
              f"{GENERAL_RULES}, art. L231-4", MEDIUM),
    ),
    visas=(
        dossier.visa_of_code("ses articles L312-3, L312-3-1, L312-10, L312-13 et L312-16"),
        "Vu l'arrêté d'interdiction suivant : {{ answers.ban_order }} ;",
        dossier.REQUEST_VISA,
    ),
    outcomes=(
        dossier.granted(
            "Arrêté portant levée d'une interdiction d'acquisition et de détention d'armes, {{ applicant.name }}",
            (
                "L'interdiction d'acquérir et de détenir des armes prononcée ou constatée à l'égard de"
                " {{ applicant.name }} par l'arrêté suivant est levée : {{ answers.ban_order }}.",
                "L'inscription de l'intéressé au fichier national des interdits d'acquisition et de détention d'armes"
                " est effacée.",
                "La présente décision ne vaut pas autorisation d'acquérir ou de détenir une arme.",
            ),
            (
                "Considérant que le comportement et l'état de santé de l'intéressé n'apparaissent plus incompatibles"
                " avec la détention d'armes ;",
            ),
            label="Levée",
            issues_permit=False,
            final_stage="closed",
        ),
        dossier.refused(
            "Arrêté portant refus de lever une interdiction d'acquisition et de détention d'armes,"
            " {{ applicant.name }}",
            "que l'interdiction est levée lorsque le comportement ou l'état de santé de l'intéressé n'est plus"
            " incompatible avec la détention d'armes",
            "La demande présentée par {{ applicant.name }} est rejetée.",
        ),
    ),
    checks=(
        dossier.domicile_is_here, dossier.registers_are_compatible, customs_are_told,
        dossier.origin_is_of_the_same_person(BAN),
    ),
    effects={"notify": end_the_ban},
    panels=(dossier.LINKED,),
    elsewhere=dossier.domicile_elsewhere,
    related=(BAN,),
)  # fmt: skip

PROCEDURES = (BANNED, LIFTED)
