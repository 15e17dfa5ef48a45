//! Edits of requirements: raises and lowers roots until all required versions are selected.
//!
//! Counterpart: cmd/go/internal/modload/edit.go (`editRequirements`, `extendGraph`), mvs.go
//! (`previousVersion`), buildlist.go (`EditBuildList`, `ConstraintError`).

mod disqualified;
mod editor;
mod request;

pub use request::EditRequest;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

use crate::Conflict;
use crate::Pruning;
use crate::Requirements;
use crate::query::Queries;
use editor::Editor;

/// The reason why requirements were not changed.
#[derive(Clone, Debug)]
pub enum EditError {
    /// Versions that must be selected contradict each other (`ConstraintError`).
    Conflicts(Vec<Conflict>),
    /// A module could not be read.
    Module(ModuleError),
}

impl From<ModuleError> for EditError {
    fn from(error: ModuleError) -> Self {
        Self::Module(error)
    }
}

impl From<EditError> for ModuleError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Module(error) => error,
            conflicts => ModuleError::Message(conflicts.to_string()),
        }
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module(error) => error.fmt(f),
            Self::Conflicts(conflicts) => {
                f.write_str("version constraints conflict:")?;
                let mut summaries = conflicts.iter().map(Conflict::summary);
                summaries.try_for_each(|summary| write!(f, "\n\t{summary}"))
            }
        }
    }
}

impl Queries<'_> {
    /// Returns requirements that select the requested versions, or `None` if `rs` already does
    /// (`editRequirements`). `log` gets lines for stderr, prefixes included.
    pub fn edit_requirements(
        &self,
        rs: &Arc<Requirements>,
        request: EditRequest<'_>,
        log: &mut dyn FnMut(String),
    ) -> Result<Option<Arc<Requirements>>, EditError> {
        let modules = &self.modules;
        let pruning = root_pruning(rs, request.must_select);
        let converted = modules.convert_pruning(rs, pruning);
        let converted = converted.map_err(|(_, error)| error)?;
        let selected = if pruning == Pruning::Pruned {
            let roots = converted.root_modules().iter();
            let mut selected: BTreeMap<String, String> = BTreeMap::new();
            for m in roots {
                let version = converted.root_selected(modules.main, &m.path);
                selected.insert(m.path.clone(), version.unwrap_or_default().to_owned());
            }
            selected
        } else {
            let graph = converted.complete_graph(modules)?;
            let list = graph.build_list();
            let others = list.iter().skip(modules.main.len());
            others
                .map(|m| (m.path.clone(), m.version.clone()))
                .collect()
        };
        let mut editor = Editor {
            queries: self,
            original: rs,
            pruning,
            selected,
            must_select: HashMap::new(),
            conflicts: Vec::new(),
            rejected: HashSet::new(),
            verbose: request.verbose,
            log,
        };
        editor.start(request);
        let roots = editor.run()?;
        if !editor.conflicts.is_empty() {
            return Err(EditError::Conflicts(editor.conflicts));
        }
        Ok(self.finish(rs, &converted, pruning, roots, request.must_select)?)
    }

    /// Returns the requirements with the found roots.
    fn finish(
        &self,
        original: &Arc<Requirements>,
        rs: &Requirements,
        pruning: Pruning,
        mut roots: Vec<ModuleVersion>,
        must_select: &[ModuleVersion],
    ) -> Result<Option<Arc<Requirements>>, ModuleError> {
        let modules = &self.modules;
        if pruning == Pruning::Unpruned {
            // The roots are a minimal list, the requested modules, and earlier roots, which need
            // not be minimal.
            let asked = must_select.iter();
            let asked = asked.filter(|m| m.version != "none" && !modules.main.contains(&m.path));
            let kept = roots.iter().filter(|m| {
                let before = rs.root_selected(modules.main, &m.path);
                before.is_some_and(|version| version == m.version || rs.is_direct(&m.path))
            });
            let paths: Vec<String> = asked.chain(kept).map(|m| m.path.clone()).collect();
            let Some(main) = modules.main.single() else {
                return Err(ModuleError::message("internal error: not one main module"));
            };
            roots = crate::req(&main.module, &paths, &crate::Reqs::new(modules, &roots))?;
        }
        if pruning == original.pruning && roots[..] == original.root_modules()[..] {
            return Ok(None);
        }
        let direct = roots.iter().filter(|m| rs.is_direct(&m.path));
        let direct = Arc::new(direct.map(|m| m.path.clone()).collect());
        let edited = Arc::new(Requirements::new(pruning, roots, direct));
        if pruning == Pruning::Unpruned {
            // A dependency may have raised the go version.
            let go = edited.go_version(modules.main);
            if Pruning::for_go_version(go) == Pruning::Pruned {
                let converted = modules.convert_pruning(&edited, Pruning::Pruned);
                return converted.map(Some).map_err(|(_, error)| error);
            }
        }
        Ok(Some(edited))
    }

    /// Returns the version before `m`, or `none` (`previousVersion`).
    fn previous_version(&self, m: &ModuleVersion) -> Result<ModuleVersion, ModuleError> {
        let with = |version: &str| ModuleVersion::new(m.path.as_str(), version);
        if m.version.is_empty() && self.modules.main.contains(&m.path) {
            return Ok(with("none"));
        }
        let list = match self.versions(&m.path, &|m| self.check_allowed(m)) {
            Ok((list, _)) => list,
            Err(error) if error.is_not_exist() => return Ok(with("none")),
            Err(error) => return Err(error),
        };
        let lower = list
            .partition_point(|version| gover::mod_compare(&m.path, version, &m.version).is_lt());
        let previous = lower.checked_sub(1).and_then(|at| list.get(at));
        Ok(with(previous.map_or("none", String::as_str)))
    }
}

/// Returns the pruning for the requested go version or toolchain.
fn root_pruning(rs: &Requirements, must_select: &[ModuleVersion]) -> Pruning {
    for m in must_select {
        match m.path.as_str() {
            "go" => return Pruning::for_go_version(&m.version),
            "toolchain" => {
                let version = gover::from_toolchain(&m.version);
                if Pruning::for_go_version(version) == Pruning::Unpruned {
                    return Pruning::Unpruned;
                }
            }
            _ => {}
        }
    }
    rs.pruning
}
