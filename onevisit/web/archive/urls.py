"""Addresses of the archive."""

from django.urls import path

from onevisit.web.archive import pages

app_name = "archive"

urlpatterns = [
    path("", pages.waiting_page, name="waiting"),
    path("files/", pages.files_page, name="files"),
    path("files/<int:case_id>/", pages.file_page, name="file"),
    path("files/<int:case_id>/package.zip", pages.package, name="package"),
]
