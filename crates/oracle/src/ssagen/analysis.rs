//! Frames and liveness of functions by crate ssagen, compared with a dump.
//!
//! Counterpart: none.

use vamos_ssagen::Analysis;
use vamos_ssagen::Frame;
use vamos_ssagen::FunctionData;
use vamos_ssagen::Var;

use super::frame::DumpedData;
use super::frame::DumpedFrame;
use super::generate::Names;

/// Returns the first difference of an analysis from a dump. Without the IR, `data` lacks some kinds.
pub(super) fn difference(
    ours: &Analysis,
    data: &[FunctionData],
    dumped: &DumpedFrame,
    names: &Names,
) -> Option<String> {
    let theirs = dumped.function_data.iter();
    let theirs = theirs.filter(|data| names.has_ir || !data.is_of_ir());
    let theirs: Vec<&DumpedData> = theirs.collect();
    frame(&ours.frame, &dumped.frame, names)
        .or_else(|| maps(ours, dumped, names))
        .or_else(|| data_difference(data, &theirs, ours))
}

/// Returns the first difference of the numbers of stack maps.
fn maps(ours: &Analysis, dumped: &DumpedFrame, names: &Names) -> Option<String> {
    let live = ours.arg_liveness.as_ref().map(|found| found.live.clone());
    let [mut ours, mut theirs] = [ours.liveness.maps.clone(), dumped.maps.clone()];
    for name in &mut ours.part_live {
        *name = names.get(*name);
    }
    ours.part_live.sort_unstable();
    theirs.part_live.sort_unstable();
    unequal("stack maps", &ours.values, &theirs.values)
        .or_else(|| unequal("unsafe values", &ours.unsafe_values, &theirs.unsafe_values))
        .or_else(|| unequal("unsafe blocks", &ours.unsafe_blocks, &theirs.unsafe_blocks))
        .or_else(|| unequal("part-live", &ours.part_live, &theirs.part_live))
        .or_else(|| unequal("map of defers", &ours.defer_return, &theirs.defer_return))
        .or_else(|| unequal("live args", &live.unwrap_or_default(), &dumped.arg_live))
}

/// Returns the first difference of function data.
fn data_difference(
    data: &[FunctionData],
    theirs: &[&DumpedData],
    ours: &Analysis,
) -> Option<String> {
    let kinds: Vec<i64> = data.iter().map(|data| data.kind).collect();
    let want: Vec<i64> = theirs.iter().map(|data| data.kind).collect();
    let differs = unequal("kinds of function data", &kinds, &want);
    let pairs = data.iter().zip(theirs);
    let mut differences = pairs.filter_map(|(own, theirs)| {
        let kind = own.kind;
        unequal(
            &format!("function data {kind}"),
            &own.content,
            &theirs.content,
        )
        .or_else(|| {
            let what = format!("addresses in function data {kind}");
            unequal(&what, &own.targets, &theirs.targets)
        })
    });
    let text = differs.or_else(|| differences.next())?;
    Some(format!("{text}\n  objects {:?}", ours.liveness.objects))
}

/// Returns the first difference of a frame.
fn frame(ours: &Frame, theirs: &Frame, names: &Names) -> Option<String> {
    let sizes = |frame: &Frame| [frame.size, frame.pointer_size, frame.align];
    let own = ours.vars().iter().map(|var| Var {
        name: names.get(var.name),
        ..*var
    });
    let mut pairs = own.zip(theirs.vars());
    let differs = pairs.find(|(one, other)| one != *other);
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
