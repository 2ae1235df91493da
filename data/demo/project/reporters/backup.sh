#!/bin/sh
# Copies the project's files one by one and reports that with `wave-tui emit`; ends when it is cancelled.
set -eu
cd "$(dirname "$0")/.."
beat=${INKWELL_PACE:-1}
set -- config/*.json docs/*.md
job=$(wave-tui emit start backup "config and docs" --total $# --unit file --pid $$ --tag nightly)
mkdir -p .agents/backup

for file in "$@"; do
    part=$(wave-tui emit start file "$file" --in "$job" --total 4 --unit block)
    for block in 1 2 3 4; do
        sleep "$beat"
        wave-tui emit progress "$part" "$block" "block $block of $file"
        if wave-tui emit cancelled "$job"; then
            wave-tui emit done "$job" "stopped at $file"
            exit 0
        fi
    done
    cp "$file" .agents/backup/
    wave-tui emit done "$part" "copied" --metric size="$(wc -c <"$file" | tr -d ' ') bytes"
done
wave-tui emit done "$job" "$# files copied"
