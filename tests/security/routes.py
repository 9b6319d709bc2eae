"""Every address of the site that answers to GET, with arguments that exist in the small prefecture."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from directorate.access_requests.models import AccessRequest
from directorate.access_requests.operations import ask
from directorate.appeals.models import Appeal
from directorate.appeals.operations import record_appeal
from directorate.casework.labels import create_label
from directorate.casework.models import Case, ConsultationLink, Label, Series
from directorate.casework.queries import visible_to
from directorate.casework.registry import procedure
from directorate.casework.series import draw_up
from directorate.commissions.feed_operations import open_feed
from directorate.commissions.models import AgendaItem, CommissionSession, SessionPromise
from directorate.commissions.promise_operations import make_promise
from directorate.delivery.models import Addressee
from directorate.delivery.operations import add_addressee, deliver, send
from directorate.documents.files import store_bytes
from directorate.imports.models import TableImport
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import enqueue
from directorate.legal_texts.models import LegalText
from directorate.notifications.models import Notification
from directorate.notifications.operations import notify
from directorate.org.models import Absence, SignatureDelegation
from directorate.paragraphs.models import Paragraph
from directorate.partners.operations import issue_token
from directorate.permits.mayors import link_code
from directorate.programs.models import WebhookEndpoint
from directorate.programs.operations import add_endpoint, ping
from directorate.registers.models import RegisterIssue
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.saved_views.models import SavedView
from directorate.saved_views.operations import save_view
from directorate.scans.models import ScanDeposit, SignedCopy
from directorate.territory.shapes import typed_shape
from police_admin.events.models import EventLink
from police_admin.events.operations import add_link, record_route
from police_admin.events.perimeters import record_perimeter
from police_admin.inspections.models import Inspection
from police_admin.inspections.operations import plan
from police_admin.juries.models import JuryUnit
from police_admin.juries.operations import open_allocation
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer
from police_admin.outlets.models import Licence, Outlet
from tests.civil_protection.alert_rows import alert_rules, alerted
from tests.civil_protection.commission_rows import commission_rules, commissioned
from tests.civil_protection.communal_rows import communal_rules, prepared
from tests.civil_protection.crisis_rows import crisis_rules, in_crisis
from tests.civil_protection.establishment_rows import establishment_rules, registered
from tests.civil_protection.exercise_rows import exercise_rules, exercised
from tests.civil_protection.first_aid_rows import first_aid_rules, first_aided
from tests.civil_protection.plan_rows import plan_rules, planned
from tests.civil_protection.rows import watch_rules, watched
from tests.civil_protection.safety_rows import safety_rules, secured
from tests.civil_protection.visit_rows import visit_rules, visited
from tests.crowd import one_law
from tests.factories import at_signature, notified, open_closure, open_demonstration, open_video_case, step
from tests.imports.files import csv_bytes, previewed
from tests.people import House, paris
from tests.police_admin.test_outlet_measures import BAN, opened
from tests.public_order.codaf_stage import codaf_rules, codaf_told
from tests.public_order.council_stage import council_rules, councils_told
from tests.public_order.dealing_stage import dealing_rules, dealing_told
from tests.public_order.exchange_stage import exchange_rules, exchanges_told
from tests.public_order.field_stage import field_rules, field_told
from tests.public_order.grant_payment_stage import executed_rules, executed_told
from tests.public_order.grant_stage import grant_rules, grants_told
from tests.public_order.note_stage import note_rules, note_told
from tests.public_order.programme_stage import programme_rules, programme_told
from tests.public_order.stat_rows import counted, crime_rules
from tests.road_safety.equipment_rows import equipment_rules, equipment_told
from tests.road_safety.prevention_rows import prevented, prevention_rules
from tests.road_safety.regulation_rows import regulation_rules, regulation_told
from tests.road_safety.rows import accident_rules, observed
from tests.road_safety.strategy_rows import strategy_rules, strategy_told
from tests.road_safety.suspension_rows import opened as suspended
from tests.road_safety.suspension_rows import suspension_rules
from tests.road_safety.volunteers_rows import volunteers_rules, volunteers_told
from tests.scans.papers import one_scan, with_blank_pages

# The day of every visit: sessions are held, an act is published, others wait.
VISIT = paris(2026, 6, 24)
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass
class Site:
    """A prefecture where each address has something to show."""

    house: House
    case: Case
    waiting: Case
    done: Case
    link: str
    token: str
    feed: str
    paper: UUID
    job: Job
    table: TableImport
    webhook: WebhookEndpoint
    owner: Addressee
    posture_link: str

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        item = AgendaItem.objects.order_by("pk").first()
        return {
            "reference": self.case.reference,
            "insee": "94028",
            "position": item.position,
            "number": self.done.permit.number,
        }

    def value(self, pattern: str, name: str) -> Any:
        return self.special(pattern, name) or self.arguments[name]

    def special(self, pattern: str, name: str) -> Any:
        """What the argument means at this address."""
        found = next((rule for start, rule in self.rules.items() if pattern.startswith(start) and name in rule), {})
        return found.get(name)

    @cached_property
    def rules(self) -> Mapping[str, Mapping[str, Any]]:
        """The longest beginning first."""
        rules = {
            "agents/": {"pk": self.house.agent.pk},
            "agents/services/": {"code": "polices-administratives"},
            "absences/": {"pk": Absence.objects.get().pk},
            "delegations/": {"pk": SignatureDelegation.objects.order_by("pk").first().pk},
            "clients-api/": {"pk": self.webhook.client_id, "token": self.webhook.client.tokens.get().pk},
            "webhooks/": {"pk": self.webhook.pk},
            "webhooks/messages/": {"pk": self.webhook.deliveries.get().pk},
            "parametres/": {"code": "authority.city"},
            "textes/": {"pk": LegalText.objects.get().pk},
            "paragraphes/": {"pk": Paragraph.objects.get().pk},
            "controles/": {"pk": Inspection.objects.get().pk, "verb": "reporter"},
            "controles/titres/": {"pk": self.done.permit_id},
            "eliminations/": {"pk": PurgeProposal.objects.get().pk},
            "eliminations/dossiers/": {"pk": PurgeLine.objects.get().pk},
            "imports/": {"pk": self.table.pk, "kind": "csv"},
            "imports/modele/": {"code": "organisations", "kind": "csv"},
            "editions/": {"pk": self.job.pk, "name": "file"},
            "editions/courriels/": {"pk": OutgoingMail.objects.order_by("pk").first().pk},
            "notifications/": {"pk": Notification.objects.order_by("pk").first().pk},
            "recueil/": {"pk": RegisterIssue.objects.get().pk},
            "recueil/actes/": {"pk": RegisterIssue.objects.get().entries.order_by("pk").first().pk},
            # In preparation: closed to everybody until it is published.
            "recueil/public/": {"year": 2026, "number": 1, "name": "json"},
            "titres/": {"pk": self.done.permit_id, "verb": "suspendre"},
            "titres/public/": {"kind": "json"},
            "communes/<slug:insee>/titres/": {"kind": "ods"},
            "titres-de-la-commune/": {
                "code": link_code(organisation=self.house.town_hall, unit="", expires_on=VISIT.date()),
                "kind": "ods",
            },
            "verifier/": {"code": self.done.permit.check_code},
            "commissions/seances/": {"pk": self.house.session.pk},
            "commissions/": {"code": "cdvp", "pk": self.house.commission.members.first().pk},
            "commissions/engagements/": {"pk": SessionPromise.objects.get().pk},
            "commissions/seances/<int:pk>/fichiers/": {"pk": self.house.session.pk, "key": self.paper},
            "calendrier/": {"code": self.feed},
            "dossiers/nouveau/": {"code": "video_protection_authorisation"},
            "dossiers/<str:reference>/actions/": {"name": "request_pieces"},
            "dossiers/<str:reference>/pieces/": {"pk": self.case.pieces.first().pk},
            "dossiers/<str:reference>/avis/": {"pk": self.case.consultations.first().pk},
            "dossiers/<str:reference>/fichiers/": {"pk": self.case.pieces.exclude(file=None).get().file_id},
            "dossiers/<str:reference>/decision/": {"reference": self.waiting.reference},
            "dossiers/<str:reference>/recours/": {
                "reference": self.done.reference,
                "pk": Appeal.objects.get().pk,
                "verb": "jugement",
            },
            "demandes-acces/": {"pk": AccessRequest.objects.get().pk, "verb": "accorder"},
            "dossiers/<str:reference>/notification/": {"reference": self.done.reference},
            "dossiers/<str:reference>/destinataires/": {"reference": self.done.reference, "pk": self.owner.pk},
            "dossiers/<str:reference>/envois/": {
                "reference": self.done.reference,
                "pk": self.owner.attempts.get().pk,
            },
            "dossiers/<str:reference>/actes/": {
                "reference": self.done.reference,
                "pk": self.done.decision.letter_id,
            },
            "dossiers/<str:reference>/copies-signees/": {
                "reference": self.done.reference,
                "pk": SignedCopy.objects.get().pk,
            },
            "actes-numerises/": {"pk": ScanDeposit.objects.get().pk, "rank": 2},
            "signature/": {"reference": self.waiting.reference},
            "avis/": {"code": self.link},
            "etiquettes/": {"pk": Label.objects.get().pk},
            "actes/": {"pk": self.done.decision.letter_id},
            "vues/": {"pk": SavedView.objects.get().pk},
            "listes/": {"code": "cases"},
            "series/": {"pk": Series.objects.get().pk},
            "procedures/": {"code": "video_protection_authorisation"},
            "api/v1/^procedures/": {"code": "video_protection_authorisation"},
            "polices-municipales/<slug:insee>/": {"verb": "effectif"},
            "debits/": {"pk": Outlet.objects.get().pk},
            "evenements/": {"reference": EventLink.objects.get().case.reference, "pk": EventLink.objects.get().pk},
            "mesures/": {"reference": Case.objects.get(procedure_code="alcohol_sale_or_carry_ban").reference},
            "debits/licences/": {"pk": Licence.objects.get().pk},
            "jury-assises/": {"reference": JuryUnit.objects.first().allocation.case.reference},
            "jury-assises/<int:year>/": {"year": 2027, "pk": JuryUnit.objects.first().pk, "kind": "ods"},
            "api/v1/^licences/": {"pk": Licence.objects.get().pk},
            "api/v1/": {"name": "request_pieces"},
            **watch_rules(self.posture_link),
            **plan_rules(),
            **crisis_rules(),
            **alert_rules(),
            **commission_rules(),
            **communal_rules(),
            **establishment_rules(),
            **exercise_rules(),
            **accident_rules(),
            **council_rules(),
            **codaf_rules(),
            **field_rules(),
            **exchange_rules(),
            **grant_rules(),
            **executed_rules(),
            **note_rules(),
            **crime_rules(),
            **equipment_rules(),
            **programme_rules(),
            **dealing_rules(),
            **strategy_rules(),
            **prevention_rules(),
            **regulation_rules(),
            **suspension_rules(),
            **volunteers_rules(),
            **first_aid_rules(),
            **visit_rules(),
            **safety_rules(),
        }
        return dict(sorted(rules.items(), key=lambda rule: -len(rule[0])))

    def addresses(self) -> list[str]:
        """All but the description of the API, which takes a second to draw and reads nothing."""
        found = []
        for pattern in patterns():
            if pattern.endswith("schema/"):
                continue
            filled = ARGUMENT.sub(lambda hole: str(self.value(pattern, hole[1] or hole[2])), pattern)  # noqa: B023
            found.append("/" + filled.replace("^", "").replace("$", ""))
        return found


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)


def small_site(house: House) -> Site:
    """At least one row behind each address."""
    one_law(house, 1, VISIT)
    march = open_demonstration(house)
    record_route(case=march, lines=[[(2.44, 48.84), (2.45, 48.85)]], source="typed", by=house.agent, at=VISIT)
    add_link(case=march, kind="dps", reference="", words="Convention n° 12", by=house.agent, at=VISIT)
    ban = opened(house, "alcohol_sale_or_carry_ban", BAN)
    shape = typed_shape(["48.84, 2.44"], 200, "points")
    record_perimeter(case=ban, shape=shape, source="points", by=house.agent, at=VISIT)
    case = open_video_case(house)
    opinion = next(row.code for row in procedure(case.procedure_code).opinions if not row.commission)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(
        case, "request_opinion", house.agent, paris(2026, 3, 3), opinion=opinion, organisation=house.town_hall,
        question="Le projet appelle-t-il une observation ?",
    )  # fmt: skip
    piece = case.pieces.first()
    piece.file = store_bytes(b"Statuts", "statuts.txt", "text/plain", by=house.agent, at=VISIT)
    piece.save()
    ConsultationLink.objects.update(expires_at=VISIT + timedelta(days=30))
    mail = OutgoingMail.objects.order_by("-pk").first()
    open_closure(house)
    Absence.objects.create(
        staff=house.agent, substitute=house.colleague, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 10)
    )
    notify(
        recipients=[house.agent, house.director], kind="case_assigned", key="site", title="Dossier attribué",
        url="/dossiers/", at=VISIT,
    )  # fmt: skip
    issued = issue_token(
        name="Guichet", organisation=house.town_hall, scopes=["cases:read"], expires_at=VISIT + timedelta(days=90),
        by=house.administrator, at=VISIT,
    )  # fmt: skip
    create_label(unit=house.police, name="Quartier nord", tone="info", by=house.head, at=VISIT)
    draw_up(
        list_code="cases", query="", cases=visible_to(house.director, VISIT.date()), action_code="label",
        by=house.director, at=VISIT,
    )  # fmt: skip
    save_view(list_code="cases", name="À relancer", query="deadline=late", by=house.director, at=VISIT)
    webhook = add_endpoint(
        client=issued.client, url="https://guichet.mairie.fr/x", events=[], by=house.administrator, at=VISIT
    )
    ping(endpoint=webhook, by=house.administrator, at=VISIT)
    stored = store_bytes(b"a;b", "liste.csv", "text/csv", by=house.head, at=VISIT)
    job = enqueue(kind="specimen", label="Édition", key="specimen", payload={}, by=house.head, at=VISIT)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result={"file": str(stored.pk)})
    table = previewed(csv_bytes([["Organisme", "Type"], ["Les Amis", "association"]]), house.head, VISIT)
    done = notified(house)
    record_appeal(
        case=done, kind="contentious", lodged_by="Les riverains", received_on=date(2026, 5, 4), by=house.agent, at=VISIT
    )
    ask(reference=case.reference, reason="Contrôle prévu", by=house.stranger, at=VISIT)
    make_promise(
        session=house.session, text="Vérifier sur place", owner=house.agent, due_on=date(2026, 7, 1), item=None,
        by=house.agent, at=VISIT,
    )  # fmt: skip
    CommissionSession.objects.filter(pk=house.session.pk).update(minutes_file=stored)
    force = MunicipalForce.objects.create(commune=house.creteil)
    MunicipalOfficer.objects.create(force=force, last_name="Garance", first_name="Ysé", birth_on=date(1990, 1, 1))
    plan(permit=done.permit, planned_on=date(2026, 7, 2), inspector=house.agent, by=house.agent, at=VISIT)
    purge = PurgeProposal.objects.create(unit=house.police, proposed_at=VISIT)
    PurgeLine.objects.create(
        proposal=purge, case=done, reference=done.reference, procedure_code=done.procedure_code,
        received_on=done.received_on, ended_on=VISIT.date(), ended_by="dossier clos", due_on=VISIT.date(), rule="essai",
    )  # fmt: skip
    with_blank_pages(done)
    one_scan(house, done.decision.letter, VISIT)
    outlet = Outlet.objects.create(commune=house.creteil, name="Le Zinc", address="5 quai du Port")
    Licence.objects.create(category="IV", number="94-IV-1", outlet=outlet)
    open_allocation(
        year=2027, population_basis="municipale", decree_reference="décret n° 2025-1400", by=house.director, at=VISIT
    )
    owner = add_addressee(case=done, name="SCI du Port", quality="", address="", by=house.agent, at=VISIT)
    sent = send(
        case=done, addressee=owner, way="by_hand", sent_on=date(2026, 4, 20), reference="", by=house.agent, at=VISIT
    )
    deliver(
        attempt=sent, mode="by_hand", delivered_at=paris(2026, 4, 21), reference="R 1", proof=stored, advised=False,
        by=house.agent, at=VISIT,
    )  # fmt: skip
    in_crisis(house, VISIT)
    alerted(house, VISIT)
    commissioned(house)
    prepared(house, VISIT)
    registered(house, VISIT)
    planned(house, VISIT)
    exercised(house, VISIT)
    observed(house, VISIT)
    equipment_told(house, VISIT)
    strategy_told(house, VISIT)
    prevented(house, VISIT)
    note_told(house, VISIT)
    counted(house, VISIT)
    programme_told(house, VISIT)
    dealing_told(house, VISIT)
    field_told(house, VISIT)
    councils_told(house, VISIT)
    grants_told(house, VISIT)
    exchanges_told(house, VISIT)
    executed_told(house, VISIT)
    codaf_told(house, VISIT)
    regulation_told(house, VISIT)
    volunteers_told(house, VISIT)
    suspended(house)
    first_aided(house, VISIT)
    visited(house, VISIT)
    secured(house, VISIT)
    return Site(
        house=house,
        feed=open_feed(staff=house.director, at=VISIT),
        paper=stored.pk,
        case=case,
        waiting=at_signature(house),
        done=done,
        link=re.search(r"/avis/([^/\s]+)/", mail.body)[1],
        token=str(issued.token),
        job=job,
        table=table,
        webhook=webhook,
        owner=owner,
        posture_link=watched(house, VISIT),
    )
