//! What the corpus is: real projects, pinned, and the ways each is built.
//!
//! Counterpart: none.

/// A project, pinned by module and version; `std` and `cmd` come with the SDK.
pub(crate) struct Member {
    /// Short name: directory and binary.
    pub(crate) name: &'static str,
    /// Module path; empty for what comes with the SDK.
    pub(crate) module: &'static str,
    /// Module version.
    pub(crate) version: &'static str,
    /// The package to build, relative to the module.
    pub(crate) package: &'static str,
}

/// The corpus, smallest first.
pub(crate) const MEMBERS: &[Member] = &[
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
];

/// A way of building: a name, variables, and flags.
pub(crate) struct Variant {
    /// Its name.
    pub(crate) name: &'static str,
    /// Variables over the common ones.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// Build flags.
    pub(crate) flags: &'static [&'static str],
}

const fn cross(name: &'static str, env: &'static [(&'static str, &'static str)]) -> Variant {
    Variant {
        name,
        env,
        flags: &[],
    }
}

/// The ways each member is built.
pub(crate) const VARIANTS: &[Variant] = &[
    cross("default", &[]),
    Variant {
        name: "trim",
        env: &[],
        flags: &["-trimpath", "-ldflags=-s -w"],
    },
    cross("linux_arm64", &[("GOOS", "linux"), ("GOARCH", "arm64")]),
    cross("windows_amd64", &[("GOOS", "windows"), ("GOARCH", "amd64")]),
    cross("darwin_arm64", &[("GOOS", "darwin"), ("GOARCH", "arm64")]),
    cross("js_wasm", &[("GOOS", "js"), ("GOARCH", "wasm")]),
];
