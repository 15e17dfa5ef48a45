//! Debug information of functions by crate ssagen, compared with a dump.
//!
//! Counterpart: none.

use vamos_ir::Func as IrFunc;
use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::facts;
use vamos_ir::debug::inlined_function;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::FunctionDebug;
use vamos_obj::FunctionSymbols;
use vamos_obj::SymId;
use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::debug::Debug;
use vamos_ssa::dump::DumpError;
use vamos_ssa::pass::Cx;
use vamos_ssagen::CodePoints;
use vamos_ssagen::DebugInput;
use vamos_ssagen::DebugProfile;
use vamos_ssagen::Frame;
use vamos_ssagen::InlinedFunctions;
use vamos_ssagen::Refusal;
use vamos_ssagen::add_inlined;
use vamos_ssagen::add_shared_entries;
use vamos_ssagen::describe;
use vamos_ssagen::locations;

use super::outcome::Outcome;
use crate::progs::entries::Entries;
use crate::progs::replay::Replay;
use crate::progs::tables::Tables;

/// Facts of a dump.
pub(super) struct Source {
    profile: DebugProfile,
    /// The facts of the function at hand.
    facts: Option<DebugFacts>,
    inlined: InlinedFunctions,
    /// The complete debug entries.
    pub(super) entries: Entries,
}

impl Source {
    pub(super) fn new(minor: u32) -> Self {
        Self {
            profile: DebugProfile::of(minor),
            facts: None,
            inlined: InlinedFunctions::new(),
            entries: Entries::default(),
        }
    }

    /// Reads the facts of a function.
    pub(super) fn read_facts(&mut self, content: &[u8]) -> Result<(), DumpError> {
        self.facts = Some(facts(content)?);
        Ok(())
    }

    /// Reads a function that was inlined.
    pub(super) fn read_inlined(&mut self, content: &[u8], package: &Package) -> Result<(), String> {
        let function = inlined_function(content).map_err(|error| error.to_string())?;
        let added = add_inlined(&mut self.inlined, function, package);
        added.map_err(|refusal| refusal.to_string())
    }

    /// Returns the facts of the function at hand.
    pub(super) fn take_facts(&mut self) -> Option<DebugFacts> {
        self.facts.take()
    }

    /// Compares the entries of an object that has all functions of the package.
    pub(super) fn compare_entries(
        &self,
        package: &Package,
        replay: &mut Replay,
        dumped: &Tables,
        outcome: &mut Outcome,
    ) -> Result<(), String> {
        let added = add_shared_entries(&mut replay.link, &self.inlined, package, self.profile);
        if let Err(refusal) = added {
            outcome.refuse(format!("shared entries: {refusal}"));
        }
        outcome.entries = self.entries.len();
        let differences = self.entries.compare_complete(replay, dumped);
        for text in differences.map_err(|error| error.to_string())? {
            outcome.add(text);
        }
        Ok(())
    }
}

/// The results of ssagen for a function from which its debug information follows.
pub(super) struct Parts {
    pub(super) func: Func,
    pub(super) ir: IrFunc,
    pub(super) is_unoptimized: bool,
    pub(super) frame: Frame,
    pub(super) heap: Vec<(NameId, NameId)>,
    pub(super) points: CodePoints,
}

/// A function before it has its code.
pub(super) struct Unit {
    parts: Parts,
    facts: DebugFacts,
    locations: Debug,
}

impl Unit {
    /// Finds the locations of the variables of a function.
    pub(super) fn new(parts: Parts, facts: DebugFacts, cx: &Cx<'_>) -> Result<Self, String> {
        let mut parts = parts;
        let found = locations(&mut parts.func, cx, &parts.frame, parts.is_unoptimized);
        Ok(Self {
            locations: found.map_err(|refusal| refusal.to_string())?,
            facts,
            parts,
        })
    }

    /// Returns the debug information of the function with its code.
    pub(super) fn describe(
        &self,
        source: &Source,
        cx: Cx<'_>,
        frozen: &Frozen<'_>,
        function: &Function,
        symbols: &mut FunctionSymbols<'_>,
    ) -> Result<FunctionDebug, Refusal> {
        let Parts {
            func,
            ir,
            is_unoptimized,
            frame,
            heap,
            points,
        } = &self.parts;
        let input = DebugInput {
            cx,
            func,
            ir,
            is_unoptimized: *is_unoptimized,
            facts: &self.facts,
            inlined: &source.inlined,
            frame,
            heap,
            locations: &self.locations,
            points,
            profile: source.profile,
        };
        describe(&input, frozen, function, symbols)
    }
}

/// Returns the first difference between two descriptions of a function.
pub(super) fn difference(
    ours: &FunctionDebug,
    theirs: &FunctionDebug,
    symbols: &FunctionSymbols<'_>,
) -> Option<String> {
    let name = |sym: SymId| symbols[sym].name.to_string();
    let (ours, theirs) = (lines(ours, &name), lines(theirs, &name));
    let longest = ours.len().max(theirs.len());
    let at = (0..longest).find(|at| ours.get(*at) != theirs.get(*at))?;
    let shown = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    Some(format!(
        "debug information\n    {}\n  want\n    {}\n  variables\n    {}\n  want\n    {}",
        shown(&ours),
        shown(&theirs),
        variables(&ours),
        variables(&theirs)
    ))
}

/// Returns the variables of a description for a reader.
fn variables(lines: &[String]) -> String {
    let variables = lines.iter().filter(|line| line.starts_with("variable"));
    let short = variables.map(|line| line.chars().take(80).collect());
    short.collect::<Vec<String>>().join("\n    ")
}

/// Returns the parts of a description as texts with names of symbols.
fn lines(debug: &FunctionDebug, name: &dyn Fn(SymId) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for variable in &debug.variables {
        lines.push(format!(
            "variable {} type {} line {} number {} shared {} parameter {} result {} dictionary {} \
             closure {} {:?}",
            variable.name,
            name(variable.type_entry),
            variable.line,
            variable.child_index,
            variable.is_in_abstract,
            variable.is_parameter,
            variable.is_result,
            variable.dictionary_index,
            variable.closure_offset,
            variable.location
        ));
    }
    let used = debug.used_types.iter().map(|sym| name(*sym));
    lines.push(format!("used types {:?}", used.collect::<Vec<_>>()));
    let shared = debug.abstract_entry.map(name);
    lines.push(format!("shared entry {shared:?}"));
    for scope in &debug.scopes {
        let parent = scope.parent.unwrap_or_default();
        let (ranges, variables) = (&scope.ranges, &scope.variables);
        lines.push(format!("scope in {parent} {ranges:?} {variables:?}"));
    }
    for call in &debug.inlined {
        lines.push(format!(
            "call of {} at {:?} root {} {:?} children {:?} variables {:?}",
            name(call.abstract_entry),
            call.call,
            call.is_root,
            call.ranges,
            call.children,
            call.variables
        ));
    }
    lines
}
