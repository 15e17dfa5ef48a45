//! The flags of all commands as an enum.
//!
//! Counterpart: the names in cmd/go's calls of `flag.BoolVar` and its like.

use std::fmt;

/// Makes the enum of flags, and their names.
macro_rules! flags {
    ($($flag:ident = $name:literal,)*) => {
        /// A flag of some command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Flag {
            $(#[doc = concat!("`-", $name, "`")] $flag,)*
        }

        impl Flag {
            /// Returns the name without dashes.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$flag => $name,)*
                }
            }
        }
    };
}

flags! {
    A = "a",
    Asan = "asan",
    Asmflags = "asmflags",
    Buildmode = "buildmode",
    Buildvcs = "buildvcs",
    C = "c",
    Cache = "cache",
    Changed = "changed",
    Check = "check",
    Chdir = "C",
    Compat = "compat",
    Compiled = "compiled",
    Compiler = "compiler",
    Cover = "cover",
    Covermode = "covermode",
    Coverpkg = "coverpkg",
    Cpuprofile = "cpuprofile",
    D = "d",
    DebugActiongraph = "debug-actiongraph",
    DebugRuntimeTrace = "debug-runtime-trace",
    DebugTrace = "debug-trace",
    Deps = "deps",
    Diff = "diff",
    Dropexclude = "dropexclude",
    Dropgodebug = "dropgodebug",
    Dropignore = "dropignore",
    Dropreplace = "dropreplace",
    Droprequire = "droprequire",
    Dropretract = "dropretract",
    Droptool = "droptool",
    Dropuse = "dropuse",
    E = "e",
    Exclude = "exclude",
    Exec = "exec",
    Export = "export",
    F = "f",
    Find = "find",
    Fix = "fix",
    Fixtool = "fixtool",
    Fmt = "fmt",
    Fuzzcache = "fuzzcache",
    Gccgoflags = "gccgoflags",
    Gcflags = "gcflags",
    Go = "go",
    Godebug = "godebug",
    I = "i",
    Ignore = "ignore",
    Insecure = "insecure",
    Installsuffix = "installsuffix",
    Json = "json",
    Ldflags = "ldflags",
    Linkshared = "linkshared",
    M = "m",
    Memprofile = "memprofile",
    Mod = "mod",
    Modcache = "modcache",
    Modcacherw = "modcacherw",
    Modfile = "modfile",
    Module = "module",
    Modules = "modules",
    Msan = "msan",
    N = "n",
    O = "o",
    Older = "older",
    Overlay = "overlay",
    P = "p",
    Pgo = "pgo",
    Pkgdir = "pkgdir",
    Print = "print",
    R = "r",
    Race = "race",
    Replace = "replace",
    Require = "require",
    Retract = "retract",
    Retracted = "retracted",
    Reuse = "reuse",
    Run = "run",
    Size = "size",
    Skip = "skip",
    T = "t",
    Tags = "tags",
    Since = "since",
    Std = "std",
    Test = "test",
    Testcache = "testcache",
    Tests = "tests",
    Tool = "tool",
    Toolchain = "toolchain",
    Timings = "timings",
    Toolexec = "toolexec",
    Trimpath = "trimpath",
    U = "u",
    Unused = "unused",
    Use = "use",
    V = "v",
    Vendor = "vendor",
    Versions = "versions",
    Vettool = "vettool",
    W = "w",
    Why = "why",
    Work = "work",
    X = "x",
    Y = "y",
}

impl fmt::Display for Flag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
