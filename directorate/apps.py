from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DirectorateConfig(AppConfig):
    name = "directorate"
    verbose_name = "Direction des Sécurités"

    def ready(self):
        # Each service app plugs itself in by one file; registration validates and stops the start on an error.
        autodiscover_modules("manifest", "tasks")
