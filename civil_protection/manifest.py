"""The service of civil protection plugs itself in."""

from civil_protection.demonstration import fill
from civil_protection.policies import UNIT
from civil_protection.values import VALUES
from directorate.manifests import Manifest, procedures_in, register

SECTION = "Protection civile"

register(
    Manifest(
        slug="civil-protection",
        label=SECTION,
        unit=UNIT,
        urlconf="civil_protection.urls",
        values=VALUES,
        procedures=procedures_in("civil_protection.procedures"),
        demonstration=fill,
    )
)
