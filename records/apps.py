"""Application configuration of the records app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """The lowest floor: it imports no other app."""

    name = "records"
    verbose_name = _("记录与审计")
