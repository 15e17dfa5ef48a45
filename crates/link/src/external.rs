//! Input of the system's linker when it makes the executable.
//!
//! The output of the link is an ELF object then. The caller runs the system's linker with it, with
//! the objects of other compilers and with the flags of packages.
//! Counterpart: cmd/link/internal/ld/lib.go (`hostlinksetup`, `hostlink`).

/// Input of the system's linker other than the output, which is an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External<'a> {
    /// Objects of other compilers, in order.
    pub host_objects: Vec<&'a [u8]>,
    /// Flags that packages request (`cgo_ldflag`), in order.
    pub flags: Vec<String>,
    /// Names that the dynamic linker is to find, sorted.
    pub exports: Vec<String>,
    /// The build ID for other tools (`-B`); empty for none.
    pub build_id: Vec<u8>,
}
