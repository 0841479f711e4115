"""What the applicant is told about the whole: queued in the transaction of the act, sent by the worker."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from onevisit.accounts.message_texts import MessageText
from onevisit.cases.models import JointCase, JointMember
from onevisit.records import messages
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import MessageChannel

DROPPED, OPEN_QUESTIONS, CORRECTION = "joint.dropped", "joint.open_questions", "joint.correction"

JOINT_TEXTS = {
    DROPPED: MessageText(
        gettext_lazy("有事项没有提交"),
        gettext_lazy(
            "您的一件事“%(package)s”（%(number)s）里，“%(item)s”要等的前置事项没有办成，所以没有提交。"
            "已填写的内容保存在草稿里，可以单独申请。"
        ),
    ),
    OPEN_QUESTIONS: MessageText(
        gettext_lazy("前置事项已办成，请补齐"),
        gettext_lazy(
            "您的一件事“%(package)s”（%(number)s）里，“%(item)s”的前置事项已办成，"
            "还差只有结果上才有的内容或者没交的材料，补齐后就提交。可以网上补，也可以到窗口补。"
        ),
    ),
    CORRECTION: MessageText(
        gettext_lazy("请补正材料"),
        gettext_lazy(
            "您的一件事“%(package)s”（%(number)s）有内容需要补正，各部门的要求已合并一次列明。"
            "请登录查看补正告知书，也可以到窗口补正。"
        ),
    ),
}


def tell_dropped(joint: JointCase, member: JointMember) -> None:
    """A predecessor came to nothing."""
    _tell(joint, DROPPED, {"item": member.case.version.name})


def tell_open_questions(joint: JointCase, member: JointMember) -> None:
    """The predecessor is granted, something only its result tells is still open."""
    _tell(joint, OPEN_QUESTIONS, {"item": member.case.version.name})


def tell_correction(joint: JointCase) -> None:
    """The one merged notice was issued."""
    _tell(joint, CORRECTION, {})


def _tell(joint: JointCase, template: str, more: dict[str, Any]) -> None:
    applicant = joint.applicant
    parameters = {"package": joint.version.name, "number": joint.number, **more}
    account_id = joint.account_id or (applicant.account_id if applicant else None)
    found = []
    if account_id is not None:
        found.append(
            OutgoingMessage(
                MessageChannel.SITE, template, parameters, "joint", joint.pk, account_id=account_id
            )
        )
    if applicant is not None and applicant.phone:
        found.append(
            OutgoingMessage(
                MessageChannel.SMS, template, parameters, "joint", joint.pk, address=applicant.phone
            )
        )
    messages.queue(found)
