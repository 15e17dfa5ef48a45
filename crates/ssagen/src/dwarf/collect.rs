//! The variables that a debug entry of a function has, with the kinds of their places.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/dwarf.go (`createDwarfVars`).

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use vamos_obj::Pos;
use vamos_ssa::NameId;
use vamos_ssa::debug::Debug;
use vamos_ssa::kind;

use super::profile::DebugProfile;
use super::types::Types;
use super::vars::ABOVE_LOCALS;
use super::vars::Var;
use super::vars::VarTable;
use super::vars::is_wanted;
use crate::input::class;
use crate::refusal::Refusal;

/// The kind of a variable's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// One place in the frame.
    Frame,
    /// No place is known.
    Unknown,
    /// A list of places, by index.
    List(u32),
    /// In the heap: the offset of its address from the frame's base.
    Heap(i64),
}

/// A variable of the entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The index of the variable.
    pub(super) var: u32,
    pub(super) place: Place,
    /// The offset from the frame's base, by which functions of ABI0 sort.
    pub(super) offset: i32,
    /// The position of the declaration.
    pub(super) pos: Pos,
}

/// The lists from which variables come.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// Variables of the frame.
    pub(super) frame: Vec<u32>,
    /// Variables without a place in the frame.
    pub(super) dropped: Vec<u32>,
    /// Results in registers; or, for an inlined function, the variables before that instead of the
    /// frame's.
    pub(super) rest: Rest,
}

/// The last source of variables.
#[derive(Clone, Debug)]
pub(super) enum Rest {
    /// Variables besides the frame's.
    Results(Vec<u32>),
    /// Variables instead of the frame's.
    BeforeInlining(Vec<u32>),
}

impl Default for Rest {
    fn default() -> Self {
        Self::Results(Vec::new())
    }
}

/// Collects variables.
pub(super) struct Collector<'a> {
    pub(super) vars: &'a VarTable<'a>,
    pub(super) types: Types<'a>,
    pub(super) profile: DebugProfile,
    /// The lists of places.
    pub(super) lists: &'a Debug,
    /// Variables without a list have their place in the frame.
    pub(super) is_unoptimized: bool,
    /// Addresses of variables in the heap.
    pub(super) heap: &'a HashMap<NameId, NameId>,
    pub(super) entries: Vec<Entry>,
    /// Types whose entries the linker includes even if no variable has them.
    pub(super) used_types: BTreeSet<String>,
}

impl Collector<'_> {
    /// Collects variables from all sources.
    pub(super) fn collect(&mut self, sources: &Sources) -> Result<(), Refusal> {
        let frame = sources.frame.iter().copied();
        let frame: Vec<u32> = frame
            .filter(|var| self.is_of_frame(self.vars.get(*var)))
            .collect();
        for var in &frame {
            if self.types.get(self.vars.get(*var).ty)?.kind != kind::SSA {
                self.use_type(*var)?;
            }
        }
        let list_of = self.list_of()?;
        let mut seen = HashSet::new();
        if self.profile.follows_declarations {
            self.add_declared(&frame, &list_of, &mut seen)?;
        } else {
            self.add_by_place(&frame, &mut seen)?;
        }
        self.add_empty(&sources.dropped, &mut seen)?;
        let rest: Vec<u32> = match &sources.rest {
            Rest::BeforeInlining(vars) => vars.clone(),
            Rest::Results(results) => {
                let results = results.iter().copied();
                let results = results.filter(|var| is_wanted(self.vars.get(*var).text));
                frame.into_iter().chain(results).collect()
            }
        };
        self.add_rest(&rest, &list_of, &mut seen)
    }

    /// Reports whether a variable of the frame counts from the beginning.
    fn is_of_frame(&self, var: &Var<'_>) -> bool {
        if self.profile.omits_temporary {
            is_shown(var)
        } else {
            is_wanted(var.text)
        }
    }

    /// Returns the index of the list of each variable that has one.
    fn list_of(&self) -> Result<HashMap<u32, u32>, Refusal> {
        let vars = self.lists.vars.iter().zip(0..);
        vars.map(|(name, list)| Ok((self.vars.index(*name)?, list)))
            .collect()
    }

    /// Adds variables with lists, and then, without optimizations, the others (Go 1.26).
    fn add_by_place(&mut self, frame: &[u32], seen: &mut HashSet<u32>) -> Result<(), Refusal> {
        for list in 0..self.lists.vars.len() as u32 {
            let var = self.vars.index(self.lists.vars[list as usize])?;
            self.see(var, list, seen)?;
            self.add_list(var, list)?;
        }
        if !self.is_unoptimized {
            return Ok(());
        }
        for var in frame {
            if !self.vars.get(*var).is_temporary() && seen.insert(*var) {
                self.add_in_frame(*var)?;
            }
        }
        Ok(())
    }

    /// Adds the variables of the frame, and then others with lists (since Go 1.27).
    fn add_declared(
        &mut self,
        frame: &[u32],
        list_of: &HashMap<u32, u32>,
        seen: &mut HashSet<u32>,
    ) -> Result<(), Refusal> {
        for var in frame {
            let list = list_of.get(var).copied();
            if let Some(list) = list
                && self.add_list(*var, list)?
            {
                self.see(*var, list, seen)?;
            } else {
                seen.insert(*var);
                self.add_in_frame(*var)?;
            }
        }
        for list in 0..self.lists.vars.len() as u32 {
            let var = self.vars.index(self.lists.vars[list as usize])?;
            let is_new = !seen.contains(&var) && is_shown(self.vars.get(var));
            if is_new && self.add_list(var, list)? {
                self.see(var, list, seen)?;
            }
        }
        Ok(())
    }

    /// Adds variables of no size that have no place in the frame.
    fn add_empty(&mut self, dropped: &[u32], seen: &mut HashSet<u32>) -> Result<(), Refusal> {
        for index in dropped {
            let var = self.vars.get(*index);
            let is_seen = self.profile.follows_declarations && seen.contains(index);
            if is_seen || var.class != class::AUTO || self.types.get(var.ty)?.size != 0 {
                continue;
            }
            self.add_in_frame(*index)?;
            if let Some(last) = self.entries.last_mut() {
                last.offset = 0;
            }
            self.use_type(*index)?;
            if self.profile.follows_declarations {
                seen.insert(*index);
            }
        }
        Ok(())
    }

    /// Adds variables that no source had so far.
    fn add_rest(
        &mut self,
        rest: &[u32],
        list_of: &HashMap<u32, u32>,
        seen: &mut HashSet<u32>,
    ) -> Result<(), Refusal> {
        for index in rest {
            let var = self.vars.get(*index);
            let is_left_out = if self.profile.omits_temporary {
                !is_shown(var)
            } else {
                var.text.starts_with('.') || var.declaration.is_untyped
            };
            if seen.contains(index) || is_left_out {
                continue;
            }
            if self.profile.follows_declarations {
                seen.insert(*index);
                if let Some(list) = list_of.get(index)
                    && self.add_list(*index, *list)?
                {
                    continue;
                }
            }
            if var.class == class::PARAM && !self.types.get(var.ty)?.can_be_ssa() {
                self.add_in_frame(*index)?;
            } else {
                self.add_vague(*index)?;
            }
        }
        Ok(())
    }

    /// Marks a variable with a list, and the variables of its parts.
    fn see(&self, var: u32, list: u32, seen: &mut HashSet<u32>) -> Result<(), Refusal> {
        seen.insert(var);
        for part in &self.lists.parts_of[list as usize] {
            seen.insert(self.vars.index(self.lists.parts[*part as usize].name)?);
        }
        Ok(())
    }

    /// Adds a variable with a list, unless it is global.
    fn add_list(&mut self, index: u32, list: u32) -> Result<bool, Refusal> {
        let var = self.vars.get(index);
        if ![class::AUTO, class::PARAM, class::RESULT].contains(&var.class) {
            return Ok(false);
        }
        self.drop_type(index)?;
        let first = self.lists.parts_of[list as usize].first();
        let first = first.and_then(|part| self.lists.parts.get(*part as usize));
        let first = first.ok_or(Refusal::Variable(var.name.0))?;
        let whole = self.vars.get(self.vars.index(first.name)?);
        let is_empty = self.lists.lists[list as usize].is_empty();
        self.entries.push(Entry {
            var: index,
            place: if is_empty {
                Place::Unknown
            } else {
                Place::List(list)
            },
            offset: (whole.base_offset() + first.offset) as i32,
            pos: var.pos,
        });
        Ok(true)
    }

    /// Adds a variable with one place in the frame.
    fn add_in_frame(&mut self, index: u32) -> Result<(), Refusal> {
        self.drop_type(index)?;
        let var = self.vars.get(index);
        self.entries.push(Entry {
            var: index,
            place: Place::Frame,
            offset: var.base_offset() as i32,
            pos: var.declared_at(),
        });
        Ok(())
    }

    /// Adds a variable without a known place, or with an address in the frame.
    fn add_vague(&mut self, index: u32) -> Result<(), Refusal> {
        let var = self.vars.get(index);
        let address = self.heap.get(&var.name).filter(|_| var.is_in_heap());
        let place = match address {
            Some(address) => {
                let address = self.vars.get(self.vars.index(*address)?);
                Place::Heap(address.offset - ABOVE_LOCALS)
            }
            None => Place::Unknown,
        };
        self.entries.push(Entry {
            var: index,
            place,
            offset: var.offset as i32,
            pos: var.pos,
        });
        self.use_type(index)
    }

    fn use_type(&mut self, index: u32) -> Result<(), Refusal> {
        let name = self.types.name_of(self.vars.get(index))?;
        self.used_types.insert(name);
        Ok(())
    }

    fn drop_type(&mut self, index: u32) -> Result<(), Refusal> {
        let name = self.types.name_of(self.vars.get(index))?;
        self.used_types.remove(&name);
        Ok(())
    }
}

/// Reports whether debuggers get a variable (since Go 1.27).
fn is_shown(var: &Var<'_>) -> bool {
    !var.is_temporary() && is_wanted(var.text) && var.text != "_" && !var.declaration.is_untyped
}
