"""The arguments RUN and PIPELINE, which a shell completes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from wave_tui.data.errors import WaveTuiError
from wave_tui.data.views import RunFilter

Function = TypeVar("Function", bound=Callable[..., Any])

_NEWEST = 100


class RunName(click.ParamType[str]):
    """The id of a run, or its unique beginning or end."""

    name = "run"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The newest runs whose id begins like this."""
        from .source import opened

        try:
            with opened((ctx.find_root().params.get("project"), {})) as source:
                rows, _ = source.store.page(RunFilter(), None, _NEWEST)
        except WaveTuiError:
            return []
        return [CompletionItem(row.id, help=row.state) for row in rows if row.id.startswith(incomplete)]


def run_argument(function: Function) -> Function:
    """The argument RUN, as the parameter ``run``."""
    return click.argument("run", type=RunName())(function)


class PipelineName(click.ParamType[str]):
    """The name of a pipeline of the project."""

    name = "pipeline"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The pipelines whose name begins like this."""
        from wave_tui.data.pipelines.load import load_folder

        from .source import opened

        try:
            with opened((ctx.find_root().params.get("project"), {})) as source:
                found = load_folder(source.project.pipelines)
        except WaveTuiError:
            return []
        return [CompletionItem(one.name, help=one.description) for one in found if one.name.startswith(incomplete)]


def pipeline_argument(function: Function) -> Function:
    """The argument PIPELINE, as the parameter ``pipeline``."""
    return click.argument("pipeline", type=PipelineName())(function)
