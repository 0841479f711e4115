"""What an address may hold, so that anything else is simply not found."""

from __future__ import annotations


class ItemCode:
    """A 实施编码: capital letters and digits, up to 36."""

    regex = "[0-9A-Z]{1,36}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class OrganCode:
    """The code of a department: capital letters and digits, up to 12."""

    regex = "[0-9A-Z]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class MaterialKey:
    """The key of a material in an item definition."""

    regex = "[a-z][a-z0-9_]{0,39}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class VerificationCode:
    """The verification code of a document."""

    regex = "[0-9A-Z]{8,32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
