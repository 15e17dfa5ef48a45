//! Calls that were inlined into a function: their code and their variables.
//!
//! Counterpart: cmd/compile/internal/dwarfgen/dwinl.go.

use std::collections::HashMap;

use vamos_obj::CodeRange;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::InlinedEntry;
use vamos_obj::Pos;

use super::InlinedFunctions;
use super::SymbolOf;
use super::abstract_name;
use super::ranges;
use crate::refusal::Refusal;

/// The inlined calls of a function.
pub(super) struct Calls<'a, 's> {
    frozen: &'a Frozen<'a>,
    inlined: &'a InlinedFunctions,
    symbols: SymbolOf<'s>,
    /// The calls; one comes before the calls in it.
    pub(super) list: Vec<InlinedEntry>,
    /// The index of each call, by its number in the tree of all inlined calls.
    by_number: HashMap<u32, u32>,
}

impl<'a, 's> Calls<'a, 's> {
    /// Returns the calls whose code a function has.
    pub(super) fn of(
        function: &Function,
        frozen: &'a Frozen<'a>,
        inlined: &'a InlinedFunctions,
        symbols: SymbolOf<'s>,
    ) -> Result<Self, Refusal> {
        let mut calls = Self {
            frozen,
            inlined,
            symbols,
            list: Vec::new(),
            by_number: HashMap::new(),
        };
        let mut last = Pos::NONE;
        for id in function.progs.list(function.text) {
            let pos = function.progs[id].pos;
            if pos == last {
                continue;
            }
            if let Some(number) = number_of(frozen, pos) {
                calls.insert(number)?;
            }
            last = pos;
        }
        Ok(calls)
    }

    /// Adds a call after the call around it, unless it is there; returns its index.
    fn insert(&mut self, number: u32) -> Result<u32, Refusal> {
        let mut missing = Vec::new();
        let mut next = Some(number);
        let mut parent = None;
        while let Some(number) = next {
            parent = self.by_number.get(&number).copied();
            if parent.is_some() {
                break;
            }
            missing.push(number);
            let call = self.frozen.inl_tree.get(number as usize);
            let call = call.ok_or(Refusal::Invalid("number of an inlined call"))?;
            next = call.parent;
        }
        while let Some(number) = missing.pop() {
            parent = Some(self.add(number, parent)?);
        }
        parent.ok_or(Refusal::Invalid("number of an inlined call"))
    }

    fn add(&mut self, number: u32, parent: Option<u32>) -> Result<u32, Refusal> {
        let call = &self.frozen.inl_tree[number as usize];
        let name = &self.frozen.symbols[call.func].name;
        if !self.inlined.contains_key(&**name) {
            return Err(Refusal::Invalid("unknown function was inlined"));
        }
        let index = self.list.len() as u32;
        self.list.push(InlinedEntry {
            abstract_entry: (self.symbols)(&abstract_name(name)),
            call: call.pos,
            ranges: Vec::new(),
            children: Vec::new(),
            is_root: parent.is_none(),
            variables: Vec::new(),
        });
        self.by_number.insert(number, index);
        if let Some(parent) = parent {
            self.list[parent as usize].children.push(index);
        }
        Ok(index)
    }

    /// Adds a variable of the function that was called. The call may have no code.
    pub(super) fn add_variable(&mut self, number: u32, variable: u32) -> Result<(), Refusal> {
        let index = self.insert(number)?;
        self.list[index as usize].variables.push(variable);
        Ok(())
    }

    /// Adds the code of a function to its calls. A call has the code of all calls in it.
    pub(super) fn add_code(&mut self, function: &Function) -> Result<(), Refusal> {
        let progs = function.progs.list(function.text);
        let progs = progs.map(|id| (function.progs[id].pos, function.progs[id].pc));
        let mut last = None;
        let mut run: Option<(Option<u32>, i64)> = None;
        for (pos, pc) in progs {
            if last.replace(pos) == Some(pos) {
                continue;
            }
            let number = number_of(self.frozen, pos);
            match run {
                Some((known, _)) if known == number => {}
                Some((known, start)) => {
                    self.add_run(known, start, pc)?;
                    run = Some((number, pc));
                }
                // Code of no call begins no run at the start.
                None => run = number.map(|number| (Some(number), pc)),
            }
        }
        if let Some((known, start)) = run {
            self.add_run(known, start, function.code.size)?;
        }
        // The calls in a call come after it.
        for index in (0..self.list.len()).rev() {
            self.unify(index);
        }
        self.check(function)
    }

    fn add_run(&mut self, number: Option<u32>, start: i64, end: i64) -> Result<(), Refusal> {
        let Some(number) = number.filter(|_| start != end) else {
            return Ok(());
        };
        let index = self.by_number.get(&number);
        let index = index.ok_or(Refusal::Invalid("number of an inlined call"))?;
        self.list[*index as usize].ranges.push(CodeRange {
            start: start.cast_unsigned(),
            end: end.cast_unsigned(),
        });
        Ok(())
    }

    /// Adds the code of the calls in a call to it; they have all their code.
    fn unify(&mut self, index: usize) {
        let mut all = std::mem::take(&mut self.list[index].ranges);
        for child in &self.list[index].children {
            all = ranges::merge(&all, &self.list[*child as usize].ranges);
        }
        self.list[index].ranges = all;
    }

    /// Checks that calls have the code of the calls in them.
    fn check(&self, function: &Function) -> Result<(), Refusal> {
        let whole = [CodeRange {
            start: 0,
            end: function.code.size.cast_unsigned(),
        }];
        let is_inside = self.list.iter().all(|call| {
            let mut children = call.children.iter();
            let is_in_function = !call.is_root || ranges::contains(&whole, &call.ranges);
            let is_child_inside = |child: &u32| {
                let child = &self.list[*child as usize].ranges;
                ranges::contains(&call.ranges, child)
            };
            is_in_function && children.all(is_child_inside)
        });
        if !is_inside {
            return Err(Refusal::Invalid("code of an inlined call"));
        }
        Ok(())
    }
}

/// Returns the number of the innermost inlined call that has a position.
pub(super) fn number_of(frozen: &Frozen<'_>, pos: Pos) -> Option<u32> {
    frozen.positions.base_of(pos)?.inl
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_ir::debug::InlinedFunction;
    use vamos_obj::Goos;
    use vamos_obj::Link;
    use vamos_obj::Options;
    use vamos_obj::PosBase;
    use vamos_obj::Prog;
    use vamos_obj::Release;
    use vamos_obj::SymId;
    use vamos_obj::x86;

    /// Returns an object with a call of `g` in `f`, and one of `h` in that, and a position in each.
    fn object() -> (Link, Vec<Pos>) {
        let options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
        let mut link = Link::new(&x86::ENCODER, options);
        let file = link.positions.add_file("a.go", "/a.go");
        let mut places = vec![link.positions.pos(file, 1, 1)];
        for (name, number) in ["p.g", "p.h"].into_iter().zip(0..) {
            let base = link.positions.add(PosBase {
                start: None,
                filename: "a.go".into(),
                abs_filename: "/a.go".into(),
                line: 1,
                col: 1,
                inl: Some(number),
            });
            let func = link.symbols.lookup(name);
            link.add_inlined(places[number as usize], func, name)
                .expect("calls around it come first");
            places.push(link.positions.pos(base, 2 + number, 1));
        }
        (link, places)
    }

    #[test]
    fn calls_have_the_code_of_calls_in_them() {
        let (mut link, places) = object();
        let sym = link.symbols.lookup("p.f");
        let mut function = Function::new(sym);
        let progs = [(0, 0), (1, 4), (2, 6), (2, 8), (1, 10), (0, 12), (2, 14)];
        let ids = progs.map(|(place, pc)| {
            function.progs.add(Prog {
                pos: places[place],
                pc,
                ..Prog::default()
            })
        });
        for pair in ids.windows(2) {
            function.progs[pair[0]].link = Some(pair[1]);
        }
        function.text = Some(ids[0]);
        function.code.size = 20;
        let names = ["p.g", "p.h"].map(|name| (name.into(), InlinedFunction::default()));
        let inlined = InlinedFunctions::from(names);
        let entries = ["go:info.p.g$abstract", "go:info.p.h$abstract"];
        let entries = entries.map(|name| (name, link.symbols.lookup(name)));
        let mut symbols = |name: &str| -> SymId {
            let found = entries.iter().find(|(known, _)| *known == name);
            found.expect("a known entry").1
        };
        let frozen = link.frozen();
        let calls = Calls::of(&function, &frozen, &inlined, &mut symbols);
        let mut calls = calls.expect("known functions");
        calls.add_variable(1, 7).expect("a known function");
        calls.add_code(&function).expect("code in the function");
        let ranges = |at: usize| {
            let ranges = calls.list[at].ranges.iter();
            ranges.map(|range| (range.start, range.end)).collect()
        };
        let ranges: [Vec<(u64, u64)>; 2] = [ranges(0), ranges(1)];
        assert_eq!(ranges[0], [(4, 12), (14, 20)]);
        assert_eq!(ranges[1], [(6, 10), (14, 20)]);
        let [outer, inner] = &*calls.list else {
            panic!("two calls");
        };
        assert!(outer.is_root && !inner.is_root);
        assert_eq!((&*outer.children, &*inner.variables), (&[1][..], &[7][..]));
    }

    #[test]
    fn calls_of_unknown_functions_are_refused() {
        let (mut link, places) = object();
        let sym = link.symbols.lookup("p.f");
        let mut function = Function::new(sym);
        let prog = Prog {
            pos: places[2],
            ..Prog::default()
        };
        function.text = Some(function.progs.add(prog));
        let mut symbols = |_: &str| sym;
        let frozen = link.frozen();
        let inlined = InlinedFunctions::new();
        let calls = Calls::of(&function, &frozen, &inlined, &mut symbols);
        let refused = Refusal::Invalid("unknown function was inlined");
        assert_eq!(calls.err(), Some(refused));
    }
}
