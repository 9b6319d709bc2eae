"""The enjeux as data (A8.4): which accidents each of them gathers. Pure; the database applies the same rows.

An accident belongs to each enjeu that one of its users or vehicles meets: the counts of the enjeux do not add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WARNING = (
    "Un accident peut relever de plusieurs enjeux : leurs nombres ne s'additionnent pas et leur somme dépasse le total."
)


@dataclass(frozen=True)
class Theme:
    """`scope`: what is looked at (accident, vehicle, user). `field`: in `values`, or from `low` to `high`.

    `excluded`: any known value but these. `parent`: the enjeu of which this is a part.
    """

    code: str
    label: str
    rule: str
    scope: str
    field: str
    values: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    low: int | None = None
    high: int | None = None
    parent: str = ""

    def meets(self, value: int | None) -> bool:
        if value is None:
            return False
        if self.values:
            return value in self.values
        if self.excluded:
            return value not in self.excluded
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def codes(*values: int) -> frozenset[int]:
    return frozenset(values)


THEMES = (
    Theme("pedestrian", "Piétons", "au moins un piéton (catu 3)", "user", "role", codes(3)),
    Theme("bike", "Vélos", "au moins un vélo ou un VAE (catv 1, 80)", "vehicle", "category", codes(1, 80)),
    Theme("edp", "Engins de déplacement personnel", "au moins un engin, avec ou sans moteur (catv 50, 60)", "vehicle",
          "category", codes(50, 60)),
    Theme("edp_motor", "dont à moteur", "trottinette électrique et semblables (catv 50)", "vehicle", "category",
          codes(50), parent="edp"),
    Theme("edp_plain", "dont sans moteur", "trottinette, rollers (catv 60)", "vehicle", "category", codes(60),
          parent="edp"),
    Theme("powered_2w", "Deux-roues motorisés", "cyclomoteur, scooter, moto, trois-roues (catv 2, 30 à 34, 41 à 43)",
          "vehicle", "category", codes(2, 30, 31, 32, 33, 34, 41, 42, 43)),
    Theme("hgv", "Poids lourds", "au moins un poids lourd (catv 13 à 17)", "vehicle", "category",
          codes(13, 14, 15, 16, 17)),
    Theme("public_transport", "Transports en commun", "autobus, autocar, train, tramway (catv 37 à 40)", "vehicle",
          "category", codes(37, 38, 39, 40)),
    Theme("young", "Jeunes de 18 à 24 ans", "un usager de 18 à 24 ans, l'année moins celle de naissance", "user", "age",
          low=18, high=24),
    Theme("senior", "Seniors, 65 ans et plus", "un usager de 65 ans ou plus", "user", "age", low=65),
    Theme("work", "Risque professionnel", "trajet domicile-travail ou professionnel (trajet 1, 4)", "user", "trip",
          codes(1, 4)),
    Theme("work_strict", "dont mission professionnelle", "trajet professionnel seul (trajet 4)", "user", "trip",
          codes(4), parent="work"),
    Theme("night", "Nuit", "de nuit, éclairée ou non (lum 3, 4, 5)", "accident", "light", codes(3, 4, 5)),
    Theme("intersection", "Intersections", "en intersection, de toute forme (int autre que 1)", "accident", "junction",
          excluded=codes(0, 1)),
)  # fmt: skip
BY_CODE = {theme.code: theme for theme in THEMES}
LABELS = {theme.code: theme.label for theme in THEMES}


def themes_of(
    accident: Mapping[str, Any], vehicles: Iterable[Mapping[str, Any]], users: Iterable[Mapping[str, Any]]
) -> list[str]:
    """The enjeux of one accident, in their order."""
    year = accident["year"]
    rows = {
        "accident": [accident],
        "vehicle": list(vehicles),
        "user": [{**user, "age": year - user["birth_year"] if user["birth_year"] else None} for user in users],
    }
    return [theme.code for theme in THEMES if any(theme.meets(row[theme.field]) for row in rows[theme.scope])]
