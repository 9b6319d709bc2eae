"""Columns of the registers."""

from django.urls import reverse

from directorate.documents.models import Letter
from directorate.org.scopes import act_kind_label
from directorate.registers.models import RegisterIssue
from directorate.web.tables import Cell, Column, Table


def issue_url(issue: RegisterIssue) -> str:
    return reverse("directorate:register-issue", args=[issue.pk])


def issue_state(issue: RegisterIssue) -> Cell:
    if issue.published_on is None:
        return Cell("En préparation", tone="warning")
    return Cell("Publié", tone="success", detail=f"le {issue.published_on:%d/%m/%Y}")


def publication(act: Letter) -> Cell | str:
    if act.issue is None:
        return act.former_issue or ""
    issue = act.register_entry.issue
    state = issue_state(issue)
    return Cell(str(issue), issue_url(issue), detail=f"{state.text} {state.detail}".strip())


def number_cell(act: Letter) -> Cell:
    """The act, and its signed text when it is laid out."""
    return Cell(act.number, reverse("directorate:act-file", args=[act.pk]) if act.pdf_id else "")


def title_cell(act: Letter) -> Cell | str:
    told = act.fate or (act.get_state_display() if act.state == Letter.State.TAKEN_OVER else "")
    return Cell(act.title, detail=told) if told else act.title


def signatory(act: Letter) -> str:
    """Whoever signed an act taken over may be unknown here: the act says who."""
    return str(act.signed_by) if act.signed_by_id else act.signature_block


def source_cell(act: Letter) -> Cell | str:
    return Cell(act.source, reverse("directorate:case", args=[act.source])) if act.source else ""


ISSUES = Table(
    caption="Numéros du recueil des actes administratifs",
    header="number",
    default_sort="-number",
    empty="Aucun numéro. Le premier acte à publier ouvre un numéro en préparation.",
    columns=(
        Column("number", "Numéro", lambda issue: Cell(str(issue), issue_url(issue)), sort="pk"),
        Column("state", "État", issue_state),
        Column("acts", "Actes", lambda issue: issue.acts, sort="acts", numeric=True),
        Column("published", "Publié le", lambda issue: issue.published_on, sort="published_on"),
        Column("by", "Publié par", lambda issue: str(issue.published_by or "")),
    ),
)
ACTS = Table(
    caption="Registre des actes",
    header="number",
    default_sort="-number",
    empty="Aucun acte signé. Un acte reçoit son numéro à la signature.",
    columns=(
        Column("number", "Numéro", number_cell, sort="number", export=lambda act: act.number),
        Column("title", "Intitulé", title_cell, export=lambda act: act.title),
        Column("source", "Dossier", source_cell),
        Column("fate", "Suites", lambda act: act.fate, hidden=True),
        Column("kind", "Nature", lambda act: act_kind_label(act.kind)),
        Column("service", "Service", lambda act: act.service or ""),
        Column("signed_at", "Signé le", lambda act: act.signed_at),
        Column("signed_by", "Signataire", signatory),
        Column("publication", "Recueil", publication),
    ),
)
