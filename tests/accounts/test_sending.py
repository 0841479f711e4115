"""Sending messages: over a real SMTP connection, again after a failure, never twice without need."""

from __future__ import annotations

import base64
import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import policy

import pytest
from django.db.models import F
from django.test import override_settings

from onevisit.accounts import sending
from onevisit.records import messages
from onevisit.records.models import Message, MessageChannel, MessageState

pytestmark = [pytest.mark.django_db, pytest.mark.clause("HOUSE-35")]

received_texts: list[tuple[str, str]] = []


def text_gateway(number: str, text: str) -> None:
    """A city's gateway, as SMS_GATEWAY names it."""
    received_texts.append((number, text))


def broken_gateway(number: str, text: str) -> None:
    """A gateway that is down."""
    raise RuntimeError(number)


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail as RFC 5321 says and keeps it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[bytes] = []
        super().__init__(("127.0.0.1", 0), MailConversation)


class MailConversation(socketserver.StreamRequestHandler):
    """One SMTP conversation."""

    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (one := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(one)
                self.server.received.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def queue(channel: MessageChannel, address: str, template: str = "code-sign-in") -> Message:
    (message,) = messages.queue(
        [
            messages.OutgoingMessage(
                channel=channel,
                template=template,
                parameters={"code": "246813", "minutes": 10},
                subject_kind="message_code",
                subject_id=1,
                address=address,
            )
        ]
    )
    return message


def state_of(message: Message) -> tuple[str, int]:
    kept = Message.objects.get(pk=message.pk)
    return kept.state, kept.attempts


def test_mail_goes_out_over_smtp(mail_server: MailServer) -> None:
    message = queue(MessageChannel.MAIL, "li@example.cn")
    backend = "django.core.mail.backends.smtp.EmailBackend"
    port = mail_server.server_address[1]
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        assert sending.send_waiting() == 1
        assert sending.send_waiting() == 0
    (raw,) = mail_server.received
    mail = email.message_from_bytes(raw, policy=policy.default)
    body = mail.get_body()
    assert body is not None
    assert mail["To"] == "li@example.cn"
    assert "246813" in body.get_content()
    assert mail["Subject"] == "登录验证码"
    assert state_of(message) == (MessageState.SENT, 0)
    assert base64.b64encode(b"246813") not in raw


@override_settings(SMS_GATEWAY="tests.accounts.test_sending.text_gateway")
def test_text_messages_go_to_the_gateway() -> None:
    received_texts.clear()
    message = queue(MessageChannel.SMS, "13800001234")
    assert sending.send(str(message.pk))
    assert not sending.send(str(message.pk))
    assert [number for number, _text in received_texts] == ["13800001234"]


@override_settings(SMS_GATEWAY="tests.accounts.test_sending.broken_gateway")
def test_a_failure_is_tried_again_later_and_tells_no_number() -> None:
    message = queue(MessageChannel.SMS, "13800001234")
    for attempt in range(1, sending.MOST_ATTEMPTS + 1):
        assert sending.send_waiting() == 0
        assert sending.send_waiting() == 0
        assert state_of(message)[1] == attempt
        Message.objects.update(next_attempt_at=F("next_attempt_at") - timedelta(hours=2))
    kept = Message.objects.get(pk=message.pk)
    assert kept.state == MessageState.FAILED
    assert "13800001234" not in kept.last_error


def test_without_gateway_the_message_waits_and_says_why() -> None:
    message = queue(MessageChannel.SMS, "13800001234")
    assert sending.send_waiting() == 0
    assert Message.objects.get(pk=message.pk).last_error.startswith("no gateway for text messages")


def test_an_unknown_template_is_a_failure_not_a_crash() -> None:
    message = queue(MessageChannel.MAIL, "li@example.cn", template="unheard-of")
    assert sending.send_waiting() == 0
    assert state_of(message) == (MessageState.WAITING, 1)
