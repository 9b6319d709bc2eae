"""« Premiers pas » : what a partner's developer reads first. Each request of the page is run as it is by a test."""

import json

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from directorate.casework.api_opening import NEW_CASE_EXAMPLE
from directorate.casework.feed import KEPT, CaseFeed
from directorate.partners.operations import USUAL_QUOTA_DAY, USUAL_QUOTA_MINUTE
from directorate.programs.sending_operations import ATTEMPTS, PATIENCE
from directorate.programs.signatures import BOTH_SECRETS
from directorate.web.access import open_to_everyone


@require_GET
@open_to_everyone("documentation de l'API, sans donnée : le partenaire la lit avant d'avoir un compte")
def first_steps(request):
    demand = {**NEW_CASE_EXAMPLE.value, "received_on": localdate().isoformat()}
    return TemplateResponse(
        request,
        "api/first_steps.html",
        {
            "title": "Premiers pas avec l'API",
            "api": f"{settings.PUBLIC_URL}/api/v1",
            "demand": json.dumps(demand, ensure_ascii=False, indent=2),
            "procedure": demand["procedure"],
            "events": {**CaseFeed.names, "ping": "Essai"},
            "kept_days": KEPT.days,
            "attempts": ATTEMPTS,
            "patience_hours": int(PATIENCE.total_seconds() // 3600),
            "both_hours": int(BOTH_SECRETS.total_seconds() // 3600),
            "quota_minute": USUAL_QUOTA_MINUTE,
            "quota_day": USUAL_QUOTA_DAY,
        },
    )
