"""The bureau of administrative police plugs itself in: its procedures tell the rest of the house all it needs."""

from directorate.manifests import AgendaSource, Indicator, Manifest, MenuEntry, register
from police_admin import figures
from police_admin.demonstration import fill
from police_admin.policies import UNIT, reads_the_files_of_the_bureau
from police_admin.procedures import redirections
from police_admin.procedures.driving_schools import approval as driving_school
from police_admin.procedures.economy import domiciliation
from police_admin.procedures.evictions import notice_to_quit, public_force, summons
from police_admin.procedures.municipal_police import agreement as police_agreement
from police_admin.procedures.municipal_police import weapons as municipal_weapons
from police_admin.procedures.outlets import (
    closure,
    late_opening,
    late_opening_renewal,
    late_opening_withdrawal,
    licence_transfer,
)
from police_admin.procedures.public_gatherings import ban, demonstration
from police_admin.procedures.sports import ranked, unranked
from police_admin.procedures.video_protection import authorisation, emergency, modification, renewal, sanction
from police_admin.procedures.weapons import authorisation as weapon_authorisation
from police_admin.procedures.weapons import divestment

register(
    Manifest(
        slug="police-admin",
        label="Polices administratives",
        unit=UNIT,
        menu=tuple(
            MenuEntry(
                label,
                "directorate:cases",
                reads_the_files_of_the_bureau,
                "Polices administratives",
                query=f"procedure={code}",
            )
            for label, code in (
                ("Vidéoprotection : autorisations", "video_protection_authorisation"),
                ("Vidéoprotection : renouvellements", "video_protection_renewal"),
                ("Manifestations", "street_demonstration_declaration"),
                ("Fermetures administratives", "administrative_closure_outlet"),
                ("Ouvertures tardives", "late_opening_derogation"),
                ("Armes : autorisations", "weapon_authorisation_b"),
                ("Polices municipales : conventions", "police_coordination_agreement"),
                ("Expulsions : force publique", "public_force_request"),
                ("Domiciliation d'entreprises", "business_domiciliation_approval"),
                ("Écoles de conduite", "driving_school_approval"),
                ("Manifestations sportives", "sport_event_ranked"),
            )
        ),
        procedures=(
            authorisation.PROCEDURE,
            renewal.PROCEDURE,
            modification.PROCEDURE,
            modification.MINOR_CHANGE,
            emergency.PROCEDURE,
            sanction.PROCEDURE,
            demonstration.PROCEDURE,
            ban.PROCEDURE,
            closure.PROCEDURE,
            late_opening.PROCEDURE,
            late_opening_renewal.PROCEDURE,
            late_opening_withdrawal.PROCEDURE,
            licence_transfer.PROCEDURE,
            summons.PROCEDURE,
            notice_to_quit.PROCEDURE,
            public_force.PROCEDURE,
            weapon_authorisation.PROCEDURE,
            divestment.PROCEDURE,
            police_agreement.PROCEDURE,
            municipal_weapons.PROCEDURE,
            domiciliation.PROCEDURE,
            driving_school.PROCEDURE,
            ranked.PROCEDURE,
            unranked.PROCEDURE,
            *redirections.PROCEDURES,
        ),
        indicators=(
            Indicator("police-permits", "Titres à renouveler", reads_the_files_of_the_bureau, figures.permits),
            Indicator("police-measures", "Mesures et rassemblements", reads_the_files_of_the_bureau, figures.measures),
        ),
        agenda=(AgendaSource("police-permits", "Titres", figures.permit_dates),),
        demonstration=fill,
    )
)
