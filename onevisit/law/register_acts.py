"""Who may keep which register of the organisation: one table of acts, roles and clauses.

An act on a register is not an act on a case: it changes who may do what. The table is asked by the room that
writes the registers, by the pages, and by the permission matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.powers import Role
from onevisit.law.sentence import Sentence


class RegisterAct(StrEnum):
    """Every act that changes a register of the organisation. Buttons bear the label."""

    REGISTER_DELEGATION = "register_delegation"
    REVOKE_DELEGATION = "revoke_delegation"
    SET_POST = "set_post"
    APPOINT_CHIEF = "appoint_chief"
    REGISTER_ABSENCE = "register_absence"
    END_ABSENCE = "end_absence"
    NAME_STAND_IN = "name_stand_in"
    SET_QUALIFICATION = "set_qualification"
    RECORD_TRAINING = "record_training"
    IMPORT_QUALIFICATIONS = "import_qualifications"
    STATION_ITEM = "station_item"
    WITHDRAW_ITEM = "withdraw_item"
    REQUEST_EXEMPTION = "request_exemption"
    REVIEW_EXEMPTION = "review_exemption"
    DECIDE_EXEMPTION = "decide_exemption"
    ASK = "ask"
    ANSWER = "answer"
    TRANSFER = "transfer"
    ACKNOWLEDGE = "acknowledge"
    REGISTER_CABINET = "register_cabinet"
    RENEW_CABINET_TOKEN = "renew_cabinet_token"
    CLOSE_CABINET = "close_cabinet"
    RECORD_DISHONESTY = "record_dishonesty"
    ENTER_REPAIR = "enter_repair"
    PROPOSE_REPAIR = "propose_repair"
    DECIDE_REPAIR = "decide_repair"
    REGISTER_LAW = "register_law"
    CORRECT_LAW = "correct_law"
    RECORD_LAW_CHANGE = "record_law_change"
    SET_ARTICLE = "set_article"

    @property
    def label(self) -> str:
        """The Chinese verb on the button and in the log."""
        return REGISTER_RULES[self].label


@dataclass(frozen=True)
class RegisterRule:
    """Who may do an act: the roles that may for their own department, and those that may for any.

    ``by_right`` names who else may without such a role: the person himself, the chief representative of the
    department in the hall. ``clauses`` are the rules that the act carries out.
    """

    label: str
    clauses: tuple[str, ...]
    own_department: frozenset[Role] = frozenset()
    any_department: frozenset[Role] = frozenset()
    by_right: Sentence | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """All roles that may do the act for some department."""
        return self.own_department | self.any_department


_HEAD = frozenset({Role.DEPARTMENT_HEAD})
_HALL = frozenset({Role.HALL_MANAGER})
_HANDLER = frozenset({Role.HANDLER})
_KEEPER = frozenset({Role.CATALOGUE_KEEPER})

REGISTER_RULES: Mapping[RegisterAct, RegisterRule] = MappingProxyType(
    {
        RegisterAct.REGISTER_DELEGATION: RegisterRule("登记委托书", ("JH-13", "XK-24"), _HEAD, _HALL),
        RegisterAct.REVOKE_DELEGATION: RegisterRule("终止委托", ("JH-13", "XK-24"), _HEAD, _HALL),
        RegisterAct.SET_POST: RegisterRule("登记岗位", ("AS-3.3d",), _HEAD, _HALL),
        RegisterAct.APPOINT_CHIEF: RegisterRule("任命首席代表", ("AS-3.2b", "JH-8.4"), _HEAD, _HALL),
        RegisterAct.REGISTER_ABSENCE: RegisterRule(
            "登记离岗", ("AS-3.3d",), _HEAD, _HALL, by_right=Sentence("本人、首席代表")
        ),
        RegisterAct.END_ABSENCE: RegisterRule(
            "登记返岗", ("AS-3.3d",), _HEAD, _HALL, by_right=Sentence("本人、首席代表")
        ),
        RegisterAct.NAME_STAND_IN: RegisterRule(
            "指定当日顶岗人员", ("AS-3.3d",), _HEAD, _HALL, by_right=Sentence("首席代表")
        ),
        RegisterAct.SET_QUALIFICATION: RegisterRule("更正人员登记", ("JH-8.4", "JH-7.7"), _HEAD, _HALL),
        RegisterAct.RECORD_TRAINING: RegisterRule("登记培训", ("JH-8.4", "JH-8.6"), _HEAD, _HALL),
        RegisterAct.IMPORT_QUALIFICATIONS: RegisterRule("导入人员登记", ("JH-8.4", "JH-7.7"), _HEAD, _HALL),
        RegisterAct.STATION_ITEM: RegisterRule("登记进驻和授权", ("JH-8.1", "JH-8.2"), _HEAD, _HALL),
        RegisterAct.WITHDRAW_ITEM: RegisterRule("撤出大厅", ("JH-10",), _HEAD, _HALL),
        RegisterAct.REQUEST_EXEMPTION: RegisterRule("申请不进驻", ("JH-10c",), _HEAD),
        RegisterAct.REVIEW_EXEMPTION: RegisterRule("审查不进驻申请", ("JH-10c",), any_department=_HALL),
        RegisterAct.DECIDE_EXEMPTION: RegisterRule("登记领导决定", ("JH-10c",), any_department=_HALL),
        RegisterAct.ASK: RegisterRule(
            "请示",
            ("RULE-36", "AS-3.3b"),
            any_department=frozenset(
                {Role.WINDOW_CLERK, Role.ISSUING_CLERK, Role.HANDLER, Role.HALL_MANAGER}
            ),
        ),
        RegisterAct.ANSWER: RegisterRule(
            "答复请示",
            ("RULE-36", "AS-3.3b"),
            frozenset({Role.HANDLER, Role.SIGNER, Role.DEPARTMENT_HEAD}),
        ),
        RegisterAct.TRANSFER: RegisterRule("登记划转", ("RULE-25", "AS-3.2a", "XK-25"), _HEAD, _HALL),
        RegisterAct.ACKNOWLEDGE: RegisterRule(
            "签收决定",
            ("RULE-25", "AS-3.2a"),
            frozenset({Role.HANDLER, Role.SIGNER, Role.DEPARTMENT_HEAD}),
        ),
        RegisterAct.REGISTER_CABINET: RegisterRule("登记自助柜", ("JH-25b", "AS-4.4"), any_department=_HALL),
        RegisterAct.RENEW_CABINET_TOKEN: RegisterRule(
            "更换设备口令", ("JH-25b", "AS-4.4"), any_department=_HALL
        ),
        RegisterAct.CLOSE_CABINET: RegisterRule("停用自助柜", ("JH-25b", "AS-4.4"), any_department=_HALL),
        RegisterAct.RECORD_DISHONESTY: RegisterRule("登记不良信用记录", ("YS-40", "RULE-33"), _HEAD),
        RegisterAct.ENTER_REPAIR: RegisterRule("登记修复申请", ("YS-40", "RULE-33"), _HANDLER),
        RegisterAct.PROPOSE_REPAIR: RegisterRule("提出修复意见", ("YS-40", "RULE-21"), _HANDLER),
        RegisterAct.DECIDE_REPAIR: RegisterRule(
            "决定信用修复", ("YS-40", "RULE-21"), frozenset({Role.SIGNER, Role.DEPARTMENT_HEAD})
        ),
        # The register of laws is the agency's, so the keepers of the agency are those of its own department.
        RegisterAct.REGISTER_LAW: RegisterRule("登记法律依据", ("JH-29", "JH-8.3"), _KEEPER),
        RegisterAct.CORRECT_LAW: RegisterRule("更正法律依据", ("JH-29", "JH-8.3"), _KEEPER),
        RegisterAct.RECORD_LAW_CHANGE: RegisterRule("登记修改或者废止", ("JH-29", "JH-8.3"), _KEEPER),
        RegisterAct.SET_ARTICLE: RegisterRule("登记条文原文", ("JH-29", "JH-30a"), _KEEPER),
    }
)


def may_keep(act: RegisterAct, roles: frozenset[Role], *, own_department: bool) -> bool:
    """Whether these roles may do ``act`` for a department that is their own or another one."""
    rule = REGISTER_RULES[act]
    return bool(roles & rule.any_department) or (own_department and bool(roles & rule.own_department))
