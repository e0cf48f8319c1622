"""What the processes that the engine starts get of its environment: what they go by, and no password or token that is not for them.

A name that ends with a star is the beginning of names.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import Final

_ALL: Final = (
    *(
        "HOME",
        "LANG",
        "LANGUAGE",
        "LC_*",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "PATH",
        "PYTHON*",
        "TEMP",
        "TMP",
        "TMPDIR",
        "TZ",
        "VIRTUAL_ENV",
    ),
    *("GOTO_NUM_THREADS", "KMP_*", "MALLOC_*", "MKL_*", "OMP_*", "OPENBLAS_*"),
)
"""What Python and its libraries go by."""
_CERTIFICATES: Final = ("SSL_CERT_DIR", "SSL_CERT_FILE")
"""Who is trusted to vouch for servers."""
POSTGRESQL: Final = ("PG*", "KRB5*", *_CERTIFICATES)
"""What the database's client goes by, passwords included."""
CALLS: Final = ("CALLWRIGHT_LOG_LEVEL", *_CERTIFICATES)
"""What a call worker goes by. Passwords of trunks and tokens of webhooks reach it by its socket."""
SPEECH: Final = (
    *("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE", "XDG_CACHE_HOME"),
    *("CT2_*", "CUDA_*", "NVIDIA_*", "ORT_*", "TORCH_*"),
)
"""What the speech server goes by: where models lie, and what they run on."""


def environment(*names: str) -> dict[str, str]:
    """This process's environment for one that is started: what every program goes by, and these names."""
    return {name: value for name, value in os.environ.items() if any(fnmatchcase(name, known) for known in (*_ALL, *names))}


def forget_all_but(*names: str) -> None:
    """The same for a process that has the whole environment already."""
    for name in os.environ.keys() - environment(*names).keys():
        del os.environ[name]
