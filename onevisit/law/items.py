"""The national code tables of government service items.

Codes follow GB/T 39046-2020 annex A (item types, levels, nature of the organ, service objects,
case kinds) and, where that standard has no list, the value lists that provincial systems share
(material necessity, material source, material kind, result kind). Codes are kept as the text
that is printed and exchanged; the Chinese words are the public names.

The type of an item decides which statute applies to it: only 行政许可 (code 01) is governed by
the Administrative Licensing Act (许可法), see ``ItemType.is_licence`` (clause JH-3).
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class ItemType(StrEnum):
    """Type of an item (事项类型), GB/T 39046-2020 A.1: the types that people can apply for, and the rest."""

    LICENCE = "01"
    PENALTY = "02"
    COERCION = "03"
    LEVY = "04"
    BENEFIT = "05"
    INSPECTION = "06"
    CONFIRMATION = "07"
    AWARD = "08"
    ADJUDICATION = "09"
    OTHER_POWER = "10"
    PUBLIC_SERVICE = "20"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return ITEM_TYPE_NAMES[self]

    @property
    def is_licence(self) -> bool:
        """True if 行政许可法 governs the item: five-day rule, limits of art. 42–45, titles of documents."""
        return self is ItemType.LICENCE

    @property
    def can_be_applied_for(self) -> bool:
        """True for the types handled on application (依申请); only these belong in a service catalogue."""
        return self in APPLICATION_TYPES


ITEM_TYPE_NAMES = MappingProxyType(
    {
        ItemType.LICENCE: "行政许可",
        ItemType.PENALTY: "行政处罚",
        ItemType.COERCION: "行政强制",
        ItemType.LEVY: "行政征收",
        ItemType.BENEFIT: "行政给付",
        ItemType.INSPECTION: "行政检查",
        ItemType.CONFIRMATION: "行政确认",
        ItemType.AWARD: "行政奖励",
        ItemType.ADJUDICATION: "行政裁决",
        ItemType.OTHER_POWER: "其他行政权力",
        ItemType.PUBLIC_SERVICE: "公共服务",
    }
)

APPLICATION_TYPES = frozenset(
    {
        ItemType.LICENCE,
        ItemType.BENEFIT,
        ItemType.CONFIRMATION,
        ItemType.AWARD,
        ItemType.ADJUDICATION,
        ItemType.OTHER_POWER,
        ItemType.PUBLIC_SERVICE,
    }
)


class ExerciseLevel(StrEnum):
    """Level at which the power is exercised (行使层级), GB/T 39046-2020 A.2."""

    STATE = "1"
    PROVINCE = "2"
    CITY = "3"
    COUNTY = "4"
    TOWNSHIP = "5"
    VILLAGE = "6"
    GRADED = "7"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return EXERCISE_LEVEL_NAMES[self]


EXERCISE_LEVEL_NAMES = MappingProxyType(
    {
        ExerciseLevel.STATE: "国家级",
        ExerciseLevel.PROVINCE: "省级",
        ExerciseLevel.CITY: "市级",
        ExerciseLevel.COUNTY: "县级",
        ExerciseLevel.TOWNSHIP: "镇（乡、街道）级",
        ExerciseLevel.VILLAGE: "村（社区）级",
        ExerciseLevel.GRADED: "分级管理",
    }
)


class OrganNature(StrEnum):
    """Legal nature of the organ that exercises the power (实施主体性质), GB/T 39046-2020 A.3."""

    STATUTORY_ORGAN = "1"
    AUTHORISED_ORGANISATION = "2"
    ENTRUSTED_ORGANISATION = "3"
    OTHER = "9"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return ORGAN_NATURE_NAMES[self]


ORGAN_NATURE_NAMES = MappingProxyType(
    {
        OrganNature.STATUTORY_ORGAN: "法定机关",
        OrganNature.AUTHORISED_ORGANISATION: "授权组织",
        OrganNature.ENTRUSTED_ORGANISATION: "受委托组织",
        OrganNature.OTHER: "其他",
    }
)


class ServiceObject(StrEnum):
    """Who may apply (服务对象), GB/T 39046-2020 A.4."""

    NATURAL_PERSON = "1"
    ENTERPRISE = "2"
    INSTITUTION = "3"
    SOCIAL_ORGANISATION = "4"
    ADMINISTRATIVE_ORGAN = "5"
    OTHER_ORGANISATION = "6"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return SERVICE_OBJECT_NAMES[self]

    @property
    def is_person(self) -> bool:
        """True for natural persons; every other object is an organisation."""
        return self is ServiceObject.NATURAL_PERSON


SERVICE_OBJECT_NAMES = MappingProxyType(
    {
        ServiceObject.NATURAL_PERSON: "自然人",
        ServiceObject.ENTERPRISE: "企业法人",
        ServiceObject.INSTITUTION: "事业法人",
        ServiceObject.SOCIAL_ORGANISATION: "社会组织法人",
        ServiceObject.ADMINISTRATIVE_ORGAN: "行政机关",
        ServiceObject.OTHER_ORGANISATION: "其他组织",
    }
)


class CaseRoute(StrEnum):
    """How a case of the item runs (办件类型), JH-8.2.

    A promised item that needs collective discussion (复杂承诺件, JH-10b) is still ``PROMISED``; the
    definition of the item carries the mark.
    """

    IMMEDIATE = "immediate"
    PROMISED = "promised"
    REPORTED_UP = "reported_up"
    JOINT = "joint"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return CASE_ROUTE_NAMES[self]

    @property
    def national_code(self) -> str:
        """Code of 办件类型 in GB/T 39046-2020 A.6: 1 即办件, 2 承诺件, 9 其他."""
        return CASE_ROUTE_CODES[self]


CASE_ROUTE_NAMES = MappingProxyType(
    {
        CaseRoute.IMMEDIATE: "即办件",
        CaseRoute.PROMISED: "承诺件",
        CaseRoute.REPORTED_UP: "上报件",
        CaseRoute.JOINT: "联办件",
    }
)

CASE_ROUTE_CODES = MappingProxyType(
    {
        CaseRoute.IMMEDIATE: "1",
        CaseRoute.PROMISED: "2",
        CaseRoute.REPORTED_UP: "9",
        CaseRoute.JOINT: "9",
    }
)


class ReviewKind(StrEnum):
    """What the review looks at: formal (形式审查, decided at once, JH-17) or substantive (实质审查)."""

    FORMAL = "formal"
    SUBSTANTIVE = "substantive"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return "形式审查" if self is ReviewKind.FORMAL else "实质审查"


class Necessity(StrEnum):
    """Whether a material must be there (材料必要性)."""

    REQUIRED = "1"
    OPTIONAL = "2"
    SUPPLIED_LATER = "3"

    @property
    def is_demanded(self) -> bool:
        """Whether the material has to be there in the end, at once or later."""
        return self is not Necessity.OPTIONAL

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return NECESSITY_NAMES[self]


NECESSITY_NAMES = MappingProxyType(
    {
        Necessity.REQUIRED: "必要",
        Necessity.OPTIONAL: "非必要",
        Necessity.SUPPLIED_LATER: "可容缺后补",
    }
)


class MaterialSource(StrEnum):
    """Where a material comes from (来源渠道). What an organ issued and shares may not be demanded (JH-31)."""

    APPLICANT = "10"
    GOVERNMENT = "20"
    INTERMEDIARY = "30"
    OTHER = "99"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return MATERIAL_SOURCE_NAMES[self]


MATERIAL_SOURCE_NAMES = MappingProxyType(
    {
        MaterialSource.APPLICANT: "申请人自备",
        MaterialSource.GOVERNMENT: "政府部门核发",
        MaterialSource.INTERMEDIARY: "中介机构出具",
        MaterialSource.OTHER: "其他",
    }
)


class MaterialForm(StrEnum):
    """In which form a material may be handed in (材料形式)."""

    PAPER = "1"
    ELECTRONIC = "2"
    PAPER_OR_ELECTRONIC = "3"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return MATERIAL_FORM_NAMES[self]


MATERIAL_FORM_NAMES = MappingProxyType(
    {
        MaterialForm.PAPER: "纸质",
        MaterialForm.ELECTRONIC: "电子",
        MaterialForm.PAPER_OR_ELECTRONIC: "纸质或电子",
    }
)


class MaterialKind(StrEnum):
    """Class of a material (材料类型)."""

    CERTIFICATE = "1"
    APPLICATION_FORM = "2"
    OTHER = "3"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return MATERIAL_KIND_NAMES[self]


MATERIAL_KIND_NAMES = MappingProxyType(
    {
        MaterialKind.CERTIFICATE: "证件证书证明",
        MaterialKind.APPLICATION_FORM: "申请表格文书",
        MaterialKind.OTHER: "其他",
    }
)


class ResultKind(StrEnum):
    """Kind of the result (审批结果类型)."""

    LICENCE = "1"
    APPROVAL = "2"
    OTHER = "3"
    NONE = "4"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return RESULT_KIND_NAMES[self]


RESULT_KIND_NAMES = MappingProxyType(
    {
        ResultKind.LICENCE: "证照",
        ResultKind.APPROVAL: "批文",
        ResultKind.OTHER: "其他",
        ResultKind.NONE: "无",
    }
)


class DeliveryWay(StrEnum):
    """How the result reaches the applicant (JH-25b): the four ways."""

    WINDOW = "window"
    POST = "post"
    TERMINAL = "terminal"
    ELECTRONIC = "electronic"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return DELIVERY_WAY_NAMES[self]


DELIVERY_WAY_NAMES = MappingProxyType(
    {
        DeliveryWay.WINDOW: "窗口领取",
        DeliveryWay.POST: "邮寄送达",
        DeliveryWay.TERMINAL: "自助终端领取",
        DeliveryWay.ELECTRONIC: "电子送达",
    }
)


class Channel(StrEnum):
    """How an application comes in (rule 3). ``POST`` also covers fax and mail (许可法 29)."""

    WINDOW = "window"
    SUB_HALL = "sub_hall"
    WEB = "web"
    SELF_SERVICE = "self_service"
    POST = "post"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return CHANNEL_NAMES[self]


CHANNEL_NAMES = MappingProxyType(
    {
        Channel.WINDOW: "大厅窗口",
        Channel.SUB_HALL: "专业分厅",
        Channel.WEB: "网上",
        Channel.SELF_SERVICE: "自助终端",
        Channel.POST: "信函、传真、电子邮件",
    }
)


class StepKind(StrEnum):
    """Kind of a step in the process of an item. A site visit stops no clock by itself (rule 11)."""

    REVIEW = "review"
    CHECK = "check"
    SITE_VISIT = "site_visit"
    SIGN = "sign"
    CERTIFICATE = "certificate"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return STEP_KIND_NAMES[self]


STEP_KIND_NAMES = MappingProxyType(
    {
        StepKind.REVIEW: "审查",
        StepKind.CHECK: "审核",
        StepKind.SITE_VISIT: "现场核查",
        StepKind.SIGN: "核准签发",
        StepKind.CERTIFICATE: "制证",
    }
)
