"""Writes one run into a store the way an engine does: steps with their tries, events, tokens and files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stores import NOW, StoreWriter

CHECKED = "contract validation failed [json_schema]: Required fields are missing from the JSON output"


@dataclass(frozen=True, slots=True)
class Span:
    """A step's time in seconds from the begin of its run; ``end`` None while it runs."""

    start: float
    end: float | None = None
    tokens: int = 0
    persona: str = "navigator"
    number: int = 1


class Ledger:
    """One run of a store; times are seconds from its begin."""

    def __init__(self, store: StoreWriter, root: Path, id: str, began: float, steps: int = 0) -> None:
        self.store, self.root, self.id, self.began = store, root, id, began
        self._steps = steps

    def at(self, seconds: float) -> int:
        """Unix seconds of a moment of the run."""
        return int(self.began + seconds)

    def begins(self, pipeline: str, input: str = "", **columns: object) -> None:
        """The run's rows and its first event."""
        facts: dict[str, object] = {
            "input": input,
            "current_step": "",
            "started_at": self.at(0),
            "last_heartbeat": int(NOW) - 2,
        }
        self.store.insert(
            "pipeline_run", {"run_id": self.id, "pipeline_name": pipeline, "status": "running"} | facts | columns
        )
        self.store.engine_state(self.id)
        self.says(0, "started", message=f'input="{input}" steps={self._steps}')

    def says(self, seconds: float, state: str, step: str = "", message: str = "", **columns: object) -> None:
        """One event."""
        self.store.event(self.id, step, state, message, timestamp=self.at(seconds), **columns)

    def runs(self, step: str, span: Span, message: str = "") -> None:
        """A step begins, or begins its next try."""
        how = message or f"Starting {span.persona} persona in .agents/workspaces/{self.id}/{step}"
        chosen = {"model": "sonnet", "adapter": "claude"} if not message else {}
        self.says(span.start, "running", step, how, persona="" if message else span.persona, **chosen)
        row = {"step_id": step, "pipeline_id": self.id, "state": "running", "started_at": self.at(span.start)}
        self.store.insert("step_state", row, how="OR IGNORE")
        self._state(step, "running", None)
        if not message:
            self.store.attempt(self.id, step, span.number, started_at=self.at(span.start))

    def works(self, step: str, span: Span, tools: tuple[str, ...] = ()) -> None:
        """Tokens and tool calls, evenly spread over the time of a try."""
        end = span.end if span.end is not None else NOW - self.began
        beats = max(4, int((end - span.start) // 12))
        for beat in range(1, beats):
            at = span.start + (end - span.start) * beat / beats
            share = int(span.tokens * (beat % 4 + 1) / (beats - 1) / 2.5)
            self.says(at, "step_progress", step, persona=span.persona, tokens_used=share, progress=100 * beat // beats)
            if tools:
                self.says(at, "stream_activity", step, tools[beat % len(tools)], persona=span.persona)

    def ends(self, step: str, span: Span, state: str = "completed", message: str = "") -> None:
        """A step ends; ``message`` is what its last event says."""
        assert span.end is not None
        spent = {"duration_ms": int(1000 * (span.end - span.start)), "tokens_used": span.tokens}
        self.says(span.end, state, step, message, persona=span.persona, **spent)
        self._state(step, state, self.at(span.end), message if state == "failed" else "")
        self._try(step, span, "succeeded" if state == "completed" else "failed", message if state == "failed" else "")

    def does(self, step: str, span: Span, tools: tuple[str, ...] = ()) -> None:
        """A whole step that goes well in its first try."""
        self.runs(step, span)
        self.works(step, span, tools)
        self.ends(step, span)

    def retries(self, step: str, span: Span, attempts: int, error: str = CHECKED) -> None:
        """A try fails its contract and another one will follow."""
        assert span.end is not None
        self.says(span.end, "contract_failed", step, error)
        self._try(step, span, "failed", error, failure_class="contract_failure")
        self.says(span.end, "retrying", step, f"attempt {span.number + 1}/{attempts}")
        self._state(step, "retrying", None)

    def leaves(self, step: str, name: str, content: str, kind: str, seconds: float) -> None:
        """A file in the step's workspace."""
        path = f".agents/workspaces/{self.id}/{step}/{name}"
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
        facts = {"path": path, "type": kind, "size_bytes": len(content.encode()), "created_at": self.at(seconds)}
        self.store.artifact(self.id, step, name, **facts)

    def closes(self, status: str, seconds: float, text: str = "", tokens: int = 0) -> None:
        """The run is over; ``text`` goes into current_step, where Wave puts it."""
        sql = "UPDATE pipeline_run SET status=?, current_step=?, total_tokens=?, completed_at=? WHERE run_id=?"
        self.store.update(sql, status, text, tokens, self.at(seconds), self.id)
        self.store.engine_state(self.id, "completed" if status == "completed" else "failed", replace=False)
        self.says(seconds, "completed" if status == "completed" else "failed", message=text or "pipeline completed")

    def _state(self, step: str, state: str, ended: int | None, error: str = "") -> None:
        sql = "UPDATE step_state SET state=?, completed_at=?, error_message=? WHERE step_id=? AND pipeline_id=?"
        self.store.update(sql, state, ended, error, step, self.id)

    def _try(self, step: str, span: Span, state: str, error: str, **columns: object) -> None:
        assert span.end is not None
        times = {"started_at": self.at(span.start), "completed_at": self.at(span.end)}
        spent = {"duration_ms": int(1000 * (span.end - span.start)), "tokens_used": span.tokens}
        self.store.attempt(self.id, step, span.number, state, error_message=error, **times, **spent, **columns)
