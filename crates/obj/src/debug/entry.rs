//! The debug entry of a function: itself, its scopes and its inlined calls.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`PutDefaultFunc`, `PutConcreteFunc`,
//! `putscope`, `putInlinedFunc`).

use vamos_base::golang::dwarf;
use vamos_base::golang::pdqsort;

use super::abbrev;
use super::data::DebugData;
use super::info::CodeRange;
use super::info::FunctionDebug;
use super::info::Variable;
use super::shared::AbstractEntry;
use super::shared::abstract_entry;
use super::writer::ChildReference;
use super::writer::EntrySyms;
use super::writer::Writer;
use crate::attributes::Attributes;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::ids::SymId;
use crate::options::Goos;

/// A step to the next entry of an inlined call.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The call, by index.
    Begin(u32),
    /// The end of the call around it.
    End,
}

/// The debug information of a function as bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entries {
    pub(crate) entry: DebugData,
    pub(crate) ranges: DebugData,
    pub(crate) locations: DebugData,
    /// References to variables of other entries.
    pub(crate) children: Vec<ChildReference>,
    /// The entry that the function shares with its copies.
    pub(crate) shared: Option<(SymId, AbstractEntry)>,
}

/// Makes the debug information of an encoded function.
///
/// # Errors
/// The scopes or the inlined calls are no tree.
pub(crate) fn function_entries(
    frozen: &Frozen<'_>,
    func: &Function,
    debug: &FunctionDebug,
) -> Result<Entries, &'static str> {
    let Some(syms) = EntrySyms::of(frozen, func.sym) else {
        return Ok(Entries::default());
    };
    let mut is_inlined = vec![false; debug.variables.len()];
    for call in &debug.inlined {
        for variable in &call.variables {
            is_inlined[*variable as usize] = true;
        }
    }
    let mut writer = Writer {
        frozen,
        func,
        debug,
        syms,
        is_inlined,
        entry: DebugData::default(),
        ranges: DebugData::default(),
        locations: DebugData::default(),
        children: Vec::new(),
        parametric_types: Vec::new(),
    };
    writer.put_function()?;
    let shared = debug.abstract_entry.map(|sym| (sym, writer.shared()));
    Ok(Entries {
        entry: writer.entry,
        ranges: writer.ranges,
        locations: writer.locations,
        children: writer.children,
        shared,
    })
}

impl<'a> Writer<'a> {
    fn shared(&self) -> AbstractEntry {
        let scopes = self.debug.scopes.iter();
        let all = scopes.flat_map(|scope| &scope.variables);
        let own = all.filter(|variable| !self.is_inlined[**variable as usize]);
        let own = own.map(|variable| &self.debug.variables[*variable as usize]);
        let own: Vec<&Variable> = own.collect();
        abstract_entry(self.frozen.options.release, self.subprogram(), &[], &own)
    }

    fn put_function(&mut self) -> Result<(), &'static str> {
        let is_wrapper = self.func.code.has(Attributes::WRAPPER);
        self.entry.put_used_types(&self.debug.used_types);
        let function = self.subprogram();
        let origin = self.debug.abstract_entry;
        self.entry.put_byte(match (origin, is_wrapper) {
            (None, false) => abbrev::FUNCTION,
            (None, true) => abbrev::WRAPPER,
            (Some(_), false) => abbrev::FUNCTION_CONCRETE,
            (Some(_), true) => abbrev::WRAPPER_CONCRETE,
        });
        match origin {
            Some(origin) => self.entry.put_reference(origin, 0),
            None => {
                let name = self.frozen.options.release.debug_name(function.name);
                self.entry.put_text(&name);
            }
        }
        self.put_code_range(0, self.func.code.size);
        self.entry.put_block(&[dwarf::CALL_FRAME_CFA]);
        if is_wrapper {
            self.entry.put_flag(true);
        } else if origin.is_none() {
            self.put_file(self.start());
            self.entry.put_number(function.line.into());
            self.entry.put_flag(function.is_external);
        }
        self.put_scopes(is_wrapper)?;
        self.put_calls()?;
        self.entry.put_byte(0);
        Ok(())
    }

    /// Returns variables in the order of entries that all copies share.
    fn sorted(&self, variables: impl Iterator<Item = &'a u32>) -> Vec<u32> {
        let mut sorted: Vec<u32> = variables.copied().collect();
        let child = |variable: &u32| self.debug.variables[*variable as usize].child_index;
        pdqsort::sort_func(&mut sorted, |a, b| child(a).cmp(&child(b)));
        sorted
    }

    fn put_scopes(&mut self, is_wrapper: bool) -> Result<(), &'static str> {
        let debug = self.debug;
        if debug.scopes.is_empty() {
            return Ok(());
        }
        let own = |variables: &'a [u32]| {
            let own = variables.iter();
            self.sorted(own.filter(|variable| !self.is_inlined[**variable as usize]))
        };
        let scopes = debug.scopes.iter();
        let scopes: Vec<Vec<u32>> = scopes.map(|scope| own(&scope.variables)).collect();
        if debug.abstract_entry.is_none() || is_wrapper {
            self.put_parametric_types(&scopes);
        }
        self.put_tree(&scopes)
    }

    /// Adds an entry for each type that a dictionary has.
    fn put_parametric_types(&mut self, scopes: &[Vec<u32>]) {
        let debug = self.debug;
        for variable in scopes.iter().flatten() {
            let variable = &debug.variables[*variable as usize];
            let Some(index) = usize::from(variable.dictionary_index).checked_sub(1) else {
                continue;
            };
            if self.parametric_types.len() <= index {
                self.parametric_types.resize(index + 1, None);
            }
            if self.parametric_types[index].is_some() {
                continue;
            }
            self.parametric_types[index] = Some(self.entry.data.len() as i64);
            self.entry.put_byte(abbrev::DICTIONARY_INDEX);
            self.entry.put_text(&format!(".param{index}"));
            self.entry.put_reference(variable.type_entry, 0);
            self.entry.put_number(index as u64);
        }
    }

    /// Adds the variables of scopes, each scope with variables as an entry in the one around it.
    fn put_tree(&mut self, scopes: &[Vec<u32>]) -> Result<(), &'static str> {
        let debug = self.debug;
        // The scopes around the next one, and whether they are entries of their own.
        let mut open: Vec<(u32, bool)> = Vec::new();
        for ((variables, scope), number) in scopes.iter().zip(&debug.scopes).zip(0..) {
            while open
                .last()
                .is_some_and(|(last, _)| Some(*last) != scope.parent)
            {
                self.close(open.pop());
            }
            let is_function = number == 0;
            if open.is_empty() && !is_function {
                return Err("multiple toplevel scopes");
            }
            let is_entry = !is_function && !variables.is_empty();
            if is_entry {
                self.begin_block(&scope.ranges);
            }
            for variable in variables {
                let is_shared = debug.variables[*variable as usize].is_in_abstract;
                let origin = debug.abstract_entry.filter(|_| is_shared);
                self.put_variable(*variable, origin);
            }
            open.push((number, is_entry));
        }
        while let Some(last) = open.pop() {
            self.close(Some(last));
        }
        Ok(())
    }

    /// Begins the entry of a scope.
    fn begin_block(&mut self, ranges: &[CodeRange]) {
        match ranges {
            [range] if !self.frozen.options.debug.is_dwarf5 => {
                self.entry.put_byte(abbrev::LEXICAL_BLOCK_SIMPLE);
                self.put_code_range(range.start.cast_signed(), range.end.cast_signed());
            }
            _ => {
                self.entry.put_byte(abbrev::LEXICAL_BLOCK_RANGES);
                self.put_ranges(ranges);
            }
        }
    }

    /// Ends a scope.
    fn close(&mut self, scope: Option<(u32, bool)>) {
        if scope.is_some_and(|(_, is_entry)| is_entry) {
            self.entry.put_byte(0);
        }
    }

    /// Adds inlined calls that have code, each in the call around it.
    fn put_calls(&mut self) -> Result<(), &'static str> {
        let calls = &self.debug.inlined;
        // An inlined call has code if it or one in it does.
        let mut has_code = vec![false; calls.len()];
        for (at, call) in calls.iter().enumerate().rev() {
            let mut children = call.children.iter().map(|child| *child as usize);
            if children
                .clone()
                .any(|child| child <= at || child >= calls.len())
            {
                return Err("inlined calls without order");
            }
            has_code[at] = !call.ranges.is_empty() || children.any(|child| has_code[child]);
        }
        let roots = calls.iter().zip(0..).filter(|(call, _)| call.is_root);
        let mut next: Vec<Step> = roots.map(|(_, call)| Step::Begin(call)).collect();
        next.reverse();
        while let Some(step) = next.pop() {
            match step {
                Step::Begin(call) if has_code[call as usize] => {
                    self.begin_call(call as usize);
                    next.push(Step::End);
                    let children = calls[call as usize].children.iter().rev();
                    next.extend(children.map(|child| Step::Begin(*child)));
                }
                Step::Begin(_) => {}
                Step::End => self.entry.put_byte(0),
            }
        }
        Ok(())
    }

    /// Begins the entry of an inlined call, with its variables.
    fn begin_call(&mut self, index: usize) {
        let call = &self.debug.inlined[index];
        let range = match call.ranges[..] {
            [range] if !self.frozen.options.debug.is_dwarf5 => Some(range),
            _ => None,
        };
        self.entry.put_byte(match range {
            Some(_) => abbrev::INLINED,
            None => abbrev::INLINED_RANGES,
        });
        self.entry.put_reference(call.abstract_entry, 0);
        match range {
            Some(range) => {
                self.put_code_range(range.start.cast_signed(), range.end.cast_signed());
            }
            None => self.put_ranges(&call.ranges),
        }
        self.put_file(call.call);
        let line = self.frozen.positions.rel_line(call.call);
        match self.frozen.options.goos {
            Goos::Darwin | Goos::Ios => self.entry.data.extend_from_slice(&line.to_le_bytes()),
            _ => self.entry.put_number(line.into()),
        }
        for variable in self.sorted(call.variables.iter()) {
            if self.debug.variables[variable as usize].is_in_abstract {
                self.put_variable(variable, Some(call.abstract_entry));
            }
        }
    }
}
