//! Early cutoff compared with the official command: an edit that importers cannot see compiles one
//! package, and leaves the official cache.
//!
//! Counterpart: none; upstream compiles all importers.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests damage files that the command under test wrote"
)]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use vamos_testkit::Archive;
use vamos_testkit::Case;
use vamos_testkit::Hook;
use vamos_testkit::Report;
use vamos_testkit::has_programs;
use vamos_testkit::wait_until_old;

use crate::scratch_module::ScratchModule;

/// Direct importers of the package that is edited.
const IMPORTERS: usize = 5;

const HUB: &str = "package hub

import \"strings\"

// A comment.
type T struct{ A, B int }

//go:noinline
func (t *T) Sum(x int) int {
	s := 0
	for i := 0; i < x; i++ {
		s += i * t.A
	}
	return s
}

func Small(a int) int { return a + 1 }

func Text(n int) string {
	s := \"\"
	for i := 0; i < n; i++ {
		s += strings.Repeat(\"a\", i)
	}
	return s
}
";

/// Returns a tree in which packages import `hub`, and main imports them.
fn tree() -> String {
    let mut out = format!("-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- hub/hub.go --\n{HUB}");
    out.push_str("-- hub/data --\none\n-- hub/embed.go --\npackage hub\n\n");
    out.push_str("import _ \"embed\"\n\n//go:embed data\nvar Data string\n");
    let mut imports = String::new();
    let mut calls = String::new();
    for number in 0..IMPORTERS {
        let package = format!(
            "package p{number}\n\nimport \"example.com/m/hub\"\n\n\
             func F(n int) int {{\n\tt := &hub.T{{A: n}}\n\
             \treturn t.Sum(n) + hub.Small({number}) + len(hub.Text(n)) + len(hub.Data)\n}}\n"
        );
        write!(out, "-- p{number}/p.go --\n{package}").expect("strings take all");
        writeln!(imports, "\t\"example.com/m/p{number}\"").expect("strings take all");
        writeln!(calls, "\tprintln(p{number}.F(2))").expect("strings take all");
    }
    write!(
        out,
        "-- main.go --\npackage main\n\nimport (\n{imports})\n\nfunc main() {{\n{calls}}}\n"
    )
    .expect("strings take all");
    out
}

/// Returns a case in which the tree was built.
fn built(name: &str, flags: &[&str]) -> Case {
    Case::new(name)
        .tree(&tree())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .step(build(flags))
}

fn build<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    [&["build"], flags, &["-o", "x", "."]].concat()
}

fn hub(from: &str, to: &str) -> String {
    assert!(HUB.contains(from), "{from}");
    format!("-- hub/hub.go --\n{}", HUB.replace(from, to))
}

/// Returns how many packages of the tree were compiled under vamos since it was built, or
/// `None` where nothing could be run.
fn compiles(report: &Report) -> Option<usize> {
    let ours = |line: &&String| line.contains("compile example.com/m");
    let count = report.vamos_tools.lines.iter().filter(ours).count();
    (!report.is_skipped).then(|| count - IMPORTERS - 2)
}

/// Builds the tree, then the tree with `from` replaced in the hub.
fn edited(name: &str, from: &str, to: &str, flags: &[&str]) -> Option<usize> {
    let case = built(name, flags).edit(&hub(from, to));
    compiles(&case.run(build(flags)))
}

/// All that the edit reaches; main sees nothing of it.
const ALL: usize = IMPORTERS + 1;

#[test]
fn what_importers_cannot_see_compiles_one_package() {
    let case = built("cut", &[])
        .edit(&hub("i * t.A", "i - t.B"))
        .step(build(&[]))
        .edit(&hub("// A comment.", "// No comment."))
        .step(build(&["-v", "-p=1"]))
        .edit(&hub(
            "strings.Repeat(\"a\", i)",
            "strings.Repeat(\"bc\", 2)",
        ))
        .step(["list", "-export", "-f", "{{.BuildID}}", "./..."])
        .edit("-- hub/data --\nanother\n");
    let count = compiles(&case.run(build(&[])));
    // One for each edit except the comment.
    assert!(count.is_none_or(|count| count == 3), "{count:?}");
}

#[test]
fn a_cache_whose_path_is_not_clean() {
    let case = built("cut_unclean_cache", &[])
        .env("GOCACHE", "$TOP/home/.././cache/")
        .edit(&hub("i * t.A", "i - t.B"));
    let count = compiles(&case.run(build(&[])));
    assert!(count.is_none_or(|count| count == 1), "{count:?}");
}

#[test]
fn comments_compile_nothing() {
    let count = edited("cut_comment", "// A comment.", "// Words.\r", &[]);
    assert!(count.is_none_or(|count| count == 0), "{count:?}");
    let last = "\"a\", i)\n\t}\n\treturn s\n}\n";
    let count = edited(
        "cut_last_lines",
        last,
        &format!("{last}\n\n// The end."),
        &[],
    );
    assert!(count.is_none_or(|count| count == 0), "{count:?}");
    for (name, from, to) in [
        ("cut_directive", "//go:noinline", "//go:nosplit"),
        ("cut_column", "func Small", "/* a */ func Small"),
    ] {
        let count = edited(name, from, to, &[]);
        assert!(count.is_none_or(|count| count > 0), "{name}: {count:?}");
    }
}

/// A byte that is an error wherever it is, with the official message.
#[test]
fn errors_in_comments_are_found() {
    built("cut_comment_error", &[])
        .edit(&hub("// A comment.", "// A \0 comment."))
        .run(["build", "-o", "x", ".", "!1"]);
}

#[test]
fn what_they_can_see_compiles_them() {
    for (name, from, to) in [
        ("cut_inlinable", "a + 1", "a + 2"),
        ("cut_lines", "\ts := 0\n", "\ts := 0\n\n"),
        ("cut_layout", "A, B int", "B, A int"),
    ] {
        let count = edited(name, from, to, &[]);
        assert!(count.is_none_or(|count| count == ALL), "{name}: {count:?}");
    }
}

#[test]
fn settings_and_flags_compile_all() {
    for setting in ["verify", "off"] {
        let case = built(setting, &[]).env("VAMOS_CUTOFF", setting);
        let case = case.edit(&hub("i * t.A", "i - t.B"));
        let count = compiles(&case.run(build(&[])));
        // Main is among them where the compiler is not spared.
        assert!(
            count.is_none_or(|count| count >= ALL),
            "{setting}: {count:?}"
        );
    }
    let count = edited(
        "cut_live",
        "i * t.A",
        "i - t.B",
        &["-gcflags=example.com/m/...=-live"],
    );
    assert!(count.is_none_or(|count| count >= ALL), "{count:?}");
    let count = edited(
        "cut_n",
        "i * t.A",
        "i - t.B",
        &["-gcflags=example.com/m/...=-N -l"],
    );
    assert!(count.is_none_or(|count| count == 1), "{count:?}");
}

/// Builds a tree of libraries that import nothing of the standard library, so that it is
/// cheap for any target, then with the hub's body changed.
fn libraries(name: &str, env: &[(&str, &str)], flags: &[&str]) {
    let hub = |body: &str| {
        format!(
            "-- hub/hub.go --\npackage hub\n\n//go:noinline\n\
             func F(n int) int {{\n\ts := 0\n\tfor i := range n {{\n\t\ts += {body}\n\t}}\n\
             \treturn s\n}}\n"
        )
    };
    let mut tree = format!(
        "-- go.mod --\nmodule example.com/m\n\ngo 1.25\n{}",
        hub("i")
    );
    for number in 0..IMPORTERS {
        let package = format!(
            "package p{number}\n\nimport \"example.com/m/hub\"\n\n\
             func F(n int) int {{ return hub.F(n) + {number} }}\n"
        );
        write!(tree, "-- p{number}/p.go --\n{package}").expect("strings take all");
    }
    let build = [&["build"], flags, &["./..."]].concat();
    let mut case = Case::new(name)
        .tree(&tree)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false");
    for (name, value) in env {
        case = case.env(name, value);
    }
    let report = case.step(&build).edit(&hub("i * n")).run(&build);
    let count = |lines: &[String]| {
        let ours = |line: &&String| line.contains("compile example.com/m");
        lines.iter().filter(ours).count()
    };
    if !report.is_skipped {
        let all = IMPORTERS + 1;
        assert_eq!(count(&report.official_tools.lines), 2 * all, "{name}");
        assert_eq!(count(&report.vamos_tools.lines), all + 1, "{name}");
    }
}

#[test]
fn other_targets_are_cut_off() {
    for (os, arch) in [
        ("darwin", "arm64"),
        ("linux", "arm64"),
        ("windows", "amd64"),
    ] {
        let target = [("GOOS", os), ("GOARCH", arch)];
        libraries(&format!("cut_{os}_{arch}"), &target, &[]);
    }
    // No C compiler for the target is needed where nothing has C.
    let host = [
        ("GOOS", "darwin"),
        ("GOARCH", "arm64"),
        ("CGO_ENABLED", "1"),
    ];
    libraries("cut_darwin_cgo", &host, &[]);
}

#[test]
fn flags_that_change_only_archives_are_cut_off() {
    let flags = "-gcflags=-B -dwarf=false -trimpath=/x -l";
    libraries("cut_gcflags", &[], &[flags]);
}

#[test]
fn what_imports_c_is_cut_off() {
    if !has_programs(&["gcc"]) {
        return;
    }
    let c = "-- c/c.go --\npackage c\n\n// static int twice(int x) { return 2 * x; }\nimport \"C\"\n\n\
             func Twice(n int) int { return int(C.twice(C.int(n))) }\n";
    let p0 = "-- p0/p.go --\npackage p0\n\nimport \"example.com/m/c\"\n\nfunc F(n int) int { return c.Twice(n) }\n";
    let case = built("cut_c", &[])
        .env("CGO_ENABLED", "1")
        .edit(c)
        .edit(p0)
        .step(build(&[]))
        .edit(&hub("i * t.A", "i - t.B"))
        .step(build(&[]))
        .edit(&c.replace("2 * x", "3 * x"));
    // The new packages and main, the hub, and the package with C.
    let count = compiles(&case.run(build(&[])));
    assert!(count.is_none_or(|count| count == 5), "{count:?}");
}

/// Calls `change` with the files in the cache that are archives of importers.
fn change_archives(top: &Path, change: impl Fn(&Path, Vec<u8>)) {
    for part in fs::read_dir(top.join("cache")).expect("it is there") {
        let Ok(files) = fs::read_dir(part.expect("it is there").path()) else {
            continue;
        };
        for file in files {
            let path = file.expect("it is there").path();
            let bytes = fs::read(&path).unwrap_or_default();
            // As text, because tests are not optimised, and looking for text is.
            let is_importer = || String::from_utf8_lossy(&bytes).contains("example.com/m/p0.F");
            if bytes.starts_with(b"!<arch>\n") && is_importer() {
                change(&path, bytes);
            }
        }
    }
}

#[test]
fn archives_that_are_not_what_they_were_are_compiled() {
    // The official command's entries cannot be distinguished from ours, so both compile after this.
    let damage: [(&str, Hook); 3] = [
        ("cut_flipped", |top| {
            change_archives(top, |path, mut bytes| {
                let last = bytes.len() - 100;
                bytes[last] ^= 1;
                fs::write(path, bytes).expect("it is there");
            });
        }),
        ("cut_removed", |top| {
            change_archives(top, |path, _| fs::remove_file(path).expect("it is there"));
        }),
        ("cut_table", |top| {
            // Every record names another archive, as bytes gone wrong would have it.
            let file = top.join("cache/vamos/archives");
            let Ok(mut bytes) = fs::read(&file) else {
                return;
            };
            let first = bytes[36..100].to_vec();
            for record in bytes.chunks_mut(108).skip(1) {
                record[36..100].copy_from_slice(&first);
            }
            fs::write(&file, bytes).expect("it is there");
        }),
    ];
    for (name, hook) in damage {
        let case = built(name, &[]).edit(&hub("i * t.A", "i - t.B"));
        let count = compiles(&case.hook(hook).run(build(&[])));
        assert!(count.is_none_or(|count| count >= 2), "{name}: {count:?}");
    }
}

#[test]
fn links_that_succeeded_are_not_repeated() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\
        -- a/a.go --\npackage main\n\nfunc main() { println(1) }\n\
        -- b/b.go --\npackage main\n\nfunc main() { println(2) }\n";
    let all = ["build", "./a", "./b"];
    let report = Case::new("links_known")
        .tree(tree)
        .env("CGO_ENABLED", "0")
        // Runs of the linker are counted.
        .env("VAMOS_LINK", "stock")
        .env("GOFLAGS", "-buildvcs=false")
        .step(all)
        .step(all)
        .edit("-- b/b.go --\npackage main\n\nfunc main() { println(3) }\n")
        .step(all)
        // A link that fails is tried again, and a link that `-x` shows runs.
        .step(["build", "-p=1", "-ldflags=-X", "./a", "./b", "!1"])
        .step(["build", "-p=1", "-ldflags=-X", "./a", "./b", "!1"])
        .step(["build", "-p=1", "-x", "./a", "./b"])
        .run(["build", "-o", "out/", "./a", "./b"]);
    let links = |lines: &[String]| {
        let is_link = |line: &&String| line.starts_with("link example.com/m/");
        lines.iter().filter(is_link).count()
    };
    if !report.is_skipped {
        assert_eq!(links(&report.official_tools.lines), 14);
        assert_eq!(links(&report.vamos_tools.lines), 11);
    }
}

/// A directory is made in the work directory only for the output of a tool.
#[test]
fn what_is_not_compiled_has_no_work_directory() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    let lay = |text: &str| {
        let laid = Archive::parse(text).write_to(&module.at("m"));
        laid.expect("it is ours");
    };
    lay(&tree());
    module.write(
        "listed",
        "#!/bin/sh\nls \"${1%/*/*/*}\" | grep -c '^b[0-9]*$'\n",
    );
    let directories = || {
        let mut run = module.vamos();
        let output = run.args(["run", "-exec=sh ./listed", "."]).output();
        let output = output.expect("it starts");
        let text = String::from_utf8(output.stdout).expect("it is text");
        (output.status.code(), text.trim().parse::<usize>().ok())
    };
    let (code, all) = directories();
    // The hub, its importers, main and the link; packages of the standard library may be cached.
    assert!(code == Some(0) && all >= Some(IMPORTERS + 3), "{all:?}");
    lay(&hub("i * t.A", "i - t.B"));
    // The hub and the link.
    assert_eq!(directories(), (Some(0), Some(2)));
}

/// Before results are stored, the build IDs of their inputs are read from the archives, if vamos
/// knew them: each once, though every importer needs most of them. A link has already read the
/// build IDs of its archives.
#[test]
fn a_known_build_id_is_read_once() {
    if !has_programs(&["strace"]) {
        return;
    }
    let Some(module) = ScratchModule::new() else {
        return;
    };
    let lay = |text: &str| {
        let laid = Archive::parse(text).write_to(&module.at("m"));
        laid.expect("it is ours");
    };
    let log = module.at("log");
    let build = || {
        let mut strace = module.command(Path::new("strace"));
        strace.args(["-f", "-qq", "-e", "trace=openat", "-o"]);
        let status = strace
            .arg(&log)
            .arg(module.vamos().get_program())
            .args(["build", "-o", "out", "."])
            .status();
        assert!(status.expect("it starts").success());
        fs::read_to_string(&log).expect("it is text")
    };
    lay(&tree());
    build();
    // A file that was just written is not known by its time.
    wait_until_old(&[&module.at("")]);
    for edited in [hub("i * t.A", "i - t.B"), hub("a + 1", "a + 2")] {
        lay(&edited);
        let text = build();
        // A build ID may be read from any file, also one that is a pipe.
        let (of_ids, others): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|line| line.contains("O_NONBLOCK"));
        let archives = |lines: &[&str]| -> Vec<String> {
            let names = lines.iter().filter_map(|line| line.split('"').nth(1));
            let archives = names.filter(|name| name.ends_with("-d"));
            archives.map(str::to_owned).collect()
        };
        let read = archives(&of_ids);
        let unique: HashSet<&String> = read.iter().collect();
        assert_eq!(unique.len(), read.len(), "{text}");
        // The link opens all.
        assert!(archives(&others).len() > read.len() + 20, "{text}");
    }
}

/// The programs of a release are known by their build IDs: not even the first build in an empty cache
/// reads the sources of a tool.
#[test]
fn sources_of_known_tools_are_not_read() {
    if !has_programs(&["strace"]) {
        return;
    }
    let Some(module) = ScratchModule::with_release() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    module.write("m.go", "package main\n\nfunc main() {}\n");
    let log = module.at("log");
    let opened = || {
        let mut strace = module.command(Path::new("strace"));
        strace.args(["-f", "-qq", "-e", "trace=openat", "-o"]);
        let status = strace
            .arg(&log)
            .arg(module.vamos().get_program())
            .args(["build", "-o", "out", "."])
            .status();
        assert!(status.expect("it starts").success());
        let text = fs::read_to_string(&log).expect("it is text");
        let names = text.lines().filter_map(|line| line.split('"').nth(1));
        let sources = names.filter(|name| name.contains("/src/cmd/") && name.ends_with(".go"));
        let tools = ["compile/", "link/", "asm/", "internal/obj"];
        let of_tools = sources.clone().filter(|name| {
            let below = name.split_once("/src/cmd/").map_or("", |(_, below)| below);
            tools.iter().any(|tool| below.starts_with(tool))
        });
        (
            of_tools.map(str::to_owned).collect::<Vec<_>>(),
            sources.count(),
        )
    };
    let (of_tools, first) = opened();
    assert_eq!(of_tools, [""; 0]);
    let (_, second) = opened();
    assert!(second <= first, "{second} {first}");
}
