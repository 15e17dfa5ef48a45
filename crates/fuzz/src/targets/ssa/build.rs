//! A builder of functions: bytes decide on statements, and these on values and blocks.
//!
//! Values that a statement can use are in scope as in a language with blocks, so that each argument
//! is computed before its use on all ways. The function has no parameters and no results.
//! Counterpart: cmd/compile/internal/ssagen/ssa.go.

use vamos_ssa::Aux;
use vamos_ssa::AuxId;
use vamos_ssa::Block;
use vamos_ssa::BlockId;
use vamos_ssa::Call;
use vamos_ssa::Func;
use vamos_ssa::Name;
use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::Signature;
use vamos_ssa::TypeId;
use vamos_ssa::Value;
use vamos_ssa::ValueId;
use vamos_ssa::abi;
use vamos_ssa::pass::Cx;

/// The most values of a function before the first pass.
const MOST: usize = 3000;

/// The bit of the numbers of a function's own variables.
const OWN: u32 = 1 << 31;

/// The class and flags of a local variable that is used.
const AUTO: u32 = 2;
const USED: u64 = 1 << 1;

/// The kind of a value, for statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An integer of 8, 16, 32 or 64 bits, by index.
    Int(usize),
    Bool,
    Pointer,
}

/// The sizes of integers, in bits.
pub(super) const BITS: [u32; 4] = [8, 16, 32, 64];

/// The types that statements use.
pub(super) struct Types {
    pub(super) memory: TypeId,
    pub(super) boolean: TypeId,
    pub(super) word: TypeId,
    pub(super) signed: [TypeId; 4],
    pub(super) unsigned: [TypeId; 4],
    /// Pointers to each signed type.
    pub(super) pointers: [TypeId; 4],
}

/// A function that grows.
pub(super) struct Build<'a> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) func: Func,
    pub(super) types: Types,
    bytes: &'a [u8],
    /// The block at hand.
    pub(super) block: BlockId,
    /// The state of memory.
    pub(super) memory: ValueId,
    /// The values in scope.
    pub(super) scope: Vec<(ValueId, Shape)>,
    line: u32,
}

/// Makes a function of bytes; `None` if the release lacks an operation.
pub(super) fn function(bytes: &[u8], cx: &Cx<'_>) -> Option<Func> {
    let mut func = Func {
        values: vec![Value::default()],
        positions: vec![Pos::default()],
        uses: vec![0],
        block_of: vec![BlockId(0)],
        blocks: vec![Block::default()],
        ..Func::default()
    };
    func.own.name = "f,1".to_owned();
    let call = Aux::Call(Box::new(Call {
        sym: func.intern_sym(cx.package, "p.f", abi::INTERNAL),
        signature: Some(Box::new(Signature::default())),
    }));
    func.own.call = func.intern_aux(cx.package, call);
    func.entry = func.new_block(cx.ops.block_plain);
    let types = types(&mut func, cx)?;
    let mut build = Build {
        block: func.entry,
        memory: ValueId(0),
        scope: Vec::new(),
        line: 1,
        func,
        types,
        bytes,
        cx,
    };
    build.begin()?;
    while !build.bytes.is_empty() && build.has_room() {
        build.statement(0)?;
    }
    let results = build.func.results_type(cx.package, &[build.types.memory])?;
    let memory = build.memory;
    let result = build.value("MakeResult", results, &[memory])?;
    let block = build.block;
    build.func.blocks[block.0 as usize].kind = cx.ops.block_ret;
    build.func.set_control(block, result);
    Some(build.func)
}

fn types(func: &mut Func, cx: &Cx<'_>) -> Option<Types> {
    let mut find = |text: &str| func.basic_type(cx.package, text);
    let mut each = |prefix: &str| -> Option<[TypeId; 4]> {
        let found = BITS.map(|bits| find(&format!("{prefix}{bits}")));
        let [one, two, three, four] = found;
        Some([one?, two?, three?, four?])
    };
    let (signed, unsigned) = (each("int")?, each("uint")?);
    let pointers = signed.map(|ty| func.pointer_type(cx.package, ty));
    let [one, two, three, four] = pointers;
    Some(Types {
        memory: func.basic_type(cx.package, "mem")?,
        boolean: func.basic_type(cx.package, "bool")?,
        word: func.basic_type(cx.package, "uintptr")?,
        signed,
        unsigned,
        pointers: [one?, two?, three?, four?],
    })
}

impl Build<'_> {
    /// Makes the values of the entry, a local variable and two that the package has.
    fn begin(&mut self) -> Option<()> {
        let word = self.types.word;
        self.memory = self.value("InitMem", self.types.memory, &[])?;
        let stack = self.value("SP", word, &[])?;
        let base = self.value("SB", word, &[])?;
        for size in 0..2 {
            let sym = self
                .func
                .intern_sym(self.cx.package, &format!("p.v{size}"), abi::NONE);
            let aux = self.func.intern_aux(self.cx.package, Aux::Sym(sym));
            let pointer = self.types.pointers[3 - size];
            let address = self.value("Addr", pointer, &[base])?;
            self.set_aux(address, aux);
            self.scope.push((address, Shape::Pointer));
        }
        let names = &mut self.func.fresh.names;
        names.push(Name {
            text: "x".to_owned(),
            class: AUTO,
            ty: self.types.signed[3],
            flags: USED,
            ..Name::default()
        });
        let name = NameId((names.len() - 1) as u32 | OWN);
        let aux = self.func.intern_aux(self.cx.package, Aux::Name(name));
        let defined = self.value("VarDef", self.types.memory, &[self.memory])?;
        self.set_aux(defined, aux);
        self.memory = defined;
        let local = self.value("LocalAddr", self.types.pointers[3], &[stack, defined])?;
        self.set_aux(local, aux);
        self.scope.push((local, Shape::Pointer));
        for size in 0..BITS.len() {
            self.constant(size, 7)?;
        }
        Some(())
    }

    /// Returns the next byte; 0 after the last.
    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        *first
    }

    /// Returns a number below a limit.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit
    }

    /// Reports whether the function may grow.
    pub(super) fn has_room(&self) -> bool {
        self.func.values.len() < MOST
    }

    /// Goes to the next line.
    pub(super) fn next_line(&mut self) {
        self.line += 1;
    }

    /// Adds a value of an operation by name; `None` if the release does not have it.
    pub(super) fn value(&mut self, op: &str, ty: TypeId, args: &[ValueId]) -> Option<ValueId> {
        let wanted = format!("Op{op}");
        let mut consts = self.cx.tables.op_consts.iter();
        let op = consts.position(|name| **name == wanted)? as u16;
        let pos = Pos {
            base: 1 + self.line % 2,
            lico: self.line << 12,
        };
        let value = self.func.new_value(self.block, op, ty, pos, self.cx.ops);
        for arg in args {
            self.func.add_arg(value, *arg);
        }
        Some(value)
    }

    pub(super) fn set_aux(&mut self, value: ValueId, aux: AuxId) {
        self.func.values[value.0 as usize].aux = aux;
    }

    pub(super) fn set_aux_int(&mut self, value: ValueId, number: i64) {
        self.func.values[value.0 as usize].aux_int = number;
    }

    /// Returns a value of a shape that is in scope.
    pub(super) fn pick(&mut self, shape: Shape) -> Option<ValueId> {
        let choice = usize::from(self.byte());
        let found = self.scope.iter().rev().filter(|(_, of)| *of == shape);
        let count = found.clone().count();
        if let Some(at) = choice.checked_rem(count) {
            return found.map(|(value, _)| *value).nth(at);
        }
        // Only booleans may be missing.
        let value = self.value("ConstBool", self.types.boolean, &[])?;
        self.set_aux_int(value, (choice % 2) as i64);
        Some(value)
    }

    /// Adds an integer constant.
    pub(super) fn constant(&mut self, size: usize, number: i64) -> Option<()> {
        let ty = self.types.signed[size];
        let value = self.value(&format!("Const{}", BITS[size]), ty, &[])?;
        let unused = 64 - BITS[size];
        self.set_aux_int(value, number << unused >> unused);
        self.scope.push((value, Shape::Int(size)));
        Some(())
    }

    /// Begins another block, after `from` and further blocks.
    pub(super) fn begin_block(&mut self, from: &[BlockId]) -> BlockId {
        let block = self.func.new_block(self.cx.ops.block_plain);
        for pred in from {
            self.func.add_edge(*pred, block);
        }
        self.block = block;
        block
    }

    /// Ends the block at hand with a condition.
    pub(super) fn branch(&mut self, condition: ValueId, likely: i8) -> BlockId {
        let block = self.block;
        self.func.blocks[block.0 as usize].kind = self.cx.ops.block_if;
        self.func.blocks[block.0 as usize].likely = likely;
        self.func.set_control(block, condition);
        block
    }
}
