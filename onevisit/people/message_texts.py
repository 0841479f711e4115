"""What holders of a bar are told of its repair."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from onevisit.accounts.message_texts import MessageText

CREDIT_TEXTS = {
    "credit.repaired": MessageText(
        gettext_lazy("信用修复"),
        gettext_lazy(
            "您的信用修复申请已经同意，从今天起可以再用告知承诺和容缺受理。理由请登录“我的信用”查看。"
        ),
    ),
    "credit.not_repaired": MessageText(
        gettext_lazy("信用修复"),
        gettext_lazy(
            "您的信用修复申请没有同意，限制到 %(until)s 为止。理由请登录“我的信用”查看，可以补充后再申请。"
        ),
    ),
}
