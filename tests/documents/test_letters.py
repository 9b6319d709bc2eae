import itertools

import pytest
from django.template import Context

from directorate.documents import letters
from directorate.documents.letters import UnresolvedFields, engine, render_text, request_files, template_version
from directorate.documents.markup import plain_text, unresolved_fields
from directorate.documents.models import Letter
from tests.documents.values import act_context, letter_context

ACT = "letters/layout_act.html"
LETTER = "letters/layout.html"
HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x.png"><b>Zoé</b>'


def written(source: str, context: dict) -> str:
    context = Context({**context, "article_counter": itertools.count(1)})
    return engine().from_string(source).template.render(context)


def test_an_act_reads_in_the_order_of_the_law():
    text = plain_text(render_text(ACT, act_context()))
    order = [
        "Arrêté n° 2026-00417",
        "portant autorisation d'un système",
        "Le préfet du Val-de-Marne,",
        "Vu le code de la sécurité intérieure",
        "Considérant que la demande",
        "\nArrête\n",
        "Article 1er",
        "Article 2",
        "Article 5 – Prescriptions",
        "Article 6",
        "Fait à Créteil, le 2 avril 2026",
        "Pour le préfet et par délégation,",
        "Louise Fictive",
        "Titre n° VP-94-2026-0042",
        "Voies et délais de recours",
        "tribunal administratif de Melun",
        "www.telerecours.fr",
    ]
    place = 0
    for words in order:
        assert words in text[place:], f"{words} manque ou n'est pas à sa place"
        place = text.index(words, place) + len(words)


def test_an_act_states_its_remedies_where_the_checks_look_for_them():
    assert 'class="remedies"' in render_text(ACT, act_context())


def test_lines_with_a_dash_become_a_list():
    html = render_text(ACT, act_context())
    assert "<ul><li>sécurité des personnes ;</li><li>prévention des atteintes aux biens.</li></ul>" in html


def test_a_draft_says_so_and_has_neither_number_nor_signature():
    context = act_context(is_draft=True, signature={}, permit={})
    context["decision"]["number"] = ""
    html = render_text(ACT, context)
    assert '<p class="watermark">Projet</p>' in html
    assert plain_text(html).count("Louise Fictive") == 1, "the visa of the delegation only"
    assert "2026-00417" not in html
    assert unresolved_fields(html) == []


def test_a_signed_act_is_not_marked_as_a_draft():
    assert "watermark" not in render_text(ACT, act_context())


def test_html_typed_in_any_value_is_text():
    def poisoned(value):
        if isinstance(value, dict):
            return {key: poisoned(item) for key, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item) for item in value]
        return f"{value} {HOSTILE}" if isinstance(value, str) else value

    for template, context in ((ACT, act_context()), (LETTER, letter_context())):
        html = render_text(template, poisoned(context))
        assert "<script" not in html
        assert "<b>" not in html
        assert "<img src=" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_unknown_variable_is_an_unresolved_field():
    assert unresolved_fields(written("<p>{{ answers.colour }}</p>", act_context())) == ["answers.colour"]


def test_an_empty_required_value_is_an_unresolved_field():
    context = letter_context()
    context["applicant"]["address"] = "  "
    html = written('<p>{{ applicant.address|required:"applicant.address" }}</p>', context)
    assert unresolved_fields(html) == ["applicant.address"]


def test_a_required_zero_is_a_value():
    assert written('{{ answers.count|required:"answers.count" }}', {"answers": {"count": 0}}) == "0"


def test_the_acknowledgement_of_a_silence_that_refuses_gives_the_remedies():
    html = written('{% include "letters/blocks/acknowledgement_mentions.html" %}', letter_context(missing=["Plan"]))
    text = plain_text(html)
    for words in ("3 mars 2026", "10 juillet 2026", "réputée rejetée", "01 49 56 00 00", "Plan.", "suspendu"):
        assert words in text
    assert 'class="remedies"' in html
    assert "attestation" not in text


def test_the_acknowledgement_of_a_silence_that_grants_offers_an_attestation():
    context = letter_context(silence={"effect": "acceptance", "due_on": "3 mai 2026", "article": ""})
    html = written('{% include "letters/blocks/acknowledgement_mentions.html" %}', context)
    assert "réputée acceptée" in plain_text(html)
    assert "attestation" in plain_text(html)
    assert 'class="remedies"' not in html


def test_the_acknowledgement_of_a_procedure_without_silence_promises_nothing():
    context = letter_context(silence={"effect": "none", "due_on": "", "article": ""})
    text = plain_text(written('{% include "letters/blocks/acknowledgement_mentions.html" %}', context))
    assert "réputée" not in text


def test_the_version_covers_what_a_template_extends_and_includes():
    act = engine().get_template(ACT).template
    names = set(letters._sources(act, Context(act_context())))
    assert {ACT, "letters/blocks/remedies.html", "letters/blocks/signature.html"} <= names


def test_the_version_changes_with_any_of_the_templates(settings, tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "base.html").write_text("{% block a %}{% endblock %}{% include 'part.html' %}")
    (folder / "part.html").write_text("un")
    (folder / "child.html").write_text("{% extends 'base.html' %}{% block a %}x{% endblock %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]

    def version() -> str:
        engine.cache_clear()
        return template_version("child.html", {})

    first = version()
    assert version() == first
    seen = {first}
    for name in ("part.html", "base.html", "child.html"):
        path = folder / name
        path.write_text(path.read_text() + " ")
        seen.add(version())
    engine.cache_clear()
    assert len(seen) == 4


@pytest.mark.django_db()
def test_a_letter_keeps_its_words_its_values_and_the_version_of_its_template(compose_act):
    letter = compose_act()
    assert letter.context["applicant"]["name"] == "Société Les Blés d'or"
    assert "Louise Fictive" in letter.html
    assert letter.template_version == template_version(ACT, act_context())
    assert letter.state == Letter.State.SIGNED
    assert letter.signed_by == letter.created_by


@pytest.mark.django_db()
def test_a_letter_with_a_hole_does_not_leave(compose_act):
    context = act_context()
    context["applicant"]["name"] = ""
    with pytest.raises(UnresolvedFields, match=r"applicant\.name"):
        compose_act(context)
    assert not Letter.objects.exists()


@pytest.mark.django_db()
def test_asking_twice_for_the_files_is_one_job(compose_act, house, at):
    letter = compose_act()
    assert request_files(letter, by=house.head, at=at) == request_files(letter, by=house.agent, at=at)


def test_a_number_and_its_unit_agree_and_a_missing_one_stays_marked():
    source = "{{ answers.days|required:'answers.days'|counted:'jours' }}"
    assert written(source, {"answers": {"days": 1}}) == "1 jour"
    assert written(source, {"answers": {"days": 15}}) == "15 jours"
    assert unresolved_fields(written(source, {"answers": {"days": ""}})) == ["answers.days"]
