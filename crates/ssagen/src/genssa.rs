//! Instructions for all blocks of a function, in their order.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`genssa`).

use vamos_obj::Function;
use vamos_obj::JumpTable;
use vamos_obj::Pos;
use vamos_obj::ProgId;
use vamos_obj::op;
use vamos_ssa::Aux;
use vamos_ssa::BlockId;
use vamos_ssa::ValueId;

use crate::amd64::Generator;
use crate::defframe;
use crate::emitter::pcdata;
use crate::inline_marks::InlineMarks;
use crate::input::Input;
use crate::operand;
use crate::parts::parts;
use crate::points::CodePoints;
use crate::refusal::Refusal;
use crate::state::State;

/// The set of live parameters at the start: all.
const ALL_LIVE: i32 = -1;

/// The mark of a loop's first block that is hot according to the profile.
const HOT_INITIAL: u8 = 1 << 2 | 1 << 1;

/// Returns the instructions of a function.
pub fn genssa(input: &Input<'_>, generator: &Generator) -> Result<Function, Refusal> {
    let (function, _) = genssa_with_points(input, generator)?;
    Ok(function)
}

/// Returns the instructions of a function, and where its blocks and values are in them.
pub fn genssa_with_points(
    input: &Input<'_>,
    generator: &Generator,
) -> Result<(Function, CodePoints), Refusal> {
    let mut run = Run {
        generator,
        state: State::new(input),
        first_pos: None,
        marks: InlineMarks::default(),
        arg_live: Some(ALL_LIVE),
        after: vec![None; input.func.values.len()],
    };
    for (kind, sym) in input.function_data {
        run.state.list.function_data(*kind, *sym);
    }
    run.find_first();
    let order = &input.func.order;
    for (at, block) in order.iter().enumerate() {
        let next = if input.facts.is_unoptimized {
            None
        } else {
            order.get(at + 1).copied()
        };
        run.block(*block, next)?;
    }
    run.end()?;
    let Run {
        mut state,
        marks,
        after,
        ..
    } = run;
    let inl_marks = marks.resolve(&mut state, generator);
    let mut function = Function::new(input.sym);
    resolve_branches(&mut state);
    function.jump_tables = jump_tables(&state)?;
    defframe::complete(&mut state, generator)?;
    // The instruction that would come next is in no list.
    let list = state.list.list();
    if let Some(last) = list.last() {
        state.list.progs[*last].link = None;
    }
    function.text = Some(state.list.text);
    function.spills = state.spills;
    function.inl_marks = inl_marks;
    function.progs = state.list.progs;
    let starts = state.starts;
    Ok((function, CodePoints { starts, after }))
}

/// The generation of one function.
struct Run<'a> {
    generator: &'a Generator,
    state: State<'a>,
    /// The position of the first statement, until an instruction has it.
    first_pos: Option<Pos>,
    marks: InlineMarks,
    /// The last set of live parameters.
    arg_live: Option<i32>,
    /// The instruction after each value.
    after: Vec<Option<ProgId>>,
}

impl Run<'_> {
    /// Finds the first statement, whose mark goes to the first instruction.
    fn find_first(&mut self) {
        let state = &mut self.state;
        let Input { func, ops, .. } = *state.input;
        let others = [
            ops.arg,
            ops.arg_int_reg,
            ops.arg_float_reg,
            ops.load_reg,
            ops.store_reg,
        ];
        let values = &func.block(func.entry).values;
        let first = values.iter().copied().find(|value| {
            state.pos_of(*value).is_stmt() && !others.contains(&func.value(*value).op)
        });
        self.first_pos = first.map(|value| state.pos_of(value));
        state.first = first;
    }

    fn block(&mut self, block: BlockId, next: Option<BlockId>) -> Result<(), Refusal> {
        let input = self.state.input;
        let state = &mut self.state;
        state.line_run = None;
        state.list.pos = state.list.pos.with_not_stmt();
        let record = input.func.block(block);
        if input.facts.aligns_hot_loops && record.hotness & HOT_INITIAL == HOT_INITIAL {
            let id = state.list.append(op::PCALIGNMAX);
            state.list.progs[id].from.set_const(64);
            state.list.progs[id].to.set_const(31);
        }
        let start = state.list.next;
        state.starts[block.0 as usize] = Some(start);
        self.live_args(input.arg_live.at_block(block));
        self.generator.mark_moves(&mut self.state, block);
        for value in &record.values {
            self.value(*value)?;
            self.live_args(input.arg_live.after(*value));
            self.after[value.0 as usize] = Some(self.state.list.next);
        }
        let state = &mut self.state;
        let pos = Pos::from_packed(record.pos.base, record.pos.lico);
        let is_loop = record.succs.len() == 1 && record.succs[0].block == block;
        let pos = if is_loop && state.list.next == start {
            empty_loop(state, self.generator, pos)
        } else {
            pos
        };
        let unsafe_blocks = &input.maps.unsafe_blocks;
        state.list.next_unsafe = unsafe_blocks.binary_search(&block).is_ok();
        state.list.pos = pos;
        self.generator.end_block(state, block, next, pos)
    }

    /// Writes the set of live parameters, if it is another one.
    fn live_args(&mut self, set: Option<i32>) {
        if let Some(set) = set.filter(|set| self.arg_live != Some(*set)) {
            self.arg_live = Some(set);
            self.state.list.pcdata(pcdata::ARG_LIVE, set.into());
        }
    }

    fn value(&mut self, value: ValueId) -> Result<(), Refusal> {
        let state = &mut self.state;
        let input = state.input;
        let ops = input.ops;
        set_pos(state, value);
        let code = input.func.value(value).op;
        let without = [
            ops.init_mem,
            ops.arg,
            ops.sp,
            ops.sb,
            ops.select0,
            ops.select1,
            ops.select_n,
            ops.make_result,
            ops.get_g,
            ops.var_def,
            ops.var_live,
            ops.keep_alive,
            ops.wb_end,
            ops.phi,
            ops.convert,
        ];
        if without.contains(&code) {
            return Ok(());
        }
        if code == ops.inl_mark {
            let mark = self.generator.nop(&mut state.list);
            let call = input.func.value(value).aux_int;
            let call = u32::try_from(call).map_err(|_| Refusal::Invalid("inlined call"))?;
            self.marks.add(mark, call, state.pos_of(value));
            self.first_pos = None;
            return Ok(());
        }
        let moves = [
            ops.arg_int_reg,
            ops.arg_float_reg,
            ops.load_reg,
            ops.store_reg,
        ];
        if !moves.contains(&code)
            && let Some(pos) = self.first_pos.take()
        {
            state.list.pos = pos;
        }
        state.list.next_live = input.maps.of_value(value);
        let unsafe_values = &input.maps.unsafe_values;
        state.list.next_unsafe = unsafe_values.binary_search(&value).is_ok();
        self.generator.generate(state, value)
    }

    /// Adds the instructions after the last block.
    fn end(&mut self) -> Result<(), Refusal> {
        let state = &mut self.state;
        let input = state.input;
        let last = input.func.order.last();
        let last = last.ok_or(Refusal::Invalid("no blocks"))?;
        if input.func.block(*last).kind == input.ops.block_exit {
            self.generator.nop(&mut state.list);
        }
        if !input.facts.has_open_defers {
            return Ok(());
        }
        state.list.next_live = input.maps.defer_return;
        let call = state.list.append(op::CALL);
        state.list.progs[call].to = operand::external(input.symbols.runtime.defer_return);
        let signature = match input.func.aux(input.package, input.func.own.call) {
            Some(Aux::Call(call)) => call.signature.as_ref(),
            _ => None,
        };
        for param in signature.map_or(&[][..], |signature| &signature.results) {
            let parts = parts(input.func, input.package, param.ty)?;
            for (register, part) in param.registers.iter().zip(&parts) {
                let reg = input.machine.param_register(*register)?;
                let var = input.var(param.name)?;
                self.generator.load_result(state, reg, var, *part)?;
            }
        }
        state.list.append(op::RET);
        Ok(())
    }
}

/// Sets the position for the instructions of a value; only marked positions begin statements.
fn set_pos(state: &mut State<'_>, value: ValueId) {
    let ops = state.input.ops;
    let pos = state.pos_of(value);
    let moves = [ops.phi, ops.copy, ops.load_reg, ops.store_reg];
    if moves.contains(&state.value(value).op) {
        state.list.pos = pos.with_not_stmt();
    } else if pos == Pos::NONE {
        state.list.pos = state.list.pos.with_not_stmt();
    } else if pos.is_stmt() {
        state.list.pos = pos;
    } else {
        // A mark that no instruction has yet stays if the line is the same.
        let last = state.list.pos;
        if !last.is_stmt() || !last.is_same_line(pos) {
            state.list.pos = pos.with_not_stmt();
        }
    }
}

/// Adds an instruction to an empty loop, for debuggers; returns the position of its branch.
fn empty_loop(state: &mut State<'_>, generator: &Generator, pos: Pos) -> Pos {
    let id = generator.nop(&mut state.list);
    let nop = state.list.progs[id].pos.with_is_stmt();
    state.list.progs[id].pos = nop;
    let candidates = [pos, nop, state.list.progs[state.list.text].pos];
    let known = candidates.into_iter().find(|pos| *pos != Pos::NONE);
    known.unwrap_or(pos).with_bogus_line()
}

/// Sets the targets of branches. Positions without a mark become ones that begin no statement.
fn resolve_branches(state: &mut State<'_>) {
    for (id, block) in &state.branches {
        let target = state.starts[block.0 as usize];
        let prog = &mut state.list.progs[*id];
        prog.to.set_target(target);
        if !prog.pos.is_stmt() || begins_on_line(state.input, *block, prog.pos) {
            prog.pos = prog.pos.with_not_stmt();
        }
    }
}

/// Reports whether the first value of a block that may begin a statement does so on a line.
fn begins_on_line(input: &Input<'_>, block: BlockId, pos: Pos) -> bool {
    let ops = input.ops;
    let others = [
        ops.copy,
        ops.phi,
        ops.var_def,
        ops.var_live,
        ops.unknown,
        ops.fwd_ref,
        ops.arg,
        ops.arg_int_reg,
        ops.arg_float_reg,
    ];
    let mut values = input.func.block(block).values.iter();
    let first = values.find(|value| !others.contains(&input.func.value(**value).op));
    first.is_some_and(|value| {
        let first = input.func.positions[value.0 as usize];
        let first = Pos::from_packed(first.base, first.lico);
        first.line() == pos.line() && first.is_stmt()
    })
}

/// Returns the tables of computed jumps.
fn jump_tables(state: &State<'_>) -> Result<Vec<JumpTable>, Refusal> {
    let Input { func, package, .. } = *state.input;
    let tables = state.jump_tables.iter().map(|block| {
        let record = func.block(*block);
        let sym = match func.aux(package, record.aux) {
            Some(Aux::Sym(sym)) => state.input.sym(*sym)?,
            _ => return Err(Refusal::Invalid("jump table without a symbol")),
        };
        let targets = record.succs.iter();
        let targets = targets.map(|edge| state.starts[edge.block.0 as usize]);
        let targets: Option<Vec<ProgId>> = targets.collect();
        let targets = targets.ok_or(Refusal::Invalid("jump to a block that is not there"))?;
        Ok(JumpTable { sym, targets })
    });
    tables.collect()
}
