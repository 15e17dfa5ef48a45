//! TEXT, DATA, GLOBL, PCDATA, FUNCDATA and PCALIGN.
//!
//! Counterpart: cmd/asm/internal/asm/asm.go (`asmText` to `asmFuncData`).

use vamos_base::golang::quote;
use vamos_obj::ARGS_SIZE_UNKNOWN;
use vamos_obj::Abi;
use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::Prog;
use vamos_obj::Val;
use vamos_obj::op;
use vamos_obj::text_flag;

use super::Parser;
use crate::lex::Tok;

type Operands = [(usize, usize)];

impl Parser<'_> {
    fn symbol_name(&self, addr: &Addr) -> &str {
        match addr.sym {
            Some(sym) => &self.link.symbols[sym].name,
            None => "<erroneous symbol>",
        }
    }

    /// Returns true if the operand is a symbol that a directive accepts.
    fn is_valid_symbol(&mut self, directive: &str, addr: &Addr, allows_offset: bool) -> bool {
        let is_named = matches!(addr.name, AddrName::Extern | AddrName::Static);
        if addr.sym.is_none() || !is_named || addr.scale != 0 || addr.reg != 0 {
            let name = quote::quote(self.symbol_name(addr));
            self.error(&format!("{directive} symbol {name} must be a symbol(SB)"));
            return false;
        }
        if !allows_offset && addr.offset != 0 {
            let name = quote::quote(self.symbol_name(addr));
            self.error(&format!(
                "{directive} symbol {name} must not be offset from SB"
            ));
            return false;
        }
        true
    }

    fn is_valid_immediate(&mut self, directive: &str, addr: &Addr) -> bool {
        let is_valid = addr.kind == AddrType::Const
            && addr.name == AddrName::None
            && addr.reg == 0
            && addr.index == 0;
        if !is_valid {
            let found = self.link.printer().addr(addr);
            self.error(&format!(
                "{directive}: expected immediate constant; found {found}"
            ));
        }
        is_valid
    }

    /// Reads an integer without a dollar sign.
    fn integer(&mut self, directive: &str, operand: (usize, usize)) -> i64 {
        let addr = self.address(operand);
        let is_valid = addr.kind == AddrType::Mem
            && addr.name == AddrName::None
            && addr.reg == 0
            && addr.index == 0;
        if !is_valid {
            let found = self.link.printer().addr(&addr);
            self.error(&format!(
                "{directive}: expected integer constant; found {found}"
            ));
        }
        addr.offset
    }

    /// `TEXT sym(SB), flags, $frame-args`
    pub(super) fn text(&mut self, operands: &Operands) {
        let (first, flag, size) = match *operands {
            [first, size] => (first, None, size),
            [first, flag, size] => (first, Some(flag), size),
            _ => {
                self.error("expect two or three operands for TEXT");
                return;
            }
        };
        // Labels are known in their function only.
        self.patch();
        self.function.labels.clear();
        let name_addr = self.address(first);
        if !self.is_valid_symbol("TEXT", &name_addr, false) {
            return;
        }
        let sym = name_addr.sym.expect("the operand is a symbol");
        let flag = flag.map_or(0, |flag| self.integer("TEXT", flag));
        let name = self.symbol_name(&name_addr).to_owned();
        // The check of the stack needs the signature, which assembly does not give.
        let is_internal = self.link.symbols[sym].abi == Abi::Internal;
        if is_internal && flag & text_flag::NOSPLIT == 0 {
            let name = quote::quote(&name);
            self.error(&format!("TEXT {name}: ABIInternal requires NOSPLIT"));
        }
        let Some((frame, args)) = self.frame_sizes(&name, size) else {
            return;
        };
        self.end_function();
        let pos = self.pos();
        self.link.init_text_sym(sym, flag, pos);
        self.messages.take_new(&self.link.diagnostics);
        self.begin_function(sym);
        let prog = Prog {
            op: op::TEXT,
            pos,
            from: name_addr,
            to: Addr {
                kind: AddrType::TextSize,
                offset: frame,
                val: Val::ArgSize(args),
                ..Addr::default()
            },
            ..Prog::default()
        };
        self.append(prog, "", true);
    }

    /// Reads `$frame-args`: two integers, no subtraction.
    fn frame_sizes(&mut self, name: &str, operand: (usize, usize)) -> Option<(i64, i32)> {
        let list = self.line.tokens[operand.0..operand.1].to_vec();
        let mut tokens = list.iter().copied();
        let has_two = tokens.len() >= 2;
        let is_immediate = has_two
            && tokens
                .next()
                .is_some_and(|token| token.tok == Tok::char('$'));
        let mut token = tokens.next().filter(|_| is_immediate);
        let is_negative = token.is_some_and(|token| token.tok == Tok::char('-'));
        if is_negative {
            token = tokens.next();
        }
        let Some(size) = token.filter(|token| token.tok == Tok::INT) else {
            self.error(&format!(
                "TEXT {name}: frame size must be an immediate constant"
            ));
            return None;
        };
        let frame = self.positive(size);
        let frame = if is_negative {
            frame.wrapping_neg()
        } else {
            frame
        };
        let rest: Vec<_> = tokens.collect();
        let args = match rest.as_slice() {
            [] => ARGS_SIZE_UNKNOWN,
            [minus, size] if minus.tok == Tok::char('-') && size.tok == Tok::INT => {
                self.positive(*size) as i32
            }
            _ => {
                self.error(&format!(
                    "TEXT {name}: argument size must be of form -integer"
                ));
                return None;
            }
        };
        Some((frame, args))
    }

    /// `DATA sym+offset(SB)/size, $value`
    pub(super) fn data(&mut self, operands: &Operands) {
        let [target, value] = *operands else {
            self.error("expect two operands for DATA");
            return;
        };
        let (start, end) = target;
        let size = match &self.line.tokens[start..end] {
            [_, .., slash, size] if slash.tok == Tok::char('/') && size.tok == Tok::INT => *size,
            _ => {
                self.error("expect /size for DATA argument");
                return;
            }
        };
        let value_of = self.text_of(size).parse::<i64>();
        let size = value_of.unwrap_or_else(|_| {
            let text = quote::quote(self.text_of(size));
            self.error(&format!("bad size for DATA argument: {text}"));
            0
        });
        let name_addr = self.address((start, end - 2));
        if !self.is_valid_symbol("DATA", &name_addr, true) {
            return;
        }
        let value = self.address(value);
        let is_value = matches!(
            value.kind,
            AddrType::Const | AddrType::FConst | AddrType::SConst | AddrType::Addr
        );
        if !is_value {
            self.error("DATA value must be an immediate constant or address");
            return;
        }
        let sym = name_addr.sym.expect("the operand is a symbol");
        let name = &self.link.symbols[sym].name;
        let new_end = name_addr.offset.wrapping_add(size);
        match self.symbols.data_ends.get_mut(name) {
            Some(end) if name_addr.offset < *end => {
                let text = format!("overlapping DATA entry for {name}");
                self.error(&text);
                return;
            }
            Some(end) => *end = new_end,
            None => {
                self.symbols.data_ends.insert(name.clone(), new_end);
            }
        }
        self.write_value(&name_addr, size, &value);
    }

    fn write_value(&mut self, target: &Addr, size: i64, value: &Addr) {
        let sym = target.sym.expect("the operand is a symbol");
        let ptr_size = i64::from(self.machine.arch.ptr_size);
        let bytes = usize::try_from(size).unwrap_or_default();
        let text = match value.val {
            Val::Text(text) => self.link.symbols.text(text).to_vec(),
            _ => Vec::new(),
        };
        let mut content = self.link.content();
        let problem = match (value.kind, value.val) {
            (AddrType::Const, _) if matches!(size, 1 | 2 | 4 | 8) => {
                content.write_int(sym, target.offset, bytes, value.offset);
                None
            }
            (AddrType::Const, _) => Some("int"),
            (_, Val::Float(float)) if size == 4 => {
                content.write_float32(sym, target.offset, float as f32);
                None
            }
            (_, Val::Float(float)) if size == 8 => {
                content.write_float64(sym, target.offset, float);
                None
            }
            (AddrType::FConst, _) => Some("float"),
            (AddrType::SConst, _) => {
                content.write_string(sym, target.offset, bytes, &text);
                None
            }
            (_, _) if size == ptr_size => {
                content.write_addr(sym, target.offset, bytes, value.sym, value.offset);
                None
            }
            _ => Some("addr"),
        };
        self.messages.take_new(&self.link.diagnostics);
        if let Some(what) = problem {
            self.error(&format!("bad {what} size for DATA argument: {size}"));
        }
    }

    /// `GLOBL sym(SB), flags, $size`
    pub(super) fn globl(&mut self, operands: &Operands) {
        let (first, flag, size) = match *operands {
            [first, size] => (first, None, size),
            [first, flag, size] => (first, Some(flag), size),
            _ => {
                self.error("expect two or three operands for GLOBL");
                return;
            }
        };
        let name_addr = self.address(first);
        if !self.is_valid_symbol("GLOBL", &name_addr, false) {
            return;
        }
        let flag = flag.map_or(0, |flag| self.integer("GLOBL", flag));
        let size = self.address(size);
        if !self.is_valid_immediate("GLOBL", &size) {
            return;
        }
        let pos = self.pos();
        let sym = name_addr.sym.expect("the operand is a symbol");
        self.link.globl(sym, size.offset, flag, pos);
        self.messages.take_new(&self.link.diagnostics);
    }

    /// `PCDATA $table, $value`
    pub(super) fn pcdata(&mut self, operands: &Operands) {
        let [table, value] = *operands else {
            self.error("expect two operands for PCDATA");
            return;
        };
        let table = self.address(table);
        if !self.is_valid_immediate("PCDATA", &table) {
            return;
        }
        let value = self.address(value);
        if !self.is_valid_immediate("PCDATA", &value) {
            return;
        }
        let prog = Prog {
            op: op::PCDATA,
            pos: self.pos(),
            from: table,
            to: value,
            ..Prog::default()
        };
        self.append(prog, "", true);
    }

    /// `PCALIGN $bytes`
    pub(super) fn pcalign(&mut self, operands: &Operands) {
        let [align] = *operands else {
            self.error("expect one operand for PCALIGN");
            return;
        };
        let align = self.address(align);
        if !self.is_valid_immediate("PCALIGN", &align) {
            return;
        }
        let prog = Prog {
            op: op::PCALIGN,
            pos: self.pos(),
            from: align,
            ..Prog::default()
        };
        self.append(prog, "", true);
    }

    /// `FUNCDATA $table, sym(SB)`
    pub(super) fn funcdata(&mut self, operands: &Operands) {
        let [table, target] = *operands else {
            self.error("expect two operands for FUNCDATA");
            return;
        };
        let table = self.address(table);
        if !self.is_valid_immediate("FUNCDATA", &table) {
            return;
        }
        let target = self.address(target);
        if !self.is_valid_symbol("FUNCDATA", &target, true) {
            return;
        }
        let prog = Prog {
            op: op::FUNCDATA,
            pos: self.pos(),
            from: table,
            to: target,
            ..Prog::default()
        };
        self.append(prog, "", true);
    }
}
