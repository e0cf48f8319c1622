"""Where a model runs. `auto` takes CUDA if the model's library can use it and says what it took; asking for more is an error."""

from __future__ import annotations

import logging
from typing import Literal

from engine.settings import Device
from engine.speech.api import SpeechUnavailable

log = logging.getLogger(__name__)

Chosen = Literal["cpu", "cuda"]


class NoSuchDevice(SpeechUnavailable):
    """CUDA was asked for and cannot be had."""


def choose(device: Device, *, cuda: bool, what: str) -> Chosen:
    """The device for the model `what`.

    Args:
        device: the setting.
        cuda: whether the model's library sees a usable CUDA device.
        what: the setting's name, for the message.

    Raises:
        NoSuchDevice: `cuda` was asked for and there is none.
    """
    if device == "cuda" and not cuda:
        raise NoSuchDevice(f"{what} asks for cuda, but its library finds no CUDA device here: set it to cpu or auto")
    chosen: Chosen = "cuda" if cuda and device != "cpu" else "cpu"
    log.info("device chosen", extra={"action": "device_chosen", "setting": what, "asked": device, "chosen": chosen})
    return chosen


def ctranslate2_has_cuda() -> bool:
    import ctranslate2

    return bool(ctranslate2.get_cuda_device_count() > 0)


def torch_has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


def onnxruntime_has_cuda() -> bool:
    """True if onnxruntime was built with CUDA and a driver shows a device (the GPU build lists CUDA even without one)."""
    import onnxruntime

    return "CUDAExecutionProvider" in onnxruntime.get_available_providers() and ctranslate2_has_cuda()
