"""The papers: order of operation of one partner, result sheet, press release, synthesis. Each says only what it may."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from directorate.casework.move import paris_day
from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import PARIS, counted, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.web.errors import Conflict
from public_order.codaf import rules
from public_order.codaf.catalogue import Body, Nature, Sector
from public_order.codaf.models import CodafOperation, CodafPartner, CodafTarget
from public_order.codaf.money import Counted, totals
from public_order.codaf.operations import press_refusal
from public_order.codaf.queries import Sheet, Synthesis, before, partner_reads, targets_told
from public_order.codaf.tables import euros, moment, percent
from public_order.codaf.terms import PARTNER_HOURS
from public_order.policies import UNIT

PAPER = "public_order/codaf/paper.html"
QUARTERS = {1: "Premier trimestre", 2: "Deuxième trimestre", 3: "Troisième trimestre", 4: "Quatrième trimestre"}


def section(heading: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], empty: str, *, numeric: int = 0):
    """`numeric`: the rank of the first column of numbers; none when nought."""
    return {"heading": heading, "heads": list(heads), "rows": [list(row) for row in rows], "empty": empty,
            "numeric": numeric}  # fmt: skip


def span(row: CodafOperation) -> str:
    if row.starts_at is None:
        return "À fixer"
    return f"Du {rules.hour(row.starts_at)} au {rules.hour(row.ends_at)}"


def order_facts(partner: CodafPartner, at: datetime) -> dict[str, Any]:
    """What this partner may know at that instant: its mission, its hour, its own establishments once they open."""
    row = partner.operation
    reads = partner_reads(partner, at)
    told = targets_told(partner, at)
    paragraphs = [row.briefing] if reads and row.briefing else []
    if not reads:
        when = ""
        if row.starts_at is not None and row.state != "cancelled":
            hours = int(value(PARTNER_HOURS, paris_day(at)))
            opens = rules.hour(rules.opens_to_partners(row.starts_at, hours))
            when = f" ; ils sont montrés aux partenaires qui ont confirmé à partir du {opens}"
        paragraphs = [f"Les établissements sont confidentiels{when}."]
    return {
        "subject": "Ordre d'opération",
        "title": f"{row.number}, {partner.get_body_display()}",
        "facts": [
            *identity(row),
            ("Votre mission", partner.role or "Selon vos compétences"),
            ("Agents annoncés", str(partner.agents) if partner.agents else "À confirmer"),
        ],
        "paragraphs": paragraphs,
        "sections": [section(
            "Établissements qui vous concernent", ("N°", "Établissement", "Adresse", "Activité"),
            [(each.rank, each.name, f"{each.address}, {each.commune.name}", each.activity) for each in told],
            "Aucun établissement ne vous concerne.",
        )] if reads else [],
        "note": "Document remis à un seul partenaire : il ne se transmet pas.",
    }  # fmt: skip


def order_of(partner: CodafPartner, at: datetime) -> bytes:
    return sheet(UNIT, PAPER, paris_day(at), **order_facts(partner, at))


def identity(row: CodafOperation) -> list[tuple[str, str]]:
    """The first lines of every paper of an operation."""
    return [
        ("Secteur", row.get_sector_display()), ("Commune", row.commune.name), ("Horaires", span(row)),
        ("Rendez-vous", row.meeting_place or "À fixer"),
        ("Cadre juridique", row.get_frame_display() or "À choisir"),
    ]  # fmt: skip


def target_facts(target: CodafTarget, on: date, reader: StaffMember, *, reasons: bool) -> dict[str, Any]:
    """The sheet that is filled in at an establishment. Why it was chosen is for the secretariat and the pilot."""
    former = before(target.keys, paris_day(target.operation.starts_at or target.recorded_at), on,
                    leaving=target.operation_id, reader=reader)  # fmt: skip
    known = [("Raison du choix", target.reason), ("Antécédents connus", target.history or "Aucun")] if reasons else []
    visited = {True: "Visité", False: "Non visité", None: ""}[target.visited]
    return {
        "rank": target.rank, "name": target.name,
        "facts": [
            ("Adresse", f"{target.address}, {target.commune.name}"), ("SIRET", target.siret or "À relever"),
            *([("Activité", target.activity)] if target.activity else []),
            ("Partenaires concernés", rules.bodies_words(target.bodies) or "Tous"),
            *known,
            ("Passages dans les six mois", ", ".join(str(each.operation) for each in former) or "Aucun"),
            *([("Motif du nouveau passage", target.again_why)] if reasons and target.again_why else []),
        ],
        "found": [("Visite", visited), ("Personnes contrôlées", "" if target.persons is None else target.persons),
                  ("Résultat", target.result)],
        "rows": [(each.partner.get_body_display(), each.get_nature_display(), each.pv_number, each.persons)
                 for each in target.findings.all()],
    }  # fmt: skip


def target_sheets(row: CodafOperation, on: date, reader: StaffMember, *, reasons: bool) -> bytes:
    """A page for each establishment, with lines to write on."""
    found = row.targets.select_related("commune", "operation").prefetch_related("findings__partner")
    return sheet(
        UNIT, "public_order/codaf/target_sheets.html", on, subject="Fiches des objectifs", title=row.number,
        operation=identity(row), is_confidential=row.state not in rules.STARTED,
        targets=[target_facts(each, on, reader, reasons=reasons) for each in found],
    )  # fmt: skip


def briefing_facts(row: CodafOperation) -> dict[str, Any]:
    """What the pilot tells before: who comes, for what; no establishment."""
    coming = [each for each in row.partners.all() if each.state != CodafPartner.State.DECLINED]
    return {
        "subject": "Note de cadrage",
        "title": f"{row.number}, {row.get_sector_display()}, {row.commune.name}",
        "facts": [*identity(row), ("Pilote", str(row.pilot)), ("Origine", row.get_origin_display()),
                  ("Communication", row.get_communication_display())],
        "paragraphs": [row.briefing or "La note de cadrage n'est pas encore écrite."],
        "sections": [
            section("Partenaires", ("Partenaire", "Participation", "Agents", "Mission"),
                    [(each.get_body_display(), each.get_state_display(), each.agents or "", each.role)
                     for each in coming], "Aucun partenaire."),
        ],
        "note": "Les établissements figurent sur les fiches des objectifs, remises séparément.",
    }  # fmt: skip


def briefing(row: CodafOperation, on: date) -> bytes:
    return sheet(UNIT, PAPER, on, **briefing_facts(row))


# Lines left to a partner that did not say how many agents come.
BLANK_LINES = 3


def attendance_facts(row: CodafOperation) -> dict[str, Any]:
    """A line to sign for each agent announced, under its body."""
    coming = [each for each in row.partners.all() if each.state != CodafPartner.State.DECLINED]
    return {
        "subject": "Feuille de présence",
        "title": f"{row.number}, {row.get_sector_display()}, {row.commune.name}",
        "facts": [("Horaires", span(row)), ("Rendez-vous", row.meeting_place or "À fixer"), ("Pilote", str(row.pilot))],
        "signed": [
            {"name": each.get_body_display(), "contact": each.contact, "agents": each.agents, "present": each.present,
             "lines": range(min(each.agents or BLANK_LINES, 30))}
            for each in coming
        ],
    }  # fmt: skip


def attendance(row: CodafOperation, on: date) -> bytes:
    return sheet(UNIT, "public_order/codaf/attendance.html", on, **attendance_facts(row))


def result_facts(found: Sheet) -> dict[str, Any]:
    row, line = found.operation, found.line
    return {
        "subject": "Fiche de résultats consolidée",
        "title": f"{row.number}, {row.get_sector_display()}, {row.commune.name}",
        "facts": [
            ("Opération", f"Du {moment(row.started_at)} au {moment(row.ended_at)}"),
            ("Établissements visités", line.establishments), ("Personnes contrôlées", line.persons),
            ("Établissements en infraction", line.in_breach), ("Fermetures proposées", line.closures),
            ("Montants notifiés et recouvrés", euros(line.amounts.press)),
            ("Montants estimés", euros(line.amounts.estimated)),
        ],
        "paragraphs": [row.synthesis] if row.synthesis else [],
        "sections": [
            section("Présence des partenaires", ("Partenaire", "Annoncés", "Présents"),
                    [(each.get_body_display(), each.agents or 0, "" if each.present is None else each.present)
                     for each in row.partners.all()], "Aucun partenaire.", numeric=1),
            section("Procès-verbaux, chacun compté une fois (COD-03)",
                    ("Partenaire", "PV", "Natures", "Personnes", "Notifié et recouvré", "Estimé"),
                    report_rows(found.reports), "Aucun constat.", numeric=3),
        ],
        "note": "Le montant communicable est celui des stades notifié et recouvré ; l'estimé reste à part (COD-04).",
    }  # fmt: skip


def report_rows(reports: Sequence[Counted]) -> list[tuple[Any, ...]]:
    return [
        (Body(each.partner).label, each.pv or "Sans numéro", ", ".join(Nature(code).label for code in each.natures),
         each.persons, euros(totals(each.amounts).press), euros(totals(each.amounts).estimated))
        for each in reports
    ]  # fmt: skip


def result_paper(found: Sheet, on: date) -> bytes:
    return sheet(UNIT, PAPER, on, **result_facts(found))


def release_facts(found: Sheet) -> dict[str, Any]:
    """COD-04: counts, and the amounts notified; what is estimated stands apart, in its own words."""
    row, line = found.operation, found.line
    if reason := press_refusal(row):
        raise Conflict(reason)
    day = french_long(row.started_at.astimezone(PARIS).date())
    estimated = [("Montants estimés, à confirmer", euros(line.amounts.estimated))] if line.amounts.estimated else []
    return {
        "subject": "Communiqué de presse",
        "title": f"Lutte contre la fraude : {line.establishments} établissements contrôlés à {row.commune.name}",
        "paragraphs": [f"Une opération du comité opérationnel départemental anti-fraude s'est tenue le {day} à"
                       f" {row.commune.name}, dans le secteur suivant : {row.get_sector_display().lower()}."],
        "facts": [
            ("Établissements contrôlés", line.establishments), ("Personnes contrôlées", line.persons),
            ("Établissements en infraction", line.in_breach), ("Montants notifiés", euros(line.amounts.press)),
            *estimated,
        ],
        "note": "Des nombres seulement : ce communiqué ne désigne ni personne, ni établissement.",
    }  # fmt: skip


def release(found: Sheet, on: date) -> bytes:
    return sheet(UNIT, PAPER, on, **release_facts(found))


def remarks(found: Synthesis) -> list[str]:
    """What a reader of the figures must know."""
    words = []
    if found.awaited:
        words.append(f"{counted(found.awaited, 'opérations')} à consolider encore : ces chiffres sont provisoires.")
    if found.told_before:
        words.append("Procès-verbaux d'une période précédente, revus dans celle-ci et non comptés de nouveau (COD-03) :"
                     f" {found.told_before}.")  # fmt: skip
    return words


def synthesis_facts(year: int, quarter: int, found: Synthesis) -> dict[str, Any]:
    """W17, for the national mission: sums, rates on the sums, amounts by stage and partner."""
    whole = found.whole
    return {
        "subject": "Synthèse trimestrielle du CODAF",
        "title": f"{QUARTERS[quarter]} {year}",
        "facts": [
            ("Opérations", whole.operations), ("Établissements contrôlés", whole.establishments),
            ("Personnes contrôlées", whole.persons),
            ("Établissements en infraction",
             f"{whole.in_breach}, soit {percent(whole.breach_rate)} %" if whole.establishments else "0"),
            ("Fermetures proposées", whole.closures),
            ("Montants notifiés et recouvrés", euros(whole.amounts.press)),
            ("Montants estimés", euros(whole.amounts.estimated)),
        ],
        "paragraphs": remarks(found),
        "sections": [
            section("Opérations", ("Opération", "Établissements", "Personnes", "En infraction", "Fermetures",
                                   "Notifié et recouvré"),
                    [(f"{each.operation.number}, {each.operation.get_sector_display()}", each.line.establishments,
                      each.line.persons, each.line.in_breach, each.line.closures, euros(each.line.amounts.press))
                     for each in found.sheets], "Aucune opération.", numeric=1),
            section("Par partenaire", ("Partenaire", "Estimé", "Notifié", "Recouvré"),
                    [(Body(code).label, euros(sums.estimated), euros(sums.notified), euros(sums.recovered))
                     for code, sums in found.by_partner.items()], "Aucun montant.", numeric=1),
            section("Constats par nature", ("Nature", "Procès-verbaux", "Personnes"),
                    [(Nature(code).label, *counts) for code, counts in found.by_nature.items()], "Aucun constat.",
                    numeric=1),
            section("Par secteur", ("Secteur", "Opérations", "Établissements", "En infraction (%)"),
                    [(Sector(code).label, line.operations, line.establishments, percent(line.breach_rate))
                     for code, line in found.by_sector.items()], "Aucun secteur.", numeric=1),
        ],
        "note": "Un procès-verbal compte une fois par partenaire ; un constat de deux natures est dans chacune.",
    }  # fmt: skip


def synthesis_paper(year: int, quarter: int, found: Synthesis, on: date) -> bytes:
    return sheet(UNIT, PAPER, on, **synthesis_facts(year, quarter, found))
