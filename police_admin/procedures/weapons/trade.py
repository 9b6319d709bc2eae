"""Trade in weapons: approval of gunsmiths, opening of a shop, fairs (CSI, art. L313-3 and R313-1 to R313-20)."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateTimeField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import (
    Archetype,
    Clock,
    FilingWindow,
    Finding,
    Opinion,
    PermitConcerned,
    Piece,
    Procedure,
    Silence,
    Span,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import GENERAL_RULES, INTERNAL_SECURITY, LOW, VERIFIED, Value
from police_admin.procedures.weapons import dossier

APPROVAL, SHOP, FAIR = "gunsmith_approval", "gun_shop_opening", "gun_fair"
APPROVAL_ARTICLES, REFUSAL_ARTICLE = "CSI, art. R313-1 à R313-7", "CSI, art. R313-5"
SHOP_ARTICLES = "CSI, art. L313-3 et R313-8 à R313-16"
SAFETY_ARTICLE = "CSI, art. R313-16"
FAIR_ARTICLE = "CSI, art. R313-20"
# By procedure: the time to decide, of which no text was read; the request is then refused by silence after two months.
DECISION = {
    APPROVAL: ("gunsmith.decision_months", "Agrément d'armurier"),
    SHOP: ("gun_shop.decision_months", "Commerce d'armes"),
    FAIR: ("gun_fair.decision_months", "Bourse aux armes"),
}
SIREN = re.compile(r"\d{9}", re.ASCII)
CATEGORIES = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D soumises à agrément ou à autorisation")]
OPERATORS = [("person", "Personne physique"), ("company", "Société, par son représentant légal")]
COMPETENCES = [
    ("diploma", "Diplôme ou titre"),
    ("cqp", "Certificat de qualification professionnelle"),
    ("experience", "Expérience professionnelle"),
]


def clock_of(code: str) -> Clock:
    return Clock(DECISION[code][0], Silence.REFUSAL, "CRPA, art. L231-4")


def decision_value(code: str) -> Value:
    parameter, label = DECISION[code]
    return Value(parameter, f"{label} : délai pour statuer", 2, "mois", f"{GENERAL_RULES}, art. L231-4", LOW,
                 comment=f"{label} : dans quel délai le préfet statue-t-il ?")  # fmt: skip


def categories_field(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=CATEGORIES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une catégorie."},
    )  # fmt: skip


# --- approval of a gunsmith ---------------------------------------------------------------------------------


@dossier.consulting()
class GunsmithForm(forms.Form):
    """The person who runs the business, and what proves the trade."""

    operator = forms.ChoiceField(label="Demandeur", choices=OPERATORS)
    birth_on = dossier.BirthDateField(label="Date de naissance du demandeur ou du représentant légal")
    birth_certificate_on = dossier.PastDateField(label="Extrait d'acte de naissance du")
    competence = forms.ChoiceField(label="Justification de la compétence", choices=COMPETENCES)
    categories = categories_field("Catégories d'armes")
    prison_sentence = forms.BooleanField(
        label="Condamnation à plus de trois mois d'emprisonnement au bulletin n° 2", required=False,
        help_text="Le résultat seul : ni l'infraction ni la date ne sont conservées.",
    )  # fmt: skip


def no_prison_sentence(case: Case, at: datetime) -> list[Finding]:
    """The law lets the prefect refuse for it: granting all the same is said, never stopped."""
    if not dossier.favours(case) or not case.answers.get("prison_sentence"):
        return []
    return [
        Finding("Le demandeur a été condamné à plus de trois mois d'emprisonnement : l'agrément peut être refusé.",
                REFUSAL_ARTICLE, blocking=False)
    ]  # fmt: skip


def is_company(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("operator") == "company"


GUNSMITH = Procedure(
    code=APPROVAL,
    label="Agrément d'armurier",
    short_label="Armurier, agrément",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="AGA",
    legal_basis=(APPROVAL_ARTICLES, dossier.CHECKS_ARTICLE),
    legal_check_required=True,
    legal_question="Le silence gardé sur une demande d'agrément d'armurier vaut-il rejet, et au bout de quel délai ?",
    help_text="Demandé par la personne qui exerce l'activité, ou par le représentant légal de la société, à qui"
    " l'agrément est délivré. L'ouverture d'un commerce suppose en outre une autorisation.",
    form=GunsmithForm,
    title=lambda answers: f"Armurier, agrément, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    concerns=PermitConcerned((APPROVAL,), "Numéro de l'agrément à renouveler, s'il en existe un", required=False),
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("identity", "Pièce d'identité"),
        Piece("birth_certificate", "Extrait d'acte de naissance de moins de trois mois"),
        Piece("competence", "Diplôme, certificat de qualification professionnelle ou preuve de l'expérience"),
        Piece("company", "Extrait d'immatriculation de la société", when=is_company),
    ),
    opinions=(dossier.POLICE_INQUIRY,),
    clock=clock_of(APPROVAL),
    validity=Validity(
        months_parameter="gunsmith.validity_months",
        renew_before_parameter="gunsmith.renew_before_months",
        article=APPROVAL_ARTICLES,
        number_prefix="AGA",
        permit_label="Agrément d'armurier",
    ),
    letters=letters_of_request("Arrêté d'agrément", f"{dossier.FOLDER}/order.html"),
    parameters=(
        decision_value(APPROVAL),
        Value("gunsmith.validity_months", "Agrément d'armurier : durée", 120, "mois",
              f"{INTERNAL_SECURITY}, art. R313-1 à R313-7", VERIFIED),
        Value("gunsmith.renew_before_months", "Agrément d'armurier : renouvellement à demander avant l'échéance", 6,
              "mois", f"{INTERNAL_SECURITY}, art. R313-1 à R313-7", LOW,
              comment="Combien de mois avant l'échéance le renouvellement d'un agrément d'armurier se demande-t-il ?"),
        Value("gunsmith.birth_certificate_months", "Agrément d'armurier : âge de l'acte de naissance, au plus", 3,
              "mois", f"{INTERNAL_SECURITY}, art. R313-1 à R313-7", VERIFIED),
    ),
    visas=(
        dossier.visa_of_code("ses articles L313-2 et R313-1 à R313-7"),
        dossier.FORMER_VISA,
        dossier.REQUEST_VISA,
    ),
    outcomes=(
        dossier.granted(
            "Arrêté portant agrément d'armurier, {{ applicant.name }}",
            (
                "L'agrément d'armurier est délivré à {{ applicant.name }}"
                "{% if applicant.representative %}, représentée par {{ applicant.representative }},{% endif %} pour une"
                " durée de {{ validity.duration }}, pour les armes, munitions et éléments des catégories suivantes :"
                " {{ answers.categories }}.",
                "L'ouverture d'un commerce de détail est soumise à une autorisation distincte (article L313-3 du code"
                " de la sécurité intérieure).",
                "Le renouvellement est demandé {{ validity.renew_before }} avant l'échéance. L'agrément peut être"
                " suspendu ou retiré lorsque ses conditions ne sont plus remplies.",
            ),
            (
                "Considérant que le demandeur justifie de sa compétence professionnelle"
                " ({{ answers.competence|lower }}) ;",
                "Considérant que la délivrance de l'agrément n'apparaît pas de nature à troubler l'ordre ou la sécurité"
                " publics ;",
            ),
            label="Agrément",
        ),
        dossier.refused(
            "Arrêté portant refus d'agrément d'armurier, {{ applicant.name }}",
            "que l'agrément peut être refusé lorsque le demandeur a été condamné à plus de trois mois d'emprisonnement"
            " ou que sa délivrance apparaît de nature à troubler l'ordre ou la sécurité publics (article R313-5 du code"
            " de la sécurité intérieure)",
            "La demande d'agrément d'armurier présentée par {{ applicant.name }} est rejetée.",
        ),
    ),
    checks=(
        dossier.of_age("birth_on", APPROVAL_ARTICLES),
        dossier.recent("birth_certificate_on", "gunsmith.birth_certificate_months", "L'extrait d'acte de naissance",
                       APPROVAL_ARTICLES),
        no_prison_sentence, dossier.registers_are_compatible,
    ),
    related=(SHOP, "weapon_trade_sanction"),
)  # fmt: skip


# --- opening of a shop --------------------------------------------------------------------------------------

APPROVALS = [
    ("delivered", "Agrément délivré"),
    ("asked", "Agrément demandé, récépissé produit"),
    ("exempt", "Agrément non exigé"),
]


class ShopForm(forms.Form):
    """The shop, who runs it, what it sells, and how it is protected."""

    trade_name = PlainCharField(label="Nom commercial ou enseigne", max_length=160)
    company_number = PlainCharField(label="Numéro unique d'identification (Siren)", max_length=40)
    activity = PlainCharField(label="Nature de l'activité", max_length=200)
    categories = categories_field("Catégories d'armes vendues")
    approval = forms.ChoiceField(label="Agrément d'armurier", choices=APPROVALS)
    approval_number = PlainCharField(label="Numéro de l'agrément", max_length=40, required=False)
    protection_sufficient = forms.BooleanField(
        label="Protection contre le vol et l'intrusion jugée suffisante", required=False,
        help_text="Après la visite ou l'avis du référent sûreté.",
    )  # fmt: skip
    location_risk = PlainCharField(label="Risque tenant à l'emplacement", max_length=1000, required=False)

    def clean_company_number(self):
        number = self.cleaned_data["company_number"].replace(" ", "")
        if not SIREN.fullmatch(number):
            raise forms.ValidationError("Le numéro Siren comporte neuf chiffres.")
        return number

    def clean(self):
        data = super().clean()
        if data.get("approval") == "delivered" and not data.get("approval_number"):
            self.add_error("approval_number", "Indiquer le numéro de l'agrément délivré.")
        return data


def shop_is_protected(case: Case, at: datetime) -> list[Finding]:
    if not dossier.favours(case):
        return []
    found = []
    if not case.answers.get("protection_sufficient"):
        found.append(Finding("La protection du local contre le vol et l'intrusion n'est pas jugée suffisante.",
                             SAFETY_ARTICLE))  # fmt: skip
    if case.answers.get("location_risk"):
        found.append(Finding(f"Risque signalé : {case.answers['location_risk']}.", SHOP_ARTICLES, blocking=False))
    if case.answers["approval"] == "asked":
        found.append(Finding("L'agrément d'armurier est demandé et n'est pas encore délivré.", APPROVAL_ARTICLES,
                             blocking=False))  # fmt: skip
    return found


PREMISES = "« {{ answers.trade_name }} », {{ place.address }}, {{ place.commune }}"
SHOP_OPENING = Procedure(
    code=SHOP,
    label="Ouverture d'un commerce de détail d'armes",
    short_label="Commerce d'armes, ouverture",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="ACA",
    legal_basis=(SHOP_ARTICLES,),
    legal_check_required=True,
    legal_question="Le silence gardé sur une demande d'ouverture d'un commerce d'armes vaut-il rejet, et l'arrêté"
    " d'autorisation se publie-t-il au recueil des actes administratifs ?",
    help_text="Demandée par le représentant légal de l'exploitant. L'avis du maire est obligatoire. Sans limitation de"
    " durée : changements et fermeture sont signalés sans délai.",
    form=ShopForm,
    title=lambda answers: f"Commerce d'armes, {answers['trade_name']}",
    requires_place=True,
    # How a shop is protected from theft is in the file; the authorisation itself is published.
    sensitivity=dossier.SENSITIVITY,
    pieces=(
        Piece("request", "Demande du représentant légal : identité, adresse du local, activité, catégories"),
        Piece("map", "Plan de situation au 1/25 000"),
        Piece("protection", "Rapport détaillé sur la protection contre le vol et les conditions de conservation"),
        Piece("company_number", "Justificatif du numéro unique d'identification"),
        Piece("approval", "Agrément d'armurier ou récépissé de la demande",
              when=lambda answers, on: answers.get("approval") != "exempt"),
    ),
    opinions=(
        Opinion("town_hall", "Maire de la commune", "CSI, art. L313-3", organisation_kind="town_hall", mandatory=True),
        Opinion("police", "Services de police, référent sûreté", SAFETY_ARTICLE, organisation_kind="police"),
    ),
    clock=clock_of(SHOP),
    validity=Validity(
        months_parameter="gun_shop.validity_months",
        renew_before_parameter="gun_shop.renew_before_months",
        article="CSI, art. R313-11",
        number_prefix="ACA",
        permit_label="Autorisation d'ouverture d'un commerce de détail d'armes",
    ),
    letters=letters_of_request("Arrêté d'autorisation", f"{dossier.FOLDER}/shop_order.html"),
    parameters=(
        decision_value(SHOP),
        Value("gun_shop.validity_months", "Commerce d'armes : durée de l'autorisation", 0, "mois",
              f"{INTERNAL_SECURITY}, art. R313-11", VERIFIED, comment="Zéro : sans limitation de durée."),
        Value("gun_shop.renew_before_months", "Commerce d'armes : renouvellement", 0, "mois",
              f"{INTERNAL_SECURITY}, art. R313-11", VERIFIED, comment="Zéro : rien n'est à renouveler."),
    ),
    visas=(
        dossier.visa_of_code("ses articles L313-3 et R313-8 à R313-16"),
        dossier.REQUEST_VISA,
    ),
    outcomes=(
        dossier.granted(
            f"Arrêté autorisant l'ouverture du commerce de détail d'armes {PREMISES}",
            (
                "{{ applicant.name }}{% if applicant.representative %}, représentée par"
                " {{ applicant.representative }},{% endif %} (numéro unique d'identification"
                f" {{{{ answer_codes.company_number }}}}) est autorisée à ouvrir le commerce de détail d'armes"
                f" {PREMISES}. L'activité exercée est la suivante : {{ answers.activity }}.",
                "Peuvent y être vendus les armes, munitions et éléments des catégories suivantes :"
                " {{ answers.categories }}.",
                "L'autorisation est délivrée sans limitation de durée. Les agents habilités de l'État ont accès au"
                " local (article R313-11 du code de la sécurité intérieure).",
                "Sont signalés sans délai au préfet la fermeture ou la cession du local, la radiation du registre et"
                " tout changement relatif à l'établissement, à l'activité ou aux catégories vendues.",
                "L'autorisation peut être suspendue ou retirée, notamment si la protection du local n'est plus"
                " suffisante ou en cas de troubles répétés à l'ordre ou à la sécurité publics.",
            ),
            (
                "Considérant que la protection du local contre le risque de vol ou d'intrusion est suffisante ;",
                "Considérant que l'emplacement du local ne présente pas de risque particulier pour l'ordre ou la"
                " sécurité publics ;",
            ),
            published=True,
        ),
        dossier.refused(
            f"Arrêté refusant l'ouverture du commerce de détail d'armes {PREMISES}",
            "que l'autorisation est refusée si la protection du local contre le risque de vol ou d'intrusion est"
            " insuffisante, et peut l'être si son emplacement présente un risque particulier pour l'ordre ou la"
            " sécurité publics (article L313-3 du code de la sécurité intérieure)",
            "La demande présentée par {{ applicant.name }} est rejetée.",
        ),
    ),
    checks=(shop_is_protected,),
    related=(APPROVAL, "weapon_trade_sanction"),
)  # fmt: skip


# --- fairs --------------------------------------------------------------------------------------------------


class FairForm(forms.Form):
    """The fair, its place, and who sells there under which approval."""

    event_name = PlainCharField(label="Nom de la bourse", max_length=160)
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    categories = forms.MultipleChoiceField(
        label="Catégories proposées à la vente", choices=[row for row in CATEGORIES if row[0] in {"c", "d"}],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choisir au moins une catégorie."},
    )  # fmt: skip
    sellers = dossier.lines(
        "Exposants", "Un par ligne : nom, numéro de l'autorisation de commerce ou de l'autorisation spéciale.", rows=5
    )
    sellers_checked = forms.BooleanField(label="Agréments et autorisations des exposants vérifiés", required=False)
    protection = PlainCharField(
        label="Protection contre le vol, conservation et présentation des armes", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean_sellers(self):
        sellers = self.cleaned_data["sellers"]
        if any("," not in seller for seller in sellers):
            raise forms.ValidationError(
                "Chaque exposant indique son nom et le numéro de son autorisation, séparés par une virgule."
            )
        return sellers

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "La fin doit suivre le début.")
        return data


def sellers_are_approved(case: Case, at: datetime) -> list[Finding]:
    if not dossier.favours(case) or case.answers.get("sellers_checked"):
        return []
    return [Finding("Les agréments et autorisations des exposants ne sont pas vérifiés.", FAIR_ARTICLE)]


def filing_is_in_time(case: Case, at: datetime) -> list[Finding]:
    """The lead time is that of the bureau: said, never opposed."""
    filing = next((row for row in case.deadlines.all() if row.code == "filing"), None)
    if filing is None or not filing.computation["late"]:
        return []
    return [
        Finding(f"La demande était attendue au plus tard le {french_long(filing.due_on)} : elle est tardive.",
                FAIR_ARTICLE, blocking=False)
    ]  # fmt: skip


FAIR_WORDS = (
    "la bourse aux armes « {{ answers.event_name }} », {{ place.name }}, {{ place.address }}, {{ place.commune }}"
)
GUN_FAIR = Procedure(
    code=FAIR,
    label="Bourse aux armes",
    short_label="Bourse aux armes",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ABA",
    legal_basis=(FAIR_ARTICLE,),
    legal_check_required=True,
    legal_question="Le silence gardé sur une demande de bourse aux armes vaut-il rejet ?",
    help_text="Demandée par l'organisateur. Le préfet vérifie que chaque exposant est autorisé. La vente au déballage"
    " se déclare par ailleurs au maire.",
    form=FairForm,
    title=lambda answers: f"Bourse aux armes, {answers['event_name']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    event_field="starts_at",
    filing=FilingWindow(
        minimum_parameter="gun_fair.filing_months", maximum_parameter="", article=FAIR_ARTICLE, span=Span.MONTHS
    ),
    pieces=(
        Piece("request", "Demande : date, adresse, catégories proposées à la vente"),
        Piece("identity", "Pièce d'identité et qualité du demandeur"),
        Piece("sellers", "Liste des exposants, avec leurs autorisations"),
        Piece("protection", "Rapport sur la protection contre le vol et la présentation au public"),
        Piece("organiser", "Extrait d'immatriculation ou récépissé de déclaration de l'association"),
    ),
    opinions=(
        Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police"),
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall"),
    ),
    clock=clock_of(FAIR),
    letters=letters_of_request("Arrêté d'autorisation", f"{dossier.FOLDER}/order.html"),
    parameters=(
        decision_value(FAIR),
        Value("gun_fair.filing_months", "Bourse aux armes : dépôt de la demande avant l'ouverture", 2, "mois",
              "Usage du bureau", LOW,
              comment="Combien de temps avant son ouverture une bourse aux armes se demande-t-elle dans le"
              " département ?"),
    ),
    visas=(dossier.visa_of_code("son article R313-20"), dossier.REQUEST_VISA),
    outcomes=(
        dossier.granted(
            "Arrêté autorisant une bourse aux armes, {{ place.commune }}",
            (
                f"{{{{ applicant.name }}}} est autorisé à organiser {FAIR_WORDS}, du {{{{ answers.starts_at }}}} au"
                " {{ answers.ends_at }}.",
                "Seules peuvent y être vendues des armes, munitions et éléments des catégories suivantes :"
                " {{ answers.categories }}, par les exposants suivants : {{ answers.sellers }}.",
                "L'organisateur s'assure que chaque exposant dispose de son autorisation et que les armes sont"
                " protégées contre le vol pendant toute la durée de la manifestation.",
            ),
            (
                "Considérant que les exposants disposent des autorisations exigées et que les conditions de la vente ne"
                " présentent pas de risque pour l'ordre et la sécurité publics ;",
            ),
            issues_permit=False,
        ),
        dossier.refused(
            "Arrêté refusant une bourse aux armes, {{ place.commune }}",
            "que la vente d'armes hors d'un local fixe et permanent n'est autorisée que si elle ne présente pas de"
            " risque pour l'ordre et la sécurité publics",
            f"La demande présentée par {{{{ applicant.name }}}} pour {FAIR_WORDS}, est rejetée.",
        ),
    ),
    checks=(sellers_are_approved, filing_is_in_time),
    related=(APPROVAL, SHOP),
)  # fmt: skip

PROCEDURES = (GUNSMITH, SHOP_OPENING, GUN_FAIR)
