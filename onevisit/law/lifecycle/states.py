"""The states a case can be in and the acts that move it."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands. 收件 (received) and 受理 (accepted) are two things (AS-4.2)."""

    DRAFT = "draft"
    PRE_REVIEW = "pre_review"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    REPORTED_UP = "reported_up"
    DECIDED = "decided"
    RESULT_AT_WINDOW = "result_at_window"
    IN_SLOT = "in_slot"
    POSTED = "posted"
    DELIVERED = "delivered"
    ARCHIVED = "archived"
    NOT_REQUIRED = "not_required"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    ANNULLED = "annulled"

    @property
    def label(self) -> str:
        """The Chinese word an applicant or clerk reads."""
        return _STATE_LABELS[self]

    @property
    def ended(self) -> bool:
        """Whether nothing more can lawfully happen but the service of the last notice, and archiving."""
        return self in ENDED


_STATE_LABELS = {
    State.DRAFT: "草稿",
    State.PRE_REVIEW: "预审中",
    State.SUBMITTED: "已提交，待收件登记",
    State.RECEIVED: "已收件，待决定是否受理",
    State.CORRECTING: "待补正",
    State.ACCEPTED: "已受理，待审查",
    State.IN_REVIEW: "审查中",
    State.REPORTED_UP: "已上报",
    State.DECIDED: "已作出决定",
    State.RESULT_AT_WINDOW: "结果已到窗口",
    State.IN_SLOT: "结果在自助柜",
    State.POSTED: "已寄出，待签收",
    State.DELIVERED: "已送达",
    State.ARCHIVED: "已归档",
    State.NOT_REQUIRED: "不需要办理",
    State.NOT_ACCEPTED: "不予受理",
    State.WITHDRAWN: "已撤回申请",
    State.TERMINATED: "已终止",
    State.ANNULLED: "决定已撤销",
}

ENDED = frozenset(
    {
        State.DELIVERED,
        State.ARCHIVED,
        State.NOT_REQUIRED,
        State.NOT_ACCEPTED,
        State.WITHDRAWN,
        State.TERMINATED,
        State.ANNULLED,
    }
)

OPEN_AT_AN_ORGAN = frozenset(State) - ENDED - {State.DRAFT}


class Action(StrEnum):
    """Every act on a case. Buttons bear the label."""

    ASK_PRE_REVIEW = "ask_pre_review"
    PASS_PRE_REVIEW = "pass_pre_review"
    RETURN_PRE_REVIEW = "return_pre_review"
    TAKE_BACK_PRE_REVIEW = "take_back_pre_review"
    DROP_DRAFT = "drop_draft"
    FILE = "file"
    FILE_AFTER = "file_after"
    RECEIVE = "receive"
    REGISTER = "register"
    CORRECT_ON_THE_SPOT = "correct_on_the_spot"
    REQUEST_CORRECTION = "request_correction"
    REPORT_POINTS = "report_points"
    CORRECT_TOGETHER = "correct_together"
    NOTE_SERVICE = "note_service"
    CALL_OFF_NOTICE = "call_off_notice"
    SUPPLY_CORRECTION = "supply_correction"
    REMIND_OF_POINT = "remind_of_point"
    ACCEPT = "accept"
    ACCEPT_WITH_GAPS = "accept_with_gaps"
    SUPPLY_GAPS = "supply_gaps"
    RETURN_GAPS = "return_gaps"
    TERMINATE_FOR_GAPS = "terminate_for_gaps"
    DEEM_ACCEPTED = "deem_accepted"
    ANSWER_NOT_REQUIRED = "answer_not_required"
    PROPOSE_REFUSAL_OF_ACCEPTANCE = "propose_refusal_of_acceptance"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    DECIDE_AT_ONCE = "decide_at_once"
    START_REVIEW = "start_review"
    RECORD_STEP = "record_step"
    APPOINT_VISIT = "appoint_visit"
    RECORD_VISIT = "record_visit"
    START_SPECIAL_PROCEDURE = "start_special_procedure"
    END_SPECIAL_PROCEDURE = "end_special_procedure"
    LAPSE_SPECIAL_PROCEDURE = "lapse_special_procedure"
    REQUEST_EXTENSION = "request_extension"
    APPROVE_EXTENSION = "approve_extension"
    REJECT_EXTENSION = "reject_extension"
    RECORD_COLLECTIVE_DISCUSSION = "record_collective_discussion"
    NAME_INTERESTED_PARTY = "name_interested_party"
    TELL_STATEMENT_RIGHT = "tell_statement_right"
    MAKE_STATEMENT = "make_statement"
    TELL_HEARING_RIGHT = "tell_hearing_right"
    REQUEST_HEARING = "request_hearing"
    WAIVE_HEARING = "waive_hearing"
    WITHDRAW_HEARING_REQUEST = "withdraw_hearing_request"
    RECORD_PARTY_ANSWER = "record_party_answer"
    ORDER_HEARING = "order_hearing"
    GIVE_HEARING_NOTICE = "give_hearing_notice"
    CHALLENGE_CHAIR = "challenge_chair"
    DECIDE_CHALLENGE = "decide_challenge"
    RECORD_HEARING = "record_hearing"
    RECORD_DELIBERATION = "record_deliberation"
    RECORD_EXPERT_REVIEW = "record_expert_review"
    DECLARE_RECUSAL = "declare_recusal"
    REQUEST_RECUSAL = "request_recusal"
    DECIDE_RECUSAL = "decide_recusal"
    REFER = "refer"
    REPORT_UP = "report_up"
    RECORD_ANSWER_FROM_ABOVE = "record_answer_from_above"
    DRAFT_DECISION = "draft_decision"
    RETURN_DRAFT = "return_draft"
    SIGN_DECISION = "sign_decision"
    MAKE_CERTIFICATE = "make_certificate"
    OFFER_HANDOVER = "offer_handover"
    TAKE_OVER = "take_over"
    COLLECT = "collect"
    DELIVER_ELECTRONICALLY = "deliver_electronically"
    ORDER_POST = "order_post"
    DELIVER_BY_POST = "deliver_by_post"
    CONFIRM_POST_SERVICE = "confirm_post_service"
    RECORD_RETURN = "record_return"
    DECLARE_LOST = "declare_lost"
    REPLACE_LOST = "replace_lost"
    CHANGE_DELIVERY = "change_delivery"
    REMIND_TO_COLLECT = "remind_to_collect"
    CALL_TO_COLLECT = "call_to_collect"
    ASSESS_FEE = "assess_fee"
    RECORD_PAYMENT = "record_payment"
    REQUEST_REDUCTION = "request_reduction"
    APPROVE_REDUCTION = "approve_reduction"
    REJECT_REDUCTION = "reject_reduction"
    PUT_IN_SLOT = "put_in_slot"
    TAKE_OUT_OF_SLOT = "take_out_of_slot"
    DELIVER_AT_TERMINAL = "deliver_at_terminal"
    RETURN_FROM_SLOT = "return_from_slot"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    DEEM_RENEWED = "deem_renewed"
    END_RENEWAL = "end_renewal"
    CHECK_DECLARATION = "check_declaration"
    RECORD_RECTIFICATION = "record_rectification"
    PROPOSE_ANNULMENT = "propose_annulment"
    RECORD_STATEMENT = "record_statement"
    ANNUL_FOR_FALSE_DECLARATION = "annul_for_false_declaration"
    DROP_ANNULMENT = "drop_annulment"
    RECORD_SERVICE = "record_service"
    ARCHIVE = "archive"

    @property
    def label(self) -> str:
        """The Chinese verb on the button and in the course of the case."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.ASK_PRE_REVIEW: "申请预审",
    Action.PASS_PRE_REVIEW: "预审通过",
    Action.RETURN_PRE_REVIEW: "预审退回修改",
    Action.TAKE_BACK_PRE_REVIEW: "收回预审申请",
    Action.DROP_DRAFT: "不再申请",
    Action.FILE: "提交申请",
    Action.FILE_AFTER: "前置事项办成后提交",
    Action.RECEIVE: "收件",
    Action.REGISTER: "收件登记",
    Action.CORRECT_ON_THE_SPOT: "当场更正",
    Action.REQUEST_CORRECTION: "一次性告知补正",
    Action.REPORT_POINTS: "提出补正意见",
    Action.CORRECT_TOGETHER: "合并告知补正",
    Action.NOTE_SERVICE: "合并告知已送达",
    Action.CALL_OFF_NOTICE: "合并告知失效",
    Action.SUPPLY_CORRECTION: "提交补正",
    Action.REMIND_OF_POINT: "提醒补正未到位",
    Action.ACCEPT: "受理",
    Action.ACCEPT_WITH_GAPS: "容缺受理",
    Action.SUPPLY_GAPS: "补齐容缺材料",
    Action.RETURN_GAPS: "告知补齐材料不符合",
    Action.TERMINATE_FOR_GAPS: "未补齐终止办理",
    Action.DEEM_ACCEPTED: "逾期视为受理",
    Action.ANSWER_NOT_REQUIRED: "告知不需要办理",
    Action.PROPOSE_REFUSAL_OF_ACCEPTANCE: "提出不予受理",
    Action.REFUSE_ACCEPTANCE: "不予受理",
    Action.DECIDE_AT_ONCE: "当场办结",
    Action.START_REVIEW: "开始审查",
    Action.RECORD_STEP: "完成审查环节",
    Action.APPOINT_VISIT: "安排现场核查",
    Action.RECORD_VISIT: "登记现场核查",
    Action.START_SPECIAL_PROCEDURE: "启动特别程序",
    Action.END_SPECIAL_PROCEDURE: "结束特别程序",
    Action.LAPSE_SPECIAL_PROCEDURE: "特别程序期满",
    Action.REQUEST_EXTENSION: "申请延期",
    Action.APPROVE_EXTENSION: "批准延期",
    Action.REJECT_EXTENSION: "不批准延期",
    Action.RECORD_COLLECTIVE_DISCUSSION: "登记集体讨论",
    Action.NAME_INTERESTED_PARTY: "登记利害关系人",
    Action.TELL_STATEMENT_RIGHT: "告知陈述申辩",
    Action.MAKE_STATEMENT: "陈述申辩",
    Action.TELL_HEARING_RIGHT: "告知听证权利",
    Action.REQUEST_HEARING: "要求听证",
    Action.WAIVE_HEARING: "放弃听证",
    Action.WITHDRAW_HEARING_REQUEST: "撤回听证申请",
    Action.RECORD_PARTY_ANSWER: "登记利害关系人的答复",
    Action.ORDER_HEARING: "决定依职权听证",
    Action.GIVE_HEARING_NOTICE: "发出听证通知",
    Action.CHALLENGE_CHAIR: "申请主持人回避",
    Action.DECIDE_CHALLENGE: "决定是否回避",
    Action.RECORD_HEARING: "登记听证笔录",
    Action.RECORD_DELIBERATION: "登记会商（论证）",
    Action.RECORD_EXPERT_REVIEW: "登记专家评审",
    Action.DECLARE_RECUSAL: "本人回避",
    Action.REQUEST_RECUSAL: "申请回避",
    Action.DECIDE_RECUSAL: "决定人员回避",
    Action.REFER: "请示",
    Action.REPORT_UP: "上报",
    Action.RECORD_ANSWER_FROM_ABOVE: "登记上级答复",
    Action.DRAFT_DECISION: "拟定决定",
    Action.RETURN_DRAFT: "退回修改",
    Action.SIGN_DECISION: "签发决定",
    Action.MAKE_CERTIFICATE: "制证",
    Action.OFFER_HANDOVER: "移交结果",
    Action.TAKE_OVER: "接收结果",
    Action.COLLECT: "发放并签收",
    Action.DELIVER_ELECTRONICALLY: "电子送达",
    Action.ORDER_POST: "预约寄件",
    Action.DELIVER_BY_POST: "交寄",
    Action.CONFIRM_POST_SERVICE: "登记邮寄签收",
    Action.RECORD_RETURN: "登记快件退回",
    Action.DECLARE_LOST: "登记快件丢失",
    Action.REPLACE_LOST: "补制重寄",
    Action.CHANGE_DELIVERY: "变更领取方式",
    Action.REMIND_TO_COLLECT: "提醒领取",
    Action.CALL_TO_COLLECT: "登记电话催领",
    Action.ASSESS_FEE: "核定收费",
    Action.RECORD_PAYMENT: "登记缴费",
    Action.REQUEST_REDUCTION: "申请减免缓缴",
    Action.APPROVE_REDUCTION: "准予减免缓缴",
    Action.REJECT_REDUCTION: "不予减免缓缴",
    Action.PUT_IN_SLOT: "放入自助柜",
    Action.TAKE_OUT_OF_SLOT: "从自助柜取出",
    Action.DELIVER_AT_TERMINAL: "自助终端领取",
    Action.RETURN_FROM_SLOT: "自助柜逾期退回窗口",
    Action.WITHDRAW: "撤回申请",
    Action.RECORD_SERVICE: "登记送达",
    Action.TERMINATE: "终止办理",
    Action.DEEM_RENEWED: "视为准予延续",
    Action.END_RENEWAL: "许可已终止，延续办理结束",
    Action.CHECK_DECLARATION: "登记承诺核查",
    Action.RECORD_RECTIFICATION: "登记整改结果",
    Action.PROPOSE_ANNULMENT: "提出撤销决定",
    Action.RECORD_STATEMENT: "登记陈述申辩",
    Action.ANNUL_FOR_FALSE_DECLARATION: "签发撤销决定",
    Action.DROP_ANNULMENT: "不予撤销",
    Action.ARCHIVE: "归档",
}
