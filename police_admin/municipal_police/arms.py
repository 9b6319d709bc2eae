"""The weapons that a commune may hold for its police, their ammunition, what bounds it. Pure: no table, no clock."""

from collections.abc import Mapping

KINDS = {
    "b1_revolvers": "Revolvers calibre .38 ou .357 (B1)",
    "b1_pistols": "Pistolets calibre 7,65 ou 9 × 19 (B1)",
    "b3_launchers": "Lanceurs de projectiles, calibre d'au moins 44 mm (B3)",
    "b6_pulse": "Pistolets à impulsions électriques (B6)",
    "b8_aerosols": "Générateurs d'aérosols incapacitants (B8)",
    "c3_launchers": "Armes de catégorie C3",
    "d2_batons": "Matraques ou bâtons (D2)",
    "d2_tonfas": "Tonfas (D2)",
    "d2_aerosols": "Générateurs d'aérosols (D2)",
    "d_projectors": "Projecteurs (D)",
}
HANDGUNS = frozenset({"b1_revolvers", "b1_pistols"})
LAUNCHERS = frozenset({"b3_launchers", "c3_launchers"})
# A stock of ammunition: the weapons that it is counted for, and the ceiling of the law for one of them, which bears
# the name of the answer of the authorisation (CSI, art. R511-30 and following).
STOCKS: Mapping[str, tuple[str, frozenset[str]]] = {
    "service_rounds": ("Munitions de service, armes de poing", HANDGUNS),
    "launcher_service_rounds": ("Munitions de service, lanceurs", LAUNCHERS),
    "first_training_rounds": ("Munitions de formation préalable", HANDGUNS | LAUNCHERS),
    "yearly_training_rounds": ("Munitions d'entraînement de l'année, armes de poing", HANDGUNS),
    "launcher_yearly_training_rounds": ("Munitions d'entraînement de l'année, lanceurs", LAUNCHERS),
}
CEILINGS: Mapping[str, str] = {stock: f"municipal_weapons.{stock}" for stock in STOCKS}


def count(quantities: Mapping[str, int | None], kinds: frozenset[str]) -> int:
    """How many weapons of these kinds there are among these quantities by kind."""
    return sum(quantities.get(kind) or 0 for kind in kinds)
