"""Which communes are exposed to what."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from civil_protection.profiles.models import FLAGS, RiskProfile
from directorate.territory.models import Commune
from directorate.territory.queries import communes


def profiles() -> QuerySet[RiskProfile]:
    return RiskProfile.objects.select_related("commune", "commune__arrondissement").defer(
        "commune__contour", "commune__arrondissement__contour"
    )


def communes_with_profile() -> QuerySet[Commune]:
    """Every commune, with its profile when it has one."""
    return communes().select_related("risk_profile")


def profile_of(commune: Commune) -> RiskProfile | None:
    return getattr(commune, "risk_profile", None)


def exposed(flags: Iterable[str] = (), rivers: Iterable[str] = ()) -> QuerySet[Commune]:
    """Communes that bear any of these flags or lie on any of these rivers; all the communes when nothing is asked."""
    asked = Q()
    for flag in flags:
        if flag not in FLAGS:
            raise ValueError(f"unknown flag: {flag}")
        asked |= Q(**{f"risk_profile__{flag}": True})
    for river in rivers:
        asked |= Q(risk_profile__rivers__contains=[river])
    return communes().filter(asked)
