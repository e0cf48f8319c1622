"""How a person wants to be called by name is no wish about calls: "stop calling me Mr. Smith, I'm Jones" asks for no end of them.

An opt-out that is missed breaks the law. So only what is clear beyond doubt is taken for a form of address: a title with a name, or
a name beside words about the person's own. In "stop calling me Susan", Susan may be the one who is told to stop, and surely is in
"stop calling me, Mrs. Jones". Names are known by their capital letters, as recognizers write them. Pure.
"""

from __future__ import annotations

import re
from typing import Final

_VERB: Final = r"(?i:\b(?:(?:stop|quit|cease) (?:\w+ )?calling|(?:don't|do not|never|not to) (?:\w+ ){0,2}call) me )"
_TITLE: Final = r"(?i:(?:mrs?|ms|dr)\b\.?|mister|missus|miss|doctor) "
_NO_NAME: Final = r"(?:I|\w+days?|(?i:\w*bot|robo\w*|computer|machine|recording|ai|caller|tele\w+|sales\w*|spam\w*|scam\w*|man))\b"
"""Neither "stop calling me Sundays" nor "stop calling me Mr. Robot" is about how one is called."""
_NAME: Final = rf"(?!{_NO_NAME})[A-ZÀ-Þ][\w'-]+"
_ENDS: Final = (
    r"(?: (?i:again|any ?more|please|okay|ok)\b)*"
    r"(?=\s*(?:$|[.!?;]|,(?! (?i:ever|again|any ?more)\b)|(?i:(?:just )?call me|my name|that's not|it's|i'm not)\b))"
)
_TITLED: Final = re.compile(f"{_VERB}{_TITLE}{_NAME}(?: {_NAME})?{_ENDS}")
_NAMED: Final = re.compile(f"{_VERB}(?P<name>{_NAME}){_ENDS}")
_OWN_NAME: Final = r"""(?ix)
    \b(?: not\ my\ name | (?:i'm|i\ am|name's|name\ is)\ not\ {name} | name\ isn't\ {name}
    | (?:call\ me|my\ name's|my\ name\ is)\ (?!not\b|{name}\b)\w+ )\b
"""
_CHINESE: Final = re.compile(
    r"""
    (?:别|不要|不用|甭|不许|不准|请?勿)(?:再|老是?|总是?|一直)*(?:这么|这样)?(?:叫|喊|称呼)我
    [^，。！？,.!?\s了去来买接听等办做给打说话]{0,2}  # a surname; "别再叫我接电话先生" is said to somebody
    (?:先生|女士|小姐|太太|老师|经理|老板|师傅|阿姨|叔叔|大[姐哥爷妈叔婶]|奶奶|爷爷)
    (?:了|啦|吧|啊|好吗|好不好|行吗|行不行|可以吗)*
    (?=\s*(?:$|[，。！？,.!?；;]|我))
""",
    re.VERBOSE,
)


def without_english(text: str) -> str:
    """The text with its forms of address cut out; as it was said, with straight apostrophes."""
    rest = _TITLED.sub("", text)
    return _NAMED.sub(lambda found: "" if _is_about_names(rest, found) else found.group(), rest)


def without_chinese(text: str) -> str:
    """The text with its forms of address cut out."""
    return _CHINESE.sub("", text)


def _is_about_names(text: str, address: re.Match[str]) -> bool:
    around = f"{text[: address.start()]}; {text[address.end() :]}"
    return re.search(_OWN_NAME.format(name=re.escape(address["name"])), around) is not None
