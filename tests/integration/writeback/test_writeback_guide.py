"""The examples of docs/integrations.md, run as a reader would."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from engine.settings import Settings
from engine.writeback.receivers import receivers
from engine.writeback.signing import secret_bytes, signature_headers

pytestmark = pytest.mark.integration

GUIDE = (Path(__file__).parents[3] / "docs" / "integrations.md").read_text(encoding="utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = '{"note": "é"}'.encode()
AT = 1_700_000_000


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, flags=re.DOTALL)


def _headers() -> dict[str, str]:
    return signature_headers(secret_bytes(SECRET), "d-1", AT, BODY)


TWO_KEYS = _headers() | {"webhook-signature": f"v1,AAAA {_headers()['webhook-signature']}"}

CASES: list[tuple[str, dict[str, str], bytes, int, bool]] = [
    ("as it was sent", _headers(), BODY, AT + 299, True),
    (
        "beside an older key's signature",
        TWO_KEYS,
        BODY,
        AT,
        True,
    ),
    ("another body", _headers(), BODY + b" ", AT, False),
    ("another id", _headers() | {"webhook-id": "d-2"}, BODY, AT, False),
    ("played again later", _headers(), BODY, AT + 301, False),
    ("forged", _headers() | {"webhook-signature": "v1,Zm9yZ2Vk"}, BODY, AT, False),
]


@pytest.mark.parametrize(("headers", "body", "now", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_python_example_tells_ours_from_others(headers: dict[str, str], body: bytes, now: int, expected: bool) -> None:
    (example,) = _blocks("python")
    names: dict[str, Any] = {}
    exec(example, names)

    assert names["verified"](SECRET, headers, body, now) is expected


def test_the_javascript_example_tells_ours_from_others() -> None:
    (example,) = _blocks("javascript")
    told = [[SECRET, headers, body.decode(), now] for _, headers, body, now, _ in CASES]
    program = f"{example}\nconsole.log(JSON.stringify({json.dumps(told)}.map(([s, h, b, n]) => verified(s, h, Buffer.from(b), n))))"
    answer = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=30, check=True)

    assert json.loads(answer.stdout) == [case[4] for case in CASES]


@pytest.mark.parametrize("block", [block for block in _blocks("yaml") if block.startswith("writeback:")])
def test_the_settings_examples_are_settings(block: str) -> None:
    settings = Settings.model_validate(YAML(typ="safe").load(block))

    (crm,) = receivers(settings.writeback, {"CRM_WEBHOOK_SECRET": SECRET, "CRM_TOKEN": "t"})
    assert crm.name == "crm"
