//! Frames and liveness of functions by crate ssagen, compared with a dump.
//!
//! Counterpart: none.

use vamos_ssa::Func;
use vamos_ssa::Package;
use vamos_ssa::op::Ops;
use vamos_ssagen::ArgLiveness;
use vamos_ssagen::Declared;
use vamos_ssagen::Frame;
use vamos_ssagen::Liveness;
use vamos_ssagen::Machine;
use vamos_ssagen::Refusal;
use vamos_ssagen::StackObject;
use vamos_ssagen::allocate_frame;
use vamos_ssagen::arg_info;
use vamos_ssagen::arg_liveness;
use vamos_ssagen::liveness;
use vamos_ssagen::stack_object_data;

use super::frame::DumpedFrame;
use super::frame::FunctionData;

/// The kinds of function data.
mod data_kind {
    pub(super) const ARGS: i64 = 0;
    pub(super) const LOCALS: i64 = 1;
    pub(super) const STACK_OBJECTS: i64 = 2;
    pub(super) const ARG_INFO: i64 = 5;
    pub(super) const ARG_LIVE: i64 = 6;
}

/// The frame and the liveness of a function.
pub(super) struct Analysis {
    pub(super) frame: Frame,
    pub(super) liveness: Liveness,
    pub(super) arg_liveness: Option<ArgLiveness>,
    arg_info: Option<Vec<u8>>,
}

/// The function and the tables that it refers to.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) func: &'a Func,
    pub(super) package: &'a Package,
    pub(super) ops: &'a Ops,
    pub(super) machine: &'a Machine,
    /// The symbol's name of the function.
    pub(super) name: &'a str,
}

impl Analysis {
    /// Finds the frame and the liveness of a function.
    pub(super) fn new(
        tables: Tables<'_>,
        declared: &[Declared],
        dumped: &DumpedFrame,
    ) -> Result<Self, Refusal> {
        let Tables {
            func,
            package,
            ops,
            machine,
            name,
        } = tables;
        let is_unoptimized = dumped.facts.is_unoptimized;
        let frame = allocate_frame(func, package, ops, machine, declared, is_unoptimized)?;
        let liveness = liveness(func, package, ops, machine, &frame, dumped.liveness)?;
        let arg_liveness = if is_unoptimized {
            None
        } else {
            arg_liveness(func, package, ops, machine, &frame)?
        };
        Ok(Self {
            frame: frame.with_zeroed(&liveness.needs_zero),
            liveness,
            arg_liveness,
            arg_info: arg_info(func, package, name)?,
        })
    }

    /// Returns the first difference from a dump.
    pub(super) fn difference(&self, dumped: &DumpedFrame) -> Option<String> {
        frame(&self.frame, &dumped.frame)
            .or_else(|| self.maps(dumped))
            .or_else(|| self.data(dumped))
    }

    /// Returns the first difference of the numbers of stack maps.
    fn maps(&self, dumped: &DumpedFrame) -> Option<String> {
        let [mut ours, mut theirs] = [self.liveness.maps.clone(), dumped.maps.clone()];
        ours.part_live.sort_unstable();
        theirs.part_live.sort_unstable();
        let live = self.arg_liveness.as_ref().map(|found| found.live.clone());
        unequal("stack maps", &ours.values, &theirs.values)
            .or_else(|| unequal("unsafe values", &ours.unsafe_values, &theirs.unsafe_values))
            .or_else(|| unequal("unsafe blocks", &ours.unsafe_blocks, &theirs.unsafe_blocks))
            .or_else(|| unequal("part-live", &ours.part_live, &theirs.part_live))
            .or_else(|| unequal("map of defers", &ours.defer_return, &theirs.defer_return))
            .or_else(|| unequal("live args", &live.unwrap_or_default(), &dumped.arg_live))
    }

    /// Returns the first difference of the content of function data.
    fn data(&self, dumped: &DumpedFrame) -> Option<String> {
        let (objects, targets) = stack_object_data(&self.liveness.objects);
        let has_objects = !self.liveness.objects.is_empty();
        let live = self.arg_liveness.as_ref().map(|found| &found.table);
        let ours = [
            (data_kind::ARGS, Some(&self.liveness.args)),
            (data_kind::LOCALS, Some(&self.liveness.locals)),
            (data_kind::STACK_OBJECTS, has_objects.then_some(&objects)),
            (data_kind::ARG_INFO, self.arg_info.as_ref()),
            (data_kind::ARG_LIVE, live),
        ];
        for (kind, content) in ours {
            let theirs = dumped.data_of(kind);
            let theirs = theirs.map(|data| &data.content);
            let text = unequal(&format!("function data {kind}"), &content, &theirs);
            if let Some(text) = text {
                let objects: &[StackObject] = &self.liveness.objects;
                return Some(format!("{text}\n  objects {objects:?}"));
            }
        }
        let theirs: Option<&FunctionData> = dumped.data_of(data_kind::STACK_OBJECTS);
        let theirs = theirs.map_or(&[][..], |data| &data.targets);
        unequal("masks of stack objects", &&*targets, &theirs)
    }
}

/// Returns the first difference of a frame.
fn frame(ours: &Frame, theirs: &Frame) -> Option<String> {
    let sizes = |frame: &Frame| [frame.size, frame.pointer_size, frame.align];
    let pairs = ours.vars().iter().zip(theirs.vars());
    let differs = pairs.into_iter().find(|(one, other)| one != other);
    let text = differs.map(|(one, other)| format!("variable {one:?}, want {other:?}"));
    text.or_else(|| {
        let counts = [ours, theirs].map(|frame| frame.vars().len());
        unequal("variables", &counts[0], &counts[1])
    })
    .or_else(|| unequal("sizes of the frame", &sizes(ours), &sizes(theirs)))
}

/// Returns a description of values that are not equal.
fn unequal<T: PartialEq + std::fmt::Debug>(what: &str, ours: &T, theirs: &T) -> Option<String> {
    (ours != theirs).then(|| format!("{what}: {ours:?}, want {theirs:?}"))
}
