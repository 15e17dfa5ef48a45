//! The statements that bytes decide on.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`stmt`, `expr`).

use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::ValueId;

use super::build::BITS;
use super::build::Build;
use super::build::Shape;

/// The deepest nesting of branches and loops.
const DEEPEST: u32 = 4;

/// Operations of equal shape, without the number of bits.
const BINARY: [&str; 6] = ["Add", "Sub", "Mul", "And", "Or", "Xor"];
const DIVISIONS: [&str; 4] = ["Div", "Div*u", "Mod", "Mod*u"];
const UNARY: [&str; 2] = ["Neg", "Com"];
const COMPARISONS: [&str; 8] = [
    "Eq*", "Neq*", "Less*", "Leq*", "Less*U", "Leq*U", "Less*", "Leq*",
];
const SHIFTS: [&str; 3] = ["Lsh*x", "Rsh*x", "Rsh*Ux"];
const OF_BOOLS: [&str; 4] = ["AndB", "OrB", "EqB", "NeqB"];

/// Offsets of pointers, and sizes of memory, in bytes.
const OFFSETS: [i64; 8] = [0, 1, 2, 4, 8, 16, 24, -8];

/// Returns the name of an operation, with the number of bits at its `*` or at its end.
fn sized(name: &str, size: usize) -> String {
    let bits = BITS[size].to_string();
    if name.contains('*') {
        name.replace('*', &bits)
    } else {
        format!("{name}{bits}")
    }
}

impl Build<'_> {
    /// Adds a statement.
    pub(super) fn statement(&mut self, depth: u32) -> Option<()> {
        self.next_line();
        let kind = self.below(16);
        match kind {
            0 => self.number(),
            1..=3 => self.arithmetic(kind),
            4 => self.shift(),
            5 => self.conversion(),
            6 => self.comparison(),
            7 => self.load_or_store(),
            8 if depth < DEEPEST => self.if_else(depth),
            9 if depth < DEEPEST => self.repeat(depth),
            10 => self.pointer(),
            11 => self.bounds_check(),
            12 => self.booleans(),
            13 => self.fill_or_copy(),
            14 => self.select(),
            _ => self.load_or_store(),
        }
    }

    fn number(&mut self) -> Option<()> {
        let size = self.below(BITS.len());
        let bytes = [(); 2].map(|()| self.byte());
        let number = match bytes[0] % 8 {
            0 => i64::from(bytes[1] as i8),
            1 => 1 << (bytes[1] % 64),
            2 => (1_i64 << (bytes[1] % 64)).wrapping_sub(1),
            3 => i64::MIN,
            4 => i64::MAX,
            5 => -(1_i64 << (bytes[1] % 63)),
            6 => i64::from(bytes[1]) * 0x0101_0101_0101,
            _ => i64::from(bytes[1]),
        };
        self.constant(size, number)
    }

    fn arithmetic(&mut self, kind: usize) -> Option<()> {
        let size = self.below(BITS.len());
        let shape = Shape::Int(size);
        let (one, two) = (self.pick(shape)?, self.pick(shape)?);
        let is_unsigned = self.byte() % 2 == 1;
        let ty = if is_unsigned {
            self.types.unsigned[size]
        } else {
            self.types.signed[size]
        };
        let value = match kind {
            1 => {
                let name = BINARY[self.below(BINARY.len())];
                self.value(&sized(name, size), ty, &[one, two])?
            }
            2 => {
                let name = DIVISIONS[self.below(DIVISIONS.len())];
                self.value(&sized(name, size), ty, &[one, two])?
            }
            _ => {
                let name = UNARY[self.below(UNARY.len())];
                self.value(&sized(name, size), ty, &[one])?
            }
        };
        self.scope.push((value, shape));
        Some(())
    }

    fn shift(&mut self) -> Option<()> {
        let (size, by) = (self.below(BITS.len()), self.below(BITS.len()));
        let number = self.pick(Shape::Int(size))?;
        let count = self.pick(Shape::Int(by))?;
        let name = sized(SHIFTS[self.below(SHIFTS.len())], size);
        let name = format!("{name}{}", BITS[by]);
        let value = self.value(&name, self.types.signed[size], &[number, count])?;
        self.scope.push((value, Shape::Int(size)));
        Some(())
    }

    fn conversion(&mut self) -> Option<()> {
        let (from, to) = (self.below(BITS.len()), self.below(BITS.len()));
        let number = self.pick(Shape::Int(from))?;
        let is_signed = self.byte().is_multiple_of(2);
        let name = match from.cmp(&to) {
            std::cmp::Ordering::Equal => return Some(()),
            std::cmp::Ordering::Greater => "Trunc",
            std::cmp::Ordering::Less if is_signed => "SignExt",
            std::cmp::Ordering::Less => "ZeroExt",
        };
        let name = format!("{name}{}to{}", BITS[from], BITS[to]);
        let value = self.value(&name, self.types.signed[to], &[number])?;
        self.scope.push((value, Shape::Int(to)));
        Some(())
    }

    fn comparison(&mut self) -> Option<()> {
        let size = self.below(BITS.len());
        let shape = Shape::Int(size);
        let (one, two) = (self.pick(shape)?, self.pick(shape)?);
        let name = sized(COMPARISONS[self.below(COMPARISONS.len())], size);
        let value = self.value(&name, self.types.boolean, &[one, two])?;
        self.scope.push((value, Shape::Bool));
        Some(())
    }

    fn booleans(&mut self) -> Option<()> {
        let (one, two) = (self.pick(Shape::Bool)?, self.pick(Shape::Bool)?);
        let choice = self.below(OF_BOOLS.len() + 2);
        let boolean = self.types.boolean;
        let value = match OF_BOOLS.get(choice) {
            Some(name) => self.value(name, boolean, &[one, two])?,
            None if choice == OF_BOOLS.len() => self.value("Not", boolean, &[one])?,
            None => {
                let pointer = self.pick(Shape::Pointer)?;
                self.value("IsNonNil", boolean, &[pointer])?
            }
        };
        self.scope.push((value, Shape::Bool));
        Some(())
    }

    fn load_or_store(&mut self) -> Option<()> {
        let (size, is_load) = (self.below(BITS.len()), self.byte().is_multiple_of(2));
        let pointer = self.pick(Shape::Pointer)?;
        let ty = self.types.signed[size];
        if is_load {
            let value = self.value("Load", ty, &[pointer, self.memory])?;
            self.scope.push((value, Shape::Int(size)));
            return Some(());
        }
        let stored = self.pick(Shape::Int(size))?;
        let memory = [pointer, stored, self.memory];
        let store = self.value("Store", self.types.memory, &memory)?;
        let aux = self.func.intern_aux(self.cx.package, Aux::Type(ty));
        self.set_aux(store, aux);
        self.memory = store;
        Some(())
    }

    fn fill_or_copy(&mut self) -> Option<()> {
        let (one, two) = (self.pick(Shape::Pointer)?, self.pick(Shape::Pointer)?);
        let is_copy = self.byte() % 2 == 1;
        let memory = self.types.memory;
        let value = if is_copy {
            self.value("Move", memory, &[one, two, self.memory])?
        } else {
            self.value("Zero", memory, &[one, self.memory])?
        };
        let ty = self.types.signed[3];
        let aux = self.func.intern_aux(self.cx.package, Aux::Type(ty));
        self.set_aux(value, aux);
        let size = OFFSETS[self.below(OFFSETS.len() - 1)];
        self.set_aux_int(value, size);
        self.memory = value;
        Some(())
    }

    fn pointer(&mut self) -> Option<()> {
        let pointer = self.pick(Shape::Pointer)?;
        let ty = self.types.pointers[self.below(BITS.len())];
        let value = match self.byte() % 3 {
            0 => {
                let value = self.value("OffPtr", ty, &[pointer])?;
                let offset = OFFSETS[self.below(OFFSETS.len())];
                self.set_aux_int(value, offset);
                value
            }
            1 => {
                let offset = self.pick(Shape::Int(3))?;
                self.value("AddPtr", ty, &[pointer, offset])?
            }
            _ => self.value("NilCheck", ty, &[pointer, self.memory])?,
        };
        self.scope.push((value, Shape::Pointer));
        Some(())
    }

    fn select(&mut self) -> Option<()> {
        let size = self.below(BITS.len());
        let shape = Shape::Int(size);
        let (one, two) = (self.pick(shape)?, self.pick(shape)?);
        let condition = self.pick(Shape::Bool)?;
        let from = self.branch(condition, 0);
        let between = self.begin_block(&[from]);
        self.begin_block(&[from, between]);
        let phi = self.value("Phi", self.types.signed[size], &[one, two])?;
        self.scope.push((phi, shape));
        Some(())
    }

    /// Adds a check of an index, with a block that is left by a panic.
    fn bounds_check(&mut self) -> Option<()> {
        let (index, len) = (self.pick(Shape::Int(3))?, self.pick(Shape::Int(3))?);
        let name = ["IsInBounds", "IsSliceInBounds"][self.below(2)];
        let condition = self.value(name, self.types.boolean, &[index, len])?;
        let from = self.branch(condition, 1);
        let next = self.begin_block(&[from]);
        let panic = self.begin_block(&[from]);
        let memory = self.types.memory;
        let call = self.value("PanicBounds", memory, &[index, len, self.memory])?;
        self.func.blocks[panic.0 as usize].kind = self.cx.ops.block_exit;
        self.func.set_control(panic, call);
        self.block = next;
        Some(())
    }

    /// Adds some statements of a block inside; returns a value of a shape and the state of memory
    /// at its end.
    fn body(&mut self, depth: u32, shape: Shape) -> Option<(BlockId, ValueId, ValueId)> {
        let scope = self.scope.len();
        for _ in 0..self.below(6) {
            if self.has_room() {
                self.statement(depth + 1)?;
            }
        }
        let value = self.pick(shape)?;
        self.scope.truncate(scope);
        Some((self.block, value, self.memory))
    }

    fn if_else(&mut self, depth: u32) -> Option<()> {
        let condition = self.pick(Shape::Bool)?;
        let likely = self.below(3) as i8 - 1;
        let size = self.below(BITS.len());
        let shape = Shape::Int(size);
        let from = self.branch(condition, likely);
        let before = self.memory;
        self.begin_block(&[from]);
        let (one_end, one, one_memory) = self.body(depth, shape)?;
        self.memory = before;
        self.begin_block(&[from]);
        let (two_end, two, two_memory) = self.body(depth, shape)?;
        self.begin_block(&[one_end, two_end]);
        let ty = self.types.signed[size];
        let phi = self.value("Phi", ty, &[one, two])?;
        self.memory = self.value("Phi", self.types.memory, &[one_memory, two_memory])?;
        self.scope.push((phi, shape));
        Some(())
    }

    /// Adds a loop that counts.
    fn repeat(&mut self, depth: u32) -> Option<()> {
        let (size, name) = (
            2 + self.below(2),
            COMPARISONS[self.below(COMPARISONS.len())],
        );
        let shape = Shape::Int(size);
        let (start, end, step) = (self.pick(shape)?, self.pick(shape)?, self.pick(shape)?);
        let ty = self.types.signed[size];
        let before = self.block;
        let header = self.begin_block(&[before]);
        let counter = self.value("Phi", ty, &[start])?;
        let memory = self.value("Phi", self.types.memory, &[self.memory])?;
        self.memory = memory;
        let condition = self.value(&sized(name, size), self.types.boolean, &[counter, end])?;
        self.branch(condition, 0);
        let scope = self.scope.len();
        self.scope.push((counter, shape));
        self.begin_block(&[header]);
        let (_, _, body_memory) = self.body(depth, shape)?;
        let next = self.value(&sized("Add", size), ty, &[counter, step])?;
        self.func.add_edge(self.block, header);
        self.func.add_arg(counter, next);
        self.func.add_arg(memory, body_memory);
        self.scope.truncate(scope);
        self.memory = memory;
        self.begin_block(&[header]);
        self.scope.push((counter, shape));
        Some(())
    }
}
