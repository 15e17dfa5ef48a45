//! What a load changes in go.mod, or would if it might.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`commitRequirements`,
//! `UpdateGoModFromReqs`), modfile.go (`modFileIsDirty`).

use std::sync::Arc;

use vamos_modfile::gover;
use vamos_modfile::modules::BuildMod;
use vamos_modfile::modules::MainModule;
use vamos_modfile::modules::ModFileIndex;
use vamos_modfile::modules::Requirements;

use super::LoadError;
use super::loader::Loader;
use super::state::State;

/// New contents of go.mod and go.sum that `-mod=mod` asks for; `cli` writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUpdate {
    /// The file, absolute.
    pub path: String,
    /// The bytes that were read; the file must still have them when it is written.
    pub old: Option<Arc<[u8]>>,
    /// The bytes to write.
    pub new: Vec<u8>,
}

impl State<'_> {
    /// Compares requirements with go.mod; fails if it would have to change and may not.
    pub(crate) fn module_updates(
        &self,
        rs: &Requirements,
        _loader: &Loader,
    ) -> Result<Vec<ModuleUpdate>, LoadError> {
        if self.in_workspace_mode() {
            return Ok(Vec::new());
        }
        let main = self.main.single().filter(|main| !main.root.is_empty());
        let Some(MainModule {
            index: Some(index), ..
        }) = main
        else {
            return Ok(Vec::new());
        };
        if !self.is_dirty(index, rs) {
            return Ok(Vec::new());
        }
        if self.build_mod() != BuildMod::Mod {
            return Err(LoadError::Module(self.modules().go_mod_dirty()));
        }
        Err(LoadError::NotBuilt {
            what: "changing go.mod",
        })
    }

    /// Reports whether go.mod says anything else than the requirements do.
    fn is_dirty(&self, index: &ModFileIndex, rs: &Requirements) -> bool {
        let roots = || rs.root_modules().iter();
        let version_of = |path: &str| {
            roots()
                .find(|m| m.path == path)
                .map_or("", |m| m.version.as_str())
        };
        let go = version_of("go");
        let stated_go = match index.go_version.as_str() {
            // What a missing go line stands for needs no line.
            "" if go == gover::DEFAULT_GO_MOD_VERSION && self.build_mod() != BuildMod::Mod => go,
            stated => stated,
        };
        let toolchain = version_of("toolchain");
        let is_implied = toolchain.is_empty()
            || toolchain.strip_prefix("go") == Some(go)
            || gover::compare(gover::from_toolchain(toolchain), gover::GO_STRICT_VERSION).is_lt();
        let toolchain = if is_implied { "" } else { toolchain };
        let required = || roots().filter(|m| !gover::is_toolchain(&m.path));
        // Whether `// indirect` is right shows only after a tidy.
        let indirect_counts = self.build_mod() != BuildMod::Readonly;
        index.data_needs_fix
            || go != stated_go
            || toolchain != index.toolchain
            || required().count() != index.require.len()
            || required().any(|m| match index.require.get(m) {
                None => true,
                Some(&indirect) => indirect_counts && indirect == rs.is_direct(&m.path),
            })
    }
}
