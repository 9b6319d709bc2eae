"""Types of establishments, and the activities that article PE 2 and article GE 4 tell apart. Pure."""

from dataclasses import dataclass

TYPES = {
    "J": "Structures d'accueil pour personnes âgées ou handicapées",
    "L": "Salles d'auditions, de conférences, de spectacles",
    "M": "Magasins de vente, centres commerciaux",
    "N": "Restaurants et débits de boissons",
    "O": "Hôtels et pensions",
    "P": "Salles de danse et de jeux",
    "R": "Établissements d'éveil et d'enseignement",
    "S": "Bibliothèques, centres de documentation",
    "T": "Salles d'exposition",
    "U": "Établissements sanitaires",
    "V": "Établissements de culte",
    "W": "Administrations, banques, bureaux",
    "X": "Établissements sportifs couverts",
    "Y": "Musées",
    "PA": "Établissements de plein air",
    "CTS": "Chapiteaux, tentes et structures",
    "SG": "Structures gonflables",
    "PS": "Parcs de stationnement couverts",
    "GA": "Gares accessibles au public",
    "OA": "Hôtels-restaurants d'altitude",
    "EF": "Établissements flottants",
    "REF": "Refuges de montagne",
    "GHA": "IGH à usage d'habitation",
    "GHO": "IGH à usage d'hôtel",
    "GHR": "IGH d'enseignement",
    "GHS": "IGH de dépôt d'archives",
    "GHTC": "IGH, tour de contrôle",
    "GHU": "IGH à usage sanitaire",
    "GHW1": "IGH de bureaux, jusqu'à 50 m",
    "GHW2": "IGH de bureaux, au-dessus de 50 m",
    "GHZ": "IGH à usage mixte",
    "ITGH": "Immeuble de très grande hauteur",
    "EM": "Établissements militaires",
    "EP": "Établissements pénitentiaires",
    "GEEM": "Grands établissements à exploitation multiple",
}
HIGH_RISE = frozenset(("GHA", "GHO", "GHR", "GHS", "GHTC", "GHU", "GHW1", "GHW2", "GHZ", "ITGH"))
# What GE 4 has no cell for: their period is set by an order.
SPECIAL = frozenset(TYPES) - frozenset("JLMNOPRSTUVWXY")


@dataclass(frozen=True)
class Activity:
    """A row of PE 2, or a type that has none. `sleeps`: it is not itself without sleeping premises."""

    code: str
    type: str
    label: str
    sleeps: bool = False
    # Counted apart from the public, in the first column of PE 2.
    residents: bool = False


ACTIVITIES = (
    Activity("J_AGED", "J", "Personnes âgées", sleeps=True, residents=True),
    Activity("J_DISABLED", "J", "Personnes handicapées", sleeps=True, residents=True),
    Activity("L_MEETING", "L", "Auditions, conférences, réunions, multimédia"),
    Activity("L_SHOW", "L", "Spectacles, projections, usage multiple"),
    Activity("M", "M", "Magasins de vente"),
    Activity("N", "N", "Restaurants, débits de boissons"),
    Activity("O", "O", "Hôtels, pensions", sleeps=True),
    Activity("P", "P", "Danse, jeux"),
    Activity("R_NURSERY", "R", "Maternelles, crèches, haltes-garderies, jardins d'enfants"),
    Activity("R_SCHOOL", "R", "Autres enseignements"),
    Activity("R_BOARDING", "R", "Avec locaux réservés au sommeil", sleeps=True),
    Activity("S", "S", "Bibliothèques, documentation"),
    Activity("T", "T", "Expositions"),
    Activity("U_DAY", "U", "Soins sans hébergement"),
    Activity("U_BEDS", "U", "Soins avec hébergement", sleeps=True),
    Activity("V", "V", "Culte"),
    Activity("W", "W", "Administrations, banques, bureaux"),
    Activity("X", "X", "Sportifs couverts"),
    Activity("Y", "Y", "Musées"),
    Activity("OA", "OA", "Hôtels-restaurants d'altitude", sleeps=True),
    Activity("GA", "GA", "Gares aériennes"),
    Activity("GA_UNDERGROUND", "GA", "Gares souterraines ou mixtes"),
    Activity("PA", "PA", "Plein air"),
    *(
        Activity(code, code, TYPES[code], sleeps=code in ("GHA", "GHO", "GHU", "REF"))
        for code in TYPES
        if code in SPECIAL - {"OA", "GA", "PA"}
    ),
)
BY_CODE = {row.code: row for row in ACTIVITIES}
# Rows of PE 2: one dated value each.
WITH_THRESHOLDS = tuple(row.code for row in ACTIVITIES if row.type in ("OA", "GA", "PA") or row.type not in SPECIAL)


def type_of(activity: str) -> str:
    return BY_CODE[activity].type


def label_of(activity: str) -> str:
    row = BY_CODE[activity]
    return f"{row.type} · {row.label}"
