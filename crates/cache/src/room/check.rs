//! Whether all files of a cache are what their names say.
//!
//! Counterpart: none; upstream checks the size of a value when it is looked up.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fmt;

use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::upkeep;
use vamos_sched::Class;
use vamos_sched::Pool;

use super::Inventory;
use super::ValueFile;
use crate::clock::RENEWAL_AGE_NS;

/// A file that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, or the directory of an executable.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The entry cannot be read, or is that of another action.
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

/// Reads all files of a cache, and returns those that are wrong, in the order of their paths. A
/// young value without an entry is left out: a command may be writing it.
pub fn check(inventory: &Inventory, now_ns: i128, pool: &Pool) -> Vec<Finding> {
    let entries = inventory.entries.iter().filter_map(|entry| entry.entry);
    let referred: HashSet<Digest> = entries.map(|entry| entry.output.0).collect();
    let is_finished = |value: &&ValueFile| {
        referred.contains(&value.id.0) || now_ns - value.used_ns >= RENEWAL_AGE_NS
    };
    let values: Vec<&ValueFile> = inventory.values.iter().filter(is_finished).collect();
    let problems = pool.map(Class::Cpu, &values, |value| problem_of(inventory, value));
    let mut findings: Vec<Finding> = values
        .iter()
        .zip(problems)
        .filter_map(|(value, problem)| {
            let path = inventory.value_path(&value.id);
            problem.map(|problem| Finding { path, problem })
        })
        .collect();
    findings.extend(of_entries(inventory));
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    findings
}

fn problem_of(inventory: &Inventory, value: &ValueFile) -> Option<Problem> {
    let mut path = inventory.value_path(&value.id);
    if value.is_executable {
        match upkeep::list(&path).as_deref() {
            Ok([(name, _)]) => path = format!("{path}/{name}"),
            Ok(_) => return Some(Problem::NotOneExecutable),
            Err(error) => return vanished(error.clone()),
        }
    }
    match upkeep::hash(&path) {
        Ok((digest, _)) => (digest != value.id.0).then_some(Problem::WrongContent),
        Err(error) => vanished(error),
    }
}

/// A file that another command removed meanwhile is no problem.
fn vanished(error: PathError) -> Option<Problem> {
    (!error.is_not_exist()).then_some(Problem::Unreadable(error))
}

fn of_entries(inventory: &Inventory) -> impl Iterator<Item = Finding> + '_ {
    let values = inventory.values.iter();
    let sizes: HashMap<Digest, u64> = values.map(|value| (value.id.0, value.size)).collect();
    inventory.entries.iter().filter_map(move |file| {
        let problem = match file.entry {
            None => Problem::MalformedEntry,
            Some(entry) => match sizes.get(&entry.output.0) {
                None => Problem::MissingValue,
                Some(found) if *found != entry.size => Problem::WrongSize {
                    recorded: entry.size,
                    found: *found,
                },
                Some(_) => return None,
            },
        };
        let path = inventory.entry_path(&file.id);
        Some(Finding { path, problem })
    })
}

#[cfg(test)]
mod tests {
    use vamos_fsys::fresh;
    use vamos_fsys::work;

    use super::*;
    use crate::ActionId;
    use crate::LocalStore;
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
        fresh::remove_file(&value(3)).unwrap();
        let entry = |number: u8| format!("{dir}/{:02x}/{}-a", id(number).0.0[0], id(number).0);
        value(4);
        work::write(&entry(4), b"v1 x").unwrap();
        // A command may be writing this one.
        fresh::remove_file(&entry(5)).unwrap_or_default();
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
}
