//! Counts of packages and functions, and the first differences.
//!
//! Counterpart: none.

use vamos_obj::SymKind;
use vamos_objfile::archive::entry_bytes;
use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::Reader;

/// The number of differences that are shown.
const SHOWN: usize = 12;

/// The size of an archive before the text of its first entry, in bytes.
const HEAD: usize = 68;

/// The outcome of packages.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    packages: usize,
    functions: usize,
    differences: Vec<String>,
}

impl Outcome {
    /// Adds the content of a result file; `None` if it has another form.
    pub(super) fn add_text(&mut self, text: &str) -> Option<()> {
        let (functions, difference) = text.split_once('\n')?;
        self.packages += 1;
        self.functions += functions.parse::<usize>().ok()?;
        if !difference.is_empty() {
            self.differences.push(difference.to_owned());
        }
        Some(())
    }

    /// Returns a note and the counts, as an error with the first differences if there are any.
    pub(super) fn result(mut self, note: &str) -> Result<String, String> {
        let count = self.packages;
        let equal = count - self.differences.len();
        let text = format!(
            "{note}objects: {equal} of {count} equal, {} functions",
            self.functions
        );
        if equal == count && count > 0 {
            return Ok(text);
        }
        self.differences.sort();
        self.differences.truncate(SHOWN);
        Err(format!("{}\n{text}", self.differences.join("\n")))
    }
}

/// Returns the content of the result file of a package with an archive of the SDK's.
pub(super) fn text(archive: &[u8], difference: Option<String>) -> Result<String, String> {
    let functions = functions(archive).ok_or("an archive without an object")?;
    Ok(format!("{functions}\n{}", difference.unwrap_or_default()))
}

/// Returns the number of functions in the object of an archive.
fn functions(archive: &[u8]) -> Option<usize> {
    // Export data may have the first bytes of objects.
    let rest = archive.get(HEAD + entry_bytes(archive)?.len()..)?;
    let start = rest.windows(MAGIC.len()).position(|part| part == MAGIC)?;
    let object = Object::read(&Reader::open(&rest[start..]).ok()?);
    let kinds = object.defs().filter_map(|def| {
        let kind = SymKind::ALL.get(usize::from(def.sym.kind));
        kind.filter(|kind| kind.is_text())
    });
    Some(kinds.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_an_error() {
        let add = |texts: &[&str]| {
            let mut outcome = Outcome::default();
            for text in texts {
                outcome.add_text(text)?;
            }
            Some(outcome.result("a note\n"))
        };
        let equal = Ok("a note\nobjects: 2 of 2 equal, 12 functions".to_owned());
        assert_eq!(add(&["5\n", "7\n"]), Some(equal));
        let unequal = Err("q: byte 3\na note\nobjects: 1 of 2 equal, 12 functions".to_owned());
        assert_eq!(add(&["5\n", "7\nq: byte 3"]), Some(unequal));
        assert!(add(&[]).is_some_and(|none| none.is_err()));
        assert!(add(&[""]).is_none());
    }
}
