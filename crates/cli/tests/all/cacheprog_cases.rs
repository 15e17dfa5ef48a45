//! Compares GOCACHEPROG with the official command: the same requests to a program that records
//! them, and the same end when it misbehaves.
//!
//! The official command runs without a module index, which vamos does not have.
//! Counterpart: cmd/go/testdata/script/build_cacheprog_issue70848.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "the recorder is built before the commands that use it"
)]

use std::path::Path;
use std::process::Command;

use vamos_testkit::Cache;
use vamos_testkit::Case;
use vamos_testkit::official_go;
use vamos_testkit::shared_sdk;

/// A cache program that stores values in `store`, and in `log` a file for each different request,
/// whose size is the number of these requests.
const RECORDER: &str = r#"package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

type request struct {
	ID                 int64
	Command            string
	ActionID, OutputID []byte
	BodySize           int64
}

type response struct {
	ID            int64
	KnownCommands []string `json:",omitempty"`
	Miss          bool     `json:",omitempty"`
	OutputID      []byte   `json:",omitempty"`
	Size          int64    `json:",omitempty"`
	DiskPath      string   `json:",omitempty"`
}

func main() {
	store, log := filepath.Join(os.Args[1], "store"), filepath.Join(os.Args[1], "log")
	os.MkdirAll(store, 0777)
	os.MkdirAll(log, 0777)
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	var mu sync.Mutex
	say := func(r response) {
		mu.Lock()
		defer mu.Unlock()
		out.Encode(r)
	}
	say(response{KnownCommands: []string{"get", "put", "close"}})
	for {
		var q request
		if in.Decode(&q) != nil {
			return
		}
		var body []byte
		if q.Command == "put" && q.BodySize > 0 {
			if err := in.Decode(&body); err != nil || int64(len(body)) != q.BodySize {
				fmt.Fprintln(os.Stderr, "bad body", err)
			}
		}
		name := fmt.Sprintf("%s-%x-%x-%d", q.Command, q.ActionID, q.OutputID, q.BodySize)
		f, _ := os.OpenFile(filepath.Join(log, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0666)
		f.WriteString("x")
		f.Close()
		entry := filepath.Join(store, fmt.Sprintf("%x-a", q.ActionID))
		switch q.Command {
		case "get":
			data, err := os.ReadFile(entry)
			if err != nil {
				say(response{ID: q.ID, Miss: true})
				continue
			}
			var r response
			json.Unmarshal(data, &r)
			r.ID = q.ID
			say(r)
		case "put":
			path := filepath.Join(store, fmt.Sprintf("%x-d", q.OutputID))
			os.WriteFile(path, body, 0666)
			r := response{OutputID: q.OutputID, Size: q.BodySize, DiskPath: path}
			data, _ := json.Marshal(r)
			os.WriteFile(entry, data, 0666)
			say(response{ID: q.ID, DiskPath: path})
		case "close":
			say(response{ID: q.ID})
			return
		}
	}
}
"#;

const TREE: &str = "-- go.mod --\nmodule m\n\ngo 1.26\n\
    -- main.go --\npackage main\n\nimport \"m/p\"\n\nfunc main() { println(p.P().Error()) }\n\
    -- p/p.go --\npackage p\n\nimport \"errors\"\n\nfunc P() error { return errors.New(\"p\") }\n\
    -- bad/b.go --\npackage bad\n\nvar x int = \"\"\n";

fn case(name: &str, program: &str) -> Case {
    Case::new(&format!("cacheprog_{name}"))
        .tree(TREE)
        .cache(Cache::Empty)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GODEBUG", "goindex=0")
        .env("GOCACHEPROG", program)
}

/// Builds the recorder in `dir`; `None` if there is no official command.
fn recorder(dir: &Path) -> Option<String> {
    let go = official_go()?;
    std::fs::write(dir.join("main.go"), RECORDER).expect("the directory can be written");
    let program = dir.join("recorder");
    let status = Command::new(go)
        .args(["build", "-o"])
        .arg(&program)
        .arg("main.go")
        .current_dir(dir)
        .env("HOME", dir)
        .env("GOROOT", shared_sdk()?)
        .env("GOCACHE", dir.join("cache"))
        .env("GOENV", "off")
        .env("GOFLAGS", "")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .status()
        .expect("the official command starts");
    assert!(status.success());
    Some(format!("{} $TOP/work", program.display()))
}

#[test]
fn the_same_questions() {
    let dir = tempfile::tempdir().unwrap();
    let Some(program) = recorder(dir.path()) else {
        return;
    };
    case("builds", &program)
        .step(["build", "-o", "x", "."])
        .step(["build", "-o", "x", "."])
        .step(["build", "./bad", "!1"])
        .step(["run", "."])
        .step(["install", "./p"])
        .step([
            "list",
            "-export",
            "-f",
            "{{.ImportPath}} {{.Export}} {{.Stale}}",
            "./p",
        ])
        .step(["list", "-test", "-deps", "-compiled", "./p"])
        .run(["build", "-x", "-o", "y", "."]);
}

#[test]
fn programs_that_misbehave() {
    let hello = r#"echo "{\"ID\":0,\"KnownCommands\":[\"get\",\"put\",\"close\"]}""#;
    for (name, program) in [
        ("missing", "/no/such/program x".to_owned()),
        ("unknown", "no-such-program".to_owned()),
        ("quote", "'".to_owned()),
        ("empty", " ".to_owned()),
        ("directory", "/usr".to_owned()),
        ("talks", "/bin/sh -c 'echo hello'".to_owned()),
        ("dies", "/bin/sh -c 'exit 3'".to_owned()),
        ("nothing", "/bin/sh -c 'echo {}; read x'".to_owned()),
        ("type", "/bin/sh -c 'echo [1]; read x'".to_owned()),
        ("leaves", format!("/bin/sh -c '{hello}; read x; exit'")),
        ("cut", format!("/bin/sh -c '{hello}; read x; echo {{'")),
        (
            "number",
            format!("/bin/sh -c '{hello}; read x; echo \"{{\\\"ID\\\":77}}\"; read x'"),
        ),
    ] {
        let problem = case(name, &program).try_run(["build", ".", "!1"]).err();
        // The number of requests before that is not deterministic.
        let problem = problem.unwrap_or_default();
        let count = |line: &str| line.contains("exited pre-Close with");
        // The official command removes its work directory and exits while
        // other actions still run; now and then one of them reports that.
        let raced = |line: &str| {
            line.starts_with('-')
                && line.contains("$WORK/b")
                && line.ends_with(": no such file or directory")
        };
        let lines = problem.lines().filter(|line| line.starts_with(['+', '-']));
        let rest: Vec<&str> = lines
            .filter(|line| !count(line) && !raced(line))
            .filter(|line| !line.starts_with("---") && !line.starts_with("+++"))
            .collect();
        assert!(rest.is_empty(), "{name}:\n{problem}");
    }
}
