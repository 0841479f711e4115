"""Addresses of the applicant's pages."""

from django.urls import path

from onevisit.web.apply import (
    acting_pages,
    begin,
    declaration,
    delivery,
    gaps,
    handed_in,
    heard,
    kept,
    materials,
    own,
    pages,
    pre_review,
    recusal,
    reduction,
    service,
    submit,
)
from onevisit.web.apply.joint import begin as joint_begin
from onevisit.web.apply.joint import materials as joint_materials
from onevisit.web.apply.joint import own as joint_own
from onevisit.web.apply.joint import pages as joint_pages
from onevisit.web.apply.joint import submit as joint_submit

app_name = "apply"

urlpatterns = [
    path("apply/drafts/<int:case_id>/", pages.task_list, name="draft"),
    path("apply/drafts/<int:case_id>/situation/", pages.scenario, name="scenario"),
    path("apply/drafts/<int:case_id>/form/<slug:key>/", pages.group, name="group"),
    path("apply/drafts/<int:case_id>/form/<slug:key>/save/", pages.save, name="save"),
    path("apply/drafts/<int:case_id>/materials/", materials.materials, name="materials"),
    path("apply/drafts/<int:case_id>/commitment/", declaration.declare, name="declare"),
    path("apply/drafts/<int:case_id>/gaps/", gaps.ask, name="ask_for_gaps"),
    path("apply/drafts/<int:case_id>/service/", service.service, name="service"),
    path("apply/drafts/<int:case_id>/check/", submit.check, name="check"),
    path("apply/drafts/<int:case_id>/submit/", submit.submit, name="submit"),
    path("apply/drafts/<int:case_id>/pre-review/", pre_review.ask, name="pre_review"),
    path("apply/drafts/<int:case_id>/new-version/", pages.new_version, name="new_version"),
    path("apply/drafts/<int:case_id>/discard/", pages.discard, name="discard"),
    path("apply/joint/<slug:code>/", joint_begin.begin, name="joint_begin"),
    path("apply/joint-drafts/<int:joint_id>/", joint_pages.task_list, name="joint_draft"),
    path("apply/joint-drafts/<int:joint_id>/situation/", joint_pages.scenario, name="joint_scenario"),
    path("apply/joint-drafts/<int:joint_id>/form/<slug:key>/", joint_pages.group, name="joint_group"),
    path("apply/joint-drafts/<int:joint_id>/form/<slug:key>/save/", joint_pages.save, name="joint_save"),
    path("apply/joint-drafts/<int:joint_id>/materials/", joint_materials.materials, name="joint_materials"),
    path(
        "apply/joint-drafts/<int:joint_id>/materials/<slug:key>/", joint_materials.upload, name="joint_upload"
    ),
    path(
        "apply/joint-drafts/<int:joint_id>/materials/<slug:key>/<slug:sha256>/remove/",
        joint_materials.remove_file,
        name="joint_remove_file",
    ),
    path("apply/joint-drafts/<int:joint_id>/service/", joint_submit.service, name="joint_service"),
    path("apply/joint-drafts/<int:joint_id>/check/", joint_submit.check, name="joint_check"),
    path("apply/joint-drafts/<int:joint_id>/submit/", joint_submit.submit, name="joint_submit"),
    path("apply/joint-drafts/<int:joint_id>/discard/", joint_pages.discard, name="joint_discard"),
    path("my/joint/", joint_own.my_joint, name="my_joint"),
    path("my/joint/<int:joint_id>/", joint_own.joint_case, name="joint"),
    path("my/joint/<int:joint_id>/correction/", joint_own.correction, name="joint_correction"),
    path("my/joint/<int:joint_id>/complete/<slug:key>/", joint_own.complete, name="joint_complete"),
    path("my/joint/<int:joint_id>/withdraw/", joint_own.withdraw, name="joint_withdraw"),
    path("apply/<slug:code>/", begin.begin, name="begin"),
    path("my/", own.my, name="my"),
    path("my/continue/", kept.kept, name="kept"),
    path("my/messages/", own.my_messages, name="messages"),
    path("my/cases/<int:case_id>/", own.case_page, name="case"),
    path("my/cases/<int:case_id>/handed-in/", handed_in.handed_in, name="handed_in"),
    path("my/cases/<int:case_id>/receipt/", submit.receipt, name="receipt"),
    path("my/cases/<int:case_id>/receipt.json", own.receipt_json, name="receipt_json"),
    path("my/cases/<int:case_id>/receipt-<int:sequence>.json", own.receipt_json, name="receipt_json_of"),
    path("my/cases/<int:case_id>/time/<slug:kind>/", own.time_limit, name="time_limit"),
    path("my/cases/<int:case_id>/documents/<int:document_id>/", own.document, name="document"),
    path("my/cases/<int:case_id>/files/<int:file_id>/", own.file, name="file"),
    path("my/cases/<int:case_id>/files/<int:file_id>/remove/", materials.remove_file, name="remove_file"),
    path("my/cases/<int:case_id>/materials/<slug:key>/", materials.upload, name="upload"),
    path("my/cases/<int:case_id>/correction/", acting_pages.correction, name="correction"),
    path("my/cases/<int:case_id>/pre-review/take-back/", pre_review.take_back, name="take_back"),
    path("my/cases/<int:case_id>/gaps/", gaps.supply, name="supply_gaps"),
    path("my/cases/<int:case_id>/delivery/", delivery.change, name="delivery"),
    path("my/cases/<int:case_id>/heard/<slug:name>/", heard.heard, name="heard"),
    path("my/cases/<int:case_id>/recusal/", recusal.recusal, name="recusal"),
    path("my/cases/<int:case_id>/reduction/", reduction.reduction, name="reduction"),
    path("my/cases/<int:case_id>/withdraw/", acting_pages.withdraw, name="withdraw"),
]
