"""The settings of the product, with the administration site of Django beside it: only benchmarks see it."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = ["django.contrib.admin", *PRODUCT_APPS]
ROOT_URLCONF = "benchmarks.urls"
ALLOWED_HOSTS = ["*"]
