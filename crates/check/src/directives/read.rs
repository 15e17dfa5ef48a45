//! Reads the directives of a file.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`pragma`, `checkUnusedDuringParse`).

use vamos_ast::Outcome;
use vamos_ast::Pragma;
use vamos_ast::report::Extra;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use super::CompilerFlags;
use super::Directives;
use super::Embed;
use super::Linkname;
use super::PragmaFlags;
use super::PragmaGroup;
use super::WasmExport;
use super::WasmImport;
use super::cgo;
use super::embed;

/// Directives without bits that the standard library may have.
const STANDARD: [&str; 9] = [
    "go:cgo_export_static",
    "go:cgo_export_dynamic",
    "go:cgo_import_static",
    "go:cgo_import_dynamic",
    "go:cgo_ldflag",
    "go:cgo_dynamic_linker",
    "go:embed",
    "go:fix",
    "go:generate",
];

/// Context in which a directive is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) flags: CompilerFlags,
    /// True if the release has `go:linknamestd`.
    pub(crate) has_linknamestd: bool,
    /// True if strings in directives of cgo are Go literals.
    pub(crate) has_cgo_literals: bool,
    /// True if cgo has generated the file.
    pub(crate) is_cgo_file: bool,
}

/// Reads the directives of a file.
pub(crate) fn read(outcome: &Outcome, context: Context) -> Directives {
    let mut all = Directives::default();
    for pragmas in &outcome.pragmas {
        let mut group = PragmaGroup::default();
        for pragma in &pragmas.list {
            let mut reader = Reader {
                context,
                pragma,
                all: &mut all,
            };
            reader.read(&mut group);
        }
        if let Some((_, errors)) = pragmas.unused {
            let misplaced = misplaced(&group);
            all.extras.extend(misplaced.map(|(offset, text)| Extra {
                errors,
                offset,
                text,
            }));
        }
        all.groups.push(group);
    }
    all
}

/// Returns the errors of directives that belong to no declaration.
fn misplaced(group: &PragmaGroup) -> impl Iterator<Item = (u32, String)> + '_ {
    let flags = group
        .flags
        .iter()
        .filter(|(flag, _)| *flag != PragmaFlags::NONE);
    let flags = flags.map(|(_, offset)| (*offset, "misplaced compiler directive"));
    let embeds = group.embeds.iter();
    let embeds = embeds.map(|embed| (embed.offset, "misplaced go:embed directive"));
    let imports = group.wasm_import.iter();
    let imports = imports.map(|import| (import.offset, "misplaced go:wasmimport directive"));
    let exports = group.wasm_export.iter();
    let exports = exports.map(|export| (export.offset, "misplaced go:wasmexport directive"));
    let all = flags.chain(embeds).chain(imports).chain(exports);
    all.map(|(offset, text)| (offset, text.to_owned()))
}

/// Reads one directive.
struct Reader<'r> {
    context: Context,
    pragma: &'r Pragma,
    all: &'r mut Directives,
}

impl Reader<'_> {
    fn error(&mut self, text: impl Into<String>) {
        self.all.extras.push(Extra {
            errors: self.pragma.errors,
            offset: self.pragma.offset,
            text: text.into(),
        });
    }

    fn read(&mut self, group: &mut PragmaGroup) {
        if !self.pragma.is_alone {
            self.error("misplaced compiler directive");
            return;
        }
        let text = os_str::decode(&self.pragma.text);
        let fields: Vec<&str> = text.split_whitespace().collect();
        let offset = self.pragma.offset;
        let is_wasm = self.context.flags.is_wasm;
        if text.starts_with("go:wasmimport ") {
            match fields[..] {
                [_, module, name] if is_wasm => {
                    let (module, name) = (module.to_owned(), name.to_owned());
                    group.wasm_import = Some(WasmImport {
                        offset,
                        module,
                        name,
                    });
                }
                [_, _, _] => {}
                _ => self.error("usage: //go:wasmimport importmodule importname"),
            }
        } else if text.starts_with("go:wasmexport ") {
            match fields[..] {
                [_, name] if is_wasm => {
                    let name = name.to_owned();
                    group.wasm_export = Some(WasmExport { offset, name });
                }
                [_, _] => {}
                _ => self.error("usage: //go:wasmexport exportname"),
            }
        } else if text.starts_with("go:linkname ") {
            self.linkname(false, &fields);
        } else if self.context.has_linknamestd && text.starts_with("go:linknamestd ") {
            self.linkname(true, &fields);
        } else if text == "go:embed" || text.starts_with("go:embed ") {
            self.embed(&text["go:embed".len()..], group);
        } else {
            self.other(&text, group);
        }
    }

    fn embed(&mut self, args: &str, group: &mut PragmaGroup) {
        let patterns = embed::patterns(args).unwrap_or_else(|error| {
            self.error(error);
            Vec::new()
        });
        if patterns.is_empty() {
            self.error("usage: //go:embed pattern...");
            return;
        }
        let offset = self.pragma.offset;
        group.embeds.push(Embed { offset, patterns });
    }

    fn linkname(&mut self, is_std: bool, fields: &[&str]) {
        let (local, remote) = match *fields {
            [_, local] => (local, None),
            [_, local, remote] => (local, Some(remote.to_owned())),
            _ => {
                let std = if is_std { "std" } else { "" };
                self.error(format!("usage: //go:linkname{std} localname [linkname]"));
                return;
            }
        };
        self.all.linknames.push(Linkname {
            offset: self.pragma.offset,
            is_std,
            local: local.to_owned(),
            remote,
        });
    }

    /// Reads a directive of cgo, or one that is a single word.
    fn other(&mut self, text: &str, group: &mut PragmaGroup) {
        let Context {
            flags, is_cgo_file, ..
        } = self.context;
        if text.starts_with("go:cgo_import_dynamic ") {
            let fields = cgo::fields(text, self.context.has_cgo_literals);
            if let Some(library) = fields.get(3) {
                let library = library.trim_matches('"');
                if !library.is_empty() && !cgo::is_safe_arg(library) && !is_cgo_file {
                    let library = quote::quote(library);
                    self.error(format!(
                        "invalid library name {library} in cgo_import_dynamic directive"
                    ));
                }
                self.cgo(text);
                return;
            }
        }
        if text.starts_with("go:cgo_") {
            if !is_cgo_file && !flags.is_std {
                self.error(format!("//{text} only allowed in cgo-generated code"));
            }
            self.cgo(text);
        }
        let verb = text.split(' ').next().unwrap_or(text);
        let flag = PragmaFlags::of(verb);
        if !flags.is_runtime && flag.has(PragmaFlags::RUNTIME) {
            self.error(format!("//{verb} only allowed in runtime"));
        }
        if flag == PragmaFlags::UINTPTR_KEEP_ALIVE && !flags.is_std {
            self.error(format!("//{verb} is only allowed in the standard library"));
        }
        if flag == PragmaFlags::NONE && flags.is_std && !STANDARD.contains(&verb) {
            self.error(format!("//{verb} is not allowed in the standard library"));
        }
        group.all = group.all.with(flag);
        group.flags.push((flag, self.pragma.offset));
    }

    /// Reads the words of a directive of cgo.
    fn cgo(&mut self, text: &str) {
        self.all.has_cgo = true;
        let has_literals = self.context.has_cgo_literals;
        match cgo::words(text, self.context.flags.is_aix, has_literals) {
            Ok(words) => self.all.cgo.extend(words),
            Err(usage) => self.error(usage),
        }
    }
}
