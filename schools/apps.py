"""Application configuration of the schools app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """The register of schools."""

    name = "schools"
    verbose_name = _("学校档案")
