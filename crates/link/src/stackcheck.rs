//! Pass `doStackCheck`: chains of functions without a check of the stack fit the space
//! that a check leaves.
//!
//! The stack that a function and its callees need is found bottom-up, once for each
//! function. Only if some need too much is the graph of calls recorded and walked again
//! from its roots, to print each chain that is too deep ([`chains`]).
//! Counterpart: cmd/link/internal/ld/stackcheck.go.

mod chains;
mod pc_values;

use hashbrown::HashMap;

use crate::arch::Arch;
use crate::arch::Family;
use crate::arch::PTR_SIZE;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::reloc::RelocType;
use pc_values::PcValues;

/// The stack that a check leaves (`internal/abi.StackNosplitBase`).
const NO_SPLIT_BASE: i32 = 800;
/// The height of a function in a cycle: more than any limit.
const CYCLE: i16 = i16::MAX;
/// Maximal length of a chain of functions without a check. Real chains end after a few dozen:
/// longer ones would need more stack than there is.
const LONGEST: usize = 2000;
/// The target of calls through a pointer.
const INDIRECT: Sym = Sym(u32::MAX);

/// Growth of the stack by a function.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// Bytes, at the call.
    growth: i32,
    /// The callee; [`Sym::NONE`] for the largest growth without a call.
    target: Sym,
}

/// The heights found so far.
struct StackCheck<'l, 'a> {
    ldr: &'l Loader<'a>,
    arch: &'static Arch,
    /// runtime.morestack, which needs no stack of the function that calls it.
    morestack: Sym,
    /// Growth of the stack by a call.
    call_size: i32,
    heights: HashMap<Sym, i16>,
    /// Number of functions in progress, each called by the one before.
    depth: usize,
    /// True if a chain was longer than [`LONGEST`], which this thread's stack may not fit.
    is_too_long: bool,
    /// Calls by function, if they are recorded.
    graph: Option<HashMap<Sym, Vec<Edge>>>,
}

/// The functions that need more stack than there is.
pub(crate) struct TooHigh {
    funcs: Vec<Sym>,
    limit: i32,
    /// True if some were not visited.
    is_too_long: bool,
}

/// Finds the functions in `funcs` that need more stack than there is.
pub(crate) fn find(ldr: &Loader<'_>, options: &Options, funcs: &[Sym]) -> TooHigh {
    let mut check = StackCheck::new(ldr, options.arch, false);
    let multiplier = if options.race { 2 } else { 1 };
    let mut limit = NO_SPLIT_BASE * multiplier - check.call_size;
    if options.arch.family == Family::Arm64 {
        // The frame pointer is saved below the stack pointer.
        limit -= 8;
    }
    // Functions with a check are never too high.
    let all = funcs.iter().copied();
    let unchecked = all.filter(|&sym| ldr.is_no_split(sym));
    TooHigh {
        funcs: unchecked.filter(|&sym| check.height(sym) > limit).collect(),
        limit,
        is_too_long: check.is_too_long,
    }
}

/// Reports the chains of functions that are too high.
pub(crate) fn report(
    ldr: &Loader<'_>,
    options: &Options,
    found: TooHigh,
    diag: &mut Diagnostics,
) -> Result<(), Stop> {
    let limit = found.limit;
    if found.is_too_long {
        let reason = "a long chain of functions without a check of the stack";
        return Err(Stop::Unsupported(reason.to_owned()));
    }
    if found.funcs.is_empty() {
        return Ok(());
    }
    let mut check = StackCheck::new(ldr, options.arch, true);
    for sym in found.funcs {
        check.height(sym);
    }
    let reports = chains::reports(&mut check, limit);
    for (root, lines) in reports {
        let text = format_args!("nosplit stack over {limit} byte limit");
        ldr.report(diag, root, text)?;
        for line in lines {
            diag.print(line);
        }
    }
    Ok(())
}

impl<'l, 'a> StackCheck<'l, 'a> {
    fn new(ldr: &'l Loader<'a>, arch: &'static Arch, records: bool) -> Self {
        Self {
            ldr,
            arch,
            morestack: ldr.lookup(b"runtime.morestack", ABI0),
            call_size: if arch.has_link_register {
                0
            } else {
                PTR_SIZE as i32
            },
            heights: HashMap::new(),
            depth: 0,
            is_too_long: false,
            graph: records.then(HashMap::new),
        }
    }

    /// Returns the number of bytes that a function and its callees add to the stack.
    fn height(&mut self, sym: Sym) -> i32 {
        if let Some(&height) = self.heights.get(&sym) {
            return height.into();
        }
        // Meeting the function again before it is done is a cycle.
        self.heights.insert(sym, CYCLE);
        if self.depth == LONGEST {
            self.is_too_long = true;
            return CYCLE.into();
        }
        self.depth += 1;
        let (height, edges) = self.compute(sym);
        self.depth -= 1;
        let height = height.min(CYCLE.into());
        self.heights.insert(sym, height as i16);
        if let Some(graph) = &mut self.graph {
            graph.insert(sym, edges);
        }
        height
    }

    /// Returns the height, and the calls if they are recorded.
    fn compute(&mut self, sym: Sym) -> (i32, Vec<Edge>) {
        let mut node = Node::default();
        if sym == self.morestack {
            // It calls only when it is on another stack.
            return node.finish();
        }
        if sym == INDIRECT {
            // Such a call is taken to lead to a function with a check. As upstream does not
            // visit runtime.morestack for it, chains that end there read as cycles.
            let edge = Edge {
                growth: self.call_size,
                target: self.morestack,
            };
            return (self.call_size, vec![edge]);
        }
        // Functions of C run on a larger stack.
        if self.ldr.has(Attr::External, sym) || self.ldr.func_info(sym).is_none() {
            return node.finish();
        }
        if !self.ldr.is_no_split(sym) {
            node.add(self, self.call_size, self.morestack);
            return node.finish();
        }
        let ldr = self.ldr;
        let mut highest = 0;
        let mut relocs = ldr.relocs(sym).iter().peekable();
        let table = ldr.aux(sym, vamos_objfile::goobj::AuxKind::PcSp);
        for span in PcValues::new(ldr.data(table), self.arch.min_lc as u32) {
            highest = highest.max(span.value);
            let end = span.end;
            while let Some(reloc) = relocs.next_if(|reloc| reloc.off.cast_unsigned() < end) {
                let target = match reloc.kind {
                    RelocType::CALLIND => INDIRECT,
                    kind if kind.is_direct_call() => reloc.sym,
                    _ => continue,
                };
                node.add(self, span.value + self.call_size, target);
            }
        }
        if highest > node.height {
            node.add(self, highest, Sym::NONE);
        }
        node.finish()
    }

    /// Returns a function's name for the text of chains.
    fn name(&self, sym: Sym) -> String {
        match sym {
            INDIRECT => "indirect".to_owned(),
            Sym::NONE => "leaf".to_owned(),
            sym => format!("{}<{}>", self.ldr.name_text(sym), self.ldr.version(sym)),
        }
    }
}

/// A function whose height is being computed.
#[derive(Default)]
struct Node {
    height: i32,
    edges: Vec<Edge>,
}

impl Node {
    /// Adds a call, or with no target the growth without one.
    fn add(&mut self, check: &mut StackCheck<'_, '_>, growth: i32, target: Sym) {
        if check.graph.is_some() {
            self.edges.push(Edge { growth, target });
        }
        let callee = match target {
            Sym::NONE => 0,
            target => check.height(target),
        };
        self.height = self.height.max(growth + callee);
    }

    fn finish(self) -> (i32, Vec<Edge>) {
        (self.height, self.edges)
    }
}
