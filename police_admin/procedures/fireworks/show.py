"""Declaration of a firework show (décret 2010-580 du 31 mai 2010; arrêté du 31 mai 2010): to the mayor and the prefect.

Whatever the quantity with articles F4 or T2; beyond some mass of active matter with F2, F3 or T1. The stamped first
pages are the receipt.
"""

from datetime import datetime
from decimal import Decimal

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Finding, Piece, Procedure, Span
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures import events
from police_admin.procedures.fireworks.dossier import DECREE, FAMILY, ORDER

CATEGORIES = [
    ("F2", "F2, danger faible"),
    ("F3", "F3, danger moyen"),
    ("F4", "F4, danger élevé"),
    ("T1", "T1, théâtre, danger faible"),
    ("T2", "T2, théâtre, danger élevé"),
]
QUALIFIED = {"F4", "T2"}
LEVELS = [("none", "Sans certificat"), ("1", "Certificat F4-T2 de niveau 1"), ("2", "Certificat F4-T2 de niveau 2")]
LEAD = Value(
    "firework_show.filing_months", "Spectacle pyrotechnique : déclaration au plus tard", 1, "mois",
    f"{DECREE}, art. 4", VERIFIED,
)  # fmt: skip
MASS = Value(
    "firework_show.threshold_kg", "Spectacle pyrotechnique sans F4 ni T2 : déclaré au-delà de", 35,
    "kg de matière active", f"{DECREE}, art. 2", VERIFIED,
)  # fmt: skip
CALIBRE = Value(
    "firework_show.level_1_calibre_mm", "Certificat F4-T2 de niveau 1 : calibre des mortiers, moins de", 105, "mm",
    ORDER, VERIFIED, comment="Cinquante millimètres pour les marrons d'air.",
)  # fmt: skip
SALUTE = Value(
    "firework_show.level_1_salute_mm", "Certificat F4-T2 de niveau 1 : calibre des marrons d'air, moins de", 50, "mm",
    ORDER, VERIFIED,
)  # fmt: skip


class FireworkForm(events.EventForm):
    """What is fired, by whom, from where, and where it is stored until then."""

    event_name = PlainCharField(label="Nom du spectacle", max_length=160)
    site = PlainCharField(label="Pas de tir", max_length=300)
    route = PlainCharField(label="Zone de sécurité et voies fermées", max_length=2000)
    categories = forms.MultipleChoiceField(
        label="Catégories d'articles", choices=CATEGORIES, widget=forms.CheckboxSelectMultiple
    )
    nec_kg = forms.DecimalField(
        label="Masse totale de matière active (kg)", min_value=Decimal("0.01"), max_digits=8, decimal_places=2
    )
    calibre_max_mm = forms.IntegerField(label="Calibre le plus grand (mm)", min_value=1, max_value=600)
    salute_max_mm = forms.IntegerField(
        label="Calibre le plus grand des marrons d'air (mm)", min_value=0, max_value=600, help_text="Zéro : aucun."
    )
    firing_responsible = PlainCharField(label="Responsable de la mise en œuvre", max_length=160)
    certificate_level = forms.ChoiceField(label="Certificat", choices=LEVELS)
    certificate_no = PlainCharField(label="Numéro du certificat", max_length=60, required=False)
    certificate_until = LegalDateField(label="Certificat valable jusqu'au", required=False)
    storage = PlainCharField(label="Stockage avant le tir : lieu et durée", max_length=300)
    wind_limit_kmh = forms.IntegerField(
        label="Vent au-delà duquel le tir est arrêté (km/h)", min_value=1, max_value=150
    )
    spectators = forms.IntegerField(label="Public attendu", min_value=0, max_value=2_000_000)
    mayor_told = forms.BooleanField(label="Déclaré aussi au maire", required=False)
    measures = LinesField(
        label="Mesures de sécurité, points d'eau", max_length=6000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        mass, starts_at = data.get("nec_kg"), data.get("starts_at")
        if mass and starts_at and data.get("categories") and not QUALIFIED & set(data["categories"]):
            most = int(parameter(MASS.code, paris_day(starts_at)))
            if mass <= most:
                self.add_error(
                    "nec_kg", f"Sans article F4 ni T2, aucune déclaration n'est exigée jusqu'à {most} kg de matière"
                              f" active ({DECREE}).",
                )  # fmt: skip
        if data.get("certificate_level") in {"1", "2"}:
            for name in ("certificate_no", "certificate_until"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Indiquer le numéro et la fin de validité du certificat.")
        return data


# --- what it calls for --------------------------------------------------------------------------------------


def uses_qualified_articles(case: Case) -> bool:
    return bool(QUALIFIED & set(case.answers.get("categories") or ()))


def firer_is_qualified(case: Case, at: datetime) -> list[Finding]:
    """F4 and T2 are fired under a holder of the certificate, valid that day, and of the level of the calibres."""
    answers = case.answers
    if not uses_qualified_articles(case):
        return []
    if answers.get("certificate_level") not in {"1", "2"}:
        return [Finding("Les articles F4 et T2 ne peuvent être tirés sans titulaire du certificat.", ORDER)]
    found = []
    until_on, ends_at = day_of(answers, "certificate_until"), events.instant_of(answers, "ends_at")
    if until_on and ends_at and until_on < paris_day(ends_at):
        found.append(Finding(f"Le certificat prend fin le {french_long(until_on)}, avant le spectacle.", ORDER))
    if answers["certificate_level"] == "1":
        for name, rule, what in (
            ("calibre_max_mm", CALIBRE, "calibre"),
            ("salute_max_mm", SALUTE, "calibre des marrons d'air"),
        ):
            most = int(parameter(rule.code, paris_day(at)))
            if (answers.get(name) or 0) >= most:
                found.append(Finding(f"Un certificat de niveau 1 ne permet pas un {what} de {most} mm ou plus.", ORDER))
    return found


def mayor_is_told(case: Case, at: datetime) -> list[Finding]:
    if case.answers.get("mayor_told"):
        return []
    return [Finding("La déclaration est due au maire et au préfet : l'envoi au maire n'est pas indiqué.", DECREE,
                    blocking=False)]  # fmt: skip


WINDOWS = events.USUAL_WINDOWS
PROCEDURE = Procedure(
    code="firework_show_declaration",
    label="Déclaration d'un spectacle pyrotechnique",
    short_label="Spectacle pyrotechnique",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="OTF",
    legal_basis=(DECREE, ORDER),
    help_text="Au maire et au préfet, un mois au moins avant le tir (formulaire cerfa 14098*02) : articles F4 ou T2, ou"
    " plus de trente-cinq kilogrammes de matière active.",
    form=FireworkForm,
    title=lambda answers: f"Spectacle pyrotechnique, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(LEAD.code, "", DECREE, span=Span.MONTHS),
    pieces=(
        Piece("form", "Formulaire de déclaration signé"),
        Piece("plan", "Schéma de mise en œuvre : périmètre de sécurité et points d'eau"),
        Piece("measures", "Dispositions prises contre les risques"),
        Piece("products", "Liste des produits"),
        Piece("certificates", "Certificats de qualification et agréments",
              when=lambda answers, on: answers.get("certificate_level") != "none"),
        Piece("insurance", "Attestation d'assurance"),
        Piece("storage", "Conditions du stockage momentané"),
    ),
    opinions=(
        events.FIRE_SERVICE, events.POLICE, events.TOWN_HALL,
        events.opinion("dsac", "Aviation civile (abords d'un aérodrome)", kind="state_service"),
        events.opinion("waterways", "Voies navigables de France (tir depuis l'eau)", kind="state_service"),
    ),
    hearing_required=True,
    letters=events.declaration_letters("letters/events/firework_receipt.html"),
    parameters=(LEAD, MASS, CALIBRE, SALUTE, *events.WINDOW_VALUES),
    rules=events.rules_of(*WINDOWS),
    visas=(
        "Vu le code général des collectivités territoriales, notamment ses articles L2214-4 et L2215-1 ;",
        "Vu le décret n° 2010-580 du 31 mai 2010 relatif à l'acquisition, la détention et l'utilisation des artifices"
        " de divertissement et des articles pyrotechniques destinés au théâtre ;",
        "Vu l'arrêté du 31 mai 2010 pris en application de ce décret ;",
        *events.RECEIVED,
    ),
    outcomes=events.prescriptions_or_ban(
        "le spectacle pyrotechnique « {{ answers.event_name }} », déclaré par {{ applicant.name }} et prévu le"
        " {{ case.event_at }}, {{ answers.site }}",
        title="un spectacle pyrotechnique prévu le {{ case.event_at }}",
        risk="une atteinte à la sécurité du public",
    ),
    checks=events.CHECKS,
    effects={"issue_receipt": events.refuses_receipt(firer_is_qualified)},
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    panels=(events.to_verify(firer_is_qualified, mayor_is_told, events.filing_is_in_time),),
    related=("pyrotechnician_certificate", "mortar_firework_purchase_approval"),
)  # fmt: skip
