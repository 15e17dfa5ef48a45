//! The lists of flags that commands take; `policy.rs` has the commands.
//!
//! Flags of commands that are passed through are here too: $GOFLAGS may name any flag of
//! any command, and an unknown one is an error.
//! Counterpart: the `init` functions of cmd/go/internal/*.

use super::Kind;

/// A flag: its name without dashes, and the kind of value it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlagSpec {
    /// Name without dashes.
    pub(crate) name: &'static str,
    /// Kind of value.
    pub(crate) kind: Kind,
}

const fn flag(name: &'static str, kind: Kind) -> FlagSpec {
    FlagSpec { name, kind }
}

pub(crate) const V: &[FlagSpec] = &[flag("v", Kind::Bool)];
pub(crate) const JSON: &[FlagSpec] = &[flag("json", Kind::Bool)];
pub(crate) const CHDIR: &[FlagSpec] = &[flag("C", Kind::Chdir)];
pub(crate) const NX: &[FlagSpec] = &[flag("n", Kind::Bool), flag("x", Kind::Bool)];
pub(crate) const X: &[FlagSpec] = &[flag("x", Kind::Bool)];
pub(crate) const MOD: &[FlagSpec] = &[flag("mod", Kind::Text)];
pub(crate) const MOD_COMMON: &[FlagSpec] = &[
    flag("modcacherw", Kind::Bool),
    flag("modfile", Kind::Text),
    flag("overlay", Kind::Text),
];
pub(crate) const COVER: &[FlagSpec] = &[
    flag("cover", Kind::Bool),
    flag("covermode", Kind::CoverMode),
    flag("coverpkg", Kind::Text),
];
/// `work.AddBuildFlags` without what its mask can leave out.
pub(crate) const BUILD: &[FlagSpec] = &[
    flag("n", Kind::Bool),
    flag("x", Kind::Bool),
    flag("C", Kind::Chdir),
    flag("a", Kind::Bool),
    flag("p", Kind::Int),
    flag("asan", Kind::Bool),
    flag("asmflags", Kind::PerPackage),
    flag("compiler", Kind::Compiler),
    flag("buildmode", Kind::Text),
    flag("buildvcs", Kind::BuildVcs),
    flag("gcflags", Kind::PerPackage),
    flag("gccgoflags", Kind::PerPackage),
    flag("installsuffix", Kind::Text),
    flag("ldflags", Kind::PerPackage),
    flag("linkshared", Kind::Bool),
    flag("msan", Kind::Bool),
    flag("pgo", Kind::Text),
    flag("pkgdir", Kind::Text),
    flag("race", Kind::Bool),
    flag("tags", Kind::Tags),
    flag("toolexec", Kind::Words),
    flag("trimpath", Kind::Bool),
    flag("work", Kind::Bool),
    flag("debug-actiongraph", Kind::Text),
    flag("debug-runtime-trace", Kind::Text),
    flag("debug-trace", Kind::Text),
];
pub(crate) const BUILD_ONLY: &[FlagSpec] = &[flag("o", Kind::Text)];
pub(crate) const CLEAN: &[FlagSpec] = &[
    flag("i", Kind::Bool),
    flag("r", Kind::Bool),
    flag("cache", Kind::Bool),
    flag("fuzzcache", Kind::Bool),
    flag("modcache", Kind::Bool),
    flag("testcache", Kind::Bool),
];
pub(crate) const ENV: &[FlagSpec] = &[
    flag("json", Kind::Bool),
    flag("u", Kind::Bool),
    flag("w", Kind::Bool),
    flag("changed", Kind::Bool),
];
pub(crate) const LIST: &[FlagSpec] = &[
    flag("compiled", Kind::Bool),
    flag("deps", Kind::Bool),
    flag("e", Kind::Bool),
    flag("export", Kind::Bool),
    flag("f", Kind::Text),
    flag("find", Kind::Bool),
    flag("json", Kind::JsonFields),
    flag("m", Kind::Bool),
    flag("retracted", Kind::Bool),
    flag("reuse", Kind::Text),
    flag("test", Kind::Bool),
    flag("u", Kind::Bool),
    flag("versions", Kind::Bool),
];
pub(crate) const RUN: &[FlagSpec] = &[flag("exec", Kind::Words)];
pub(crate) const TOOL: &[FlagSpec] = &[flag("n", Kind::Bool)];
pub(crate) const VERSION: &[FlagSpec] = &[
    flag("m", Kind::Bool),
    flag("v", Kind::Bool),
    flag("json", Kind::Bool),
];
pub(crate) const GENERATE: &[FlagSpec] = &[flag("run", Kind::Text), flag("skip", Kind::Text)];
pub(crate) const GET: &[FlagSpec] = &[
    flag("d", Kind::OptionalText),
    flag("f", Kind::Bool),
    flag("fix", Kind::Bool),
    flag("insecure", Kind::Bool),
    flag("m", Kind::Bool),
    flag("t", Kind::Bool),
    flag("tool", Kind::Bool),
    flag("u", Kind::OptionalText),
];
pub(crate) const VET: &[FlagSpec] = &[
    flag("vettool", Kind::Text),
    flag("fixtool", Kind::Text),
    flag("c", Kind::Int),
    flag("diff", Kind::Bool),
    flag("fix", Kind::OptionalText),
];
pub(crate) const DOC: &[FlagSpec] = &[
    flag("all", Kind::Bool),
    flag("c", Kind::Bool),
    flag("cmd", Kind::Bool),
    flag("ex", Kind::Bool),
    flag("http", Kind::Bool),
    flag("short", Kind::Bool),
    flag("src", Kind::Bool),
    flag("u", Kind::Bool),
];
pub(crate) const MOD_DOWNLOAD: &[FlagSpec] = &[
    flag("json", Kind::Bool),
    flag("reuse", Kind::Text),
    flag("x", Kind::Bool),
];
pub(crate) const MOD_EDIT: &[FlagSpec] = &[
    flag("fmt", Kind::Bool),
    flag("go", Kind::Text),
    flag("toolchain", Kind::Text),
    flag("json", Kind::Bool),
    flag("print", Kind::Bool),
    flag("module", Kind::Text),
    flag("godebug", Kind::Edit),
    flag("dropgodebug", Kind::Edit),
    flag("require", Kind::Edit),
    flag("droprequire", Kind::Edit),
    flag("exclude", Kind::Edit),
    flag("dropexclude", Kind::Edit),
    flag("replace", Kind::Edit),
    flag("dropreplace", Kind::Edit),
    flag("retract", Kind::Edit),
    flag("dropretract", Kind::Edit),
    flag("tool", Kind::Edit),
    flag("droptool", Kind::Edit),
    flag("ignore", Kind::Edit),
    flag("dropignore", Kind::Edit),
];
pub(crate) const MOD_GRAPH: &[FlagSpec] = &[flag("go", Kind::GoVersion), flag("x", Kind::Bool)];
pub(crate) const MOD_TIDY: &[FlagSpec] = &[
    flag("v", Kind::Bool),
    flag("x", Kind::Bool),
    flag("e", Kind::Bool),
    flag("diff", Kind::Bool),
    flag("go", Kind::GoVersion),
    flag("compat", Kind::GoVersion),
];
pub(crate) const MOD_VENDOR: &[FlagSpec] = &[
    flag("v", Kind::Bool),
    flag("e", Kind::Bool),
    flag("o", Kind::Text),
];
pub(crate) const MOD_WHY: &[FlagSpec] = &[flag("m", Kind::Bool), flag("vendor", Kind::Bool)];
/// The `work` commands, which are passed through.
pub(crate) const WORK_COMMANDS: &[FlagSpec] = &[
    flag("json", Kind::Bool),
    flag("v", Kind::Bool),
    flag("e", Kind::Bool),
    flag("o", Kind::Text),
    flag("r", Kind::Bool),
    flag("fmt", Kind::Bool),
    flag("print", Kind::Bool),
    flag("go", Kind::Text),
    flag("toolchain", Kind::Text),
    flag("use", Kind::Text),
    flag("dropuse", Kind::Text),
    flag("replace", Kind::Text),
    flag("dropreplace", Kind::Text),
    flag("godebug", Kind::Text),
    flag("dropgodebug", Kind::Text),
];
/// `go test`'s own flags (`testflag.go`) and those it passes to the test binary.
pub(crate) const TEST: &[FlagSpec] = &[
    flag("artifacts", Kind::Bool),
    flag("bench", Kind::Text),
    flag("benchmem", Kind::Bool),
    flag("benchtime", Kind::Text),
    flag("blockprofile", Kind::Text),
    flag("blockprofilerate", Kind::Text),
    flag("c", Kind::Bool),
    flag("count", Kind::Text),
    flag("coverprofile", Kind::Text),
    flag("cpu", Kind::Text),
    flag("cpuprofile", Kind::Text),
    flag("exec", Kind::Words),
    flag("failfast", Kind::Bool),
    flag("fullpath", Kind::Bool),
    flag("fuzz", Kind::Text),
    flag("fuzzminimizetime", Kind::Text),
    flag("fuzztime", Kind::Text),
    flag("json", Kind::Bool),
    flag("list", Kind::Text),
    flag("memprofile", Kind::Text),
    flag("memprofilerate", Kind::Text),
    flag("mutexprofile", Kind::Text),
    flag("mutexprofilefraction", Kind::Text),
    flag("o", Kind::Text),
    flag("outputdir", Kind::Text),
    flag("parallel", Kind::Text),
    flag("run", Kind::Text),
    flag("short", Kind::Bool),
    flag("shuffle", Kind::Text),
    flag("skip", Kind::Text),
    flag("timeout", Kind::Text),
    flag("trace", Kind::Text),
    flag("vet", Kind::Text),
];

/// Reports whether `go test` knows a flag by the full name that test binaries have for it.
pub(crate) fn is_test_binary_flag(name: &str) -> bool {
    name.strip_prefix("test.")
        .is_some_and(|name| TEST.iter().any(|flag| flag.name == name))
}
