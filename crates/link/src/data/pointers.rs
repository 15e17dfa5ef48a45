//! The programs by which the garbage collector finds pointers in variables.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`GCProg`).

use std::ops::Range;

use hashbrown::HashMap;

use super::gcprog::GcProg;
use crate::arch::PTR_SIZE;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::types::GoKind;
use crate::types::TypeDesc;

/// Types are not nested deeper than sources are.
const MAX_DEPTH: usize = 1000;
/// More steps than this are no type of a source.
const MAX_STEPS: usize = 1 << 24;

/// The program of some variables.
pub(super) struct Program {
    /// The program.
    pub(super) bytes: Vec<u8>,
    /// Errors, which are about the program's symbol.
    pub(super) errors: Vec<String>,
}

/// Returns the program of the variables `syms`, which end at `end`.
pub(super) fn describe(ldr: &Loader<'_>, syms: &[Sym], end: i64) -> Program {
    let mut walk = Walk {
        ldr,
        program: GcProg::default(),
        steps: Vec::new(),
        types: HashMap::new(),
        errors: Vec::new(),
    };
    for &sym in syms {
        walk.variable(sym);
    }
    walk.program.zero_until(end / PTR_SIZE);
    Program {
        bytes: walk.program.end(),
        errors: walk.errors,
    }
}

/// A step of a type's description, in words from its start.
#[derive(Clone, Copy)]
enum Step {
    Pointer(i64),
    /// No pointers up to here.
    ZeroUntil(i64),
    /// The last words again, repeated the given number of times.
    Repeat(i64, i64),
}

impl Step {
    fn moved(self, words: i64) -> Self {
        match self {
            Self::Pointer(at) => Self::Pointer(at.wrapping_add(words)),
            Self::ZeroUntil(at) => Self::ZeroUntil(at.wrapping_add(words)),
            Self::Repeat(..) => self,
        }
    }
}

struct Walk<'l, 'a> {
    ldr: &'l Loader<'a>,
    program: GcProg,
    /// The steps of all types that were seen.
    steps: Vec<Step>,
    /// The steps of each type.
    types: HashMap<Sym, Range<usize>>,
    errors: Vec<String>,
}

impl<'l, 'a> Walk<'l, 'a> {
    fn variable(&mut self, sym: Sym) {
        let go_type = self.ldr.go_type(sym);
        if go_type.is_none() {
            return self.without_type(sym);
        }
        let steps = self.steps_of(go_type, 0);
        let start = self.ldr.value(sym) / PTR_SIZE;
        for step in &self.steps[steps] {
            match step.moved(start) {
                Step::Pointer(at) => self.program.pointer(at),
                Step::ZeroUntil(at) => self.program.zero_until(at),
                Step::Repeat(words, count) => self.program.repeat(words, count),
            }
        }
    }

    fn without_type(&mut self, sym: Sym) {
        let is_mark = matches!(
            self.ldr.name(sym),
            b"runtime.data"
                | b"runtime.edata"
                | b"runtime.bss"
                | b"runtime.ebss"
                | b"runtime.gcdata"
                | b"runtime.gcbss"
        );
        if !is_mark {
            let (name, size) = (self.ldr.name_text(sym), self.ldr.size(sym));
            let text = format!("missing Go type information for global symbol {name}: size {size}");
            self.errors.push(text);
        }
    }

    /// Returns the steps that describe a type.
    fn steps_of(&mut self, go_type: Sym, depth: usize) -> Range<usize> {
        if let Some(steps) = self.types.get(&go_type) {
            return steps.clone();
        }
        let desc = self.ldr.type_desc(go_type);
        let errors = self.errors.len();
        if desc.ptr_data() == 0 {
            let text = "has no pointers but in data section";
            self.errors.push(text.to_owned());
        }
        let mut own = Vec::new();
        if depth < MAX_DEPTH {
            match desc.kind() {
                GoKind::Array => self.array(&mut own, desc, depth),
                GoKind::Struct => self.fields(&mut own, desc, depth),
                _ => self.mask(&mut own, desc),
            }
        }
        let start = self.steps.len();
        self.steps.append(&mut own);
        let steps = start..self.steps.len();
        // An error is reported for each use.
        if self.errors.len() == errors {
            self.types.insert(go_type, steps.clone());
        }
        steps
    }

    fn mask(&mut self, own: &mut Vec<Step>, desc: TypeDesc<'l, 'a>) {
        if desc.has_gc_mask_on_demand() {
            self.errors.push("GC mask not available".to_owned());
        }
        let words = desc.ptr_data() / PTR_SIZE;
        for (at, &bits) in desc.gc_mask().iter().enumerate() {
            let mut rest = bits;
            while rest != 0 {
                let word = at as i64 * 8 + i64::from(rest.trailing_zeros());
                rest &= rest - 1;
                if word < words {
                    own.push(Step::Pointer(word));
                }
            }
        }
    }

    /// Adds the steps of a part of a type at an offset.
    fn part(&mut self, own: &mut Vec<Step>, off: i64, go_type: Sym, depth: usize) {
        let steps = self.steps_of(go_type, depth + 1);
        if own.len().saturating_add(self.steps.len()) > MAX_STEPS {
            return;
        }
        let words = off / PTR_SIZE;
        own.extend(self.steps[steps].iter().map(|step| step.moved(words)));
    }

    fn array(&mut self, own: &mut Vec<Step>, desc: TypeDesc<'l, 'a>, depth: usize) {
        let len = desc.array_len();
        let words = self.ldr.type_desc(desc.elem()).size() / PTR_SIZE;
        self.part(own, 0, desc.elem(), depth);
        if len > 1 {
            own.extend([Step::ZeroUntil(words), Step::Repeat(words, len - 1)]);
        }
    }

    fn fields(&mut self, own: &mut Vec<Step>, desc: TypeDesc<'l, 'a>, depth: usize) {
        for index in 0..desc.fields() {
            let field = desc.field_type(index);
            if field.is_none() {
                break;
            }
            if self.ldr.type_desc(field).ptr_data() != 0 {
                self.part(own, desc.field_offset(index), field, depth);
            }
        }
    }
}
