//! A function after the last pass to its instructions.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`Compile`, after `buildssa`).

use vamos_ir::Func as IrFunc;
use vamos_ir::Header;
use vamos_obj::Function;
use vamos_obj::Pos;
use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::op::Ops;

use crate::amd64::Generator;
use crate::analysis::Analysis;
use crate::analysis::AnalysisInput;
use crate::analysis::DataFacts;
use crate::analysis::FunctionData;
use crate::build::OpenDefers;
use crate::genssa::genssa_with_points;
use crate::input::Declared;
use crate::input::FunctionFacts;
use crate::input::Input;
use crate::input::Symbols;
use crate::input::Var;
use crate::liveness::LivenessFacts;
use crate::lower::Lowered;
use crate::machine::Machine;
use crate::points::CodePoints;
use crate::refusal::Refusal;

/// A function after the last pass, with all that its instructions depend on.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The function.
    pub func: Func,
    /// Its variables before they have places.
    pub declared: Vec<Declared>,
    /// Properties for the choice of instructions.
    pub facts: FunctionFacts,
    /// Properties for liveness.
    pub liveness: LivenessFacts,
    /// Its symbol.
    pub sym: SymId,
    /// The name of its symbol.
    pub name: String,
    /// The ABI, as a number.
    pub abi: u64,
    /// The variables of open-coded defers, if there are any.
    pub open_defers: Option<OpenDefers>,
    /// The name of the function that this one is a wrapper of.
    pub wrapped: Option<String>,
}

impl Prepared {
    /// Takes a function with the facts of its IR.
    pub fn of_ir(
        lowered: Lowered,
        ir: &IrFunc,
        header: &Header,
        package: &Package,
        symbols: Symbols<'_>,
    ) -> Result<Self, Refusal> {
        let find = |sym| symbols.get(sym).ok_or(Refusal::Symbol(sym.0));
        let mut declared = Vec::with_capacity(lowered.vars.len());
        for var in lowered.vars {
            declared.push(Declared {
                var: Var {
                    name: var.name,
                    class: var.class,
                    offset: var.offset,
                    flags: var.flags,
                    sym: find(var.sym)?,
                },
                text: var.text,
            });
        }
        let flags = header.flags;
        let own = package.sym(ir.sym).ok_or(Refusal::Symbol(ir.sym.0))?;
        let wrapped = package.sym(ir.binding.wrapped);
        Ok(Self {
            facts: FunctionFacts {
                pos: Pos::from_packed(ir.pos.base, ir.pos.lico),
                is_unoptimized: flags.is_unoptimized,
                is_shared: flags.is_shared,
                aligns_hot_loops: flags.aligns_hot_loops,
                has_open_defers: lowered.open_defers.is_some(),
            },
            liveness: LivenessFacts {
                is_runtime: flags.is_runtime,
                has_defer: ir.facts.has_defer,
                forbids_open_defers: ir.facts.no_open_defers,
            },
            sym: find(ir.sym)?,
            name: own.name.clone(),
            abi: own.abi.into(),
            open_defers: lowered.open_defers,
            wrapped: wrapped.map(|sym| sym.name.clone()),
            func: lowered.func,
            declared,
        })
    }
}

/// The instructions of a function, and the results before them.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The frame and the liveness.
    pub analysis: Analysis,
    /// The function data.
    pub data: Vec<FunctionData>,
    /// The instructions.
    pub function: Function,
    /// Where blocks and values are in the instructions.
    pub points: CodePoints,
}

/// The inputs of instructions besides the function.
#[derive(Clone, Copy, Debug)]
pub struct Generation<'a> {
    /// The tables of the package.
    pub package: &'a Package,
    /// The numbers of operations that belong to no machine.
    pub ops: &'a Ops,
    /// The machine.
    pub machine: &'a Machine,
    /// The instructions of operations.
    pub generator: &'a Generator,
    /// The symbols.
    pub symbols: Symbols<'a>,
}

impl Generation<'_> {
    /// Makes the instructions of a function. `data_symbol` returns the symbol of function data; `more`
    /// are function data that have one.
    pub fn run(
        self,
        prepared: &Prepared,
        more: &[(i64, SymId)],
        data_symbol: &mut dyn FnMut(&FunctionData) -> SymId,
    ) -> Result<Generated, Refusal> {
        let Self {
            package,
            ops,
            machine,
            ..
        } = self;
        let func = &prepared.func;
        let analysis = Analysis::of(AnalysisInput {
            func,
            package,
            ops,
            machine,
            name: &prepared.name,
            declared: &prepared.declared,
            is_unoptimized: prepared.facts.is_unoptimized,
            facts: prepared.liveness,
        })?;
        let data = analysis.function_data(DataFacts {
            name: &prepared.name,
            abi: prepared.abi,
            open_defers: prepared.open_defers,
            wrapped: prepared.wrapped.as_deref(),
        })?;
        let own = data.iter().map(|data| (data.kind, data_symbol(data)));
        let mut function_data: Vec<(i64, SymId)> = own.collect();
        function_data.extend(more);
        let arg_live = analysis.arg_liveness.as_ref();
        let arg_live = arg_live.map(|found| found.live.clone());
        let (function, points) = genssa_with_points(
            &Input {
                func,
                package,
                ops,
                machine,
                sym: prepared.sym,
                facts: prepared.facts,
                frame: &analysis.frame,
                maps: &analysis.liveness.maps,
                arg_live: &arg_live.unwrap_or_default(),
                function_data: &function_data,
                symbols: self.symbols,
            },
            self.generator,
        )?;
        Ok(Generated {
            analysis,
            data,
            function,
            points,
        })
    }
}
