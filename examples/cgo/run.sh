#!/bin/sh
# A package with C. The second build finds everything in the build cache: -v prints nothing.
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT

vamos build -o "$out/app" .
"$out/app"
vamos build -v -o "$out/app" . 2>&1
vamos list -f '{{.CgoFiles}} {{.CFiles}} {{.HFiles}}'
