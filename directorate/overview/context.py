"""What every page of the site shows around its content: the menu of this person, and a few words."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from directorate.manifests import MenuEntry, all_of
from directorate.notifications.queries import unread_count
from directorate.org.queries import posting_on

SECTIONS = (
    "Accueil",
    "Dossiers",
    "Polices administratives",
    "Protection civile",
    "Sécurité routière",
    "Ordre public",
    "Commissions",
    "Actes",
    "Pilotage",
    "Réglages",
)


@dataclass
class MenuItem:
    label: str
    url: str
    group: str = ""
    is_current: bool = False


@dataclass
class MenuSection:
    label: str
    items: list[MenuItem] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.items[0].url

    @property
    def groups(self) -> dict[str, list[MenuItem]]:
        """The items under the heading of their column, in the order of the first of each; empty without headings."""
        found: dict[str, list[MenuItem]] = {}
        for item in self.items:
            found.setdefault(item.group, []).append(item)
        return found if len(found) > 1 else {}

    @property
    def is_current(self) -> bool:
        return any(item.is_current for item in self.items)


def interface(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    posting = posting_on(user, localdate()) if signed_in else None
    return {
        "interface": {
            "menu": menu_of(request) if posting else [],
            "site_name": settings.SITE_NAME,
            "site_tagline": settings.SITE_TAGLINE,
            "bloc_marque": settings.BLOC_MARQUE,
            "demo_mode": settings.DEMO_MODE,
            "user_label": str(user) if signed_in else "",
            "user_role": f"{posting.get_role_display()}, {posting.unit.short_name}" if posting else "",
            "signed_in": signed_in,
            "has_post": posting is not None,
            # Counted when a header shows it, not for a region that htmx replaces.
            "unread": SimpleLazyObject(lambda: unread_count(user, localdate())) if posting else "",
        }
    }


def menu_of(request: HttpRequest) -> list[MenuSection]:
    """The sections of the first level with what this person may open; what one may not see is absent."""
    sections = {label: MenuSection(label) for label in SECTIONS}
    best: tuple[int, MenuItem | None] = (0, None)
    here = request.get_full_path()
    for entry in all_of("menu"):
        if not entry.policy(request.user):
            continue
        item = MenuItem(entry.label, address_of(entry), entry.group)
        if here == item.url or here.startswith(item.url) and (item.url != "/" or here == "/"):
            best = max(best, (len(item.url), item), key=lambda pair: pair[0])
        sections.setdefault(entry.section, MenuSection(entry.section)).items.append(item)
    if best[1] is not None:
        best[1].is_current = True
    return [section for section in sections.values() if section.items]


def address_of(entry: MenuEntry) -> str:
    return reverse(entry.url_name, args=entry.arguments) + (f"?{entry.query}" if entry.query else "")
