//! Archives, Go objects and ELF objects: any bytes are read to an end, by the tools' readers and by
//! the linker's. The linker gets them as the main package of a program whose only other package is
//! the smallest package of the standard library, as its runtime.
//!
//! Counterpart: cmd/internal/archive, cmd/internal/goobj, cmd/link/internal/ld/lib.go,
//! cmd/link/internal/loadelf.

use std::sync::LazyLock;

use vamos_objfile::archive;
use vamos_objfile::archive::EntryKind;
use vamos_objfile::archive::LongNames;
use vamos_objfile::build_id;
use vamos_objfile::build_info;
use vamos_objfile::build_info::Fallback;
use vamos_objfile::elf_note::elf_note;
use vamos_objfile::goobj::FuncInfo;
use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Reader;
use vamos_objfile::sizes;

use super::Target;
use super::built::PLAIN;
use super::built::WITH_C;

pub(super) const ARCHIVE: Target = Target {
    name: "archive",
    run: archive,
    seeds: || {
        let mut seeds = archives();
        seeds.push(b"!<arch>\n".to_vec());
        let mut other = b"!<arch>\n".to_vec();
        archive::append_object(&mut other, "preferlinkext", LongNames::Cut, b"");
        archive::append_object(&mut other, "x.syso", LongNames::Cut, b"\x7fELF");
        seeds.push(other);
        seeds
    },
    words: &[
        "!<arch>\n",
        "__.PKGDEF       0           0     0     644     12        `\n",
        "_go_.o          0           0     0     644     0x10      `\n",
        "dynimportfail   0           0     0     644     0         `\n",
        "go object linux amd64 ",
        "\n!\n",
        "$$B\n",
        "$$  // cgo\n[[\"cgo_import_dynamic\",\"a\",\"b\",\"c\"]]\n$$\n",
        "main\n",
    ],
    brief: 200,
};

pub(super) const GO_OBJECT: Target = Target {
    name: "go_object",
    run: go_object,
    seeds: || archives().iter().filter_map(|seed| object(seed)).collect(),
    words: &[
        "\x00go120ld",
        "runtime.types",
        "main.main",
        "type:",
        "go:string.",
    ],
    brief: 300,
};

pub(super) const ELF_OBJECT: Target = Target {
    name: "elf_object",
    run: elf_object,
    seeds: elf_objects,
    words: &[
        "\x7fELF\x02\x01\x01",
        ".symtab",
        ".got",
        ".note.go.buildid",
        "\0",
    ],
    brief: 300,
};

/// Archives of a few kilobytes.
fn archives() -> Vec<Vec<u8>> {
    let packages = PLAIN.packages.iter();
    let small = packages.filter(|package| package.archive.len() < 24 << 10);
    small.map(|package| package.archive.clone()).collect()
}

/// Returns the Go object in an archive.
fn object(archive: &[u8]) -> Option<Vec<u8>> {
    let mut all = archive.windows(MAGIC.len());
    let at = all.position(|bytes| bytes == MAGIC)?;
    Some(archive[at..].to_vec())
}

/// Returns the objects of the C compiler in the standard library.
fn elf_objects() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for package in &WITH_C.packages {
        let entries = archive::parse(b"", &package.archive, false).unwrap_or_default();
        for entry in entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Native)
        {
            let data = entry.data(&package.archive).unwrap_or_default();
            if data.starts_with(b"\x7fELF") && data.len() < 32 << 10 {
                found.push(data.to_vec());
            }
        }
    }
    found
}

/// Links `main` with the smallest package as the runtime.
fn link(main: &[u8], flags: &[&str]) {
    static RUNTIME: LazyLock<&[u8]> = LazyLock::new(|| {
        let archives = PLAIN.packages.iter().map(|package| &package.archive[..]);
        archives.min_by_key(|archive| archive.len()).unwrap_or(&[])
    });
    PLAIN.link(&[("runtime", *RUNTIME), ("main", main)], flags);
}

fn archive(data: &[u8]) {
    for with_details in [false, true] {
        for entry in archive::parse(b"x", data, with_details).unwrap_or_default() {
            let _ = entry.data(data);
        }
    }
    let _ = archive::exported(&data);
    link(data, &[]);
}

fn go_object(data: &[u8]) {
    if let Ok(reader) = Reader::open(data) {
        walk(&reader);
    }
    let main = PLAIN.main();
    let mut all = main.windows(MAGIC.len());
    let head = all.position(|bytes| bytes == MAGIC).unwrap_or_default();
    link(&[&main[..head], data].concat(), &[]);
}

/// Reads all that an object has.
fn walk(reader: &Reader<'_>) {
    let texts = reader.packages().chain(reader.files());
    let mut bytes: usize = texts.map(<[u8]>::len).sum();
    bytes += reader.autolib().map(|lib| lib.pkg.len()).sum::<usize>();
    bytes += 8 * reader.hashes64().len() + 16 * reader.hashes().len();
    bytes += reader.ref_flags().count();
    for index in 0..reader.counts().all() + 2 {
        let Some(sym) = reader.sym(index) else {
            continue;
        };
        bytes += reader.name(sym).len();
        bytes += reader.relocs(index).len() + reader.auxs(index).len();
        let data = reader.data(index);
        let info = FuncInfo::new(data);
        bytes += data.len() + info.files().len() + info.inlined().count();
    }
    // Nothing is there twice, so a sum over all is small.
    assert!(bytes < 1 << 40);
}

fn elf_object(data: &[u8]) {
    let _ = build_info::read(&data, Fallback::Segment);
    let _ = build_id::read("x", &data);
    let _ = elf_note(&data, b"Go\0\0", 4);
    if let Ok(parts) = sizes::read(&data) {
        // Names hardly overlap, for any tables.
        let names: usize = parts.symbols.iter().map(|one| one.name.len()).sum();
        assert!(names <= 12 * data.len() + (1 << 18));
    }
    let mut main = PLAIN.main().to_vec();
    archive::append_object(&mut main, "x.o", LongNames::Cut, data);
    link(&main, &["-linkmode=internal"]);
}
