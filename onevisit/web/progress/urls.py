"""Addresses of the progress query without an account."""

from django.urls import path

from onevisit.web.progress import look_up

app_name = "progress"

urlpatterns = [
    path("progress/", look_up.look_up, name="look_up"),
    path("progress/<int:case_id>/", look_up.case_page, name="case"),
    path("progress/<int:case_id>/time/<slug:kind>/", look_up.time_limit, name="time_limit"),
    path("progress/<int:case_id>/receipt.json", look_up.receipt_json, name="receipt_json"),
]
