from django.apps import AppConfig


class CivilProtectionConfig(AppConfig):
    name = "civil_protection"
    verbose_name = "Protection civile"
