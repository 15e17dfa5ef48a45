//! The table of flags of `go test`.
//!
//! Counterpart: cmd/go/internal/test/testflag.go (`init`), flagdefs.go (`passFlagToTest`).

use vamos_release::Release;

/// Kind of value of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// A boolean; may stand without a value.
    Bool,
    /// Any text.
    Text,
    /// A number.
    Int,
    /// A duration.
    Duration,
    /// A directory, relative to the current one.
    OutputDir,
    /// `on`, `off` or a seed.
    Shuffle,
    /// A boolean or `test2json`; may stand without a value.
    Verbosity,
    /// A list of analyzers, `all` or `off`.
    Vet,
    /// A revision of git, or a list of files.
    Revision,
    /// The file of a report.
    ReportFile,
}

impl FlagKind {
    /// Reports whether the flag may stand without a value.
    pub fn is_bool(self) -> bool {
        matches!(self, Self::Bool | Self::Verbosity)
    }
}

/// A flag of `go test`.
#[derive(Clone, Copy, Debug)]
pub struct FlagSpec {
    /// The name without `test.`.
    pub name: &'static str,
    /// Kind of its value.
    pub kind: FlagKind,
    /// True if test binaries get the flag; then it has a second name, with `test.`.
    pub is_passed: bool,
}

const fn own(name: &'static str, kind: FlagKind) -> FlagSpec {
    FlagSpec {
        name,
        kind,
        is_passed: false,
    }
}

const fn passed(name: &'static str, kind: FlagKind) -> FlagSpec {
    FlagSpec {
        name,
        kind,
        is_passed: true,
    }
}

/// All flags but those that `go build` has too. The official command does not have the first
/// five.
pub const SPECS: [FlagSpec; 38] = [
    own("affected", FlagKind::Revision),
    own("junit", FlagKind::ReportFile),
    own("retries", FlagKind::Int),
    own("shard", FlagKind::Text),
    own("shardtimes", FlagKind::Text),
    own("c", FlagKind::Bool),
    own("json", FlagKind::Bool),
    own("o", FlagKind::Text),
    own("vet", FlagKind::Vet),
    passed("artifacts", FlagKind::Bool),
    passed("bench", FlagKind::Text),
    passed("benchmem", FlagKind::Bool),
    passed("benchtime", FlagKind::Text),
    passed("blockprofile", FlagKind::Text),
    passed("blockprofilerate", FlagKind::Text),
    passed("count", FlagKind::Int),
    passed("coverprofile", FlagKind::Text),
    passed("cpu", FlagKind::Text),
    passed("cpuprofile", FlagKind::Text),
    passed("failfast", FlagKind::Bool),
    passed("fullpath", FlagKind::Bool),
    passed("fuzz", FlagKind::Text),
    passed("fuzzminimizetime", FlagKind::Text),
    passed("fuzztime", FlagKind::Text),
    passed("list", FlagKind::Text),
    passed("memprofile", FlagKind::Text),
    passed("memprofilerate", FlagKind::Text),
    passed("mutexprofile", FlagKind::Text),
    passed("mutexprofilefraction", FlagKind::Text),
    passed("outputdir", FlagKind::OutputDir),
    passed("parallel", FlagKind::Int),
    passed("run", FlagKind::Text),
    passed("short", FlagKind::Bool),
    passed("shuffle", FlagKind::Shuffle),
    passed("skip", FlagKind::Text),
    passed("timeout", FlagKind::Duration),
    passed("trace", FlagKind::Text),
    passed("v", FlagKind::Verbosity),
];

/// Flags that write a profile, in the order in which upstream looks for them.
pub(super) const PROFILES: [&str; 5] = [
    "-blockprofile",
    "-cpuprofile",
    "-memprofile",
    "-mutexprofile",
    "-trace",
];

/// Returns the flag with this name, with or without `test.`.
pub fn find(name: &str, release: Release) -> Option<&'static FlagSpec> {
    let (short, is_full) = match name.strip_prefix("test.") {
        Some(short) => (short, true),
        None => (name, false),
    };
    let spec = SPECS.iter().find(|spec| spec.name == short)?;
    let is_there = spec.name != "artifacts" || release.has_test_artifacts();
    (is_there && (spec.is_passed || !is_full)).then_some(spec)
}

/// Reports whether test binaries get the flag of this name.
pub(super) fn is_passed(short: &str) -> bool {
    SPECS
        .iter()
        .any(|spec| spec.is_passed && spec.name == short)
}

#[cfg(test)]
mod tests {
    use vamos_release::Release;

    use super::find;

    #[test]
    fn passed_flags_have_two_names() {
        let release = Release::nearest(26);
        assert!(find("run", release).is_some());
        assert!(find("test.run", release).is_some());
        assert!(find("vet", release).is_some());
        assert!(find("test.vet", release).is_none());
        assert!(find("artifacts", Release::nearest(25)).is_none());
    }
}
