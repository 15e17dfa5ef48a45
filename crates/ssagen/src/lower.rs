//! The IR of a function to its state after the last pass.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`buildssa`) and ssa/compile.go (`Compile`).

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Scratch;
use vamos_ssa::abi;
use vamos_ssa::pass::Cx;
use vamos_ssa::pass::pass;
use vamos_ssa::rules;

use crate::build::BuildInput;
use crate::build::BuildRefusal;
use crate::build::OpenDefers;
use crate::build::Start;
use crate::build::Variable;
use crate::build::build;
use crate::build::name_flags;
use crate::input::class;

/// A function after the last pass.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The function.
    pub func: Func,
    /// Parameters, results and local variables in their order, before they have places.
    pub vars: Vec<Variable>,
    /// The variables of open-coded defers, if there are any.
    pub open_defers: Option<OpenDefers>,
    /// Variables in the heap, and the variables with their addresses.
    pub heap: Vec<(NameId, NameId)>,
}

/// The reason why a function has no state after the last pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LowerRefusal {
    /// It has no SSA form.
    Build(BuildRefusal),
    /// A pass that does not exist, by number.
    NoPass(usize),
    /// A pass refuses it.
    Pass {
        /// The name of the pass.
        name: Box<str>,
        /// The reason of the pass.
        why: rules::Refusal,
    },
    /// A variable that a pass made is not in the tables.
    Variable(NameId),
}

impl Display for LowerRefusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(why) => why.fmt(f),
            Self::NoPass(number) => write!(f, "no pass {number}"),
            Self::Pass { name, why } => write!(f, "pass {name}: {why}"),
            Self::Variable(name) => write!(f, "variable {} of a pass is in no table", name.0),
        }
    }
}

impl Error for LowerRefusal {}

/// Builds a function, and runs it through the passes of the header. Passes use the vectors of the
/// functions before.
pub fn lower(input: &BuildInput<'_>, scratch: &mut Scratch) -> Result<Lowered, LowerRefusal> {
    let built = build(input).map_err(LowerRefusal::Build)?;
    let Start {
        start: mut func,
        mut vars,
        open_defers,
        heap,
        ..
    } = built;
    func.fresh.makes_all = true;
    func.free.scratch = std::mem::take(scratch);
    let outcome = run_passes(&mut func, &input.cx, &input.header.passes);
    *scratch = std::mem::take(&mut func.free.scratch);
    outcome?;
    for name in func.own.made.clone() {
        let var = made_variable(input, &mut func, name);
        vars.push(var.ok_or(LowerRefusal::Variable(name))?);
    }
    Ok(Lowered {
        func,
        vars,
        open_defers,
        heap,
    })
}

/// Runs passes, by their numbers in the list of the compiler.
pub fn run_passes(func: &mut Func, cx: &Cx<'_>, passes: &[usize]) -> Result<(), LowerRefusal> {
    for number in passes {
        let name = cx.package.header.passes.get(*number);
        let found = name.and_then(|name| Some((name, pass(name)?)));
        let (name, found) = found.ok_or(LowerRefusal::NoPass(*number))?;
        let outcome = found.run(func, cx);
        outcome.map_err(|why| LowerRefusal::Pass {
            name: name.as_str().into(),
            why,
        })?;
    }
    Ok(())
}

/// Describes a variable that a pass made.
fn made_variable(input: &BuildInput<'_>, func: &mut Func, name: NameId) -> Option<Variable> {
    let record = func.name(input.cx.package, name)?;
    let (text, flags) = (record.text.clone(), record.flags & name_flags::OF_VARIABLES);
    let sym = func.intern_sym(
        input.cx.package,
        &input.header.local_symbol(&text),
        abi::NONE,
    );
    Some(Variable {
        name,
        class: class::AUTO,
        offset: 0,
        flags,
        text,
        sym,
    })
}
