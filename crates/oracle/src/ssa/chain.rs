//! All passes of a function one after the other, from the first state to the last: no state of the
//! compiler is between them.
//!
//! Counterpart: cmd/compile/internal/ssa/compile.go (`Compile`).

use std::collections::HashMap;

use vamos_fsys::thread_time;
use vamos_ssa::AuxId;
use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::Pass;
use vamos_ssa::rules::Refusal;

/// The name of the chain among passes.
pub(super) const CHAIN: &str = "chain";

/// The first state of a function, and the passes that the compiler ran on it.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// The first state; none if the chain is not checked.
    pub(super) start: Option<Func>,
    /// The passes in their order.
    pub(super) steps: Vec<Step>,
}

/// A pass that the compiler ran.
#[derive(Debug)]
pub(super) struct Step {
    /// The number of the pass.
    pub(super) number: u32,
    /// The pass, unless it does not exist.
    pub(super) pass: Option<Pass>,
    /// The nanoseconds that it took in the compiler.
    pub(super) stock: u64,
}

impl Chain {
    /// Begins with the first state of a function.
    pub(super) fn begin(&mut self, start: Option<Func>) {
        self.start = start;
        self.steps.clear();
    }

    /// Runs all passes on a function; returns the nanoseconds of each. The processor time of the
    /// thread counts, as in the compiler, since other threads may run meanwhile.
    pub(super) fn run(&self, func: &mut Func, cx: &Cx<'_>) -> Result<Vec<u64>, Refusal> {
        let mut times = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let pass = step.pass;
            let pass = pass.ok_or(Refusal::Unsupported("a pass of the chain"))?;
            let start = thread_time();
            pass.run(func, cx)?;
            times.push(thread_time().saturating_sub(start).as_nanos() as u64);
        }
        Ok(times)
    }
}

/// Gives aux values of equal content the same number.
///
/// The compiler numbers the aux values that passes make in the order in which it writes them. If no
/// state between the first and the last is written, that is not the order in which passes make them.
pub(super) fn unite_auxes(func: &mut Func, package: &Package) {
    let mut numbers = HashMap::new();
    let mut united = |func: &Func, aux: AuxId| {
        *numbers.entry(aux).or_insert_with(|| {
            let found = func.aux(package, aux);
            let at = package.auxes.iter().position(|one| Some(one) == found);
            at.map_or(aux, |at| AuxId(at as u32 + 1))
        })
    };
    for at in 0..func.values.len() {
        func.values[at].aux = united(func, func.values[at].aux);
    }
    for at in 0..func.blocks.len() {
        func.blocks[at].aux = united(func, func.blocks[at].aux);
    }
    func.own.call = united(func, func.own.call);
    let mut auxes = func.lookups.auxes.take();
    for (aux, _) in auxes.iter_mut().flatten() {
        *aux = united(func, *aux);
    }
    func.lookups.auxes = auxes;
}
