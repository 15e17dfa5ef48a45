//! Instructions of a function after the last pass.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`Compile`).

use std::collections::HashMap;

use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::op::Ops;
use vamos_ssagen::Analysis;
use vamos_ssagen::AnalysisInput;
use vamos_ssagen::CodePoints;
use vamos_ssagen::DataFacts;
use vamos_ssagen::Declared;
use vamos_ssagen::FunctionData;
use vamos_ssagen::FunctionFacts;
use vamos_ssagen::Generator;
use vamos_ssagen::Input;
use vamos_ssagen::LivenessFacts;
use vamos_ssagen::Machine;
use vamos_ssagen::OpenDefers;
use vamos_ssagen::Refusal;
use vamos_ssagen::Symbols;
use vamos_ssagen::Var;
use vamos_ssagen::genssa_with_points;

use super::frame::DumpedFrame;
use super::from_ir::Made;
use super::object::Object;

/// A function after the last pass, with all that its instructions depend on.
pub(super) struct Prepared {
    func: Func,
    declared: Vec<Declared>,
    facts: FunctionFacts,
    liveness: LivenessFacts,
    sym: SymId,
    /// The name of its symbol.
    name: String,
    open_defers: Option<OpenDefers>,
    /// The name of the function that this one is a wrapper of.
    wrapped: Option<String>,
    /// Function data that a dump has.
    data: Vec<(i64, SymId)>,
    has_ir: bool,
}

/// The numbers that a dump has for variables of a function.
pub(super) struct Names {
    of_own: HashMap<NameId, NameId>,
    /// The function is from IR.
    pub(super) has_ir: bool,
}

impl Names {
    /// Returns the number of the dump.
    pub(super) fn get(&self, own: NameId) -> NameId {
        self.of_own.get(&own).copied().unwrap_or(own)
    }
}

impl Prepared {
    /// Takes facts from a dump.
    pub(super) fn of_state(func: Func, declared: &[Declared], dumped: &DumpedFrame) -> Self {
        let data = dumped.function_data.iter();
        let data = data.filter(|data| data.is_of_ir());
        Self {
            func,
            declared: declared.to_vec(),
            facts: dumped.facts,
            liveness: dumped.liveness,
            sym: dumped.sym,
            name: dumped.name.clone(),
            open_defers: None,
            wrapped: None,
            data: data.map(|data| (data.kind, data.sym)).collect(),
            has_ir: false,
        }
    }

    /// Takes facts from the IR.
    pub(super) fn of_ir(
        made: Made,
        package: &Package,
        symbols: Symbols<'_>,
    ) -> Result<Self, String> {
        let Made {
            ir,
            lowered,
            facts,
            liveness,
        } = made;
        let name = |sym| package.sym(sym).map(|sym| sym.name.clone());
        let unknown = |sym: vamos_ssa::SymId| format!("no symbol {}", sym.0);
        let mut declared = Vec::with_capacity(lowered.vars.len());
        for var in lowered.vars {
            declared.push(Declared {
                var: Var {
                    name: var.name,
                    class: var.class,
                    offset: var.offset,
                    flags: var.flags,
                    sym: symbols.get(var.sym).ok_or_else(|| unknown(var.sym))?,
                },
                text: var.text,
            });
        }
        Ok(Self {
            func: lowered.func,
            declared,
            facts,
            liveness,
            sym: symbols.get(ir.sym).ok_or_else(|| unknown(ir.sym))?,
            name: name(ir.sym).ok_or_else(|| unknown(ir.sym))?,
            open_defers: lowered.open_defers,
            wrapped: name(ir.binding.wrapped),
            data: Vec::new(),
            has_ir: true,
        })
    }

    /// Reports whether the function is not optimized.
    pub(super) fn is_unoptimized(&self) -> bool {
        self.facts.is_unoptimized
    }

    /// Returns the function after the last pass.
    pub(super) fn into_func(self) -> Func {
        self.func
    }

    /// Returns the numbers that a dump has for the variables. Both lists have the same order, or
    /// [`Self::difference`] has found that they differ.
    pub(super) fn names_of(&self, declared: &[Declared]) -> Names {
        let pairs = self.declared.iter().zip(declared);
        let pairs = pairs.map(|(one, other)| (one.var.name, other.var.name));
        Names {
            of_own: pairs.collect(),
            has_ir: self.has_ir,
        }
    }

    /// Returns the first difference from the facts of a dump.
    pub(super) fn difference(&self, declared: &[Declared], dumped: &DumpedFrame) -> Option<String> {
        for (one, other) in self.declared.iter().zip(declared) {
            let name = other.var.name;
            let mut own = one.clone();
            own.var.name = name;
            if own != *other {
                return Some(format!("declared {one:?}, want {other:?}"));
            }
        }
        let counts = [self.declared.len(), declared.len()];
        if counts[0] != counts[1] {
            return Some(format!(
                "number of variables {}, want {}",
                counts[0], counts[1]
            ));
        }
        let ours = (self.facts, self.liveness, self.sym, &self.name);
        let theirs = (dumped.facts, dumped.liveness, dumped.sym, &dumped.name);
        (ours != theirs).then(|| format!("facts {ours:?}, want {theirs:?}"))
    }
}

/// The instructions of a function, and the results before them.
pub(super) struct Generated {
    pub(super) analysis: Analysis,
    pub(super) data: Vec<FunctionData>,
    pub(super) function: vamos_obj::Function,
    pub(super) points: CodePoints,
}

/// The inputs that all functions of a package have in common.
#[derive(Clone, Copy)]
pub(super) struct Generation<'a> {
    pub(super) package: &'a Package,
    pub(super) ops: &'a Ops,
    pub(super) machine: &'a Machine,
    pub(super) generator: &'a Generator,
    /// The symbols of the object by number in the tables of the package.
    pub(super) syms: &'a [SymId],
}

impl Generation<'_> {
    /// Makes the instructions of a function, with the frame and liveness that they are made with.
    pub(super) fn run(
        self,
        prepared: &Prepared,
        object: &mut Object,
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
            abi: object.replay.link.symbols[prepared.sym].abi as u64,
            open_defers: prepared.open_defers,
            wrapped: prepared.wrapped.as_deref(),
        })?;
        let of_function = object.symbols_of(func);
        let own = data
            .iter()
            .map(|data| (data.kind, object.data_symbol(data)));
        let mut function_data: Vec<(i64, SymId)> = own.collect();
        function_data.extend(&prepared.data);
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
                symbols: Symbols {
                    of_package: self.syms,
                    of_function: &of_function,
                    runtime: &object.runtime,
                },
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
