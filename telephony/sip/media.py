"""The bridge port that connects one call's audio stream with its `AudioChannel`."""

from __future__ import annotations

from collections.abc import Callable

import pjsua2 as pj

from telephony.audio import FRAME_MS, SAMPLE_BYTES, SAMPLE_RATE_HZ, SILENT_FRAME
from telephony.sip.channel import AudioChannel
from telephony.sip.frames import FrameAccess, whole_frame


class MediaPort(pj.AudioMediaPort):
    """A bridge port lent to one call after another.

    The bridge removes ports asynchronously, on its own clock thread, so a port that is deleted with its call may still be called
    back. These live as long as the stack; between calls they have no channel and nothing transmits to them.

    Callbacks run on the media clock thread while the bridge holds the port: copy, append, return.
    """

    def __init__(self, name: str, access: FrameAccess) -> None:
        super().__init__()
        self._access = access
        self._channel: AudioChannel | None = None
        self._on_error: Callable[[Exception], None] | None = None
        self.createPort(name, _bridge_format())

    def attach(self, channel: AudioChannel, on_error: Callable[[Exception], None]) -> None:
        """Starts serving `channel`; `on_error` hears of the first exception in a callback and the port detaches."""
        self._on_error = on_error
        self._channel = channel

    def connect(self, stream: pj.AudioMedia) -> None:
        """Joins a call's audio stream in both directions; joining it again is harmless."""
        stream.startTransmit(self)
        self.startTransmit(stream)

    def detach(self) -> None:
        """Stops serving. The stream's own port leaves the bridge with its call, and its connections with it."""
        self._channel = None
        self._on_error = None

    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        channel = self._channel
        try:
            frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
            self._access.write(frame, SILENT_FRAME if channel is None else channel.pull())
        except Exception as error:
            self._fail(error)

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        channel = self._channel
        if channel is None:
            return
        try:
            channel.push(whole_frame(self._access.read(frame)))
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        on_error = self._on_error
        self.detach()
        if on_error is not None:
            on_error(error)


def _bridge_format() -> pj.MediaFormatAudio:
    media_format = pj.MediaFormatAudio()
    media_format.type = pj.PJMEDIA_TYPE_AUDIO
    media_format.clockRate = SAMPLE_RATE_HZ
    media_format.channelCount = 1
    media_format.bitsPerSample = 8 * SAMPLE_BYTES
    media_format.frameTimeUsec = FRAME_MS * 1000
    return media_format
