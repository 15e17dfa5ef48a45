//! Facts of a symbol that are true or false.
//!
//! Counterpart: cmd/internal/obj/link.go (`Attribute`), textflag.go.

use std::ops::BitOr;

use crate::ids::Abi;

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes(u32);

impl Attributes {
    /// Several objects may define the symbol.
    pub const DUPLICATE_OK: Self = Self(1);
    /// A function of C.
    pub const C_FUNC: Self = Self(1 << 1);
    /// A function without a check of the stack.
    pub const NO_SPLIT: Self = Self(1 << 2);
    /// A function that calls none.
    pub const LEAF: Self = Self(1 << 3);
    /// A function that only calls another.
    pub const WRAPPER: Self = Self(1 << 4);
    /// A function that needs the context register.
    pub const NEED_CTXT: Self = Self(1 << 5);
    /// A function that makes its own frame.
    pub const NO_FRAME: Self = Self(1 << 6);
    /// The symbol is in the list of text or data.
    pub const ON_LIST: Self = Self(1 << 7);
    /// The symbol is visible in its file only.
    pub const STATIC: Self = Self(1 << 8);
    /// A type that is listed for reflect.
    pub const MAKE_TYPELINK: Self = Self(1 << 9);
    /// A function that may call methods by name.
    pub const REFLECT_METHOD: Self = Self(1 << 10);
    /// Not visible outside its shared library.
    pub const LOCAL: Self = Self(1 << 11);
    /// A function that was inlined somewhere.
    pub const WAS_INLINED: Self = Self(1 << 12);
    /// The symbol has its index.
    pub const INDEXED: Self = Self(1 << 13);
    /// A type that is converted to an interface.
    pub const USED_IN_IFACE: Self = Self(1 << 14);
    /// The symbol is found by its content.
    pub const CONTENT_ADDRESSABLE: Self = Self(1 << 15);
    /// A wrapper between ABIs.
    pub const ABI_WRAPPER: Self = Self(1 << 16);
    /// A pc table.
    pub const PCDATA: Self = Self(1 << 17);
    /// The initializer of a package.
    pub const PKG_INIT: Self = Self(1 << 18);
    /// The subject of `//go:linkname`.
    pub const LINKNAME: Self = Self(1 << 19);
    /// The subject of `//go:linknamestd` (since Go 1.27).
    pub const LINKNAME_STD: Self = Self(1 << 20);

    /// Returns true if all facts of `other` are true.
    #[inline]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Makes the facts of `other` true or false.
    #[inline]
    pub fn set(&mut self, other: Self, value: bool) {
        if value {
            self.0 |= other.0;
        } else {
            self.0 &= !other.0;
        }
    }

    /// Returns the facts as bits.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Returns the facts as the text of a TEXT instruction, with the ABI.
    pub fn text(self, abi: Abi) -> String {
        const NAMES: [(Attributes, &str); 12] = [
            (Attributes::DUPLICATE_OK, "DUPOK"),
            (Attributes::C_FUNC, "CFUNC"),
            (Attributes::NO_SPLIT, "NOSPLIT"),
            (Attributes::LEAF, "LEAF"),
            (Attributes::REFLECT_METHOD, "REFLECTMETHOD"),
            (Attributes::LOCAL, "LOCAL"),
            (Attributes::WRAPPER, "WRAPPER"),
            (Attributes::NEED_CTXT, "NEEDCTXT"),
            (Attributes::NO_FRAME, "NOFRAME"),
            (Attributes::STATIC, "STATIC"),
            (Attributes::ABI_WRAPPER, "ABIWRAPPER"),
            (Attributes::PKG_INIT, "PKGINIT"),
        ];
        let mut names: Vec<String> = Vec::new();
        let true_names = NAMES.iter().filter(|(fact, _)| self.has(*fact));
        names.extend(true_names.map(|(_, name)| (*name).to_owned()));
        if self.has(Self::LINKNAME) {
            names.push("LINKNAME".to_owned());
        }
        if self.has(Self::LINKNAME_STD) {
            names.push("LINKNAMESTD".to_owned());
        }
        if abi == Abi::Internal {
            names.push("ABIInternal".to_owned());
        }
        // These have no name upstream either.
        let unnamed = self.0 & (Self::USED_IN_IFACE.0 | Self::PCDATA.0);
        if unnamed != 0 {
            names.push(format!("UnknownAttribute({unnamed})"));
        }
        names.join("|")
    }
}

impl BitOr for Attributes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
