"""The home page of the service of civil protection."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from civil_protection.alerts.vigilance.colours import Colour
from civil_protection.alerts.vigilance.queries import vigilance_now
from civil_protection.crisis.queries import live_events
from civil_protection.overview.board import tiles
from civil_protection.overview.pack import ask_for_pack
from civil_protection.policies import reads_civil_protection
from civil_protection.roster.queries import on_duty
from civil_protection.vigipirate.models import Threat
from civil_protection.vigipirate.queries import THREAT_TONES, leading_posture
from directorate.web.access import allow


@require_GET
@allow(reads_civil_protection)
def civil_protection_home(request):
    """The questions that the prefect asks, in less than a minute."""
    at = now()
    leading, vigilance = leading_posture(at), vigilance_now(at)
    threat = Threat(leading.threat if leading else Threat.VIGILANCE)
    return TemplateResponse(
        request,
        "civil_protection/overview/home.html",
        {
            "title": "Protection civile",
            "at": at,
            "threat": threat.label,
            "threat_tone": THREAT_TONES[threat],
            "leading": leading,
            "crises": live_events().order_by("mode", "pk"),
            "vigilance": vigilance,
            "watches": [row for row in vigilance.watches if row.colour != Colour.GREEN],
            "on_duty": on_duty(at),
            "tiles": tiles(request.user, at),
        },
    )


@require_POST
@allow(reads_civil_protection)
def paper_pack(request):
    job = ask_for_pack(by=request.user, at=now())
    messages.success(request, f"« {job.label} » est en préparation : il arrive dans « Mes éditions ».")
    return HttpResponseRedirect(reverse("directorate:jobs"))
