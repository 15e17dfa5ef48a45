//! Runs the edits of the two modules, one after the other.
//!
//! Counterpart: none.

use vamos_fsys::PathError;

use super::ProofError;
use super::Prover;
use super::SetupStep;
use super::samples::MODULES;

/// The number of edits after which something must be compared. Without read sets it is after few.
const LEAST_EDITS: usize = 8;

impl Prover<'_> {
    /// Builds the modules after each edit, with comparisons. Edits after which nothing could be skipped
    /// prove nothing, so some have to compare something.
    pub(super) fn compare_edits(&self, dir: &str) -> Result<(), ProofError> {
        let environment = |error: PathError| ProofError::environment(error.to_string());
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
            return Err(ProofError::difference(format!(
                "only {fruitful} of {all} edits let packages be skipped"
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::Change;
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
