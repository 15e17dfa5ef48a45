//! Checks of single packages on demand: a package and its imports, each once.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Cancel;

use crate::checked::CheckedPackages;
use crate::checked::Scope;
use crate::checked::Settings;
use crate::one;
use crate::unit::Unit;
use crate::unit::Verdict;

/// Packages of a graph that are checked on demand. Several threads may call it.
pub struct OnDemand {
    units: Vec<Unit>,
    known: Arc<CheckedPackages>,
}

impl OnDemand {
    /// Takes packages, whose imports come before them.
    pub fn new(units: Vec<Unit>) -> Self {
        let known = Arc::new(CheckedPackages::of(&units));
        Self { units, known }
    }

    /// Returns the same packages with another choice of packages whose errors are wanted. Results
    /// carry over for packages that do not change, nor any of their imports.
    pub fn with_wanted(&self, is_wanted: impl Fn(usize) -> bool) -> Self {
        let mut units = self.units.clone();
        let known = CheckedPackages::of(&units);
        let mut is_same = Vec::with_capacity(units.len());
        for (index, unit) in units.iter_mut().enumerate() {
            let is_new = unit.is_wanted != is_wanted(index);
            unit.is_wanted = is_wanted(index);
            let mut imports = unit.imports.iter();
            let same = !is_new && imports.all(|(_, import)| *import < index && is_same[*import]);
            if same && let Some(done) = self.known.done(index) {
                let _ = known.done[index].set(done.clone());
            }
            is_same.push(same);
        }
        Self {
            units,
            known: Arc::new(known),
        }
    }

    /// Checks a package, and first the unchecked packages that it needs; `None` if that was
    /// cancelled. All calls have the same settings. The caller has a large stack.
    pub fn verdict(&self, unit: usize, settings: Settings<'_>, cancel: &Cancel) -> Option<Verdict> {
        let scope = Scope {
            units: &self.units,
            settings,
            known: self.known.clone(),
        };
        for needed in self.needs(unit) {
            if cancel.is_cancelled() {
                return None;
            }
            self.known.done[needed].get_or_init(|| one::check(&scope, needed));
        }
        Some(self.known.done(unit)?.verdict.clone())
    }

    /// Returns a package and all that it needs and was not checked, in their order.
    fn needs(&self, unit: usize) -> Vec<usize> {
        let mut is_needed = vec![false; unit + 1];
        is_needed[unit] = true;
        for index in (0..=unit).rev() {
            if !is_needed[index] || self.known.done(index).is_some() {
                is_needed[index] = false;
                continue;
            }
            for (_, import) in &self.units[index].imports {
                if *import < index {
                    is_needed[*import] = true;
                }
            }
        }
        (0..=unit).filter(|index| is_needed[*index]).collect()
    }
}
