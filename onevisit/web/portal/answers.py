"""Answers of the public pages that are no page of their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onevisit.accounts.rate_limit import Decision
from onevisit.law.refusal import Refusal


def too_many_tries(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Status 429 with how long to wait."""
    refusal = Refusal("too_many_tries", decision.sentence(), clauses=("HOUSE-17",))
    return render(request, "errors/429.html", {"refusal": refusal}, status=429)
