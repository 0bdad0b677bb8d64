"""Application configuration of the groups app."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class GroupsConfig(AppConfig):
    """Education groups and memberships."""

    name = "groups"
    verbose_name = pgettext_lazy("复数", "教育集团")
