"""Order to part with one's weapons, for reasons of public order or safety (CSI, art. L312-11 to L312-13).

After a hearing, save in an emergency. The holder then has three months, less when there is a risk, to sell, destroy,
hand over or deposit the weapons and to prove it; otherwise the prosecutor is told, and they may be seized.
"""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts
from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move
from directorate.casework.procedure import Archetype, Finding, Opinion, Outcome, Procedure
from directorate.parameters.queries import value as parameter
from directorate.web.errors import DomainError
from police_admin.procedures.terms import after_notification
from police_admin.procedures.weapons import dossier

ARTICLES = "CSI, art. L312-11, R312-74 et R312-75"
GROUNDS = [("public_order", "Ordre public"), ("safety", "Sécurité des personnes")]
# A month as short as months are: a time given in days is shorter than the months of the law, whatever the day.
SHORTEST_MONTH = 29


class DivestmentForm(dossier.ForbiddingForm):
    """The facts, the weapons, and the time left when there is a risk."""

    ground = forms.ChoiceField(label="Motif (CSI, art. L312-11)", choices=GROUNDS)
    facts = dossier.facts_field()
    weapons = dossier.weapons_field("Armes et munitions détenues")
    report_references = dossier.reports_field()
    shorter_days = forms.IntegerField(
        label="Délai abrégé (jours)", min_value=1, required=False,
        help_text="S'il y a un risque ; sinon, laisser vide.",
    )  # fmt: skip
    risk = PlainCharField(label="Risque qui justifie le délai abrégé", max_length=1000, required=False)

    def clean(self):
        data = super().clean()
        days = data.get("shorter_days")
        months = int(parameter("weapons.divestment_months", localdate()))
        if days and days >= months * SHORTEST_MONTH:
            self.add_error("shorter_days", f"Un délai abrégé est plus court que les {months} mois de la loi"
                                           " (CSI, art. L312-11).")  # fmt: skip
        if days and not data.get("risk") and "risk" not in self.errors:
            self.add_error("risk", "Indiquer le risque qui justifie d'abréger le délai.")
        if data.get("risk") and not days and "shorter_days" not in self.errors:
            self.add_error("shorter_days", "Indiquer le délai abrégé que ce risque justifie.")
        return data


def proof(facts: Facts) -> Iterable[Expected]:
    return after_notification(
        facts, code="divestment", label="Preuve du dessaisissement attendue", parameter="weapons.divestment_months",
        article=ARTICLES, outcome="divestment", days=facts.case.answers.get("shorter_days"),
    )  # fmt: skip


def prosecutor_will_be_told(case: Case, at: datetime) -> list[Finding]:
    return [
        Finding(
            "À défaut de preuve du dessaisissement dans le délai, le procureur de la République est à informer.",
            "CSI, art. L312-12 et R312-75",
            blocking=False,
        )
    ]


def say_how_it_ended(move: Move) -> None:
    """The way chosen and its proof, or the day when the prosecutor was told: the end of the file states it."""
    if not move.details.get("text", "").strip():
        raise DomainError(
            "Indiquer le mode de dessaisissement choisi et la preuve reçue, ou la date à laquelle le procureur de la"
            " République a été informé.",
            field="text",
        )


PROCEDURE = Procedure(
    code="weapon_divestment_order",
    label="Dessaisissement d'armes",
    short_label="Armes, dessaisissement",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARD",
    legal_basis=(
        "CSI, art. L312-11 à L312-13, R312-74 et R312-75",
        dossier.HEARING_BASIS,
    ),
    help_text="Pour raison d'ordre public ou de sécurité des personnes, après procédure contradictoire sauf urgence. Le"
    " détenteur doit la preuve du dessaisissement dans le délai fixé.",
    form=DivestmentForm,
    title=lambda answers: f"Dessaisissement d'armes, {answers['party']}",
    hearing_required=True,
    sensitivity=dossier.SENSITIVITY,
    concerns=dossier.TITLE_CONCERNED,
    opinions=(
        Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police"),
    ),
    letters=dossier.measure_letters(
        "order_divestment", "Arrêté de dessaisissement", invitation="letters/weapons/hearing_invitation.html",
        report="notification_report.html",
    ),
    # No notice of redirection: the holder has asked for nothing.
    rules={"months": "weapons.divestment_months"},
    visas=(
        dossier.visa_of_code("ses articles L312-11 à L312-13, R312-74 et R312-75"),
        dossier.CRPA_VISA,
        dossier.REPORTS_VISA,
        *dossier.HEARING_VISAS,
    ),
    # A measure taken against a person, and of weapons: it stays out of the official register.
    outcomes=(
        Outcome(
            "divestment",
            "Dessaisissement",
            letter="order_divestment",
            act_kind="police_measure",
            title="Arrêté portant obligation de dessaisissement d'armes, {{ applicant.name }}",
            grounds=(
                "Considérant que le préfet peut, pour des raisons d'ordre public ou de sécurité des personnes, ordonner"
                " à tout détenteur d'armes de s'en dessaisir ;",
                "Considérant qu'il ressort des éléments transmis au préfet que les faits suivants ont été constatés :"
                " {{ answers.facts }} ;",
                "Considérant que ces faits font craindre une atteinte à {% if answer_codes.ground == 'safety' %}la"
                " sécurité des personnes{% else %}l'ordre public{% endif %} si le détenteur conserve ses armes ;",
                dossier.NOT_HEARD,
                "{% if answer_codes.shorter_days %}Considérant que le risque suivant justifie d'abréger le délai :"
                " {{ answers.risk }} ;{% endif %}",
            ),
            articles=(
                "{{ applicant.name }} se dessaisit, dans un délai de {% if answer_codes.shorter_days %}"
                "{{ answer_codes.shorter_days }} jour{% if answer_codes.shorter_days > 1 %}s{% endif %}{% else %}"
                "{{ rules.months }} mois{% endif %} à compter de la notification du présent arrêté, des armes,"
                " munitions et éléments suivants : {{ answers.weapons }}.",
                "Le dessaisissement se fait, au choix du détenteur : par la vente à un armurier ou à un particulier"
                " qui peut les détenir ; par la destruction par l'intermédiaire d'un armurier ; par la remise à"
                " l'État ; ou par le dépôt.",
                "La preuve du dessaisissement parvient à la préfecture dans le même délai. À défaut, le procureur de la"
                " République est informé, et les armes peuvent être remises et saisies sur autorisation du juge des"
                " libertés et de la détention.",
                "En application de l'article L312-13 du code de la sécurité intérieure, il est interdit au détenteur"
                " d'acquérir et de détenir des armes. Cette interdiction est inscrite au fichier national des interdits"
                " d'acquisition et de détention d'armes (FINIADA).",
                dossier.TITLE_ENDS,
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(dossier.domicile_is_here, prosecutor_will_be_told, dossier.finiada_is_to_be_filled),
    # The weapons are parted with later; the right to hold them ends with the order, which forbids it (art. L312-13).
    effects={"notify": dossier.withdraw_the_title, "end_measure": say_how_it_ended},
    dates=(proof, dossier.finiada_entry),
    known_afterwards=("finiada_entered_on",),
    panels=(dossier.LINKED,),
    related=("weapon_authorisation_b", "weapon_immediate_surrender", "weapon_ban_and_finiada"),
)  # fmt: skip
