# Makes the git repositories below $1. All times and names are fixed, so each commit has the
# same hash in every run. NAME.words has the words that a repository's commands refer to.
set -eu
top=$1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null

repo() {
    name=$1 day=0
    mkdir -p "$top/$1"
    cd "$top/$1"
    shift
    git init -q -b main "$@" .
    git config core.safecrlf false
}
next_day() {
    day=$((day + 1))
    at=2024-01-0${day}T12:00:00Z
    export GIT_AUTHOR_DATE=$at GIT_COMMITTER_DATE=$at
}
# Commits everything, and notes the commit and its pseudo-version's end as words.
commit() {
    next_day
    git add -A
    git commit -q -m "$1"
    note "$1"
}
note() {
    hash=$(git rev-parse HEAD)
    echo "$1 $hash" >>"$top/$name.words"
    echo "$1-pseudo 2024010${day}120000-$(echo "$hash" | cut -c1-12)" >>"$top/$name.words"
}
module() { printf 'module loop.test/%s\n\ngo 1.20\n' "$1" >go.mod; }
package() { printf 'package p // %s\n' "$1" >p.go; }
finish() { rm -rf .git/index .git/logs .git/hooks; }

repo sha1
package before; module sha1; printf 'license\n' >LICENSE; commit before
package one; commit one; git tag v1.0.0
package two; commit two; git tag v1.1.0-rc.1; git tag -a -m annotated v1.1.0; git tag odd
git checkout -q -b dev; package dev; commit dev; git checkout -q main
package after; commit after; git -c advice.nestedTag=false tag -a -m nested nested v1.1.0
git branch release/v1; finish

repo sha256 --object-format=sha256
package one; module sha256; commit one; git tag v1.0.0
package two; commit two; git tag -a -m annotated v1.1.0
package after; commit after; finish

repo deep
package one; module shallow; commit one; git tag v0.9.0
package two; commit two; git tag v1.0.0
package after; commit after; finish
# The first commit is not in the copy.
sed 's/^one /lost /; s/^two /one /' "$top/deep.words" >"$top/shallow.words"
git clone -q --bare --depth=2 "file://$top/deep" "$top/shallow"
rm -rf "$top/deep" "$top/deep.words" "$top/shallow/hooks"

repo subdirectories
package one; module subdirectories; mkdir -p sub/deep/er vendor/x
module subdirectories/sub; mv go.mod sub/; module subdirectories/sub/deep/er; mv go.mod sub/deep/er/
module subdirectories; printf 'package sub\n' >sub/s.go; printf 'package er\n' >sub/deep/er/e.go
printf 'package x\n' >vendor/x/x.go; printf 'license\n' >LICENSE; printf 'package in\n' >sub/deep/in.go
commit one; git tag v1.0.0; git tag sub/v0.1.0; git tag -a -m annotated sub/deep/er/v1.2.3
printf 'package sub // two\n' >sub/s.go; printf 'own\n' >sub/LICENSE; commit two; git tag sub/v0.2.0
package after; commit after; finish

repo lfs
package one; module lfs; printf '*.bin filter=lfs diff=lfs merge=lfs -text\n' >.gitattributes
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12345\n' 1 >a.bin
commit one; git tag v1.0.0
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 9\n' 2 >a.bin
commit after; finish

repo submodule
package one; module submodule
printf '[submodule "dep"]\n\tpath = dep\n\turl = ../lfs\n[submodule "bad"]\n\tpath = bad\n\turl = ext::sh -c true\n' >.gitmodules
git add -A
git update-index --add --cacheinfo "160000,$(git -C ../lfs rev-parse HEAD),dep"
git update-index --add --cacheinfo 160000,1111111111111111111111111111111111111111,bad
next_day; git commit -q -m one; note one; git tag v1.0.0
package after; git add p.go; next_day; git commit -q -m after; note after; finish

repo major
package one; module major; commit one; git tag v1.0.0
mkdir v2; printf 'package p // v2\n' >v2/p.go; module major/v2; mv go.mod v2/; module major
commit v2; git tag v2.0.0; git tag v2.1.0-beta.1
git checkout -q -b v3; rm -r v2; module major/v3; commit v3; git tag v3.0.0; package later; commit v3after
git checkout -q main; package after; commit after; finish

repo incompatible
package one; commit one; git tag v1.0.0
package two; commit two; git tag v2.0.0; git tag v2.1.0
package three; commit three; git tag v3.1.0+meta; git tag v1.5
package after; commit after; finish

repo modes
package one; module modes; chmod +x p.go; ln -s p.go link.go; ln -s /etc/passwd absolute; mkdir d; ln -s ../d d/self
printf 'one\r\ntwo\r\n' >crlf.txt; printf 'one\ntwo\n' >lf.txt; printf '*.txt text eol=crlf\n*.lf text eol=lf\n' >.gitattributes
printf 'a\r\nb\n' >mixed.lf; printf 'x' >'a b'; printf 'x' >ü.go.txt; chmod 600 lf.txt; printf '#!/bin/sh\n' >run.sh; chmod +x run.sh
commit one; git tag v1.0.0; chmod -x p.go; commit after; finish

repo attributes
package one; module attributes; printf '$Format:%%H %%an$\n' >subst; printf 'gone\n' >ignored; mkdir docs; printf 'doc\n' >docs/d
printf 'subst export-subst\nignored export-ignore\ndocs export-ignore\nident ident\nutf16 working-tree-encoding=UTF-16\n' >.gitattributes
printf '$Id$\n' >ident; commit one; git tag v1.0.0; package after; commit after; finish

repo retract
package one; module retract; commit one; git tag v1.0.0
package two; commit two; git tag v1.1.0
printf '\n// broken\nretract v1.1.0\n\n// published too early\nretract [v1.2.0, v1.3.0]\n' >>go.mod
sed -i 's|^module|// Deprecated: use another.\nmodule|' go.mod; commit three; git tag v1.2.0; git tag v1.0.1
package after; commit after; finish

repo history
for n in $(seq 600); do
    printf 'commit refs/heads/main\ncommitter a <a@b> %d +0000\ndata 2\nc\n' $((1700000000 + n * 1000))
    printf 'M 644 inline f%d.go\ndata <<X\npackage p // %d\nX\n' $((n % 40)) $n
    [ $n != 1 ] || printf 'M 644 inline go.mod\ndata <<X\nmodule loop.test/history\n\ngo 1.20\nX\n'
    [ $n != 300 ] || printf '\nreset refs/tags/middle\nfrom refs/heads/main\n'
    echo
done | git fast-import --quiet
for n in $(seq 400); do echo "$(git rev-parse "main~$((n + 100))") refs/tags/v0.$n.0"; done >.git/packed-refs
git update-ref refs/tags/v1.0.0 main~3; git update-ref refs/heads/old main~550
echo "one $(git rev-parse main~301)" >"$top/history.words"; finish
