//! Requirements of an executable: libraries, and the version of the C library.
//!
//! Counterpart: none; auditwheel decides in the same way.

use vamos_oracle::elf;

/// The section types of the dynamic section and of the needed versions.
const DYNAMIC: u32 = 6;
const VERNEED: u32 = 0x6fff_fffe;

/// The libraries that every system with the C library of GNU has.
const OF_C_LIBRARY: [&str; 8] = [
    "ld-linux-aarch64.so.1",
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
    "libutil.so.1",
];

/// Requirements of an executable.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// No library: it is linked statically.
    Nothing,
    /// The C library of GNU, from this version 2.x on.
    Glibc(u32),
}

/// Returns the requirements of an executable; fails if there are libraries other than the C
/// library.
pub(super) fn of(file: &[u8]) -> Result<Needs, String> {
    let sections = elf::sections(file);
    if sections.is_empty() {
        return Err("not an executable".to_owned());
    }
    let strings = |section: &elf::Section| {
        let index = usize::try_from(section.link).ok()?;
        Some(sections.get(index)?.bytes(file))
    };
    let mut needs = Needs::Nothing;
    for section in sections.iter().filter(|section| section.kind == DYNAMIC) {
        let names = strings(section).ok_or("no names of libraries")?;
        for library in libraries(section.bytes(file), names) {
            if !OF_C_LIBRARY.contains(&&*library) {
                return Err(format!("needs {library}, which a C library does not have"));
            }
            needs = Needs::Glibc(0);
        }
    }
    for section in sections.iter().filter(|section| section.kind == VERNEED) {
        let names = strings(section).ok_or("no names of versions")?;
        let newest = versions(section.bytes(file), names)
            .iter()
            .filter_map(|version| {
                version
                    .strip_prefix("GLIBC_2.")?
                    .split('.')
                    .next()?
                    .parse()
                    .ok()
            })
            .max();
        needs = newest.map_or(needs, Needs::Glibc);
    }
    Ok(needs)
}

/// Returns the values of DT_NEEDED.
fn libraries(dynamic: &[u8], names: &[u8]) -> Vec<String> {
    let entries = dynamic.chunks_exact(16);
    let needed = entries.filter(|entry| elf::number(entry, 0, 8) == Some(1));
    needed
        .filter_map(|entry| elf::text(names, elf::number(entry, 8, 8)?))
        .collect()
}

/// Returns the versions in a section of needed versions.
fn versions(section: &[u8], names: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut library = 0;
    loop {
        let count = elf::number(section, library + 2, 2).unwrap_or(0);
        let mut at = library + elf::number(section, library + 8, 4).unwrap_or(0);
        for _ in 0..count {
            let name = elf::number(section, at + 8, 4);
            found.extend(name.and_then(|name| elf::text(names, name)));
            at += elf::number(section, at + 12, 4).unwrap_or(0);
        }
        match elf::number(section, library + 12, 4) {
            None | Some(0) => return found,
            Some(next) => library += next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Needs;
    use super::of;
    use super::versions;

    #[test]
    fn other_files_are_refused() {
        assert!(of(b"#!/bin/sh\n").is_err());
    }

    #[test]
    fn versions_of_all_libraries_are_read() {
        let half = |number: u16| number.to_le_bytes().to_vec();
        let word = |number: u32| number.to_le_bytes().to_vec();
        let library = |next: u32| [half(1), half(1), word(0), word(16), word(next)].concat();
        let version = |name: u32| [word(0), half(0), half(2), word(name), word(0)].concat();
        let section = [library(32), version(1), library(0), version(11)].concat();
        let names = b"\0GLIBC_2.4\0GLIBC_2.34\0";
        assert_eq!(versions(&section, names), ["GLIBC_2.4", "GLIBC_2.34"]);
        // This test's own executable may need more than the C library, but is one.
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert_ne!(of(&own), Err("not an executable".to_owned()));
        assert_ne!(of(&own), Ok(Needs::Nothing));
    }
}
