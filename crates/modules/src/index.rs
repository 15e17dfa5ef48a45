//! An index of a main module's go.mod at the time of reading, for lookups and for detecting
//! changes.
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
    /// The bytes of the file.
    pub data: Arc<[u8]>,
    /// True if it contained a version that was not canonical.
    pub data_needs_fix: bool,
    /// The module path.
    pub module_path: String,
    /// The go line; empty if none.
    pub go_version: String,
    /// The toolchain line; empty if none.
    pub toolchain: String,
    /// For each requirement, true if it is marked indirect.
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

    /// Reports whether a go.mod differs from the indexed one, ignoring comments and order.
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
        // The correctness of `// indirect` is only known after a tidy, so it is ignored if it could
        // not be changed.
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

/// Returns the replacements by the replaced module; fails if two contradict each other.
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
