from django.apps import AppConfig


class PublicOrderConfig(AppConfig):
    name = "public_order"
    verbose_name = "Ordre public et prévention"
