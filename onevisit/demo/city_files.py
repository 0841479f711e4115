"""The files of a demo city, read and checked before anything is written."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError

from onevisit.catalog.field_types import Part
from onevisit.catalog.parts import OpeningHours
from onevisit.catalog.reading import DefinitionError, faults_of, read_yaml
from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.law.powers import PowerKind, Role

CITIES = Path(__file__).parent / "cities"


class RegionEntry(Part):
    """A region of the tree."""

    code: str
    name: str
    level: str
    parent: str = ""


class HallEntry(Part):
    """A hall or service point."""

    code: str
    name: str
    kind: str
    region: str
    parent: str = ""
    address: str
    phone: str
    closing_time: time
    opening: tuple[OpeningHours, ...]


class DepartmentEntry(Part):
    """An organ; ``key`` names it in the other files."""

    code: str
    key: str
    credit_code: str
    name: str
    short_name: str
    document_prefix: str
    kind: str
    reconsideration_organ: str
    phone: str
    vertically_led: bool = False
    online_reconsideration: str = ""


class WindowEntry(Part):
    """A counter of a hall."""

    hall: str
    number: str
    name: str
    kinds: tuple[str, ...]


class CabinetEntry(Part):
    """A self-service cabinet with the token of its screen; tokens of demo cities are no secret."""

    hall: str
    code: str
    place: str
    slots: int
    token: str


class OrganizationFile(Part):
    """``organization.yaml``; the departments serve the region of the first hall."""

    profile: str
    regions: tuple[RegionEntry, ...] = Field(min_length=1)
    halls: tuple[HallEntry, ...] = Field(min_length=1)
    departments: tuple[DepartmentEntry, ...] = Field(min_length=1)
    court: str
    windows: tuple[WindowEntry, ...]
    cabinets: tuple[CabinetEntry, ...] = ()


class StaffEntry(Part):
    """A member of staff with the account he signs in with."""

    username: str
    name: str
    number: str
    department: str
    hall: str
    roles: tuple[Role, ...] = Field(min_length=1)
    window: str = ""
    certificate: str = ""
    certificate_valid_until: date | None = None
    resident_number: str = ""


class PostEntry(Part):
    """A post with its A and B holder; without ``roles`` it carries all that A holds."""

    name: str
    hall: str
    department: str
    window: str = ""
    holder_a: str
    holder_b: str
    roles: tuple[Role, ...] = ()


class ChiefEntry(Part):
    """A chief representative of his department in his hall, by an appointing paper."""

    staff: str
    document: str


class StaffFile(Part):
    """``staff.yaml``."""

    password: str
    chiefs: tuple[ChiefEntry, ...] = ()
    staff: tuple[StaffEntry, ...]
    posts: tuple[PostEntry, ...]


class DelegationEntry(Part):
    """A delegation document; ``items`` are names of item files without ending."""

    number: str
    delegator: str
    items: tuple[str, ...] = Field(min_length=1)
    powers: tuple[PowerKind, ...] = Field(min_length=1)
    basis: str
    announced_on: date
    announcement: str
    valid_from: date


class DelegationsFile(Part):
    """``delegations.yaml``."""

    delegations: tuple[DelegationEntry, ...]


class SealEntry(Part):
    """A seal; without ``hall`` it is not bound to one."""

    number: str
    kind: SealKind
    department: str
    kept_by: str
    hall: str = ""
    face: str = ""


class StandingOrderEntry(Part):
    """A keeper's order that the platform may set a seal on one kind of document."""

    seal: str
    document_kind: DocumentKind
    ordered_by: str
    basis: str


class SealsFile(Part):
    """``seals.yaml``."""

    seals: tuple[SealEntry, ...]
    standing_orders: tuple[StandingOrderEntry, ...] = ()


class PersonEntry(Part):
    """A demo applicant with an account opened by telephone number."""

    key: str
    name: str
    resident_number: str
    phone: str
    address: str


class OrganizationEntry(Part):
    """A demo company."""

    key: str
    name: str
    credit_code: str
    legal_representative: str
    phone: str
    address: str


class AuthorizationEntry(Part):
    """Who may act for whom."""

    principal: str
    agent: str
    acts: tuple[str, ...]
    valid_from: date
    valid_to: date


class ApplicantsFile(Part):
    """``applicants.yaml``."""

    password: str
    people: tuple[PersonEntry, ...]
    organizations: tuple[OrganizationEntry, ...]
    authorizations: tuple[AuthorizationEntry, ...]


class LicenceEntry(Part):
    """A licence issued before the system was there, its original seen at a window.

    It ends ``ends_in_days`` calendar days after the demo is loaded; without that it has no end.
    """

    number: str
    item: str
    holder: str
    years: int
    ends_in_days: int | None = None
    fields: tuple[tuple[str, str], ...] = ()


class LicencesFile(Part):
    """``licences.yaml``."""

    licences: tuple[LicenceEntry, ...]


class LawEntry(Part):
    """A law on which items rest; ``articles`` holds the words of some by their figure."""

    name: str
    number: str = ""
    issuer: str
    begins: date
    articles: dict[str, str] = {}


class LawsFile(Part):
    """``laws.yaml``, the same for every demo city."""

    laws: tuple[LawEntry, ...]


FileModel = TypeVar("FileModel", bound=Part)


def city_folder(city: str) -> Path:
    """The folder of a demo city. Raises FileNotFoundError, naming the cities there are."""
    folder = CITIES / city
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in CITIES.iterdir() if path.is_dir()))
        raise FileNotFoundError(f"there is no demo city {city!r}; there are: {known}")
    return folder


def read_city_file(city: str, name: str, model: type[FileModel]) -> FileModel:
    """One file of a city. Raises DefinitionError with every fault."""
    return _read(city_folder(city) / name, model)


def read_laws() -> LawsFile:
    """The laws of all demo cities. Raises DefinitionError with every fault."""
    return _read(CITIES.parent / "laws.yaml", LawsFile)


def _read(path: Path, model: type[FileModel]) -> FileModel:
    try:
        return model.model_validate(read_yaml(path.read_bytes(), path.name))
    except ValidationError as error:
        raise DefinitionError(faults_of(error, model, path.name)) from error


def item_files(city: str) -> dict[str, bytes]:
    """The item files of a city by file name."""
    folder = city_folder(city) / "items"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}


def package_files(city: str) -> dict[str, bytes]:
    """The package files (一件事) of a city by file name; none where it has no packages."""
    folder = city_folder(city) / "packages"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
