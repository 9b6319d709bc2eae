"""The bureau of administrative police plugs itself in: its procedures tell the rest of the house all it needs."""

from directorate.manifests import Manifest, register
from police_admin.demonstration import fill
from police_admin.procedures import redirections
from police_admin.procedures.outlets import closure
from police_admin.procedures.public_gatherings import demonstration
from police_admin.procedures.video_protection import authorisation, renewal

register(
    Manifest(
        slug="police-admin",
        label="Polices administratives",
        unit="polices-administratives",
        procedures=(
            authorisation.PROCEDURE,
            renewal.PROCEDURE,
            demonstration.PROCEDURE,
            closure.PROCEDURE,
            *redirections.PROCEDURES,
        ),
        demonstration=fill,
    )
)
