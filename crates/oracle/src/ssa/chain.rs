//! All passes of a function one after the other, from the first state to the last: no state of the
//! compiler is between them.
//!
//! Counterpart: cmd/compile/internal/ssa/compile.go (`Compile`).

use vamos_ssa::Func;
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
    /// The passes in their order; `None` is one that does not exist.
    passes: Vec<Option<Pass>>,
}

impl Chain {
    /// Begins with the first state of a function.
    pub(super) fn begin(&mut self, start: Option<Func>) {
        self.start = start;
        self.passes.clear();
    }

    /// Adds a pass.
    pub(super) fn add(&mut self, pass: Option<Pass>) {
        self.passes.push(pass);
    }

    /// Runs all passes on a function.
    pub(super) fn run(&self, func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
        for pass in &self.passes {
            let pass = pass.ok_or(Refusal::Unsupported("a pass of the chain"))?;
            pass.run(func, cx)?;
        }
        Ok(())
    }
}
