"""A hundred and forty protocols in the demonstration: real communes, invented signatories."""

from datetime import date, datetime, timedelta
from random import Random

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.queries import staff_of_unit
from directorate.territory.models import Commune
from public_order.councils.stories import ahead, worked
from public_order.policies import UNIT
from public_order.protocols import operations, rules
from public_order.protocols.models import Protocol, ProtocolCommittee, ProtocolParty, ProtocolTerm

SEED, COUNT = 140, 140
TITLES = {
    "participation_citoyenne": ("Participation citoyenne", "tacit", 36), "police_coordination": (
        "Coordination de la police municipale", "express", 36), "video_urban": ("Déport d'images", "tacit", 48),
    "bailleurs": ("Bailleurs, police et parquet", "tacit", 36), "rappel_ordre": ("Rappel à l'ordre", "tacit", 24),
    "commerces": ("Alerte commerces", "none", 24), "education": ("Établissements scolaires", "express", 36),
}  # fmt: skip
SIGNATORIES = ("Anne Kermarec", "Denis Chauvet", "Samia Belhadj", "Luc Marchetti", "Nadège Royer")


def tell(at: datetime) -> None:
    on, chance = paris_day(at), Random(SEED)  # noqa: S311 - a demonstration
    by = next(iter(staff_of_unit(UNIT, on)), None)
    towns = list(Commune.objects.defer("contour").order_by("sort_name"))
    if by is None or not towns or Protocol.objects.exists():
        return
    kinds = list(TITLES)
    rows = []
    # One more is played through the operations below.
    for rank in range(COUNT - 1):
        kind = kinds[rank % len(kinds)]
        label, renewal, months = TITLES[kind]
        town = towns[(rank // len(kinds) * 7 + rank) % len(towns)]
        starts = on - timedelta(days=chance.randint(30, 34 * months if renewal == "none" else 30 * months - 20))
        drafted = rank % 17 == 0
        rows.append(
            Protocol(
                number=f"{operations.SERIES}-{starts.year}-9{rank:03d}", kind=kind, title=f"{label}, {town.name}",
                commune=town, state="to_sign" if drafted else "in_force", term_months=months, renewal=renewal,
                notice_months=3, signed_on=None if drafted else starts, starts_on=None if drafted else starts,
                committee_months=12, last_committee_on=None if drafted else max(starts, worked(on - timedelta(
                    days=chance.choice((60, 120, 200, 300, 390))))),
                evaluation_due=add_months(starts, months), recorded_at=at, recorded_by=by,
            )
        )  # fmt: skip
    made = Protocol.objects.bulk_create(rows)
    signed = [row for row in made if row.signed_on]
    ProtocolTerm.objects.bulk_create(
        ProtocolTerm(protocol=row, number=1, starts_on=row.starts_on, origin="signed", created_at=at,
                     ends_on=rules.last_day(row.starts_on, row.term_months))
        for row in signed
    )  # fmt: skip
    ProtocolParty.objects.bulk_create(
        ProtocolParty(protocol=row, name=name, signatory=chance.choice(SIGNATORIES), quality=quality,
                      mandate=mandate, mandate_from=date(2020, 7, 1))
        for row in made
        for name, quality, mandate in (
            ("Préfecture", "préfète déléguée", "Arrêté de délégation"),
            (f"Ville de {row.commune.name}", "maire", "Délibération du conseil municipal"),
        )
    )  # fmt: skip
    ProtocolCommittee.objects.bulk_create(
        ProtocolCommittee(protocol=row, held_on=row.last_committee_on, summary="Bilan présenté, suites convenues.")
        for row in signed
    )
    played(towns[0], on, by, at)


def played(town: Commune, on: date, by, at: datetime) -> None:
    """One from its draft to its committee, near its end."""
    row = operations.record_protocol(
        kind="hospital", title="Sécurité des urgences", commune=town, term_months=12, renewal="express",
        notice_months=3, committee_months=6, by=by, at=at,
    )  # fmt: skip
    for name, quality in (("Préfecture", "préfet"), ("Centre hospitalier", "directeur"), ("Parquet", "procureur")):
        party = operations.add_party(protocol=row, name=name, signatory=SIGNATORIES[0], quality=quality,
                                     mandate="Délégation", mandate_from=date(2020, 7, 1), by=by, at=at)  # fmt: skip
    operations.commit(party=party, text="Traiter les plaintes en temps réel", indicator="Délai moyen", by=by, at=at)
    start = add_months(on, -10)
    operations.sign(protocol=row, signed_on=start, starts_on=start, by=by, at=at)
    operations.record_committee(protocol=row, held_on=add_months(on, -7), summary="Premier bilan.", next_on=None, by=by,
                                at=at)  # fmt: skip
    operations.correct_party(party=row.parties.get(name="Parquet"), name="Parquet", signatory="Jeanne Vautrin",
                             quality="procureure de la République", mandate="Décret de nomination",
                             mandate_from=date(2025, 9, 1), reason="Nouvelle procureure", by=by, at=at)  # fmt: skip
    operations.plan_committee(protocol=row, starts_at=ahead(on, 20), place="Centre hospitalier",
                              points="Suites du premier bilan\nAccès aux urgences", by=by, at=at)  # fmt: skip
