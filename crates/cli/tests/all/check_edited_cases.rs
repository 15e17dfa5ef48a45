//! Checks after edits of function bodies, for which packages are not loaded again, and after other
//! changes, for which they are.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "tests change the disk as an editor would"
)]

use std::fs;

use vamos_testkit::wait_until_old;

use crate::run_record_cases::Case;
use crate::run_record_cases::said;
use crate::run_record_cases::worlds;
use crate::run_record_world::World;

const CHECK: &str = "check ./...";
const NO_TESTS: &str = "check -test=false ./...";
const OF_MAIN: &str = "check ./cmd/app";

/// Packages are not loaded again after these.
const EDITED: &[Case] = &[
    ("a body", CHECK, |w| {
        w.flip("mod/a/a.go", "return 1", "return 2");
    }),
    ("a body, without tests", NO_TESTS, |w| {
        w.flip("mod/a/a.go", "return 1", "return 2");
    }),
    ("a file that only grows", CHECK, |w| {
        append(w, "mod/a/a.go", "\n// A comment.\n");
    }),
    ("a mistake in a body", CHECK, |w| {
        w.flip("mod/a/a.go", "return 1", "return x");
    }),
    ("a mistake, for JSON", "check -json ./...", |w| {
        w.flip("mod/a/a.go", "return 1", "return x");
    }),
    ("a syntax error behind the imports", CHECK, |w| {
        w.flip("mod/a/a.go", "return 1", "return {");
    }),
    ("a declaration that importers need, is gone", OF_MAIN, |w| {
        w.flip("mod/a/a.go", "func A", "func B");
    }),
    ("a function that is declared twice", CHECK, |w| {
        append(w, "mod/cmd/app/main.go", "\nfunc main() {}\n");
    }),
    ("a test", CHECK, |w| {
        append(w, "mod/a/a_test.go", "\nvar _ int = \"\"\n");
    }),
    ("two files", CHECK, |w| {
        append(w, "mod/a/a.go", "\nfunc B() string { return \"\" }\n");
        append(w, "mod/cmd/app/main.go", "\nvar _ int = a.B()\n");
    }),
    ("the documentation of a package", CHECK, |w| {
        let text = "// Package s is.\npackage s\n\nimport _ \"errors\"\n";
        w.write("mod/s/s.go", text);
        assert!(w.run(CHECK).is_left());
        w.write("mod/s/s.go", &text.replace("s is", "s was"));
    }),
    ("a file that an editor replaces", CHECK, |w| {
        let text = "package s\n\nimport _ \"errors\"\n\nvar _ int = 1.5\n";
        w.write("mod/s/s.go.new", text);
        w.rename("mod/s/s.go.new", "mod/s/s.go");
    }),
    ("what editors leave beside a file", CHECK, |w| {
        append(w, "mod/a/a.go", "\nvar _ = 1\n");
        for name in [".a.go.swp", "a.go~", "#a.go#"] {
            w.write(&format!("mod/a/{name}"), "x");
        }
    }),
];

/// Packages are loaded again after these.
const RELOADED: &[Case] = &[
    ("an import", CHECK, |w| {
        let text = "package s\n\nimport _ \"errors\"\nimport _ \"example.com/w/a\"\n";
        w.write("mod/s/s.go", text);
    }),
    ("an import of nothing", CHECK, |w| {
        w.flip("mod/s/s.go", "errors", "errrrs");
    }),
    ("the name of a package", CHECK, |w| {
        w.flip("mod/a/a.go", "package a", "package b");
    }),
    ("a constraint", CHECK, |w| {
        let text = "//go:build plan9\n\npackage s\n\nimport _ \"errors\"\n";
        w.write("mod/s/s.go", text);
    }),
    ("a syntax error in the imports", CHECK, |w| {
        w.write("mod/s/s.go", "package s\n\nimport errors\n");
    }),
    ("what is embedded", CHECK, |w| {
        w.flip("mod/e/e.go", "embed data", "embed dat_");
    }),
    ("cgo", CHECK, |w| {
        w.flip("mod/s/s.go", "_ \"errors\"", "  \"C\"     ");
    }),
    ("a file that is added", CHECK, |w| {
        append(w, "mod/a/a.go", "\nvar _ = 1\n");
        w.write("mod/a/b.go", "package a\n\nvar _ = x\n");
    }),
    ("a file that is removed", CHECK, |w| {
        append(w, "mod/a/a.go", "\nvar _ = 1\n");
        w.remove("mod/a/a_test.go");
    }),
    ("a directory beside a file", CHECK, |w| {
        w.write("mod/a/b/b.go", "package b\n\nvar _ = x\n");
    }),
    ("what editors leave where files are embedded", CHECK, |w| {
        w.write("mod/e/e.go~", "x");
    }),
    ("a file of another system", CHECK, |w| {
        append(w, "mod/a/a_plan9.go", "\nvar _ = x\n");
    }),
    ("the module cache", CHECK, |w| {
        let file = "modcache/example.com/dep@v1.0.0/d.go";
        append(w, file, "\nconst E = 1\n");
    }),
    ("the standard library", CHECK, |w| {
        append(w, "sdk/src/errors/errors.go", "\nvar _ = 1\n");
    }),
    ("go.mod", CHECK, |w| append(w, "mod/go.mod", "\n")),
];

fn append(world: &World, path: &str, text: &str) {
    let before = fs::read_to_string(world.at(path)).expect("it is there");
    world.write(path, &(before + text));
}

/// Runs a check, and compares it with a check without stored data; returns true if packages were
/// loaded.
fn loads(world: &World, (name, line, _): &Case) -> bool {
    let ran = world.run(line);
    let clean = world.run_with(line, &[("VAMOS_TRACE", "off")]);
    assert_eq!(said(&ran), said(&clean), "{name}");
    ran.run_record != "the packages are not loaded again"
}

#[test]
fn after_a_body_nothing_is_loaded() {
    let temp = tempfile::tempdir().expect("a directory");
    let Some(mut worlds) = worlds(temp.path(), EDITED) else {
        return;
    };
    for (world, case) in worlds.iter_mut().zip(EDITED) {
        assert!(world.run(case.1).holds(), "{}: it did not hold", case.0);
        (case.2)(world);
        // Files that changed a moment ago have no run record yet.
        for _ in 0..2 {
            assert!(!loads(world, case), "{}: loaded", case.0);
        }
    }
    wait_until_old(&[temp.path()]);
    for (world, case) in worlds.iter().zip(EDITED) {
        // Only success has a record, which now describes the edited file.
        assert!(!loads(world, case), "{}: loaded", case.0);
        let again = world.run(case.1);
        assert_eq!(again.holds(), again.code == Some(0), "{}", case.0);
        // And so is the plan.
        append(world, "mod/s/s.go", "\nvar _ = 2\n");
        assert!(!loads(world, case), "{}: loaded", case.0);
    }
}

/// People check right after they have saved a file.
#[test]
fn what_changed_a_moment_ago_is_read_again() {
    let temp = tempfile::tempdir().expect("a directory");
    let case: Case = ("young files", CHECK, |_| {});
    let Some(worlds) = worlds(temp.path(), &[case]) else {
        return;
    };
    let world = &worlds[0];
    // An import that is new: packages are loaded, and the file is young.
    let text = "package s\n\nimport _ \"fmt\"\n";
    world.write("mod/s/new.go", text);
    assert!(loads(world, &case));
    for _ in 0..2 {
        assert!(!loads(world, &case), "nothing has changed since");
    }
    world.write("mod/s/new.go", &format!("{text}\nvar _ int = \"\"\n"));
    assert!(!loads(world, &case), "only a body has");
    world.write("mod/s/new.go", "package s\n\nimport _ \"nothing\"\n");
    assert!(loads(world, &case), "the import has");
    world.write("mod/s/new.go", text);
    assert!(!loads(world, &case), "it is as it was");
    world.write("mod/s/newer.go", "package s\n\nvar _ = x\n");
    assert!(loads(world, &case), "a file is new");
}

#[test]
fn after_other_changes_packages_are_loaded() {
    let temp = tempfile::tempdir().expect("a directory");
    let Some(mut worlds) = worlds(temp.path(), RELOADED) else {
        return;
    };
    for (world, case) in worlds.iter_mut().zip(RELOADED) {
        assert!(world.run(case.1).holds(), "{}: it did not hold", case.0);
        (case.2)(world);
        assert!(loads(world, case), "{}: not loaded", case.0);
    }
}
