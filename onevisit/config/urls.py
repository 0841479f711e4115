"""Addresses of the whole site: the faces of `web`, sign-in, and the health of the program."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def health(request: HttpRequest) -> HttpResponse:
    """Answers as soon as pages are served; no database, so a slow one doesn't restart the program."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("", include("onevisit.accounts.urls")),
    path("", include("onevisit.people.urls")),
    path("desk/window/", include("onevisit.web.window.urls")),
    path("desk/issuing/", include("onevisit.web.window.issuing_urls")),
    path("desk/seals/", include("onevisit.web.window.seal_urls")),
    path("desk/archive/", include("onevisit.web.archive.urls")),
    path("desk/catalogue/", include("onevisit.web.catalogue.urls")),
    path("desk/staff/", include("onevisit.web.desk.staff_urls")),
    path("desk/organization/", include("onevisit.web.organization.urls")),
    path("desk/licences/", include("onevisit.web.register.urls")),
    path("desk/", include("onevisit.web.desk.urls")),
    path("devices/terminal/", include("onevisit.web.terminal.urls")),
    path("verify/", include("onevisit.web.verify.urls")),
    path("", include("onevisit.web.wallet.urls")),
    path("", include("onevisit.web.apply.urls")),
    path("", include("onevisit.web.progress.urls")),
    path("", include("onevisit.web.portal.urls")),
    path("", include("onevisit.web.urls")),
]

handler400 = "onevisit.config.errors.bad_request"
handler403 = "onevisit.config.errors.permission_denied"
handler404 = "onevisit.config.errors.page_not_found"
handler500 = "onevisit.config.errors.server_error"
