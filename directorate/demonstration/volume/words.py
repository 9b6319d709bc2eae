"""Words that are drawn together: names, shops, streets, causes. Common French words; nobody here exists."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

FIRST_NAMES = (
    ("mme", "Marie"), ("m", "Jean"), ("mme", "Nathalie"), ("m", "Philippe"), ("mme", "Isabelle"), ("m", "Nicolas"),
    ("mme", "Sophie"), ("m", "Karim"), ("mme", "Fatima"), ("m", "Julien"), ("mme", "Camille"), ("m", "Thomas"),
    ("mme", "Léa"), ("m", "Antoine"), ("mme", "Aïcha"), ("m", "Mehdi"), ("mme", "Hélène"), ("m", "François"),
    ("mme", "Élise"), ("m", "Grégoire"), ("mme", "Zoé"), ("m", "Noël"), ("mme", "Françoise"), ("m", "Étienne"),
    ("mme", "Margaux"), ("m", "Ousmane"), ("mme", "Thérèse"), ("m", "Jérôme"), ("mme", "Clémence"), ("m", "Raphaël"),
    ("mme", "Agnès"), ("m", "Benoît"), ("mme", "Noémie"), ("m", "Gaël"), ("mme", "Solange"), ("m", "Cédric"),
)  # fmt: skip
SURNAMES = (
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon",
    "Michel", "Lefèvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard", "Bonnet", "Dupont",
    "Lambert", "Fontaine", "Rousseau", "Vincent", "Muller", "Faure", "André", "Mercier", "Blanc", "Guérin", "Boyer",
    "Garnier", "Chevalier", "François", "Legrand", "Gauthier", "Garcia", "Perrin", "Robin", "Clément", "Morin",
    "Nicolas", "Henry", "Roussel", "Mathieu", "Gautier", "Masson", "Marchand", "Duval", "Denis", "Dumont", "Marie",
    "Lemaire", "Noël", "Meyer", "Dufour", "Meunier", "Brun", "Blanchard", "Giraud", "Joly", "Rivière", "Lucas",
    "Brunet", "Gaillard", "Barbier", "Arnaud", "Martinez", "Gérard", "Roche", "Renard", "Schmitt", "Roy", "Leroux",
    "Colin", "Vidal", "Caron", "Picard", "Roger", "Fabre", "Aubert", "Lemoine", "Renaud", "Dumas", "Lacroix",
    "Olivier", "Philippe", "Bourgeois", "Pierre", "Benoît", "Rey", "Leclerc", "Payet", "Rolland", "Leclercq",
    "Guillaume", "Lecomte", "Lopez", "Jean", "Dupuy", "Guillot", "Hubert", "Berger", "Carpentier", "Sanchez", "Dupuis",
    "Moulin", "Louis", "Deschamps", "Huet", "Vasseur", "Perez", "Boucher", "Fleury", "Royer", "Klein", "Jacquet",
    "Adam", "Paris", "Poirier", "Marty", "Aubry", "Guyot", "Carré", "Charles", "Renault", "Charpentier", "Ménard",
    "Maillard", "Baron", "Bertin", "Bailly", "Hervé", "Schneider", "Fernandez", "Collet", "Léger", "Bouvier", "Julien",
)  # fmt: skip
# What follows a surname with a hyphen: their product makes the rare names.
SECOND_SURNAMES = (
    "Aubrac", "Bellanger", "Cazenave", "Delmas", "Estève", "Ferrand", "Gasnier", "Hamelin", "Izard", "Jourdan",
    "Kervella", "Lagarde", "Mazurier", "Navarre", "Orliac", "Pellerin", "Quentin", "Ravel", "Sabatier", "Tardieu",
    "Ugolin", "Vauquelin", "Weber", "Ybert", "Zimmer", "Abadie", "Besnard", "Chauvin", "Drouet", "Escande", "Fouquet",
    "Granger", "Houdin", "Imbert", "Jamet", "Kieffer", "Lorrain", "Mangin", "Noblet", "Oudin", "Prigent", "Quercy",
    "Raynal", "Sorel", "Tessier", "Urbain", "Vernet", "Warnier", "Yvon", "Zeller", "Allard", "Bastide", "Combes",
    "Delaunay", "Évrard", "Fargue", "Gilles", "Hébert", "Issartel", "Jourdain", "Lamarque", "Montel", "Néraud",
    "Ollivier", "Pascal", "Reboul", "Salmon", "Teyssier", "Viguier", "Wagner", "Amiel", "Bardin", "Cornet", "Devaux",
    "Émery", "Fayolle", "Gros", "Hardy", "Josse", "Lesage", "Marchal", "Nadal", "Pinson", "Rigal", "Sicard", "Thibault",
)  # fmt: skip
SHOPS = (
    "Pharmacie", "Boulangerie", "Supérette", "Restaurant", "Tabac", "Boucherie", "Bijouterie", "Brasserie", "Hôtel",
    "Banque", "Librairie", "Garage", "Coiffure", "Optique", "Épicerie", "Supermarché", "Fleuriste", "Pressing",
    "Parking", "Station-service", "Salle de sport", "Crèche", "École", "Clinique", "Laboratoire", "Cinéma", "Théâtre",
    "Médiathèque", "Gymnase", "Piscine", "Centre commercial", "Quincaillerie", "Cave à vins", "Poissonnerie",
    "Fromagerie", "Maroquinerie", "Parfumerie", "Papeterie", "Jardinerie", "Animalerie", "Auto-école", "Entrepôt",
    "Déchetterie", "Résidence", "Foyer", "Maison médicale", "Cabinet dentaire", "Centre de loisirs", "Conservatoire",
    "Stade", "Patinoire", "Armurerie", "Ébénisterie", "Imprimerie", "Ludothèque", "Serrurerie", "Traiteur", "Mercerie",
)  # fmt: skip
SHOP_NAMES = (
    "du Marché", "de la Mairie", "du Centre", "de la Gare", "des Tilleuls", "du Pont", "Saint-Aubin", "du Lac",
    "de la Marne", "des Quais", "de la Plaine", "Lumière", "des Arts", "de l'Église", "du Parc", "des Lilas",
    "de la République", "du Moulin", "des Érables", "de l'Hôtel-de-Ville", "du Stade", "des Écoles", "du Château",
    "de la Fontaine", "des Bords de Marne", "du Vieux-Bourg", "des Hautes-Bornes", "de l'Orme", "du Port-à-l'Anglais",
    "des Sablons", "Calixte", "de l'Écluse", "du Belvédère", "des Coteaux", "Montaigne", "du Levant", "des Acacias",
    "de la Cerisaie", "du Colombier", "de l'Étoile", "des Glycines", "du Grand-Val", "de l'Hermitage", "des Iris",
    "Jeanne-d'Arc", "de la Kermesse", "du Lavoir", "des Mimosas", "de la Noue", "des Orfèvres", "du Pressoir",
    "des Quatre-Chemins", "de la Rotonde", "du Soleil", "des Terrasses", "de l'Université", "du Verger", "Watteau",
    "de l'Yerres", "du Zénith", "de l'Abbaye", "des Bleuets", "du Cèdre", "de la Dhuys", "des Églantines", "du Fort",
    "de la Grange", "des Hirondelles", "de l'Île-Verte", "des Jardins", "du Kiosque", "de la Lisière", "du Mail",
    "des Noyers", "de l'Olivier", "des Peupliers", "du Quadrant", "des Roses", "du Séminaire", "de la Tourelle",
    "des Ursulines", "de la Varenne", "du Viaduc", "des Vignes", "de l'Aqueduc", "du Bac", "de la Capitainerie",
    "des Docks", "de l'Échat", "de la Fabrique", "du Gué", "de la Halle", "des Îlots", "du Jubilé", "de la Louvière",
    "du Monument", "de la Navette", "de l'Observatoire", "du Plateau", "de la Queue-en-Brie", "du Rempart",
    "des Saussaies", "du Télégraphe", "de l'Usine", "du Vivier", "du Wagon", "de la Zone", "de l'Archipel",
    "du Boulingrin", "de la Croix-Blanche", "des Dahlias", "de l'Esplanade", "du Faubourg", "de la Gloriette",
)  # fmt: skip
STREETS = (
    "avenue de la République", "rue de Paris", "place du Marché", "rue Jean-Moulin", "avenue du Général-Leclerc",
    "boulevard de Stalingrad", "rue des Lilas", "rue de la Fontaine", "quai de la Marne", "rue Victor-Hugo",
    "avenue de Verdun", "rue Pasteur", "rue du Pont", "allée des Érables", "rue de l'Église", "avenue Jean-Jaurès",
    "rue Louis-Blériot", "rue du Moulin", "chemin des Sablons", "rue Marcel-Sembat", "place de l'Hôtel-de-Ville",
    "rue de Strasbourg", "impasse des Glycines", "rue du Colombier", "cours Marigny", "rue des Vignes",
    "avenue de Fontainebleau", "route de Champigny", "rue de la Varenne", "quai Jules-Guesde",
)  # fmt: skip
CAUSES = (
    "Pour la défense de l'hôpital de proximité", "Marche pour le climat", "Pour la sécurité aux abords des écoles",
    "Rassemblement intersyndical", "Pour des transports à l'heure", "Commémoration de quartier",
    "Contre la fermeture du bureau de poste", "Pour le logement digne", "Marche blanche",
    "Défense du service public local", "Contre le bruit des avions", "Pour la retraite des anciens",
    "Soutien aux salariés de l'entrepôt", "Pour la piste cyclable de la vallée", "Contre l'abattage des platanes",
    "Pour l'ouverture de la médiathèque le dimanche", "Hommage aux victimes", "Pour l'égalité des salaires",
    "Contre la vie chère", "Pour le maintien de la maternité", "Défilé du personnel municipal",
    "Contre le projet d'incinérateur", "Pour la réouverture de la passerelle", "Fête de la fraternité",
)  # fmt: skip
SENTENCES = (
    "Tapage nocturne constaté par les services de police", "Rixe devant l'établissement", "Vente d'alcool à un mineur",
    "Renouvellement demandé dans les formes", "Demande complète, présentée au guichet", "Non-respect des horaires",
    "Travail dissimulé relevé par l'inspection", "Dispositif déjà présenté au référent sûreté",
    "Plan mis à jour après la visite du site", "Nuisances sonores répétées", "Stupéfiants découverts dans la salle",
    "Accord du syndic joint au dossier", "Le gérant annonce des travaux d'insonorisation",
)  # fmt: skip

# What is typed in a field that asks for one thing, by its name.
TYPED = {
    "rule": (
        "Largeur du dégagement principal (CO 36)", "Sens d'ouverture de la porte sur rue (CO 45)",
        "Isolement du local poubelle (CO 28)", "Désenfumage de la circulation du premier étage (DF 6)",
        "Ressaut de l'entrée supérieur à deux centimètres", "Largeur de la cabine d'ascenseur",
        "Pente du plan incliné de l'entrée", "Espace de manœuvre du sanitaire adapté",
    ),
    "reasons": (
        "Murs porteurs anciens : aucun élargissement n'est possible", "Façade protégée, avis de l'architecte joint",
        "Coût des travaux supérieur à une année de recettes",
        "Refus de l'assemblée des copropriétaires, procès-verbal joint",
        "Immeuble de 1890, cour intérieure inaccessible aux engins",
    ),
    "compensations": (
        "Détection étendue à tous les locaux et report d'alarme", "Effectif du public limité par affichage à l'entrée",
        "Porte maintenue ouverte pendant la présence du public", "Agent de sécurité présent aux heures d'ouverture",
    ),
    "substitution": (
        "Accueil sur rendez-vous au rez-de-chaussée", "Rampe amovible et bouton d'appel à l'entrée",
        "Service rendu à domicile aux mêmes conditions",
    ),
}  # fmt: skip


class Zipf:
    """Draws where a few items come often and many come seldom: the n-th weighs 1 / n ** exponent."""

    def __init__(self, items: Sequence, dice: Random, exponent: float = 1.0):
        self.items, self.dice = items, dice
        self.weights = list(accumulate(1 / rank**exponent for rank in range(1, len(items) + 1)))
        self.drawn: Iterator = iter(())

    def draw(self):
        for item in self.drawn:
            return item
        # By the thousand: one call of `choices` costs more than ten draws.
        self.drawn = iter(self.dice.choices(self.items, cum_weights=self.weights, k=1_000))
        return next(self.drawn)


def surnames() -> list[str]:
    """Frequent names first, then every pair: some twelve thousand of them."""
    return [*SURNAMES, *(f"{first}-{second}" for second in SECOND_SURNAMES for first in SURNAMES)]


def shop_names() -> list[str]:
    """The names of sites in a fixed order of frequency, so that each kind of shop exists with each name."""
    pairs = [
        (rank + other, f"{shop} {name}") for rank, shop in enumerate(SHOPS) for other, name in enumerate(SHOP_NAMES)
    ]
    return [name for _, name in sorted(pairs, key=lambda pair: pair[0])]
