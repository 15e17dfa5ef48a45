//! An object that is made of the functions of a dump.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`prepareFunc`, `compileFunctions`).

use vamos_obj::Attributes;
use vamos_obj::BaseId;
use vamos_obj::Link;
use vamos_obj::Pos;
use vamos_obj::PosBase;
use vamos_obj::SymId;
use vamos_obj::Symbol;
use vamos_obj::UnknownInlinedCall;
use vamos_obj::text_flag;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use super::tables::Facts;
use super::tables::Tables;

/// Flags of TEXT by the fact that they set.
const FLAGS: [(Attributes, i64); 8] = [
    (Attributes::DUPLICATE_OK, text_flag::DUPOK),
    (Attributes::NO_SPLIT, text_flag::NOSPLIT),
    (Attributes::REFLECT_METHOD, text_flag::REFLECTMETHOD),
    (Attributes::WRAPPER, text_flag::WRAPPER),
    (Attributes::ABI_WRAPPER, text_flag::ABIWRAPPER),
    (Attributes::NEED_CTXT, text_flag::NEEDCTXT),
    (Attributes::NO_FRAME, text_flag::NOFRAME),
    (Attributes::PKG_INIT, text_flag::PKGINIT),
];

/// Facts that the compiler sets after the declaration.
const LATE_FACTS: [Attributes; 5] = [
    Attributes::C_FUNC,
    Attributes::LEAF,
    Attributes::STATIC,
    Attributes::LOCAL,
    Attributes::WAS_INLINED,
];

/// An object, and the numbers of the dump.
pub(crate) struct Replay {
    pub(crate) link: Link,
    /// The number of threads that assemble its functions.
    pub(crate) threads: usize,
    /// The symbols get their facts from elsewhere.
    pub(crate) has_facts: bool,
    /// Bases by number in the dump, from 1 on.
    bases: Vec<BaseId>,
    /// Bases by number in positions, from 1 on.
    registered: Vec<BaseId>,
    /// Symbols by number in the dump, if the object has them.
    syms: Vec<Option<SymId>>,
}

impl Replay {
    /// Begins an object.
    pub(crate) fn new(link: Link, threads: usize) -> Self {
        Self {
            link,
            threads,
            has_facts: false,
            bases: Vec::new(),
            registered: Vec::new(),
            syms: Vec::new(),
        }
    }

    /// Reads a base of positions.
    pub(crate) fn add_base(&mut self, content: &[u8]) -> Result<(), DumpError> {
        let mut cursor = Cursor::new(content);
        let parent = cursor.uint()?;
        let (line, col) = (cursor.narrow()?, cursor.narrow()?);
        let start = match parent {
            0 => None,
            parent => Some((self.base(parent)?, line, col)),
        };
        let base = PosBase {
            start,
            filename: cursor.text()?.into(),
            abs_filename: cursor.text()?.into(),
            line: cursor.narrow()?,
            col: cursor.narrow()?,
            inl: u32::try_from(cursor.int()?).ok(),
        };
        self.bases.push(self.link.positions.add(base));
        cursor.finish()
    }

    fn base(&self, number: u64) -> Result<BaseId, DumpError> {
        let base = (number as usize).checked_sub(1);
        let base = base.and_then(|base| self.bases.get(base)).copied();
        base.ok_or(DumpError::Kind("base", number))
    }

    /// Gives a base the next number in positions.
    pub(crate) fn register(&mut self, content: &[u8]) -> Result<(), DumpError> {
        let mut cursor = Cursor::new(content);
        let base = self.base(cursor.uint()?)?;
        self.link.positions.pos(base, 0, 0);
        self.registered.push(base);
        cursor.finish()
    }

    /// Reads a position.
    pub(crate) fn pos(&mut self, cursor: &mut Cursor<'_>) -> Result<Pos, DumpError> {
        let (base, packed) = (cursor.uint()?, cursor.narrow::<u32>()?);
        let Some(index) = (base as usize).checked_sub(1) else {
            return Ok(Pos::NONE);
        };
        let base = *self
            .registered
            .get(index)
            .ok_or(DumpError::Kind("base", base))?;
        let (line, col) = (packed >> 12, packed >> 4 & 0xff);
        let pos = self.link.positions.pos(base, line, col);
        let pos = match packed & 3 {
            1 => pos.with_is_stmt(),
            2 => pos.with_not_stmt(),
            _ => pos,
        };
        Ok(pos.with_xlogue(packed >> 2 & 3))
    }

    /// Reads an inlined call.
    pub(crate) fn add_inlined(&mut self, content: &[u8], tables: &Tables) -> Result<(), DumpError> {
        let mut cursor = Cursor::new(content);
        let dumped = cursor.int()?;
        let pos = self.pos(&mut cursor)?;
        let func = self.sym(cursor.uint()?, tables)?;
        let func = func.ok_or(DumpError::Kind("symbol", 0))?;
        let added = self.link.add_inlined(pos, func, &cursor.text()?);
        let unknown = |call: UnknownInlinedCall| DumpError::Kind("inlined call", call.0.into());
        added.map_err(unknown)?;
        let added = self.link.frozen().inl_tree.last();
        if added.and_then(|call| call.parent) != u32::try_from(dumped).ok() {
            return Err(DumpError::Kind(
                "inlined call around",
                dumped.cast_unsigned(),
            ));
        }
        cursor.finish()
    }

    /// Returns the symbol of a number, which is declared at its first use; `None` for 0.
    pub(crate) fn sym(&mut self, number: u64, tables: &Tables) -> Result<Option<SymId>, DumpError> {
        if number == 0 {
            return Ok(None);
        }
        let index = number as usize;
        if self.syms.len() <= index {
            self.syms.resize(index + 1, None);
        }
        if let Some(sym) = self.syms[index] {
            return Ok(Some(sym));
        }
        let dumped = tables
            .get(number)
            .ok_or(DumpError::Kind("symbol", number))?;
        let symbols = &mut self.link.symbols;
        let sym = if dumped.name.is_empty() {
            symbols.add(Symbol::default())
        } else {
            symbols.lookup_abi(&dumped.name, dumped.abi)
        };
        if !self.has_facts {
            let Facts { kind, attributes } = dumped.facts;
            symbols[sym].kind = kind;
            symbols[sym].attributes = attributes;
        }
        self.syms[index] = Some(sym);
        Ok(Some(sym))
    }

    /// Returns the symbol of a number, if the object has it.
    pub(crate) fn known(&self, number: u64) -> Option<SymId> {
        self.syms.get(number as usize).copied().flatten()
    }

    /// Declares a function with the facts it has before it is assembled.
    pub(crate) fn declare(&mut self, sym: SymId, facts: Facts, is_top: bool, start: Pos) {
        let flags = FLAGS.iter();
        let flags = flags.filter(|(fact, _)| facts.attributes.has(*fact));
        let mut flag = flags.fold(0, |flags, (_, flag)| flags | flag);
        if is_top {
            flag |= text_flag::TOPFRAME;
        }
        self.link.init_text_sym(sym, flag, start);
        let symbol = &mut self.link.symbols[sym];
        for fact in LATE_FACTS {
            symbol.attributes.set(fact, facts.attributes.has(fact));
        }
    }
}
