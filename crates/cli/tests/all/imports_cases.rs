//! `graph`: which packages and modules it shows, in all forms.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests read files that commands under test wrote"
)]

use std::fs;

use serde_json::Value;

use crate::scratch_module::ScratchModule;

const TREE: &[(&str, &str)] = &[
    (
        "go.mod",
        "module example.com/m\n\ngo 1.24\n\nrequire example.com/r v1.0.0\n\nreplace example.com/r => ./r\n",
    ),
    ("r/go.mod", "module example.com/r\n\ngo 1.24\n"),
    ("r/r.go", "package r\n"),
    (
        "main.go",
        "package main\n\nimport (\n\t_ \"example.com/m/a\"\n\t_ \"example.com/r\"\n)\n\nfunc main() {}\n",
    ),
    ("a/a.go", "package a\n\nimport _ \"errors\"\n"),
    ("a/a_test.go", "package a\n\nimport _ \"example.com/m/t\"\n"),
    (
        "a/x_test.go",
        "package a_test\n\nimport (\n\t_ \"example.com/m/a\"\n\t_ \"example.com/m/u\"\n)\n",
    ),
    ("t/t.go", "package t\n"),
    ("u/u.go", "package u\n\nimport _ \"example.com/m/a\"\n"),
];

fn place() -> Option<ScratchModule> {
    let place = ScratchModule::new()?;
    for (name, content) in TREE {
        place.write(name, content);
    }
    Some(place)
}

/// Runs `vamos graph`; returns its exit code and its stdout.
fn graph(place: &ScratchModule, args: &[&str]) -> (Option<i32>, String) {
    let output = place.vamos().arg("graph").args(args).output();
    let output = output.expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), text)
}

/// Returns the lines with arrows, without the common prefix of all names.
fn arrows(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.contains(" -> "));
    lines
        .map(|line| line.trim().replace("example.com/", "").replace('"', ""))
        .collect()
}

#[test]
fn packages_and_modules() {
    let Some(place) = place() else { return };
    let (code, text) = graph(&place, &[]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(arrows(&text), ["m -> m/a;", "m -> r;", "m/u -> m/a;"]);
    assert!(text.contains("\t\"example.com/m\" [style=bold];\n"));
    assert!(text.contains("\t\"example.com/m/t\";\n"), "{text}");
    let (_, named) = graph(&place, &["./u"]);
    assert_eq!(arrows(&named), ["m/u -> m/a;"]);
    let (_, tests) = graph(&place, &["-test"]);
    let dashed: Vec<String> = arrows(&tests).split_off(3);
    assert_eq!(
        dashed,
        ["m/a -> m/t [style=dashed];", "m/a -> m/u [style=dashed];"]
    );
    let (_, std) = graph(&place, &["-std", "./a"]);
    assert!(std.contains("\t\"example.com/m/a\" -> \"errors\";\n"));
    assert!(std.contains("\t\"unsafe\" [color=gray70];\n"));
    let (_, modules) = graph(&place, &["-modules"]);
    assert!(
        arrows(&modules).contains(&"m -> r@v1.0.0;".to_owned()),
        "{modules}"
    );
}

#[test]
fn all_forms_have_the_same_numbers() {
    let Some(place) = place() else { return };
    let (_, text) = graph(&place, &["-json", "-test"]);
    let json: Value = serde_json::from_str(&text).expect("it is JSON");
    let counts = ["Nodes", "Imports", "TestImports", "Files"].map(|name| json[name].as_u64());
    assert_eq!(counts, [5, 3, 2, 5].map(Some));
    let sources = ["main.go", "a/a.go", "t/t.go", "u/u.go", "r/r.go"];
    let sizes = sources.map(|name| fs::read(place.at("m").join(name)).map_or(0, |b| b.len()));
    assert_eq!(
        json["Bytes"].as_u64(),
        Some(sizes.iter().sum::<usize>() as u64)
    );
    let a = &json["List"][1];
    assert_eq!(a["Name"], "example.com/m/a");
    assert_eq!((&a["NeededBy"], &a["Needs"]), (&2.into(), &0.into()));
    for name in ["g.dot", "g.svg", "g.html"] {
        let (code, text) = graph(&place, &["-test", "-o", name]);
        assert_eq!((code, &*text), (Some(0), ""));
        let file = fs::read_to_string(place.at("m").join(name)).expect("it was written");
        assert!(file.contains("example.com/m/u"));
    }
    let page = fs::read_to_string(place.at("m/g.html")).expect("it was written");
    for (id, count) in [("nodes", 5), ("imports", 3), ("test-imports", 2)] {
        assert!(page.contains(&format!("<dd id=\"{id}\">{count}</dd>")));
    }
    let dot = fs::read_to_string(place.at("m/g.dot")).expect("it was written");
    assert_eq!(dot, graph(&place, &["-test"]).1);
}

/// A picture of more packages than can be read has modules and directories. Data has all packages.
#[test]
fn a_large_graph_is_shown_by_modules() {
    let Some(place) = place() else { return };
    // Five packages are there.
    let add = |number: u32| {
        let file = format!("r/p{number}/p.go");
        place.write(&file, &format!("package p{number}\n"));
        format!("\t_ \"example.com/r/p{number}\"\n")
    };
    let imports = |imports: &str| format!("package u\n\nimport (\n{imports})\n");
    let mut all: String = (0..195).map(add).collect();
    let picture = || {
        let (code, text) = graph(&place, &["-o", "g.svg"]);
        assert_eq!((code, &*text), (Some(0), ""));
        let file = fs::read_to_string(place.at("m/g.svg")).expect("it was written");
        let (_, names) = graph(&place, &["-json"]);
        let json: Value = serde_json::from_str(&names).expect("it is JSON");
        (file, json["Nodes"].as_u64())
    };
    place.write("u/u.go", &imports(&all));
    let (file, nodes) = picture();
    assert_eq!(nodes, Some(200));
    assert!(file.contains("example.com/r/p194"), "{file}");
    all.push_str(&add(195));
    place.write("u/u.go", &imports(&all));
    let (file, nodes) = picture();
    assert_eq!(nodes, Some(201));
    assert!(
        file.contains("example.com/r") && !file.contains("example.com/r/p"),
        "{file}"
    );
    assert_eq!(graph(&place, &["-o", "g.html"]).0, Some(0));
    let page = fs::read_to_string(place.at("m/g.html")).expect("it was written");
    for part in ["<dd id=\"nodes\">201</dd>", "r/<wbr>p195<", " 5 boxes."] {
        assert!(page.contains(part), "{part}");
    }
    let (_, text) = graph(&place, &[]);
    assert!(text.contains("-> \"example.com/r/p195\";"), "{text}");
}

#[test]
fn what_has_no_meaning_is_refused() {
    let Some(place) = place() else { return };
    for args in [
        &["-o", "g.png"][..],
        &["-o", "g.svg", "-json"],
        &["-modules", "./a"],
        &["-modules", "-std"],
    ] {
        assert_eq!(graph(&place, args).0, Some(2), "{args:?}");
    }
    assert_eq!(graph(&place, &["./nothing"]).0, Some(1));
}
