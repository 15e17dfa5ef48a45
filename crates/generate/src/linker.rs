//! `xtask gen-linker 25=GOROOT 26=GOROOT 27=GOROOT`: writes the tables of the linkers of these
//! releases.
//!
//! Relocations have the numbers of Go 1.26: the other releases get a table that translates theirs.
//! Counterpart: cmd/internal/goobj/mkbuiltin.go.

use std::fmt::Write as _;
use std::path::Path;

use vamos_oracle::files;

/// The release whose numbers of relocations count.
const BASE: &str = "26";

/// Reads the SDKs' sources and rewrites the tables in crate link.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let mut sdks = Vec::new();
    for arg in args {
        let sdk = arg.split_once('=').ok_or("arguments are MINOR=GOROOT")?;
        sdks.push(sdk);
    }
    let (_, base) = sdks
        .iter()
        .find(|(minor, _)| *minor == BASE)
        .ok_or("no GOROOT for 26")?;
    let base = read(base, "objabi/reloctype.go")?;
    let base = relocs(&base);
    let mut out = String::from(
        "// generated: pure table\n\
         //! Tables of each release's SDK: names that only some packages may refer to, the\n\
         //! packages below runtime, and the numbers of relocations.\n\
         //!\n\
         //! Made by `cargo xtask gen-linker` from the sources of the Go SDKs; do not edit.\n\
         //!\n\
         //! Counterpart: cmd/internal/objabi/pkgspecial.go, cmd/internal/objabi/reloctype.go,\n\
         //! cmd/link/internal/loader/loader.go.\n\n\
         use crate::reloc::RelocType;\n",
    );
    let mut numbered = String::from(BUILTINS_HEAD);
    for (minor, goroot) in sdks {
        let builtins = builtins(&read(goroot, "goobj/builtinlist.go")?);
        let _ = write!(numbered, "\n/// The list of Go 1.{minor}.");
        table(
            &mut numbered,
            "pub",
            "BUILTINS",
            minor,
            "(&str, u16)",
            &builtins,
        );
        let blocked = blocked(&read(goroot, "../link/internal/loader/loader.go")?);
        table(
            &mut out,
            "pub(super)",
            "BLOCKED",
            minor,
            "(&str, &[&str])",
            &blocked,
        );
        let runtime = runtime_packages(&read(goroot, "objabi/pkgspecial.go")?);
        table(
            &mut out,
            "pub(super)",
            "RUNTIME_PKGS",
            minor,
            "&str",
            &runtime,
        );
        if minor != BASE {
            let text = read(goroot, "objabi/reloctype.go")?;
            let numbers = translate(&relocs(&text), &base);
            table(
                &mut out,
                "pub(super)",
                "RELOCS",
                minor,
                "RelocType",
                &numbers,
            );
        }
    }
    write_file("../objfile/src/goobj/builtins.rs", &numbered)?;
    write_file("../link/src/profile/tables.rs", &out)
}

const BUILTINS_HEAD: &str = "// generated: pure table\n\
    //! Functions and variables of package runtime that the compiler knows by number, with their\n\
    //! ABI, for each release.\n\
    //!\n\
    //! Made by `cargo xtask gen-linker` from the sources of the Go SDKs; do not edit.\n\
    //!\n\
    //! Counterpart: cmd/internal/goobj/builtinlist.go.\n";

fn write_file(name: &str, text: &str) -> Result<(), String> {
    let output = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    files::write(&output, text)
}

fn read(goroot: &str, name: &str) -> Result<String, String> {
    let file = format!("{goroot}/src/cmd/internal/{name}");
    files::read_text(Path::new(&file))
}

/// Writes a constant with one item a line.
fn table(out: &mut String, seen: &str, name: &str, minor: &str, item: &str, items: &[String]) {
    let _ = writeln!(
        out,
        "\n#[rustfmt::skip]\n{seen} const {name}_{minor}: &[{item}] = &["
    );
    for item in items {
        let _ = writeln!(out, "    {item},");
    }
    out.push_str("];\n");
}

/// Returns the lines between the one that starts with `start` and the one that is `end`.
fn between<'t>(text: &'t str, start: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
    let lines = text
        .lines()
        .skip_while(move |line| !line.starts_with(start));
    lines.skip(1).take_while(move |line| *line != end)
}

fn builtins(text: &str) -> Vec<String> {
    let items = text.lines().filter_map(|line| {
        let item = line.trim().strip_prefix("{\"")?.strip_suffix("},")?;
        Some(format!("(\"{item})"))
    });
    items.collect()
}

fn blocked(text: &str) -> Vec<String> {
    let items = between(text, "var blockedLinknames", "}").filter_map(|line| {
        let item = line.trim().strip_prefix('"')?;
        let (name, packages) = item.split_once("\":")?;
        let packages = packages.trim_start().strip_prefix('{')?;
        let (packages, _) = packages.split_once('}')?;
        Some((name, format!("(\"{name}\", &[{packages}])")))
    });
    let mut items: Vec<(&str, String)> = items.collect();
    items.sort();
    items.into_iter().map(|(_, item)| item).collect()
}

fn runtime_packages(text: &str) -> Vec<String> {
    let lines = between(text, "var runtimePkgs", "}").map(str::trim);
    let items = lines.filter_map(|line| line.strip_suffix(','));
    let items = items.filter(|item| item.starts_with('"'));
    items.map(str::to_owned).collect()
}

/// Returns the names of relocations from number 1 on.
fn relocs(text: &str) -> Vec<&str> {
    let start = text.find("RelocType = 1 + iota").unwrap_or_default();
    let start = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let lines = text[start..].lines().take_while(|line| *line != ")");
    let names = lines.filter_map(|line| line.trim().split(' ').next());
    names.filter(|name| name.starts_with("R_")).collect()
}

/// Returns the number that each relocation has in the base release, 0 if that release does not have it.
fn translate(names: &[&str], base: &[&str]) -> Vec<String> {
    let number = |name: &&str| base.iter().position(|other| other == name);
    let numbers = names.iter().map(|name| number(name).map_or(0, |at| at + 1));
    [0].into_iter()
        .chain(numbers)
        .map(|number| format!("RelocType({number})"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_go_tables() {
        let text = "var builtins = [...]struct {\n\tname string\n}{\n\t{\"runtime.x\", 1},\n}\n";
        assert_eq!(builtins(text), ["(\"runtime.x\", 1)"]);
        let text = "var blockedLinknames = map[string][]string{\n\t// c\n\t\"b\": {\"x\", \"y\"},\n\t\"a\":  {}, // d\n}\n";
        assert_eq!(blocked(text), ["(\"a\", &[])", "(\"b\", &[\"x\", \"y\"])"]);
        let old = "const (\n\t// c\n\tR_A RelocType = 1 + iota\n\tR_C\n)\n";
        let new = "const (\n\tR_A RelocType = 1 + iota\n\tR_B\n\t// R_C is\n\tR_C\n)\nR_D\n";
        let numbers = translate(&relocs(new), &relocs(old));
        let want = [
            "RelocType(0)",
            "RelocType(1)",
            "RelocType(0)",
            "RelocType(2)",
        ];
        assert_eq!(numbers, want);
    }
}
