"""The demo city: organisation, items and people of a small city, loaded through the product's own formats."""

from __future__ import annotations

DEFAULT_CITY = "jiaohe"


def load(city: str = DEFAULT_CITY) -> None:
    """Load a demo city into this database; loading again changes nothing.

    Raises DefinitionError when a file of the city is faulty, Refusal when the database is not marked demo.
    Needs configured Django settings.
    """
    # Django models may only be imported once the settings are known.
    from onevisit.demo.loader import load_city

    load_city(city)


def accounts_text(city: str = DEFAULT_CITY) -> str:
    """The demo accounts with their passwords, as the terminal shows them; reads only the files."""
    from onevisit.demo.accounts_text import accounts_text_of

    return accounts_text_of(city)
