"""The words of road-safety education at school: kinds of schools, attestations. Pure."""

from django.db import models


class SchoolKind(models.TextChoices):
    PRIMARY = "ecole", "École"
    COLLEGE = "college", "Collège"
    GENERAL_LYCEE = "lycee_gt", "Lycée général et technologique"
    TRADE_LYCEE = "lycee_pro", "Lycée professionnel"
    APPRENTICES = "cfa", "Centre de formation d'apprentis"
    ADAPTED = "erea", "EREA"
    OTHER = "autre", "Autre"


class Sector(models.TextChoices):
    PUBLIC = "public", "Public"
    PRIVATE = "private", "Privé"


class Priority(models.TextChoices):
    NONE = "", "Hors éducation prioritaire"
    REP = "rep", "REP"
    REP_PLUS = "rep_plus", "REP+"


class Attestation(models.TextChoices):
    APER = "aper", "APER"
    ASSR1 = "assr1", "ASSR1"
    ASSR2 = "assr2", "ASSR2"
    ASR = "asr", "ASR"
    AER = "aer", "AER"


# Where each attestation is taken; ASR and AER are open to all.
TAKEN_IN = {
    Attestation.APER: (SchoolKind.PRIMARY,),
    Attestation.ASSR1: (SchoolKind.COLLEGE, SchoolKind.ADAPTED, SchoolKind.TRADE_LYCEE, SchoolKind.APPRENTICES),
    Attestation.ASSR2: (
        SchoolKind.COLLEGE, SchoolKind.ADAPTED, SchoolKind.TRADE_LYCEE, SchoolKind.GENERAL_LYCEE,
        SchoolKind.APPRENTICES,
    ),
}  # fmt: skip
