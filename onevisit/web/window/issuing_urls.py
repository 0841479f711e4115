"""Addresses of the issuing window."""

from django.urls import path

from onevisit.web.window import issuing, parcels, slots, unclaimed

app_name = "issuing"

urlpatterns = [
    path("", issuing.results, name="results"),
    path("handovers/", issuing.handovers, name="handovers"),
    path("unclaimed/", unclaimed.unclaimed_results, name="unclaimed"),
    path("parcels/", parcels.parcel_list, name="parcels"),
    path("slots/", slots.slots, name="slots"),
    path("<int:case_id>/label/", parcels.label, name="label"),
    path("<int:case_id>/", issuing.result, name="result"),
    path("<int:case_id>/<str:action>/", issuing.deliver, name="deliver"),
]
