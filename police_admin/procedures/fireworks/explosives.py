"""Explosives (code de la défense, art. R2352-73 et suivants): acquisition, transport, depot, clearance of persons.

A table: a line differs by what its form adds and by what its act authorises. What is held and where stays restricted.
"""

from dataclasses import dataclass
from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.procedure import Finding, Piece, Procedure
from directorate.casework.professional_titles import BirthDateField
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import LOW, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.events import Check
from police_admin.procedures.fireworks import dossier

CODE = "Code de la défense, art. R2352-73"


class ExplosivesForm(forms.Form):
    """The products, why, and who answers for them."""

    products = LinesField(
        label="Produits explosifs", max_length=6000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne : nature, quantité.",
    )  # fmt: skip
    quantity_kg = forms.IntegerField(label="Quantité totale (kg de matière active)", min_value=1, max_value=1_000_000)
    purpose = PlainCharField(label="Usage prévu", max_length=300)
    responsible = PlainCharField(label="Personne physique responsable", max_length=160)
    needed_until = LegalDateField(label="Besoin jusqu'au")


class AcquisitionForm(ExplosivesForm):
    depot = PlainCharField(label="Dépôt, ou emploi dès réception : lieu", max_length=300)


class TransportForm(ExplosivesForm):
    carrier = PlainCharField(label="Transporteur", max_length=160)
    route = text_area("Itinéraire et arrêts")
    escort = PlainCharField(label="Accompagnement et véhicules", max_length=300)


class DepotForm(ExplosivesForm):
    capacity_kg = forms.IntegerField(label="Capacité du dépôt (kg)", min_value=1, max_value=1_000_000)
    security = text_area("Clôture, alarme, gardiennage")


class ClearanceForm(forms.Form):
    """The person, the employer and the functions; of the inquiry, the result alone is kept."""

    birth_on = BirthDateField(label="Date de naissance")
    employer = PlainCharField(label="Employeur", max_length=160)
    functions = PlainCharField(label="Fonctions qui donnent accès aux produits", max_length=300)


def quantity_fits(case: Case, at: datetime) -> list[Finding]:
    capacity, quantity = case.answers.get("capacity_kg"), case.answers.get("quantity_kg") or 0
    if capacity is None or quantity <= capacity:
        return []
    return [Finding(f"La quantité ({quantity} kg) dépasse la capacité du dépôt ({capacity} kg).", CODE)]


def need_goes_on(case: Case, at: datetime) -> list[Finding]:
    until_on = day_of(case.answers, "needed_until")
    if until_on is None or until_on >= events.paris_day(at):
        return []
    return [Finding(f"Le besoin a pris fin le {french_long(until_on)}.", CODE)]


@dataclass(frozen=True)
class Explosive:
    """One line. `act` names what is authorised, with its article; `months`: how long, to be confirmed."""

    code: str
    reference_code: str
    label: str
    act: str
    form: type[forms.Form]
    months: int
    pieces: tuple[Piece, ...]
    conditions: tuple[str, ...]
    checks: tuple[Check, ...] = (need_goes_on,)
    place: bool = False


PRODUCTS = "les produits suivants : {{ answers.products }} ({{ answers.quantity_kg }} kg au plus)"
HELD = "Usage : {{ answers.purpose }}. Personne responsable : {{ answers.responsible }}."
LOSS = "Toute perte, tout vol et toute disparition est déclaré sans délai à la police et à la préfecture."
TABLE = (
    Explosive(
        "explosives_acquisition_authorisation", "OEA", "Produits explosifs, acquisition",
        f"l'autorisation d'acquérir {PRODUCTS}", AcquisitionForm, 12,
        (Piece("depot", "Autorisation du dépôt ou justification de l'emploi dès réception"),
         Piece("clearance", "Habilitation des personnes")),
        ("Les produits sont reçus et conservés ainsi : {{ answers.depot }}.", HELD, LOSS),
    ),
    Explosive(
        "explosives_transport_authorisation", "OET", "Produits explosifs, transport",
        f"l'autorisation de transporter {PRODUCTS}", TransportForm, 12,
        (Piece("carrier", "Titres du transporteur et des conducteurs"), Piece("route", "Itinéraire détaillé")),
        ("Le transport est assuré par {{ answers.carrier }}, avec : {{ answers.escort }}. Itinéraire :"
         " {{ answers.route }}.", HELD, LOSS),
    ),
    Explosive(
        "explosives_depot_authorisation", "OED", "Produits explosifs, dépôt",
        f"l'autorisation d'exploiter, {{{{ place.address }}}}, {{{{ place.commune }}}}, un dépôt pour {PRODUCTS}",
        DepotForm, 60,
        (Piece("plan", "Plan du dépôt et de ses abords"), Piece("safety", "Étude de sécurité"),
         Piece("security", "Étude de sûreté")),
        ("Capacité : {{ answers.capacity_kg }} kg. Protection : {{ answers.security }}.", HELD,
         "Un registre des entrées et des sorties est tenu et présenté à toute réquisition.", LOSS),
        checks=(need_goes_on, quantity_fits), place=True,
    ),
    Explosive(
        "explosives_personnel_clearance", "OEH", "Produits explosifs, habilitation",
        "l'habilitation à connaître et à manipuler des produits explosifs", ClearanceForm, 60,
        (dossier.IDENTITY, Piece("employer", "Attestation de l'employeur")),
        ("Employeur : {{ answers.employer }}. Fonctions : {{ answers.functions }}.",
         "L'habilitation prend fin avec ces fonctions. Elle peut être retirée."),
        checks=(),
    ),
)  # fmt: skip


def authorisation(row: Explosive) -> Procedure:
    validity = Value(
        f"{row.code}.validity_months", f"{row.label} : durée", row.months, "mois", CODE, LOW,
        comment=f"{row.label} : pour quelle durée le titre est-il délivré ?",
    )  # fmt: skip
    words = f"{row.label[0].lower()}{row.label[1:]}"
    return dossier.titled(
        code=row.code,
        label=row.label,
        short_label=row.label,
        reference_code=row.reference_code,
        basis=(CODE,),
        help_text="Ce qui est détenu, par qui et où, reste de diffusion restreinte. De l'enquête, le résultat seul est"
        " gardé.",
        form=row.form,
        title=lambda answers: f"{row.label}, {answers['party']}",
        requires_place=row.place,
        pieces=(dossier.REQUEST, *row.pieces),
        visas=("Vu le code de la défense, notamment son article R2352-73 ;",),
        granted=f"décision favorable, {words}, {{{{ applicant.name }}}}",
        refused=f"de titre, {words}, {{{{ applicant.name }}}}",
        act=row.act,
        law="que l'acquisition, le transport, la garde et la manipulation de produits explosifs sont subordonnés à des"
        " garanties de sécurité et d'honorabilité",
        grounds=("Considérant que rien dans l'instruction ne s'oppose à la demande ;",),
        articles=(
            f"Est accordée à {{{{ applicant.name }}}}, pour une durée de {{{{ validity.duration }}}}, {row.act}.",
            *row.conditions,
        ),
        article=CODE,
        validity=validity,
        number_prefix=row.reference_code,
        checks=row.checks,
        whose="des personnes responsables",
    )  # fmt: skip


PROCEDURES = tuple(authorisation(row) for row in TABLE)
