"""Addresses of the desk."""

from django.urls import path

from onevisit.web import attachments
from onevisit.web.desk import acts, case_page, home, worklists

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("worklist/", worklists.worklist, name="worklist"),
    path("cases/<int:case_id>/", case_page.case_page, name="case"),
    path("cases/<int:case_id>/time/<str:kind>/", case_page.time_limit, name="time_limit"),
    path("cases/<int:case_id>/acts/<str:action>/", acts.act_page, name="act"),
    path("cases/<int:case_id>/at-once/", case_page.at_once, name="at_once"),
    path("cases/<int:case_id>/materials/", case_page.materials, name="materials"),
    path("cases/<int:case_id>/files/<int:file_id>/", attachments.material_file, name="file"),
    path(
        "cases/<int:case_id>/attachments/<int:attachment_id>/",
        attachments.attachment_file,
        name="attachment",
    ),
    path("cases/<int:case_id>/documents/<int:document_id>/", attachments.document_file, name="document"),
]
