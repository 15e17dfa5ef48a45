//! Check that the official command wrote each entry of vamos' build cache, too.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::compare;
use crate::compare::Entries;
use crate::compare::Entry;

/// Entries of the official cache, including entries that were lost later.
#[derive(Default)]
pub(crate) struct Judge {
    known: Entries,
    /// Lists of sources that the official command did not write.
    pub(crate) lists: BTreeSet<String>,
    /// Start time of each step.
    pub(crate) steps: Vec<(SystemTime, usize)>,
}

impl Judge {
    /// Records the present entries of the official cache.
    pub(crate) fn note(&mut self, official: &Path) {
        self.known.extend(compare::entries(official).0);
    }

    /// Returns the number of vamos' entries, or their errors.
    pub(crate) fn judge(&mut self, official: &Path, vamos: &Path) -> Result<usize, String> {
        self.note(official);
        let (ours, _) = compare::entries(vamos);
        let mut wrong = Vec::new();
        for (action, entry) in &ours {
            let what = match self.known.get(action) {
                Some(known) if known == entry => continue,
                // A file that came and went was listed but could not be hashed. Its package
                // is not stored; the list of its sources was by then, by either command.
                None if is_list_of_sources(vamos, entry) => {
                    self.lists.insert(action.clone());
                    continue;
                }
                Some(_) => "another output than the official one",
                None => "the official command did not write it",
            };
            wrong.push(format!(
                "{action}: {what}; {}",
                self.describe(vamos, action, entry)
            ));
        }
        match wrong.len() {
            0 => Ok(ours.len()),
            count => {
                wrong.truncate(5);
                Err(format!(
                    "{count} entries of vamos:\n  {}",
                    wrong.join("\n  ")
                ))
            }
        }
    }

    fn describe(&self, cache: &Path, action: &str, entry: &Entry) -> String {
        let path = cache.join(&action[..2]).join(format!("{action}-a"));
        let time = fs::metadata(&path).and_then(|meta| meta.created()).ok();
        let step = self
            .steps
            .iter()
            .rev()
            .find(|(start, _)| time.is_some_and(|time| time >= *start));
        let data = entry.file(cache);
        let bytes = fs::read(data).unwrap_or_default();
        let head = &bytes[..bytes.len().min(200)];
        format!(
            "{} bytes, step {:?}: {}",
            entry.size,
            step.map(|step| step.1),
            head.escape_ascii()
        )
    }
}

/// Reports whether an entry is the list of a package's files.
fn is_list_of_sources(cache: &Path, entry: &Entry) -> bool {
    let text = fs::read_to_string(entry.file(cache)).unwrap_or_default();
    !text.is_empty() && text.lines().all(|line| line.starts_with("./"))
}

/// Checks that each output has the digest in its name. Outputs that a step has truncated are
/// shorter than their entries record and count as misses.
pub(crate) fn deep(cache: &Path) -> Result<usize, String> {
    let (entries, _) = compare::entries(cache);
    let is_hit = |entry: &&Entry| {
        let meta = fs::metadata(entry.file(cache));
        meta.is_ok_and(|meta| meta.len() == entry.size)
    };
    let hits: Vec<&Entry> = entries.values().filter(is_hit).collect();
    for entry in &hits {
        entry.verified(cache)?;
    }
    Ok(hits.len())
}
