//! Rules about one Rust file: its module doc, its length, its functions and imports.
//!
//! All of them are textual. That is enough because the code is formatted: a function
//! ends at the first closing brace in the column it started in.
//!
//! Counterpart: none.

use super::Finding;
use super::files::File;
use super::files::Tree;

const FILE_WARNS: usize = 600;
const FILE_FAILS: usize = 1000;
const FUNCTION_FAILS: usize = 120;

/// Starts of the first line of a file that is nothing but data, which may be long.
const PURE_TABLE: [&str; 2] = ["// generated: pure table", "// @generated table"];

/// Checks every Rust file under a crate's `src`.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust() {
        if file.path.starts_with("crates/") && file.path.contains("/src/") {
            module_doc(file, &mut findings);
            if !is_test_file(&file.path) {
                lengths(file, &mut findings);
            }
        }
        grouped_imports(file, &mut findings);
        systems(file, &mut findings);
    }
    findings
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.contains("/benches/")
}

/// Returns the lines up to the inline test module.
fn product_lines(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.windows(2).position(|pair| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    });
    lines[..end.unwrap_or(lines.len())].to_vec()
}

fn is_marker(line: &str) -> bool {
    PURE_TABLE.iter().any(|start| line.starts_with(start))
}

fn module_doc(file: &File, findings: &mut Vec<Finding>) {
    let mut doc = file
        .text
        .lines()
        .skip_while(|line| is_marker(line))
        .take_while(|line| line.starts_with("//!"))
        .peekable();
    if doc.peek().is_none() {
        findings.push(Finding::new(
            &file.path,
            "rule 11: module docs",
            "no module doc",
            "open the file with //! lines: purpose, main idea, what it leaves to others",
        ));
    } else if !is_test_file(&file.path) && !doc.any(|line| line.contains("Counterpart:")) {
        findings.push(Finding::new(
            &file.path,
            "rule 11: module docs",
            "no `Counterpart:` line in the module doc",
            "name the cmd/go file whose behaviour this is, or say none and why",
        ));
    }
}

fn lengths(file: &File, findings: &mut Vec<Finding>) {
    if is_marker(&file.text) {
        return;
    }
    let lines = product_lines(&file.text);
    let count = lines.len();
    let long = |limit| {
        Finding::new(
            &file.path,
            "rule 7: file length",
            format!("{count} lines without tests, over {limit}"),
            "split by topic; a pure table is marked on its first line",
        )
    };
    if count > FILE_FAILS {
        findings.push(long(FILE_FAILS));
    } else if count > FILE_WARNS {
        findings.push(long(FILE_WARNS).warning());
    }
    for (start, length) in functions(&lines) {
        if length > FUNCTION_FAILS {
            findings.push(Finding::new(
                format!("{}:{}", file.path, start + 1),
                "rule 8: function length",
                format!("a function of {length} lines, over {FUNCTION_FAILS}"),
                "split it into named steps",
            ));
        }
    }
}

/// Returns the first line (from 0) and the length of each function with a body.
pub(crate) fn functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        if !starts_function(code) || code.ends_with('}') || code.ends_with(';') {
            continue;
        }
        let end = lines[start + 1..].iter().position(|line| {
            line.strip_prefix(indent)
                // `}` ends a body, `)…;` a declaration over several lines.
                .is_some_and(|rest| rest == "}" || (rest.starts_with(')') && rest.ends_with(';')))
        });
        if let Some(end) = end {
            found.push((start, end + 2));
        }
    }
    found
}

/// Reports whether `code` begins a function: `fn` after nothing but qualifiers.
pub(crate) fn starts_function(code: &str) -> bool {
    let Some((before, _)) = code.split_once("fn ") else {
        return false;
    };
    before.split_whitespace().all(|word| {
        word.starts_with("pub")
            || matches!(
                word,
                "const" | "async" | "unsafe" | "in" | "extern" | "\"C\""
            )
    })
}

fn grouped_imports(file: &File, findings: &mut Vec<Finding>) {
    for (i, line) in file.text.lines().enumerate() {
        let code = line.trim_start();
        let code = match code.strip_prefix("pub") {
            Some(rest) => rest.trim_start_matches(|c| c != ' ').trim_start(),
            None => code,
        };
        if code.starts_with("use ") && code.contains('{') {
            findings.push(Finding::new(
                format!("{}:{}", file.path, i + 1),
                "rule 9: imports",
                "grouped import",
                "one import per line",
            ));
        }
    }
}

/// The crates that contain code for systems; all others call them.
const KNOW_SYSTEMS: [&str; 2] = ["crates/fsys/src/", "crates/net/src/"];

/// Code that is compiled for some systems only, outside of the crates that may have it.
fn systems(file: &File, findings: &mut Vec<Finding>) {
    // In two parts, so that this file does not break the rule.
    let names = [
        concat!("target", "_os"),
        concat!("target", "_vendor"),
        concat!("target", "_family"),
    ];
    // These mean something only in a condition.
    let words = [
        concat!("(", "unix"),
        concat!("(", "windows"),
        concat!("(", "portable"),
    ];
    let has = |code: &str, names: &[&str]| names.iter().any(|name| code.contains(name));
    if KNOW_SYSTEMS.iter().any(|dir| file.path.starts_with(dir)) {
        return;
    }
    for (i, line) in file.text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if has(code, &names) || code.contains("cfg") && has(code, &words) {
            findings.push(Finding::new(
                format!("{}:{}", file.path, i + 1),
                "rule 10: systems",
                "code for one system",
                "move it to fsys or net, with a portable sibling, or compare std::env::consts::OS",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let tree = Tree {
            root: "/".into(),
            files: vec![File {
                path: "crates/x/src/y.rs".to_owned(),
                text: text.to_owned(),
            }],
        };
        check(&tree)
            .into_iter()
            .map(|f| format!("{} {}", f.place, f.problem))
            .collect()
    }

    const DOC: &str = "//! Doc.\n//! Counterpart: none.\n";

    #[test]
    fn docs_are_required() {
        assert_eq!(problems("fn x() {}\n"), ["crates/x/src/y.rs no module doc"]);
        assert_eq!(
            problems("//! Doc.\n"),
            ["crates/x/src/y.rs no `Counterpart:` line in the module doc"]
        );
        assert_eq!(problems(DOC), [""; 0]);
        assert_eq!(problems(&format!("{}\n{DOC}", PURE_TABLE[0])), [""; 0]);
    }

    #[test]
    fn lengths_leave_tests_out() {
        let long = "//\n".repeat(1001);
        assert_eq!(problems(&format!("{DOC}{long}")).len(), 1);
        assert_eq!(
            problems(&format!("{}\n{DOC}{long}", PURE_TABLE[1])),
            [""; 0]
        );
        let tested = format!("{DOC}#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert_eq!(problems(&tested), [""; 0]);
    }

    #[test]
    fn functions_have_a_limit() {
        let body = "        x();\n".repeat(130);
        let long = format!(
            "{DOC}impl X {{\n    pub(crate) fn f(\n        a: u8,\n    ) {{\n{body}    }}\n}}\n"
        );
        assert_eq!(
            problems(&long),
            ["crates/x/src/y.rs:4 a function of 134 lines, over 120"]
        );
        let declared =
            format!("{DOC}trait X {{\n    fn f(\n        a: u8,\n    ) -> u8;\n}}\n{body}");
        assert_eq!(problems(&declared), [""; 0]);
    }

    #[test]
    fn imports_stand_alone() {
        let text = format!("{DOC}use a::b;\npub(crate) use a::{{b, c}};\n    use d::{{\n");
        let want = [
            "crates/x/src/y.rs:4 grouped import",
            "crates/x/src/y.rs:5 grouped import",
        ];
        assert_eq!(problems(&text), want);
    }

    #[test]
    fn only_two_crates_know_systems() {
        let name = concat!("target", "_os");
        let text = format!("{DOC}#[cfg({name} = \"linux\")]\nfn f() {{}}\n");
        assert_eq!(problems(&text), ["crates/x/src/y.rs:3 code for one system"]);
        let text = format!("{DOC}#[cfg(all(\n    test,\n    {name} = \"linux\"\n))]\n");
        assert_eq!(problems(&text), ["crates/x/src/y.rs:5 code for one system"]);
        for word in ["unix", "not(windows)", "portable"] {
            let text = format!("{DOC}const X: bool = cfg!({word});\n");
            assert_eq!(problems(&text), ["crates/x/src/y.rs:3 code for one system"]);
        }
        let comment = format!("{DOC}// cfg({name})\n");
        assert_eq!(problems(&comment), [""; 0]);
    }
}
