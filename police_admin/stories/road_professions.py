"""Driving schools and teachers, centres, drivers of taxis and hire cars: granted, late, struck, sent elsewhere."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.operations import save_draft
from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import close_session
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import Unit
from directorate.permits import operations as permits
from directorate.permits.models import Permit
from police_admin.inspections import operations as inspections
from police_admin.stories.economy import arrived, opened
from police_admin.stories.gestures import commission_with

UNIT = "polices-administratives"
SCHOOLS = (
    ("Conduite des Peupliers", "Mme Irène Castillac"), ("École du Rond-Point", "M. Hector Maubray"),
    ("Permis du Plateau", "Mme Lison Verdier"), ("Auto-école Saint-Éloi", "M. Émile Trassard"),
    ("Conduite Nouvelle", "Mme Daphné Loriot"), ("Le Code d'Azur", "M. Raphaël Quentin"),
)  # fmt: skip
PEOPLE = (
    ("mme", "Clémence", "Aubriot"), ("m", "Noé", "Santerre"), ("mme", "Yasmine", "Delfour"), ("m", "Gildas", "Morvan"),
    ("mme", "Sixtine", "Rocher"), ("m", "Bilal", "Hennequin"), ("mme", "Marthe", "Oliveira"),
    ("m", "Achille", "Bonnet"), ("mme", "Inès", "Carvalho"), ("m", "Samuel", "Pradier"),
)  # fmt: skip
DRIVERS_COMMISSION = (
    ("m", "Basile Ferrand", "représentant le préfet", True), ("mme", "Coline Tessier", "service de police", False),
    ("m", "Idriss Vaillant", "organisation de conducteurs", False),
    ("mme", "Odette Marchal", "association d'usagers", False),
)  # fmt: skip
# The section of the CDSR that hears the centres of courses (A9).
SECTION = "cdsr-stages"
SECTION_MEMBERS = (
    ("mme", "Aude Pellerin", "représentante du préfet", True), ("m", "Marceau Quentin", "service de police", False),
    ("mme", "Solange Vidal", "élue communale", False), ("m", "Loris Benamar", "association de prévention", False),
)  # fmt: skip
PROPORTION = "les faits sont établis, répétés, et la mesure est limitée à ce qu'ils exigent"
LESSONS: Mapping[str, Any] = {
    "operator": "company", "operator_birth_on": "1982-09-14", "capacity": "cqp", "residence_permit": False,
    "withdrawn_on": None, "categories": ["AM", "B"], "occupation": "lease", "surface_m2": 46, "own_entrance": True,
    "separate_rooms": True, "vehicles": ["GX-417-LB, B", "FY-902-KD, B"],
}  # fmt: skip
CENTRE: Mapping[str, Any] = {
    "operator": "legal_person", "operator_birth_on": "1975-02-20", "residence_permit": False, "surface_m2": 52,
    "trainers": ["Aubriot Clémence, formatrice", "Morvan Gildas, formateur"],
}  # fmt: skip
ABLE: Mapping[str, Any] = {
    "birth_on": "1991-06-03", "residence_permit": False, "licence_confirmed": True, "fitness": "fit", "fit_until": None,
}  # fmt: skip
TAXI = {**ABLE, "zone": "communal", "exercise_commune": "94056", "exam_passed": True, "first_aid": True,
        "mobility": False, "mobility_hours": None}  # fmt: skip
VTC = {**ABLE, "home_department": "94", "aptitude": "exam", "experience_months": None}
VTC_RENEWAL = {**ABLE, "home_department": "94", "training_hours": 14}
FARES = {
    "pickup_eur": "3.00", "km_a_eur": "1.12", "km_b_eur": "1.53", "km_c_eur": "1.68", "km_d_eur": "2.24",
    "waiting_hour_eur": "38.40", "minimum_fare_eur": "8.00", "supplements": ["Cinquième passager et suivants : 4,00 €"],
    "former_typical_eur": "14.40",
}  # fmt: skip


def stories(teller) -> Iterator[Story]:
    def ago(days: int) -> datetime:
        return moment(teller.today - timedelta(days=days))

    # Renewals: asked too late and examined, renewed in time, asked once the approval had expired.
    yield renewed(teller, 0, ago(16), ends_in=32, until="asked")
    yield renewed(teller, 1, ago(75), ends_in=170, until="granted")
    yield renewed(teller, 2, ago(9), ends_in=3, until="acknowledged")
    yield changed(teller, 3, ago(60))
    yield declared(teller, 3, ago(7))
    yield struck(teller, 4, ago(70), "driving_school_suspension", ["contract"], "suspension", duration_months=3)
    yield struck(teller, 5, ago(58), "driving_school_withdrawal", ["cessation"], "withdrawal", lost_condition="",
                 ceased_on=(teller.today - timedelta(days=80)).isoformat())  # fmt: skip

    taught = {"residence": "94", "diploma": "ecsr", "categories": ["B"]}
    yield person(teller, 0, ago(54), "driving_instructor_authorisation", {**ABLE, **taught})
    yield person(teller, 1, ago(12), "driving_instructor_authorisation", {**ABLE, **taught, "residence": "other"},
                 until="redirected")  # fmt: skip
    yield person(teller, 2, ago(40), "driving_trainee_authorisation", {
        **ABLE, "competent_department": "94", "skills": ["training"], "school": SCHOOLS[0][0], "school_teachers": 5,
        "school_trainees": 1, "had_one": False, "granted_months": 10,
    })  # fmt: skip
    yield person(teller, 3, ago(33), "course_facilitator_authorisation", {
        "residence": "94", "residence_permit": False, "quality": "psychologist", "trained": False, "qualified": True,
        "licence_confirmed": True,
    }, until="refusal", reason="la formation initiale d'animateur n'est pas justifiée")  # fmt: skip
    yield person_struck(teller, 4, ago(10))

    course = {**CENTRE, "manager_trained": True, "has_psychologist": True, "has_expert": True}
    yield centre(teller, 0, ago(90), "road_safety_course_centre_approval", course, "granted")
    yield centre(teller, 1, add(teller, -2, 5), "road_safety_course_centre_approval", course, "silent")
    yield centre(teller, 2, ago(20), "instructor_training_centre_approval", {
        **CENTRE, "director": "M. Gildas Morvan", "director_qualified": True, "capacity_shown": True,
        "vehicles": ["GB-774-QN, B"],
    }, "asked")  # fmt: skip
    yield centre(teller, 3, ago(66), "social_driving_association_approval", {
        **CENTRE, "purpose": "Mobilité des demandeurs d'emploi", "supervised": True, "vehicles": ["FK-120-TZ, B"],
    }, "granted")  # fmt: skip
    yield centre(teller, 4, ago(48), "taxi_training_centre_approval", {
        **CENTRE, "trainings": ["taxi", "vtc"], "double_controls": True, "vehicles": ["GM-305-AP, taxi"],
    }, "granted")  # fmt: skip

    yield person(teller, 5, ago(45), "taxi_driver_card", TAXI)
    yield person(teller, 6, ago(6), "taxi_driver_card", {**TAXI, "zone": "paris", "exercise_commune": ""},
                 until="redirected")  # fmt: skip
    yield person(teller, 7, ago(62), "vtc_driver_card", VTC)
    yield person(teller, 8, add(teller, -3, 4), "vtc_driver_card", VTC, until="silent")
    yield person(teller, 9, ago(15), "vtc_driver_card_renewal", VTC_RENEWAL, until="asked", ends_in=50)
    yield person(teller, 0, ago(29), "vmdtr_driver_card", {**VTC, "aptitude": "experience", "experience_months": 26})
    held, coming = drivers_commission(teller)
    yield disciplined(teller, 1, ago(80), held, "suspension")
    yield disciplined(teller, 2, ago(84), held, "warning")
    yield disciplined(teller, 3, ago(11), coming)
    yield fares(teller, ago(260))
    yield visits(teller, ago(95))


def add(teller, months: int, days: int) -> datetime:
    """So many months ago, less some days more: its silence has just run out."""
    return moment(add_months(teller.today, months) - timedelta(days=days))


# --- what the stories share ---------------------------------------------------------------------------------


def titled(teller, rank: int, at: datetime, code: str, number: str, label: str, holder: str, ends_in: int = 900,
           place: str = "", months: int = 60, renew: int = 2) -> Permit:  # fmt: skip
    """A title of an earlier life, that ends so many days after this instant."""
    issued_on = add_months(at.date() + timedelta(days=ends_in), -months)
    return permits.issue(
        number=f"{number}-{issued_on.year}-{9400 + rank:05d}", procedure_code=code, label=label, holder=holder,
        unit=Unit.objects.get(pk=UNIT), commune=teller.communes[(rank * 5 + 2) % len(teller.communes)],
        place_label=place, issued_on=issued_on, months=months, renew_before_months=renew, by=teller.head, at=at,
    )  # fmt: skip


def school_title(teller, rank: int, at: datetime, ends_in: int = 900) -> Permit:
    name, _ = SCHOOLS[rank]
    return titled(teller, rank, at, "driving_school_approval", "AE",
                  "Agrément d'un établissement d'enseignement de la conduite", f"SARL {name}", ends_in,
                  f"{name}, {7 + rank} rue des Peupliers")  # fmt: skip


def lessons(rank: int, **more: Any) -> dict[str, Any]:
    name, operator = SCHOOLS[rank]
    return {**LESSONS, "sign_name": name, "teachers": [f"{operator}, A 23 094 {rank:04} 0"], **more}


def school_case(teller, rank: int, at: datetime, code: str, answers: Mapping[str, Any], title: Permit, **more) -> Case:
    name, operator = SCHOOLS[rank]
    return opened(teller, rank, at, code, dict(answers), name=name, representative=operator, renews=title, **more)


def received(case: Case, at: datetime) -> Story:
    yield at
    step(case, "acknowledge", at)
    yield at
    arrived(case, at)
    yield at
    step(case, "declare_complete", at)


def record_asked(case: Case, at: datetime, known: bool = True) -> Story:
    """The criminal record, of which the result alone is kept."""
    yield at
    step(case, "request_opinion", at, opinion="criminal_record")
    if known:
        at = later(at, 9)
        yield at
        step(case, "record_opinion", at, consultation=case.consultations.get(code="criminal_record"),
             opinion="favourable", answered_on=at.date(), comment="")  # fmt: skip


def decided(teller, case: Case, at: datetime, outcome: str, *, by=None, reason: str = PROPORTION) -> Story:
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    decision = Case.objects.get(pk=case.pk).decision
    grounds = [f"Considérant que {reason} ;" if "[à compléter" in text else text for text in decision.grounds]
    save_draft(case=case, by=case.caseworker, at=at, title=decision.title, visas=decision.visas,
               articles=decision.articles, grounds=grounds)  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = later(at, 1, hour=16)
    yield at
    step(case, "sign", at, by=by or teller.head)
    if Case.objects.get(pk=case.pk).stage == "decided":
        at = later(at, 3, hour=11)
        yield at
        step(case, "notify", at, notified_at=at, mode="registered_post", reference=f"1A 224 {500 + case.pk % 90} 118 4")


# --- driving schools ----------------------------------------------------------------------------------------


def renewed(teller, rank: int, at: datetime, *, ends_in: int, until: str) -> Story:
    yield at
    title = school_title(teller, rank, at, ends_in)
    case = school_case(teller, rank, at, "driving_school_renewal", lessons(rank), title)
    at = later(at, 2)
    if until == "acknowledged":
        yield at
        step(case, "acknowledge", at)
        return
    yield from received(case, at)
    yield from record_asked(case, later(at, 3), known=until == "granted")
    if until == "granted":
        yield from decided(teller, case, later(at, 16), "grant")


def changed(teller, rank: int, at: datetime) -> Story:
    yield at
    answers = lessons(rank, changes=["categories"], categories=["AM", "A2", "B"])
    case = school_case(teller, rank, at, "driving_school_change", answers, school_title(teller, rank, at))
    yield from received(case, later(at, 2))
    yield from decided(teller, case, later(at, 12), "grant")


def declared(teller, rank: int, at: datetime) -> Story:
    yield at
    answers = {
        "changed_on": (at.date() - timedelta(days=6)).isoformat(), "subjects": ["teachers"], "school": SCHOOLS[rank][0],
        "changes_description": ["Arrivée de Mme Sixtine Rocher, A 25 094 0031 0"],
    }  # fmt: skip
    title = Permit.objects.filter(holder__contains=SCHOOLS[rank][0]).order_by("-issued_on").first()
    case = school_case(teller, rank, at, "driving_school_declared_change", answers, title, received_pieces=("proofs",))
    at = later(at, 1)
    yield at
    step(case, "issue_receipt", at, by=teller.head)


def struck(teller, rank: int, at: datetime, code: str, breaches: list[str], outcome: str, **more) -> Story:
    """Inspected, heard, then suspended or withdrawn; the inspection says which case it led to."""
    yield at
    title, seen_on = school_title(teller, rank, at), at.date() - timedelta(days=3)
    visit = inspections.plan(permit=title, planned_on=seen_on, inspector=teller.agents[1],
                             companions="Délégué à l'éducation routière", by=teller.agents[1], at=at)  # fmt: skip
    inspections.note_visit(inspection=visit, done_on=seen_on, outcome="breaches",
                           points="Dossiers de huit élèves ouverts : aucun contrat signé n'est présenté.",
                           by=teller.agents[1], at=at)  # fmt: skip
    answers = {
        "facts": [f"{seen_on:%d/%m/%Y} : constats du contrôle sur place"], "last_facts_on": seen_on.isoformat(),
        "report_references": [f"Contrôle du {seen_on:%d/%m/%Y}"], "breaches": breaches, **more,
    }  # fmt: skip
    case = school_case(teller, rank, at, code, answers, title, channel="own_initiative")
    inspections.link_case(inspection=visit, reference=case.reference, by=teller.head, at=at)
    yield from heard(case, later(at, 1), "Constats du contrôle sur place.", "Suspension ou retrait de l'agrément.")
    yield from decided(teller, case, later(at, 20, hour=10), outcome, by=teller.cabinet)


def heard(case: Case, at: datetime, facts: str, measure: str, answered: bool = True) -> Story:
    yield at
    step(case, "qualify", at, text="Faits établis.")
    at = later(at, 1)
    yield at
    step(case, "invite_to_hearing", at, facts=facts, contemplated_measure=measure)
    if answered:
        at = later(at, 10)
        yield at
        step(case, "record_observations", at, mode="written", observations_on=at.date(),
             observations="L'intéressé reconnaît les faits et annonce des mesures.")  # fmt: skip


# --- people -------------------------------------------------------------------------------------------------

CARDS = {"vtc_driver_card_renewal": ("vtc_driver_card", "VTC", "Carte professionnelle de conducteur de VTC")}


def someone(rank: int) -> tuple[dict[str, str], str]:
    civility, first_name, last_name = PEOPLE[rank]
    return {"kind": "person", "civility": civility, "first_name": first_name, "last_name": last_name,
            "email": f"demandeur{rank}@exemple.invalid"}, f"{first_name} {last_name}"  # fmt: skip


def person_case(teller, rank: int, at: datetime, code: str, answers: Mapping[str, Any], **more) -> Case:
    party, name = someone(rank)
    commune = teller.communes[(rank * 5 + 2) % len(teller.communes)]
    party["address"] = f"{20 + rank} allée des Sorbiers\n{commune.postal_codes[0]} {commune.name}"
    return opened(teller, rank, at, code, dict(answers), name=name, representative="", party=party, place=None, **more)


def person(teller, rank: int, at: datetime, code: str, answers: Mapping[str, Any], *, until: str = "granted",
           reason: str = "", ends_in: int | None = None) -> Story:  # fmt: skip
    yield at
    more = {}
    if ends_in is not None:
        of, number, label = CARDS[code]
        more["renews"] = titled(teller, rank, at, of, number, label, someone(rank)[1], ends_in, renew=3)
    case = person_case(teller, rank, at, code, answers, **more)
    at = later(at, 2)
    if until == "redirected":
        yield at
        step(case, "redirect", at, reason="")
        return
    yield from received(case, at)
    if until == "silent":
        return
    yield from record_asked(case, later(at, 2), known=until != "asked")
    if until != "asked":
        refused = until == "refusal"
        yield from decided(teller, case, later(at, 14), "refusal" if refused else "grant", reason=reason,
                           by=teller.cabinet if refused else None)  # fmt: skip


def person_struck(teller, rank: int, at: datetime) -> Story:
    """An instructor against whom an offence was recorded: the time to be heard is running."""
    yield at
    title = titled(teller, rank, at, "driving_instructor_authorisation", "AEE", "Autorisation d'enseigner la conduite",
                   someone(rank)[1])  # fmt: skip
    seen_on: date = at.date() - timedelta(days=5)
    answers = {"facts": [f"{seen_on:%d/%m/%Y} : procès-verbal transmis par le parquet"], "breaches": ["offence"],
               "last_facts_on": seen_on.isoformat(), "report_references": [], "duration_months": 6}  # fmt: skip
    case = person_case(teller, rank, at, "driving_instructor_sanction", answers, renews=title, channel="police")
    yield from heard(case, later(at, 1), "Procès-verbal transmis par le parquet.", "Suspension de l'autorisation.",
                     answered=False)  # fmt: skip


def drivers_commission(teller) -> list[CommissionSession]:
    """The local commission of drivers: four members, a session held, another to come."""
    return commission_with(teller, "clt3p", DRIVERS_COMMISSION, (-54, 15))


def disciplined(teller, rank: int, at: datetime, session: CommissionSession, outcome: str = "") -> Story:
    """A driver before the disciplinary body of the local commission; no outcome until it has sat."""
    yield at
    title = titled(teller, 20 + rank, at, "vtc_driver_card", "VTC", "Carte professionnelle de conducteur de VTC",
                   someone(rank)[1], renew=3)  # fmt: skip
    seen_on = at.date() - timedelta(days=8)
    answers = {
        "facts": [f"{seen_on:%d/%m/%Y} : prise en charge sans réservation devant la gare"], "breaches": ["soliciting"],
        "last_facts_on": seen_on.isoformat(), "report_references": [f"PV {at.year}/{6100 + rank}"],
        "session_at": session.starts_at.isoformat(), "duration_months": 2,
    }  # fmt: skip
    case = person_case(teller, rank, at, "driver_card_sanction", answers, renews=title, channel="police")
    yield from heard(case, later(at, 1), "Prise en charge sans réservation.", "Retrait temporaire de la carte.",
                     answered=bool(outcome))  # fmt: skip
    at = later(at, 14 if outcome else 3)
    yield at
    step(case, "put_on_agenda", at, session=session)
    if not outcome:
        return
    at = session.starts_at + timedelta(hours=3)
    yield at
    if not session.present.exists():
        session.present.set(session.commission.members.all())
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), answered_by="Le président de la formation", votes_for=4, votes_against=0,
         comment="Mesure proposée à l'unanimité.")  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    session.refresh_from_db()
    if session.held_at is None and not session.items.filter(opinion="").exists():
        close_session(session=session, minutes="Le président ouvre la séance à 9 h 30.", by=teller.head, at=at)
    yield from decided(teller, case, later(at, 3, hour=10), outcome,
                       by=teller.head if outcome == "warning" else teller.cabinet)  # fmt: skip


# --- centres, fares, visits ---------------------------------------------------------------------------------

CENTRES = ("Centre Horizon Route", "Stages des Coteaux", "Institut des Métiers de la Route", "Association En Route",
           "École des Taxis du Sud")  # fmt: skip


def centre(teller, rank: int, at: datetime, code: str, answers: Mapping[str, Any], until: str) -> Story:
    yield at
    case = opened(teller, 10 + rank, at, code, dict(answers), name=CENTRES[rank], representative=PEOPLE[rank][2],
                  kind="association" if code.startswith("social") else "company")  # fmt: skip
    at = later(at, 3)
    yield from received(case, at)
    if until == "silent":
        return
    yield from record_asked(case, later(at, 2), known=until == "granted")
    if until != "granted":
        return
    put_at, at = later(at, 13), later(at, 16)
    if any(opinion.commission == SECTION for opinion in registry.procedure(code).opinions):
        (session,) = commission_with(teller, SECTION, SECTION_MEMBERS, ((at.date() - teller.today).days,))
        yield put_at
        step(case, "put_on_agenda", put_at, session=session)
        at = session.starts_at + timedelta(hours=2)
        yield at
        step(case, "record_opinion", at, consultation=case.consultations.get(agenda_item__session=session),
             opinion="favourable", answered_on=at.date(), comment="")  # fmt: skip
        at = later(at, 3)
    yield from decided(teller, case, at, "grant")


def fares(teller, at: datetime) -> Story:
    """The order of the year, published in the official register."""
    yield at
    case = opened(
        teller, 0, at, "taxi_fares_order",
        {**FARES, "year": at.year, "national_order": f"arrêté relatif aux tarifs des courses de taxi pour {at.year}"},
        name="Préfecture du Val-de-Marne", representative="", kind="state", place=None, channel="own_initiative",
    )  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "declare_complete", at)
    yield from decided(teller, case, later(at, 4), "order", by=teller.cabinet)


def visits(teller, at: datetime) -> Story:
    """One school found compliant, one that was to correct something and has not, one to be visited."""
    yield at
    agent = teller.agents[2]
    titles = [school_title(teller, rank, at) for rank in (0, 1, 2)]
    for rank, title in enumerate(titles):
        planned_on = at.date() + timedelta(days=(5, 20, 110)[rank])
        visit = inspections.plan(permit=title, planned_on=planned_on, inspector=agent, by=agent, at=at)
        if rank == 2:
            return
        seen = moment(planned_on, 15)
        yield seen
        found = {"outcome": "compliant", "points": "Contrats, affichage et véhicules conformes."}
        if rank:
            found = {
                "outcome": "remarks", "points": "Le tarif affiché n'est pas celui des contrats.",
                "follow_up": "Mettre l'affichage en conformité et en adresser la photographie.",
                "follow_up_by": planned_on + timedelta(days=30),
            }  # fmt: skip
        inspections.note_visit(inspection=visit, done_on=planned_on, by=agent, at=seen, **found)
