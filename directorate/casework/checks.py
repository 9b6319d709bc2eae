"""What is verified before a decision goes to signature. Each finding names its article."""

from datetime import datetime

from directorate.casework import letters
from directorate.casework.models import Case, Consultation
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding, Procedure
from directorate.documents.markup import plain_text, unresolved_fields
from directorate.org.queries import who_may_sign
from directorate.org.signing import Act


def findings_before_signature(case: Case, procedure: Procedure, at: datetime) -> list[Finding]:
    """Every reason not to sign, blocking or not, in the order a reader would check them."""
    decision = case.decision
    outcome = procedure.outcome(decision.outcome)
    return [
        *motivation(decision, outcome),
        *remedies_and_fields(case, procedure, decision, at),
        *opinions(case, procedure, outcome, at),
        *hearing(case, procedure, outcome, at),
        *completeness(case, procedure),
        *competence(case),
        *signatory(case, decision, at),
        *(finding for check in procedure.checks for finding in check(case, at)),
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
    found = []
    given = {row.code: row for row in case.consultations.all() if row.answered_on}
    for wanted in procedure.opinions:
        consultation = given.get(wanted.code)
        if wanted.mandatory and consultation is None:
            if wanted.deemed_if_silent and any(
                row.code == wanted.code and row.due_on < paris_day(at) for row in case.consultations.all()
            ):
                continue
            found.append(Finding(f"L'avis obligatoire n'est pas rendu : {wanted.label}.", wanted.article))
        elif consultation is not None and consultation.opinion == Consultation.Opinion.ADJOURNED and wanted.mandatory:
            found.append(Finding(f"L'avis a été ajourné : {wanted.label}.", wanted.article))
        elif consultation is not None and consultation.opinion == Consultation.Opinion.UNFAVOURABLE:
            if wanted.binding and outcome.favourable:
                found.append(Finding(f"L'avis conforme est défavorable : {wanted.label}.", wanted.article))
            elif outcome.favourable:
                found.append(
                    Finding(f"L'avis est défavorable, la décision s'en écarte : {wanted.label}.", blocking=False)
                )
    for consultation in case.consultations.all():
        if not consultation.answered_on and not consultation.is_mandatory:
            found.append(Finding(f"Un avis demandé est encore attendu : {consultation.body_label}.", blocking=False))
    return found


def hearing(case: Case, procedure: Procedure, outcome, at: datetime) -> list[Finding]:
    """CRPA L121-1: before a reasoned individual decision taken on the administration's own initiative."""
    if not procedure.hearing_required or outcome.favourable or outcome.hearing_exempt:
        return []
    invitation = getattr(case, "hearing", None)
    if invitation is None or (not invitation.sent_on and not invitation.exception):
        return [Finding("La procédure contradictoire n'a pas été engagée.", "CRPA L121-1 et L122-1")]
    if invitation.exception or invitation.observations_on:
        return []
    if paris_day(at) <= invitation.deadline_on:
        return [
            Finding(
                "Le délai pour présenter des observations n'est pas expiré : il court jusqu'au"
                f" {invitation.deadline_on:%d/%m/%Y}.",
                "CRPA L122-1",
            )
        ]
    return []


def completeness(case: Case, procedure: Procedure) -> list[Finding]:
    if case.clock_stops.filter(ended_on__isnull=True).exists():
        return [Finding("Une demande de pièces est encore ouverte.", "CRPA L114-5", blocking=False)]
    return []


def competence(case: Case) -> list[Finding]:
    if case.place_id and case.place.on_orly_platform:
        return [
            Finding(
                "Le lieu est sur la plate-forme de Paris-Orly : le préfet de police est compétent."
                " Transmettre le dossier (CRPA L114-2)."
            )
        ]
    return []


def signatory(case: Case, decision, at: datetime) -> list[Finding]:
    act = Act(
        procedure_code=case.procedure_code,
        act_kind=decision.act_kind,
        drafted_by_id=decision.drafted_by_id,
        caseworker_id=case.caseworker_id,
    )
    if not who_may_sign(act, paris_day(at)):
        return [Finding("Personne ne peut signer cet acte aujourd'hui.", "Décret 2004-374, art. 43")]
    return []
