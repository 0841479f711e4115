"""What a guide gives to take along: the guide as PDF, its QR code, blank forms and samples."""

from __future__ import annotations

import io
import re
from datetime import date

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog import queries
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.parts import Paper
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.records import installation
from onevisit.web.portal.offered import offered_or_404
from onevisit.web.portal.papers import PAPER_LAYOUT, paper_content
from onevisit.web.portal.printing import pdf_answer
from onevisit.web.portal.sheets import guide_content
from onevisit.web.words import local_day

QUIET_ZONE = 4
VERSION_NUMBER = re.compile("[1-9][0-9]{0,5}")


@require_safe
@enforces("AS-3.1b")
def guide_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The guide as a PDF, dated with the day its version came into effect. Two statements."""
    item = offered_or_404(code)
    version = item.version()
    department = version.item.department
    return pdf_answer(
        request,
        DocumentKind.GUIDE,
        lambda: guide_content(
            version.definition,
            organ=department.name,
            department=department.short_name,
            issued=_first_day(version),
            demo=installation.facts().demo,
        ),
        stamp=item.stamp("guide"),
        name=_("办事指南-%(item)s") % {"item": version.name},
    )


@require_safe
@enforces("AS-3.1b")
def guide_qr(request: HttpRequest, code: str) -> HttpResponse:
    """A QR code that leads to the guide by the public address, with its quiet zone. One statement."""
    offered_or_404(code)
    address = f"{settings.PUBLIC_URL}{reverse('portal:guide', args=[code])}"
    drawing = io.BytesIO()
    segno.make_qr(address, error="m").save(
        drawing, kind="svg", border=QUIET_ZONE, omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@require_safe
def blank_pdf(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The blank form of a material. Two statements."""
    return _paper(request, code, key, filled=False)


@require_safe
def sample_pdf(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The sample of a material: the same form, filled in. Two statements."""
    return _paper(request, code, key, filled=True)


@enforces("JH-8.3", "HOUSE-28")
def _paper(request: HttpRequest, code: str, key: str, *, filled: bool) -> HttpResponse:
    """The paper of the version in effect, or of the ``version`` that a running case is bound to."""
    version = _version_asked(code, request.GET["version"]) if "version" in request.GET else None
    version = version or offered_or_404(code).version()
    paper = _paper_of(version.definition, key)
    return pdf_answer(
        request,
        PAPER_LAYOUT,
        lambda: paper_content(
            version.definition,
            paper,
            organ=version.item.department.name,
            issued=_first_day(version),
            filled=filled,
            demo=installation.facts().demo,
        ),
        stamp=("paper", version.pk, version.digest, key, filled, installation.facts().mark),
        name=f"{paper.title}{_('（样表）') if filled else ''}",
    )


def _version_asked(code: str, number: str) -> ItemVersion:
    found = queries.version(code, int(number)) if VERSION_NUMBER.fullmatch(number) else None
    if found is None:
        raise Http404
    return found


def _paper_of(definition: ItemDefinition, key: str) -> Paper:
    try:
        paper = definition.material(key).paper
    except KeyError:
        raise Http404 from None
    if paper is None:
        raise Http404
    return paper


def _first_day(version: ItemVersion) -> date:
    """The Shanghai day on which a published version came into effect."""
    assert version.valid_from is not None
    return local_day(version.valid_from)
