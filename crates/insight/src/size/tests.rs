//! Sums of the tables, for any headers of a file.
//!
//! Counterpart: none.

use proptest::prelude::*;
use vamos_objfile::sizes::Parts;
use vamos_objfile::sizes::Section;
use vamos_objfile::sizes::Share;
use vamos_objfile::sizes::ShareOf;
use vamos_objfile::sizes::Source;
use vamos_objfile::sizes::Symbol;

use super::SizeReport;
use super::SizeRow;
use super::size_change;
use super::size_change_page;
use super::size_change_text;
use super::size_json;
use super::size_page;
use super::size_report;
use super::size_text;

fn section(name: &str, addr: u64, size: u64, offset: u64, file_size: u64) -> Section {
    Section {
        name: name.to_owned(),
        addr,
        size,
        offset,
        file_size,
        is_loaded: addr != 0,
        is_code: name == ".text",
    }
}

fn symbol(name: &str, addr: u64, size: u64, section: usize) -> Symbol {
    Symbol {
        name: name.to_owned(),
        addr,
        size,
        section,
    }
}

fn parts() -> Parts {
    Parts {
        headers: vec![(0, 64), (64, 56), (0, 0)],
        sections: vec![
            section(".text", 0x1000, 100, 200, 100),
            section(".data", 0x2000, 50, 300, 50),
            section(".bss", 0x3000, 1000, 350, 0),
            section(".symtab", 0, 40, 350, 40),
        ],
        shares: Vec::new(),
        names: Vec::new(),
        symbols: vec![
            symbol("main.main", 0x1000, 30, 0),
            symbol("example.com/d.F", 0x1020, 32, 0),
            symbol("completed.0", 0x1050, 8, 0),
            symbol("main.x", 0x2000, 8, 1),
            symbol("runtime.heap", 0x3000, 900, 2),
        ],
        source: Source::SymbolTable,
        go_code: Some((0x1000, 0x1050)),
        main_package: "example.com/m".to_owned(),
        modules: vec!["example.com/m".to_owned(), "example.com/d".to_owned()],
    }
}

fn row(rows: &[SizeRow], name: &str) -> (u64, u64, u64) {
    let row = rows.iter().find(|row| row.name == name);
    row.map_or((0, 0, 0), |row| (row.code, row.data, row.zeroed))
}

fn check_sums(report: &SizeReport, bytes: u64) {
    for (title, rows) in report.tables() {
        let sum: u64 = rows.iter().map(SizeRow::bytes).sum();
        assert_eq!(sum, bytes, "{title}");
    }
}

/// A share of a table is counted for the package of its function, once.
#[test]
fn tables_are_counted_for_functions() {
    let mut parts = parts();
    parts.sections[1] = section(".gopclntab", 0x2000, 50, 300, 50);
    parts.symbols.truncate(2);
    let share = |addr, size, place| Share {
        section: 1,
        addr,
        size,
        of: ShareOf::Function(place),
    };
    parts.shares = vec![
        share(0x2008, 10, 0),
        share(0x2012, 20, 1),
        share(0x2012, 20, 1),
    ];
    let report = size_report("app", 400, &parts);
    check_sums(&report, 400);
    assert_eq!(row(&report.packages, "main"), (30, 10, 0));
    assert_eq!(row(&report.packages, "example.com/d"), (32, 20, 0));
    assert_eq!(row(&report.packages, "(line tables)"), (0, 20, 0));
}

#[test]
fn each_byte_has_one_row() {
    let report = size_report("app", 400, &parts());
    check_sums(&report, 400);
    for (name, want) in [
        ("main", (30, 8, 0)),
        ("example.com/d", (32, 0, 0)),
        ("(C and assembly)", (8, 0, 0)),
        ("runtime", (0, 0, 900)),
        ("(headers)", (0, 120, 0)),
        ("(padding)", (30, 90, 0)),
        ("(symbol tables)", (0, 40, 0)),
        ("(not attributed)", (0, 42, 100)),
    ] {
        assert_eq!(row(&report.packages, name), want, "{name}");
    }
    assert_eq!(row(&report.modules, "example.com/m"), (30, 8, 0));
    assert_eq!(row(&report.modules, "std"), (0, 0, 900));
    assert_eq!(row(&report.sections, ".text"), (100, 0, 0));
    let text = size_text(&report, usize::MAX);
    assert!(text.starts_with("app: 400 B (400 bytes)\n\n"), "{text}");
    let heads = text.lines().filter(|line| line.ends_with("bss  package"));
    assert_eq!(heads.count(), 1, "{text}");
    let lines = text.lines().filter(|line| line.starts_with("  "));
    let rows = report.packages.len() + report.modules.len() + report.sections.len();
    // Each table has a head and a total.
    assert_eq!(lines.count(), rows + 2 * 3, "{text}");
    let words = |text: &str| -> Vec<String> {
        let lines = text.lines();
        lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let short = words(&size_text(&report, 1));
    let others = format!("({} others)", report.packages.len() - 1);
    assert!(
        short.iter().any(|line| line.ends_with(&others)),
        "{short:?}"
    );
    let totals = short.iter().filter(|line| line.ends_with(" total"));
    assert_eq!(
        totals.collect::<Vec<_>>(),
        ["400 B 100.0 100 B 300 B 1.0 kB total"; 3]
    );
    let page = size_page(&report);
    for row in &report.packages {
        let cells: String = [
            ("bytes", row.bytes().to_string()),
            ("%", super::percent(row.bytes(), 400)),
            ("code", row.code.to_string()),
            ("data", row.data.to_string()),
            ("bss", row.zeroed.to_string()),
        ]
        .map(|(label, cell)| format!("<td data-label=\"{label}\">{cell}</td>"))
        .concat();
        let name = row.name.replace('/', "/<wbr>");
        let wanted = format!("<tr>{cells}<td class=\"name\">{name}<wbr></td></tr>");
        assert!(page.contains(&wanted), "{wanted}");
    }
    assert!(size_json(&report).contains("\"Bytes\": 400"));
}

#[test]
fn two_programs_differ_by_package() {
    let old = size_report("old", 400, &parts());
    let mut grown = parts();
    grown.symbols[0].size = 32;
    grown.sections[3].file_size = 140;
    let new = size_report("new", 500, &grown);
    let change = size_change(&old, &new);
    let text = size_change_text(&change, usize::MAX);
    assert!(
        text.starts_with("old: 400 B (400 bytes)\nnew: 500 B (500 bytes), +100 B\n"),
        "{text}"
    );
    let words: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for line in [
        "40 B 140 B +100 B (symbol tables)",
        "38 B 40 B +2 B main",
        "120 B 118 B -2 B (padding)",
        "202 B 202 B 0 (4 others)",
        "400 B 500 B +100 B total",
    ] {
        assert!(words.iter().any(|word| word == line), "{line}: {text}");
    }
    let short = size_change_text(&change, 1);
    assert!(short.contains("+100 B  (symbol tables)\n"), "{short}");
    assert!(short.contains("         0  (6 others)\n"), "{short}");
    let page = size_change_page(&change);
    assert!(page.contains(">+2</td><td class=\"name\">main<wbr></td>"));
    assert!(page.contains("<dd id=\"new\" title=\"500 bytes\">500 B</dd>"));
    let same = size_change(&old, &old);
    assert!(size_change_text(&same, 9).contains("old: 400 B (400 bytes), 0\n"));
}

proptest! {
    #[test]
    fn tables_add_up_whatever_the_headers_say(
        bytes in 0..2000_u64,
        sections in prop::collection::vec((any::<u8>(), 0..3000_u64, 0..3000_u64, 0..3000_u64, prop_oneof![0..3000_u64, Just(u64::MAX)]), 1..8),
        symbols in prop::collection::vec((0..4000_u64, prop_oneof![1..500_u64, Just(u64::MAX)], any::<u8>()), 0..40),
    ) {
        let names = [".text", ".data", ".x.gopclntab", ".debug_info"];
        let sections: Vec<Section> = sections.into_iter().map(|(kind, addr, size, offset, file_size)| {
            section(names[usize::from(kind) % 4], addr, size, offset, file_size)
        }).collect();
        let symbols = symbols.into_iter().map(|(addr, size, place)| {
            symbol("main.f", addr, size, usize::from(place) % sections.len())
        }).collect();
        let report = size_report("x", bytes, &Parts { sections, symbols, ..parts() });
        check_sums(&report, bytes);
    }
}
