"""What each part of the bureau says on the prefect's one-pager (B8): a block that has nothing to say is not shown."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.move import paris_day
from directorate.commissions.models import CommissionSession
from directorate.money.amounts import percent, words
from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from public_order.codaf.queries import synthesis
from public_order.councils.meeting_queries import actions, meetings
from public_order.councils.meeting_tables import meeting_url
from public_order.councils.models import StaffMeeting
from public_order.councils.rules import STAFF
from public_order.field.queries import long_open, to_review
from public_order.grants import queries as grants
from public_order.headlines import Block, Headline, contribute
from public_order.monthly.arithmetic import earlier, french, grouped
from public_order.monthly.models import MonthlyReport
from public_order.monthly.reading import terms_on
from public_order.programmes.meetings import late
from public_order.programmes.queries import programmes
from public_order.programmes.section import section_of
from public_order.programmes.tables import programme_url

# Of each programme, the lines of facts that the page tells; the page of the programme tells them all.
LINES_TOLD = 3


def local_programmes(staff: StaffMember, at: datetime, month: date) -> Sequence[Headline]:
    """The QRR and the reinforced programmes: each line on the perimeter, beside the department on the same months."""
    report = MonthlyReport(period=month, territory_kind="dep", territory=HOME.code, name=HOME.name)
    pages = {row.name: programme_url(row) for row in programmes()}
    told = []
    for each in section_of(report, terms_on(month).min_base):
        head = f"{each['name']} ({each['kind']})"
        for line in each["lines"][:LINES_TOLD]:
            zones = line["zones"]
            if not zones:
                continue
            beside = f" ; {zones[-1]['label'].lower()} {zones[-1]['words']}" if len(zones) > 1 else ""
            span = f"{line['months']} mois comparés" if line["months"] > 1 else "un mois comparé"
            told.append(Headline(f"{head} : {line['label']}", grouped(zones[0]["now"]),
                                 f"{zones[0]['words']}{beside} ; {span}", pages[each["name"]]))  # fmt: skip
        if not each["lines"]:
            told.append(Headline(head, each["state"], "chiffres du mois non saisis", pages[each["name"]]))
        found = each["operations"]
        if found["held"]:
            counted = "interpellations non connues" if found["arrests"] is None else (
                f"interpellations : {grouped(found['arrests'])}"
            )  # fmt: skip
            told.append(Headline(f"{head} : opérations du mois", grouped(found["held"]), counted,
                                 pages[each["name"]]))  # fmt: skip
    return told


def codaf_of_the_month(staff: StaffMember, at: datetime, month: date) -> Sequence[Headline]:
    found = synthesis(month, earlier(month, -1)).whole
    if not found.operations:
        return []
    page = reverse("public_order:codaf-board")
    rate = "" if found.breach_rate is None else f"{french(found.breach_rate)} % en infraction"
    return [
        Headline("Opérations", grouped(found.operations), url=page),
        Headline("Établissements contrôlés", grouped(found.establishments), rate, page),
        Headline("Fermetures", grouped(found.closures), url=page),
        Headline("Montants notifiés ou recouvrés", words(found.amounts.press), url=page),
    ]  # fmt: skip


def next_meeting(staff: StaffMember, at: datetime, month: date) -> Sequence[Headline]:
    # A paper for others: a restricted formation is not in it, even for whoever may know of it (EMS-03).
    coming = meetings(staff, paris_day(at), STAFF).exclude(formation=StaffMeeting.Formation.RESTRICTED)
    coming = coming.filter(session__starts_at__gte=at)
    row = coming.exclude(session__state=CommissionSession.State.CANCELLED).order_by("session__starts_at").first()
    if row is None:
        return []
    when = localtime(row.session.starts_at)
    return [Headline(f"Formation {row.get_formation_display().lower()}", f"{when:%d/%m/%Y} à {when:%H h %M}",
                     row.theme, meeting_url(row))]  # fmt: skip


def late_actions(staff: StaffMember, at: datetime, month: date) -> Sequence[Headline]:
    on = paris_day(at)
    problems = reverse("public_order:gpo-problems")
    followed, decided = reverse("public_order:council-actions"), reverse("public_order:programme-decisions")
    counts = (
        ("Actions des instances en retard", actions(staff, on).filter(closed_on=None, due_on__lt=on).count(),
         f"{followed}?state=late"),
        ("Décisions de programmes en retard", late(on).count(), f"{decided}?state=late"),
        ("Problèmes ouverts depuis trop longtemps", long_open(on).count(), problems),
        ("Points de problème à tenir", to_review(on).count(), problems),
    )  # fmt: skip
    return [Headline(label, grouped(count), url=url, tone="warning") for label, count, url in counts if count]


def grants_spent(staff: StaffMember, at: datetime, month: date) -> Sequence[Headline]:
    """What is committed of what is delegated, family by family."""
    told = []
    for row in grants.board(month.year):
        envelope = row["ae"]
        if envelope is None or not envelope.delegated:
            continue
        share = percent(envelope.used, envelope.delegated) or Decimal(0)
        told.append(Headline(f"Programme {row['programme'].family}", f"{french(share)} %",
                             f"{words(envelope.used)} engagés sur {words(envelope.delegated)} délégués",
                             reverse("public_order:grant-programme", args=[row["programme"].pk])))  # fmt: skip
    return told


contribute(Block("programmes", "QRR et programmes locaux", local_programmes, order=10))
contribute(Block("codaf", "CODAF du mois", codaf_of_the_month, order=20))
contribute(Block("next-meeting", "Prochain état-major", next_meeting, order=30))
contribute(Block("late-actions", "Actions en retard", late_actions, order=40))
contribute(Block("grants", "Consommation du FIPD", grants_spent, order=50))
