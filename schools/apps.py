"""Application configuration of the schools app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """The register of schools."""

    name = "schools"
    verbose_name = _("学校档案")

    def ready(self) -> None:
        """Let workers import large rosters."""
        from schools.imports import background  # it needs the models, which are there only now

        background.register()
