from __future__ import annotations

import pytest

from telephony.sip.facts import Digit, Disconnected, EndedBy, Fact, ReferAnswered, ReferNotified
from telephony.sip.referral import Referral, ReferralStage

pytestmark = pytest.mark.unit

ACCEPTED = ReferAnswered(202, "Accepted")
PEER_BYE = Disconnected(EndedBy.PEER, 200, "")


@pytest.mark.parametrize(
    ("facts", "stage", "refusal"),
    [
        ([], ReferralStage.SENT, ""),
        ([Digit("1")], ReferralStage.SENT, ""),
        ([ACCEPTED], ReferralStage.ACCEPTED, ""),
        ([ACCEPTED, ReferNotified(100, "Trying", False)], ReferralStage.ACCEPTED, ""),
        ([ACCEPTED, ReferNotified(200, "OK", True)], ReferralStage.DONE, ""),
        ([ReferNotified(200, "OK", True), ACCEPTED], ReferralStage.DONE, ""),
        ([ACCEPTED, ReferNotified(486, "Busy", True)], ReferralStage.REFUSED, "486 Busy"),
        ([ReferAnswered(603, "Decline")], ReferralStage.REFUSED, "603 Decline"),
        ([ACCEPTED, PEER_BYE], ReferralStage.DONE, ""),
        ([PEER_BYE], ReferralStage.REFUSED, "the call ended before the peer accepted the transfer"),
        (
            [ACCEPTED, Disconnected(EndedBy.TIMEOUT, 408, "")],
            ReferralStage.REFUSED,
            "the call ended before the peer accepted the transfer",
        ),
        ([ReferAnswered(603, "Decline"), ReferNotified(200, "OK", True)], ReferralStage.REFUSED, "603 Decline"),
    ],
)
def test_a_referral(facts: list[Fact], stage: ReferralStage, refusal: str) -> None:
    referral = Referral()
    for fact in facts:
        referral.feed(fact)
    assert (referral.stage, referral.refusal) == (stage, refusal)
    assert referral.is_over == (stage in {ReferralStage.DONE, ReferralStage.REFUSED})
