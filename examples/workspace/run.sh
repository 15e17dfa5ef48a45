#!/bin/sh
# Two modules in one workspace.
set -eu
cd "$(dirname "$0")"
changed=$(mktemp)
trap 'rm "$changed"' EXIT

vamos run ./app
vamos test ./app/... ./greet/... | cut -f 1,2
# The packages that an edit of a file affects. In a git repository: -since=main
echo greet/greet.go > "$changed"
vamos affected -since=@"$changed" ./app/... ./greet/...
