"""Contracts that a command decides: test suites and changes of source files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from executions import context, definition, place, processes

from wave_tui.data.engine.local.execute.contracts import check_contracts
from wave_tui.data.engine.local.execute.contracts.globs import matches
from wave_tui.data.engine.local.execute.parts import Context, ContractResult, StepPlace


def prepare(tmp_path: Path, contract: str, text: str = "the input") -> tuple[Context, StepPlace]:
    made = definition(
        tmp_path, f"  - id: a\n    type: command\n    script: 'true'\n    handover:\n      contract: {contract}\n"
    )
    return context(tmp_path, made, input=text), place(tmp_path, made.steps[0])


async def check(run: Context, where: StepPlace) -> ContractResult:
    return await check_contracts(run.definition.steps[0], where, run)


async def test_a_command_line_runs_through_the_shell_in_the_workspace(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: test_suite, command: 'test -f made.txt && echo fine'}")
    assert (await check(run, where)).failure_class == "test_failure"
    (where.cwd / "made.txt").touch()
    assert (await check(run, where)).passed


async def test_with_arguments_the_command_is_a_program_and_no_shell_sees_them(tmp_path: Path) -> None:
    contract = "{type: test_suite, command: test, command_args: ['-e', '$(touch pwned); made.txt']}"
    run, where = prepare(tmp_path, contract)
    (where.cwd / "$(touch pwned); made.txt").touch()
    assert (await check(run, where)).passed
    assert not (where.cwd / "pwned").exists()


async def test_a_failing_suite_shows_what_it_printed_last(tmp_path: Path) -> None:
    script = "'for n in $(seq 1 40); do echo line $n; done; echo FAIL >&2; exit 3'"
    run, where = prepare(tmp_path, f"{{type: test_suite, command: {script}}}")
    error = (await check(run, where)).error
    assert "the test suite failed: exit status 3" in error
    assert error.endswith("- FAIL")
    assert "- line 22\n" in error
    assert "- line 20\n" not in error


async def test_the_log_of_the_check_before_is_not_shown_again(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: test_suite, command: 'cat note; exit 1'}")
    (where.cwd / "note").write_text("first")
    assert "first" in (await check(run, where)).error
    (where.cwd / "note").write_text("second")
    assert "first" not in (await check(run, where)).error


async def test_a_suite_that_hangs_is_stopped_after_its_timeout(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: test_suite, command: 'sleep 60', timeout: 100ms}")
    assert "timed out after 0.1 s" in (await check(run, where)).error


async def test_a_program_that_is_not_there_fails_with_the_systems_words(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: test_suite, command: no-such-program, command_args: [x]}")
    assert "No such file or directory" in (await check(run, where)).error


@pytest.mark.parametrize(
    "text", ['"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "a\nb", "' ; touch pwned ; '"]
)
async def test_i1_the_input_is_data_in_a_contracts_command(tmp_path: Path, text: str) -> None:
    run, where = prepare(tmp_path, """{type: test_suite, command: 'printf %s {{ input }} > got'}""", text)
    assert (await check(run, where)).passed
    assert (where.cwd / "got").read_text() == text
    assert not (where.cwd / "pwned").exists()
    assert all(text not in word for argv, _ in processes(run).started for word in argv)


async def test_an_empty_command_says_what_to_do(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: test_suite, command: '{{ project.contract_test_command }}'}")
    assert "has no command; add command" in (await check(run, where)).error


async def test_a_folder_outside_of_the_workspace_is_refused(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: test_suite, command: 'true', dir: ../..}")
    assert "is not in the step's workspace" in (await check(run, where)).error


def git(folder: Path, *words: str) -> None:
    author = ("-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *author, *words), cwd=folder, check=True, capture_output=True)


def repository(folder: Path) -> None:
    git(folder, "init", "-q")
    (folder / "main.py").write_text("1")
    (folder / "docs").mkdir()
    (folder / "docs/notes.md").write_text("1")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")


async def test_source_diff_counts_what_differs_from_the_commit(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: source_diff, base_ref: HEAD, glob: '*.py'}")
    repository(where.cwd)
    (where.cwd / "docs/notes.md").write_text("2")
    error = (await check(run, where)).error
    assert "0 changed files count, at least 1 must; of 1 changed files the others do not match" in error
    assert "changed: docs/notes.md" in error
    (where.cwd / "main.py").write_text("2")
    assert (await check(run, where)).passed


async def test_source_diff_leaves_out_what_is_excluded(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: source_diff, base_ref: HEAD, exclude: ['docs/**'], min_files: 1}")
    repository(where.cwd)
    (where.cwd / "docs/notes.md").write_text("2")
    assert not (await check(run, where)).passed


async def test_source_diff_compares_with_the_commit_before_by_default(tmp_path: Path) -> None:
    run, where = prepare(tmp_path, "{type: source_diff}")
    repository(where.cwd)
    assert not (await check(run, where)).passed
    (where.cwd / "main.py").write_text("2")
    git(where.cwd, "commit", "-qam", "second")
    assert (await check(run, where)).passed


@pytest.mark.parametrize("ref", ["nowhere", "--output=pwned", "HEAD; touch pwned"])
async def test_source_diff_with_no_such_commit_is_told(tmp_path: Path, ref: str) -> None:
    run, where = prepare(tmp_path, f"{{type: source_diff, base_ref: '{ref}'}}")
    repository(where.cwd)
    assert "which is no commit of a git repository here" in (await check(run, where)).error
    assert not (where.cwd / "pwned").exists()


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.py", "src/main.py", True),
        ("src/*.py", "src/main.py", True),
        ("src/*.py", "src/deep/main.py", False),
        ("src/**/*.py", "src/main.py", True),
        ("src/**/*.py", "src/deep/er/main.py", True),
        ("specs/**", "specs/a/b.md", True),
        ("**/test_*.py", "test_a.py", True),
        ("[!a]?.go", "bb.go", True),
        ("[!a]?.go", "ab.go", False),
        ("[", "[", True),
        ("a+(b)", "a+(b)", True),
    ],
)
def test_patterns_of_file_names(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected
