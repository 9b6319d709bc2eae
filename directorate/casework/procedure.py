"""What a procedure is: data that reads aloud. Pure apart from the form class it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.text import slugify

from directorate.legal_calendar.arithmetic import add_months, add_working_days
from directorate.parameters.values import Value
from directorate.permits.listing import Listing


class ProcedureError(Exception):
    """A declaration that contradicts itself: the application refuses to start."""


OPINION_DAYS = "opinion.default_days"
# The ban of a gathering is published, even taken after a hearing: whoever would join it must know of it.
MADE_TO_BE_KNOWN = {"ban"}
AGAINST_A_PERSON = "Mesure prise contre une personne : elle se notifie et ne se publie pas."
NOT_PROVIDED = "Sa procédure ne prévoit pas de publication : l'acte se notifie à son destinataire."
EXCLUDED_BY_LAW = "La loi l'exclut de la publication dans ce cas."


class Archetype(StrEnum):
    AUTHORISATION = "authorisation"
    DECLARATION = "declaration"
    POLICE_MEASURE = "police_measure"
    AGREEMENT = "agreement"
    YEARLY_ACT = "yearly_act"
    THIRD_PARTY_ACT = "third_party_act"
    REDIRECTION = "redirection"

    @property
    def label(self) -> str:
        return ARCHETYPE_LABELS[self]


ARCHETYPE_LABELS = {
    Archetype.AUTHORISATION: "Autorisation",
    Archetype.DECLARATION: "Déclaration",
    Archetype.POLICE_MEASURE: "Mesure de police",
    Archetype.AGREEMENT: "Convention",
    Archetype.YEARLY_ACT: "Acte annuel",
    Archetype.THIRD_PARTY_ACT: "Acte d'un tiers",
    Archetype.REDIRECTION: "Compétence d'un autre organisme",
}


class Silence(StrEnum):
    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            Silence.ACCEPTANCE: "Le silence vaut acceptation",
            Silence.REFUSAL: "Le silence vaut rejet",
            Silence.NONE: "Le silence ne vaut pas décision",
        }[self]


class Span(StrEnum):
    """How the time before an event is counted back."""

    CLEAR_DAYS = "clear_days"  # full days strictly between (R5)
    DAYS = "days"  # calendar days (R7)
    WORKING_DAYS = "working_days"  # Monday to Friday, without holidays (R9)
    MONTHS = "months"  # same day number (R6)


@dataclass(frozen=True)
class BeforeEvent:
    """The latest day, counted back from the event, on which something may arrive. The number is a dated parameter."""

    parameter: str
    span: Span
    article: str


@dataclass(frozen=True)
class Piece:
    """A supporting document. `when` says whether a case needs it, from its answers and the day it was received.

    `until`: the document may follow the declaration, until that time before the event.
    """

    code: str
    label: str
    blocking: bool = True
    when: Callable[[Mapping[str, Any], date], bool] | None = None
    until: BeforeEvent | None = None

    def is_needed(self, answers: Mapping[str, Any], on: date) -> bool:
        return self.when is None or bool(self.when(answers, on))


@dataclass(frozen=True)
class Opinion:
    """A body whose opinion is asked. Its months and its days add up to its time to answer: dated parameters.

    `waived_when` receives the answers of the case: a mandatory opinion that the law does not ask of it. `binding_when`
    too: an opinion that the decision must follow in some cases only. `follows_decision`: the law lets one decide
    first, and asks for it afterwards.
    """

    code: str
    label: str
    article: str
    organisation: str = ""
    organisation_kind: str = ""
    commission: str = ""
    mandatory: bool = False
    binding: bool = False
    months_parameter: str = ""
    days_parameter: str = ""
    # Its days are jours ouvrés (R9), not calendar days.
    working_days: bool = False
    deemed_if_silent: str = ""
    follows_decision: bool = False
    # Read in a tool of the State or on the spot by the service itself: nobody outside is written to.
    own_means: bool = False
    waived_when: Callable[[Mapping[str, Any]], bool] | None = None
    binding_when: Callable[[Mapping[str, Any]], bool] | None = None

    @property
    def delay(self) -> tuple[str, str]:
        """The parameters of its months and of its days; the days of the house when the procedure sets neither."""
        return self.months_parameter, self.days_parameter or ("" if self.months_parameter else OPINION_DAYS)

    def due_on(self, asked_on: date, months: int, days: int) -> date:
        """The last day to answer, from the months and the days in force when it was asked."""
        start_on = add_months(asked_on, months)
        return add_working_days(start_on, days) if self.working_days else start_on + timedelta(days=days)

    def is_mandatory(self, answers: Mapping[str, Any]) -> bool:
        return self.mandatory and not (self.waived_when and self.waived_when(answers))

    @property
    def may_bind(self) -> bool:
        return self.binding_when is not None

    def is_binding(self, answers: Mapping[str, Any]) -> bool:
        return self.binding or bool(self.binding_when and self.binding_when(answers))


@dataclass(frozen=True)
class Clock:
    """The time the administration has, and what its silence means. The number of months is a dated parameter."""

    months_parameter: str
    silence: Silence
    article: str
    # "complete" for the few texts that say so; otherwise the clock runs from receipt (CRPA L114-3, L114-5).
    starts_at: str = "receipt"


@dataclass(frozen=True)
class FilingWindow:
    """Latest filing before an event, and earliest when the law sets one (in clear days only).

    `longer_when` receives the answers: those for which `longer_parameter` takes the place of the minimum.
    """

    minimum_parameter: str
    maximum_parameter: str
    article: str
    span: Span = Span.CLEAR_DAYS
    longer_parameter: str = ""
    longer_when: Callable[[Mapping[str, Any]], bool] | None = None
    # How the longer time is counted, when the law does not count both alike.
    longer_span: Span | None = None

    def span_of(self, answers: Mapping[str, Any]) -> Span:
        return self.longer_span if self.longer_span and self.longer_when(answers) else self.span

    def minimum_of(self, answers: Mapping[str, Any]) -> str:
        return self.longer_parameter if self.longer_when and self.longer_when(answers) else self.minimum_parameter

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(code for code in (self.minimum_parameter, self.maximum_parameter, self.longer_parameter) if code)


@dataclass(frozen=True)
class Validity:
    """How long a title lasts. `months_field`: an answer of the case that gives fewer months than the parameter.

    `restarts_when`: the title amends another and keeps its end, unless this dated parameter says yes. `ends_otherwise`:
    why no measure withdraws it.
    """

    months_parameter: str
    renew_before_parameter: str
    article: str
    number_prefix: str
    permit_label: str
    renewal_procedure: str = ""
    months_field: str = ""
    restarts_when: str = ""
    ends_otherwise: str = ""
    # Its last day is the eve of the anniversary, where the text counts so; otherwise the anniversary itself (R11).
    ends_on_the_eve: bool = False

    def months(self, answers: Mapping[str, Any], longest: int) -> int:
        return min(answers.get(self.months_field) or longest, longest)


@dataclass(frozen=True)
class PermitConcerned:
    """The title already issued, by one of these procedures, that a case amends or whose holder it sanctions.

    A renewal needs no such declaration: the validity of the title names it.
    """

    procedures: tuple[str, ...]
    label: str
    required: bool = True


@dataclass(frozen=True)
class LetterModel:
    """A letter of the procedure: its template under templates/letters/, and the kind of act for signature powers."""

    code: str
    label: str
    template: str
    act_kind: str = "letter"


@dataclass(frozen=True)
class Outcome:
    """One possible sense of the decision and the act that carries it.

    A regulatory act is published and not notified. `hearing_exempt`: an unfavourable measure that the law lets be
    taken without a hearing (a warning). `unpublished_when` receives the answers: what the law keeps out of the
    register.
    """

    code: str
    label: str
    letter: str
    act_kind: str
    articles: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    title: str = ""
    favourable: bool = True
    issues_permit: bool = False
    published: bool = False
    unpublished_when: Callable[[Mapping[str, Any]], bool] | None = None
    regulatory: bool = False
    hearing_exempt: bool = False
    final_stage: str = "closed"

    def is_published(self, answers: Mapping[str, Any]) -> bool:
        return self.published and not (self.unpublished_when and self.unpublished_when(answers))


@dataclass(frozen=True)
class Finding:
    """A result of the checks before signature. A blocking one refuses the signature."""

    message: str
    article: str = ""
    blocking: bool = True


@dataclass(frozen=True)
class Redirection:
    """Competence that lies elsewhere: who, since when, under which text, and what the applicant is told.

    `yields_to_orly`: on the platform of Paris-Orly, the authority of the platform takes the place of `to`. `mayor`: it
    is the mayor of the commune of this INSEE code, or of that of the case, who is then named.
    """

    to: str
    article: str
    since: date | None = None
    explanation: str = ""
    yields_to_orly: bool = False
    mayor: bool = False
    commune: str = ""


@dataclass(frozen=True)
class Panel:
    """A block that a procedure adds to the page of its cases: a template and the function that fills it.

    `alone`: it tells of its case and of nothing else, so that whoever is let into that case alone may read it.
    """

    code: str
    label: str
    template: str
    context: Callable[[Any, datetime], Mapping[str, Any]]
    alone: bool = False


@dataclass(frozen=True)
class Procedure:
    code: str
    label: str
    short_label: str
    archetype: Archetype
    unit: str
    family: str
    reference_code: str
    legal_basis: tuple[str, ...]
    form: type[forms.Form]
    title: Callable[[Mapping[str, Any]], str]
    pieces: tuple[Piece, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    clock: Clock | None = None
    filing: FilingWindow | None = None
    validity: Validity | None = None
    # Whether its titles are listed for everybody, or for the mayor of the commune; none of them otherwise.
    listing: Listing | None = None
    concerns: PermitConcerned | None = None
    letters: tuple[LetterModel, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    visas: tuple[str, ...] = ()
    # Dated values that the procedure brings with it; those that several share are in `parameters/values.py`.
    parameters: tuple[Value, ...] = ()
    # Dated values that the texts of the procedure merge as {{ rules.name }}: a name, the code of its parameter.
    rules: Mapping[str, str] = field(default_factory=dict)
    remedies: str = "letters/blocks/remedies.html"
    # Why none of its acts may be published in the official register; empty when its outcomes say which are.
    kept_out_of_register: str = ""
    hearing_required: bool = False
    # A request that calls for no hearing (CRPA L121-1), on which the service may choose to hold one.
    hearing_offered: bool = False
    requires_place: bool = False
    sensitivity: str = "normal"
    event_field: str = ""
    checks: tuple[Callable[[Any, datetime], list[Finding]], ...] = ()
    effects: Mapping[str, Callable[[Any], None]] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    # The answers that only what follows the act can give (an evacuation, a payment): completed while it is carried out.
    known_afterwards: tuple[str, ...] = ()
    # Dates that the law draws from the answers, beside those of the engine: each function receives the facts of a case
    # and yields what `deadlines.expected` yields. The values of `rules` are at hand.
    dates: tuple[Callable[[Any], Iterable[Any]], ...] = ()
    redirection: Redirection | None = None
    # From the answers of a case: the authority that the law makes competent instead of the prefect, if there is one.
    elsewhere: Callable[[Mapping[str, Any]], Redirection | None] | None = None
    related: tuple[str, ...] = ()
    legal_check_required: bool = False
    # What to ask so that the mark may go; a question is drawn from the declaration when none is given.
    legal_question: str = ""
    # How long its closed files are kept: the dated value of its family, unless it names one of its own (in months).
    retention_parameter: str = ""
    active: bool = True
    help_text: str = ""
    revision: int = 1

    def outcome(self, code: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.code == code)

    def letter(self, code: str) -> LetterModel:
        return next(letter for letter in self.letters if letter.code == code)

    def has_letter(self, code: str) -> bool:
        return any(letter.code == code for letter in self.letters)

    def piece(self, code: str) -> Piece | None:
        return next((piece for piece in self.pieces if piece.code == code), None)

    def opinion(self, code: str) -> Opinion:
        return next(opinion for opinion in self.opinions if opinion.code == code)

    def title_of(self, answers: Mapping[str, Any], party: object, place: object | None) -> str:
        """The object of a case, from what was typed."""
        return self.title({**answers, "party": str(party), "place": str(place or "")})[:250]

    @property
    def family_code(self) -> str:
        """Its family in addresses: "debits-de-boissons"."""
        return slugify(self.family)

    @property
    def retention(self) -> str:
        """The code of the months during which a file that is over is kept."""
        kind = "measures" if self.archetype is Archetype.POLICE_MEASURE else "files"
        return self.retention_parameter or f"retention.{self.family_code.replace('-', '_')}.{kind}"

    @property
    def parameter_codes(self) -> set[str]:
        """The codes of the dated values on which the declaration leans."""
        codes = {self.retention, *self.rules.values(), *(value.code for value in self.parameters)}
        for opinion in self.opinions:
            codes.update(opinion.delay)
        if self.clock:
            codes.add(self.clock.months_parameter)
        if self.filing:
            codes.update(self.filing.parameters)
        codes.update(piece.until.parameter for piece in self.pieces if piece.until)
        if validity := self.validity:
            codes.update((validity.months_parameter, validity.renew_before_parameter, validity.restarts_when))
        return codes - {""}

    @property
    def has_hearing(self) -> bool:
        return self.hearing_required or self.hearing_offered

    @property
    def acts_on_its_own(self) -> bool:
        """Measures, and no request on which it rules: nothing can be granted."""
        against = [outcome for outcome in self.outcomes if not (outcome.favourable or outcome.hearing_exempt)]
        return bool(against) and not any(outcome.favourable for outcome in self.outcomes)

    @property
    def silence(self) -> Silence:
        return self.clock.silence if self.clock else Silence.NONE

    def why_unpublished(self, outcome: Outcome | None, answers: Mapping[str, Any]) -> str:
        """Why the act of this outcome does not enter the official register; empty when it does."""
        if self.kept_out_of_register:
            return self.kept_out_of_register
        if outcome is None or not (outcome.published or outcome.regulatory):
            against = outcome is not None and self.hearing_required and not outcome.favourable
            return AGAINST_A_PERSON if against else NOT_PROVIDED
        if outcome.unpublished_when and outcome.unpublished_when(answers):
            return EXCLUDED_BY_LAW
        return ""

    def problems(self) -> list[str]:
        """What contradicts itself in the declaration, as sentences; empty when it is sound."""
        found = []
        for name, items in (("pièce", self.pieces), ("avis", self.opinions), ("courrier", self.letters)):
            codes = [item.code for item in items]
            if len(codes) != len(set(codes)):
                found.append(f"{name} déclaré(e) deux fois")
        if not self.label or not self.legal_basis:
            found.append("libellé ou fondement absent")
        if self.archetype is Archetype.REDIRECTION and self.redirection is None:
            found.append("une redirection nomme l'organisme compétent")
        if self.archetype is Archetype.AUTHORISATION and self.clock is None and not self.dates:
            found.append("une autorisation déclare son délai et l'effet du silence")
        if self.archetype is Archetype.DECLARATION and not self.hearing_required and self.acts_on_its_own:
            found.append("ce qui se décide contre une déclaration suppose un contradictoire préalable (CRPA L121-1)")
        for outcome in self.outcomes:
            if not self.has_letter(outcome.letter):
                found.append(f"l'issue {outcome.code} nomme un courrier inconnu : {outcome.letter}")
            if outcome.issues_permit and self.validity is None:
                found.append(f"l'issue {outcome.code} délivre un titre sans durée de validité")
            personal = outcome.act_kind not in MADE_TO_BE_KNOWN and not outcome.regulatory
            if outcome.published and personal and self.hearing_required and not outcome.favourable:
                found.append(f"l'issue {outcome.code} publierait au recueil une mesure prise contre une personne")
            if self.kept_out_of_register and (outcome.published or outcome.regulatory):
                found.append(f"l'issue {outcome.code} publierait un acte que la procédure tient hors du recueil")
        if self.listing is not None:
            found += self.listing.problems()
            if self.validity is None:
                found.append("une liste de titres suppose que la procédure en délivre")
            if self.listing.public and self.sensitivity != "normal":
                found.append("une procédure de diffusion restreinte n'a pas de liste publique")
        if unknown := set(self.known_afterwards) - set(self.form.base_fields):
            found.append(f"réponses complétées après l'acte et absentes du formulaire : {', '.join(sorted(unknown))}")
        if self.event_field and self.event_field not in self.form.base_fields:
            found.append(f"le champ {self.event_field} n'existe pas dans le formulaire")
        if not self.event_field and (self.filing or any(piece.until for piece in self.pieces)):
            found.append("un délai compté avant l'événement demande la date de l'événement")
        if self.filing and self.filing.maximum_parameter and self.filing.span is not Span.CLEAR_DAYS:
            found.append("une date de dépôt au plus tôt ne se compte qu'en jours francs")
        return found
