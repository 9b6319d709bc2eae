"""The balance of a year of grants, for the préfet and for the departmental council; the figures of the board."""

from datetime import date
from decimal import Decimal
from typing import Any

from directorate.documents.papers import sheet
from directorate.money.amounts import NONE, words
from public_order.councils.meeting_papers import TEMPLATE, section
from public_order.grants import board_queries as figures
from public_order.grants import queries
from public_order.policies import UNIT

CREDITS = ("Programme", "AE déléguées", "Engagé", "AE restantes", "CP délégués", "Payé", "CP restants")


def share(part: Decimal | None) -> str:
    return f"{part}\u00a0%".replace(".", ",") if part is not None else ""


def sections_of(year: int, on: date) -> list[dict[str, Any]]:
    rows = queries.board(year)
    total = {name: sum((row[name] or NONE for row in rows), NONE) for name in ("count", "asked", "funded", "granted")}
    accounts = figures.accounts(year, on)
    sums = figures.sums_of(accounts)
    found = [
        section("Demandes", ("Programme", "Déposées", "Demandé", "Subventions", "Accordé"), [
            *([f"{row['programme'].family} – {row['programme'].label}", str(row["count"]), words(row["asked"] or NONE),
               str(row["funded"]), words(row["granted"] or NONE)] for row in rows),
            ["Total", str(total["count"]), words(total["asked"]), str(total["funded"]), words(total["granted"])],
        ]),
        section("Crédits", CREDITS, [
            *([row.programme.family, words(row.credits.ae), words(row.credits.committed), words(row.credits.ae_left),
               words(row.credits.cp), words(row.credits.paid), words(row.credits.cp_left)] for row in accounts),
            ["Total", words(sums.ae), words(sums.committed), words(sums.ae_left), words(sums.cp), words(sums.paid),
             words(sums.cp_left)],
        ]),
        section("Délais", ("Étape", "Demandes", "Médiane", "Le plus long"), [
            [row.label, str(row.count), f"{row.median.normalize():f} j".replace(".", ",") if row.median is not None
             else "", f"{row.longest} j" if row.longest is not None else ""] for row in figures.delays(year)
        ]),
    ]  # fmt: skip
    for label, slices, heads in figures.parts(year):
        columns = (label, "Subventions", "Accordé", "Part", *(("€ par habitant",) if heads else ()))
        found.append(section(label, columns, [
            [row.label, str(row.granted_count), words(row.granted), share(row.share),
             *([words(row.per_head) if row.per_head is not None else ""] if heads else [])]
            for row in slices if row.granted_count
        ], empty="Aucune subvention."))  # fmt: skip
    found.append(section("Refus par motif", ("Motif", "Demandes"),
                         [[label, str(count)] for label, count, _ in figures.refusals(year)],
                         empty="Aucune demande n'est refusée."))  # fmt: skip
    return found


def balance_of(year: int, on: date) -> tuple[str, bytes]:
    """Its title and its content."""
    title = f"Bilan du FIPD {year}"
    intro = "Un projet de plusieurs communes compte dans chacune d'elles."
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=sections_of(year, on),
                        confidential=False)  # fmt: skip
