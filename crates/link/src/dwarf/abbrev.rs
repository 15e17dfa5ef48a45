//! The forms of entries: `.debug_abbrev`.
//!
//! The table is the same in every program for a system; it is shown here as DWARF 5 has it on
//! most. The compiler writes entries of functions and variables by the same numbers, so none
//! may move.
//! Counterpart: cmd/internal/dwarf/dwarf.go (`abbrevs`), putvarabbrevgen.go.

use super::version::Version;
use crate::system::System;
use vamos_base::golang::dwarf::put_uleb128;

/// An attribute, by its number in the standard; those from 0x2900 are Go's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum At {
    Location = 0x2,
    Name = 0x3,
    ByteSize = 0xb,
    StmtList = 0x10,
    LowPc = 0x11,
    HighPc = 0x12,
    Language = 0x13,
    CompDir = 0x1b,
    ConstValue = 0x1c,
    Inline = 0x20,
    Producer = 0x25,
    AbstractOrigin = 0x31,
    Count = 0x37,
    DataMemberLocation = 0x38,
    DeclFile = 0x3a,
    DeclLine = 0x3b,
    Encoding = 0x3e,
    External = 0x3f,
    FrameBase = 0x40,
    Type = 0x49,
    VariableParameter = 0x4b,
    Ranges = 0x55,
    Trampoline = 0x56,
    CallFile = 0x58,
    CallLine = 0x59,
    AddrBase = 0x73,
    GoKind = 0x2900,
    GoKey = 0x2901,
    GoElem = 0x2902,
    GoEmbeddedField = 0x2903,
    GoRuntimeType = 0x2904,
    GoPackageName = 0x2905,
    GoDictIndex = 0x2906,
    GoClosureOffset = 0x2907,
}

/// Encoding of an attribute, by its number in the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Form {
    Addr = 0x1,
    Data4 = 0x6,
    String = 0x8,
    Block1 = 0xa,
    Data1 = 0xb,
    Flag = 0xc,
    Sdata = 0xd,
    Udata = 0xf,
    RefAddr = 0x10,
    SecOffset = 0x17,
    Addrx = 0x1b,
}

/// The entries that are made here; the number is the index of the form, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum DieKind {
    Unit = 1,
    /// A unit without functions.
    TextlessUnit = 2,
    StructField = 14,
    FuncParam = 15,
    FuncResult = 16,
    Variadic = 17,
    ArrayRange = 18,
    Unspecified = 19,
    Base = 20,
    Array = 21,
    Chan = 22,
    Func = 23,
    Interface = 24,
    Map = 25,
    Pointer = 26,
    UnsafePointer = 27,
    Slice = 28,
    String = 29,
    Struct = 30,
    Typedef = 31,
}

/// The form of an entry.
pub(super) struct Abbrev {
    tag: u8,
    /// True if entries inside may follow.
    pub has_children: bool,
    /// The attributes, in order.
    pub attrs: &'static [(At, Form)],
}

const CHILDREN: bool = true;
const LEAF: bool = false;

const fn entry(tag: u8, has_children: bool, attrs: &'static [(At, Form)]) -> Abbrev {
    Abbrev {
        tag,
        has_children,
        attrs,
    }
}

impl DieKind {
    /// Returns the form.
    pub(super) fn abbrev(self) -> &'static Abbrev {
        &ABBREVS[self as usize - 1]
    }
}

/// Returns the bytes of `.debug_abbrev`.
pub(super) fn section(version: Version, system: System) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, abbrev) in ABBREVS.iter().enumerate() {
        put_uleb128(&mut out, at as u64 + 1);
        put_uleb128(&mut out, u64::from(abbrev.tag));
        out.push(u8::from(abbrev.has_children));
        for &(attr, form) in abbrev.attrs {
            if let Some(form) = form_in(version, system, attr, form) {
                put_uleb128(&mut out, attr as u64);
                put_uleb128(&mut out, form as u64);
            }
        }
        out.extend([0, 0]);
    }
    out.push(0);
    out
}

/// Returns the form of an attribute that has the form `form` in DWARF 5 and on most systems; `None`
/// if there is no such attribute (`expandPseudoForm`).
fn form_in(version: Version, system: System, at: At, form: Form) -> Option<Form> {
    Some(match (at, form) {
        (At::CallLine, _) if system == System::Darwin => Form::Data4,
        _ if version == Version::V5 => form,
        (At::AddrBase, _) => return None,
        (At::LowPc, Form::Addrx) | (At::HighPc, Form::Udata) => Form::Addr,
        _ => form,
    })
}

#[rustfmt::skip]
static ABBREVS: [Abbrev; 46] = [
    // compunit
    entry(0x11, CHILDREN, &[(At::Name, Form::String), (At::Language, Form::Data1), (At::StmtList, Form::SecOffset), (At::LowPc, Form::Addr), (At::Ranges, Form::SecOffset), (At::CompDir, Form::String), (At::Producer, Form::String), (At::GoPackageName, Form::String), (At::AddrBase, Form::SecOffset)]),
    // compunit textless
    entry(0x11, CHILDREN, &[(At::Name, Form::String), (At::Language, Form::Data1), (At::CompDir, Form::String), (At::Producer, Form::String), (At::GoPackageName, Form::String)]),
    // function
    entry(0x2e, CHILDREN, &[(At::Name, Form::String), (At::LowPc, Form::Addrx), (At::HighPc, Form::Udata), (At::FrameBase, Form::Block1), (At::DeclFile, Form::Data4), (At::DeclLine, Form::Udata), (At::External, Form::Flag)]),
    // wrapper
    entry(0x2e, CHILDREN, &[(At::Name, Form::String), (At::LowPc, Form::Addrx), (At::HighPc, Form::Udata), (At::FrameBase, Form::Block1), (At::Trampoline, Form::Flag)]),
    // function abstract
    entry(0x2e, CHILDREN, &[(At::Name, Form::String), (At::Inline, Form::Data1), (At::DeclLine, Form::Udata), (At::External, Form::Flag)]),
    // function concrete
    entry(0x2e, CHILDREN, &[(At::AbstractOrigin, Form::RefAddr), (At::LowPc, Form::Addrx), (At::HighPc, Form::Udata), (At::FrameBase, Form::Block1)]),
    // wrapper concrete
    entry(0x2e, CHILDREN, &[(At::AbstractOrigin, Form::RefAddr), (At::LowPc, Form::Addrx), (At::HighPc, Form::Udata), (At::FrameBase, Form::Block1), (At::Trampoline, Form::Flag)]),
    // inlined subroutine
    entry(0x1d, CHILDREN, &[(At::AbstractOrigin, Form::RefAddr), (At::LowPc, Form::Addrx), (At::HighPc, Form::Udata), (At::CallFile, Form::Data4), (At::CallLine, Form::Udata)]),
    // inlined subroutine ranges
    entry(0x1d, CHILDREN, &[(At::AbstractOrigin, Form::RefAddr), (At::Ranges, Form::SecOffset), (At::CallFile, Form::Data4), (At::CallLine, Form::Udata)]),
    entry(0x34, LEAF, &[(At::Name, Form::String), (At::Location, Form::Block1), (At::Type, Form::RefAddr), (At::External, Form::Flag)]),
    // int constant
    entry(0x27, LEAF, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::ConstValue, Form::Sdata)]),
    // lexical block ranges
    entry(0xb, CHILDREN, &[(At::Ranges, Form::SecOffset)]),
    // lexical block simple
    entry(0xb, CHILDREN, &[(At::LowPc, Form::Addr), (At::HighPc, Form::Addr)]),
    // structfield
    entry(0xd, LEAF, &[(At::Name, Form::String), (At::DataMemberLocation, Form::Udata), (At::Type, Form::RefAddr), (At::GoEmbeddedField, Form::Flag)]),
    // functypeparam
    entry(0x5, LEAF, &[(At::Type, Form::RefAddr)]),
    // functypeoutparam
    entry(0x5, LEAF, &[(At::VariableParameter, Form::Flag), (At::Type, Form::RefAddr)]),
    // dotdotdot
    entry(0x18, LEAF, &[]),
    // arrayrange
    entry(0x21, LEAF, &[(At::Type, Form::RefAddr), (At::Count, Form::Udata)]),
    // nulltype
    entry(0x3b, LEAF, &[(At::Name, Form::String)]),
    // basetype
    entry(0x24, LEAF, &[(At::Name, Form::String), (At::Encoding, Form::Data1), (At::ByteSize, Form::Data1), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // arraytype
    entry(0x1, CHILDREN, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::ByteSize, Form::Udata), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // chantype
    entry(0x16, LEAF, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr), (At::GoElem, Form::RefAddr)]),
    // functype
    entry(0x15, CHILDREN, &[(At::Name, Form::String), (At::ByteSize, Form::Udata), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // ifacetype
    entry(0x16, CHILDREN, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // maptype
    entry(0x16, LEAF, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr), (At::GoKey, Form::RefAddr), (At::GoElem, Form::RefAddr)]),
    // ptrtype
    entry(0xf, LEAF, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // bare ptrtype
    entry(0xf, LEAF, &[(At::Name, Form::String), (At::GoRuntimeType, Form::Addr)]),
    // slicetype
    entry(0x13, CHILDREN, &[(At::Name, Form::String), (At::ByteSize, Form::Udata), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr), (At::GoElem, Form::RefAddr)]),
    // stringtype
    entry(0x13, CHILDREN, &[(At::Name, Form::String), (At::ByteSize, Form::Udata), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // structtype
    entry(0x13, CHILDREN, &[(At::Name, Form::String), (At::ByteSize, Form::Udata), (At::GoKind, Form::Data1), (At::GoRuntimeType, Form::Addr)]),
    // typedecl
    entry(0x16, LEAF, &[(At::Name, Form::String), (At::Type, Form::RefAddr)]),
    // dict index
    entry(0x16, LEAF, &[(At::Name, Form::String), (At::Type, Form::RefAddr), (At::GoDictIndex, Form::Udata)]),
    // variables and parameters of functions: abstract, with an origin, with a name
    entry(0x34, LEAF, &[(At::Name, Form::String), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr)]),
    entry(0x5, LEAF, &[(At::Name, Form::String), (At::VariableParameter, Form::Flag), (At::Type, Form::RefAddr)]),
    entry(0x34, LEAF, &[(At::AbstractOrigin, Form::RefAddr), (At::Location, Form::SecOffset)]),
    entry(0x34, LEAF, &[(At::AbstractOrigin, Form::RefAddr), (At::Location, Form::Block1)]),
    entry(0x34, LEAF, &[(At::Name, Form::String), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::GoClosureOffset, Form::Udata), (At::Location, Form::SecOffset)]),
    entry(0x34, LEAF, &[(At::Name, Form::String), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::GoClosureOffset, Form::Udata), (At::Location, Form::Block1)]),
    entry(0x34, LEAF, &[(At::Name, Form::String), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::Location, Form::SecOffset)]),
    entry(0x34, LEAF, &[(At::Name, Form::String), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::Location, Form::Block1)]),
    entry(0x5, LEAF, &[(At::AbstractOrigin, Form::RefAddr), (At::Location, Form::SecOffset)]),
    entry(0x5, LEAF, &[(At::AbstractOrigin, Form::RefAddr), (At::Location, Form::Block1)]),
    entry(0x5, LEAF, &[(At::Name, Form::String), (At::VariableParameter, Form::Flag), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::GoClosureOffset, Form::Udata), (At::Location, Form::SecOffset)]),
    entry(0x5, LEAF, &[(At::Name, Form::String), (At::VariableParameter, Form::Flag), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::GoClosureOffset, Form::Udata), (At::Location, Form::Block1)]),
    entry(0x5, LEAF, &[(At::Name, Form::String), (At::VariableParameter, Form::Flag), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::Location, Form::SecOffset)]),
    entry(0x5, LEAF, &[(At::Name, Form::String), (At::VariableParameter, Form::Flag), (At::DeclLine, Form::Udata), (At::Type, Form::RefAddr), (At::Location, Form::Block1)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        let bytes = section(Version::V5, System::Linux);
        let older = section(Version::V4, System::Linux);
        assert_eq!(older.len() + 2, bytes.len(), "there is no AddrBase");
        assert_eq!(bytes[..5], [1, 0x11, 1, 3, 8]);
        assert_eq!(bytes[bytes.len() - 3..], [0, 0, 0]);
        assert_eq!(DieKind::Typedef.abbrev().attrs.len(), 2);
        assert_eq!(DieKind::Map.abbrev().tag, 0x16);
        assert!(DieKind::Struct.abbrev().has_children);
    }
}
