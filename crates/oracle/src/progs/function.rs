//! A function of a dump, as it is before it is assembled.
//!
//! Counterpart: none.

use vamos_obj::Addr;
use vamos_obj::As;
use vamos_obj::Function;
use vamos_obj::InlMark;
use vamos_obj::JumpTable;
use vamos_obj::OperandPos;
use vamos_obj::Prog;
use vamos_obj::ProgId;
use vamos_obj::RegSpill;
use vamos_obj::Reloc;
use vamos_obj::RestArg;
use vamos_obj::SymId;
use vamos_obj::Val;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use super::content::Content;
use super::replay::Replay;
use super::tables::Facts;
use super::tables::Tables;
use crate::operands;

/// The flag of a function that is the outermost of a stack.
const TOP_FRAME: u8 = 1;

/// Returns the number of functions that the compiler has counted, the first item of a function.
pub(crate) fn text_count(content: &[u8]) -> Result<u32, DumpError> {
    Cursor::new(content).narrow()
}

/// The number of a function's symbol.
pub(crate) fn symbol(content: &[u8]) -> Result<u64, DumpError> {
    let mut cursor = Cursor::new(content);
    cursor.uint()?;
    cursor.uint()
}

/// Reads a function, and declares it in the object.
pub(crate) fn declare(
    content: &[u8],
    replay: &mut Replay,
    tables: &Tables,
) -> Result<Function, DumpError> {
    let mut decoder = Decoder::new(content, replay, tables);
    let start = decoder.start()?;
    let function = decoder.function(&start)?;
    let first = function.text.ok_or(DumpError::Kind("function", 0))?;
    let pos = function.progs[first].pos;
    let is_top = start.func_flag & TOP_FRAME != 0;
    replay.declare(start.sym, start.facts, is_top, pos);
    let Some(info) = replay.link.func(start.sym) else {
        return Err(DumpError::Kind("function", 0));
    };
    let found = (
        info.facts.func_id,
        info.facts.func_flag,
        info.facts.start_line,
    );
    if found != (start.func_id, start.func_flag, start.start_line) {
        return Err(DumpError::Kind("declaration", u64::from(start.func_id)));
    }
    let symbol = &mut replay.link.symbols[start.sym];
    symbol.relocs = start.relocs;
    Ok(function)
}

/// Reads a function again, without a change of the object.
pub(crate) fn read(
    content: &[u8],
    replay: &mut Replay,
    tables: &Tables,
) -> Result<Function, DumpError> {
    let mut decoder = Decoder::new(content, replay, tables);
    let start = decoder.start()?;
    let mut function = decoder.function(&start)?;
    function.code.attributes = start.facts.attributes;
    function.code.relocs = start.relocs;
    Ok(function)
}

/// The first part of a function.
struct Start {
    sym: SymId,
    facts: Facts,
    relocs: Vec<Reloc>,
    align: i32,
    func_id: u8,
    func_flag: u8,
    start_line: i32,
}

/// Reads a function.
struct Decoder<'a> {
    cursor: Cursor<'a>,
    replay: &'a mut Replay,
    tables: &'a Tables,
    ids: Vec<ProgId>,
}

impl<'a> Decoder<'a> {
    fn new(content: &'a [u8], replay: &'a mut Replay, tables: &'a Tables) -> Self {
        Self {
            cursor: Cursor::new(content),
            replay,
            tables,
            ids: Vec::new(),
        }
    }

    fn start(&mut self) -> Result<Start, DumpError> {
        self.cursor.uint()?;
        let sym = self.needed_sym()?;
        let facts = Facts::read(&mut self.cursor)?;
        let content = Content::read(&mut self.cursor)?;
        Ok(Start {
            sym,
            facts,
            relocs: content.relocs_in(self.replay, self.tables)?,
            align: self.cursor.narrow()?,
            func_id: self.cursor.narrow()?,
            func_flag: self.cursor.narrow()?,
            start_line: self.cursor.narrow_int()?,
        })
    }

    fn function(&mut self, start: &Start) -> Result<Function, DumpError> {
        let mut function = Function::new(start.sym);
        function.facts.align = start.align;
        function.facts.func_id = start.func_id;
        function.facts.func_flag = start.func_flag;
        function.facts.start_line = start.start_line;
        let count = self.cursor.count()?;
        let ids = (0..count).map(|_| function.progs.add(Prog::default()));
        self.ids = ids.collect();
        for at in 0..count {
            let prog = Prog {
                link: self.ids.get(at + 1).copied(),
                ..self.prog()?
            };
            function.progs[self.ids[at]] = prog;
        }
        function.text = self.ids.first().copied();
        for _ in 0..self.cursor.count()? {
            function.spills.push(RegSpill {
                addr: self.addr()?,
                reg: self.cursor.narrow_int()?,
                reg2: self.cursor.narrow_int()?,
                spill: As(self.cursor.narrow()?),
                unspill: As(self.cursor.narrow()?),
            });
        }
        for _ in 0..self.cursor.count()? {
            function.inl_marks.push(InlMark {
                prog: self.prog_id()?,
                id: self.cursor.narrow()?,
            });
        }
        for _ in 0..self.cursor.count()? {
            let sym = self.needed_sym()?;
            let count = self.cursor.count()?;
            let targets = (0..count).map(|_| self.prog_id());
            let targets = targets.collect::<Result<_, _>>()?;
            function.jump_tables.push(JumpTable { sym, targets });
        }
        self.cursor.clone().finish()?;
        Ok(function)
    }

    fn prog(&mut self) -> Result<Prog, DumpError> {
        let op = As(self.cursor.narrow()?);
        let has = self.cursor.uint()?;
        let pc = self.cursor.int()?;
        let pos = self.replay.pos(&mut self.cursor)?;
        let mut number = |bit: u32| match has >> bit & 1 {
            1 => self.cursor.int(),
            _ => Ok(0),
        };
        let mut prog = Prog {
            op,
            pc,
            pos,
            reg: narrow(number(0)?)?,
            reg_to2: narrow(number(1)?)?,
            scond: narrow(number(2)?)?,
            spadj: narrow(number(3)?)?,
            mark: narrow(number(4)?)?,
            ..Prog::default()
        };
        prog.from = self.addr()?;
        prog.to = self.addr()?;
        if has >> 5 & 1 == 1 {
            for _ in 0..self.cursor.count()? {
                let pos = match self.cursor.uint()? {
                    0 => OperandPos::Source,
                    _ => OperandPos::Destination,
                };
                let addr = self.addr()?;
                prog.rest.push(RestArg { addr, pos });
            }
        }
        Ok(prog)
    }

    fn addr(&mut self) -> Result<Addr, DumpError> {
        let kind = self.cursor.uint()?;
        let has = self.cursor.uint()?;
        let mut addr = Addr {
            kind: operands::kind(kind as usize).ok_or(DumpError::Kind("operand", kind))?,
            ..Addr::default()
        };
        let is_set = |bit: u32| has >> bit & 1 == 1;
        if is_set(0) {
            let name = self.cursor.uint()?;
            addr.name = operands::name(name as usize).ok_or(DumpError::Kind("name", name))?;
        }
        let mut number = |bit| match is_set(bit) {
            true => self.cursor.int(),
            false => Ok(0),
        };
        addr.reg = narrow(number(1)?)?;
        addr.index = narrow(number(2)?)?;
        addr.scale = narrow(number(3)?)?;
        addr.offset = number(4)?;
        if is_set(5) {
            addr.sym = Some(self.needed_sym()?);
        }
        if is_set(6) {
            addr.class = self.cursor.narrow_int()?;
        }
        if is_set(7) {
            addr.val = self.value()?;
        }
        Ok(addr)
    }

    fn value(&mut self) -> Result<Val, DumpError> {
        Ok(match self.cursor.uint()? {
            1 => Val::Float(f64::from_bits(self.cursor.uint()?)),
            2 => Val::Branch(self.prog_id()?),
            3 => Val::ArgSize(self.cursor.narrow_int()?),
            4 => {
                let text = self.cursor.bytes()?;
                Val::Text(self.replay.link.symbols.add_text(text))
            }
            other => return Err(DumpError::Kind("value", other)),
        })
    }

    fn prog_id(&mut self) -> Result<ProgId, DumpError> {
        let number = self.cursor.uint()?;
        let id = self.ids.get(number as usize).copied();
        id.ok_or(DumpError::Kind("instruction", number))
    }

    fn needed_sym(&mut self) -> Result<SymId, DumpError> {
        let sym = self.replay.sym(self.cursor.uint()?, self.tables)?;
        sym.ok_or(DumpError::Kind("symbol", 0))
    }
}

fn narrow<T: TryFrom<i64>>(value: i64) -> Result<T, DumpError> {
    T::try_from(value).map_err(|_| DumpError::Range)
}
