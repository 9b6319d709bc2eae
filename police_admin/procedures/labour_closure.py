"""Temporary closure of an establishment for illegal work (code du travail, art. L8272-2): three months at most.

On a report of one of the offences 1° to 4° of article L8211-1, when the share of the employees concerned
justifies it and the facts are repeated or grave. The company has fifteen days to answer; the procureur is told at
once.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django import forms

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Finding, LetterModel
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, Value
from directorate.web.plain_text import text_area
from police_admin.procedures.outlets import dossier
from police_admin.procedures.outlets.dossier import Answers, closes

LABOUR = "Code du travail"
ARTICLE, NOTICE, TERM = f"{LABOUR}, art. L8272-2", f"{LABOUR}, art. R8272-7", f"{LABOUR}, art. R8272-8"
MONTHS = Value("closure_labour.maximum_months", "Fermeture pour travail illégal : durée maximale", 3, "mois", ARTICLE,
               MEDIUM)  # fmt: skip
OBSERVATION_DAYS = Value(
    "closure_labour.observation_days", "Fermeture pour travail illégal : délai pour présenter des observations", 15,
    "jours", NOTICE, MEDIUM,
)  # fmt: skip
SHARE = Value(
    "closure_labour.usual_share", "Fermeture pour travail illégal : part de salariés au-dessous de laquelle l'alerter",
    30, "%", "Règle interne de la direction", LOW,
    comment="À partir de quelle part des salariés présents une fermeture pour travail illégal est-elle proportionnée ?",
)  # fmt: skip
OFFENCES = [
    ("hidden_work", "Travail dissimulé (L8211-1, 1°)"),
    ("bargaining", "Marchandage (L8211-1, 2°)"),
    ("lending", "Prêt illicite de main-d'œuvre (L8211-1, 3°)"),
    ("foreign_work", "Emploi d'un étranger sans autorisation de travail (L8211-1, 4°)"),
]
SITES = [
    ("establishment", "Établissement de l'entreprise"),
    ("building_site", "Chantier du bâtiment ou de travaux publics"),
    ("other_site", "Autre lieu que le siège ou un établissement"),
]
TENTH = Decimal("0.1")


class LabourClosureForm(dossier.ReportForm):
    """What the report of the labour inspection, of the police or of the Urssaf says."""

    article = ARTICLE

    fact_types = forms.MultipleChoiceField(
        label="Infractions relevées", choices=OFFENCES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cette fermeture ne vise que les infractions 1° à 4° de l'article L8211-1."},
    )  # fmt: skip
    employees_present = forms.IntegerField(label="Salariés présents", min_value=1, max_value=9999)
    employees_concerned = forms.IntegerField(label="Salariés concernés", min_value=1, max_value=9999)
    seriousness = forms.MultipleChoiceField(
        label="Ce qui justifie la mesure", widget=forms.CheckboxSelectMultiple,
        choices=[("repetition", "Répétition des faits"), ("gravity", "Gravité des faits")],
        error_messages={"required": "La fermeture suppose des faits répétés ou graves."},
    )  # fmt: skip
    economic_situation = text_area("Situation économique, sociale et financière", max_length=2000, required=False)
    site = forms.ChoiceField(label="Lieu des faits", choices=SITES)
    owner_informed_on = PastDateField(
        label="Maître d'ouvrage informé le", required=False, help_text="Pour un chantier, avant la décision."
    )
    seized_equipment = text_area("Matériel professionnel saisi à titre conservatoire", max_length=2000, required=False)
    seat_department = forms.CharField(
        label="Département du siège, s'il est différent", max_length=60, required=False,
        help_text="Une copie est adressée à son préfet.",
    )  # fmt: skip
    # Known while the closure runs: it is lifted as of right.
    cleared_on = PastDateField(
        label="Relaxe ou non-lieu du", required=False, help_text="Lève la mesure de plein droit."
    )

    def longest(self, data: Answers) -> str:
        return MONTHS.code

    def clean(self):
        data = super().clean()
        present, concerned = data.get("employees_present"), data.get("employees_concerned")
        if present and concerned and concerned > present:
            self.add_error("employees_concerned", f"Pas plus que les {present} salariés présents.")
        return data


def share_of(answers: Answers) -> Decimal:
    """% of the employees who were there, half up to the tenth."""
    whole = Decimal(100) * answers["employees_concerned"] / answers["employees_present"]
    return whole.quantize(TENTH, ROUND_HALF_UP)


def share_is_told(case: Case, at: datetime) -> list[Finding]:
    """The law leaves the share to the prefect: it is said, and a low one is pointed out."""
    if not closes(case):
        return []
    share, usual = share_of(case.answers), Decimal(str(parameter(SHARE.code, paris_day(at))))
    words = f"{case.answers['employees_concerned']} salariés concernés sur {case.answers['employees_present']} présents"
    told = f"{words}, soit {share} %".replace(".", ",")
    low = f" : moins que les {usual:f} % d'usage, motiver la proportion" if share < usual else ""
    return [Finding(f"{told}{low}.", ARTICLE, blocking=False)]


def answer_due_on(sent_on: date, days: int) -> date:
    return sent_on + timedelta(days=days)


def company_had_its_days(case: Case, at: datetime) -> list[Finding]:
    """Fifteen days from the receipt of the letter; from its sending while the receipt is not known."""
    hearing = getattr(case, "hearing", None)
    if not closes(case) or hearing is None or hearing.exception or hearing.sent_on is None:
        return []
    first = hearing.received_on or hearing.sent_on
    days = int(parameter(OBSERVATION_DAYS.code, first))
    found, due_on = [], answer_due_on(first, days)
    if hearing.deadline_on and hearing.deadline_on < answer_due_on(hearing.sent_on, days):
        told = f"La lettre ne laisse pas {counted(days, 'jours')} à l'entreprise : l'inviter de nouveau."
        found.append(Finding(told, NOTICE))
    # What the company has said does not end its time: it may say more.
    if paris_day(at) <= due_on:
        told = f"L'entreprise peut présenter des observations jusqu'au {french_long(due_on)}."
        found.append(Finding(told, NOTICE))
    return found


def nothing_was_judged(case: Case, at: datetime) -> list[Finding]:
    cleared_on = day_of(case.answers, "cleared_on")
    if closes(case) and cleared_on and cleared_on <= paris_day(at):
        return [Finding("Une relaxe ou un non-lieu est déjà prononcé : la fermeture n'a plus d'objet.", ARTICLE)]
    return []


def owner_was_informed(case: Case, at: datetime) -> list[Finding]:
    if not closes(case) or case.answers["site"] != "building_site" or case.answers.get("owner_informed_on"):
        return []
    return [Finding("Le maître d'ouvrage n'est pas informé : l'arrêt d'un chantier le suppose.",
                    f"{LABOUR}, art. R8272-9")]  # fmt: skip


def tell_the_prosecutor(move: Move) -> None:
    if closes(move.case):
        letters.write(move, "prosecutor_information", {"decision": letters.decision_words(move.case.decision)})


def of_lifting(facts: Facts) -> Iterator[Expected]:
    """Acquittal or dismissal lifts the measure at once (L8272-2, second paragraph)."""
    cleared_on, ends_on = day_of(facts.case.answers, "cleared_on"), facts.decision_details.get("ends_on")
    if cleared_on is None or not ends_on or cleared_on >= (last := date.fromisoformat(ends_on)):
        return
    steps = [step("Fin de la fermeture prononcée par le préfet", last),
             step("Relaxe ou non-lieu : levée de plein droit", cleared_on, article=ARTICLE)]  # fmt: skip
    rule = facts.rules.of("months", MONTHS.code, last)
    yield Expected(
        code="lifting", label="Levée de plein droit de la fermeture", kind=Kind.EXECUTION, due_on=cleared_on,
        state=State.RUNNING if facts.case.is_open else State.MET, article=ARTICLE, parameter_version=rule.version,
        computation=explained(Computation("R1", cleared_on, steps=steps), rule),
    )  # fmt: skip


PROCEDURE = dossier.closing(
    code="closure_illegal_work",
    label="Fermeture d'un établissement pour travail illégal",
    short_label="Travail illégal, fermeture",
    family="Travail illégal",
    reference_code="FTI",
    text="article L8272-2 du code du travail",
    form=LabourClosureForm,
    maximum=MONTHS,
    parameters=(OBSERVATION_DAYS, SHARE),
    basis=(f"{LABOUR}, art. L8211-1", NOTICE, TERM),
    help_text="Sur procès-verbal ou rapport de travail illégal, souvent après une opération du CODAF. L'entreprise a"
    " quinze jours pour répondre ; trois mois au plus ; le procureur est avisé sans délai.",
    more_letters=(
        LetterModel("prosecutor_information", "Information du procureur",
                    "letters/labour_closure/prosecutor_information.html"),
    ),
    # That the facts come of who frequents the place is for the public health code, not here.
    facts=dossier.FACTS[:1],
    grounds=(
        "Considérant que ces faits constituent les infractions suivantes : {{ answers.fact_types|lower }} ;",
        "Considérant que {{ answers.employees_concerned }} des {{ answers.employees_present }} salariés présents sont"
        " concernés et que cette proportion, eu égard à ce qui suit : {{ answers.seriousness|lower }}, justifie la"
        " mesure ;",
        "{% if answers.economic_situation %}Considérant la situation de l'entreprise : {{ answers.economic_situation }}"
        " ;{% endif %}",
    ),
    articles=(
        "{% if answer_codes.site != 'establishment' %}Elle prend la forme d'un arrêt de l'activité de l'entreprise sur"
        " le site où l'infraction a été commise.{% else %}Elle porte sur l'établissement où l'infraction a été"
        " commise.{% endif %}",
        "Elle est levée de plein droit en cas de relaxe ou de non-lieu (article L8272-2 du code du travail).",
        "{% if answers.seized_equipment %}La fermeture s'accompagne de la saisie à titre conservatoire du matériel"
        " professionnel suivant : {{ answers.seized_equipment }}.{% else %}La fermeture ne s'accompagne d'aucune"
        " saisie.{% endif %}",
        "Elle n'entraîne ni rupture, ni suspension du contrat de travail, ni préjudice pécuniaire pour les salariés de"
        " l'établissement (article L8272-3 du code du travail).",
    ),
    checks=(share_is_told, company_had_its_days, nothing_was_judged, owner_was_informed),
    effects=(tell_the_prosecutor,),
    dates=(of_lifting,),
    rules={"months": MONTHS.code},
    known_afterwards=("cleared_on",),
    related=("administrative_closure_outlet",),
)  # fmt: skip
