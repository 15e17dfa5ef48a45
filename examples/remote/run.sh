#!/bin/sh
# Two machines share a remote cache; each has a build cache of its own. The first machine uploads
# what it compiles, the second one compiles nothing: -v prints no package.
#
# It needs a server, for example: bazel-remote --dir DIR --max_size 1
set -eu
cd "$(dirname "$0")"
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT

export VAMOS_REMOTE="${VAMOS_REMOTE:-grpc://127.0.0.1:9092}"
GOCACHE=$out/first VAMOS_REMOTE_UPLOAD=1 vamos build -o "$out/app" .
GOCACHE=$out/second vamos build -v -o "$out/again" . 2>&1
cmp "$out/app" "$out/again"
"$out/again" 2>&1
