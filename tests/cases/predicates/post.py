"""The rules of the post told a second time, over the finished record of one case (rules 12 and 30)."""

from __future__ import annotations

from datetime import datetime

from tests.cases.predicates.life import Faults, Life, Predicates

RESULTS = ("grant", "refusal", "result")
ENDS_OF_A_PARCEL = ("confirm_post_service", "record_return", "declare_lost")


def posting_ends_the_ten_days(life: Life) -> Faults:
    """RULE-12: the ten days end with the posting, which is not later than its record."""
    for act in life.named("deliver_by_post"):
        posted_at = datetime.fromisoformat(act.data["posted_at"])
        if posted_at > act.at:
            yield "posted in the future"
        for clock in life.clock("delivery"):
            if clock.stopped_at is None or clock.stopped_at > posted_at:
                yield "the ten days went on after the posting"


def a_signature_serves(life: Life) -> Faults:
    """RULE-30: what was posted is served when it is signed for, between posting and record, not before."""
    confirmed = life.named("confirm_post_service")
    for act in confirmed:
        posted = life.before(act, "deliver_by_post")
        served_at = datetime.fromisoformat(act.data["served_at"])
        if not posted or not datetime.fromisoformat(posted[-1].data["posted_at"]) <= served_at <= act.at:
            yield "signed for before it was posted, or in the future"
    by_post = [paper for paper in life.papers if paper.kind in RESULTS and "post" in paper.served]
    if by_post and not confirmed:
        yield "a result counts as served by post and nobody signed for it"
    if life.state == "posted" and life.of_kind("proof_of_service"):
        proofs = len(life.of_kind("proof_of_service"))
        if proofs > len(life.named("record_service")):
            yield "there is a proof of service while the parcel travels"


def a_parcel_ends_once(life: Life) -> Faults:
    """A parcel is signed for, returned or lost only after it was posted; only what is lost is made again."""
    for act in life.named(*ENDS_OF_A_PARCEL):
        if not life.before(act, "deliver_by_post"):
            yield f"{act.name} without a posting"
    for act in life.named("replace_lost"):
        losses = [one.data["parcel"] for one in life.before(act, "declare_lost")]
        if act.data["parcel"] not in losses:
            yield "made again and not lost"
    ended = [one.data["parcel"] for one in life.named("confirm_post_service", "record_return")]
    if len(ended) != len(set(ended)):
        yield "one parcel ended twice"


PREDICATES: Predicates = (
    posting_ends_the_ten_days,
    a_signature_serves,
    a_parcel_ends_once,
)
