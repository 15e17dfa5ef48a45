//! Versions of symbols in libraries.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`addelflib`, `elfdynhash`).

use crate::loader::Loader;
use crate::loader::Sym;

/// The number of the first version; 0 and 1 are reserved.
const FIRST: u16 = 2;
/// The version of a symbol that names none.
const GLOBAL: u16 = 1;

/// A library, with the versions that symbols need. The newest is written first, of
/// libraries as of versions.
struct Library {
    file: Vec<u8>,
    versions: Vec<Vec<u8>>,
}

/// The versions of all dynamic symbols.
pub(super) struct Versions {
    libs: Vec<Library>,
    /// By number of the dynamic symbol: its library and its version there.
    needs: Vec<Option<(usize, usize)>>,
}

impl Versions {
    /// Returns an empty table for this many dynamic symbols.
    pub(super) fn new(symbols: usize) -> Self {
        Self {
            libs: Vec::new(),
            needs: vec![None; symbols],
        }
    }

    /// Adds the version of a symbol.
    pub(super) fn add(&mut self, id: usize, file: &[u8], version: &[u8]) {
        let found = self.libs.iter().position(|lib| lib.file == file);
        let lib = found.unwrap_or_else(|| {
            self.libs.push(Library {
                file: file.to_vec(),
                versions: Vec::new(),
            });
            self.libs.len() - 1
        });
        let versions = &mut self.libs[lib].versions;
        let found = versions.iter().position(|known| known == version);
        let number = found.unwrap_or_else(|| {
            versions.push(version.to_vec());
            versions.len() - 1
        });
        self.needs[id] = Some((lib, number));
    }

    /// Returns the number of libraries.
    pub(super) fn files(&self) -> u32 {
        self.libs.len() as u32
    }

    /// Writes the versions by library, `.gnu.version_r`.
    pub(super) fn write_files(&self, ldr: &mut Loader<'_>, table: Sym, strings: Sym) {
        let mut number = FIRST;
        for (at, lib) in self.libs.iter().enumerate().rev() {
            let file = ldr.update(strings).add_c_string(&lib.file);
            let count = lib.versions.len();
            let next = if at == 0 { 0 } else { 16 + count as u32 * 16 };
            let mut out = ldr.update(table);
            out.add_u16(1);
            out.add_u16(count as u16);
            out.add_u32(file as u32);
            out.add_u32(16);
            out.add_u32(next);
            for (at, version) in lib.versions.iter().enumerate().rev() {
                let name = ldr.update(strings).add_c_string(version);
                let mut out = ldr.update(table);
                out.add_u32(elf_hash(version));
                out.add_u16(0);
                out.add_u16(number);
                out.add_u32(name as u32);
                out.add_u32(if at == 0 { 0 } else { 16 });
                number += 1;
            }
        }
    }

    /// Writes the version of each symbol, `.gnu.version`.
    pub(super) fn write_symbols(&self, ldr: &mut Loader<'_>, table: Sym) {
        let mut first = vec![FIRST; self.libs.len()];
        for at in (0..self.libs.len().saturating_sub(1)).rev() {
            first[at] = first[at + 1] + self.libs[at + 1].versions.len() as u16;
        }
        let mut out = ldr.update(table);
        for (id, need) in self.needs.iter().enumerate() {
            out.add_u16(match need {
                _ if id == 0 => 0,
                None => GLOBAL,
                &Some((lib, version)) => {
                    let later = self.libs[lib].versions.len() - 1 - version;
                    first[lib] + later as u16
                }
            });
        }
    }
}

/// Returns the hash of a name as the ELF specification defines it.
pub(super) fn elf_hash(name: &[u8]) -> u32 {
    name.iter().fold(0, |hash: u32, &byte| {
        let mut hash = (hash << 4).wrapping_add(u32::from(byte));
        hash ^= (hash & 0xf000_0000) >> 24;
        hash & 0x0fff_ffff
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::AMD64;
    use crate::loader::ABI0;
    use crate::profile::GO1_26;

    #[test]
    fn the_newest_is_first() {
        let mut versions = Versions::new(6);
        versions.add(1, b"libc.so.6", b"V1");
        versions.add(2, b"libm.so.6", b"V1");
        versions.add(3, b"libc.so.6", b"V2");
        versions.add(5, b"libc.so.6", b"V1");
        let mut ldr = Loader::new(&GO1_26, &AMD64);
        let mut make = |name: &'static [u8]| ldr.lookup_or_create(name, ABI0);
        let (files, symbols, strings) = (make(b"r"), make(b"v"), make(b"s"));
        versions.write_files(&mut ldr, files, strings);
        versions.write_symbols(&mut ldr, symbols);
        assert_eq!(ldr.data(strings), b"libm.so.6\0V1\0libc.so.6\0V2\0V1\0");
        let numbers: Vec<u8> = ldr.data(symbols).iter().step_by(2).copied().collect();
        assert_eq!(numbers, [0, 4, 2, 3, 1, 4]);
        let table = ldr.data(files);
        // Two libraries, three versions.
        assert_eq!(table.len(), 5 * 16);
        assert_eq!(
            table[..16],
            [1, 0, 1, 0, 0, 0, 0, 0, 16, 0, 0, 0, 32, 0, 0, 0]
        );
        assert_eq!(table[32..36], [1, 0, 2, 0]);
        assert_eq!(table[44..48], [0; 4]);
        assert_eq!(table[48 + 12], 16);
        assert_eq!(table[64 + 12], 0);
        assert_eq!(elf_hash(b"printf"), 0x0779_05a6);
    }
}
