"""Addresses of the catalogue's keepers."""

from django.urls import path

from onevisit.web.catalogue import (
    acts,
    base_pages,
    change_page,
    editor,
    items,
    law_acts,
    laws,
    previews,
    proposals,
    reviews,
    transfer,
)
from onevisit.web.law_names import ARTICLE, LAW

app_name = "catalogue"

urlpatterns = [
    path("", items.items_page, name="items"),
    path("changes/", items.changes_page, name="changes"),
    path("import/", transfer.imports_page, name="imports"),
    path("import/<int:import_id>/", transfer.import_page, name="import"),
    path("export/", transfer.exports_page, name="exports"),
    path("export/items/", transfer.export_file, name="export_file"),
    path("export/template/", transfer.template_file, name="template"),
    path("new/", proposals.new_item, name="new"),
    path("items/<str:code>/", items.item_page, name="item"),
    path("items/<str:code>/differences/", items.differences_page, name="differences"),
    path("items/<str:code>/versions/<int:number>/", previews.version_guide, name="version"),
    path("items/<str:code>/versions/<int:number>/form/", previews.version_form, name="version_form"),
    path("items/<str:code>/propose/<slug:kind>/", proposals.propose, name="propose"),
    path("items/<str:code>/review/", reviews.review_page, name="review"),
    path("reviews/", reviews.reviews_page, name="reviews"),
    path("laws/", laws.laws_page, name="laws"),
    path(f"laws/{LAW}/", laws.law_page, name="law"),
    path(f"laws/{LAW}/{ARTICLE}/", laws.article_page, name="law_article"),
    path("law-texts/new/", law_acts.new_law, name="new_law"),
    path("law-texts/<int:law_id>/correct/", law_acts.correct_law, name="correct_law"),
    path("law-texts/<int:law_id>/change/", law_acts.change_law, name="change_law"),
    path(f"law-texts/<int:law_id>/articles/{ARTICLE}/", law_acts.set_article, name="set_article"),
    path("bases/", base_pages.bases_page, name="bases"),
    path("bases/<str:code>/", base_pages.base_page, name="base"),
    path("bases/<str:code>/publish/", base_pages.publish_base, name="publish_base"),
    path("changes/<int:change_id>/", change_page.change_page, name="change"),
    path("changes/<int:change_id>/cases/", change_page.cases_page, name="cases"),
    path("changes/<int:change_id>/guide/", previews.change_guide, name="change_guide"),
    path("changes/<int:change_id>/form/", previews.change_form, name="change_form"),
    path("changes/<int:change_id>/acts/<slug:act>/", acts.act_page, name="act"),
    path("changes/<int:change_id>/edit/<slug:section>/", editor.section_page, name="edit"),
    path("changes/<int:change_id>/edit/<slug:section>/<int:row>/", editor.row_page, name="edit_row"),
]
