//! The repositories, and the commands that are compared in each.
//!
//! A line is the command's arguments, ` >FILE` where its stdout is stored in the main module's
//! directory, and ` !CODE` where it fails; `fresh` empties GOMODCACHE and
//! the main module. `{m}` is the module's
//! path, and other words in braces come from the script that made the repository.
//! Counterpart: none.

use super::systems::System;

/// A repository.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) system: System,
    /// The commands, without the common ones of all Git repositories.
    pub(super) lines: &'static str,
}

/// Comparisons in every Git repository, after its own lines.
pub(super) const COMMON: &str = "\
fresh
list -m -x -versions {m}
mod download -x -json {m}@latest >latest.json
mod download -x -json {m}@main >main.json
mod download -x -json {m}@main
get -x {m}@{one}
get -x {m}@latest
mod download -x {m}@nope !1
list -m -x {m}/none@latest !1
fresh
mod download -C ../tmp -x -json -reuse=../src/latest.json {m}@latest
mod download -C ../tmp -x -json -reuse=../src/main.json {m}@main
mod download -C ../tmp -x -json -reuse=../src/main.json {m}@latest
list -m -json -retracted -versions {m}@latest
";

const fn git(name: &'static str, lines: &'static str) -> Kind {
    Kind {
        name,
        system: System::Git,
        lines,
    }
}

/// All repositories.
pub(super) const KINDS: &[Kind] = &[
    git(
        "sha1",
        "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}@v1.0.0
mod download -x -json {m}@{before}
mod download -json {m}@{after}
mod download -json {m}@dev
mod download -json {m}@odd
mod download -json {m}@nested
mod download -json {m}@v1.1.0-rc.1
mod download -x {m}@v1.1.1-0.{after-pseudo}
mod download -x {m}@v0.0.0-{before-pseudo}
mod download -x {m}@v1.0.1-0.{before-pseudo} !1
mod download -x {m}@v1.1.1-0.20240101000000-{after} !1
list -m -json {m}@release/v1
list -m -x -json {m}@v1
list -m -x -json {m}@<v1.1.0
get -x {m}@upgrade
get {m}@none
",
    ),
    git(
        "sha256",
        "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}@{two}
mod download -x {m}@v1.1.1-0.{after-pseudo}
",
    ),
    git(
        "shallow",
        "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}@v1.0.1-0.{after-pseudo}
mod download -x -json {m}@v0.9.0 !1
mod download -x -json {m}@{lost} !1
",
    ),
    git(
        "subdirectories",
        "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}/sub@v0.1.0
mod download -json {m}/sub@latest
mod download -x -json {m}/sub/deep/er@latest
mod download -json {m}/sub@main
mod download -json {m}/sub/deep/er@{one}
list -m -x -versions {m}/sub
list -m -x {m}/sub/deep@latest !1
get -x {m}/sub@v0.1.0
get {m}/sub/deep/er
",
    ),
    git(
        "lfs",
        "mod download -x -json {m}@v1.0.0\nmod download {m}@{after}\n",
    ),
    git(
        "submodule",
        "mod download -x -json {m}@v1.0.0\nlist -m {m}/dep@latest !1\n",
    ),
    git(
        "major",
        "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}/v2@v2.0.0
mod download -x -json {m}/v2@latest
mod download -x -json {m}/v3@v3.0.0
mod download -x -json {m}/v3@v3
mod download -json {m}/v3@{v3after}
mod download -json {m}/v2@main
list -m -x -versions {m}/v2
list -m -x -versions {m}/v3
list -m {m}@v2.0.0 !1
list -m {m}@v3.0.0+incompatible !1
list -m {m}/v4@latest !1
get -x {m}/v2@latest
get -x {m}/v3@latest
",
    ),
    git(
        "incompatible",
        "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}@v2.0.0
mod download -x -json {m}@v2.0.0+incompatible
mod download -json {m}@v3.1.0 !1
mod download -json {m}@v1.5 !1
mod download -json {m}@{two}
mod download -json {m}@v2
list -m {m}/v2@v2.0.0 !1
",
    ),
    git(
        "modes",
        "mod download -x -json {m}@v1.0.0\nmod download -json {m}@{after}\n",
    ),
    git(
        "attributes",
        "mod download -x -json {m}@v1.0.0\nmod download -json {m}@{after}\n",
    ),
    git(
        "retract",
        "\
mod download -x -json {m}@v1.0.0
list -m -json -retracted {m}@v1.1.0
list -m -retracted -versions {m}
list -m -u -json {m}@v1.1.0
get {m}@v1.1.0
get -u {m}
list -m -u all
",
    ),
    git(
        "history",
        "\
mod download -x -json {m}@v0.7.0
mod download -x -json {m}@{one}
mod download -json {m}@old
mod download -json {m}@middle
list -m -json {m}@v0
",
    ),
    Kind {
        name: "hg",
        system: System::Mercurial,
        lines: "\
mod download -x -json {m}@v1.0.0
mod download -x -json {m}/sub@v0.1.0
list -m -x -versions {m}
mod download -x -json {m}@latest >latest.json
mod download -x -json {m}@latest
mod download -json {m}@default
mod download -json {m}@dev
mod download -json {m}@{two}
list -m -json {m}@mark
get -x {m}@{one}
get -x {m}@latest
mod download -x {m}@nope !1
fresh
mod download -C ../tmp -x -json -reuse=../src/latest.json {m}@latest
",
    },
    Kind {
        name: "svn",
        system: System::Subversion,
        lines: "\
list -m -x -versions {m}
mod download -x -json {m}@latest >latest.json
mod download -x -json {m}@latest
mod download -x -json {m}@1 !1
mod download -x -json {m}/sub@latest
get -x {m}@{one} !1
get -x {m}@latest
mod download -x {m}@v1.0.0 !1
fresh
mod download -C ../tmp -x -json -reuse=../src/latest.json {m}@latest
",
    },
    Kind {
        name: "fossil",
        system: System::Fossil,
        lines: "\
mod download -x -json {m}@v1.0.0
list -m -x -versions {m}
mod download -x -json {m}@latest >latest.json
mod download -x -json {m}@latest
mod download -x -json {m}/sub@{one}
mod download -json {m}@trunk
mod download -json {m}@{two}
get -x {m}@{one}
get -x {m}@latest
mod download -x {m}@nope !1
fresh
mod download -C ../tmp -x -json -reuse=../src/latest.json {m}@latest
",
    },
];
