"""Django model fields for personal data, and the model base they need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import FieldError
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from onevisit.law.clauses import enforces
from onevisit.records import privacy

SetType = TypeVar("SetType")
GetType = TypeVar("GetType")
Row = TypeVar("Row", bound=models.Model)


class Sealed:
    """A ciphertext as it came from the database; it opens when the attribute of its row is read."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: bytes) -> None:
        self.ciphertext = ciphertext

    def __repr__(self) -> str:
        """Says nothing about the content."""
        return "<sealed>"


class SealedAttribute(DeferredAttribute):
    """Opens the ciphertext at the first reading, because only the row knows which row it is."""

    field: EncryptedField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        """The plain value; raises SealedDataError when the ciphertext was altered or moved."""
        if instance is None:
            return self
        kept = instance.__dict__
        name = self.field.attname
        value = kept[name] if name in kept else super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.opened(value, instance)
            kept[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Keeps the plain value until the row is saved."""
        instance.__dict__[self.field.attname] = value


@enforces("HOUSE-14", "GX-51.3")
class EncryptedField(models.Field[SetType, GetType]):
    """Common part of the encrypted fields: stored as AES-GCM bound to table, column and row.

    The row must have its primary key before it is saved (``SealedModel`` sees to that). ``update()``,
    ``bulk_update()`` and filters can't bind a value to its row and are refused; ``values()`` gives sealed
    objects.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """What migrations write down; ``editable`` is always off and needs no mention."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """Bytes to the database."""
        return "BinaryField"

    def to_bytes(self, value: Any) -> bytes:
        """The plain value as bytes."""
        raise NotImplementedError

    def from_bytes(self, plain: bytes) -> Any:
        """The plain value again."""
        raise NotImplementedError

    @property
    def column_name(self) -> str:
        """The column the ciphertext is bound to. Raises FieldError for a field that no model holds."""
        if self.column is None:
            raise FieldError("an encrypted field needs a column")
        return self.column

    def opened(self, sealed: Sealed, instance: models.Model) -> Any:
        """The plain value of this row. Raises SealedDataError."""
        table = instance._meta.db_table
        return self.from_bytes(privacy.decrypt(sealed.ciphertext, table, self.column_name, instance.pk))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """The ciphertext for this row; an unread one is kept as it is."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if model_instance.pk is None:
            raise FieldError(f"{self.name} is bound to its row: the primary key must be known before saving")
        table = model_instance._meta.db_table
        return Sealed(privacy.encrypt(self.to_bytes(value), table, self.column_name, model_instance.pk))

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> bytes | None:
        """Lets only ciphertexts through, so clear text never reaches the database."""
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.ciphertext
        raise FieldError(f"{self.name} is encrypted for one row: it can't be filtered or updated in bulk")

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> Sealed | None:
        """The ciphertext, still closed."""
        return None if value is None else Sealed(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        """Refused: a serialised fixture would hold the clear text."""
        raise FieldError(f"{self.name} is encrypted and can't be serialised")


class EncryptedTextField(EncryptedField[SetType, GetType]):
    """A text at rest as ciphertext; None where ``null=True``."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def to_bytes(self, value: Any) -> bytes:
        """UTF-8."""
        return str(value).encode("utf-8")

    def from_bytes(self, plain: bytes) -> str:
        """The text again."""
        return plain.decode("utf-8")


class EncryptedJSONField(EncryptedField[SetType, GetType]):
    """A JSON value at rest as ciphertext."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_bytes(self, value: Any) -> bytes:
        """Compact JSON in UTF-8."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def from_bytes(self, plain: bytes) -> Any:
        """The JSON value again."""
        return json.loads(plain)


class SealedQuerySet(models.QuerySet[Row]):
    """Fetches the primary keys of new rows before a bulk insert, in one statement."""

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """As Django's; ciphertexts are bound to keys fetched beforehand."""
        rows = list(objs)
        fetch_primary_keys(rows, self.db)
        return super().bulk_create(rows, *args, **kwargs)


class SealedModel(models.Model):
    """Base of models with encrypted fields: a new row gets its key from the sequence before it is inserted.

    That costs one statement more per insert (one for any number of rows in ``bulk_create``).
    """

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the key fetched first."""
        if self.pk is None:
            using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
            fetch_primary_keys([self], using)
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)


def fetch_primary_keys(rows: Sequence[models.Model], using: str = "default") -> None:
    """Gives rows without a primary key the next ones of their table's sequence, in one statement."""
    new = [row for row in rows if row.pk is None]
    if not new:
        return
    options = new[0]._meta
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [options.db_table, options.pk.column, len(new)],
        )
        for row, (key,) in zip(new, cursor.fetchall(), strict=True):
            row.pk = key
