"""Handing over the papers of the committee."""

from django.http import HttpResponse

from directorate.documents.files import clean_name


def pdf(content: bytes, title: str) -> HttpResponse:
    name = clean_name(f"{title}.pdf").encode("ascii", "ignore").decode().replace('"', "")
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
