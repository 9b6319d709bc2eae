"""Invented files of the bureau des polices administratives, played through the real operations."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from directorate.casework import operations
from directorate.casework.models import Case
from directorate.casework.operations import act_on_silences, open_case, publish_issue
from directorate.commissions.convocation_operations import convene
from directorate.commissions.models import CommissionSession, SessionPromise
from directorate.commissions.operations import close_session
from directorate.commissions.promise_operations import close_promise, make_promise
from directorate.commissions.queries import members_on
from directorate.demonstration.gestures import step
from directorate.demonstration.people import CDVP_PROMISES
from directorate.demonstration.stories import PARIS, Story, later, moment, play
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.org.queries import absence_on
from directorate.parameters.queries import every_version, remembering
from directorate.partners.models import Organisation
from directorate.permits.models import Permit
from directorate.registers.issues import rank_in_service, suggested_passages
from directorate.registers.models import RegisterEntry, RegisterIssue
from directorate.registers.operations import correct, prepare_act
from directorate.territory.models import Commune
from police_admin.stories import (
    economy,
    events,
    evictions,
    gatherings,
    juries,
    municipal,
    other_titles,
    outlet_measures,
    outlets,
    road_professions,
    sports,
    title_withdrawals,
    trades,
    urgent,
    video,
    weapon_files,
    weapons,
)

SEED = 94
CIVILITIES = {"mme": "Mme", "m": "M."}
AUTHORISATION, RENEWAL = "video_protection_authorisation", "video_protection_renewal"
SHOPS = (
    ("Pharmacie du Marché", "pharmacy"), ("Tabac de la Mairie", "tobacconist"), 
    ("Supérette des Tilleuls", "supermarket"),
    ("Hôtel du Pont", "hotel"), ("Bijouterie Calixte", "shop"), ("Boulangerie Saint-Aubin", "shop"),
    ("Brasserie du Lac", "restaurant"), ("Banque coopérative de la Marne", "bank"), ("Optique Lumière", "shop"),
    ("Librairie des Quais", "shop"), ("Garage de la Plaine", "shop"), ("Épicerie fine Zoé", "shop"),
    ("Restaurant La Rotonde", "restaurant"), ("Pressing Éclair", "shop"), ("Salle de sport Athlos", "other"),
    ("Clinique vétérinaire des Bords de Marne", "other"), ("Quincaillerie Fournel", "shop"),
    ("Centre commercial des Hauts", "supermarket"),
)  # fmt: skip
STREETS = (
    "rue des Lilas", "avenue de la République", "place du Marché", "rue Jean-Moulin", "quai de la Marne",
    "boulevard de Stalingrad", "rue de la Fontaine", "allée des Érables",
)  # fmt: skip
MINUTES = (
    "La présidente constate le quorum et ouvre la séance à 14 h. Chaque affaire est présentée par le rapporteur, puis"
    " mise aux voix. L'ordre du jour étant épuisé, la séance est levée."
)
OUTLETS = ("Le Rallye", "Bar de l'Écluse", "Le Petit Zinc", "Café des Arènes", "La Guinguette du Pont")
CAUSES = (
    ("Pour la défense de l'hôpital de proximité", "social", 800), ("Marche pour le climat", "other", 1200),
    ("Commémoration de quartier", "commemorative", 60), ("Pour la sécurité aux abords des écoles", "social", 150),
    ("Rassemblement intersyndical", "union", 450), ("Pour des transports à l'heure", "social", 220),
)  # fmt: skip
OWNERS = (
    ("mme", "Noémie", "Cazalis"), ("m", "Gaspard", "Ferrier"), ("mme", "Leïla", "Ouanès"), ("m", "Tristan", "Abélard"),
    ("mme", "Aurore", "Vidal-Pons"), ("m", "Idriss", "Makéla"), ("mme", "Capucine", "Estrade"),
    ("m", "Léon", "Quériaud"),
)  # fmt: skip


def fill(at: datetime) -> None:
    """The stories of the last nine months, then the silences that have elapsed meanwhile."""
    teller = Teller(at)
    with remembering(every_version()):
        play(teller.stories(), until=at)
    act_on_silences(at=at)


class Teller:
    """Holds the people and the dice of the demonstration."""

    def __init__(self, at: datetime):
        self.at, self.today = at, at.astimezone(PARIS).date()
        self.dice = random.Random(SEED)  # noqa: S311
        staff = {person.username: person for person in StaffMember.objects.all()}
        self.agents = [staff[f"agent{rank}.polices"] for rank in range(1, 8)]
        self.head, self.director, self.cabinet = staff["chef.polices"], staff["directrice"], staff["cabinet"]
        self.communes = list(Commune.objects.defer("contour").order_by("insee"))
        self.mairies = {row.commune_id: row for row in Organisation.objects.filter(commune__isnull=False)}
        self.police = Organisation.objects.get(code="dtsp-94")

    def stories(self) -> Iterator[Story]:
        for rank in range(10):
            yield self.video_protection(rank, moment(self.today - timedelta(days=self.dice.randint(3, 270))))
        # Received long ago and stuck: their silence is near, and the board must show them.
        for rank, days_left in enumerate((2, 5, 9, 16, 27, 41)):
            received = add_months(self.today + timedelta(days=days_left), -4)
            yield self.stuck(100 + rank, moment(received))
        for rank in range(3):
            yield self.renewal(200 + rank, moment(self.today - timedelta(days=self.dice.randint(10, 90))))
        for rank in range(4):
            yield self.closure(rank, moment(self.today - timedelta(days=6 + rank * 22)))
        for rank in range(5):
            yield self.march(rank, moment(self.today - timedelta(days=rank * 14 + 1)))
        for rank in range(2):
            yield self.redirected(rank, moment(self.today - timedelta(days=40 - rank * 30)))
        yield from economy.stories(self)
        yield from evictions.stories(self)
        yield from juries.stories(self)
        yield from municipal.stories(self)
        yield from other_titles.stories(self)
        yield from outlets.stories(self)
        yield from outlet_measures.stories(self)
        yield from road_professions.stories(self)
        yield from gatherings.stories(self)
        yield from events.stories(self)
        yield from sports.stories(self)
        yield from title_withdrawals.stories(self)
        yield from urgent.stories(self)
        yield from trades.stories(self)
        yield from video.stories(self)
        yield from weapons.stories(self)
        yield from weapon_files.stories(self)
        yield self.sessions_closed()
        yield self.official_register()

    # --- video protection -----------------------------------------------------------------------------------

    def site(self, rank: int) -> dict:
        name, activity = SHOPS[rank % len(SHOPS)]
        commune = self.dice.choice(self.communes)
        civility, first_name, last_name = self.dice.choice(OWNERS)
        street = f"{self.dice.randint(1, 120)} {self.dice.choice(STREETS)}"
        return {
            "commune": commune,
            "party": {
                "kind": "company",
                "last_name": name,
                "representative": f"{CIVILITIES[civility]} {first_name} {last_name}",
                "email": f"contact{rank}@exemple.invalid",
                "address": f"{street}\n{commune.postal_codes[0]} {commune.name}",
            },
            "place": {
                "name": name,
                "address": street,
                "postal_code": commune.postal_codes[0],
                "latitude": commune.latitude + Decimal(self.dice.randint(-60, 60)) / 10_000,
                "longitude": commune.longitude + Decimal(self.dice.randint(-60, 60)) / 10_000,
            },
            "answers": {
                "site_type": "public_place",
                "applicant_quality": "legal_person",
                "activity": activity,
                "cameras_indoor": self.dice.randint(2, 14),
                "cameras_outdoor": self.dice.randint(0, 4),
                "cameras_public_road": 0,
                "purposes": ["assault_and_theft"],
                "retention_days": self.dice.choice([8, 15, 20, 30]),
                "live_viewing": self.dice.random() < 0.4,
                "remote_access_police": False,
                "responsible": f"{first_name} {last_name}, gérance",
                "access_contact": "La direction de l'établissement",
                "installer_certified": self.dice.random() < 0.7,
                "sign_posted": True,
            },
        }

    def agent(self, rank: int, day: date) -> StaffMember:
        agent = self.agents[rank % len(self.agents)]
        return self.agents[0] if absence_on(agent, day) else agent

    def opened(self, rank: int, at: datetime, procedure: str = AUTHORISATION, **extra) -> Case:
        agent = self.agent(rank, at.date())
        unassigned = rank % 11 == 7
        site = self.site(rank)
        return open_case(
            procedure_code=procedure, received_on=at.date(),
            channel=self.dice.choice(["desk", "post", "email", "online"]),
            by=agent, at=at, caseworker=None if unassigned else agent, **{**site, **extra},
        )  # fmt: skip

    def video_protection(self, rank: int, at: datetime) -> Story:
        yield at
        case = self.opened(rank, at)
        worker = self.agent(rank, at.date())
        at = later(at, 1)
        yield at
        step(case, "acknowledge", at, worker)
        codes = list(case.pieces.values_list("code", flat=True))
        if self.dice.random() < 0.45:
            at = later(at, 5)
            yield at
            self.receive(case, codes[:-2], worker, at)
            yield at
            step(case, "request_pieces", at, worker, pieces=codes[-2:], notified_on=at.date(),
                 limit_on=at.date() + timedelta(days=30))  # fmt: skip
            at = later(at, self.dice.randint(8, 26))
            yield at
            self.receive(case, codes[-2:], worker, at)
        else:
            at = later(at, 4)
            yield at
            self.receive(case, codes, worker, at)
            yield at
            step(case, "declare_complete", at, worker)
        yield from self.instructed(case, worker, later(at, 2), rank)

    def receive(self, case: Case, codes: list[str], worker: StaffMember, at: datetime) -> None:
        step(case, "receive_pieces", at, worker, pieces=codes, received_on=at.date())

    def instructed(self, case: Case, worker: StaffMember, at: datetime, rank: int) -> Story:
        """Police adviser, commission, decision, signature, notification."""
        if rank % 3 == 0:
            yield at
            step(case, "request_opinion", at, worker, opinion="police_adviser", organisation=self.police)
            at = later(at, self.dice.randint(6, 18))
            yield at
            consultation = case.consultations.get(code="police_adviser")
            step(case, "record_opinion", at, worker, consultation=consultation, opinion="favourable",
                 answered_on=at.date(), answered_by="Le référent sûreté", comment="")  # fmt: skip
            at = later(at, 1)
        session = (
            CommissionSession.objects.filter(commission_id="cdvp", starts_at__gt=at + timedelta(days=8))
            .order_by("starts_at")
            .first()
        )
        if session is None:
            return
        yield at
        step(case, "put_on_agenda", at, worker, session=session)
        if session.starts_at > self.at:
            return
        at = session.starts_at + timedelta(hours=2)
        yield at
        unfavourable = rank % 13 == 4
        self.hold(session)
        step(
            case, "record_opinion", at, worker, consultation=case.consultations.get(code="cdvp"),
            opinion="unfavourable" if unfavourable else "favourable", answered_on=at.date(),
            answered_by="La présidente de la commission", votes_for=1 if unfavourable else 4,
            votes_against=3 if unfavourable else 0,
            comment="Le champ des caméras déborde sur la voie publique." if unfavourable else "",
        )  # fmt: skip
        at = later(at, self.dice.randint(1, 4), hour=10)
        yield at
        outcome = "refusal" if unfavourable else "grant"
        step(case, "draft_decision", at, worker, outcome=outcome)
        if rank % 9 == 5:
            return
        yield from self.decided(case, worker, at, unfavourable)

    def hold(self, session: CommissionSession) -> None:
        if not session.present.exists():
            day = session.starts_at.astimezone(PARIS).date()
            session.present.set(members_on(session.commission, day).filter(substitute_of__isnull=True))

    def sessions_closed(self) -> Story:
        """Each past session: convened a week before, its promises and its minutes written on the evening of its day."""
        for session in CommissionSession.objects.filter(commission_id="cdvp", starts_at__lt=self.at).order_by(
            "starts_at"
        ):
            at = session.starts_at - timedelta(days=7)
            yield at
            if session.items.exists():
                convene(session=session, urgency="", by=self.agents[0], at=at)
            at = session.starts_at + timedelta(hours=5)
            yield at
            self.hold(session)
            made = self.promises(session, at)
            close_session(session=session, minutes=MINUTES, by=self.head, at=at)
            for promise, ending in made:
                at = later(at, 12)
                yield at
                close_promise(promise=promise, note_text=ending, by=promise.owner, at=at)

    def promises(self, session: CommissionSession, at: datetime) -> list[tuple[SessionPromise, str]]:
        """What the last two sessions left to do; gives what was kept since, with how it ended."""
        rows = {6: CDVP_PROMISES, 0: CDVP_PROMISES[:1]}.get((self.at - at).days // 7, ())
        kept = []
        for rank, (text, days, ending) in enumerate(rows):
            due_on = at.date() + timedelta(days=days)
            made = make_promise(
                session=session, text=text, owner=self.agents[rank], due_on=due_on, item=None, by=self.agents[0], at=at
            )
            if ending and due_on < self.today:
                kept.append((made, ending))
        return kept

    def decided(self, case: Case, worker: StaffMember, at: datetime, refused: bool) -> Story:
        if refused:
            at = at + timedelta(minutes=40)
            yield at
            reason = "le champ des caméras déborde sur la voie publique, ce que la demande ne justifie pas"
            decision = Case.objects.get(pk=case.pk).decision
            operations.save_draft(
                case=case, by=worker, at=at, title=decision.title, visas=decision.visas, articles=decision.articles,
                grounds=[decision.grounds[0], f"Considérant que {reason} ;"],
            )  # fmt: skip
        at = at + timedelta(hours=1)
        yield at
        step(case, "submit", at, worker)
        if (self.at - at).days < 9:
            # Fresh enough to be still in the signature folder this morning.
            return
        at = later(at, self.dice.randint(1, 3), hour=17)
        yield at
        step(case, "sign", at, self.cabinet if refused else self.head)
        at = later(at, self.dice.randint(2, 6), hour=11)
        yield at
        proof = f"1A 204 {self.dice.randint(100, 999)} {self.dice.randint(1000, 9999)} {case.pk % 10}"
        step(case, "notify", at, worker, notified_at=at, mode="registered_post", reference=proof)

    def stuck(self, rank: int, at: datetime) -> Story:
        """Complete, and then nobody decided."""
        yield at
        case = self.opened(rank, at)
        worker = self.agent(rank, at.date())
        codes = list(case.pieces.values_list("code", flat=True))
        at = later(at, 1)
        yield at
        step(case, "acknowledge", at, worker)
        yield at
        self.receive(case, codes, worker, at)
        yield at
        step(case, "declare_complete", at, worker)
        if rank % 2:
            at = later(at, 20)
            yield at
            mairie = self.mairies[case.commune_id]
            step(case, "request_opinion", at, worker, opinion="town_hall", organisation=mairie)

    def renewal(self, rank: int, at: datetime) -> Story:
        """An authorisation of nearly five years ago, and the request to renew it."""
        yield at
        issued_on = add_months(at.date() + timedelta(days=self.dice.randint(30, 150)), -60)
        site = self.site(rank)
        permit = Permit.objects.create(
            number=f"VP-{issued_on.year}-{9000 + rank}", procedure_code=AUTHORISATION,
            label="Autorisation d'un système de vidéoprotection", holder=site["party"]["last_name"],
            unit_id="polices-administratives", commune=site["commune"],
            place_label=f"{site['place']['name']}, {site['place']['address']}", issued_on=issued_on,
            valid_from=issued_on, expires_on=add_months(issued_on, 60), renew_by=add_months(issued_on, 56),
        )  # fmt: skip
        if rank % 3 == 1:
            # Nobody has asked to renew this one: the list of titles says so.
            return
        case = self.opened(rank, at, RENEWAL, renews=permit, **site)
        worker = self.agent(rank, at.date())
        at = later(at, 2)
        yield at
        step(case, "acknowledge", at, worker)
        codes = list(case.pieces.values_list("code", flat=True))
        yield at
        self.receive(case, codes, worker, at)
        yield at
        step(case, "declare_complete", at, worker)
        yield from self.instructed(case, worker, later(at, 3), rank)

    # --- closures, marches, redirections --------------------------------------------------------------------

    def outlet(self, rank: int) -> dict:
        site = self.site(rank)
        name = OUTLETS[rank % len(OUTLETS)]
        return {
            **site,
            "party": {**site["party"], "last_name": f"SARL {name}"},
            "place": {**site["place"], "name": name},
        }

    def closure(self, rank: int, at: datetime) -> Story:
        """From the police report to the closure, or to the warning that replaces it."""
        yield at
        worker, outlet = self.agent(rank, at.date()), self.outlet(rank)
        facts_on = at.date() - timedelta(days=12 if rank % 3 else 20)
        case = open_case(
            procedure_code="administrative_closure_outlet", received_on=at.date(), channel="police", by=worker, at=at,
            caseworker=worker, commune=outlet["commune"], party=outlet["party"], place=outlet["place"],
            answers={
                "sub_basis": "2", "fact_types": ["noise", "brawl"],
                "facts": [f"{facts_on:%d/%m/%Y} : rixe devant l'établissement à 1 h 40, deux blessés légers",
                          f"{facts_on - timedelta(days=9):%d/%m/%Y} : tapage nocturne constaté à 23 h 50"],
                "last_facts_on": facts_on.isoformat(), "report_references": [f"DTSP94-{at.year}-{4100 + rank}"],
                "duration_days": self.dice.choice([8, 15, 30]), "previous_warning_on": None,
                "training_commitment": False,
            },
        )  # fmt: skip
        at = later(at, 1)
        yield at
        step(case, "qualify", at, worker, text="Faits en lien avec la fréquentation de l'établissement.")
        at = later(at, 1)
        yield at
        step(case, "invite_to_hearing", at, worker, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
             facts="Rixe et tapages nocturnes répétés devant l'établissement.",
             contemplated_measure="Fermeture administrative temporaire.")  # fmt: skip
        at = later(at, 11)
        yield at
        step(case, "record_observations", at, worker, mode="written", observations_on=at.date(),
             observations="L'exploitant annonce le recrutement d'un agent de sécurité.")  # fmt: skip
        warned = rank % 4 == 2
        at = later(at, 7)
        yield at
        step(case, "draft_decision", at, worker, outcome="warning" if warned else "closure")
        at = at + timedelta(hours=3)
        yield at
        step(case, "submit", at, worker)
        at = later(at, 2, hour=16)
        yield at
        step(case, "sign", at, self.head if warned else self.cabinet)
        at = later(at, 1, hour=18)
        yield at
        step(case, "notify", at, worker, notified_at=at, mode="police_report", reference=f"PV {at.year}/{7300 + rank}")
        if not warned:
            ends_on = date.fromisoformat(Case.objects.get(pk=case.pk).decision.details["ends_on"])
            at = moment(ends_on + timedelta(days=1), 9)
            yield at
            step(case, "end_measure", at, worker, text="Réouverture constatée.")

    def march(self, rank: int, at: datetime) -> Story:
        """A declaration, its receipt, the opinion of the police, and the day after."""
        yield at
        worker = self.agent(rank + 2, at.date())
        civility, first_name, last_name = OWNERS[rank % len(OWNERS)]
        commune = self.dice.choice(self.communes)
        purpose, theme, people = CAUSES[rank % len(CAUSES)]
        ahead = 3 if rank % 7 == 3 else self.dice.randint(6, 14)
        starts = datetime.combine(at.date() + timedelta(days=ahead), time(14), tzinfo=PARIS)
        case = open_case(
            procedure_code="street_demonstration_declaration", received_on=at.date(), channel="email", by=worker, at=at,
            caseworker=worker, commune=commune,
            party={"kind": "association", "last_name": f"Collectif {purpose.lower()}"[:150],
                   "representative": f"{CIVILITIES[civility]} {first_name} {last_name}",
                   "email": f"collectif{rank}@exemple.invalid",
                   "address": f"Maison des associations\n{commune.postal_codes[0]} {commune.name}"},
            answers={
                "organisers": [f"{first_name} {last_name}, 4 rue des Acacias, {commune.name}"],
                "elected_domicile": f"4 rue des Acacias, {commune.name}", "purpose": purpose, "theme": theme,
                "groups": "", "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=3)).isoformat(),
                "start_place": "Place de la mairie", "moving": rank % 2 == 0,
                "route": "Avenue de la République, rue de la Fontaine" if rank % 2 == 0 else "",
                "dispersal_place": "Parvis de la gare", "expected_people": people, "stewards": max(2, people // 40),
            },
        )  # fmt: skip
        at = at + timedelta(hours=2)
        yield at
        step(case, "issue_receipt", at, self.head)
        if people >= 300:
            at = at + timedelta(hours=1)
            yield at
            step(case, "request_opinion", at, worker, opinion="police_assessment", organisation=self.police)
            at = later(at, 1)
            yield at
            step(case, "record_opinion", at, worker, consultation=case.consultations.get(), opinion="favourable",
                 answered_on=at.date(), answered_by="Le chef d'état-major", comment="Encadrement léger.")  # fmt: skip
        at = later(starts, 2, hour=9)
        yield at
        step(case, "close_after_event", at, worker, text="Aucun incident.")

    def redirected(self, rank: int, at: datetime) -> Story:
        yield at
        worker, site = self.agent(rank, at.date()), self.site(rank)
        case = open_case(
            procedure_code="estate_agent_card_redirect", received_on=at.date(), channel="post", by=worker, at=at,
            caseworker=worker, commune=site["commune"], party=site["party"],
            answers={"request": "Renouvellement d'une carte d'agent immobilier."},
        )  # fmt: skip
        at = later(at, 2)
        yield at
        step(case, "redirect", at, worker, to="chambre de commerce et d'industrie", reason="")

    # --- the official register ------------------------------------------------------------------------------

    def prepare(self, entry: RegisterEntry, at: datetime) -> None:
        """The published version of what concerns a person who is not a company says neither name nor address."""
        if entry.letter.context["applicant"]["civility"]:
            prepare_act(
                entry=entry, position=rank_in_service(entry), postponed=False,
                passages=suggested_passages(entry.letter), by=self.director, at=at,
            )  # fmt: skip

    def official_register(self) -> Story:
        """A Friday in four, what is notified is published, less what names a private person; once, a rectificatif."""
        day = self.today - timedelta(days=280)
        day += timedelta(days=(4 - day.weekday()) % 7)
        while True:
            at = moment(day, 16)
            yield at
            issue = RegisterIssue.objects.filter(published_on__isnull=True).first()
            if issue is not None and issue.entries.exists():
                for entry in issue.entries.select_related("issue", "letter"):
                    self.prepare(entry, at)
                publish_issue(issue=issue, published_on=at.date(), by=self.director, at=at)
                if issue.number == 1:
                    correct(
                        entry=RegisterEntry.objects.filter(issue=issue).first(), by=self.director, at=at,
                        text="Article 1er : au lieu de « 15 jours », lire « quinze jours ».",
                    )  # fmt: skip
            day += timedelta(days=28)
