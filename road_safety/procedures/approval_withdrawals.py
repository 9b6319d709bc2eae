"""Suspension or withdrawal of the approvals of the bureau (AGR-03): the holder is heard, then the title really ends."""

from dataclasses import replace

from directorate.casework.title_withdrawals import FALSE, LOST, Struck, breaches, procedure_of
from directorate.parameters.values import LOW, Value
from road_safety.policies import UNIT
from road_safety.procedures.approvals import (
    DOCTOR,
    DOCTOR_RENEWAL,
    DOCTORS,
    FAMILY,
    INSTALLER,
    INSTALLER_RENEWAL,
    LOCKS,
)
from road_safety.procedures.traffic import DEROGATION, LORRIES
from road_safety.procedures.traffic import FAMILY as TRAFFIC

BOTH = ("suspension", "withdrawal")
LONGEST = Value(
    "road_approval.suspension_months", "Agréments de la sécurité routière : suspension, au plus", 6, "mois",
    "Usage du bureau, à confirmer", LOW,
    comment="Pour combien de mois un médecin du permis ou un installateur agréé peut-il être suspendu ?",
)  # fmt: skip
TABLE = (
    Struck(
        "licence_doctor_withdrawal", "RMW", "Médecin du permis", FAMILY, titles=(DOCTOR.code, DOCTOR_RENEWAL.code),
        name="l'agrément du médecin", feminine=False, label="agrément d'un médecin du permis de conduire",
        basis=DOCTORS, text="l'arrêté du 31 juillet 2012 relatif à l'organisation du contrôle médical de l'aptitude à"
        " la conduite",
        breaches=breaches(
            DOCTORS, LOST, FALSE, ("sanctioned", "Sanction ordinale supérieure à l'avertissement"),
            ("own_patients", "Examen de ses propres patients"), founds=BOTH,
        ),
        question="L'agrément d'un médecin du permis peut-il être suspendu avant d'être abrogé, et pour combien de"
        " temps ?",
        longest=LONGEST, opinions=(),
    ),
    Struck(
        "alcohol_lock_installer_withdrawal", "REW", "Éthylotest anti-démarrage", FAMILY,
        titles=(INSTALLER.code, INSTALLER_RENEWAL.code), name="l'agrément de l'installateur", feminine=False,
        label="agrément d'un installateur d'éthylotests anti-démarrage", basis=LOCKS,
        text="le code de la route, notamment ses articles L234-17 et R233-1 à R233-6",
        breaches=breaches(
            LOCKS, LOST, FALSE, ("fitting", "Appareils posés ou vérifiés en dehors des règles"),
            ("register", "Registre des poses non tenu"), founds=BOTH,
        ),
        question="L'agrément d'un installateur d'éthylotests anti-démarrage peut-il être suspendu, et pour combien de"
        " temps ?",
        longest=LONGEST,
    ),
    Struck(
        "lorry_derogation_withdrawal", "RCW", "Dérogation poids lourds", TRAFFIC, titles=(DEROGATION.code,),
        name="la dérogation de circulation", label="dérogation aux interdictions de circulation des poids lourds",
        basis=LORRIES, text="l'arrêté du 16 avril 2021 relatif à l'interdiction de circulation des véhicules de"
        " transport de marchandises à certaines périodes",
        breaches=breaches(LORRIES, LOST, FALSE, ("conditions", "Conditions de la dérogation non respectées")),
        question="Quel article permet de retirer une dérogation de circulation avant son terme ?",
    ),
)  # fmt: skip

PROCEDURES = tuple(procedure_of(replace(row, unit=UNIT)) for row in TABLE)
