"""The slice of pjsua2 2.15 that Callwright uses."""

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, ClassVar, Final, SupportsInt

_pjsua2: ModuleType

PJ_EEXISTS: Final[int]
PJMEDIA_FRAME_TYPE_NONE: Final[int]
PJMEDIA_FRAME_TYPE_AUDIO: Final[int]
PJMEDIA_TYPE_AUDIO: Final[int]
PJMEDIA_SRTP_DISABLED: Final[int]
PJMEDIA_SRTP_OPTIONAL: Final[int]
PJMEDIA_SRTP_MANDATORY: Final[int]
PJSIP_EVENT_TIMER: Final[int]
PJSIP_EVENT_TX_MSG: Final[int]
PJSIP_EVENT_RX_MSG: Final[int]
PJSIP_EVENT_TRANSPORT_ERROR: Final[int]
PJSIP_EVENT_TSX_STATE: Final[int]
PJSIP_EVENT_USER: Final[int]
PJSIP_INV_STATE_NULL: Final[int]
PJSIP_INV_STATE_CALLING: Final[int]
PJSIP_INV_STATE_INCOMING: Final[int]
PJSIP_INV_STATE_EARLY: Final[int]
PJSIP_INV_STATE_CONNECTING: Final[int]
PJSIP_INV_STATE_CONFIRMED: Final[int]
PJSIP_INV_STATE_DISCONNECTED: Final[int]
PJSIP_REDIRECT_STOP: Final[int]
PJSIP_ROLE_UAC: Final[int]
PJSIP_ROLE_UAS: Final[int]
PJSIP_TSX_STATE_TRYING: Final[int]
PJSIP_TRANSPORT_UDP: Final[int]
PJSIP_TRANSPORT_TCP: Final[int]
PJSIP_TRANSPORT_TLS: Final[int]
PJSUA_CALL_MEDIA_ACTIVE: Final[int]
PJSUA_DTMF_METHOD_RFC2833: Final[int]
PJSUA_SIP_TIMER_INACTIVE: Final[int]
PJSUA_SIP_TIMER_OPTIONAL: Final[int]
PJSUA_DESTROY_NO_RX_MSG: Final[int]

class Error(Exception):
    status: int
    title: str
    reason: str
    def info(self, multi_line: bool = ...) -> str: ...

class ByteVector:
    this: Any
    def __init__(self, data: bytes | Sequence[int] = ...) -> None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> int: ...
    def __iter__(self) -> Iterator[int]: ...
    def copy_to_bytearray(self) -> bytearray: ...  # from 2.16
    def assign_from_bytes(self, data: bytes) -> None: ...  # from 2.16
    def resize(self, size: int) -> None: ...

class MediaFrame:
    type: int
    buf: ByteVector
    size: int

class LogEntry:
    level: int
    msg: str

class LogWriter:
    def write(self, entry: LogEntry) -> None: ...
    def __disown__(self) -> Any: ...

class LogConfig:
    level: int
    consoleLevel: int
    msgLogging: int
    writer: LogWriter | None

class UaConfig:
    maxCalls: int
    threadCnt: int
    mainThreadOnly: bool
    userAgent: str

class MediaConfig:
    clockRate: int
    sndClockRate: int
    audioFramePtime: int
    ptime: int
    noVad: bool
    ecTailLen: int
    threadCnt: int
    jbInit: int
    jbMinPre: int
    jbMaxPre: int
    jbMax: int

class EpConfig:
    logConfig: LogConfig
    uaConfig: UaConfig
    medConfig: MediaConfig

class TlsConfig:
    verifyServer: bool
    CaListFile: str
    certFile: str
    privKeyFile: str
    method: int

class TransportConfig:
    port: int
    portRange: int
    boundAddress: str
    publicAddress: str
    tlsConfig: TlsConfig

class TransportInfo:
    localName: str
    localAddress: str

class CodecInfo:
    codecId: str
    priority: int

class AudDevManager:
    def setNullDev(self) -> None: ...

class Endpoint:
    __swig_destroy__: ClassVar[Any]
    @staticmethod
    def instance() -> Endpoint: ...
    def libCreate(self) -> None: ...
    def libInit(self, config: EpConfig) -> None: ...
    def libStart(self) -> None: ...
    def libDestroy(self, flags: int = ...) -> None: ...
    def libHandleEvents(self, ms_timeout: int) -> int: ...
    def audDevManager(self) -> AudDevManager: ...
    def transportCreate(self, type: int, config: TransportConfig) -> int: ...
    def transportGetInfo(self, id: int) -> TransportInfo: ...
    def codecEnum2(self) -> Sequence[CodecInfo]: ...
    def codecSetPriority(self, codec_id: str, priority: int) -> None: ...

class AuthCredInfo:
    def __init__(self, scheme: str, realm: str, username: str, data_type: int, data: str) -> None: ...

class AuthCredInfoVector:
    def append(self, credential: AuthCredInfo) -> None: ...

class SipHeader:
    hName: str
    hValue: str

class SipHeaderVector:
    def append(self, header: SipHeader) -> None: ...

class AccountRegConfig:
    registrarUri: str
    registerOnAdd: bool
    timeoutSec: int
    retryIntervalSec: int
    firstRetryIntervalSec: int

class AccountSipConfig:
    authCreds: AuthCredInfoVector
    transportId: int

class AccountCallConfig:
    timerUse: int
    timerSessExpiresSec: int
    timerMinSESec: int

class AccountMediaConfig:
    transportConfig: TransportConfig
    srtpUse: int
    srtpSecureSignaling: int
    lockCodecEnabled: bool

class AccountConfig:
    idUri: str
    regConfig: AccountRegConfig
    sipConfig: AccountSipConfig
    callConfig: AccountCallConfig
    mediaConfig: AccountMediaConfig

class SipRxData:
    info: str
    wholeMsg: str
    pjRxData: SupportsInt

class OnRegStateParam:
    status: int
    code: int
    reason: str
    expiration: int

class OnIncomingCallParam:
    callId: int
    rdata: SipRxData

class Account:
    __swig_destroy__: ClassVar[Any]
    def create(self, config: AccountConfig, make_default: bool = ...) -> None: ...
    def setRegistration(self, renew: bool) -> None: ...
    def shutdown(self) -> None: ...
    def onIncomingCall(self, prm: OnIncomingCallParam) -> None: ...
    def onRegState(self, prm: OnRegStateParam) -> None: ...

class CallMediaInfo:
    type: int
    status: int

class CallInfo:
    callIdString: str
    state: int
    role: int
    remoteUri: str
    localUri: str
    lastStatusCode: int
    lastReason: str
    media: Sequence[CallMediaInfo]

class SipTxOption:
    localUri: str
    targetUri: str
    headers: SipHeaderVector
    contentType: str
    msgBody: str

class CallOpParam:
    statusCode: int
    reason: str
    txOption: SipTxOption
    def __init__(self, use_default_setting: bool = ...) -> None: ...

class CallSendRequestParam:
    method: str
    txOption: SipTxOption

class CallSendDtmfParam:
    method: int
    digits: str

class StreamInfo:
    codecName: str
    codecClockRate: int

class SipTransaction:
    role: int
    method: str
    state: int
    statusCode: int
    statusText: str

class TsxStateEventSrc:
    rdata: SipRxData

class TsxStateEvent:
    type: int
    src: TsxStateEventSrc
    tsx: SipTransaction

class SipEventBody:
    tsxState: TsxStateEvent

class SipEvent:
    type: int
    body: SipEventBody

class OnCallStateParam:
    e: SipEvent

class OnCallTsxStateParam:
    e: SipEvent

class OnCallMediaStateParam: ...

class OnDtmfDigitParam:
    method: int
    digit: str

class OnCallTransferStatusParam:
    statusCode: int
    reason: str
    finalNotify: bool
    cont: bool

class OnCallTransferRequestParam:
    dstUri: str
    statusCode: int
    newCall: Call | None

class OnCallRedirectedParam:
    targetUri: str

class Call:
    __swig_destroy__: ClassVar[Any]
    def __init__(self, account: Account, call_id: int = ...) -> None: ...
    def getInfo(self) -> CallInfo: ...
    def getId(self) -> int: ...
    def makeCall(self, uri: str, prm: CallOpParam) -> None: ...
    def answer(self, prm: CallOpParam) -> None: ...
    def hangup(self, prm: CallOpParam) -> None: ...
    def xfer(self, uri: str, prm: CallOpParam) -> None: ...
    def sendDtmf(self, prm: CallSendDtmfParam) -> None: ...
    def sendRequest(self, prm: CallSendRequestParam) -> None: ...
    def getAudioMedia(self, index: int) -> AudioMedia: ...
    def getStreamInfo(self, index: int) -> StreamInfo: ...
    def onCallState(self, prm: OnCallStateParam) -> None: ...
    def onCallTsxState(self, prm: OnCallTsxStateParam) -> None: ...
    def onCallMediaState(self, prm: OnCallMediaStateParam) -> None: ...
    def onDtmfDigit(self, prm: OnDtmfDigitParam) -> None: ...
    def onCallTransferStatus(self, prm: OnCallTransferStatusParam) -> None: ...
    def onCallTransferRequest(self, prm: OnCallTransferRequestParam) -> None: ...
    def onCallRedirected(self, prm: OnCallRedirectedParam) -> int: ...

class MediaFormatAudio:
    type: int
    clockRate: int
    channelCount: int
    bitsPerSample: int
    frameTimeUsec: int

class AudioMedia:
    def startTransmit(self, sink: AudioMedia) -> None: ...
    def stopTransmit(self, sink: AudioMedia) -> None: ...

class AudioMediaPort(AudioMedia):
    __swig_destroy__: ClassVar[Any]
    def __init__(self) -> None: ...
    def createPort(self, name: str, format: MediaFormatAudio) -> None: ...
    def onFrameReceived(self, frame: MediaFrame) -> None: ...
    def onFrameRequested(self, frame: MediaFrame) -> None: ...
