"""A page with every component in every state, for designers and for the accessibility test.

Only a demo or test installation shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from onevisit.law.lifecycle import Action
from onevisit.law.profiles import JIAOHE
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.records import clock, installation
from onevisit.web.words import SHANGHAI

FACES = ("portal", "desk", "device")
SAMPLE_VERSION = "1"


@dataclass(frozen=True)
class SampleDay:
    """An explained day for the gallery."""

    date: date
    counted: bool
    reason: str
    note: str = ""


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="店铺名称", help_text="与营业执照上的名称一致，例如“蛟河市张记面馆”。")
    area = forms.DecimalField(
        label="经营面积（平方米）", required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    kind = forms.ChoiceField(
        label="经营哪一类",
        widget=forms.RadioSelect,
        choices=[("hot", "热食"), ("cold", "冷食"), ("bakery", "糕点")],
        help_text="选最主要的一类。",
    )
    services = forms.MultipleChoiceField(
        label="还做哪些",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("delivery", "网络外卖"), ("canteen", "单位食堂")],
    )
    town = forms.ChoiceField(
        label="在哪个乡镇街道", choices=[("", "请选择"), ("1", "民主街道"), ("2", "新站镇")]
    )
    remarks = forms.CharField(label="其他说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(
        label="同意用短信和站内消息接收文书", help_text="不同意的，文书由窗口或邮寄送达。"
    )


class CardForm(forms.Form):
    """The field that a card reader fills."""

    identity_number = forms.CharField(
        label="身份证号码", widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
    )


def sample_days() -> list[SampleDay]:
    """The vector of rule 10: 20 working days from 10 February 2026, paused 12 February to 2 March."""
    days = [SampleDay(date(2026, 2, 10), False, "starting_day", "收件当天不计")]
    day = date(2026, 2, 11)
    while day <= date(2026, 3, 26):
        if date(2026, 2, 12) <= day < date(2026, 3, 2):
            days.append(SampleDay(day, False, "paused", "专家评审，依据《行政许可法》第四十五条"))
        elif day.weekday() >= 5:
            days.append(SampleDay(day, False, "rest_day"))
        else:
            days.append(SampleDay(day, True, "counted"))
        day += timedelta(days=1)
    return days


def _moment(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def sample_context() -> Mapping[str, Any]:
    """Everything that the gallery shows."""
    empty_form = SampleForm(auto_id="id_%s")
    wrong_form = SampleForm({"name": "", "area": "很大"}, auto_id="wrong_%s")
    wrong_form.is_valid()
    return {
        "form": None,
        "sample_version": SAMPLE_VERSION,
        "empty_form": empty_form,
        "wrong_form": wrong_form,
        "card_form": CardForm(auto_id="card_%s"),
        "lights": [
            ("normal", 12),
            ("due_soon", 3),
            ("due_soon", 0),
            ("overdue", -2),
            ("paused", None),
            ("special", None),
        ],
        "due": date(2026, 3, 26),
        "days": sample_days(),
        "tasks": [
            {"title": "您是谁", "url": "#tasks", "state": "done", "hint": ""},
            {"title": "经营场所", "url": "#tasks", "state": "current", "hint": "地址、面积、房屋来源"},
            {"title": "食品安全管理", "url": "#tasks", "state": "wrong", "hint": ""},
            {"title": "材料", "url": "#tasks", "state": "todo", "hint": "还差 2 份"},
            {"title": "核对并提交", "url": "#tasks", "state": "locked", "hint": ""},
        ],
        "events": [
            {
                "title": "窗口收件",
                "when": _moment(2, 9, 12),
                "who": "综合受理窗口 3 号",
                "state": "done",
                "links": [{"url": "#timeline", "text": "收件凭证"}],
            },
            {
                "title": "受理",
                "when": _moment(4, 10, 30),
                "who": "市场监管局",
                "state": "done",
                "links": [{"url": "#timeline", "text": "受理通知书"}],
            },
            {
                "title": "审查",
                "when": _moment(5, 8, 40),
                "who": "市场监管局 李*",
                "note": "两名执法人员到店核查，核查时间仍然计入期限。",
                "state": "current",
            },
            {"title": "作出决定", "when_words": "最晚 3月26日（周四）", "who": "市场监管局", "state": "next"},
            {
                "title": "领取结果",
                "when_words": "决定后 10 个工作日内",
                "who": "综合出件窗口",
                "state": "next",
            },
        ],
        "chips": [
            {"label": "全部", "url": "#chips", "count": 42, "active": True},
            {"label": "超期", "url": "#chips", "count": 2, "active": False},
            {"label": "今天到期", "url": "#chips", "count": 5, "active": False},
            {"label": "补正中", "url": "#chips", "count": None, "active": False},
        ],
        "refusal": _not_delegated(),
        "materials": [
            {
                "name": "食品经营许可申请书",
                "necessity_words": "必要",
                "source_words": "申请人自备",
                "originals": 1,
                "copies": 0,
                "hint": "窗口有空白表，可以当场填",
                "blank_url": "#materials",
                "sample_url": "#materials",
                "state": "got",
                "state_words": "已收",
                "files": [{"name": "申请书.pdf", "url": "#materials", "size": 482_133}],
            },
            {
                "name": "营业执照",
                "necessity_words": "必要",
                "source_words": "数据共享，免提交",
                "originals": 0,
                "copies": 0,
                "state": "shared",
                "state_words": "系统已取得",
            },
            {
                "name": "经营场所平面图和设备布局图",
                "necessity_words": "必要",
                "source_words": "申请人自备",
                "originals": 0,
                "copies": 1,
                "state": "wrong",
                "state_words": "需补正",
            },
            {
                "name": "食品安全管理制度",
                "necessity_words": "可容缺",
                "source_words": "申请人自备",
                "originals": 0,
                "copies": 1,
                "state": "missing",
                "state_words": "未交",
            },
        ],
        "points": [
            {"name": "point_1", "text": "每页加盖公章或签名", "checked": True},
            {"name": "point_2", "text": "面积与申请书一致", "checked": False},
        ],
        "rows": [
            {"label": "申请人", "value": "张**", "url": "#summary", "action": ""},
            {"label": "证件号码", "value": "2202**********1234", "url": "", "action": ""},
            {"label": "经营场所", "value": "民主街道光明路 12 号", "url": "#summary", "action": ""},
            {"label": "传真", "value": "", "url": "#summary", "action": "填写"},
        ],
        "tabs": [
            {"label": "材料", "url": "#tabs", "key": "Alt+1", "count": 4, "current": True},
            {"label": "步骤", "url": "#tabs", "key": "Alt+2", "count": None, "current": False},
            {"label": "文书", "url": "#tabs", "key": "Alt+3", "count": 2, "current": False},
            {"label": "存证", "url": "#tabs", "key": "Alt+4", "count": None, "current": False},
        ],
        "crumbs": [
            {"label": "首页", "url": "/"},
            {"label": "食品经营许可", "url": "#top"},
            {"label": "组件", "url": ""},
        ],
        "documents": [
            {
                "title": "受理通知书",
                "number": "蛟市监受〔2026〕12号",
                "made_at": date(2026, 3, 4),
                "url": "#documents",
                "state_words": "已盖业务受理章",
                "verify_url": "#documents",
            },
            {
                "title": "准予食品经营许可决定书",
                "number": "",
                "made_at": None,
                "url": "",
                "state_words": "正在制作",
                "verify_url": "",
            },
        ],
        "actions": [
            {
                "label": "受理",
                "name": "accept",
                "allowed": False,
                "key": "F8",
                "refusal": _not_delegated(),
            },
            {"label": "收件", "name": "receive", "allowed": True, "key": "F9", "busy": "正在收件…"},
            {
                "label": "一次性告知",
                "name": "correct",
                "allowed": True,
                "key": "Alt+G",
                "style": "secondary",
                "url": "#actions",
            },
            {
                "label": "撤回申请",
                "name": "withdraw",
                "allowed": True,
                "style": "danger",
                "opens": "withdraw",
            },
        ],
        "cases": [
            {
                "light": "overdue",
                "days_left": -2,
                "number": "220281-20260302-000123-7",
                "item": "食品经营许可",
                "applicant": "张**",
                "step": "审查",
                "due": date(2026, 3, 12),
            },
            {
                "light": "due_soon",
                "days_left": 1,
                "number": "220281-20260304-000140-2",
                "item": "公共场所卫生许可",
                "applicant": "蛟河市某某洗浴有限公司",
                "step": "核准",
                "due": date(2026, 3, 17),
            },
            {
                "light": "normal",
                "days_left": 8,
                "number": "220281-20260309-000201-9",
                "item": "药品零售企业经营许可",
                "applicant": "李**",
                "step": "初审",
                "due": date(2026, 3, 26),
            },
            {
                "light": "paused",
                "days_left": None,
                "number": "220281-20260309-000202-1",
                "item": "特种设备使用登记",
                "applicant": "吉林某某热力有限责任公司蛟河分公司第二供热站",
                "step": "专家评审",
                "due": date(2026, 4, 2),
            },
        ],
        "saved_at": _moment(16, 14, 3),
        "section": "worklist",
        "staff_header": {
            "hall": "蛟河市政务大厅",
            "window": "3 号窗口",
            "post": "综合受理岗",
            "name": "王明",
        },
    }


def _not_delegated() -> Refusal:
    return Refusal(
        "not_delegated",
        Sentence("不能由窗口%(act)s：本事项未委托。", act=Term(Action.ACCEPT.label)),
        clauses=("JH-13",),
        who_could=Sentence("可以“收件”并转交%(department)s，由其决定。", department="市场监督管理局"),
        city=JIAOHE,
    )


def _refuse_in_real_use() -> None:
    if not installation.facts().shiftable:
        raise Http404


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Where the gallery's form goes: answers like a draft that saves itself, and keeps nothing.

    401 for anybody but the account the page was made for, 409 for a version that is no longer the newest.
    """
    _refuse_in_real_use()
    if request.POST.get("account", "") != str(request.user.pk or ""):
        return HttpResponse(status=401)
    if request.POST.get("version") != SAMPLE_VERSION:
        return HttpResponse(status=409)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"saved_at": f"{clock.now():%H:%M}", "version": SAMPLE_VERSION})
    return redirect("web:components")


@require_GET
def time_of_day(request: HttpRequest) -> HttpResponse:
    """A part of the gallery that is fetched again when something changed."""
    _refuse_in_real_use()
    return HttpResponse(clock.now().isoformat())


@require_GET
def gallery(request: HttpRequest, face: str = "portal") -> HttpResponse:
    """The gallery in the dress of one face: portal, desk or device."""
    _refuse_in_real_use()
    if face not in FACES:
        raise Http404
    return render(request, f"web/gallery/{face}.html", {**sample_context(), "face": face})
