//! Whether each entry of vamos' build cache is one that the official command wrote.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use vamos_base::Digest;

use super::world::at;
use crate::compare;
use crate::compare::Entry;

/// What is known of the official cache: entries that were lost since stay known.
#[derive(Default)]
pub(crate) struct Judge {
    known: BTreeMap<String, Entry>,
    /// Lists of sources that the official command did not write.
    pub(crate) lists: BTreeSet<String>,
    /// When each step began.
    pub(crate) steps: Vec<(SystemTime, usize)>,
}

/// A cache's entries that can be read; others are misses to everybody.
fn entries(cache: &Path) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    for shard in fs::read_dir(cache).into_iter().flatten().flatten() {
        for entry in fs::read_dir(shard.path()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(action) = name.strip_suffix("-a")
                && let Ok(text) = fs::read_to_string(entry.path())
                && let Some(one) = compare::entry(action, &text)
            {
                entries.insert(action.to_owned(), one);
            }
        }
    }
    entries
}

impl Judge {
    /// Notes what the official cache has now.
    pub(crate) fn note(&mut self, official: &Path) {
        self.known.extend(entries(official));
    }

    /// Returns how many entries vamos has, or what is wrong with them.
    pub(crate) fn judge(&mut self, official: &Path, vamos: &Path) -> Result<usize, String> {
        self.note(official);
        let ours = entries(vamos);
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
        let data = output_path(cache, &entry.output);
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

fn output_path(cache: &Path, output: &str) -> std::path::PathBuf {
    cache.join(&output[..2]).join(format!("{output}-d"))
}

/// Reports whether an entry is the list of a package's files.
fn is_list_of_sources(cache: &Path, entry: &Entry) -> bool {
    let text = fs::read_to_string(output_path(cache, &entry.output)).unwrap_or_default();
    !text.is_empty() && text.lines().all(|line| line.starts_with("./"))
}

/// Checks that each output has the digest in its name. Outputs that a step has truncated are
/// shorter than their entries record and count as misses.
pub(crate) fn deep(cache: &Path) -> Result<usize, String> {
    let mut checked = 0;
    for entry in entries(cache).values() {
        let path = output_path(cache, &entry.output);
        let Ok(bytes) = fs::read(&path) else {
            continue;
        };
        if u64::try_from(bytes.len()).ok() != Some(entry.size) {
            continue;
        }
        if Digest::of(&bytes).hex() != entry.output {
            return Err(at(&path)(std::io::Error::other(
                "is not what its name says",
            )));
        }
        checked += 1;
    }
    Ok(checked)
}
