"""Who enters the API of civil protection."""

from rest_framework.permissions import BasePermission

from civil_protection.policies import reads_civil_protection
from directorate.org.models import StaffMember


class OfTheService(BasePermission):
    """Whoever reads the pages of civil protection; no program enters."""

    message = "La protection civile se lit par les agents du service, le directeur et le cabinet, par aucun programme."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and reads_civil_protection(request.user, on=view.today)
