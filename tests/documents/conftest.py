from collections.abc import Callable

import pytest

from directorate.documents.letters import compose
from directorate.documents.models import Letter
from tests.documents.values import act_context


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    """Each test has its own folder of files."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }


@pytest.fixture()
def compose_act(house, at) -> Callable[..., Letter]:
    """An act signed by the head of bureau; keywords change the values or the letter."""

    def composed(context=None, **changes) -> Letter:
        facts = {
            "kind": "grant",
            "title": "Arrêté portant autorisation",
            "template": "letters/layout_act.html",
            "context": context or act_context(),
            "by": house.head,
            "at": at,
            "state": Letter.State.SIGNED,
            "signed_by": house.head,
            "signature_block": "Pour le préfet et par délégation,",
            "number": "2026-00417",
        }
        return compose(**facts | changes)

    return composed
