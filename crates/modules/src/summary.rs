//! The parts of a dependency's go.mod that the module graph needs.
//!
//! Counterpart: cmd/go/internal/modload (modfile.go, `modFileSummary`, `summaryFromModFile`).

use std::cmp::Ordering;
use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modfile::Retract;
use vamos_modfile::VersionInterval;

use super::scan::scan;

/// The part of the transitive requirements that a graph leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pruning {
    /// Leaves out indirect requirements of modules at go 1.17 and above.
    #[default]
    Pruned,
    /// Leaves out nothing.
    Unpruned,
    /// Like `Pruned`, for all modules of a workspace.
    Workspace,
}

impl Pruning {
    /// Returns the pruning for a go version.
    pub fn for_go_version(version: &str) -> Self {
        if gover::compare(version, gover::EXPLICIT_INDIRECT_VERSION) == Ordering::Less {
            Pruning::Unpruned
        } else {
            Pruning::Pruned
        }
    }
}

/// A retracted version interval, and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// The versions.
    pub interval: VersionInterval,
    /// The reason.
    pub rationale: String,
}

/// A summary of a go.mod.
#[derive(Clone, Debug, Default)]
pub struct GoModSummary {
    /// The module path it declares; empty if none.
    pub module_path: String,
    /// Its go line; empty if none.
    pub go_version: String,
    /// Its toolchain line; empty if none.
    pub toolchain: String,
    /// Directories it ignores.
    pub ignore: Vec<String>,
    /// The pruning of its requirements.
    pub pruning: Pruning,
    /// Its requirements; from go 1.21 on they include the pseudo-module `go`.
    pub require: Arc<[ModuleVersion]>,
    /// Its retractions.
    pub retract: Vec<Retraction>,
    /// Its deprecation message.
    pub deprecated: String,
    /// Set if it needs a newer Go than this one; then only retractions and deprecation are usable.
    pub too_new: Option<Box<TooNewError>>,
}

impl GoModSummary {
    /// Parses the go.mod of a dependency. `name` is the file's name within errors, `shown` the name
    /// before them.
    pub fn parse(
        m: &ModuleVersion,
        name: &str,
        shown: &str,
        text: &[u8],
        local: &Local,
    ) -> Result<Self, ModuleError> {
        if let Some(found) = scan(text) {
            return Ok(Self::new(m, found.module, found.go, found.require, local));
        }
        match GoMod::parse_lax(name, text, None) {
            Ok(file) => Ok(Self::from_mod_file(m, &file, local)),
            Err(err) => Err(ModuleError::Message(format!("parsing {shown}: {err}")).at(m)),
        }
    }

    /// Returns the summary of a parsed go.mod of module `m`.
    pub fn from_mod_file(m: &ModuleVersion, file: &GoMod, local: &Local) -> Self {
        let require = file.require.iter().map(|r| r.module.clone()).collect();
        let go_version = file.go.as_ref().map_or("", |go| &go.version);
        let mut summary = Self::new(m, file.module_path(), go_version, require, local);
        if let Some(module) = &file.module {
            summary.deprecated.clone_from(&module.deprecated);
        }
        if let Some(toolchain) = &file.toolchain {
            summary.toolchain.clone_from(&toolchain.name);
        }
        summary.ignore = file.ignore.iter().map(|i| i.path.clone()).collect();
        let retraction = |r: &Retract| Retraction {
            interval: r.interval.clone(),
            rationale: r.rationale.clone(),
        };
        summary.retract = file.retract.iter().map(retraction).collect();
        summary
    }

    /// Returns a summary of the common fields; from go 1.21 on the go version is also a
    /// requirement.
    fn new(
        m: &ModuleVersion,
        module_path: &str,
        go_version: &str,
        mut require: Vec<ModuleVersion>,
        local: &Local,
    ) -> Self {
        let mut summary = GoModSummary {
            module_path: module_path.to_string(),
            pruning: Pruning::Unpruned,
            ..GoModSummary::default()
        };
        if !go_version.is_empty() {
            summary.go_version = go_version.to_string();
            summary.pruning = Pruning::for_go_version(go_version);
            if gover::compare(go_version, gover::GO_STRICT_VERSION) != Ordering::Less {
                require.push(ModuleVersion::new("go", go_version));
                if gover::compare(go_version, &local.version) == Ordering::Greater {
                    summary.too_new = Some(Box::new(TooNewError::new(
                        format!("module {m}"),
                        go_version,
                        "",
                        local,
                    )));
                }
            }
        }
        summary.require = require.into();
        summary
    }

    /// Returns the summary of the pseudo-modules: a strict go version requires its toolchain.
    pub(crate) fn of_toolchain(m: &ModuleVersion) -> Self {
        let mut summary = GoModSummary {
            module_path: m.path.clone(),
            ..GoModSummary::default()
        };
        if m.path == "go" && gover::compare(&m.version, gover::GO_STRICT_VERSION) != Ordering::Less
        {
            summary.require =
                Arc::from([ModuleVersion::new("toolchain", format!("go{}", m.version))]);
        }
        summary
    }
}
