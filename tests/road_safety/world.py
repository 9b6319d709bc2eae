"""Accidents imported through the operations, for the tests."""

from datetime import datetime

from directorate.documents.files import store_bytes
from directorate.org.models import StaffMember
from directorate.territory.models import Arrondissement, Commune
from road_safety.accidents.models import AccidentImport
from road_safety.accidents.operations import begin, publish, read_batch
from tests.road_safety.files import content_of

SMALL = """Num_Acc;jour;mois;an;hrmn;lum;dep;com;agg;int;atm;col;adr;lat;long
202100000001;21;10;2021;01:20;5;94;94028;2;1;2;6;QUAI DU LAC;48,7900000;2,4550000
202100000002;22;10;2021;08:15;1;94;94028;2;2;1;3;QUAI DU LAC;48,7901000;2,4551000
202100000003;23;11;2021;18:40;1;94;94080;2;1;1;3;COURS MARIGNY;48,8470000;2,4330000
202100000004;23;11;2021;;1;94;94080;2;1;1;3;COURS MARIGNY;;
202100000005;23;11;2021;18:40;1;93;93001;2;1;1;3;AILLEURS;48,9;2,4
"""
PLACES = """Num_Acc;catr;voie;v1;v2;circ;nbv;vosp;prof;pr;pr1;plan;surf;infra;situ;vma
202100000001;4;QUAI DU LAC;0;;2;2;0;1;1;0;1;1;0;1;50
202100000001;3;QUAI DU LAC;0;;2;2;0;1;1;0;1;1;0;1;30
202100000003;3;COURS MARIGNY;0;;2;2;0;1;1;0;1;1;0;1;50
"""
VEHICLES = """Num_Acc;id_vehicule;num_veh;senc;catv;obs;obsm;choc;manv;motor;occutc
202100000001;200\u00a0995;A01;1;7;0;1;1;1;1;
202100000002;200\u00a0996;A01;1;1;0;2;1;1;5;
202100000002;200\u00a0997;B01;1;33;0;2;1;1;1;
202100000003;200\u00a0998;A01;1;7;0;0;1;1;1;
"""
USERS = """Num_Acc;id_usager;id_vehicule;num_veh;place;catu;grav;sexe;an_nais;trajet;secu1;secu2;secu3;locp;actp;etatp
202100000001;1;200\u00a0995;A01;1;1;1;1;1983.0;4;1;-1;-1;-1;-1;-1
202100000001;2;200\u00a0995;A01;10;3;2;2;1950;5;0;-1;-1;3;3;1
202100000002;3;200\u00a0996;A01;1;1;3;1;2000;1;2;-1;-1;-1;-1;-1
202100000002;3;200\u00a0996;A01;1;1;3;1;2000;1;2;-1;-1;-1;-1;-1
202100000002;4;200\u00a0997;B01;1;1;4;1;1990;5;2;-1;-1;-1;-1;-1
202100000003;5;200\u00a0998;A01;1;1;-1;-1;;-1;-1;-1;-1;-1;-1;-1
202100000009;6;200\u00a0999;A01;1;1;4;1;1990;5;2;-1;-1;-1;-1;-1
"""
FILES = (("caracteristiques.csv", SMALL), ("lieux.csv", PLACES), ("vehicules.csv", VEHICLES), ("usagers.csv", USERS))


def delivered(
    by: StaffMember, at: datetime, files=FILES, *, reliability: str = "final", label: str = "Fichiers 2021", scope=""
) -> AccidentImport:
    """Read, and waiting to be published."""
    stored = [
        store_bytes(text.encode() if isinstance(text, str) else text, name, "text/csv", by=by, at=at)
        for name, text in files
    ]
    batch = begin(label=label, reliability=reliability, scope=scope, stored=stored, by=by, at=at)
    if batch.state == AccidentImport.State.READING:
        read_batch(batch, at=at)
    return batch


def in_force(by: StaffMember, at: datetime, files=FILES, **facts) -> AccidentImport:
    return publish(batch=delivered(by, at, files, **facts), by=by, at=at)


def extract(*names: str):
    return [(name, content_of(name)) for name in names]


def every_commune_of(codes) -> None:
    home = Arrondissement.objects.get_or_create(code="941", defaults={"name": "Créteil", "short_code": "CRE"})[0]
    for code in codes:
        Commune.objects.get_or_create(
            insee=code,
            defaults={"name": f"Commune {code}", "sort_name": f"commune {code}", "arrondissement": home,
                      "public_territory": "Essai", "population": 10_000, "postal_codes": ["94000"],
                      "latitude": "48.8", "longitude": "2.4"},
        )  # fmt: skip
