//! The table of commands and their flags.
//!
//! Commands that are not built yet are here too: $GOFLAGS may name any flag of any
//! command, and an unknown one is an error.
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

/// A command: its words after `go`, and its flags.
#[derive(Debug)]
pub(crate) struct CommandSpec {
    /// `build`, `mod tidy`.
    pub(crate) name: &'static str,
    /// Lists of flags, searched in order.
    flags: &'static [&'static [FlagSpec]],
}

impl CommandSpec {
    /// Returns the flag of this name.
    pub(crate) fn flag(&self, name: &str) -> Option<&'static FlagSpec> {
        let mut all = self.flags.iter().flat_map(|list| list.iter());
        all.find(|flag| flag.name == name)
    }
}

const fn flag(name: &'static str, kind: Kind) -> FlagSpec {
    FlagSpec { name, kind }
}

const V: &[FlagSpec] = &[flag("v", Kind::Bool)];
const JSON: &[FlagSpec] = &[flag("json", Kind::Bool)];
const CHDIR: &[FlagSpec] = &[flag("C", Kind::Chdir)];
const NX: &[FlagSpec] = &[flag("n", Kind::Bool), flag("x", Kind::Bool)];
const X: &[FlagSpec] = &[flag("x", Kind::Bool)];
const MOD: &[FlagSpec] = &[flag("mod", Kind::Text)];
const MOD_COMMON: &[FlagSpec] = &[
    flag("modcacherw", Kind::Bool),
    flag("modfile", Kind::Text),
    flag("overlay", Kind::Text),
];
const COVER: &[FlagSpec] = &[
    flag("cover", Kind::Bool),
    flag("covermode", Kind::CoverMode),
    flag("coverpkg", Kind::Text),
];
/// `work.AddBuildFlags` without what its mask can leave out.
const BUILD: &[FlagSpec] = &[
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
const BUILD_ONLY: &[FlagSpec] = &[flag("o", Kind::Text)];
const CLEAN: &[FlagSpec] = &[
    flag("i", Kind::Bool),
    flag("r", Kind::Bool),
    flag("cache", Kind::Bool),
    flag("fuzzcache", Kind::Bool),
    flag("modcache", Kind::Bool),
    flag("testcache", Kind::Bool),
];
const ENV: &[FlagSpec] = &[
    flag("json", Kind::Bool),
    flag("u", Kind::Bool),
    flag("w", Kind::Bool),
    flag("changed", Kind::Bool),
];
const LIST: &[FlagSpec] = &[
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
const RUN: &[FlagSpec] = &[flag("exec", Kind::Words)];
const TOOL: &[FlagSpec] = &[flag("n", Kind::Bool)];
const VERSION: &[FlagSpec] = &[
    flag("m", Kind::Bool),
    flag("v", Kind::Bool),
    flag("json", Kind::Bool),
];
const GENERATE: &[FlagSpec] = &[flag("run", Kind::Text), flag("skip", Kind::Text)];
const GET: &[FlagSpec] = &[
    flag("d", Kind::OptionalText),
    flag("f", Kind::Bool),
    flag("fix", Kind::Bool),
    flag("insecure", Kind::Bool),
    flag("m", Kind::Bool),
    flag("t", Kind::Bool),
    flag("tool", Kind::Bool),
    flag("u", Kind::OptionalText),
];
const VET: &[FlagSpec] = &[
    flag("vettool", Kind::Text),
    flag("fixtool", Kind::Text),
    flag("c", Kind::Int),
    flag("diff", Kind::Bool),
    flag("fix", Kind::OptionalText),
];
const DOC: &[FlagSpec] = &[
    flag("all", Kind::Bool),
    flag("c", Kind::Bool),
    flag("cmd", Kind::Bool),
    flag("ex", Kind::Bool),
    flag("http", Kind::Bool),
    flag("short", Kind::Bool),
    flag("src", Kind::Bool),
    flag("u", Kind::Bool),
];
const MOD_DOWNLOAD: &[FlagSpec] = &[
    flag("json", Kind::Bool),
    flag("reuse", Kind::Text),
    flag("x", Kind::Bool),
];
const MOD_EDIT: &[FlagSpec] = &[
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
const MOD_GRAPH: &[FlagSpec] = &[flag("go", Kind::GoVersion), flag("x", Kind::Bool)];
const MOD_TIDY: &[FlagSpec] = &[
    flag("v", Kind::Bool),
    flag("x", Kind::Bool),
    flag("e", Kind::Bool),
    flag("diff", Kind::Bool),
    flag("go", Kind::GoVersion),
    flag("compat", Kind::GoVersion),
];
const MOD_VENDOR: &[FlagSpec] = &[
    flag("v", Kind::Bool),
    flag("e", Kind::Bool),
    flag("o", Kind::Text),
];
const MOD_WHY: &[FlagSpec] = &[flag("m", Kind::Bool), flag("vendor", Kind::Bool)];
/// The `work` commands, which are not built yet.
const WORK_COMMANDS: &[FlagSpec] = &[
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
const TEST: &[FlagSpec] = &[
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

/// All commands, in upstream's order.
const COMMANDS: &[CommandSpec] = &[
    command("bug", &[V]),
    command(
        "build",
        &[BUILD_ONLY, BUILD, V, MOD, MOD_COMMON, JSON, COVER],
    ),
    command("clean", &[CLEAN, BUILD, V, MOD, MOD_COMMON]),
    command("doc", &[DOC, CHDIR]),
    command("env", &[ENV, NX, CHDIR]),
    command("fix", &[VET, BUILD, V, MOD, MOD_COMMON, JSON]),
    command("fmt", &[NX, CHDIR, MOD, MOD_COMMON]),
    command("generate", &[GENERATE, BUILD, V, MOD, MOD_COMMON]),
    command("get", &[GET, BUILD, V, MOD_COMMON]),
    command("install", &[BUILD, V, MOD, MOD_COMMON, JSON, COVER]),
    command("list", &[LIST, BUILD, V, MOD, MOD_COMMON, COVER]),
    command("mod download", &[MOD_DOWNLOAD, CHDIR, MOD_COMMON]),
    command("mod edit", &[MOD_EDIT, NX, CHDIR, MOD_COMMON]),
    command("mod graph", &[MOD_GRAPH, CHDIR, MOD_COMMON]),
    command("mod init", &[CHDIR, MOD_COMMON]),
    command("mod tidy", &[MOD_TIDY, CHDIR, MOD_COMMON]),
    command("mod vendor", &[MOD_VENDOR, CHDIR, MOD_COMMON]),
    command("mod verify", &[CHDIR, MOD_COMMON]),
    command("mod why", &[MOD_WHY, CHDIR, MOD_COMMON]),
    command("work edit", &[WORK_COMMANDS, CHDIR]),
    command("work init", &[CHDIR, MOD_COMMON]),
    command("work sync", &[CHDIR, MOD_COMMON]),
    command("work use", &[WORK_COMMANDS, CHDIR, MOD_COMMON]),
    command("work vendor", &[WORK_COMMANDS, CHDIR, MOD_COMMON]),
    command("run", &[RUN, BUILD, V, MOD, MOD_COMMON, JSON, COVER]),
    command("telemetry", &[CHDIR]),
    command("test", &[TEST, BUILD, V, MOD, MOD_COMMON, COVER]),
    command("tool", &[TOOL, CHDIR, MOD_COMMON, X]),
    command("version", &[VERSION, CHDIR]),
    command("vet", &[VET, BUILD, V, MOD, MOD_COMMON, JSON]),
];

const fn command(name: &'static str, flags: &'static [&'static [FlagSpec]]) -> CommandSpec {
    CommandSpec { name, flags }
}

/// Returns the command of this name (`build`, `mod tidy`).
pub(crate) fn lookup_command(name: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// Reports whether `word` is a group of commands.
pub(crate) fn is_group(word: &str) -> bool {
    matches!(word, "mod" | "work")
}

/// Finds the command that the first arguments name: it, and how many words it took.
/// A group without a known command gives `None` and the words taken (`main.lookupCmd`).
pub(crate) fn find_command(args: &[String]) -> (Option<&'static CommandSpec>, usize) {
    let Some(first) = args.first() else {
        return (None, 0);
    };
    if let Some(command) = lookup_command(first) {
        return (Some(command), 1);
    }
    if !is_group(first) {
        return (None, 0);
    }
    match args.get(1) {
        Some(second) => match lookup_command(&format!("{first} {second}")) {
            Some(command) => (Some(command), 2),
            None => (None, 1),
        },
        None => (None, 1),
    }
}

/// Reports whether any command has a flag of this name (`base.hasFlag`).
pub(crate) fn any_command_has(name: &str) -> bool {
    // `go test` knows the flags of test binaries by their full names, too.
    let is_test_flag = |name: &str| TEST.iter().any(|flag| flag.name == name);
    name.strip_prefix("test.").is_some_and(is_test_flag)
        || COMMANDS.iter().any(|command| command.flag(name).is_some())
}
