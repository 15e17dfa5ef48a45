//! Chooses among the candidate modules of queries.
//!
//! Counterpart: cmd/go/internal/modget/get.go (`resolveQueries`, `applyUpgrades`,
//! `disambiguate`, `chooseArbitrarily`, `resolve`, `updateBuildList`), query.go
//! (`reportConflict`).

use std::mem;

use vamos_base::golang::module::ModuleVersion;
use vamos_modload::LoadError;
use vamos_modules::Conflict;
use vamos_modules::EditError;
use vamos_modules::EditRequest;

use super::query::PathSet;
use super::query::Query;
use super::request::GetError;
use super::resolver::Decided;
use super::resolver::Resolver;
use super::resolver::is_too_new;

/// The rest of a set after other decisions.
pub(super) enum Choice {
    /// One module, and true if it is needed for its packages.
    Unique(ModuleVersion, bool),
    /// No module.
    Impossible,
    /// Several modules.
    Ambiguous(PathSet),
}

impl Resolver<'_, '_> {
    /// Decides the sets of the queries for which `is_wanted` is true: the sets with one module
    /// first, and if that changes nothing, the others. Returns whether the build list changed
    /// (`resolveQueries`).
    pub(super) fn resolve_queries(
        &mut self,
        is_wanted: impl Fn(&Query) -> bool,
    ) -> Result<bool, GetError> {
        let wanted: Vec<usize> = (0..self.queries.len())
            .filter(|&number| is_wanted(&self.queries[number]))
            .collect();
        let mut resolved = 0;
        loop {
            let before = resolved;
            self.end_if_fatal()?;
            self.switch_if_too_new(&wanted)?;
            for &number in &wanted {
                let sets = mem::take(&mut self.queries[number].candidates);
                let mut undecided = Vec::new();
                for set in sets {
                    match self.resolve_set(number, &set) {
                        Some(left) => undecided.push(left),
                        None => resolved += 1,
                    }
                }
                self.queries[number].candidates = undecided;
            }
            self.end_phase()?;
            if resolved == before {
                break;
            }
        }
        if resolved > 0 && self.update_build_list(&[])? {
            return Ok(true);
        }
        // More rounds would not help. The user can specify the intended module.
        let mut arbitrary = false;
        for &number in &wanted {
            for set in self.queries[number].candidates.clone() {
                if let Some((m, is_package)) = self.choose_arbitrarily(&set) {
                    self.queries[number].matches_packages |= is_package;
                    self.resolve(number, m);
                    arbitrary = true;
                }
            }
        }
        if arbitrary {
            self.update_build_list(&[])
        } else {
            self.end_phase()?;
            Ok(false)
        }
    }

    /// Switches to a newer Go if a module needs that.
    fn switch_if_too_new(&mut self, wanted: &[usize]) -> Result<(), GetError> {
        let sets = wanted
            .iter()
            .flat_map(|&number| &self.queries[number].candidates);
        let errors: Vec<LoadError> = sets
            .filter_map(|set| set.error.as_deref().cloned())
            .collect();
        if !errors.iter().any(is_too_new) {
            return Ok(());
        }
        self.flush();
        if self.sink.switch(&LoadError::Several(errors)) {
            Err(GetError::Printed)
        } else {
            Ok(())
        }
    }

    /// Decides a set that has one answer; else returns the rest of it.
    fn resolve_set(&mut self, number: usize, set: &PathSet) -> Option<PathSet> {
        if let Some(error) = &set.error {
            self.report_query(number, &error.to_string());
            return None;
        }
        let (m, is_package) = match self.disambiguate(set) {
            Choice::Ambiguous(left) => return Some(left),
            Choice::Unique(m, is_package) => (m, is_package),
            // Any answer leads to the report of a conflict.
            Choice::Impossible => self.choose_arbitrarily(set)?,
        };
        self.queries[number].matches_packages |= is_package;
        self.resolve(number, m);
        None
    }

    /// Leaves out modules that contradict decisions (`disambiguate`).
    fn disambiguate(&self, set: &PathSet) -> Choice {
        let mut left = PathSet {
            path: set.path.clone(),
            ..PathSet::default()
        };
        for m in &set.with_packages {
            if self.is_none(&m.path) {
                continue;
            }
            if self.modules.is_main_module(&m.path) {
                if m.version.is_empty() {
                    return Choice::Unique(m.clone(), true);
                }
                continue;
            }
            match self.decided.get(&m.path) {
                None => left.with_packages.push(m.clone()),
                // Any other module would make the import ambiguous.
                Some(decided) if decided.version == m.version => {
                    return Choice::Unique(m.clone(), true);
                }
                Some(_) => {}
            }
        }
        if let Some(m) = &set.module {
            let decided = self.decided.get(&m.path);
            if decided.is_none_or(|decided| decided.version == m.version) {
                left.module = Some(m.clone());
            }
        }
        match (&left.with_packages[..], &left.module) {
            ([m], None) => Choice::Unique(m.clone(), true),
            ([m], Some(named)) if m == named => Choice::Unique(m.clone(), true),
            ([], Some(named)) => Choice::Unique(named.clone(), false),
            ([], None) => Choice::Impossible,
            _ => Choice::Ambiguous(left),
        }
    }

    /// Chooses a module that was in use before, or the one with the longest path; and reports
    /// whether it is needed for its packages (`chooseArbitrarily`).
    fn choose_arbitrarily(&self, set: &PathSet) -> Option<(ModuleVersion, bool)> {
        let mut packages = set.with_packages.iter();
        let known = packages.find(|m| self.initial_selected(&m.path) != "none");
        let chosen = known.or(set.with_packages.first());
        match chosen {
            Some(m) => Some((m.clone(), true)),
            None => set.module.clone().map(|m| (m, false)),
        }
    }

    /// Decides the version of a module because of a query (`resolve`).
    fn resolve(&mut self, number: usize, m: ModuleVersion) {
        if self.modules.is_main_module(&m.path) && !m.version.is_empty() {
            let error = self.matches_main(&self.queries[number], &m.path);
            return self.report_query(number, &error.to_string());
        }
        if let Some(decided) = self.decided.get(&m.path)
            && decided.version != m.version
        {
            let decided = decided.clone();
            return self.report_conflict(number, &m, decided);
        }
        let decided = Decided {
            version: m.version.clone(),
            query: number,
        };
        self.decided.insert(m.path.clone(), decided);
        self.queries[number].resolved.push(m);
    }

    /// Reports that two queries need different versions, once for each query; the text blames the
    /// more specific one (`reportConflict`).
    fn report_conflict(&mut self, number: usize, m: &ModuleVersion, other: Decided) {
        if mem::replace(&mut self.queries[number].has_conflict, true) {
            return;
        }
        let mut proposed = Decided {
            version: m.version.clone(),
            query: number,
        };
        let mut decided = other;
        if self.queries[number].is_wildcard() && !self.queries[decided.query].is_wildcard() {
            mem::swap(&mut proposed, &mut decided);
        }
        let name = |decided: &Decided| {
            let query = &self.queries[decided.query];
            if decided.version == query.version {
                query.to_string()
            } else {
                format!("{}@{} ({})", query.pattern, query.version, decided.version)
            }
        };
        let detail = if m.path == self.queries[proposed.query].pattern {
            String::new()
        } else {
            format!("for module {}, ", m.path)
        };
        let text = format!(
            "{detail}{} conflicts with {}",
            name(&proposed),
            name(&decided)
        );
        self.report_query(number, &text);
    }

    /// Adds a module for each set, unless it contradicts decisions (`applyUpgrades`).
    pub(super) fn apply_upgrades(&mut self, upgrades: Vec<PathSet>) -> Result<bool, GetError> {
        let mut tentative = Vec::new();
        for set in upgrades {
            if let Some(error) = &set.error {
                self.report(&format!("go: {error}"));
                continue;
            }
            tentative.extend(match self.disambiguate(&set) {
                Choice::Unique(m, _) => Some(m),
                Choice::Ambiguous(left) => self.choose_arbitrarily(&left).map(|(m, _)| m),
                Choice::Impossible => None,
            });
        }
        self.end_phase()?;
        self.update_build_list(&tentative)
    }

    /// Updates the build list for the decisions; returns whether it changed (`updateBuildList`).
    fn update_build_list(&mut self, additions: &[ModuleVersion]) -> Result<bool, GetError> {
        let decided = self.decided.iter();
        let decided: Vec<ModuleVersion> = decided
            .filter(|(path, _)| !self.modules.is_main_module(path))
            .map(|(path, decided)| ModuleVersion::new(path.as_str(), decided.version.as_str()))
            .collect();
        let edited = self.modules.edit_build_list(EditRequest {
            try_upgrade: additions,
            must_select: &decided,
            verbose: self.request.verbose,
        });
        self.flush();
        match edited {
            Ok(true) => {
                self.load_build_list()?;
                self.end_phase()?;
                Ok(true)
            }
            Ok(false) => {
                self.end_phase()?;
                Ok(false)
            }
            Err(EditError::Module(error)) => Err(GetError::Load(error.into())),
            Err(EditError::Conflicts(conflicts)) => {
                self.report_conflicts(&conflicts);
                self.end_phase()?;
                Ok(false)
            }
        }
    }

    /// Explains conflicts of modules by the arguments that led to them.
    fn report_conflicts(&mut self, conflicts: &[Conflict]) {
        if self.request.verbose {
            for conflict in conflicts {
                self.say(&format!("go: {conflict}"));
            }
        }
        for conflict in conflicts {
            let (Some(first), Some(last)) = (conflict.path.first(), conflict.path.last()) else {
                continue;
            };
            let adverb = if conflict.path.len() > 2 {
                "indirectly "
            } else {
                ""
            };
            let first = self.reason(first);
            let rest = match (&conflict.err, &conflict.constraint) {
                (Some(error), _) => format!(": {}", conflict.unwrapped(error)),
                (None, Some(m)) => format!(", not {}", self.reason(m)),
                (None, None) => String::new(),
            };
            self.report(&format!("go: {first} {adverb}requires {last}{rest}"));
        }
    }

    /// Names the argument that decided a module's version.
    fn reason(&self, m: &ModuleVersion) -> String {
        match self.decided.get(&m.path) {
            Some(decided) => {
                let version = decided.version.as_str();
                let m = ModuleVersion::new(m.path.as_str(), version);
                self.queries[decided.query].resolved_string(&m)
            }
            None => format!("(INTERNAL ERROR: no reason found for {m})"),
        }
    }
}
