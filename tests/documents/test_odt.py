import io
import zipfile
from xml.etree import ElementTree

from directorate.documents.letters import render_text
from directorate.documents.markup import plain_text
from directorate.documents.odt import odt_of
from tests.documents.values import act_context, letter_context

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def act() -> bytes:
    return odt_of(render_text("letters/layout_act.html", act_context()))


def test_the_type_comes_first_and_uncompressed():
    with zipfile.ZipFile(io.BytesIO(act())) as archive:
        first = archive.infolist()[0]
    assert first.filename == "mimetype"
    assert first.compress_type == zipfile.ZIP_STORED


def test_every_part_is_well_formed_and_listed():
    found = parts(act())
    listed = found["META-INF/manifest.xml"].decode()
    for name, content in found.items():
        if name.endswith((".xml", ".svg")):
            ElementTree.fromstring(content)
        if name not in ("mimetype", "META-INF/manifest.xml"):
            assert f'full-path="{name}"' in listed


def test_every_style_used_is_defined():
    found = parts(act()) | {
        "letter.xml": parts(odt_of(render_text("letters/layout.html", letter_context())))["content.xml"]
    }
    styles = ElementTree.fromstring(found["styles.xml"])
    defined = {value for node in styles.iter() for key, value in node.attrib.items() if key.endswith("}name")}
    for name in ("content.xml", "letter.xml"):
        for node in ElementTree.fromstring(found[name]).iter():
            used = node.get(f"{TEXT}style-name")
            assert used is None or used in defined, used


def test_the_editable_act_says_what_the_act_says():
    html = render_text("letters/layout_act.html", act_context())
    body = ElementTree.fromstring(parts(odt_of(html))["content.xml"])
    for node in body.iter(f"{TEXT}line-break"):
        node.text = "\n"
    words = " ".join("".join(body.itertext()).split())
    colophon = "Préfecture du Val-de-Marne – 21-29"
    for line in plain_text(html).splitlines():
        assert line in words or line.startswith(colophon), line


def test_the_footer_gives_the_address_and_the_page():
    styles = parts(act())["styles.xml"].decode()
    assert "21-29 avenue du Général de Gaulle" in styles
    assert "<text:page-number" in styles
    assert "<text:page-count" in styles


def test_articles_are_headings_and_lists_are_lists():
    body = ElementTree.fromstring(parts(act())["content.xml"])
    headings = ["".join(node.itertext()) for node in body.iter(f"{TEXT}h")]
    assert "Article 1er" in headings
    assert "Article 2" in headings
    assert [len(list(node.iter(f"{TEXT}list-item"))) for node in body.iter(f"{TEXT}list")] == [2, 3]


def test_html_in_a_name_is_text_in_the_editable_letter():
    context = act_context()
    context["applicant"]["name"] = "<b>Dupont</b> & fils"
    content = parts(odt_of(render_text("letters/layout_act.html", context)))["content.xml"].decode()
    assert "&lt;b&gt;Dupont&lt;/b&gt; &amp; fils" in content


def test_no_address_of_a_picture_is_followed():
    content = odt_of('<p>x<img src="http://evil.example/a.svg"><img src="file:///etc/passwd"></p>')
    assert not [name for name in parts(content) if name.startswith("Pictures/")]
    assert b"evil" not in parts(content)["content.xml"]


def test_the_same_letter_gives_the_same_bytes():
    assert act() == act()
