"""What a bureau held before the application: titles and acts in a spreadsheet, brought in by the real import.

And the list of one commune, sent to its mairie.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from directorate.casework.move import paris_day
from directorate.imports.models import TableImport
from directorate.imports.operations import ask_apply, begin, save_mapping
from directorate.jobs.operations import run
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.permits.mayors import send_list
from directorate.territory.models import Commune

VIDEO, RENEWAL = "video_protection_authorisation", "video_protection_renewal"
PERMIT_HEADINGS = ("Procédure", "Numéro de l'acte", "Titulaire", "Code INSEE", "Adresse du site", "Valable du",
                   "Valable jusqu'au", "Prescriptions", "État", "État depuis le", "Renouvelle le titre n°")  # fmt: skip
ACT_HEADINGS = ("Numéro", "Signé le", "Signataire", "Objet", "Notifié le", "Publié au recueil")
SIGNATORY = "Constance Aubert, préfète du Val-de-Marne"
# Shop, INSEE code, months until its end (negative: past).
SHOPS = (
    ("Pharmacie des Deux-Rives", "94028", 38), ("Tabac-presse du Théâtre", "94028", 20),
    ("Hôtel de l'Aqueduc", "94003", 9), ("Supermarché de la Ferme", "94028", 5),
    ("Bijouterie Mansart", "94080", 3), ("Banque des Bords de Marne", "94080", 1),
    ("Station-service du Port", "94017", -2), ("Boulangerie Grandvaux", "94041", 27),
)  # fmt: skip


def take_over_backlogs(at: datetime) -> None:
    head = StaffMember.objects.get(username="chef.polices")
    on = paris_day(at)
    bring_in("permits", "titres-avant-reprise.csv", PERMIT_HEADINGS, list(permit_rows(on)), head, at)
    bring_in("acts", "registre-avant-reprise.csv", ACT_HEADINGS, list(act_rows(on)), head, at)
    send_list(commune=Commune.objects.get(pk="94028"), by=head, at=at)


def bring_in(
    target: str, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]], by: StaffMember, at: datetime
) -> TableImport:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([headings, *rows])
    document = SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))
    batch = begin(document=document, target=target, by=by, at=at)
    mapping = {"fixed": {}, "translations": {}} | batch.mapping
    batch = save_mapping(batch=batch, mapping=mapping, source_name="Tableur du bureau", by=by, at=at)
    batch = ask_apply(batch=batch, by=by, at=at)
    run(job_id=batch.job_id, at=at)
    return batch


def permit_rows(on: date) -> Iterator[tuple[str, ...]]:
    """Titles of five years, at each rung of their alerts; one has been renewed, one is suspended."""
    for rank, (shop, insee, months) in enumerate(SHOPS):
        end = add_months(on, months)
        start = add_months(end, -60)
        stopped = ("Suspendu", f"{add_months(on, -1):%d/%m/%Y}") if rank == 7 else ("", "")
        conditions = "Masquer les fenêtres des logements voisins." if rank % 3 == 0 else ""
        yield (VIDEO, number(start, rank), shop, insee, f"{shop}, {rank + 3} rue des Tilleuls", f"{start:%d/%m/%Y}",
               f"{end:%d/%m/%Y}", conditions, *stopped, "")  # fmt: skip
    former = add_months(on, -2 - 60)
    renewed = add_months(on, -3)
    yield (RENEWAL, number(renewed, 40), SHOPS[6][0], SHOPS[6][1], f"{SHOPS[6][0]}, 9 rue des Tilleuls",
           f"{renewed:%d/%m/%Y}", f"{add_months(renewed, 60):%d/%m/%Y}", "", "", "", number(former, 6))  # fmt: skip
    # What the preview refuses, for its reason to be seen.
    yield ("Drones", "2019/00999", "Association Horizon", "94028", "", "01/02/2019", "01/02/2018", "", "", "", "")


def act_rows(on: date) -> Iterator[tuple[str, ...]]:
    for rank, (shop, _, months) in enumerate(SHOPS):
        signed_on = add_months(on, months - 60)
        yield (number(signed_on, rank), f"{signed_on:%d/%m/%Y}", SIGNATORY,
               f"Arrêté portant autorisation d'un système de vidéoprotection, {shop}", "",
               f"RAA n° {rank + 2} de {signed_on.year}")  # fmt: skip


def number(on: date, rank: int) -> str:
    """Of the years before the application: its own numbers are of other months."""
    return f"{on.year}/{on.month * 40 + rank:05d}"
