"""Reading webhooks and their messages."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.partners.models import ApiClient
from directorate.programs.models import WebhookDelivery, WebhookEndpoint

WAITING = (WebhookDelivery.State.QUEUED, WebhookDelivery.State.SENDING)


def living(at: datetime, prefix: str = "") -> Q:
    """Addresses to which something may be sent: active, of a client whose access is not over."""
    return Q(
        **{
            f"{prefix}state": WebhookEndpoint.State.ACTIVE,
            f"{prefix}removed_at__isnull": True,
            f"{prefix}client__revoked_at__isnull": True,
            f"{prefix}client__expires_at__gt": at,
            f"{prefix}client__organisation__is_active": True,
        }
    )


def endpoints_of(client: ApiClient, on: date) -> QuerySet[WebhookEndpoint]:
    since = on - timedelta(days=30)
    recent = Q(deliveries__created_at__date__gt=since)
    return client.webhooks.filter(removed_at__isnull=True).annotate(
        sent=Count("deliveries", filter=recent & Q(deliveries__state=WebhookDelivery.State.SENT)),
        waiting=Count("deliveries", filter=Q(deliveries__state__in=WAITING)),
        failed=Count("deliveries", filter=recent & Q(deliveries__state=WebhookDelivery.State.FAILED)),
    )


def visible_endpoints(staff: StaffMember, on: date) -> QuerySet[WebhookEndpoint]:
    endpoints = WebhookEndpoint.objects.filter(removed_at__isnull=True).select_related("client__organisation")
    return endpoints if posting_on(staff, on) else endpoints.none()


def visible_deliveries(staff: StaffMember, on: date) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(endpoint__in=visible_endpoints(staff, on)).select_related("endpoint__client")
