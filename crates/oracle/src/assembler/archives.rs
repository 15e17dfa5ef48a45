//! The objects of a build's archives, read and written again.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

use vamos_objfile::archive;
use vamos_objfile::archive::EntryKind;
use vamos_objfile::goobj;
use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::Reader;

use super::commands::Tally;
use crate::report::Report;

/// Checks all archives in the work directory of a build.
pub(super) fn check(name: &str, log: &str, report: &mut Report) {
    let work = log.lines().find_map(|line| line.strip_prefix("WORK="));
    let mut tally = Tally::default();
    let mut paths = Vec::new();
    for dir in work.into_iter().flat_map(std::fs::read_dir).flatten() {
        paths.extend(dir.map(|dir| dir.path().join("_pkg_.a")));
    }
    paths.retain(|path: &PathBuf| path.exists());
    paths.sort();
    for path in &paths {
        match archive_problem(path) {
            Ok(count) => tally.count += count,
            Err(problem) => tally.problems.push(problem),
        }
    }
    report.say(&format!("{name}: objects written again"), tally.result());
}

/// Returns the number of objects in an archive, if all are written as they are.
fn archive_problem(path: &Path) -> Result<usize, String> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{shown}: {error}"))?;
    let entries = archive::parse(b"", &bytes, false);
    let entries = entries.map_err(|error| format!("{shown}: {error}"))?;
    let mut count = 0;
    for entry in entries {
        if entry.kind != EntryKind::GoObject {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.name).into_owned();
        let data = entry.data(&bytes).unwrap_or_default();
        let start = data.windows(MAGIC.len()).position(|part| part == MAGIC);
        let data = &data[start.unwrap_or_default()..];
        let problem = |text: String| format!("{shown}: {name}: {text}");
        let reader = Reader::open(data).map_err(|error| problem(error.to_string()))?;
        let object = Object::read(&reader);
        let written = goobj::write(&object).map_err(|error| problem(error.to_string()))?;
        if written != data {
            return Err(problem(super::difference::describe(&written, data)));
        }
        count += 1;
    }
    Ok(count)
}
