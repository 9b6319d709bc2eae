"""The committee in the demonstration: a plan, sixty operations, 350 establishments, a handful of them played."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.commissions.models import Commission
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from public_order.codaf import access, exchange_operations, field_operations, operations, rules
from public_order.codaf.models import (
    CodafAmount,
    CodafAmountStage,
    CodafFinding,
    CodafObjective,
    CodafOperation,
    CodafPartner,
    CodafTarget,
)
from public_order.codaf.operations import REGISTER
from public_order.codaf.queries import midnight
from public_order.councils import meeting_operations
from public_order.councils.rules import FRAUD
from public_order.policies import UNIT, heads_public_order

SEED, COUNT = 872, 53
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECTORS = ("restauration", "bars_chicha", "epiceries_nuit", "btp", "garages", "barbers", "vtc", "livraison", "marches",
           "nettoyage", "transport_personnes", "taxiphones")  # fmt: skip
WANTED = (("restauration", 10, "urssaf"), ("bars_chicha", 8, "dtsp"), ("epiceries_nuit", 8, "douane"),
          ("btp", 8, "inspection_travail"), ("garages", 5, "dgfip"), ("barbers", 5, "urssaf"),
          ("vtc", 4, "driea_t"), ("livraison", 4, "inspection_travail"), ("hebergement", 3, "ddpp"))  # fmt: skip
TEAMS = (("urssaf", "dtsp", "inspection_travail"), ("dtsp", "douane", "dgfip"), ("urssaf", "caf", "ddpp", "dtsp"),
         ("inspection_travail", "urssaf", "paf"), ("dtsp", "police_municipale", "ddpp", "urssaf"))  # fmt: skip
FIRST = ("Le Palmier", "La Perle", "Au Coin", "Le Sultan", "Chez Doriane", "L'Escale", "Le Bosphore", "La Médina",
         "Le Trèfle", "Chez Marius", "L'Olivier", "Le Grand Large", "La Rotonde", "Le Cyprès", "Le Jasmin")  # fmt: skip
LAST = ("d'Or", "du Lac", "du Centre", "de la Gare", "des Sports", "du Marché", "Express", "bis", "du Port",
        "de l'Avenue")  # fmt: skip
STREETS = ("rue de la Liberté", "avenue du Parc", "place du Marché", "rue des Ormes", "boulevard de la Gare",
           "quai du Port", "rue Pasteur", "avenue de la République")  # fmt: skip
NATURES = ("travail_dissimule_salarie", "travail_dissimule_activite", "hygiene", "emploi_etranger_sans_titre",
           "tabac_contrebande", "fraude_sociale", "etiquetage", "debit_licence")  # fmt: skip
MONEY = {"urssaf": "redressement_urssaf", "dgfip": "redressement_fiscal", "douane": "droits_penalites_douanes",
         "caf": "indus_caf"}  # fmt: skip
REASON = "Signalements répétés et contrôle précédent resté sans suite."


def near(chance: Random, place: Decimal | None) -> Decimal | None:
    """Within a kilometre of the middle of the town."""
    return place and place + Decimal(chance.randint(-900, 900)) / 100_000


def mail(body: str) -> str:
    return f"{body.replace('_', '-')}@exemple.invalid"


@transaction.atomic
def tell(at: datetime) -> None:
    on, people = paris_day(at), list(staff_of_unit(UNIT, paris_day(at)))
    by = next((row for row in people if heads_public_order(row, on=on)), None)
    towns = list(Commune.objects.defer("contour").order_by("-population")[:20])
    if by is None or not towns:
        return
    access.designate(staff=by, role="secretariat", since=on, reason="Désignation conjointe du préfet et du procureur",
                     by=by, at=at)  # fmt: skip
    plan = operations.open_plan(year=on.year, summary="Travail dissimulé, économie de la nuit, plateformes.", by=by,
                                at=at)  # fmt: skip
    CodafObjective.objects.bulk_create(
        CodafObjective(plan=plan, sector=sector, wanted=wanted, pilot=pilot) for sector, wanted, pilot in WANTED
    )
    operations.adopt_plan(plan=plan, adopted_on=date(on.year, 1, 1), by=by, at=at)
    invented(towns, by, at)
    played(towns * 7, by, at)
    exchanged(by, at)
    shut(by, at)
    apart(by, at)


def invented(towns: list[Commune], by: StaffMember, at: datetime) -> None:
    chance, today = Random(SEED), midnight(paris_day(at))  # noqa: S311 - a demonstration
    starts = sorted(today - chance.randrange(20, 520) * DAY + chance.choice((9, 14, 18, 20)) * HOUR
                    for _ in range(COUNT))  # fmt: skip
    rows, partners, targets, findings, amounts = [], [], [], [], []
    seen: dict[str, list[tuple[str, str]]] = {}
    for start in starts:
        year, end = paris_day(start).year, start + 5 * HOUR
        age = (today - start).days
        state = "closed" if age > 120 else chance.choice(("consolidated", "synthesised")) if age > 45 else "done"
        over = state in ("closed", "synthesised")
        row = CodafOperation(
            number=f"CODAF-{year}-{take_number(REGISTER, year):03d}", state=state, sector=chance.choice(SECTORS),
            commune=chance.choice(towns), origin=chance.choice(("plan", "plan", "signalement", "mairie", "parquet")),
            pilot=by, starts_at=start, ends_at=end, meeting_place="Commissariat", frame="l8271_1",
            briefing="Contrôle coordonné des établissements du secteur.", communication="press",
            started_at=start, ended_at=end, consolidated_at=None if state == "done" else end + (11 + age % 9) * DAY,
            synthesis="Contrôles menés sans incident ; suites engagées par chaque partenaire." if over else "",
            synthesised_at=end + 22 * DAY if over else None, closed_at=end + 60 * DAY if state == "closed" else None,
            recorded_at=start - 30 * DAY, recorded_by=by,
        )  # fmt: skip
        rows.append(row)
        team = [
            CodafPartner(operation=row, body=body, email=mail(body), state="confirmed", agents=2 + rank,
                         present=2 + rank, confirmed_at=start - 5 * DAY,
                         answered_at=None if state == "done" and rank else end + (4 + rank) * DAY)
            for rank, body in enumerate(chance.choice(TEAMS))
        ]  # fmt: skip
        partners += team
        for rank in range(1, chance.randint(6, 9)):
            former = seen.setdefault(row.commune_id, [])
            again = rank == 1 and former and chance.random() < 0.4
            name, address = former.pop() if again else (
                f"{chance.choice(FIRST)} {chance.choice(LAST)}", f"{rank * 7} {chance.choice(STREETS)}"
            )  # fmt: skip
            target = CodafTarget(
                operation=row, rank=rank, name=name, address=address, commune=row.commune,
                latitude=near(chance, row.commune.latitude), longitude=near(chance, row.commune.longitude),
                activity=row.get_sector_display(),
                keys=rules.establishment_keys(siret="", name=name, address=address, commune=row.commune_id),
                again_why="Vérifier la mise en conformité." if again else "",
                reason=REASON, visited=True, persons=chance.randint(0, 4), result="", recorded_at=start - 9 * DAY,
                recorded_by=by,
            )  # fmt: skip
            targets.append(target)
            if again or chance.random() < 0.62:
                seen[row.commune_id].append((name, address))
                partner = chance.choice(team)
                pv = f"{year}/{len(findings) + 100:05d}" if chance.random() < 0.8 else ""
                finding = CodafFinding(target=target, partner=partner, nature=chance.choice(NATURES),
                                       persons=chance.randint(1, 3), pv_number=pv, pv_key=pv,
                                       recorded_at=end + 4 * DAY)  # fmt: skip
                findings.append(finding)
                if partner.body in MONEY:
                    stage = chance.choice(("estimated", "notified", "notified", "recovered"))
                    amounts.append(
                        CodafAmount(finding=finding, nature=MONEY[partner.body], stage=stage, stage_on=paris_day(end),
                                    amount=Decimal(chance.randint(8, 420) * 100))
                    )  # fmt: skip
    for model, found in ((CodafOperation, rows), (CodafPartner, partners), (CodafTarget, targets),
                         (CodafFinding, findings), (CodafAmount, amounts)):  # fmt: skip
        model.objects.bulk_create(found)
    CodafAmountStage.objects.bulk_create(
        CodafAmountStage(amount=row, value=row.amount, stage=row.stage, stage_on=row.stage_on,
                         recorded_at=row.finding.recorded_at)
        for row in amounts
    )  # fmt: skip


def idea(sector: str, town: Commune, start: datetime | None, by: StaffMember, at: datetime) -> CodafOperation:
    end = start + 5 * HOUR if start else None
    return operations.record_operation(
        sector=sector, commune=town, origin="plan", pilot=by, starts_at=start, ends_at=end, by=by, at=at
    )


def prepared(row: CodafOperation, by: StaffMember, at: datetime) -> CodafOperation:
    """Its hours, its partners, one of which confirmed, its targets, its frame."""
    told = {"operation": row, "by": by, "at": at}
    operations.programme(**told)
    row = operations.change_operation(
        starts_at=row.starts_at, ends_at=row.ends_at, sector=row.sector, commune=row.commune, pilot=by,
        meeting_place="Cour du commissariat", frame="l8271_1", briefing="Contrôle coordonné, sans attroupement.",
        communication="after_judicial_ok", **told,
    )  # fmt: skip
    for rank, body in enumerate(("urssaf", "dtsp", "inspection_travail", "parquet")):
        partner = operations.add_partner(body=body, email=mail(body), **told)
        if rank < 2:
            operations.record_answer(partner=partner, agents=3 + rank, by=by, at=at)
    for rank, name in enumerate(("Le Comptoir du Pont", "Traiteur des Quais", "Salon Belle Rive")):
        street = STREETS[len(row.sector) % len(STREETS)]
        field_operations.add_target(name=name, address=f"{3 + 4 * rank} {street}", commune=row.commune,
                                    reason=REASON, **told)  # fmt: skip
    return operations.prepare(**told)


def played(towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """An idea, one programmed, one prepared, one ready, one that runs tonight, one put off, one given up."""
    coming = midnight(paris_day(at)) + 18 * HOUR
    idea("hebergement", towns[2], None, by, at)
    operations.programme(operation=idea("btp", towns[5], coming + 24 * DAY, by, at), by=by, at=at)
    prepared(idea("barbers", towns[4], coming + 12 * DAY, by, at), by, at)
    ready = prepared(idea("restauration", towns[1], coming + 5 * DAY, by, at), by, at)
    operations.declare_ready(operation=ready, by=by, at=at)
    operations.cancel(operation=idea("marches", towns[7], coming + 2 * DAY, by, at),
                      reason="Signalement sans suite après vérification.", by=by, at=at)  # fmt: skip
    under_way(prepared(idea("epiceries_nuit", towns[3], at - HOUR, by, at), by, at), by, at)
    operations.postpone(operation=idea("vtc", towns[6], coming + 3 * DAY, by, at),
                        reason="Effectifs requis par un autre événement.", by=by, at=at)  # fmt: skip


def under_way(row: CodafOperation, by: StaffMember, at: datetime) -> None:
    """Begun, its attendance taken, its first establishment visited."""
    operations.declare_ready(operation=row, by=by, at=at)
    operations.start(operation=row, by=by, at=at)
    present = {each.pk: each.agents for each in row.partners.filter(state="confirmed")}
    operations.take_attendance(operation=row, present=present, by=by, at=at)
    field_operations.report_target(target=row.targets.first(), visited=True, persons=3, result="Contrôle en cours",
                                   by=by, at=at)  # fmt: skip


def shut(by: StaffMember, at: datetime) -> None:
    """A closure for illegal work proposed to the other bureau, from what was found lately."""
    found = CodafFinding.objects.filter(nature__in=field_operations.OFFENCES,
                                        target__operation__state__in=("done", "consolidated"))  # fmt: skip
    if finding := found.order_by("-target__operation__starts_at", "pk").first():
        field_operations.propose_labour_closure(
            target=finding.target, days=30, employees_present=4, employees_concerned=3, seriousness=["gravity"], by=by,
            at=at,
        )  # fmt: skip


def apart(by: StaffMember, at: datetime) -> None:
    """A restricted formation, that only those designated know of."""
    if not Commission.objects.filter(pk=FRAUD.restricted).exists():
        return
    row = meeting_operations.plan_meeting(
        formation="restricted", body=FRAUD, starts_at=midnight(paris_day(at)) + 20 * DAY + 14 * HOUR,
        place="Tribunal judiciaire", by=by, at=at,
    )  # fmt: skip
    meeting_operations.add_restricted_point(meeting=row, title="Montage de sociétés éphémères",
                                            note="Présenté par le parquet en séance.", by=by, at=at)  # fmt: skip


def exchanged(by: StaffMember, at: datetime) -> None:
    agents = [
        exchange_operations.authorise_agent(body=body, name=name, quality="Contrôleur", since=paris_day(at) - 200 * DAY,
                                            authorisation="Habilitation du directeur", by=by, at=at)
        for body, name in (("urssaf", "Solange Attal"), ("caf", "Rémi Coste"))
    ]  # fmt: skip
    exchange_operations.log_exchange(sender=agents[0], receiver=agents[1], basis="css_l114_16_1",
                                     object="Concordance de déclarations de salaires", exchanged_at=at - 2 * DAY, by=by,
                                     at=at)  # fmt: skip
