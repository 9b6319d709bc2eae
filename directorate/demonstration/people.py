"""The invented people of the demonstration: nobody here exists. Head counts are those of the real direction."""

from dataclasses import dataclass
from itertools import cycle

from directorate.org.chart import ChartUnit, units_of_the_chart
from directorate.org.models import Posting

Role = Posting.Role

MAIL_DOMAIN = "val-de-marne.invalid"
ADDRESS = "21-29 avenue du Général de Gaulle\n94038 Créteil Cedex"


@dataclass(frozen=True)
class DemoService:
    """A service of the real chart, with the invented people who work there."""

    unit: ChartUnit
    username: str
    quality: str

    @property
    def code(self) -> str:
        return self.unit.code

    @property
    def headcount(self) -> int:
        return self.unit.headcount


# How the accounts of a service end, and how its people are called.
WORDS = {
    "polices-administratives": ("polices", "du bureau des polices administratives"),
    "protection-civile": ("civile", "du service interministériel de défense et de protection civile"),
    "securite-routiere": ("routiere", "du bureau de la réglementation et de la sécurité routière"),
    "ordre-public": ("ordre", "du bureau de l'ordre public et de la prévention de la délinquance"),
}
SERVICES = tuple(DemoService(unit, *WORDS[unit.code]) for unit in units_of_the_chart() if unit.code in WORDS)


@dataclass(frozen=True)
class DemoPerson:
    username: str
    civility: str
    first_name: str
    last_name: str
    title: str
    role: str
    unit: str


AUTHORITIES = (
    DemoPerson("prefet", "m", "Armand", "Villedieu", "préfet du Val-de-Marne", Role.PREFECT, "prefecture"),
    DemoPerson(
        "cabinet", "mme", "Solène", "Kerguelen", "directrice de cabinet du préfet du Val-de-Marne",
        Role.CHIEF_OF_STAFF, "cabinet",
    ),
    DemoPerson("directrice", "mme", "Hélène", "Marsac", "directrice des Sécurités", Role.DIRECTOR, "securites"),
    DemoPerson(
        "admin", "m", "Basile", "Nogaret", "administrateur de l'application", Role.ADMINISTRATOR, "cabinet"
    ),
)  # fmt: skip

# One who has left and one who comes next month: neither is in post.
GONE = DemoPerson(
    "ancienne.polices", "mme", "Mireille", "Estèphe", "instructrice", Role.CASEWORKER, "polices-administratives"
)
COMING = DemoPerson(
    "nouvelle.polices", "mme", "Lison", "Marquefave", "instructrice", Role.CASEWORKER, "polices-administratives"
)

FIRST_NAMES = (
    ("mme", "Amélie"), ("m", "Bastien"), ("mme", "Chloé"), ("m", "Damien"), ("mme", "Élodie"), ("m", "Farid"),
    ("mme", "Gaëlle"), ("m", "Hugo"), ("mme", "Inès"), ("m", "Joël"), ("mme", "Karine"), ("m", "Loïc"),
    ("mme", "Maëva"), ("m", "Nassim"), ("mme", "Océane"), ("m", "Pascal"), ("mme", "Quitterie"), ("m", "Rémi"),
    ("mme", "Samira"), ("m", "Théo"), ("mme", "Ursule"), ("m", "Vincent"), ("mme", "Wendy"), ("m", "Yanis"),
)  # fmt: skip
LAST_NAMES = (
    "Aubépin", "Bellecour", "Castagnou", "Delorme-Vial", "Escoubet", "Ferrandon", "Garrigoux", "Hautecloque",
    "Isambert", "Jouvenceau", "Kermadec", "Lavoisy", "Montclair", "Nerval", "Orsenne", "Peyrelade", "Quéméneur",
    "Rochebrune", "Sarrazac", "Tournemire", "Urvoas-Prat", "Valmorin", "Wattrelot", "Ysambart", "Zellidja",
    "Bréhat", "Coustou", "Dampierre", "Estaque", "Fontvielle", "Grandlieu", "Honfleur", "Issarlès", "Jumièges",
    "Kersaint", "Lussac", "Mirepoix", "Nantouillet", "Olonne", "Pontorson", "Quincerot", "Ravenel", "Sauveterre",
    "Thénioux", "Uzerche", "Vézelin",
)  # fmt: skip


def staff_of_services() -> list[DemoPerson]:
    """A head, a deputy and caseworkers for each service, up to its head count."""
    people = []
    names, first_names = iter(LAST_NAMES), cycle(FIRST_NAMES)
    for unit in SERVICES:
        for rank in range(unit.headcount):
            civility, first_name = next(first_names)
            feminine = civility == "mme"
            if rank == 0:
                username, role = f"chef.{unit.username}", Role.HEAD
                title = ("cheffe " if feminine else "chef ") + unit.quality
            elif rank == 1:
                username, role = f"adjoint.{unit.username}", Role.DEPUTY
                title = ("adjointe à la tête " if feminine else "adjoint à la tête ") + unit.quality
            else:
                username, role = f"agent{rank - 1}.{unit.username}", Role.CASEWORKER
                title = "instructrice" if feminine else "instructeur"
            people.append(DemoPerson(username, civility, first_name, next(names), title, role, unit.code))
    return people


# What a newcomer tries first, in this order.
SHOWN_ACCOUNTS = (
    ("agent1.polices", "instruit les dossiers de polices administratives"),
    ("chef.polices", "dirige le bureau, répartit et signe par délégation"),
    ("directrice", "pilote, signe et décide"),
    ("cabinet", "signe les refus et les fermetures"),
    ("chef.routiere", "un autre service : ne voit pas les dossiers du premier"),
    ("admin", "règle les personnes, les paramètres et les accès à l'API"),
)

PARTNERS = (
    ("police", "Direction territoriale de la sécurité de proximité du Val-de-Marne", "dtsp-94"),
    ("fire_service", "Brigade de sapeurs-pompiers de Paris", "bspp"),
    ("court", "Parquet du tribunal judiciaire de Créteil", "parquet-creteil"),
    ("state_service", "Agence régionale de santé, délégation du Val-de-Marne", "ars-94"),
    ("state_service", "Préfecture de police", "prefecture-police"),
    ("association", "Fédération départementale des commerçants (exemple)", "commercants-94"),
)
# civility, name, capacity, mailbox; then those of the substitute. The first presides.
CDVP_MEMBERS = (
    (
        ("mme", "Geneviève Lormont", "magistrate honoraire, désignée par le premier président de la cour d'appel",
         "lormont"),
        ("m", "Aurélien Desrives", "magistrat honoraire, suppléant", "desrives"),
    ),
    (
        ("m", "Didier Campagnac", "maire, désigné par l'association départementale des maires", "campagnac"),
        ("mme", "Odile Sarrazin", "adjointe au maire, suppléante", "sarrazin"),
    ),
    (
        ("mme", "Nadège Troyon", "représentante de la chambre de commerce et d'industrie", "troyon"),
        ("m", "Baptiste Ollivon", "membre de la chambre de commerce et d'industrie, suppléant", ""),
    ),
    (
        ("m", "Kamel Bréville", "personnalité qualifiée, désignée par le préfet", "breville"),
        ("mme", "Yolande Astruc", "personnalité qualifiée, suppléante", "astruc"),
    ),
)  # fmt: skip
# What is promised at a session: the words, in how many days, how it ended if it did.
CDVP_PROMISES = (
    ("Vérifier sur place le masquage des habitations voisines avant la mise en service", 20,
     "Constaté sur place : les masques sont posés."),
    ("Présenter à la commission le bilan annuel des contrôles", 35, ""),
    ("Demander au maire le plan des caméras de la place du marché", 4, ""),
)  # fmt: skip
