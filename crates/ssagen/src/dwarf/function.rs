//! The debug information of a function with its code.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/dwarf.go (`Info`).

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use vamos_ir::flags;
use vamos_obj::Abi;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::FunctionDebug;
use vamos_obj::FunctionSymbols;
use vamos_obj::InlinedEntry;
use vamos_obj::Location;
use vamos_obj::RelocType;
use vamos_obj::SymId;
use vamos_obj::Variable;
use vamos_ssa::NameId;
use vamos_ssa::debug::Debug;

use super::DebugInput;
use super::SymbolOf;
use super::abstract_name;
use super::collect::Collector;
use super::collect::Entry;
use super::collect::Place;
use super::collect::Rest;
use super::collect::Sources;
use super::entry::Maker;
use super::entry::number_shared;
use super::entry::variables_of;
use super::inlines::Calls;
use super::inlines::number_of;
use super::locations::Places;
use super::scopes;
use super::types::Types;
use super::vars::VarTable;
use crate::input::class;
use crate::input::round_up;
use crate::input::var_flags;
use crate::refusal::Refusal;

/// The size of a pointer, in bytes.
const POINTER: i64 = 8;

/// The beginning of names of tables of methods.
const ITAB: &str = "go:itab.";

/// Returns the debug information of a function when it has its code.
pub fn describe(
    input: &DebugInput<'_>,
    frozen: &Frozen<'_>,
    function: &Function,
    symbols: &mut FunctionSymbols<'_>,
) -> Result<FunctionDebug, Refusal> {
    let used = used_interfaces(function, symbols);
    let sym = &frozen.symbols[function.sym];
    // A function of another ABI may have the same name.
    let inlined = input.inlined.get(&*sym.name);
    let was_inlined = inlined.is_some_and(|inlined| inlined.sym == input.ir.sym);
    let mut lookup = |name: &str| symbols.lookup(name);
    let mut subject = Subject {
        input,
        frozen,
        function,
        name: &sym.name,
        is_abi0: sym.abi == Abi::Abi0,
        was_inlined,
        symbols: &mut lookup,
    };
    subject.describe(used)
}

/// Returns the types that the function may convert to interfaces, with the names of their symbols.
fn used_interfaces(function: &Function, symbols: &FunctionSymbols<'_>) -> Vec<(String, SymId)> {
    let relocs = function.code.relocs.iter();
    let relocs = relocs.filter(|reloc| reloc.kind == RelocType::USEIFACE);
    let syms = relocs.filter_map(|reloc| reloc.sym);
    let named = syms.map(|sym| (symbols[sym].name.to_string(), sym));
    // Other symbols refer to the types of tables of methods.
    named.filter(|(name, _)| !name.starts_with(ITAB)).collect()
}

/// Returns the symbols of types in the order of their names.
pub(super) fn used_types(
    names: &BTreeSet<String>,
    others: Vec<(String, SymId)>,
    symbols: SymbolOf<'_>,
) -> Vec<SymId> {
    let mut types = others;
    for name in names {
        let name = format!("type:{name}");
        let sym = symbols(&name);
        types.push((name, sym));
    }
    types.sort();
    types.dedup();
    types.into_iter().map(|(_, sym)| sym).collect()
}

/// A function, and the symbols for its entry.
struct Subject<'a, 's> {
    input: &'a DebugInput<'a>,
    frozen: &'a Frozen<'a>,
    function: &'a Function,
    /// The name of its symbol.
    name: &'a str,
    is_abi0: bool,
    was_inlined: bool,
    symbols: SymbolOf<'s>,
}

impl Subject<'_, '_> {
    fn describe(&mut self, used: Vec<(String, SymId)>) -> Result<FunctionDebug, Refusal> {
        let input = self.input;
        let vars = VarTable::of_function(input)?;
        let (mut entries, used_names) = self.entries(&vars)?;
        let ranks = self.ranks(&vars);
        entries.sort_by_key(|entry| ranks.get(&entry.var).copied().unwrap_or(usize::MAX));
        let marks = &input.facts.scopes.marks;
        let positions = self.frozen.positions;
        let scope_of = |entry: &Entry| {
            let pos = vars.get(entry.var).declared_at();
            scopes::find(marks, pos, positions)
        };
        let scoped = entries.into_iter();
        let mut scoped: Vec<(u32, Entry)> = scoped.map(|entry| (scope_of(&entry), entry)).collect();
        let is_abi0 = self.is_abi0;
        scoped.sort_by_key(|(scope, entry)| (*scope, if is_abi0 { entry.offset } else { 0 }));
        let mut list = scopes::tree(&input.facts.scopes);
        for ((scope, _), index) in scoped.iter().zip(0..) {
            list[*scope as usize].variables.push(index);
        }
        scopes::add_code(&mut list, marks, self.function, positions);
        let entries: Vec<Entry> = scoped.into_iter().map(|(_, entry)| entry).collect();
        let mut variables = self.variables(&vars, &entries)?;
        let inlined = if input.facts.describes_inlined {
            self.inlined(&vars, &entries, &mut variables)?
        } else {
            Vec::new()
        };
        let symbols = &mut *self.symbols;
        let abstract_entry = self.was_inlined.then(|| symbols(&abstract_name(self.name)));
        Ok(FunctionDebug {
            used_types: used_types(&used_names, used, symbols),
            abstract_entry,
            variables,
            scopes: list,
            inlined,
        })
    }

    /// Returns the inlined calls, and gives variables their numbers.
    fn inlined(
        &mut self,
        vars: &VarTable<'_>,
        entries: &[Entry],
        variables: &mut [Variable],
    ) -> Result<Vec<InlinedEntry>, Refusal> {
        let Self {
            frozen, function, ..
        } = *self;
        let number = |entry: &Entry| {
            let var = vars.get(entry.var);
            number_of(frozen, var.pos).filter(|_| var.is_inlined())
        };
        let numbers: Vec<Option<u32>> = entries.iter().map(number).collect();
        let inlined = self.input.inlined;
        let mut calls = Calls::of(function, frozen, inlined, &mut *self.symbols)?;
        for (number, variable) in numbers.iter().zip(0..) {
            if let Some(number) = number {
                calls.add_variable(*number, variable)?;
            }
        }
        calls.add_code(function)?;
        let calls = calls.list;
        self.number(&numbers, entries, variables)?;
        Ok(calls)
    }

    /// Returns the variables, and the types that the linker includes.
    fn entries(&self, vars: &VarTable<'_>) -> Result<(Vec<Entry>, BTreeSet<String>), Refusal> {
        let input = self.input;
        let index = |var: &crate::input::Var| vars.index(var.name);
        let frame = input.frame.vars().iter().map(index);
        let dropped = input.frame.dropped().iter().map(index);
        let sources = Sources {
            frame: frame.collect::<Result<_, _>>()?,
            dropped: dropped.collect::<Result<_, _>>()?,
            rest: if self.was_inlined {
                Rest::BeforeInlining(self.before_inlining(vars)?)
            } else {
                Rest::Results(self.results(vars)?)
            },
        };
        let heap = input.heap.iter().copied().collect();
        let no_lists = Debug::default();
        // Go 1.26 does not use the lists of such functions.
        let has_lists =
            input.profile.follows_declarations || !input.is_unoptimized || !self.is_abi0;
        let mut collector = Collector {
            vars,
            types: self.types(),
            profile: input.profile,
            lists: if has_lists {
                input.locations
            } else {
                &no_lists
            },
            is_unoptimized: input.is_unoptimized,
            heap: &heap,
            entries: Vec::new(),
            used_types: BTreeSet::new(),
        };
        collector.collect(&sources)?;
        Ok((collector.entries, collector.used_types))
    }

    fn types(&self) -> Types<'_> {
        Types {
            package: self.input.cx.package,
            func: Some(self.input.func),
        }
    }

    /// Returns the variables that the function had before anything was inlined into it.
    fn before_inlining(&self, vars: &VarTable<'_>) -> Result<Vec<u32>, Refusal> {
        let input = self.input;
        let function = input.inlined.get(self.name);
        let function = function.ok_or(Refusal::Invalid("unknown function was inlined"))?;
        let names = &input.facts.before_inlining;
        let found = variables_of(function, input.profile).map(|(at, _)| {
            let name = names.get(at).copied().unwrap_or_default();
            vars.index(name)
        });
        found.collect()
    }

    /// Returns the results in registers.
    fn results(&self, vars: &VarTable<'_>) -> Result<Vec<u32>, Refusal> {
        let Self { input, .. } = self;
        let in_registers = |var: &&crate::input::Var| {
            var.class == class::RESULT && var.has(var_flags::RESULT_IN_REGISTERS)
        };
        let all = input.frame.vars().iter().chain(input.frame.dropped());
        let results: Vec<NameId> = all.filter(in_registers).map(|var| var.name).collect();
        let declared = input.ir.declared.iter();
        let declared = declared.filter_map(|id| input.ir.node(*id));
        let found = declared.filter(|node| results.contains(&node.name));
        found.map(|node| vars.index(node.name)).collect()
    }

    /// Returns the places of parameters and results in the signature.
    fn ranks(&self, vars: &VarTable<'_>) -> HashMap<u32, usize> {
        let ir = self.input.ir;
        let params = ir.params.iter().chain(&ir.results);
        let nodes = params.filter_map(|param| ir.node(param.name));
        let indexes = nodes.filter_map(|node| vars.index(node.name).ok());
        indexes.zip(0..).collect()
    }

    fn variables(
        &mut self,
        vars: &VarTable<'_>,
        entries: &[Entry],
    ) -> Result<Vec<Variable>, Refusal> {
        let Self {
            input, function, ..
        } = *self;
        let places = Places {
            func: input.func,
            points: input.points,
            function,
        };
        let mut maker = Maker {
            vars,
            types: Types {
                package: input.cx.package,
                func: Some(input.func),
            },
            positions: self.frozen.positions,
            closure: self.closure_offsets()?,
            describes_inlined: input.facts.describes_inlined,
            symbols: &mut *self.symbols,
        };
        let variables = entries.iter().map(|entry| {
            let location = match entry.place {
                Place::Frame => Location::Frame(entry.offset),
                Place::Unknown => Location::Unknown,
                Place::List(list) => {
                    let list = &input.locations.lists[list as usize];
                    Location::List(places.list(list)?)
                }
                Place::Heap(offset) => Location::List(places.behind_address(offset)),
            };
            maker.variable(entry, location)
        });
        variables.collect()
    }

    /// Returns the offsets of captured variables in the closure, and of the variables with their
    /// addresses.
    fn closure_offsets(&self) -> Result<HashMap<NameId, i64>, Refusal> {
        let ir = self.input.ir;
        let mut offsets = HashMap::new();
        if !ir.facts.needs_context {
            return Ok(offsets);
        }
        let types = self.types();
        let mut end = POINTER;
        for id in &ir.closure_vars {
            let node = ir.node(*id);
            let node = node.ok_or(Refusal::Invalid("variable of a closure"))?;
            let (size, align) = if node.has(flags::BY_VALUE) {
                let ty = types.get(node.ty)?;
                (ty.size, ty.align)
            } else {
                (POINTER, POINTER)
            };
            let offset = round_up(end, align);
            end = offset + size;
            offsets.insert(node.name, offset);
            let heap = self.input.heap;
            let first = heap.partition_point(|(name, _)| *name < node.name);
            let addresses = heap[first..]
                .iter()
                .take_while(|(name, _)| *name == node.name);
            offsets.extend(addresses.map(|(_, address)| (*address, offset)));
        }
        Ok(offsets)
    }

    /// Gives variables their numbers: of the inlined functions they belong to, or of the function.
    fn number(
        &self,
        numbers: &[Option<u32>],
        entries: &[Entry],
        variables: &mut [Variable],
    ) -> Result<(), Refusal> {
        let mut groups: BTreeMap<Option<u32>, Vec<(&Entry, &mut Variable)>> = BTreeMap::new();
        for ((number, entry), variable) in numbers.iter().zip(entries).zip(variables) {
            groups.entry(*number).or_default().push((entry, variable));
        }
        for (number, mut group) in groups {
            let name = match number {
                Some(number) => {
                    let call = &self.frozen.inl_tree[number as usize];
                    &*self.frozen.symbols[call.func].name
                }
                None if self.was_inlined => self.name,
                None => {
                    for ((_, variable), index) in group.iter_mut().zip(0..) {
                        variable.child_index = index;
                    }
                    continue;
                }
            };
            let function = self.input.inlined.get(name);
            let function = function.ok_or(Refusal::Invalid("unknown function was inlined"))?;
            let positions = self.frozen.positions;
            number_shared(function, self.input.profile, positions, &mut group);
        }
        Ok(())
    }
}
