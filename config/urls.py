"""Every address of the portal; accounts.rights says who may open it."""

from allauth.account import views as account
from allauth.usersessions import views as sessions
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from config.health import healthz
from coverage.views import home

handler500 = "config.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    # /accounts/: only what is used here; sign-up, mail and reset by mail do not exist
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("accounts/", include("accounts.urls")),
    # the apps
    path("schools/", include("schools.urls")),
    path("imports/", include("schools.urls_imports")),
    path("", include("groups.urls")),  # /groups/, and /schools/ where a school ends
    path("exchanges/", include("exchanges.urls")),
    path("exchanges/rotations/quota/", include("coverage.urls_quota")),
    path("coverage/", include("coverage.urls")),
    path("audit/", include("records.urls")),
    path("admin/", admin.site.urls),
]
