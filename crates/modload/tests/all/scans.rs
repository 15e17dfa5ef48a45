//! The module loader's scan of imports, against upstream's own.
//!
//! Upstream's package is internal; a copy from the installed SDK is placed in the test's directory,
//! with its three internal imports replaced by a few lines.
//! Counterpart: cmd/go/internal/imports (`ScanDir`).

use std::fs;
use std::sync::Arc;

use serde_json::Value;
use serde_json::json;
use vamos_fsys::Disk;
use vamos_modload::dirpkg::DirCache;

use crate::cases::CASES;
use crate::library::TARGET;
use crate::library::damaged;
use crate::library::temp_root;
use crate::official::ask;
use crate::official::context;
use crate::official::go;
use vamos_testkit::Random;

const MAIN: &str = r#"package main

import (
	"bufio"
	"encoding/json"
	"os"

	"m/imports"
)

func main() {
	dirs, _ := os.Open(os.Args[1])
	in := bufio.NewScanner(dirs)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		for _, tags := range []map[string]bool{imports.Tags(), imports.AnyTags()} {
			list, tests, err := imports.ScanDir(in.Text(), tags)
			text := ""
			if err != nil {
				text = err.Error()
			}
			json.NewEncoder(out).Encode([]any{in.Text(), append([]string{}, list...),
				append([]string{}, tests...), text})
		}
	}
	out.Flush()
}
"#;
const CFG: &str = "package cfg\n\nimport \"go/build\"\n\nvar BuildContext = build.Default\n";
const FSYS: &str = "package fsys\n\nimport \"os\"\n\nvar (\n\tReadDir = os.ReadDir\n\tStat = os.Stat\n\tOpen = os.Open\n)\n";

fn write_program(root: &str, goroot: &str) {
    let write = |name: &str, text: &str| {
        let path = format!("{root}/{name}");
        fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("go.mod", "module m\n\ngo 1.24\n");
    write("main.go", MAIN);
    write("cfg/cfg.go", CFG);
    write("fsys/fsys.go", FSYS);
    let upstream = |path: &str| fs::read_to_string(format!("{goroot}/src/{path}")).unwrap();
    write(
        "syslist/syslist.go",
        &upstream("internal/syslist/syslist.go"),
    );
    for name in ["build.go", "read.go", "scan.go", "tags.go"] {
        let text = upstream(&format!("cmd/go/internal/imports/{name}"))
            .replace("cmd/go/internal/", "m/")
            .replace("\"internal/syslist\"", "\"m/syslist\"");
        write(&format!("imports/{name}"), &text);
    }
}

#[test]
fn scans_of_std_and_of_odd_directories() {
    let Some(go) = go() else { return };
    let temp = tempfile::tempdir().unwrap();
    let root = temp_root(&temp);
    let mut context = context(&go, &TARGET);
    context.indexed = false;
    write_program(&root, &context.goroot);
    let mut list = ask(&go, &TARGET, "/", &["list", "-f", "{{.Dir}}", "std", "cmd"]);
    for (name, files) in CASES {
        let dir = format!("{root}/cases/{name}");
        fs::create_dir_all(&dir).unwrap();
        for (file, bytes) in *files {
            fs::write(format!("{dir}/{file}"), bytes).unwrap();
        }
        list.push_str(&format!("{dir}\n"));
    }
    let mut random = Random::new(0x0bad_cafe_0bad_cafe);
    for i in 0..1000 {
        let dir = format!("{root}/cases/d{i}");
        fs::create_dir(&dir).unwrap();
        fs::write(format!("{dir}/a.go"), damaged(&mut random)).unwrap();
        list.push_str(&format!("{dir}\n"));
    }
    let list_file = format!("{root}/dirs.txt");
    fs::write(&list_file, &list).unwrap();
    let output = ask(&go, &TARGET, &root, &["run", ".", &list_file]);
    let contexts = [context.clone(), context.with_any_tags()];
    let dirs = DirCache::new(Arc::new(Disk::new()));
    let mut wrong = Vec::new();
    let mut count = 0;
    for (i, want) in serde_json::Deserializer::from_str(&output)
        .into_iter::<Value>()
        .enumerate()
    {
        let want = want.unwrap();
        let dir = want[0].as_str().unwrap();
        let got = match dirs.scan_dir(&contexts[i % 2], dir) {
            Ok((imports, tests)) => json!([dir, imports, tests, ""]),
            Err(error) => json!([dir, [], [], error.to_string()]),
        };
        count += 1;
        if got != want {
            wrong.push(format!("{got}\n  want {want}"));
        }
    }
    let shown = wrong[..wrong.len().min(20)].join("\n");
    assert!(wrong.is_empty(), "{} differences:\n{shown}", wrong.len());
    assert_eq!(count, 2 * list.lines().count());
}
