//! Runs the edits of the two modules, one after the other.
//!
//! Counterpart: none.

use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_fsys::work;

use super::ProofError;
use super::Prover;
use super::SetupStep;
use super::samples::MODULES;

/// After so many edits something has to be compared; without read sets it is after few.
const LEAST_EDITS: usize = 8;

/// A change of a module.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// In a file, a text that is there once is replaced.
    Replace(&'static str, &'static str, &'static str),
    /// A file is added.
    Add(&'static str, &'static str),
    /// A file is removed.
    Remove(&'static str),
}

/// A module, and its edits by name.
pub(super) struct Module {
    pub(super) name: &'static str,
    pub(super) files: &'static [(&'static str, &'static str)],
    pub(super) edits: &'static [(&'static str, Change)],
}

impl Module {
    fn lay(&self, dir: &str) -> Result<(), PathError> {
        let head = format!("module example.com/{}\n\ngo 1.25\n", self.name);
        uncached::make_dirs(dir)?;
        work::write(&format!("{dir}/go.mod"), head.as_bytes())?;
        for (path, text) in self.files {
            let (parent, _) = path.rsplit_once('/').unwrap_or_default();
            uncached::make_dirs(&format!("{dir}/{parent}"))?;
            work::write(&format!("{dir}/{path}"), text.as_bytes())?;
        }
        Ok(())
    }
}

impl Change {
    fn apply(self, dir: &str) -> Result<(), PathError> {
        match self {
            Self::Replace(path, old, new) => {
                let path = format!("{dir}/{path}");
                let text = uncached::read(&path)?;
                let text = String::from_utf8_lossy(&text).replacen(old, new, 1);
                work::write(&path, text.as_bytes())
            }
            Self::Add(path, text) => work::write(&format!("{dir}/{path}"), text.as_bytes()),
            Self::Remove(path) => work::remove(&format!("{dir}/{path}")),
        }
    }
}

impl Prover<'_> {
    /// Builds the modules after each edit, with comparisons. Edits after which nothing could be skipped
    /// prove nothing, so some have to compare something.
    pub(super) fn compare_edits(&self, dir: &str) -> Result<(), ProofError> {
        let environment = |error: PathError| ProofError::Environment(error.to_string());
        let all: usize = MODULES.iter().map(|module| module.edits.len()).sum();
        let (mut done, mut fruitful) = (0, 0);
        for module in &MODULES {
            let top = format!("{dir}/{}", module.name);
            module.lay(&top).map_err(environment)?;
            self.build(dir, Some(&top), "./...")?;
            for (name, change) in module.edits {
                (self.progress)(SetupStep::Edits(done, all));
                change.apply(&top).map_err(environment)?;
                let counts = self.build(dir, Some(&top), "./...");
                let counts = counts.map_err(|error| error.after(name))?;
                done += 1;
                fruitful += usize::from(counts.skippable > 0);
            }
        }
        if fruitful < LEAST_EDITS {
            return Err(ProofError::Difference(format!(
                "only {fruitful} of {all} edits let packages be skipped"
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Change;
    use super::MODULES;

    #[test]
    fn edits_find_their_text() {
        let edits = MODULES.iter().map(|module| module.edits);
        assert_eq!(edits.map(|edits| edits.len()).sum::<usize>(), 41);
        for module in &MODULES {
            let mut files: Vec<(&str, String)> = Vec::new();
            for (path, text) in module.files {
                files.push((path, (*text).to_owned()));
            }
            for (name, change) in module.edits {
                match *change {
                    Change::Replace(path, old, new) => {
                        let mut found = files.iter_mut().filter(|(one, _)| *one == path);
                        let (_, text) = found.next().expect(name);
                        assert_eq!(text.matches(old).count(), 1, "{}: {name}", module.name);
                        *text = text.replace(old, new);
                    }
                    Change::Add(path, text) => files.push((path, text.to_owned())),
                    Change::Remove(path) => files.retain(|(one, _)| *one != path),
                }
            }
        }
    }
}
