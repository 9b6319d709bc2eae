"""Order that sets the protected zones, and the exception that a small commune may ask for (CSP, art. L3335-1)."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    Piece,
    Procedure,
    Silence,
)
from directorate.casework.request_letters import letters_of_request
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, Value
from police_admin.outlets import operations
from police_admin.outlets.models import ProtectedZone
from police_admin.outlets.queries import quota_of, zones_on
from police_admin.procedures.outlets import dossier

ARTICLE = "CSP, art. L3335-1"
FOLDER = "letters/outlets"
BAND = re.compile(
    r"(?:jusqu['’]à\s+)?(?P<size>\d[\d\s]*|au[ -]del[àa])[^:]*:\s*(?P<radius>\d{1,4})\s*(?:m|mètres)?", re.IGNORECASE
)
BANDS_HELP = (
    "Un par ligne, de la plus petite commune à la plus grande : « jusqu'à 5000 : 50 », et pour finir « au-delà : 100 »."
)


def bands_of(lines: list[str]) -> list[tuple[int | None, int]]:
    """(population up to which it holds, radius in metres) for each line; None for every larger commune.

    Raises ValueError with what is wrong, in French.
    """
    found: list[tuple[int | None, int]] = []
    for line in lines:
        read = BAND.fullmatch(line.strip())
        if read is None:
            raise ValueError(f"Ligne illisible : « {line} ». Écrire par exemple « jusqu'à 5000 : 50 ».")
        digits = re.sub(r"\D", "", read["size"])
        found.append((int(digits) if digits else None, int(read["radius"])))
    sizes = [size for size, _ in found[:-1]]
    if not found or found[-1][0] is not None:
        raise ValueError("La dernière ligne donne le rayon des communes les plus peuplées : « au-delà : 100 ».")
    if None in sizes or sizes != sorted(set(sizes)):
        raise ValueError("Les lignes vont de la plus petite commune à la plus grande, sans doublon.")
    if any(radius == 0 for _, radius in found):
        raise ValueError("Un rayon se compte en mètres, un au moins.")
    return found


# --- the order ------------------------------------------------------------------------------------------------


class ZonesForm(forms.Form):
    """What is protected, and at what distance by size of commune."""

    categories = forms.MultipleChoiceField(
        label="Lieux protégés", choices=ProtectedZone.Category.choices, widget=forms.CheckboxSelectMultiple
    )
    bands = LinesField(
        label="Rayons selon la population de la commune", max_length=2000, help_text=BANDS_HELP,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    motives = PlainCharField(
        label="Motifs tirés de la situation du département", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_bands(self):
        try:
            bands_of(self.cleaned_data["bands"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return self.cleaned_data["bands"]


def zones_in_force(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"zones": zones_on(paris_day(at))}


def former_order_is_replaced(case: Case, at: datetime) -> list[Finding]:
    """Said: the new radii take the place of those of the same categories."""
    chosen = case.answers["categories"]
    standing = {row.get_category_display() for row in zones_on(paris_day(at)) if row.category in chosen}
    if not standing:
        return []
    return [
        Finding(
            f"Les rayons en vigueur seront remplacés à la publication : {', '.join(sorted(standing)).lower()}.",
            ARTICLE,
            blocking=False,
        )
    ]


def enter_into_force(move: Move) -> None:
    """The day after the publication (CRPA, art. L221-2)."""
    case = move.case
    operations.replace_zones(
        case=case, categories=case.answers["categories"], bands=bands_of(case.answers["bands"]),
        valid_from=case.published_on + timedelta(days=1), by=move.by, at=move.at,
    )  # fmt: skip


ORDER = Procedure(
    code="protected_zones_order",
    label="Arrêté fixant les zones protégées autour de certains lieux",
    short_label="Zones protégées, arrêté",
    archetype=Archetype.YEARLY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBZ",
    legal_basis=(ARTICLE, "CRPA, art. L221-2"),
    help_text="Arrêté réglementaire du département, publié au recueil. Les distances se comptent entre les accès les"
    " plus proches. À la publication, ses rayons remplacent ceux de l'arrêté précédent.",
    form=ZonesForm,
    title=lambda answers: "Zones protégées, arrêté du département",
    letters=(LetterModel("order_zones", "Arrêté", f"{FOLDER}/regulatory_order.html", "regulatory"),),
    visas=(
        "Vu le code de la santé publique, notamment son article L3335-1 ;",
        "Vu le code général des collectivités territoriales ;",
    ),
    outcomes=(
        Outcome(
            "order",
            "Arrêté",
            letter="order_zones",
            act_kind="regulatory",
            title="Arrêté fixant les distances auxquelles les débits de boissons à consommer sur place ne peuvent être"
            " établis autour des lieux protégés",
            grounds=(
                "Considérant qu'il appartient au préfet de fixer les distances auxquelles les débits de boissons à"
                " consommer sur place ne peuvent être établis autour de certains édifices et établissements ;",
                "Considérant la situation du département : {{ answers.motives }} ;",
            ),
            articles=(
                "Aucun débit de boissons à consommer sur place ne peut être établi à une distance inférieure à celle"
                " que fixe l'article 2 des lieux suivants : {{ answers.categories|lower }}.",
                "Cette distance, en mètres, dépend de la population de la commune : {{ answers.bands }}.",
                "Elle est mesurée selon la ligne droite reliant au sol les accès les plus rapprochés du lieu protégé et"
                " du débit.",
                "Les débits régulièrement établis à la date d'entrée en vigueur du présent arrêté ne sont pas remis en"
                " cause.",
                "Les dispositions antérieures qui ont le même objet sont abrogées.",
            ),
            regulatory=True,
            published=True,
            final_stage="in_force",
        ),
    ),
    checks=(former_order_is_replaced,),
    effects={"publish": enter_into_force},
    panels=(Panel("zones", "Rayons en vigueur", "police_admin/outlets/zones.html", zones_in_force, alone=True),),
    related=("protected_zone_exception", "licence_transfer"),
)  # fmt: skip

# --- the exception --------------------------------------------------------------------------------------------

DECISION_MONTHS = Value(
    "protected_zone_exception.decision_months", "Exception à une zone protégée : délai pour statuer", 2, "mois",
    "Code des relations entre le public et l'administration, art. L231-1 et L231-4", LOW,
    comment="Que vaut le silence gardé deux mois sur une demande d'exception à une zone protégée : acceptation ou"
    " rejet ?",
)  # fmt: skip
MOST_OUTLETS = Value(
    "protected_zone_exception.maximum_outlets", "Exception à une zone protégée : débits de la commune au plus", 1,
    "débits", "Code de la santé publique, art. L3335-1", MEDIUM,
    comment="L'exception est-elle bien réservée aux communes qui comptent au plus un débit de boissons à consommer sur"
    " place ?",
)  # fmt: skip
NEEDS = [("tourism", "Tourisme"), ("animation", "Animation locale")]


class ExceptionForm(forms.Form):
    """The outlet, what it stands near, and why the commune needs it."""

    protected_place = PlainCharField(label="Lieu protégé concerné", max_length=200)
    protected_category = forms.ChoiceField(label="Catégorie du lieu", choices=ProtectedZone.Category.choices)
    distance_protected_m = forms.IntegerField(label="Distance (mètres)", min_value=0, max_value=10_000)
    outlets_in_commune = forms.IntegerField(
        label="Débits à consommer sur place déjà installés dans la commune", min_value=0, max_value=10_000
    )
    needs = forms.MultipleChoiceField(
        label="Nécessités invoquées", choices=NEEDS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "L'exception répond à des nécessités touristiques ou d'animation locale."},
    )  # fmt: skip
    explanation = PlainCharField(
        label="Exposé de ces nécessités", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def commune_has_few_outlets(case: Case, at: datetime) -> list[Finding]:
    most = int(parameter(MOST_OUTLETS.code, paris_day(at)))
    typed = case.answers["outlets_in_commune"]
    if not grants(case):
        return []
    if typed > most:
        return [
            Finding(
                f"La commune compte {typed} débits à consommer sur place : l'exception n'est possible qu'avec {most} au"
                " plus.",
                ARTICLE,
            )
        ]
    known = quota_of(case.commune, paris_day(at)).known if case.commune else 0
    if known <= most:
        return []
    return [
        Finding(
            f"Le registre connaît {known} débits de 3e et 4e catégories dans cette commune, contre {typed} déclarés.",
            ARTICLE,
            blocking=False,
        )
    ]


EXCEPTION = Procedure(
    code="protected_zone_exception",
    label="Exception à une zone protégée, dans une commune peu pourvue en débits",
    short_label="Zone protégée, exception",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBX",
    legal_basis=(ARTICLE, "CRPA, art. L211-2"),
    help_text="Pour des nécessités touristiques ou d'animation locale, après avis du maire. L'effet du silence est à"
    " vérifier.",
    form=ExceptionForm,
    title=lambda answers: f"Exception à une zone protégée, {answers['place']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande motivée"),
        Piece("distance_plan", "Plan indiquant les distances des lieux protégés"),
        Piece("operating_permit", "Permis d'exploitation"),
    ),
    opinions=(
        Opinion("town_hall", "Maire de la commune", ARTICLE, organisation_kind="town_hall", mandatory=True,
                days_parameter="licence_transfer.opinion_days"),
        Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police",
                days_parameter="licence_transfer.opinion_days"),
    ),
    clock=Clock(DECISION_MONTHS.code, Silence.REFUSAL, "CRPA, art. L231-4"),
    parameters=(DECISION_MONTHS, MOST_OUTLETS),
    letters=letters_of_request("Arrêté d'exception", f"{FOLDER}/order.html"),
    visas=(
        "Vu le code de la santé publique, notamment son article L3335-1 ;",
        "Vu le code des relations entre le public et l'administration, notamment son article L211-2 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=(
        Outcome(
            "grant",
            "Exception",
            letter="order_grant",
            act_kind="grant",
            title="Arrêté autorisant l'installation d'un débit de boissons dans une zone protégée,"
            " {{ place.commune }}",
            grounds=(
                "Considérant que la commune de {{ place.commune }} compte {{ answers.outlets_in_commune }} débit de"
                " boissons à consommer sur place ;",
                "Considérant que l'installation répond aux nécessités suivantes ({{ answers.needs|lower }}) :"
                " {{ answers.explanation }} ;",
            ),
            articles=(
                "Par exception, {{ applicant.name }} est autorisé à installer un débit de boissons à consommer sur"
                " place « {{ place.name }} », {{ place.address }}, {{ place.commune }}, à"
                " {{ answers.distance_protected_m|counted:'mètres' }} du lieu protégé suivant :"
                " {{ answers.protected_place }}.",
                "L'exploitant souscrit à la mairie la déclaration prévue par le code de la santé publique.",
            ),
            published=True,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title="Arrêté portant refus d'une exception à une zone protégée, {{ place.commune }}",
            grounds=(
                "Considérant que l'article L3335-1 du code de la santé publique protège les abords de certains lieux de"
                " l'installation de débits de boissons à consommer sur place ;",
                "Considérant que [à compléter : la condition qui manque ou l'atteinte au lieu protégé] ;",
            ),
            articles=(
                "La demande présentée par {{ applicant.name }} pour l'établissement « {{ place.name }} »,"
                " {{ place.address }}, {{ place.commune }}, est rejetée.",
            ),
            favourable=False,
        ),
    ),
    checks=(commune_has_few_outlets,),
    related=("protected_zones_order", "drink_outlet_declaration_copy"),
    legal_check_required=True,
)  # fmt: skip

PROCEDURES = (ORDER, EXCEPTION)
