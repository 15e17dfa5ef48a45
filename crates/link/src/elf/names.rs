//! The table of section names.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`elfWriteShstrtab`; `doelf` of Go 1.25).

use vamos_base::golang::os_str;

use super::header::Headers;
use crate::finish::Input;

/// The prefix of sections with relocations.
const RELA: &str = ".rela";

/// Sections of debug information in the order of the list.
const DEBUG: [&str; 9] = [
    ".debug_abbrev",
    ".debug_frame",
    ".debug_info",
    ".debug_loc",
    ".debug_line",
    ".debug_gdb_scripts",
    ".debug_addr",
    ".debug_rnglists",
    ".debug_loclists",
];

/// The bytes of `.shstrtab`, and the offset of each section's name in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) table: Vec<u8>,
    pub(super) offsets: Vec<u32>,
}

impl Names {
    fn push(&mut self, name: &str) -> u32 {
        let off = self.table.len() as u32;
        self.table.extend_from_slice(&os_str::encode(name));
        self.table.push(0);
        off
    }
}

/// Returns the table for the sections that there are. Names of relocation sections come
/// first: their ends are names too.
pub(super) fn from_headers(headers: &Headers) -> Names {
    let mut names = Names::default();
    let mut known: Vec<(&str, u32)> = vec![("", names.push(""))];
    for sh in headers.in_order() {
        if let Some(suffix) = sh.name.strip_prefix(RELA) {
            let off = names.push(&sh.name);
            if !known.iter().any(|&(name, _)| name == suffix) {
                known.push((suffix, off + RELA.len() as u32));
            }
            known.retain(|&(name, _)| name != sh.name);
            known.push((&sh.name, off));
        }
    }
    for sh in headers.in_order() {
        let off = match known.iter().find(|&&(name, _)| name == sh.name) {
            Some(&(_, off)) => off,
            None => {
                let off = names.push(&sh.name);
                known.push((&sh.name, off));
                off
            }
        };
        names.offsets.push(off);
    }
    names
}

/// Returns the table of releases that list all names that a link may need.
pub(super) fn from_list(input: Input<'_, '_>, is_dynamic: bool, headers: &Headers) -> Names {
    let mut names = Names::default();
    let mut known: Vec<(String, u32)> = Vec::new();
    for name in listed(input, is_dynamic) {
        let off = names.push(&name);
        known.push((name, off));
    }
    for sh in headers.in_order() {
        let found = known.iter().find(|(name, _)| *name == sh.name);
        let off = match found {
            Some(&(_, off)) => off,
            None => names.push(&sh.name),
        };
        names.offsets.push(off);
    }
    names
}

fn listed(input: Input<'_, '_>, is_dynamic: bool) -> Vec<String> {
    let content = &input.options.content;
    let is_object = input.options.is_object();
    let mut list: Vec<String> = Vec::new();
    let mut add = |names: &[&str]| list.extend(names.iter().map(|&name| name.to_owned()));
    add(&["", ".text", ".noptrdata", ".data", ".bss", ".noptrbss"]);
    add(&[".go.fuzzcntrs", ".go.buildinfo", ".go.fipsinfo"]);
    if is_dynamic || is_object {
        add(&[".tbss"]);
    }
    if !input.build_id.is_empty() {
        add(&[".note.gnu.build-id"]);
    }
    if !content.build_id.is_empty() {
        add(&[".note.go.buildid"]);
    }
    add(&[".elfdata", ".rodata"]);
    if input.options.use_relro() {
        add(&[".data.rel.ro"]);
        add(&[".data.rel.ro.typelink", ".data.rel.ro.itablink"]);
        add(&[".data.rel.ro.gosymtab", ".data.rel.ro.gopclntab"]);
    } else {
        add(&[".typelink", ".itablink", ".gosymtab", ".gopclntab"]);
    }
    if is_object {
        add(&[".rela.text", ".rela.rodata"]);
        if input.options.use_relro() {
            add(&[".rela.data.rel.ro.typelink", ".rela.data.rel.ro.itablink"]);
            add(&[".rela.data.rel.ro.gosymtab", ".rela.data.rel.ro.gopclntab"]);
        } else {
            add(&[".rela.typelink", ".rela.itablink"]);
            add(&[".rela.gosymtab", ".rela.gopclntab"]);
        }
        add(&[".rela.noptrdata", ".rela.data"]);
        if input.options.use_relro() {
            add(&[".rela.data.rel.ro"]);
        }
        add(&[".rela.go.buildinfo", ".rela.go.fipsinfo"]);
        add(&[".note.GNU-stack"]);
    }
    if input.options.is_library() {
        add(&[".init_array", ".rela.init_array"]);
    }
    if !content.strip {
        add(&[".symtab", ".strtab"]);
    }
    if !content.no_dwarf {
        for name in DEBUG {
            add(&[name]);
            if is_object {
                add(&[&format!("{RELA}{name}")]);
            }
        }
    }
    add(&[".shstrtab"]);
    if is_dynamic {
        add(&[".interp", ".hash", ".got", ".got.plt", ".dynamic"]);
        add(&[".dynsym", ".dynstr", ".rela", ".rela.plt", ".plt"]);
        add(&[".gnu.version", ".gnu.version_r"]);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_names_are_shared() {
        let mut headers = Headers::default();
        for name in ["", ".plt", ".rela.plt", ".rela", ".text"] {
            headers.named(name);
        }
        headers.number(false);
        let names = from_headers(&headers);
        assert_eq!(names.table, b"\0.rela.plt\0.rela\0.text\0");
        assert_eq!(names.offsets, [0, 6, 1, 11, 17]);
    }
}
