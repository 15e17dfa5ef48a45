//! Variables of the IR and of the construction, and their values in blocks.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`vars`, `fwdVars`, `defvars`, `addNamedValue`).

use std::collections::HashMap;

use vamos_ir::Node;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::BlockId;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::Pos;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use crate::input::class;

/// The bits of a variable's flags in the tables.
pub(crate) mod name_flags {
    /// The bits with the same meaning in [`crate::var_flags`].
    pub(crate) const OF_VARIABLES: u64 = 0x7f;
    pub(in crate::build) const ADDRESS_TAKEN: u64 = 1;
    pub(in crate::build) const USED: u64 = 1 << 1;
    pub(in crate::build) const TEMP: u64 = 1 << 3;
    pub(in crate::build) const SYNTHETIC: u64 = 1 << 7;
    /// Debuggers do not get it.
    pub(in crate::build) const UNWANTED: u64 = 1 << 8;
}

/// The class of global variables.
pub(super) const CLASS_GLOBAL: u32 = 1;
/// The class of functions.
pub(super) const CLASS_FUNC: u32 = 7;

/// A key of values in blocks: the number of a node, or a number after all nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Var(pub(super) u32);

/// Values by variable, in the order of the variables.
#[derive(Clone, Debug, Default)]
pub(super) struct VarMap(pub(super) Vec<(Var, ValueId)>);

impl VarMap {
    fn find(&self, var: Var) -> Result<usize, usize> {
        self.0.binary_search_by_key(&var, |(known, _)| *known)
    }

    pub(super) fn get(&self, var: Var) -> Option<ValueId> {
        let at = self.find(var).ok()?;
        self.0.get(at).map(|(_, value)| *value)
    }

    pub(super) fn set(&mut self, var: Var, value: ValueId) {
        match self.find(var) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (var, value)),
        }
    }

    pub(super) fn remove(&mut self, var: Var) {
        if let Ok(at) = self.find(var) {
            self.0.remove(at);
        }
    }
}

/// A variable or function of the IR.
#[derive(Clone, Copy, Debug)]
pub(super) struct Local {
    pub(super) name: NameId,
    pub(super) ty: TypeId,
    pub(super) class: u32,
    pub(super) is_address_taken: bool,
    pub(super) is_in_heap: bool,
    pub(super) is_by_value: bool,
    pub(super) is_blank: bool,
    pub(super) is_temp: bool,
    /// The properties in the tables.
    pub(super) flags: u64,
    /// The number of the open-coded defer whose slot it is.
    pub(super) rank: Option<i64>,
    /// It shares its place with no other variable.
    pub(super) is_alone: bool,
    /// It holds the address of a result in the heap.
    pub(super) is_result_address: bool,
    pub(super) pos: Pos,
    /// The variable with its address in the heap.
    pub(super) heap: Option<Var>,
}

impl Local {
    /// Returns the variable of a node.
    pub(super) fn of(node: &Node, package: &Package) -> Self {
        let flags = package.name(node.name).map_or(0, |name| name.flags);
        Self {
            name: node.name,
            ty: node.ty,
            class: u32::try_from(node.int(0)).unwrap_or_default(),
            is_address_taken: node.has(flags::ADDRESS_TAKEN),
            is_in_heap: node.has(flags::IN_HEAP),
            is_by_value: node.has(flags::BY_VALUE),
            is_blank: node.has(flags::BLANK),
            is_temp: flags & name_flags::TEMP != 0,
            flags,
            rank: None,
            is_alone: false,
            is_result_address: false,
            pos: node.pos,
            heap: None,
        }
    }

    /// Reports whether the variable is in the frame.
    pub(super) fn is_on_stack(self) -> bool {
        [class::AUTO, class::PARAM, class::RESULT].contains(&self.class) && !self.is_in_heap
    }
}

/// Variables that only the construction has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Markers {
    pub(super) mem: Var,
    pub(super) pointer: Var,
    pub(super) len: Var,
    pub(super) cap: Var,
    pub(super) ty: Var,
    pub(super) ok: Var,
    pub(super) defer_bits: Var,
    pub(super) hash: Var,
}

/// The variables of a function.
#[derive(Default)]
pub(super) struct Vars {
    pub(super) markers: Markers,
    locals: HashMap<Var, Local>,
    next: u32,
    /// Values in the current block.
    pub(super) current: VarMap,
    /// Values of variables in the current block that come from blocks before.
    pub(super) forward: VarMap,
    /// Values at the end of each block.
    defined: Vec<VarMap>,
    /// The variables of values that come from blocks before.
    forward_vars: HashMap<ValueId, Var>,
    /// The slots of variables with values, by number of the variable.
    pub(super) slots: HashMap<NameId, usize>,
}

impl Vars {
    pub(super) fn new(ir: &vamos_ir::Func, package: &Package) -> Self {
        let mut vars = Self {
            next: ir.nodes.len() as u32 + 1,
            ..Self::default()
        };
        for (node, number) in ir.nodes.iter().zip(1..) {
            if node.op == Op::Name {
                // A captured variable may have its address in a parameter.
                let heap = ir.list(node.operands).first();
                let heap = heap.filter(|id| id.0 != 0).map(|id| Var(id.0));
                let local = Local {
                    heap,
                    ..Local::of(node, package)
                };
                vars.locals.insert(Var(number), local);
            }
        }
        vars.markers = Markers {
            mem: vars.new_var(),
            pointer: vars.new_var(),
            len: vars.new_var(),
            cap: vars.new_var(),
            ty: vars.new_var(),
            ok: vars.new_var(),
            defer_bits: vars.new_var(),
            hash: vars.new_var(),
        };
        vars
    }

    /// Returns a new variable that the IR does not have.
    pub(super) fn new_var(&mut self) -> Var {
        self.next += 1;
        Var(self.next - 1)
    }

    /// Adds a variable of the IR.
    pub(super) fn add_local(&mut self, local: Local) -> Var {
        let var = self.new_var();
        self.locals.insert(var, local);
        var
    }

    pub(super) fn local(&self, var: Var) -> Option<Local> {
        self.locals.get(&var).copied()
    }

    pub(super) fn local_mut(&mut self, var: Var) -> Option<&mut Local> {
        self.locals.get_mut(&var)
    }

    /// Returns the variables in the heap, ascending, and the variables with their addresses.
    pub(super) fn heap_addresses(&self) -> Vec<(NameId, NameId)> {
        let pairs = self.locals.values().filter_map(|local| {
            let address = self.local(local.heap?)?;
            Some((local.name, address.name))
        });
        let mut pairs: Vec<(NameId, NameId)> = pairs.collect();
        pairs.sort_unstable();
        pairs
    }

    /// Returns the values at the end of a block.
    pub(super) fn defined(&mut self, block: BlockId) -> &mut VarMap {
        let at = block.0 as usize;
        if self.defined.len() <= at {
            self.defined.resize(at + 1, VarMap::default());
        }
        &mut self.defined[at]
    }

    pub(super) fn set_defined(&mut self, block: BlockId, vars: VarMap) {
        *self.defined(block) = vars;
    }

    /// Returns the variable of a value that comes from blocks before.
    pub(super) fn forward_var(&self, value: ValueId) -> Option<Var> {
        self.forward_vars.get(&value).copied()
    }

    pub(super) fn set_forward(&mut self, value: ValueId, var: Var) {
        self.forward_vars.insert(value, var);
    }
}
