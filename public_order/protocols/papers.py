"""The sheet of a protocol on paper: its state with the rule that says so, parties, commitments, terms, committees."""

from datetime import date

from django.utils.timezone import localtime

from directorate.documents.papers import sheet
from public_order.councils.meeting_papers import TEMPLATE, Section, section
from public_order.policies import UNIT
from public_order.protocols import rules
from public_order.protocols.models import Protocol
from public_order.protocols.queries import alert_of, committee_due, status_of, steps_on


def day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def identity(row: Protocol, on: date) -> Section:
    steps = steps_on(on)
    alert, due = alert_of(row, on, steps), committee_due(row)
    late = rules.committee_days_late(due, on)
    limit = rules.denunciation_limit(row.ends_on, row.notice_months) if row.ends_on else None
    is_tacit = row.renewal == Protocol.Renewal.TACIT
    lines = [
        ["Nature", row.get_kind_display()],
        ["Commune", row.commune.name if row.commune else ""],
        ["État", rules.STATUS[status_of(row, on, steps)]],
        ["Durée", f"{row.term_months} mois, reconduction {row.get_renewal_display().lower()}"],
        ["Signé le", day(row.signed_on)],
        ["Prend effet le", day(row.starts_on)],
        ["Fin du terme", day(row.ends_on)],
        ["Alerte", f"Moins de {alert.months} mois, depuis le {day(alert.since)} (PRO-01)" if alert else ""],
        ["Dénonciation au plus tard", f"{day(limit)} (PRO-02)" if limit and is_tacit else ""],
        ["Comité technique", f"Attendu le {day(due)}{f', en retard de {late} jours (PRO-03)' if late else ''}"
         if due else ""],
        ["Prochain comité", day(row.next_committee_on)],
        ["Évaluation", day(row.evaluation_due)],
        ["Dénoncé", f"Le {day(row.denounced_on)} par {row.denounced_by}" if row.denounced_on else ""],
    ]  # fmt: skip
    return section("Le protocole", ("Rubrique", "Valeur"), [line for line in lines if line[1]])


def paper_of(row: Protocol, on: date) -> tuple[str, bytes]:
    """Its title and its content."""
    parties = list(row.parties.all())
    commitments = [[party.name, one.text, one.indicator] for party in parties for one in party.commitments.all()]
    versions = [
        [one.name, f"{one.signatory}, {one.quality}", one.reason, f"{localtime(one.replaced_at):%d/%m/%Y}"]
        for party in parties for one in party.versions.all()
    ]  # fmt: skip
    sections = [
        identity(row, on),
        section("Parties", ("Partie", "Signataire", "Mandat ou délégation"),
                [[one.name, f"{one.signatory}, {one.quality}", one.mandate or "À produire (PRO-04)"]
                 for one in parties]),
        section("Engagements", ("Partie", "Engagement", "Indicateur"), commitments),
        section("Termes et reconductions", ("Terme", "Du", "Au", "Origine", "Acte"),
                [[str(one.number), day(one.starts_on), day(one.ends_on), one.get_origin_display(), one.reference]
                 for one in reversed(row.terms.all())], empty="Le protocole n'est pas signé."),
        section("Comités techniques", ("Tenu le", "Relevé"),
                [[day(one.held_on), one.summary] for one in row.committees.all()]),
    ]  # fmt: skip
    if versions:
        sections.append(section("Corrections des parties", ("Partie", "Signataire d'alors", "Motif", "Le"), versions))
    title = f"{row.number} {row.title}"
    intro = f"Fiche du protocole au {day(on)}."
    return title, sheet(UNIT, TEMPLATE, on, title=title, intro=intro, sections=sections)
