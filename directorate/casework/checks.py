"""What is verified before a decision goes to signature. Each finding names its article."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from django.db import connection

from directorate.casework import letters
from directorate.casework.cited_texts import texts_in_force
from directorate.casework.competence import competent_body, on_orly_platform
from directorate.casework.models import Case, CaseDeadline, Consultation, HearingInvitation
from directorate.casework.move import paris_day
from directorate.casework.powers import act_of
from directorate.casework.procedure import Finding, Opinion, Procedure
from directorate.documents.markup import plain_text, unresolved_fields
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import last_safe_day
from directorate.org.queries import who_may_sign
from directorate.org.signing import Act, Power
from directorate.parameters.queries import value as parameter
from directorate.permits.models import Permit

# Under this number of days before the last safe day, the signatory is told to have the act notified.
DAYS_TO_NOTIFY = 10


PowersFor = Callable[[Act, date], list[Power]]
# What the checks of the engine read of a case.
ROWS_BEFORE_SIGNATURE = (
    "party", "place", "commune", "unit__parent", "caseworker", "permit", "renews", "decision", "hearing",
)  # fmt: skip
SETS_BEFORE_SIGNATURE = ("consultations", "deadlines", "clock_stops", "pieces", "named_staff")


def findings_before_signature(
    case: Case, procedure: Procedure, at: datetime, powers: PowersFor = who_may_sign
) -> list[Finding]:
    """Every reason not to sign, blocking or not, in the order a reader would check them."""
    return [finding for look in looks(case, procedure, at, powers) for finding in look()]


def findings_without_reading(case: Case, procedure: Procedure, at: datetime, powers: PowersFor) -> list[Finding]:
    """The same for one case among many, read with what the checks of the engine read (see above).

    A check of its procedure that would read more is left to the instant of the signature: what a summary asks of the
    database does not depend on the number of cases.
    """
    found = []
    for look in looks(case, procedure, at, powers):
        with suppress(WouldRead), connection.execute_wrapper(refuse_to_read):
            found += look()
    return found


def not_ready_words(findings: Iterable[Finding]) -> str:
    return "La décision n'est pas prête : " + " ".join(finding.message for finding in findings if finding.blocking)


class WouldRead(Exception):
    """Something was about to be asked of the database."""


def refuse_to_read(execute, sql, params, many, context):
    raise WouldRead(sql)


def looks(case: Case, procedure: Procedure, at: datetime, powers: PowersFor) -> list[Callable[[], list[Finding]]]:
    decision = case.decision
    outcome = procedure.outcome(decision.outcome)
    return [
        partial(motivation, decision, outcome),
        partial(texts_in_force, decision, at),
        partial(remedies_and_fields, case, procedure, decision, at),
        partial(opinions, case, procedure, outcome, at),
        partial(hearing, case, procedure, outcome, at),
        partial(completeness, case, procedure),
        partial(silence, case, at),
        partial(suspended_title, case, outcome),
        partial(competence, case, procedure, at),
        partial(signatory, case, decision, at, powers),
        *(partial(check, case, at) for check in procedure.checks),
    ]


def motivation(decision, outcome) -> list[Finding]:
    found = []
    if not [visa for visa in decision.visas if visa.strip()]:
        found.append(Finding("Aucun texte n'est visé : les considérations de droit manquent.", "CRPA L211-5"))
    if not outcome.favourable and not [ground for ground in decision.grounds if ground.strip()]:
        found.append(
            Finding("La décision est défavorable et aucun fait n'est énoncé dans les considérants.", "CRPA L211-2")
        )
    if not [article for article in decision.articles if article.strip()]:
        found.append(Finding("L'acte ne comporte aucun article."))
    return found


def remedies_and_fields(case: Case, procedure: Procedure, decision, at: datetime) -> list[Finding]:
    html = letters.preview(case, procedure, decision, at)
    found = []
    if 'class="remedies"' not in html:
        found.append(Finding("Les voies et délais de recours ne figurent pas dans l'acte.", "CJA R421-5"))
    fields = [name for name in unresolved_fields(html) if not name.startswith("signature.")]
    if fields:
        found.append(Finding("Champs non renseignés : " + ", ".join(fields) + "."))
    if letters.PLACEHOLDER in plain_text(html):
        found.append(Finding("Un passage « à compléter » subsiste dans le texte."))
    return found


def opinions(case: Case, procedure: Procedure, outcome, at: datetime) -> list[Finding]:
    """A mandatory opinion is given, or its time has run out; a binding one is followed."""
    found = []
    last = {row.code: row for row in case.consultations.all()}
    for wanted in procedure.opinions:
        row = last.get(wanted.code)
        if row is not None and letters.is_silent(row, paris_day(at)):
            found += silent_opinion(wanted, outcome, binding=wanted.is_binding(case.answers))
            if row.is_deemed:
                found.append(
                    Finding(
                        f"Un avis {row.get_opinion_display().lower()} est arrivé après le délai ; l'avis reste réputé"
                        f" rendu : {wanted.label}.",
                        wanted.article,
                        blocking=False,
                    )
                )
        elif row is None or row.answered_on is None or row.opinion == Consultation.Opinion.REVOKED:
            if wanted.is_mandatory(case.answers):
                found.append(Finding(f"L'avis obligatoire n'est pas rendu : {wanted.label}.", wanted.article))
        else:
            found += given_opinion(
                wanted,
                row,
                outcome,
                mandatory=wanted.is_mandatory(case.answers),
                binding=wanted.is_binding(case.answers),
            )
    for row in last.values():
        if not row.answered_on and not row.is_mandatory and row.due_on >= paris_day(at):
            found.append(Finding(f"Un avis demandé est encore attendu : {row.body_label}.", blocking=False))
    return found


def silent_opinion(wanted: Opinion, outcome, *, binding: bool) -> list[Finding]:
    """The body let its time go by. What is deemed favourable counts as such; a binding opinion is never supposed."""
    if wanted.deemed_if_silent == Consultation.Opinion.FAVOURABLE:
        return []
    if binding and outcome.favourable:
        return [Finding(f"L'avis conforme n'est pas rendu : {wanted.label}.", wanted.article)]
    return [
        Finding(f"L'avis demandé n'a pas été rendu dans le délai : {wanted.label}.", wanted.article, blocking=False)
    ]


def given_opinion(wanted: Opinion, row: Consultation, outcome, *, mandatory: bool, binding: bool) -> list[Finding]:
    if row.opinion == Consultation.Opinion.ADJOURNED and mandatory:
        return [Finding(f"L'avis a été ajourné : {wanted.label}.", wanted.article)]
    if not outcome.favourable:
        return []
    followed = row.opinion in {Consultation.Opinion.FAVOURABLE, Consultation.Opinion.WITH_RESERVES}
    if binding and not followed:
        opinion = row.get_opinion_display().lower()
        return [Finding(f"L'avis conforme n'est pas favorable ({opinion}) : {wanted.label}.", wanted.article)]
    if row.opinion == Consultation.Opinion.UNFAVOURABLE:
        return [Finding(f"L'avis est défavorable, la décision s'en écarte : {wanted.label}.", blocking=False)]
    return []


def hearing(case: Case, procedure: Procedure, outcome, at: datetime) -> list[Finding]:
    """CRPA L121-1: before a reasoned individual decision taken on the administration's own initiative.

    A hearing that the law did not ask for, once opened, is held to its end.
    """
    if not procedure.has_hearing or outcome.favourable or outcome.hearing_exempt:
        return []
    invitation = getattr(case, "hearing", None)
    if invitation is None or (not invitation.sent_on and not invitation.exception):
        if not procedure.hearing_required:
            return []
        return [Finding("La procédure contradictoire n'a pas été engagée.", "CRPA L121-1 et L122-1")]
    if invitation.exception:
        return []
    if invitation.observations_on:
        return observations_are_cited(case, invitation)
    if paris_day(at) <= invitation.deadline_on:
        return [
            Finding(
                "Le délai pour présenter des observations n'est pas expiré : il court jusqu'au"
                f" {invitation.deadline_on:%d/%m/%Y}.",
                "CRPA L122-1",
            )
        ]
    return time_to_be_heard(invitation, at)


def suspended_title(case: Case, outcome) -> list[Finding]:
    """A renewal replaces the title: granted while it is suspended, it would end the measure before its term."""
    former = case.renews
    if not (outcome.issues_permit and former is not None and former.state == Permit.State.SUSPENDED):
        return []
    return [Finding(f"Le titre {former.number} est suspendu : le remplacer mettrait fin à la mesure avant son terme.")]


def observations_are_cited(case: Case, invitation: HearingInvitation) -> list[Finding]:
    day = french_long(invitation.observations_on)
    if any(day in visa for visa in case.decision.visas):
        return []
    return [Finding(f"Les observations reçues le {day} ne sont pas visées par l'acte.", "CRPA L121-1", blocking=False)]


def time_to_be_heard(invitation: HearingInvitation, at: datetime) -> list[Finding]:
    """The time that really ran, from the day when the letter was received: sending it proves nothing."""
    if invitation.received_on is None:
        return [
            Finding(
                "La date de réception de la lettre de procédure contradictoire n'est pas enregistrée.",
                "CRPA L122-1",
                blocking=False,
            )
        ]
    minimum = int(parameter("hearing.minimum_days", invitation.sent_on))
    if (paris_day(at) - invitation.received_on).days < minimum:
        return [
            Finding(
                f"La lettre a été reçue le {invitation.received_on:%d/%m/%Y} : {minimum} jours au moins sont laissés"
                " pour présenter des observations.",
                "CRPA L122-1",
            )
        ]
    return []


def completeness(case: Case, procedure: Procedure) -> list[Finding]:
    if any(stop.ended_on is None for stop in case.clock_stops.all()):
        return [Finding("Une demande de pièces est encore ouverte.", "CRPA L114-5", blocking=False)]
    return []


def silence(case: Case, at: datetime) -> list[Finding]:
    """Signed is not notified: near the end of the time to decide, the notification is what counts."""
    row = next((row for row in case.deadlines.all() if row.kind == CaseDeadline.Kind.SILENCE), None)
    if row is None or row.state == CaseDeadline.State.ACTED or row.due_on is None:
        return []
    safe_day = last_safe_day(row.due_on)
    if (safe_day - paris_day(at)).days > DAYS_TO_NOTIFY:
        return []
    return [
        Finding(
            f"Le délai pour statuer expire le {row.due_on:%d/%m/%Y} : faire notifier l'acte au plus tard le"
            f" {safe_day:%d/%m/%Y}.",
            row.article,
            blocking=False,
        )
    ]


def competence(case: Case, procedure: Procedure, at: datetime) -> list[Finding]:
    if on_orly_platform(case):
        return [
            Finding(
                "Le lieu est sur la plate-forme de Paris-Orly. Autorité compétente :"
                f" {parameter('authority.orly_authority', paris_day(at))}. Transmettre le dossier (CRPA L114-2)."
            )
        ]
    if body := competent_body(case, procedure, paris_day(at)):
        return [Finding(f"{body.explanation} Transmettre le dossier (CRPA L114-2) : {body.to}.", body.article)]
    return []


def signatory(case: Case, decision, at: datetime, powers: PowersFor) -> list[Finding]:
    act = act_of(case, decision)
    if not powers(act, paris_day(at)):
        return [Finding("Personne ne peut signer cet acte aujourd'hui.", "Décret 2004-374, art. 43")]
    return []
