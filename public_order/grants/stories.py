"""The grants in the demonstration: three years of invented projects in real communes, at every state.

Volumes: 120 applications and 65 grants in each of the three years, the larger reading of the issue and of part E.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from random import Random

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.commissions.models import Commission, CommissionMember
from directorate.legal_calendar.arithmetic import PARIS
from directorate.money.amounts import NONE
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.registers.operations import go_on_above, locked_counters
from directorate.territory.identifiers import luhn_is_valid
from directorate.territory.models import Commune
from public_order.grants import call_operations as calls
from public_order.grants import operations
from public_order.grants import scenario_operations as scenarios
from public_order.grants.bodies import COMMITTEE
from public_order.grants.catalogue import CRITERIA, Refusal
from public_order.grants.models import (
    EnvelopeMovement,
    GrantApplication,
    GrantBudgetLine,
    GrantCall,
    GrantEnvelope,
    GrantIndicator,
    GrantMove,
    GrantProgramme,
    GrantScore,
    Promoter,
)
from public_order.grants.payments import stories as executed
from public_order.policies import UNIT, heads_public_order

DAY = timedelta(days=1)
SEED = 307
# How many applications of a year are in each family, and its credits.
FAMILIES = {"D": (84, 700_000), "S": (24, 260_000), "R": (7, 70_000), "K": (5, 90_000)}
AIMS = {
    "D": (("D1", "Chantiers éducatifs"), ("D1", "Prévention du décrochage"), ("D2", "Permanence d'aide aux victimes"),
          ("D2", "Hébergement d'urgence de femmes victimes"), ("D3", "Médiation de nuit"),
          ("D4", "Diagnostic local de sécurité")),
    "S": (("S1", "Extension de la vidéoprotection"), ("S2", "Équipement de la police municipale"),
          ("S3", "Sécurisation des groupes scolaires")),
    "R": (("R1", "Ateliers d'esprit critique"), ("R2", "Soutien aux familles"), ("R3", "Information sur les dérives")),
    "K": (("K1", "Sécurisation d'un lieu de culte"),),
}  # fmt: skip
BODIES = ("Horizon Jeunes", "Cap Médiation", "Les Passerelles", "Écoute et Droits", "Un Pas Devant", 
          "Trait d'Union Sud",
          "La Maison des Possibles", "Repères", "Atelier du Fleuve", "Nouvelle Rive", "Sport et Avenir", 
          "Le Relais Vert",
          "Culture en Partage", "Femmes Debout", "Second Souffle")  # fmt: skip
# Past years: 65 granted of 120, then those that were not; the running year: every state of an examination.
PAST = (("closed", 22), ("balance_paid", 16), ("controlled", 10), ("report_received", 9), ("recovery", 3),
        ("reduced", 5), ("refused", 40), ("ineligible", 8), ("withdrawn", 7))  # fmt: skip
BEFORE = (("closed", 0), ("paid", 30), ("advance_paid", 20), ("report_due", 15), ("refused", 42), ("ineligible", 7),
          ("withdrawn", 6))  # fmt: skip
NOW = (("granted", 12), ("act_signed", 10), ("notified", 18), ("committed", 15), ("running", 10), ("submitted", 6),
       ("receipt_sent", 4), ("incomplete", 5), ("completed", 4), ("eligible", 3), ("under_opinion", 4), ("scored", 9),
       ("waiting_list", 5), ("refused", 9), ("ineligible", 3), ("withdrawn", 3))  # fmt: skip
GRANTED = {"granted", "act_signed", "notified", "committed", "running", "paid", "advance_paid", "report_due", "closed",
           "balance_paid", "controlled", "report_received", "recovery", "reduced"}  # fmt: skip
EARLY = ("submitted", "receipt_sent", "incomplete")
SCORED = GRANTED | {"scored", "waiting_list", "refused"}


def keyed(digits: str) -> str:
    """The digits with the last one that makes them right."""
    return next(digits + key for key in "0123456789" if luhn_is_valid(digits + key))


def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next((person for person in staff_of_unit(UNIT, on) if heads_public_order(person, on=on)), None)
    towns = list(Commune.objects.defer("contour").order_by("pk"))
    if by is None or not towns:
        return
    with remembering(every_version()), transaction.atomic():
        promoters = bodies(towns, at)
        for back, states in ((2, PAST), (1, BEFORE), (0, NOW)):
            year(on.year - back, states, promoters, by, at)
        played(promoters, by, at)
        executed.tell(by, at)


def bodies(towns: list[Commune], at: datetime) -> list[Promoter]:
    rows = [
        Promoter(kind="association", name=name, siret=keyed(keyed(f"8{rank:07d}") + "0001"), rna=f"W9410{rank:05d}",
                 commune=towns[rank * 5 % len(towns)], address=f"{rank + 2} rue des Tilleuls",
                 representative="Mme Jeanne Aubry", recorded_at=at)
        for rank, name in enumerate(BODIES)
    ] + [
        Promoter(kind="commune", name=f"Commune de {town.name}", siret=keyed(keyed(f"7{rank:07d}") + "0001"),
                 commune=town, address="Hôtel de ville", representative="M. le maire", recovers_vat=True,
                 recorded_at=at)
        for rank, town in enumerate(towns)
    ]  # fmt: skip
    return Promoter.objects.bulk_create(rows)


def year(number: int, states, promoters: list[Promoter], by: StaffMember, at: datetime) -> None:
    """A hundred and twenty applications under four programmes, in a few statements."""
    chance = Random(SEED + number)  # noqa: S311 - a demonstration
    on = paris_day(at)
    every = [state for state, count in states for _ in range(count)][:120]
    chance.shuffle(every)
    associations = [row for row in promoters if row.kind == "association"]
    communes = [row for row in promoters if row.kind == "commune"]
    rows, towns = [], []
    for family, (count, credits) in FAMILIES.items():
        programme = calls.open_programme(
            year=number, family=family, instruction=f"Instruction du 10 février {number}", by=by, at=at
        )
        envelopes = {row.kind: row for row in GrantEnvelope.objects.filter(programme=programme)}
        is_open = number == on.year
        opens = on - 60 * DAY if is_open else date(number, 1, 15)
        call = GrantCall.objects.create(
            programme=programme, title=f"Appel à projets {family}", opens_on=opens,
            closes_at=at + 20 * DAY if is_open else datetime(number, 3, 15, 18, tzinfo=PARIS),
            state="published" if is_open else "closed",
            rules="Un projet par demande, un indicateur au moins, le compte rendu des subventions antérieures.",
        )  # fmt: skip
        axes = {row.code: row for row in programme.axes.all()}
        used = NONE
        average = credits * 65 // 100 // max(1, count * 65 // 120)
        for rank in range(1, count + 1):
            state = every.pop()
            code, title = AIMS[family][rank % len(AIMS[family])]
            promoter = chance.choice(communes if family == "S" else associations)
            town = promoter.commune
            asked = Decimal(max(1_500, average * chance.randrange(60, 140) // 100) // 100 * 100)
            is_granted = state in GRANTED
            used += asked if is_granted else NONE
            note = Decimal(chance.randrange(500, 920)) / 10 if state in SCORED else None
            filed = min(at - DAY, datetime(number, 3, 1, 10, tzinfo=PARIS)) if not is_open else at - 30 * DAY
            is_low = state in ("refused", "ineligible")
            is_known = state in GRANTED or is_low
            signed = is_granted and state != "granted"
            rows.append(
                GrantApplication(
                    call=call, axis=axes[code], promoter=promoter, number=f"FIPD-{number}-{family}-{rank:04d}",
                    title=f"{title}, {town.name}", state=state, channel="online" if rank % 3 else "desk",
                    is_renewal=rank % 4 == 0, is_qpv=rank % 3 == 0, starts_on=date(number, 4, 1),
                    ends_on=date(number, 12, 31), exercise_ends_on=date(number, 12, 31), asked=asked,
                    received_at=filed, receipt_on=None if state == "submitted" else paris_day(filed + 2 * DAY),
                    pieces_due_on=on + 9 * DAY if state == "incomplete" else None,
                    complete_on=None if state in EARLY else paris_day(filed + 9 * DAY),
                    instructor=by if note else None, score=note, relevance=Decimal(4) if note else None,
                    proposed=asked if is_granted else None, granted=asked if is_granted else None,
                    decision_on=paris_day(filed + 20 * DAY) if is_known else None,
                    refusal=(Refusal.CREDITS if state == "refused" else Refusal.COMMON_LAW) if is_low else "",
                    reason="Les crédits de l'année sont attribués aux projets mieux classés." if state == "refused"
                    else "Le projet relève des crédits de droit commun." if is_low else "",
                    instrument=("agreement" if asked > 23_000 and promoter.kind == "association" else "order")
                    if is_granted else "",
                    signed_on=paris_day(filed + 24 * DAY) if signed else None,
                    notified_on=paris_day(filed + 27 * DAY) if signed and state != "act_signed" else None,
                    objectives="Réduire l'exposition des publics et mesurer les effets à six mois.", recorded_at=filed,
                )
            )  # fmt: skip
            towns.append(town)
        # What is delegated always covers what is granted, so that the sixty-five of the year are there.
        delegated = max(Decimal(credits), used.quantize(Decimal("1E4"), ROUND_UP))
        EnvelopeMovement.objects.bulk_create(
            EnvelopeMovement(envelope=envelopes[kind], kind="delegation", on=min(on, date(number, 2, 10)),
                             amount=delegated, reference="Délégation initiale", recorded_at=at, recorded_by=by)
            for kind in ("AE", "CP")
        )  # fmt: skip
        GrantEnvelope.objects.filter(programme=programme, kind="AE").update(granted=used)
        counters = locked_counters(f"fipd-{family.lower()}", [number])
        go_on_above(counters, {number: count})
    rows = GrantApplication.objects.bulk_create(rows)
    through = GrantApplication.communes.through
    through.objects.bulk_create(
        through(grantapplication=row, commune=town) for row, town in zip(rows, towns, strict=True)
    )
    GrantBudgetLine.objects.bulk_create(line for row in rows for line in budget(row))
    GrantIndicator.objects.bulk_create(
        GrantIndicator(application=row, label="Personnes accompagnées", target="60") for row in rows
    )
    GrantMove.objects.bulk_create(
        GrantMove(application=row, state=row.state, words=row.get_state_display(), at=row.received_at, by=by)
        for row in rows
    )
    GrantScore.objects.bulk_create(
        GrantScore(application=row, by=by, notes=dict.fromkeys(CRITERIA, 4), score=row.score, at=row.received_at)
        for row in rows if row.score is not None
    )  # fmt: skip


def budget(row: GrantApplication) -> tuple[GrantBudgetLine, ...]:
    """Balanced, the fund bringing half of it."""
    return tuple(
        GrantBudgetLine(application=row, account=account, label=label, amount=row.asked, funder=funder)
        for account, label, funder in (
            ("60", "Achats et prestations", ""), ("64", "Personnel", ""), ("74", "FIPD", "fipd"),
            ("75", "Fonds propres", "own"),
        )
    )  # fmt: skip


def seat_the_committee(on: date) -> None:
    """By right, so that a committee may be called at once."""
    commission = Commission.objects.filter(pk=COMMITTEE).first()
    if commission is None:
        return
    people = (("Paul Rivière", "préfet", True), ("Jeanne Vautrin", "procureure de la République", False),
              ("Michel Astier", "directeur territorial de la sécurité de proximité", False))  # fmt: skip
    CommissionMember.objects.bulk_create(
        CommissionMember(commission=commission, name=name, capacity=capacity, is_chair=chair, is_by_right=True,
                         mandate_starts_on=date(on.year - 1, 1, 1))
        for name, capacity, chair in people
    )  # fmt: skip


def played(promoters: list[Promoter], by: StaffMember, at: datetime) -> None:
    """Two demands through the real operations, and two scenarios for the committee."""
    programme = GrantProgramme.objects.get(year=paris_day(at).year, family="D")
    call = programme.calls.get()
    for rank in range(2):
        row = operations.record_application(
            call=call, axis=programme.axes.get(code="D3"), promoter=promoters[rank],
            title="Médiation aux abords des gares",
            asked=Decimal(9_000 + 1_000 * rank), starts_on=paris_day(at),
            ends_on=paris_day(at) + 200 * DAY, by=by, at=at,
        )  # fmt: skip
        if rank:
            operations.submit(application=row, by=by, at=at)
    scenarios.draw_scenario(programme=programme, name="Classement", by=by, at=at)
    left = programme.envelopes.get(kind="AE").left
    scenarios.draw_scenario(programme=programme, name="Prudent", envelope=(left / 2).quantize(Decimal(1)), by=by, at=at)
