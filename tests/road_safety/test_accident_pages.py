"""Pages, papers, API and sources of the accident observatory, for each reader."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from pypdfium2 import PdfDocument

from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.operations import run_bulk
from directorate.manifests import Question
from directorate.web.errors import Conflict, DomainError
from road_safety import tasks
from road_safety.accidents import fatal_operations, operations, queries, sources
from road_safety.accidents.models import Accident, AccidentImport, FatalCase
from tests.people import paris
from tests.road_safety.test_accident_import import uploaded, zipped
from tests.road_safety.world import FILES, in_force

AT = paris(2026, 6, 24)
SQUARE = {"type": "Polygon", "coordinates": [[[2.4, 48.7], [2.5, 48.7], [2.5, 48.8], [2.4, 48.8], [2.4, 48.7]]]}
assert tasks


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def by(house):
    house.creteil.contour = SQUARE
    house.creteil.save()
    return house.stranger


@pytest.fixture()
def page(client, by):
    client.force_login(by)

    def read(name: str, *arguments, query: str = "", status: int = 200) -> str:
        answer = client.get(reverse(f"road_safety:{name}", args=arguments) + query)
        assert answer.status_code == status, answer.content[:400]
        return answer.content.decode()

    return read


def one_case(house, **changes) -> FatalCase:
    facts = {
        "occurred_at": paris(2026, 1, 10, 22), "commune": house.creteil, "address": "Quai du Lac", "force": "dtsp",
        "facts": "Choc de nuit.", "killed": 1, "hospitalised": 1, "road_manager": "Commune",
    }  # fmt: skip
    return fatal_operations.open_case(**{**facts, **changes}, by=house.stranger, at=AT)


def test_an_empty_observatory_says_what_to_do(page, house):
    assert "Aucune année" in page("observatory")
    assert "Aucun accident connu" in page("accidents-of-commune", "94028")
    for name in ("accidents", "accident-imports", "accident-editions", "accident-refusals", "fatal-accidents"):
        assert "Auc" in page(name)
    page("accidents-commune-paper", "94028", 2021, status=404)


def test_the_head_withdraws_an_edition_and_is_told_what_rests_on_it(client, by, bureau):
    batch = in_force(by, AT)
    operations.take_snapshot(year=2021, by=by, at=AT)
    edition = batch.editions.get()
    address = reverse("road_safety:accident-edition-withdraw", args=[edition.pk])
    client.force_login(bureau.agent)
    assert client.get(address).status_code == 403
    client.force_login(bureau.head)
    delivery = reverse("road_safety:accident-import", args=[batch.pk])
    assert address in client.get(delivery).content.decode()
    asked = client.get(address).content.decode().replace("&#x27;", "'")
    assert "Aucune autre édition n'existe" in asked and "bilan 2021, arrêté n° 1" in asked
    assert "champ" in client.post(address, {"reason": ""}).content.decode().lower()
    client.post(address, {"reason": "Fichier d'un autre département."})
    edition.refresh_from_db()
    assert (edition.state, edition.removed_by) == ("removed", bureau.head)
    told = client.get(delivery).content.decode().replace("&#x27;", "'")
    assert "Fichier d'un autre département." in told and "Remettre en vigueur" in told
    assert "Aucune année" in client.get(reverse("road_safety:observatory")).content.decode()


def test_the_board_shows_the_year_with_its_cautions_and_its_source(page, by):
    batch = in_force(by, AT, scope="essai")
    shown = page("observatory", query="?year=2021")
    for words in ("Source : ONISR, fichier BAAC, 2021", "ne s&#x27;additionnent pas", "Non couvert : essai",
                  "Les usagers ne sont connus que pour 3 accidents sur 4", "Piétons", "contre qui",
                  "Accident corporel", "Bilans arrêtés"):  # fmt: skip
        assert words in shown, words
    page("observatory", query="?year=1999", status=404)
    page("observatory", query="?year=%00", status=404)
    row = Accident.objects.get(number="202100000001")
    shown = page("accident", row.pk)
    assert "Piéton" in shown and "Nuit avec éclairage public allumé" in shown
    assert "Fiche de la commune" in page("accidents-of-commune", "94028")
    shown = page("accident-import", batch.pk)
    assert "usagers.csv" in shown and "Aucun accident de ce numéro" in shown
    assert "Observatoire 2021" in shown


def test_the_sheet_of_a_commune_is_two_pages(client, by):
    in_force(by, AT)
    client.force_login(by)
    answer = client.get(reverse("road_safety:accidents-commune-paper", args=["94028", 2021]))
    assert answer["Content-Type"] == "application/pdf"
    text = text_of_pdf(answer.content)
    assert "Accidents à Créteil, 2021" in text and "ONISR" in text and "Définitions" in text
    assert len(PdfDocument(answer.content)) == 2


def test_from_the_upload_to_the_publication(client, by):
    client.force_login(by)
    form = {"label": "Fichiers 2021", "reliability": "final", "document": uploaded("2021.zip", zipped(*FILES))}
    answer = client.post(reverse("road_safety:accident-import-new"), form)
    batch = AccidentImport.objects.get()
    assert answer.status_code == 302 and str(batch.pk) in answer["Location"]
    run_bulk(job_id=batch.job_id, at=AT)
    shown = client.get(answer["Location"]).content.decode()
    assert "À publier" in shown and "Première édition" in shown and "Publier" in shown
    report = client.get(reverse("road_safety:accident-import-report", args=[batch.pk]))
    assert b"usagers.csv;8" in b"".join(report.streaming_content)
    publish = reverse("road_safety:accident-import-publish", args=[batch.pk])
    assert client.post(publish).status_code == 302
    again = client.post(publish)
    assert again.status_code == 422 and "publié" in again.content.decode()
    form["document"] = uploaded("2021.zip", b"Num_Acc")
    refused = client.post(reverse("road_safety:accident-import-new"), form)
    assert refused.status_code == 422 and "extension" in refused.content.decode()


def test_the_doors(client, house, by):
    in_force(by, AT)
    pk = Accident.objects.first().pk
    for who, status in ((house.agent, 403), (house.director, 200), (house.stranger, 200)):
        client.force_login(who)
        for url in (reverse("road_safety:observatory"), reverse("road_safety:accident", args=[pk])):
            assert client.get(url).status_code == status
        assert client.get("/api/v1/accidents/").status_code == status
    assert client.get(reverse("road_safety:accident-snapshot-new")).status_code == 403


def test_the_api_tells_nothing_of_people(client, by):
    in_force(by, AT)
    client.force_login(by)
    found = client.get("/api/v1/accidents/?theme=pedestrian").json()
    rows = found.get("results", found.get("items", found))
    assert len(rows) == 1 and rows[0]["killed"] == 1 and rows[0]["themes"][0] == "pedestrian"
    assert not {"users", "sex", "birth_year", "age"} & set(rows[0])
    assert client.get(f"/api/v1/accidents/{rows[0]['id']}/").json()["number"] == "202100000001"
    assert client.get("/api/v1/accidents/999999/").status_code == 404
    assert client.get("/api/v1/accident-editions/?year=2021").status_code == 200


def test_a_snapshot_shows_what_changed_since(page, by):
    in_force(by, AT)
    operations.take_snapshot(year=2021, by=by, at=AT)
    in_force(by, AT, [*FILES[:-1], ("usagers.csv", FILES[-1][1].replace(";10;3;2;2;1950", ";10;3;3;2;1950"))])
    assert "<strong>0</strong>" in page("accident-snapshot", 2021, 1)
    page("accident-snapshot", 2021, 2, status=404)
    assert "arrêté n° 1" in page("observatory")


def test_the_sources(house, by, django_assert_max_num_queries):
    in_force(by, AT)
    case = one_case(house, occurred_at=paris(2026, 6, 20, 22))
    fatal_operations.add_measure(case=case, label="Éclairer", owner="Commune", due_on=date(2026, 7, 1), by=by, at=AT)
    with django_assert_max_num_queries(6):
        values = [figure.value for figure in sources.figures(by, AT)]
    assert values == [4, 1, 0]
    events = list(sources.agenda(by, date(2026, 6, 24), date(2026, 7, 31)))
    assert [event.day for event in events] == [date(2026, 7, 20), date(2026, 7, 1)]
    assert not list(sources.agenda(house.agent, date(2026, 6, 24), date(2026, 7, 31)))
    assert sources.find(Question(by, "202100000001", AT, 5)).hits[0].exact
    assert sources.find(Question(by, "quai du lac", AT, 5)).total == 3
    assert not sources.find(Question(house.agent, "quai du lac", AT, 5)).hits
    assert [point.tone for point in sources.on_the_map(by, AT)] == ["error", "warning"]
    assert len(list(sources.history_of_commune(by, "commune", "94028", AT))) == 2
    found = sources.victims_of("pedestrian", 2021)
    assert (found.killed, found.total_killed, found.total, found.is_final) == (1, 1, 2, True)
    assert sources.victims_of("pedestrian", 2019) is None and sources.victims_of("unknown", 2021) is None


# --- fatal accidents ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("died_on", "killed", "hospitalised", "month"),
    [(date(2026, 2, 9), 2, 0, date(2026, 1, 1)), (date(2026, 2, 10), 1, 1, None)],
)
def test_acc_05_w6_a_death_within_thirty_days_changes_the_month(house, by, died_on, killed, hospitalised, month):
    case = one_case(house)
    assert case.watched_until == date(2026, 2, 9)
    revision = fatal_operations.record_death(case=case, died_on=died_on, by=by, at=AT)
    case.refresh_from_db()
    assert (case.killed, case.hospitalised, revision.month) == (killed, hospitalised, month)
    if month:
        with pytest.raises(Conflict, match="Aucun blessé"):
            fatal_operations.record_death(case=case, died_on=died_on, by=by, at=AT)


def test_a_fatal_accident_from_the_message_to_its_end(client, house, by):
    client.force_login(by)
    new = {
        "occurred_at_0": "2026-06-20", "occurred_at_1": "22:10", "commune": "94028", "address": "Quai du Lac",
        "force": "dtsp", "facts": "Choc de nuit.", "killed": "1", "hospitalised": "1", "road_manager": "",
    }  # fmt: skip
    address = reverse("road_safety:fatal-accident-new")
    assert client.post(address, {**new, "killed": "0"}).status_code == 422
    assert client.post(address, {**new, "occurred_at_0": "2027-06-20"}).status_code == 422
    assert client.post(address, new).status_code == 302
    assert "déjà suivi" in client.post(address, new).content.decode()
    case = FatalCase.objects.get()

    def act(verb: str, **data) -> int:
        return client.post(reverse("road_safety:fatal-accident-act", args=[case.pk, verb]), data).status_code

    assert "à suivre chaque jour" in client.get(reverse("road_safety:fatal-accident", args=[case.pk])).content.decode()
    assert act("suivi", inquiry="decided", site_visit_on="2026-06-19") == 422
    assert act("suivi", inquiry="decided", site_visit_on="2026-06-22", accident_number="12") == 422
    assert act("suivi", inquiry="decided", site_visit_on="2026-06-22") == 302
    assert act("mesure", label="Éclairer", owner="Commune", due_on="2026-07-01") == 302
    assert act("clore", closed_on="2026-06-24") == 422
    assert act("deces", died_on="2026-06-24") == 302
    assert act("clore", closed_on="2026-06-24") == 422
    done = reverse("road_safety:fatal-measure-done", args=[case.measures.get().pk])
    assert client.post(done, {"done_on": "2026-06-24"}).status_code == 302
    assert client.post(done, {"done_on": "2026-06-24"}).status_code == 422
    assert act("clore", closed_on="2026-06-24") == 302
    assert act("deces", died_on="2026-06-24") == 422
    assert client.get(reverse("road_safety:fatal-accident-act", args=[case.pk, "rien"])).status_code == 404
    shown = client.get(reverse("road_safety:fatal-accident", args=[case.pk])).content.decode()
    assert "Clos" in shown and "les chiffres de juin 2026 changent" in shown


def test_days_that_cannot_be_are_refused(house, by):
    case = one_case(house)
    for died_on, words in ((date(2026, 1, 9), "précède"), (AT.date() + timedelta(days=1), "avenir")):
        with pytest.raises(DomainError, match=words):
            fatal_operations.record_death(case=case, died_on=died_on, by=by, at=AT)
    with pytest.raises(Conflict, match="déjà suivi"):
        one_case(house)
    assert list(queries.watched(date(2026, 2, 9))) == [case] and not queries.watched(date(2026, 2, 10))
