//! Steps that make mistakes in the code of packages, for runs that compare the reports of checks
//! without compiling (`--check`).
//!
//! Counterpart: none.

use std::fs;

use super::edit_source::StepError;
use super::edit_source::StepResult;
use super::world::World;

/// Texts that are added to a file; `NEW` is a name that is not used yet, `LOW` a package that the
/// file imports.
const ADDED: &[&str] = &[
    "func NEW() int { return \"x\" }",
    "func NEW() { nothing() }",
    "func NEW() { x := 1 }",
    "func NEW() int { for { break } }",
    "func NEW() { Sum(\"a\", 1, 2) }",
    "func NEW() { x, y := Sum(1) }",
    "func NEW(n int) int",
    "func NEW( {",
    "func NEW() {\nL:\n\tfor {\n\t}\n}",
    "func NEW(x any) {\n\tswitch y := x.(type) {\n\tcase int, nothing:\n\t}\n}",
    "func NEW() { a(); b(); c(); d(); e(); f(); g(); h(); i(); j(); k(); l() }",
    "func Sum(n int) int { return n }",
    "var NEW = T{C: 1}",
    "var NEW = (&T{}).Missing()",
    "var NEW = Map([]int{}, func(string) string { return \"\" })",
    "var NEW int8 = Limit * 1000",
    "var NEW = Limit / 0",
    "var NEW = [1]int{2: 1}",
    "var NEW = NEW + 1",
    "var NEW interface{ Get(int) string } = &T{}",
    "type NEW struct{ NEW }",
    "type NEW[P any] struct{ p P }\n\nvar _ NEW",
    "func NEW[P int | string](p P) P { return p + nil }",
    "var NEW = LOW.Sum(\"a\")",
    "var NEW = LOW.sum(1)",
    "var NEW = LOW.Missing",
    "var NEW string = LOW.Limit",
    "var NEW T = LOW.T{}",
    "var NEW = LOW.T{1}",
    "//line other.y:12:3\nvar NEW int = \"\"",
    "//go:linkname NEW other.name\nfunc NEW()",
    "//go:embed nothing.txt\nvar NEW int",
];

/// Replacements that make importers of the package wrong.
const REPLACED: &[(&str, &str)] = &[
    ("func Sum(n int", "func Sum(m string, n int"),
    ("func Add(n int", "func Add(n ...string"),
    ("func Sum(n int) int", "func Sum(n int) (int, error)"),
    ("func Add(", "func add("),
    ("func (t *T) Get(", "func (t *T) get("),
];

/// Makes a mistake in a package.
pub(crate) fn make(world: &mut World) -> StepResult {
    if world.undo.len() > 3 {
        return Err(StepError::Impossible);
    }
    let files = world.go_files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let text = fs::read_to_string(&path).unwrap_or_default();
    if !text.contains("\npackage ") && !text.starts_with("package ") {
        return Err(StepError::Impossible);
    }
    let new = if world.random.chance(25) {
        let (from, to) = *world.random.pick(REPLACED);
        text.replacen(from, to, 1)
    } else {
        let mut added = (*world.random.pick(ADDED)).to_owned();
        if added.contains("LOW") {
            let imports = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix('"'));
            let mut own = imports.filter(|line| line.contains("/pkg/"));
            let low = own
                .next()
                .and_then(|line| line.trim_end_matches('"').rsplit('/').next());
            added = added.replace("LOW", low.ok_or(StepError::Impossible)?);
        }
        let name = world.fresh("mistake");
        format!("{text}\n{}\n", added.replace("NEW", &name))
    };
    if new == text {
        return Err(StepError::Impossible);
    }
    world.save(std::slice::from_ref(&path));
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("a mistake in {}: {how}", world.name(&path)))
}
