"""How long the files of each family are kept: a dated value that the archives are asked to confirm."""

from functools import cache

from directorate.casework.procedure import Archetype, Procedure
from directorate.parameters.values import LOW, Value

# Individual titles five years, police measures and what is fought over ten: no table of the prefecture was read.
MONTHS = {False: 60, True: 120}
SOURCE = "Usage ; code du patrimoine, art. L212-2 et L212-3"


def retention_values(procedure: Procedure) -> tuple[Value, ...]:
    """The value of its family, unless the procedure brings its own."""
    if procedure.retention_parameter:
        return ()
    return (_of_family(procedure.retention, procedure.family, procedure.archetype is Archetype.POLICE_MEASURE),)


@cache
def _of_family(code: str, family: str, measures: bool) -> Value:
    what = "mesures de police" if measures else "dossiers"
    return Value(
        code,
        f"Conservation des {what}, {family[:1].lower()}{family[1:]}",
        MONTHS[measures],
        "mois",
        SOURCE,
        LOW,
        comment=f"Quelle durée le tableau de gestion visé par les Archives départementales donne-t-il aux {what} de"
        f" cette matière ({family}), à compter de la fin du dossier ou du titre ?",
    )
