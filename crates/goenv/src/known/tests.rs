//! Changed sources disable the capabilities that they decide, and no others.

use vamos_fsys::MemFiles;

use super::Diagnosis;
use super::Entry;
use super::FileEntry;
use super::Minors;
use super::Table;
use super::examine;
use super::fingerprint;
use super::is_optional;
use crate::capability::Capabilities;
use crate::capability::Capability as C;
use crate::deciding::Tool;
use crate::declarations::declarations;
use crate::declarations::identity;

/// Sources of a small linker.
const SOURCES: [(&str, &str); 7] = [
    (
        "cmd/link/internal/ld/lib.go",
        "package ld\n\nimport \"fmt\"\n\nfunc (ctxt *Link) hostlink() { fmt.Print(1) }\n\nfunc ldobj() {}\n",
    ),
    (
        "cmd/link/internal/ld/pe.go",
        "package ld\n\nfunc pe() int { return 1 }\n",
    ),
    (
        "cmd/link/internal/ld/elf.go",
        "package ld\n\nfunc elf() int { return 1 }\n",
    ),
    (
        "cmd/link/internal/amd64/asm.go",
        "package amd64\n\nconst (\n\ta = iota\n\tb\n)\n",
    ),
    (
        "cmd/link/internal/arm64/asm.go",
        "package arm64\n\nvar x = 1\n",
    ),
    (
        "internal/abi/abi_riscv64.go",
        "package abi\n\nconst IntArgRegs = 16\n",
    ),
    (
        "internal/buildcfg/zbootstrap.go",
        "package buildcfg\n\nconst DefaultGOARM = `7`\nconst version = `go1.26.8`\nconst defaultGO_LDSO = ``\n",
    ),
];

/// Returns the sources with one file changed, added or (with an empty text) removed.
fn with(path: &str, text: &str) -> MemFiles {
    let mut files = MemFiles::new();
    for (name, old) in SOURCES {
        let text = if name == path { text } else { old };
        if !text.is_empty() {
            files.insert(&format!("/go/src/{name}"), text.as_bytes());
        }
    }
    if !SOURCES.iter().any(|row| row.0 == path) {
        files.insert(&format!("/go/src/{path}"), text.as_bytes());
    }
    files
}

fn replaced(path: &str, from: &str, to: &str) -> MemFiles {
    let row = SOURCES.iter().find(|row| row.0 == path).expect("a source");
    assert!(row.1.contains(from), "{from}");
    with(path, &row.1.replacen(from, to, 1))
}

/// Returns the table of several releases of one minor.
fn table(releases: &[MemFiles]) -> Table {
    let mut table = Table::default();
    let minor = Minors::default().with(26);
    let mut times = std::collections::BTreeMap::new();
    for files in releases {
        super::walk(files, "/go", Tool::Linker, &mut |path, data| {
            for one in declarations(path, data) {
                if !Tool::Linker.decided_by(path, &one.name).is_empty() {
                    let id = (path.to_owned(), one.name, one.hash);
                    *times.entry((id.0.clone(), id.1.clone())).or_insert(0) += 1;
                    table.hashes.entry(one.hash).or_insert(Entry::default());
                }
            }
            table.files.insert(
                (identity(path, ""), 26),
                FileEntry {
                    is_required: true,
                    sum: 0,
                },
            );
        });
    }
    for files in releases {
        super::walk(files, "/go", Tool::Linker, &mut |path, data| {
            for one in declarations(path, data) {
                let Some(entry) = table.hashes.get_mut(&one.hash) else {
                    continue;
                };
                let count = times[&(path.to_owned(), one.name.clone())];
                match count == releases.len() && !is_optional(&one.name) {
                    true => entry.required = minor,
                    false => entry.optional = minor,
                }
            }
        });
    }
    for ((path, name), count) in times {
        let file = table
            .files
            .get_mut(&(identity(&path, ""), 26))
            .expect("a file");
        if count == releases.len() && !is_optional(&name) {
            file.sum = file.sum.wrapping_add(identity(&path, &name));
        }
    }
    let sum = table
        .files
        .keys()
        .fold(0_u64, |sum, (id, _)| sum.wrapping_add(*id));
    table.tools.insert((Tool::Linker, 26), sum);
    Table::parse(&table.text()).expect("a table")
}

fn original() -> MemFiles {
    with("cmd/link/internal/ld/lib.go", SOURCES[0].1)
}

fn diagnose(files: &MemFiles) -> Diagnosis {
    let diagnosis = examine(files, "/go", Tool::Linker, 26, &table(&[original()]));
    let line = diagnosis.to_line();
    assert_eq!(Diagnosis::of_line(&line), Some(diagnosis.clone()), "{line}");
    diagnosis
}

/// Returns the disabled capabilities.
fn off(files: &MemFiles) -> Capabilities {
    Tool::Linker.capabilities().without(diagnose(files).known)
}

const LIB: &str = "cmd/link/internal/ld/lib.go";
const BOTH: [C; 2] = [C::LinkAmd64, C::LinkArm64];

#[test]
fn nothing_is_off_for_what_decides_nothing() {
    let zbootstrap = "internal/buildcfg/zbootstrap.go";
    for (what, files) in [
        ("original", original()),
        (
            "comment",
            replaced(LIB, "func ldobj", "// ldobj\nfunc ldobj"),
        ),
        (
            "layout",
            replaced(LIB, "{ fmt.Print(1) }", "{\n\tfmt.Print(1)\n}"),
        ),
        (
            "version",
            replaced(zbootstrap, "go1.26.8", "go1.26.8-vendor"),
        ),
        ("other default", replaced(zbootstrap, "`7`", "`6`")),
        (
            "other machine",
            with("internal/abi/abi_riscv64.go", "package abi\n\nvar X = 1\n"),
        ),
        (
            "new machine",
            with("internal/abi/abi_s390x.go", "package abi\n"),
        ),
        (
            "test",
            with(
                "cmd/link/internal/ld/a_test.go",
                "package ld\n\nvar X = 1\n",
            ),
        ),
        ("unused import", replaced(LIB, "import \"fmt\"\n", "")),
    ] {
        assert_eq!(off(&files), Capabilities::NONE, "{what}");
    }
    let same = replaced(zbootstrap, "go1.26.8", "go1.26.7");
    let print = |files: &MemFiles| fingerprint(files, "/go", Tool::Linker);
    assert_eq!(print(&original()), print(&same));
    let commented = replaced(LIB, "func ldobj", "// ldobj\nfunc ldobj");
    assert_ne!(print(&original()), print(&commented));
}

#[test]
fn a_change_switches_off_what_it_decides() {
    let amd64 = "cmd/link/internal/amd64/asm.go";
    for (files, want, declaration) in [
        (
            replaced(LIB, "Print(1)", "Print(2)"),
            &[C::LinkExternal][..],
            "func (*Link).hostlink",
        ),
        (
            replaced(LIB, "ldobj() {}", "ldobj() { x() }"),
            &BOTH,
            "func ldobj",
        ),
        (
            replaced(LIB, "\"fmt\"", "fmt \"os\""),
            &BOTH,
            "import \"os\"",
        ),
        (
            replaced("cmd/link/internal/ld/pe.go", "1 }", "2 }"),
            &[C::LinkPe],
            "func pe",
        ),
        (
            replaced("cmd/link/internal/ld/elf.go", "1 }", "2 }"),
            &[C::LinkElf],
            "func elf",
        ),
        (
            replaced(amd64, "\tb\n", "\tb = 7\n"),
            &[C::LinkAmd64],
            "const a",
        ),
        (
            replaced("cmd/link/internal/arm64/asm.go", "x = 1", "x = 2"),
            &[C::LinkArm64],
            "var x",
        ),
        (
            replaced(
                "internal/buildcfg/zbootstrap.go",
                "LDSO = ``",
                "LDSO = `/lib/ld`",
            ),
            &BOTH,
            "const defaultGO_LDSO",
        ),
        (
            with("cmd/link/internal/ld/new.go", "package ld\n"),
            &BOTH,
            "package",
        ),
    ] {
        assert_eq!(off(&files), Capabilities::of(want), "{declaration}");
        let diagnosis = diagnose(&files);
        let reason = diagnosis.reason(want[0]).expect("it is off");
        assert!(
            reason.starts_with(&format!("{declaration} in ")),
            "{reason}"
        );
        assert!(
            reason.ends_with("from the releases that vamos follows"),
            "{reason}"
        );
    }
}

#[test]
fn what_was_removed_counts() {
    let all = Tool::Linker.capabilities();
    let file = with("cmd/link/internal/ld/pe.go", "");
    assert_eq!(off(&file), all);
    let elf = "cmd/link/internal/ld/elf.go";
    assert_eq!(
        off(&with(elf, "package ld\n")),
        Capabilities::of(&[C::LinkElf])
    );
    // Another changed function does not hide it, and an added one does not replace it.
    let other = with(elf, "package ld\n\nfunc other() int { return 1 }\n");
    let diagnosis = diagnose(&other);
    let unknown = &diagnosis.unknown[0].declarations;
    assert_eq!(unknown.len(), 2, "{unknown:?}");
}

#[test]
fn releases_may_be_combined() {
    let changed = SOURCES[0].1.replace("Print(1)", "Print(2)").replace(
        "func ldobj() {}",
        "func ldobj() { added() }\n\nfunc added() {}",
    );
    let second = with(LIB, &changed);
    let table = table(&[original(), second]);
    let examined = |files: &MemFiles| examine(files, "/go", Tool::Linker, 26, &table);
    // The host's linker is called as in the second release, and objects are read as in the first.
    let mixed = replaced(LIB, "Print(1)", "Print(2)");
    let all = Tool::Linker.capabilities();
    for files in [original(), with(LIB, &changed), mixed] {
        assert_eq!(examined(&files).known, all);
    }
    let third = replaced(LIB, "Print(1)", "Print(3)");
    let known = examined(&third).known;
    assert_eq!(all.without(known), Capabilities::of(&[C::LinkExternal]));
    // The table has no rows for another minor; these sources have nothing for Mach-O.
    let other = examine(&original(), "/go", Tool::Linker, 27, &table).known;
    assert_eq!(other, Capabilities::of(&[C::LinkMachO]));
}

#[test]
fn the_tables_are_whole() {
    assert!(Table::parse(super::DECLARATIONS).is_some());
    let mut rows = super::FINGERPRINTS
        .lines()
        .filter(|line| !line.starts_with('#'));
    assert!(rows.all(|row| row.split(' ').count() > 3));
    for tool in Tool::ALL {
        assert!(super::compared(tool, "go1.26.8").is_some_and(|known| !known.is_empty()));
    }
}

/// A release that the proxy has is followed, or listed with its unsupported capabilities.
#[test]
fn each_release_of_upstream_has_rows() {
    let upstream = include_str!("upstream.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    for release in upstream {
        for tool in Tool::ALL {
            let row = super::compared(tool, release);
            assert!(
                row.is_some(),
                "{release} has no row for the {}: see \"A new release of Go\" in CONTRIBUTING.md",
                tool.name()
            );
        }
    }
}
