"""The search over the API, for the people of the prefecture."""

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from directorate.overview.search import PAGE_ROWS, groups_of, question_for
from directorate.partners.authentication import HasScope
from directorate.search.full_text import LONGEST
from directorate.web.resources import ApiRoute, Resource, documented

QUESTION = OpenApiParameter(
    "q", str, OpenApiParameter.QUERY,
    description=f"Au moins deux caractères ; au-delà de {LONGEST}, la suite est ignorée.",
)  # fmt: skip


class PeopleOnly(HasScope):
    """A program filters lists within its limits; words would let it guess what it may not read."""

    def __init__(self):
        super().__init__()
        self.message = "La recherche est réservée aux agents de la préfecture."


class HitShape(serializers.Serializer):
    kind = serializers.CharField(help_text="Dossier, Titre, Agent, Page…")
    label = serializers.CharField()
    detail = serializers.CharField()
    url = serializers.CharField(help_text="Page du site.")
    exact = serializers.BooleanField(help_text="Porte exactement la référence ou le numéro demandé.")


class GroupShape(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    total = serializers.IntegerField(source="found.total", help_text="Au moins ; exact si has_others est faux.")
    has_others = serializers.BooleanField(source="found.has_others", help_text="Il y en a d'autres, non comptés.")
    hits = HitShape(source="found.hits", many=True)


class SearchPage(serializers.Serializer):
    results = GroupShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Toujours nul : les premiers de chaque groupe suffisent.")


class SearchViewSet(Resource):
    """La recherche, pour les agents."""

    queryset = None
    serializer_class = SearchPage
    pagination_class = None
    filter_backends = []
    parameters = {"list": frozenset({"q"})}
    access = {"list": PeopleOnly()}

    @documented(
        "Rechercher", forced_singular_serializer(SearchPage), tags=["Recherche"], parameters=[QUESTION],
        description="Ce que trouve la page de recherche, par groupe ; ce que l'agent ne peut voir en est absent.",
    )  # fmt: skip
    def list(self, request):
        text = request.query_params.get("q", "")
        groups = groups_of(question_for(request.user, text, self.at, limit=PAGE_ROWS))
        return Response({"results": GroupShape(groups, many=True).data, "next": None})


API_ROUTES = (ApiRoute("search", SearchViewSet, "search"),)
