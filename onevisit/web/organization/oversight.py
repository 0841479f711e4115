"""Who may do what, from the tables; and what was tried beyond it, for the audit administrator."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.law.clauses import cite_together
from onevisit.law.power_matrix import MatrixLine, acts_on_cases, acts_on_registers
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.organization.refused_attempts import Attempt, refused_attempts
from onevisit.organization.registering import city_of
from onevisit.records import clock
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import worker, worker_required
from onevisit.web.desk.staff_accounts import administrator_required
from onevisit.web.organization.frame import Cell, Listing, address, list_page
from onevisit.web.words import moment_in_words

MATRICES = (("", gettext_lazy("办件")), ("registers", gettext_lazy("登记册")))
KINDS = (
    ("", gettext_lazy("全部")),
    ("case", gettext_lazy("办件")),
    ("register", gettext_lazy("登记册")),
    ("account", gettext_lazy("账号")),
)
MOST_CITED = 3
LONGEST_SEARCH = 60
CODES = {
    "no_power": gettext_lazy("没有权限"),
    "not_visible": gettext_lazy("不在职权范围内的办件"),
    "not_delegated": gettext_lazy("没有委托"),
    "delegated_away": gettext_lazy("已经委托出去"),
    "not_qualified": gettext_lazy("没有资格"),
    "recusal": gettext_lazy("应当回避"),
    "handler_signs": gettext_lazy("承办人不能签发"),
    "not_stationed": gettext_lazy("没有进驻"),
    "repeated_key": gettext_lazy("重复提交"),
    "changed_meanwhile": gettext_lazy("页面过时"),
}


@require_safe
@worker_required()
def powers(request: HttpRequest) -> HttpResponseBase:
    """The permission matrix: act, power, roles, clause, drawn from what is enforced."""
    show = "registers" if request.GET.get("show") == "registers" else ""
    lines = acts_on_registers() if show else acts_on_cases()
    rule_book = city_of(worker(request)).rule_book
    listing = Listing(
        title=_("权限表"),
        intro=_("谁能办哪一步，依据是什么。表由系统执行的规则直接生成；岗位 A 岗离岗时由 B 岗行使。"),
        caption=_("权限表"),
        columns=[_("步骤"), _("需要的权限"), _("谁有"), _("范围"), _("依据")],
        rows=[_matrix_row(line, rule_book) for line in lines],
        empty=("", ""),
        chips=[
            {"label": label, "url": address("organization:powers", show=key), "active": key == show}
            for key, label in MATRICES
        ],
    )
    return list_page(request, "powers", listing)


def _matrix_row(line: MatrixLine, rule_book: str) -> list[Cell]:
    who = _("、").join(_(role.label) for role in line.roles)
    delegated = _("、").join(_(role.label) for role in line.by_delegation)
    note = _("受委托时：%(who)s") % {"who": delegated} if delegated else ""
    cited = cite_together(line.clauses, rule_book, most=MOST_CITED)
    return [
        Cell(_(line.label)),
        Cell(_(line.power) if line.power else ""),
        Cell(who, note=note),
        Cell(in_page_language(line.limit)),
        Cell(cited),
    ]


@require_safe
def _refusals(request: HttpRequest) -> HttpResponseBase:
    """Refused attempts, the newest first, by kind and person, keyset pages."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(KINDS) else ""
    find = request.GET.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    view = "organization:refusals"
    try:
        page = refused_attempts(kind, find, request.GET.get("after", ""))
    except Refusal:
        return redirect(view)
    listing = Listing(
        title=_("被拒绝的操作"),
        intro=_("超出权限或者不合规则、系统没有办的操作；记录不能修改。"),
        caption=_("被拒绝的操作，新的在前"),
        columns=[_("时间"), _("谁"), _("想做什么"), _("为什么没有办"), _("对象")],
        rows=[_attempt_row(one) for one in page.attempts],
        empty=(_("没有被拒绝的操作"), _("有人越权操作时，会出现在这里。")),
        chips=[
            {"label": label, "url": address(view, kind=key, find=find), "active": key == kind}
            for key, label in KINDS
        ],
        first_url=address(view, kind=kind, find=find) if request.GET.get("after") else "",
        later_url=address(view, kind=kind, find=find, after=page.after) if page.after else "",
    )
    search = {
        "label": _("姓名或账号名"),
        "text": find,
        "kept": [("kind", kind)] if kind else [],
    }
    return list_page(request, "refusals", listing, search=search)


_OTHERS = {
    "applicant": gettext_lazy("申请人"),
    "visitor": gettext_lazy("未登录的人"),
    "operator": gettext_lazy("服务器管理人员"),
}


def _attempt_row(one: Attempt) -> list[Cell]:
    row = one.row
    other = _OTHERS.get(row.actor_kind, row.actor_kind)
    subject = f"{row.subject_kind} {row.subject_id}" if row.subject_id is not None else row.subject_kind
    return [
        Cell(moment_in_words(row.recorded_at, clock.today()), number=True),
        Cell(other) if one.by is None else Cell(one.by.name, note=one.by.department.short_name),
        Cell(_(one.act)),
        Cell(CODES.get(one.code, one.code), note=row.purpose),
        Cell(subject, number=True),
    ]


refusals = never_cache(administrator_required(Role.AUDIT_ADMINISTRATOR, _refusals))
