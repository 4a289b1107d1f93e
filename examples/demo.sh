#!/usr/bin/env bash
# The main job on the invented newsroom. Usage: examples/demo.sh BIN, where BIN holds wirecopy.
set -euo pipefail

if [ $# -ne 1 ] || [ ! -x "$1/wirecopy" ]; then
  echo "usage: examples/demo.sh BIN, where BIN is the folder that holds wirecopy (such as .venv/bin)" >&2
  exit 2
fi
shown=$1/wirecopy
bin=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n\n' "$1"; }

say "Two agencies, ten outlets, three weeks of November: load, link, publish into ./newsroom"
"$bin/wirecopy" run examples/newsroom/wire.jsonl examples/newsroom/pages examples/newsroom/briefs \
  --agencies examples/agencies.toml --store newsroom

say "The stories"
"$bin/wirecopy" stories

story=$("$bin/wirecopy" stories --json --limit 1 |
  "$bin/python" -c 'import json, sys; print(json.load(sys.stdin)[0]["story_id"])')
say "One story laid open: $story"
"$bin/wirecopy" story "$story"

# Two ferry accidents, eight days apart, as the two agencies filed them.
ferries=$("$bin/wirecopy" sql --csv "SELECT article_id FROM articles
  WHERE external_id IN ('QP-20261103-0712', 'NW-20261111-1726') ORDER BY published_at" |
  tail -n +2 | tr -d '\r' | paste -s -d ' ' -)

say "Next"
cat <<NEXT
Why two ferry accidents on two lakes are two stories:
  $shown why $ferries

Who prints how much of the wire:
  $shown sql "SELECT source, relation, count(*) AS articles FROM variants JOIN articles USING (article_id) GROUP BY ALL ORDER BY ALL"

What was rejected, and for what reason:
  $shown sql "SELECT input, reason, detail FROM rejections"
NEXT
