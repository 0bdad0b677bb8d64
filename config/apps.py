"""The Django admin as a part of the portal."""

from django.contrib.admin.apps import AdminConfig


class PortalAdmin(AdminConfig):
    """Django's admin with the portal's own site, so that every model stands behind the same door."""

    default_site = "accounts.door.PortalAdminSite"
