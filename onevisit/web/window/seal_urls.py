"""Addresses of the keeper of seals."""

from django.urls import path

from onevisit.web.window import seal_proposals, seal_register, seals

app_name = "seals"

urlpatterns = [
    path("", seals.waiting, name="waiting"),
    path("register/", seal_register.register, name="register"),
    path("register/new/", seal_proposals.new_seal, name="new_seal"),
    path("register/proposals/<int:proposal_id>/", seal_proposals.proposal, name="proposal"),
    path("register/<int:seal_id>/orders/new/", seal_proposals.new_order, name="new_order"),
    path("register/<int:seal_id>/", seal_register.seal, name="seal_page"),
    path("register/<int:seal_id>/uses.csv", seal_register.uses, name="uses"),
    path("register/<int:seal_id>/hand-over/", seal_register.hand_over, name="hand_over"),
    path("register/<int:seal_id>/end/", seal_register.end, name="end"),
    path("register/<int:seal_id>/imprint/", seal_register.imprint, name="imprint"),
    path("register/moves/<int:move_id>/", seal_register.take_over, name="take_over"),
    path("<int:document_id>/", seals.seal, name="seal"),
]
