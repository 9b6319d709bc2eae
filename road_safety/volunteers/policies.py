"""Who opens the bank and employer data of the volunteers: two roles, and no authority above them."""

from directorate.casework.policies import CHIEF_ROLES
from directorate.casework.service_policies import policy
from road_safety.policies import UNIT

opens_sealed = policy(
    "Le chef du bureau de la sécurité routière et son adjoint, chaque lecture étant journalisée",
    lambda posting: posting.unit_id == UNIT and posting.role in CHIEF_ROLES,
)
