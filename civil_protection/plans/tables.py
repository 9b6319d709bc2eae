"""Columns of the lists of plans, cards, copies, activations and means."""

from datetime import date

from django.urls import reverse

from civil_protection.plans.models import (
    Activation,
    CapacityGap,
    OrsecActor,
    OrsecMeans,
    Plan,
    PlanDiffusion,
    ReflexCard,
)
from civil_protection.plans.queries import COPY_STATES, COPY_TONES, copy_state, due_words, oldest_sending
from civil_protection.plans.readiness import FLAGS, told
from directorate.web.tables import Cell, Column, Table


def plan_url(code: str) -> str:
    return reverse("civil_protection:plan", args=[code])


def plan_cell(plan: Plan) -> Cell:
    return Cell(plan.title, plan_url(plan.code), detail=plan.site or plan.lead)


def code_cell(row: ReflexCard | PlanDiffusion | Activation) -> Cell:
    return Cell(row.plan.code, plan_url(row.plan.code), detail=row.plan.title)


def plan_table(on: date) -> Table:
    def state_cell(plan: Plan) -> Cell:
        words, tone = due_words(plan, on)
        return Cell(words, tone=tone, detail="Activé" if plan.is_active else "")

    return Table(
        caption="Plans ORSEC",
        header="title",
        default_sort="code",
        empty="Aucun plan. « Créer un plan » propose les dispositions de la typologie.",
        columns=(
            Column("title", "Plan", plan_cell, sort="title", export=lambda row: row.title),
            Column("code", "Code", lambda row: row.code, sort="code"),
            Column("state", "État", state_cell, sort="state", export=lambda row: due_words(row, on)[0]),
            Column("version", "Version", lambda row: row.version, sort="version"),
            Column("approved", "Approuvé le", lambda row: row.approved_on, sort="approved_on"),
            Column("revision", "À réviser avant le", lambda row: row.revision_due_on, sort="revision_due_on"),
            Column("exercise", "Prochain exercice", lambda row: row.exercise_due_on, sort="exercise_due_on"),
            Column("family", "Famille", lambda row: row.get_family_display(), sort="family", hidden=True),
            Column("lead", "Service pilote", lambda row: row.lead, sort="lead", hidden=True),
            Column("approver", "Autorité d'approbation", lambda row: row.get_approver_display(), hidden=True),
            Column("operator", "Exploitant", lambda row: str(row.operator or ""), hidden=True),
            Column("level", "Niveau de protection", lambda row: row.get_level_display(), hidden=True),
        ),
    )  # fmt: skip


def card_table() -> Table:
    return Table(
        caption="Fiches réflexes",
        header="title",
        default_sort="plan",
        empty="Aucune fiche réflexe. Une fiche s'ajoute sur la page de son plan.",
        columns=(
            Column("title", "Fiche", lambda row: Cell(str(row), reverse("civil_protection:reflex-card", args=[row.pk])),
                   sort="title", export=str),
            Column("plan", "Plan", code_cell, sort="plan__code", export=lambda row: row.plan.code),
            Column("recipient", "Destinataire", lambda row: row.get_recipient_display(), sort="recipient"),
            Column("trigger", "Déclencheur", lambda row: row.trigger),
            Column("actions", "Actions", lambda row: row.action_count, sort="action_count", numeric=True),
            Column("updated", "Mise à jour", lambda row: row.updated_on, sort="updated_on"),
        ),
    )  # fmt: skip


def copy_table(on: date) -> Table:
    # Read once for all the rows.
    oldest = oldest_sending(on)

    def state_cell(row: PlanDiffusion) -> Cell:
        state = copy_state(row, oldest)
        detail = f"{row.reminders} relance{'s' if row.reminders > 1 else ''}" if row.reminders else ""
        return Cell(COPY_STATES[state], tone=COPY_TONES[state], detail=detail)

    return Table(
        caption="Exemplaires des plans",
        header="recipient",
        default_sort="sent",
        empty="Aucun exemplaire. Un plan approuvé se diffuse depuis sa page.",
        columns=(
            Column("recipient", "Destinataire",
                   lambda row: Cell(row.recipient, reverse("civil_protection:plan-copy", args=[row.pk])),
                   export=lambda row: row.recipient),
            Column("plan", "Plan", code_cell, sort="plan__code", export=lambda row: row.plan.code),
            Column("version", "Version", lambda row: row.version, sort="version"),
            Column("copy", "Exemplaire", lambda row: row.copy_number, sort="copy_number", numeric=True),
            Column("medium", "Support", lambda row: row.get_medium_display(), sort="medium"),
            Column("sent", "Envoyé le", lambda row: row.sent_on, sort="sent_on"),
            Column("state", "Accusé", state_cell, export=lambda row: COPY_STATES[copy_state(row, oldest)]),
            Column("acknowledged", "Reçu le", lambda row: row.acknowledged_on, sort="acknowledged_on"),
            Column("resent", "Relancé le", lambda row: row.resent_on, sort="resent_on", hidden=True),
            Column("level", "Niveau de protection", lambda row: row.get_level_display(), hidden=True),
        ),
    )  # fmt: skip


def activation_cell(row: Activation) -> Cell:
    url = reverse("civil_protection:activation", args=[row.pk])
    return Cell(row.get_stage_display(), url, detail="EXERCICE" if row.is_exercise else "")


def activation_table() -> Table:
    return Table(
        caption="Activations des plans",
        header="stage",
        default_sort="-decided",
        empty="Aucun plan n'a été activé.",
        columns=(
            Column("stage", "Niveau", activation_cell, sort="stage", export=lambda row: row.get_stage_display()),
            Column("plan", "Plan", code_cell, sort="plan__code", export=lambda row: row.plan.code),
            Column("frame", "Cadre", lambda row: "Exercice" if row.is_exercise else "Réel", sort="is_exercise"),
            Column("decided", "Décidée le", lambda row: row.decided_at, sort="decided_at"),
            Column("authority", "Autorité", lambda row: row.get_authority_display(), sort="authority"),
            Column("lifted", "Levée le", lambda row: row.lifted_at, sort="lifted_at"),
            Column("reason", "Motif", lambda row: row.reason),
        ),
    )  # fmt: skip


def means_cell(row: OrsecMeans) -> Cell:
    return Cell(row.kind, reverse("civil_protection:orsec-means-change", args=[row.pk]), detail=row.place)


def means_table() -> Table:
    return Table(
        caption="Moyens ORSEC",
        header="kind",
        default_sort="kind",
        empty="Aucun moyen. « Ajouter un moyen » enregistre ce qu'un acteur peut apporter.",
        columns=(
            Column("kind", "Moyen", means_cell, sort="kind", export=lambda row: row.kind),
            Column("organisation", "Organisme", lambda row: str(row.organisation), sort="organisation__name"),
            Column("quantity", "Quantité", lambda row: row.quantity, sort="quantity", numeric=True),
            Column("hours", "Mobilisation (h)", lambda row: row.hours, sort="hours", numeric=True),
            Column("commune", "Commune", lambda row: str(row.commune or ""), sort="commune__sort_name"),
            Column("checked", "Vérifié le", lambda row: row.checked_on, sort="checked_on"),
            Column("active", "Disponible", lambda row: row.is_active, sort="is_active"),
            Column("desk", "À joindre", lambda row: row.desk, hidden=True),
            Column("cost", "Coût de référence (€)", lambda row: row.cost, sort="cost", numeric=True, hidden=True),
        ),
    )  # fmt: skip


def flags_cell(row: OrsecActor) -> Cell:
    missing = told(row)
    if not missing:
        return Cell("Complète", tone="success")
    return Cell(
        f"{len(FLAGS) - len(missing)} sur {len(FLAGS)}", tone="warning", detail=f"Manque : {', '.join(missing)}"
    )


def actor_table() -> Table:
    return Table(
        caption="Acteurs du système ORSEC",
        header="organisation",
        default_sort="organisation",
        empty="Aucun acteur. « Ajouter un acteur » enregistre ce qu'un organisme déclare de sa préparation.",
        columns=(
            Column("organisation", "Acteur",
                   lambda row: Cell(str(row), reverse("civil_protection:orsec-actor-change", args=[row.pk])),
                   sort="organisation__name", export=str),
            Column("missions", "Missions", lambda row: row.missions),
            Column("flags", "Déclaration", flags_cell, export=lambda row: ", ".join(told(row)) or "Complète"),
            Column("declared", "Déclarée le", lambda row: row.declared_on, sort="declared_on"),
        ),
    )  # fmt: skip


def capacity_cell(row: CapacityGap) -> Cell:
    return Cell(row.capacity, reverse("civil_protection:orsec-capacity-change", args=[row.pk]), detail=row.effect)


def gap_cell(row: CapacityGap) -> Cell:
    return Cell(str(row.gap), tone="error") if row.gap else Cell("0", tone="success")


def capacity_table() -> Table:
    return Table(
        caption="Capacités du contrat territorial",
        header="capacity",
        default_sort="risk",
        empty="Aucune capacité. « Ajouter une capacité » compare, pour un effet d'un risque, le besoin et ce qu'on a.",
        columns=(
            Column("capacity", "Capacité", capacity_cell, sort="capacity", export=lambda row: row.capacity),
            Column("risk", "Risque ou menace", lambda row: row.risk, sort="risk"),
            Column("effect", "Effet à traiter", lambda row: row.effect, sort="effect", hidden=True),
            Column("needed", "Besoin", lambda row: row.needed, sort="needed", numeric=True),
            Column("held", "Disponible", lambda row: row.held, sort="held", numeric=True),
            Column("gap", "Manque", gap_cell, sort="gap", numeric=True, export=lambda row: row.gap),
            Column("due", "Avant le", lambda row: row.due_on, sort="due_on"),
            Column("owner", "Responsable", lambda row: str(row.owner or ""), sort="owner__name"),
            Column("answer", "Réponse prévue", lambda row: row.answer, hidden=True),
            Column("plan", "Plan", lambda row: Cell(row.plan.code, plan_url(row.plan.code)) if row.plan else "",
                   export=lambda row: row.plan.code if row.plan else ""),
            Column("checked", "Vérifié le", lambda row: row.checked_on, sort="checked_on", hidden=True),
        ),
    )  # fmt: skip
