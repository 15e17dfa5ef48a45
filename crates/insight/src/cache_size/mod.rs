//! Sizes of the caches, by kind of entry, module and project.
//!
//! Counterpart: none; `go clean` removes everything.

mod kind;
mod modules;
mod text;

use std::collections::BTreeMap;
use std::collections::HashMap;

use serde_json::Value;
use serde_json::json;
use vamos_base::Digest;
use vamos_cache::Inventory;
use vamos_fsys::maintenance;
use vamos_sched::Class;
use vamos_sched::Pool;

pub use modules::ModuleSizes;
pub use modules::directory_size;
pub use modules::module_sizes;
pub use text::cache_size_text;
pub use text::size_of_bytes;

use kind::kind_of;

const HOUR_NS: i128 = 3600 * 1_000_000_000;

/// The groups by age: a name, and the hours that the last use may be ago.
const AGES: [(&str, i128); 4] = [
    ("used in the last day", 24),
    ("in the last week", 7 * 24),
    ("in the last month", 30 * 24),
    ("before that", i128::MAX / HOUR_NS),
];

/// A number of files, and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Size {
    fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

/// A group of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Common property of the entries.
    pub name: String,
    /// Total size.
    pub size: Size,
}

/// The sizes of a build cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheSize {
    /// The directory.
    pub dir: String,
    /// All files.
    pub total: Size,
    /// By kind, the largest first.
    pub kinds: Vec<Group>,
    /// By when they were last used.
    pub ages: Vec<Group>,
    /// By the projects that used them lately; a file may belong to several.
    pub projects: Vec<Group>,
}

/// The sizes of vamos' own data outside of the build cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnSizes {
    /// The directory.
    pub dir: String,
    /// All files.
    pub total: Size,
    /// By subdirectory, and all other files, the largest first.
    pub parts: Vec<Group>,
}

impl OwnSizes {
    /// Measures a directory; one that does not exist is empty.
    pub fn measure(dir: &str) -> Self {
        let mut others = Size::default();
        let mut parts = Vec::new();
        for (name, meta) in maintenance::list(dir).unwrap_or_default() {
            if meta.is_dir() {
                parts.push(group(&name, directory_size(&format!("{dir}/{name}"))));
            } else {
                others.add(meta.size);
            }
        }
        parts.push(group("tables", others));
        parts.retain(|part| part.size.files > 0);
        parts.sort_by(|a, b| (b.size.bytes, &a.name).cmp(&(a.size.bytes, &b.name)));
        Self {
            dir: dir.to_owned(),
            total: sum(&parts),
            parts,
        }
    }
}

/// Returns the size of all groups.
fn sum(groups: &[Group]) -> Size {
    groups.iter().fold(Size::default(), |sum, group| Size {
        files: sum.files + group.size.files,
        bytes: sum.bytes + group.size.bytes,
    })
}

impl CacheSize {
    /// Measures a cache. `others` are files other than entries, `projects` the actions that each
    /// project used.
    pub fn measure(
        inventory: &Inventory,
        others: Vec<Group>,
        projects: Vec<(String, Vec<Digest>)>,
        now_ns: i128,
        pool: &Pool,
    ) -> Self {
        let values: Vec<usize> = (0..inventory.values.len()).collect();
        let kinds_of_values = pool.map(Class::Cpu, &values, |at| {
            kind_of(inventory, &inventory.values[*at])
        });
        let mut kinds: BTreeMap<&str, Size> = BTreeMap::new();
        let mut ages = [Size::default(); AGES.len()];
        let mut add = |kind, bytes, used_ns: i128| {
            kinds.entry(kind).or_default().add(bytes);
            let hours = (now_ns - used_ns) / HOUR_NS;
            let age = AGES.iter().position(|(_, limit)| hours < *limit);
            ages[age.unwrap_or(AGES.len() - 1)].add(bytes);
        };
        for (value, kind) in inventory.values.iter().zip(kinds_of_values) {
            add(kind, value.size, value.used_ns);
        }
        for entry in &inventory.entries {
            add("entries of actions", entry.size, entry.used_ns);
        }
        for stray in &inventory.strays {
            add("unfinished files", stray.size, stray.used_ns);
        }
        let kinds = kinds.into_iter().map(|(name, size)| group(name, size));
        let mut kinds: Vec<Group> = kinds.chain(others).collect();
        kinds.sort_by_key(|group| std::cmp::Reverse(group.size.bytes));
        Self {
            dir: inventory.dir.clone(),
            total: sum(&kinds),
            kinds,
            ages: AGES
                .iter()
                .zip(ages)
                .map(|((name, _), size)| group(name, size))
                .collect(),
            projects: by_project(inventory, projects),
        }
    }

    /// Returns the sizes as JSON.
    pub fn json(&self, own: &OwnSizes, modules: Option<&ModuleSizes>) -> Value {
        let groups = |groups: &[Group]| -> Value {
            let group = |group: &Group| json!({"Name": group.name, "Files": group.size.files, "Bytes": group.size.bytes});
            groups.iter().map(group).collect()
        };
        let mut value = json!({
            "BuildCache": {
                "Dir": self.dir,
                "Files": self.total.files,
                "Bytes": self.total.bytes,
                "Kinds": groups(&self.kinds),
                "Ages": groups(&self.ages),
                "Projects": groups(&self.projects),
            },
            "Vamos": {
                "Dir": own.dir,
                "Files": own.total.files,
                "Bytes": own.total.bytes,
                "Parts": groups(&own.parts),
            },
        });
        if let Some(modules) = modules {
            value["ModuleCache"] = json!({
                "Dir": modules.dir,
                "Files": modules.total.files,
                "Bytes": modules.total.bytes,
                "Downloads": modules.downloads.bytes,
                "Modules": groups(&modules.modules),
            });
        }
        value
    }
}

fn group(name: &str, size: Size) -> Group {
    Group {
        name: name.to_owned(),
        size,
    }
}

/// Returns the sizes of the entries that each project used, the largest first.
fn by_project(inventory: &Inventory, projects: Vec<(String, Vec<Digest>)>) -> Vec<Group> {
    let values = inventory.values.iter();
    let values: HashMap<Digest, u64> = values.map(|value| (value.id.0, value.size)).collect();
    let entries = inventory.entries.iter();
    let entries: HashMap<Digest, _> = entries.map(|entry| (entry.id.0, entry)).collect();
    let size_of = |actions: Vec<Digest>| {
        let mut size = Size::default();
        let mut seen: HashMap<Digest, ()> = HashMap::new();
        for entry in actions.iter().filter_map(|action| entries.get(action)) {
            size.add(entry.size);
            let value = entry.entry.map(|entry| entry.output.0);
            if let Some(id) = value
                && let Some(bytes) = values.get(&id)
                && seen.insert(id, ()).is_none()
            {
                size.add(*bytes);
            }
        }
        size
    };
    let mut groups: Vec<Group> = projects
        .into_iter()
        .map(|(name, actions)| Group {
            name,
            size: size_of(actions),
        })
        .filter(|group| group.size.files > 0)
        .collect();
    groups.sort_by(|a, b| (b.size.bytes, &a.name).cmp(&(a.size.bytes, &b.name)));
    groups
}

#[cfg(test)]
mod tests {
    use vamos_cache::ActionId;
    use vamos_cache::LocalStore;
    use vamos_cache::Store;
    use vamos_cache::system_clock;

    use super::*;

    #[test]
    fn groups_add_up_to_the_total() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let store = LocalStore::open(dir, system_clock()).unwrap();
        let id = |number: u8| ActionId(Digest::of(&[number]));
        for (number, value) in [
            (1, &b"!<arch>\nxxxx"[..]),
            (2, b"# test log\nopen x\n"),
            (3, b"ok  \ta\t0.1s\n"),
            (4, b"!<arch>\nyyyy"),
            (5, b"\0\0\0"),
        ] {
            store.put_bytes(&id(number), value).unwrap();
        }
        let pool = Pool::new(1);
        let found = Inventory::take(dir, &pool).unwrap();
        let others = vec![group("fuzz corpus", Size { files: 1, bytes: 7 })];
        let projects = vec![
            ("/p".to_owned(), vec![id(1).0, id(2).0, id(9).0]),
            ("/gone".to_owned(), vec![id(9).0]),
        ];
        let size = CacheSize::measure(&found, others, projects, system_clock()(), &pool);
        assert_eq!(
            size.total,
            Size {
                files: 11,
                bytes: found.bytes() + 7
            }
        );
        let bytes_of = |name: &str| {
            let group = size.kinds.iter().find(|group| group.name == name);
            group.unwrap().size
        };
        assert_eq!(
            bytes_of("archives of packages"),
            Size {
                files: 2,
                bytes: 24
            }
        );
        assert_eq!(
            bytes_of("results of tests"),
            Size {
                files: 2,
                bytes: 30
            }
        );
        assert_eq!(
            bytes_of("entries of actions"),
            Size {
                files: 5,
                bytes: 875
            }
        );
        assert_eq!(size.ages[0].size.files, 10);
        assert_eq!(size.projects.len(), 1);
        assert_eq!(
            size.projects[0].size,
            Size {
                files: 4,
                bytes: 350 + 12 + 18
            }
        );
        let own = OwnSizes::measure(dir);
        assert_eq!(own.total.bytes, found.bytes());
        assert_eq!(own.parts.len(), found_dirs(dir));
        let text = cache_size_text(&size, &own, None);
        assert!(text.contains("archives of packages"), "{text}");
        let json = size.json(&own, None);
        assert_eq!(json["BuildCache"]["Bytes"], size.total.bytes);
        assert_eq!(json["Vamos"]["Bytes"], own.total.bytes);
    }

    /// Returns the number of directories with files.
    fn found_dirs(dir: &str) -> usize {
        let listed = maintenance::list(dir).unwrap().into_iter();
        let dirs = listed.filter(|(_, meta)| meta.is_dir());
        dirs.filter(|(name, _)| directory_size(&format!("{dir}/{name}")).files > 0)
            .count()
    }
}
