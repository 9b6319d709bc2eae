"""One row behind each address of VIGIPIRATE, of the vital sectors and of the roster."""

import re
from datetime import date, datetime, timedelta

from civil_protection.roster.models import DutyPeriod
from civil_protection.roster.operations import add_period
from civil_protection.vigipirate import cascade, operations
from civil_protection.vigipirate.models import CascadeRecipient, Declension, Posture, PublicMeasure
from civil_protection.vital_sectors.models import Habilitation, VitalFile
from directorate.jobs.models import OutgoingMail
from tests.people import House

REFERENCE = "SAIV-94-4821"


def watched(house: House, at: datetime) -> str:
    """The code of a link that acknowledges a posture."""
    by = house.director
    posture = operations.record_posture(
        title="Posture d'été", threat="emergency", perimeter="national", starts_at=at, source="Communiqué", by=by, at=at
    )
    operations.record_measure(
        code="BAT 11-02", domain="BAT", kind="base", label="Surveiller les abords", active_from=date(2026, 1, 1), by=by,
        at=at,
    )  # fmt: skip
    operations.add_recipient(organisation=house.police_service, kind="service", by=by, at=at)
    operations.record_report(
        kind="drone", commune=house.creteil, happened_on=date(2026, 6, 1), follow_up="police", by=by, at=at
    )
    cascade.cascade(posture=posture, by=by, at=at)
    row = Declension.objects.get(organisation=house.town_hall)
    mail = OutgoingMail.objects.get(key=f"posture:{row.pk}:0")
    add_period(role="directorate", staff=by, starts_at=at, ends_at=at + timedelta(days=7), by=by, at=at)
    VitalFile.objects.create(reference=REFERENCE, regime="SAIV_2006", responsible=by, recorded_at=at, recorded_by=by)
    Habilitation.objects.create(staff=by, starts_on=date(2026, 1, 1), recorded_by=by, recorded_at=at)
    return re.search(r"/consignes/([\w-]+)/", mail.body)[1]


def watch_rules(code: str) -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "vigipirate/affiche/": {"size": "a4"},
        "vigipirate/postures/": {"pk": Posture.objects.get().pk, "paper": "lettres", "verb": "terminer"},
        "vigipirate/declinaisons/": {"pk": Declension.objects.order_by("pk").first().pk, "verb": "controle"},
        "vigipirate/mesures/": {"pk": PublicMeasure.objects.get().pk},
        "vigipirate/destinataires/": {"pk": CascadeRecipient.objects.get().pk},
        "vigipirate/consignes/": {"code": code},
        "astreintes/": {"pk": DutyPeriod.objects.get().pk, "verb": "reprendre"},
        "secteurs-vitaux/suivi/": {"reference": REFERENCE, "verb": "jalon"},
        "secteurs-vitaux/acces/": {"pk": Habilitation.objects.get().pk},
        "api/v1/^postures/": {"pk": Posture.objects.get().pk},
    }
