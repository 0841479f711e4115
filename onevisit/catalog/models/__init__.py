"""Tables of the catalog room: items with their versions, and the changes that lead from one to the next."""

from onevisit.catalog.models.bases import BaseItem, BaseVersion
from onevisit.catalog.models.changes import CatalogueChange, CatalogueLogRow, ItemReview, ReviewedPart
from onevisit.catalog.models.imports import CatalogueImport
from onevisit.catalog.models.items import Item, ItemVersion
from onevisit.catalog.models.laws import LawArticle, LawChange, LawText
from onevisit.catalog.models.packages import Package, PackageVersion

__all__ = [
    "BaseItem",
    "BaseVersion",
    "CatalogueChange",
    "CatalogueImport",
    "CatalogueLogRow",
    "Item",
    "ItemReview",
    "ItemVersion",
    "LawArticle",
    "LawChange",
    "LawText",
    "Package",
    "PackageVersion",
    "ReviewedPart",
]
