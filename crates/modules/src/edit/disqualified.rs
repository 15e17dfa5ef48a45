//! Modules that cannot be selected because of their requirements.
//!
//! A module whose requirements are pruned out is disqualified only by its own requirements, unless
//! it is a root; without pruning, by all its transitive requirements.
//! Counterpart: cmd/go/internal/modload/edit.go (`dqTracker`).

use hashbrown::HashMap;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

use crate::Pruning;

/// The reason why a module is disqualified (`dqState`).
#[derive(Clone, Debug)]
pub(super) enum Reason {
    /// Its requirements cannot be read.
    Error(ModuleError),
    /// It is this module version, or requires it.
    Dependency(ModuleVersion),
}

/// The reasons with and without pruning.
#[derive(Clone, Debug, Default)]
struct Reasons {
    pruned: Option<Reason>,
    unpruned: Option<Reason>,
}

impl Reasons {
    fn of(&self, pruning: Pruning) -> Option<&Reason> {
        match pruning {
            Pruning::Unpruned => self.unpruned.as_ref(),
            _ => self.pruned.as_ref(),
        }
    }
}

/// Records which modules are disqualified (`dqTracker`).
#[derive(Debug, Default)]
pub(super) struct Disqualified {
    /// The pruning of roots and of selected versions of their paths.
    pub(super) roots: HashMap<ModuleVersion, Pruning>,
    reasons: HashMap<ModuleVersion, Reasons>,
    /// The modules that require a module and are not disqualified by it so far.
    requiring: HashMap<ModuleVersion, Vec<ModuleVersion>>,
}

impl Disqualified {
    /// Returns the reason why a module cannot be selected (`check`).
    pub(super) fn check(&self, m: &ModuleVersion, pruning: Pruning) -> Option<&Reason> {
        self.reasons.get(m)?.of(pruning)
    }

    /// Adds that `m` requires `r`; returns false if that disqualifies `m` (`require`).
    pub(super) fn require(&mut self, m: &ModuleVersion, r: &ModuleVersion) -> bool {
        let because = || Reason::Dependency(r.clone());
        if let Some(&pruning) = self.roots.get(r)
            && self.check(r, pruning).is_some()
        {
            self.disqualify(m, Pruning::Pruned, because());
            return false;
        }
        if self.check(r, Pruning::Unpruned).is_some() {
            self.disqualify(m, Pruning::Unpruned, because());
            if !self.roots.contains_key(m) {
                return false;
            }
        }
        self.requiring.entry(r.clone()).or_default().push(m.clone());
        true
    }

    /// Disqualifies a module, and the modules that require it (`disqualify`). The first reason
    /// counts.
    pub(super) fn disqualify(&mut self, m: &ModuleVersion, pruning: Pruning, reason: Reason) {
        let mut stack = vec![(m.clone(), pruning, reason)];
        while let Some((m, pruning, reason)) = stack.pop() {
            let Some((next, pruning)) = self.disqualify_one(&m, pruning, reason) else {
                continue;
            };
            let next = next.into_iter().rev();
            stack.extend(next.map(|parent| (parent, pruning, Reason::Dependency(m.clone()))));
        }
    }

    /// Returns the modules that are disqualified with it, and their pruning.
    fn disqualify_one(
        &mut self,
        m: &ModuleVersion,
        pruning: Pruning,
        reason: Reason,
    ) -> Option<(Vec<ModuleVersion>, Pruning)> {
        let root = self.roots.get(m).copied();
        let reasons = self.reasons.entry(m.clone()).or_default();
        if reasons.of(pruning).is_some() {
            return None;
        }
        if pruning == Pruning::Unpruned {
            if root == Some(Pruning::Unpruned) {
                reasons.pruned = Some(reason.clone());
            }
            reasons.unpruned = Some(reason);
        } else {
            reasons.unpruned.get_or_insert_with(|| reason.clone());
            reasons.pruned = Some(reason);
        }
        let is_root = root.is_some();
        if is_root && (pruning == Pruning::Pruned || root == Some(Pruning::Unpruned)) {
            let requiring = self.requiring.remove(m).unwrap_or_default();
            return Some((requiring, Pruning::Pruned));
        }
        let requiring = if is_root {
            // A root may still be disqualified with pruning, which is worse.
            self.requiring.get(m).cloned()
        } else {
            self.requiring.remove(m)
        };
        Some((requiring.unwrap_or_default(), Pruning::Unpruned))
    }

    /// Returns the path from a module to the cause of its disqualification; empty if it is not
    /// disqualified (`path`).
    pub(super) fn path(
        &self,
        m: &ModuleVersion,
        pruning: Pruning,
    ) -> (Vec<ModuleVersion>, Option<ModuleError>) {
        let (mut at, mut pruning) = (m, pruning);
        let mut path = Vec::new();
        loop {
            if self.roots.get(at) == Some(&Pruning::Unpruned) {
                pruning = Pruning::Unpruned;
            }
            let Some(reason) = self.check(at, pruning) else {
                return (path, None);
            };
            path.push(at.clone());
            match reason {
                Reason::Error(error) => return (path, Some(error.clone())),
                Reason::Dependency(dep) if dep == at => return (path, None),
                Reason::Dependency(dep) => at = dep,
            }
        }
    }
}
