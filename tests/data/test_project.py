"""Where a project is found, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from wave_tui.data.errors import NotFoundError
from wave_tui.data.project import find_project


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_the_nearest_folder_above_with_a_sign_of_a_project_is_the_root(tmp_path: Path) -> None:
    _touch(tmp_path / "outer" / "wave.yaml")
    (tmp_path / "outer" / "inner" / ".wave").mkdir(parents=True)
    deep = tmp_path / "outer" / "inner" / "src" / "pkg"
    deep.mkdir(parents=True)
    assert find_project(deep).root == tmp_path / "outer" / "inner"
    assert find_project(tmp_path / "outer").root == tmp_path / "outer"


@pytest.mark.parametrize("sign", ["state.db", "pipelines/a.yaml"])
def test_agents_is_the_state_folder_when_it_is_in_use(tmp_path: Path, sign: str) -> None:
    _touch(tmp_path / ".agents" / sign)
    (tmp_path / ".wave").mkdir()
    project = find_project(tmp_path)
    assert project.state_folder == tmp_path / ".agents"
    assert project.store == tmp_path / ".agents" / "state.db"
    assert project.pipelines == tmp_path / ".agents" / "pipelines"
    assert project.sidecar == tmp_path / ".agents" / "wave-tui.db"


def test_an_agents_folder_without_state_leaves_the_state_to_wave(tmp_path: Path) -> None:
    _touch(tmp_path / ".agents" / "personas" / "navigator.md")
    assert find_project(tmp_path).state_folder == tmp_path / ".wave"


def test_a_new_project_with_a_manifest_alone_gets_a_wave_folder(tmp_path: Path) -> None:
    _touch(tmp_path / "wave.yaml")
    project = find_project(tmp_path)
    assert project.state_folder == tmp_path / ".wave"
    assert project.manifest == tmp_path / "wave.yaml"
    assert project.name == tmp_path.name


@pytest.mark.parametrize("named", [".", ".agents", ".agents/state.db"])
def test_root_state_folder_and_store_file_all_name_the_same_project(tmp_path: Path, named: str) -> None:
    _touch(tmp_path / "p" / ".agents" / "state.db")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = find_project(elsewhere, tmp_path / "p" / named)
    assert (project.root, project.state_folder) == (tmp_path / "p", tmp_path / "p" / ".agents")
    assert project.manifest is None


def test_a_store_file_outside_a_state_folder_is_a_project_of_its_own(tmp_path: Path) -> None:
    store = _touch(tmp_path / "copies" / "monday.db")
    project = find_project(tmp_path, store)
    assert (project.root, project.store) == (store.parent, store)


def test_a_relative_path_is_taken_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "p" / ".wave").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert find_project(Path("/"), Path("p")).root == tmp_path / "p"
    assert find_project(Path("/"), Path("p/.wave/..")).name == "p"


def test_without_a_project_every_folder_looked_at_is_named(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    with pytest.raises(NotFoundError) as caught:
        find_project(deep)
    assert str(deep) in str(caught.value) and str(tmp_path) in str(caught.value)
    assert "--project" in str(caught.value)


def test_a_named_path_that_is_missing_or_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such file or folder"):
        find_project(tmp_path, tmp_path / "nowhere")
    with pytest.raises(NotFoundError, match=r"is not a project: none of .*wave\.yaml"):
        find_project(tmp_path, tmp_path)


def test_t7_a_control_sequence_in_the_name_of_a_folder_is_written_out(tmp_path: Path) -> None:
    odd = tmp_path / "\x1b[2Jshop"
    odd.mkdir()
    for explicit in (None, odd, odd / "gone"):
        with pytest.raises(NotFoundError) as caught:
            find_project(odd, explicit)
        assert "\\x1b[2Jshop" in str(caught.value) and "\x1b" not in str(caught.value)
