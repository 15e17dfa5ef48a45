//! Checks that the files of a cache match their names.
//!
//! Counterpart: none; upstream checks the size of a value when it is looked up.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fmt;

use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::maintenance;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::EntryFile;
use super::Inventory;
use super::ValueFile;
use super::evict::aside_path;
use super::inventory::read_entry;
use super::inventory::size_at;
use crate::clock::RENEWAL_AGE_NS;

/// A file with a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, or the directory of an executable.
    pub path: String,
    /// The problem.
    pub problem: Problem,
}

/// The problem of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The entry cannot be read, or belongs to another action.
    MalformedEntry,
    /// The value of an entry is not there. That is only a miss.
    MissingValue,
    /// The value of an entry has another size.
    WrongSize {
        /// The size in the entry.
        recorded: u64,
        /// The size of the value.
        found: u64,
    },
    /// The content of a value does not have the hash in its name.
    WrongContent,
    /// The directory of an executable does not have exactly one file.
    NotOneExecutable,
    /// The value cannot be read.
    Unreadable(PathError),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MalformedEntry => f.write_str("malformed entry"),
            Self::MissingValue => f.write_str("the value of the entry is missing"),
            Self::WrongSize { recorded, found } => {
                write!(
                    f,
                    "the entry's value has {found} bytes instead of {recorded}"
                )
            }
            Self::WrongContent => f.write_str("the content does not have the hash in the name"),
            Self::NotOneExecutable => f.write_str("not exactly one executable in the directory"),
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}

/// Reads all files of a cache, and returns the ones with problems, sorted by path. A recent value
/// without an entry is skipped: a command may be writing it.
///
/// Other commands add and remove files meanwhile, and the official one writes them in place, so the
/// inventory may mix several states. Therefore every suspect file is checked again
/// ([`look_again`]).
pub fn check(inventory: &Inventory, now_ns: i128, pool: &Pool) -> Vec<Finding> {
    let entries = inventory.entries.iter().filter_map(|entry| entry.entry);
    let referred: HashSet<Digest> = entries.map(|entry| entry.output.0).collect();
    let is_finished = |value: &&ValueFile| {
        referred.contains(&value.id.0) || now_ns - value.used_ns >= RENEWAL_AGE_NS
    };
    let values: Vec<&ValueFile> = inventory.values.iter().filter(is_finished).collect();
    let problems = pool.map(Class::Cpu, &values, |value| value_problem(inventory, value));
    let suspects = values
        .iter()
        .zip(problems)
        .filter_map(|(value, problem)| Some(Suspect::Value(value, problem?)));
    let suspects: Vec<Suspect<'_>> = suspects.chain(suspicious_entries(inventory)).collect();
    let found = pool.map(Class::Cpu, &suspects, |suspect| {
        look_again(inventory, suspect)
    });
    let mut findings: Vec<Finding> = found.into_iter().flatten().collect();
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    findings
}

/// A file that seems damaged, and its problem.
enum Suspect<'a> {
    Entry(&'a EntryFile),
    Value(&'a ValueFile, Problem),
}

fn value_problem(inventory: &Inventory, value: &ValueFile) -> Option<Problem> {
    let mut path = inventory.value_path(&value.id);
    if value.is_executable {
        match maintenance::list(&path).as_deref() {
            Ok([(name, _)]) => path = format!("{path}/{name}"),
            Ok(_) => return Some(Problem::NotOneExecutable),
            Err(error) => return unless_gone(error.clone()),
        }
    }
    match maintenance::hash(&path) {
        Ok((digest, _)) => (digest != value.id.0).then_some(Problem::WrongContent),
        Err(error) => unless_gone(error),
    }
}

/// Ignores the error of a file that another command removed meanwhile.
fn unless_gone(error: PathError) -> Option<Problem> {
    (!error.is_not_exist()).then_some(Problem::Unreadable(error))
}

/// Returns the entries that are not valid, or whose values are not in the inventory with their
/// size.
fn suspicious_entries(inventory: &Inventory) -> impl Iterator<Item = Suspect<'_>> {
    let values = inventory.values.iter();
    let sizes: HashMap<Digest, u64> = values.map(|value| (value.id.0, value.size)).collect();
    let is_right = move |file: &&EntryFile| {
        file.entry
            .is_some_and(|entry| sizes.get(&entry.output.0) == Some(&entry.size))
    };
    let entries = inventory.entries.iter();
    entries
        .filter(move |file| !is_right(file))
        .map(Suspect::Entry)
}

/// Returns the problem that a file has now, if the file did not change during the check.
fn look_again(inventory: &Inventory, suspect: &Suspect<'_>) -> Option<Finding> {
    let (path, before) = match suspect {
        Suspect::Entry(file) => (inventory.entry_path(&file.id), None),
        Suspect::Value(value, problem) => (inventory.value_path(&value.id), Some(problem)),
    };
    let problem = settled(&path, || match suspect {
        Suspect::Entry(file) => entry_problem(inventory, file),
        Suspect::Value(value, _) => value_problem(inventory, value),
    })?;
    // The content was wrong before as well, so that no command has just completed it.
    let is_same = before.is_none_or(|before| *before == problem);
    is_same.then_some(Finding { path, problem })
}

/// Calls `look` until the file is the same before and after the call, and returns the result. A
/// missing file has no problem: removing an entry and its value takes two steps.
fn settled(path: &str, look: impl Fn() -> Option<Problem>) -> Option<Problem> {
    loop {
        let before = maintenance::lstat(path).ok()?.stamp();
        let problem = look()?;
        if maintenance::lstat(path).ok()?.stamp() == before {
            return Some(problem);
        }
    }
}

/// Returns the present problem of an entry and its value.
fn entry_problem(inventory: &Inventory, file: &EntryFile) -> Option<Problem> {
    let entry = match read_entry(&inventory.entry_path(&file.id), file.id.0) {
        Ok(Some(entry)) => entry,
        Ok(None) => return Some(Problem::MalformedEntry),
        Err(error) => return unless_gone(error),
    };
    let path = inventory.value_path(&entry.output);
    let aside = aside_path(&inventory.dir, &entry.output.0);
    // A removal renames a value first, and renames it back if it was used meanwhile.
    for place in [&path, &aside, &path] {
        match maintenance::lstat(place) {
            Ok(_) if *place == aside => return None,
            Ok(meta) => {
                let found = size_at(place, &meta);
                let recorded = entry.size;
                return (found != recorded).then_some(Problem::WrongSize { recorded, found });
            }
            Err(error) if error.is_not_exist() => {}
            Err(error) => return Some(Problem::Unreadable(error)),
        }
    }
    Some(Problem::MissingValue)
}

#[cfg(test)]
mod tests {
    use vamos_fsys::uncached;
    use vamos_fsys::work;

    use super::*;
    use crate::ActionId;
    use crate::LocalStore;
    use crate::OutputId;
    use crate::Store;
    use crate::system_clock;

    #[test]
    fn every_damage_is_found_and_nothing_else() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let store = LocalStore::open(dir, system_clock()).unwrap();
        let id = |number: u8| ActionId(Digest::of(&[number]));
        let value = |number: u8| {
            let output = store.put_bytes(&id(number), &[number; 9]).unwrap();
            store.value_file(&output)
        };
        let program = format!("{dir}/program");
        work::write(&program, b"program").unwrap();
        store.put_executable(&id(9), "program", &program).unwrap();
        value(0);
        let found = || {
            let pool = Pool::new(2);
            let inventory = Inventory::take(dir, &pool).unwrap();
            check(&inventory, system_clock()(), &pool)
        };
        assert_eq!(found(), []);
        work::write(&value(1), &[0; 9]).unwrap();
        work::write(&value(2), &[2; 8]).unwrap();
        uncached::remove_file(&value(3)).unwrap();
        let entry = |number: u8| format!("{dir}/{:02x}/{}-a", id(number).0.0[0], id(number).0);
        value(4);
        work::write(&entry(4), b"v1 x").unwrap();
        // A command may be writing this one.
        uncached::remove_file(&entry(5)).unwrap_or_default();
        let young = Digest::of(b"young");
        work::write(&format!("{dir}/{:02x}/{young}-d", young.0[0]), b"you").unwrap();
        let mut problems: Vec<String> = found()
            .iter()
            .map(|finding| finding.problem.to_string())
            .collect();
        problems.sort();
        assert_eq!(
            problems,
            [
                "malformed entry",
                "the content does not have the hash in the name",
                "the content does not have the hash in the name",
                "the entry's value has 8 bytes instead of 9",
                "the value of the entry is missing",
            ]
        );
    }

    /// Concurrent changes by other commands between the steps of a check: the inventory is older
    /// than they.
    #[test]
    fn concurrent_changes_are_not_damage() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let store = LocalStore::open(dir, system_clock()).unwrap();
        let id = |number: u8| ActionId(Digest::of(&[number]));
        let output = |number: u8| OutputId(Digest::of(&[number; 9]));
        let pool = Pool::new(2);
        for number in 0..5 {
            store.put_bytes(&id(number), &[number; 9]).unwrap();
        }
        let mut inventory = Inventory::take(dir, &pool).unwrap();
        let paths = |number: u8| {
            let (entry, value) = (id(number), output(number));
            (inventory.entry_path(&entry), inventory.value_path(&value))
        };
        let paths: Vec<(String, String)> = (0..5).map(paths).collect();
        // A build stores value 0 after its part was listed, and the entry before.
        let is_listed = |value: &ValueFile| (0..3).all(|number| value.id != output(number));
        inventory.values.retain(is_listed);
        // Entry 1 is removed with its value; the value was removed when its part was listed.
        uncached::remove_file(&paths[1].0).unwrap();
        uncached::remove_file(&paths[1].1).unwrap();
        // Value 2 is set aside, to be removed or renamed back.
        maintenance::rename(&paths[2].1, &aside_path(dir, &output(2).0)).unwrap();
        // Entry 3 was removed after it was listed, and before it was read.
        uncached::remove_file(&paths[3].0).unwrap();
        let mut entries = inventory.entries.iter_mut();
        entries.find(|file| file.id == id(3)).unwrap().entry = None;
        // Value 4 was being written when it was listed.
        let mut values = inventory.values.iter_mut();
        values.find(|value| value.id == output(4)).unwrap().size = 4;
        assert_eq!(check(&inventory, system_clock()(), &pool), []);
        // The same without other commands: the value is gone, and the entry stays.
        uncached::remove_file(&paths[0].1).unwrap();
        let found = check(&inventory, system_clock()(), &pool);
        let [Finding { path, problem }] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!((path, problem), (&paths[0].0, &Problem::MissingValue));
    }
}
