//! Load commands other than segments.
//!
//! Counterpart: cmd/link/internal/ld/macho.go (`asmbMacho`, `machodysymtab`, `newMachoLoad`),
//! cmd/internal/macho/macho.go.

use crate::arch::Family;
use crate::options::Options;

const SYMTAB: u32 = 0x2;
const UNIX_THREAD: u32 = 0x5;
const DYSYMTAB: u32 = 0xb;
const LOAD_DYLIB: u32 = 0xc;
const LOAD_DYLINKER: u32 = 0xe;
const UUID: u32 = 0x1b;
const CODE_SIGNATURE: u32 = 0x1d;
const BUILD_VERSION: u32 = 0x32;
const DYLD_INFO_ONLY: u32 = 0x8000_0022;
const MAIN: u32 = 0x8000_0028;

/// macOS among the platforms.
const MACOS: u32 = 1;
/// The dynamic linker.
const DYLD: &[u8] = b"/usr/lib/dyld";

/// Commands, each encoded.
#[derive(Debug, Default)]
pub(super) struct Commands {
    pub(super) bytes: Vec<u8>,
    pub(super) count: u32,
}

/// A part of the last segment: place in the file and size.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) start: u64,
    pub(super) size: u64,
}

impl Part {
    fn fields(self) -> [u32; 2] {
        [self.start as u32, self.size as u32]
    }
}

impl Commands {
    /// Adds a command with these words, whose number becomes even.
    fn add(&mut self, kind: u32, words: &[u32]) {
        let mut words = words.to_vec();
        words.resize(words.len().next_multiple_of(2), 0);
        let size = 4 * (words.len() as u32 + 2);
        for word in [kind, size].into_iter().chain(words) {
            self.bytes.extend(word.to_le_bytes());
        }
        self.count += 1;
    }

    /// Adds a command with some words, and then a text in `len` words.
    fn add_text(&mut self, kind: u32, mut words: Vec<u32>, text: &[u8], len: usize) {
        let mut bytes = text.to_vec();
        bytes.resize(4 * len, 0);
        let (chunks, _) = bytes.as_chunks::<4>();
        words.extend(chunks.iter().map(|chunk| u32::from_le_bytes(*chunk)));
        self.add(kind, &words);
    }

    /// Adds the versions of the system and of its development kit.
    pub(super) fn build_version(&mut self, options: &Options) {
        let [system, kit] = options.profile.mach_o.versions;
        self.add(BUILD_VERSION, &[MACOS, system, kit, 0]);
    }

    /// Adds the address of the program's entry; `base` is the address of the file's first byte.
    pub(super) fn entry(&mut self, options: &Options, entry: u64, base: u64) {
        match options.arch.family {
            Family::Amd64 => {
                // The kind of the processor's state, its words, and the state.
                let mut words = vec![0; 44];
                [words[0], words[1]] = [4, 42];
                [words[34], words[35]] = [entry as u32, (entry >> 32) as u32];
                self.add(UNIX_THREAD, &words);
            }
            Family::Arm64 => {
                let offset = entry.wrapping_sub(base);
                self.add(MAIN, &[offset as u32, (offset >> 32) as u32, 0, 0]);
            }
        }
    }

    /// Adds where the tables of the dynamic linker are.
    pub(super) fn dyld_info(&mut self, rebase: Part, bind: Part) {
        let mut words = [rebase.fields(), bind.fields()].concat();
        words.resize(10, 0);
        self.add(DYLD_INFO_ONLY, &words);
    }

    /// Adds where the symbol table is, of which the first symbols are known only to the program
    /// and the first ones defined here, and the numbers of symbols that stubs and pointers lead to.
    pub(super) fn symbols(
        &mut self,
        syms: Part,
        [local, defined]: [u32; 2],
        names: Part,
        numbers: Part,
    ) {
        let count = (syms.size / 16) as u32;
        let [start, size] = names.fields();
        self.add(SYMTAB, &[syms.start as u32, count, start, size]);
        let mut words = vec![0; 18];
        words[1] = local;
        [words[2], words[3]] = [local, defined - local];
        words[4] = defined;
        words[5] = count - defined;
        words[12] = numbers.start as u32;
        words[13] = (numbers.size / 4) as u32;
        self.add(DYSYMTAB, &words);
    }

    /// Adds the dynamic linker and the libraries.
    pub(super) fn libraries(&mut self, libs: &[Vec<u8>]) {
        self.add_text(LOAD_DYLINKER, vec![12], DYLD, 5);
        for lib in libs {
            let len = (lib.len() + 1).div_ceil(8) * 2;
            // The place of the name; time and versions.
            self.add_text(LOAD_DYLIB, vec![24, 0, 0, 0], lib, len);
        }
    }

    /// Adds the UUID of the program.
    pub(super) fn uuid(&mut self, uuid: &[u8]) {
        self.add_text(UUID, Vec::new(), uuid, 4);
    }

    /// Adds where the signature is.
    pub(super) fn code_signature(&mut self, signature: Part) {
        self.add(CODE_SIGNATURE, &signature.fields());
    }
}
