//! `size`: the tables compared with the symbol table as another program lists it.
//!
//! The programs are part of the SDK, so nothing is built.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests read and write files of commands under test"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use vamos_insight::size_of_bytes;
use vamos_testkit::has_programs;
use vamos_testkit::official_go;

use crate::scratch_module::ScratchModule;

struct Fixture {
    module: ScratchModule,
    go: PathBuf,
}

impl Fixture {
    fn new() -> Option<Self> {
        let module = ScratchModule::new()?;
        module.write("notes.txt", "not a program\n");
        let go = official_go()?;
        Some(Self { module, go })
    }

    fn size(&self, args: &[&str]) -> Output {
        let output = self.module.vamos().arg("size").args(args).output();
        output.expect("it starts")
    }

    fn json(&self, args: &[&str]) -> Value {
        let output = self.size(&[&["-json"], args].concat());
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).expect("it is JSON")
    }

    fn tool(&self, name: &str, args: &[&str]) -> String {
        let output = self.module.command(Path::new(name)).args(args).output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn number(row: &Value, key: &str) -> u64 {
    row[key].as_u64().expect("it is a number")
}

fn rows<'a>(report: &'a Value, table: &str) -> &'a [Value] {
    report[table].as_array().expect("it is a table")
}

/// Checks that each table adds up to the size of the file.
fn check_sums(report: &Value, file: &Path) {
    let bytes = fs::metadata(file).expect("it is there").len();
    assert_eq!(number(report, "Bytes"), bytes);
    for table in ["Packages", "Modules", "Sections"] {
        let sum: u64 = rows(report, table)
            .iter()
            .map(|row| number(row, "Bytes"))
            .sum();
        assert_eq!(sum, bytes, "{table}");
    }
}

/// Returns the bytes of code by package.
fn code(report: &Value) -> BTreeMap<String, u64> {
    let rows = rows(report, "Packages").iter();
    rows.filter(|row| number(row, "Code") > 0)
        .map(|row| {
            (
                row["Name"].as_str().unwrap_or_default().to_owned(),
                number(row, "Code"),
            )
        })
        .collect()
}

#[test]
fn sizes_are_those_of_the_symbols() {
    let Some(place) = Fixture::new() else { return };
    assert!(
        has_programs(&["nm", "strip"]),
        "binutils are there with the C compiler"
    );
    let go = place.go.to_str().expect("it is UTF-8");
    let report = place.json(&[go]);
    check_sums(&report, &place.go);
    // Address, size, kind, name.
    let mut all = 0;
    let mut of_load = 0;
    let mut names = Vec::new();
    let symbols = place.tool("nm", &["-S", go]);
    for line in symbols.lines() {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        if let [_, size, "t" | "T", name] = words[..] {
            let size = u64::from_str_radix(size, 16).unwrap_or_default();
            all += size;
            names.push(name);
            if name.starts_with("cmd/go/internal/load.") {
                of_load += size;
            }
        }
    }
    let by_package = code(&report);
    let padding = by_package.get("(padding)").copied();
    let sum: u64 = by_package.values().sum();
    assert_eq!(sum - padding.unwrap_or_default(), all);
    assert_eq!(by_package.get("cmd/go/internal/load"), Some(&of_load));

    // The function table has the padding of functions, too.
    let stripped = place.module.at("m/stripped");
    let name = stripped.to_str().expect("it is UTF-8");
    place.tool("strip", &["-o", name, go]);
    let stripped_report = place.json(&[name]);
    assert_eq!(stripped_report["Stripped"], true);
    check_sums(&stripped_report, &stripped);
    let of_stripped = code(&stripped_report);
    for (package, bytes) in by_package.iter().filter(|(name, _)| !name.starts_with('(')) {
        let found = of_stripped.get(package).copied().unwrap_or_default();
        // Dots of the last element are escaped in symbols.
        let last = package.rfind('/').unwrap_or_default();
        let (start, last) = package.split_at(last);
        let prefix = format!("{start}{}.", last.replace('.', "%2e"));
        let count = names
            .iter()
            .filter(|name| name.starts_with(&prefix))
            .count();
        let most = bytes + 64 * count as u64;
        assert!(
            *bytes <= found && found <= most,
            "{package}: {bytes} {found}"
        );
    }
}

#[test]
fn all_forms_have_the_same_numbers() {
    let Some(place) = Fixture::new() else { return };
    let go = place.go.to_str().expect("it is UTF-8");
    let report = place.json(&[go]);
    let table = text(&place.size(&["-n", "0", go]));
    let head = table.lines().next().expect("there is a head");
    let bytes = format!(" ({} bytes)", number(&report, "Bytes"));
    assert!(
        head.starts_with(&format!("{go}: ")) && head.ends_with(&bytes),
        "{head}"
    );
    // Three tables of at most 2 rows, each with an empty line, a head, the others and the total.
    let short = text(&place.size(&["-n=2", go]));
    assert_eq!(short.lines().count(), 1 + 3 * (2 + 4), "{short}");
    let written = place.size(&["-o", "size.html", go]);
    assert!(
        written.status.success() && written.stdout.is_empty(),
        "{written:?}"
    );
    let page = fs::read_to_string(place.module.at("m/size.html")).expect("it was written");
    for row in rows(&report, "Packages")
        .iter()
        .chain(rows(&report, "Sections"))
    {
        let name = row["Name"].as_str().expect("it has a name");
        let bytes = number(row, "Bytes");
        let size = size_of_bytes(bytes);
        let in_table = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.get(..2) == Some(&*size.split(' ').collect::<Vec<_>>())
                && line.ends_with(&format!("  {name}"))
        };
        assert!(table.lines().any(in_table), "{name}");
        let mut lines = page.lines();
        let start = format!("<tr><td data-label=\"bytes\">{bytes}</td>");
        let end = format!(
            "<td class=\"name\">{}<wbr></td></tr>",
            name.replace('/', "/<wbr>")
        );
        assert!(
            lines.any(|line| line.starts_with(&start) && line.ends_with(&end)),
            "{name}"
        );
    }
}

#[test]
fn two_programs_are_compared() {
    let Some(place) = Fixture::new() else { return };
    let go = place.go.to_str().expect("it is UTF-8");
    let stripped = place.module.at("m/stripped");
    let name = stripped.to_str().expect("it is UTF-8");
    place.tool("strip", &["-o", name, go]);
    let change = place.json(&[go, name]);
    for (key, file) in [("Old", &place.go), ("New", &stripped)] {
        let bytes = fs::metadata(file).expect("it is there").len();
        assert_eq!(number(&change, key), bytes);
        for table in ["Packages", "Modules", "Sections"] {
            let sum: u64 = rows(&change, table)
                .iter()
                .map(|row| number(row, key))
                .sum();
            assert_eq!(sum, bytes, "{table}");
        }
    }
    let same = text(&place.size(&[go, go]));
    assert!(
        same.contains(" bytes), 0\n") && !same.contains(" +"),
        "{same}"
    );
    let page = place.size(&["-o", "change.html", go, name]);
    assert!(page.status.success());
    let page = fs::read_to_string(place.module.at("m/change.html")).expect("it was written");
    let new = format!("<dd id=\"new\" title=\"{} bytes\">", number(&change, "New"));
    assert!(page.contains(&new));
}

#[test]
fn other_files_are_refused() {
    let Some(place) = Fixture::new() else { return };
    for (args, code, message) in [
        (&["notes.txt"][..], 1, "vamos: notes.txt: not an ELF file\n"),
        (&["."], 1, "vamos: .: not a regular file\n"),
        (&["missing"], 1, "no such file"),
        (&[], 2, "size needs one program, or two to compare\n"),
        (
            &["-n", "-1", "a"],
            2,
            "-n needs a number of rows, or 0 for all\n",
        ),
        (
            &["-o", "x.svg", "notes.txt"],
            2,
            "-o needs a file whose name ends in .html\n",
        ),
        (&["-json", "-o", "x.html", "a"], 2, "not both\n"),
    ] {
        let output = place.size(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert!(errors.contains(message), "{args:?}: {errors}");
    }
}

/// The tables of lines and stack maps are counted for the packages of their functions: the rest is
/// the names of files and of inlined functions.
#[test]
fn line_tables_belong_to_packages() {
    let Some(place) = Fixture::new() else { return };
    let go = place.go.to_str().expect("it is UTF-8");
    let stripped = place.module.at("m/stripped");
    let name = stripped.to_str().expect("it is UTF-8");
    place.tool("strip", &["-o", name, go]);
    for file in [go, name] {
        let report = place.json(&[file]);
        check_sums(&report, Path::new(file));
        let size = |table: &str, name: &str| {
            let mut rows = rows(&report, table).iter();
            let row = rows.find(|row| row["Name"] == name);
            row.map_or(0, |row| number(row, "Bytes"))
        };
        let (whole, left) = (
            size("Sections", ".gopclntab"),
            size("Packages", "(line tables)"),
        );
        assert!(left * 3 < whole, "{file}: {left} of {whole}");
        if report["Stripped"] == true {
            // The place of the stack maps is not known.
            continue;
        }
        let mut packages = rows(&report, "Packages").iter();
        let load = packages.find(|row| row["Name"] == "cmd/go/internal/load");
        let load = load.expect("the package is there");
        let (code, data) = (number(load, "Code"), number(load, "Data"));
        assert!(code < 2 * data && data < 2 * code, "{file}: {load}");
    }
}

/// Of the debug information only strings and formats that packages share have no package.
#[test]
fn debug_information_belongs_to_packages() {
    let Some(place) = Fixture::new() else { return };
    place
        .module
        .write("go.mod", "module example.com/m\n\ngo 1.25\n");
    place.module.write(
        "main.go",
        "package main\n\ntype T struct{ x, y int }\n\nfunc main() { println((&T{1, 2}).x) }\n",
    );
    let mut build = place.module.vamos();
    build
        .args(["build", "-o", "prog", "."])
        .env("CGO_ENABLED", "0");
    let built = build.output().expect("it starts");
    assert!(built.status.success(), "{built:?}");
    let report = place.json(&["prog"]);
    check_sums(&report, &place.module.at("m/prog"));
    let debug: u64 = rows(&report, "Sections")
        .iter()
        .filter(|row| {
            let name = row["Name"].as_str().unwrap_or_default();
            name.starts_with(".debug_")
        })
        .map(|row| number(row, "Bytes"))
        .sum();
    let row = |name: &str| {
        let mut rows = rows(&report, "Packages").iter();
        rows.find(|row| row["Name"] == name)
    };
    let left = row("(debug information)").map_or(0, |row| number(row, "Bytes"));
    assert!(debug > 100_000 && left * 4 < debug, "{left} of {debug}");
    // The tables of symbols and lines are smaller.
    let runtime = row("runtime").expect("it is there");
    let (code, data) = (number(runtime, "Code"), number(runtime, "Data"));
    assert!(data > code, "{runtime}");
    let table = text(&place.size(&["-n", "1", "prog"]));
    let heads = table
        .lines()
        .filter(|line| line.contains(" data       bss  "));
    assert_eq!(heads.count(), 3, "{table}");
}
