"""Opinion of the department's commission on the security of cash transport (CSI, art. D613-84 to D613-87).

Whoever calls on a carrier seises it before he replaces an arrangement of the law by another, or asks for a building
permit. It gives a reasoned opinion that binds nobody: nothing is granted here.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.counted import counted_from
from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.models import Case, Consultation
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Piece, Procedure
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.values import LOW, Value
from directorate.web.plain_text import text_area
from police_admin.policies import UNIT

SUBSTITUTES, BUILDING = "CSI, art. D613-84", "CSI, art. D613-85"
PERMIT = "building_permit"
KINDS = [
    ("substitute", "Dispositif de substitution ou optionnel, faute de pouvoir réaliser celui de la règle"),
    ("automaton", "Dispositif alternatif pour un automate bancaire"),
    (PERMIT, "Bâtiment comportant un lieu sécurisé, avant la demande de permis de construire"),
]
SITES = [
    ("bank", "Établissement de crédit"),
    ("store", "Établissement commercial de grande surface"),
    ("jeweller", "Bijouterie, métaux précieux"),
    ("carrier", "Entreprise de transport de fonds"),
    ("other", "Autre donneur d'ordre"),
]
MONTHS = {False: "cash_transport.opinion_months", True: "cash_transport.permit_opinion_months"}


class CashTransportForm(forms.Form):
    """What is served, what is planned, and why the arrangements of the law cannot be built."""

    request_kind = forms.ChoiceField(label="Objet de la saisine", choices=KINDS)
    site_kind = forms.ChoiceField(label="Nature du site desservi", choices=SITES)
    project = text_area("Projet : accès, cheminement, dispositifs prévus")
    constraints = text_area(
        "Contraintes qui empêchent les dispositifs de la règle", required=False,
        help_text="Exigées, sauf avant un permis de construire.",
    )  # fmt: skip
    experts = text_area("Services de l'État qui instruisent", rows=2, max_length=400, required=False)

    def clean(self):
        data = super().clean()
        if data.get("request_kind") not in (None, PERMIT) and not data.get("constraints"):
            self.add_error(
                "constraints", "Exposer les contraintes qui empêchent de réaliser le dispositif de la règle."
            )
        return data


def is_permit(answers: Mapping[str, Any]) -> bool:
    return answers.get("request_kind") == PERMIT


def is_substitute(answers: Mapping[str, Any], on: date) -> bool:
    return not is_permit(answers)


def opinion_due(facts: Facts) -> Iterator[Expected]:
    """From the complete file; longer before a building permit."""
    case, permit = facts.case, is_permit(facts.case.answers)
    if case.complete_on is None:
        return
    state = State.RUNNING if case.is_open else State.VOID
    yield counted_from(
        facts, code="answer", label="Avis de la commission attendu", parameter=MONTHS[permit],
        article=BUILDING if permit else SUBSTITUTES, started_on=case.complete_on, start="Dossier complet",
        count=add_months, rule="R1", more=", même quantième", state=State.MET if facts.is_decided else state,
    )  # fmt: skip


# --- the opinion ----------------------------------------------------------------------------------------------

GIVEN = Consultation.Opinion
# Each sense, what the commission said in its session, and the words of the act.
SENSES = {
    "favourable": (GIVEN.FAVOURABLE, "Avis favorable", "La commission émet un avis favorable au projet."),
    "reserves": (
        GIVEN.WITH_RESERVES, "Avis favorable sous réserves",
        "La commission émet un avis favorable au projet, sous les réserves suivantes : [à compléter : réserves].",
    ),
    "unfavourable": (GIVEN.UNFAVOURABLE, "Avis défavorable", "La commission émet un avis défavorable au projet."),
}  # fmt: skip


def says_what_the_commission_said(case: Case, at: datetime) -> list[Finding]:
    last = case.consultations.filter(code="cdstf", answered_on__isnull=False).order_by("-pk").first()
    if last is None or last.opinion == SENSES[case.decision.outcome][0]:
        return []
    return [
        Finding(
            f"La commission a rendu en séance l'avis suivant : {last.get_opinion_display().lower()}. Vérifier le sens"
            " de l'acte.",
            SUBSTITUTES,
            blocking=False,
        )
    ]


def sense(code: str, label: str, article: str) -> Outcome:
    return Outcome(
        code, label, letter="opinion", act_kind="letter",
        title=f"{label} sur un projet intéressant la sécurité des transports de fonds, {{{{ place.name }}}},"
        " {{ place.commune }}",
        grounds=("Considérant que [à compléter : motifs de l'avis de la commission] ;",),
        articles=(
            article,
            "L'avis porte sur le site « {{ place.name }} », {{ place.address }}, {{ place.commune }}, et sur le projet"
            " décrit au dossier {{ case.reference }}. Toute modification de ce projet appelle une nouvelle saisine.",
        ),
        favourable=code != "unfavourable",
    )  # fmt: skip


PROCEDURE = Procedure(
    code="cash_transport_safety_commission",
    label="Avis de la commission de la sécurité des transports de fonds",
    short_label="Transports de fonds, avis",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family="Transports de fonds",
    reference_code="TF",
    legal_basis=(SUBSTITUTES, BUILDING),
    help_text="La commission rend un avis motivé qui ne lie pas celui qui la saisit. Une question du préfet"
    " (art. D613-86) s'inscrit directement à l'ordre du jour d'une séance.",
    form=CashTransportForm,
    title=lambda answers: f"Transports de fonds, {answers['place']}",
    requires_place=True,
    # Plans of places where money is handled.
    sensitivity="restricted",
    kept_out_of_register="Un avis qui décrit la protection d'un site n'est pas un acte à publier.",
    pieces=(
        Piece("request", "Saisine de la commission"),
        Piece("project", "Projet détaillé : plans, parcours des convoyeurs, photographies"),
        Piece("reasons", "Motivation des choix retenus", when=is_substitute),
        Piece("constraints", "Exposé des contraintes", when=is_substitute),
        Piece("authorisations", "Autorisations demandées ou refusées", blocking=False, when=is_substitute),
        Piece("building", "Dossier du lieu sécurisé", when=lambda answers, on: is_permit(answers)),
    ),
    opinions=(
        Opinion("cdstf", "Commission départementale de la sécurité des transports de fonds", SUBSTITUTES,
                commission="cdstf", mandatory=True),
        Opinion("police", "Services de police, experts de la commission", SUBSTITUTES, organisation_kind="police"),
    ),
    parameters=(
        Value(MONTHS[False], "Transports de fonds : avis de la commission, dossier complet", 2, "mois",
              "Usage des préfectures", LOW,
              comment="Quel texte fixe le délai de la commission, à compter du dossier complet ?"),
        Value(MONTHS[True], "Transports de fonds : avis de la commission avant un permis de construire", 4, "mois",
              "Usage des préfectures", LOW,
              comment="La commission a-t-elle quatre mois lorsqu'elle est saisie avant un permis de construire ?"),
    ),
    rules={"opinion_months": MONTHS[False], "permit_opinion_months": MONTHS[True]},
    dates=(opinion_due,),
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("opinion", "Avis de la commission", "letters/cash_transport/opinion.html"),
        LetterModel("notification", "Lettre d'envoi", "letters/cash_transport/notification.html"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles D613-84 et D613-85 ;",
        "Vu la saisine reçue le {{ case.received_on }}, présentée par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=tuple(sense(code, label, article) for code, (_, label, article) in SENSES.items()),
    checks=(says_what_the_commission_said,),
    legal_check_required=True,
    legal_question="Qui préside et réunit la commission de la sécurité des transports de fonds du département, à quel"
    " rythme, et quel bureau en tient le secrétariat ?",
    related=("weapon_carry_permit",),
)  # fmt: skip
