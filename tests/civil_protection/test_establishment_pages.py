"""The register on its pages: list, record, acts, counts, duplicates, list of the year, and what it brings elsewhere."""

from datetime import date

import pytest
from django.urls import reverse

from civil_protection.establishments import operations, queries, sources
from civil_protection.establishments.matching import Known, address_key, likely_same
from civil_protection.establishments.models import Establishment, EstablishmentEvent
from directorate.manifests import Question
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial, set_value
from directorate.web.errors import Conflict, DomainError
from tests.civil_protection.establishment_rows import AT, an_establishment

ON = AT.date()


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def acting(desk):
    return {"by": desk.agent, "at": AT}


@pytest.fixture()
def agent(client, desk):
    client.force_login(desk.agent)
    return client


def page(client, name, *args, **query) -> str:
    answer = client.get(reverse(f"civil_protection:{name}", args=args), query)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def again(row: Establishment) -> Establishment:
    return Establishment.objects.get(pk=row.pk)


def filled(**more) -> dict:
    return {"name": "Multiplexe", "sign": "", "commune": "94028", "address": "2 quai du Lac", "kind": "establishment",
            "status": "open", "activity": "L_SHOW", "public_total": "1180", "staff": "24", **more}  # fmt: skip


def test_a_record_is_typed_with_its_other_activities_and_shows_its_reasons(agent, desk):
    new = reverse("civil_protection:establishment-new")
    refused = agent.post(new, filled(other_1="N"))
    assert refused.status_code == 422 and "Indiquer le public de cette activité" in refused.content.decode()
    agent.post(new, filled(other_1="N", other_1_total="120", latitude="48.79", longitude="2.45"))
    row = Establishment.objects.get()
    assert (row.category, row.secondary_types) == (2, ["N"])
    shown = page(agent, "establishment", row.pk)
    assert "seuil de 50 atteint" in shown and "R143-19" in shown and "Restaurants" in shown and "24 juin 2029" in shown


def test_a_forced_category_without_motive_is_refused_at_its_field(agent, desk):
    refused = agent.post(reverse("civil_protection:establishment-new"), filled(category="1"))
    assert refused.status_code == 422 and "suppose d&#x27;en écrire le motif" in refused.content.decode()
    agent.post(reverse("civil_protection:establishment-new"),
               filled(category="1", category_motive="Avis du 2 juin 2026"))  # fmt: skip
    shown = page(agent, "establishment", Establishment.objects.get().pk)
    assert "Retenue avec motif (calcul : 2e catégorie)" in shown


def test_a_page_left_open_does_not_write_over_a_colleague(agent, acting):
    row = an_establishment(**acting)
    edit = reverse("civil_protection:establishment-edit", args=[row.pk])
    form = agent.get(edit).context["form"]
    facts = {name: value for name, value in form.initial.items() if value not in (None, False)}
    facts |= {"commune": "94028", "public_total": "720"}
    operations.change_establishment(establishment=row, staff=11, **acting)
    stale = agent.post(edit, facts)
    assert stale.status_code == 422 and "a changé depuis" in stale.content.decode()
    agent.post(edit, {**facts, "version": again(row).version})
    assert again(row).category == 2
    assert "Reclassement" in page(agent, "establishment", row.pk)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"type": "O"}, {"Hôtel"}),
        ({"type": "P"}, {"Galerie"}),
        ({"category": "5"}, {"Hôtel", "Boutique"}),
        ({"category": "none"}, {"Chapiteau"}),
        ({"sleeping": "yes"}, {"Hôtel"}),
        ({"due": "overdue"}, {"Hôtel"}),
        ({"due": "none"}, {"Boutique", "Chapiteau"}),
        ({"status": "seasonal"}, {"Chapiteau"}),
        ({"q": "gal"}, {"Galerie"}),
        ({"q": "ERP-00001"}, {"Hôtel"}),
        ({"public_min": "700"}, {"Galerie"}),
        ({"commune": "94028", "category": "2"}, {"Galerie"}),
        ({"opinion": "unfavourable"}, {"Hôtel"}),
        ({"forced": "yes"}, set()),
    ],
)
def test_the_list_is_filtered(agent, acting, query, expected):
    an_establishment(name="Hôtel", activity="O", public_total=60, sleeping=True, last_visit_on=date(2020, 1, 5),
                     current_opinion="unfavourable", **acting)  # fmt: skip
    an_establishment(name="Boutique", activity="M", public_total=40, **acting)
    an_establishment(name="Galerie", activity="M", public_total=900,
                     secondary=[{"activity": "P", "total": 90, "basement": 0, "upper": 0}], **acting)  # fmt: skip
    an_establishment(name="Chapiteau", activity="CTS", public_total=300, status="seasonal", **acting)
    assert {str(row) for row in queries.establishments()} == {"Hôtel", "Boutique", "Galerie", "Chapiteau"}
    answer = agent.get(reverse("civil_protection:establishments"), query)
    assert {str(row) for row in answer.context["page"].object_list} == expected


def test_every_act_of_a_record_has_its_page(agent, acting):
    row = an_establishment(**acting)
    act = lambda verb: reverse("civil_protection:establishment-act", args=[row.pk, verb])  # noqa: E731
    assert agent.get(act("inconnu")).status_code == 404
    agent.post(act("periode"), {"months": "24", "order": "Arrêté 2026-12", "ordered_on": "2026-06-02"})
    assert again(row).next_visit_on == date(2026, 3, 14)
    refused = agent.post(act("prolonger"), {"until": "2029-01-01", "proposed_on": "2026-06-02"})
    assert refused.status_code == 422 and "précédente" in refused.content.decode()
    agent.post(act("fermer"), {"closed_on": "2025-06-02", "reason": "Travaux"})
    assert again(row).status == "closed"
    refused = agent.post(act("rouvrir"), {"reopened_on": "2026-06-20"})
    assert refused.status_code == 422 and "R143-38" in refused.content.decode()
    agent.post(act("rouvrir"), {"reopened_on": "2026-06-20", "visited_on": "2026-06-18"})
    assert again(row).next_visit_on == date(2028, 6, 18)
    shown = page(agent, "establishment", row.pk)
    assert "Arrêté 2026-12" in shown and "Réouverture, après la visite" in shown


def test_the_calculator_counts_level_by_level_and_refuses_what_it_cannot_read(agent, desk):
    url = reverse("civil_protection:establishment-capacity")
    facts = {}
    for rank, (level, area) in enumerate((("basement", 200), ("ground", 1200), ("first", 600), ("second", 600)), 1):
        facts |= {f"rule_{rank}": "m_low", f"quantity_{rank}": area, f"level_{rank}": level}
    shown = agent.post(url, facts).content.decode()
    assert "767 personnes" in shown and "200 × 1/3 = 67" in shown
    assert agent.post(url, {"quantity_1": "beaucoup"}).status_code == 422
    assert agent.post(url, {}).context["found"].total == 0
    Parameter.objects.filter(code="civil.erp_count.m_low").update(value="un tiers")
    assert "ne se lit pas" in agent.post(url, facts).content.decode()


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("12, av. du Gal Leclerc", "Le Bosquet"), ("12 avenue du Général-Leclerc", "SARL Bosquet"), True),
        (("12 rue des Lilas", "Restaurant"), ("12 rue des Lilas", "Restaurant"), True),
        (("12 rue des Lilas", "Restaurant du Port"), ("12 rue des Lilas", "Restaurant des Vignes"), False),
        (("12 rue des Lilas", "Le Bosquet"), ("14 rue des Lilas", "Le Bosquet"), False),
    ],
)
def test_which_records_look_like_one(first, second, same):
    rows = [Known(pk, "94028", address, (name, "")) for pk, (address, name) in enumerate((first, second))]
    assert likely_same(*rows) is same
    assert address_key(first[0]) == address_key(first[0].upper())


def test_duplicates_are_proposed_and_merged_with_their_history(agent, acting):
    kept = an_establishment(name="Le Bosquet", address="1 av. des Lilas", **acting)
    other = an_establishment(name="SARL Bosquet", address="1 avenue des Lilas", operator="Lilas SA",
                             last_visit_on=date(2026, 2, 3), current_opinion="unfavourable", **acting)  # fmt: skip
    cell = an_establishment(name="Cave", kind="cell", parent=other, **acting)
    assert kept.number in page(agent, "establishment-duplicates")
    told = []
    operations.ON_MERGE.append(lambda loser, winner, by, at: told.append((loser.pk, winner.pk)))
    try:
        url = reverse("civil_protection:establishment-act", args=[other.pk, "fusionner"])
        assert kept.number in agent.get(url, {"garder": kept.number}).content.decode()
        agent.post(url, {"into": kept.number})
    finally:
        operations.ON_MERGE.pop()
    kept, other = again(kept), again(other)
    assert told == [(other.pk, kept.pk)]
    assert (kept.operator, kept.last_visit_on, kept.current_opinion) == ("Lilas SA", date(2026, 2, 3), "unfavourable")
    assert again(cell).parent_id == kept.pk and other.merged_into_id == kept.pk
    assert {row.pk for row in queries.establishments()} == {kept.pk, cell.pk}
    assert other.number in page(agent, "establishment", kept.pk)
    assert "a été fusionnée avec" in page(agent, "establishment", other.pk)
    with pytest.raises(Conflict):
        operations.merge(establishment=other, into=kept, **acting)
    assert "Aucun doublon" in page(agent, "establishment-duplicates")
    # What was merged lets go of its name and address.
    an_establishment(name="SARL Bosquet", address="1 avenue des Lilas", **acting)


def test_a_record_is_not_merged_with_itself_nor_elsewhere(acting, house):
    row = an_establishment(**acting)
    with pytest.raises(DomainError) as refused:
        operations.merge(establishment=row, into=row, **acting)
    assert refused.value.field == "into"
    far = an_establishment(commune=house.vincennes, **acting)
    with pytest.raises(DomainError, match="deux communes"):
        operations.merge(establishment=row, into=far, **acting)


def test_the_list_of_the_year_tells_its_changes(agent, acting):
    row = an_establishment(**acting)
    operations.close_establishment(establishment=row, closed_on=date(2026, 3, 2), reason="Cessation", **acting)
    an_establishment(activity="O", sleeping=True, public_total=120, **acting)
    shown = page(agent, "establishment-yearly")
    assert "Fermeture : Cessation" in shown and "R143-40" in shown
    assert "Fermeture : Cessation" not in page(agent, "establishment-yearly", annee="2025")
    for kind in ("pdf", "ods", "csv"):
        answer = agent.get(reverse("civil_protection:establishment-yearly-file", args=[kind]))
        assert answer.status_code == 200 and b"".join(answer.streaming_content)
    paper = reverse("civil_protection:establishment-yearly-file", args=["pdf"])
    assert agent.get(paper, {"commune": "94028"}).status_code == 200
    assert agent.get(paper, {"commune": "99999"}).status_code == 404
    for hostile in ("x", "1", "99999", "２０２６"):
        assert agent.get(reverse("civil_protection:establishment-yearly"), {"annee": hostile}).status_code == 422


def test_the_register_tells_the_figures_agenda_search_map_and_history(acting, desk):
    late = an_establishment(name="Hôtel du Lac", activity="O", public_total=900, sleeping=True,
                            last_visit_on=date(2020, 1, 5), latitude="48.79", longitude="2.45", **acting)  # fmt: skip
    an_establishment(activity="V", public_total=400, last_visit_on=date(2021, 7, 1), **acting)
    values = [figure.value for figure in sources.register_figures(desk.agent, AT)]
    assert values == [2, 1, 1, 1, 0]
    assert [event.day for event in sources.agenda(desk.agent, ON, date(2026, 7, 31))] == [date(2026, 7, 1)]
    (point,) = sources.on_the_map(desk.agent, AT)
    assert "2e catégorie" in point.label
    found = sources.find_establishments(Question(text="hôtel du lac", staff=desk.agent, at=AT, limit=5))
    assert [hit.label for hit in found.hits] == [str(late)]
    operations.note_visit(establishment=late, visited_on=ON, kind="periodic", opinion="favourable", **acting)
    history = list(sources.history_of_commune(desk.agent, "commune", "94028", AT))
    assert "Visite, périodique" in history[0].label
    assert not list(sources.history_of_commune(desk.agent, "commune", "94067", AT))


def test_others_learn_nothing_of_the_register(client, house, acting):
    row = an_establishment(**acting)
    client.force_login(house.agent)
    for name, args in (("establishments", ()), ("establishment", (row.pk,)), ("establishment-yearly", ())):
        assert client.get(reverse(f"civil_protection:{name}", args=args)).status_code == 403
    assert client.get("/api/v1/establishments/").status_code == 403
    assert not list(sources.agenda(house.agent, ON, date(2030, 1, 1))) and not list(sources.on_the_map(house.agent, AT))
    assert not sources.find_establishments(Question(text="Brasserie", staff=house.agent, at=AT, limit=5)).hits


def test_the_api_reads_the_register_with_the_filters_of_the_list(agent, acting):
    row = an_establishment(**acting)
    an_establishment(activity="O", sleeping=True, **acting)
    (found,) = agent.get("/api/v1/establishments/", {"type": "N"}).json()["results"]
    assert (found["number"], found["category"], found["next_visit_on"]) == (row.number, 4, "2029-03-14")
    assert agent.get(f"/api/v1/establishments/{row.pk}/").json()["current_opinion"]["label"] == "Favorable"
    assert agent.get("/api/v1/establishments/999999/").status_code == 404


def test_a_dated_value_that_changes_moves_the_open_establishments_only(acting, desk, house):
    """Invariants 14 and 15: nothing else moves, and a second night does nothing."""
    load_initial(at=AT) if not Parameter.objects.filter(code="civil.erp_ge4.n").exists() else None
    row, closed = an_establishment(**acting), an_establishment(**acting)
    operations.close_establishment(establishment=closed, closed_on=ON, reason="Cessation", **acting)
    assert operations.recompute(at=AT) == 0
    set_value(code="civil.erp_ge4.n", value="3 ; 3 ; 3 ; 3", valid_from=ON, source="Arrêté", confidence="verified",
              by=house.administrator, at=AT)  # fmt: skip
    before = again(row).trace
    assert operations.recompute(at=AT) == 1
    assert (again(row).next_visit_on, again(closed).next_visit_on) == (date(2027, 3, 14), None)
    assert again(row).trace == before
    assert EstablishmentEvent.objects.filter(kind="recomputed").count() == 1
    assert operations.recompute(at=AT) == 0


def test_sites_and_cells_are_computed_by_night_as_by_day(acting):
    site = an_establishment(name="Ensemble", kind="site", public_total=0, staff=0, **acting)
    hall = an_establishment(activity="R_SCHOOL", public_total=400, parent=site, **acting)
    an_establishment(activity="V", public_total=400, parent=site, **acting)
    an_establishment(name="Cafétéria", kind="cell", parent=hall, **acting)
    an_establishment(activity="PS", public_total=0, vehicles=30, parent=site, **acting)
    assert operations.recompute(at=AT) == 0
