"""The bureau of public order plugs itself in."""

from directorate.manifests import Manifest, procedures_in, register

register(
    Manifest(
        slug="public-order",
        label="Ordre public et prévention",
        unit="ordre-public",
        procedures=procedures_in("public_order.procedures"),
    )
)
