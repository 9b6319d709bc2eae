"""What the vigilance maps speak of: phenomena and their colours."""

from django.db.models import TextChoices


class Phenomenon(TextChoices):
    WIND = "wind", "Vent violent"
    STORMS = "storms", "Orages"
    AVALANCHES = "avalanches", "Avalanches"
    SNOW_ICE = "snow_ice", "Neige-verglas"
    HEAT = "heat", "Canicule"
    COLD = "cold", "Grand froid"
    RAIN_FLOOD = "rain_flood", "Pluie-inondation"
    SURGE = "surge", "Vagues-submersion"
    # Relayed from the service of floods, by section of river.
    FLOOD = "flood", "Crues"


class Colour(TextChoices):
    GREEN = "green", "Vert"
    YELLOW = "yellow", "Jaune"
    ORANGE = "orange", "Orange"
    RED = "red", "Rouge"


# From the least to the most serious.
SERIOUSNESS = {Colour.GREEN: 0, Colour.YELLOW: 1, Colour.ORANGE: 2, Colour.RED: 3}
TONES = {Colour.GREEN: "success", Colour.YELLOW: "new", Colour.ORANGE: "warning", Colour.RED: "error"}
