"""通话中的判断：谁接的电话，对方的声音意味着什么。"""

from __future__ import annotations

from typing import Final

CALLS: Final[dict[str, str]] = {
    "before answer: {what}": "接听前：{what}",
    "no speech for {ms} ms": "{ms} 毫秒无人说话",
    "greeting of {ms} ms": "问候语长 {ms} 毫秒",
    "short greeting of {ms} ms": "简短问候，{ms} 毫秒",
    "said {phrase}": "说了 {phrase}",
    "words of a person": "像真人的话",
    "{hz} Hz for {ms} ms": "{hz} Hz 持续 {ms} 毫秒",
    "special information tones: {tones}": "网络提示音：{tones}",
    "1100 Hz, half a second every three": "1100 Hz，每三秒响半秒",
    "beep of {tones}, {lengths} ms": "提示音 {tones}，{lengths} 毫秒",
    "{ms} ms of speech": "说了 {ms} 毫秒",
    "{ms} ms of sound": "声音 {ms} 毫秒",
    "like a sentence by {score} after {ms} ms of speech": "说了 {ms} 毫秒，像整句话的程度 {score}",
    "over after {ms} ms of speech": "说了 {ms} 毫秒后停下",
    "over after {ms} ms of speech, like a sentence by {score}": "说了 {ms} 毫秒后停下，像整句话的程度 {score}",
    "first words {text}": "开头的话 {text}",
    "stop-word {word}": "要求停下的词 {word}",
    "words to answer": "需要回应的话",
    "its words ask for nothing": "只是附和，不需要回应",
    "a key": "按键",
    "speech could not be recognized": "语音无法识别",
}
