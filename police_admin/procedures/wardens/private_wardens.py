"""Private wardens: technical aptitude, approval, its renewal and its withdrawal (CPP, art. 29-1, R15-33-24 and foll.).

The owner commissions, the prefect approves for five years and the court swears in. Neither is a renewal refused nor an
approval withdrawn before both the owner and the warden could speak (art. R15-33-28 and R15-33-29-2).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from directorate.casework import title_measures
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case, Party
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    LetterModel,
    Opinion,
    PermitConcerned,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.casework.professional_titles import BirthDateField
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import GENERAL_RULES, LOW, VERIFIED, Value
from directorate.web.plain_text import text_area
from police_admin.procedures.inquiry import InquiryForm, inquiry_is_clear
from police_admin.procedures.weapons.dossier import PastDateField

UNIT, FAMILY = "polices-administratives", "Gardes particuliers"
APTITUDE, APPROVAL = "private_warden_aptitude", "private_warden_approval"
RENEWAL, WITHDRAWAL = "private_warden_renewal", "private_warden_withdrawal"
LAW = "CPP, art. 29-1"
ARTICLES = "CPP, art. R15-33-24 à R15-33-29-2"
APTITUDE_ARTICLE, HEARD_ARTICLE = "CPP, art. R15-33-26", "CPP, art. R15-33-28 et R15-33-29-2"
ORDER = "letters/wardens/order.html"
MISSIONS = [
    ("hunting", "Garde-chasse"),
    ("fishing", "Garde-pêche"),
    ("forest", "Garde des bois et forêts"),
    ("roads", "Garde du domaine public routier"),
    ("property", "Garde des propriétés"),
]


# --- forms --------------------------------------------------------------------------------------------------


class AptitudeForm(forms.Form):
    """What the future warden was taught, or has done long enough."""

    birth_on = BirthDateField(label="Date de naissance")
    missions = forms.MultipleChoiceField(
        label="Aptitude demandée pour", choices=MISSIONS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une mission."},
    )  # fmt: skip
    trained_on = PastDateField(label="Formation achevée le", required=False)
    training_body = PlainCharField(label="Organisme de formation", max_length=160, required=False)
    experience = text_area("Expérience professionnelle qui dispense de formation", required=False)

    def clean(self):
        data = super().clean()
        nothing = not data.get("trained_on") and not data.get("experience")
        if nothing and not {"trained_on", "experience"} & set(self.errors):
            self.add_error("trained_on", "Indiquer la formation suivie, ou l'expérience qui en dispense.")
        return data


class ApprovalForm(InquiryForm):
    """The warden, what he guards and the offences that he may establish."""

    check_fpr = None
    warden_last_name = PlainCharField(label="Nom du garde", max_length=100)
    warden_first_name = PlainCharField(label="Prénom du garde", max_length=100)
    warden_birth_on = BirthDateField(label="Date de naissance du garde")
    missions = forms.MultipleChoiceField(
        label="Missions", choices=MISSIONS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une mission."},
    )  # fmt: skip
    commissioned_on = PastDateField(label="Commission signée le")
    properties = LinesField(
        label="Propriétés ou droits surveillés", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : commune, lieu.",
    )  # fmt: skip
    offences = LinesField(
        label="Infractions à constater", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne. L'arrêté les énumère.",
    )  # fmt: skip
    aptitude_order = PlainCharField(label="Arrêté d'aptitude technique, numéro et préfecture", max_length=120)
    aptitude_on = PastDateField(label="Arrêté d'aptitude technique, date")
    independent = forms.BooleanField(
        label="Ni agent de police judiciaire, ni propriétaire des biens gardés, ni administrateur de l'association",
        required=False,
    )


class OtherPartyForm(forms.Form):
    """The hearing of the case invites one of the two; the other is invited too."""

    other_invited_on = PastDateField(label="Garde invité à présenter ses observations le", required=False)
    other_heard_on = PastDateField(label="Observations du garde reçues le", required=False)


class RenewalForm(ApprovalForm, OtherPartyForm):
    pass


class WithdrawalForm(title_measures.MeasureForm, OtherPartyForm):
    other_invited_on = PastDateField(label="Commettant invité à présenter ses observations le", required=False)
    other_heard_on = PastDateField(label="Observations du commettant reçues le", required=False)
    commissioner = PlainCharField(label="Commettant", max_length=160)


def warden_name(answers: Mapping[str, Any]) -> str:
    return f"{answers['warden_first_name']} {answers['warden_last_name']}"


# --- checks before signature --------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def applicant_is_a_person(case: Case, at: datetime) -> list[Finding]:
    if grants(case) and case.party.kind != Party.Kind.PERSON:
        return [Finding("L'aptitude technique est reconnue à une personne physique.", APTITUDE_ARTICLE)]
    return []


def warden_is_independent(case: Case, at: datetime) -> list[Finding]:
    if not grants(case) or case.answers.get("independent"):
        return []
    return [Finding("L'absence d'incompatibilité du garde n'est pas attestée.", LAW)]


def other_party_is_heard(who: str, outcomes: tuple[str, ...]) -> Callable[[Case, datetime], list[Finding]]:
    """`who`: the one whom the hearing of the case does not invite."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if case.decision.outcome not in outcomes or case.answers.get("other_heard_on"):
            return []
        invited_on = case.answers.get("other_invited_on")
        if not invited_on:
            return [Finding(f"{who} n'a pas été mis à même de présenter ses observations.", HEARD_ARTICLE)]
        limit = date.fromisoformat(invited_on) + timedelta(days=int(parameter("hearing.usual_days", paris_day(at))))
        if limit >= paris_day(at):
            return [Finding(f"{who} peut présenter ses observations jusqu'au {french_long(limit)}.", HEARD_ARTICLE)]
        return []

    return check


def owner_is_heard_before_refusal(case: Case, at: datetime) -> list[Finding]:
    if grants(case) or getattr(case, "hearing", None) is not None:
        return []
    return [Finding("Le commettant n'a pas été invité à présenter ses observations.", HEARD_ARTICLE)]


def name_the_holder(move: Move) -> None:
    """The owner asks, the warden holds."""
    permit = move.case.permit
    if permit is not None:
        permit.holder = warden_name(move.case.answers)[:200]
        permit.save(update_fields=["holder"])


# --- declarations -------------------------------------------------------------------------------------------

MONTHS = Value(
    "private_warden.decision_months", "Gardes particuliers : délai pour statuer", 2, "mois",
    f"{GENERAL_RULES}, art. L231-4 (aucun délai propre trouvé)", LOW,
    comment="Dans quel délai le préfet statue-t-il sur l'agrément d'un garde particulier, et que vaut son silence ?",
)  # fmt: skip
CLOCK = Clock(MONTHS.code, Silence.REFUSAL, "CRPA, art. L231-4")
VALUES = (
    MONTHS,
    Value("private_warden.validity_months", "Gardes particuliers : durée de l'agrément", 60, "mois",
          "CPP, art. R15-33-27-1", VERIFIED),
    Value("private_warden.renew_before_months", "Gardes particuliers : renouvellement à demander avant l'échéance", 3,
          "mois", "Usage du bureau, à confirmer", LOW,
          comment="Combien de mois avant son échéance l'agrément d'un garde particulier se renouvelle-t-il ?"),
)  # fmt: skip
ASKED = (
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
WARDEN = "{{ answers.warden_first_name }} {{ answers.warden_last_name }}"
INVITATION = LetterModel("hearing_invitation", "Lettre de procédure contradictoire",
                         "letters/any/hearing_invitation.html", "hearing_invitation")  # fmt: skip


def approval(
    code: str, reference_code: str, label: str, noun: str, *, form, checks, more_visas=(), **more
) -> Procedure:
    """The first approval and its renewal; `noun`: what the act bears."""
    return Procedure(
        code=code, reference_code=reference_code, label=label, short_label=label, archetype=Archetype.AUTHORISATION,
        unit=UNIT, family=FAMILY, legal_basis=(LAW, ARTICLES), form=form,
        title=lambda answers: f"{label}, {warden_name(answers)}",
        help_text="Demandé par le commettant. Le garde prête serment devant le tribunal et porte une carte visée par le"
        " préfet.",
        pieces=(
            Piece("request", "Demande du commettant"),
            Piece("commission", "Commission signée, avec la désignation des biens et des infractions"),
            Piece("identity", "Pièce d'identité du garde"),
            Piece("photos", "Photographies d'identité du garde"),
            Piece("rights", "Justificatif des droits du commettant sur les biens"),
            Piece("map", "Plan ou carte des biens surveillés"),
            Piece("aptitude", "Copie de l'arrêté d'aptitude technique"),
        ),
        opinions=(
            Opinion("police_inquiry", "Services de police, enquête", LAW, organisation_kind="police"),
        ),
        clock=CLOCK, legal_check_required=True,
        validity=Validity("private_warden.validity_months", "private_warden.renew_before_months",
                          "CPP, art. R15-33-27-1", "GP", "Agrément d'un garde particulier",
                          renewal_procedure=RENEWAL),
        parameters=VALUES,
        visas=(
            "Vu le code de procédure pénale, notamment ses articles 29-1, R15-33-24 à R15-33-29-2 ;", ASKED,
            "Vu la commission du {{ answers.commissioned_on }} et l'aptitude technique reconnue par arrêté"
            " ({{ answers.aptitude_order }}) du {{ answers.aptitude_on }} ;", *more_visas,
        ),
        outcomes=granted_or_refused(
            label="Agrément",
            title=f"{noun} de {WARDEN} en qualité de garde particulier",
            refusal=f"{noun_of(noun)} de {WARDEN} en qualité de garde particulier",
            grounds=(
                "Considérant que le garde remplit les conditions de moralité, d'honorabilité et d'aptitude technique"
                " exigées, et qu'aucune incompatibilité ne lui est opposable ;",
            ),
            articles=(
                f"{WARDEN} est agréé en qualité de garde particulier de {{{{ applicant.name }}}}"
                " ({{ answers.missions|lower }}), pour surveiller : {{ answers.properties }}.",
                "Il constate les infractions suivantes, dans la limite des biens ainsi désignés :"
                " {{ answers.offences }}.",
                "L'agrément est délivré pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
                " {{ validity.renew_before }} avant l'échéance.",
                "Le garde n'entre en fonctions qu'après avoir prêté serment devant le tribunal. Il porte une carte"
                " visée par le préfet, qu'il présente à toute personne qui le demande.",
                "L'agrément cesse avec la commission ; le commettant en informe le préfet.",
            ),
            law="que l'agrément est subordonné aux conditions fixées par l'article 29-1 du code de procédure pénale",
            rejected=f"La demande présentée par {{{{ applicant.name }}}} pour {WARDEN} est rejetée.",
        ),
        checks=(inquiry_is_clear(("check_b2", "check_taj")), warden_is_independent, *checks),
        effects={"sign": name_the_holder},
        **more,
    )  # fmt: skip


def noun_of(noun: str) -> str:
    return f"d'{noun}" if noun[0] in "aeiou" else f"de {noun}"


HEARD_VISAS = (
    "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant {{ applicant.name }} à présenter ses"
    " observations ;{% endif %}",
    "{% if answers.other_invited_on %}Vu l'invitation à présenter des observations adressée à l'autre partie le"
    " {{ answers.other_invited_on }} ;{% endif %}",
)
LETTERS = letters_of_request("Arrêté d'agrément", ORDER)

PROCEDURES = (
    Procedure(
        code=APTITUDE,
        label="Reconnaissance de l'aptitude technique d'un garde particulier",
        short_label="Garde particulier, aptitude technique",
        archetype=Archetype.AUTHORISATION,
        unit=UNIT,
        family=FAMILY,
        reference_code="GPA",
        legal_basis=(APTITUDE_ARTICLE, LAW),
        help_text="Demandée par le futur garde, avec le justificatif de sa formation ou de son expérience.",
        form=AptitudeForm,
        title=lambda answers: f"Aptitude technique de garde particulier, {answers['party']}",
        pieces=(
            Piece("request", "Demande"),
            Piece("identity", "Pièce d'identité"),
            Piece("training", "Attestation de formation",
                  when=lambda answers, on: not answers.get("experience")),
            Piece("experience", "Justificatif d'expérience professionnelle",
                  when=lambda answers, on: bool(answers.get("experience"))),
        ),
        clock=CLOCK,
        legal_check_required=True,
        validity=Validity("private_warden.aptitude_months", "private_warden.aptitude_renew_before_months",
                          APTITUDE_ARTICLE, "GPA", "Aptitude technique d'un garde particulier",
                          ends_otherwise="Elle constate une formation : c'est l'agrément du garde qui se retire."),
        parameters=(
            MONTHS,
            Value("private_warden.aptitude_months", "Gardes particuliers : durée de l'aptitude technique (0 : sans"
                  " terme)", 0, "mois", APTITUDE_ARTICLE, LOW,
                  comment="L'aptitude technique d'un garde particulier est-elle reconnue sans limite de durée ?"),
            Value("private_warden.aptitude_renew_before_months", "Gardes particuliers : renouvellement de l'aptitude"
                  " avant l'échéance", 0, "mois", "Sans objet tant que l'aptitude est sans terme", LOW,
                  comment="L'aptitude technique d'un garde particulier se renouvelle-t-elle ?"),
        ),
        letters=letters_of_request("Arrêté d'aptitude technique", "letters/any/order.html"),
        visas=("Vu le code de procédure pénale, notamment ses articles 29-1 et R15-33-26 ;", ASKED),
        outcomes=granted_or_refused(
            label="Aptitude reconnue",
            title="reconnaissance de l'aptitude technique de {{ applicant.name }} aux fonctions de garde particulier",
            refusal="de reconnaissance de l'aptitude technique de {{ applicant.name }} aux fonctions de garde"
            " particulier",
            grounds=(
                "Considérant que l'intéressé justifie {% if answers.trained_on %}d'une formation achevée le"
                " {{ answers.trained_on }}{% else %}d'une expérience qui en dispense{% endif %} ;",
            ),
            articles=(
                "L'aptitude technique de {{ applicant.name }} aux fonctions de garde particulier est reconnue pour les"
                " missions suivantes : {{ answers.missions|lower }}.",
                "Le présent arrêté est joint à toute demande d'agrément ; il ne permet pas à lui seul d'exercer.",
            ),
            law="que l'aptitude technique suppose une formation adaptée aux missions, ou une expérience qui en"
            " dispense",
            rejected="La demande présentée par {{ applicant.name }} est rejetée.",
        ),
        checks=(applicant_is_a_person,),
        related=(APPROVAL,),
    ),
    approval(
        APPROVAL, "GP", "Garde particulier, agrément", "agrément",
        form=ApprovalForm, checks=(), letters=LETTERS, related=(APTITUDE, WITHDRAWAL),
    ),
    approval(
        RENEWAL, "GPR", "Garde particulier, renouvellement d'agrément", "renouvellement de l'agrément",
        form=RenewalForm,
        checks=(owner_is_heard_before_refusal, other_party_is_heard("Le garde", ("refusal",))),
        more_visas=("Vu l'agrément n° {{ renews.number }} délivré le {{ renews.issued_on }} ;", *HEARD_VISAS),
        letters=(*LETTERS, INVITATION), hearing_offered=True, related=(APPROVAL, WITHDRAWAL),
    ),
    Procedure(
        code=WITHDRAWAL,
        label="Retrait de l'agrément d'un garde particulier",
        short_label="Garde particulier, retrait",
        archetype=Archetype.POLICE_MEASURE,
        unit=UNIT,
        family=FAMILY,
        reference_code="GPW",
        legal_basis=(HEARD_ARTICLE, LAW, title_measures.HEARD),
        help_text="Après les observations du garde et celles de son commettant, tous deux mis à même de les présenter.",
        form=WithdrawalForm,
        title=lambda answers: f"Retrait d'agrément de garde particulier, {answers['party']}",
        hearing_required=True,
        sensitivity="restricted",
        concerns=PermitConcerned((APPROVAL, RENEWAL), "Numéro de l'agrément du garde"),
        letters=title_measures.LETTERS,
        visas=(
            "Vu le code de procédure pénale, notamment ses articles 29-1, R15-33-24 à R15-33-29-2 ;",
            *title_measures.VISAS,
            "{% if answers.other_invited_on %}Vu l'invitation à présenter ses observations adressée à"
            " {{ answers.commissioner }} le {{ answers.other_invited_on }} ;{% endif %}",
        ),
        outcomes=(
            title_measures.measure(
                "withdrawal", "retrait de l'agrément de {{ applicant.name }} en qualité de garde particulier",
                "L'agrément n° {{ renews.number }} délivré à {{ applicant.name }} en qualité de garde particulier est"
                f" retiré {title_measures.AT_ONCE}",
                "L'intéressé remet sa carte au préfet. {{ answers.commissioner }} et le tribunal en sont informés.",
            ),
        ),
        checks=(
            title_measures.title_is_in_force(LAW), title_measures.facts_came_before,
            other_party_is_heard("Le commettant", ("withdrawal",)),
        ),
        effects=title_measures.EFFECTS,
        related=(APPROVAL,),
    ),
)  # fmt: skip
