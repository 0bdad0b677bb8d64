"""Application configuration of the coverage app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoverageConfig(AppConfig):
    """Designations, targets and coverage."""

    name = "coverage"
    verbose_name = _("覆盖率")
