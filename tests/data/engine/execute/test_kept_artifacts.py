"""What steps leave behind: kept, given to the steps after, missed where it was promised."""

from __future__ import annotations

from execution import RUN, Project


async def test_artifacts_are_kept_injected_and_found_where_they_were_made(project: Project) -> None:
    project.pipeline("""
steps:
  - id: scan
    type: command
    script: "mkdir -p out; echo '{\\"score\\": 7}' > out/scan.json; echo hello"
    output_artifacts:
      - {name: scan-result, path: out/scan.json, type: json}
      - {name: log, source: stdout, type: text}
      - {name: extra, path: not/there}
  - id: use
    type: command
    dependencies: [scan]
    memory: {inject_artifacts: [{step: scan, artifact: scan-result, as: scan_data}]}
    script: "cat .agents/artifacts/scan_data out/scan.json; echo {{ scan.out.scan-result.score }} {{ scan.out.log }}"
    output_artifacts: [{name: seen, source: stdout}]
""")
    ran = await project.run()
    assert ran.outcome.state == "completed", ran.outcome
    kept = f".agents/workspaces/{RUN}/scan/.agents/artifacts/scan"
    told = {fact.args[1]: fact.args[2:5] for fact in ran.recorder.told("artifact", "scan")}
    assert told == {"scan-result": (f"{kept}/scan-result.json", "json", 13), "log": (f"{kept}/log", "text", 6)}
    assert ran.file("use", ".agents/artifacts/use/seen").read_text() == '{"score": 7}\n{"score": 7}\n7 hello\n'
    said = ran.recorder.told("step_message", "use")[0].args
    assert said[1:] == ("step_progress", "injected artifact scan_data from scan (.agents/artifacts/scan_data)")


async def test_a_missing_required_artifact_fails_the_step(project: Project) -> None:
    project.pipeline("""
steps:
  - {id: a, type: command, script: "true", output_artifacts: [{name: app, path: dist/app, required: true}]}
""")
    ran = await project.run()
    assert ran.outcome.error == 'step "a" failed: required artifact missing: app (dist/app); the step has to write it'


async def test_an_artifact_outside_of_the_workspace_is_not_taken(project: Project) -> None:
    project.write("secret", "s")
    project.pipeline("""
steps:
  - id: a
    type: command
    script: "ln -s $WAVE_PROJECT_ROOT/secret link"
    output_artifacts: [{name: one, path: ../../../../secret}, {name: two, path: link}]
""")
    ran = await project.run()
    assert ran.recorder.told("artifact") == []
