//! A function from its entry to the last statement.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`buildssa`).

use std::collections::HashMap;
use std::collections::HashSet;

use vamos_ssa::Aux;
use vamos_ssa::AuxId;
use vamos_ssa::Block;
use vamos_ssa::BlockId;
use vamos_ssa::Call;
use vamos_ssa::Facts;
use vamos_ssa::Fresh;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Own;
use vamos_ssa::Pos;
use vamos_ssa::TypeId;
use vamos_ssa::Value;
use vamos_ssa::ValueId;

use super::inputs::BuildInput;
use super::inputs::Start;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::state::Cursor;
use super::state::Defers;
use super::types::Types;
use super::vars::Local;
use super::vars::Var;
use super::vars::Vars;
use super::vars::name_flags;
use crate::input::class;
use crate::input::round_up;

/// Makes the SSA form of a function.
pub fn build(input: &BuildInput<'_>) -> Built<Start> {
    let facts = input.ir.facts;
    if facts.is_instrumented && !input.header.flags.is_race {
        return Err(BuildRefusal::Missing("functions for memory sanitizers"));
    }
    let mut build = Build::new(input)?;
    build.run()?;
    if let Some(failure) = build.failure.take() {
        return Err(failure);
    }
    let before_phis = build.adopted();
    build.insert_phis()?;
    let vars = build.declared_vars()?;
    match build.failure.take() {
        Some(failure) => Err(failure),
        None => Ok(Start {
            before_phis,
            start: build.adopted(),
            vars,
            open_defers: build.open_defers(),
            heap: build.vars.heap_addresses(),
        }),
    }
}

/// Returns a function without values and blocks; numbers begin with 1.
fn empty(input: &BuildInput<'_>) -> Func {
    let ir = input.ir;
    Func {
        own: Own {
            name: ir.name.clone(),
            ty: ir.ty,
            locals: ir.declared.len() as u32,
            ..Own::default()
        },
        facts: Facts {
            is_nosplit: ir.facts.is_nosplit,
            is_hot: ir.facts.is_hot,
            ..Facts::default()
        },
        values: vec![Value::default()],
        positions: vec![Pos::default()],
        uses: vec![0],
        block_of: vec![BlockId(0)],
        blocks: vec![Block::default()],
        ..Func::default()
    }
}

impl<'a> Build<'a> {
    fn new(input: &BuildInput<'a>) -> Built<Self> {
        let mut f = empty(input);
        let types = Types::new(&mut f, input.cx.package)?;
        Ok(Self {
            input: *input,
            f,
            types,
            at: Cursor::default(),
            vars: Vars::new(input.ir, input.cx.package),
            labels: HashMap::new(),
            panics: HashMap::new(),
            start_mem: ValueId(0),
            sp: ValueId(0),
            sb: ValueId(0),
            own_params: HashMap::new(),
            addresses: HashMap::new(),
            defers: Defers::default(),
            pending: Vec::new(),
            stores: HashMap::new(),
            failure: None,
            made: Vec::new(),
            declared: input.ir.declared.iter().map(|id| Var(id.0)).collect(),
        })
    }

    fn run(&mut self) -> Built<()> {
        let ir = self.input.ir;
        self.push_line(ir.pos);
        self.f.entry = self.new_block();
        let entry = self.f.entry;
        self.f.block_mut(entry).pos = ir.pos;
        let (mem, word) = (self.types.mem, self.types.uintptr);
        self.start_mem = self.entry(Gen::InitMem, mem, &[]);
        self.defers.is_open = self.opens_defers();
        self.sp = self.entry(Gen::SP, word, &[]);
        self.sb = self.entry(Gen::SB, word, &[]);
        self.start_block(entry);
        self.set_mem(self.start_mem);
        if self.defers.is_open {
            self.start_defers()?;
        }
        self.addresses_of_params()?;
        self.own_call()?;
        self.params()?;
        if ir.facts.needs_context {
            self.closure_vars()?;
        }
        if ir.facts.is_instrumented {
            let caller = self.v(Gen::GetCallerPC, word, &[]);
            let function = self.runtime_func("racefuncenter");
            self.runtime_call(function, &[], &[caller])?;
        }
        self.zero_results()?;
        self.params_to_heap()?;
        self.stmt_list(&ir.body)?;
        if self.at.block.is_some() {
            self.push_line(ir.end);
            self.exit()?;
            self.pop_line();
        }
        self.check_ends()?;
        self.set_missing_positions();
        self.pop_line();
        Ok(())
    }

    /// Makes the addresses of parameters and results.
    fn addresses_of_params(&mut self) -> Built<()> {
        for id in &self.input.ir.declared {
            let var = Var(id.0);
            let local = self.local(var)?;
            if local.class != class::PARAM && local.class != class::RESULT {
                continue;
            }
            let ty = self.ptr_to(local.ty);
            let args = [self.sp, self.start_mem];
            let address = self.entry_aux(Gen::LocalAddr, ty, Aux::Name(local.name), &args);
            self.addresses.insert(var, address);
        }
        Ok(())
    }

    /// Makes the function's own parameters and results.
    fn own_call(&mut self) -> Built<()> {
        let ir = self.input.ir;
        let named = |params: &[vamos_ir::Param]| -> Vec<(TypeId, NameId)> {
            let name = |param: &vamos_ir::Param| ir.node(param.name).map(|node| node.name);
            params
                .iter()
                .map(|param| (param.ty, name(param).unwrap_or_default()))
                .collect()
        };
        let signature = self.signature(&named(&ir.params), &named(&ir.results), ir.binding.abi)?;
        for (index, param) in signature.params.iter().enumerate() {
            self.own_params.entry(param.name).or_insert(index);
        }
        let call = Call {
            sym: ir.sym,
            signature: Some(Box::new(signature)),
        };
        self.f.own.call = self.aux(Aux::Call(Box::new(call)));
        Ok(())
    }

    /// Gives parameters their values.
    fn params(&mut self) -> Built<()> {
        for id in &self.input.ir.declared {
            let var = Var(id.0);
            let local = self.local(var)?;
            if local.class != class::PARAM {
                continue;
            }
            if self.can_be_value(local) {
                let value = self.va(Gen::Arg, local.ty, Aux::Name(local.name), &[]);
                self.set_var(var, value);
                self.add_named_value(var, value);
                continue;
            }
            self.param_to_stack(var, local)?;
        }
        Ok(())
    }

    /// Stores a parameter in registers that cannot be a value.
    fn param_to_stack(&mut self, var: Var, local: Local) -> Built<()> {
        let registers = self.registers_of_param(local.name);
        if registers.is_empty() {
            return Ok(());
        }
        let address = self.address_of_param(var)?;
        let ty = self.ty(local.ty);
        if ty.can_be_ssa {
            let value = self.va(Gen::Arg, local.ty, Aux::Name(local.name), &[]);
            self.store(local.ty, address, value);
            return Ok(());
        }
        let parts = self.register_parts(ty, 0)?;
        for ((part, offset), register) in parts.into_iter().zip(registers) {
            // The machine's integer registers come first.
            let (op, number) = match register.checked_sub(9) {
                Some(number) => (Gen::ArgFloatReg, number),
                None => (Gen::ArgIntReg, register),
            };
            let value = self.vi(op, part, number.into(), &[]);
            let aux = self.aux(Aux::NameOffset(local.name, offset));
            self.f.value_mut(value).aux = aux;
            let pointer = self.ptr_to(part);
            let to = self.vi(Gen::OffPtr, pointer, offset, &[address]);
            self.store(part, to, value);
        }
        Ok(())
    }

    /// Returns the registers of a parameter of the function.
    pub(super) fn registers_of_param(&self, name: NameId) -> Vec<u32> {
        self.own_param(name)
            .map_or_else(Vec::new, |param| param.registers.clone())
    }

    fn own_param(&self, name: NameId) -> Option<&vamos_ssa::Param> {
        let Some(Aux::Call(call)) = self.f.aux(self.input.cx.package, self.f.own.call) else {
            return None;
        };
        let signature = call.signature.as_ref()?;
        signature.params.get(*self.own_params.get(&name)?)
    }

    /// Returns the address of a parameter or result.
    pub(super) fn address_of_param(&self, var: Var) -> Built<ValueId> {
        let address = self.addresses.get(&var).copied();
        address.ok_or(BuildRefusal::Invalid("address of an undeclared variable"))
    }

    /// Gives variables of the closure their values.
    fn closure_vars(&mut self) -> Built<()> {
        let ir = self.input.ir;
        let pointer = self.types.byte_ptr;
        let closure = self.entry(Gen::GetClosurePtr, pointer, &[]);
        if ir.facts.is_range_body && self.input.header.flags.is_unoptimized {
            self.closure_slot(closure)?;
        }
        let mut offset = 8;
        for id in &ir.closure_vars {
            let var = Var(id.0);
            let local = self.local(var)?;
            let mut ty = local.ty;
            if !local.is_by_value {
                ty = self.ptr_to(ty);
            }
            let facts = self.ty(ty);
            let at = round_up(offset, facts.align);
            offset = at + facts.size;
            let to = self.ptr_to(ty);
            let mut address = self.vi(Gen::OffPtr, to, at, &[closure]);
            if local.is_by_value && !local.is_address_taken && facts.can_be_ssa {
                self.promote(var);
                let value = self.load(local.ty, address);
                self.assign_var(var, value)?;
                continue;
            }
            if !local.is_by_value {
                address = self.load(ty, address);
            }
            self.set_heap_address(ir.pos, var, address)?;
        }
        Ok(())
    }

    /// Keeps the address of the closure in a variable, where debuggers look for it.
    fn closure_slot(&mut self, closure: ValueId) -> Built<()> {
        let (pointer, mem) = (self.types.byte_ptr, self.types.mem);
        let flags = name_flags::USED | name_flags::ADDRESS_TAKEN | name_flags::SYNTHETIC;
        let slot = self.new_local(".closureptr".to_owned(), pointer, Pos::default(), flags);
        let local = self.local(slot)?;
        self.f.own.closure_slot = local.name;
        let before = self.mem();
        let after = self.va_at(Gen::VarDef, mem, Aux::Name(local.name), &[before], false);
        self.set_mem(after);
        let address = self.addr_of_var(slot)?;
        self.store(pointer, address, closure);
        let before = self.mem();
        let after = self.va_at(Gen::VarLive, mem, Aux::Name(local.name), &[before], false);
        self.set_mem(after);
        Ok(())
    }

    /// Returns the function with the numbers of the package's tables for calls that are equal, in
    /// the order in which a dump has them.
    fn adopted(&self) -> Func {
        let mut func = self.f.clone();
        let mut numbers = Numbers::default();
        func.own.call = self.adopt(func.own.call, &mut numbers);
        for block in &self.f.order {
            for value in &self.f.block(*block).values {
                let aux = self.f.value(*value).aux;
                func.value_mut(*value).aux = self.adopt(aux, &mut numbers);
            }
        }
        func
    }

    fn adopt(&self, id: AuxId, numbers: &mut Numbers) -> AuxId {
        let package = self.input.cx.package;
        if id.0 & Fresh::BIT == 0 {
            return id;
        }
        if let Some(known) = numbers.of_fresh.get(&id) {
            return *known;
        }
        let Some(aux) = self.f.aux(package, id) else {
            return id;
        };
        let new = package.auxes.iter().enumerate().skip(self.input.auxes);
        let mut equal = new.filter(|(at, known)| *known == aux && !numbers.taken.contains(at));
        let Some((at, _)) = equal.next() else {
            return id;
        };
        numbers.taken.insert(at);
        let number = AuxId(at as u32 + 1);
        numbers.of_fresh.insert(id, number);
        number
    }
}

/// The numbers of the package's tables for aux values of the function.
#[derive(Default)]
struct Numbers {
    of_fresh: HashMap<AuxId, AuxId>,
    taken: HashSet<usize>,
}
