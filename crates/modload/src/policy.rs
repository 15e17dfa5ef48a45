//! The permissions of a command that loads packages.
//!
//! Loading is independent of commands: cli sets these values from the row of the command.
//! Counterpart: the comparisons of `cfg.CmdName` in cmd/go/internal/modload.

/// Settings for modules that depend on the command. The default is for `go build`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadPolicy {
    /// `-mod` defaults to `mod`: versions are queried and go.mod may change
    /// (`setDefaultBuildMod`).
    pub may_change_go_mod: bool,
    /// `-mod` never defaults to `vendor` (`setDefaultBuildMod`).
    pub ignores_vendor_dir: bool,
    /// The times of versions are shown, each of which requires reading a file (`moduleInfo`).
    pub shows_version_times: bool,
    /// A go.work for a newer Go is not an error, since the command edits it (`loadWorkFile`).
    pub accepts_newer_go_work: bool,
    /// A go.work whose go line is too old for its modules is not an error, since the command may
    /// correct it (`loadModFile`).
    pub accepts_older_go_work: bool,
    /// A go.mod without a go line gets none, even with `-mod=mod` (`loadModFile`).
    pub keeps_missing_go_line: bool,
    /// go.mod gets a go line regardless of `-mod` (`UpdateGoModFromReqs`).
    pub adds_go_line: bool,
    /// Malformed lines of go.sum are ignored (`readGoSum`).
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
