"""Files of a case for those who may see the case: materials handed in and official documents."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from onevisit.cases.models import Case, CaseAttachment, MaterialFile
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.records import files
from onevisit.web.acting import case_of_request, worker_required


def material_file(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """One file of a material, shown as what it truly is; 404 for those who can't see the case."""
    return file_of_case(case_of_request(request, case_id), file_id)


def file_of_case(case: Case, file_id: int) -> HttpResponseBase:
    """One file of a case that the asker may see. Raises Http404 when it is not the case's."""
    row = MaterialFile.objects.filter(pk=file_id, material__case=case).first()
    if row is None:
        raise Http404
    response = StreamingHttpResponse(files.pieces(row.sha256), content_type=row.content_type)
    return guarded(response, row.name)


@worker_required()
def attachment_file(request: HttpRequest, case_id: int, attachment_id: int) -> HttpResponseBase:
    """A scan or photo that staff put into the case, for staff who may see the case; 404 for others."""
    case = case_of_request(request, case_id)
    row = CaseAttachment.objects.filter(pk=attachment_id, case=case).first()
    if row is None:
        raise Http404
    response = StreamingHttpResponse(files.pieces(row.sha256), content_type=row.content_type)
    return guarded(response, row.name)


def document_file(request: HttpRequest, case_id: int, document_id: int) -> HttpResponseBase:
    """The signed PDF of one of the case's documents; 404 until it is ready."""
    case = case_of_request(request, case_id)
    document = ready_document(case, document_id)
    response = HttpResponse(documents.file_of(document), content_type="application/pdf")
    return guarded(response, f"{document.title}{document.number}.pdf")


def ready_document(case: Case, document_id: int) -> Document:
    """The document of this case, if its file is there. Raises Http404."""
    found = documents.of_case(case.pk).filter(pk=document_id, state=Document.State.READY).first()
    if found is None:
        raise Http404
    return found


def guarded(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """The file as something the browser shows, keeps nowhere and runs nothing of."""
    disposition = content_disposition_header(as_attachment=False, filename=name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; style-src 'unsafe-inline'"
    return response
