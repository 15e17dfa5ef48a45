//! Meaning of `//go:` comments to the compiler, and its errors about them.
//!
//! Comments are read while a file is parsed, so their errors are among the errors of syntax, in
//! source order.
//! Counterpart: cmd/compile/internal/noder/noder.go (`pragma`), lex.go.

use vamos_ast::Outcome;
use vamos_ast::Pragma;
use vamos_ast::report::Extra;
use vamos_base::golang::os_str;
use vamos_base::golang::quote;

/// Requests of directives, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u32);

impl Flags {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const GO_BUILD: Self = Self(1);
    pub(crate) const NOESCAPE: Self = Self(1 << 1);
    pub(crate) const NOSPLIT: Self = Self(1 << 2);
    pub(crate) const SYSTEMSTACK: Self = Self(1 << 3);
    pub(crate) const UINTPTR_KEEP_ALIVE: Self = Self(1 << 4);
    pub(crate) const UINTPTR_ESCAPES: Self = Self(1 << 5);
    /// Functions in the runtime that may not have write barriers.
    const BARRIERS: Self = Self(1 << 6);
    /// Everything else that functions can have.
    const OTHER: Self = Self(1 << 7);
    /// The directives of functions.
    pub(crate) const FUNC: Self = Self(!1);
    /// The directives of the runtime.
    const RUNTIME: Self = Self(Self::SYSTEMSTACK.0 | Self::BARRIERS.0);

    /// Returns the flag of a directive's first word.
    fn of(verb: &str) -> Self {
        match verb {
            "go:build" => Self::GO_BUILD,
            "go:noescape" => Self::NOESCAPE,
            "go:nosplit" => Self::NOSPLIT,
            "go:systemstack" => Self::SYSTEMSTACK,
            "go:nowritebarrier" | "go:nowritebarrierrec" | "go:yeswritebarrierrec" => {
                Self::BARRIERS
            }
            "go:uintptrkeepalive" => Self::UINTPTR_KEEP_ALIVE,
            "go:uintptrescapes" => Self(Self::UINTPTR_ESCAPES.0 | Self::UINTPTR_KEEP_ALIVE.0),
            "go:norace" | "go:noinline" | "go:nocheckptr" | "go:cgo_unsafe_args"
            | "go:registerparams" => Self::OTHER,
            _ => Self::NONE,
        }
    }

    /// Reports whether one of the bits is set.
    pub(crate) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Returns the bits that others do not have.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

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

/// The flags of the compiler besides the language version.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the compiler or a fact of its own"
)]
pub struct CompilerFlags {
    /// True to print all errors (`-e`).
    pub prints_all: bool,
    /// True for a package of the standard library (`-std`).
    pub is_std: bool,
    /// True for a package of the runtime (`-+`).
    pub is_runtime: bool,
    /// True if no function is written in another language (`-complete`).
    pub is_complete: bool,
    /// True if the target is WebAssembly.
    pub is_wasm: bool,
    /// True if the target is AIX.
    pub is_aix: bool,
}

impl CompilerFlags {
    /// Returns all flags, in the order of their declarations.
    pub fn to_array(self) -> [bool; 6] {
        let Self {
            prints_all,
            is_std,
            is_runtime,
            is_complete,
            is_wasm,
            is_aix,
        } = self;
        [prints_all, is_std, is_runtime, is_complete, is_wasm, is_aix]
    }

    /// Returns the flags of which [`Self::to_array`] made an array.
    pub fn from_array(flags: [bool; 6]) -> Self {
        let [prints_all, is_std, is_runtime, is_complete, is_wasm, is_aix] = flags;
        Self {
            prints_all,
            is_std,
            is_runtime,
            is_complete,
            is_wasm,
            is_aix,
        }
    }
}

/// The directives of a declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// The flags of each directive, and its offset.
    pub(crate) flags: Vec<(Flags, u32)>,
    /// All of that.
    pub(crate) all: Flags,
    /// The offsets of `go:embed`.
    pub(crate) embeds: Vec<u32>,
    pub(crate) has_wasm_import: bool,
    wasm: Vec<(u32, &'static str)>,
}

/// A `go:linkname`.
#[derive(Clone, Debug)]
pub(crate) struct Linkname {
    pub(crate) offset: u32,
    /// The word that it begins with.
    pub(crate) directive: &'static str,
    pub(crate) local: String,
    pub(crate) remote: String,
}

/// The directives of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directives {
    /// The groups, as declarations number them from 1 on.
    pub(crate) groups: Vec<Group>,
    pub(crate) linknames: Vec<Linkname>,
    /// Errors.
    pub(crate) extras: Vec<Extra>,
}

/// Context in which a directive is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) flags: CompilerFlags,
    /// True if the release has `go:linknamestd`.
    pub(crate) has_linknamestd: bool,
    /// The package's path.
    pub(crate) path: &'a str,
    /// True if cgo has generated the file.
    pub(crate) is_cgo_file: bool,
}

/// Reads the directives of a file.
pub(crate) fn read(outcome: &Outcome, context: Context<'_>) -> Directives {
    let mut all = Directives::default();
    for pragmas in &outcome.pragmas {
        let mut group = Group::default();
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
fn misplaced(group: &Group) -> impl Iterator<Item = (u32, String)> + '_ {
    let flags = group.flags.iter().filter(|(flag, _)| *flag != Flags::NONE);
    let flags = flags.map(|(_, offset)| (*offset, "misplaced compiler directive"));
    let embeds = group.embeds.iter();
    let embeds = embeds.map(|offset| (*offset, "misplaced go:embed directive"));
    let all = flags.chain(embeds).chain(group.wasm.iter().copied());
    all.map(|(offset, text)| (offset, text.to_owned()))
}

/// Reads one directive.
struct Reader<'r, 'a> {
    context: Context<'a>,
    pragma: &'r Pragma,
    all: &'r mut Directives,
}

impl Reader<'_, '_> {
    fn error(&mut self, text: impl Into<String>) {
        self.all.extras.push(Extra {
            errors: self.pragma.errors,
            offset: self.pragma.offset,
            text: text.into(),
        });
    }

    fn read(&mut self, group: &mut Group) {
        if !self.pragma.is_alone {
            self.error("misplaced compiler directive");
            return;
        }
        let text = os_str::decode(&self.pragma.text);
        let fields: Vec<&str> = text.split_whitespace().collect();
        let offset = self.pragma.offset;
        let is_wasm = self.context.flags.is_wasm;
        if text.starts_with("go:wasmimport ") {
            if fields.len() != 3 {
                self.error("usage: //go:wasmimport importmodule importname");
            } else if is_wasm {
                group.has_wasm_import = true;
                group.wasm.retain(|(_, text)| !text.contains("import"));
                group
                    .wasm
                    .insert(0, (offset, "misplaced go:wasmimport directive"));
            }
        } else if text.starts_with("go:wasmexport ") {
            if fields.len() != 2 {
                self.error("usage: //go:wasmexport exportname");
            } else if is_wasm {
                group.wasm.retain(|(_, text)| !text.contains("export"));
                group
                    .wasm
                    .push((offset, "misplaced go:wasmexport directive"));
            }
        } else if text.starts_with("go:linkname ") {
            self.linkname("go:linkname", &fields);
        } else if self.context.has_linknamestd && text.starts_with("go:linknamestd ") {
            self.linkname("go:linknamestd", &fields);
        } else if text == "go:embed" || text.starts_with("go:embed ") {
            let (count, error) = embed_patterns(&text["go:embed".len()..]);
            if let Some(error) = error {
                self.error(error);
            }
            match count {
                0 => self.error("usage: //go:embed pattern..."),
                _ => group.embeds.push(offset),
            }
        } else {
            self.other(&text, group);
        }
    }

    fn linkname(&mut self, directive: &'static str, fields: &[&str]) {
        let (local, remote) = match fields {
            [_, local] => (*local, format!("{}.{local}", self.context.path)),
            [_, local, remote] => (*local, (*remote).to_owned()),
            _ => {
                self.error(format!("usage: //{directive} localname [linkname]"));
                return;
            }
        };
        self.all.linknames.push(Linkname {
            offset: self.pragma.offset,
            directive,
            local: local.to_owned(),
            remote,
        });
    }

    /// Reads a directive of cgo, or one that is a single word.
    fn other(&mut self, text: &str, group: &mut Group) {
        let Context {
            flags, is_cgo_file, ..
        } = self.context;
        if text.starts_with("go:cgo_import_dynamic ") {
            let fields = cgo_fields(text);
            if let Some(library) = fields.get(3) {
                let library = library.trim_matches('"');
                if !library.is_empty() && !is_safe_arg(library) && !is_cgo_file {
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
        let flag = Flags::of(verb);
        if !flags.is_runtime && flag.has(Flags::RUNTIME) {
            self.error(format!("//{verb} only allowed in runtime"));
        }
        if flag == Flags::UINTPTR_KEEP_ALIVE && !flags.is_std {
            self.error(format!("//{verb} is only allowed in the standard library"));
        }
        if flag == Flags::NONE && flags.is_std && !STANDARD.contains(&verb) {
            self.error(format!("//{verb} is not allowed in the standard library"));
        }
        group.all = group.all.with(flag);
        group.flags.push((flag, self.pragma.offset));
    }

    /// Checks the words of a directive of cgo (`pragcgo`).
    fn cgo(&mut self, text: &str) {
        let fields = cgo_fields(text);
        let is_quoted =
            |text: &str| text.len() >= 2 && text.starts_with('"') && text.ends_with('"');
        let shape: Vec<bool> = fields
            .iter()
            .skip(1)
            .map(|field| is_quoted(field))
            .collect();
        let verb = fields.first().copied().unwrap_or_default();
        let verb = verb.strip_prefix("go:").unwrap_or(verb);
        let usage = match (verb, &shape[..]) {
            ("cgo_export_static" | "cgo_export_dynamic", [false] | [false, false])
            | ("cgo_import_dynamic", [false] | [false, false])
            | ("cgo_import_static", [false])
            | ("cgo_dynamic_linker" | "cgo_ldflag", [true]) => return,
            ("cgo_import_dynamic", [false, false, true]) => {
                let library = fields[3].trim_matches('"');
                if !self.context.flags.is_aix || library.is_empty() || is_aix_library(library) {
                    return;
                }
                "local [remote [\"lib.a/object.o\"]]"
            }
            ("cgo_export_static" | "cgo_export_dynamic", _) => "local [remote]",
            ("cgo_import_dynamic", _) => "local [remote [\"library\"]]",
            ("cgo_import_static", _) => "local",
            ("cgo_dynamic_linker", _) => "\"path\"",
            ("cgo_ldflag", _) => "\"arg\"",
            _ => return,
        };
        self.error(format!("usage: //go:{verb} {usage}"));
    }
}

/// Reports whether a library on AIX is an archive and a member.
fn is_aix_library(library: &str) -> bool {
    match library.split_once('/') {
        Some((archive, member)) => {
            archive.ends_with(".a")
                && !member.contains('/')
                && (member.ends_with(".o") || member.contains(".so."))
        }
        None => false,
    }
}

/// Reports whether an argument means nothing but itself to other programs.
fn is_safe_arg(arg: &str) -> bool {
    let first = arg.bytes().next();
    first.is_some_and(|c| c.is_ascii_alphanumeric() || b"._/".contains(&c) || c >= 0x80)
}

/// Returns the words of a directive of cgo: quoted ones may contain spaces.
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

/// Returns the number of patterns of a `go:embed`, and the error in them; with an error the count
/// is 0.
fn embed_patterns(args: &str) -> (usize, Option<String>) {
    let mut args = args.trim();
    let mut count = 0;
    while !args.is_empty() {
        let wrong = |text: &str| {
            let text = format!("invalid quoted string in //go:embed: {text}");
            (0, Some(text))
        };
        let rest = match args.as_bytes()[0] {
            b'`' => match args[1..].find('`') {
                Some(end) => &args[end + 2..],
                None => return wrong(args),
            },
            b'"' => {
                let mut escaped = false;
                let mut bytes = args.bytes().enumerate().skip(1);
                let end = bytes.find(|(_, byte)| {
                    let is_end = !escaped && *byte == b'"';
                    escaped = !escaped && *byte == b'\\';
                    is_end
                });
                let Some((end, _)) = end else {
                    return wrong(args);
                };
                let quoted = &args[..=end];
                if quote::unquote_bytes(quoted.as_bytes()).is_none() {
                    return wrong(quoted);
                }
                &args[end + 1..]
            }
            _ => &args[args.find(char::is_whitespace).unwrap_or(args.len())..],
        };
        if rest.chars().next().is_some_and(|c| !c.is_whitespace()) {
            return wrong(rest);
        }
        count += 1;
        args = rest.trim();
    }
    (count, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_cgo_directives() {
        let fields = cgo_fields("go:cgo_ldflag \"-l a\" b\"c\"");
        assert_eq!(fields, ["go:cgo_ldflag", "\"-l a\"", "b", "\"c\""]);
        assert_eq!(cgo_fields("go:x \"open"), ["go:x"]);
    }

    #[test]
    fn patterns() {
        assert_eq!(embed_patterns(" a b `c d` \"e\\\" f\""), (4, None));
        assert_eq!(embed_patterns("  "), (0, None));
        let wrong = |text: &str| Some(format!("invalid quoted string in //go:embed: {text}"));
        assert_eq!(embed_patterns(" a \"b"), (0, wrong("\"b")));
        assert_eq!(embed_patterns(" `a`b"), (0, wrong("b")));
        assert_eq!(embed_patterns(" \"\\z\""), (0, wrong("\"\\z\"")));
    }
}
