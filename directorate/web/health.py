"""Is it alive, is it ready: two addresses for the machines that watch the application."""

import time

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directorate.web.access import open_to_everyone

HEARTBEAT_KEY = "background-heartbeat"
# The scheduler rings every 10 seconds; beyond this age the broker, the worker or the scheduler has stopped.
HEARTBEAT_LATE_SECONDS = 60


def record_heartbeat(*, at_seconds: float) -> None:
    """Said by the worker: the whole chain of scheduler, broker, worker and database has just worked."""
    cache.set(HEARTBEAT_KEY, at_seconds, timeout=None)


@open_to_everyone("surveillance : le processus répond, aucune donnée")
@require_safe
@never_cache
def live(request):
    """Touches nothing else: a slow database must not have the process restarted."""
    return JsonResponse({"status": "ok"})


@open_to_everyone("surveillance : la base répond, aucune donnée")
@require_safe
@never_cache
def ready(request):
    """503 without the database. Late background work is told, and is no reason to close the site: nothing is lost."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        heartbeat = cache.get(HEARTBEAT_KEY)
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "unavailable", "database": "unavailable", "background": "unknown"}, status=503)
    age = None if heartbeat is None else max(0, round(time.time() - heartbeat))
    late = age is None or age > HEARTBEAT_LATE_SECONDS
    return JsonResponse(
        {
            "status": "degraded" if late else "ok",
            "database": "ok",
            "background": "late" if late else "ok",
            "background_age_seconds": age,
        }
    )
