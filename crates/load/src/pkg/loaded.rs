//! The result of a load.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagesAndErrors`).

use std::rc::Rc;

use hashbrown::HashMap;
use vamos_base::golang::names::ImportPath;
use vamos_modload::Modules;
use vamos_modload::gopath::Gopath;
use vamos_modload::pattern::Match;

use crate::package::PackageGraph;
use crate::pkg::data::DirResult;
use crate::pkg::data::PackageData;

/// The result of a load.
pub struct Loaded<'a> {
    /// The packages; errors of packages are in them.
    pub graph: PackageGraph,
    /// Module state, for lookups after the load.
    pub modules: Modules<'a>,
    /// GOROOT and GOPATH, if modules are not used.
    pub(super) gopath: Option<Gopath<'a>>,
    /// The matches of the patterns; empty for Go files.
    pub matches: Vec<Match>,
    /// Lines for stderr, complete with their prefixes.
    pub warnings: Vec<String>,
    /// The walk's data about directories. It is freed with the rest, which most commands leave to
    /// the end of the process.
    pub(super) _walked: Walked,
}

/// A walk's data about the directories of packages.
pub(crate) struct Walked {
    pub(super) _prepared: HashMap<String, DirResult>,
    pub(super) _data: HashMap<ImportPath, Rc<PackageData>>,
}
