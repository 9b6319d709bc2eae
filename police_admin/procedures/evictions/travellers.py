"""Notice to leave given to travellers (loi 2000-614, art. 9 and 9-1), from hour to hour (E16).

24 hours at least. The court, seised within that time, rules in 48 hours and nothing is executed before. The notice
stays valid for seven days if the same caravans park again unlawfully in the commune.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.hours import HOURS
from directorate.casework.instants import PastInstantField, instant_of, instant_words
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, Opinion, Outcome, Procedure
from directorate.legal_calendar.arithmetic import add_hours
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import MEDIUM, VERIFIED, Value
from police_admin.procedures.evictions import dossier
from police_admin.procedures.evictions.urgent import notice_letters

ARTICLE = "Loi 2000-614 du 5 juillet 2000, art. 9 et 9-1"
NOTICE_HOURS, RULING_HOURS = "travellers_notice.minimum_hours", "travellers_notice.ruling_hours"
VALID_DAYS = "travellers_notice.valid_days"
ASKED_BY = [
    ("mayor", "Maire de la commune"),
    ("owner", "Propriétaire du terrain"),
    ("user", "Titulaire du droit d'usage du terrain"),
]
REGIMES = [
    ("article_9", "Commune qui remplit ses obligations ou en est dispensée, stationnement interdit (art. 9)"),
    ("article_9_1", "Commune qui n'est pas inscrite au schéma départemental (art. 9-1)"),
]
HARMS = [
    ("health", "Salubrité publique"),
    ("safety", "Sécurité publique"),
    ("peace", "Tranquillité publique"),
]


class TravellersForm(forms.Form):
    """Who asks, the commune's standing, what the police saw, then what followed the notice."""

    requested_by = forms.ChoiceField(label="Demande présentée par", choices=ASKED_BY)
    request_at = PastInstantField(label="Demande reçue le")
    regime = forms.ChoiceField(label="Régime", choices=REGIMES)
    scheme_compliant = forms.BooleanField(
        label="La commune est en règle avec le schéma départemental d'accueil, ou en est dispensée", required=False
    )
    parking_ban = PlainCharField(
        label="Arrêté municipal interdisant le stationnement (numéro, date)", max_length=160, required=False
    )
    caravans = forms.IntegerField(label="Caravanes", min_value=1, max_value=1000)
    vehicles = forms.IntegerField(label="Autres véhicules", min_value=0, max_value=2000)
    harms = forms.MultipleChoiceField(
        label="Le stationnement porte atteinte à", choices=HARMS, required=False, widget=forms.CheckboxSelectMultiple
    )
    facts = LinesField(
        label="Faits constatés", max_length=4000, required=False, help_text="Un fait par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    police_report_at = PastInstantField(label="Rapport de police établi le", required=False)
    notice_hours = forms.IntegerField(label="Délai laissé aux occupants (heures)", min_value=1, max_value=720)
    posted_at = PastInstantField(label="Affichée à la mairie et sur les lieux le", required=False)
    court_seised_at = PastInstantField(label="Tribunal administratif saisi le", required=False)
    court_ruled_at = PastInstantField(label="Jugement rendu le", required=False)
    annulled = forms.BooleanField(label="Le tribunal a annulé la mise en demeure", required=False)
    owner_opposed_at = PastInstantField(label="Le propriétaire s'oppose à l'évacuation depuis le", required=False)
    returned_at = PastInstantField(
        label="Mêmes caravanes revenues dans la commune le", required=False,
        help_text="Dans les sept jours de la notification, la mise en demeure reste applicable.",
    )  # fmt: skip
    evacuated_at = PastInstantField(label="Terrain évacué le", required=False)

    def clean(self):
        data = super().clean()
        least = int(parameter(NOTICE_HOURS, localdate()))
        if data.get("notice_hours") and data["notice_hours"] < least:
            self.add_error("notice_hours", f"Le délai est d'au moins {least} heures (loi 2000-614, art. 9).")
        if data.get("regime") == "article_9" and not data.get("parking_ban") and "parking_ban" not in self.errors:
            self.add_error("parking_ban", "L'article 9 suppose un arrêté municipal interdisant le stationnement.")
        seised, ruled = data.get("court_seised_at"), data.get("court_ruled_at")
        if ruled and not seised and "court_seised_at" not in self.errors:
            self.add_error("court_seised_at", "Indiquer quand le tribunal a été saisi.")
        if seised and ruled and ruled < seised:
            self.add_error("court_ruled_at", "Le jugement ne peut précéder la saisine.")
        if data.get("annulled") and not ruled and "court_ruled_at" not in self.errors:
            self.add_error("court_ruled_at", "Indiquer quand le tribunal a statué.")
        return data


# --- dates --------------------------------------------------------------------------------------------------


def of_notice(facts: Facts) -> Iterator[Expected]:
    """The hour from which the evacuation may be forced, that of the ruling, and the seven days of the notice."""
    case, answers = facts.case, facts.case.answers
    if case.notified_at is None:
        return
    notified = step(f"Mise en demeure notifiée : {instant_words(case.notified_at)}")
    hours = answers["notice_hours"]
    ends_at = add_hours(case.notified_at, hours)
    steps = [notified, step(f"{hours} heures, d'heure à heure : {instant_words(ends_at)}", article=ARTICLE)]
    possible_at, state = ends_at, State.RUNNING if case.is_open else State.VOID
    seised_at, ruled_at = instant_of(answers, "court_seised_at"), instant_of(answers, "court_ruled_at")
    if seised_at and seised_at > ends_at:
        steps.append(step(f"Tribunal saisi après ce délai, sans effet suspensif : {instant_words(seised_at)}"))
    elif seised_at:
        rule = facts.rules.of("ruling", RULING_HOURS, paris_day(case.notified_at))
        ruling_at = add_hours(seised_at, int(rule.value))
        steps.append(step(f"Tribunal saisi : {instant_words(seised_at)} ; aucune évacuation avant qu'il ait statué",
                          article=ARTICLE))  # fmt: skip
        ruling = [
            step(f"Tribunal saisi : {instant_words(seised_at)}"),
            step(f"{rule.value} {rule.unit}, d'heure à heure : {instant_words(ruling_at)}", article=ARTICLE),
        ]
        if ruled_at:
            ruling.append(step(f"Jugement : {instant_words(ruled_at)}"))
            steps.append(step(f"Jugement : {instant_words(ruled_at)}"))
            possible_at = max(ends_at, ruled_at)
        else:
            possible_at, state = max(ends_at, ruling_at), State.SUSPENDED if case.is_open else State.VOID
        yield dated("ruling", "Jugement attendu avant", Kind.INTERNAL, ruling_at, ruling, state_of(facts, ruled_at,
                    ruling_at), rule)  # fmt: skip
    if evacuated_at := instant_of(answers, "evacuated_at"):
        state = State.MET
        steps.append(step(f"Terrain évacué : {instant_words(evacuated_at)}"))
    elif answers.get("annulled") or answers.get("owner_opposed_at"):
        state = State.VOID
        steps.append(step("Mise en demeure annulée" if answers.get("annulled") else "Le propriétaire s'y oppose"))
    # Takes the place of the date of the engine, which does not know the court.
    yield dated("execution", "Évacuation forcée possible à compter du", Kind.EXECUTION, possible_at, steps, state)
    yield valid_until(facts, notified)


def dated(code, label, kind, due_at: datetime, steps, state, *rules) -> Expected:
    due_on = paris_day(due_at)
    return Expected(
        code=code, label=label, kind=kind, due_on=due_on, due_at=due_at, state=state, article=ARTICLE,
        parameter_version=" ".join(rule.version for rule in rules),
        computation=explained(Computation("R10", due_on, steps=steps), *rules),
    )  # fmt: skip


def state_of(facts: Facts, done_at: datetime | None, due_at: datetime) -> str:
    if done_at:
        return State.MET if done_at <= due_at else State.PASSED
    return State.RUNNING if facts.case.is_open else State.VOID


def valid_until(facts: Facts, notified: dict) -> Expected:
    """The last day on which the notice still applies to the same caravans, come back unlawfully in the commune."""
    case, returned_at = facts.case, instant_of(facts.case.answers, "returned_at")
    rule = facts.rules.of("valid_until", VALID_DAYS, paris_day(case.notified_at))
    due_on = paris_day(case.notified_at) + timedelta(days=int(rule.value))
    steps = [notified, step(f"{rule.value} {rule.unit} à compter de la notification", due_on, article=ARTICLE)]
    if returned_at:
        applies = paris_day(returned_at) <= due_on
        said = "reste applicable" if applies else "ne s'applique plus : une nouvelle est nécessaire"
        steps.append(step(f"Mêmes caravanes revenues : {instant_words(returned_at)} ; la mise en demeure {said}"))
    return Expected(
        code="valid_until",
        label="Mise en demeure applicable aux mêmes caravanes jusqu'au",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=State.MET if due_on < facts.on else State.RUNNING if case.is_open else State.VOID,
        article=ARTICLE,
        parameter_version=rule.version,
        computation=explained(Computation("R7", due_on, steps=steps), rule),
    )


# --- checks and effects -------------------------------------------------------------------------------------


def commune_is_in_order(case: Case, at: datetime) -> list[Finding]:
    answers = case.answers
    if answers["regime"] != "article_9" or answers.get("scheme_compliant"):
        return []
    return [
        Finding(
            "La commune n'est ni en règle avec le schéma départemental, ni dispensée : l'article 9 ne permet pas la"
            " mise en demeure, le juge judiciaire reste à saisir.",
            ARTICLE,
        )
    ]


def harm_is_shown(case: Case, at: datetime) -> list[Finding]:
    """An actual risk, shown by a police report that comes before the signature."""
    found, answers = [], case.answers
    if not answers.get("harms"):
        found.append(Finding("Aucune atteinte à la salubrité, à la sécurité ou à la tranquillité n'est établie.",
                             ARTICLE))  # fmt: skip
    report_at = instant_of(answers, "police_report_at")
    if report_at is None or report_at > at:
        found.append(Finding("Le rapport de police qui établit l'atteinte n'est pas enregistré.", ARTICLE))
    if not answers.get("facts"):
        found.append(Finding("Aucun fait n'est énoncé.", "CRPA, art. L211-5"))
    return found


def date_the_evacuation(move: Move) -> None:
    case = move.case
    case.executory_at = add_hours(case.notified_at, case.answers["notice_hours"])
    move.recorded["executory_at"] = case.executory_at.isoformat()


LAND = "{{ place.address }}, {{ place.commune }}"
PROCEDURE = Procedure(
    code="travellers_eviction_notice",
    label="Mise en demeure de quitter les lieux, gens du voyage",
    short_label="Gens du voyage, mise en demeure",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register="Elle se notifie aux occupants et s'affiche à la mairie et sur les lieux.",
    reference_code="EXV",
    legal_basis=(ARTICLE,),
    help_text="À la demande du maire, du propriétaire ou du titulaire du droit d'usage. Délai d'au moins vingt-quatre"
    " heures ; le recours formé dans ce délai suspend l'exécution et le juge statue en quarante-huit heures.",
    form=TravellersForm,
    title=lambda answers: f"Gens du voyage, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    opinions=(
        Opinion("police", "Services de police, pour le rapport sur le stationnement", ARTICLE,
                organisation_kind="police"),
        Opinion("town_hall", "Maire de la commune", "Usage, avis facultatif", organisation_kind="town_hall"),
    ),
    parameters=(
        Value(NOTICE_HOURS, "Gens du voyage : délai minimal de la mise en demeure", 24, "heures", ARTICLE, VERIFIED),
        Value(RULING_HOURS, "Gens du voyage : délai du tribunal pour statuer", 48, "heures", ARTICLE, VERIFIED),
        Value(
            VALID_DAYS, "Gens du voyage : temps pendant lequel la mise en demeure reste applicable", 7, "jours",
            ARTICLE, MEDIUM, comment="Comptés de la notification aux occupants : à relire dans l'article 9.",
        ),
    ),
    rules={"notice_hours": NOTICE_HOURS, "ruling_hours": RULING_HOURS, "valid_days": VALID_DAYS},
    dates=(of_notice,),
    letters=notice_letters("letters/evictions/travellers_notice.html"),
    visas=(
        "Vu les articles 9 et 9-1 de la loi n° 2000-614 du 5 juillet 2000 relative à l'accueil et à l'habitat des gens"
        " du voyage ;",
        "{% if answer_codes.parking_ban %}Vu l'interdiction de stationner : {{ answers.parking_ban }} ;{% endif %}",
        "Vu la demande présentée par {{ applicant.name }}, reçue le {{ answers.request_at }} ;",
        "{% if answer_codes.police_report_at %}Vu le rapport de police du {{ answers.police_report_at }} ;{% endif %}",
    ),
    outcomes=(
        Outcome(
            "notice",
            "Mise en demeure",
            letter="notice",
            act_kind="formal_notice",
            title=f"Mise en demeure de quitter le terrain situé {LAND}",
            grounds=(
                "Considérant que {{ answers.caravans }} caravanes stationnent sans autorisation sur le terrain susvisé"
                " ;",
                "Considérant que ce stationnement porte atteinte à : {{ answers.harms|lower }} ;",
                "Considérant que les faits suivants ont été constatés : {% if answer_codes.facts %}{{ answers.facts }}"
                "{% else %}[à compléter : les faits datés]{% endif %} ;",
            ),
            articles=(
                f"Les propriétaires et occupants des résidences mobiles qui stationnent sur le terrain situé {LAND},"
                " sont mis en demeure de quitter les lieux dans un délai de"
                " {{ answers.notice_hours|counted:'heures' }} à compter"
                " de la notification de la présente mise en demeure.",
                "Si elle n'est pas suivie d'effet dans ce délai et n'a pas fait l'objet d'un recours, il est procédé à"
                " l'évacuation forcée des résidences mobiles, sauf opposition du propriétaire ou du titulaire du droit"
                " d'usage du terrain.",
                "La présente mise en demeure reste applicable pendant {{ rules.valid_days }} jours à compter de sa"
                " notification si les mêmes résidences mobiles se trouvent de nouveau en situation de stationnement"
                " illicite dans la commune.",
                "Elle peut être contestée devant le tribunal administratif dans le délai fixé à l'article 1er. Ce"
                " recours suspend son exécution ; le tribunal statue dans les {{ rules.ruling_hours }} heures.",
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(commune_is_in_order, harm_is_shown),
    effects={"notify": date_the_evacuation},
    known_afterwards=(
        "posted_at", "court_seised_at", "court_ruled_at", "annulled", "owner_opposed_at", "returned_at", "evacuated_at",
    ),
    panels=(HOURS,),
)  # fmt: skip
