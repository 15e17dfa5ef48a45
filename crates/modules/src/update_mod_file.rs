//! Writes requirements back into the main module's go.mod.
//!
//! Counterpart: cmd/go/internal/modload (init.go, `UpdateGoModFromReqs`).

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;

use super::ModuleContext;
use super::Requirements;

/// Changes of a command to go.mod other than its requirements.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// Drop the toolchain line.
    pub drop_toolchain: bool,
    /// The user requested the toolchain by name.
    pub explicit_toolchain: bool,
    /// Tools to add.
    pub add_tools: Vec<String>,
    /// Tools to drop.
    pub drop_tools: Vec<String>,
    /// The command's task is to bring go.mod up to date (`-mod=mod`, tidy, get): a missing go line
    /// is added even if it equals the default.
    pub always_update: bool,
    /// This release writes the requirements of a recent go.mod in at most two blocks.
    pub merges_require_blocks: bool,
    /// Tool lines need a go line of at least 1.24: `go get` with this release.
    pub raises_go_for_tools: bool,
}

impl WriteOptions {
    /// Reports whether a go.mod has tools after the changes.
    fn leaves_tools(&self, file: &GoMod) -> bool {
        let kept = file.tool.iter().map(|tool| &tool.path);
        let mut kept = kept.filter(|path| !self.drop_tools.contains(path));
        kept.next().is_some() || !self.add_tools.is_empty()
    }
}

/// From go 1.27 on, requirements are in at most two blocks.
const SIMPLIFY_REQUIRE_VERSION: &str = "1.27";

impl ModuleContext<'_> {
    /// Returns the go.mod for `rs`, based on `file`, cleaned up for printing.
    pub fn update_mod_file(
        &self,
        rs: &Requirements,
        file: &GoMod,
        options: &WriteOptions,
    ) -> Result<GoMod, ModuleError> {
        let mut file = file.clone();
        let (mut go, mut toolchain) = ("", String::new());
        let mut list: Vec<(ModuleVersion, bool)> = Vec::with_capacity(rs.root_modules().len());
        for m in rs.root_modules().iter() {
            match m.path.as_str() {
                "go" => go = &m.version,
                "toolchain" => toolchain.clone_from(&m.version),
                path => list.push((m.clone(), !rs.is_direct(path))),
            }
        }
        if gover::compare(go, &self.local.version) == Ordering::Greater {
            return Err(TooNewError::new("updating go.mod".into(), go, "", self.local).into());
        }
        let stated = file.go.as_ref().map(|go| go.version.as_str());
        // A missing go line that implies the version of the graph may stay missing.
        let implied =
            stated.is_none() && go == gover::DEFAULT_GO_MOD_VERSION && !options.always_update;
        if stated != Some(go) && !implied {
            file.add_go_stmt(go)?;
        }
        if options.raises_go_for_tools
            && options.leaves_tools(&file)
            && gover::compare(go, gover::TOOL_VERSION) == Ordering::Less
        {
            if options.explicit_toolchain {
                let version = gover::TOOL_VERSION;
                return Err(ModuleError::Message(format!(
                    "{version} is required for tool directives in go.mod: go get go@{version}.0"
                )));
            }
            go = gover::TOOL_VERSION;
            file.add_go_stmt(go)?;
        }
        if toolchain.is_empty() {
            toolchain = format!("go{go}");
        }
        let old = gover::compare(gover::from_toolchain(&toolchain), gover::GO_STRICT_VERSION)
            == Ordering::Less;
        if options.drop_toolchain
            || toolchain.strip_prefix("go") == Some(go)
            || (old && !options.explicit_toolchain)
        {
            file.drop_toolchain_stmt();
        } else {
            file.add_toolchain_stmt(&toolchain)?;
        }
        options
            .add_tools
            .iter()
            .for_each(|tool| file.add_tool(tool));
        options
            .drop_tools
            .iter()
            .for_each(|tool| file.drop_tool(tool));
        let is_before = |version| gover::compare(go, version) == Ordering::Less;
        if is_before(gover::SEPARATE_INDIRECT_VERSION) {
            file.set_require(&list);
        } else if !options.merges_require_blocks || is_before(SIMPLIFY_REQUIRE_VERSION) {
            file.set_require_separate_indirect(&list);
        } else {
            file.set_require_at_most_two(&list);
        }
        file.cleanup();
        Ok(file)
    }
}
