import pytest

from directorate.documents.typography import typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("le 2 avril 2026", "le 2\u00a0avril\u00a02026"),
        ("le 1er mars", "le 1er\u00a0mars"),
        ("arrêté n° 12", "arrêté n°\u00a012"),
        ("Quoi ? Rien ; tout : fin !", "Quoi\u202f? Rien\u202f; tout\u00a0: fin\u202f!"),
        ("« oui »", "«\u202foui\u202f»"),
        ("article L. 252-1", "article\u00a0L.\u00a0252-1"),
        ("12 500 €", "12\u00a0500\u00a0€"),
        ("à 20 h 30", "à 20\u00a0h 30"),
        ("https://exemple.example/a:b", "https://exemple.example/a:b"),
    ],
)
def test_spaces_that_must_not_break_a_line_are_unbreakable(typed, printed):
    assert typeset(f"<p>{typed}</p>") == f"<p>{printed}</p>"


def test_attributes_are_left_alone():
    assert typeset('<p class="a : b ; c">x</p>') == '<p class="a : b ; c">x</p>'
