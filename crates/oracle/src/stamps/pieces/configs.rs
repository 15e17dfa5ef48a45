//! Pieces that set git's configuration.
//!
//! Counterpart: none.

use super::Piece;

/// Configuration, attributes and ignore files, made before the tree is changed.
pub(crate) const CONFIGS: &[Piece] = &[
    (
        "identity",
        "git config user.name Other; git config core.editor true; git config alias.st 'status -s'",
    ),
    (
        "autocrlf-true",
        "git config core.autocrlf true; printf 'a\\r\\nb\\r\\n' >docs/crlf.txt; git add docs/crlf.txt",
    ),
    (
        "autocrlf-input",
        "git config core.autocrlf input; printf 'a\\nb\\n' >docs/lf.txt; commit lf",
    ),
    (
        "eol-attributes",
        "printf '*.txt text eol=crlf\\n' >.gitattributes; printf 'x\\n' >docs/e.txt; commit eol; rm docs/e.txt; git checkout -q docs/e.txt",
    ),
    (
        "text-auto",
        "printf '* text=auto\\n' >.gitattributes; commit auto",
    ),
    (
        "clean-filter",
        "git config filter.up.clean 'tr a-z A-Z'; git config filter.up.smudge 'tr A-Z a-z'; printf '*.txt filter=up\\n' >.gitattributes; commit filter; rm docs/a.txt; git checkout -q docs/a.txt",
    ),
    (
        "failing-filter",
        "git config filter.no.clean false; git config filter.no.required true; printf 'docs/a.txt filter=no\\n' >.gitattributes; touch -d '2020-01-01' docs/a.txt",
    ),
    (
        "ident",
        "printf '*.go ident\\n' >.gitattributes; commit ident",
    ),
    (
        "info-attributes",
        "mkdir -p .git/info && printf '*.txt text eol=lf\\n' >.git/info/attributes",
    ),
    (
        "global-attributes",
        "git config --global core.attributesFile '~/attrs'; printf '*.txt text\\n' >~/attrs",
    ),
    (
        "include",
        "printf '[status]\\n\\tshowUntrackedFiles = no\\n' >.git/extra; git config include.path extra",
    ),
    (
        "include-if",
        "printf '[core]\\n\\texcludesFile = %s/ex\\n' \"$TOP\" >~/inc; echo '*.new' >\"$TOP/ex\"; git config --global includeIf.gitdir:$TOP/.path '~/inc'",
    ),
    ("untracked-no", "git config status.showUntrackedFiles no"),
    (
        "untracked-all",
        "git config --global status.showUntrackedFiles all",
    ),
    (
        "untracked-normal",
        "git config --global status.showUntrackedFiles normal",
    ),
    (
        "status-words",
        "git config status.branch true; git config status.short true; git config status.showStash true; git config status.aheadBehind false; git config status.relativePaths false",
    ),
    (
        "colors",
        "git config color.ui always; git config color.status always; git config log.decorate full; git config log.showSignature true; git config log.date relative",
    ),
    (
        "exclude-decoration",
        "git tag v1.7.0; git config log.excludeDecoration 'refs/tags/*'",
    ),
    (
        "log-config",
        "git config log.abbrevCommit true; git config core.abbrev 9; git config format.pretty oneline; git config log.mailmap true",
    ),
    (
        "excludes-file",
        "git config core.excludesFile \"$TOP/ex\"; printf '*.new\\nbuild/\\n' >\"$TOP/ex\"",
    ),
    (
        "excludes-file-home",
        "git config --global core.excludesFile '~/ex'; printf '*.new\\n!keep.new\\n' >~/ex",
    ),
    (
        "excludes-default",
        "mkdir -p ~/.config/git; echo '*.new' >~/.config/git/ignore",
    ),
    (
        "info-exclude",
        "printf '*.new\\n/only-root\\n' >>.git/info/exclude",
    ),
    (
        "ignore-patterns",
        "printf '*.new\\n!docs/*.new\\n/build/\\n**/gen/*.txt\\nfoo/**/bar\\n\\\\#hash\\ntrail\\\\ \\n[ab]*.tmp\\n?.one\\n' >.gitignore; commit ignore; mkdir -p build gen foo/x/y; echo 1 >build/o; echo 1 >gen/g.txt; echo 1 >foo/x/y/bar; echo 1 >'#hash'; echo 1 >'trail '; echo 1 >a1.tmp; echo 1 >z.one",
    ),
    (
        "ignore-nested",
        "mkdir -p docs/deep; printf '*\\n!.gitignore\\n' >docs/deep/.gitignore; commit nested; echo x >docs/deep/file",
    ),
    (
        "ignore-re-included",
        "printf 'out/*\\n!out/keep\\n' >.gitignore; mkdir out; echo k >out/keep; commit keep; echo j >out/junk",
    ),
    (
        "ignored-tracked",
        "echo x >t.log; git add -f t.log; git commit -q -m log; echo y >>t.log",
    ),
    (
        "ignore-case",
        "git config core.ignoreCase true; echo 'README' >>.gitignore; commit case; echo x >readme",
    ),
    (
        "file-mode-off",
        "git config core.fileMode false; chmod +x docs/a.txt",
    ),
    (
        "symlinks-off",
        "ln -s a.txt docs/link; commit link; git config core.symlinks false",
    ),
    (
        "trust-ctime-off",
        "git config core.trustctime false; git config core.checkStat minimal",
    ),
    (
        "quote-path-off",
        "git config core.quotePath false; git config core.precomposeUnicode true",
    ),
    (
        "preload-off",
        "git config core.preloadIndex false; git config index.threads 1",
    ),
    (
        "untracked-cache",
        "git config core.untrackedCache true; git update-index --untracked-cache; git status -s",
    ),
    (
        "many-files",
        "git config feature.manyFiles true; git config index.skipHash true; git reset -q",
    ),
    (
        "fsmonitor-hook",
        "printf '#!/bin/sh\\nprintf \"t\\\\0/\\\\0\"\\n' >\"$TOP/fsm\"; chmod +x \"$TOP/fsm\"; git config core.fsmonitor \"$TOP/fsm\"",
    ),
    (
        "split-index",
        "git update-index --split-index; echo n >docs/n.txt; git add docs/n.txt; git commit -q -m n",
    ),
    ("index-v3", "git update-index --index-version 3"),
    ("index-v4", "git update-index --index-version 4"),
    (
        "sparse",
        "git sparse-checkout init --cone; git sparse-checkout set cmd",
    ),
    (
        "sparse-index",
        "git sparse-checkout init --cone --sparse-index; git sparse-checkout set cmd",
    ),
    (
        "worktree-config",
        "git config extensions.worktreeConfig true; git config --worktree status.showUntrackedFiles no",
    ),
    (
        "core-worktree",
        "git config core.worktree \"$TOP/repo/docs\"",
    ),
    ("core-bare", "git config core.bare true"),
    ("bad-config", "echo '[broken' >>.git/config"),
    (
        "odd-config",
        "printf '[user]name=\"a;b\" ; c\\n[Core \"x.y\"]\\n\\tk = a\\\\\\nb\\n[STATUS]\\n\\tSHOWUNTRACKEDFILES=no\\n' >>.git/config",
    ),
    (
        "unknown-extension",
        "git config core.repositoryFormatVersion 1; git config extensions.unknown true",
    ),
    (
        "old-format",
        "git config core.repositoryFormatVersion 0; git config extensions.noop true",
    ),
    (
        "mailmap",
        "echo 'New <new@example.com> Gopher <gopher@example.com>' >.mailmap; commit mailmap",
    ),
    (
        "rename-config",
        "git config status.renames copies; git config diff.renames copies; git mv docs/a.txt docs/z.txt",
    ),
    ("ignore-submodules", "git config diff.ignoreSubmodules all"),
    (
        "hooks",
        "mkdir -p .git/hooks; for h in post-index-change pre-commit reference-transaction; do printf '#!/bin/sh\\necho hook >>%s/hook.log\\n' \"$TOP\" >.git/hooks/$h; chmod +x .git/hooks/$h; done",
    ),
];
