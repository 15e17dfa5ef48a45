//! Requests of directives, as bits.
//!
//! Counterpart: cmd/compile/internal/ir/node.go (`PragmaFlag`), noder/lex.go (`pragmaFlag`).

/// Requests of directives. The bits are the ones that the compiler writes; they are the same in all
/// known releases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PragmaFlags(u16);

impl PragmaFlags {
    /// No request.
    pub const NONE: Self = Self(0);
    /// Parameters do not escape.
    pub const NOESCAPE: Self = Self(1 << 1);
    /// The race detector does not see the function.
    pub const NORACE: Self = Self(1 << 2);
    /// The stack is not grown.
    pub const NOSPLIT: Self = Self(1 << 3);
    /// The function is not inlined.
    pub const NOINLINE: Self = Self(1 << 4);
    /// Pointers are not checked.
    pub const NO_CHECK_PTR: Self = Self(1 << 5);
    /// A pointer to one argument is a pointer to all.
    pub const CGO_UNSAFE_ARGS: Self = Self(1 << 6);
    /// Pointers that became `uintptr` stay alive.
    pub const UINTPTR_KEEP_ALIVE: Self = Self(1 << 7);
    /// Pointers that became `uintptr` escape.
    pub const UINTPTR_ESCAPES: Self = Self(1 << 8);
    /// The function runs on the system stack.
    pub const SYSTEMSTACK: Self = Self(1 << 9);
    /// Write barriers are errors.
    pub const NOWRITEBARRIER: Self = Self(1 << 10);
    /// Write barriers are errors, also in called functions.
    pub const NOWRITEBARRIERREC: Self = Self(1 << 11);
    /// Ends the effect of [`Self::NOWRITEBARRIERREC`].
    pub const YESWRITEBARRIERREC: Self = Self(1 << 12);
    /// A build constraint.
    pub const GO_BUILD: Self = Self(1 << 13);
    /// Parameters are in registers.
    pub const REGISTER_PARAMS: Self = Self(1 << 14);

    /// The directives of functions.
    pub(crate) const FUNC: Self = Self(!Self::GO_BUILD.0);
    /// The directives of the runtime.
    pub(super) const RUNTIME: Self = Self(
        Self::SYSTEMSTACK.0
            | Self::NOWRITEBARRIER.0
            | Self::NOWRITEBARRIERREC.0
            | Self::YESWRITEBARRIERREC.0,
    );

    /// Returns the flags of a directive's first word.
    pub(super) fn of(verb: &str) -> Self {
        match verb {
            "go:build" => Self::GO_BUILD,
            "go:noescape" => Self::NOESCAPE,
            "go:norace" => Self::NORACE,
            "go:nosplit" => Self::NOSPLIT.with(Self::NO_CHECK_PTR),
            "go:noinline" => Self::NOINLINE,
            "go:nocheckptr" => Self::NO_CHECK_PTR,
            "go:systemstack" => Self::SYSTEMSTACK,
            "go:nowritebarrier" => Self::NOWRITEBARRIER,
            "go:nowritebarrierrec" => Self::NOWRITEBARRIERREC.with(Self::NOWRITEBARRIER),
            "go:yeswritebarrierrec" => Self::YESWRITEBARRIERREC,
            "go:cgo_unsafe_args" => Self::CGO_UNSAFE_ARGS.with(Self::NO_CHECK_PTR),
            "go:uintptrkeepalive" => Self::UINTPTR_KEEP_ALIVE,
            "go:uintptrescapes" => Self::UINTPTR_ESCAPES.with(Self::UINTPTR_KEEP_ALIVE),
            "go:registerparams" => Self::REGISTER_PARAMS,
            _ => Self::NONE,
        }
    }

    /// Returns the bits as the compiler writes them.
    pub fn bits(self) -> u16 {
        self.0
    }

    /// Reports whether one of the bits is set.
    pub fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Returns the bits that others do not have.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
