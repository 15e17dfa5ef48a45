//! Calls.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`call`, `rtcall`).

use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::flags;
use vamos_ssa::Aux;
use vamos_ssa::Call;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::ValueId;

use super::abi::ABI_INTERNAL;
use super::ops::Gen;
use super::refusal::BuildRefusal;
use super::refusal::Built;
use super::state::Build;
use super::vars::CLASS_FUNC;
use super::vars::Var;

/// The path of the package whose functions the compiler calls itself.
pub(super) const RUNTIME: &[u8] = b"go.runtime";

/// The kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallKind {
    Normal,
    Defer,
    DeferStack,
    Go,
    Tail,
}

impl CallKind {
    /// Reports whether the function is called at once.
    fn is_direct(self) -> bool {
        matches!(self, Self::Normal | Self::Tail)
    }
}

/// The size of a pointer, in bytes.
const WORD: i64 = 8;

/// The function that a call is of.
#[derive(Default)]
struct Target {
    /// A function that is known.
    sym: Option<SymId>,
    /// The address of a closure.
    closure: Option<ValueId>,
    /// The address of code.
    code: Option<ValueId>,
    /// The receiver of an interface's method.
    receiver: Option<ValueId>,
    abi: u64,
    /// A range loop over a function with deferred calls begins.
    is_defer_range: bool,
}

impl Build<'_> {
    /// Builds a call; returns its first result, or the address of it.
    pub(super) fn call(
        &mut self,
        id: NodeId,
        kind: CallKind,
        wants_address: bool,
        defer_at: Option<NodeId>,
    ) -> Built<Option<ValueId>> {
        let node = self.node(id)?;
        self.at.call = None;
        let target = self.target(node, kind)?;
        let extra = match defer_at {
            Some(extra) => Some(self.expr(extra)?),
            None => None,
        };
        let (params, results) = node.signature();
        let signature = self.signature(params, results, target.abi)?;
        let call = if kind == CallKind::DeferStack {
            self.call_of_defer_on_stack(node, &target)?
        } else {
            let own = Call {
                sym: target.sym.unwrap_or_default(),
                signature: Some(Box::new(signature)),
            };
            self.call_with_args(node, kind, &target, own, extra)?
        };
        self.at.call = Some(call);
        let result_count = if kind.is_direct() { results.len() } else { 0 };
        let mem = self.vi(Gen::SelectN, self.types.mem, result_count as i64, &[call]);
        self.set_mem(mem);
        self.keep_alive(node)?;
        let mut result = None;
        let has_result = !results.is_empty() && kind == CallKind::Normal;
        let is_early = self.input.profile.results_before_defer;
        if has_result && is_early {
            result = Some(self.first_result(node, call, results[0].0, wants_address)?);
        }
        if matches!(kind, CallKind::Defer | CallKind::DeferStack) || target.is_defer_range {
            self.end_defer_block(call)?;
        }
        if has_result && !is_early {
            result = Some(self.first_result(node, call, results[0].0, wants_address)?);
        }
        Ok(result)
    }

    fn first_result(
        &mut self,
        node: &Node,
        call: ValueId,
        ty: TypeId,
        wants_address: bool,
    ) -> Built<ValueId> {
        let result = if wants_address {
            self.result_address(call, 0, ty)?
        } else {
            self.vi(Gen::SelectN, ty, 0, &[call])
        };
        if node.has(flags::RESHAPE) {
            return Ok(self.v(Gen::Copy, node.ty, &[result]));
        }
        Ok(result)
    }

    /// Finds the function of a call.
    fn target(&mut self, node: &Node, kind: CallKind) -> Built<Target> {
        let function = self.operand(node, 0)?;
        let function_node = self.node(function)?;
        let mut target = Target {
            abi: ABI_INTERNAL,
            ..Target::default()
        };
        if node.op == Op::CallInter {
            let (closure, receiver) = self.method_of_interface(function_node)?;
            target.receiver = Some(receiver);
            let is_code = kind == CallKind::Normal
                || kind == CallKind::Tail && self.input.profile.tail_calls_of_methods;
            if is_code {
                target.code = Some(self.load(self.types.uintptr, closure));
            } else {
                target.closure = Some(closure);
            }
            return Ok(target);
        }
        let is_function =
            function_node.op == Op::Name && function_node.int(0) == i64::from(CLASS_FUNC);
        if kind.is_direct() && is_function {
            target.sym = Some(function_node.sym);
            if let Ok(abi) = u64::try_from(function_node.int(1)) {
                target.abi = abi;
            }
            target.is_defer_range = function_node.package() == RUNTIME
                && function_node.short_name() == b"deferrangefunc";
            return Ok(target);
        }
        target.closure = Some(self.expr(function)?);
        Ok(target)
    }

    /// Builds the address of a method's code, and its receiver.
    fn method_of_interface(&mut self, selector: &Node) -> Built<(ValueId, ValueId)> {
        let types = self.types;
        let value = self.expr_operand(selector, 0)?;
        let itab = self.v(Gen::ITab, types.uintptr, &[value]);
        self.nil_check(itab);
        // The methods are after the interface's type, the type and the hash.
        let offset = selector.int(0) + 24;
        let method = self.vi(Gen::OffPtr, types.uintptr_ptr, offset, &[itab]);
        let receiver = self.v(Gen::IData, types.byte_ptr, &[value]);
        Ok((method, receiver))
    }

    /// Builds a call whose arguments are evaluated here.
    fn call_with_args(
        &mut self,
        node: &Node,
        kind: CallKind,
        target: &Target,
        own: Call,
        extra: Option<ValueId>,
    ) -> Built<ValueId> {
        let ir = self.input.ir;
        let (params, results) = node.signature();
        let result_types: Vec<TypeId> = results.iter().map(|(ty, _)| *ty).collect();
        let mut types: Vec<TypeId> = Vec::new();
        let mut args: Vec<ValueId> = Vec::new();
        let mut size = own.signature.as_ref().map_or(0, |found| found.width);
        if !kind.is_direct() {
            types.push(self.types.uintptr);
            let closure = target.closure;
            args.push(closure.ok_or(BuildRefusal::Invalid("deferred call without a closure"))?);
            size += WORD;
            if let Some(extra) = extra {
                types.push(self.empty_interface()?);
                args.push(extra);
                size += 2 * WORD;
            }
        }
        args.extend(target.receiver);
        types.extend(params.iter().map(|(ty, _)| *ty));
        if self.at.block == Some(self.f.entry) && self.defers.is_open {
            // Slots of deferred calls are initialized before the first call.
            let next = self.new_block();
            self.end_to(next)?;
            self.start_block(next);
        }
        let receivers = node.int(1).max(0) as usize;
        let arg_types = params.get(receivers..).unwrap_or_default();
        let list = ir.list(node.list);
        if list.len() != arg_types.len() {
            return Err(BuildRefusal::Invalid("number of arguments"));
        }
        for (arg, ty) in list.iter().zip(arg_types) {
            args.push(self.argument(*arg, ty.0)?);
        }
        let leaves = kind == CallKind::Tail && self.input.profile.tail_calls_leave;
        if leaves && ir.facts.is_instrumented {
            let function = self.runtime_func("racefuncexit");
            self.runtime_call(function, &[], &[])?;
        }
        args.push(self.mem());
        let result_types: &[TypeId] = if kind.is_direct() { &result_types } else { &[] };
        let call = match kind {
            CallKind::Defer | CallKind::Go => {
                let name = match (kind, extra) {
                    (CallKind::Go, _) => "newproc",
                    (_, Some(_)) => "deferprocat",
                    _ => "deferproc",
                };
                let function = self.runtime_func(name);
                let call = self.call_to(function, &types, result_types, ABI_INTERNAL)?;
                self.call_value(Gen::StaticLECall, call, &[], &args)
            }
            _ => self.direct_call(kind, target, own, (&types, result_types), &args)?,
        };
        if kind == CallKind::Tail && target.closure.is_none() {
            size = 0;
        }
        self.f.value_mut(call).aux_int = size;
        Ok(call)
    }

    fn direct_call(
        &mut self,
        kind: CallKind,
        target: &Target,
        own: Call,
        (params, results): (&[TypeId], &[TypeId]),
        args: &[ValueId],
    ) -> Built<ValueId> {
        if let Some(closure) = target.closure {
            let code = self.raw_load(self.types.uintptr, closure);
            let call = self.call_to(SymId(0), params, results, target.abi)?;
            return Ok(self.call_value(Gen::ClosureLECall, call, &[code, closure], args));
        }
        let is_tail = kind == CallKind::Tail;
        if let Some(code) = target.code {
            let call = self.call_value(Gen::InterLECall, own, &[code], args);
            if is_tail {
                let op = self.input.ops.tail_call_inter();
                let op = op.ok_or(BuildRefusal::Missing("tail calls of methods"))?;
                self.f.value_mut(call).op = op;
            }
            return Ok(call);
        }
        if target.sym.is_none() {
            return Err(BuildRefusal::Invalid("call without a function"));
        }
        let call = self.call_value(Gen::StaticLECall, own, &[], args);
        if is_tail {
            self.f.value_mut(call).op = self.input.ops.number(Gen::TailLECall);
        }
        Ok(call)
    }

    /// Builds an argument of a call.
    fn argument(&mut self, arg: NodeId, ty: TypeId) -> Built<ValueId> {
        if self.ty(ty).can_be_ssa {
            return self.expr(arg);
        }
        let address = self.addr(arg)?;
        let mem = self.mem();
        Ok(self.v(Gen::Dereference, ty, &[address, mem]))
    }

    /// Keeps variables alive to the end of a call.
    fn keep_alive(&mut self, node: &Node) -> Built<()> {
        let ir = self.input.ir;
        for id in ir.list(node.other) {
            let local = self.local(Var(id.0))?;
            let before = self.mem();
            let aux = Aux::Name(local.name);
            let after = self.va(Gen::VarLive, self.types.mem, aux, &[before]);
            self.set_mem(after);
        }
        Ok(())
    }

    fn empty_interface(&self) -> Built<TypeId> {
        self.find_type("interface {}", "interface {}")
    }

    /// Builds a deferred call whose record is on the stack.
    fn call_of_defer_on_stack(&mut self, node: &Node, target: &Target) -> Built<ValueId> {
        let closure = target.closure;
        let closure = closure.ok_or(BuildRefusal::Invalid("deferred call without a closure"))?;
        let record = self.input.header.defer;
        let (var, address) = self.temp(node.pos, record)?;
        if let Some(local) = self.vars.local_mut(var) {
            local.is_alone = true;
        }
        let (_, offset) = self.field(self.ty(record), 4)?;
        let ty = self.f.value(closure).ty;
        let pointer = self.ptr_to(ty);
        let to = self.vi(Gen::OffPtr, pointer, offset, &[address]);
        self.store(ty, to, closure);
        let function = self.runtime_func("deferprocStack");
        let call = self.call_to(function, &[self.types.uintptr], &[], ABI_INTERNAL)?;
        let mem = self.mem();
        let call = self.call_value(Gen::StaticLECall, call, &[], &[address, mem]);
        self.f.value_mut(call).aux_int = WORD;
        Ok(call)
    }

    /// Ends the block of a deferred call, which may go on at the return after a panic.
    fn end_defer_block(&mut self, call: ValueId) -> Built<()> {
        let block = self.end()?;
        let kind = self.input.cx.ops.block_defer;
        self.set_kind(block, kind, call);
        let next = self.new_block();
        self.f.add_edge(block, next);
        if self.f.defer_return.0 == 0 {
            let last = self.new_block();
            self.start_block(last);
            self.exit()?;
            self.f.defer_return = last;
        }
        let to = self.f.defer_return;
        self.f.add_edge(block, to);
        self.f.block_mut(block).likely = 1;
        self.start_block(next);
        Ok(())
    }
}
