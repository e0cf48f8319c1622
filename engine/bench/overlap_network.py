"""Teaches barge-in's network: heard sounds in, weights out. Offline, with PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.bench.overlap_hearing import HeardSound
from engine.call.overlap.classifier import OLDEST_FRAMES, YOUNGEST_FRAMES, Network
from engine.call.overlap.sound import INPUTS, LEAD_FRAMES, FrameInput, Numbers

UNITS: Final = 48
EPOCHS: Final = 30
_BATCH: Final = 128
_RATE: Final = 3e-3
_DECAY: Final = 1e-2
_DROPOUT: Final = 0.2
_SURENESS: Final = 0.95
"""Aimed at instead of 1: the same beginning may be a response or a sentence."""
_BLUR: Final = 0.08
"""Noise on the inputs."""
_STILL_FRAMES: Final = 5
"""A sound whose last frames are all silent is over: nothing to judge."""
_LENGTH: Final = LEAD_FRAMES + OLDEST_FRAMES
_FIRST: Final = YOUNGEST_FRAMES - 2 + LEAD_FRAMES - 1
"""Judged from two frames before the first age that counts."""
_WEIGHT_OF: Final = {"kokoro": 3.0, "piper": 3.0, "flite": 1.5}
"""Voices that sound like people count for more than formant synthesis."""


class _Listener(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.memory = nn.GRU(INPUTS, UNITS, batch_first=True)
        self.dropout = nn.Dropout(_DROPOUT)
        self.output = nn.Linear(UNITS, 1)

    def forward(self, heard: Tensor) -> Tensor:
        states, _ = self.memory(heard)
        likeness: Tensor = self.output(self.dropout(states)).squeeze(-1)
        return likeness

    def network(self) -> Network:
        states = {name: values.numpy().astype(np.float32) for name, values in self.state_dict().items()}
        return Network(
            from_input=states["memory.weight_ih_l0"],
            from_state=states["memory.weight_hh_l0"],
            input_bias=states["memory.bias_ih_l0"],
            state_bias=states["memory.bias_hh_l0"],
            output=states["output.weight"][0],
            output_bias=states["output.bias"],
        )


def learn(sounds: Sequence[HeardSound], *, epochs: int = EPOCHS, seed: int = 2) -> Network:
    """The network after `epochs` passes over the sounds; both kinds count the same. Repeatable by `seed` on one thread."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    inputs, counts = (torch.from_numpy(array) for array in _as_arrays(sounds))
    aims = torch.tensor([_SURENESS if sound.kind == "interruption" else 1 - _SURENESS for sound in sounds])
    counts = counts * _evened(sounds, counts)[:, None]
    listener = _Listener()
    optimizer = torch.optim.AdamW(listener.parameters(), _RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for batch in torch.split(torch.randperm(len(sounds)), _BATCH):
            heard = inputs[batch] + torch.randn_like(inputs[batch]) * _BLUR
            wrong = nn.functional.binary_cross_entropy_with_logits(
                listener(heard), aims[batch][:, None].expand(-1, _LENGTH), reduction="none"
            )
            loss = (wrong * counts[batch]).sum() / counts[batch].sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(listener.parameters(), 1.0)
            optimizer.step()
        schedule.step()
    return listener.network()


def _as_arrays(sounds: Sequence[HeardSound]) -> tuple[Numbers, Numbers]:
    """What the network hears, shape [sounds, frames, INPUTS], and which frames are judged, shape [sounds, frames]."""
    inputs = np.zeros((len(sounds), _LENGTH, INPUTS), dtype=np.float32)
    judged = np.zeros((len(sounds), _LENGTH), dtype=np.float32)
    for index, sound in enumerate(sounds):
        hearing = FrameInput()
        for frame, (row, is_speech) in enumerate(zip(sound.rows[:_LENGTH], sound.speech[:_LENGTH], strict=True)):
            inputs[index, frame] = hearing.feed(row, bool(is_speech))
        last = _sounding_frames(sound.speech[:_LENGTH])
        judged[index, _FIRST:last] = 1
    return inputs, judged


def _sounding_frames(speech: NDArray[np.bool_]) -> int:
    """How many frames there are before it is over."""
    for frame in range(_FIRST, len(speech)):
        if not speech[max(0, frame + 1 - _STILL_FRAMES) : frame + 1].any():
            return frame
    return len(speech)


def _evened(sounds: Sequence[HeardSound], counts: Tensor) -> Tensor:
    """What each sound counts, so that both kinds count the same."""
    weights = torch.tensor([_WEIGHT_OF.get(sound.voice.partition("-")[0], 1.0) for sound in sounds])
    interrupts = torch.tensor([sound.kind == "interruption" for sound in sounds])
    mass = weights * counts.sum(dim=1)
    balance = mass[~interrupts].sum() / mass[interrupts].sum()
    return torch.where(interrupts, weights * balance, weights)
