"""The lists drawn in September by the commission of the court: received, forwarded to mayors, kept a time (art. 265).

They name people: nothing of them is typed here but their number.
"""

from collections.abc import Iterator
from datetime import date

from django import forms

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.move import Move
from directorate.casework.procedure import Archetype, LetterModel, Procedure
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import LOW, Value
from police_admin.procedures.juries.allocation import FAMILY, UNIT

ARTICLE = "CPP, art. 265"
LISTS = [("annual", "Liste annuelle"), ("special", "Liste spéciale des jurés suppléants"), ("both", "Les deux listes")]
KEPT = Value(
    "jury.list_kept_months", "Jury d'assises : conservation des listes après l'année", 12, "mois",
    "Aucun texte vérifié", LOW,
    comment="Combien de mois après la fin de l'année de la liste la préfecture garde-t-elle les listes définitives des"
    " jurés ?",
)  # fmt: skip

FILE_KEPT = Value(
    "jury.list_file_months", "Jury d'assises : conservation du dossier de transmission des listes", 24, "mois",
    "Aucun texte vérifié", LOW,
    comment="Combien de mois après sa clôture le dossier de transmission des listes de jurés est-il gardé ?",
)  # fmt: skip


class FinalListForm(forms.Form):
    """Which list, for which year, and how many people it names; no name."""

    year = forms.IntegerField(label="Année de la liste", min_value=2016, max_value=2100)
    list_kind = forms.ChoiceField(label="Liste reçue", choices=LISTS)
    names_count = forms.IntegerField(label="Nombre de personnes inscrites", min_value=1, max_value=20_000)
    drawn_on = LegalDateField(label="Tirage de la commission du")
    forwarded_to = LinesField(
        label="Mairies destinataires", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une par ligne ; toutes les mairies du département si rien n'est indiqué.",
    )  # fmt: skip
    receipts = LinesField(
        label="Accusés de réception des mairies", max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Un par ligne : commune, date.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        year, drawn_on = data.get("year"), data.get("drawn_on")
        if year and drawn_on and drawn_on.year not in (year - 1, year):
            self.add_error("drawn_on", f"La liste de {year} est tirée en {year - 1}.")
        return data


def of_keeping(facts: Facts) -> Iterator[Expected]:
    """The day from which the list is no longer kept: some months after the end of its year."""
    end = date(int(facts.case.answers["year"]), 12, 31)
    rule = facts.rules.of("kept_until", KEPT.code, facts.case.received_on)
    due_on = add_months(end, int(rule.value))
    yield Expected(
        code="kept_until",
        label="Fin de la conservation de la liste",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=State.PASSED if due_on < facts.on else State.RUNNING,
        article=ARTICLE,
        parameter_version=rule.version,
        computation=explained(
            Computation("R1", due_on, steps=[
                step("Fin de l'année de la liste", end),
                step(f"{rule.value} {rule.unit}", due_on),
            ]),
            rule,
        ),
    )  # fmt: skip


def write_to_mayors(move: Move) -> None:
    letters.write(move, "jury_lists")


PROCEDURE = Procedure(
    code="jury_final_list_transmission",
    label="Transmission des listes définitives de jurés aux maires",
    short_label="Jury d'assises, listes définitives",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=UNIT,
    family=FAMILY,
    reference_code="JUL",
    legal_basis=(ARTICLE,),
    help_text="Listes reçues du greffe de la cour d'assises après la commission de septembre, transmises aux maires."
    " Elles nomment des personnes : seul leur nombre est saisi.",
    form=FinalListForm,
    title=lambda answers: f"Listes définitives de jurés, année {answers['year']}",
    sensitivity="restricted",
    kept_out_of_register="La liste des jurés nomme des personnes : elle se transmet aux maires et ne se publie pas.",
    dates=(of_keeping,),
    parameters=(KEPT, FILE_KEPT),
    retention_parameter=FILE_KEPT.code,
    rules={"kept": KEPT.code},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/assize_jury_allocation/list_received.html",
                    "acknowledgement"),
        LetterModel("jury_lists", "Transmission aux maires", "letters/assize_jury_allocation/list_forwarded.html"),
    ),
    effects={"register_act": write_to_mayors},
    related=("assize_jury_allocation",),
)  # fmt: skip
