//! Programs as `go tool nm`, `addr2line` and `objdump` read them, and machine code: any bytes are
//! read to an end, in time and memory that the size of the input bounds.
//!
//! Counterpart: cmd/internal/objfile, cmd/internal/disasm, golang.org/x/arch (x86/x86asm,
//! arm64/arm64asm).

use vamos_disasm::Processor;
use vamos_disasm::Symbols;
use vamos_objfile::archive;
use vamos_objfile::goobj;
use vamos_objfile::program::Entry;
use vamos_objfile::program::Program;
use vamos_objfile::program::Rules;

use super::Target;
use super::built::PLAIN;
use super::built::WITH_C;

pub(super) const PROGRAM: Target = Target {
    name: "program",
    run: program,
    seeds,
    words: &[
        "\x7fELF\x02\x01\x01",
        "!<arch>\n",
        "MZ",
        "PE\0\0",
        ".text",
        ".gopclntab",
        "__text",
        "runtime.pclntab",
        "runtime.epclntab",
        "\0",
    ],
    brief: 300,
};

pub(super) const MACHINE_CODE: Target = Target {
    name: "machine_code",
    run: machine_code,
    seeds: || {
        let archives = PLAIN.packages.iter().map(|package| &package.archive);
        let code = archives.filter_map(|archive| archive.get(archive.len() / 2..));
        code.map(|code| code[..code.len().min(512)].to_vec())
            .collect()
    },
    words: &["\x66", "\u{f0}", "\x0f\x38", "\x0f\x3a", "\u{c5}", "\x48"],
    brief: 300,
};

const RULES: Rules = Rules {
    builtins: goobj::BUILTINS_26,
    names_bss: true,
    empty_is_none: true,
    reads_old_symbols: true,
};

/// Small archives, objects of the C compiler, and headers of the other formats.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for package in PLAIN.packages.iter().chain(&WITH_C.packages) {
        if package.archive.len() < 24 << 10 {
            seeds.push(package.archive.clone());
        }
        let members = archive::parse(b"", &package.archive, false).unwrap_or_default();
        let members = members
            .iter()
            .filter_map(|member| member.data(&package.archive));
        let objects = members.filter(|data| data.starts_with(b"\x7fELF") && data.len() < 32 << 10);
        seeds.extend(objects.map(<[u8]>::to_vec));
    }
    seeds.push(pe());
    seeds.push(macho());
    seeds
}

/// Returns an object for Windows with one section and one symbol.
fn pe() -> Vec<u8> {
    let mut file = vec![0x64, 0x86, 1, 0, 0, 0, 0, 0];
    // One symbol after the header and the section.
    file.extend_from_slice(&96_u32.to_le_bytes());
    file.extend_from_slice(&1_u32.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(b".text\0\0\0");
    for word in [8_u32, 0x1000, 8, 20, 0, 0, 0, 0x20] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.resize(96, 0x90);
    file.extend_from_slice(b"main.f\0\0");
    file.extend_from_slice(&[4, 0, 0, 0, 1, 0, 0, 0, 2, 0]);
    file.extend_from_slice(&4_u32.to_le_bytes());
    file
}

/// Returns a program for macOS with one segment, one section and no symbols.
fn macho() -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xfeed_facf_u32, 0x0100_0007, 3, 2, 1, 152, 0, 0, 0x19, 152] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(b"__TEXT\0\0\0\0\0\0\0\0\0\0");
    for word in [0x1000_u64, 0x1000, 0, 200] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for word in [7_u32, 5, 1, 0] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(b"__text\0\0\0\0\0\0\0\0\0\0__TEXT\0\0\0\0\0\0\0\0\0\0");
    for word in [0x1000_u64, 8] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for word in [184_u32, 0, 0, 0, 0, 0, 0, 0] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.resize(200, 0x90);
    file
}

fn program(data: &[u8]) {
    let Ok(program) = Program::open(b"x", data, RULES) else {
        return;
    };
    for entry in &program.entries {
        let symbols = entry.symbols().unwrap_or_default();
        // Names hardly overlap, for any tables.
        let names: usize = symbols.iter().map(|sym| sym.name.len()).sum();
        assert!(names <= 8 * data.len() + (1 << 18));
        look_up(entry);
        for sym in symbols.iter().take(64) {
            let relocs = entry.relocs(sym);
            assert!(relocs.len() <= data.len());
        }
    }
}

/// Looks positions in the code up, in order and back.
fn look_up(entry: &Entry<'_>) {
    let (Ok(lines), Ok((start, text))) = (entry.lines(), entry.text()) else {
        return;
    };
    let mut cursor = lines.cursor();
    let addrs = (0..text.len() as u64).step_by(1 + text.len() / 512);
    let addrs: Vec<u64> = addrs.map(|addr| start.wrapping_add(addr)).collect();
    let forward: Vec<_> = addrs.iter().map(|addr| cursor.position(*addr)).collect();
    // Earlier look-ups do not matter.
    for (addr, position) in addrs.iter().zip(forward).rev().take(32) {
        assert_eq!(cursor.position(*addr), position);
    }
}

struct Marks;

impl Symbols for Marks {
    fn find(&self, addr: u64) -> Option<(&[u8], u64)> {
        (addr & 1 == 0).then_some((b"f", addr & !7))
    }
}

fn machine_code(data: &[u8]) {
    for processor in [Processor::I386, Processor::Amd64, Processor::Arm64] {
        let mut rest = data;
        let mut pc = 0x1000;
        while !rest.is_empty() {
            let mut out = Vec::new();
            let size = processor.instruction(rest, pc, &Marks, true, &mut out);
            assert!(size > 0 && size <= rest.len().max(4) && out.len() < 400);
            rest = rest.get(size..).unwrap_or_default();
            pc += size as u64;
        }
    }
}
