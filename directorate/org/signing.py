"""Who may sign what, for whom and under which delegation. Pure: no ORM, no clock, days are passed in.

Sources: décret 2004-374, art. 43 to 45 (delegation of signature, substitution of the prefect); CRPA L221-2 (a
regulatory act enters into force on the day after its publication); CRPA L212-1 (name and quality on every act).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

EVERYTHING = "*"
# As orders are numbered in the official register: year / five digits.
ORDER_NUMBER = r"\d{4}/\d{5}"
PREFECT = "prefect"
# Nearest to the file first: this is the order in which signatories are proposed.
ROLE_RANKS = {"caseworker": 0, "deputy": 1, "head": 2, "director": 3, "chief_of_staff": 4, "prefect": 5}
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """A role held in a unit from a day (included) to a day (excluded, None when open)."""

    role: str
    unit_code: str
    starts_on: date
    ends_on: date | None = None

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)

    def continues(self, other: Post) -> bool:
        """The same office, taken up again on the very day the other posting ends."""
        return (self.role, self.unit_code, self.starts_on) == (other.role, other.unit_code, other.ends_on)


@dataclass(frozen=True)
class PowerHolder:
    """A person as the rules of signature see one. `title` is the quality as written at the foot of an act."""

    id: int
    civility: str
    first_name: str
    last_name: str
    title: str
    is_active: bool = True
    posts: tuple[Post, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_woman(self) -> bool:
        return self.civility == "mme"

    @property
    def formal_name(self) -> str:
        return f"{'Mme' if self.is_woman else 'M.'} {self.name}"

    @property
    def quality(self) -> str:
        """The quality inside a sentence: "directrice des Sécurités"."""
        return self.title[:1].lower() + self.title[1:]

    @property
    def quality_is_feminine(self) -> bool:
        """A woman may be styled "directrice" or "directeur": the act agrees with the quality as it is written."""
        return self.is_woman and self.quality.partition(" ")[0].endswith("e")

    @property
    def quality_with_article(self) -> str:
        """ "la directrice des Sécurités", "l'adjoint au chef du bureau"."""
        quality = self.quality
        if quality[:1] in "aeiouyéèêàâîôûœ":
            return f"l'{quality}"
        return f"{'la' if self.quality_is_feminine else 'le'} {quality}"

    @property
    def quality_absent(self) -> str:
        return "absente" if self.quality_is_feminine else "absent"

    @property
    def recorded_absent(self) -> str:
        return "enregistrée comme absente" if self.is_woman else "enregistré comme absent"

    def post_on(self, on: date) -> Post | None:
        return max((post for post in self.posts if post.covers(on)), key=lambda post: post.starts_on, default=None)

    def post_at_or_after(self, on: date) -> Post | None:
        """The post held on that day, or the first one taken afterwards."""
        later = (post for post in self.posts if post.starts_on > on)
        return self.post_on(on) or min(later, key=lambda post: post.starts_on, default=None)

    def kept_office(self, post: Post | None, on: date) -> bool:
        """True when the office of `post` is still held on that day, without a day's break since."""
        while post is not None and not post.covers(on):
            post = next((next_ for next_ in self.posts if next_.continues(post)), None)
        return post is not None and post == self.post_on(on)


@dataclass(frozen=True)
class Delegation:
    """An arrêté of delegation. Days as in the model: `ends_on` excluded; suspension and repeal from their day on."""

    id: int
    delegator_id: int
    delegate_id: int
    order_number: str
    signed_on: date
    starts_on: date
    procedures: tuple[str, ...]
    act_kinds: tuple[str, ...]
    published_on: date | None = None
    ends_on: date | None = None
    in_absence_only: bool = False
    stands_in_for_id: int | None = None
    may_be_subdelegated: bool = False
    suspended_from: date | None = None
    revoked_on: date | None = None

    @property
    def generality(self) -> int:
        """0 when the scope names both procedures and kinds of act, 2 when it is everything."""
        return (EVERYTHING in self.procedures) + (EVERYTHING in self.act_kinds)

    @property
    def is_substitution(self) -> bool:
        """The authority itself is replaced while away (décret 2004-374, art. 45), not one of its delegates."""
        return self.in_absence_only and self.stands_in_for_id == self.delegator_id


@dataclass(frozen=True)
class Absence:
    """Days away, both included, and who stands in. Cancelled absences are not facts."""

    staff_id: int
    starts_on: date
    ends_on: date
    substitute_id: int | None = None

    def covers(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True)
class Act:
    """What is to be signed: its procedure, the kind of act, and the people who prepared it."""

    procedure_code: str
    act_kind: str
    drafted_by_id: int | None = None
    caseworker_id: int | None = None

    def is_own_file_of(self, person_id: int) -> bool:
        return person_id in (self.drafted_by_id, self.caseworker_id)


@dataclass(frozen=True)
class SigningFacts:
    """Everything the answer depends on. `four_eyes` is a dated parameter: who prepared an act does not sign it."""

    holders: Mapping[int, PowerHolder]
    delegations: tuple[Delegation, ...] = ()
    absences: tuple[Absence, ...] = ()
    four_eyes: bool = True
    procedure_labels: Mapping[str, str] = field(default_factory=dict)
    act_kind_labels: Mapping[str, str] = field(default_factory=dict)

    def absence_of(self, person_id: int, on: date) -> Absence | None:
        return next(
            (absence for absence in self.absences if absence.staff_id == person_id and absence.covers(on)), None
        )

    def held_by(self, person_id: int) -> tuple[Delegation, ...]:
        return tuple(delegation for delegation in self.delegations if delegation.delegate_id == person_id)


class Basis(StrEnum):
    OWN = "own"
    DELEGATION = "delegation"
    SUBSTITUTION = "substitution"
    ABSENCE = "absence"

    @property
    def label(self) -> str:
        return BASIS_LABELS[self]


BASIS_LABELS = {
    Basis.OWN: "Pouvoir propre",
    Basis.DELEGATION: "Délégation de signature",
    Basis.SUBSTITUTION: "Suppléance",
    Basis.ABSENCE: "Délégation en cas d'absence ou d'empêchement",
}
BASIS_RANKS = {basis: rank for rank, basis in enumerate(Basis)}


@dataclass(frozen=True)
class Power:
    """The person may sign. `signature_block` stands above the name; `visas` open the act, oldest authority first."""

    basis: Basis
    signatory: PowerHolder
    on_behalf_of: PowerHolder
    signature_block: str
    visas: tuple[str, ...] = ()
    delegation: Delegation | None = None
    in_absence_of: PowerHolder | None = None

    allowed = True

    @property
    def visa(self) -> str:
        return "\n".join(self.visas)

    @property
    def delegation_id(self) -> int | None:
        return self.delegation.id if self.delegation else None

    @property
    def signatory_name(self) -> str:
        return self.signatory.name

    @property
    def message(self) -> str:
        """Why, in one French sentence."""
        if self.delegation is None:
            return f"{self.signatory.formal_name} signe en vertu de son pouvoir propre."
        order = f"l'arrêté n° {self.delegation.order_number} du {french_date(self.delegation.signed_on)}"
        absent = self.in_absence_of
        away = f", {absent.formal_name} étant {'absente' if absent.is_woman else 'absent'}" if absent else ""
        how = "par suppléance" if self.basis is Basis.SUBSTITUTION else "par délégation"
        return f"{self.signatory.formal_name} signe {how}, sur le fondement de {order}{away}."


class RefusalCode(StrEnum):
    """Why not. Among delegations, the later in this list, the nearer to a power (see CHECKS)."""

    INACTIVE_ACCOUNT = "inactive_account"
    NO_POSTING = "no_posting"
    ABSENT = "absent"
    NO_DELEGATION = "no_delegation"
    OUT_OF_SCOPE_PROCEDURE = "out_of_scope_procedure"
    OUT_OF_SCOPE_ACT_KIND = "out_of_scope_act_kind"
    DELEGATOR_GONE = "delegator_gone"
    DELEGATE_MOVED = "delegate_moved"
    REVOKED = "revoked"
    EXPIRED = "expired"
    PRINCIPAL_GONE = "principal_gone"
    SUSPENDED = "suspended"
    NOT_PUBLISHED = "not_published"
    NOT_STARTED = "not_started"
    PUBLISHED_THAT_DAY = "published_that_day"
    PRINCIPAL_PRESENT = "principal_present"
    NOT_SUBDELEGABLE = "not_subdelegable"
    OWN_FILE = "own_file"


CLOSENESS = {code: rank for rank, code in enumerate(RefusalCode)}


@dataclass(frozen=True)
class Refusal:
    """The person may not sign: a code for programs, a French sentence for people."""

    code: RefusalCode
    message: str
    delegation: Delegation | None = None

    allowed = False


def may_sign(act: Act, person: PowerHolder, on: date, facts: SigningFacts) -> Power | Refusal:
    """The best power of `person` to sign `act` on that day, or the reason nearest to a power."""
    refusal = _personal_refusal(person, on, facts)
    if refusal is not None:
        return refusal
    if _is_prefect(person, on):
        return Power(Basis.OWN, person, person, _capital(person.quality_with_article))
    answers = [_power_under(delegation, act, person, on, facts) for delegation in facts.held_by(person.id)]
    powers = [answer for answer in answers if isinstance(answer, Power)]
    if powers:
        return min(powers, key=_preference)
    refusals = [answer for answer in answers if isinstance(answer, Refusal)]
    if refusals:
        return max(refusals, key=lambda refusal: (CLOSENESS[refusal.code], refusal.delegation.starts_on))
    return Refusal(RefusalCode.NO_DELEGATION, f"{person.formal_name} ne détient aucune délégation de signature.")


def who_may_sign(act: Act, on: date, facts: SigningFacts) -> list[Power]:
    """Every power that exists that day, the signatory nearest to the file first, the prefect last."""
    answers = (may_sign(act, person, on, facts) for person in facts.holders.values())
    powers = [answer for answer in answers if isinstance(answer, Power)]
    return sorted(powers, key=lambda power: _nearness(power, on))


def is_in_force(delegation: Delegation, on: date, facts: SigningFacts) -> Refusal | None:
    """What keeps the delegation from being used that day, whatever the act; None when it may be used."""
    delegate = facts.holders[delegation.delegate_id]
    return _first_refusal(DELEGATION_CHECKS, delegation, Act("", ""), delegate, on, facts)


def french_date(day: date) -> str:
    """ "5 janvier 2026", "1er mars 2026"."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def _personal_refusal(person: PowerHolder, on: date, facts: SigningFacts) -> Refusal | None:
    if not person.is_active:
        return Refusal(RefusalCode.INACTIVE_ACCOUNT, f"Le compte de {person.formal_name} est désactivé.")
    if person.post_on(on) is None:
        return Refusal(
            RefusalCode.NO_POSTING, f"{person.formal_name} n'a pas d'affectation à la préfecture le {french_date(on)}."
        )
    absence = facts.absence_of(person.id, on)
    if absence is not None:
        return Refusal(
            RefusalCode.ABSENT,
            f"{person.formal_name} est {person.recorded_absent} du {french_date(absence.starts_on)} au "
            f"{french_date(absence.ends_on)}.",
        )
    return None


def _power_under(
    delegation: Delegation, act: Act, person: PowerHolder, on: date, facts: SigningFacts
) -> Power | Refusal:
    refusal = _first_refusal(CHECKS, delegation, act, person, on, facts)
    if refusal is not None:
        return refusal
    authority, visas = _authority_and_visas(delegation, act, on, facts)
    principal = facts.holders[delegation.stands_in_for_id] if delegation.in_absence_only else None
    basis = Basis.DELEGATION
    if delegation.in_absence_only:
        basis = Basis.SUBSTITUTION if delegation.is_substitution else Basis.ABSENCE
    return Power(
        basis=basis,
        signatory=person,
        on_behalf_of=authority,
        signature_block=_signature_block(basis, person, authority, principal),
        visas=visas,
        delegation=delegation,
        in_absence_of=principal,
    )


def _first_refusal(checks, delegation, act, person, on, facts) -> Refusal | None:
    for code, check in checks:
        message = check(delegation, act, person, on, facts)
        if message:
            return Refusal(code, message, delegation)
    return None


# One function a fact: the French sentence when the fact forbids, an empty text when it does not.


def _procedure_out_of_scope(delegation, act, person, on, facts) -> str:
    if EVERYTHING in delegation.procedures or act.procedure_code in delegation.procedures:
        return ""
    label = facts.procedure_labels.get(act.procedure_code, act.procedure_code)
    return f"{_the_order(delegation)} ne couvre pas la procédure « {label} »."


def _act_kind_out_of_scope(delegation, act, person, on, facts) -> str:
    if EVERYTHING in delegation.act_kinds or act.act_kind in delegation.act_kinds:
        return ""
    label = facts.act_kind_labels.get(act.act_kind, act.act_kind)
    return f"{_the_order(delegation)} ne couvre pas les actes de nature « {label} »."


def _delegator_gone(delegation, act, person, on, facts) -> str:
    delegator = facts.holders[delegation.delegator_id]
    if delegator.is_active and delegator.kept_office(delegator.post_on(delegation.signed_on), on):
        return ""
    return (
        f"{delegator.formal_name}, qui avait donné la délégation n° {delegation.order_number}, n'est plus en "
        "fonctions : ses délégations ont pris fin avec ses fonctions."
    )


def _delegate_moved(delegation, act, person, on, facts) -> str:
    if person.kept_office(person.post_at_or_after(delegation.starts_on), on):
        return ""
    return (
        f"{person.formal_name} n'exerce plus les fonctions au titre desquelles la délégation "
        f"n° {delegation.order_number} lui avait été donnée."
    )


def _revoked(delegation, act, person, on, facts) -> str:
    if delegation.revoked_on is None or on < delegation.revoked_on:
        return ""
    return f"{_the_order(delegation)} est abrogé depuis le {french_date(delegation.revoked_on)}."


def _expired(delegation, act, person, on, facts) -> str:
    if delegation.ends_on is None or on < delegation.ends_on:
        return ""
    return f"{_the_order(delegation)} a cessé de produire effet le {french_date(delegation.ends_on)}."


def _not_subdelegable(delegation, act, person, on, facts) -> str:
    """A delegate of the prefect passes on only what he holds that day, and only if his own arrêté says so."""
    delegator = facts.holders[delegation.delegator_id]
    if _is_prefect(delegator, on) or _source_of(delegation, act, on, facts) is not None:
        return ""
    return (
        f"{delegator.formal_name} ne détient pas, le {french_date(on)}, de délégation du préfet permettant la "
        f"subdélégation n° {delegation.order_number}."
    )


def _principal_gone(delegation, act, person, on, facts) -> str:
    if not delegation.in_absence_only:
        return ""
    principal = facts.holders[delegation.stands_in_for_id]
    if principal.is_active and principal.kept_office(principal.post_at_or_after(delegation.signed_on), on):
        return ""
    return (
        f"{principal.formal_name} n'est plus en fonctions : la délégation n° {delegation.order_number}, prévue pour "
        "son absence, ne joue plus."
    )


def _suspended(delegation, act, person, on, facts) -> str:
    if delegation.suspended_from is None or on < delegation.suspended_from:
        return ""
    return f"{_the_order(delegation)} est suspendu depuis le {french_date(delegation.suspended_from)}."


def _not_published(delegation, act, person, on, facts) -> str:
    if delegation.published_on is not None and delegation.published_on <= on:
        return ""
    return f"{_the_order(delegation)} n'est pas publié au recueil des actes administratifs."


def _not_started(delegation, act, person, on, facts) -> str:
    if delegation.starts_on <= on:
        return ""
    return f"{_the_order(delegation)} ne prend effet que le {french_date(delegation.starts_on)}."


def _published_that_day(delegation, act, person, on, facts) -> str:
    if delegation.published_on != on:
        return ""
    return (
        f"{_the_order(delegation)} est publié ce jour : il n'est opposable que le lendemain, à compter du "
        f"{french_date(on + timedelta(days=1))} (CRPA, art. L. 221-2)."
    )


def _principal_present(delegation, act, person, on, facts) -> str:
    if not delegation.in_absence_only or facts.absence_of(delegation.stands_in_for_id, on) is not None:
        return ""
    principal = facts.holders[delegation.stands_in_for_id]
    return (
        f"{_the_order(delegation)} ne joue qu'en cas d'absence ou d'empêchement de {principal.formal_name}, "
        f"qui n'est pas {principal.recorded_absent} ce jour-là."
    )


def _own_file(delegation, act, person, on, facts) -> str:
    if not facts.four_eyes or not act.is_own_file_of(person.id):
        return ""
    return f"{person.formal_name} a préparé cet acte : un autre signataire doit le relire et le signer."


DELEGATION_CHECKS = (
    (RefusalCode.DELEGATOR_GONE, _delegator_gone),
    (RefusalCode.DELEGATE_MOVED, _delegate_moved),
    (RefusalCode.REVOKED, _revoked),
    (RefusalCode.EXPIRED, _expired),
    (RefusalCode.PRINCIPAL_GONE, _principal_gone),
    (RefusalCode.SUSPENDED, _suspended),
    (RefusalCode.NOT_PUBLISHED, _not_published),
    (RefusalCode.NOT_STARTED, _not_started),
    (RefusalCode.PUBLISHED_THAT_DAY, _published_that_day),
    (RefusalCode.PRINCIPAL_PRESENT, _principal_present),
)
CHECKS = (
    (RefusalCode.OUT_OF_SCOPE_PROCEDURE, _procedure_out_of_scope),
    (RefusalCode.OUT_OF_SCOPE_ACT_KIND, _act_kind_out_of_scope),
    *DELEGATION_CHECKS,
    (RefusalCode.NOT_SUBDELEGABLE, _not_subdelegable),
    (RefusalCode.OWN_FILE, _own_file),
)
# Whether a person passes on a power does not depend on that person being away or having prepared the act.
SOURCE_CHECKS = CHECKS[:-2]


def _source_of(delegation: Delegation, act: Act, on: date, facts: SigningFacts) -> Delegation | None:
    """The delegation of the prefect that the delegator of a sub-delegation passes on, or None."""
    delegator = facts.holders[delegation.delegator_id]
    sources = (
        source
        for source in facts.held_by(delegator.id)
        if source.may_be_subdelegated
        and not source.in_absence_only
        and _is_prefect(facts.holders[source.delegator_id], on)
        and _first_refusal(SOURCE_CHECKS, source, act, delegator, on, facts) is None
    )
    return min(sources, key=lambda source: (source.generality, source.id), default=None)


def _authority_and_visas(
    delegation: Delegation, act: Act, on: date, facts: SigningFacts
) -> tuple[PowerHolder, tuple[str, ...]]:
    delegator = facts.holders[delegation.delegator_id]
    if _is_prefect(delegator, on):
        return delegator, (_visa(delegation, facts, "préfectoral"),)
    source = _source_of(delegation, act, on, facts)
    prefect = facts.holders[source.delegator_id]
    return prefect, (_visa(source, facts, "préfectoral"), _visa(delegation, facts, ""))


def _visa(delegation: Delegation, facts: SigningFacts, nature: str) -> str:
    delegate = facts.holders[delegation.delegate_id]
    if delegation.is_substitution:
        authority = _of(facts.holders[delegation.stands_in_for_id].quality_with_article)
        purpose = f"chargeant {delegate.formal_name}, {delegate.quality}, de la suppléance {authority}"
    else:
        what = "délégation" if nature else "subdélégation"
        purpose = f"portant {what} de signature à {delegate.formal_name}, {delegate.quality}"
    order = " ".join(filter(None, ["l'arrêté", nature, f"n° {delegation.order_number}"]))
    return f"Vu {order} du {french_date(delegation.signed_on)} {purpose} ;"


def _signature_block(basis: Basis, person: PowerHolder, authority: PowerHolder, principal: PowerHolder | None) -> str:
    prefect = "la préfète" if authority.quality_is_feminine else "le préfet"
    if basis is Basis.SUBSTITUTION:
        lines = [f"Pour {prefect} {authority.quality_absent} et par suppléance,"]
    else:
        lines = [f"Pour {prefect} et par délégation,"]
    if basis is Basis.ABSENCE:
        lines.append(f"Pour {principal.quality_with_article} {principal.quality_absent},")
    lines.append(_capital(person.quality_with_article))
    return "\n".join(lines)


def _preference(power: Power) -> tuple:
    """Permanent before occasional, narrow before general, recent before old."""
    delegation = power.delegation
    age = -delegation.starts_on.toordinal()
    return BASIS_RANKS[power.basis], len(power.visas), delegation.generality, age, delegation.id


def _nearness(power: Power, on: date) -> tuple:
    post = power.signatory.post_on(on)
    return ROLE_RANKS.get(post.role, 0), BASIS_RANKS[power.basis], power.signatory.last_name, power.signatory.id


def _is_prefect(person: PowerHolder, on: date) -> bool:
    post = person.post_on(on)
    return post is not None and post.role == PREFECT


def _the_order(delegation: Delegation) -> str:
    return f"L'arrêté de délégation n° {delegation.order_number}"


def _of(noun: str) -> str:
    """ "le préfet" → "du préfet", "la préfète" → "de la préfète"."""
    return f"du {noun[3:]}" if noun.startswith("le ") else f"de {noun}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
