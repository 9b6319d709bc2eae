"""The columns of the list of accounts."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.queries import postings_of
from directorate.org.tables import person_cell
from directorate.web.tables import Cell, Column, Table


def posting_words(staff: StaffMember, on: date) -> str:
    """The post held that day, or the one to come."""
    postings = [row for row in postings_of(staff) if row.ends_on is None or row.ends_on > on]
    if not postings:
        return ""
    row = postings[-1]
    coming = f", à compter du {row.starts_on:%d/%m/%Y}" if row.starts_on > on else ""
    return f"{row.get_role_display()}, {row.unit.short_name}{coming}"


def state_cell(staff: StaffMember, on: date) -> Cell:
    if not staff.is_active:
        return Cell("Désactivé", tone="error")
    if staff.must_change_password:
        return Cell("Mot de passe provisoire", tone="info")
    return Cell("Actif", tone="success") if posting_words(staff, on) else Cell("Sans affectation", tone="warning")


def account_table(on: date) -> Table:
    return Table(
        caption="Comptes",
        header="name",
        default_sort="name",
        empty="Aucun compte ne répond à ces critères.",
        columns=(
            Column("name", "Agent", lambda row: person_cell(row, ""), sort="last_name"),
            Column("username", "Identifiant", lambda row: row.username, sort="username"),
            Column("post", "Affectation", lambda row: posting_words(row, on)),
            Column("state", "État", lambda row: state_cell(row, on)),
            Column("factor", "Second facteur", lambda row: "Actif" if row.has_telephone else "Absent"),
            Column("last_login", "Dernière connexion", lambda row: row.last_login, sort="last_login"),
            Column("email", "Adresse électronique", lambda row: row.email, hidden=True),
            Column("created", "Créé le", lambda row: row.date_joined, sort="date_joined", hidden=True),
        ),
    )
