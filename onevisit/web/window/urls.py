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

app_name = "window"

urlpatterns = [
    path("", start.start, name="start"),
    path("who/", start.look_up, name="look_up"),
    path("items/", start.items, name="items"),
    path("pre-reviewed/", pre_reviewed.pre_reviewed, name="pre_reviewed"),
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
