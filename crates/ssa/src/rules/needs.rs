//! Necessary conditions of rules, so that most rules are passed over without running them.
//!
//! Counterpart: none.

/// The number for any operation.
pub(super) const ANY: u16 = u16::MAX;

/// The number of arguments whose operations select rules.
pub(super) const ARGS: usize = 3;

/// The number of the subject of the rule; its first arguments are 0 to 2.
pub(super) const SUBJECT: u8 = ARGS as u8;

/// The maximum number of values that the conditions of a rule are about.
pub(super) const NODES: usize = 16;

/// The set of all kinds of types.
pub(super) const KINDS: u64 = u64::MAX;

/// A condition of a value that has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// There is an argument with this index and an operation, [`ANY`] or this one; it gets the next
    /// number.
    Arg { node: u8, index: u8, op: u16 },
    /// The operation.
    Op { node: u8, op: u16 },
    /// The lowest bits of the integer that belongs to the operation.
    Number { node: u8, bits: u8, number: i32 },
    /// The number of uses.
    Uses { node: u8, count: i32 },
    /// The number of arguments.
    Len { node: u8, len: u16 },
    /// Both are one value.
    Same { node: u8, other: u8 },
    /// Another operation than this one.
    NotOp { node: u8, op: u16 },
    /// Both are pointers to the same address.
    SamePtr { node: u8, other: u8 },
    /// The value calls the function whose name is this text.
    Call { node: u8, text: u32 },
    /// The size of the subject's type, in bytes.
    Size { size: i32 },
}

/// Necessary conditions of a rule, for one order of its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    /// The operations of the first arguments.
    pub(super) ops: [u16; ARGS],
    /// The kinds of the value's type, a bit each.
    pub(super) kinds: u64,
    /// Further conditions, in the order of the rule.
    pub(super) tests: Vec<Test>,
}

impl Needs {
    /// No condition.
    pub(super) const OPEN: Self = Self {
        ops: [ANY; ARGS],
        kinds: KINDS,
        tests: Vec::new(),
    };
}

/// A rule in the code of a function.
#[derive(Clone, Debug)]
pub(super) struct RuleEntry {
    /// The index of its first instruction.
    pub(super) start: u32,
    /// Its conditions, for each order of arguments that are exchanged.
    pub(super) needs: Vec<Needs>,
}
