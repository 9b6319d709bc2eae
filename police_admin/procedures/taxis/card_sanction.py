"""Warning, temporary or final withdrawal of the card of a driver (code des transports, art. L3124-11).

The driver is heard by the local commission, sitting as a disciplinary body: he receives the reports, comes in person
and may be assisted. That hearing takes the place of the common one.
"""

from datetime import datetime

from django import forms

from directorate.casework import title_measures as measures
from directorate.casework.forms import LegalDateTimeField
from directorate.casework.models import Case, Consultation
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    PermitConcerned,
    Procedure,
)
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from police_admin.procedures.taxis import cards, dossier

STRIKES = "Code des transports, art. L3124-11"
COMMISSION = "Décret 2017-236 du 24 février 2017"
BREACHES = [
    ("soliciting", "Prise en charge sans réservation ou maraude interdite"),
    ("refusal", "Refus de prise en charge"),
    ("fares", "Tarif ou taximètre non conforme"),
    ("conduct", "Comportement envers un client, un agent ou un autre conducteur"),
    ("vehicle", "Véhicule ou équipement non conforme"),
    ("no_card", "Carte non apposée ou prêtée"),
    ("other", "Autre violation de la réglementation"),
]
PARAMETERS = (
    Value(
        "driver_card.suspension_months", "Carte de conducteur : durée maximale d'un retrait temporaire", 12, "mois",
        f"{STRIKES} ; valeur d'attente", LOW,
        comment="Quelle est la durée maximale du retrait temporaire de la carte d'un conducteur de taxi ou de VTC ?",
    ),
    Value(
        "driver_card.notice_days", "Carte de conducteur : convocation devant la formation disciplinaire, au moins", 15,
        "jours", f"{COMMISSION}, usage", LOW,
        comment="Combien de jours avant la séance le conducteur est-il convoqué devant la formation disciplinaire ?",
    ),
)  # fmt: skip


class CardSanctionForm(measures.MeasureForm):
    breaches = forms.MultipleChoiceField(
        label="Manquements", choices=BREACHES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un manquement."},
    )  # fmt: skip
    session_at = LegalDateTimeField(
        label="Séance de la formation disciplinaire", required=False,
        help_text="Celle à laquelle le conducteur est convoqué ; le dossier est inscrit à son ordre du jour.",
    )  # fmt: skip
    duration_months = measures.duration_field(
        "Durée du retrait temporaire (mois)", required=False, help_text="Pour un retrait temporaire."
    )


# --- checks before signature --------------------------------------------------------------------------------


def heard_where_he_was_summoned(case: Case, at: datetime) -> list[Finding]:
    """The session that gave the opinion is the one at which the driver was told to come."""
    told = case.answers.get("session_at")
    if not told or case.pk is None:
        return []
    heard = case.consultations.filter(code="disciplinary", answered_on__isnull=False, agenda_item__isnull=False)
    row = (
        heard.exclude(opinion=Consultation.Opinion.ADJOURNED)
        .select_related("agenda_item__session")
        .order_by("-pk")
        .first()
    )
    told_on = paris_day(datetime.fromisoformat(told))
    sat_on = paris_day(row.agenda_item.session.starts_at) if row else told_on
    if sat_on == told_on:
        return []
    return [
        Finding(
            f"Le conducteur est convoqué le {told_on:%d/%m/%Y}, mais la formation disciplinaire a siégé le"
            f" {sat_on:%d/%m/%Y} : le convoquer de nouveau, ou corriger la date de la séance.",
            COMMISSION,
        )
    ]


def summoned_in_time(case: Case, at: datetime) -> list[Finding]:
    """Between the letter that convenes him and the session, the driver has the time to prepare."""
    session, hearing = case.answers.get("session_at"), getattr(case, "hearing", None)
    if not session:
        return [Finding("La date de la séance de la formation disciplinaire n'est pas indiquée.", COMMISSION)]
    session_on = paris_day(datetime.fromisoformat(session))
    if session_on > paris_day(at):
        return [Finding("La formation disciplinaire ne s'est pas encore réunie.", COMMISSION)]
    if hearing is None or hearing.sent_on is None:
        return []
    days = int(parameter("driver_card.notice_days", hearing.sent_on))
    if (session_on - hearing.sent_on).days < days:
        return [
            Finding(
                f"Le conducteur a été convoqué le {hearing.sent_on:%d/%m/%Y} pour le {session_on:%d/%m/%Y} : vérifier"
                f" qu'il a disposé d'un délai suffisant ({days} jours d'usage).",
                COMMISSION,
                blocking=False,
            )
        ]
    return []


HOLDER = "{{ applicant.name }}, titulaire de la carte professionnelle n° {{ renews.number }}"
CARD = "La carte professionnelle n° {{ renews.number }}, délivrée le {{ renews.issued_on }} à {{ applicant.name }},"
NOT_DRIVING = "La carte est restituée au préfet. Son titulaire cesse d'exercer l'activité de conducteur."
PROCEDURE = Procedure(
    code="driver_card_sanction",
    label="Sanction d'un conducteur de taxi, de VTC ou de deux ou trois-roues",
    short_label="Conducteur de taxi ou de VTC, sanction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="TXD",
    kept_out_of_register="Une sanction prise contre une personne se notifie et ne se publie pas.",
    legal_basis=(STRIKES, COMMISSION, measures.HEARD),
    help_text="Avertissement, retrait temporaire ou définitif, après avis de la formation disciplinaire de la"
    " commission locale des transports publics particuliers de personnes, devant laquelle le conducteur est convoqué.",
    form=CardSanctionForm,
    title=lambda answers: f"Conducteur, sanction, {answers['party']}",
    hearing_required=True,
    sensitivity="restricted",
    concerns=PermitConcerned(tuple(item.code for item in cards.PROCEDURES), "Numéro de la carte professionnelle"),
    opinions=(
        Opinion("disciplinary", "Commission locale T3P, formation disciplinaire", COMMISSION, commission="clt3p",
                mandatory=True),
    ),
    letters=(
        LetterModel("hearing_invitation", "Convocation devant la formation disciplinaire",
                    "letters/taxis/summons.html", "hearing_invitation"),
        *measures.LETTERS[1:],
    ),
    parameters=PARAMETERS,
    visas=(
        "Vu le code des transports, notamment ses articles L3120-2-2 et L3124-11 ;",
        "Vu le décret n° 2017-236 du 24 février 2017 ;",
        *measures.VISAS,
        "{% if answers.session_at %}Vu l'avis de la formation disciplinaire de la commission locale, réunie le"
        " {{ answers.session_at }} ;{% endif %}",
    ),
    outcomes=(
        measures.measure(
            "warning", "avertissement à un conducteur",
            f"Un avertissement est adressé à {HOLDER}.",
            "Une nouvelle violation de la réglementation pourra entraîner le retrait de la carte.",
            grounds=(measures.BREACHED,), label="Avertissement",
        ),
        measures.measure(
            "suspension", "retrait temporaire d'une carte professionnelle de conducteur",
            f"{CARD} est retirée {measures.FOR_MONTHS}", NOT_DRIVING,
            grounds=(measures.BREACHED,), label="Retrait temporaire",
        ),
        measures.measure(
            "withdrawal", "retrait définitif d'une carte professionnelle de conducteur",
            f"{CARD} est retirée à titre définitif {measures.AT_ONCE}", NOT_DRIVING,
            grounds=(measures.BREACHED,), label="Retrait définitif",
        ),
    ),
    checks=(
        measures.title_is_in_force(STRIKES),
        measures.suspension_is_short_enough("driver_card.suspension_months", STRIKES),
        summoned_in_time,
        heard_where_he_was_summoned,
        measures.facts_came_before,
    ),
    effects=measures.EFFECTS,
    legal_check_required=True,
    related=tuple(item.code for item in cards.PROCEDURES),
)  # fmt: skip
