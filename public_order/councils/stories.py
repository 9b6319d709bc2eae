"""Councils, protocols and a year of états-majors in the demonstration: real communes, invented names."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from directorate.casework.move import paris_day
from directorate.commissions.models import (
    AgendaItem,
    CarriedAction,
    Commission,
    CommissionMember,
    CommissionSession,
    SessionAction,
)
from directorate.commissions.statutory import load_commissions
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.legal_calendar.holidays import is_working_day, next_working_day
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import staff_of_unit
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from public_order.councils import (
    bodies,
    local_operations,
    meeting_operations,
    operations,
    queries,
    rules,
    sitting_operations,
)
from public_order.councils.meeting_queries import notes_ready
from public_order.councils.models import (
    AxisBalance,
    Council,
    CouncilCoordinator,
    CouncilGroup,
    CouncilMembership,
    CouncilSitting,
    DepartmentalSitting,
    GroupSitting,
    Instance,
    InstanceSitting,
    MemberRule,
    MinutesVersion,
    NationalAxis,
    StaffMeeting,
    TerritorialStrategy,
)
from public_order.policies import UNIT, heads_public_order

SEED = 132
MEETINGS, THEMATIC = 12, 8
# Communes without a council of their own, then those of the council that two share.
MISSING, SHARED = 2, 2
# Those of the house under their own codes: a second police service would leave nobody to ask by default.
PARTNERS = (
    ("dtsp-94", "police", "Direction territoriale de la sécurité de proximité du Val-de-Marne"),
    ("parquet-creteil", "court", "Parquet du tribunal judiciaire de Créteil"),
    ("pjj", "state_service", "Protection judiciaire de la jeunesse"),
    ("dsden", "state_service", "Direction des services départementaux de l'Éducation nationale"),
    ("douanes", "state_service", "Direction régionale des douanes"),
    ("spip", "state_service", "Service pénitentiaire d'insertion et de probation"),
)  # fmt: skip
MEMBERS = (
    ("Paul Rivière", "préfet", True), ("Jeanne Vautrin", "procureure de la République", False),
    ("Michel Astier", "directeur territorial de la sécurité de proximité", False),
    ("Solène Picard", "directrice de la protection judiciaire de la jeunesse", False),
    ("Rachid Ouali", "directeur académique des services de l'Éducation nationale", False),
    ("Édith Pons", "directrice du service pénitentiaire d'insertion et de probation", False),
)  # fmt: skip
DECIDED = (
    "Sécuriser les abords des collèges en fin de journée", "Saisir les bailleurs des halls les plus occupés",
    "Transmettre la liste des points de rodéos", "Programmer une opération anti-stupéfiants coordonnée",
    "Réunir le groupe violences intrafamiliales", "Renforcer la présence dans les gares du RER",
    "Présenter le bilan des plaintes déposées en ligne", "Désigner un correspondant pour les élus menacés",
    "Ouvrir un groupe local de traitement de la délinquance", "Établir la carte des caméras hors service",
    "Traiter les halls signalés à Créteil", "Réunir les transporteurs de Choisy-le-Roi",
    "Présenter le suivi des rodéos à Vitry-sur-Seine", "Visiter le quartier des Bleuets à Créteil",
)  # fmt: skip
FRAUD_DECIDED = (
    "Contrôler les barbiers du centre-ville avant la fin du trimestre", "Transmettre les suites fiscales en attente",
    "Désigner un correspondant pour les transports de personnes", "Proposer deux fermetures pour travail illégal",
    "Établir la liste des chantiers de l'été à contrôler", "Former les polices municipales aux opérations conjointes",
)  # fmt: skip
THEMES = ("Rodéos", "Halls d'immeubles", "Tranquillité des parcs", "Violences intrafamiliales", "Décrochage scolaire")
AXES = (
    "Agir plus tôt et aller plus loin dans la prévention auprès des jeunes",
    "Aller vers les personnes vulnérables pour mieux les protéger",
    "La population, nouvel acteur de la prévention de la délinquance",
    "Le territoire : vers une nouvelle gouvernance rénovée et efficace",
)  # fmt: skip
RULES = (
    ("clspd", "Le préfet ou son représentant", True), ("clspd", "Le procureur de la République", True),
    ("clspd", "Services de l'État désignés par le préfet", False), ("clspd", "Associations et organismes", False),
    ("cispd", "Le préfet ou son représentant", True), ("cispd", "Le procureur de la République", True),
    ("cispd", "Le président de l'établissement public", True), ("cispd", "Associations et organismes", False),
)  # fmt: skip
INSTANCES = (
    ("Cellule de prévention de la radicalisation (CPRAF)", True), ("Groupe violences intrafamiliales", False),
    ("Comité de suivi des violences faites aux élus", False), ("Cellule de lutte contre les rodéos", False),
    ("Comité transports (RATP, SNCF)", False),
)  # fmt: skip
REPRESENTATIVES = (
    "Le directeur de cabinet", "Le directeur de cabinet", "Le sous-préfet d'arrondissement",
    "La directrice des Sécurités", "",
)  # fmt: skip
NAMES = ("Inès Garnier", "Loïc Ferrand", "Maud Bertin", "Karim Slimani", "Élise Noël", "Hugo Delmas", "Sana Amrani")


def tell(at: datetime) -> None:
    on, chance = paris_day(at), Random(SEED)  # noqa: S311 - a demonstration
    people = list(staff_of_unit(UNIT, on))
    head = next((one for one in people if heads_public_order(one, on=on)), None)
    if head is None or Council.objects.exists():
        return
    load_commissions(at=at)
    operations.compute_duties(year=on.year - 1, by=None, at=at)
    operations.compute_duties(year=on.year, by=None, at=at)
    councils(chance, on, head, at)
    department(on, head, at)
    staff_meetings(chance, on, head, at)


def councils(chance: Random, on: date, by: StaffMember, at: datetime) -> None:
    """Two obliged communes have none and two share a CISPD: forty-two with the small communes that chose one."""
    MemberRule.objects.bulk_create(
        MemberRule(body=body, kind=kind, by_right=right, valid_from=date(2024, 3, 23), source="CSI, art. L132-4")
        for body, kind, right in RULES
    )
    towns = list(Commune.objects.defer("contour").order_by("-population"))
    obliged = {line.commune.pk for line in queries.board(on) if line.duty.is_obliged}
    held = [town for town in towns if town.pk in obliged]
    small = [town for town in towns if town.pk not in obliged][: MISSING + SHARED - 1]
    own = held[: -(MISSING + SHARED)] + small
    made = Council.objects.bulk_create(
        Council(
            kind="clspd", name=f"CLSPD {'d’' if town.name[0] in 'AEIOUYÉH' else 'de '}{town.name}",
            created_on=date(2008 + chance.randrange(12), 1 + chance.randrange(12), 10),
            act="Délibération du conseil municipal",
            last_plenary_on=worked(on - timedelta(days=chance.choice((40, 90, 150, 220, 300, 350, 390, 470)))),
        )
        for town in own
    )  # fmt: skip
    shared = Council.objects.create(kind="cispd", name="CISPD du Plateau briard", created_on=date(2019, 6, 3),
                                    act="Délibération du conseil de territoire",
                                    last_plenary_on=worked(on - timedelta(days=120)))  # fmt: skip
    pairs = [*zip(made, own, strict=True), *((shared, town) for town in held[-(MISSING + SHARED) : -MISSING])]
    CouncilMembership.objects.bulk_create(
        CouncilMembership(council=row, commune=town, since=row.created_on) for row, town in pairs
    )
    rows = [*made, shared]
    CouncilSitting.objects.bulk_create(
        CouncilSitting(council=row, formation="plenary", held_on=worked(row.last_plenary_on - timedelta(days=back)),
                       represented_by=chance.choice(REPRESENTATIVES))
        for row in rows for back in (0, 364)
    )  # fmt: skip
    CouncilCoordinator.objects.bulk_create(
        CouncilCoordinator(council=row, name=chance.choice(NAMES), kind=chance.choice(("elected", "agent", "agent")),
                           since=date(2021, 1, 4))
        for row in rows if chance.random() > 0.12
    )  # fmt: skip
    groups = CouncilGroup.objects.bulk_create(
        CouncilGroup(council=row, theme=theme, frequency_months=3, charter_signed_on=date(2022, 2, 1))
        for row in rows for theme in chance.sample(THEMES, 2)
    )  # fmt: skip
    GroupSitting.objects.bulk_create(
        GroupSitting(group=group, held_on=worked(on - timedelta(days=20 + chance.randrange(60))),
                     attendance=chance.randint(6, 18), themes=group.theme)
        for group in groups
    )  # fmt: skip
    TerritorialStrategy.objects.bulk_create(
        TerritorialStrategy(council=row, kind="stspd", starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31),
                            axes="Jeunes, tranquillité, violences", signed_on=date(2024, 1, 15))
        for row in rows[::2]
    )  # fmt: skip
    for line in [one for one in queries.board(on) if one.status == rules.MISSING][:1]:
        operations.write_to_mayor(line=line, by=by, at=at)


def department(on: date, head: StaffMember, at: datetime) -> None:
    axes = NationalAxis.objects.bulk_create(
        NationalAxis(strategy="Stratégie nationale 2020-2024", starts_year=2020, ends_year=2024, rank=rank, title=title,
                     to_confirm=True)
        for rank, title in enumerate(AXES, start=1)
    )  # fmt: skip
    AxisBalance.objects.bulk_create(
        AxisBalance(axis=axis, year=on.year - 1, measures="Actions soutenues dans les communes et les quartiers.",
                    number=8 + axis.rank, granted=48_000 + 9_500 * axis.rank, recorded_at=at)
        for axis in axes[:3]
    )  # fmt: skip
    Instance.objects.bulk_create(
        Instance(name=name, is_date_only=alone, frequency_months=3, lead="" if alone else "Cabinet du préfet")
        for name, alone in INSTANCES
    )
    InstanceSitting.objects.bulk_create(
        InstanceSitting(instance=row, held_on=worked(on - timedelta(days=30 * back)), is_date_only=row.is_date_only,
                        attendance=None if row.is_date_only else 14, themes="" if row.is_date_only else "Point d'étape")
        for row in Instance.objects.all() for back in (1, 3)
    )  # fmt: skip
    plan = operations.record_plan(
        starts_year=on.year, ends_year=on.year + 2, by=head, at=at,
        axes="Jeunes : médiation et éducateurs\nVictimes : intervenants sociaux\nTerritoires : conseils et caméras",
    )  # fmt: skip
    operations.record_opinions(plan=plan, prosecutor_on=on - timedelta(days=40), council_on=on - timedelta(days=12),
                               by=head, at=at)  # fmt: skip


def staff_meetings(chance: Random, on: date, head: StaffMember, at: datetime) -> None:
    """A year of sittings in bulk, the last one and the next one through the operations."""
    for commission in Commission.objects.filter(pk__in=(*rules.CHAIRED, bodies.DEPARTMENTAL)):
        if not commission.members.exists():
            CommissionMember.objects.bulk_create(
                CommissionMember(commission=commission, name=name, capacity=capacity, is_chair=chair, is_by_right=True,
                                 mandate_starts_on=date(2023, 1, 1))
                for name, capacity, chair in MEMBERS
            )  # fmt: skip
    owners = [
        Organisation.objects.get_or_create(
            code=code, defaults={"kind": kind, "name": name, "email": f"{code}@partenaire.invalid"}
        )[0]
        for code, kind, name in PARTNERS
    ]
    prefect = StaffMember.objects.filter(postings__role=Posting.Role.PREFECT).first()
    days = [(worked(add_months(on, -back) - timedelta(days=4)), "") for back in range(MEETINGS, 0, -1)]
    days += [(worked(add_months(on, -back) - timedelta(days=17)), THEMES[back % len(THEMES)])
             for back in range(THEMATIC, 0, -1)]  # fmt: skip
    past_sittings(chance, rules.STAFF, days, DECIDED, owners, on, head, prefect, at)
    days = [(worked(add_months(on, -back) - timedelta(days=9)), "") for back in range(10, 0, -3)]
    past_sittings(chance, rules.FRAUD, days, FRAUD_DECIDED, owners, on, head, prefect, at)
    played(on, head, owners[0], at)
    engine(on, head, owners, at)


def past_sittings(
    chance: Random, body: rules.Chaired, days: Sequence[tuple[date, str]], texts: Sequence[str],
    owners: Sequence[Organisation], on: date, head: StaffMember, prefect: StaffMember | None, at: datetime,
) -> None:  # fmt: skip
    members = list(CommissionMember.objects.filter(commission=body.code))
    open_rows: list[SessionAction] = []
    for day, theme in sorted(days):
        starts = datetime(day.year, day.month, day.day, 9, 30, tzinfo=PARIS)
        session = CommissionSession.objects.create(
            commission_id=body.code, starts_at=starts, place="Salle Marne", state="held", held_at=starts,
            convened_at=starts - timedelta(days=12), convening=1,
        )  # fmt: skip
        session.present.set(chance.sample(members, 5))
        AgendaItem.objects.bulk_create(
            AgendaItem(session=session, position=rank, title=title) for rank, title in enumerate(body.agenda, start=1)
        )
        meeting = StaffMeeting.objects.create(
            session=session, formation="thematic" if theme else "plenary", theme=theme,
            file_ready_on=day - timedelta(days=6), prefect_validated_at=at,
            prefect_validated_by=prefect, prosecutor_validated_on=day + timedelta(days=4),
            prosecutor_reference="Courriel du parquet",
        )  # fmt: skip
        MinutesVersion.objects.create(meeting=meeting, number=1, text="Les décisions sont au tableau ci-dessous.",
                                      written_at=starts + timedelta(days=3), written_by=head)  # fmt: skip
        CarriedAction.objects.bulk_create(
            CarriedAction(session=session, action=row, state_then="open", days_late=max(0, (day - row.due_on).days))
            for row in open_rows
        )
        decided = SessionAction.objects.bulk_create(
            decided_at(chance, session, text, chance.choice(owners), day, on, head)
            for text in chance.sample(texts, min(6, len(texts)))
        )
        open_rows += [row for row in decided if row.closed_on is None]


def worked(day: date) -> date:
    """The last day on or before it on which anybody works."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def ahead(on: date, days: int, hour: int = 10) -> datetime:
    day = next_working_day(on + timedelta(days=days))
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=PARIS)


def engine(on: date, head: StaffMember, owners: list[Organisation], at: datetime) -> None:
    """The CDPD of last year as it was held, that of this year to come; the sittings of an instance and of councils."""
    day = worked(on - timedelta(days=200))
    starts = datetime(day.year, day.month, day.day, 14, 30, tzinfo=PARIS)
    session = CommissionSession.objects.create(
        commission_id=bodies.DEPARTMENTAL, starts_at=starts, place="Salle Val-de-Marne", state="held", held_at=starts,
        convened_at=starts - timedelta(days=15), convening=1,
        minutes="Le conseil a pris acte des rapports et propose de développer les intervenants sociaux.",
    )  # fmt: skip
    session.present.set(CommissionMember.objects.filter(commission=bodies.DEPARTMENTAL))
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, position=rank, title=title)
        for rank, title in enumerate(rules.departmental_points(on.year - 2), start=1)
    )
    DepartmentalSitting.objects.create(
        session=session, year=on.year - 2, delinquency="Baisse des atteintes aux biens, hausse des violences"
        " intrafamiliales déclarées.", councils="Plénières tenues par quatre conseils sur cinq.",
        grants="Les crédits ont été consommés en totalité.", proposals="Un intervenant social par circonscription.",
    )  # fmt: skip
    SessionAction.objects.create(
        session=session, text="Présenter la carte des intervenants sociaux", owner=owners[0], created_by=head,
        due_on=day + timedelta(days=260), created_at=starts,
    )  # fmt: skip
    sitting_operations.plan_departmental(year=on.year - 1, starts_at=ahead(on, 40, 14), place="Salle Val-de-Marne",
                                         by=head, at=at)  # fmt: skip
    for row in Instance.objects.filter(is_date_only=False).order_by("pk")[:2]:
        body = sitting_operations.gather_members(instance=row, by=head, at=at)
        CommissionMember.objects.bulk_create(
            CommissionMember(commission=body, name=name, capacity=capacity, is_chair=chair, is_by_right=True,
                             mandate_starts_on=date(2023, 1, 1))
            for name, capacity, chair in MEMBERS[2:5]
        )  # fmt: skip
        sitting_operations.plan_instance_sitting(
            instance=row, starts_at=ahead(on, 12 + row.pk % 9), place="Salle Brie",
            points="Suites de la réunion précédente\nSituation\nActions à conduire", by=head, at=at,
        )  # fmt: skip
    for rank, row in enumerate(Council.objects.order_by("name")[:6]):
        local_operations.plan_council_sitting(
            council=row, formation="plenary", starts_at=ahead(on, 9 + 4 * rank, 18), place="Hôtel de ville",
            represented_by=("Le directeur de cabinet", "Le sous-préfet d'arrondissement", "")[rank % 3],
            messages="Saluer le travail des éducateurs\nRappeler l'appel à projets du FIPD" if rank % 3 == 0 else "",
            by=head, at=at,
        )  # fmt: skip


def decided_at(chance: Random, session, text: str, owner, day: date, on: date, head: StaffMember) -> SessionAction:
    due = day + timedelta(days=chance.choice((20, 30, 45, 60, 90)))
    closed = due + timedelta(days=chance.choice((-12, -5, -2, 0, 8, 25)))
    is_closed = closed < on and chance.random() < 0.88
    return SessionAction(
        session=session, text=text, owner=owner, due_on=due, created_at=session.starts_at, created_by=head,
        state="done" if is_closed else chance.choice(("open", "in_progress")),
        outcome="Fait, présenté à la séance suivante" if is_closed else "", closed_on=closed if is_closed else None,
    )  # fmt: skip


def played(on: date, head: StaffMember, owner: Organisation, at: datetime) -> None:
    """The sitting of next month with the figures annexed, and a restricted one."""

    life = meeting_operations
    row = life.plan_meeting(formation="thematic", starts_at=ahead(on, 16), place="Salle Marne",
                            theme="Sécurité des transports", by=head, at=at)  # fmt: skip
    if note := notes_ready().first():
        life.annex_statistics(meeting=row, version=note, by=head, at=at)
    life.convene_meeting(meeting=row, by=head, at=at)
    apart = life.plan_meeting(formation="restricted", starts_at=ahead(on, 23), place="Salle du cabinet", by=head, at=at)
    fraud = life.plan_meeting(formation="plenary", body=rules.FRAUD, starts_at=ahead(on, 20), place="Salle Marne",
                              by=head, at=at)  # fmt: skip
    life.convene_meeting(meeting=fraud, by=head, at=at)
    life.add_restricted_point(meeting=apart, title="Suivi d'une sortie de détention",
                              note="Situation présentée en séance.", by=head, at=at)  # fmt: skip
