"""Columns of the campaigns and of the labels."""

from django.urls import reverse
from django.utils.timezone import localdate

from directorate.web.tables import Cell, Column, Table
from road_safety.campaigns.catalogue import Channel
from road_safety.campaigns.models import Campaign, CampaignFile, LabelAward
from road_safety.campaigns.queries import TONES


def campaign_url(row: Campaign) -> str:
    return reverse("road_safety:campaign", args=[row.pk])


def label_url(row: LabelAward) -> str:
    return reverse("road_safety:label", args=[row.pk])


def campaign_state(row: Campaign) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def channels_of(row: Campaign) -> str:
    return ", ".join(Channel(code).label for code in row.channels)


def campaign_table() -> Table:
    return Table(
        caption="Campagnes",
        header="title",
        default_sort="-starts",
        empty="Aucune campagne. Les repères de l'année se reprennent depuis le plan de communication.",
        columns=(
            Column("title", "Campagne", lambda row: Cell(row.title, campaign_url(row)), sort="title"),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("state", "État", campaign_state, sort="state", export=lambda row: row.get_state_display()),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
            Column("ends", "Au", lambda row: row.ends_on, sort="ends_on"),
            Column("theme", "Enjeu", lambda row: row.get_theme_display(), sort="theme"),
            Column("channels", "Canaux", channels_of, hidden=True),
            Column("partners", "Partenaires", lambda row: ", ".join(one.name for one in row.partners.all()),
                   hidden=True),
            Column("budget", "Budget (€)", lambda row: row.budget, sort="budget", numeric=True, total=True),
            Column("reach", "Personnes touchées", lambda row: row.reach, sort="reach", numeric=True, total=True),
            Column("validated", "Validée le", lambda row: row.validated_on, sort="validated_on", hidden=True),
            Column("published", "Publiée le", lambda row: row.published_on, sort="published_on", hidden=True),
        ),
    )  # fmt: skip


def label_state(row: LabelAward) -> Cell:
    on = localdate()
    if row.ended_on:
        return Cell("Terminé", tone="paused")
    if row.expires_on and row.expires_on < on:
        return Cell("Échu", tone="error")
    return Cell("En cours", tone="success")


def label_table() -> Table:
    return Table(
        caption="Labels et chartes",
        header="holder",
        default_sort="holder",
        empty="Aucun label ni charte enregistré.",
        columns=(
            Column("holder", "Titulaire", lambda row: Cell(row.holder, label_url(row)), sort="holder"),
            Column("label", "Label ou charte", lambda row: row.get_label_display(), sort="label"),
            Column("kind", "Nature du titulaire", lambda row: row.get_holder_kind_display(), sort="holder_kind"),
            Column("commune", "Commune", lambda row: row.commune.name if row.commune else "",
                   sort="commune__sort_name"),
            Column("level", "Niveau", lambda row: row.level, sort="level", numeric=True),
            Column("awarded", "Attribué le", lambda row: row.awarded_on, sort="awarded_on"),
            Column("expires", "Valable jusqu'au", lambda row: row.expires_on, sort="expires_on"),
            Column("state", "Situation", label_state, export=lambda row: label_state(row).text),
            Column("follow_up", "Suivi", lambda row: row.follow_up, hidden=True),
        ),
    )  # fmt: skip


def file_table() -> Table:
    def named(row: CampaignFile) -> Cell:
        return Cell(row.title, reverse("road_safety:campaign-file", args=[row.pk]), detail=row.stored.name)

    return Table(
        caption="Visuels et coupures de presse",
        empty="Aucun fichier.",
        columns=(
            Column("title", "Fichier", named),
            Column("nature", "Nature", lambda row: row.get_nature_display()),
            Column("outlet", "Média", lambda row: row.outlet),
            Column("appeared", "Paru le", lambda row: row.appeared_on),
        ),
    )


def partner_table() -> Table:
    return Table(
        caption="Partenaires",
        empty="Aucun partenaire.",
        columns=(
            Column("name", "Partenaire", lambda row: row.name),
            Column("kind", "Nature", lambda row: row.get_kind_display()),
            Column("contribution", "Apport", lambda row: row.contribution),
        ),
    )


def move_table() -> Table:
    return Table(
        caption="Étapes",
        empty="Aucune étape.",
        columns=(
            Column("at", "Le", lambda row: row.at),
            Column("words", "Étape", lambda row: row.words),
            Column("by", "Par", lambda row: str(row.by)),
        ),
    )
