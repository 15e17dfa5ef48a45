//! The frame and the liveness of a function after the last pass, and its function data for the run
//! time.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`genssa`, up to its first instruction).

use vamos_obj::put_uvarint;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::op::Ops;

use crate::arg_info::arg_info;
use crate::build::OpenDefers;
use crate::input::Declared;
use crate::input::Frame;
use crate::layout::allocate_frame;
use crate::liveness::ArgLiveness;
use crate::liveness::Liveness;
use crate::liveness::LivenessFacts;
use crate::liveness::arg_liveness;
use crate::liveness::liveness;
use crate::liveness::stack_object_data;
use crate::machine::Machine;
use crate::refusal::Refusal;

/// The kinds of function data.
pub mod data_kind {
    /// Pointers of parameters and results.
    pub const ARGS: i64 = 0;
    /// Pointers of local variables.
    pub const LOCALS: i64 = 1;
    /// Variables whose address is taken.
    pub const STACK_OBJECTS: i64 = 2;
    /// The variables of open-coded defers.
    pub const OPEN_DEFERS: i64 = 4;
    /// The places of parameters, for tracebacks.
    pub const ARG_INFO: i64 = 5;
    /// Live parameters, for tracebacks.
    pub const ARG_LIVE: i64 = 6;
    /// The function that this one is a wrapper of.
    pub const WRAPPED: i64 = 7;
}

/// The inputs of an analysis.
#[derive(Clone, Copy, Debug)]
pub struct AnalysisInput<'a> {
    /// The function after the last pass.
    pub func: &'a Func,
    /// The tables of the package.
    pub package: &'a Package,
    /// The numbers of operations that belong to no machine.
    pub ops: &'a Ops,
    /// The machine.
    pub machine: &'a Machine,
    /// The name of the function's symbol.
    pub name: &'a str,
    /// The variables before they have places.
    pub declared: &'a [Declared],
    /// The function is not optimized.
    pub is_unoptimized: bool,
    /// Other properties.
    pub facts: LivenessFacts,
}

/// The frame and the liveness of a function.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The frame.
    pub frame: Frame,
    /// The liveness of variables.
    pub liveness: Liveness,
    /// The live parameters, unless all are always live.
    pub arg_liveness: Option<ArgLiveness>,
    /// The places of parameters, if there are any.
    pub arg_info: Option<Vec<u8>>,
}

/// A symbol of function data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionData {
    /// The kind ([`data_kind`]).
    pub kind: i64,
    /// The name of the symbol; `None` if the content names it.
    pub name: Option<String>,
    /// The bytes.
    pub content: Vec<u8>,
    /// Offsets of addresses, and the names of their symbols.
    pub targets: Vec<(i64, String)>,
}

/// Properties of a function that are in its function data.
#[derive(Clone, Copy, Debug)]
pub struct DataFacts<'a> {
    /// The name of the function's symbol.
    pub name: &'a str,
    /// The ABI, as a number.
    pub abi: u64,
    /// The variables of open-coded defers, if there are any.
    pub open_defers: Option<OpenDefers>,
    /// The name of the function that this one is a wrapper of.
    pub wrapped: Option<&'a str>,
}

impl Analysis {
    /// Finds the frame and the liveness of a function.
    pub fn of(input: AnalysisInput<'_>) -> Result<Self, Refusal> {
        let AnalysisInput {
            func,
            package,
            ops,
            machine,
            is_unoptimized,
            ..
        } = input;
        let frame = allocate_frame(func, package, ops, machine, input.declared, is_unoptimized)?;
        let liveness = liveness(func, package, ops, machine, &frame, input.facts)?;
        let arg_liveness = if is_unoptimized {
            None
        } else {
            arg_liveness(func, package, ops, machine, &frame)?
        };
        Ok(Self {
            frame: frame.with_zeroed(&liveness.needs_zero),
            liveness,
            arg_liveness,
            arg_info: arg_info(func, package, input.name)?,
        })
    }

    /// Returns the function data, in the order of the compiler.
    pub fn function_data(&self, facts: DataFacts<'_>) -> Result<Vec<FunctionData>, Refusal> {
        let DataFacts { name, abi, .. } = facts;
        let plain = |kind, name, content: &[u8]| FunctionData {
            kind,
            name,
            content: content.to_vec(),
            targets: Vec::new(),
        };
        let mut list = vec![
            plain(data_kind::ARGS, None, &self.liveness.args),
            plain(data_kind::LOCALS, None, &self.liveness.locals),
        ];
        if !self.liveness.objects.is_empty() {
            let (content, targets) = stack_object_data(&self.liveness.objects);
            list.push(FunctionData {
                kind: data_kind::STACK_OBJECTS,
                name: Some(format!("{name}.stkobj")),
                content,
                targets,
            });
        }
        if let Some(info) = &self.arg_info {
            let name = Some(format!("{name}.arginfo{abi}"));
            list.push(plain(data_kind::ARG_INFO, name, info));
        }
        if let Some(live) = &self.arg_liveness {
            let name = Some(format!("{name}.argliveinfo"));
            list.push(plain(data_kind::ARG_LIVE, name, &live.table));
        }
        if let Some(defers) = facts.open_defers {
            let name = Some(format!("{name}.opendefer"));
            let content = self.open_defer_data(defers)?;
            list.push(plain(data_kind::OPEN_DEFERS, name, &content));
        }
        if let Some(wrapped) = facts.wrapped {
            list.push(FunctionData {
                kind: data_kind::WRAPPED,
                name: Some(format!("{wrapped}.wrapinfo")),
                content: vec![0; 4],
                targets: vec![(0, wrapped.to_owned())],
            });
        }
        Ok(list)
    }

    /// Returns the distances of the variables of open-coded defers from the top of the frame.
    fn open_defer_data(&self, defers: OpenDefers) -> Result<Vec<u8>, Refusal> {
        let mut content = Vec::new();
        for name in [defers.bits, defers.first] {
            put_uvarint(&mut content, self.distance(name)?);
        }
        Ok(content)
    }

    fn distance(&self, name: NameId) -> Result<u64, Refusal> {
        let var = self.frame.var(name).ok_or(Refusal::Variable(name.0))?;
        let distance = var.offset.checked_neg();
        let distance = distance.and_then(|distance| u64::try_from(distance).ok());
        distance.ok_or(Refusal::Variable(name.0))
    }
}
