from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DirectorateConfig(AppConfig):
    name = "directorate"
    verbose_name = "Direction des Sécurités"

    def ready(self):
        # Each service app plugs itself in by one file; registration validates and stops the start on an error.
        # The tasks are loaded by the worker alone: the site has no use for the machinery of PDF, a second to import.
        # A job writes the file of a list that no page of its process has shown: the lists are declared everywhere.
        autodiscover_modules("manifest", "lists")
