"""Private guards: pat-downs in case of grave threats (CSI, art. L613-2), watch on the public road (art. L613-1).

The firm holds the authorisation of the CNAPS; the agents are named; places and hours bound both.
"""

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.procedure import Archetype, Clock, FilingWindow, Piece, Procedure, Silence, Span
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.events import paris_day
from police_admin.procedures.public_gatherings import dossier

PAT_DOWN, ON_ROAD = "CSI, art. L613-2", "CSI, art. L613-1"

# --- pat-downs ----------------------------------------------------------------------------------------------


class PatDownForm(dossier.CircumstancesForm, dossier.FirmForm):
    """The grave threat, the places or kinds of places, and the agents, men and women."""

    both_sexes = forms.BooleanField(label="Agents des deux sexes présents sur les lieux", required=False)

    def clean(self):
        data = super().clean()
        if not data.get("both_sexes"):
            self.add_error("both_sexes", "La palpation est faite par une personne du même sexe : prévoir les deux.")
        return data


PAT_DOWN_ORDER = dossier.bounded_order(
    code="private_guard_pat_down",
    label="Palpations de sécurité par des agents de sécurité privée",
    short_label="Sécurité privée, palpations",
    reference_code="MVG",
    legal_basis=(PAT_DOWN,),
    help_text="L'arrêté constate des circonstances particulières liées à des menaces graves pour la sécurité publique,"
    " fixe leur durée et les lieux. Il est communiqué au procureur de la République.",
    form=PatDownForm,
    title=lambda answers: f"Palpations par des agents privés, {answers['firm']}",
    opinions=(events.POLICE,),
    visas=("Vu le code de la sécurité intérieure, notamment ses articles L611-1, L612-9 et L613-2 ;",),
    act="constatant les circonstances particulières qui permettent à des agents de sécurité privée de procéder à des"
    " palpations de sécurité, du {{ answers.starts_at }} au {{ answers.ends_at }}",
    grounds=(
        "Considérant que les circonstances suivantes révèlent des menaces graves pour la sécurité publique :"
        " {{ answers.facts }} ;",
        "Considérant que ces menaces justifient, aux lieux et heures fixés ci-après, des palpations de sécurité ;",
    ),
    articles=(
        "Les circonstances particulières mentionnées à l'article L613-2 du code de la sécurité intérieure sont"
        " constatées du {{ answers.starts_at }} au {{ answers.ends_at }}, aux lieux suivants : {{ answers.places }}"
        " (périmètre : {{ answers.perimeter }}).",
        "Les agents de l'entreprise {{ answers.firm }}, autorisation d'exercer n° {{ answers.firm_authorisation }},"
        " spécialement habilités et agréés à cet effet, peuvent y procéder à des palpations de sécurité.",
        "La palpation suppose le consentement exprès de la personne ; elle est faite par une personne du même sexe.",
    ),
    checks=(dossier.firm_is_authorised,),
    related=("guards_on_public_road", "protection_perimeter"),
)

# --- watch on the public road -------------------------------------------------------------------------------

LONGEST = Value(
    "public_road_guards.maximum_months", "Surveillance sur la voie publique : durée maximale d'une autorisation", 12,
    "mois", events.USAGE, LOW,
    comment="Pour quelle durée au plus autorise-t-on une surveillance sur la voie publique par des agents privés ?",
)  # fmt: skip
LEAD = Value(
    "public_road_guards.filing_days", "Surveillance sur la voie publique : demande au plus tard", 30, "jours",
    events.USAGE, LOW,
    comment="Combien de jours avant la mission la demande de surveillance sur la voie publique doit-elle parvenir ?",
)  # fmt: skip
DECISION = Value(
    "public_road_guards.decision_months", "Surveillance sur la voie publique : délai pour statuer", 2, "mois",
    "Code des relations entre le public et l'administration, art. L231-4", MEDIUM,
    comment="Aucun délai propre n'a été lu.",
)  # fmt: skip
WINDOWS = (events.opinions_by(), events.decision_by(), events.known_by())


class RoadForm(dossier.FirmForm):
    """What is guarded, from where on the public road, against what."""

    guarded = PlainCharField(label="Biens dont l'entreprise a la garde", max_length=300)
    client = PlainCharField(label="Donneur d'ordre", max_length=160)
    reasons = text_area("Vols, dégradations ou effractions redoutés : faits et circonstances exceptionnelles")
    armed = forms.BooleanField(label="Agents armés", required=False)

    def clean_armed(self):
        if self.cleaned_data["armed"]:
            raise forms.ValidationError(
                "Des agents armés relèvent d'une autre autorisation : cette procédure ne les permet pas."
            )
        return False

    def clean(self):
        data = super().clean()
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at:
            start_on = paris_day(starts_at)
            months = int(parameter(LONGEST.code, start_on))
            if paris_day(ends_at) > add_months(start_on, months):
                self.add_error("ends_at", f"L'autorisation ne peut être demandée pour plus de {months} mois.")
        return data


WATCH = (
    "la surveillance des biens suivants : {{ answers.guarded }}, par l'entreprise {{ answers.firm }} (autorisation"
    " d'exercer n° {{ answers.firm_authorisation }}), sur la voie publique, aux lieux suivants : {{ answers.places }}"
)
ON_ROAD_AUTHORISATION = Procedure(
    code="guards_on_public_road",
    label="Surveillance sur la voie publique par des agents de sécurité privée",
    short_label="Sécurité privée, voie publique",
    archetype=Archetype.AUTHORISATION,
    unit=events.UNIT,
    family=dossier.FAMILY,
    reference_code="MVS",
    legal_basis=(ON_ROAD, "CRPA, art. L231-4"),
    help_text="À titre exceptionnel, contre les vols, dégradations et effractions visant les biens dont l'entreprise a"
    " la garde. Lieux, heures et agents nommés.",
    form=RoadForm,
    title=lambda answers: f"Surveillance sur la voie publique, {answers['guarded']}",
    event_field="starts_at",
    filing=FilingWindow(LEAD.code, "", events.USAGE, span=Span.DAYS),
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("firm", "Autorisation d'exercer de l'entreprise"),
        Piece("cards", "Cartes professionnelles des agents"),
        Piece("contract", "Contrat ou ordre de mission du donneur d'ordre"),
        Piece("plan", "Plan des voies surveillées"),
        Piece("insurance", "Attestation d'assurance de responsabilité civile", blocking=False),
    ),
    opinions=(events.POLICE, events.TOWN_HALL),
    clock=Clock(DECISION.code, Silence.REFUSAL, "CRPA, art. L231-4"),
    legal_check_required=True,
    letters=letters_of_request("Arrêté d'autorisation", events.ORDER),
    parameters=(LONGEST, LEAD, DECISION, *events.WINDOW_VALUES),
    rules=events.rules_of(*WINDOWS),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L611-1, L612-9 et L613-1 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=granted_or_refused(
        label="Autorisation",
        title="autorisation de surveillance sur la voie publique, {{ answers.guarded }}",
        refusal="d'autorisation de surveillance sur la voie publique, {{ answers.guarded }}",
        grounds=(
            "Considérant que les circonstances suivantes justifient, à titre exceptionnel, une surveillance sur la voie"
            " publique : {{ answers.reasons }} ;",
            "Considérant que l'entreprise et ses agents sont titulaires des autorisations exigées ;",
        ),
        articles=(
            f"Est autorisée, du {{{{ answers.starts_at }}}} au {{{{ answers.ends_at }}}}, {WATCH}.",
            "La mission est assurée, sans arme, par les agents suivants : {{ answers.agents }}. Elle ne comporte aucun"
            " pouvoir de contrôle d'identité ni de police de la circulation.",
            "L'autorisation est précaire. Tout changement d'agent est porté sans délai à la connaissance du préfet.",
        ),
        law="qu'aux termes de l'article L613-1 du code de la sécurité intérieure, une surveillance sur la voie publique"
        " ne peut être autorisée qu'à titre exceptionnel",
        rejected=f"La demande de {{{{ applicant.name }}}}, qui porte sur {WATCH}, est rejetée.",
        issues_permit=False,
        final_stage="in_execution",
    ),
    checks=(*events.CHECKS, events.when_granted(dossier.firm_is_authorised)),
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    related=("private_guard_pat_down",),
)

PROCEDURES = (PAT_DOWN_ORDER, ON_ROAD_AUTHORISATION)
