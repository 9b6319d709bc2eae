"""What an authorisation and its renewal share: the same dossier (CSI, art. R252-3), opinions, texts and conditions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case, Consultation, Party
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Clock,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Piece,
    Redirection,
    Silence,
    Validity,
)
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.legal_calendar.time_limits import Computation, months_in_words, step
from directorate.parameters.queries import value as parameter
from directorate.permits.listing import Listing
from directorate.territory.department import HOME
from police_admin.procedures.department import HOME_PARIS_OR_OTHER, PARIS, other_departments

UNIT = "polices-administratives"
FAMILY = "Vidéoprotection"
SEVERAL_DEPARTMENTS, COMMISSION = "CSI, art. L252-1", "CSI, art. R252-15"
OPINION_MONTHS, EXTRA_MONTHS = "video_protection.opinion_months", "video_protection.opinion_extra_months"
LEGAL_BASIS = ("CSI, art. L251-1 à L255-1", "CSI, art. R251-1 à R253-4")

SITE_TYPES = [
    ("public_road", "Voie publique"),
    ("public_place", "Lieu ou établissement ouvert au public"),
    ("shop_surroundings", "Abords immédiats d'un commerce"),
    ("terrorism_surroundings", "Abords d'un site exposé au terrorisme"),
    ("perimeter", "Périmètre vidéoprotégé"),
    ("transport", "Transports collectifs"),
    ("state", "Service de l'État"),
]
APPLICANT_QUALITIES = [
    ("public_authority", "Autorité publique"),
    ("state_service", "Service de l'État"),
    ("trader", "Commerçant"),
    ("legal_person", "Autre personne morale"),
]
# Who may ask for which kind of site (CSI, art. L251-2 and L223-1); a site absent from the table is open to all.
WHO_MAY_ASK = {
    "public_road": {"public_authority", "state_service"},
    "perimeter": {"public_authority", "state_service"},
    "shop_surroundings": {"trader"},
    "state": {"state_service"},
}
SURROUNDINGS = {"shop_surroundings", "terrorism_surroundings"}
ACTIVITIES = [
    ("bank", "Banque"),
    ("tobacconist", "Bureau de tabac"),
    ("pharmacy", "Pharmacie"),
    ("supermarket", "Supermarché ou hypermarché"),
    ("shop", "Autre commerce"),
    ("hotel", "Hôtel"),
    ("restaurant", "Restaurant ou débit de boissons"),
    ("school_surroundings", "Établissement scolaire et ses abords"),
    ("town", "Commune ou groupement de communes"),
    ("transport", "Transporteur"),
    ("other", "Autre activité"),
]
# The eleven purposes of article L251-2, in its order.
PURPOSES = [
    ("buildings", "Protection des bâtiments et installations publics et de leurs abords"),
    ("defence", "Sauvegarde des installations utiles à la défense nationale"),
    ("traffic_flow", "Régulation des flux de transport"),
    ("traffic_offences", "Constatation des infractions aux règles de la circulation"),
    ("assault_and_theft", "Prévention des atteintes à la sécurité des personnes et des biens dans des lieux exposés"),
    ("terrorism", "Prévention d'actes de terrorisme"),
    ("natural_risks", "Prévention des risques naturels ou technologiques"),
    ("rescue", "Secours aux personnes et défense contre l'incendie"),
    ("amusement_parks", "Sécurité des installations accueillant du public dans les parcs d'attraction"),
    ("vehicle_insurance", "Respect de l'obligation d'assurer les véhicules"),
    ("dumping", "Prévention et constatation de l'abandon d'ordures et de déchets"),
]


def cameras(answers: Mapping[str, Any]) -> int:
    return sum(answers.get(f"cameras_{where}") or 0 for where in ("indoor", "outdoor", "public_road"))


def sees_public_road(answers: Mapping[str, Any], on: date | None = None) -> bool:
    return bool(answers.get("cameras_public_road"))


def needs_detailed_plan(answers: Mapping[str, Any], on: date) -> bool:
    """On the public road, and from a number of cameras on in a place open to the public (CSI, art. R252-3)."""
    threshold = int(parameter("video_protection.small_system_cameras", on))
    return sees_public_road(answers) or cameras(answers) >= threshold


def serves_national_defence(answers: Mapping[str, Any]) -> bool:
    """No opinion of the commission is required, and nothing is published (CSI, art. L252-1)."""
    return "defence" in (answers.get("purposes") or ())


class DossierForm(forms.Form):
    """The system that is asked for."""

    site_type = forms.ChoiceField(label="Nature du site", choices=SITE_TYPES)
    applicant_quality = forms.ChoiceField(label="Qualité au titre de laquelle la demande est faite",
                                          choices=APPLICANT_QUALITIES)  # fmt: skip
    activity = forms.ChoiceField(label="Activité", choices=ACTIVITIES)
    cameras_indoor = forms.IntegerField(label="Caméras intérieures", min_value=0, max_value=5000)
    cameras_outdoor = forms.IntegerField(label="Caméras extérieures", min_value=0, max_value=5000)
    cameras_public_road = forms.IntegerField(label="Caméras visionnant la voie publique", min_value=0, max_value=5000)
    purposes = forms.MultipleChoiceField(
        label="Finalités", choices=PURPOSES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une finalité (CSI, art. L251-2)."},
    )  # fmt: skip
    retention_days = forms.IntegerField(label="Conservation des images (jours)", min_value=0)
    live_viewing = forms.BooleanField(label="Visionnage en direct", required=False)
    remote_access_police = forms.BooleanField(label="Renvoi d'images vers les services de police", required=False)
    responsible = PlainCharField(label="Responsable du système (nom et qualité)", max_length=200)
    access_contact = PlainCharField(label="Service auprès duquel s'exerce le droit d'accès", max_length=200)
    installer_certified = forms.BooleanField(label="Installateur certifié", required=False)
    sign_posted = forms.BooleanField(label="Affiches d'information du public prévues", required=False)
    departments = LinesField(
        label="Autres départements où sont des caméras", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Un par ligne : nom ou numéro.",
    )  # fmt: skip
    seat_department = forms.ChoiceField(
        label="Siège du demandeur", choices=[("", "Sans objet"), *HOME_PARIS_OR_OTHER], required=False,
        help_text="Si des caméras sont dans plusieurs départements : le préfet du siège est compétent.",
    )  # fmt: skip
    commission_extension_on = LegalDateField(
        label="Mois supplémentaire demandé par la commission le", required=False,
        help_text="À compléter pendant l'instruction, si la commission le demande.",
    )  # fmt: skip

    def clean_departments(self):
        return other_departments(self.cleaned_data["departments"])

    def clean_retention_days(self):
        days = self.cleaned_data["retention_days"]
        maximum = parameter("video_protection.retention_maximum_days", localdate())
        if days > maximum:
            raise forms.ValidationError(
                f"Les images ne peuvent être conservées plus d'un mois, soit {maximum} jours (CSI, art. L252-5)."
            )
        return days

    def clean(self):
        data = super().clean()
        site, quality = data.get("site_type"), data.get("applicant_quality")
        if data.get("departments") and not data.get("seat_department") and "seat_department" not in self.errors:
            self.add_error(
                "seat_department",
                f"Indiquer le siège : il dit quel préfet autorise un système étendu sur plusieurs départements"
                f" ({SEVERAL_DEPARTMENTS}).",
            )
        if not self.errors and cameras(data) == 0:
            self.add_error("cameras_indoor", "Le système comporte au moins une caméra.")
        if site and quality and quality not in WHO_MAY_ASK.get(site, {quality}):
            self.add_error(
                "applicant_quality",
                f"Pour ce site (« {dict(SITE_TYPES)[site].lower()} »), la loi ne permet pas au demandeur de présenter"
                " une demande en cette qualité (CSI, art. L251-2).",
            )
        elif sees_public_road(data) and quality in {"trader", "legal_person"} and site not in SURROUNDINGS:
            self.add_error(
                "cameras_public_road",
                "Seules les autorités publiques visionnent la voie publique ; un commerçant peut demander les abords"
                " immédiats de son établissement (CSI, art. L251-2).",
            )
        return data


# --- who is competent, and when the commission answers ------------------------------------------------------


def prefect_of_the_seat(answers: Mapping[str, Any]) -> Redirection | None:
    """A system of one department is a matter of its place; beyond, of the seat of the applicant."""
    seat = answers.get("seat_department")
    if not answers.get("departments") or seat in {HOME.code, "", None}:
        return None
    return Redirection(
        to="préfet de police" if seat == PARIS else "préfet du département du siège du demandeur",
        article=SEVERAL_DEPARTMENTS,
        explanation="Un système dont les caméras sont dans plusieurs départements est autorisé par le préfet du"
        " département où le demandeur a son siège ; à Paris, par le préfet de police.",
    )


def of_commission(facts: Facts) -> Iterator[Expected]:
    """The months of the commission from the day it was asked, and the month more that it may ask for itself."""
    row = next((row for row in facts.consultations if row.code == "cdvp"), None)
    if row is None or row.opinion == Consultation.Opinion.REVOKED:
        return
    code = "commission_opinion"
    rules = [facts.rules.of(code, OPINION_MONTHS, row.asked_on)]
    due_on = add_months(row.asked_on, int(rules[0].value))
    steps = [
        step("Commission saisie", row.asked_on, article="CSI, art. L252-1"),
        step(f"{months_in_words(int(rules[0].value))} pour rendre son avis", due_on, article=COMMISSION),
    ]
    asked_on = day_of(facts.case.answers, "commission_extension_on")
    if asked_on is not None:
        rules.append(facts.rules.of(code, EXTRA_MONTHS, row.asked_on))
        due_on = add_months(row.asked_on, sum(int(rule.value) for rule in rules))
        steps += [
            step("Délai supplémentaire demandé par la commission", asked_on, article=COMMISSION),
            step(f"{months_in_words(int(rules[1].value))} de plus", due_on, article=COMMISSION),
        ]
    if row.answered_on is not None:
        state = State.MET if row.answered_on <= due_on else State.PASSED
    elif not facts.case.is_open:
        state = State.VOID
    else:
        state = State.RUNNING if facts.on <= due_on else State.PASSED
    yield Expected(
        code=code, label="Avis de la commission, terme du délai", kind=Kind.OPINION, due_on=due_on, state=state,
        article=COMMISSION, parameter_version=" ".join(rule.version for rule in rules),
        computation=explained(Computation("R1", due_on, steps=steps), *rules),
    )  # fmt: skip


def extension_was_asked_in_time(case: Case, at: datetime) -> list[Finding]:
    asked_on = day_of(case.answers, "commission_extension_on")
    if asked_on is None or asked_on <= paris_day(at):
        return []
    return [Finding(f"Le délai supplémentaire de la commission est daté du {french_long(asked_on)}, à venir.",
                    COMMISSION)]  # fmt: skip


PIECES = (
    Piece("report", "Rapport de présentation : finalités et techniques mises en œuvre"),
    Piece("site_plan", "Plan-masse des lieux", when=sees_public_road),
    Piece(
        "detail_plan",
        "Plan de détail : nombre et implantation des caméras, zones couvertes",
        when=needs_detailed_plan,
    ),
    Piece("technique", "Description du dispositif de transmission, d'enregistrement et de traitement des images"),
    Piece("security", "Mesures de sécurité prises pour la sauvegarde et la protection des images"),
    Piece("retention", "Délai de conservation des images et ses justifications"),
    Piece("persons", "Désignation du responsable et des personnes susceptibles de visionner les images"),
    Piece("public_information", "Modalités de l'information du public"),
    Piece("access_right", "Modalités du droit d'accès des personnes intéressées"),
    Piece(
        "installer_certificate",
        "Attestation de conformité de l'installateur certifié",
        when=lambda answers, on: bool(answers.get("installer_certified")),
    ),
    Piece(
        "technical_questionnaire",
        "Questionnaire de conformité (arrêté du 3 août 2007)",
        when=lambda answers, on: not answers.get("installer_certified"),
    ),
    Piece(
        "impact_assessment",
        "Analyse d'impact relative à la protection des données",
        blocking=False,
        when=sees_public_road,
    ),
)

OPINIONS = (
    Opinion(
        "cdvp",
        "Commission départementale de vidéoprotection",
        "CSI, art. L252-1",
        commission="cdvp",
        mandatory=True,
        waived_when=serves_national_defence,
        months_parameter=OPINION_MONTHS,
    ),
    Opinion("police_adviser", "Référent sûreté de la police nationale", "Avis facultatif", organisation_kind="police"),
    Opinion("town_hall", "Maire de la commune, pour information", "CSI, art. L251-2", organisation_kind="town_hall"),
)

CLOCK = Clock("video_protection.decision_months", Silence.REFUSAL, "CSI, art. R252-15")

VALIDITY = Validity(
    months_parameter="video_protection.validity_months",
    renew_before_parameter="video_protection.renew_before_months",
    article="CSI, art. L252-4",
    number_prefix="VP",
    permit_label="Autorisation d'un système de vidéoprotection",
    renewal_procedure="video_protection_renewal",
)
# A modified authorisation keeps the end of the one it replaces.
MODIFIED_VALIDITY = replace(VALIDITY, restarts_when="video_protection.modification_restarts")
# The authorisations are published and listed, but for national defence; the mayor receives those of the commune.
LISTING = Listing(
    code="videoprotection",
    title="Systèmes de vidéoprotection autorisés",
    article="Code de la sécurité intérieure, livre II, titre V",
    public=True,
    mayor=True,
    hidden_answers={"purposes": ["defence"]},
)
# Whose authorisations may be modified or sanctioned.
AUTHORISATIONS = (
    "video_protection_authorisation",
    "video_protection_renewal",
    "video_protection_modification",
)

VISAS = (
    "Vu le code de la sécurité intérieure, notamment ses articles L251-1 à L255-1 et R251-1 à R253-4 ;",
    "Vu l'arrêté du 3 août 2007 portant définition des normes techniques des systèmes de vidéosurveillance ;",
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }}, relative au site « {{ place.name }} », {{ place.address }}, {{ place.commune }} ;",
)

LETTERS = (
    LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
    LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                "pieces_request"),
    LetterModel("order_grant", "Arrêté d'autorisation", "letters/video_protection/order_grant.html", "grant"),
    LetterModel("order_refusal", "Arrêté de refus", "letters/video_protection/order_refusal.html", "refusal"),
    LetterModel("notification", "Lettre de notification", "letters/any/notification.html"),
    LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
)  # fmt: skip

GRANT_GROUNDS = (
    "Considérant que le système répond aux finalités suivantes, prévues à l'article L251-2 du code de la sécurité"
    " intérieure : {{ answers.purposes|lower }} ;",
    "Considérant que le dispositif n'apparaît pas disproportionné au regard des risques auxquels le site est exposé ;",
)
REFUSAL_GROUNDS = (
    "Considérant qu'aux termes de l'article L251-2 du code de la sécurité intérieure, l'installation d'un système de"
    " vidéoprotection n'est autorisée que pour les finalités qu'il énumère ;",
    "Considérant que [à compléter : les faits propres au dossier qui justifient le refus] ;",
)


def counted(field: str, adjective: str) -> str:
    """ "1 caméra intérieure", "4 caméras intérieures"."""
    plural = f"{{% if answers.{field} > 1 %}}s{{% endif %}}"
    return f"{{{{ answers.{field} }}}} caméra{plural} {adjective.replace('*', plural)}"


SYSTEM = (
    f"{counted('cameras_indoor', 'intérieure*')}, {counted('cameras_outdoor', 'extérieure*')} et"
    f" {counted('cameras_public_road', 'visionnant la voie publique')}"
)
OPERATING_ARTICLES = (
    "Le système est mis en œuvre pour les finalités suivantes : {{ answers.purposes|lower }}. Il ne peut servir à"
    " aucune autre fin ni alimenter un fichier nominatif.",
    "Le public est informé de manière claire et permanente de l'existence du système et de l'autorité ou de la"
    " personne responsable, par des affiches comportant un pictogramme (article L251-3 du code de la sécurité"
    " intérieure).",
    "Hormis le cas d'une enquête de flagrant délit, d'une enquête préliminaire ou d'une information judiciaire, les"
    " enregistrements sont détruits dans un délai maximum de {{ answers.retention_days|counted:'jours' }} (article"
    " L252-5 du"
    " même code)."
    " Le titulaire tient un registre des enregistrements réalisés et de la date de leur destruction.",
    "Le responsable du système est {{ answers.responsible }}. Il garantit la confidentialité des images et n'en"
    " permet l'accès qu'aux personnes individuellement désignées dans le dossier.",
    "Le droit d'accès aux enregistrements s'exerce auprès de : {{ answers.access_contact }} (article L253-5 du"
    " même code).",
    "Le titulaire déclare à la préfecture la date de mise en service des caméras. Toute modification substantielle du"
    " système fait l'objet d'une nouvelle demande.",
    "{% if answers.departments %}La présente autorisation est portée à la connaissance des préfets des autres"
    " départements où des caméras sont installées : {{ answers.departments }}.{% endif %}",
    "La présente autorisation peut être suspendue ou retirée, après que son titulaire a été mis à même de présenter"
    " ses observations, en cas de manquement aux dispositions du code de la sécurité intérieure.",
)


def outcomes(*, opening: str, title: str) -> tuple[Outcome, ...]:
    """Grant, grant with conditions, refusal. `opening` is the first article of the two grants."""
    grant = {
        "letter": "order_grant",
        "act_kind": "grant",
        "title": f"Arrêté portant {title}, {{{{ place.name }}}}, {{{{ place.commune }}}}",
        "grounds": GRANT_GROUNDS,
        "articles": (opening, *OPERATING_ARTICLES),
        "issues_permit": True,
        "published": True,
        "unpublished_when": serves_national_defence,
        "final_stage": "in_force",
    }
    return (
        Outcome("grant", "Autorisation", **grant),
        Outcome("grant_with_conditions", "Autorisation assortie de prescriptions", **grant),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title=f"Arrêté portant refus d'{title}, {{{{ place.name }}}}, {{{{ place.commune }}}}",
            grounds=REFUSAL_GROUNDS,
            articles=(
                "La demande présentée par {{ applicant.name }} pour le site « {{ place.name }} », {{ place.address }},"
                " {{ place.commune }}, est rejetée.",
            ),
            favourable=False,
        ),
    )


# --- checks before signature --------------------------------------------------------------------------------


def conditions_are_written(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "grant_with_conditions" and not case.decision.conditions.strip():
        return [Finding("L'autorisation est assortie de prescriptions, et aucune n'est écrite.", "CSI, art. L252-2")]
    return []


def applicant_may_watch_the_road(case: Case, at: datetime) -> list[Finding]:
    """The quality declared in the dossier must be that of the person who asks."""
    is_public = case.party.kind in {Party.Kind.TOWN, Party.Kind.STATE}
    granted = case.decision.outcome != "refusal"
    if granted and not is_public and case.answers.get("applicant_quality") in {"public_authority", "state_service"}:
        return [Finding("Le demandeur n'est pas une autorité publique.", "CSI, art. L251-2")]
    return []


def retention_is_lawful(case: Case, at: datetime) -> list[Finding]:
    maximum = parameter("video_protection.retention_maximum_days", paris_day(at))
    if case.decision.outcome != "refusal" and case.answers.get("retention_days", 0) > maximum:
        return [Finding(f"Les images seraient conservées plus de {maximum} jours.", "CSI, art. L252-5")]
    return []


def public_is_told(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome != "refusal" and not case.answers.get("sign_posted"):
        return [Finding("Le dossier ne prévoit pas d'affiches d'information du public.", "CSI, art. L251-3",
                        blocking=False)]  # fmt: skip
    return []


CHECKS = (
    conditions_are_written,
    applicant_may_watch_the_road,
    retention_is_lawful,
    public_is_told,
    extension_was_asked_in_time,
)
# What every request of authorisation shares, with its form.
REQUEST = {
    "form": DossierForm,
    "elsewhere": prefect_of_the_seat,
    "dates": (of_commission,),
    "rules": {"opinion_months": OPINION_MONTHS, "extra_months": EXTRA_MONTHS},
}
