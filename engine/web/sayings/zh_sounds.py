"""录音提示与语音模型。"""

from __future__ import annotations

from typing import Final

SOUNDS: Final[dict[str, str]] = {
    "holds samples that are no numbers: save it again": "含有无效的采样：请重新保存",
    "has channels that cancel each other out: save it in mono": "各声道相互抵消：请存为单声道",
    "is silent": "没有声音",
    "there is no such recording": "没有这个录音",
    "cannot be read as sound: save it as WAV, FLAC or OGG ({error})": "无法作为声音读取：请存为 WAV、FLAC 或 OGG（{error}）",
    "has {rate} samples a second, at least {least} are needed: record it again": (
        "每秒 {rate} 个采样，至少需要 {least} 个：请重新录制"
    ),
    "has {count} channels: save it in mono": "有 {count} 个声道：请存为单声道",
    "is empty: record it again": "为空：请重新录制",
    "lasts {seconds} s, the longest is {longest}: cut it into sentences, one recording each": (
        "长 {seconds} 秒，最长 {longest} 秒：请按句子切开，每句一个录音"
    ),
    "is clipped: record it again, less loud or further from the microphone": "削波失真：请降低音量或远离麦克风重新录制",
    "is very faint: record it again, louder or nearer to the microphone": "声音太小：请提高音量或靠近麦克风重新录制",
    "has noise only {db} dB below the speech: record it in a quieter room": "噪声只比语音低 {db} dB：请在更安静的房间录制",
    "has {rate} samples a second: 16000 or more sound clearer": "每秒 {rate} 个采样：16000 以上更清晰",
    "lasts {seconds} s, but its text takes about {expected} s to say: is it the right one?": (
        "长 {seconds} 秒，而其文本说完约需 {expected} 秒：是否录错了？"
    ),
    "cannot be used: reading it {why}": "无法使用：读取时{why}",
    "is not what it was when the script was read: start again": "与读取话术时不同：请重新开始",
    "The recording {what}.": "录音{what}。",
    "model `{name}` is not installed: run `{command}`": "模型 `{name}` 未安装：请运行 `{command}`",
    "model `{name}` is not installed ({part} is missing): run {command}": "模型 `{name}` 未安装（缺少 {part}）：请运行 {command}",
    "model `{name}` cannot run without {parts}: run {command}": "模型 `{name}` 缺少 {parts} 无法运行：请运行 {command}",
    "no voice speaks `{language}`; languages with a voice: {languages}": (
        "没有支持 `{language}` 的语音；有语音的语言：{languages}"
    ),
    "no speech server at {path}": "{path} 没有语音服务",
    "no {what} within {seconds} s": "{seconds} 秒内没有 {what}",
    "the speech server was not ready within {seconds} s: {line}": "语音服务在 {seconds} 秒内未就绪：{line}",
    "the speech server did not start: {line}": "语音服务未能启动：{line}",
    "this process has no speech models": "此进程没有语音模型",
    "a script has at most {most} characters": "话术最多 {most} 个字符",
    "{count} talks go on already: wait until one of them is over": "已有 {count} 个语音通话在进行：请等其中一个结束",
    "The script has errors: mend them first.": "话术有错误：请先修正。",
}
