"""What is looked at during a control, and what the answers amount to. Pure."""

from collections.abc import Mapping

POINTS = {
    "logo": "Affichage du niveau à l'entrée",
    "filtering": "Filtrage des accès",
    "parking": "Stationnement interdit aux abords",
    "video": "Vidéoprotection en service",
    "briefing": "Personnels informés des consignes",
}
ANSWERS = {"yes": "Oui", "no": "Non", "na": "Sans objet"}


def conformity(points: Mapping[str, str]) -> str:
    """Compliant when nothing is missing, a breach when everything that applies is. Empty when nothing applies."""
    seen = [answer for answer in points.values() if answer != "na"]
    if not seen:
        return ""
    if "no" not in seen:
        return "compliant"
    return "partial" if "yes" in seen else "breach"
