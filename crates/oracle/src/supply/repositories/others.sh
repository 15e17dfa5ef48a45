# Makes the repositories of Mercurial, Subversion and Fossil below $1. NAME.words has the words
# that a repository's commands refer to.
set -eu
top=$1
export USER=a LC_ALL=C.UTF-8 HGRCPATH= HOME=$top/home
mkdir -p "$HOME"
note() { echo "$1 $2" >>"$top/$name.words"; }
module() { printf 'module loop.test/%s\n\ngo 1.20\n' "$1" >go.mod; }
# Texts differ in length, as some systems find changes by size and second.
package() { printf 'package p // %s\n' "$1" >p.go; }
# What all three have: modes, a link, a nested module, a vendored package, a license.
files() {
    package one; module "$name"; printf 'license\n' >LICENSE; printf '#!/bin/sh\n' >run.sh; chmod +x run.sh
    mkdir -p sub vendor/x; printf 'module loop.test/%s/sub\n' "$name" >sub/go.mod; printf 'package sub\n' >sub/s.go
    printf 'package x\n' >vendor/x/x.go; ln -s p.go link.go
}

make_hg() {
    name=hg
    hg init "$top/hg"; cd "$top/hg"; files
    hg commit -q -A -u a -d '2024-01-01 12:00 +0000' -m one; note one "$(hg id -i)"
    hg tag -u a -d '2024-01-02 12:00 +0000' v1.0.0 sub/v0.1.0
    package second; hg commit -q -u a -d '2024-01-03 12:00 +0000' -m two; note two "$(hg id -i)"
    hg tag -u a -d '2024-01-04 12:00 +0000' v1.1.0
    hg branch -q dev; package dev; hg commit -q -u a -d '2024-01-05 12:00 +0000' -m dev
    hg update -q default; hg bookmark mark
    package afterwards; hg commit -q -u a -d '2024-01-06 12:00 +0000' -m after; note after "$(hg id -i | cut -c1-12)"
}

make_svn() {
    name=svn
    svnadmin create "$top/svn"
    printf '[general]\nanon-access = read\n' >"$top/svn/conf/svnserve.conf"
    svn checkout -q "file://$top/svn" "$top/work"; cd "$top/work"; files
    svn add -q --force .; svn commit -q -m one --username a; note one 1
    package second; svn delete -q link.go; svn commit -q -m two --username a; note two 2
    cd "$top"; rm -rf "$top/work"
}

make_fossil() {
    name=fossil
    fossil init -A a --date-override '2024-01-01 12:00:00' "$top/fossil" >/dev/null
    fossil user capabilities nobody cghjorz -R "$top/fossil" >/dev/null
    mkdir "$top/work"; cd "$top/work"; fossil open -f "$top/fossil" >/dev/null; files
    fossil settings allow-symlinks 1 >/dev/null
    store() {
        fossil addremove >/dev/null
        fossil commit -m "$1" --no-warnings --user-override a --date-override "$2" ${3:+--tag $3} >/dev/null
        note "$1" "$(fossil info | sed -n 's/^checkout: *\([0-9a-f]*\).*/\1/p')"
    }
    store one '2024-01-02 12:00:00' v1.0.0
    package second; store two '2024-01-03 12:00:00' v1.1.0
    package afterwards; store after '2024-01-04 12:00:00'
    fossil close -f >/dev/null; cd "$top"; rm -rf "$top/work"
}

"make_$2"
