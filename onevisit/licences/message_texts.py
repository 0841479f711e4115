"""What holders are told of acts on their licences, and of looks at them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from onevisit.accounts.message_texts import MessageText
from onevisit.law.licences.acts import LicenceAct

_SEE = gettext_lazy("机关对您的%(kind)s（编号 %(number)s）作出了决定，请登录“我的证照”查看理由和救济途径。")

LICENCE_TEXTS = {
    f"licence.{LicenceAct.SUSPEND.value}": MessageText(gettext_lazy("许可暂停使用"), _SEE),
    f"licence.{LicenceAct.RESUME.value}": MessageText(gettext_lazy("许可恢复使用"), _SEE),
    f"licence.{LicenceAct.ANNUL.value}": MessageText(gettext_lazy("许可撤销"), _SEE),
    f"licence.{LicenceAct.WITHDRAW.value}": MessageText(gettext_lazy("许可撤回"), _SEE),
    f"licence.{LicenceAct.REVOKE.value}": MessageText(gettext_lazy("许可证件吊销"), _SEE),
    f"licence.{LicenceAct.DEREGISTER.value}": MessageText(gettext_lazy("许可注销"), _SEE),
    "licence.shown": MessageText(
        gettext_lazy("您授权的证照已被查看"),
        gettext_lazy(
            "%(office)s凭您给的授权码查看了您的%(kind)s（编号 %(number)s）。授权码已经失效；"
            "谁在什么时间看的，请登录“我的证照”查看。"
        ),
    ),
}
