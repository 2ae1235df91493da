"""Where templates stand in scripts, and what sh makes of the references in their place."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from wave_tui.data.engine.local.execute.references import TemplateError
from wave_tui.data.engine.local.execute.shell_text import Quoting, spots
from wave_tui.data.engine.local.execute.templates import shell_problems, shell_text

PAYLOADS = (
    '"; touch owned; echo "',
    "'; touch owned; echo '",
    "$(touch owned)",
    "`touch owned`",
    "first\nsecond; touch owned",
    "--from-step",
    "-n",
    "${HOME} $PATH *",
    "a\\\nb\\",
    "x" * 200_000,
    "x" * 200_000 + "$(touch owned)",
)
PLACES = (
    "printf %s {{ input }}",
    'printf %s "{{ input }}"',
    'printf %s "$(printf %s "{{ input }}")"',
    'printf %s "`printf %s {{ input }}`"',
    'X={{ input }}; printf %s "$X"',
    "cat <<END\n{{ input }}\nEND",
    "# it's a {{ input }} comment\nprintf %s '{\"a\": 1}' >/dev/null; printf %s {{ input }}",
    "case a in a) printf %s {{ input }};; esac",
)


def run(script: str, value: str, folder: Path) -> str:
    """What sh prints for a script with this input."""
    text = shell_text(script, lambda reference: value)
    environ = {"PATH": os.environ["PATH"], **dict(text.environ)}
    for name, content in text.files:
        (folder / name).write_text(content)
        environ[name] = str(folder / name)
    ended = subprocess.run(["sh", "-c", text.script], cwd=folder, env=environ, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload[:20])
def test_i1_a_value_from_outside_arrives_as_it_is_and_never_runs(place: str, payload: str, tmp_path: Path) -> None:
    printed = run(place, payload, tmp_path)
    assert not (tmp_path / "owned").exists()
    assert printed.rstrip("\n") == payload.rstrip("\n")


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload[:20])
def test_i1_the_script_itself_holds_nothing_of_the_value(payload: str) -> None:
    text = shell_text('echo "{{ input }}" {{input}}', lambda reference: payload)
    assert payload not in text.script
    assert "touch" not in text.script


@pytest.mark.parametrize(
    ("script", "quoting"),
    [
        ("echo {{ a }}", Quoting.BARE),
        ('echo "{{ a }}"', Quoting.DOUBLE),
        ("echo '{{ a }}'", Quoting.SINGLE),
        ("echo it\\'s {{ a }}", Quoting.BARE),
        ('echo "it\'s {{ a }}"', Quoting.DOUBLE),
        ("cat <<X\n{{ a }}\nX\n", Quoting.DOCUMENT),
        ("cat <<'X'\n{{ a }}\nX\n", Quoting.QUOTED_DOCUMENT),
        ("cat <<-\\X\n\t{{ a }}\n\tX\n", Quoting.QUOTED_DOCUMENT),
        ("cat <<X\nthat's\nX\necho {{ a }}", Quoting.BARE),
        ("echo # {{ a }}", Quoting.COMMENT),
        ("# don't\necho {{ a }}", Quoting.BARE),
        ("echo a#b {{ a }}", Quoting.BARE),
        ("echo $(( {{ a }} + 1 ))", Quoting.ARITHMETIC),
        ("echo ${x:-{{ a }}}", Quoting.EXPANSION),
        ('echo "$(cat {{ a }})"', Quoting.BARE),
        ("eval {{ a }}", Quoting.EVALUATED),
        ('sh -c "echo {{ a }}"', Quoting.EVALUATED),
        ("bash -ec {{ a }}", Quoting.EVALUATED),
        ("sh -c 'echo \"$1\"' sh {{ a }}", Quoting.BARE),
        ("echo retrieval {{ a }}", Quoting.BARE),
    ],
)
def test_the_quoting_of_a_template_is_what_the_shell_sees(script: str, quoting: Quoting) -> None:
    assert [spot.quoting for spot in spots(script)] == [quoting]


UNSAFE = ("echo '{{ a }}'", "cat <<'X'\n{{ a }}\nX", "eval {{ a }}", "echo $((1+{{ a }}))", "x=${y-{{ a }}}")


@pytest.mark.parametrize("script", UNSAFE)
def test_i1_a_template_that_cannot_be_replaced_safely_is_refused(script: str) -> None:
    assert len(shell_problems(script)) == 1
    with pytest.raises(TemplateError):
        shell_text(script, lambda reference: "1")


def test_values_of_the_projects_own_files_are_commands_and_are_pasted(tmp_path: Path) -> None:
    text = shell_text("{{ project.test_command }} more", lambda reference: "echo a && echo b")
    assert text.script == "echo a && echo b more"


def test_i1_a_nul_is_refused() -> None:
    with pytest.raises(TemplateError, match="NUL"):
        shell_text("echo {{ input }}", lambda reference: "a\0b")
