"""After a control: formal notice, suspension, withdrawal of the authorisation, closure of the premises (CSI, L253-4).

The holder, or whoever films without a title, is heard before each of them.
"""

from datetime import date, datetime, timedelta

from django import forms

from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    PermitConcerned,
    Procedure,
)
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.procedures.video_protection import dossier

ORIGINS = [
    ("commission", "Contrôle de la commission départementale"),
    ("police", "Rapport de police"),
    ("complaint", "Plainte ou réclamation"),
    ("service", "Constat du service"),
]
BREACHES = [
    ("no_authorisation", "Système mis en œuvre sans autorisation ou après son échéance"),
    ("beyond_authorisation", "Caméras ou zones filmées au-delà de l'autorisation"),
    ("purpose", "Images utilisées à d'autres fins"),
    ("retention", "Conservation des images au-delà du délai autorisé"),
    ("no_register", "Registre des enregistrements absent ou incomplet"),
    ("unnamed_viewers", "Images vues par des personnes non désignées"),
    ("no_information", "Public non informé"),
    ("access_refused", "Droit d'accès refusé"),
    ("other", "Autre manquement"),
]
STATE_OF_PERMIT = {"suspension": Permit.State.SUSPENDED, "withdrawal": Permit.State.WITHDRAWN}
# How many days each measure lasts, by the answer that says so.
DAYS_OF_MEASURE = {"formal_notice": "compliance_days", "suspension": "duration_days", "closure": "duration_days"}


class ControlForm(forms.Form):
    """What the control found, and what is contemplated."""

    origin = forms.ChoiceField(label="Origine", choices=ORIGINS)
    controlled_on = LegalDateField(label="Date du contrôle ou du constat")
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    breaches = forms.MultipleChoiceField(
        label="Manquements", choices=BREACHES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un manquement."},
    )  # fmt: skip
    facts = LinesField(
        label="Faits constatés", max_length=8000, help_text="Un fait par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    compliance_days = forms.IntegerField(
        label="Délai de mise en conformité (jours)", min_value=1, max_value=365, required=False,
        help_text="Pour une mise en demeure.",
    )  # fmt: skip
    duration_days = forms.IntegerField(
        label="Durée envisagée (jours)", min_value=1, max_value=1830, required=False,
        help_text="Pour une suspension ou une fermeture.",
    )  # fmt: skip
    notice_notified_on = LegalDateField(label="Mise en demeure précédente notifiée le", required=False)
    notice_ended_on = LegalDateField(label="Dernier jour pour y déférer", required=False)

    def clean(self):
        data = super().clean()
        notified_on, ended_on = data.get("notice_notified_on"), data.get("notice_ended_on")
        if bool(notified_on) != bool(ended_on) and not {"notice_notified_on", "notice_ended_on"} & set(self.errors):
            missing = "notice_ended_on" if notified_on else "notice_notified_on"
            self.add_error(missing, "Une mise en demeure se prouve par sa notification et par le délai qu'elle fixe.")
        if notified_on and ended_on and ended_on <= notified_on:
            self.add_error("notice_ended_on", "Le délai de la mise en demeure suit sa notification.")
        return data


# --- rules --------------------------------------------------------------------------------------------------


def longest_closure(start_on: date) -> date:
    return add_months(start_on, int(parameter("video_protection.closure_maximum_months", start_on)))


def carry_out(move: Move) -> None:
    """From the notification: the title is suspended or withdrawn, the measure runs to its last day."""
    case = move.case
    outcome, started_on = case.decision.outcome, paris_day(case.notified_at)
    if days := case.answers.get(DAYS_OF_MEASURE.get(outcome, "")):
        ends_on = started_on + timedelta(days=days)
        if outcome == "closure":
            ends_on = min(ends_on, longest_closure(started_on))
        dates = {"starts_on": started_on.isoformat(), "ends_on": ends_on.isoformat()}
        case.decision.details = {**case.decision.details, **dates}
        case.decision.save(update_fields=["details"])
        move.recorded["ends_on"] = ends_on.isoformat()
    if outcome in STATE_OF_PERMIT:
        change_permit(move, STATE_OF_PERMIT[outcome], started_on, f"Arrêté n° {case.decision.number}")


def restore_permit(move: Move) -> None:
    """The suspension is over, at its term or because it is lifted: the title gives rights again until its end."""
    decision = move.case.decision
    if decision.outcome != "suspension":
        return
    term = date.fromisoformat(decision.details["ends_on"]) + timedelta(days=1)
    change_permit(move, Permit.State.IN_FORCE, min(term, move.today), f"Fin de la suspension ({decision.number})")


def change_permit(move: Move, state: str, on: date, reason: str) -> None:
    permit = permits.current(move.case.renews)
    changed = permits.carry_out(permit=permit, state=state, effective_on=on, reason=reason, by=move.by, at=move.at)
    # An authorisation that has expired meanwhile, or that somebody had already suspended, stays as it is.
    move.recorded["permit"] = f"{permit.number} : {(changed or permit).get_state_display().lower()}"


# --- checks before signature --------------------------------------------------------------------------------


def permit_is_known(case: Case, at: datetime) -> list[Finding]:
    """One suspends or withdraws an authorisation that exists."""
    if case.decision.outcome not in STATE_OF_PERMIT:
        return []
    if case.renews is None:
        return [Finding("Le dossier ne désigne pas l'autorisation à suspendre ou à retirer.", "CSI, art. L252-4")]
    permit, today = permits.current(case.renews), paris_day(at)
    if permit.state == Permit.State.WITHDRAWN:
        return [Finding(f"L'autorisation {permit.number} est déjà retirée.", "CSI, art. L252-4")]
    if permit.expires_on is not None and permit.expires_on < today:
        return [
            Finding(
                f"L'autorisation {permit.number} a expiré le {french_long(permit.expires_on)} : il n'y a plus rien à"
                " suspendre ni à retirer. Un système maintenu sans titre relève de la mise en demeure.",
                "CSI, art. L253-4",
            )
        ]
    return []


def days_are_fixed(case: Case, at: datetime) -> list[Finding]:
    field = DAYS_OF_MEASURE.get(case.decision.outcome)
    if field is None or case.answers.get(field):
        return []
    what = "Le délai de mise en conformité" if field == "compliance_days" else "La durée de la mesure"
    return [Finding(f"{what} n'est pas indiqué{'' if field == 'compliance_days' else 'e'}.", "CSI, art. L253-4")]


def closure_is_lawful(case: Case, at: datetime) -> list[Finding]:
    """After a formal notice left without effect, and for three months at most."""
    if case.decision.outcome != "closure":
        return []
    found, today = [], paris_day(at)
    ended_on = case.answers.get("notice_ended_on")
    if not ended_on:
        found.append(
            Finding("Aucune mise en demeure n'a précédé : elle est obligatoire avant une fermeture.",
                    "CSI, art. L253-4")
        )  # fmt: skip
    elif date.fromisoformat(ended_on) >= today:
        found.append(
            Finding(
                f"Le délai de la mise en demeure court jusqu'au {french_long(date.fromisoformat(ended_on))}.",
                "CSI, art. L253-4",
            )
        )
    days = case.answers.get("duration_days") or 0
    if today + timedelta(days=days) > longest_closure(today):
        months = parameter("video_protection.closure_maximum_months", today)
        found.append(Finding(f"La fermeture ne peut dépasser {months} mois.", "CSI, art. L253-4"))
    return found


def facts_came_before(case: Case, at: datetime) -> list[Finding]:
    controlled_on = date.fromisoformat(case.answers["controlled_on"])
    if controlled_on > case.received_on:
        return [Finding("Le contrôle est daté d'après l'enregistrement du rapport : vérifier les dates.")]
    return []


SITE = "le site « {{ place.name }} », {{ place.address }}, {{ place.commune }}"
TITLE = "{{ place.name }}, {{ place.commune }}"
FACTS = (
    "Considérant que le contrôle effectué le {{ answers.controlled_on }} a permis de constater, sur"
    f" {SITE}, les manquements suivants : {{{{ answers.breaches|lower }}}} ;",
    "Considérant que les faits relevés sont les suivants : {{ answers.facts }} ;",
    "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
    " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}",
)
# What [à compléter] asks of the writer: the law of the measure, case by case.
PROPORTION = "Considérant que [à compléter : gravité des manquements et proportion de la mesure] ;"
ENDS_ALL = (
    "Le fait d'enregistrer des images de vidéoprotection sans autorisation ou de les conserver au-delà du délai"
    " autorisé est puni de trois ans d'emprisonnement et de 45 000 euros d'amende (article L254-1 du code de la"
    " sécurité intérieure)."
)


def measure(code: str, label: str, title: str, articles: tuple[str, ...], grounds: tuple[str, ...], **more) -> Outcome:
    return Outcome(
        code, label, letter="measure", title=f"Arrêté portant {title}, {TITLE}", favourable=False,
        grounds=(*FACTS, *grounds), articles=(*articles, ENDS_ALL),
        **{"act_kind": "withdrawal", "final_stage": "in_execution", **more},
    )  # fmt: skip


PERMIT = "L'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} à {{ applicant.name }} pour " + SITE

PROCEDURE = Procedure(
    code="video_protection_control_and_sanction",
    label="Contrôle d'un système de vidéoprotection, mise en demeure et sanction",
    short_label="Vidéoprotection, contrôle et sanction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="VPC",
    legal_basis=("CSI, art. L253-4", *dossier.LEGAL_BASIS, "CRPA, art. L121-1 à L122-2 et L211-2"),
    help_text="Après un contrôle : mise en demeure, suspension ou retrait de l'autorisation, fermeture de"
    " l'établissement. La personne est toujours mise à même de présenter ses observations.",
    form=ControlForm,
    title=lambda answers: f"Vidéoprotection, contrôle, {answers['place']}",
    requires_place=True,
    hearing_required=True,
    sensitivity="restricted",
    concerns=PermitConcerned(
        (*dossier.AUTHORISATIONS, "video_protection_emergency"),
        "Numéro de l'autorisation contrôlée, s'il en existe une",
        required=False,
    ),
    opinions=(
        Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police"),
        Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall"),
    ),
    letters=(
        LetterModel("hearing_invitation", "Lettre de procédure contradictoire",
                    "letters/video_protection/hearing_invitation.html", "hearing_invitation"),
        LetterModel("measure", "Arrêté", "letters/video_protection/measure.html", "withdrawal"),
        LetterModel("notification", "Lettre de notification", "letters/video_protection/measure_notification.html"),
    ),
    visas=(
        dossier.VISAS[0],
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        "{% if renews.number %}Vu l'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} ;"
        "{% endif %}",
        "Vu {% if answers.report_references %}les rapports suivants : {{ answers.report_references }}"
        "{% else %}le rapport reçu le {{ case.received_on }}{% endif %} ;",
        "{% if answers.notice_notified_on %}Vu la mise en demeure notifiée le {{ answers.notice_notified_on }} ;"
        "{% endif %}",
        "{% if hearing.sent_on %}Vu la lettre du {{ hearing.sent_on }} invitant {{ applicant.name }} à présenter ses"
        " observations jusqu'au {{ hearing.deadline_on }} ;{% endif %}",
        "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
    ),
    # Names of persons and of their business: a sanction is not published in the register.
    outcomes=(
        measure(
            "formal_notice",
            "Mise en demeure",
            "mise en demeure relative à un système de vidéoprotection",
            (
                "{{ applicant.name }} est mis en demeure de mettre en conformité le système de vidéoprotection installé"
                f" sur {SITE}, dans un délai de {{{{ answers.compliance_days|counted:'jours' }}}} à compter de la"
                f" notification du"
                " présent arrêté.",
                "À défaut, les mesures prévues par le code de la sécurité intérieure pourront être prononcées, dont la"
                " fermeture de l'établissement (article L253-4).",
            ),
            (),
            act_kind="formal_notice",
        ),
        measure(
            "suspension",
            "Suspension de l'autorisation",
            "suspension d'une autorisation de vidéoprotection",
            (
                f"{PERMIT}, est suspendue pour une durée de {{{{ answers.duration_days|counted:'jours' }}}} à compter"
                f" de la"
                " notification du présent arrêté.",
                "Le système cesse de fonctionner pendant toute la durée de la suspension.",
            ),
            (PROPORTION,),
        ),
        measure(
            "withdrawal",
            "Retrait de l'autorisation",
            "retrait d'une autorisation de vidéoprotection",
            (
                f"{PERMIT}, est retirée à compter de la notification du présent arrêté.",
                "Le système cesse de fonctionner à cette date.",
            ),
            (PROPORTION,),
            final_stage="closed",
        ),
        measure(
            "closure",
            "Fermeture de l'établissement",
            "fermeture d'un établissement pour un système de vidéoprotection non conforme",
            (
                f"L'établissement situé sur {SITE}, exploité par {{{{ applicant.name }}}}, est fermé pour une durée de"
                " {{ answers.duration_days|counted:'jours' }} à compter de la notification du présent arrêté (article"
                " L253-4 du"
                " code de la sécurité intérieure).",
            ),
            (
                "Considérant que la mise en demeure notifiée le {{ answers.notice_notified_on }} et le délai qu'elle"
                " fixait jusqu'au {{ answers.notice_ended_on }} sont restés sans effet ;",
                PROPORTION,
            ),
            act_kind="police_measure",
        ),
    ),
    checks=(permit_is_known, days_are_fixed, closure_is_lawful, facts_came_before),
    effects={"notify": carry_out, "lift": restore_permit, "end_measure": restore_permit},
    related=("video_protection_authorisation", "video_protection_modification"),
    legal_check_required=True,
)  # fmt: skip
