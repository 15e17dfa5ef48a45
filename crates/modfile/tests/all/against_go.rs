//! Compares parsing, printing and editing with the official command, if it is installed.
//!
//! Counterpart: `go mod edit`, `go work edit`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "all of this is test code, also outside #[test] functions"
)]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use crate::samples;
use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;
use vamos_modfile::JsonStyle;
use vamos_modfile::ModuleError;
use vamos_modfile::VersionInterval;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;

/// The official command in its own scratch directory.
struct Go {
    program: PathBuf,
    goroot: PathBuf,
    dir: tempfile::TempDir,
}

impl Go {
    fn find() -> Option<Go> {
        Some(Go {
            program: official_go()?,
            goroot: official_sdk()?,
            dir: tempfile::tempdir().unwrap(),
        })
    }

    fn run(&self, args: &[&str]) -> Output {
        let home = self.dir.path();
        Command::new(&self.program)
            .args(args)
            .current_dir(home)
            .env_clear()
            .env("HOME", home)
            .env("PWD", home)
            .env("GOCACHE", home.join("cache"))
            .env("GOPATH", home.join("gopath"))
            .env("GOENV", "off")
            .env("GOFLAGS", "")
            .env("GOPROXY", "off")
            .env("GOSUMDB", "off")
            .env("GOTELEMETRY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("GOWORK", "off")
            .output()
            .unwrap()
    }

    fn write(&self, name: &str, text: &[u8]) {
        std::fs::write(self.dir.path().join(name), text).unwrap();
    }
}

#[track_caller]
fn assert_same(what: &str, input: &[u8], ours: &[u8], theirs: &[u8]) {
    let show = String::from_utf8_lossy;
    assert!(
        ours == theirs,
        "{what} of:\n{}\n--- ours\n{}\n--- go\n{}\n--- escaped {:?}\n--- escaped {:?}",
        show(input),
        show(ours),
        show(theirs),
        show(ours),
        show(theirs)
    );
}

/// Returns the stderr output of the command for a file that it cannot parse.
fn parse_error(what: &str, err: &ModuleError) -> Vec<u8> {
    format!("go: errors parsing {what}:\n{err}\n").into_bytes()
}

/// The JSON format of a go.mod in Go 1.26, the release that these tests compare with.
const STYLE: JsonStyle = JsonStyle {
    has_godebug: true,
    omits_empty: false,
};

fn check_mod(go: &Go, text: &[u8]) {
    go.write("x.mod", text);
    let json = go.run(&["mod", "edit", "-json", "x.mod"]);
    let print = go.run(&["mod", "edit", "-print", "x.mod"]);
    let mut file = match GoMod::parse("x.mod", text, None) {
        Ok(file) => file,
        Err(err) => {
            assert_same("error", text, &parse_error("x.mod", &err), &json.stderr);
            return;
        }
    };
    assert!(
        json.status.success(),
        "go refuses:\n{}\n{}",
        String::from_utf8_lossy(text),
        String::from_utf8_lossy(&json.stderr)
    );
    file.sort_blocks();
    file.cleanup();
    assert_same("JSON", text, &file.to_json(STYLE), &json.stdout);
    assert_same("text", text, &file.format(), &print.stdout);
}

#[test]
fn go_mod_samples() {
    let Some(go) = Go::find() else { return };
    for text in samples::GO_MOD {
        check_mod(&go, text.as_bytes());
    }
    check_mod(
        &go,
        b"module x.y/z // \xff\nrequire x.y/\xff v1.0.0\ntool \xc3\x28\n",
    );
    check_mod(&go, b"module \"x.y/\xff\"\n\x00");
}

#[test]
fn go_mod_files_of_the_sdk() {
    let Some(go) = Go::find() else { return };
    let mut files = Vec::new();
    find_mod_files(&go.goroot.join("src"), &mut files);
    find_mod_files(&go.goroot.join("misc"), &mut files);
    assert!(!files.is_empty());
    for file in files {
        check_mod(&go, &read(&file));
    }
}

#[test]
fn go_mod_files_of_the_module_cache() {
    let Some(go) = Go::find() else { return };
    let Some(cache) = std::env::var_os("GOMODCACHE") else {
        return;
    };
    let mut files = Vec::new();
    find_mod_files(&Path::new(&cache).join("cache/download"), &mut files);
    for file in files {
        check_mod(&go, &read(&file));
    }
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap()
}

fn find_mod_files(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            find_mod_files(&path, files);
        } else if path.file_name().is_some_and(|name| name == "go.mod")
            || path.extension().is_some_and(|ext| ext == "mod")
        {
            files.push(path);
        }
    }
}

#[test]
fn go_work_samples() {
    let Some(go) = Go::find() else { return };
    for text in samples::GO_WORK {
        let text = text.as_bytes();
        go.write("x.work", text);
        let json = go.run(&["work", "edit", "-json", "x.work"]);
        let print = go.run(&["work", "edit", "-print", "x.work"]);
        match GoWork::parse("x.work", text, None) {
            Ok(mut file) => {
                file.sort_blocks();
                file.cleanup();
                assert_same("JSON", text, &file.to_json(STYLE), &json.stdout);
                assert_same("text", text, &file.format(), &print.stdout);
            }
            Err(err) => assert_same(
                "error",
                text,
                &parse_error("x.work:\nerrors parsing go.work", &err),
                &json.stderr,
            ),
        }
    }
}

/// Applies one flag of `go mod edit`.
fn edit(file: &mut GoMod, flag: &str) -> Result<(), ModuleError> {
    let (name, arg) = flag.trim_start_matches('-').split_once('=').unwrap();
    let version = |s: &str| {
        let (path, version) = s.split_once('@').unwrap_or((s, ""));
        ModuleVersion::new(path, version)
    };
    let interval = |s: &str| {
        let (low, high) = s.trim_matches(['[', ']']).split_once(',').unwrap_or((s, s));
        VersionInterval {
            low: low.into(),
            high: high.into(),
        }
    };
    let m = version(arg);
    match name {
        "module" => file.add_module_stmt(arg),
        "go" if arg == "none" => file.drop_go_stmt(),
        "go" => file.add_go_stmt(arg)?,
        "toolchain" if arg == "none" => file.drop_toolchain_stmt(),
        "toolchain" => file.add_toolchain_stmt(arg)?,
        "godebug" => {
            let (key, value) = arg.split_once('=').unwrap();
            file.add_godebug(key, value);
        }
        "dropgodebug" => file.drop_godebug(arg),
        "require" => file.add_require(&m.path, &m.version),
        "droprequire" => file.drop_require(arg),
        "exclude" => file.add_exclude(&m.path, &m.version)?,
        "dropexclude" => file.drop_exclude(&m.path, &m.version),
        "replace" => {
            let (old, new) = arg.split_once('=').unwrap();
            file.add_replace(&version(old), &version(new));
        }
        "dropreplace" => file.drop_replace(&m),
        "retract" => file.add_retract(&interval(arg), "")?,
        "dropretract" => file.drop_retract(&interval(arg)),
        "tool" => file.add_tool(arg),
        "droptool" => file.drop_tool(arg),
        "ignore" => file.add_ignore(arg),
        "dropignore" => file.drop_ignore(arg),
        _ => unreachable!("no such flag: {name}"),
    }
    Ok(())
}

#[test]
fn edits() {
    let Some(go) = Go::find() else { return };
    for (text, flags) in samples::EDITS {
        let text = text.as_bytes();
        go.write("x.mod", text);
        let mut flags: Vec<&str> = flags.split_whitespace().collect();
        let mut file = GoMod::parse("x.mod", text, None).unwrap();
        let result = flags.iter().try_for_each(|flag| {
            edit(&mut file, flag).map_err(|err| format!("go: {flag}: {err}\n"))
        });
        let run = |flags: &mut Vec<&str>, last: &'static str| {
            let mut args = vec!["mod", "edit"];
            args.append(&mut flags.clone());
            args.extend([last, "x.mod"]);
            go.run(&args)
        };
        let print = run(&mut flags, "-print");
        if let Err(err) = result {
            assert_same(
                &format!("error of {flags:?}"),
                text,
                err.as_bytes(),
                &print.stderr,
            );
            continue;
        }
        assert!(
            print.status.success(),
            "{flags:?}: {}",
            String::from_utf8_lossy(&print.stderr)
        );
        file.sort_blocks();
        file.cleanup();
        assert_same(
            &format!("text after {flags:?}"),
            text,
            &file.format(),
            &print.stdout,
        );
        let json = run(&mut flags, "-json");
        assert_same(
            &format!("JSON after {flags:?}"),
            text,
            &file.to_json(STYLE),
            &json.stdout,
        );
    }
}
