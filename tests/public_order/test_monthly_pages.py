"""The pages of the monthly notes, their link outside and the API."""

import pytest
from django.urls import reverse

from directorate.jobs.models import OutgoingMail
from public_order.models import ReportVersion
from public_order.monthly import note
from public_order.monthly.making import figures_on
from tests.people import paris
from tests.public_order.monthly_rows import APRIL, opened_note, three_years
from tests.public_order.test_monthly_note import AT, commented, correct_the_file, sent, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture()
def draft(bureau, time_machine):
    time_machine.move_to(paris(2026, 5, 7))
    return opened_note(bureau.agent, AT)


@pytest.fixture()
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def page(client, name, *args, status=200):
    answer = client.get(reverse(f"public_order:{name}", args=args))
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_is_empty_then_holds_the_note(as_, bureau, time_machine):
    time_machine.move_to(paris(2026, 5, 7))
    client = as_(bureau.agent)
    assert "Aucune note" in page(client, "monthly-notes")
    assert "Aucun fichier mensuel" in page(client, "monthly-note-new")
    three_years(bureau.agent, AT)
    answer = client.post(reverse("public_order:monthly-note-new"),
                         {"period": APRIL.isoformat(), "perimeter": "dep:94"})  # fmt: skip
    assert answer.status_code == 302
    assert "avril 2026, Val-de-Marne" in page(client, "monthly-notes")
    answer = client.post(reverse("public_order:monthly-note-new"), {"period": "2026-04-02", "perimeter": "com:x"})
    assert answer.status_code == 422


def test_the_sheet_its_sentences_and_what_is_expected(as_, bureau, draft):
    html = page(as_(bureau.agent), "monthly-note", draft.pk)
    for words in ("Commentaires exigés", "Commenter : Coups et blessures volontaires", "Cumul 2026",
                  "Voir le chiffre", "les lignes ne s'additionnent pas", "Soumettre au chef de bureau",
                  "hors de 3 écarts types"):  # fmt: skip
        assert words in html.replace("&#x27;", "'"), words


def test_sta_11_a_figure_shows_its_computation_source_and_table(as_, bureau, draft):
    html = page(as_(bureau.agent), "monthly-figure", draft.pk, "violences", "month").replace("&#x27;", "'")
    for words in ("500 − 400 = +100", "test binomial exact bilatéral", "État 4001 mensuel, DTSP", "provisoire",
                  "<svg", "Mai 2025", "Unité : victime", "Commenter ce chiffre", "Carte de contrôle"):  # fmt: skip
        assert words in html, words
    assert page(as_(bureau.agent), "monthly-figure", draft.pk, "violences", "rolling")
    page(as_(bureau.agent), "monthly-figure", draft.pk, "inconnue", "month", status=404)
    page(as_(bureau.agent), "monthly-figure", draft.pk, "violences", "semaine", status=404)


def test_sta_13_a_comment_with_a_foreign_percentage_keeps_what_was_typed(as_, bureau, draft):
    client = as_(bureau.agent)
    url = reverse("public_order:monthly-comment", args=[draft.pk, "violences", "month"])
    text = "La hausse de 17,78 % vient de la gare."
    answer = client.post(url, {"kind": "comment", "text": text})
    assert answer.status_code == 422 and text in answer.content.decode()
    assert client.post(url, {"kind": "attention", "text": "Deux rixes autour de la gare."}).status_code == 302
    assert "Deux rixes autour de la gare." in page(client, "monthly-note", draft.pk)
    comment = draft.comments.get()
    assert client.post(reverse("public_order:monthly-comment-drop", args=[comment.pk])).status_code == 302
    assert not draft.comments.exists()


@pytest.mark.parametrize("nature", ["%00", "x" * 500, "inconnue"])
def test_a_kind_of_comment_that_does_not_exist_is_that_of_every_day(as_, bureau, draft, nature):
    url = reverse("public_order:monthly-comment", args=[draft.pk, "violences", "month"])
    answer = as_(bureau.agent).get(f"{url}?nature={nature}")
    assert answer.status_code == 200 and 'value="comment" selected' in answer.content.decode()


def test_each_is_offered_his_own_acts(as_, bureau, draft):
    row = submitted(draft, bureau)
    assert "Valider</a>" not in page(as_(bureau.agent), "monthly-note", row.pk)
    assert "Valider</a>" in page(as_(bureau.head), "monthly-note", row.pk)
    client = as_(bureau.agent)
    url = reverse("public_order:monthly-note-act", args=[row.pk, "valider"])
    assert client.post(url).status_code == 422 and ReportVersion.objects.get().state == "to_validate"
    assert client.get(reverse("public_order:monthly-note-act", args=[row.pk, "danser"])).status_code == 404


def test_the_life_of_a_note_through_its_pages(as_, bureau, draft):
    commented(draft, bureau)
    for person, verb, data in (
        (bureau.agent, "soumettre", {}), (bureau.head, "valider", {}), (bureau.house.chief_of_staff, "viser", {}),
        (bureau.agent, "envoyer", {"prefect_email": "prefet@exemple.invalid",
                                   "prosecutor_email": "parquet@exemple.invalid"}),
    ):  # fmt: skip
        client = as_(person)
        where = reverse("public_order:monthly-note-act", args=[draft.pk, verb])
        data = data | client.get(where).context["form"].initial | data
        answer = client.post(where, data)
        assert answer.status_code == 302, verb
    assert ReportVersion.objects.get().state == "sent"
    correct_the_file(bureau)
    client = as_(bureau.agent)
    answer = client.post(reverse("public_order:monthly-note-act", args=[draft.pk, "corriger"]),
                         {"reason": "Fichier corrigé de la DTSP."}, follow=True)  # fmt: skip
    html = answer.content.decode()
    assert "Chiffres corrigés depuis la version 1" in html and "480 contre 400" in html and "à relire" in html
    assert "prefet@exemple.invalid" in page(client, "monthly-note-act", draft.pk, "envoyer")


def test_the_personal_link_opens_the_note_and_nothing_else(client, bureau, draft):
    row = sent(draft, bureau)
    body = OutgoingMail.objects.get(to="prefet@exemple.invalid").body
    code = body.split("/note-mensuelle/")[1].split("/")[0]
    html = page(client, "note-door", code)
    assert "Coups et blessures volontaires" in html and "préfet" in html and "+25,0" in html
    page(client, "note-door-file", code, status=404)
    assert client.post(reverse("public_order:note-door", args=[code])).status_code == 302
    assert "Vous avez accusé réception" in page(client, "note-door", code)
    assert page(client, "note-door", "x" * 43, status=410)
    page(client, "monthly-note", row.pk, status=302)


def test_the_api_reads_the_frozen_note(as_, bureau, draft):
    row = sent(draft, bureau)
    client = as_(bureau.agent)
    found = client.get("/api/v1/monthly-notes/?state=sent").json()["results"]
    assert [(each["id"], each["content_hash"]) for each in found] == [(row.pk, row.content_hash)]
    detail = client.get(f"/api/v1/monthly-notes/{row.pk}/").json()
    assert detail["figures"] == row.snapshot["figures"] and detail["changes"] == []
    client.force_login(bureau.house.stranger)
    assert client.get("/api/v1/monthly-notes/").status_code == 403


def test_exceptional_months(as_, bureau, draft):
    assert "Aucun mois" in page(as_(bureau.agent), "exceptional-months")
    page(as_(bureau.agent), "exceptional-month-new", status=403)
    client = as_(bureau.head)
    answer = client.post(reverse("public_order:exceptional-month-new"),
                         {"month": "2023-07-14", "reason": "Émeutes urbaines"})  # fmt: skip
    assert answer.status_code == 302
    assert "Juillet 2023" in page(client, "exceptional-months")


def test_a_page_of_a_note_asks_few_questions(as_, bureau, draft, django_assert_max_num_queries):
    client = as_(bureau.agent)
    page(client, "monthly-note", draft.pk)
    with django_assert_max_num_queries(40):
        page(client, "monthly-note", draft.pk)
    assert note.line_in(figures_on(draft.report, AT), "menaces")
