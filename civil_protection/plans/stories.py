"""Plans in the demonstration: one in order, one too old, a site under public consultation, another overdue."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from civil_protection.plans import approvals, content, operations, readiness, use
from civil_protection.plans.models import Authority, Plan, PlanDiffusion
from civil_protection.policies import UNIT
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import staff_of_unit
from directorate.partners.models import Organisation
from directorate.territory.models import Commune

DAY = timedelta(days=1)
# kind, title, months since the approval, number of the order
PLANS = (
    ("DG", "Dispositions générales", 66, 1201),
    ("DG-SOUTIEN", "Soutien des populations", 20, 842),
    ("DG-ALERTE", "Alerte des populations", 51, 377),
    ("INOND", "Inondation et crue", 55, 96),
    ("VDC", "Gestion sanitaire des vagues de chaleur", 6, 1544),
    ("GF", "Grand froid et plan hivernal", 13, 1890),
)
ANNEXES = (
    ("directory", "A1", "Annuaire de crise", 15), ("map", "A2", "Carte des zones inondables", 40),
    ("means", "A3", "Inventaire des moyens de pompage", 9), ("message", "A4", "Modèles de messages", 3),
)  # fmt: skip
ACTIONS = (
    (0, "Appeler le centre opérationnel des secours et noter l'heure", 5), (0, "Prévenir le directeur de cabinet", 10),
    (15, "Ouvrir l'événement et la main courante", 15), (15, "Lancer la campagne d'alerte des maires", 20),
    (60, "Armer le centre opérationnel au niveau décidé", 60), (60, "Faire le point des communes jointes", 60),
    (240, "Diffuser le premier point de situation", 240), (9999, "Lever l'activation et convoquer le retour", None),
)  # fmt: skip
MEANS = (("Lits de camp", 200, 4, 3), ("Motopompes de grand débit", 6, 2, 20), ("Groupes électrogènes", 12, 3, 5),
         ("Barques à fond plat", 8, 6, 16), ("Couvertures", 500, 4, 2))  # fmt: skip
CAPACITIES = (("Lits de camp", 400, 200), ("Équipes de soutien psychologique", 4, 4))
SITES = (("Dépôt des Quais", "depot-des-quais"), ("Entrepôt du Belvédère", "entrepot-du-belvedere"))

# Where the draft says what the code wants; the rest was not found yet.
CONTENTS = {
    "installation": ("Chapitre 1", ""), "perimeter": ("Chapitre 2 et annexe A2", ""), "protection": ("Chapitre 3", ""),
    "operator_alert": ("Chapitre 4", ""), "operator_urgent": ("Chapitre 4", ""), "missions": ("Chapitre 5", ""),
    "neighbour_state": ("", "Aucun État voisin dans le périmètre."),
}  # fmt: skip


def tell(at: datetime) -> None:
    people = list(staff_of_unit(UNIT, paris_day(at)))
    communes = list(Commune.objects.order_by("insee")[:12])
    if not people or not communes or Plan.objects.exists():
        return
    by = next((person for person in people if person.postings.all()[0].role == Posting.Role.CASEWORKER), people[0])
    bodies = list(Organisation.objects.filter(kind__in=("fire_service", "state_service", "police")).order_by("pk")[:4])
    for kind, title, months, number in PLANS:
        in_force(kind, title, months, number, communes, bodies, by, at)
    flood(Plan.objects.get(code="INOND"), communes, bodies, by, at)
    paper = blank_page()
    overdue_site(SITES[0], communes[:3], paper, by, at)
    consulted_site(SITES[1], communes[-4:], paper, by, at)
    ready(bodies, by, at)
    for rank, (kind, quantity, hours, months) in enumerate(MEANS):
        if bodies:
            use.save_means(
                organisation=bodies[rank % len(bodies)], kind=kind, quantity=quantity, hours=hours,
                place="Magasin central", checked_on=add_months(paris_day(at), -months), desk="Permanence", by=by, at=at,
            )  # fmt: skip


def blank_page() -> bytes:
    """What stands for the file of a plan."""
    paper = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(paper)
    return paper.getvalue()


def created(by: StaffMember, at: datetime, **facts) -> Plan:
    year = facts.pop("day").year
    return operations.create_plan(
        **{
            "version": f"{year}.1", "level": "internal", "lead": "SIDPC", "approver": Authority.PREFECT,
            "director": Authority.PREFECT, "by": by, "at": at, **facts,
        }
    )  # fmt: skip


def in_force(kind, title, months, number, communes, bodies, by: StaffMember, at: datetime) -> None:
    day = add_months(paris_day(at), -months)
    plan = created(by, at, kind=kind, title=title, day=day, contributors=bodies)
    approvals.take_over(plan=plan, number=f"{day.year}/{number:05d}", signed_on=day, by=by, at=at)


def flood(plan: Plan, communes, bodies, by: StaffMember, at: datetime) -> None:
    """Everything that a plan may hold, an annex out of date and two recipients who keep silent."""
    on = paris_day(at)
    for kind, number, title, months in ANNEXES:
        content.add_annex(plan=plan, kind=kind, number=number, title=title, updated_on=add_months(on, -months),
                          by=by, at=at)  # fmt: skip
    card = content.add_card(plan=plan, number="F1", title="Permanence, première heure", recipient="duty",
                            trigger="Vigilance crues orange sur la Seine ou la Marne", by=by, at=at)  # fmt: skip
    for phase, text, minutes in ACTIONS:
        content.add_action(card=card, phase=phase, text=text, delay_minutes=minutes, by=by, at=at)
    sent = on - 40 * DAY
    copies = use.diffuse(plan=plan, sent_on=sent, medium=PlanDiffusion.Medium.PAPER, level="internal",
                         communes=communes, organisations=bodies, by=by, at=at)  # fmt: skip
    for copy in copies[2:]:
        use.acknowledge(copy=copy, acknowledged_on=sent + 6 * DAY, by=by, at=at)
    used = use.activate(plan=plan, stage="pre_alert", authority=Authority.PREFECT, decided_at=at - 200 * DAY,
                        reason="Vigilance crues orange sur la Seine.", communes=communes[:5], by=by, at=at)  # fmt: skip
    use.lift(activation=used, lifted_at=at - 196 * DAY, lifted_by=Authority.PREFECT, by=by, at=at)


def site_plan(site, communes, day: date, paper: bytes, by: StaffMember, at: datetime) -> Plan:
    name, code = site
    operator, _ = Organisation.objects.get_or_create(
        code=code, defaults={"kind": Organisation.Kind.COMPANY, "name": f"Société {name}", "email": f"{code}@x.invalid"}
    )
    plan = created(by, at, kind="PPI", title=f"PPI {name}", day=day, site=name, site_kind="seveso", operator=operator,
                   communes=communes)  # fmt: skip
    for role, level in (("public", "public"), ("body", "internal")):
        file = SimpleUploadedFile("plan.pdf", paper)
        content.add_document(
            plan=plan, role=role, level=level, title=f"Plan du site {name}", document=file, by=by, at=at
        )
    return plan


def consulted(plan: Plan, sent: date, by: StaffMember) -> None:
    """The gestures of the consultation, each on its day."""

    def on(days: int) -> datetime:
        return datetime.combine(sent + days * DAY, time(9), tzinfo=PARIS)

    operations.begin(plan=plan, name="draft", by=by, at=on(0))
    operations.send_for_opinions(plan=plan, sent_on=sent, communes=[], organisations=[], by=by, at=on(0))
    operations.plan_public(plan=plan, opens_on=sent + 25 * DAY, newspapers="Le Courrier du Val, La Gazette des Quais",
                           places="- Préfecture\n- Mairies des communes", by=by, at=on(1))  # fmt: skip
    operations.note_press(plan=plan, notice_on=sent + 8 * DAY, by=by, at=on(8))
    content.note_parts(plan=plan, parts=CONTENTS, by=by, at=on(8))
    for rank, opinion in enumerate(plan.rounds.get().opinions.all()):
        if rank:
            operations.record_opinion(opinion=opinion, answered_on=sent + (12 + rank) * DAY, sense="favourable", by=by,
                                      at=on(12 + rank))  # fmt: skip


def overdue_site(site, communes, paper: bytes, by: StaffMember, at: datetime) -> None:
    """Approved thirty-eight months ago: its revision and its exercise are overdue."""
    day = add_months(paris_day(at), -38)
    plan = site_plan(site, communes, day, paper, by, at)
    approvals.take_over(plan=plan, number=f"{day.year}/02210", signed_on=day, by=by, at=at)
    approvals.note_brochure(plan=plan, brochure_on=day + 30 * DAY, by=by, at=at)


def consulted_site(site, communes, paper: bytes, by: StaffMember, at: datetime) -> None:
    """The public reads the draft these days; one mayor has not answered."""
    day = paris_day(at)
    plan = site_plan(site, communes, day, paper, by, at)
    consulted(plan, day - 40 * DAY, by)


def ready(bodies: list[Organisation], by: StaffMember, at: datetime) -> None:
    """Two actors, one of which has declared everything, and two lines of the territorial contract."""
    day = paris_day(at) - 100 * DAY
    for body, flags in zip(bodies, (readiness.FLAGS, readiness.FLAGS[:3]), strict=False):
        readiness.save_actor(organisation=body, missions="", declared_on=day, by=by, at=at,
                             **{name: name in flags for name in readiness.FLAGS})  # fmt: skip
    for capacity, needed, held in CAPACITIES if bodies else ():
        readiness.save_capacity(
            risk="Crue de la Seine", effect="Hébergement de 400 personnes", capacity=capacity, needed=needed, held=held,
            plan=Plan.objects.filter(code="DG-SOUTIEN").first(), answer="Convention avec une association agréée",
            owner=bodies[2 % len(bodies)], due_on=paris_day(at) + 120 * DAY, checked_on=day, by=by, at=at,
        )  # fmt: skip
