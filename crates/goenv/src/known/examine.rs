//! Examination of a tool's sources: their fingerprint, and their declarations in a table.
//!
//! Counterpart: none.

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_fsys::Files;

use super::diagnosis::Diagnosis;
use super::diagnosis::FieldFound;
use super::table::Table;
use super::walk::walk;
use crate::capability::Capabilities;
use crate::deciding::Tool;
use crate::declarations::declarations;
use crate::declarations::identity;

/// The line of the version in internal/buildcfg/zbootstrap.go, which is part of no fingerprint.
const VERSION: &[u8] = b"const version = ";

/// Returns the fingerprint of the sources of a tool: a hash of the names and contents of all
/// files that decide one of its capabilities, without the version of the release.
pub fn fingerprint(files: &dyn Files, goroot: &str, tool: Tool) -> Digest {
    let mut hash = Sha256::new();
    walk(files, goroot, tool, &mut |name, data| {
        if name != "internal/buildcfg/zbootstrap.go" {
            hash.update(format!("{name} {}\n", data.len()).as_bytes());
            hash.update(data);
            return;
        }
        hash.update(format!("{name}\n").as_bytes());
        for line in data.split(|byte| *byte == b'\n') {
            if !line.starts_with(VERSION) {
                hash.update(line);
                hash.update(b"\n");
            }
        }
    });
    hash.finish()
}

/// Compares the declarations of a tool's sources with a table.
pub fn examine(
    files: &dyn Files,
    goroot: &str,
    tool: Tool,
    minor: u32,
    table: &Table,
) -> Diagnosis {
    let mut diagnosis = Diagnosis {
        known: tool.capabilities(),
        unknown: Vec::new(),
        fields: Vec::new(),
    };
    let mut files_sum = 0_u64;
    walk(files, goroot, tool, &mut |name, data| {
        let id = identity(name, "");
        let expected = table.file(id, minor);
        if expected.is_some_and(|file| file.is_required) {
            files_sum = files_sum.wrapping_add(id);
        }
        let found = examine_file(tool, minor, table, (name, data), &mut diagnosis);
        if expected.is_some_and(|file| !found.may_be(file.sum)) {
            let lost = format!("a declaration that {name} has no more");
            diagnosis.refuse(all_of(tool, name, data), &lost);
        }
    });
    if files_sum != table.files_sum(tool, minor) {
        let lost = format!("a file that the {} has no more", tool.name());
        diagnosis.refuse(tool.capabilities(), &lost);
    }
    diagnosis
}

/// The identities of the declarations of a file.
#[derive(Default)]
struct Found {
    /// The sum of the identities that all releases have.
    sum: u64,
    /// The identities of unknown variants, which are of any name.
    unknown: Vec<u64>,
}

impl Found {
    /// Reports whether the file has all declarations of a sum. Of the unknown variants some
    /// have replaced a known one, and some were added.
    fn may_be(&self, sum: u64) -> bool {
        const MOST: usize = 16;
        let rest = sum.wrapping_sub(self.sum);
        let count = self.unknown.len().min(MOST);
        (0_u32..1 << count).any(|choice| {
            let known = self.unknown.iter().take(MOST).enumerate();
            let chosen = known.filter(|(index, _)| choice >> index & 1 != 0);
            chosen.fold(0_u64, |sum, (_, id)| sum.wrapping_add(*id)) == rest
        })
    }
}

/// Compares the declarations of a file with the table.
fn examine_file(
    tool: Tool,
    minor: u32,
    table: &Table,
    (name, data): (&str, &[u8]),
    diagnosis: &mut Diagnosis,
) -> Found {
    let mut found = Found::default();
    for declaration in declarations(name, data) {
        let decides = tool.decided_by(name, &declaration.name);
        if decides.is_empty() {
            continue;
        }
        let entry = table.entry(declaration.hash, minor);
        let missing = entry.map_or(decides, |entry| decides.and(entry.missing));
        if !missing.is_empty() {
            diagnosis.refuse(missing, &format!("{} in {name}", declaration.name));
        }
        let id = identity(name, &declaration.name);
        match entry {
            _ if is_optional(&declaration.name) => {}
            None => found.unknown.push(id),
            Some(entry) if entry.is_required(minor) => found.sum = found.sum.wrapping_add(id),
            Some(_) => {}
        }
        let fields = table.fields(declaration.hash).into_iter();
        diagnosis
            .fields
            .extend(fields.map(|(field, is_there)| FieldFound {
                field,
                is_there,
                decides,
            }));
    }
    found
}

/// Reports whether sources may have a declaration or not: without an import, a file that needs it
/// is not compiled.
pub fn is_optional(name: &str) -> bool {
    name.starts_with("import ")
}

/// Returns all that a declaration of a file may decide.
fn all_of(tool: Tool, name: &str, data: &[u8]) -> Capabilities {
    let all = declarations(name, data).into_iter();
    all.map(|one| tool.decided_by(name, &one.name))
        .fold(tool.decided_by_file(name), Capabilities::or)
}
