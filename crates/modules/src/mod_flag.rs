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
    /// Returns the flag's value.
    pub fn as_str(self) -> &'static str {
        match self {
            ModFlag::Readonly => "readonly",
            ModFlag::Mod => "mod",
            ModFlag::Vendor => "vendor",
        }
    }
}

/// The `-mod` flag in effect, and the reason for its value.
#[derive(Clone, Debug, Default)]
pub struct ModSettings {
    /// The flag in effect.
    pub mod_flag: ModFlag,
    /// True if the user set it.
    pub explicit: bool,
    /// The reason for its value, if the user did not set it.
    pub reason: String,
    /// True if there is a main module with a go.mod, or a workspace.
    pub has_mod_root: bool,
}

impl ModSettings {
    /// Reports whether every used module must already have its sum in go.sum.
    pub fn must_have_sums(&self, in_workspace: bool) -> bool {
        self.has_mod_root && self.mod_flag == ModFlag::Readonly && !in_workspace
    }
}
