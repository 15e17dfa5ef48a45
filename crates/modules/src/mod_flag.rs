//! The `-mod` flag, and the settings that it depends on.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`setDefaultBuildMod`), cmd/go/internal/cfg (`BuildMod`).

/// The `-mod` flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModFlag {
    /// go.mod must be complete.
    #[default]
    Readonly,
    /// go.mod may be changed.
    Mod,
    /// Dependencies are in the vendor directory.
    Vendor,
}

impl ModFlag {
    /// The flag's value.
    pub fn as_str(self) -> &'static str {
        match self {
            ModFlag::Readonly => "readonly",
            ModFlag::Mod => "mod",
            ModFlag::Vendor => "vendor",
        }
    }
}

/// The `-mod` flag in effect, and why it has this value.
#[derive(Clone, Debug, Default)]
pub struct ModSettings {
    /// The flag in effect.
    pub mod_flag: ModFlag,
    /// Whether it was given.
    pub explicit: bool,
    /// Why it has this value, if it was not given.
    pub reason: String,
    /// Whether there is a main module with a go.mod, or a workspace.
    pub has_mod_root: bool,
}

impl ModSettings {
    /// Reports whether everything used must already have its sum in go.sum.
    pub fn must_have_sums(&self, in_workspace: bool) -> bool {
        self.has_mod_root && self.mod_flag == ModFlag::Readonly && !in_workspace
    }
}
