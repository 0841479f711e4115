"""The case and what belongs to it. Only ``cases.actions`` write here."""

from onevisit.cases.models.archive import ArchiveFile
from onevisit.cases.models.attachment import CaseAttachment
from onevisit.cases.models.case import AT_A_WINDOW, OPEN_STATES, Case, Outcome
from onevisit.cases.models.collecting import CollectionCall
from onevisit.cases.models.correction import Correction, CorrectionPoint
from onevisit.cases.models.declarations import Declaration
from onevisit.cases.models.deposit import Deposit
from onevisit.cases.models.fee import FeeOrder, FeePayment, FeeReduction, PaymentMessage
from onevisit.cases.models.gaps import GapPromise
from onevisit.cases.models.handover import Handover
from onevisit.cases.models.hearing import (
    ChairChallenge,
    Hearing,
    HearingInvitation,
    InterestedParty,
    ToldRight,
)
from onevisit.cases.models.irregularity import Irregularity
from onevisit.cases.models.joint import JointCase, JointMember, JointNotice
from onevisit.cases.models.materials import CaseMaterial, MaterialFile
from onevisit.cases.models.meeting import Meeting
from onevisit.cases.models.parcel import Parcel, ParcelEvent
from onevisit.cases.models.pre_review import PreReview, PreReviewPoint
from onevisit.cases.models.recusal import Recusal
from onevisit.cases.models.referral import Referral
from onevisit.cases.models.review import CaseStep, Extension, SpecialProcedureRun
from onevisit.cases.models.site_visit import SiteVisit
from onevisit.cases.models.supervision import SupervisionReceipt
from onevisit.cases.models.upward_report import UpwardReport

__all__ = [
    "AT_A_WINDOW",
    "OPEN_STATES",
    "ArchiveFile",
    "Case",
    "CaseAttachment",
    "CaseMaterial",
    "CaseStep",
    "ChairChallenge",
    "CollectionCall",
    "Correction",
    "CorrectionPoint",
    "Declaration",
    "Deposit",
    "Extension",
    "FeeOrder",
    "FeePayment",
    "FeeReduction",
    "GapPromise",
    "Handover",
    "Hearing",
    "HearingInvitation",
    "InterestedParty",
    "Irregularity",
    "JointCase",
    "JointMember",
    "JointNotice",
    "MaterialFile",
    "Meeting",
    "Outcome",
    "Parcel",
    "ParcelEvent",
    "PaymentMessage",
    "PreReview",
    "PreReviewPoint",
    "Recusal",
    "Referral",
    "SiteVisit",
    "SpecialProcedureRun",
    "SupervisionReceipt",
    "ToldRight",
    "UpwardReport",
]
