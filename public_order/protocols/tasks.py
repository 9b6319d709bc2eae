"""What the clock does for the protocols."""

from celery import shared_task
from django.utils.timezone import now

from public_order.protocols.operations import renew_all


@shared_task(name="directorate.public_order.renew_protocols")
def nightly_renewals(**_: object) -> None:
    """PRO-02: the tacit terms that open."""
    renew_all(at=now())
