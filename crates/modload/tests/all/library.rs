//! Complete results of go/build for directories, with positions: std, cmd, odd cases, and headers
//! with random damage.
//!
//! A small Go program prints go/build's packages; it is built once and then cached.
//! Counterpart: go/build.ImportDir.

use std::fs;
use std::sync::Arc;

use serde_json::Value;
use serde_json::json;
use vamos_fsys::Disk;
use vamos_modload::dirpkg::BuildContext;
use vamos_modload::dirpkg::Decls;
use vamos_modload::dirpkg::DirCache;
use vamos_modload::dirpkg::Directive;

use crate::cases::CASES;
use crate::official::Target;
use crate::official::ask;
use crate::official::context;
use crate::official::go;
use vamos_testkit::Random;

const PROGRAM: &str = r#"package main

import (
	"bufio"
	"encoding/json"
	"go/build"
	"go/token"
	"os"
)

func places(m map[string][]token.Position) map[string][]string {
	out := map[string][]string{}
	for name, list := range m {
		for _, pos := range list {
			out[name] = append(out[name], pos.String())
		}
	}
	return out
}

func directives(list []build.Directive) []string {
	out := []string{}
	for _, d := range list {
		out = append(out, d.Pos.String()+" "+d.Text)
	}
	return out
}

func main() {
	ctxt := build.Default
	ctxt.GOPATH = ""
	dirs, _ := os.Open(os.Args[1])
	in := bufio.NewScanner(dirs)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		p, err := ctxt.ImportDir(in.Text(), build.ImportComment)
		text := ""
		if err != nil {
			text = err.Error()
		}
		json.NewEncoder(out).Encode(map[string]any{
			"Dir": p.Dir, "Error": text, "Name": p.Name, "Doc": p.Doc,
			"ImportComment": p.ImportComment, "BinaryOnly": p.BinaryOnly,
			"GoFiles": p.GoFiles, "Ignored": p.IgnoredGoFiles, "Invalid": p.InvalidGoFiles,
			"Others": p.IgnoredOtherFiles, "Cgo": p.CgoFiles,
			"Test": p.TestGoFiles, "XTest": p.XTestGoFiles,
			"CFLAGS": p.CgoCFLAGS, "LDFLAGS": p.CgoLDFLAGS,
			"Imports": places(p.ImportPos), "TestImports": places(p.TestImportPos),
			"XTestImports": places(p.XTestImportPos), "Embeds": places(p.EmbedPatternPos),
			"TestEmbeds": places(p.TestEmbedPatternPos),
			"Directives": directives(p.Directives), "TestDirectives": directives(p.TestDirectives),
			"XTestDirectives": directives(p.XTestDirectives),
		})
	}
	out.Flush()
}
"#;

/// The target of all tests here.
pub(crate) const TARGET: Target = Target {
    goos: "linux",
    goarch: "amd64",
    cgo: true,
};

fn places(decls: &Decls) -> Value {
    let place = |(name, list): (&String, &Vec<vamos_syntax::Position>)| {
        let list = list
            .iter()
            .map(|position| Value::from(position.to_string()));
        (name.clone(), list.collect::<Value>())
    };
    Value::Object(decls.iter().map(place).collect())
}

fn directives(list: &[Directive]) -> Value {
    let show = |d: &Directive| Value::from(format!("{} {}", d.position, d.text));
    list.iter().map(show).collect()
}

fn ours(dirs: &DirCache, context: &BuildContext, dir: &str) -> Value {
    let (p, error) = dirs.import_dir(context, dir);
    json!({
        "Dir": p.dir.as_str(), "Error": error.map(|e| e.to_string()).unwrap_or_default(),
        "Name": p.name, "Doc": p.doc,
        "ImportComment": p.import_comment, "BinaryOnly": p.binary_only,
        "GoFiles": p.files.go, "Ignored": p.files.ignored_go, "Invalid": p.files.invalid_go,
        "Others": p.files.ignored_other, "Cgo": p.files.cgo,
        "Test": p.tests.go, "XTest": p.xtests.go,
        "CFLAGS": p.cgo.cflags, "LDFLAGS": p.cgo.ldflags,
        "Imports": places(&p.places().imports), "TestImports": places(&p.places().test_imports),
        "XTestImports": places(&p.places().xtest_imports), "Embeds": places(&p.places().embeds),
        "TestEmbeds": places(&p.places().test_embeds),
        "Directives": directives(&p.directives),
        "TestDirectives": directives(&p.test_directives),
        "XTestDirectives": directives(&p.xtest_directives),
    })
}

/// Compares both views of directories, one per line of a list.
fn compare(go: &str, root: &str, list: &str) {
    let program = format!("{root}/program.go");
    fs::write(&program, PROGRAM).unwrap();
    let list_file = format!("{root}/dirs.txt");
    fs::write(&list_file, list).unwrap();
    let output = ask(go, &TARGET, root, &["run", &program, &list_file]);
    let mut context = context(go, &TARGET);
    context.indexed = false;
    context.import_comments = true;
    let dirs = DirCache::new(Arc::new(Disk::new()));
    let mut wrong = Vec::new();
    let mut count = 0;
    for want in serde_json::Deserializer::from_str(&output).into_iter::<Value>() {
        let want = want.unwrap();
        count += 1;
        let got = ours(&dirs, &context, want["Dir"].as_str().unwrap());
        for (field, want) in want.as_object().unwrap() {
            let is_empty = |v: &Value| v.is_null() || v.as_array().is_some_and(Vec::is_empty);
            let got = &got[field];
            if got != want && !(is_empty(got) && is_empty(want)) {
                wrong.push(format!("{field}: {got}\n  want {want}"));
            }
        }
    }
    let shown = wrong[..wrong.len().min(20)].join("\n");
    assert!(wrong.is_empty(), "{} differences:\n{shown}", wrong.len());
    assert_eq!(count, list.lines().count());
}

/// Returns the real path of a temporary directory.
pub(crate) fn temp_root(temp: &tempfile::TempDir) -> String {
    let root = fs::canonicalize(temp.path()).unwrap();
    root.to_str().unwrap().to_owned()
}

#[test]
fn std_and_cmd_to_the_column() {
    let Some(go) = go() else { return };
    let temp = tempfile::tempdir().unwrap();
    let root = temp_root(&temp);
    let list = ask(&go, &TARGET, "/", &["list", "-f", "{{.Dir}}", "std", "cmd"]);
    compare(&go, &root, &list);
}

#[test]
fn odd_cases_to_the_column() {
    let Some(go) = go() else { return };
    let temp = tempfile::tempdir().unwrap();
    let root = temp_root(&temp);
    let mut list = String::new();
    for (name, files) in CASES {
        let dir = format!("{root}/{name}");
        fs::create_dir(&dir).unwrap();
        for (file, bytes) in *files {
            fs::write(format!("{dir}/{file}"), bytes).unwrap();
        }
        list.push_str(&format!("{dir}\n"));
    }
    compare(&go, &root, &list);
}

/// Fragments that are relevant to a header's readers.
const PIECES: &[&str] = &[
    "package p",
    "import",
    "\"fmt\"",
    "`os`",
    "(",
    ")",
    ";",
    "\n",
    "\n\n",
    "//",
    "/*",
    "*/",
    " ",
    "//go:build linux",
    "// +build linux",
    "//go:embed a b",
    "\"embed\"",
    "\"C\"",
    "// #cgo CFLAGS: -DX",
    "//line x.go:3",
    "/*line y.go:5:6*/",
    "\r\n",
    "\u{feff}",
    "\0",
    "é",
    "“",
    "'",
    "\"",
    "`",
    "\\",
    "0x",
    "1_",
    "x",
    "_",
    ".",
    "...",
    ",",
    "var x int",
    "func f() {}",
    "//go:debug a=b",
    "#",
    "@",
    "if",
    "package",
    "main",
    "12.5e3",
    "'a'",
    "&^=",
    "// import \"q\"",
    "\\u12",
    "documentation",
    "}",
];

/// Returns a Go file with a few errors.
pub(crate) fn damaged(random: &mut Random) -> Vec<u8> {
    let seeds = [
        "// Package p is.\npackage p\n\nimport (\n\t\"fmt\"\n\t_ \"embed\"\n)\n\n//go:embed a \"b c\" `d`\nvar x int\n",
        "//go:build linux\n\n// Doc [x].\npackage p // import \"q\"\n\n// #cgo CFLAGS: -DX\nimport \"C\"\n",
        "",
    ];
    let mut text = seeds[random.below(seeds.len())].as_bytes().to_vec();
    let edits = 1 + random.below(if text.is_empty() { 20 } else { 6 });
    for _ in 0..edits {
        let at = random.below(text.len() + 1);
        let piece = PIECES[random.below(PIECES.len())].as_bytes();
        match random.below(4) {
            0 if at < text.len() => drop(text.remove(at)),
            1 if at < text.len() => text[at] = u8::try_from(random.below(256)).unwrap(),
            2 if text.is_empty() => text.extend_from_slice(piece),
            _ => drop(text.splice(at..at, piece.iter().copied())),
        }
    }
    text
}

#[test]
fn damaged_headers() {
    const COUNT: usize = 1000;
    let Some(go) = go() else { return };
    let temp = tempfile::tempdir().unwrap();
    let root = temp_root(&temp);
    let mut random = Random::new(0x1234_5678_9abc_def1);
    let mut list = String::new();
    for i in 0..COUNT {
        let dir = format!("{root}/d{i}");
        fs::create_dir(&dir).unwrap();
        fs::write(format!("{dir}/a.go"), damaged(&mut random)).unwrap();
        list.push_str(&format!("{dir}\n"));
    }
    compare(&go, &root, &list);
}
