//! The list of all tables: where their files are, and how large they may get.
//!
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_fsys::work;

use crate::doc_cache;

/// A table that is stored between runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreKind {
    /// Facts of source files, by directory: headers, and of test files the test functions and
    /// whether the file is valid.
    Facts,
    /// Packages as they were found in directories, by project and target.
    Directories,
    /// Data from the build cache's files, by cache and working directory.
    Entries,
    /// Processor time of actions.
    Costs,
    /// Copies of linked executables.
    Executables,
    /// Inputs and results of successful commands.
    RunRecords,
    /// Versions of tools.
    Tools,
    /// Archives that early cutoff may use again.
    Cutoff,
    /// Parts of their imports that compilations read.
    Reads,
    /// Links that need not be repeated.
    Links,
    /// Instrumented compilers.
    Compilers,
    /// Verdicts of proofs of SDKs, and their instrumented compilers.
    Proofs,
    /// Inputs of actions in their last builds, and the report of the last command, by project.
    History,
    /// The sizes of the build cache's parts, if it has a cap.
    Sizes,
    /// Recently used entries of the build cache, by project.
    Uses,
    /// Summaries of packages that were checked.
    Summaries,
    /// The digests of summaries, by the key of the checked package.
    Checks,
}

/// Directory of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// `vamos/` in the user's cache directory.
    User,
    /// `vamos/` in a build cache: the table is of no use without it.
    BuildCache,
}

/// The files of a table in its home.
enum Files {
    /// This number of files, named by this prefix, a key if there is one, and a digit.
    Parts(&'static str, usize),
    /// One file.
    Single(&'static str),
    /// All files in a directory.
    Directory(&'static str),
}

struct Row {
    name: &'static str,
    home: Home,
    files: Files,
    limit: Option<u64>,
}

const MIB: u64 = 1 << 20;

const fn row(name: &'static str, home: Home, files: Files, limit: Option<u64>) -> Row {
    Row {
        name,
        home,
        files,
        limit,
    }
}

/// The name of the table of archives in earlier versions ([`crate::outdated`]).
pub(crate) const OLD_ARCHIVES: &str = "cutoff";

/// The name of vamos' own directory.
const OWN: &str = "vamos";

/// Prefix of temporary files ([`vamos_fsys::atomic`]).
const TEMPORARY: &str = "vamos-";

/// Returns vamos' own directory below the user's cache directory or below a build cache.
pub fn data_dir(parent: &str) -> String {
    format!("{parent}/{OWN}")
}

/// Returns the directory that replaces a build cache for an SDK whose recipes are not known.
pub fn separate_cache(gocache: &str, version: &str) -> String {
    format!("{}/{version}", data_dir(gocache))
}

impl StoreKind {
    /// All tables.
    pub const ALL: [Self; 17] = [
        Self::Facts,
        Self::Directories,
        Self::Entries,
        Self::Costs,
        Self::Executables,
        Self::RunRecords,
        Self::Tools,
        Self::Cutoff,
        Self::Reads,
        Self::Links,
        Self::Compilers,
        Self::Proofs,
        Self::History,
        Self::Sizes,
        Self::Uses,
        Self::Summaries,
        Self::Checks,
    ];

    fn row(self) -> Row {
        use Files::Directory;
        use Files::Parts;
        use Files::Single;
        use Home::BuildCache;
        use Home::User;
        let memo = Some(64 * MIB);
        match self {
            Self::Facts => row("facts", User, Parts("facts-", 16), memo),
            Self::Directories => row("directories", User, Parts("dirs-", 1), memo),
            Self::Entries => row("entries", User, Parts("entries-", 1), memo),
            Self::Costs => row("costs", User, Parts("costs-", 1), memo),
            Self::Executables => row("executables", User, Directory("executables"), None),
            Self::RunRecords => row("witnesses", User, Directory("witness"), Some(256 * MIB)),
            Self::Tools => row("tools", BuildCache, Parts("tools-", 1), Some(MIB / 32)),
            // Some 75,000 archives and some 9,000 links.
            Self::Cutoff => row("cutoff", BuildCache, Single("archives"), Some(8 * MIB)),
            // No name may have the suffix of the build cache's own files, `-a` or `-d`.
            Self::Reads => row("reads", BuildCache, Parts("reads.", 16), memo),
            Self::Links => row("links", BuildCache, Single("links"), Some(MIB)),
            // Four programs.
            Self::Compilers => row("compilers", User, Directory("compilers"), Some(256 * MIB)),
            Self::Proofs => row("proofs", BuildCache, Directory("proofs"), Some(256 * MIB)),
            Self::History => row("history", User, Parts("history-", 16), memo),
            Self::Sizes => row("sizes", BuildCache, Parts("sizes-", 1), Some(MIB / 32)),
            // Parts like `Reads`, for the same reason.
            Self::Uses => row("uses", BuildCache, Parts("uses.", 16), Some(8 * MIB)),
            Self::Summaries => row("summaries", User, Directory("summaries"), Some(256 * MIB)),
            // Some 65,000 packages.
            Self::Checks => row("checks", User, Parts("checks-", 1), Some(8 * MIB)),
        }
    }

    /// Returns the name of the table, for people.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns the directory of the table.
    pub(crate) fn home(self) -> Home {
        self.row().home
    }

    /// Returns the bytes that the table may have, one with keys for all of them together
    /// ([`crate::pruning`]). `None` if a setting of the user decides.
    pub(crate) fn limit(self) -> Option<u64> {
        self.row().limit
    }

    /// Returns the permissions of the table's files: users may share a build cache.
    pub(crate) fn mode(self) -> u32 {
        match self.home() {
            Home::User => 0o600,
            Home::BuildCache => 0o666,
        }
    }

    /// Returns the number of files that a table of parts has for each key; 1 for other tables.
    pub(crate) fn parts(self) -> usize {
        match self.row().files {
            Files::Parts(_, count) => count,
            Files::Single(_) | Files::Directory(_) => 1,
        }
    }

    /// Returns the path of the table's file or directory in `own`; the prefix of its files' paths
    /// if the table has parts.
    pub(crate) fn path(self, own: &str, key: &str) -> String {
        match self.row().files {
            Files::Parts(prefix, _) if key.is_empty() => format!("{own}/{prefix}"),
            Files::Parts(prefix, _) => format!("{own}/{prefix}{key}-"),
            Files::Single(name) | Files::Directory(name) => format!("{own}/{name}"),
        }
    }

    /// Reports whether a path, relative to the table's home, is one of its files.
    fn owns(self, path: &str) -> bool {
        match self.row().files {
            Files::Parts(prefix, _) => path.starts_with(prefix) && !path.contains('/'),
            Files::Single(name) => path == name,
            Files::Directory(name) => path
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        }
    }

    /// Returns the table with keys that a file in its home is a part of, and its key.
    pub(crate) fn with_key(name: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().find_map(|table| {
            let Files::Parts(prefix, _) = table.row().files else {
                return None;
            };
            let (key, _part) = name.strip_prefix(prefix)?.rsplit_once('-')?;
            Some((table, key))
        })
    }

    /// Reports whether a file in its home is part of a table that nothing else removes: a
    /// part of a table with keys, or a temporary file of a process that was killed.
    pub(crate) fn is_prunable(name: &str) -> bool {
        let is_part = |table: &Self| matches!(table.row().files, Files::Parts(..));
        let mut memos = Self::ALL.into_iter().filter(is_part);
        name.starts_with(TEMPORARY) || memos.any(|table| table.owns(name))
    }
}

/// Reports whether a path, relative to a home, is a file that vamos keeps there.
pub(crate) fn is_own(home: Home, path: &str) -> bool {
    let mut tables = StoreKind::ALL
        .into_iter()
        .filter(|table| table.home() == home);
    let is_temporary = path.starts_with(TEMPORARY) && !path.contains('/');
    let is_outdated = home == Home::BuildCache && path == OLD_ARCHIVES;
    is_temporary || is_outdated || tables.any(|table| table.owns(path))
}

/// Returns the bytes of the wanted files in a directory, and of all files below the wanted
/// directories in it.
fn size_below(dir: &str, is_wanted: &dyn Fn(&str) -> bool) -> u64 {
    let names = uncached::names(dir).unwrap_or_default();
    let wanted = names.iter().filter(|name| is_wanted(name));
    let size = |name: &String| {
        let path = format!("{dir}/{name}");
        match work::lstat(&path) {
            Ok(meta) if meta.is_file() => meta.size,
            Ok(meta) if meta.is_dir() => size_below(&path, &|_| true),
            _ => 0,
        }
    };
    wanted.map(size).sum()
}

/// The directories of all tables; those that exist.
#[derive(Clone, Debug, Default)]
pub struct Homes {
    user: Option<String>,
    build_cache: Option<String>,
}

impl Homes {
    /// Returns the homes below the user's cache directory and below a build cache.
    pub fn below(user_cache: Option<&str>, build_cache: Option<&str>) -> Self {
        Self {
            user: user_cache.map(data_dir),
            build_cache: build_cache.map(data_dir),
        }
    }

    /// Returns the directory of a table.
    pub fn dir(&self, table: StoreKind) -> Option<&str> {
        match table.home() {
            Home::User => self.user.as_deref(),
            Home::BuildCache => self.build_cache.as_deref(),
        }
    }

    /// Returns the bytes that the files of a table have now.
    pub fn size(&self, table: StoreKind) -> u64 {
        let Some(dir) = self.dir(table) else {
            return 0;
        };
        match table.row().files {
            Files::Directory(_) => size_below(&table.path(dir, ""), &|_| true),
            Files::Parts(..) | Files::Single(_) => size_below(dir, &|name| table.owns(name)),
        }
    }

    /// Removes all tables, the tables of earlier versions of vamos in the same directories, and the
    /// build caches that are vamos' own. Files that cannot be removed stay, and so does the build
    /// cache of a running `go doc`.
    pub fn clear(&self) {
        if let Some(dir) = &self.build_cache {
            let _ = work::remove_all(dir);
        }
        if let Some(dir) = &self.user {
            doc_cache::remove_below(dir);
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_fsys::uncached;

    use super::Home;
    use super::MIB;
    use super::StoreKind;

    /// Returns the limits of some tables together, in MiB.
    fn limit(is_wanted: impl Fn(StoreKind) -> bool) -> u64 {
        let wanted = StoreKind::ALL.into_iter().filter(|table| is_wanted(*table));
        let bytes: u64 = wanted.filter_map(StoreKind::limit).sum();
        bytes.div_ceil(MIB)
    }

    #[test]
    fn documents_have_the_true_limits() {
        let in_cache = limit(|table| table.home() == Home::BuildCache);
        let compilers = limit(|table| table == StoreKind::Compilers);
        let records = limit(|table| table.home() == Home::User) - compilers;
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        for (file, size) in [
            (
                "docs/environment.md",
                format!("they were made from | at most {in_cache} MiB |"),
            ),
            (
                "docs/ci.md",
                format!("at most {in_cache} MiB, in `vamos/` inside GOCACHE"),
            ),
            (
                "docs/environment.md",
                format!("at most {records} MiB of records"),
            ),
            (
                "docs/environment.md",
                format!("at most {compilers} MiB of compilers"),
            ),
            (
                "README.md",
                format!("at most {compilers} MiB on disk for all SDKs"),
            ),
            (
                "docs/background.md",
                format!("together   at most {compilers} MiB, in `vamos/compilers`"),
            ),
        ] {
            let text = uncached::read(&format!("{root}/{file}")).unwrap();
            let text = String::from_utf8_lossy(&text).replace('\n', " ");
            assert!(text.contains(&size), "{file}: want {size}");
        }
    }
}
