"""Withdrawal, and suspension where the law knows it, of the titles that have no sanction of their own: a line each.

A line differs by the titles that it strikes, by what may be held against their holders and by what follows. The holder
is heard; the title really ends, from the notification of the order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django import forms

from directorate.casework import title_measures as measures
from directorate.casework.deadlines import Expected, Facts
from directorate.casework.procedure import Archetype, Opinion, PermitConcerned, Procedure
from directorate.casework.title_measures import Breach
from directorate.parameters.values import Value

BOTH = ("suspension", "withdrawal")
POLICE = Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police")


@dataclass(frozen=True)
class Struck:
    """Titles, and the measures that may strike them.

    `name`: the title, with its article ("l'agrément"); `text`: the code, as an act cites it; `longest`: the dated
    value of the longest suspension, where there is one; `follows`: the articles that state what follows.
    """

    code: str
    reference_code: str
    short: str
    family: str
    titles: tuple[str, ...]
    name: str
    label: str
    basis: str
    text: str
    breaches: tuple[Breach, ...]
    question: str
    feminine: bool = True
    longest: Value | None = None
    follows: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = (POLICE,)
    kept_out: str = ""
    dates: tuple[Callable[[Facts], Iterable[Expected]], ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""

    @property
    def outcomes(self) -> tuple[str, ...]:
        return BOTH if self.longest else ("withdrawal",)


def breaches(article: str, *rows: tuple[str, str], founds: tuple[str, ...] = ("withdrawal",)) -> tuple[Breach, ...]:
    return tuple(Breach(code, label, article, founds) for code, label in rows)


LOST = ("conditions_lost", "Conditions de la délivrance qui ne sont plus remplies")
ORDER = ("public_order", "Ordre public ou sécurité des personnes")
FALSE = ("false_statement", "Titre obtenu par une fausse déclaration")
AGREEMENT = ("agreement_ended", "Convention de coordination dénoncée ou expirée")


# --- one procedure a line -----------------------------------------------------------------------------------


def form_of(row: Struck) -> type[forms.Form]:
    base = measures.form_of(row.breaches)
    if not row.longest:
        return base
    return type(
        "SuspensionForm", (base,), {"duration_months": measures.duration_field(required=False, help_text="Suspension.")}
    )  # fmt: skip


def outcomes_of(row: Struck):
    ending = "e" if row.feminine else ""
    opening = f"{row.name[0].upper()}{row.name[1:]} n° {{{{ renews.number }}}}, délivré{ending} le"
    opening += " {{ renews.issued_on }} à {{ applicant.name }}, est"
    acts = {
        "suspension": ("suspension", f"{opening} suspendu{ending} {measures.FOR_MONTHS}", row.follows),
        "withdrawal": ("retrait", f"{opening} retiré{ending} {measures.AT_ONCE}", row.follows),
    }
    return tuple(
        measures.measure(
            code, f"{words}, {row.label}, {{{{ applicant.name }}}}", article, *follows, grounds=(measures.BREACHED,)
        )
        for code, (words, article, follows) in acts.items()
        if code in row.outcomes
    )


def procedure_of(row: Struck) -> Procedure:
    what = "Suspension ou retrait" if row.longest else "Retrait"
    return Procedure(
        code=row.code,
        label=f"{what}, {row.label}",
        short_label=f"{row.short}, {'sanction' if row.longest else 'retrait'}",
        archetype=Archetype.POLICE_MEASURE,
        unit=row.unit,
        family=row.family,
        reference_code=row.reference_code,
        legal_basis=(row.basis, measures.HEARD),
        legal_check_required=True,
        legal_question=row.question,
        help_text="Le titulaire est mis à même de présenter ses observations. Le titre prend fin à la notification.",
        form=form_of(row),
        title=lambda answers: f"{what}, {row.label}, {answers['party']}",
        hearing_required=True,
        sensitivity="restricted",
        kept_out_of_register=row.kept_out,
        concerns=PermitConcerned(row.titles, "Numéro du titre visé par la mesure"),
        opinions=row.opinions,
        letters=measures.LETTERS,
        parameters=(row.longest,) if row.longest else (),
        visas=(f"Vu {row.text} ;", *measures.VISAS),
        outcomes=outcomes_of(row),
        checks=(
            measures.title_is_in_force(row.basis),
            measures.facts_came_before,
            *((measures.suspension_is_short_enough(row.longest.code, row.basis),) if row.longest else ()),
        ),
        effects=measures.EFFECTS,
        dates=row.dates,
        related=row.titles,
        rules=row.rules,
    )
