"""The bureau of road safety plugs itself in."""

from directorate.manifests import Manifest, procedures_in, register

register(
    Manifest(
        slug="road-safety",
        label="Sécurité routière",
        unit="securite-routiere",
        procedures=procedures_in("road_safety.procedures"),
    )
)
