//! The lists of flags of commands; `commands/table.rs` has the commands.
//!
//! Flags of commands that are passed through are here too: $GOFLAGS may name any flag of
//! any command, and an unknown one is an error.
//! Counterpart: the `init` functions of cmd/go/internal/*.

use super::Flag;
use super::Kind;

/// A flag, and the kind of value it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlagSpec {
    /// The flag.
    pub(crate) flag: Flag,
    /// Kind of value.
    pub(crate) kind: Kind,
}

/// The flags of a command: lists that are searched in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlagSet(pub(crate) &'static [&'static [FlagSpec]]);

impl FlagSet {
    /// Reports whether `-json` selects fields of the command's own output.
    pub(crate) fn json_selects_fields(self) -> bool {
        let spec = self.get(Flag::Json.name());
        spec.is_some_and(|spec| matches!(spec.kind, Kind::JsonFields))
    }

    /// Returns the flag of this name.
    pub(crate) fn get(self, name: &str) -> Option<&'static FlagSpec> {
        let mut all = self.0.iter().flat_map(|list| list.iter());
        all.find(|spec| spec.flag.name() == name)
    }
}

const fn flag(flag: Flag, kind: Kind) -> FlagSpec {
    FlagSpec { flag, kind }
}

pub(crate) const V: &[FlagSpec] = &[flag(Flag::V, Kind::Bool)];
pub(crate) const JSON: &[FlagSpec] = &[flag(Flag::Json, Kind::Bool)];
pub(crate) const CHDIR: &[FlagSpec] = &[flag(Flag::Chdir, Kind::Chdir)];
pub(crate) const NX: &[FlagSpec] = &[flag(Flag::N, Kind::Bool), flag(Flag::X, Kind::Bool)];
pub(crate) const X: &[FlagSpec] = &[flag(Flag::X, Kind::Bool)];
pub(crate) const MOD: &[FlagSpec] = &[flag(Flag::Mod, Kind::Text)];
pub(crate) const MODCACHERW: &[FlagSpec] = &[flag(Flag::Modcacherw, Kind::Bool)];
pub(crate) const MOD_COMMON: &[FlagSpec] = &[
    flag(Flag::Modcacherw, Kind::Bool),
    flag(Flag::Modfile, Kind::Text),
    flag(Flag::Overlay, Kind::Text),
];
pub(crate) const COVER: &[FlagSpec] = &[
    flag(Flag::Cover, Kind::Bool),
    flag(Flag::Covermode, Kind::CoverMode),
    flag(Flag::Coverpkg, Kind::Text),
];
/// `work.AddBuildFlags` without the flags that its mask can omit.
pub(crate) const BUILD: &[FlagSpec] = &[
    flag(Flag::N, Kind::Bool),
    flag(Flag::X, Kind::Bool),
    flag(Flag::Chdir, Kind::Chdir),
    flag(Flag::A, Kind::Bool),
    flag(Flag::P, Kind::Int),
    flag(Flag::Asan, Kind::Bool),
    flag(Flag::Asmflags, Kind::PerPackage),
    flag(Flag::Compiler, Kind::Compiler),
    flag(Flag::Buildmode, Kind::Text),
    flag(Flag::Buildvcs, Kind::BuildVcs),
    flag(Flag::Gcflags, Kind::PerPackage),
    flag(Flag::Gccgoflags, Kind::PerPackage),
    flag(Flag::Installsuffix, Kind::Text),
    flag(Flag::Ldflags, Kind::PerPackage),
    flag(Flag::Linkshared, Kind::Bool),
    flag(Flag::Msan, Kind::Bool),
    flag(Flag::Pgo, Kind::Text),
    flag(Flag::Pkgdir, Kind::Text),
    flag(Flag::Race, Kind::Bool),
    flag(Flag::Tags, Kind::Tags),
    flag(Flag::Toolexec, Kind::Words),
    flag(Flag::Trimpath, Kind::Bool),
    flag(Flag::Work, Kind::Bool),
    flag(Flag::DebugActiongraph, Kind::Text),
    flag(Flag::DebugRuntimeTrace, Kind::Text),
    flag(Flag::DebugTrace, Kind::Text),
    flag(Flag::Timings, Kind::Bool),
];
pub(crate) const BUILD_ONLY: &[FlagSpec] =
    &[flag(Flag::O, Kind::Text), flag(Flag::Why, Kind::Bool)];
pub(crate) const OUTPUT: &[FlagSpec] = &[flag(Flag::O, Kind::Text)];
pub(crate) const COUNT: &[FlagSpec] = &[flag(Flag::N, Kind::Int)];
pub(crate) const AFFECTED: &[FlagSpec] = &[
    flag(Flag::Since, Kind::Revision),
    flag(Flag::Tests, Kind::Bool),
    flag(Flag::Why, Kind::Bool),
];
pub(crate) const CHECK: &[FlagSpec] = &[flag(Flag::Test, Kind::Bool)];
pub(crate) const GRAPH: &[FlagSpec] = &[
    flag(Flag::Modules, Kind::Bool),
    flag(Flag::Std, Kind::Bool),
    flag(Flag::Test, Kind::Bool),
];
pub(crate) const CACHE_PACK: &[FlagSpec] =
    &[flag(Flag::O, Kind::Text), flag(Flag::Since, Kind::Text)];
pub(crate) const CACHE_PRUNE: &[FlagSpec] = &[
    flag(Flag::N, Kind::Bool),
    flag(Flag::Older, Kind::Text),
    flag(Flag::Size, Kind::Text),
    flag(Flag::Unused, Kind::Bool),
];
pub(crate) const CACHE_VERIFY: &[FlagSpec] = &[flag(Flag::Fix, Kind::Bool)];
pub(crate) const SETUP: &[FlagSpec] = &[flag(Flag::Check, Kind::Bool)];
pub(crate) const UNINSTALL: &[FlagSpec] = &[flag(Flag::N, Kind::Bool), flag(Flag::Y, Kind::Bool)];
pub(crate) const CLEAN: &[FlagSpec] = &[
    flag(Flag::I, Kind::Bool),
    flag(Flag::R, Kind::Bool),
    flag(Flag::Cache, Kind::Bool),
    flag(Flag::Fuzzcache, Kind::Bool),
    flag(Flag::Modcache, Kind::Bool),
    flag(Flag::Testcache, Kind::Bool),
];
pub(crate) const ENV: &[FlagSpec] = &[
    flag(Flag::Json, Kind::Bool),
    flag(Flag::U, Kind::Bool),
    flag(Flag::W, Kind::Bool),
    flag(Flag::Changed, Kind::Bool),
];
pub(crate) const LIST: &[FlagSpec] = &[
    flag(Flag::Compiled, Kind::Bool),
    flag(Flag::Deps, Kind::Bool),
    flag(Flag::E, Kind::Bool),
    flag(Flag::Export, Kind::Bool),
    flag(Flag::F, Kind::Text),
    flag(Flag::Find, Kind::Bool),
    flag(Flag::Json, Kind::JsonFields),
    flag(Flag::M, Kind::Bool),
    flag(Flag::Retracted, Kind::Bool),
    flag(Flag::Reuse, Kind::Text),
    flag(Flag::Test, Kind::Bool),
    flag(Flag::U, Kind::Bool),
    flag(Flag::Versions, Kind::Bool),
];
pub(crate) const RUN: &[FlagSpec] = &[flag(Flag::Exec, Kind::Words)];
pub(crate) const TOOL: &[FlagSpec] = &[flag(Flag::N, Kind::Bool)];
pub(crate) const VERSION: &[FlagSpec] = &[
    flag(Flag::M, Kind::Bool),
    flag(Flag::V, Kind::Bool),
    flag(Flag::Json, Kind::Bool),
];
pub(crate) const GENERATE: &[FlagSpec] =
    &[flag(Flag::Run, Kind::Text), flag(Flag::Skip, Kind::Text)];
pub(crate) const GET: &[FlagSpec] = &[
    flag(Flag::D, Kind::OptionalText),
    flag(Flag::F, Kind::Bool),
    flag(Flag::Fix, Kind::Bool),
    flag(Flag::Insecure, Kind::Bool),
    flag(Flag::M, Kind::Bool),
    flag(Flag::T, Kind::Bool),
    flag(Flag::Tool, Kind::Bool),
    flag(Flag::U, Kind::OptionalText),
];
/// The flags of builds that `vet` and `fix` have.
pub(crate) const VET_BUILD: FlagSet = FlagSet(&[BUILD, V, MOD, MOD_COMMON]);
/// The flags of `fix` before Go 1.26.
pub(crate) const OLD_FIX: FlagSet = FlagSet(&[OLD_FIXES, BUILD, V, MOD, MOD_COMMON]);
const OLD_FIXES: &[FlagSpec] = &[flag(Flag::Fix, Kind::Text)];
/// The flags that only `vet` and `fix` have, as far as they are known without the tool.
pub(crate) const VET: &[FlagSpec] = &[
    flag(Flag::Vettool, Kind::Text),
    flag(Flag::Fixtool, Kind::Text),
    flag(Flag::C, Kind::Int),
    flag(Flag::Diff, Kind::Bool),
    flag(Flag::Fix, Kind::OptionalText),
];
pub(crate) const MOD_DOWNLOAD: &[FlagSpec] = &[
    flag(Flag::Json, Kind::Bool),
    flag(Flag::Reuse, Kind::Text),
    flag(Flag::X, Kind::Bool),
];
pub(crate) const MOD_EDIT: &[FlagSpec] = &[
    flag(Flag::Fmt, Kind::Bool),
    flag(Flag::Go, Kind::Text),
    flag(Flag::Toolchain, Kind::Text),
    flag(Flag::Json, Kind::Bool),
    flag(Flag::Print, Kind::Bool),
    flag(Flag::Module, Kind::Text),
    flag(Flag::Godebug, Kind::Edit),
    flag(Flag::Dropgodebug, Kind::Edit),
    flag(Flag::Require, Kind::Edit),
    flag(Flag::Droprequire, Kind::Edit),
    flag(Flag::Exclude, Kind::Edit),
    flag(Flag::Dropexclude, Kind::Edit),
    flag(Flag::Replace, Kind::Edit),
    flag(Flag::Dropreplace, Kind::Edit),
    flag(Flag::Retract, Kind::Edit),
    flag(Flag::Dropretract, Kind::Edit),
    flag(Flag::Tool, Kind::Edit),
    flag(Flag::Droptool, Kind::Edit),
    flag(Flag::Ignore, Kind::Edit),
    flag(Flag::Dropignore, Kind::Edit),
];
pub(crate) const MOD_GRAPH: &[FlagSpec] =
    &[flag(Flag::Go, Kind::GoVersion), flag(Flag::X, Kind::Bool)];
pub(crate) const MOD_TIDY: &[FlagSpec] = &[
    flag(Flag::V, Kind::Bool),
    flag(Flag::X, Kind::Bool),
    flag(Flag::E, Kind::Bool),
    flag(Flag::Diff, Kind::Bool),
    flag(Flag::Go, Kind::GoVersion),
    flag(Flag::Compat, Kind::GoVersion),
];
pub(crate) const MOD_VENDOR: &[FlagSpec] = &[
    flag(Flag::V, Kind::Bool),
    flag(Flag::E, Kind::Bool),
    flag(Flag::O, Kind::Text),
];
pub(crate) const MOD_WHY: &[FlagSpec] =
    &[flag(Flag::M, Kind::Bool), flag(Flag::Vendor, Kind::Bool)];
pub(crate) const WORK_EDIT: &[FlagSpec] = &[
    flag(Flag::Fmt, Kind::Bool),
    flag(Flag::Go, Kind::Text),
    flag(Flag::Toolchain, Kind::Text),
    flag(Flag::Json, Kind::Bool),
    flag(Flag::Print, Kind::Bool),
    flag(Flag::Godebug, Kind::WorkEdit),
    flag(Flag::Dropgodebug, Kind::WorkEdit),
    flag(Flag::Use, Kind::WorkEdit),
    flag(Flag::Dropuse, Kind::WorkEdit),
    flag(Flag::Replace, Kind::WorkEdit),
    flag(Flag::Dropreplace, Kind::WorkEdit),
];
pub(crate) const WORK_USE: &[FlagSpec] = &[flag(Flag::R, Kind::Bool)];
