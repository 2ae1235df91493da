"""What secrets look like: tokens that name themselves, passwords in addresses, keys in PEM, values of telling names.

Each rule is a literal mark in lower case, which must stand in the text, and a pattern that is matched where it stands;
the one group that matched, else the whole match, is the secret. Repeats are possessive or bounded: linear time.
"""

from __future__ import annotations

import re

_BREAK = "[\n⏎]"
# A variable-length token may go on after a wrapped line; a date there begins the next log line instead.
_WRAPPED_TAIL = rf"(?:{_BREAK}(?!\d{{4}}-)(?=[A-Za-z_-]{{0,40}}\d)[\w-]{{8,}})?"

# prefix, alphabet of what follows, usual length of what follows
_TOKENS = (
    ("ghp_", "[A-Za-z0-9]", 36),
    ("gho_", "[A-Za-z0-9]", 36),
    ("ghu_", "[A-Za-z0-9]", 36),
    ("ghs_", "[A-Za-z0-9]", 36),
    ("ghr_", "[A-Za-z0-9]", 36),
    ("github_pat_", r"\w", 82),
    ("glpat-", r"[\w-]", 20),
    ("gldt-", r"[\w-]", 20),
    ("glrt-", r"[\w-]", 20),
    ("glcbt-", r"[\w-]", 20),
    ("glptt-", r"[\w-]", 40),
    ("glsa_", r"\w", 41),
    ("npm_", "[A-Za-z0-9]", 36),
    ("hf_", "[A-Za-z0-9]", 34),
    ("pypi-", r"[\w-]", 100),
    ("dckr_pat_", r"[\w-]", 27),
    ("dop_v1_", "[a-f0-9]", 64),
    ("sk_live_", "[A-Za-z0-9]", 24),
    ("rk_live_", "[A-Za-z0-9]", 24),
    ("sk_test_", "[A-Za-z0-9]", 24),
    ("whsec_", r"[\w+/=]", 32),
    ("shpat_", "[A-Za-z0-9]", 32),
    ("hvs.", r"[\w-]", 24),
    ("gsk_", "[A-Za-z0-9]", 52),
    ("ya29.", r"[\w-]", 60),
    ("AIza", r"[\w-]", 35),
    ("AKIA", "[A-Z0-9]", 16),
    ("ASIA", "[A-Z0-9]", 16),
)
_KEYS = ("api_key", "api-key", "apikey", "access_key", "accesskey", "private_key", "privatekey", "account_key")
_NOT_VALUES = (
    "required|optional|missing|empty|none|null|nil|true|false|invalid|incorrect|expired|not|is|was|are|set|unset|"
    "changed|ok|yes|no|must|the|wrong|string|str|bytes|int|bool|object|input|prompt|hidden|redacted|masked"
)
_NUMBER = r"\d{1,9}(?!\w)"
_PART = rf"[\w-]++(?:{_BREAK}[\w-]++)?"
_URL = r"""[^\s/@"'<>⏎]"""
_OPTION = "(?:password|passwd|secret|token|api-?key)"
_BEARER = r"[\w.~+/=-]"
PEM_BEGIN = "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"
_SEPARATOR = r"(?::=|=>|:(?!:|//)|=(?![=~]))"
_UNQUOTED = r"""(?:[^\s"'`,;&⏎]++|[,;&](?!\s|[\w.-]{1,64}=|$))++"""
_QUOTED = "|".join(
    (
        r"""\\+["']([^"'\\\n⏎]++)""",
        rf'"([^"\\\n⏎]*+(?:\\.[^"\\\n⏎]*+)*+(?:{_BREAK}[^"\\\n⏎]{{0,512}}(?="))?)',
        rf"'([^'\\\n⏎]*+(?:\\.[^'\\\n⏎]*+)*+(?:{_BREAK}[^'\\\n⏎]{{0,512}}(?='))?)",
    )
)


def _token(prefix: str, letter: str, length: int) -> str:
    """A token by its prefix: the usual length even across a wrapped line, or any run of at least 16."""
    start = re.escape(prefix)
    least = min(length, 16)
    body = f"(?:(?:{letter}{_BREAK}?){{{length - 1}}}{letter}+|{letter}{{{least},}})"
    return f"{start}(?<![A-Za-z0-9]{start}){body}"


def _assigned(name: str, *, prose: bool) -> str:
    """A value assigned to ``name``; where the name is common in ``prose``, bare values must look like a secret."""
    number = f"(?!{_NUMBER})" if prose else ""
    bare = rf"(?=\S{{8}})(?=[^\s\d]{{0,80}}\d){number}" if prose else ""
    value = rf"(?!(?:{_NOT_VALUES})\b|[\w.]{{1,80}}\()"
    return (
        rf"""(?i){name}\\{{0,3}}["']?(?:={number}({_UNQUOTED})|\s{{0,8}}{_SEPARATOR}\s{{0,8}}"""
        rf"""(?:{_QUOTED}|{value}{bare}({_UNQUOTED})))"""
    )


def _found(pattern: str) -> str:
    return f"(?i){pattern}"


# What follows a telling name and its quote, up to the value.
_SET = r"""\\{0,3}["']?\s{0,8}[:=]\s{0,8}\\{0,3}["']?"""
_SPECIAL = (
    ("sk-", _found(rf"sk-(?<![A-Za-z0-9]sk-)(?=[A-Za-z_-]{{0,80}}\d)[\w-]{{16,}}{_WRAPPED_TAIL}")),
    ("sk-", _found(rf"sk-(?:ant|proj|svcacct)-(?:[\w-]{_BREAK}?){{15}}[\w-]+{_WRAPPED_TAIL}")),
    ("xox", _found(rf"xox[abeoprs]-(?<![A-Za-z0-9]xox.-)[\w-]{{10,}}{_WRAPPED_TAIL}")),
    ("eyj", _found(rf"eyJ(?<![\w-]eyJ){_PART}\.{_PART}\.?[\w-]*+{_WRAPPED_TAIL}")),
    (
        "://",
        _found(rf"://[^\s/:@\"'⏎]*+:(?!\d{{1,5}}{_BREAK})({_URL}++(?:{_BREAK}{_URL}{{1,512}})?(?:@{_URL}++(?=@))*+)@"),
    ),
    ("hooks.slack.com/", _found(rf"hooks\.slack\.com/\w+/([\w/-]++{_BREAK}?[\w/-]*+)")),
    ("api/webhooks/", _found(r"api/webhooks/(\d++/[\w-]++)")),
    ("-----begin", _found(rf"{PEM_BEGIN}(?: BLOCK)?-----[\s⏎]*+((?:[^-]++|-(?!----END))++)")),
    (
        "authorization",
        _found(
            rf"authorization{_SET}(?:basic|bearer|token|digest|apikey|bot)\s{{1,4}}(?!(?:{_NOT_VALUES})\b)"
            rf"""([^\s"',;\\⏎]++(?:{_BREAK}[\w+/=.-]{{4,}}(?=["']|\s|⏎|$))?)"""
        ),
    ),
    ("authorization", _assigned("authorization", prose=True)),
    (
        "bearer",
        _found(rf"bearer\s{{1,4}}((?=[a-z~+/=._-]{{0,80}}\d|{_BEARER}{{24}}){_BEARER}{{8,}}{_WRAPPED_TAIL})"),
    ),
    ("basic", _found(r"basic\s{1,4}((?=[A-Za-z+/]{0,80}[\d=])[A-Za-z0-9+/]{12,}={0,2})")),
    ("cookie", _found(rf"""cookie{_SET}([\w.-]{{1,64}}=[^\n⏎"']*+)""")),
    ("passw", _assigned("passw(?:or)?d", prose=False)),
    ("passphrase", _assigned("passphrase", prose=False)),
    ("pwd", _assigned("pwd(?!=/)", prose=False)),
    ("secret", _assigned("secret(?:[_-]?access)?(?:[_-]?key)?", prose=False)),
    ("credential", _assigned("credentials?", prose=True)),
    ("token", _assigned("token(?<!unexpected token)(?<!invalid token)(?<!unknown token)", prose=True)),
    ("key", _assigned("key(?:" + "|".join(f"(?<={key})" for key in _KEYS) + ")", prose=False)),
    ("_key", _found(rf"_key{_SET}((?=[A-Za-z+/=_-]{{0,80}}\d)[\w+/=-]{{16,}})")),
    ("sig", _found(r"""sig(?:nature)?=([^\s&"'⏎]{16,})""")),
    (
        "--",
        _found(rf"--(?:[\w-]{{0,40}}-)?(?:password|passwd|secret|token|api-?key)\s{{1,4}}(?!-|{_NUMBER})([^\s\"'⏎]+)"),
    ),
    ("login", _found(r"login\s{1,8}\S{1,256}+\s{1,8}password\s{1,8}([^\s⏎]+)")),
)
RULES = (*((prefix.lower(), _token(prefix, letter, length)) for prefix, letter, length in _TOKENS), *_SPECIAL)
"""Mark and pattern of every rule; patterns are compiled with re.ASCII when their mark is seen for the first time."""
