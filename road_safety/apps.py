from django.apps import AppConfig


class RoadSafetyConfig(AppConfig):
    name = "road_safety"
    verbose_name = "Sécurité routière"
