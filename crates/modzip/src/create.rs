//! Makes a module's zip from the files of a repository: chooses the files of the module, and writes
//! a zip with the same bytes as upstream.
//!
//! Counterpart: golang.org/x/mod/zip (`Create`, `checkFiles`).

use std::borrow::Cow;

use hashbrown::HashSet;
use vamos_base::golang::fold::equal_fold;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;

use super::MAX_GO_MOD;
use super::MAX_ZIP_FILE;
use super::Member;
use super::MemberKind;
use super::ZipError;
use super::check::FoldedNames;
use super::check::MAX_LICENSE;
use super::writer::Writer;

/// A file that may become part of a module.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// Its path below the module's directory.
    pub name: &'a str,
    /// The source of its bytes.
    pub from: Content<'a>,
}

/// The source of a candidate's bytes.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// In another zip.
    Member {
        /// The member.
        member: &'a Member,
        /// The bytes of that zip.
        zip: &'a [u8],
    },
    /// In memory.
    Bytes(&'a [u8]),
}

impl<'a> Content<'a> {
    fn kind(self) -> MemberKind {
        match self {
            Self::Member { member, .. } => member.kind,
            Self::Bytes(_) => MemberKind::File,
        }
    }

    fn size(self) -> u64 {
        match self {
            Self::Member { member, .. } => member.size,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    fn read(self) -> Result<Cow<'a, [u8]>, ZipError> {
        match self {
            Self::Member { member, zip } => member.unpack(zip).map(Cow::Owned),
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

/// The parameters for making a zip.
pub struct Recipe<'a> {
    /// The module and its version.
    pub module: &'a ModuleVersion,
    /// True if the module's go.mod has Go 1.24 or newer: then vendor directories below the root are
    /// recognized.
    pub is_modern: bool,
    /// Compresses a file.
    pub deflate: &'a (dyn Fn(&[u8]) -> Vec<u8> + Sync),
}

/// Returns the bytes of the module's zip (`Create`).
pub fn create(recipe: &Recipe<'_>, files: &[Candidate<'_>]) -> Result<Vec<u8>, ZipError> {
    create_unwrapped(recipe, files).map_err(|error| ZipError::Create(Box::new(error)))
}

fn create_unwrapped(recipe: &Recipe<'_>, files: &[Candidate<'_>]) -> Result<Vec<u8>, ZipError> {
    let m = recipe.module;
    super::check::check_version(m)?;
    let chosen = choose(files, recipe.is_modern)?;
    let mut writer = Writer::default();
    for file in chosen {
        let bytes = file.from.read()?;
        let name = format!("{}@{}/{}", m.path, m.version, file.name);
        writer.add(&name, &bytes, &(recipe.deflate)(&bytes));
    }
    Ok(writer.finish())
}

/// Returns the files that belong to the module, in order; fails for files that no module may
/// have (`checkFiles`).
fn choose<'f, 'a>(
    files: &'f [Candidate<'a>],
    is_modern: bool,
) -> Result<Vec<&'f Candidate<'a>>, ZipError> {
    let modules = nested_modules(files);
    let mut chosen = Vec::new();
    let mut broken: Vec<(String, String)> = Vec::new();
    let mut reported: HashSet<&str> = HashSet::new();
    let mut seen = FoldedNames::default();
    let mut left = Some(MAX_ZIP_FILE);
    for file in files {
        match judge(file, &modules, is_modern, &mut seen, &mut left) {
            Ok(true) => chosen.push(file),
            Ok(false) => {
                reported.insert(file.name);
            }
            Err(rule) => {
                if reported.insert(file.name) {
                    broken.push((file.name.to_owned(), rule));
                }
            }
        }
    }
    if left.is_none() {
        let limit = MAX_ZIP_FILE;
        return Err(ZipError::SourceTooLarge { limit });
    }
    if broken.is_empty() {
        Ok(chosen)
    } else {
        Err(ZipError::Members(broken))
    }
}

/// Returns the directories, with `/` at the end, that have a go.mod.
fn nested_modules<'a>(files: &[Candidate<'a>]) -> HashSet<&'a str> {
    let dir_of_go_mod = |file: &Candidate<'a>| {
        let (dir, base) = split(file.name);
        (equal_fold(base, "go.mod") && file.from.kind() == MemberKind::File).then_some(dir)
    };
    files.iter().filter_map(dir_of_go_mod).collect()
}

/// Splits after the last `/`.
fn split(name: &str) -> (&str, &str) {
    name.split_at(name.rfind('/').map_or(0, |at| at + 1))
}

/// Decides whether a file belongs to the module or is left out; an error contains the violated
/// rule.
fn judge(
    file: &Candidate<'_>,
    modules: &HashSet<&str>,
    is_modern: bool,
    seen: &mut FoldedNames,
    left: &mut Option<u64>,
) -> Result<bool, String> {
    let name = file.name;
    if path::clean(name) != name {
        return Err("file path is not clean".to_owned());
    }
    if path::is_abs(name) {
        return Err("file path is not relative".to_owned());
    }
    if is_vendored(name, is_modern) || is_nested(name, modules) || name == ".hg_archival.txt" {
        return Ok(false);
    }
    module::check_file_path(name).map_err(|error| error.to_string())?;
    if name != "go.mod" && name.to_lowercase() == "go.mod" {
        return Err("go.mod files must have lowercase names".to_owned());
    }
    let kind = file.from.kind();
    seen.check(name, kind == MemberKind::Dir)?;
    if kind != MemberKind::File {
        return Ok(false);
    }
    let size = file.from.size();
    *left = left.and_then(|left| left.checked_sub(size));
    for (limited, limit) in [("go.mod", MAX_GO_MOD), ("LICENSE", MAX_LICENSE)] {
        if name == limited && size > limit {
            return Err(format!(
                "{limited} file too large (max size is {limit} bytes)"
            ));
        }
    }
    Ok(true)
}

/// Reports whether a file is in the directory of another module.
fn is_nested(name: &str, modules: &HashSet<&str>) -> bool {
    let mut dir = split(name).0;
    while !dir.is_empty() {
        if modules.contains(dir) {
            return true;
        }
        dir = split(&dir[..dir.len() - 1]).0;
    }
    false
}

/// Reports whether a file is part of a vendored package. Before Go 1.24 the search began at a wrong
/// position below the root; hashes of modules depend on that.
fn is_vendored(name: &str, is_modern: bool) -> bool {
    const VENDOR: &str = "/vendor/";
    if is_modern && name == "vendor/modules.txt" {
        return true;
    }
    let start = if name.starts_with(&VENDOR[1..]) {
        VENDOR.len() - 1
    } else {
        match name.find(VENDOR) {
            Some(at) if is_modern => at + VENDOR.len(),
            Some(_) => VENDOR.len(),
            None => return false,
        }
    };
    name.as_bytes()
        .get(start..)
        .is_some_and(|rest| rest.contains(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::Candidate;
    use super::Content;
    use super::Recipe;
    use super::create;
    use super::is_vendored;
    use crate::Archive;
    use vamos_base::golang::module::ModuleVersion;

    fn names(files: &[&str]) -> Result<Vec<String>, String> {
        let module = ModuleVersion::new("example.com/m", "v1.0.0");
        let files: Vec<Candidate<'_>> = files
            .iter()
            .map(|name| Candidate {
                name,
                from: Content::Bytes(b"x"),
            })
            .collect();
        let recipe = Recipe {
            module: &module,
            is_modern: false,
            deflate: &|_| vec![1, 1, 0, 0xfe, 0xff, b'x'],
        };
        let zip = create(&recipe, &files).map_err(|error| error.to_string())?;
        let archive = Archive::read(&zip).unwrap();
        crate::check(&archive, &module).unwrap();
        for member in &archive.members {
            assert_eq!(member.unpack(&zip).unwrap(), b"x");
        }
        let names = archive.members.into_iter().map(|member| member.name);
        Ok(names.collect())
    }

    #[test]
    fn files_of_the_module() {
        let files = [
            "go.mod",
            "a.go",
            "vendor/modules.txt",
            "vendor/p/a.go",
            "sub/go.mod",
            "sub/deep/a.go",
            ".hg_archival.txt",
            "ä~.txt",
        ];
        let want = ["go.mod", "a.go", "vendor/modules.txt", "ä~.txt"];
        let want: Vec<String> = want
            .iter()
            .map(|name| format!("example.com/m@v1.0.0/{name}"))
            .collect();
        assert_eq!(names(&files).unwrap(), want);
    }

    #[test]
    fn files_that_no_module_has() {
        let cases: [(&[&str], &str); 4] = [
            (&["a//b"], "create zip: a//b: file path is not clean"),
            (
                &["GO.mod"],
                "create zip: GO.mod: go.mod files must have lowercase names",
            ),
            (
                &["a", "A"],
                "create zip: A: case-insensitive file name collision: \"a\" and \"A\"",
            ),
            (
                &["a:b", "c|d"],
                "create zip: a:b: malformed file path \"a:b\": invalid char ':'\n\
                 c|d: malformed file path \"c|d\": invalid char '|'",
            ),
        ];
        for (files, want) in cases {
            assert_eq!(names(files).unwrap_err(), want);
        }
    }

    #[test]
    fn vendor_directories() {
        for (name, old, modern) in [
            ("vendor/modules.txt", false, true),
            ("vendor/p/a.go", true, true),
            ("vendor/a.go", false, false),
            ("pkg/vendor/vendor.go", true, false),
            ("pkg/vendor/p/a.go", true, true),
            ("vendored/p/a.go", false, false),
        ] {
            assert_eq!(is_vendored(name, false), old, "{name}");
            assert_eq!(is_vendored(name, true), modern, "{name}");
        }
    }
}
