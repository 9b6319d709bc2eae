"""Pages of the risk profiles: the list of the communes, and the profile of one of them."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.profiles.forms import ProfileForm
from civil_protection.profiles.lists import PROFILE_LIST
from civil_protection.profiles.models import FLAGS
from civil_protection.profiles.operations import record_profile
from civil_protection.profiles.queries import communes_with_profile, profile_of
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted

HOME = "Profils de risques"
NAMES = (*FLAGS, "rivers", "seismic_zone", "source", "checked_on")


@require_GET
@allow(reads_civil_protection)
def risk_profiles(request):
    actions = []
    if works_in_civil_protection(request.user):
        actions = [("Importer un tableau", reverse("directorate:import-new"))]
    return list_page(
        request,
        PROFILE_LIST,
        at=now(),
        intro="Ces indicateurs fondent l'obligation d'un plan communal de sauvegarde et les groupes à alerter.",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def risk_profile(request, insee):
    """The profile of a commune: what it is exposed to, and who says so."""
    commune = get_object_or_404(communes_with_profile(), pk=insee)
    profile = profile_of(commune)
    initial = {name: getattr(profile, name) for name in NAMES} if profile else {"checked_on": localdate()}
    page = reverse("civil_protection:communal-plan", args=[insee])
    return act_page(
        request,
        ProfileForm(posted(request), initial=initial),
        record_profile,
        facts={"commune": commune},
        at=now(),
        done="Le profil de risques est enregistré ; les obligations de la commune en sont déduites.",
        then=page,
        title=f"Profil de risques, {commune.name}",
        submit="Enregistrer le profil",
        back=(commune.name, page),
        breadcrumb=[(HOME, reverse("civil_protection:risk-profiles")), (commune.name, page)],
    )
