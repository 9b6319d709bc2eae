"""What every base holds before its first account: the real one and the demonstration."""

from datetime import datetime

from django.db import transaction

from directorate.commissions.statutory import load_commissions
from directorate.legal_texts import operations as legal_texts
from directorate.org import operations as org
from directorate.org.models import Unit
from directorate.paragraphs import operations as paragraphs
from directorate.parameters import operations as parameters
from directorate.partners.operations import load_town_halls
from directorate.territory.operations import load_department

# The bureau in whose name the first paragraphs are offered.
KEEPER_OF_PARAGRAPHS = "polices-administratives"


@transaction.atomic
def load_references(*, at: datetime) -> list[tuple[str, int]]:
    """Create what is missing, and leave what people made. Gives what was loaded, in words, and how many rows."""
    loaded = [
        ("Paramètres ajoutés", parameters.load_initial(at=at)),
        ("Textes ajoutés au registre", legal_texts.load_initial(at=at)),
        ("Communes à jour", load_department()),
        ("Mairies ajoutées aux partenaires", load_town_halls(at=at)),
        ("Services ajoutés à l'organigramme", org.load_units(at=at)),
        ("Commissions ajoutées", load_commissions(at=at)),
    ]
    keeper = Unit.objects.get(pk=KEEPER_OF_PARAGRAPHS)
    return [*loaded, ("Paragraphes ajoutés à la bibliothèque", paragraphs.load_initial(unit=keeper, at=at))]
