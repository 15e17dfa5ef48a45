//! The example of the library's use prints its documented output.
//!
//! Counterpart: none.

#[path = "../../examples/check_directory.rs"]
mod check_directory;

use check_directory::Packages;
use check_directory::directory;

#[test]
fn the_example_runs() {
    check_directory::main();
}

#[test]
fn directories_in_memory_are_checked() {
    let mut packages = Packages::default();
    let shapes = directory(&[
        ("a.go", "package shapes\n\ntype T[P any] struct{ X P }\n"),
        (
            "b.go",
            "package shapes\n\nfunc New[P any](x P) T[P] { return T[P]{x} }\n",
        ),
        ("b_test.go", "package shapes\n\nvar x int = \"\"\n"),
        ("notes.txt", "none"),
    ]);
    assert_eq!(packages.check("example.com/shapes", &shapes), Ok(()));
    let right = "package main\n\nimport \"example.com/shapes\"\n\nvar x string = shapes.New(\"\").X\n\nfunc main() {}\n";
    let right = directory(&[("main.go", right)]);
    assert_eq!(packages.check("main", &right), Ok(()));
    let wrong = "package main\n\nimport \"example.com/shapes\"\nimport \"other\"\n\nvar x int = shapes.New(\"\").X\n\nfunc main() {}\n";
    let wrong = directory(&[("main.go", wrong)]);
    let text = "main.go:4:8: could not import other (it was not checked)\nmain.go:6:13: cannot use shapes.New(\"\").X (value of type string) as int value in variable declaration\n";
    assert_eq!(packages.check("main", &wrong), Err(text.to_owned()));
    let deep = format!("package deep\n\nvar x = {}1\n", "1+".repeat(1_000_000));
    let deep = directory(&[("a.go", &deep)]);
    let text = "deep: nested too deep\n".to_owned();
    assert_eq!(packages.check("deep", &deep), Err(text));
}
