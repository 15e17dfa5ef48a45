//! Differences between processors.
//!
//! Counterpart: cmd/link/internal/amd64/l.go, obj.go and arm64's.

/// A supported processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// x86-64.
    Amd64,
    /// 64-bit Arm.
    Arm64,
}

/// The constants of a processor. All have 8-byte pointers, little-endian.
#[derive(Debug)]
pub struct Arch {
    /// The processor.
    pub family: Family,
    /// `$GOARCH`.
    pub name: &'static str,
    /// The default alignment of functions, in bytes.
    pub func_align: i64,
    /// The largest alignment of data.
    pub max_align: i64,
    /// The smallest alignment of data.
    pub min_align: i64,
    /// Bytes that fill the space between functions.
    pub code_pad: &'static [u8],
    /// The number of the stack pointer in debug information.
    pub dwarf_sp: u8,
    /// The number of the link register in debug information.
    pub dwarf_lr: u8,
    /// The smallest size of an instruction (pc quantum).
    pub min_lc: i64,
    /// True if a call leaves the return address in a register.
    pub has_link_register: bool,
    /// The rounding of segment addresses if `-R` does not set it.
    pub round: i64,
    /// Maximal distance of functions that a call reaches, with room for the procedure linkage
    /// table; `None` if calls reach everything.
    pub tramp_limit: Option<u64>,
    /// The address of the file's first byte, before rounding.
    pub image_base: i64,
    /// ELF's number of the machine.
    pub elf_machine: u16,
    /// Relocations of the dynamic linker.
    pub elf_relocs: ElfRelocs,
    /// The dynamic linker of glibc.
    pub interpreter: &'static str,
    /// The dynamic linker of musl.
    pub interpreter_musl: &'static str,
}

/// ELF's numbers of the relocations that are left to the dynamic linker.
#[derive(Debug)]
pub struct ElfRelocs {
    /// The address of a symbol, in the global offset table.
    pub glob_dat: u64,
    /// The address of a function, for a stub.
    pub jump_slot: u64,
    /// The address of the program, plus an offset.
    pub relative: u64,
}

/// The size of a pointer in bytes.
pub const PTR_SIZE: i64 = 8;

/// x86-64.
pub static AMD64: Arch = Arch {
    family: Family::Amd64,
    name: "amd64",
    func_align: 32,
    max_align: 32,
    min_align: 1,
    code_pad: &[0xcc],
    dwarf_sp: 7,
    dwarf_lr: 16,
    min_lc: 1,
    has_link_register: false,
    round: 4096,
    tramp_limit: None,
    image_base: 1 << 22,
    elf_machine: 62,
    elf_relocs: ElfRelocs {
        glob_dat: 6,
        jump_slot: 7,
        relative: 8,
    },
    interpreter: "/lib64/ld-linux-x86-64.so.2",
    interpreter_musl: "/lib/ld-musl-x86_64.so.1",
};

/// 64-bit Arm.
pub static ARM64: Arch = Arch {
    family: Family::Arm64,
    name: "arm64",
    func_align: 16,
    max_align: 32,
    min_align: 1,
    code_pad: &[0],
    dwarf_sp: 31,
    dwarf_lr: 30,
    min_lc: 4,
    has_link_register: true,
    round: 0x10000,
    tramp_limit: Some(0x7c0_0000),
    image_base: 0x10000,
    elf_machine: 183,
    elf_relocs: ElfRelocs {
        glob_dat: 1025,
        jump_slot: 1026,
        relative: 1027,
    },
    interpreter: "/lib/ld-linux-aarch64.so.1",
    interpreter_musl: "/lib/ld-musl-aarch64.so.1",
};
