"""Who serves where, and with which powers. Only the rooms' own functions write here."""

from onevisit.organization.models.cabinet import Cabinet
from onevisit.organization.models.delegation import Delegation
from onevisit.organization.models.post import Absence, ChiefRepresentative, Post, StandIn
from onevisit.organization.models.qualification import Training
from onevisit.organization.models.stationing import Exemption, Stationing
from onevisit.organization.models.structure import Department, Hall, Region, RoleAssignment, Staff, Window
from onevisit.organization.models.transfer import Transfer

__all__ = [
    "Absence",
    "Cabinet",
    "ChiefRepresentative",
    "Delegation",
    "Department",
    "Exemption",
    "Hall",
    "Post",
    "Region",
    "RoleAssignment",
    "Staff",
    "StandIn",
    "Stationing",
    "Training",
    "Transfer",
    "Window",
]
