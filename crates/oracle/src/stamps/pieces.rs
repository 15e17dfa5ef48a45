//! Pieces of scripts that make repositories. Each runs in the repository's directory.
//!
//! Counterpart: none.

mod configs;

pub(crate) use configs::CONFIGS;

/// A name, and shell commands.
pub(crate) type Piece = (&'static str, &'static str);

/// The first part: a module, and shorthands.
pub(crate) const PRELUDE: &str = r#"
umask 022
git config --global user.name Gopher
git config --global user.email gopher@example.com
git config --global init.defaultBranch main
git config --global protocol.file.allow always
later() { export GIT_COMMITTER_DATE="2024-02-0${1}T04:05:06+01:00"; export GIT_AUTHOR_DATE=$GIT_COMMITTER_DATE; }
commit() { git add -A && git commit -q --allow-empty -m "$1"; }
main() { mkdir -p "$1" && printf 'package main\n\nfunc main() {}\n' >"$1/main.go"; }
module() { mkdir -p "$1" && printf 'module %s\n\ngo 1.20\n' "$2" >"$1/go.mod" && main "$1"; }
cd "$TOP/repo"
module . example.com/m
main cmd/tool
mkdir -p docs && echo text >docs/a.txt && echo more >docs/b.txt && echo '*.log' >.gitignore
"#;

/// The shorthands alone, for later commands.
pub(crate) const SHORTHANDS: &str = r#"
later() { export GIT_COMMITTER_DATE="2024-02-0${1}T04:05:06+01:00"; export GIT_AUTHOR_DATE=$GIT_COMMITTER_DATE; }
commit() { git add -A && git commit -q --allow-empty -m "$1"; }
main() { mkdir -p "$1" && printf 'package main\n\nfunc main() {}\n' >"$1/main.go"; }
module() { mkdir -p "$1" && printf 'module %s\n\ngo 1.20\n' "$2" >"$1/go.mod" && main "$1"; }
cd "$TOP/repo"
"#;

/// Git repositories.
pub(crate) const BASES: &[Piece] = &[
    ("plain", "git init -q && commit one"),
    (
        "two-commits",
        "git init -q && commit one && echo x >>docs/a.txt && later 4 && commit two",
    ),
    ("no-commit", "git init -q"),
    ("no-commit-staged", "git init -q && git add -A"),
    (
        "empty-commit",
        "git init -q && git commit -q --allow-empty -m empty",
    ),
    (
        "module-v2",
        "module . example.com/m/v2; git init -q && commit one && git tag v2.3.4",
    ),
    (
        "module-gopkg",
        "module . gopkg.in/m.v3; git init -q && commit one && git tag v3.1.0",
    ),
    (
        "module-quoted",
        "printf '// c\\nmodule \"example.com/m\" // x\\n' >go.mod; git init -q && commit one",
    ),
    (
        "no-root-module",
        "rm go.mod; module cmd/tool example.com/m/tool; module sub example.com/m/sub; mkdir -p docs; git init -q && commit one",
    ),
    (
        "nested-modules",
        "module sub example.com/m/sub; git init -q && commit one && git tag v1.0.0 && git tag sub/v0.3.0",
    ),
    (
        "nested-v2-directory",
        "module v2 example.com/m/v2; git init -q && commit one && git tag v2.0.0 && git tag v1.5.0",
    ),
    (
        "workspace",
        "module sub example.com/m/sub; printf 'go 1.20\\nuse (\\n\\t.\\n\\t./sub\\n)\\n' >go.work; git init -q && commit one && git tag sub/v1.2.3",
    ),
    (
        "foreign-root-module",
        "module sub other.org/x; git init -q && commit one && git tag v1.1.1",
    ),
    (
        "sha256",
        "git init -q --object-format=sha256 && commit one && git tag v1.2.3",
    ),
    (
        "separate-git-dir",
        "git init -q --separate-git-dir=\"$TOP/elsewhere\" && commit one",
    ),
    (
        "bare-parent",
        "git init -q --bare \"$TOP\" && git init -q && commit one",
    ),
];

/// Repositories of other systems, and none.
pub(crate) const OTHER_BASES: &[Piece] = &[
    ("none", "true"),
    (
        "hg",
        "hg init && hg add -q && hg commit -q -m one -u g -d '2024-02-03 04:05 +0100'",
    ),
    ("hg-empty", "hg init"),
    (
        "hg-tagged",
        "hg init && hg add -q && hg commit -q -m one -u g -d '2024-02-03 04:05 +0100' && hg tag -u g -d '2024-02-04 04:05 +0100' v1.2.0",
    ),
    (
        "svn",
        "svnadmin create \"$TOP/svn\" && svn checkout -q \"file://$TOP/svn\" . && svn add -q --force . && svn commit -q -m one && svn update -q",
    ),
    (
        "svn-empty",
        "svnadmin create \"$TOP/svn\" && svn checkout -q \"file://$TOP/svn\" .",
    ),
    (
        "fossil",
        "fossil init \"$TOP/f.fossil\" && fossil open -f --keep \"$TOP/f.fossil\" && fossil add . && fossil commit --no-warnings -m one --user-override g",
    ),
    ("git-in-hg", "hg init && cd docs && git init -q"),
    ("bzr-directory", "mkdir .bzr"),
    ("orphan-git-file", "echo 'gitdir: ../nowhere' >.git"),
    ("empty-git-directory", "mkdir .git"),
    (
        "repository-above",
        "cd .. && git init -q && git add repo && git commit -q -m above",
    ),
    (
        "repository-and-git-file",
        "cd .. && git init -q && git add repo && git commit -q -m above; cd repo && echo 'gitdir: ../nowhere' >.git",
    ),
];

/// Commands before HEAD.
pub(crate) const HISTORIES: &[Piece] = &[
    ("tag", "git tag v1.2.3"),
    ("tag-annotated", "git tag -a -m t v1.4.0"),
    (
        "tags-several",
        "git tag v1.0.0; git tag v1.10.0; git tag v1.9.0; git tag -a -m t v1.2.0",
    ),
    ("tag-before", "git tag v0.4.0; later 5; commit after"),
    (
        "tags-before",
        "git tag -a -m t v0.4.0; later 5; commit after; git tag v0.5.0-rc.1; later 6; commit more",
    ),
    (
        "tags-not-versions",
        "git tag 1.2.3; git tag release; git tag v1; git tag v1.2; git tag v01.2.3; git tag vendor/v1.0.0",
    ),
    ("tag-metadata", "git tag v1.2.3+meta; git tag v0.0.9"),
    (
        "tag-pre-release",
        "git tag v1.2.3-beta.1; git tag v1.2.3-alpha",
    ),
    ("tag-pseudo", "git tag v0.0.0-20240101000000-abcdefabcdef"),
    ("tag-major", "git tag v2.0.0; git tag v3.1.4"),
    (
        "tag-subdirectory",
        "git tag sub/v1.1.0; git tag cmd/tool/v0.2.0; git tag sub/v2.0.0",
    ),
    (
        "tag-other-branch",
        "git checkout -q -b side; later 5; commit side; git tag v9.9.9; git checkout -q main",
    ),
    (
        "tag-incompatible",
        "git rm -q --cached go.mod; git commit -q -m nomod; git tag v2.1.0; later 5; git commit -q --allow-empty -m on; git add go.mod",
    ),
    ("tag-of-tree", "git tag -a -m t v1.3.0 HEAD^{tree}"),
    (
        "tag-of-tag",
        "git tag -a -m t inner; git tag -a -m t v1.6.0 inner",
    ),
    ("branch-like-tag", "git branch v1.5.5; git tag v1.5.4"),
    (
        "tag-strange-name",
        "git tag 'v1.2.3,v1.2.4'; git tag 'x(y'; git tag v1.1.0",
    ),
    (
        "packed-refs",
        "git tag v1.0.1; git tag -a -m t v1.0.2; git pack-refs --all; git tag v1.0.0",
    ),
    (
        "packed-refs-moved",
        "git tag v1.0.1; git pack-refs --all; later 5; commit on; git tag -f v1.0.1",
    ),
    ("gc", "git tag v1.0.1; later 5; commit on; git gc -q"),
    (
        "gc-bitmap-graph",
        "later 5; commit on; git repack -q -adb; git commit-graph write; git multi-pack-index write",
    ),
    (
        "detached",
        "later 5; commit on; git checkout -q --detach HEAD",
    ),
    (
        "detached-before",
        "later 5; commit on; git tag v1.8.0; git checkout -q HEAD^",
    ),
    (
        "merge",
        "git checkout -q -b side; echo s >side.txt; later 5; commit side; git tag v1.1.0; git checkout -q main; later 6; commit main; git merge -q --no-edit side",
    ),
    (
        "merge-conflict",
        "git checkout -q -b side; echo s >docs/a.txt; commit side; git checkout -q main; echo m >docs/a.txt; commit main; git merge -q side",
    ),
    (
        "rebasing",
        "git checkout -q -b side; echo s >docs/a.txt; commit side; git checkout -q main; echo m >docs/a.txt; commit main; git rebase -q side",
    ),
    (
        "amended",
        "later 5; git commit -q --amend --allow-empty -m amended",
    ),
    (
        "odd-message",
        "printf 'sub\\n\\n%%H:%%ct\\ncommitter X <x> 1 +0000\\n' | git commit -q --allow-empty -F -",
    ),
    (
        "old-commit",
        "GIT_COMMITTER_DATE='@0 +0000' git commit -q --allow-empty -m old",
    ),
    (
        "early-commit",
        "GIT_COMMITTER_DATE='1969-12-31T23:59:00+0000' git commit -q --allow-empty -m early",
    ),
    (
        "late-commit",
        "GIT_COMMITTER_DATE='@4294967296 -0700' git commit -q --allow-empty -m late",
    ),
    (
        "encoding",
        "git -c i18n.commitEncoding=ISO-8859-1 commit -q --allow-empty -m \"$(printf 'caf\\351')\"",
    ),
    (
        "signed",
        "git cat-file commit HEAD >c; sed '/^committer/a gpgsig -----BEGIN PGP SIGNATURE-----\\n \\n x\\n -----END PGP SIGNATURE-----' c >d; git update-ref HEAD \"$(git hash-object -t commit -w d)\"; rm c d",
    ),
    (
        "replace",
        "later 5; commit on; git replace HEAD \"$(git commit-tree -m replaced HEAD^{tree})\"",
    ),
    (
        "grafts",
        "later 5; commit on; git rev-parse HEAD >.git/info/grafts",
    ),
    (
        "symbolic-ref",
        "git symbolic-ref refs/heads/alias refs/heads/main; git checkout -q alias",
    ),
    (
        "reftable",
        "git refs migrate --ref-format=reftable; git tag v1.0.5",
    ),
    ("branch-odd-name", "git checkout -q -b 'feature/ünï-1.2'"),
    ("stash", "echo s >>docs/a.txt; git stash -q"),
];

/// Other kinds of working directories and repositories.
pub(crate) const SHAPES: &[Piece] = &[
    (
        "shallow",
        "later 5; commit on; git tag v1.3.3; cd .. && git clone -q --depth 1 \"file://$TOP/repo\" s && rm -rf repo && mv s repo",
    ),
    (
        "shallow-two",
        "git tag v1.3.3; later 5; commit on; later 6; commit up; cd .. && git clone -q --depth 2 \"file://$TOP/repo\" s && rm -rf repo && mv s repo",
    ),
    (
        "clone",
        "git tag v1.3.3; cd .. && git clone -q repo c && rm -rf repo && mv c repo",
    ),
    (
        "clone-shared",
        "cd .. && git clone -q --shared repo c && mv repo origin && mv c repo && printf '%s\\n' \"$TOP/origin/.git/objects\" >repo/.git/objects/info/alternates",
    ),
    (
        "clone-partial",
        "git config uploadpack.allowFilter true; cd .. && git clone -q --filter=blob:none \"file://$TOP/repo\" c && mv repo origin && mv c repo && cd repo && git config remote.origin.url \"file://$TOP/origin\"",
    ),
    (
        "worktree",
        "git worktree add -q ../w; cd .. && mv repo origin && mv w repo; cd origin && git worktree repair -q ../repo",
    ),
    ("worktree-inside", "git worktree add -q docs/w"),
    (
        "submodule",
        "git init -q ../lib; (cd ../lib && echo l >l.txt && git add l.txt && git commit -q -m l); git submodule --quiet add ../lib lib; git commit -q -m lib",
    ),
    (
        "submodule-changed",
        "git init -q ../lib; (cd ../lib && echo l >l.txt && git add l.txt && git commit -q -m l); git submodule --quiet add ../lib lib; git commit -q -m lib; echo x >>lib/l.txt",
    ),
    (
        "submodule-new-file",
        "git init -q ../lib; (cd ../lib && echo l >l.txt && git add l.txt && git commit -q -m l); git submodule --quiet add ../lib lib; git commit -q -m lib; echo x >lib/n.txt",
    ),
    (
        "submodule-ignored",
        "git init -q ../lib; (cd ../lib && echo l >l.txt && git add l.txt && git commit -q -m l); git submodule --quiet add ../lib lib; git config -f .gitmodules submodule.lib.ignore all; git add -A; git commit -q -m lib; echo x >lib/n.txt",
    ),
    (
        "submodule-moved",
        "git init -q ../lib; (cd ../lib && echo l >l.txt && git add l.txt && git commit -q -m l); git submodule --quiet add ../lib lib; git commit -q -m lib; (cd lib && git commit -q --allow-empty -m m)",
    ),
    (
        "submodule-absent",
        "git init -q ../lib; (cd ../lib && echo l >l.txt && git add l.txt && git commit -q -m l); git submodule --quiet add ../lib lib; git commit -q -m lib; git submodule --quiet deinit -f lib",
    ),
    (
        "built-in-submodule",
        "git init -q ../lib; (cd ../lib && module . example.com/lib && git add -A && git commit -q -m l && git tag v1.1.1); git submodule --quiet add ../lib sub; git commit -q -m lib",
    ),
    (
        "gitlink-without-modules",
        "git init -q lib; (cd lib && git commit -q --allow-empty -m l); git add lib 2>/dev/null; git commit -q -m lib",
    ),
    (
        "nested-repository",
        "git init -q nested; (cd nested && echo n >n && git add n && git commit -q -m n)",
    ),
    ("nested-empty-repository", "git init -q nested"),
    (
        "nested-ignored-repository",
        "git init -q nested; (cd nested && echo n >n && git add n && git commit -q -m n); echo nested >>.gitignore; commit ignore",
    ),
    (
        "repository-in-sub",
        "module sub example.com/m/sub; (cd sub && git init -q && git add -A && git commit -q -m s && git tag v0.1.0)",
    ),
    (
        "linked-repository",
        "cd .. && mv repo real && ln -s real repo",
    ),
    (
        "missing-tree",
        "later 5; echo x >>docs/a.txt; commit on; t=$(git rev-parse HEAD^^{tree}); rm -f .git/objects/$(echo $t | cut -c1-2)/$(echo $t | cut -c3-)",
    ),
    (
        "missing-blob",
        "b=$(git rev-parse HEAD:docs/a.txt); rm -f .git/objects/$(echo $b | cut -c1-2)/$(echo $b | cut -c3-)",
    ),
    (
        "missing-commit",
        "echo 1234567890123456789012345678901234567890 >.git/refs/heads/main",
    ),
    ("bad-head", "echo garbage >.git/HEAD"),
    ("bad-index", "echo garbage >.git/index"),
    ("no-index", "rm -f .git/index"),
    ("index-lock", "touch .git/index.lock"),
    ("unborn-branch", "git checkout -q --orphan fresh"),
    ("dangling-head", "git symbolic-ref HEAD refs/heads/none"),
    (
        "many-files",
        "for i in 1 2 3 4 5 6 7 8 9; do mkdir -p d$i/e; for j in 1 2 3 4 5; do echo $i$j >d$i/e/f$j; echo $j >d$i/g$j; done; done; commit many",
    ),
    (
        "odd-names",
        "echo 1 >'a b'; echo 2 >\"$(printf 'n\\nl')\"; echo 3 >'ünï'; echo 4 >\"$(printf 'l1\\351')\"; echo 5 >'qu\"ote'; mkdir 'd ir'; echo 6 >'d ir/-x'; commit odd",
    ),
    (
        "links",
        "ln -s a.txt docs/link; ln -s nowhere docs/dangling; ln -s docs folder; commit links",
    ),
    (
        "directory-for-file",
        "rm docs/a.txt; mkdir docs/a.txt; echo x >docs/a.txt/x",
    ),
    ("file-for-directory", "rm -r docs; echo d >docs"),
    ("link-for-directory", "mv docs papers; ln -s papers docs"),
    ("executable", "chmod +x docs/a.txt; commit x"),
    (
        "empty-file",
        "touch docs/empty; commit empty; sleep 0.01; touch docs/empty",
    ),
];

/// Changes of the working directory or the index.
pub(crate) const EDITS: &[Piece] = &[
    ("edit", "echo changed >>docs/a.txt"),
    ("edit-same-size", "printf 'tExt\\n' >docs/a.txt"),
    (
        "edit-old-time",
        "printf 'tExt\\n' >docs/a.txt; touch -d '2020-01-01' docs/a.txt",
    ),
    (
        "edit-and-back",
        "cp docs/a.txt s; echo x >docs/a.txt; cat s >docs/a.txt; rm s",
    ),
    ("touch", "touch -d '2021-01-01' docs/a.txt docs/b.txt"),
    (
        "touch-all",
        "find . -name .git -prune -o -type f -exec touch -d '2021-01-01' {} +",
    ),
    ("mode", "chmod +x docs/a.txt"),
    ("delete", "rm -f docs/b.txt"),
    ("untracked", "echo x >thing.new"),
    (
        "untracked-ignored",
        "echo x >thing.log; echo x >docs/thing.log",
    ),
    ("untracked-deep", "mkdir -p u/v/w; echo x >u/v/w/x"),
    ("untracked-in-docs", "echo x >docs/extra.new"),
    ("untracked-kept", "echo x >keep.new"),
    ("empty-directories", "mkdir -p e/m/p/t/y"),
    (
        "directory-of-ignored",
        "mkdir -p logs/deep; echo x >logs/a.log; echo x >logs/deep/b.log",
    ),
    ("untracked-link", "ln -s nowhere untracked-link"),
    ("untracked-fifo", "mkfifo pipe"),
    ("stage", "echo staged >staged.txt; git add staged.txt"),
    ("stage-delete", "git rm -q --cached docs/b.txt"),
    (
        "stage-and-back",
        "echo x >>docs/a.txt; git add docs/a.txt; git checkout -q HEAD -- docs/a.txt",
    ),
    (
        "stage-then-delete",
        "echo x >gone.txt; git add gone.txt; rm gone.txt",
    ),
    ("intent-to-add", "echo i >intent.txt; git add -N intent.txt"),
    (
        "assume-unchanged",
        "git update-index --assume-unchanged docs/a.txt; echo hidden >>docs/a.txt",
    ),
    (
        "skip-worktree",
        "git update-index --skip-worktree docs/b.txt; rm -f docs/b.txt",
    ),
    (
        "skip-worktree-edit",
        "git update-index --skip-worktree docs/b.txt; echo x >docs/b.txt",
    ),
    ("rename", "git mv docs/b.txt docs/c.txt"),
    ("to-link", "rm -f docs/a.txt; ln -s b.txt docs/a.txt"),
    ("refresh", "git status -s"),
    ("refresh-later", "sleep 1.1; git status -s"),
    ("settled", "sleep 1.1; git update-index -q --refresh"),
    ("crlf", "printf 'text\\r\\n' >docs/a.txt"),
    ("ignore-file-itself", "echo '.gitignore' >.gitignore"),
    (
        "ignore-everything",
        "echo '*' >.git/info/exclude; echo x >anything",
    ),
    ("clean", "true"),
];

/// Commands after the edits.
pub(crate) const LATE: &[Piece] = &[
    ("commit-all", "later 7; commit late"),
    ("commit-and-tag", "later 7; commit late; git tag v1.20.0"),
    ("gc-late", "git gc -q"),
    ("pack-refs-late", "git pack-refs --all"),
    (
        "reset-soft",
        "later 7; commit late; git reset -q --soft HEAD^",
    ),
    ("index-v4-late", "git update-index --index-version 4"),
    (
        "commit-wait-refresh",
        "later 7; commit late; sleep 1.1; git status -s",
    ),
];

/// Working directory of the programs, and the package that they build.
pub(crate) const PLACES: &[(&str, &str, &str)] = &[
    ("at-root", "repo", "."),
    ("at-root-tool", "repo", "./cmd/tool"),
    ("in-tool", "repo/cmd/tool", "."),
    ("in-docs", "repo/docs", ".."),
    ("in-sub", "repo/sub", "."),
    ("at-root-again", "repo", "."),
];

/// Flags of a build.
pub(crate) const FLAGS: &[(&str, &[&str])] = &[
    ("default", &[]),
    ("default-again", &[]),
    ("auto", &["-buildvcs=auto"]),
    ("true", &["-buildvcs=true"]),
    ("verbose", &["-v", "-buildvcs"]),
];

/// Variables of a build.
pub(crate) const ENVIRONMENTS: &[(&str, &[(&str, &str)])] = &[
    ("no-variables", &[]),
    ("git-dir", &[("GIT_DIR", "$TOP/repo/.git")]),
    ("git-dir-elsewhere", &[("GIT_DIR", "$TOP/other/.git")]),
    ("git-work-tree", &[("GIT_WORK_TREE", "$TOP/repo/docs")]),
    ("git-index-file", &[("GIT_INDEX_FILE", "$TOP/other-index")]),
    (
        "git-config-count",
        &[
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "status.showUntrackedFiles"),
            ("GIT_CONFIG_VALUE_0", "no"),
        ],
    ),
    (
        "git-config-parameters",
        &[("GIT_CONFIG_PARAMETERS", "'status.showuntrackedfiles=no'")],
    ),
    ("git-config-global", &[("GIT_CONFIG_GLOBAL", "$TOP/none")]),
    ("git-ceiling", &[("GIT_CEILING_DIRECTORIES", "$TOP")]),
    ("git-optional-locks", &[("GIT_OPTIONAL_LOCKS", "0")]),
    (
        "git-object-directory",
        &[("GIT_OBJECT_DIRECTORY", "$TOP/none")],
    ),
    ("git-namespace", &[("GIT_NAMESPACE", "x")]),
    ("git-replace-off", &[("GIT_NO_REPLACE_OBJECTS", "1")]),
    ("git-trace", &[("GIT_TRACE", "$TOP/trace")]),
    ("xdg", &[("XDG_CONFIG_HOME", "$TOP/home/.config")]),
    ("locale", &[("LC_ALL", "C.UTF-8"), ("LANGUAGE", "de")]),
    ("proxy-off", &[("GOPROXY", "off")]),
    ("multiple", &[("GODEBUG", "allowmultiplevcs=1")]),
    ("no-path", &[("PATH", "$TOP/none")]),
    ("goflags", &[("GOFLAGS", "-buildvcs=true")]),
];
