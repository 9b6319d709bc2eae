"""What keeps a file of the bureau beside its appeals: another file, still open or before a judge, rests on it."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from directorate.appeals.models import Appeal
from directorate.casework.models import Case
from police_admin.events.models import EventLink

# The answers by which a file names the one that it follows.
NAMED_BY = ("request_reference", "origin_reference", "declaration", "earlier_request")


def held_by_other_files(keys: Iterable[int]) -> Mapping[int, str]:
    references = dict(Case.objects.filter(pk__in=list(keys)).values_list("reference", "pk"))
    alive = Q(is_open=True) | Q(pk__in=Appeal.objects.filter(ended_on__isnull=True).values("case"))
    named = Q()
    for name in NAMED_BY:
        named |= Q(**{f"answers__{name}__in": list(references)})
    found: dict[int, str] = {}
    for follower in Case.objects.filter(alive & named).order_by("pk"):
        for name in NAMED_BY:
            if key := references.get(follower.answers.get(name)):
                found[key] = f"conservé : le dossier {follower.reference}, qui s'appuie sur lui, n'est pas terminé"
    links = EventLink.objects.filter(linked__in=references.values(), case__is_open=True).select_related("case")
    for link in links.order_by("pk"):
        found[link.linked_id] = f"conservé : joint au dossier {link.case.reference}, qui n'est pas terminé"
    return found
