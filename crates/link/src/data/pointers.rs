//! The programs by which the garbage collector finds pointers in variables.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`GCProg`).

use super::gcprog::GcProg;
use crate::arch::PTR_SIZE;
use crate::context::Link;
use crate::error::Stop;
use crate::loader::ABI0;
use crate::loader::Sym;
use crate::types::GoKind;
use crate::types::TypeDesc;

/// Types are not nested deeper than sources are.
const MAX_DEPTH: usize = 1000;

/// Fills the program `name` for the variables `syms`, which end at `end`.
pub(super) fn describe(
    link: &mut Link<'_>,
    name: &'static [u8],
    syms: &[Sym],
    end: i64,
) -> Result<(), Stop> {
    let owner = link.ldr.lookup_or_create(name, ABI0);
    let mut walk = Walk {
        link,
        program: GcProg::default(),
        errors: Vec::new(),
    };
    for &sym in syms {
        walk.variable(sym);
    }
    walk.program.zero_until(end / PTR_SIZE);
    let Walk {
        program, errors, ..
    } = walk;
    for text in errors {
        link.error(owner, text)?;
    }
    link.ldr.update(owner).add_bytes(&program.end());
    Ok(())
}

struct Walk<'w, 'a> {
    link: &'w Link<'a>,
    program: GcProg,
    errors: Vec<String>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn variable(&mut self, sym: Sym) {
        let ldr = &self.link.ldr;
        let go_type = ldr.go_type(sym);
        if go_type.is_some() {
            return self.go_type(ldr.value(sym), self.desc(go_type), 0);
        }
        let is_mark = matches!(
            ldr.name(sym),
            b"runtime.data"
                | b"runtime.edata"
                | b"runtime.bss"
                | b"runtime.ebss"
                | b"runtime.gcdata"
                | b"runtime.gcbss"
        );
        if !is_mark {
            let (name, size) = (ldr.name_text(sym), ldr.size(sym));
            let text = format!("missing Go type information for global symbol {name}: size {size}");
            self.errors.push(text);
        }
    }

    fn desc(&self, go_type: Sym) -> TypeDesc<'w, 'a> {
        self.link.ldr.type_desc(go_type)
    }

    /// Describes a value of a type at an offset.
    fn go_type(&mut self, off: i64, desc: TypeDesc<'w, 'a>, depth: usize) {
        if desc.ptr_data() == 0 {
            let text = "has no pointers but in data section";
            self.errors.push(text.to_owned());
        }
        if depth > MAX_DEPTH {
            return;
        }
        match desc.kind() {
            GoKind::Array => self.array(off, desc, depth),
            GoKind::Struct => self.fields(off, desc, depth),
            _ => self.mask(off, desc),
        }
    }

    fn mask(&mut self, off: i64, desc: TypeDesc<'w, 'a>) {
        if desc.has_gc_mask_on_demand() {
            self.errors.push("GC mask not available".to_owned());
        }
        let words = desc.ptr_data() / PTR_SIZE;
        for (at, bits) in desc.gc_mask().iter().enumerate() {
            for bit in 0..8 {
                let word = at as i64 * 8 + bit;
                if word < words && bits >> bit & 1 != 0 {
                    self.program.pointer(off / PTR_SIZE + word);
                }
            }
        }
    }

    fn array(&mut self, off: i64, desc: TypeDesc<'w, 'a>, depth: usize) {
        let elem = self.desc(desc.elem());
        let len = desc.array_len();
        self.go_type(off, elem, depth + 1);
        if len > 1 {
            let size = elem.size();
            self.program.zero_until((off + size) / PTR_SIZE);
            self.program.repeat(size / PTR_SIZE, len - 1);
        }
    }

    fn fields(&mut self, off: i64, desc: TypeDesc<'w, 'a>, depth: usize) {
        for index in 0..desc.fields() {
            let go_type = desc.field_type(index);
            if go_type.is_none() {
                break;
            }
            let field = self.desc(go_type);
            if field.ptr_data() != 0 {
                self.go_type(off + desc.field_offset(index), field, depth + 1);
            }
        }
    }
}
