//! Owners of symbols' bytes, from the names of symbols.
//!
//! Counterpart: debug/gosym/symtab.go (`Sym.PackageName`, `Sym.nameWithoutInst`).

use std::borrow::Cow;

/// Owners of bytes of the file that belong to no package.
pub(super) const HEADERS: &str = "(headers)";
pub(super) const PADDING: &str = "(padding)";
pub(super) const UNKNOWN: &str = "(not attributed)";
pub(super) const LINE_TABLES: &str = "(line tables)";
/// Types, strings and other constants, of which the linker keeps no symbols.
const READ_ONLY: &str = "(read-only data)";
const TYPES: &str = "(types)";
const STRINGS: &str = "(strings)";
const FUNCTION_TABLES: &str = "(function tables)";
const CONSTANTS: &str = "(constants)";
const LINKER: &str = "(of the linker)";
const DEBUG: &str = "(debug information)";
const SYMBOLS: &str = "(symbol tables)";
/// Code and variables without a package: C, and assembly outside of packages.
pub(super) const FOREIGN: &str = "(C and assembly)";

/// Returns the owner of a symbol: its package, or a name in parentheses.
pub(super) fn owner_of_symbol(name: &str) -> Cow<'_, str> {
    for (prefix, owner) in [
        ("type:", TYPES),
        ("go:itab.", TYPES),
        ("go:string.", STRINGS),
        ("go:func.", FUNCTION_TABLES),
        ("go:", LINKER),
        ("$", CONSTANTS),
        ("runtime.findfunctab", LINE_TABLES),
        ("runtime.pclntab", LINE_TABLES),
        ("runtime.gcdata", TYPES),
        ("runtime.gcbss", TYPES),
    ] {
        if name.starts_with(prefix) {
            return owner.into();
        }
    }
    match package(name) {
        Some(path) => path,
        None => FOREIGN.into(),
    }
}

/// Returns the owner of the description of a type: its package, or the package of the type that it
/// points to or has elements of. Other types without a name belong to no package.
pub(super) fn owner_of_type(name: &str) -> Cow<'_, str> {
    let mut rest = name;
    while let Some(inner) = rest.strip_prefix('*').or_else(|| rest.strip_prefix("[]")) {
        rest = inner;
    }
    // Types of the runtime's own have the package of their use after `<`.
    let rest = rest.split('<').next().unwrap_or_default();
    let start = rest.split('[').next().unwrap_or_default();
    let is_name =
        !start.contains([' ', '(', '{']) && start != "map" && !start.starts_with("noalg.");
    match package(rest).filter(|_| is_name && !start.is_empty()) {
        Some(path) => path,
        None => TYPES.into(),
    }
}

/// Returns the import path in a symbol's name.
fn package(name: &str) -> Option<Cow<'_, str>> {
    // The arguments of a generic function have paths of their own.
    let without = match (name.find('['), name.rfind(']')) {
        (Some(start), Some(end)) if start < end => {
            Cow::Owned(format!("{}{}", &name[..start], &name[end + 1..]))
        }
        _ => Cow::Borrowed(name),
    };
    let last = without.rfind('/').unwrap_or_default();
    let end = last + without[last..].find('.')?;
    let path = match without {
        Cow::Borrowed(name) => Cow::Borrowed(&name[..end]),
        Cow::Owned(mut name) => {
            name.truncate(end);
            Cow::Owned(name)
        }
    };
    let path = if path.contains('%') {
        Cow::Owned(unescaped(&path))
    } else {
        path
    };
    (!path.is_empty()).then_some(path)
}

/// Reverses the compiler's escapes of dots in the last element and of rare characters
/// (`objabi.PathToPrefix`).
fn unescaped(path: &str) -> String {
    let mut out = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &after[2..];
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Returns the owner of bytes of a section that belong to no symbol.
pub(super) fn owner_of_section(name: &str, is_loaded: bool) -> &'static str {
    match name {
        _ if name.ends_with(".gopclntab") => LINE_TABLES,
        _ if name.starts_with(".debug_") || name.starts_with(".zdebug_") => DEBUG,
        ".symtab" | ".strtab" | ".shstrtab" | ".dynsym" | ".dynstr" => SYMBOLS,
        ".typelink" | ".itablink" => TYPES,
        ".text" => PADDING,
        ".rodata" | ".data.rel.ro" => READ_ONLY,
        _ if name.starts_with(".go.") || name.starts_with(".rel") => LINKER,
        _ if is_loaded => UNKNOWN,
        _ => LINKER,
    }
}

/// Returns the module of a package: of the given ones, or the standard library's. In programs the
/// main package is named `main`, with any path.
pub(super) fn module_of(package: &str, main_package: &str, modules: &[String]) -> String {
    if package.starts_with('(') {
        return package.to_owned();
    }
    let package = match package {
        "main" if !main_package.is_empty() => main_package,
        other => other,
    };
    let is_in = |module: &&String| {
        let rest = package.strip_prefix(module.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let found = modules
        .iter()
        .filter(is_in)
        .max_by_key(|module| module.len());
    let first = package.split('/').next().unwrap_or_default();
    match found {
        Some(module) => module.clone(),
        None if !first.contains('.') => "std".to_owned(),
        None => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::module_of;
    use super::owner_of_symbol;
    use super::owner_of_type;

    #[test]
    fn the_document_describes_each_name() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/insight.md");
        let text = vamos_fsys::uncached::read(file).unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        for name in [
            super::HEADERS,
            super::PADDING,
            super::UNKNOWN,
            super::LINE_TABLES,
            super::READ_ONLY,
            super::TYPES,
            super::STRINGS,
            super::FUNCTION_TABLES,
            super::CONSTANTS,
            super::LINKER,
            super::DEBUG,
            super::SYMBOLS,
            super::FOREIGN,
        ] {
            assert!(
                text.contains(&format!("`{name}`")),
                "docs/insight.md lacks {name}"
            );
        }
    }

    #[test]
    fn names_have_owners() {
        for (name, owner) in [
            ("main.main", "main"),
            ("example.com/a/b.(*T).M", "example.com/a/b"),
            ("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3"),
            (
                "slices.Sort[go.shape.[]example.com/x.T,go.shape.int]",
                "slices",
            ),
            ("main.F[example.com/x.T].func1", "main"),
            ("main..dict.F[int]", "main"),
            ("type:.eq.[2]string", "(types)"),
            ("go:itab.*os.File,io.Reader", "(types)"),
            ("go:string.*", "(strings)"),
            ("$f64.3ff0000000000000", "(constants)"),
            ("_cgo_init", "(C and assembly)"),
            ("a%", "(C and assembly)"),
            ("a%zz.b", "a%zz"),
            (".x", "(C and assembly)"),
            ("]x[.y", "]x["),
        ] {
            assert_eq!(owner_of_symbol(name), owner, "{name}");
        }
    }

    #[test]
    fn the_longest_module_has_the_package() {
        let modules = ["example.com/m", "example.com/m/sub"].map(str::to_owned);
        for (package, module) in [
            ("main", "example.com/m"),
            ("example.com/m/sub/x", "example.com/m/sub"),
            ("example.com/m/subway", "example.com/m"),
            ("example.com/mm", "(not attributed)"),
            ("vendor/golang.org/x/net", "std"),
            ("(types)", "(types)"),
        ] {
            assert_eq!(
                module_of(package, "example.com/m/cmd", &modules),
                module,
                "{package}"
            );
        }
    }

    #[test]
    fn types_belong_to_the_package_of_their_name() {
        for (name, owner) in [
            ("net/http.Client", "net/http"),
            ("*[]*net/http.Client", "net/http"),
            (
                "sync/atomic.Pointer[go.shape.struct { net/url.x int }]",
                "sync/atomic",
            ),
            ("map[string]net/http.Client", "(types)"),
            ("[4]net/http.Client", "(types)"),
            ("noalg.map.group[string]int", "(types)"),
            ("*map<string,net/http.Client>", "(types)"),
            ("func(net/http.Client)", "(types)"),
            ("struct { net/http.x int }", "(types)"),
            ("uint8", "(types)"),
        ] {
            assert_eq!(owner_of_type(name), owner, "{name}");
        }
    }
}
