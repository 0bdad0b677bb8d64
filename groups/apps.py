"""Application configuration of the groups app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    """Education groups and memberships."""

    name = "groups"
    verbose_name = _("教育集团")
