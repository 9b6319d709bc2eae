from django.apps import AppConfig


class PoliceAdminConfig(AppConfig):
    name = "police_admin"
    verbose_name = "Polices administratives"
