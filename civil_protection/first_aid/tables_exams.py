"""Columns of the sessions, juries, candidates and certificates."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.first_aid.models import Candidate, Certificate, ExamSession
from civil_protection.first_aid.queries import SESSION_TONES, ExamLine, validity_cell
from civil_protection.first_aid.units import FAMILIES, UNITS, withheld
from directorate.web.tables import Cell, Column, Table

RESULT_TONES = {"passed": "success", "adjourned": "warning", "absent": "paused"}


def session_url(row: ExamSession) -> str:
    return reverse("civil_protection:exam-session", args=[row.pk])


def certificate_url(row: Certificate) -> str:
    return reverse("civil_protection:certificate", args=[row.pk])


def session_state(row: ExamSession) -> Cell:
    return Cell(row.get_state_display(), tone=SESSION_TONES[row.state])


def session_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Sessions d'examen",
        header="number",
        default_sort="-starts",
        empty="Aucune session ne correspond à ces filtres.",
        columns=(
            Column("number", "Session", lambda row: Cell(row.number, session_url(row)), sort="number",
                   export=lambda row: row.number),
            Column("unit", "Examen", lambda row: row.get_unit_display(), sort="unit"),
            Column("association", "Organisme", lambda row: row.association.name, sort="association__name"),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
            Column("ends", "Au", lambda row: row.ends_on, sort="ends_on"),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("enrolled", "Candidats", lambda row: row.enrolled, sort="enrolled", numeric=True),
            Column("passed", "Admis", lambda row: row.passed, sort="passed", numeric=True),
            Column("state", "État", session_state, sort="state", export=lambda row: row.get_state_display()),
            Column("place", "Lieu", lambda row: row.place, hidden=True),
            Column("order", "Arrêté de jury", lambda row: row.order_number, sort="order_number", hidden=True),
            Column("deliberated", "Délibération", lambda row: row.deliberated_on, sort="deliberated_on", hidden=True),
        ),
    )  # fmt: skip


def certificate_table(at: datetime, query: str) -> Table:
    on = localdate(at)
    return Table(
        caption="Registre des certificats",
        header="number",
        default_sort="-issued",
        empty="Aucun certificat ne correspond à ces filtres.",
        columns=(
            Column("number", "Numéro", lambda row: Cell(row.number, certificate_url(row)), sort="number",
                   export=lambda row: row.number),
            Column("unit", "Type", lambda row: row.unit, sort="unit"),
            Column("holder", "Titulaire", lambda row: row.holder, sort="last_name"),
            Column("issued", "Délivré le", lambda row: row.issued_on, sort="issued_on"),
            Column("valid", "Valable jusqu'au", lambda row: validity_cell(row, on), sort="valid_until",
                   export=lambda row: validity_cell(row, on).text),
            Column("session", "Session", lambda row: row.session.number if row.session else "Reprise",
                   sort="session__number"),
        ),
    )  # fmt: skip


def check_table() -> Table:
    def met(check) -> Cell:
        return Cell("Respectée", tone="success") if check.is_met else Cell("À corriger", tone="error")

    return Table(
        caption="Composition du jury, règle par règle",
        header="rule",
        columns=(
            Column("rule", "Règle", lambda check: check.rule),
            Column("found", "Constaté", lambda check: check.found),
            Column("met", "Résultat", met),
        ),
    )


def member_table(editable: bool) -> Table:
    def name(member) -> Cell:
        url = reverse("civil_protection:jury-member-remove", args=[member.session_id, member.pk]) if editable else ""
        return Cell(member.name, url, detail="présidence" if member.is_president else "")

    return Table(
        caption="Jury",
        header="name",
        empty="Aucun membre n'est proposé.",
        columns=(
            Column("name", "Membre", name),
            Column("body", "Organisme", lambda member: member.body),
            Column("unit", "Qualification", lambda member: member.get_qualification_display()),
            Column("training", "Formation continue", lambda member: member.last_training_on),
            Column("framed", "A encadré la formation", lambda member: member.framed_training),
        ),
    )


def candidate_table(session: ExamSession, editable: bool) -> Table:
    on = localdate()

    def name(row: Candidate) -> Cell:
        url = reverse("civil_protection:candidate", args=[session.pk, row.pk]) if editable else ""
        return Cell(str(row), url)

    def remove(row: Candidate) -> Cell:
        return Cell("Retirer", reverse("civil_protection:candidate-remove", args=[session.pk, row.pk]))

    def result(row: Candidate) -> Cell:
        return Cell(row.get_result_display(), tone=RESULT_TONES.get(row.result, ""), detail=row.reason)

    def kept(row: Candidate) -> str:
        if row.result != "passed" or row.born_on is None:
            return ""
        return withheld(session.unit, row.born_on, on, emancipated=row.emancipated)

    return Table(
        caption="Candidats",
        header="name",
        empty="Aucun candidat n'est inscrit.",
        columns=(
            Column("name", "Candidat", name),
            Column("born", "Né(e) le", lambda row: row.born_on),
            Column("complete", "Dossier complet", lambda row: row.is_complete),
            Column("result", "Résultat", result),
            Column("kept", "Remise du diplôme", kept),
            *([Column("remove", "Retirer", remove)] if editable else []),
        ),
    )


def event_table() -> Table:
    return Table(
        caption="Historique du certificat",
        header="kind",
        empty="Ni duplicata, ni recyclage, ni formation continue.",
        columns=(
            Column("kind", "Fait", lambda event: event.get_kind_display()),
            Column("on", "Le", lambda event: event.happened_on),
            Column("before", "Valable auparavant jusqu'au", lambda event: event.valid_before),
            Column("note", "Observation", lambda event: event.note),
        ),
    )


def exam_line_table() -> Table:
    """R8.2."""

    def rate(line: ExamLine) -> str:
        return f"{line.rate} %".replace(".", ",") if line.rate is not None else ""

    return Table(
        caption="Certificats délivrés et taux d'admission",
        header="unit",
        empty="Aucun certificat n'est encore délivré.",
        columns=(
            Column("year", "Année", lambda line: str(line.year)),
            Column("unit", "Type", lambda line: UNITS[line.unit].label),
            Column("delivered", "Délivrés", lambda line: line.delivered, numeric=True),
            Column("present", "Présents à l'examen", lambda line: line.present, numeric=True),
            Column("passed", "Admis", lambda line: line.passed, numeric=True),
            Column("absent", "Absents", lambda line: line.absent, numeric=True),
            Column("rate", "Taux d'admission", rate, numeric=True),
        ),
    )


def unit_table() -> Table:
    """What the table of the units holds."""
    return Table(
        caption="Formations de secourisme",
        header="label",
        columns=(
            Column("label", "Formation", lambda unit: Cell(unit.label, detail=unit.code)),
            Column("family", "Filière", lambda unit: FAMILIES[unit.family]),
            Column("hours", "Heures", lambda unit: unit.hours, numeric=True),
            Column("age", "Âge minimal", lambda unit: unit.least_age, numeric=True),
            Column("requires", "Suppose", lambda unit: ", ".join(unit.requires)),
            Column("jury", "Jury du préfet", lambda unit: unit.jury),
            Column("refresher", "Formation continue", refresher),
            Column("validity", "Validité", lambda unit: f"{unit.validity_months // 12} ans" if unit.validity_months
                   else "Sans limite" if unit.certificate else ""),
            Column("sure", "Source", lambda unit: "Vérifiée" if unit.is_verified else "À vérifier"),
        ),
    )  # fmt: skip


def refresher(unit) -> str:
    if unit.refresher_hours:
        return f"{unit.refresher_hours} h par an"
    return "Recyclage avant le terme" if unit.validity_months else "Non obligatoire"
