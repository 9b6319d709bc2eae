"""What each transition does to the case, inside its transaction. An effect may return the stage it leads to."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.conf import settings

from directorate.casework import letters
from directorate.casework.checks import findings_before_signature, not_ready_words
from directorate.casework.cited_texts import keep_cited
from directorate.casework.competence import competent_body
from directorate.casework.errors import DatesOutOfOrder, NoPower, NotReady, StageConflict
from directorate.casework.models import (
    Case,
    CaseDeadline,
    ClockStop,
    Consultation,
    ConsultationLink,
    Decision,
    HearingInvitation,
    Piece,
)
from directorate.casework.move import PARIS, Move, paris_day
from directorate.casework.powers import act_of
from directorate.casework.procedure import Opinion
from directorate.casework.proofs import missing_proof
from directorate.casework.queries import INCOMPLETE, usual_organisation, waits_to_be_complete
from directorate.commissions import operations as commissions
from directorate.jobs.operations import post_mail
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.queries import may_sign
from directorate.org.signing import Act, Power
from directorate.parameters.queries import value as parameter
from directorate.partners.models import Organisation
from directorate.permits import operations as permits
from directorate.registers import operations as registers
from directorate.web.errors import DomainError

RUNNING_STATES = (CaseDeadline.State.RUNNING, CaseDeadline.State.SUSPENDED)
MISSING_STATES = (Piece.State.EXPECTED, Piece.State.REQUESTED, Piece.State.REFUSED)


def link_hash(code: str) -> str:
    """Only this keyed hash of an answer code is stored."""
    return hmac.new(settings.SECRET_KEY.encode(), b"consultation:" + code.encode(), hashlib.sha256).hexdigest()


def not_in_future(day: date, move: Move, field: str) -> None:
    if day > move.today:
        raise DatesOutOfOrder("Cette date est dans l'avenir.", field=field)


def not_before_receipt(day: date, move: Move, field: str) -> None:
    if day < move.case.received_on:
        raise DatesOutOfOrder(
            f"Cette date précède la réception du dossier ({move.case.received_on:%d/%m/%Y}).", field=field
        )


def missing_pieces(case) -> list[Piece]:
    return [piece for piece in case.pieces.all() if piece.is_blocking and piece.state in MISSING_STATES]


def last_arrival(case) -> date:
    """The day when the last indispensable document arrived, whatever was typed last: the dossier is complete."""
    arrived = [piece.received_on for piece in case.pieces.all() if piece.is_blocking and piece.received_on]
    return max([case.received_on, *arrived])


def satisfied_on(case) -> date | None:
    """The day when the open request for documents was wholly answered; None while one of them is awaited.

    What is still missing and was not asked suspends nothing (CRPA L114-5).
    """
    stop = case.clock_stops.filter(ended_on__isnull=True).first()
    if stop is None:
        return None
    asked = [piece for piece in case.pieces.all() if piece.is_blocking and piece.label in stop.missing]
    if any(piece.state in MISSING_STATES for piece in asked):
        return None
    return max([stop.started_on, *(piece.received_on for piece in asked if piece.received_on)])


def close_open_stop(move: Move, ended_on: date) -> None:
    stop = move.case.clock_stops.filter(ended_on__isnull=True).first()
    if stop is None:
        return
    if ended_on < stop.started_on:
        raise DatesOutOfOrder(
            f"Les pièces ont été demandées le {stop.started_on:%d/%m/%Y} : elles ne peuvent être arrivées avant.",
            field="received_on",
        )
    stop.ended_on = ended_on
    stop.save(update_fields=["ended_on"])


# --- receipt and completeness -------------------------------------------------------------------------------


def acknowledge(move: Move) -> None:
    if move.case.letters.filter(purpose="acknowledgement").exclude(letter__state="cancelled").exists():
        raise DomainError("L'accusé de réception de ce dossier est déjà établi.")
    letters.write(move, "acknowledgement", {"missing": [piece.label for piece in missing_pieces(move.case)]})


def request_pieces(move: Move) -> None:
    notified_on: date = move.details.get("notified_on") or move.today
    refuse_after_silence(move, notified_on)
    limit_on: date = move.details["limit_on"]
    not_in_future(notified_on, move, "notified_on")
    not_before_receipt(notified_on, move, "notified_on")
    if limit_on <= notified_on:
        raise DatesOutOfOrder("La date limite doit suivre la notification de la demande.", field="limit_on")
    pieces = list(move.case.pieces.filter(code__in=move.details["pieces"]))
    if not pieces:
        raise DomainError("Choisir au moins une pièce à demander.", field="pieces")
    if not any(piece.is_blocking for piece in pieces):
        raise DomainError(
            "L'absence d'une pièce qui n'est pas indispensable ne suspend pas l'instruction (CRPA L114-5-1).",
            field="pieces",
        )
    if move.case.clock_stops.filter(ended_on__isnull=True).exists():
        raise DomainError("Une demande de pièces est déjà en cours pour ce dossier.")
    last = move.case.clock_stops.order_by("-ended_on").first()
    if last is not None and last.ended_on > notified_on:
        raise DatesOutOfOrder(
            f"La précédente demande n'a été satisfaite que le {last.ended_on:%d/%m/%Y}.", field="notified_on"
        )
    for piece in pieces:
        piece.state = Piece.State.REQUESTED
        piece.save(update_fields=["state"])
    ClockStop.objects.create(
        case=move.case,
        started_on=notified_on,
        limit_on=limit_on,
        reason=move.details.get("reason") or "Pièces manquantes demandées au demandeur",
        missing=[piece.label for piece in pieces],
    )
    letters.write(
        move,
        "completeness_request",
        {"missing": [piece.label for piece in pieces], "limit_on": limit_on, "reason": move.details.get("reason", "")},
    )
    move.recorded |= {"pieces": [piece.label for piece in pieces], "limit_on": limit_on.isoformat()}


def receive_pieces(move: Move) -> str:
    received_on: date = move.details.get("received_on") or move.today
    not_in_future(received_on, move, "received_on")
    not_before_receipt(received_on, move, "received_on")
    pieces = list(move.case.pieces.filter(code__in=move.details["pieces"]))
    if not pieces:
        raise DomainError("Indiquer quelles pièces sont arrivées.", field="pieces")
    files: Mapping = move.details.get("files") or {}
    for piece in pieces:
        piece.state = Piece.State.RECEIVED
        piece.received_on = received_on
        if piece.code in files:
            piece.file = files[piece.code]
        piece.save(update_fields=["state", "received_on", "file"])
    move.recorded |= {"pieces": [piece.label for piece in pieces], "received_on": received_on.isoformat()}
    stop = move.case.clock_stops.filter(ended_on__isnull=True).first()
    if stop is not None and any(piece.label in stop.missing for piece in pieces) and received_on < stop.started_on:
        raise DatesOutOfOrder(
            f"Les pièces ont été demandées le {stop.started_on:%d/%m/%Y} : elles ne peuvent être arrivées avant.",
            field="received_on",
        )
    if ended_on := satisfied_on(move.case):
        close_open_stop(move, ended_on)
    if move.case.stage != "incomplete":
        return move.case.stage
    if not missing_pieces(move.case):
        move.case.complete_on = last_arrival(move.case)
        return "review"
    # All that was asked is there, something else is missing: it is to be asked in its turn.
    return "received" if ended_on else "incomplete"


def declare_complete(move: Move) -> None:
    arrived_on = last_arrival(move.case)
    asked = [stop.started_on for stop in move.case.clock_stops.filter(ended_on__isnull=True)]
    complete_on: date = move.details.get("complete_on") or max([arrived_on, *asked])
    not_in_future(complete_on, move, "complete_on")
    not_before_receipt(complete_on, move, "complete_on")
    if complete_on < arrived_on:
        raise DatesOutOfOrder(
            f"La dernière pièce indispensable est arrivée le {arrived_on:%d/%m/%Y} : le dossier ne pouvait être"
            " complet avant.",
            field="complete_on",
        )
    if missing := missing_pieces(move.case):
        raise NotReady(
            "Le dossier n'est pas complet : " + ", ".join(piece.label for piece in missing) + ".",
            details=[piece.label for piece in missing],
        )
    close_open_stop(move, complete_on)
    move.case.complete_on = complete_on
    move.recorded |= {"complete_on": complete_on.isoformat()}


# --- opinions -----------------------------------------------------------------------------------------------


def request_opinion(move: Move) -> str:
    asked_on = move.today
    wanted = move.procedure.opinion(move.details["opinion"])
    if wanted.commission:
        raise DomainError("La commission se saisit en inscrivant le dossier à l'ordre du jour d'une séance.")
    if move.case.consultations.filter(code=wanted.code, answered_on__isnull=True).exists():
        raise DomainError(f"Un avis est déjà demandé : {wanted.label}.", field="opinion")
    organisation = move.details.get("organisation") or usual_organisation(move.case, wanted)
    address = reachable(wanted, organisation, move.details.get("email", ""))
    due_on = move.details.get("due_on") or opinion_due_on(move.case, wanted, asked_on)
    if due_on < asked_on:
        raise DatesOutOfOrder("L'avis ne peut être attendu avant d'être demandé.", field="due_on")
    consultation = Consultation.objects.create(
        case=move.case,
        code=wanted.code,
        body_label=organisation.name if organisation else wanted.label,
        organisation=organisation,
        is_mandatory=wanted.is_mandatory(move.case.answers),
        is_binding=wanted.is_binding(move.case.answers),
        deemed_if_silent=wanted.deemed_if_silent,
        question=move.details.get("question", ""),
        asked_on=asked_on,
        due_on=due_on,
    )
    if address:
        send_answer_link(move, consultation, address)
    move.recorded |= {"body": consultation.body_label, "due_on": due_on.isoformat()}
    return "receipt_issued" if move.case.stage == "receipt_issued" else "consultation"


def reachable(wanted: Opinion, organisation: Organisation | None, email: str) -> str:
    """The address of the mail; empty when the request leaves by post, or to nobody outside the house."""
    address = email or (organisation.email if organisation else "")
    if address or wanted.own_means or (organisation is not None and organisation.address.strip()):
        return address
    name = organisation.name if organisation else wanted.label
    raise DomainError(
        f"Aucune adresse n'est connue pour « {name} » : la demande ne partirait pas. Indiquer une adresse de réponse"
        " ici, ou l'ajouter à l'organisme (Réglages, Imports, modèle « Partenaires »).",
        field="email",
    )


def opinion_due_on(case: Case, wanted: Opinion, asked_on: date) -> date:
    """The usual time of the body, but never after the last day on which its answer is of use."""
    months, days = (int(parameter(code, asked_on)) if code else 0 for code in wanted.delay)
    return min([wanted.due_on(asked_on, months, days), *last_useful_days(case, asked_on)])


def last_useful_days(case: Case, on: date) -> Iterator[date]:
    """The eve of the event, the day counted back for opinions, the hour of a decision that does not wait for months."""
    if case.event_at is not None and paris_day(case.event_at) > on:
        yield paris_day(case.event_at) - timedelta(days=1)
    running = case.deadlines.filter(code__in=("opinions_by", "decision"), state=CaseDeadline.State.RUNNING)
    yield from running.filter(due_on__gte=on).values_list("due_on", flat=True)


def send_answer_link(move: Move, consultation: Consultation, address: str) -> None:
    """The code leaves in the mail only; a reader of the database cannot answer in the partner's place."""
    code = secrets.token_urlsafe(32)
    link = ConsultationLink.objects.create(
        consultation=consultation,
        code_hash=link_hash(code),
        created_at=move.at,
        expires_at=move.at + timedelta(days=int(parameter("opinion.link_days", move.today))),
        sent_to=address,
    )
    body = letters.plain(
        "emails/opinion_request.txt",
        {
            "case": move.case,
            "consultation": consultation,
            "link": f"{settings.PUBLIC_URL}/avis/{code}/",
            "due_on": french_long(consultation.due_on),
            "expires_on": french_long(link.expires_at.astimezone(PARIS).date()),
            "unit": move.case.unit,
        },
    )
    post_mail(
        key=f"opinion-link:{link.pk}",
        to=address,
        subject=f"Avis demandé sur le dossier {move.case.reference}",
        body=body,
        at=move.at,
    )
    move.recorded["link_until"] = link.expires_at.isoformat()


def title_on_agenda(case: Case) -> str:
    """An agenda is read by people who may not know of a sensitive case: it gives the reference alone."""
    if case.sensitivity != Case.Sensitivity.NORMAL:
        return case.reference
    return f"{case.reference} {case.title}"[:250]


def put_on_agenda(move: Move) -> str:
    session = move.details["session"]
    wanted = next((opinion for opinion in move.procedure.opinions if opinion.commission == session.commission_id), None)
    if wanted is None:
        raise DomainError("Cette commission n'est pas consultée dans cette procédure.", field="session")
    if move.case.decided_at is not None and not wanted.follows_decision:
        raise StageConflict("La décision est prise : son avis ne peut plus être demandé.")
    if move.case.consultations.filter(code=wanted.code, answered_on__isnull=True).exists():
        raise DomainError("Le dossier est déjà à l'ordre du jour d'une séance.", field="session")
    if waits_to_be_complete(move.case):
        raise NotReady(INCOMPLETE)
    item = commissions.add_item(
        session=session, title=title_on_agenda(move.case), commune=move.case.commune, by=move.by, at=move.at
    )
    Consultation.objects.create(
        case=move.case,
        code=wanted.code,
        body_label=session.commission.name,
        agenda_item=item,
        is_mandatory=wanted.is_mandatory(move.case.answers),
        is_binding=wanted.is_binding(move.case.answers),
        deemed_if_silent=wanted.deemed_if_silent,
        asked_on=move.today,
        due_on=session.starts_at.astimezone(PARIS).date(),
    )
    move.recorded["session"] = str(session)
    return "consultation" if move.case.decided_at is None else move.case.stage


def take_off_agenda(move: Move) -> str:
    """The question to the commission is withdrawn: nothing of it stays but the journal."""
    waiting = move.case.consultations.filter(answered_on__isnull=True, agenda_item__isnull=False)
    consultation = waiting.select_for_update(of=("self",)).select_related("agenda_item__session").first()
    if consultation is None:
        raise StageConflict("Le dossier n'est à l'ordre du jour d'aucune séance.")
    item = consultation.agenda_item
    move.recorded["session"] = str(item.session)
    consultation.delete()
    commissions.drop_item(item=item, by=move.by, at=move.at)
    if move.case.stage != "consultation" or move.case.consultations.filter(answered_on__isnull=True).exists():
        return move.case.stage
    return "review"


def record_opinion(move: Move) -> str:
    consultation: Consultation = move.case.consultations.select_for_update(of=("self",)).get(
        pk=move.details["consultation"].pk
    )
    if not consultation.may_be_answered:
        raise DomainError("Cet avis est déjà enregistré.", field="consultation")
    answered_on: date = move.details.get("answered_on") or move.today
    not_in_future(answered_on, move, "answered_on")
    if answered_on < consultation.asked_on:
        raise DatesOutOfOrder(
            f"L'avis a été demandé le {consultation.asked_on:%d/%m/%Y} : il ne peut avoir été rendu avant.",
            field="answered_on",
        )
    opinion = move.details["opinion"]
    if opinion == Consultation.Opinion.NO_ANSWER and move.today <= consultation.due_on:
        raise NotReady(f"Le délai pour rendre cet avis court jusqu'au {consultation.due_on:%d/%m/%Y}.", field="opinion")
    if opinion in {"unfavourable", "favourable_with_reserves"} and not move.details.get("comment", "").strip():
        raise DomainError("Un avis défavorable ou assorti de réserves indique ses motifs.", field="comment")
    if consultation.agenda_item_id:
        commissions.record_opinion(
            item=consultation.agenda_item,
            opinion=opinion,
            votes_for=move.details.get("votes_for"),
            votes_against=move.details.get("votes_against"),
            comment=move.details.get("comment", ""),
            by=move.by,
            at=move.at,
        )
    consultation.answered_on = answered_on
    consultation.opinion = opinion
    consultation.comment = move.details.get("comment", "")
    consultation.answered_by = move.details.get("answered_by", "")
    consultation.is_confidential = move.details.get("is_confidential", False)
    consultation.file = move.details.get("file") or consultation.file
    consultation.save()
    if opinion != Consultation.Opinion.NO_ANSWER:
        # After a silence that was noted, an answer that comes late is kept: its link still opens.
        consultation.links.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=move.at)
    # The journal is read further than the file: of what is confidential, it says that it came.
    sense = "confidentiel" if consultation.is_confidential else consultation.get_opinion_display()
    move.recorded |= {"body": consultation.body_label, "opinion": sense}
    if consultation.is_late and consultation.agenda_item_id is None:
        move.recorded["late"] = True
    if move.case.stage not in {"consultation", "review"}:
        return move.case.stage
    return review_or_consultation(move)


def review_or_consultation(move: Move) -> str:
    waiting = move.case.consultations.filter(answered_on__isnull=True).exists()
    return "consultation" if waiting else "review"


def revoke_opinion(move: Move) -> str:
    """The service takes its request back: the link dies at once, and the body is told."""
    consultation: Consultation = move.case.consultations.select_for_update(of=("self",)).get(
        pk=move.details["consultation"].pk
    )
    if consultation.answered_on is not None:
        raise DomainError("Cet avis est déjà enregistré : la demande ne se retire plus.", field="consultation")
    if consultation.agenda_item_id:
        raise DomainError("Le dossier se retire de l'ordre du jour de la séance.", field="consultation")
    reason = move.details["reason"].strip()
    if not reason:
        raise DomainError("Indiquer pourquoi la demande est retirée.", field="reason")
    told = consultation.links.exclude(sent_to="").order_by("-pk").values_list("sent_to", flat=True).first()
    consultation.links.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=move.at)
    consultation.answered_on, consultation.opinion = move.today, Consultation.Opinion.REVOKED
    consultation.comment = reason
    consultation.save(update_fields=["answered_on", "opinion", "comment"])
    if told:
        post_mail(
            key=f"opinion-revoked:{consultation.pk}",
            to=told,
            subject=f"Demande d'avis retirée, dossier {move.case.reference}",
            body=letters.plain(
                "emails/opinion_revoked.txt",
                {"case": move.case, "consultation": consultation, "asked_on": french_long(consultation.asked_on),
                 "unit": move.case.unit},
            ),
            at=move.at,
        )  # fmt: skip
    move.recorded |= {"body": consultation.body_label, "reason": reason}
    return move.case.stage if move.case.stage not in {"consultation", "review"} else review_or_consultation(move)


# --- the right to be heard ----------------------------------------------------------------------------------


UNHEARD = {
    "received_on": None, "mode": "", "observations_on": None, "observations": "", "heard_on": None, "counsel": "",
}  # fmt: skip


def invite_to_hearing(move: Move) -> None:
    if not move.procedure.has_hearing:
        raise DomainError("Cette procédure ne comporte pas de contradictoire préalable.")
    refuse_after_silence(move)
    sent_on: date = move.details.get("sent_on") or move.today
    not_in_future(sent_on, move, "sent_on")
    minimum = int(parameter("hearing.minimum_days", move.today))
    deadline_on = move.details.get("deadline_on") or sent_on + timedelta(
        days=int(parameter("hearing.usual_days", move.today))
    )
    if deadline_on < sent_on + timedelta(days=minimum):
        raise DatesOutOfOrder(
            f"Le délai pour présenter des observations doit être suffisant : au moins {minimum} jours.",
            field="deadline_on",
        )
    HearingInvitation.objects.update_or_create(
        case=move.case,
        defaults={
            "facts": move.details["facts"],
            "contemplated_measure": move.details["contemplated_measure"],
            "sent_on": sent_on,
            "deadline_on": deadline_on,
            "exception": "",
            "exception_reason": "",
            # What was said of other facts does not answer these.
            **UNHEARD,
        },
    )
    letters.write(
        move,
        "hearing_invitation",
        {
            "facts": move.details["facts"],
            "contemplated_measure": move.details["contemplated_measure"],
            "deadline_on": deadline_on,
        },
    )
    move.recorded["deadline_on"] = deadline_on.isoformat()


def waive_hearing(move: Move) -> None:
    if not move.procedure.hearing_required:
        raise DomainError("La loi n'impose pas ici de contradictoire préalable : il n'y a rien à écarter.")
    HearingInvitation.objects.update_or_create(
        case=move.case,
        defaults={"exception": move.details["exception"], "exception_reason": move.details["exception_reason"]},
    )
    move.recorded |= {"exception": move.details["exception"], "reason": move.details["exception_reason"]}


def record_observations(move: Move) -> None:
    hearing = getattr(move.case, "hearing", None)
    if hearing is None or hearing.sent_on is None:
        raise DomainError("La procédure contradictoire n'a pas été engagée : il n'y a pas d'observations à recevoir.")
    observed_on: date = move.details.get("observations_on") or move.today
    not_in_future(observed_on, move, "observations_on")
    if observed_on < hearing.sent_on:
        raise DatesOutOfOrder("Les observations ne peuvent précéder la lettre.", field="observations_on")
    hearing.received_on = move.details.get("letter_received_on") or hearing.received_on
    hearing.mode = move.details["mode"]
    hearing.observations_on = None if hearing.mode == HearingInvitation.Mode.NONE else observed_on
    hearing.observations = move.details.get("observations", "")
    hearing.heard_on = move.details.get("heard_on")
    hearing.counsel = move.details.get("counsel", "")
    if hearing.mode == HearingInvitation.Mode.NONE and move.today <= hearing.deadline_on:
        raise NotReady(
            f"Le délai pour présenter des observations court jusqu'au {hearing.deadline_on:%d/%m/%Y}.", field="mode"
        )
    hearing.save()
    move.recorded["mode"] = hearing.get_mode_display()


# --- decision -----------------------------------------------------------------------------------------------


def draft_decision(move: Move) -> None:
    outcome = move.procedure.outcome(move.details["outcome"])
    draft = letters.initial_draft(move.case, move.procedure, outcome, move.at)
    Decision.objects.update_or_create(
        case=move.case,
        defaults={
            **draft,
            "outcome": outcome.code,
            "act_kind": outcome.act_kind,
            "state": Decision.State.DRAFT,
            "drafted_by": move.by,
            "updated_at": move.at,
            "returned_reason": "",
        },
    )
    move.recorded["outcome"] = outcome.label


def refuse_unready(move: Move) -> None:
    blocking = [found for found in findings_before_signature(move.case, move.procedure, move.at) if found.blocking]
    if blocking:
        raise NotReady(not_ready_words(blocking), details=[finding.message for finding in blocking])


def submit(move: Move) -> None:
    refuse_after_silence(move)
    decision = move.case.decision
    refuse_unready(move)
    decision.state = Decision.State.SUBMITTED
    decision.submitted_at = move.at
    decision.returned_reason = ""
    decision.save(update_fields=["state", "submitted_at", "returned_reason"])


def resume_review(move: Move) -> str:
    """Back from a draft: to ask one more opinion, or to decide otherwise."""
    return "receipt_issued" if move.case.letters.filter(purpose="receipt").exists() else "review"


def return_draft(move: Move) -> None:
    decision = move.case.decision
    decision.state = Decision.State.DRAFT
    decision.returned_reason = move.details["reason"]
    decision.save(update_fields=["state", "returned_reason"])
    move.recorded["reason"] = move.details["reason"]


def power_to_sign(move: Move, act: Act) -> Power:
    answer = may_sign(move.by, act, move.today)
    if not isinstance(answer, Power):
        raise NoPower(answer.message)
    return answer


def sign(move: Move) -> str:
    refuse_after_silence(move)
    decision = move.case.decision
    outcome = move.procedure.outcome(decision.outcome)
    refuse_unready(move)
    power = power_to_sign(move, act_of(move.case, decision))
    decision.number = registers.next_number("acts", at=move.at)
    decision.signed_at = move.at
    decision.signed_by = move.by
    decision.delegation_id = power.delegation_id
    decision.signature_block = power.signature_block
    decision.state = Decision.State.SIGNED
    move.case.decided_at = move.at
    move.case.outcome = outcome.code
    if outcome.issues_permit:
        issue_permit(move, move.today)
    letter = letters.write_signed_act(move, decision, outcome, power)
    decision.letter = letter
    decision.save()
    keep_cited(letter, decision, move.at)
    letters.write(move, "notification", {"decision": letters.decision_words(decision)})
    move.recorded |= {
        "number": decision.number,
        "outcome": outcome.label,
        "signed_for": power.signature_block,
        "delegation": decision.delegation.order_number if decision.delegation_id else "",
    }
    if outcome.regulatory:
        # A regulatory act is notified to nobody: it enters into force by its publication (CRPA L221-2).
        registers.add_to_issue(letter=letter, unit=move.case.unit, by=move.by, at=move.at)
        return "notified"
    return "decided"


def issue_permit(move: Move, issued_on: date) -> None:
    validity = move.procedure.validity
    case = move.case
    # Amended while it was being renewed, or the reverse: what is replaced is what stands today.
    former = permits.current(case.renews) if case.renews_id else None
    keeps_term = bool(validity.restarts_when) and not parameter(validity.restarts_when, issued_on)
    permit = permits.issue(
        number=permits.next_permit_number(validity.number_prefix, at=move.at),
        procedure_code=case.procedure_code,
        label=validity.permit_label,
        holder=str(case.party),
        unit=case.unit,
        commune=case.commune,
        place_label=str(case.place or ""),
        issued_on=issued_on,
        months=validity.months(case.answers, int(parameter(validity.months_parameter, issued_on))),
        renew_before_months=int(parameter(validity.renew_before_parameter, issued_on)),
        term_of=former if keeps_term else None,
        on_the_eve=validity.ends_on_the_eve,
        by=move.by,
        at=move.at,
    )
    if former is not None:
        permits.replace(permit=former, by_permit=permit, by=move.by, at=move.at)
    case.permit = permit
    move.recorded["permit"] = permit.number


def notify(move: Move) -> str:
    case, decision = move.case, move.case.decision
    notified_at: datetime = move.details["notified_at"]
    if notified_at < case.decided_at:
        raise DatesOutOfOrder(
            f"La notification ne peut précéder la signature (le {case.decided_at.astimezone(PARIS):%d/%m/%Y à %H:%M}).",
            field="notified_at",
        )
    if notified_at > move.at:
        raise DatesOutOfOrder("La notification ne peut être datée dans l'avenir.", field="notified_at")
    reference = move.details.get("reference", "").strip()
    lacking = missing_proof(
        move.details["mode"],
        reference=reference,
        has_document=bool(move.details.get("proof")),
        advised=bool(move.details.get("advised")),
    )
    if lacking:
        raise DomainError(lacking[0], field=lacking[1])
    decision.notification_mode = move.details["mode"]
    decision.notification_reference = reference
    decision.notification_proof = move.details.get("proof")
    decision.save(update_fields=["notification_mode", "notification_reference", "notification_proof"])
    case.notified_at = notified_at
    if case.executory_at is None:
        case.executory_at = notified_at
    move.recorded |= {
        "notified_at": notified_at.isoformat(),
        "mode": decision.get_notification_mode_display(),
        "reference": reference,
    }
    outcome = move.procedure.outcome(decision.outcome)
    if outcome.is_published(case.answers):
        registers.add_to_issue(letter=decision.letter, unit=case.unit, by=move.by, at=move.at)
        return "notified"
    return outcome.final_stage


def publish(move: Move) -> str:
    entry = getattr(move.case.decision.letter, "register_entry", None)
    if entry is None or entry.issue.published_on is None:
        raise NotReady("L'acte attend la publication du numéro du recueil où il est inscrit.")
    move.case.published_on = entry.issue.published_on
    move.recorded["issue"] = str(entry.issue)
    return move.procedure.outcome(move.case.decision.outcome).final_stage


def issue_receipt(move: Move) -> None:
    if move.case.letters.filter(purpose="receipt").exists():
        raise DomainError("Le récépissé de ce dossier est déjà délivré.")
    if body := competent_body(move.case, move.procedure, move.today):
        raise NotReady(
            " ".join(f"{body.explanation} Transmettre le dossier à l'autorité compétente : {body.to}.".split())
        )
    # A receipt is due to whoever declares and leaves nothing to appreciate: who handles the case may sign it.
    power = power_to_sign(move, Act(move.case.procedure_code, "receipt"))
    letters.write_signed(move, "receipt", power, {"signature_block": power.signature_block})
    move.case.outcome = "receipt"
    move.recorded["signed_for"] = power.signature_block


# --- ends ---------------------------------------------------------------------------------------------------


def with_reason(move: Move) -> None:
    reason = move.details.get("reason", "").strip()
    if not reason:
        raise DomainError("Indiquer le motif.", field="reason")
    move.recorded["reason"] = reason


def redirect(move: Move) -> None:
    refuse_after_silence(move)
    known = competent_body(move.case, move.procedure, move.today)
    to = (move.details.get("to") or (known.to if known else "")).strip()
    if not to:
        raise DomainError("Indiquer l'autorité compétente.", field="to")
    move.case.redirected_to = to
    move.recorded |= {"to": to, "reason": move.details.get("reason", "")}
    letters.write(
        move,
        "redirect_notice",
        {
            "to": to,
            "reason": move.details.get("reason", ""),
            "explanation": known.explanation if known else "",
            "article": known.article if known else "",
        },
    )


def withdraw_by_applicant(move: Move) -> None:
    withdrawn_on: date = move.details.get("withdrawn_on") or move.today
    not_in_future(withdrawn_on, move, "withdrawn_on")
    not_before_receipt(withdrawn_on, move, "withdrawn_on")
    refuse_after_silence(move, withdrawn_on)
    move.case.outcome = "withdrawn_by_applicant"
    move.recorded["withdrawn_on"] = withdrawn_on.isoformat()


def close_no_further_action(move: Move) -> None:
    refuse_after_silence(move)
    with_reason(move)
    move.case.outcome = "no_further_action"


def why_too_late(case: Case, on: date, fact_on: date | None = None) -> str:
    """Why nothing may be decided any more: the time has run out, and the decision exists. Reads its deadlines only."""
    silence = next(
        (
            row
            for row in case.deadlines.all()
            if row.kind == CaseDeadline.Kind.SILENCE and row.state in RUNNING_STATES and row.due_on and row.due_on < on
        ),
        None,
    )
    if silence is None or (fact_on is not None and fact_on < silence.due_on):
        return ""
    born = "un accord" if silence.effect == "acceptance" else "un rejet"
    return (
        f"Le silence gardé jusqu'au {french_long(silence.due_on)} a fait naître {born} : il est constaté chaque nuit,"
        " avant toute autre suite."
    )


def refuse_after_silence(move: Move, fact_on: date | None = None) -> None:
    """Once the time to decide has run out, the decision exists: it is noted first, then an express one may follow.

    `fact_on`: the day of the fact that is recorded, when it may have come before the end of the time.
    """
    if refusal := why_too_late(move.case, move.today, fact_on):
        raise StageConflict(refusal)


def born_of_silence(outcome: str) -> Callable[[Move], None]:
    def effect(move: Move) -> None:
        # Read again under the lock: a request for pieces may have moved the date since the sweep asked.
        deadline = move.case.deadlines.get(pk=move.details["deadline"].pk)
        if deadline.state not in RUNNING_STATES or deadline.due_on is None or deadline.due_on >= move.today:
            raise StageConflict("Le délai n'est pas expiré : aucune décision n'est née du silence.")
        # The decision exists by the sole expiry of the time limit: it is dated by the law, not by the sweep.
        move.case.decided_at = datetime.combine(deadline.due_on, time(), tzinfo=PARIS)
        move.case.outcome = outcome
        if outcome == "tacit_grant" and move.procedure.validity:
            issue_permit(move, deadline.due_on)
        deadline.state = CaseDeadline.State.ACTED
        deadline.acted_at = move.at
        deadline.save(update_fields=["state", "acted_at"])
        move.recorded |= {"born_on": deadline.due_on.isoformat(), "article": deadline.article}

    return effect


def decide_after_silence(move: Move) -> None:
    """An express decision may still follow a tacit refusal; it replaces it from its own date.

    A draft that the silence overtook is taken up where it stood.
    """
    with_reason(move)
    outcome = move.procedure.outcomes[0]
    move.case.closed_at = None
    move.case.decided_at = None
    move.case.outcome = ""
    overtaken = Decision.objects.filter(case=move.case, state__in=[Decision.State.DRAFT, Decision.State.SUBMITTED])
    if overtaken.update(state=Decision.State.DRAFT, updated_at=move.at):
        return
    Decision.objects.update_or_create(
        case=move.case,
        defaults={
            **letters.initial_draft(move.case, move.procedure, outcome, move.at),
            "outcome": outcome.code,
            "act_kind": outcome.act_kind,
            "state": Decision.State.DRAFT,
            "drafted_by": move.by,
            "updated_at": move.at,
        },
    )


def note_text(move: Move) -> None:
    move.recorded["text"] = move.details.get("text", "")


EFFECTS: Mapping[str, Callable[[Move], str | None]] = {
    "acknowledge": acknowledge,
    "request_pieces": request_pieces,
    "receive_pieces": receive_pieces,
    "declare_complete": declare_complete,
    "request_opinion": request_opinion,
    "put_on_agenda": put_on_agenda,
    "take_off_agenda": take_off_agenda,
    "record_opinion": record_opinion,
    "revoke_opinion": revoke_opinion,
    "qualify": note_text,
    "invite_to_hearing": invite_to_hearing,
    "waive_hearing": waive_hearing,
    "record_observations": record_observations,
    "draft_decision": draft_decision,
    "resume_review": resume_review,
    "submit": submit,
    "return_draft": return_draft,
    "sign": sign,
    "notify": notify,
    "publish": publish,
    "issue_receipt": issue_receipt,
    "withdraw_by_applicant": withdraw_by_applicant,
    "redirect": redirect,
    "close_no_further_action": close_no_further_action,
    "tacit_grant": born_of_silence("tacit_grant"),
    "tacit_refusal": born_of_silence("tacit_refusal"),
    "decide_after_silence": decide_after_silence,
    "lift": with_reason,
    "end_measure": note_text,
    "evaluate": note_text,
    "record_evaluation": note_text,
    "terminate": with_reason,
    "register_act": note_text,
    "close_registered": note_text,
    "close_after_event": note_text,
}
