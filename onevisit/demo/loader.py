"""Loads a demo city: every row through the rooms' own models and actions; what is there already stays."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from onevisit.accounts.demo import create_demo_staff
from onevisit.accounts.destination import parse_destination
from onevisit.catalog.actions import publish
from onevisit.catalog.bases import register_base
from onevisit.catalog.importing import import_files
from onevisit.catalog.models import Item, LawArticle, LawText
from onevisit.catalog.package_actions import import_packages, publish_package
from onevisit.catalog.queries import current_version
from onevisit.catalog.reading import read_definition
from onevisit.catalog.stationed import needed_of
from onevisit.demo.city_files import (
    ApplicantsFile,
    DelegationsFile,
    LawsFile,
    LicencesFile,
    OrganizationFile,
    SealsFile,
    StaffFile,
    item_files,
    package_files,
    read_city_file,
    read_laws,
)
from onevisit.documents.models import Seal, StandingSealOrder
from onevisit.documents.seal_proposals import register_seal
from onevisit.law.delegations import DelegatedItem, DelegationTerms
from onevisit.law.legal_basis import plain_name
from onevisit.law.licences.states import LicenceMatter, TrustGrade
from onevisit.law.posts import CARRIED
from onevisit.law.stationing import StationedPower
from onevisit.licences.issuing import Issued, keep
from onevisit.licences.models import Licence
from onevisit.organization.cabinets import token_hash
from onevisit.organization.delegating import register_delegation
from onevisit.organization.models import (
    Cabinet,
    ChiefRepresentative,
    Delegation,
    Department,
    Hall,
    Post,
    Region,
    RoleAssignment,
    Staff,
    Stationing,
    Training,
    Window,
)
from onevisit.people import identity
from onevisit.people.actions import find_or_register_organization, sign_up
from onevisit.people.agents import authorize_agent
from onevisit.people.facts import OrganizationFacts, PersonFacts
from onevisit.people.models import Applicant, Authorization, IdentityType
from onevisit.records import clock

IN_FORCE_FROM = date(2026, 1, 1)
_HALL_ROLES = {"window_clerk", "issuing_clerk", "hall_manager"}


@dataclass(frozen=True)
class _City:
    """The rows of the organisation by the keys of the files."""

    halls: dict[str, Hall]
    departments: dict[str, Department]
    windows: dict[tuple[str, str], Window]


def load_city(city: str) -> None:
    """Load one city in one transaction.

    Raises DefinitionError for a faulty file and Refusal "not_a_demo" in a database that is not marked demo;
    then nothing is loaded.
    """
    with transaction.atomic():
        loaded = _load_organization(read_city_file(city, "organization.yaml", OrganizationFile))
        staff = _load_staff(read_city_file(city, "staff.yaml", StaffFile), loaded)
        _load_items(city)
        _load_laws(read_laws())
        _load_trainings(staff)
        _load_stationing(city, loaded)
        _load_packages(city)
        _load_delegations(city, read_city_file(city, "delegations.yaml", DelegationsFile), loaded)
        _load_seals(read_city_file(city, "seals.yaml", SealsFile), loaded, staff)
        applicants = _load_applicants(read_city_file(city, "applicants.yaml", ApplicantsFile))
        _load_licences(city, read_city_file(city, "licences.yaml", LicencesFile), loaded, applicants)


def _load_organization(file: OrganizationFile) -> _City:
    regions: dict[str, Region] = {}
    for region in file.regions:
        regions[region.code], _ = Region.objects.get_or_create(
            code=region.code,
            defaults={
                "name": region.name,
                "level": region.level,
                "parent": regions.get(region.parent),
                "profile": file.profile,
            },
        )
    halls: dict[str, Hall] = {}
    for hall in file.halls:
        halls[hall.code], _ = Hall.objects.get_or_create(
            code=hall.code,
            defaults={
                "name": hall.name,
                "kind": hall.kind,
                "region": regions[hall.region],
                "parent": halls.get(hall.parent),
                "address": hall.address,
                "phone": hall.phone,
                "opening_hours": [opening.model_dump(mode="json") for opening in hall.opening],
                "closing_time": hall.closing_time,
            },
        )
    first = file.halls[0]
    departments: dict[str, Department] = {}
    for department in file.departments:
        departments[department.key], _ = Department.objects.get_or_create(
            code=department.code,
            defaults={
                "credit_code": department.credit_code,
                "name": department.name,
                "short_name": department.short_name,
                "document_prefix": department.document_prefix,
                "kind": department.kind,
                "region": regions[first.region],
                "vertically_led": department.vertically_led,
                "reconsideration_organ": department.reconsideration_organ,
                "online_reconsideration": department.online_reconsideration,
                "court": file.court,
                "address": first.address,
                "phone": department.phone,
            },
        )
    windows: dict[tuple[str, str], Window] = {}
    for window in file.windows:
        windows[window.hall, window.number], _ = Window.objects.get_or_create(
            hall=halls[window.hall],
            number=window.number,
            defaults={"name": window.name, "kinds": list(window.kinds)},
        )
    for cabinet in file.cabinets:
        Cabinet.objects.get_or_create(
            hall=halls[cabinet.hall],
            code=cabinet.code,
            defaults={
                "place": cabinet.place,
                "slots": cabinet.slots,
                "token_hash": token_hash(cabinet.token),
                "token_at": clock.now(),
            },
        )
    return _City(halls, departments, windows)


def _load_staff(file: StaffFile, city: _City) -> dict[str, Staff]:
    staff: dict[str, Staff] = {}
    accounts = create_demo_staff([entry.username for entry in file.staff], file.password)
    for entry in file.staff:
        department, hall = city.departments[entry.department], city.halls[entry.hall]
        member, created = Staff.objects.get_or_create(
            account=accounts[entry.username],
            defaults={
                "name": entry.name,
                "employee_number": entry.number,
                "department": department,
                "hall": hall,
                "window": city.windows[entry.hall, entry.window] if entry.window else None,
                "identity_hash": identity.identity_hash(IdentityType.RESIDENT_NUMBER, entry.resident_number)
                if entry.resident_number
                else None,
                "certificate_number": entry.certificate,
                "certificate_valid_until": entry.certificate_valid_until,
            },
        )
        staff[entry.username] = member
        if created:
            RoleAssignment.objects.bulk_create(
                RoleAssignment(
                    staff=member,
                    role=role.value,
                    department=department,
                    hall=hall if role.value in _HALL_ROLES else None,
                    valid_from=IN_FORCE_FROM,
                )
                for role in entry.roles
            )
    held = {entry.username: entry.roles for entry in file.staff}
    for post in file.posts:
        Post.objects.get_or_create(
            hall=city.halls[post.hall],
            department=city.departments[post.department],
            name=post.name,
            defaults={
                "window": city.windows[post.hall, post.window] if post.window else None,
                "holder_a": staff[post.holder_a],
                "holder_b": staff[post.holder_b],
                "roles": [role.value for role in post.roles or held[post.holder_a] if role in CARRIED],
            },
        )
    for chief in file.chiefs:
        member = staff[chief.staff]
        ChiefRepresentative.objects.get_or_create(
            department=member.department,
            hall=member.hall,
            valid_to=None,
            defaults={"staff": member, "document": chief.document, "valid_from": IN_FORCE_FROM},
        )
    return staff


def _load_items(city: str) -> None:
    """Import the item files and publish what is new; a changed file becomes a new version from now on."""
    for version in import_files(item_files(city)).drafted:
        register_base(version.definition)
        publish(version)


def _load_trainings(staff: dict[str, Staff]) -> None:
    """Departments train their people for their own items, the agency its window clerks for all of them."""
    items = list(Item.objects.all())
    agency = Department.Kind.AGENCY
    Training.objects.bulk_create(
        (
            Training(
                staff=member, item_code=item.code, trained_on=IN_FORCE_FROM, course="进驻前业务培训（演示）"
            )
            for member in staff.values()
            for item in items
            if member.department.kind == agency or item.department_id == member.department_id
        ),
        ignore_conflicts=True,
    )


def _load_laws(file: LawsFile) -> None:
    """Register the laws that are not there yet, with the words of their articles."""
    for entry in file.laws:
        text, made = LawText.objects.get_or_create(
            key=plain_name(entry.name),
            number=entry.number,
            defaults={"name": entry.name, "issuer": entry.issuer, "begins": entry.begins},
        )
        for article, words in entry.articles.items() if made else ():
            LawArticle.objects.create(law=text, article=article, words=words)


def _load_stationing(city: str, loaded: _City) -> None:
    """Every item is stationed where its guide says it is served; the powers are those its kind calls for.

    A reported-up item lacks the power of its first review, so that the list of gaps has something to show.
    """
    items = {item.code: item for item in Item.objects.all()}
    for name, data in item_files(city).items():
        definition = read_definition(data, name)
        needed = needed_of(definition)
        given = needed - {StationedPower.FIRST_REVIEW}
        for place in definition.places:
            hall = loaded.halls.get(place.hall)
            if hall is None:
                continue
            Stationing.objects.get_or_create(
                item_code=definition.code,
                hall=hall,
                defaults={
                    "department_id": items[definition.code].department_id,
                    "needed": sorted(power.value for power in needed),
                    "given": sorted(power.value for power in given),
                    "authorised_by": "部门主要负责人（演示）",
                    "document": "进驻政务服务大厅授权书（演示）",
                    "valid_from": IN_FORCE_FROM,
                },
            )


def _load_packages(city: str) -> None:
    """Import the package files and publish what is new."""
    for version in import_packages(package_files(city)):
        publish_package(version)


def _load_delegations(city: str, file: DelegationsFile, loaded: _City) -> None:
    """Register the documents that are not there yet; the agency is the delegate of all of them."""
    definitions = {
        name.removesuffix(".yaml"): read_definition(data, name) for name, data in item_files(city).items()
    }
    items = {item.code: item for item in Item.objects.all()}
    known = set(Delegation.objects.values_list("number", flat=True))
    for entry in file.delegations:
        if entry.number in known:
            continue
        named = [definitions[name] for name in entry.items]
        register_delegation(
            entry.number,
            DelegationTerms(
                delegator_id=loaded.departments[entry.delegator].pk,
                delegate_id=loaded.departments["agency"].pk,
                to_administrative_organ=True,
                basis=entry.basis,
                announcement=entry.announcement,
                announced_on=entry.announced_on,
                items=tuple(
                    DelegatedItem(item.code, item.name, items[item.code].department_id, item.type.is_licence)
                    for item in named
                ),
                powers=frozenset(entry.powers),
                valid_from=entry.valid_from,
            ),
        )


def _load_seals(file: SealsFile, city: _City, staff: dict[str, Staff]) -> None:
    seals = {seal.number: seal for seal in Seal.objects.all()}
    for entry in file.seals:
        if entry.number not in seals:
            seals[entry.number] = register_seal(
                number=entry.number,
                kind=entry.kind,
                department=city.departments[entry.department],
                kept_by=city.departments[entry.kept_by],
                hall=city.halls[entry.hall] if entry.hall else None,
                valid_from=IN_FORCE_FROM,
                face_text=entry.face,
            )
    for order in file.standing_orders:
        StandingSealOrder.objects.get_or_create(
            seal=seals[order.seal],
            document_kind=order.document_kind.value,
            defaults={
                "ordered_by": staff[order.ordered_by],
                "basis": order.basis,
                "valid_from": IN_FORCE_FROM,
            },
        )


def _load_applicants(file: ApplicantsFile) -> dict[str, Applicant]:
    applicants: dict[str, Applicant] = {}
    for person in file.people:
        known = _applicant(IdentityType.RESIDENT_NUMBER, person.resident_number)
        applicants[person.key] = known or sign_up(
            parse_destination(person.phone),
            file.password,
            PersonFacts(
                name=person.name,
                identity_number=person.resident_number,
                phone=person.phone,
                address=person.address,
            ),
        )
    for organization in file.organizations:
        known = _applicant(IdentityType.CREDIT_CODE, organization.credit_code)
        applicants[organization.key] = (
            known
            or find_or_register_organization(
                OrganizationFacts(
                    name=organization.name,
                    credit_code=organization.credit_code,
                    legal_representative=organization.legal_representative,
                    phone=organization.phone,
                    address=organization.address,
                )
            ).applicant
        )
    for entry in file.authorizations:
        principal, agent = applicants[entry.principal], applicants[entry.agent]
        if not Authorization.objects.filter(principal=principal, agent=agent).exists():
            words = f"演示授权委托书：{entry.principal} → {entry.agent}"
            authorize_agent(
                principal,
                agent,
                acts=entry.acts,
                valid_from=entry.valid_from,
                valid_to=entry.valid_to,
                document_sha256=hashlib.sha256(words.encode()).hexdigest(),
            )
    return applicants


def _load_licences(city: str, file: LicencesFile, loaded: _City, applicants: dict[str, Applicant]) -> None:
    """Enter the licences of the demo holders that are not there yet."""
    definitions = {
        name.removesuffix(".yaml"): read_definition(data, name) for name, data in item_files(city).items()
    }
    hall = next(iter(loaded.halls.values()))
    moment = clock.now()
    for entry in file.licences:
        version = current_version(definitions[entry.item].code, moment)
        assert version is not None
        department = version.item.department
        if Licence.objects.filter(department=department, number=entry.number).exists():
            continue
        last = None if entry.ends_in_days is None else moment.date() + timedelta(days=entry.ends_in_days)
        first = (last or moment.date()) - timedelta(days=365 * entry.years)
        term = version.definition.result.validity if last is None else f"{first} 至 {last}"
        holder = applicants[entry.holder]
        keep(
            Issued(
                number=entry.number,
                kind=version.definition.result.name,
                version=version,
                item_code=version.item.code,
                department=department,
                hall=hall,
                holder=holder,
                entries=[
                    ["证件编号", entry.number],
                    ["名称（姓名）", holder.name],
                    *entry.fields,
                    ["有效期", term],
                ],
                case_id=None,
                document=None,
                issued_on=first,
                valid_from=first,
                valid_to=last,
                grade=TrustGrade.ORIGINAL_SEEN,
                matter=LicenceMatter.ISSUE,
                follows=None,
                staff_id=None,
            ),
            moment,
        )


def _applicant(identity_type: str, number: str) -> Applicant | None:
    return Applicant.objects.filter(
        identity_type=identity_type, identity_hash=identity.identity_hash(identity_type, number)
    ).first()
