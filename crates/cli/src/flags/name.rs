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
    All = "all",
    Artifacts = "artifacts",
    Asan = "asan",
    Asmflags = "asmflags",
    Bench = "bench",
    Benchmem = "benchmem",
    Benchtime = "benchtime",
    Blockprofile = "blockprofile",
    Blockprofilerate = "blockprofilerate",
    Buildmode = "buildmode",
    Buildvcs = "buildvcs",
    C = "c",
    Cache = "cache",
    Changed = "changed",
    Chdir = "C",
    Cmd = "cmd",
    Compat = "compat",
    Compiled = "compiled",
    Compiler = "compiler",
    Count = "count",
    Cover = "cover",
    Covermode = "covermode",
    Coverpkg = "coverpkg",
    Coverprofile = "coverprofile",
    Cpu = "cpu",
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
    Ex = "ex",
    Exclude = "exclude",
    Exec = "exec",
    Export = "export",
    F = "f",
    Failfast = "failfast",
    Find = "find",
    Fix = "fix",
    Fixtool = "fixtool",
    Fmt = "fmt",
    Fullpath = "fullpath",
    Fuzz = "fuzz",
    Fuzzcache = "fuzzcache",
    Fuzzminimizetime = "fuzzminimizetime",
    Fuzztime = "fuzztime",
    Gccgoflags = "gccgoflags",
    Gcflags = "gcflags",
    Go = "go",
    Godebug = "godebug",
    Http = "http",
    I = "i",
    Ignore = "ignore",
    Insecure = "insecure",
    Installsuffix = "installsuffix",
    Json = "json",
    Ldflags = "ldflags",
    Linkshared = "linkshared",
    List = "list",
    M = "m",
    Memprofile = "memprofile",
    Memprofilerate = "memprofilerate",
    Mod = "mod",
    Modcache = "modcache",
    Modcacherw = "modcacherw",
    Modfile = "modfile",
    Module = "module",
    Msan = "msan",
    Mutexprofile = "mutexprofile",
    Mutexprofilefraction = "mutexprofilefraction",
    N = "n",
    O = "o",
    Outputdir = "outputdir",
    Overlay = "overlay",
    P = "p",
    Parallel = "parallel",
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
    Short = "short",
    Shuffle = "shuffle",
    Skip = "skip",
    Src = "src",
    T = "t",
    Tags = "tags",
    Test = "test",
    Testcache = "testcache",
    Timeout = "timeout",
    Tool = "tool",
    Toolchain = "toolchain",
    Toolexec = "toolexec",
    Trace = "trace",
    Trimpath = "trimpath",
    U = "u",
    Use = "use",
    V = "v",
    Vendor = "vendor",
    Versions = "versions",
    Vet = "vet",
    Vettool = "vettool",
    W = "w",
    Work = "work",
    X = "x",
}

impl fmt::Display for Flag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}
