"""The words of messages: one text per template key, filled with the parameters kept with the message.

Every room adds its own texts when the program starts (`register`); the sender and the demo outbox read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from onevisit.records.models import Message


@dataclass(frozen=True)
class MessageText:
    """Subject and body of a message; `%(name)s` stands for a parameter."""

    subject: str | Promise
    body: str | Promise


_TEXTS: dict[str, MessageText] = {}


def register(texts: Mapping[str, MessageText]) -> None:
    """Adds texts. Raises ValueError for a key that is taken by another text."""
    for key, text in texts.items():
        if _TEXTS.setdefault(key, text) != text:
            raise ValueError(f"two texts for the message {key}")


def filled(message: Message) -> MessageText:
    """Subject and body of this message as its reader gets them.

    Raises KeyError for an unknown template or a missing parameter.
    """
    text = _TEXTS[message.template]
    parameters: dict[str, Any] = message.parameters
    return MessageText(str(text.subject) % parameters, str(text.body) % parameters)


_CODE = gettext_lazy("验证码 %(code)s，%(minutes)d 分钟内有效。请勿告诉任何人，工作人员不会向您索要。")

ACCOUNT_TEXTS = {
    "code-sign-up": MessageText(gettext_lazy("注册验证码"), _CODE),
    "code-sign-in": MessageText(gettext_lazy("登录验证码"), _CODE),
    "code-reset-password": MessageText(gettext_lazy("重设密码验证码"), _CODE),
    "already-registered": MessageText(
        gettext_lazy("您已经注册过"), gettext_lazy("有人用这个号码或邮箱申请注册。您已经有账号，请直接登录。")
    ),
    "not-registered": MessageText(
        gettext_lazy("还没有注册"), gettext_lazy("有人用这个号码或邮箱申请登录。它还没有注册，请先注册账号。")
    ),
}
