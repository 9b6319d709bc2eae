"""The list of the sittings; the tables of the projects for the committee, the préfet and the SG-CIPDR."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime

from directorate.money.amounts import NONE, percent
from directorate.web.tables import Cell, Column, Table, Value, exported, shown
from public_order.grants import queries
from public_order.grants.catalogue import Advice, Verdict
from public_order.grants.committee_models import CommitteeSitting
from public_order.grants.committee_queries import Entry
from public_order.grants.tables import grant_url

TONES = {Verdict.FUND: "success", Verdict.WAIT: "warning", Verdict.REFUSE: "error", Verdict.OPEN: "new"}
# How the préfet tells the ministry what he thinks of a project.
ADVICE_TO_SG = {
    Verdict.FUND: "Favorable", Verdict.WAIT: "Réservé", Verdict.REFUSE: "Défavorable", Verdict.OPEN: "À arbitrer",
}  # fmt: skip


def sitting_url(row: CommitteeSitting) -> str:
    return reverse("public_order:grant-committee", args=[row.pk])


def state_of(row: CommitteeSitting) -> Cell:
    if row.concluded_at is not None:
        return Cell("Décisions arrêtées", tone="success")
    if row.session.state not in ("planned", "held"):
        return Cell(row.session.get_state_display(), tone="paused")
    if row.decisions.exists():
        return Cell("En séance", tone="new")
    return Cell("Convoqué" if row.session.convened_at else "Prévu", tone="info")


def sitting_table() -> Table:
    return Table(
        caption="Comités de programmation du FIPD",
        header="day",
        default_sort="-day",
        empty="Aucun comité. Un comité se réunit depuis la page de programmation d'un programme.",
        columns=(
            Column("day", "Séance", lambda row: Cell(f"{localtime(row.session.starts_at):%d/%m/%Y à %H h %M}",
                                                     sitting_url(row)), sort="session__starts_at",
                   export=lambda row: row.session.starts_at),
            Column("year", "Année", lambda row: str(row.year), sort="year"),
            Column("scenarios", "Scénarios examinés",
                   lambda row: ", ".join(f"{each.scenario.programme.family} – {each.scenario.name}"
                                         for each in row.examined.all())),
            Column("place", "Lieu", lambda row: row.session.place, sort="session__place"),
            Column("state", "État", state_of, export=lambda row: state_of(row).text),
        ),
    )  # fmt: skip


# --- tables of projects -------------------------------------------------------------------------------------------


def base_of(row: Entry) -> Decimal:
    return queries.budget_of(row.application).expense


def towns(row: Entry) -> str:
    found = [town.name for town in row.application.communes.all()]
    return ", ".join(found) or "Tout le département"


def district(row: Entry) -> str:
    marks = (("QPV", row.application.is_qpv), ("QRR", row.application.is_qrr))
    return ", ".join(name for name, holds in marks if holds)


def share(row: Entry) -> str:
    found = percent(row.application.asked, base_of(row))
    return f"{found} %".replace(".", ",") if found is not None else ""


def former(row: Entry) -> Decimal | None:
    return row.application.previous.granted if row.application.previous else None


def advices(row: Entry) -> str:
    given = [found for found in row.application.opinions.all() if found.advice != Advice.WAITING]
    return ", ".join(f"{found.get_adviser_display()} : {found.get_advice_display().lower()}" for found in given)


def why(row: Entry) -> str:
    line = row.line
    return f"{line.get_refusal_display()}. {line.reason}" if line.refusal and line.refusal else line.reason


COMMON = (
    Column("rank", "Rang", lambda row: row.line.rank, numeric=True),
    Column("number", "Demande", lambda row: Cell(row.application.number, grant_url(row.application))),
    Column("promoter", "Porteur", lambda row: row.application.promoter.name),
)
PREFECT = (
    *COMMON,
    Column("towns", "Communes", towns),
    Column("title", "Projet", lambda row: row.application.title),
    Column("axis", "Axe", lambda row: row.application.axis.code),
    Column("district", "Territoire", district),
    Column("former", "Accordé avant (€)", former, numeric=True, total=True),
    Column("base", "Budget (€)", base_of, numeric=True, total=True),
    Column("asked", "Demandé (€)", lambda row: row.application.asked, numeric=True, total=True),
    Column("share", "Part", share, numeric=True),
    Column("score", "Note", lambda row: row.application.score, numeric=True),
    Column("advices", "Avis", advices),
    Column("prepared", "Proposé (€)", lambda row: row.prepared, numeric=True, total=True),
    Column("verdict", "Sort", lambda row: row.line.get_verdict_display()),
    Column("granted", "Retenu (€)", lambda row: row.granted, numeric=True, total=True),
    Column("reason", "Motif", why),
)
MINISTRY = (
    *COMMON,
    Column("siret", "SIRET", lambda row: row.application.promoter.siret),
    Column("towns", "Communes", towns),
    Column("title", "Projet", lambda row: row.application.title),
    Column("axis", "Axe", lambda row: row.application.axis.code),
    Column("district", "Territoire", district),
    Column("base", "Budget (€)", base_of, numeric=True, total=True),
    Column("asked", "Demandé (€)", lambda row: row.application.asked, numeric=True, total=True),
    Column("advice", "Avis du préfet", lambda row: ADVICE_TO_SG[Verdict(row.line.verdict)]),
    Column("granted", "Proposé (€)", lambda row: row.granted, numeric=True, total=True),
    Column("reason", "Observations", lambda row: row.line.reason),
)
GRIDS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "prefet": ("Tableau de programmation", PREFECT),
    "sg-cipdr": ("Tableau pour le SG-CIPDR", MINISTRY),
}


@dataclass(frozen=True)
class Grid:
    """A table of projects with its last line, for a page, a paper or a file."""

    columns: Sequence[Column]
    rows: Sequence[Entry]

    @property
    def labels(self) -> list[str]:
        return [column.label for column in self.columns]

    def values(self, row: Entry) -> list[Value]:
        return [exported(column, row) for column in self.columns]

    @property
    def totals(self) -> list[Value]:
        """Under the columns that add up; how many projects under the second one."""
        last: list[Value] = [
            sum((column.value(row) or NONE for row in self.rows), NONE) if column.total else None
            for column in self.columns
        ]
        last[0], last[1] = "Total", f"{len(self.rows)} projet{'s' if len(self.rows) > 1 else ''}"
        return last

    @property
    def printed(self) -> list[list[tuple[str, bool]]]:
        """The words of each cell, and whether they are aligned on the right; an empty cell stays empty."""
        return [self.words(self.values(row)) for row in self.rows]

    @property
    def printed_totals(self) -> list[tuple[str, bool]]:
        return self.words(self.totals)

    def words(self, values: Sequence[Value]) -> list[tuple[str, bool]]:
        return [
            ("" if value in (None, "") else shown(value), column.numeric)
            for column, value in zip(self.columns, values, strict=True)
        ]
