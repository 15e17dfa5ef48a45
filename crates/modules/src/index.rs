//! A main module's go.mod as it was when read, to look things up and to notice changes.
//!
//! Counterpart: cmd/go/internal/modload (modfile.go, `modFileIndex`).

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modfile::Replace;

use super::ModFlag;

/// An index of a go.mod.
#[derive(Clone, Debug, Default)]
pub struct ModFileIndex {
    /// The bytes that were read.
    pub data: Arc<[u8]>,
    /// Whether a version in it had to be made canonical.
    pub data_needs_fix: bool,
    /// The module path.
    pub module_path: String,
    /// The go line; empty if none.
    pub go_version: String,
    /// The toolchain line; empty if none.
    pub toolchain: String,
    /// Requirements, and whether they are marked indirect.
    pub require: HashMap<ModuleVersion, bool>,
    /// Replacements.
    pub replace: HashMap<ModuleVersion, ModuleVersion>,
    /// Excluded versions.
    pub exclude: HashSet<ModuleVersion>,
    /// Ignored directories.
    pub ignore: Vec<String>,
}

impl ModFileIndex {
    /// Indexes a go.mod; fails on contradictory replacements.
    pub fn new(data: Arc<[u8]>, file: &GoMod, data_needs_fix: bool) -> Result<Self, ModuleError> {
        Ok(ModFileIndex {
            data,
            data_needs_fix,
            module_path: file.module_path().to_string(),
            go_version: file
                .go
                .as_ref()
                .map_or(String::new(), |go| go.version.clone()),
            toolchain: file
                .toolchain
                .as_ref()
                .map_or(String::new(), |t| t.name.clone()),
            require: file
                .require
                .iter()
                .map(|r| (r.module.clone(), r.indirect))
                .collect(),
            replace: to_replace_map(&file.replace)?,
            exclude: file.exclude.iter().map(|x| x.module.clone()).collect(),
            ignore: file.ignore.iter().map(|i| i.path.clone()).collect(),
        })
    }

    /// Whether a go.mod differs from what was indexed; comments and order aside.
    pub fn is_dirty(&self, file: &GoMod, mod_flag: ModFlag) -> bool {
        let go_version = file.go.as_ref().map_or("", |go| &go.version);
        let toolchain = file.toolchain.as_ref().map_or("", |t| &t.name);
        if self.data_needs_fix
            || file.module_path() != self.module_path
            || go_version != self.go_version
            || toolchain != self.toolchain
            || file.require.len() != self.require.len()
            || file.replace.len() != self.replace.len()
            || file.exclude.len() != self.exclude.len()
        {
            return true;
        }
        // Whether `// indirect` is right is only known after a tidy, so it does not count
        // where it could not be changed.
        let indirect_counts = mod_flag != ModFlag::Readonly;
        file.require
            .iter()
            .any(|r| match self.require.get(&r.module) {
                None => true,
                Some(&indirect) => indirect_counts && indirect != r.indirect,
            })
            || file
                .replace
                .iter()
                .any(|r| self.replace.get(&r.old) != Some(&r.new))
            || file
                .exclude
                .iter()
                .any(|x| !self.exclude.contains(&x.module))
    }
}

/// The replacements by what they replace; fails if two contradict each other.
pub(super) fn to_replace_map(
    list: &[Replace],
) -> Result<HashMap<ModuleVersion, ModuleVersion>, ModuleError> {
    let mut map: HashMap<ModuleVersion, ModuleVersion> = HashMap::with_capacity(list.len());
    for r in list {
        if let Some(before) = map.insert(r.old.clone(), r.new.clone())
            && before != r.new
        {
            return Err(ModuleError::Message(format!(
                "conflicting replacements for {}:\n\t{before}\n\t{}",
                r.old, r.new
            )));
        }
    }
    Ok(map)
}
