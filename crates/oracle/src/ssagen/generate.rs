//! Instructions of a function after the last pass.
//!
//! Counterpart: cmd/compile/internal/ssagen/pgen.go (`Compile`).

use std::collections::HashMap;

use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::op::Ops;
use vamos_ssagen::Declared;
use vamos_ssagen::Generated;
use vamos_ssagen::Generator;
use vamos_ssagen::Machine;
use vamos_ssagen::Refusal;
use vamos_ssagen::Symbols;

use super::frame::DumpedFrame;
use super::object::Object;

/// A function after the last pass, with all that its instructions depend on.
pub(super) struct Prepared {
    function: vamos_ssagen::Prepared,
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
    pub(super) fn of_state(
        func: Func,
        declared: &[Declared],
        dumped: &DumpedFrame,
        object: &Object,
    ) -> Self {
        let data = dumped.function_data.iter();
        let data = data.filter(|data| data.is_of_ir());
        Self {
            data: data.map(|data| (data.kind, data.sym)).collect(),
            function: vamos_ssagen::Prepared {
                func,
                declared: declared.to_vec(),
                facts: dumped.facts,
                liveness: dumped.liveness,
                sym: dumped.sym,
                name: dumped.name.clone(),
                abi: object.replay.link.symbols[dumped.sym].abi as u64,
                open_defers: None,
                wrapped: None,
            },
            has_ir: false,
        }
    }

    /// Takes a function with facts from the IR.
    pub(super) fn of_ir(function: vamos_ssagen::Prepared) -> Self {
        Self {
            function,
            data: Vec::new(),
            has_ir: true,
        }
    }

    /// Reports whether the function is not optimized.
    pub(super) fn is_unoptimized(&self) -> bool {
        self.function.facts.is_unoptimized
    }

    /// Returns the function after the last pass.
    pub(super) fn into_func(self) -> Func {
        self.function.func
    }

    /// Returns the numbers that a dump has for the variables. Both lists have the same order, or
    /// [`Self::difference`] has found that they differ.
    pub(super) fn names_of(&self, declared: &[Declared]) -> Names {
        let pairs = self.function.declared.iter().zip(declared);
        let pairs = pairs.map(|(one, other)| (one.var.name, other.var.name));
        Names {
            of_own: pairs.collect(),
            has_ir: self.has_ir,
        }
    }

    /// Returns the first difference from the facts of a dump.
    pub(super) fn difference(&self, declared: &[Declared], dumped: &DumpedFrame) -> Option<String> {
        for (one, other) in self.function.declared.iter().zip(declared) {
            let name = other.var.name;
            let mut own = one.clone();
            own.var.name = name;
            if own != *other {
                return Some(format!("declared {one:?}, want {other:?}"));
            }
        }
        let counts = [self.function.declared.len(), declared.len()];
        if counts[0] != counts[1] {
            return Some(format!(
                "number of variables {}, want {}",
                counts[0], counts[1]
            ));
        }
        let own = &self.function;
        let ours = (own.facts, own.liveness, own.sym, &own.name);
        let theirs = (dumped.facts, dumped.liveness, dumped.sym, &dumped.name);
        (ours != theirs).then(|| format!("facts {ours:?}, want {theirs:?}"))
    }
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
        let of_function = object.symbols_of(&prepared.function.func);
        let runtime = object.runtime;
        let generation = vamos_ssagen::Generation {
            package: self.package,
            ops: self.ops,
            machine: self.machine,
            generator: self.generator,
            symbols: Symbols {
                of_package: self.syms,
                of_function: &of_function,
                runtime: &runtime,
            },
        };
        generation.run(&prepared.function, &prepared.data, &mut |data| {
            object.data_symbol(data)
        })
    }
}
