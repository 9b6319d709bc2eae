"""The bureau of public order plugs itself in."""

from directorate.manifests import Manifest, register

register(Manifest(slug="public-order", label="Ordre public et prévention", unit="ordre-public"))
