"""A race that crosses two departments: declared late, drawn on the map, told to the other prefect, then bounded."""

import re

import pytest
from playwright.sync_api import expect

from directorate.casework.models import Case
from directorate.documents.files import open_file
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import OutgoingMail
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from tests.browser.road import PDF_SECONDS, fill_in
from tests.browser.test_late_opening import replace_text
from tests.factories import needed_pieces
from tests.infra.stage import eventually
from tests.police_admin.test_event_tracks import square

pytestmark = pytest.mark.django_db(transaction=True)

PROCEDURE = "sport_event_ranked"
RACE = {
    "received_on": "2026-03-09",
    "channel": "online",
    "party_kind": "association",
    "last_name": "Foulées des Deux Rives",
    "representative": "M. Gaspard Tellier, président",
    "email": "foulees@exemple.invalid",
    "address": "3 rue des Tilleuls\n94300 Vincennes",
    "commune": "94028",
    "event_name": "Les Foulées des Deux Rives",
    "kind": "on_foot",
    "discipline": "Course à pied, 10 km",
    "starts_at": "2026-06-07T09:00",
    "ends_at": "2026-06-07T13:00",
    "enters_elsewhere": "no",
    "departments": "Seine-et-Marne",
    "route": "quai du Lac à 9 h, avenue du Château à 9 h 40",
    "traffic": "priority",
    "participants": "400",
    "spectators": "800",
    "vehicles": "4",
    "marshals": "20",
    "safety": "Deux postes de secours",
    "federation": "favourable",
}
GPX = (
    '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>'
    '<trkpt lat="48.785" lon="2.451"/><trkpt lat="48.785" lon="2.469"/></trkseg></trk></gpx>'
)
FACTS = "les services de police ont constaté, les 7 et 8 mars 2026, que le quai du Lac est rétréci par un chantier"
BOUNDS = "double rang de barrières quai du Lac, départ décalé par vagues de cent coureurs"


@pytest.fixture()
def department(house):
    for insee, west in (("94028", 2.45), ("94080", 2.46)):
        Commune.objects.filter(pk=insee).update(contour=square(west, 48.78))
    Organisation.objects.create(
        kind="state_service", name="Préfecture de Seine-et-Marne", code="prefecture-77", email="pref77@exemple.invalid"
    )
    return house


def registered(road, house, **changes) -> str:
    values = {**RACE, **changes, "caseworker": str(house.agent.pk)}
    communes = (
        [("communes", "94028"), ("communes", "94080")] if "departments" not in changes else [("communes", "94028")]
    )
    awaited = {"insurance", "marshals", "traffic_orders"}
    pieces = [code for code in needed_pieces(PROCEDURE, {**RACE, "marshals": 20}) if code not in awaited]
    return road.register(PROCEDURE, values, ticked=communes, pieces=pieces)


def test_a_race_crosses_two_departments(page, road, department, real_worker, tmp_path):
    house = department
    # 2 March: another race is known, on the same morning, in Créteil and in Essonne.
    road.morning(house.agent, 2026, 3, 2)
    other = registered(
        road, house, event_name="Le Cross du Lac", received_on="2026-03-02", departments="Essonne",
        starts_at="2026-06-07T10:00", ends_at="2026-06-07T12:00",
    )  # fmt: skip

    # 9 March: two days after the last day of three months; the other prefect is to be told, the other race is met.
    road.morning(house.agent, 2026, 3, 9)
    reference = registered(road, house)
    road.open(f"/dossiers/{reference}/")
    road.see("Dernier jour pour déposer", "07/03/2026", "Dépassé", "Seine-et-Marne", "Préfet à informer")
    road.see("Chevauchement", other, "même commune : Créteil", "Dernier jour utile pour notifier", "05/06/2026")

    # The file of the organiser is drawn on the map of the communes; a file that is no route is refused in its place.
    page.get_by_role("link", name="Carte de l'événement").click()
    road.read()
    page.get_by_role("link", name="Enregistrer l'itinéraire").click()
    road.read()
    drawing = tmp_path / "parcours.gpx"
    drawing.write_text("<html></html>")
    page.locator("main [name=document]").set_input_files(drawing)
    road.confirm("Enregistrer l'itinéraire")
    road.see("ni un GPX ni un GeoJSON")
    drawing.write_text(GPX)
    page.locator("main [name=document]").set_input_files(drawing)
    road.confirm("Enregistrer l'itinéraire")
    road.see("Communes traversées", "Créteil, Vincennes", other)
    expect(page.locator("svg.map .map__way")).to_have_count(1)

    # 10 March: the receipt says that it is late; the other prefect and the police are asked.
    road.morning(house.agent, 2026, 3, 10)
    road.act(reference, "Délivrer le récépissé")
    neighbour = Organisation.objects.get(code="prefecture-77")
    for code, body in (("other_prefect", neighbour), ("police", house.police_service)):
        road.act(reference, "Demander un avis", opinion=code, organisation=str(body.pk))
    road.see("Préfecture de Seine-et-Marne")
    road.open(f"/dossiers/{reference}/")
    road.see("Préfecture de Seine-et-Marne informé le 10/03/2026")

    # The police answer by the link of their mail.
    links = [re.search(r"/avis/\S+", mail.body).group() for mail in OutgoingMail.objects.order_by("pk")]
    page.context.clear_cookies()
    road.open(links[-1])
    page.locator('main [name=opinion][value="favourable_with_reserves"]').check(force=True)
    fill_in(page, {"answered_by": "La commissaire", "comment": "Chantier quai du Lac : prévoir des barrières."})
    road.confirm("Rendre cet avis")

    # 16 March: the organiser is heard; prescriptions are drafted with their facts, and submitted.
    road.morning(house.agent, 2026, 3, 16)
    page.goto(f"/dossiers/{reference}/?onglet=avis")
    road.see("Chantier quai du Lac")
    road.act(reference, "Engager le contradictoire", facts=FACTS, contemplated_measure=BOUNDS)
    road.act(
        reference, "Enregistrer les observations", mode="oral", observations_on="2026-03-16",
        observations="L'organisateur accepte les barrières.",
    )  # fmt: skip
    road.move(reference, "Préparer une décision (prescriptions, interdiction)")
    page.locator('main [name=outcome][value="prescriptions"]').check(force=True)
    road.confirm("Préparer une décision (prescriptions, interdiction)")
    road.open(f"/dossiers/{reference}/decision/")
    road.see("elle est tardive")
    replace_text(page, "grounds", re.compile(r"\[à compléter[^\]]*\]"), FACTS)
    replace_text(page, "articles", re.compile(r"\[à compléter[^\]]*\]"), BOUNDS)
    expect(page.locator("#decision-preview")).to_contain_text("double rang de barrières")
    road.confirm("Soumettre à la signature")

    # 17 March: signed. 19 March: notified, well before the last day.
    road.morning(house.chief_of_staff, 2026, 3, 17)
    road.open(f"/signature/{reference}/")
    road.confirm("Signer cet acte")
    road.morning(house.agent, 2026, 3, 19)
    road.act(
        reference, "Enregistrer la notification", notified_at="2026-03-19T09:00", mode="by_hand",
        reference="récépissé signé",
    )  # fmt: skip
    road.open(f"/dossiers/{reference}/")
    road.see("En cours d'exécution")
    case = Case.objects.get(reference=reference)
    assert (case.outcome, case.stage) == ("prescriptions", "in_execution")
    assert set(case.deadlines.filter(code__in=["decision_by", "known_by"]).values_list("state", flat=True)) == {"met"}

    def laid_out() -> bool:
        return not case.letters.filter(letter__pdf=None).exists()

    assert eventually(laid_out, seconds=PDF_SECONDS), real_worker.log.read_text()
    receipt = case.letters.get(purpose="receipt").letter
    with open_file(receipt.pdf) as stream:
        words = " ".join(text_of_pdf(stream.read()).split())
    assert "tardive" in words

    # The list of events shows both, and the page of those that meet their pair, once.
    road.open("/evenements/")
    road.see("Les Foulées des Deux Rives", "Le Cross du Lac")
    road.open("/evenements/chevauchements/")
    road.see("même commune : Créteil")
