//! The programs of releases, which are known by their build IDs.
//!
//! The content ID of a program is a hash of all its bytes, so of all its sources.
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_objfile::build_id;

use super::Diagnosis;
use super::PROGRAMS;
use super::compared;
use crate::deciding::Tool;

/// Returns the name of the program that is built of a tool's sources; the compiler for the parts of
/// cmd/go.
pub const fn program(tool: Tool) -> &'static str {
    match tool {
        Tool::Linker => "link",
        Tool::Assembler => "asm",
        Tool::Recipes | Tool::Cgo | Tool::Tests | Tool::Checker | Tool::Compiler => "compile",
    }
}

/// Returns the diagnosis of a tool whose program, the file `path`, belongs to a release.
pub fn by_program(tool: Tool, path: &str) -> Option<Diagnosis> {
    let file = uncached::open(path).ok()?;
    let id = build_id::read_text(path, &file).ok()?;
    let release = release_of(program(tool), build_id::content_id(&id))?;
    let known = compared(tool, release)?;
    Some(Diagnosis::of_release(tool, known))
}

/// Returns the release whose program has a content ID.
fn release_of(program: &str, content: &str) -> Option<&'static str> {
    PROGRAMS.lines().find_map(|line| {
        let (name, rest) = line.split_once(' ')?;
        let (id, release) = rest.split_once(' ')?;
        (name == program && id == content).then_some(release)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::known::releases;

    #[test]
    fn releases_have_all_programs() {
        for release in releases(Tool::Compiler) {
            for name in ["asm", "compile", "link"] {
                let has_row = PROGRAMS.lines().any(|line| {
                    let words: Vec<&str> = line.split(' ').collect();
                    matches!(words[..], [program, id, of]
                        if program == name && of == release && id.len() == 20)
                });
                assert!(has_row, "{name} of {release}");
            }
        }
        assert_eq!(release_of("compile", ""), None);
    }
}
