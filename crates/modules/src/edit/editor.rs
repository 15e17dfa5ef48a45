//! The loop that moves roots up and down.
//!
//! Counterpart: cmd/go/internal/modload/edit.go (`editRequirements`, `extendGraph`).

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

use super::disqualified::Disqualified;
use super::disqualified::Reason;
use super::request::EditRequest;
use crate::Conflict;
use crate::ModuleGraph;
use crate::Pruning;
use crate::Requirements;
use crate::query::Queries;
use crate::read_graph::read_mod_graph;

/// The state of the loop.
pub(super) struct Editor<'e, 'q> {
    pub(super) queries: &'e Queries<'q>,
    pub(super) original: &'e Arc<Requirements>,
    pub(super) pruning: Pruning,
    /// By path, the version that is a root; `none` if it must not be one.
    pub(super) selected: BTreeMap<String, String>,
    pub(super) must_select: HashMap<String, String>,
    pub(super) conflicts: Vec<Conflict>,
    /// Roots that were tried without success.
    pub(super) rejected: HashSet<ModuleVersion>,
    pub(super) verbose: bool,
    pub(super) log: &'e mut dyn FnMut(String),
}

impl Editor<'_, '_> {
    /// Sets the versions of a request.
    pub(super) fn start(&mut self, request: EditRequest<'_>) {
        for m in request.try_upgrade {
            let known = self.selected.get(&m.path);
            if known.is_some_and(|v| gover::mod_compare(&m.path, v, &m.version).is_ge()) {
                continue;
            }
            if self.verbose {
                (self.log)(format!("go: trying upgrade to {m}"));
            }
            self.selected.insert(m.path.clone(), m.version.clone());
        }
        for m in request.must_select {
            if let Some(known) = self.must_select.get(&m.path)
                && *known != m.version
            {
                let other = ModuleVersion::new(m.path.as_str(), known.as_str());
                let is_above = gover::mod_compare(&m.path, known, &m.version).is_gt();
                let (above, below) = if is_above {
                    (other, m.clone())
                } else {
                    (m.clone(), other)
                };
                self.conflicts.push(Conflict {
                    path: vec![above],
                    constraint: Some(below),
                    err: None,
                });
                continue;
            }
            self.must_select.insert(m.path.clone(), m.version.clone());
            self.selected.insert(m.path.clone(), m.version.clone());
        }
    }

    /// Moves roots until they agree, or a conflict is found; returns them.
    pub(super) fn run(&mut self) -> Result<Vec<ModuleVersion>, ModuleError> {
        let mut roots = Vec::new();
        while self.conflicts.is_empty() {
            let wanted = self
                .selected
                .iter()
                .filter(|(_, version)| *version != "none");
            roots = wanted
                .map(|(path, version)| ModuleVersion::new(path.as_str(), version.as_str()))
                .collect();
            gover::mod_sort(&mut roots);
            let (graph, upgraded, error) = self.extend_graph(&roots);
            if let Some(error) = error
                && error.too_new().is_some()
            {
                return Err(error);
            }
            let tracker = self.track(&graph, &roots, &upgraded);
            if self.check_roots(&graph, &tracker, &roots)? {
                continue;
            }
            if !self.take_upgrades(&graph) {
                break;
            }
        }
        Ok(roots)
    }

    /// Reads the graph of the roots, and the requirements of all selected versions of their
    /// paths (`extendGraph`).
    fn extend_graph(
        &self,
        roots: &[ModuleVersion],
    ) -> (
        Arc<ModuleGraph>,
        HashSet<ModuleVersion>,
        Option<ModuleError>,
    ) {
        let roots: Arc<[ModuleVersion]> = roots.into();
        let mut upgraded: HashSet<ModuleVersion> = HashSet::new();
        loop {
            let modules = &self.queries.modules;
            let (graph, error) = read_mod_graph(modules, self.pruning, &roots, Some(&upgraded));
            if self.pruning == Pruning::Unpruned {
                return (graph, upgraded, error);
            }
            let before = upgraded.len();
            for path in self.selected.keys() {
                let m = ModuleVersion::new(path.as_str(), graph.selected(path));
                if m.version != "none" && graph.required_by(&m).is_none() {
                    upgraded.insert(m);
                }
            }
            if upgraded.len() == before {
                return (graph, upgraded, error);
            }
        }
    }

    fn is_above(&self, m: &ModuleVersion) -> bool {
        let limit = self.must_select.get(&m.path);
        limit.is_some_and(|limit| gover::mod_compare(&m.path, &m.version, limit).is_gt())
    }

    /// Determines the modules that lead to versions above the required ones.
    fn track(
        &self,
        graph: &ModuleGraph,
        roots: &[ModuleVersion],
        upgraded: &HashSet<ModuleVersion>,
    ) -> Disqualified {
        let pruning_of = |m: &ModuleVersion| match graph.summary(m) {
            Some(Ok(summary))
                if self.pruning == Pruning::Pruned && summary.pruning == Pruning::Unpruned =>
            {
                Pruning::Unpruned
            }
            _ => self.pruning,
        };
        let mut tracker = Disqualified::default();
        for m in roots.iter().chain(upgraded) {
            tracker.roots.insert(m.clone(), pruning_of(m));
        }
        graph.walk_breadth_first(|m| {
            let because = |r: &ModuleVersion| Reason::Dependency(r.clone());
            if self.is_above(m) {
                tracker.disqualify(m, Pruning::Pruned, because(m));
                return;
            }
            if let Some(Err(error)) = graph.summary(m) {
                let reason = Reason::Error(error.clone());
                tracker.disqualify(m, Pruning::Pruned, reason);
                return;
            }
            let Some(required) = graph.required_by(m) else {
                return;
            };
            if graph.summary(m).is_none() {
                // The main module is not disqualified, it is changed.
                return;
            }
            // The most direct reason is the clearest one.
            if let Some(r) = required.iter().find(|r| self.is_above(r)) {
                tracker.disqualify(m, Pruning::Pruned, because(r));
                return;
            }
            for r in required {
                if !tracker.require(m, r) {
                    break;
                }
            }
        });
        tracker
    }

    /// Searches for other versions of disqualified roots. Returns whether roots were changed.
    fn check_roots(
        &mut self,
        graph: &ModuleGraph,
        tracker: &Disqualified,
        roots: &[ModuleVersion],
    ) -> Result<bool, ModuleError> {
        let mut is_changed = false;
        for m in roots {
            let pruning = tracker.roots.get(m).copied().unwrap_or(self.pruning);
            let (path, err) = tracker.path(m, pruning);
            let Some(last) = path.last() else {
                continue;
            };
            let wanted = self.must_select.get(&last.path);
            let constraint = wanted
                .filter(|_| err.is_none())
                .map(|version| ModuleVersion::new(last.path.as_str(), version.as_str()));
            let conflict = Conflict {
                path,
                constraint,
                err,
            };
            if self.must_select.get(&m.path) == Some(&m.version) {
                self.conflicts.push(conflict);
                continue;
            }
            let selected = graph.selected(&m.path);
            if selected != m.version {
                // Another version is selected; if it is valid, it becomes the root.
                let above = ModuleVersion::new(m.path.as_str(), selected);
                if tracker.check(&above, pruning).is_none() && !self.rejected.contains(&above) {
                    continue;
                }
            }
            let (before, _) = self.original.graph(&self.queries.modules);
            let before = before.selected(&m.path);
            if conflict.err.is_some() && before == m.version {
                // It was already broken; removing it silently would surprise.
                self.conflicts.push(conflict);
                continue;
            }
            self.rejected.insert(m.clone());
            let previous = self.lower(graph, tracker, m, before)?;
            if conflict.err.is_some() || self.verbose {
                let action = match previous.version.as_str() {
                    "none" => format!("removing {m}"),
                    version if version == before => format!("restoring {previous}"),
                    _ => format!("trying {previous}"),
                };
                (self.log)(format!("go: {}\n\t{action}", conflict.summary()));
            }
            self.selected.insert(previous.path, previous.version);
            is_changed = true;
        }
        Ok(is_changed)
    }

    /// Returns the highest version below `m` that is not known to be disqualified; `before` is the
    /// version at the start of the command, which need not be a release.
    fn lower(
        &mut self,
        graph: &ModuleGraph,
        tracker: &Disqualified,
        m: &ModuleVersion,
        before: &str,
    ) -> Result<ModuleVersion, ModuleError> {
        let is_upgrade = gover::mod_compare(&m.path, &m.version, before).is_gt();
        let mut previous = m.clone();
        loop {
            let found = self.queries.previous_version(&previous);
            let passes_before = match &found {
                Ok(found) => gover::mod_compare(&m.path, &found.version, before).is_lt(),
                Err(_) => true,
            };
            // Each version is tried once, else the search would not end.
            let is_new = |m: &ModuleVersion| !self.rejected.contains(m);
            let original = ModuleVersion::new(m.path.as_str(), before);
            previous = if is_upgrade && passes_before && is_new(&original) {
                original
            } else {
                found?
            };
            if self.rejected.contains(&previous) {
                continue;
            }
            let pruning = match graph.summary(m) {
                Some(Ok(summary)) if self.pruning == Pruning::Pruned => summary.pruning,
                _ => self.pruning,
            };
            if tracker.check(&previous, pruning).is_none() {
                return Ok(previous);
            }
            self.rejected.insert(previous.clone());
        }
    }

    /// Makes the selected versions roots. Returns whether roots changed.
    fn take_upgrades(&mut self, graph: &ModuleGraph) -> bool {
        let mut upgraded = Vec::new();
        for (path, version) in &mut self.selected {
            if self.must_select.contains_key(path) {
                continue;
            }
            let actual = graph.selected(path);
            if actual != version {
                let from = ModuleVersion::new(path.as_str(), version.as_str());
                actual.clone_into(version);
                upgraded.push(from);
            }
        }
        if self.verbose {
            gover::mod_sort(&mut upgraded);
            for m in &upgraded {
                let to = graph.selected(&m.path);
                (self.log)(format!("go: accepting indirect upgrade from {m} to {to}"));
            }
        }
        !upgraded.is_empty()
    }
}
