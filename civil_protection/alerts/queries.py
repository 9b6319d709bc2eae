"""What the other subjects of the service read of the alert."""

from civil_protection.alerts.vigilance.queries import Vigilance, Watch, vigilance_now

__all__ = ["Vigilance", "Watch", "vigilance_now"]
