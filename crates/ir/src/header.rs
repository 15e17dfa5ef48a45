//! Facts about the compiler that construct SSA form.
//!
//! Counterpart: cmd/compile/internal/base/flag.go and debug.go, internal/buildcfg.

use vamos_ssa::TypeId;

use crate::op::Op;

/// Settings of the compiler, from its command line and environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Optimizations are off.
    pub is_unoptimized: bool,
    /// Indexes are not checked.
    pub no_bounds: bool,
    /// A package of the run time is compiled.
    pub is_runtime: bool,
    /// Functions of the run time allocate objects of one size each.
    pub has_sized_malloc: bool,
    /// Variables may share their places.
    pub merges_locals: bool,
    /// Deferred calls are not open-coded.
    pub no_open_defers: bool,
    /// Pointers are not checked for nil.
    pub no_nil_checks: bool,
    /// Indexes are masked.
    pub masks_indexes: bool,
    /// The race detector is on.
    pub is_race: bool,
    /// Code may be at any address.
    pub is_shared: bool,
    /// Loops that are hot according to the profile are aligned.
    pub aligns_hot_loops: bool,
}

/// Facts about the compiler, for all functions of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The names of operations, by number.
    pub op_names: Vec<String>,
    /// The operations, by number.
    pub ops: Vec<Op>,
    /// The settings of the compiler.
    pub flags: Flags,
    /// The package in names of symbols.
    pub package: String,
    /// The largest backing store of slices on the stack, in bytes.
    pub largest_store: i64,
    /// N of GOAMD64=vN.
    pub goamd64: i64,
    /// The class of allocations of each size, in units of 8 bytes.
    pub size_classes: Vec<u8>,
    /// The numbers of the passes that functions run through, in the list of the compiler.
    pub passes: Vec<usize>,
    /// The type of maps in the run time.
    pub map: TypeId,
    /// The type of the number of elements of a map in the run time.
    pub map_len: TypeId,
    /// The type of records of deferred calls on the stack.
    pub defer: TypeId,
}

impl Header {
    /// Returns the name of the symbol of a variable that the compiler makes in the package.
    pub fn local_symbol(&self, text: &str) -> String {
        let package = &self.package;
        // These are no packages in names of other symbols.
        let separator = if ["go", "type"].contains(&&**package) {
            ":"
        } else {
            "."
        };
        format!("{package}{separator}{text}")
    }
}
