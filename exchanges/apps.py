"""Application configuration of the exchanges app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangesConfig(AppConfig):
    """What the schools of a group do together: rotations, joint activities, shared resources."""

    name = "exchanges"
    verbose_name = _("交流与共享")
