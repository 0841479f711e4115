"""Which procedure stops which clock (rule 11), as a table.

许可法 art. 45 takes eight procedures out of the limits of a licence; 蛟河规则 art. 17 takes the same eight
and 评估 out of the limits of government services. What neither names (publicity, drawing review, site visit)
goes on within the limit unless the item cites a law for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from onevisit.law.items import ItemType


@dataclass(frozen=True)
class SpecialProcedure:
    """A procedure beside the review of a case.

    ``clauses`` are the registry ids that take its time out of a limit; none means that nothing does.
    ``stopped_by_statute`` is True for the eight kinds of 许可法 art. 45.
    """

    key: str
    name: str
    clauses: tuple[str, ...]
    stopped_by_statute: bool

    def stops_statutory(self, item_type: ItemType, *, cited_basis: str = "") -> bool:
        """True if the statutory limit of an item of this type stands still meanwhile.

        ``cited_basis`` is the law that the item version cites for taking this time out, or empty.
        For licences only 许可法 art. 45 or a cited law can do it, a local rule can't.
        """
        if item_type.is_licence:
            return self.stopped_by_statute or bool(cited_basis)
        return self.stops_promise(cited_basis=cited_basis)

    def stops_promise(self, *, cited_basis: str = "") -> bool:
        """True if the promised limit stands still meanwhile (蛟河规则 art. 17)."""
        return bool(self.clauses) or bool(cited_basis)


_BY_STATUTE = ("XK-45", "JH-17")
_BY_LOCAL_RULE = ("JH-17",)

SPECIAL_PROCEDURES = MappingProxyType(
    {
        procedure.key: procedure
        for procedure in (
            SpecialProcedure("hearing", "听证", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("tender", "招标", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("auction", "拍卖", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("inspection", "检验", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("testing", "检测", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("quarantine", "检疫", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("appraisal", "鉴定", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("expert_review", "专家评审", _BY_STATUTE, stopped_by_statute=True),
            SpecialProcedure("assessment", "评估", _BY_LOCAL_RULE, stopped_by_statute=False),
            SpecialProcedure("publicity", "公示", (), stopped_by_statute=False),
            SpecialProcedure("drawing_review", "图审", (), stopped_by_statute=False),
            SpecialProcedure("site_visit", "踏勘", (), stopped_by_statute=False),
        )
    }
)


def special_procedure(key: str) -> SpecialProcedure:
    """The procedure with this key. Raises KeyError if the table has none."""
    return SPECIAL_PROCEDURES[key]


def procedure_name(kind: str) -> str:
    """The Chinese name of a procedure, or ``kind`` itself where it is words of its own."""
    procedure = SPECIAL_PROCEDURES.get(kind)
    return procedure.name if procedure else kind
