"""Notice to leave a squatted home (loi 2007-290, art. 38): decided within 48 hours, counted from hour to hour (E13).

Refused on two grounds only. The time left is 24 hours at least, or seven days when the premises are not the home of who
asks: an interim application then stays the evacuation. The winter truce does not apply.
"""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.hours import HOURS, by_the_hour
from directorate.casework.instants import PastInstantField, instant_of, instant_words
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Piece, Procedure
from directorate.legal_calendar.arithmetic import add_hours
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import HIGH, VERIFIED, Value
from police_admin.procedures.evictions import dossier
from police_admin.procedures.evictions.urgent import notice_letters

ARTICLE = "Loi 2007-290 du 5 mars 2007, art. 38"
DECISION_HOURS, TAX_HOURS = "squat_notice.decision_hours", "squat_notice.tax_query_hours"
HOME_HOURS, OTHER_HOURS = "squat_notice.home_hours", "squat_notice.other_hours"
ASKED_BY = [
    ("occupied", "Personne dont le domicile est occupé"),
    ("agent", "Personne agissant pour son compte"),
    ("owner", "Propriétaire du local"),
]
RECORDED_BY = [
    ("opj", "Officier de police judiciaire"),
    ("maire", "Maire"),
    ("cj", "Commissaire de justice"),
]
ENTRIES = [
    ("manoeuvres", "Manœuvres"),
    ("threats", "Menaces"),
    ("assault", "Voies de fait"),
    ("constraint", "Contrainte"),
]
REFUSALS = [
    ("", "Sans objet"),
    ("conditions", "Les conditions de la loi ne sont pas remplies"),
    ("general_interest", "Motif impérieux d'intérêt général"),
]


class SquatForm(forms.Form):
    """The request, what the law asks of it, who lives there, then what followed the notice."""

    received_at = PastInstantField(
        label="Demande reçue le", help_text="Le jour et l'heure : les quarante-huit heures courent d'ici."
    )
    asked_by = forms.ChoiceField(label="Qualité du demandeur", choices=ASKED_BY)
    is_home = forms.BooleanField(
        label="Les lieux sont le domicile du demandeur, principal ou non", required=False,
        help_text="Sinon, un local à usage d'habitation : les occupants ont sept jours.",
    )  # fmt: skip
    complaint_ref = PlainCharField(label="Référence de la plainte", max_length=120, required=False)
    entry = forms.MultipleChoiceField(
        label="Entrée et maintien dans les lieux à l'aide de", choices=ENTRIES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    record_author = forms.ChoiceField(
        label="Occupation illicite constatée par", choices=[("", "Pas encore constatée"), *RECORDED_BY], required=False
    )
    recorded_at = PastInstantField(label="Occupation constatée le", required=False)
    title_unprovable = forms.BooleanField(
        label="Le propriétaire ne peut prouver son droit, du fait de l'occupation", required=False,
        help_text="L'administration fiscale est alors interrogée dans les soixante-douze heures.",
    )  # fmt: skip
    tax_query_at = PastInstantField(label="Administration fiscale interrogée le", required=False)
    occupants = LinesField(
        label="Occupants connus", max_length=1000, required=False, help_text="Un par ligne.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    situation = PlainCharField(
        label="Situation personnelle et familiale des occupants", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Examinée avant toute décision : enfants, santé, hébergement proposé. Sans donnée médicale.",
    )  # fmt: skip
    notice_hours = forms.IntegerField(label="Délai laissé aux occupants (heures)", min_value=1, max_value=720)
    refusal_ground = forms.ChoiceField(label="Motif d'un refus", choices=REFUSALS, required=False)
    posted_at = PastInstantField(label="Affichée à la mairie et sur les lieux le", required=False)
    interim_at = PastInstantField(label="Référé formé contre la mise en demeure le", required=False)
    interim_ruled_at = PastInstantField(label="Ordonnance de référé rejetant la demande le", required=False)
    opposed_at = PastInstantField(label="Le demandeur s'oppose à l'évacuation depuis le", required=False)
    evacuated_at = PastInstantField(label="Lieux évacués le", required=False)

    def clean(self):
        data = super().clean()
        hours, is_home = data.get("notice_hours"), data.get("is_home")
        if hours and hours < (least := least_hours(is_home, localdate())):
            self.add_error(
                "notice_hours",
                f"Le délai est d'au moins {least} heures"
                f" {'pour un domicile' if is_home else 'quand les lieux ne sont pas le domicile du demandeur'}"
                f" ({ARTICLE}).",
            )
        if data.get("record_author") and not data.get("recorded_at") and "recorded_at" not in self.errors:
            self.add_error("recorded_at", "Indiquer quand l'occupation a été constatée.")
        if data.get("tax_query_at") and not data.get("title_unprovable"):
            self.add_error("title_unprovable", "Cette question n'est posée que si le droit ne peut être prouvé.")
        for name, former, words in (
            ("tax_query_at", "received_at", "L'administration fiscale ne peut être interrogée avant la demande."),
            ("interim_ruled_at", "interim_at", "L'ordonnance ne peut précéder le référé."),
        ):
            if data.get(name) and data.get(former) and data[name] < data[former]:
                self.add_error(name, words)
        if data.get("interim_ruled_at") and not data.get("interim_at") and "interim_at" not in self.errors:
            self.add_error("interim_at", "Indiquer quand le juge des référés a été saisi.")
        return data


def least_hours(is_home: bool, on) -> int:
    return int(parameter(HOME_HOURS if is_home else OTHER_HOURS, on))


# --- dates --------------------------------------------------------------------------------------------------


def of_decision(facts: Facts) -> Iterator[Expected]:
    """The decision within 48 hours of the request, then the question to the tax administration within 72 (E13)."""
    answers = facts.case.answers
    received_at = instant_of(answers, "received_at")
    yield from by_the_hour(
        facts, code="decision", label="Décision à prendre avant", started_at=received_at, start="Demande reçue",
        parameter=DECISION_HOURS, article=ARTICLE, met_at=facts.case.decided_at,
    )  # fmt: skip
    if answers.get("title_unprovable"):
        yield from by_the_hour(
            facts, code="tax_query", label="Administration fiscale à interroger avant", started_at=received_at,
            start="Demande reçue", parameter=TAX_HOURS, article=ARTICLE, met_at=instant_of(answers, "tax_query_at"),
        )  # fmt: skip


def of_evacuation(facts: Facts) -> Iterator[Expected]:
    """From which hour the evacuation may be forced; an interim application stays it when the home is not at stake."""
    case, answers = facts.case, facts.case.answers
    if case.notified_at is None or case.outcome != "notice":
        return
    hours = answers["notice_hours"]
    due_at = add_hours(case.notified_at, hours)
    steps = [
        step(f"Mise en demeure notifiée : {instant_words(case.notified_at)}"),
        step(f"{hours} heures, d'heure à heure : {instant_words(due_at)}", article=ARTICLE),
    ]
    interim_at, ruled_at = instant_of(answers, "interim_at"), instant_of(answers, "interim_ruled_at")
    stayed = interim_at is not None and not answers.get("is_home")
    if stayed:
        steps.append(step(f"Référé formé : {instant_words(interim_at)} ; l'exécution est suspendue jusqu'à"
                          " l'ordonnance", article=ARTICLE))  # fmt: skip
        if ruled_at:
            due_at = max(due_at, ruled_at)
            steps.append(step(f"Référé rejeté : {instant_words(ruled_at)}"))
    if evacuated_at := instant_of(answers, "evacuated_at"):
        state = State.MET
        steps.append(step(f"Lieux évacués : {instant_words(evacuated_at)}"))
    elif opposed_at := instant_of(answers, "opposed_at"):
        state = State.VOID
        steps.append(step(f"Le demandeur s'oppose à l'évacuation : {instant_words(opposed_at)}", article=ARTICLE))
    elif stayed and ruled_at is None:
        state = State.SUSPENDED
    else:
        state = State.RUNNING if case.is_open else State.VOID
    due_on = paris_day(due_at)
    # Takes the place of the date of the engine, which counts no more than a few days in hours.
    yield Expected(
        code="execution",
        label="Évacuation forcée possible à compter du",
        kind=Kind.EXECUTION,
        due_on=due_on,
        due_at=due_at,
        state=state,
        article=ARTICLE,
        computation=explained(Computation("R10", due_on, steps=steps)),
    )


# --- checks and effects -------------------------------------------------------------------------------------


def conditions_are_met(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome != "notice":
        return []
    answers = case.answers
    lacking = [
        words
        for name, words in (
            ("complaint_ref", "aucune plainte n'est enregistrée"),
            ("record_author", "l'occupation illicite n'est constatée par aucune des trois autorités de la loi"),
            ("entry", "ni manœuvres, ni menaces, ni voies de fait, ni contrainte ne sont établies"),
        )
        if not answers.get(name)
    ]
    return [Finding(f"Les conditions de la mise en demeure ne sont pas réunies : {words}.", ARTICLE)
            for words in lacking]  # fmt: skip


def situation_was_considered(case: Case, at: datetime) -> list[Finding]:
    if case.answers.get("situation"):
        return []
    return [
        Finding(
            "La situation personnelle et familiale des occupants n'est pas décrite : elle est prise en considération"
            " avant toute décision.",
            ARTICLE,
        )
    ]


def refusal_has_its_ground(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome != "refusal" or case.answers.get("refusal_ground"):
        return []
    return [
        Finding(
            "Le refus n'a que deux motifs : conditions de la loi non remplies, ou motif impérieux d'intérêt général."
            " Indiquer lequel dans la demande.",
            ARTICLE,
        )
    ]


def time_left_is_lawful(case: Case, at: datetime) -> list[Finding]:
    least = least_hours(case.answers.get("is_home"), paris_day(at))
    if case.decision.outcome == "notice" and case.answers["notice_hours"] < least:
        return [Finding(f"Les occupants ont au moins {least} heures pour quitter les lieux.", ARTICLE)]
    return []


def decision_is_in_time(case: Case, at: datetime) -> list[Finding]:
    """Late, it is still owed: said, and never refused for that. The hour typed is judged against the day of receipt."""
    received_at = instant_of(case.answers, "received_at")
    found = []
    if paris_day(received_at) != case.received_on:
        found.append(
            Finding("L'heure de réception n'est pas du jour de réception du dossier.", ARTICLE, blocking=False)
        )
    due_at = add_hours(received_at, int(parameter(DECISION_HOURS, case.received_on)))
    if at > due_at:
        found.append(
            Finding(f"La décision était due {instant_words(due_at)} : le délai est dépassé.", ARTICLE, blocking=False)
        )
    return found


def date_the_evacuation(move: Move) -> None:
    case = move.case
    if case.decision.outcome == "notice":
        case.executory_at = add_hours(case.notified_at, case.answers["notice_hours"])
        move.recorded["executory_at"] = case.executory_at.isoformat()


PLACE = "{{ place.address }}, {{ place.commune }}"
PROCEDURE = Procedure(
    code="squat_eviction_notice",
    label="Mise en demeure de quitter un logement squatté",
    short_label="Squat, mise en demeure",
    # On request, with its pieces; its time is counted in hours, among its dates.
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXS",
    legal_basis=(ARTICLE,),
    help_text="Décision dans les quarante-huit heures de la réception, week-end compris. Refus pour deux motifs"
    " seulement. La trêve hivernale ne s'applique pas.",
    form=SquatForm,
    title=lambda answers: f"Mise en demeure, logement occupé, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    pieces=(
        Piece("complaint", "Récépissé du dépôt de plainte"),
        Piece("home", "Preuve que le logement est le domicile du demandeur ou sa propriété",
              when=lambda answers, on: not answers.get("title_unprovable")),
        Piece("record", "Constat de l'occupation illicite"),
        Piece("mandate", "Pouvoir de la personne qui agit pour le demandeur",
              when=lambda answers, on: answers.get("asked_by") == "agent"),
    ),
    opinions=(
        Opinion("police", "Services de police : occupants, enfants, conditions de l'évacuation",
                "Usage, avis facultatif", organisation_kind="police"),
    ),
    parameters=(
        Value(DECISION_HOURS, "Squat : délai pour statuer sur la demande", 48, "heures", ARTICLE, VERIFIED),
        Value(TAX_HOURS, "Squat : délai pour interroger l'administration fiscale", 72, "heures", ARTICLE, VERIFIED),
        Value(HOME_HOURS, "Squat d'un domicile : délai minimal laissé aux occupants", 24, "heures", ARTICLE, VERIFIED),
        Value(
            OTHER_HOURS, "Squat d'un logement qui n'est pas le domicile du demandeur : délai minimal", 168, "heures",
            f"{ARTICLE} (sept jours)", HIGH,
        ),
    ),
    rules={"decision_hours": DECISION_HOURS, "tax_hours": TAX_HOURS, "home_hours": HOME_HOURS,
           "other_hours": OTHER_HOURS},
    dates=(of_decision, of_evacuation),
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        *notice_letters("letters/evictions/notice.html"),
        LetterModel("order_refusal", "Décision de refus", "letters/evictions/decision.html", "refusal"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    visas=(
        "Vu l'article 38 de la loi n° 2007-290 du 5 mars 2007 instituant le droit au logement opposable ;",
        "Vu la demande présentée par {{ applicant.name }}, reçue le {{ answers.received_at }}, enregistrée sous le"
        " numéro {{ case.reference }} ;",
        "{% if answer_codes.complaint_ref %}Vu la plainte enregistrée sous la référence {{ answers.complaint_ref }} ;"
        "{% endif %}",
        "{% if answer_codes.record_author %}Vu le constat dressé le {{ answers.recorded_at }}"
        " ({{ answers.record_author|lower }}) ;{% endif %}",
    ),
    outcomes=(
        Outcome(
            "notice",
            "Mise en demeure",
            letter="notice",
            act_kind="formal_notice",
            title=f"Mise en demeure de quitter les lieux situés {PLACE}",
            grounds=(
                "Considérant qu'il résulte du constat susvisé que des personnes se sont introduites et se maintiennent"
                " dans les lieux à l'aide de : {{ answers.entry|lower }} ;",
                "Considérant que les lieux constituent {% if answer_codes.is_home %}le domicile de"
                " {{ applicant.name }}{% else %}un local à usage d'habitation{% endif %} ;",
                "{% if answer_codes.situation %}Considérant que la situation personnelle et familiale des occupants a"
                " été examinée : {{ answers.situation }} ;{% endif %}",
            ),
            articles=(
                f"Les occupants sans droit ni titre des lieux situés {PLACE}, sont mis en demeure de quitter ces"
                " lieux dans un délai de {{ answers.notice_hours|counted:'heures' }} à compter de la notification de"
                " la présente"
                " mise en demeure.",
                "Si elle n'est pas suivie d'effet dans ce délai, il est procédé sans délai à l'évacuation forcée, sauf"
                " opposition de {{ applicant.name }}.",
                "{% if answer_codes.is_home %}La présente mise en demeure peut être contestée devant le juge des"
                " référés.{% else %}Une requête en référé présentée dans ce délai suspend l'exécution de la présente"
                " mise en demeure.{% endif %}",
            ),
            final_stage="in_execution",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title=f"Décision refusant de mettre en demeure les occupants des lieux situés {PLACE}",
            grounds=(
                "Considérant que la demande ne peut être refusée que si les conditions de la loi ne sont pas remplies"
                " ou pour un motif impérieux d'intérêt général ;",
                "{% if answer_codes.refusal_ground == 'general_interest' %}Considérant qu'un motif impérieux d'intérêt"
                " général s'oppose à la mise en demeure : [à compléter : ce motif et les faits] ;{% else %}Considérant"
                " que les conditions de la loi ne sont pas remplies : [à compléter : lesquelles, et pourquoi] ;"
                "{% endif %}",
            ),
            articles=(
                f"La demande de {{{{ applicant.name }}}} tendant à la mise en demeure des occupants des lieux situés"
                f" {PLACE}, est refusée.",
            ),
            favourable=False,
        ),
    ),
    checks=(
        conditions_are_met, situation_was_considered, refusal_has_its_ground, time_left_is_lawful, decision_is_in_time,
    ),
    effects={"notify": date_the_evacuation},
    known_afterwards=("posted_at", "interim_at", "interim_ruled_at", "opposed_at", "evacuated_at"),
    panels=(HOURS,),
)  # fmt: skip
