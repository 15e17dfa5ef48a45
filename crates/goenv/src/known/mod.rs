//! Knowledge about an SDK's tools: which capabilities vamos has for sources that it was compared
//! with, and which declarations prevent the others.
//!
//! The programs of a release are known by their build IDs, without reading sources. Of other
//! programs all files that decide something are hashed. If the hash is not one of a release, their
//! declarations are looked up one by one, so that a patched SDK keeps what its patch does not
//! touch. `cargo xtask profile write` generates the tables.
//! Counterpart: none; upstream is one release.

mod diagnosis;
mod examine;
mod knowledge;
mod programs;
mod table;
mod walk;

pub use diagnosis::Diagnosis;
pub use diagnosis::FieldFound;
pub use diagnosis::Unknown;
pub use diagnosis::field_of_name;
pub use diagnosis::has_field;
pub use examine::examine;
pub use examine::fingerprint;
pub use examine::is_optional;
pub use knowledge::Knowledge;
pub use knowledge::Memory;
pub use programs::by_program;
pub use programs::program;
pub use table::Entry;
pub use table::FileEntry;
pub use table::Minors;
pub use table::Table;
pub use walk::walk;

/// Rows of releases: a tool, the fingerprint of its sources, the bits of the capabilities, and the
/// releases.
const FINGERPRINTS: &str = include_str!("fingerprints.txt");

/// Rows of programs: the name, the content ID, and the release.
const PROGRAMS: &str = include_str!("programs.txt");

/// The hashes of declarations ([`Table`]).
const DECLARATIONS: &str = include_str!("declarations.txt");

use vamos_fsys::Files;

use crate::capability::Capabilities;
use crate::deciding::Tool;

/// Returns the version of the tables, which is a part of the key of a stored diagnosis.
pub fn version() -> &'static str {
    // The first line is `# @generated VERSION`.
    DECLARATIONS.lines().next().unwrap_or_default()
}

/// Returns the diagnosis of a tool whose sources have the fingerprint of a release.
pub fn by_fingerprint(tool: Tool, fingerprint: &str) -> Option<Diagnosis> {
    FINGERPRINTS.lines().find_map(|line| {
        let mut words = line.split(' ');
        let is_row = words.next() == Some(tool.name()) && words.next() == Some(fingerprint);
        let bits = words.next().filter(|_| is_row)?;
        let known = Capabilities::from_bits(u32::from_str_radix(bits, 16).ok()?);
        Some(Diagnosis::of_release(tool, known))
    })
}

/// Returns the capabilities that the sources of a tool have in a release; `None` if the release
/// has no row.
pub fn compared(tool: Tool, release: &str) -> Option<Capabilities> {
    let mut rows = FINGERPRINTS.lines().map(|line| line.split(' '));
    rows.find_map(|mut words| {
        let is_of_tool = words.next() == Some(tool.name());
        let bits = words.nth(1).filter(|_| is_of_tool)?;
        let bits = u32::from_str_radix(bits, 16).ok()?;
        words
            .any(|word| word == release)
            .then(|| Capabilities::from_bits(bits))
    })
}

/// Returns the releases with which all commands share the build cache, and whose compiler was
/// compared: those on which the whole corpus was built.
pub fn proved_releases() -> impl Iterator<Item = &'static str> {
    let tools = [Tool::Recipes, Tool::Cgo, Tool::Tests];
    releases(Tool::Recipes).filter(move |release| {
        let is_whole = |tool: Tool| compared(tool, release) == Some(tool.capabilities());
        let compiler = compared(Tool::Compiler, release);
        tools.into_iter().all(is_whole) && compiler.is_some_and(|known| !known.is_empty())
    })
}

/// Returns the releases whose sources of a tool have a row.
pub fn releases(tool: Tool) -> impl Iterator<Item = &'static str> {
    let rows = FINGERPRINTS.lines();
    let rows = rows.filter(move |line| line.split(' ').next() == Some(tool.name()));
    rows.flat_map(|line| line.split(' ').skip(3))
}

/// Makes the diagnosis of a tool whose sources differ from all releases.
pub fn by_declarations(files: &dyn Files, goroot: &str, tool: Tool, minor: u32) -> Diagnosis {
    match Table::parse(DECLARATIONS) {
        Some(table) => examine(files, goroot, tool, minor, &table),
        None => Diagnosis::of_release(tool, Capabilities::NONE),
    }
}

#[cfg(test)]
mod tests;
