"""The bureau of road safety plugs itself in."""

from directorate.manifests import Manifest, register

register(Manifest(slug="road-safety", label="Sécurité routière", unit="securite-routiere"))
