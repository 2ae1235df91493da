"""The tables and indexes of Wave's schema version 33, with the progress columns of ``event_log``."""

from __future__ import annotations

_RUN_KEY = "FOREIGN KEY (run_id) REFERENCES pipeline_run(run_id) ON DELETE CASCADE"

RUNS = f"""
CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY, description TEXT NOT NULL, applied_at INTEGER NOT NULL, checksum TEXT NOT NULL);

CREATE TABLE pipeline_run (
    run_id TEXT PRIMARY KEY, pipeline_name TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'running', 'completed', 'completed_empty', 'failed', 'cancelled')),
    input TEXT, current_step TEXT, total_tokens INTEGER DEFAULT 0,
    started_at INTEGER NOT NULL, completed_at INTEGER, cancelled_at INTEGER, error_message TEXT,
    tags_json TEXT DEFAULT '[]', branch_name TEXT DEFAULT '', pid INTEGER DEFAULT 0,
    parent_run_id TEXT, parent_step_id TEXT, forked_from_run_id TEXT DEFAULT '',
    last_heartbeat INTEGER NOT NULL DEFAULT 0,
    iterate_index INTEGER, iterate_total INTEGER, iterate_mode TEXT NOT NULL DEFAULT '',
    run_kind TEXT NOT NULL DEFAULT '', sub_pipeline_ref TEXT NOT NULL DEFAULT '');
CREATE INDEX idx_run_heartbeat ON pipeline_run(last_heartbeat) WHERE status = 'running';
CREATE INDEX idx_run_kind ON pipeline_run(run_kind) WHERE run_kind != '';
CREATE INDEX idx_run_parent ON pipeline_run(parent_run_id);
CREATE INDEX idx_run_pipeline ON pipeline_run(pipeline_name);
CREATE INDEX idx_run_started ON pipeline_run(started_at);
CREATE INDEX idx_run_status ON pipeline_run(status);
CREATE INDEX idx_run_tags ON pipeline_run(tags_json);

CREATE TABLE pipeline_state (
    pipeline_id TEXT PRIMARY KEY, pipeline_name TEXT NOT NULL, status TEXT NOT NULL, input TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);

CREATE TABLE cancellation (
    run_id TEXT PRIMARY KEY, requested_at INTEGER NOT NULL, force BOOLEAN DEFAULT FALSE, {_RUN_KEY});

CREATE TABLE chat_session (
    session_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, step_filter TEXT DEFAULT '', workspace_path TEXT NOT NULL,
    model TEXT DEFAULT '', created_at INTEGER NOT NULL, last_resumed_at INTEGER, {_RUN_KEY});
CREATE INDEX idx_chat_session_run ON chat_session(run_id);

CREATE TABLE orchestration_decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, input_text TEXT NOT NULL, domain TEXT NOT NULL,
    complexity TEXT NOT NULL, pipeline_name TEXT NOT NULL, model_tier TEXT NOT NULL DEFAULT 'balanced',
    reason TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT 'pending',
    tokens_used INTEGER NOT NULL DEFAULT 0, duration_ms INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, completed_at INTEGER, {_RUN_KEY});
CREATE INDEX idx_orchestration_domain ON orchestration_decision(domain, complexity);
CREATE INDEX idx_orchestration_outcome ON orchestration_decision(outcome);
CREATE INDEX idx_orchestration_pipeline ON orchestration_decision(pipeline_name);
"""

STEPS = f"""
CREATE TABLE step_state (
    step_id TEXT NOT NULL, pipeline_id TEXT NOT NULL, state TEXT NOT NULL, retry_count INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER, completed_at INTEGER, workspace_path TEXT, error_message TEXT,
    visit_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (step_id, pipeline_id),
    FOREIGN KEY (pipeline_id) REFERENCES pipeline_state(pipeline_id) ON DELETE CASCADE);
CREATE INDEX idx_step_pipeline_id ON step_state(pipeline_id);

CREATE TABLE step_attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL, attempt INTEGER NOT NULL,
    state TEXT NOT NULL, error_message TEXT DEFAULT '', failure_class TEXT DEFAULT '', stdout_tail TEXT DEFAULT '',
    tokens_used INTEGER DEFAULT 0, duration_ms INTEGER DEFAULT 0,
    started_at INTEGER NOT NULL, completed_at INTEGER, {_RUN_KEY});
CREATE INDEX idx_attempt_run ON step_attempt(run_id);
CREATE INDEX idx_attempt_step ON step_attempt(step_id);

CREATE TABLE performance_metric (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL, pipeline_name TEXT NOT NULL,
    persona TEXT, started_at INTEGER NOT NULL, completed_at INTEGER, duration_ms INTEGER,
    tokens_used INTEGER DEFAULT 0, files_modified INTEGER DEFAULT 0, artifacts_generated INTEGER DEFAULT 0,
    memory_bytes INTEGER, success BOOLEAN DEFAULT TRUE, error_message TEXT, {_RUN_KEY});
CREATE INDEX idx_perf_pipeline ON performance_metric(pipeline_name);
CREATE INDEX idx_perf_run ON performance_metric(run_id);
CREATE INDEX idx_perf_started ON performance_metric(started_at);
CREATE INDEX idx_perf_step ON performance_metric(step_id);

CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL, step_index INTEGER NOT NULL,
    workspace_path TEXT NOT NULL DEFAULT '', workspace_commit_sha TEXT DEFAULT '',
    artifact_snapshot TEXT NOT NULL DEFAULT '{{}}', created_at INTEGER NOT NULL, {_RUN_KEY});
CREATE INDEX idx_checkpoint_run ON checkpoint(run_id);
CREATE UNIQUE INDEX idx_checkpoint_run_step ON checkpoint(run_id, step_id);

CREATE TABLE step_progress (
    step_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, persona TEXT, state TEXT NOT NULL,
    progress INTEGER DEFAULT 0 CHECK (progress >= 0 AND progress <= 100), current_action TEXT, message TEXT,
    started_at INTEGER, updated_at INTEGER NOT NULL, estimated_completion_ms INTEGER,
    tokens_used INTEGER DEFAULT 0, {_RUN_KEY});
CREATE INDEX idx_step_progress_run ON step_progress(run_id);
CREATE INDEX idx_step_progress_state ON step_progress(state);
CREATE INDEX idx_step_progress_updated ON step_progress(updated_at);

CREATE TABLE pipeline_progress (
    run_id TEXT PRIMARY KEY, total_steps INTEGER NOT NULL, completed_steps INTEGER DEFAULT 0,
    current_step_index INTEGER DEFAULT 0,
    overall_progress INTEGER DEFAULT 0 CHECK (overall_progress >= 0 AND overall_progress <= 100),
    estimated_completion_ms INTEGER, updated_at INTEGER NOT NULL, {_RUN_KEY});

CREATE TABLE progress_snapshot (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL, timestamp INTEGER NOT NULL,
    progress INTEGER NOT NULL CHECK (progress >= 0 AND progress <= 100), current_action TEXT,
    estimated_time_ms INTEGER, validation_phase TEXT, compaction_stats TEXT, {_RUN_KEY});
CREATE INDEX idx_progress_run ON progress_snapshot(run_id);
CREATE INDEX idx_progress_step ON progress_snapshot(step_id);
CREATE INDEX idx_progress_timestamp ON progress_snapshot(timestamp);
"""

FACTS = f"""
CREATE TABLE event_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, timestamp INTEGER NOT NULL, step_id TEXT,
    state TEXT NOT NULL, persona TEXT, message TEXT, tokens_used INTEGER, duration_ms INTEGER,
    model TEXT, adapter TEXT, configured_model TEXT DEFAULT '',
    progress INTEGER, subtask_current INTEGER, subtask_total INTEGER,
    estimated_eta INTEGER, files_processed INTEGER, artifact_count INTEGER, {_RUN_KEY});
CREATE INDEX idx_event_run ON event_log(run_id);
CREATE INDEX idx_event_timestamp ON event_log(timestamp);

CREATE TABLE artifact (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL, name TEXT NOT NULL,
    path TEXT NOT NULL, type TEXT, size_bytes INTEGER, created_at INTEGER NOT NULL, {_RUN_KEY});
CREATE INDEX idx_artifact_run ON artifact(run_id);

CREATE TABLE artifact_metadata (
    artifact_id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, step_id TEXT NOT NULL, preview_text TEXT, mime_type TEXT,
    encoding TEXT, metadata_json TEXT, indexed_at INTEGER NOT NULL,
    FOREIGN KEY (artifact_id) REFERENCES artifact(id) ON DELETE CASCADE, {_RUN_KEY});
CREATE INDEX idx_artifact_meta_run ON artifact_metadata(run_id);
CREATE INDEX idx_artifact_meta_step ON artifact_metadata(step_id);

CREATE TABLE decision_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL DEFAULT '',
    timestamp INTEGER NOT NULL DEFAULT (strftime('%s', 'now')), category TEXT NOT NULL, decision TEXT NOT NULL,
    rationale TEXT NOT NULL DEFAULT '', context_json TEXT NOT NULL DEFAULT '{{}}', {_RUN_KEY});
CREATE INDEX idx_decision_category ON decision_log(category);
CREATE INDEX idx_decision_run ON decision_log(run_id);
CREATE INDEX idx_decision_step ON decision_log(run_id, step_id);

CREATE TABLE pipeline_outcome (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, step_id TEXT NOT NULL, type TEXT NOT NULL,
    label TEXT NOT NULL, value TEXT NOT NULL, created_at INTEGER NOT NULL,
    description TEXT NOT NULL DEFAULT '', metadata TEXT NOT NULL DEFAULT '', {_RUN_KEY});
CREATE INDEX idx_outcome_run ON pipeline_outcome(run_id);
CREATE INDEX idx_outcome_type_value ON pipeline_outcome(type, value);

CREATE TABLE retrospective (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, pipeline_name TEXT NOT NULL,
    smoothness TEXT DEFAULT '', status TEXT NOT NULL DEFAULT 'quantitative', file_path TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s', 'now')), {_RUN_KEY});
CREATE INDEX idx_retro_created ON retrospective(created_at);
CREATE INDEX idx_retro_pipeline ON retrospective(pipeline_name);
CREATE INDEX idx_retro_run ON retrospective(run_id);

CREATE TABLE pipeline_eval (
    pipeline_name TEXT NOT NULL, run_id TEXT NOT NULL, judge_score REAL, contract_pass BOOLEAN,
    retry_count INTEGER, failure_class TEXT, human_override BOOLEAN, duration_ms INTEGER, cost_dollars REAL,
    recorded_at INTEGER NOT NULL, PRIMARY KEY (pipeline_name, run_id));
CREATE INDEX idx_pipeline_eval_recorded ON pipeline_eval(pipeline_name, recorded_at DESC);
"""

AROUND = """
CREATE TABLE pipeline_version (
    pipeline_name TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL, yaml_path TEXT NOT NULL,
    active BOOLEAN NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (pipeline_name, version));
CREATE INDEX idx_pipeline_version_active ON pipeline_version(pipeline_name) WHERE active = 1;

CREATE TABLE evolution_proposal (
    id INTEGER PRIMARY KEY AUTOINCREMENT, pipeline_name TEXT NOT NULL, version_before INTEGER NOT NULL,
    version_after INTEGER NOT NULL, diff_path TEXT NOT NULL, reason TEXT NOT NULL, signal_summary TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected', 'superseded')),
    proposed_at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT);
CREATE INDEX idx_evolution_proposal_pipeline ON evolution_proposal(pipeline_name);
CREATE INDEX idx_evolution_proposal_status ON evolution_proposal(status, proposed_at DESC);

CREATE TABLE worksource_binding (
    id INTEGER PRIMARY KEY AUTOINCREMENT, forge TEXT NOT NULL, repo TEXT NOT NULL, selector TEXT NOT NULL,
    pipeline_name TEXT NOT NULL,
    trigger TEXT NOT NULL CHECK (trigger IN ('on_demand', 'on_label', 'on_open', 'scheduled')),
    config TEXT, active BOOLEAN NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX idx_worksource_binding_active ON worksource_binding(forge, repo) WHERE active = 1;

CREATE TABLE schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT, pipeline_name TEXT NOT NULL, cron_expr TEXT NOT NULL, input_ref TEXT,
    active BOOLEAN NOT NULL, next_fire_at INTEGER, last_run_id TEXT, created_at INTEGER NOT NULL);
CREATE INDEX idx_schedule_due ON schedule(next_fire_at) WHERE active = 1;

CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL DEFAULT '[]',
    matcher TEXT NOT NULL DEFAULT '', headers TEXT NOT NULL DEFAULT '{}', secret TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);

CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id INTEGER NOT NULL REFERENCES webhooks(id) ON DELETE CASCADE,
    run_id TEXT NOT NULL, event TEXT NOT NULL, status_code INTEGER, response_time_ms INTEGER, error TEXT,
    delivered_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX idx_webhook_deliveries_run ON webhook_deliveries(run_id);
CREATE INDEX idx_webhook_deliveries_webhook ON webhook_deliveries(webhook_id);
"""
