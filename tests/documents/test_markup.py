from directorate.documents.markup import body_of, plain_text, unresolved_fields

PAGE = "<html><head><title>Titre</title></head><body class='x'><p>A &amp; B</p><p>C<br>D</p></body></html>"


def test_plain_text_is_what_a_reader_sees_one_block_a_line():
    assert plain_text(PAGE) == "A & B\nC\nD"


def test_plain_text_gives_back_the_characters_that_were_escaped():
    assert plain_text("<p>&lt;b&gt;Dupont&lt;/b&gt;</p>") == "<b>Dupont</b>"


def test_unresolved_fields_are_named_once_and_in_reading_order():
    html = "<p>⟦case.complete_on⟧ puis <span class='unresolved'>⟦applicant.address⟧</span> et ⟦case.complete_on⟧</p>"
    assert unresolved_fields(html) == ["case.complete_on", "applicant.address"]


def test_a_complete_text_has_no_unresolved_field():
    assert unresolved_fields(PAGE) == []


def test_the_body_is_what_a_page_shows_of_a_letter():
    assert body_of(PAGE) == "<p>A &amp; B</p><p>C<br>D</p>"
    assert body_of("<p>fragment</p>") == "<p>fragment</p>"
