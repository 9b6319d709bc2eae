"""How often a caller may ask: a program by the quotas of its client, a person by the usual rate."""

from datetime import datetime

from django.utils.timezone import now
from rest_framework.exceptions import APIException, Throttled
from rest_framework.throttling import BaseThrottle, UserRateThrottle

from directorate.partners.models import ApiClient, ApiRefusal
from directorate.partners.operations import Allowance, count_request, note_refusal
from directorate.web.callers import address_of

QUOTA_SPENT = "Quota dépassé : {limit} requêtes par {period} pour ce programme. Réessayez dans {wait} secondes."


class QuotaSpent(Throttled):
    """Told in our words: the framework would add its own."""

    def __init__(self, detail: str, wait: int):
        APIException.__init__(self, detail)
        self.wait = wait


class PersonRate(UserRateThrottle):
    """The usual rate, for people; programs have their quotas."""

    def get_cache_key(self, request, view):
        return None if isinstance(request.auth, ApiClient) else super().get_cache_key(request, view)


class ProgramQuota(BaseThrottle):
    """Counts in the database: a restart, or a second server, changes nothing."""

    def allow_request(self, request, view) -> bool:
        client = request.auth
        if not isinstance(client, ApiClient):
            return True
        at = now()
        allowance = count_request(client=client, at=at)
        request.limit_headers = headers_of(client, allowance)
        if allowance.wait is not None:
            refuse(client, allowance, address_of(request), at)
        return True


def refuse(client: ApiClient, allowance: Allowance, address: str, at: datetime) -> None:
    note_refusal(client=client, kind=ApiRefusal.Kind.QUOTA, address=address, at=at)
    period = "jour" if allowance.limit == client.quota_day and allowance.wait > 60 else "minute"
    raise QuotaSpent(QUOTA_SPENT.format(limit=allowance.limit, period=period, wait=allowance.wait), allowance.wait)


def headers_of(client: ApiClient, allowance: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Policy": f"{client.quota_minute};w=60, {client.quota_day};w=86400",
        "RateLimit-Limit": str(allowance.limit),
        "RateLimit-Remaining": str(max(0, allowance.remaining)),
        "RateLimit-Reset": str(allowance.reset),
    }
