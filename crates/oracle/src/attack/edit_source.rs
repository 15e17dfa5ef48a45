//! Steps that change the content of files.
//!
//! Counterpart: none.

use std::fs;
use std::path::PathBuf;

use super::world::World;
use crate::files;
use crate::files::at;

/// Result of a step.
pub(crate) type StepResult = Result<String, StepError>;

/// Reason why a step did nothing.
pub(crate) enum StepError {
    /// The tree has nothing to do it to.
    Impossible,
    /// The step failed.
    Failed(String),
}

impl From<String> for StepError {
    fn from(problem: String) -> Self {
        Self::Failed(problem)
    }
}

/// A step: its weight, and its function.
pub(crate) type Edit = (u32, fn(&mut World) -> StepResult);

/// The steps of this file.
pub(crate) const EDITS: &[Edit] = &[
    (14, |world| retune(world, "// body")),
    (5, |world| retune(world, "// inline")),
    (4, |world| retune(world, "// const")),
    (8, comment),
    (7, shift),
    (4, last_function),
    (5, signature),
    (3, escape),
    (3, constraint),
    (3, import),
    (4, test_file),
    (5, embedded),
    (5, break_it),
    (3, go_mod),
    (2, go_work),
    (2, vendor_list),
    (2, only_white_space),
];

/// Picks a Go file in which a line has `marker`; mostly of packages that are built.
fn pick(world: &mut World, marker: &str) -> Option<(PathBuf, String)> {
    let files = world.go_files();
    for _ in 0..30 {
        let path = world.pick(&files)?;
        let text = fs::read_to_string(&path).unwrap_or_default();
        if text.contains(marker) {
            return Some((path, text));
        }
    }
    None
}

/// Replaces the number before (or after) a marker, in one line; no byte moves.
fn renumber(world: &mut World, text: &str, marker: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_one = |line: &str| line.contains(marker) && number_at(line).is_some();
    let candidates: Vec<usize> = (0..lines.len()).filter(|i| is_one(lines[*i])).collect();
    if candidates.is_empty() {
        return None;
    }
    let chosen = *world.random.pick(&candidates);
    let number = 1000 + world.random.below(9000);
    let start = number_at(lines[chosen])?;
    let mut out = lines[..chosen].concat();
    out += &lines[chosen][..start];
    out += &number.to_string();
    out += &lines[chosen][start + 4..];
    out += &lines[chosen + 1..].concat();
    (out != text).then_some(out)
}

/// Returns the offset of a number of four digits.
fn number_at(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let is_digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    (0..bytes.len())
        .find(|&i| (i..i + 4).all(is_digit) && !is_digit(i + 4) && (i == 0 || !is_digit(i - 1)))
}

fn retune(world: &mut World, marker: &str) -> StepResult {
    let (path, text) = pick(world, marker).ok_or(StepError::Impossible)?;
    let new = renumber(world, &text, marker).ok_or(StepError::Impossible)?;
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("{marker} in {}: {how}", world.name(&path)))
}

fn comment(world: &mut World) -> StepResult {
    let (path, text) = pick(world, "note ").ok_or(StepError::Impossible)?;
    let new = renumber(world, &text, "note ").ok_or(StepError::Impossible)?;
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("comment in {}: {how}", world.name(&path)))
}

/// Moves lines: adds one somewhere at top level, or takes the added ones away.
fn shift(world: &mut World) -> StepResult {
    let (path, text) = pick(world, "\n// ").ok_or(StepError::Impossible)?;
    let new = if text.contains("// shifted\n") && world.random.chance(60) {
        text.replacen("// shifted\n", "", 1)
    } else {
        let places: Vec<usize> = text.match_indices("\n// ").map(|(i, _)| i).collect();
        let place = *world.random.pick(&places);
        format!("{}\n// shifted\n{}", &text[..place], &text[place..])
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("lines moved in {}: {how}", world.name(&path)))
}

/// Adds a function at the end of a file, exported or not, or takes it away.
fn last_function(world: &mut World) -> StepResult {
    let (path, text) = pick(world, "func Sum(").ok_or(StepError::Impossible)?;
    let mark = "\n// last\n";
    let new = match text.find(mark) {
        Some(start) => text[..start].to_owned(),
        None if world.random.chance(50) => {
            format!("{text}{mark}func Last(n int) int {{ return n + 1 }}\n")
        }
        None => format!("{text}{mark}func last(n int) int {{\n\treturn n + 1000 // body\n}}\n"),
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("last function in {}: {how}", world.name(&path)))
}

/// Changes a signature so that callers still compile, or a type.
fn signature(world: &mut World) -> StepResult {
    const PAIRS: &[(&str, &str)] = &[
        ("func Add(n int) int", "func Add(n int, _ ...int) int"),
        ("func Sum(n int) int", "func Sum(n int, _ ...string) int"),
        ("\tA, B int\n", "\tA, B int\n\tC string\n"),
        ("func (t *T) Get(", "func (t T) Get("),
        ("func Map[K any]", "func Map[K comparable]"),
    ];
    let (from, to) = *world.random.pick(PAIRS);
    let (path, text) = pick(world, "func Sum(").ok_or(StepError::Impossible)?;
    let new = if text.contains(to) {
        text.replacen(to, from, 1)
    } else {
        text.replacen(from, to, 1)
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("{from} in {}: {how}", world.name(&path)))
}

/// A parameter escapes that did not: export data changes though no signature does.
fn escape(world: &mut World) -> StepResult {
    let (path, text) = pick(world, "// Map is generic.").ok_or(StepError::Impossible)?;
    let leak = "\n// Leak lets its parameter escape, or not.\nfunc Leak(p *int) int {\n\tleaked = p\n\treturn *p\n}\n\nvar leaked *int\n";
    let new = if text.contains("leaked = p\n") {
        text.replacen("leaked = p\n", "_ = leaked\n", 1)
    } else if text.contains("_ = leaked\n") {
        text.replacen("_ = leaked\n", "leaked = p\n", 1)
    } else {
        format!("{text}{leak}")
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("escape in {}: {how}", world.name(&path)))
}

/// Adds a constraint to a file of its own, changes or removes it.
fn constraint(world: &mut World) -> StepResult {
    const LINES: &[&str] = &[
        "",
        "//go:build linux\n\n",
        "//go:build special\n\n",
        "//go:build !special && amd64\n\n",
        "//go:build ignore\n\n",
        "//go:build go1.26\n\n",
        "// +build ignore\n\n",
    ];
    let files = world.named(&|name| name.ends_with("/more.go") || name.ends_with("/own.go"));
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let text = files::read_text(&path)?;
    let start = text.find("package ").ok_or(StepError::Impossible)?;
    let line = *world.random.pick(LINES);
    let how = world.put(&path, format!("{line}{}", &text[start..]).as_bytes())?;
    Ok(format!("{:?} in {}: {how}", line.trim(), world.name(&path)))
}

/// Adds or removes an import that nothing else needs.
fn import(world: &mut World) -> StepResult {
    let (path, text) = pick(world, "func Sum(").ok_or(StepError::Impossible)?;
    let one = *world.random.pick(&["errors", "strings", "embed", "unsafe"]);
    let line = format!("import _ \"{one}\"\n");
    let new = match (text.find(&line), text.find("package ")) {
        (Some(start), _) => format!("{}{}", &text[..start], &text[start + line.len()..]),
        (None, Some(start)) => {
            let end = start + text[start..].find('\n').unwrap_or(0) + 1;
            format!("{}{line}{}", &text[..end], &text[end..])
        }
        _ => return Err(StepError::Impossible),
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("import of {one} in {}: {how}", world.name(&path)))
}

/// A test file is no input of an action, but its header is read.
fn test_file(world: &mut World) -> StepResult {
    let files = world.named(&|name| name.ends_with("_test.go"));
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let text = files::read_text(&path)?;
    let (what, new) = match world.random.below(4) {
        0 => match renumber(world, &text, "// body") {
            Some(new) => ("body", new),
            None => return Err(StepError::Impossible),
        },
        1 => (
            "import",
            text.replacen(
                "import \"testing\"\n",
                "import \"testing\"\nimport _ \"errors\"\n",
                1,
            ),
        ),
        2 => {
            world.save(std::slice::from_ref(&path));
            ("broken header", text.replacen("package ", "package 1 ", 1))
        }
        _ => {
            world.save(std::slice::from_ref(&path));
            (
                "other package",
                text.replacen("package ", "package other", 1),
            )
        }
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("{what} of {}: {how}", world.name(&path)))
}

/// Embedded files: changed, added, removed, hidden.
fn embedded(world: &mut World) -> StepResult {
    let files = world.named(&|name| {
        name.contains("/data/") || (name.contains("/pkg/p") && name.ends_with(".txt"))
    });
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let dir = path.parent().unwrap_or(&path).to_owned();
    match world.random.below(5) {
        0 | 1 => {
            let number = 1000 + world.random.below(9000);
            let how = world.put(&path, format!("embedded {number} anew\n").as_bytes())?;
            Ok(format!("embedded {}: {how}", world.name(&path)))
        }
        2 => {
            let name = *world
                .random
                .pick(&["new.txt", ".hidden.txt", "_hidden.txt", "new.bin"]);
            let new = dir.join(name);
            let how = world.put(&new, b"added 1000\n")?;
            Ok(format!("added {}: {how}", world.name(&new)))
        }
        3 => {
            world.save(std::slice::from_ref(&path));
            fs::remove_file(&path).map_err(at(&path))?;
            Ok(format!("removed embedded {}", world.name(&path)))
        }
        _ => {
            let name = world.fresh("renamed");
            let new = dir.join(format!("{name}.txt"));
            fs::rename(&path, &new).map_err(at(&path))?;
            Ok(format!("renamed {} to {name}.txt", world.name(&path)))
        }
    }
}

/// Breaks a package in one of many ways.
fn break_it(world: &mut World) -> StepResult {
    if world.undo.len() > 2 {
        return Err(StepError::Impossible);
    }
    let (path, text) = pick(world, "func Sum(").ok_or(StepError::Impossible)?;
    world.save(std::slice::from_ref(&path));
    let (what, new) = match world.random.below(7) {
        0 => ("a wrong type", format!("{text}\nvar wrong int = \"x\"\n")),
        1 => ("a syntax error", format!("{text}\nfunc {{\n")),
        2 => (
            "an unused import",
            text.replacen("\nconst Limit", "\nimport \"os\"\n\nconst Limit", 1),
        ),
        3 => (
            "a missing package",
            with_import(&text, "example.com/m/none"),
        ),
        4 => (
            "another package name",
            text.replacen("package ", "package x", 1),
        ),
        5 => ("a cycle", with_import(&text, "example.com/m/pkg/p0")),
        _ => ("nothing", String::new()),
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("{what} in {}: {how}", world.name(&path)))
}

fn with_import(text: &str, path: &str) -> String {
    text.replacen("\n\n", &format!("\n\nimport _ \"{path}\"\n\n"), 1)
}

/// Changes a go.mod: version of the language, comments, replacements, settings.
fn go_mod(world: &mut World) -> StepResult {
    let files = world.named(&|name| name == "go.mod" || name.ends_with("/go.mod"));
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let text = files::read_text(&path)?;
    let (what, new) = match world.random.below(7) {
        0 => {
            let version = *world
                .random
                .pick(&["1.21", "1.23", "1.24", "1.25", "1.26", "1.26.1"]);
            let lines = text.lines().map(|line| {
                if line.starts_with("go ") {
                    format!("go {version}\n")
                } else {
                    format!("{line}\n")
                }
            });
            ("go line", lines.collect())
        }
        1 => ("comment", toggled(&text, "// a comment\n")),
        2 => ("godebug", toggled(&text, "godebug panicnil=1\n")),
        3 => (
            "godebug default",
            toggled(&text, "godebug default=go1.21\n"),
        ),
        4 if text.contains("=> ./lib\n") => ("replace", text.replace("=> ./lib\n", "=> ./lib2\n")),
        4 => ("replace", text.replace("=> ./lib2\n", "=> ./lib\n")),
        5 => ("exclude", toggled(&text, "exclude example.net/x v1.2.3\n")),
        _ => {
            world.save(std::slice::from_ref(&path));
            let line = *world.random.pick(&[
                "require example.net/none v1.0.0\n",
                "nonsense\n",
                "go 1.20\n",
                "replace example.org/lib => ./none\n",
                "ignore ./pkg/p3\n",
            ]);
            (line, format!("{text}{line}"))
        }
    };
    if new == text {
        return Err(StepError::Impossible);
    }
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("{} of {}: {how}", what.trim(), world.name(&path)))
}

fn toggled(text: &str, line: &str) -> String {
    if text.contains(line) {
        text.replace(line, "")
    } else {
        format!("{text}{line}")
    }
}

fn go_work(world: &mut World) -> StepResult {
    let path = world.src.join("go.work");
    let Ok(text) = fs::read_to_string(&path) else {
        // A workspace appears around the tree, and is taken away again.
        let above = world.root.join("go.work");
        world.save(std::slice::from_ref(&above));
        files::write(&above, "go 1.24\n\nuse ./src\n")?;
        return Ok("a go.work above the tree".to_owned());
    };
    let (what, new) = match world.random.below(4) {
        0 => ("comment", toggled(&text, "// a comment\n")),
        1 => (
            "go line",
            if text.contains("go 1.24\n") {
                text.replace("go 1.24\n", "go 1.25\n")
            } else {
                text.replace("go 1.25\n", "go 1.24\n")
            },
        ),
        2 => ("godebug", toggled(&text, "godebug panicnil=1\n")),
        _ => {
            world.save(std::slice::from_ref(&path));
            ("use", text.replacen("\t./c\n", "", 1))
        }
    };
    if new == text {
        return Err(StepError::Impossible);
    }
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("{what} of go.work: {how}"))
}

fn vendor_list(world: &mut World) -> StepResult {
    let path = world.src.join("vendor/modules.txt");
    let Ok(text) = fs::read_to_string(&path) else {
        return Err(StepError::Impossible);
    };
    let new = match world.random.below(3) {
        0 => toggled(&text, "## workspace\n"),
        1 => text.replace("v1.1.0", "v1.1.1"),
        _ => toggled(&text, "example.org/vb/none\n"),
    };
    world.save(std::slice::from_ref(&path));
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("modules.txt: {how}"))
}

/// Bytes that no compiler sees: at the end of a file.
fn only_white_space(world: &mut World) -> StepResult {
    let files = world.go_files();
    let path = world.pick(&files).ok_or(StepError::Impossible)?;
    let text = files::read_text(&path)?;
    let new = match text.strip_suffix("\n\n") {
        Some(rest) => format!("{rest}\n"),
        None => format!("{text}\n"),
    };
    let how = world.put(&path, new.as_bytes())?;
    Ok(format!("a line at the end of {}: {how}", world.name(&path)))
}
