"""The documentation of the API reads itself under the policy of the site, without a call outside."""


def test_the_documentation_opens_an_operation(page, db):
    outside = []
    page.on("request", lambda request: outside.append(request.url) if "://localhost" not in request.url else None)
    page.goto("/api/v1/docs/")
    page.locator("#operations-tag-Dossiers").click()
    page.locator(".opblock-summary", has_text="Enregistrer un dossier").click()
    page.locator(".opblock-body").get_by_text("Les mêmes contrôles que la page").wait_for()
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
