//! What the command that loads packages may do.
//!
//! Loading does not know commands: cli fills these values from the row of the command.
//! Counterpart: the comparisons of `cfg.CmdName` in cmd/go/internal/modload.

/// Decisions about modules that depend on the command. The default is that of `go build`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadPolicy {
    /// `-mod` defaults to `mod`: versions are queried and go.mod may change
    /// (`setDefaultBuildMod`).
    pub may_change_go_mod: bool,
    /// `-mod` never defaults to `vendor` (`setDefaultBuildMod`).
    pub ignores_vendor_dir: bool,
    /// The times of versions are shown, each of which costs reading a file
    /// (`moduleInfo`).
    pub shows_version_times: bool,
    /// A go.work for a newer Go is no error, since the command edits it
    /// (`loadWorkFile`).
    pub accepts_newer_go_work: bool,
    /// A go.work whose go line is too old for its modules is no error, since the command
    /// may correct it (`loadModFile`).
    pub accepts_older_go_work: bool,
    /// A go.mod without a go line gets none, even with `-mod=mod` (`loadModFile`).
    pub keeps_missing_go_line: bool,
    /// go.mod gets a go line whatever `-mod` is (`UpdateGoModFromReqs`).
    pub adds_go_line: bool,
    /// Malformed lines of go.sum are passed over (`readGoSum`).
    pub repairs_go_sum: bool,
}

impl LoadPolicy {
    /// The policy of `go build`; `Default` for constants.
    pub const BUILD: Self = Self {
        may_change_go_mod: false,
        ignores_vendor_dir: false,
        shows_version_times: false,
        accepts_newer_go_work: false,
        accepts_older_go_work: false,
        keeps_missing_go_line: false,
        adds_go_line: false,
        repairs_go_sum: false,
    };
}
