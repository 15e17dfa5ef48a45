//! The members of the corpus: real projects, pinned, and their build variants.
//!
//! Counterpart: none.

/// A project, pinned by module and version; `std` and `cmd` come with the SDK, samples are in this
/// crate's sources.
pub struct Member {
    /// Short name: directory and binary.
    pub name: &'static str,
    /// Module path; empty for samples and members of the SDK.
    pub module: &'static str,
    /// Module version; older SDKs may take another, see [`Member::version_for`].
    pub version: &'static str,
    /// The package to build, relative to the module.
    pub package: &'static str,
}

impl Member {
    /// Reports whether it is a small program of ours, which needs a C compiler.
    pub fn is_sample(&self) -> bool {
        self.module.is_empty() && self.package == "."
    }

    /// Returns the version to build with Go 1.`minor`: the pinned one, or an older one that
    /// requires no newer Go.
    pub fn version_for(&self, minor: u32) -> &'static str {
        let older = OLDER
            .iter()
            .find(|(newest, name, _)| minor <= *newest && *name == self.name);
        older.map_or(self.version, |(_, _, version)| version)
    }
}

/// Members whose pinned version is too new for an SDK: the newest minor release of Go 1
/// that takes another version, the member's name, that version.
const OLDER: &[(u32, &str, &str)] = &[(25, "staticcheck", "v0.7.0"), (25, "caddy", "v2.11.3")];

const fn sample(name: &'static str) -> Member {
    Member {
        name,
        module: "",
        version: "",
        package: ".",
    }
}

/// The corpus, smallest first.
pub const MEMBERS: &[Member] = &[
    Member {
        name: "fzf",
        module: "github.com/junegunn/fzf",
        version: "v0.65.2",
        package: ".",
    },
    Member {
        name: "esbuild",
        module: "github.com/evanw/esbuild",
        version: "v0.28.2",
        package: "./cmd/esbuild",
    },
    Member {
        name: "staticcheck",
        module: "honnef.co/go/tools",
        version: "v0.8.2",
        package: "./cmd/staticcheck",
    },
    Member {
        name: "gopls",
        module: "golang.org/x/tools/gopls",
        version: "v0.21.0",
        package: ".",
    },
    Member {
        name: "caddy",
        module: "github.com/caddyserver/caddy/v2",
        version: "v2.11.9",
        package: "./cmd/caddy",
    },
    Member {
        name: "std",
        module: "",
        version: "",
        package: "std",
    },
    Member {
        name: "cmd",
        module: "",
        version: "",
        package: "cmd/...",
    },
    sample("sqlite"),
    sample("cxx"),
    sample("fortran"),
    sample("library"),
    sample("plugin"),
];

/// State of a member's repository during builds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checkout {
    /// Any state: there is no stamp.
    Unstamped,
    /// The committed state.
    Clean,
    /// The committed state and a file that is not committed.
    Dirty,
    /// The committed state with a version's tag.
    Tagged,
}

/// A way of building: a name, variables, flags, and the members that are built this way.
pub(crate) struct Variant {
    /// Its name.
    pub(crate) name: &'static str,
    /// Variables over the common ones.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// Build flags.
    pub(crate) flags: &'static [&'static str],
    /// The members that are built so; all but samples where empty.
    pub(crate) only: &'static [&'static str],
    /// The state of the repository.
    pub(crate) checkout: Checkout,
}

impl Variant {
    /// Returns a variant of all projects that differs in the environment only.
    pub(super) const fn of_env(
        name: &'static str,
        env: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            name,
            env,
            flags: &[],
            only: &[],
            checkout: Checkout::Unstamped,
        }
    }

    /// Reports whether a member is built so.
    pub(crate) fn takes(&self, member: &Member) -> bool {
        match self.only {
            [] => !member.is_sample(),
            only => only.contains(&member.name),
        }
    }

    /// Reports whether a member may fail to build: there are no files for a browser, or the
    /// machine has no compiler for a language.
    pub(super) fn may_fail(&self) -> bool {
        self.is_native() || self.env.contains(&("GOOS", "js"))
    }

    /// Reports whether it needs a C compiler.
    pub(crate) fn is_native(&self) -> bool {
        self.env.contains(&CGO)
    }
}

/// The command itself decides whether cgo is enabled.
const CGO: (&str, &str) = ("CGO_ENABLED", "");

const fn native(
    name: &'static str,
    flags: &'static [&'static str],
    only: &'static [&'static str],
) -> Variant {
    Variant {
        name,
        env: &[CGO],
        flags,
        only,
        checkout: Checkout::Unstamped,
    }
}

const fn stamped(name: &'static str, checkout: Checkout) -> Variant {
    Variant {
        name,
        env: &[("GOFLAGS", "")],
        flags: &[],
        only: &["fzf", "esbuild"],
        checkout,
    }
}

/// The ways in which members are built: first those without a C compiler.
pub(crate) const VARIANTS: &[Variant] = &[
    Variant::of_env("default", &[]),
    Variant {
        flags: &["-trimpath", "-ldflags=-s -w"],
        ..Variant::of_env("trim", &[])
    },
    Variant::of_env("linux_arm64", &[("GOOS", "linux"), ("GOARCH", "arm64")]),
    Variant::of_env("windows_amd64", &[("GOOS", "windows"), ("GOARCH", "amd64")]),
    Variant::of_env("darwin_arm64", &[("GOOS", "darwin"), ("GOARCH", "arm64")]),
    Variant::of_env("js_wasm", &[("GOOS", "js"), ("GOARCH", "wasm")]),
    stamped("clean", Checkout::Clean),
    stamped("dirty", Checkout::Dirty),
    stamped("tagged", Checkout::Tagged),
    native("cgo", &[], &[]),
    native("samples", &[], &["sqlite", "cxx", "fortran", "library"]),
    native(
        "samples-trim",
        &["-trimpath"],
        &["sqlite", "cxx", "fortran"],
    ),
    native("race", &["-race"], &["fzf", "esbuild", "sqlite"]),
    native("cover", &["-cover"], &["fzf", "esbuild", "sqlite"]),
    native("pie", &["-buildmode=pie"], &["fzf", "sqlite"]),
    native("c-shared", &["-buildmode=c-shared"], &["library"]),
    native("c-archive", &["-buildmode=c-archive"], &["library"]),
    native("plugin", &["-buildmode=plugin"], &["plugin"]),
];
