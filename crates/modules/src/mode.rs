//! How modules are used: the `-mod` flag and what it depends on.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`setDefaultBuildMod`), cmd/go/internal/cfg (`BuildMod`).

/// The `-mod` flag, or what stands for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BuildMod {
    /// go.mod must be complete.
    #[default]
    Readonly,
    /// go.mod may be changed.
    Mod,
    /// Dependencies are in the vendor directory.
    Vendor,
}

impl BuildMod {
    /// The flag's value.
    pub fn as_str(self) -> &'static str {
        match self {
            BuildMod::Readonly => "readonly",
            BuildMod::Mod => "mod",
            BuildMod::Vendor => "vendor",
        }
    }
}

/// How modules are used.
#[derive(Clone, Debug, Default)]
pub struct ModMode {
    /// The `-mod` flag.
    pub build_mod: BuildMod,
    /// Whether it was given.
    pub explicit: bool,
    /// Why it is what it is, if it was not given.
    pub reason: String,
    /// Whether there is a main module with a go.mod, or a workspace.
    pub has_mod_root: bool,
}

impl ModMode {
    /// Reports whether everything used must already have its sum in go.sum.
    pub fn must_have_sums(&self, in_workspace: bool) -> bool {
        self.has_mod_root && self.build_mod == BuildMod::Readonly && !in_workspace
    }
}
