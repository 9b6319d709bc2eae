"""Yearly order of the fares of the taxis outside the Paris zone (decree 2015-1252, art. 5). Regulatory, published.

The four rates of the kilometre: A by day and B by night with a return in charge, C and D with an empty return.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from directorate.casework.forms import LinesField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Outcome, Procedure
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from police_admin.procedures.taxis import dossier

DECREE = "Décret 2015-1252 du 7 octobre 2015, art. 5"
NATIONAL = "Arrêté ministériel de l'année relatif aux tarifs des courses de taxi"
CENT = Decimal("0.01")
PARAMETERS = (
    Value(
        "taxi_fares.minimum_fare", "Tarifs des taxis : somme minimale d'une course, au plus", "8.00", "euros", NATIONAL,
        LOW, comment="Quelle somme minimale d'une course l'arrêté ministériel de l'année permet-il ?",
    ),
    Value(
        "taxi_fares.night_percent", "Tarifs des taxis : écart maximal entre le tarif de jour et celui de nuit", 50, "%",
        NATIONAL, LOW,
        comment="De combien le kilomètre de nuit (B, D) peut-il dépasser celui de jour (A, C) ?",
    ),
    Value(
        "taxi_fares.empty_return_factor", "Tarifs des taxis : rapport entre le retour à vide et le retour en charge", 2,
        "", NATIONAL, LOW,
        comment="Le kilomètre avec retour à vide (C, D) est-il au plus le double du kilomètre avec retour en charge ?",
    ),
    Value(
        "taxi_fares.variation_percent", "Tarifs des taxis : hausse permise de la course type", "3.0", "%", NATIONAL,
        LOW, comment="De combien la course type peut-elle varier cette année, d'après l'arrêté ministériel ?",
    ),
    Value(
        "taxi_fares.typical_km", "Tarifs des taxis : longueur de la course type", 7, "km", NATIONAL, LOW,
        comment="La course type compte-t-elle sept kilomètres ?",
    ),
    Value(
        "taxi_fares.typical_minutes", "Tarifs des taxis : attente de la course type", 6, "minutes", NATIONAL, LOW,
        comment="La course type compte-t-elle six minutes d'attente ou de marche lente ?",
    ),
)  # fmt: skip


def amount(label: str, **more) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{label} (euros)", min_value=Decimal("0.01"), max_digits=6, decimal_places=2, **more
    )


class FaresForm(forms.Form):
    """The fares of one year, taxes included."""

    year = forms.IntegerField(label="Année", min_value=2016, max_value=2100)
    pickup_eur = amount("Prise en charge")
    km_a_eur = amount("Kilomètre, tarif A")
    km_b_eur = amount("Kilomètre, tarif B")
    km_c_eur = amount("Kilomètre, tarif C")
    km_d_eur = amount("Kilomètre, tarif D")
    waiting_hour_eur = amount("Heure d'attente ou de marche lente")
    minimum_fare_eur = amount("Somme minimale d'une course")
    supplements = LinesField(
        label="Suppléments", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : libellé et montant.",
    )  # fmt: skip
    former_typical_eur = amount(
        "Course type de l'année précédente, tarif A", required=False,
        help_text="Prise en charge, kilomètres et attente, tels que l'arrêté précédent les fixait.",
    )  # fmt: skip
    national_order = forms.CharField(
        label="Arrêté ministériel de l'année (intitulé et date)", max_length=250,
    )  # fmt: skip


# --- rules --------------------------------------------------------------------------------------------------


def euros(answers: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(str(answers[name]))


def typical_fare(answers: Mapping[str, Any], *, km: int, minutes: int) -> Decimal:
    """What the typical ride costs at rate A, to the cent."""
    fare = euros(answers, "pickup_eur") + km * euros(answers, "km_a_eur")
    fare += euros(answers, "waiting_hour_eur") * minutes / 60
    return fare.quantize(CENT, ROUND_HALF_UP)


def in_french(amount: Decimal) -> str:
    return f"{amount}".replace(".", ",")


def rates_keep_their_order(case: Case, at: datetime) -> list[Finding]:
    today, answers = paris_day(at), case.answers
    percent, factor = (int(parameter(f"taxi_fares.{name}", today)) for name in ("night_percent", "empty_return_factor"))
    found = []
    for day, night in (("a", "b"), ("c", "d")):
        by_day, by_night = euros(answers, f"km_{day}_eur"), euros(answers, f"km_{night}_eur")
        if not by_day <= by_night <= by_day * (100 + percent) / 100:
            found.append(
                Finding(
                    f"Le kilomètre du tarif {night.upper()} ({in_french(by_night)} €) est compris entre celui du tarif"
                    f" {day.upper()} ({in_french(by_day)} €) et ce montant augmenté de {percent} %.",
                    NATIONAL,
                )
            )
    for full, empty in (("a", "c"), ("b", "d")):
        charged, returned = euros(answers, f"km_{full}_eur"), euros(answers, f"km_{empty}_eur")
        if not charged <= returned <= charged * factor:
            found.append(
                Finding(
                    f"Le kilomètre du tarif {empty.upper()} ({in_french(returned)} €) est compris entre celui du tarif"
                    f" {full.upper()} ({in_french(charged)} €) et {factor} fois ce montant.",
                    NATIONAL,
                )
            )
    return found


def minimum_is_allowed(case: Case, at: datetime) -> list[Finding]:
    most = Decimal(str(parameter("taxi_fares.minimum_fare", paris_day(at))))
    fare = euros(case.answers, "minimum_fare_eur")
    if fare > most:
        return [Finding(f"La somme minimale d'une course ({in_french(fare)} €) dépasse {in_french(most)} €.", NATIONAL)]
    return []


def typical_ride_rises_little(case: Case, at: datetime) -> list[Finding]:
    """The variation is that of the minister; while its figures are to be confirmed, it is said and does not block."""
    former = case.answers.get("former_typical_eur")
    if not former:
        return []
    today = paris_day(at)
    km, minutes = (int(parameter(f"taxi_fares.typical_{name}", today)) for name in ("km", "minutes"))
    most, before = Decimal(str(parameter("taxi_fares.variation_percent", today))), Decimal(str(former))
    fare = typical_fare(case.answers, km=km, minutes=minutes)
    rise = ((fare - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if rise <= most:
        return []
    return [
        Finding(
            f"La course type ({km} km, {minutes} minutes d'attente) passe de {in_french(before)} € à {in_french(fare)}"
            f" €, soit {in_french(rise)} % pour {in_french(most)} % permis.",
            NATIONAL,
            blocking=False,
        )
    ]


PROCEDURE = Procedure(
    code="taxi_fares_order",
    label="Arrêté annuel des tarifs des courses de taxi",
    short_label="Taxis, tarifs de l'année",
    archetype=Archetype.YEARLY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="TXT",
    legal_basis=(DECREE, "Code des transports, art. R3121-22"),
    help_text="Taxis des communes hors de la zone parisienne. L'arrêté ministériel de l'année fixe la hausse permise ;"
    " l'arrêté préfectoral est publié au recueil et entre en vigueur le lendemain.",
    form=FaresForm,
    title=lambda answers: f"Tarifs des taxis, {answers['year']}",
    letters=(LetterModel("order", "Arrêté des tarifs", "letters/taxis/fares_order.html", "regulatory"),),
    parameters=PARAMETERS,
    visas=(
        "Vu le code des transports, notamment son article R3121-22 ;",
        "Vu le décret n° 2015-1252 du 7 octobre 2015 relatif aux tarifs des courses de taxi, notamment son article 5 ;",
        "Vu le texte ministériel fixant les tarifs de l'année : {{ answers.national_order }} ;",
    ),
    outcomes=(
        Outcome(
            "order",
            "Tarifs de l'année",
            letter="order",
            act_kind="regulatory",
            title="Arrêté relatif aux tarifs des courses de taxi dits communaux pour l'année {{ answers.year }}",
            grounds=(
                "Considérant que le préfet détermine chaque année le prix maximal du kilomètre, de l'heure d'attente et"
                " de la prise en charge, dans la limite fixée par le ministre ;",
            ),
            articles=(
                "Le présent arrêté fixe les tarifs maximaux des courses de taxi dans les communes du département qui"
                " n'appartiennent pas à la zone des taxis parisiens.",
                "Les tarifs, la somme minimale perçue et les conditions d'application des suppléments sont affichés"
                " dans le véhicule de façon visible et lisible pour le client.",
                "Le compteur horokilométrique est mis à jour selon les tarifs du présent arrêté. Jusqu'à cette mise à"
                " jour, une affichette indique au client la hausse applicable.",
                "L'arrêté relatif aux tarifs de l'année précédente est abrogé.",
            ),
            published=True,
            regulatory=True,
            final_stage="in_force",
        ),
    ),
    checks=(rates_keep_their_order, minimum_is_allowed, typical_ride_rises_little),
    legal_check_required=True,
    related=("taxi_driver_card",),
)
