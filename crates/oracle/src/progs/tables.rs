//! The package of a dump: its options, and symbols by number.
//!
//! Counterpart: none.

use vamos_obj::Abi;
use vamos_obj::Attributes;
use vamos_obj::Encoder;
use vamos_obj::Goos;
use vamos_obj::Link;
use vamos_obj::Options;
use vamos_obj::Release;
use vamos_obj::SymKind;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

/// The first text of a dump.
const VERSION: &str = "vamos progs 1";

/// The facts of symbols that a dump has, by bit.
const FACTS: [Attributes; 13] = [
    Attributes::DUPLICATE_OK,
    Attributes::C_FUNC,
    Attributes::NO_SPLIT,
    Attributes::LEAF,
    Attributes::WRAPPER,
    Attributes::NEED_CTXT,
    Attributes::NO_FRAME,
    Attributes::STATIC,
    Attributes::REFLECT_METHOD,
    Attributes::LOCAL,
    Attributes::WAS_INLINED,
    Attributes::ABI_WRAPPER,
    Attributes::PKG_INIT,
];

/// The kind of memory and the facts of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) kind: SymKind,
    pub(crate) attributes: Attributes,
}

impl Facts {
    /// Reads facts.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, DumpError> {
        let number = cursor.uint()?;
        let kind = SymKind::ALL.get(number as usize).copied();
        let bits = cursor.uint()?;
        let mut attributes = Attributes::default();
        for (bit, fact) in FACTS.into_iter().enumerate() {
            attributes.set(fact, bits >> bit & 1 == 1);
        }
        Ok(Self {
            kind: kind.ok_or(DumpError::Kind("symbol", number))?,
            attributes,
        })
    }

    /// Returns the facts that a dump has of all of a symbol's.
    pub(crate) fn of(kind: SymKind, attributes: Attributes) -> Self {
        let mut found = Attributes::default();
        for fact in FACTS {
            found.set(fact, attributes.has(fact));
        }
        Self {
            kind,
            attributes: found,
        }
    }
}

/// A symbol of a dump.
#[derive(Debug)]
pub(crate) struct DumpedSym {
    pub(crate) name: String,
    pub(crate) abi: Abi,
    pub(crate) facts: Facts,
}

/// The symbols of a dump by number, from 1 on.
#[derive(Debug, Default)]
pub(crate) struct Tables(Vec<DumpedSym>);

impl Tables {
    /// Reads a symbol.
    pub(crate) fn add(&mut self, content: &[u8]) -> Result<(), DumpError> {
        let mut cursor = Cursor::new(content);
        self.0.push(DumpedSym {
            name: cursor.text()?,
            abi: match cursor.uint()? {
                0 => Abi::Abi0,
                _ => Abi::Internal,
            },
            facts: Facts::read(&mut cursor)?,
        });
        cursor.finish()
    }

    /// Returns the symbol of a number; `None` for 0.
    pub(crate) fn get(&self, number: u64) -> Option<&DumpedSym> {
        self.0.get((number as usize).checked_sub(1)?)
    }

    /// Returns a symbol's name and calling convention; nothing for no symbol.
    pub(crate) fn text(&self, number: u64) -> String {
        self.get(number).map_or_else(String::new, |sym| {
            let (name, abi) = (&sym.name, sym.abi);
            format!("{name}<{abi}>")
        })
    }
}

/// Reads the header; returns an empty object with its options.
pub(crate) fn object(content: &[u8], release: Release) -> Result<Link, String> {
    let failed = |error: DumpError| error.to_string();
    let mut cursor = Cursor::new(content);
    let mut text = || cursor.text().map_err(failed);
    let (version, goarch, goos) = (text()?, text()?, text()?);
    if version != VERSION {
        return Err(format!("a dump of version {version}"));
    }
    let encoder: &'static Encoder = match &*goarch {
        "amd64" => &vamos_obj::x86::ENCODER,
        "arm64" => &vamos_obj::arm64::ENCODER,
        _ => return Err(format!("no encoder for {goarch}")),
    };
    let mut options = Options::for_compiler(release, Goos::parse(&goos), &text()?);
    options.code.may_more_stack = text()?;
    let bits = cursor.uint().map_err(failed)?;
    let bit = |number: u32| bits >> number & 1 == 1;
    options.is_shared = bit(0);
    options.is_dynlink = bit(1);
    options.code.optimizes = bit(2);
    options.debug.has_location_lists = bit(3);
    options.code.is_retpoline = bit(4);
    options.debug.is_dwarf5 = bit(5);
    cursor.finish().map_err(failed)?;
    Ok(Link::new(encoder, options))
}
