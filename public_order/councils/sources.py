"""What états-majors, councils and protocols bring to the figures, the agenda, the search, the map and the timeline."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.move import paris_day
from directorate.commissions.models import AgendaItem, CommissionSession
from directorate.legal_calendar.arithmetic import add_months
from directorate.manifests import AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from public_order.councils import rules
from public_order.councils.meeting_queries import actions, meetings
from public_order.councils.meeting_tables import action_url, meeting_url
from public_order.councils.models import Council, CouncilDuty, CouncilMembership, CouncilSitting, StaffMeeting
from public_order.councils.queries import board, council_of, months_on, sleep_of, status_of
from public_order.councils.tables import council_url, planned_url
from public_order.headlines import Block, Headline, contribute
from public_order.policies import reads_public_order
from public_order.protocols.models import Protocol
from public_order.protocols.queries import committee_due, committees_late, protocols, steps_on
from public_order.protocols.queries import status_of as status_of_protocol
from public_order.protocols.rules import STATUS as PROTOCOL_STATUS
from public_order.protocols.rules import TONES as PROTOCOL_TONES
from public_order.protocols.rules import committee_days_late
from public_order.protocols.tables import protocol_url
from public_order.towns import Line, Told, TownBlock, tell_of_the_year, tell_of_towns

STAFF, COUNCILS, PROTOCOLS = "État-major", "Conseil de prévention", "Protocole"
CAP = 50


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    followed, lines = reverse("public_order:council-actions"), board(on)
    waiting = actions(staff, on).filter(closed_on=None)
    late = waiting.filter(due_on__lt=on).count()
    prevention, listed = reverse("public_order:prevention-board"), reverse("public_order:protocols")
    missing = sum(line.status == rules.MISSING for line in lines)
    dormant = sum(line.status == rules.DORMANT for line in lines)
    near = protocols().filter(
        state=Protocol.State.IN_FORCE, ends_on__range=(on, add_months(on, max(steps_on(on))))
    ).count()  # fmt: skip
    overdue = len(committees_late(on))
    return [
        Figure("Actions ouvertes des instances", waiting.count(), url=f"{followed}?state=open"),
        Figure("Actions des instances en retard", late, url=f"{followed}?state=late", tone="warning" if late else ""),
        Figure("Communes sans CLSPD obligatoire", missing, url=prevention, tone="warning" if missing else ""),
        Figure("CLSPD dormants", dormant, url=prevention, tone="warning" if dormant else ""),
        Figure("Communes à relancer", sum(bool(line.letter) for line in lines), url=reverse("public_order:towns")),
        Figure("Protocoles proches de leur terme", near, url=f"{listed}?state=soon"),
        Figure("Comités de protocoles en retard", overdue, url=listed, tone="warning" if overdue else ""),
    ]


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """A restricted formation is in the agenda of who reads it, as a day alone."""
    if not reads_public_order(staff, on=first):
        return
    held = meetings(staff, first).filter(session__starts_at__date__range=(first, last))
    for row in held.exclude(session__state=CommissionSession.State.CANCELLED).order_by("session__starts_at")[:100]:
        label = f"{row.body.short}, formation {row.get_formation_display().lower()}"
        yield AgendaEvent(localtime(row.session.starts_at).date(), label, meeting_url(row), row.body.short)
    due = actions(staff, first).filter(due_on__range=(first, last), closed_on=None).order_by("due_on", "pk")
    for action in due[:100]:
        yield AgendaEvent(action.due_on, f"{action.text} ({action.owner.name})", action_url(action), STAFF)
    for row in protocols().filter(state=Protocol.State.IN_FORCE, ends_on__range=(first, last))[:100]:
        yield AgendaEvent(row.ends_on, f"Fin du terme : {row.title}", protocol_url(row), PROTOCOLS)


def find(question: Question) -> Found:
    """Words of the themes, the actions, the councils, the protocols; of a restricted formation nothing."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    followed = actions(question.staff, question.on).filter(is_discreet=False, text__icontains=text)
    sources = (
        (Council.objects.filter(name__icontains=text), lambda row: (row.name, council_url(row), COUNCILS, "")),
        (protocols().filter(Q(title__icontains=text) | Q(number__iexact=text)),
         lambda row: (row.title, protocol_url(row), PROTOCOLS, row.number)),
        (meetings(question.staff, question.on).filter(theme__icontains=text).exclude(formation="restricted"),
         lambda row: (str(row), meeting_url(row), STAFF, row.theme)),
        (followed, lambda row: (row.text, action_url(row), "Action", row.owner.name)),
    )  # fmt: skip
    hits, total = [], 0
    for rows, told in sources:
        found = list(rows[: CAP + 1])
        total += len(found)
        for row in found:
            label, url, subject, detail = told(row)
            hits.append(SearchHit(label, url, subject, detail, exact=label.casefold() == text.casefold()))
    return Found(hits[: question.limit], min(total, CAP), total > CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The communes to remind of something."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return
    for line in board(on):
        if line.letter:
            words = rules.STATUS[line.status] if line.status in (rules.MISSING, rules.DORMANT) else "Sans coordonnateur"
            yield MapPoint(
                label=f"{line.commune.name} : {words.lower()}", commune=line.commune.pk,
                url=reverse("public_order:council-duty", args=[line.commune.pk]), tone=rules.TONES[line.status],
            )  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    on = paris_day(at)
    if kind != "commune" or not reads_public_order(staff, on=on):
        return
    for member in CouncilMembership.objects.filter(commune=key).select_related("council"):
        yield AgendaEvent(member.since, f"Entrée dans {member.council.name}", council_url(member.council), COUNCILS)
    sittings = CouncilSitting.objects.filter(
        Q(council__memberships__until=None) | Q(council__memberships__until__gt=F("held_on")),
        council__memberships__commune=key, council__memberships__since__lte=F("held_on"),
    ).select_related("council")  # fmt: skip
    for sitting in sittings[:200]:
        label = f"{sitting.council.name}, {sitting.get_formation_display().lower()}"
        yield AgendaEvent(sitting.held_on, label, council_url(sitting.council), COUNCILS)
    for row in protocols().filter(commune=key, signed_on__isnull=False):
        yield AgendaEvent(row.signed_on, f"Signature : {row.title}", protocol_url(row), PROTOCOLS)


def council_in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    """The duty of the commune, its council, whether it sleeps, its next sitting, its strategies."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return Told()
    months, row = months_on(on), council_of(commune, on)
    duty = CouncilDuty.objects.filter(commune=commune, year__lte=on.year).order_by("-year").first()
    page = reverse("public_order:council-duty", args=[commune.pk])
    words = f"Conseil {'obligatoire' if duty.is_obliged else 'facultatif'} en {duty.year}" if duty else ""
    if row is None:
        status = rules.status(obliged=bool(duty and duty.is_obliged), council=False, prepared=False, dormant=False)
        lines = [Line("Pas de conseil", page if duty else "", words, None, rules.STATUS[status], rules.TONES[status])]
        return Told(lines if duty else ())
    status, sleep = status_of(row, on, months), sleep_of(row, on, months)
    late = f", en retard de {sleep.days} jours (PRE-02)" if sleep and sleep.days else ""
    lines = [Line(row.name, council_url(row), words, None, rules.STATUS[status], rules.TONES[status])]
    if row.last_plenary_on:
        lines.append(Line("Dernière plénière", council_url(row), "", row.last_plenary_on))
    if sleep:
        lines.append(
            Line(f"Plénière attendue{late}", council_url(row), "", sleep.due_on, tone="warning" if late else "")
        )
    coming = row.planned.filter(sitting=None, cancelled_for="", starts_at__gte=at)
    lines += [
        Line(f"Prochaine séance : {one.get_formation_display().lower()}", planned_url(one),
             f"Pour le préfet : {one.represented_by}" if one.represented_by else "Représentant à désigner",
             paris_day(one.starts_at), "Prévue", "info")
        for one in coming[:5]
    ]  # fmt: skip
    lines += [
        Line(one.get_kind_display(), council_url(row), f"Jusqu'au {one.ends_on:%d/%m/%Y}", one.starts_on,
             "En cours" if one.starts_on <= on <= one.ends_on else "Échue" if one.ends_on < on else "À venir",
             "success" if one.starts_on <= on <= one.ends_on else "")
        for one in row.strategies.all()
    ]  # fmt: skip
    if duty and duty.needs_coordinator and not row.coordinating:
        lines.append(Line("Coordonnateur à désigner (PRE-03)", council_url(row), tone="warning", state="Manquant"))
    return Told(lines, more=("Obligations de la commune", page) if duty else ("", ""))


def staff_in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    """What the états-majors said of the commune, by name or in its arrondissement; never a restricted formation."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return Told()
    rows = meetings(staff, on, rules.STAFF).exclude(formation=StaffMeeting.Formation.RESTRICTED)
    # A whole word, and not that of a standing point: each agenda names Choisy and Orly.
    name = rf"\y{re.escape(commune.name)}\y"
    items = AgendaItem.objects.exclude(title__in=rules.AGENDA).filter(title__iregex=name)
    told = rows.filter(
        Q(theme__iregex=name) | Q(session__in=items.values("session")) | Q(district=commune.arrondissement_id)
    )
    lines = [
        Line(str(row), meeting_url(row), row.theme, paris_day(row.session.starts_at), row.session.get_state_display(),
             "info" if row.session.state == CommissionSession.State.PLANNED else "")
        for row in told.order_by("-session__starts_at")[:20]
    ]  # fmt: skip
    named = actions(staff, on).filter(is_discreet=False, text__iregex=name).order_by("due_on", "pk")
    lines += [
        Line(row.text, action_url(row), row.owner.name, row.due_on, row.get_state_display(),
             "error" if row.is_open and row.due_on < on else "")
        for row in named[:20]
    ]  # fmt: skip
    return Told(lines, more=("Suivi des actions", f"{reverse('public_order:council-actions')}?q={quote(commune.name)}"))


def protocols_in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return Told()
    steps = steps_on(on)
    lines = []
    for row in protocols().filter(commune=commune).order_by("kind", "title"):
        code, late = status_of_protocol(row, on, steps), committee_days_late(committee_due(row), on)
        detail = f"{row.get_kind_display()}{f', comité en retard de {late} jours' if late else ''}"
        lines.append(
            Line(row.title, protocol_url(row), detail, row.ends_on, PROTOCOL_STATUS[code], PROTOCOL_TONES[code])
        )
    return Told(lines, more=("Tous les protocoles", f"{reverse('public_order:protocols')}?commune={commune.pk}"))


def in_the_year(year: int) -> list[tuple[str, str]]:
    signed = Protocol.objects.filter(signed_on__year=year).count()
    return [("Protocoles signés", str(signed))]


tell_of_towns(TownBlock("council", "Conseil de prévention", "Obligations non calculées.", council_in_town, 10))
tell_of_towns(TownBlock("protocols", "Protocoles", "Aucun protocole.", protocols_in_town, 20))
tell_of_towns(TownBlock("staff", "États-majors", "Aucun état-major n'en a parlé.", staff_in_town, 30))
tell_of_the_year(30, in_the_year)


def headlines(staff: StaffMember, at: datetime, month: date) -> list[Headline]:
    """B8: the communes to remind, and the page of what happens in each."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return []
    lines, page = board(on), reverse("public_order:towns")
    counts = (
        ("Conseils obligatoires manquants", sum(line.status == rules.MISSING for line in lines)),
        ("Conseils dormants", sum(line.status == rules.DORMANT for line in lines)),
        ("Coordonnateurs à désigner", sum(line.lacks_coordinator for line in lines)),
    )
    return [Headline(label, str(count), url=page, tone="warning") for label, count in counts if count]


contribute(Block("councils", "Prévention dans les communes", headlines, order=60))
