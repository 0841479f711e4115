"""Addresses of the acceptance window's console."""

from django.urls import path

from onevisit.web.window import (
    console,
    declaration,
    doing,
    files,
    filling,
    people_pages,
    pre_reviewed,
    rows,
    service,
    start,
)
from onevisit.web.window.joint import console as joint_console
from onevisit.web.window.joint import filling as joint_filling
from onevisit.web.window.joint import people as joint_people

app_name = "window"

_JOINT = "joint/<int:joint_id>/"

urlpatterns = [
    path("", start.start, name="start"),
    path("who/", start.look_up, name="look_up"),
    path("items/", start.items, name="items"),
    path("pre-reviewed/", pre_reviewed.pre_reviewed, name="pre_reviewed"),
    path(_JOINT, joint_console.joint, name="joint"),
    path(f"{_JOINT}scenario/", joint_console.scenario, name="joint_scenario"),
    path(f"{_JOINT}service/", joint_console.service, name="joint_service"),
    path(f"{_JOINT}receive/", joint_console.receive, name="joint_receive"),
    path(f"{_JOINT}park/", joint_console.park, name="joint_park"),
    path(f"{_JOINT}discard/", joint_console.discard, name="joint_discard"),
    path(f"{_JOINT}form/", joint_filling.form, name="joint_form"),
    path(f"{_JOINT}form/save/", joint_filling.save, name="joint_save"),
    path(f"{_JOINT}applicant/", joint_people.applicant, name="joint_applicant"),
    path(f"{_JOINT}agent/", joint_people.agent, name="joint_agent"),
    path(f"{_JOINT}agent/none/", joint_people.without_agent, name="joint_without_agent"),
    path(f"{_JOINT}materials/all/", joint_filling.check_all, name="joint_check_all"),
    path(f"{_JOINT}materials/<str:key>/", joint_filling.check, name="joint_check"),
    path(f"{_JOINT}materials/<str:key>/upload/", joint_filling.upload, name="joint_upload"),
    path(
        f"{_JOINT}materials/<str:key>/<str:sha256>/remove/",
        joint_filling.remove_file,
        name="joint_remove_file",
    ),
    path("<int:case_id>/", console.case_page, name="case"),
    path("<int:case_id>/do/", doing.do, name="do"),
    path("<int:case_id>/park/", doing.park, name="park"),
    path("<int:case_id>/discard/", doing.discard, name="discard"),
    path("<int:case_id>/printed/", console.printed, name="printed"),
    path("<int:case_id>/scenario/", filling.scenario, name="scenario"),
    path("<int:case_id>/form/", filling.form_page, name="form"),
    path("<int:case_id>/form/save/", filling.save, name="save"),
    path("<int:case_id>/commitment/", declaration.declare, name="declare"),
    path("<int:case_id>/service/", service.choose, name="service"),
    path("<int:case_id>/applicant/", people_pages.applicant, name="applicant"),
    path("<int:case_id>/agent/", people_pages.agent, name="agent"),
    path("<int:case_id>/agent/none/", people_pages.without_agent, name="without_agent"),
    path("<int:case_id>/materials/all/", rows.check_all, name="check_all"),
    path("<int:case_id>/materials/<str:key>/", rows.check, name="check"),
    path("<int:case_id>/materials/<str:key>/required/", rows.check_as_required, name="check_as_required"),
    path("<int:case_id>/materials/<str:key>/upload/", rows.upload, name="upload"),
    path("<int:case_id>/files/<int:file_id>/", files.material_file, name="file"),
    path("<int:case_id>/files/<int:file_id>/remove/", rows.remove_file, name="remove_file"),
]
