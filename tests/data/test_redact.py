"""Which secrets are masked and which ordinary text stays as it is."""

from __future__ import annotations

import pytest
from payloads import HARMLESS, SECRETS, Secret

from wave_tui.data.redact import redact
from wave_tui.data.text import OVERLAP, clean, safe_window

_WHOLE = {name: secret for name, secret in SECRETS.items() if secret.hidden in secret.text and "after" not in name}
_SPLITS = {"colour": "\x1b[0m", "zero width": "\u200b", "line wrap": "\n"}

_PHRASES = (
    "step {n} implement finished in {n}.3s",
    "the author of commit {n:07x} said tokens used: {n}",
    "authentication tests passed ({n} of {n})",
    "token budget is fine: {n} of 200000 tokens left",
    "GET https://ci.example.org:8443/runs/{n}?page=2 200 OK",
    "tokens_in={n} tokens_out={n} max_tokens=4096",
    "pull docker.io/library/python@sha256:{n:064x}",
    "cache key linux-py311-{n:040x} restored",
    "ERROR tests/test_login.py:{n}: password field is not shown",
    "unexpected token: ')' at line {n}",
    "basic checks done; bearer of news {n}; secretary informed",
    "PWD=/builds/{n} HOME=/root primary_key=id{n}",
)


def _seen(text: str, hidden: str) -> bool:
    """True when any eight characters in a row of the secret are still there."""
    size = min(8, len(hidden))
    return any(hidden[at : at + size] in text for at in range(len(hidden) - size + 1))


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_x1_a_secret_is_masked(secret: Secret) -> None:
    shown = clean(secret.text, limit=300_000, lines=True)
    assert "*" in shown and not _seen(shown, secret.hidden)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GITHUB_TOKEN=abcdef", "GITHUB_TOKEN=******"),
        ("password: hunter2", "password: *******"),
        ('{\\"password\\": \\"x\\"}', '{\\"password\\": \\"*\\"}'),
        ("authToken: 'abc'", "authToken: '***'"),
        ("deploy --password hunter2 now", "deploy --password ******* now"),
        ("AWS_SECRET_ACCESS_KEY=abc/def+ghi", "AWS_SECRET_ACCESS_KEY=********"),
        ("?access_token=abc&page=2", "?access_token=***&page=2"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer *******"),
        ("Set-Cookie: sid=abcdefgh; Path=/", "Set-Cookie: ********"),
        ("redis://:hunter2@cache:6379/0", "redis://:*******@cache:6379/0"),
        ("machine x login bob password hunter2", "machine x login bob password *******"),
        ("Server=db;Password=a,b;User=x", "Server=db;Password=***;User=x"),
        ("xox" + "b-1234567890-abcdefghij", "********"),
    ],
)
def test_x1_a_value_with_a_telling_name_is_masked(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_x1_ordinary_sentences_stay(text: str) -> None:
    assert clean(text) == text


def test_x1_at_most_one_of_a_hundred_normal_lines_is_altered() -> None:
    lines = [_PHRASES[n % len(_PHRASES)].format(n=n) for n in range(10_000)]
    assert sum(clean(line) != line for line in lines) <= 100


@pytest.mark.parametrize("split", _SPLITS.values(), ids=_SPLITS)
@pytest.mark.parametrize("secret", _WHOLE.values(), ids=_WHOLE)
def test_x2_a_split_secret_is_masked(secret: Secret, split: str) -> None:
    middle = len(secret.hidden) // 2
    broken = secret.hidden[:middle] + split + secret.hidden[middle:]
    shown = clean(secret.text.replace(secret.hidden, broken), lines=True)
    assert "*" in shown and not _seen(shown, secret.hidden)


@pytest.mark.parametrize("secret", _WHOLE.values(), ids=_WHOLE)
def test_x2_a_secret_on_the_edge_of_two_windows_is_masked_in_both(secret: Secret) -> None:
    edge = 65_536
    for before in range(0, len(secret.text), 5):
        text = "log line\n" * 8_000
        start = edge - before
        text = f"{text[:start]}\n{secret.text}\n{text[start:]}"
        for window in ((edge - 1000, edge), (edge, edge + 1000)):
            near = text[window[0] - OVERLAP : window[1] + OVERLAP]
            assert not _seen(safe_window(near, OVERLAP, OVERLAP + 1000), secret.hidden)


@pytest.mark.parametrize("place", [0, 500_000, 1_000_000])
def test_x3_no_text_is_too_long_to_be_redacted(place: int) -> None:
    secret = SECRETS["github server"]
    text = "word " * 200_000
    text = f"{text[:place]} {secret.text} {text[place:]}"
    assert not _seen(clean(text, limit=len(text)), secret.hidden)
    assert not _seen(clean(text, limit=place + 30), secret.hidden)


def test_x3_a_private_key_that_begins_before_the_window_is_masked() -> None:
    body = "\n".join(["MIIEpAIBAAKCAQEA7bq0x1y2z3" * 2] * 60)
    text = f"{body}\n-----END RSA {'PRIVATE'} KEY-----\nnext line"
    shown = safe_window(text, 0, len(text))
    assert "MIIE" not in shown and shown.endswith("KEY-----\nnext line")
