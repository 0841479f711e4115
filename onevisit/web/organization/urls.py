"""Addresses of the registers of the organisation."""

from django.urls import path

from onevisit.web.organization import (
    absences,
    chiefs,
    delegations,
    exemptions,
    oversight,
    people,
    posts,
    referrals,
    stationing,
)

app_name = "organization"

urlpatterns = [
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.new_delegation, name="new_delegation"),
    path("delegations/<int:delegation_id>/", delegations.delegation, name="delegation"),
    path("delegations/<int:delegation_id>/end/", delegations.revoke_delegation, name="end_delegation"),
    path("delegations/<int:delegation_id>/scan/", delegations.delegation_scan, name="delegation_scan"),
    path("delegations/<int:delegation_id>/paper.pdf", delegations.delegation_paper, name="delegation_paper"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", posts.new_post, name="new_post"),
    path("posts/<int:post_id>/", posts.post, name="post"),
    path("posts/<int:post_id>/change/", posts.change_post, name="change_post"),
    path("posts/<int:post_id>/stand-in/", posts.stand_in, name="stand_in"),
    path("absences/", absences.my_absences, name="my_absences"),
    path("absences/new/<int:staff_id>/", absences.new_absence, name="new_absence"),
    path("absences/<int:absence_id>/end/", absences.end_absence, name="end_absence"),
    path("chiefs/", chiefs.chiefs, name="chiefs"),
    path("chiefs/new/", chiefs.new_chief, name="new_chief"),
    path("people/", people.people, name="people"),
    path("people/import/", people.import_people, name="import_people"),
    path("people/<int:staff_id>/", people.person, name="person"),
    path("people/<int:staff_id>/change/", people.change_person, name="change_person"),
    path("people/<int:staff_id>/training/", people.new_training, name="new_training"),
    path("stationing/", stationing.stationing, name="stationing"),
    path("stationing/gaps/", stationing.gaps, name="gaps"),
    path("stationing/<int:department_id>/<int:hall_id>/", stationing.stationed_items, name="stationed_items"),
    path("stationing/<int:hall_id>/items/<str:code>/", stationing.station_item, name="station_item"),
    path("stationing/<int:hall_id>/items/<str:code>/end/", stationing.withdraw_item, name="withdraw_item"),
    path("exemptions/", exemptions.exemptions, name="exemptions"),
    path("exemptions/new/", exemptions.new_exemption, name="new_exemption"),
    path("exemptions/<int:exemption_id>/", exemptions.exemption, name="exemption"),
    path("exemptions/<int:exemption_id>/review/", exemptions.review_exemption, name="review_exemption"),
    path("exemptions/<int:exemption_id>/decide/", exemptions.decide_exemption, name="decide_exemption"),
    path("powers/", oversight.powers, name="powers"),
    path("refusals/", oversight.refusals, name="refusals"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/", referrals.new_referral, name="new_referral"),
    path("referrals/<int:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<int:referral_id>/answer/", referrals.answer_referral, name="answer_referral"),
    path("questions/", referrals.question_base, name="question_base"),
]
