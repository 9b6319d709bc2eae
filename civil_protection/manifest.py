"""The service of civil protection plugs itself in."""

from directorate.manifests import Manifest, register

register(Manifest(slug="civil-protection", label="Protection civile", unit="protection-civile"))
