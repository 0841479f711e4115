"""Chief representatives (首席代表) by department and hall (AS-3.2b, JH-8.4)."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization import posts as rules
from onevisit.organization.models import ChiefRepresentative, Staff
from onevisit.records import clock
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.frame import Cell, Listing, act_page, department_asked, list_page, said_day
from onevisit.web.organization.post_forms import ChiefForm


@require_safe
@worker_required()
def chiefs(request: HttpRequest) -> HttpResponseBase:
    """The chief representatives in office, by department and hall. One statement."""
    today = clock.today()
    found = ChiefRepresentative.objects.select_related("department", "hall", "staff").order_by(
        "department__code", "hall__code", "-valid_from"
    )
    links = []
    if worker(request).roles & REGISTER_RULES[RegisterAct.APPOINT_CHIEF].roles:
        links = [{"label": _("任命首席代表"), "url": reverse("organization:new_chief")}]
    listing = Listing(
        title=_("首席代表"),
        intro=_("进驻部门在每个大厅的负责人，部门应当向其充分授权。"),
        caption=_("首席代表，按部门和大厅排列"),
        columns=[_("部门"), _("大厅"), _("首席代表"), _("任命文件"), _("期限")],
        rows=[
            [
                Cell(one.department.name),
                Cell(one.hall.name),
                Cell(one.staff.name),
                Cell(one.document),
                Cell(_chief_term(one), number=True),
            ]
            for one in found
            if one.valid_to is None or one.valid_to >= today
        ],
        empty=(_("还没有任命首席代表"), _("任命以后，首席代表可以登记离岗、指定顶岗人员。")),
        links=links,
    )
    return list_page(request, "chiefs", listing)


def _chief_term(one: ChiefRepresentative) -> str:
    begins = said_day(one.valid_from)
    if one.valid_to is None:
        return _("%(day)s起") % {"day": begins}
    return _("%(first)s至%(last)s") % {"first": begins, "last": said_day(one.valid_to)}


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.APPOINT_CHIEF].roles)
def new_chief(request: HttpRequest) -> HttpResponseBase:
    """Appoints a chief representative; the one before ends the day before."""
    department, chooser = department_asked(request, agency=False)
    form = ChiefForm(
        request.POST if request.method == "POST" else None,
        department=department,
        initial={"valid_from": clock.today()},
    )

    def do(key: str) -> str:
        given = form.cleaned_data
        chosen = Staff.objects.select_related("department").get(pk=int(given["staff"]))
        rules.appoint_chief(
            chosen,
            int(given["hall"]),
            given["document"],
            given["valid_from"],
            worker(request),
            given["reason"],
            key,
        )
        return reverse("organization:chiefs")

    return act_page(
        request,
        "chiefs",
        RegisterAct.APPOINT_CHIEF,
        form,
        department_id=department.pk,
        do=do,
        back_url=reverse("organization:chiefs"),
        back_label=_("首席代表"),
        further={"chooser": chooser},
    )
