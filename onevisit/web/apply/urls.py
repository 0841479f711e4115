"""Addresses of the applicant's pages."""

from django.urls import path

from onevisit.web.apply import (
    acting_pages,
    begin,
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
    service,
    submit,
)

app_name = "apply"

urlpatterns = [
    path("apply/drafts/<int:case_id>/", pages.task_list, name="draft"),
    path("apply/drafts/<int:case_id>/situation/", pages.scenario, name="scenario"),
    path("apply/drafts/<int:case_id>/form/<slug:key>/", pages.group, name="group"),
    path("apply/drafts/<int:case_id>/form/<slug:key>/save/", pages.save, name="save"),
    path("apply/drafts/<int:case_id>/materials/", materials.materials, name="materials"),
    path("apply/drafts/<int:case_id>/gaps/", gaps.ask, name="ask_for_gaps"),
    path("apply/drafts/<int:case_id>/service/", service.service, name="service"),
    path("apply/drafts/<int:case_id>/check/", submit.check, name="check"),
    path("apply/drafts/<int:case_id>/submit/", submit.submit, name="submit"),
    path("apply/drafts/<int:case_id>/pre-review/", pre_review.ask, name="pre_review"),
    path("apply/drafts/<int:case_id>/new-version/", pages.new_version, name="new_version"),
    path("apply/drafts/<int:case_id>/discard/", pages.discard, name="discard"),
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
    path("my/cases/<int:case_id>/withdraw/", acting_pages.withdraw, name="withdraw"),
]
