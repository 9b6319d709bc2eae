"""What approvals, cards and authorisations to exercise have in common: their conditions, their renewal, their two acts.

Of the criminal record and of the medical visit, the result alone is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import BirthDateField, LegalDateField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Clock, Finding, Opinion, Outcome, Piece, Procedure, Silence, Validity
from directorate.legal_calendar.arithmetic import add_months, counted, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from directorate.permits import operations as permits
from directorate.permits.models import Permit

Check = Callable[[Case, datetime], list[Finding]]
FITNESS = [("fit", "Apte"), ("fit_for_a_time", "Apte pour une durée limitée"), ("unfit", "Inapte")]


class PersonForm(forms.Form):
    """Who asks to exercise: his age, his licence, and the conclusion of the approved doctor."""

    birth_on = BirthDateField(label="Date de naissance")
    residence_permit = forms.BooleanField(label="Demandeur tenu de justifier de son séjour", required=False)
    licence_confirmed = forms.BooleanField(
        label="Permis de conduire en cours de validité, délai probatoire expiré", required=False
    )
    fitness = forms.ChoiceField(label="Aptitude médicale (conclusion seule)", choices=FITNESS)
    fit_until = LegalDateField(label="Aptitude valable jusqu'au, si elle est limitée", required=False)

    def clean(self):
        data = super().clean()
        limited = data.get("fitness") == "fit_for_a_time"
        if limited and not data.get("fit_until") and "fit_until" not in self.errors:
            self.add_error("fit_until", "Indiquer jusqu'à quand l'aptitude est reconnue.")
        return data


def must_justify_stay(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("residence_permit"))


# What whoever exercises gives of himself.
PERSON_PIECES = (
    Piece("request", "Demande datée et signée"),
    Piece("identity", "Pièce d'identité"),
    Piece("domicile", "Justificatif de domicile"),
    Piece("stay", "Justificatif de la régularité du séjour", when=must_justify_stay),
    Piece("photo", "Photographie d'identité et signature"),
    Piece("licence", "Copie du permis de conduire"),
)


def criminal_record(article: str, whose: str) -> Opinion:
    """The extract is never stored: its result is an opinion that the service gives itself."""
    return Opinion(
        "criminal_record", f"Casier judiciaire {whose} (bulletin n° 2, résultat seul)", article, mandatory=True,
        own_means=True,
    )  # fmt: skip


def usual_values(
    prefix: str, name: str, source: str, *, confidence: str, before: str = "", decide: int = 2, months: int = 60,
    renew: int = 2,
) -> tuple[Value, ...]:  # fmt: skip
    """How long the prefect has, how long the title lasts, when its renewal is asked. `before`: confidence of the last.

    Neither the time nor the meaning of silence has been read in the decrees of October 2014: it is a question.
    """
    return (
        Value(
            f"{prefix}.decision_months", f"{name} : délai pour statuer", decide, "mois",
            "Pratique des préfectures ; aucun texte vérifié", LOW,
            comment=f"{name} : que vaut le silence gardé sur la demande (décrets d'octobre 2014), et après combien de"
            " temps ?",
        ),
        Value(f"{prefix}.validity_months", f"{name} : durée du titre", months, "mois", source, confidence),
        Value(
            f"{prefix}.renew_before_months", f"{name} : renouvellement à demander avant l'échéance", renew, "mois",
            source if before == confidence else "Usage des préfectures, à confirmer", before or LOW,
            comment="" if before == confidence else f"{name} : combien de temps avant l'échéance le renouvellement"
            " est-il demandé ?",
        ),
    )  # fmt: skip


def usual_clock(prefix: str) -> Clock:
    return Clock(f"{prefix}.decision_months", Silence.REFUSAL, "CRPA, art. L231-4")


def usual_validity(prefix: str, article: str, number: str, label: str, renewal: str = "") -> Validity:
    return Validity(
        months_parameter=f"{prefix}.validity_months",
        renew_before_parameter=f"{prefix}.renew_before_months",
        article=article,
        number_prefix=number,
        permit_label=label,
        renewal_procedure=renewal,
    )


# --- checks before signature --------------------------------------------------------------------------------


def is_granted(case: Case) -> bool:
    return case.decision.outcome == "grant"


def old_enough(code: str, field: str, who: str, article: str) -> Check:
    """`code`: the parameter that holds the number of years; `field`: the birth."""

    def check(case: Case, at: datetime) -> list[Finding]:
        years = int(parameter(code, paris_day(at)))
        born_on = day_of(case.answers, field)
        if is_granted(case) and born_on and add_months(born_on, 12 * years) > paris_day(at):
            return [Finding(f"{who} n'a pas {years} ans.", article)]
        return []

    return check


def holds(field: str, sentence: str, article: str) -> Check:
    """A condition that the file must show before the title is granted."""

    def check(case: Case, at: datetime) -> list[Finding]:
        return [Finding(sentence, article)] if is_granted(case) and not case.answers.get(field) else []

    return check


def is_fit(article: str) -> Check:
    """The conclusion of the approved doctor, and nothing else of what he has seen."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if is_granted(case) and case.answers.get("fitness") == "unfit":
            return [Finding("Le médecin agréé a conclu à l'inaptitude.", article)]
        until_on = day_of(case.answers, "fit_until")
        if is_granted(case) and until_on and until_on < paris_day(at):
            return [Finding(f"L'aptitude médicale a pris fin le {french_long(until_on)}.", article)]
        return []

    return check


def at_least(field: str, code: str, sentence: str, article: str) -> Check:
    """`sentence` is given {value} and {least}: what the file says, and what the dated parameter asks."""

    def check(case: Case, at: datetime) -> list[Finding]:
        least, value = parameter(code, paris_day(at)), case.answers.get(field)
        if is_granted(case) and (value is None or value < least):
            return [Finding(sentence.format(value=value or 0, least=least), article)]
        return []

    return check


# --- renewals -----------------------------------------------------------------------------------------------


def of_renewal(facts: Facts) -> Iterator[Expected]:
    """When the renewal was to be asked, and the end of the title that it would replace: both stand on that title."""
    case, title, validity = facts.case, facts.case.renews, facts.procedure.validity
    if title is None or title.expires_on is None:
        return
    article = validity.article[:160]
    if title.renew_by is not None:
        late = case.received_on > title.renew_by
        days = abs((case.received_on - title.renew_by).days)
        said = f"Demande tardive de {counted(days, 'jours')}." if late else "Demande dans le délai."
        steps = [
            step(f"Fin de validité du titre {title.number}", title.expires_on),
            step("Dernier jour pour demander le renouvellement", title.renew_by, article=article),
            step("Demande reçue", case.received_on),
        ]
        computed = Computation("R6", title.renew_by, steps=steps, facts={"early": False, "late": late, "verdict": said})
        yield Expected(
            code="renewal_due", label="Dernier jour pour demander le renouvellement", kind=Kind.FILING,
            due_on=title.renew_by, state=State.PASSED if late else State.MET, article=article,
            computation=explained(computed),
        )  # fmt: skip
    steps = [step(f"Titre {title.number} délivré", title.issued_on), step("Dernier jour de validité", title.expires_on)]
    yield Expected(
        code="title_end", label="Fin du titre à renouveler", kind=Kind.INTERNAL, due_on=title.expires_on,
        state=State.MET if facts.is_over else State.RUNNING, article=article,
        computation=explained(Computation("R11", title.expires_on, steps=steps)),
    )  # fmt: skip


def struck(title: Permit, article: str) -> list[Finding]:
    """A title that a measure has struck is neither renewed nor changed: the new one would efface the measure."""
    if title.state == Permit.State.WITHDRAWN:
        return [Finding(f"Le titre {title.number} a été retiré : il ne se renouvelle ni ne se modifie.", article)]
    if title.state == Permit.State.SUSPENDED:
        return [
            Finding(
                f"Le titre {title.number} est suspendu : un nouveau titre mettrait fin à la suspension avant son"
                " terme.",
                article,
            )
        ]
    return []


def title_can_be_renewed(article: str) -> Check:
    """A late request is examined all the same: what becomes of the title is said, and the decision hides nothing."""

    def check(case: Case, at: datetime) -> list[Finding]:
        title, today = case.renews, paris_day(at)
        if not is_granted(case):
            return []
        if title is None:
            return [Finding("Le dossier ne désigne pas le titre à renouveler.", article)]
        title = permits.current(title)
        if found := struck(title, article):
            return found
        if title.renew_by and case.received_on > title.renew_by:
            found.append(
                Finding(
                    f"Demande tardive : reçue le {french_long(case.received_on)}, elle devait l'être au plus tard le"
                    f" {french_long(title.renew_by)}.",
                    article,
                    blocking=False,
                )
            )
        if title.expires_on and title.expires_on < today:
            found.append(
                Finding(
                    f"Le titre {title.number} a expiré le {french_long(title.expires_on)} : l'activité n'est plus"
                    " autorisée depuis ce jour, et le nouveau titre ne vaut que du jour de sa délivrance.",
                    article,
                    blocking=False,
                )
            )
        return found

    return check


def title_can_be_changed(article: str) -> Check:
    """What changes is a title that stands."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if not is_granted(case) or case.renews is None:
            return []
        title = permits.current(case.renews)
        if title.expires_on and title.expires_on < paris_day(at):
            return [
                Finding(
                    f"Le titre {title.number} a expiré le {french_long(title.expires_on)} : il ne se modifie plus.",
                    article,
                )
            ]
        return struck(title, article)

    return check


def title_has_not_expired(article: str) -> Check:
    """Once it has, whoever held it is a new applicant."""

    def check(case: Case, at: datetime) -> list[Finding]:
        title = case.renews
        if is_granted(case) and title and title.expires_on and title.expires_on < paris_day(at):
            return [
                Finding(
                    f"La carte {title.number} a expiré le {french_long(title.expires_on)} : les conditions d'une"
                    " première demande s'appliquent.",
                    article,
                )
            ]
        return []

    return check


# --- the two acts -------------------------------------------------------------------------------------------

FORMER_TITLE = "Vu le titre n° {{ renews.number }} délivré le {{ renews.issued_on }} ;"
REQUEST = (
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
# A renewed title says until when the former one was valid: a gap between the two is not covered.
RENEWED = (
    "Le titre n° {{ renews.number }}, délivré le {{ renews.issued_on }} et valable jusqu'au {{ renews.expires_on }},"
    " est renouvelé. Le présent arrêté prend effet le jour de sa notification et ne couvre aucune période antérieure."
)

LATE_IS_EXAMINED = (
    "Une demande tardive s'instruit : le titre reste valable jusqu'à son terme, et l'activité cesse s'il n'est pas"
    " renouvelé ce jour-là."
)


def acts(
    *, granted: str, refused: str, grounds: tuple[str, ...], articles: tuple[str, ...], subject: str, basis: str,
    label: str = "Agrément", published: bool = False,
) -> tuple[Outcome, Outcome]:  # fmt: skip
    """Grant and refusal. `granted` and `refused` follow "Arrêté portant"; `basis`: what sets the conditions."""
    return (
        Outcome(
            "grant",
            label,
            letter="order_grant",
            act_kind="grant",
            title=f"Arrêté portant {granted}",
            grounds=grounds,
            articles=articles,
            issues_permit=True,
            published=published,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title=f"Arrêté portant {refused}",
            grounds=(
                f"Considérant que la délivrance du titre demandé est subordonnée aux conditions fixées par {basis} ;",
                "Considérant que [à compléter : la condition qui n'est pas remplie et les faits propres au dossier] ;",
            ),
            articles=(f"La demande présentée par {{{{ applicant.name }}}} {subject} est rejetée.",),
            favourable=False,
        ),
    )


def renewal_of(
    first: Procedure, *, label: str, short_label: str, reference_code: str, of: str, opening: str, subject: str,
    article: str, more_pieces: tuple[Piece, ...] = (), checks: tuple[Check, ...] = (), help_text: str = "",
) -> Procedure:  # fmt: skip
    """The renewal of a title: the procedure of the first one, less what makes it the first.

    `of` follows "renouvellement"; `opening` takes the place of the first article; `article`: the text of the renewal.
    """
    grant, refusal = first.outcomes
    return replace(
        first,
        code=first.validity.renewal_procedure,
        label=label,
        short_label=short_label,
        reference_code=reference_code,
        help_text=help_text or f"Se demande avant l'échéance du titre en cours. {LATE_IS_EXAMINED}",
        title=lambda answers: f"{first.title(answers)}, renouvellement",
        pieces=(*first.pieces, *more_pieces),
        letters=tuple(
            replace(letter, template="letters/title_renewal/acknowledgement.html")
            if letter.code == "acknowledgement"
            else letter
            for letter in first.letters
        ),
        dates=(*first.dates, of_renewal),
        visas=(*first.visas[:-1], FORMER_TITLE, first.visas[-1]),
        outcomes=(
            replace(
                grant,
                title=f"Arrêté portant renouvellement {of}",
                articles=(opening, RENEWED, *grant.articles[1:]),
            ),
            replace(
                refusal,
                title=f"Arrêté portant refus de renouvellement {of}",
                articles=(f"La demande présentée par {{{{ applicant.name }}}} {subject} est rejetée.",),
            ),
        ),
        checks=(*first.checks, title_can_be_renewed(article), *checks),
        related=(first.code, *first.related),
    )
