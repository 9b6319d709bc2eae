"""The service of civil protection plugs itself in."""

from directorate.manifests import Manifest, procedures_in, register

register(
    Manifest(
        slug="civil-protection",
        label="Protection civile",
        unit="protection-civile",
        procedures=procedures_in("civil_protection.procedures"),
    )
)
