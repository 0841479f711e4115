"""Addresses of the desk."""

from django.urls import path

from onevisit.web import attachments
from onevisit.web.desk import acts, case_page, home, joint_pages, worklists

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("worklist/", worklists.worklist, name="worklist"),
    path("joint/", joint_pages.listing, name="joint_list"),
    path("joint/<int:joint_id>/", joint_pages.joint_page, name="joint"),
    path("joint/<int:joint_id>/notice/", joint_pages.issue_notice, name="joint_notice"),
    path("joint/<int:joint_id>/hand-out/", joint_pages.hand_out, name="joint_hand_out"),
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
