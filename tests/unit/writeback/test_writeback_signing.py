from __future__ import annotations

import base64

import pytest

from engine.writeback.signing import UnfitSecret, secret_bytes, signature_headers

pytestmark = pytest.mark.unit


def test_the_signature_is_that_of_the_specification_s_own_example() -> None:
    """https://github.com/standard-webhooks/standard-webhooks, reference libraries' test vector."""
    key = secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    headers = signature_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("changed", [{"message_id": "other"}, {"timestamp_s": 2}, {"body": b"{} "}])
def test_whatever_is_changed_changes_the_signature(changed: dict[str, object]) -> None:
    told: dict[str, object] = {"message_id": "one", "timestamp_s": 1, "body": b"{}"}

    signed, other = (signature_headers(b"k" * 24, **each)["webhook-signature"] for each in (told, told | changed))  # type: ignore[arg-type]

    assert signed != other


@pytest.mark.parametrize("secret", ["whsec_short", "not base64!", "whsec_" + base64.b64encode(b"x" * 23).decode(), ""])
def test_an_unfit_secret_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(UnfitSecret) as refused:
        secret_bytes(secret)

    assert "openssl rand" in str(refused.value)
    assert not secret or secret not in str(refused.value)
