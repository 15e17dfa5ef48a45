//! The directives of a file that are written.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`pragma`), lex.go.

use vamos_ast::Outcome;
use vamos_base::golang::os_str;
use vamos_objfile::goobj::escape_path;
use vamos_release::Release;

use crate::embeds;

/// The directives of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directives {
    /// The groups, as declarations number them from 1 on.
    groups: Vec<Group>,
    pub(crate) linknames: Vec<Linkname>,
    /// The words of lines of cgo.
    pub(crate) cgo: Vec<Vec<String>>,
}

/// The directives of a declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// The bits of the compiler's flags.
    pub(crate) flags: u16,
    /// The offsets of `go:embed`, and their patterns.
    pub(crate) embeds: Vec<(u32, Vec<String>)>,
    /// Module and name of an import.
    pub(crate) wasm_import: Option<(String, String)>,
    pub(crate) wasm_export: Option<String>,
}

/// A `go:linkname`.
#[derive(Clone, Debug)]
pub(crate) struct Linkname {
    pub(crate) local: String,
    pub(crate) remote: String,
    /// True for `go:linknamestd`.
    pub(crate) is_std: bool,
}

/// The bits, in the order of the compiler's constants.
const NOESCAPE: u16 = 1 << 1;
const NORACE: u16 = 1 << 2;
const NOSPLIT: u16 = 1 << 3;
const NOINLINE: u16 = 1 << 4;
const NO_CHECK_PTR: u16 = 1 << 5;
const CGO_UNSAFE_ARGS: u16 = 1 << 6;
const UINTPTR_KEEP_ALIVE: u16 = 1 << 7;
const UINTPTR_ESCAPES: u16 = 1 << 8;
const SYSTEMSTACK: u16 = 1 << 9;
const NO_WRITE_BARRIER: u16 = 1 << 10;
const NO_WRITE_BARRIER_REC: u16 = 1 << 11;
const YES_WRITE_BARRIER_REC: u16 = 1 << 12;
const GO_BUILD: u16 = 1 << 13;
const REGISTER_PARAMS: u16 = 1 << 14;

/// Returns the bits of a directive's first word.
fn flags(verb: &str) -> u16 {
    match verb {
        "go:build" => GO_BUILD,
        "go:noescape" => NOESCAPE,
        "go:norace" => NORACE,
        "go:nosplit" => NOSPLIT | NO_CHECK_PTR,
        "go:noinline" => NOINLINE,
        "go:nocheckptr" => NO_CHECK_PTR,
        "go:systemstack" => SYSTEMSTACK,
        "go:nowritebarrier" => NO_WRITE_BARRIER,
        "go:nowritebarrierrec" => NO_WRITE_BARRIER_REC | NO_WRITE_BARRIER,
        "go:yeswritebarrierrec" => YES_WRITE_BARRIER_REC,
        "go:cgo_unsafe_args" => CGO_UNSAFE_ARGS | NO_CHECK_PTR,
        "go:uintptrkeepalive" => UINTPTR_KEEP_ALIVE,
        "go:uintptrescapes" => UINTPTR_ESCAPES | UINTPTR_KEEP_ALIVE,
        "go:registerparams" => REGISTER_PARAMS,
        _ => 0,
    }
}

impl Directives {
    /// Reads the directives of a file of the package `path`.
    pub(crate) fn read(outcome: &Outcome, release: Release, path: &str) -> Self {
        let mut all = Self::default();
        for pragmas in &outcome.pragmas {
            let mut group = Group::default();
            for pragma in pragmas.list.iter().filter(|pragma| pragma.is_alone) {
                let text = os_str::decode(&pragma.text);
                all.add(&mut group, &text, pragma.offset, release, path);
            }
            all.groups.push(group);
        }
        all
    }

    /// Returns the directives of a declaration by their number.
    pub(crate) fn group(&self, number: u32) -> Option<&Group> {
        self.groups.get((number as usize).checked_sub(1)?)
    }

    fn add(&mut self, group: &mut Group, text: &str, offset: u32, release: Release, path: &str) {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let owned = |text: &str| text.to_owned();
        match fields[..] {
            ["go:wasmimport", module, name] => {
                group.wasm_import = Some((owned(module), owned(name)));
            }
            ["go:wasmexport", name] => group.wasm_export = Some(owned(name)),
            ["go:linkname" | "go:linknamestd", local, ref rest @ ..]
                if rest.len() < 2 && (release.has_linknamestd() || fields[0] == "go:linkname") =>
            {
                let remote = match rest {
                    [remote] => owned(remote),
                    _ => format!("{}.{local}", escape_path(path)),
                };
                self.linknames.push(Linkname {
                    local: owned(local),
                    remote,
                    is_std: fields[0] == "go:linknamestd",
                });
            }
            ["go:embed", ..] => {
                let patterns = embeds::patterns(&text["go:embed".len()..]);
                if !patterns.is_empty() {
                    group.embeds.push((offset, patterns));
                }
            }
            _ => {
                if text.starts_with("go:cgo_") {
                    self.cgo.extend(cgo_line(text));
                }
                group.flags |= flags(text.split(' ').next().unwrap_or(text));
            }
        }
    }
}

/// Returns the words of a line of cgo, if it has an effect (`pragcgo`).
fn cgo_line(text: &str) -> Option<Vec<String>> {
    let fields = cgo_fields(text);
    let mut words: Vec<String> = fields.into_iter().map(str::to_owned).collect();
    words[0] = words[0].strip_prefix("go:")?.to_owned();
    let unquoted = |word: &str| word.trim_matches('"').to_owned();
    match (words[0].as_str(), words.len()) {
        ("cgo_export_static" | "cgo_export_dynamic" | "cgo_import_dynamic", 2 | 3)
        | ("cgo_import_static", 2) => {}
        ("cgo_import_dynamic", 4) => words[3] = unquoted(&words[3]),
        ("cgo_dynamic_linker" | "cgo_ldflag", 2) => words[1] = unquoted(&words[1]),
        _ => return None,
    }
    Some(words)
}

/// Returns the words of a line of cgo: quoted ones may contain spaces (`pragmaFields`).
fn cgo_fields(text: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut is_quoted = false;
    let mut start = None;
    for (at, c) in text.char_indices() {
        if c == '"' {
            let end = if is_quoted { at + 1 } else { at };
            fields.extend(start.map(|start| &text[start..end]));
            start = (!is_quoted).then_some(at);
            is_quoted = !is_quoted;
        } else if !is_quoted && matches!(c, ' ' | '\t' | '\n' | '\r') {
            fields.extend(start.take().map(|start| &text[start..at]));
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if !is_quoted {
        fields.extend(start.map(|start| &text[start..]));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_cgo() {
        let words = cgo_line("go:cgo_import_dynamic a b \"lib c.so\"").unwrap();
        assert_eq!(words, ["cgo_import_dynamic", "a", "b", "lib c.so"]);
        assert_eq!(cgo_line("go:cgo_unsafe_args"), None);
    }

    #[test]
    fn some_flags_imply_others() {
        assert_eq!(flags("go:nosplit"), 0x28);
        assert_eq!(flags("go:generate"), 0);
    }
}
