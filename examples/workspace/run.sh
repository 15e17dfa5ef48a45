#!/bin/sh
# Two modules in one workspace.
set -eu
cd "$(dirname "$0")"
changed=$(mktemp) results=$(mktemp)
trap 'rm "$changed" "$results"' EXIT

vamos run ./app
# Not in a pipeline, which would hide that a test failed.
vamos test ./app/... ./greet/... > "$results"
cut -f 1,2 "$results"
# The packages that an edit of a file affects. In a git repository: -since=main
echo greet/greet.go > "$changed"
vamos affected -since=@"$changed" ./app/... ./greet/...
