"""Addresses of the public pages."""

from django.urls import path, register_converter

from onevisit.web.law_names import ARTICLE, LAW
from onevisit.web.portal import (
    browsing,
    change_views,
    converters,
    delegation_views,
    guidance_views,
    guide_files,
    guide_views,
    hearing_views,
    law_views,
    package_views,
    rules_views,
)

register_converter(converters.ItemCode, "item")
register_converter(converters.OrganCode, "organ")
register_converter(converters.VerificationCode, "sheet")
register_converter(converters.MaterialKey, "material")

app_name = "portal"

urlpatterns = [
    path("", browsing.home, name="home"),
    path("items/", browsing.search, name="search"),
    path("themes/", browsing.themes, name="themes"),
    path("themes/<str:audience>/", browsing.theme, name="audience"),
    path("themes/<str:audience>/<str:theme>/", browsing.theme, name="theme"),
    path("departments/", browsing.departments, name="departments"),
    path("departments/<organ:code>/", browsing.department, name="department"),
    path("items/<item:code>/", guide_views.guide, name="guide"),
    path("items/<item:code>/guide.pdf", guide_files.guide_pdf, name="guide_pdf"),
    path("items/<item:code>/qr.svg", guide_files.guide_qr, name="guide_qr"),
    path("items/<item:code>/papers/<material:key>/blank.pdf", guide_files.blank_pdf, name="blank_pdf"),
    path("items/<item:code>/papers/<material:key>/sample.pdf", guide_files.sample_pdf, name="sample_pdf"),
    path("items/<item:code>/guidance/", guidance_views.guidance, name="guidance"),
    path("items/<item:code>/guidance.pdf", guidance_views.guidance_pdf, name="guidance_pdf"),
    path("items/<item:code>/guidance/<sheet:sheet>/", guidance_views.kept_guidance, name="kept_guidance"),
    path(
        "items/<item:code>/guidance/<sheet:sheet>.pdf",
        guidance_views.kept_guidance_pdf,
        name="kept_guidance_pdf",
    ),
    path("packages/", package_views.packages, name="packages"),
    path("packages/<slug:code>/", package_views.package, name="package"),
    path(f"laws/{LAW}/", law_views.law, name="law"),
    path(f"laws/{LAW}/{ARTICLE}/", law_views.article, name="law_article"),
    path("rules/", rules_views.rules, name="rules"),
    path("delegations/", delegation_views.delegations, name="delegations"),
    path("changes/", change_views.changes, name="changes"),
    path("hearings/", hearing_views.announced, name="hearings"),
    path("hearings/<int:document_id>.pdf", hearing_views.announcement, name="hearing_announcement"),
]
