"""Addresses of the API, from the manifests. Wiring only."""

from django.urls import include, path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter

from directorate.casework.views_first_steps import first_steps
from directorate.manifests import all_of
from directorate.web.resources import Resource, documented

app_name = "api"

router = SimpleRouter()
for route in all_of("api_routes"):
    router.register(route.prefix, route.viewset, route.basename)


class ResourceOfRoot(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    url = serializers.CharField()
    actions = serializers.ListField(child=serializers.CharField())


class Root(serializers.Serializer):
    """Ce que l'appelant peut employer."""

    resources = ResourceOfRoot(many=True)
    schema = serializers.CharField()
    docs = serializers.CharField()
    first_steps = serializers.CharField()


class RootViewSet(Resource):
    """L'entrée de l'API."""

    filter_backends = []
    pagination_class = None
    access = {"retrieve": IsAuthenticated}

    @documented("Lister ce que l'appelant peut employer", Root, tags=["Entrée"])
    def retrieve(self, request):
        resources = [
            {
                "name": route.prefix,
                "label": route.viewset.__doc__.strip().splitlines()[0],
                "url": reverse(f"api:{route.basename}-list"),
                "actions": actions,
            }
            for route in all_of("api_routes")
            if (actions := self.open_actions(route.viewset))
        ]
        return Response(
            {
                "resources": resources,
                "schema": reverse("api:schema"),
                "docs": reverse("api:docs"),
                "first_steps": reverse("api:first-steps"),
            }
        )

    def open_actions(self, viewset) -> list[str]:
        return [name for name, permission in viewset.access.items() if permission().has_permission(self.request, self)]


urlpatterns = [
    path("", RootViewSet.as_view({"get": "retrieve"}), name="root"),
    path("schema/", extend_schema(exclude=True)(SpectacularJSONAPIView).as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    path("premiers-pas/", first_steps, name="first-steps"),
    path("", include(router.urls)),
]
