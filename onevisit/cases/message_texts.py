"""What applicants are told of the acts on their cases: one text for each act that tells them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from onevisit.accounts.message_texts import MessageText
from onevisit.law.lifecycle import Action

CASE_TEXTS = {
    f"case.{action.value}": MessageText(subject, body)
    for action, subject, body in (
        (
            Action.PASS_PRE_REVIEW,
            gettext_lazy("预审通过"),
            gettext_lazy(
                "您的“%(item)s”预审通过了，编号 %(number)s。"
                "可以直接在网上提交，也可以带身份证件和纸质材料到窗口报件，跑一次就行。"
            ),
        ),
        (
            Action.RETURN_PRE_REVIEW,
            gettext_lazy("预审意见"),
            gettext_lazy("您的“%(item)s”（%(number)s）预审有修改意见，已一次列明，请登录查看后修改。"),
        ),
        (
            Action.FILE,
            gettext_lazy("申请已提交"),
            gettext_lazy(
                "您的“%(item)s”申请已收到，办件编号 %(number)s。"
                "收件不代表受理，是否受理会在规定期限内告知您。"
            ),
        ),
        (
            Action.RECEIVE,
            gettext_lazy("材料已收到"),
            gettext_lazy("窗口已收下您的“%(item)s”申请材料，办件编号 %(number)s。"),
        ),
        (
            Action.REQUEST_CORRECTION,
            gettext_lazy("请补正材料"),
            gettext_lazy(
                "您的“%(item)s”（%(number)s）有内容需要补正，已一次列明。请登录查看补正告知书，也可以到窗口补正。"
            ),
        ),
        (
            Action.REMIND_OF_POINT,
            gettext_lazy("补正还没有到位"),
            gettext_lazy("您的“%(item)s”（%(number)s）还有已列明的内容没有补到位，请登录查看。"),
        ),
        (
            Action.ACCEPT,
            gettext_lazy("申请已受理"),
            gettext_lazy("您的“%(item)s”（%(number)s）已受理，受理通知书可登录下载。"),
        ),
        (
            Action.ACCEPT_WITH_GAPS,
            gettext_lazy("已容缺受理"),
            gettext_lazy(
                "您的“%(item)s”（%(number)s）已容缺受理。请在容缺受理通知书写明的期限内补齐材料，逾期没有补齐的终止办理。"
            ),
        ),
        (
            Action.RETURN_GAPS,
            gettext_lazy("补齐的材料不符合要求"),
            gettext_lazy("您的“%(item)s”（%(number)s）补齐的材料不符合要求，请登录查看原因，重新补齐。"),
        ),
        (
            Action.TERMINATE_FOR_GAPS,
            gettext_lazy("未补齐，已终止办理"),
            gettext_lazy(
                "您的“%(item)s”（%(number)s）没有按承诺补齐材料，已终止办理，理由和救济途径见决定书。"
            ),
        ),
        (
            Action.DEEM_ACCEPTED,
            gettext_lazy("申请视为受理"),
            gettext_lazy("您的“%(item)s”（%(number)s）逾期没有告知补正，依法自收到材料之日起即为受理。"),
        ),
        (
            Action.ANSWER_NOT_REQUIRED,
            gettext_lazy("不需要办理"),
            gettext_lazy("您申请的“%(item)s”（%(number)s）依法不需要办理，详见告知书。"),
        ),
        (
            Action.REFUSE_ACCEPTANCE,
            gettext_lazy("不予受理"),
            gettext_lazy("您的“%(item)s”（%(number)s）不予受理，理由和救济途径见决定书。"),
        ),
        (
            Action.DECIDE_AT_ONCE,
            gettext_lazy("已当场办结"),
            gettext_lazy("您的“%(item)s”（%(number)s）已当场作出决定。"),
        ),
        (
            Action.START_SPECIAL_PROCEDURE,
            gettext_lazy("启动特别程序"),
            gettext_lazy("您的“%(item)s”（%(number)s）需要经过特别程序，所需时间见告知书。"),
        ),
        (
            Action.END_SPECIAL_PROCEDURE,
            gettext_lazy("特别程序结束"),
            gettext_lazy("您的“%(item)s”（%(number)s）特别程序已结束，继续办理。"),
        ),
        (
            Action.APPROVE_EXTENSION,
            gettext_lazy("延长办理期限"),
            gettext_lazy("您的“%(item)s”（%(number)s）经批准延长办理期限，理由见延期告知书。"),
        ),
        (
            Action.REPORT_UP,
            gettext_lazy("已报上级机关"),
            gettext_lazy("您的“%(item)s”（%(number)s）已经初审，报送上级机关决定。"),
        ),
        (
            Action.RECORD_ANSWER_FROM_ABOVE,
            gettext_lazy("上级机关已答复"),
            gettext_lazy("您的“%(item)s”（%(number)s）上级机关已答复，继续办理。"),
        ),
        (
            Action.SIGN_DECISION,
            gettext_lazy("已作出决定"),
            gettext_lazy("您的“%(item)s”（%(number)s）已作出决定，送达后可以登录下载决定书。"),
        ),
        (
            Action.TAKE_OVER,
            gettext_lazy("结果可以领取"),
            gettext_lazy("您的“%(item)s”（%(number)s）办理结果已到窗口，可以领取。"),
        ),
        (
            Action.COLLECT,
            gettext_lazy("结果已领取"),
            gettext_lazy(
                "您的“%(item)s”（%(number)s）办理结果已领取。不是您本人或者委托的人领的，请马上联系我们。"
            ),
        ),
        (
            Action.DELIVER_ELECTRONICALLY,
            gettext_lazy("结果已电子送达"),
            gettext_lazy("您的“%(item)s”（%(number)s）办理结果已电子送达，请登录下载。"),
        ),
        (
            Action.DELIVER_BY_POST,
            gettext_lazy("结果已寄出"),
            gettext_lazy("您的“%(item)s”（%(number)s）办理结果已寄出，请留意查收。"),
        ),
        (
            Action.WITHDRAW,
            gettext_lazy("申请已撤回"),
            gettext_lazy("您的“%(item)s”（%(number)s）申请已撤回。需要时可以重新申请。"),
        ),
        (
            Action.DEEM_RENEWED,
            gettext_lazy("许可视为准予延续"),
            gettext_lazy(
                "您的“%(item)s”（%(number)s）延续申请到期没有答复，依法视为准予延续，新的有效期请登录查看。"
            ),
        ),
        (
            Action.END_RENEWAL,
            gettext_lazy("延续办理结束"),
            gettext_lazy("您的“%(item)s”（%(number)s）所申请延续的许可已经终止，延续办理结束。"),
        ),
        (
            Action.TERMINATE,
            gettext_lazy("已终止办理"),
            gettext_lazy("您的“%(item)s”（%(number)s）已终止办理，理由见决定书。"),
        ),
    )
}

CASE_TEXTS["case.referral"] = MessageText(
    gettext_lazy("正在向有关部门请示"),
    gettext_lazy(
        "您的“%(item)s”（%(number)s）有一个问题要向%(department)s请示，有了答复马上告知您；法定时限照常计算。"
    ),
)
