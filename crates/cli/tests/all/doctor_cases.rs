//! `doctor` in a good environment and in broken ones, with servers on loopback.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests write files that commands under test read, and answer their requests"
)]

use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::process::Command;
use std::process::Output;

use serde_json::Value;
use vamos_testkit::has_programs;
use vamos_testkit::unwrapped_sdk;
use vamos_testkit::vamos;

use crate::compiler_cases::User;
use crate::linker_cases::rebuild;
use crate::live_line::start_on_terminal;
use crate::scratch_module::ScratchModule;

/// Answers every request with a status and a date, until the test ends.
fn server(status: &'static str, date: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback works");
    let address = listener.local_addr().expect("it listens");
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let mut lines = BufReader::new(&stream).lines();
            while lines
                .next()
                .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
            {}
            let head = format!("HTTP/1.1 {status}\r\nDate: {date}\r\n");
            let rest = "Content-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = (&stream).write_all(format!("{head}{rest}").as_bytes());
        }
    });
    format!("http://{address}")
}

fn doctor(place: &ScratchModule, args: &[&str], env: &[(&str, &str)]) -> Output {
    fs::create_dir_all(place.at("home")).expect("it is ours");
    fs::create_dir_all(place.at("cache")).expect("it is ours");
    place.write("go.mod", "module example.com/m\n\ngo 1.24\n");
    let mut command = place.vamos();
    command.arg("doctor").args(args).envs(env.iter().copied());
    command.output().expect("it starts")
}

/// Returns state, text and fix of the findings of a name.
fn found(output: &Output, name: &str) -> Vec<(String, String, String)> {
    let list: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let list = list.as_array().expect("it is a list").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list.filter(|one| one["Name"] == name)
        .map(|one| (text(&one["State"]), text(&one["Text"]), text(&one["Fix"])))
        .collect()
}

#[test]
fn nothing_is_wrong_here() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let output = doctor(&place, &["-json"], &[]);
    for (name, part) in [
        ("SDK", "go1."),
        ("platform", "linux/"),
        ("module proxy", "downloads are off (GOPROXY)"),
        ("checksum database", "not used, because GOPROXY is off"),
    ] {
        let found = found(&output, name);
        assert_eq!(found.len(), 1, "{name}: {output:?}");
        assert!(found[0].0 == "ok" && found[0].1.contains(part), "{found:?}");
        assert_eq!(found[0].2, "");
    }
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(found(&output, "cache cap"), []);
    assert_eq!(
        fs::read_dir(place.at("cache"))
            .expect("it is there")
            .count(),
        0
    );
    let text = doctor(&place, &[], &[]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(
        text.starts_with("ok       SDK               go1."),
        "{text}"
    );
}

#[test]
fn settings_are_named_with_their_place() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let file = place.at("home/.config/vamos/vamos.toml");
    for (text, name, state, want) in [
        (
            "[cache]\ncap = '4GB'\n",
            "cache cap",
            "ok",
            "4.0 GB (FILE:2)",
        ),
        (
            "\n[cache]\nlimit = 1\n",
            "vamos.toml",
            "problem",
            "FILE:3: unknown field cache.limit",
        ),
        (
            "[remote]\nsize = 1\n",
            "vamos.toml",
            "problem",
            "FILE:2: unknown field remote.size",
        ),
        (
            "[remote]\naddress = 'grpcs://cache.example'\n",
            "remote cache",
            "ok",
            "grpcs://cache.example:443 (FILE:2); 'vamos remote check' tries it",
        ),
        (
            "[remote]\naddress = 'grpcs://cache.example'\nkeys = []\n",
            "remote cache",
            "problem",
            "FILE:3: remote.keys is empty; remove it to use the results of all writers",
        ),
    ] {
        place.write("../home/.config/vamos/vamos.toml", text);
        let output = doctor(&place, &["-json"], &[]);
        let found = found(&output, name);
        let want = want.replace("FILE", &file.display().to_string());
        assert_eq!(found.len(), 1, "{output:?}");
        assert_eq!((&*found[0].0, &found[0].1), (state, &want));
        assert_eq!(output.status.code(), Some(i32::from(state != "ok")));
    }
}

/// Builds work without it, but are slower.
#[test]
fn data_that_cannot_be_kept_are_a_warning() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    fs::create_dir_all(place.at("home/.cache")).expect("it is ours");
    fs::write(place.at("home/.cache/vamos"), "").expect("it is ours");
    let output = doctor(&place, &["-json"], &[]);
    let found = found(&output, "vamos' data");
    assert_eq!(found.len(), 1, "{output:?}");
    assert_eq!(found[0].0, "warning", "{found:?}");
    assert!(found[0].1.ends_with("cannot be written"), "{found:?}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn servers_are_asked() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let (good, old) = (
        server("200 OK", "Sun, 06 Nov 2095 08:49:37 GMT"),
        server("502 Bad Gateway", ""),
    );
    let refusing = server("403 Forbidden", "");
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback works");
        format!("http://{}", listener.local_addr().expect("it listens"))
    };
    let list = [&*good, &old, &refusing, &gone].join(",");
    let output = doctor(&place, &["-json"], &[("GOPROXY", &list)]);
    assert_eq!(output.status.code(), Some(1));
    let proxies = found(&output, "module proxy");
    let states: Vec<&str> = proxies.iter().map(|(state, ..)| &**state).collect();
    assert_eq!(
        states,
        ["ok", "problem", "problem", "problem"],
        "{proxies:?}"
    );
    assert!(
        proxies[1].1.ends_with("has an error: 502 Bad Gateway"),
        "{proxies:?}"
    );
    assert!(proxies[2].1.ends_with("refuses: 403 Forbidden") && proxies[2].2.contains(".netrc"));
    assert!(proxies[3].1.contains("does not answer: "), "{proxies:?}");
    // The first proxy carries the database, and its clock is far from ours.
    let database = found(&output, "checksum database");
    assert!(database[0].0 == "ok" && database[0].1.ends_with(&format!("by {good}")));
    let clock = found(&output, "clock");
    assert!(
        clock[0].0 == "problem" && clock[0].2.contains("NTP"),
        "{clock:?}"
    );
}

#[test]
fn broken_settings_have_a_fix() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let m = place.at("m").join("go.mod").display().to_string();
    let below_a_file = format!("{m}/cache");
    for (env, name, part) in [
        (
            ("GOCACHE", "off"),
            "build cache",
            "set GOCACHE to a directory",
        ),
        (
            ("GOCACHE", &*below_a_file),
            "build cache",
            "set GOCACHE to another directory",
        ),
        (("GOPROXY", ","), "module proxy", "set GOPROXY"),
        (
            ("GOPROXY", "file:///nowhere/at/all"),
            "module proxy",
            "correct GOPROXY",
        ),
    ] {
        let output = doctor(&place, &["-json"], &[env, ("GOSUMDB", "off")]);
        let found = found(&output, name);
        assert_eq!(output.status.code(), Some(1), "{env:?}: {output:?}");
        assert!(
            found[0].0 == "problem" && found[0].2.contains(part),
            "{env:?}: {found:?}"
        );
    }
    let extra = doctor(&place, &["x"], &[]);
    assert_eq!(extra.status.code(), Some(2));
}

#[test]
fn credentials_are_found_and_not_shown() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    if !has_programs(&["git"]) {
        return;
    }
    fs::create_dir_all(place.at("home")).expect("it is ours");
    let netrc = "machine one.example.com\nlogin me\npassword hunter2\n";
    fs::write(place.at("home/.netrc"), netrc).expect("it is ours");
    let config = "[url \"git@two.example.com:\"]\n\tinsteadOf = https://two.example.com/\n\
                  [credential \"https://three.example.com\"]\n\thelper = store\n";
    fs::write(place.at("home/.gitconfig"), config).expect("it is ours");
    let private = "one.example.com/team,two.example.com,three.example.com/*,four.example.com,*.corp.example.com";
    let output = doctor(&place, &["-json"], &[("GOPRIVATE", private)]);
    let found = found(&output, "private modules");
    let texts: Vec<&str> = found.iter().map(|(_, text, _)| &**text).collect();
    assert_eq!(
        texts,
        [
            "four.example.com: no credentials",
            "one.example.com: a login in .netrc",
            "three.example.com: a credential helper of git",
            "two.example.com: another address that git uses (url.*.insteadOf)",
        ]
    );
    assert!(found[0].0 == "warning" && found[0].2.contains("four.example.com"));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("hunter2"));
}

#[test]
fn the_go_on_path_is_named() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let go = place.at("links/go");
    fs::create_dir_all(place.at("links")).expect("it is ours");
    let vamos = vamos_testkit::vamos().expect("the scratch module has it");
    std::os::unix::fs::symlink(vamos, &go).expect("it is ours");
    place.write("go", "#!/bin/sh\n");
    let shell = place.at("m/shell");
    place.write("shell", "#!/bin/sh\necho hello\necho /usr/bin/env\n");
    let (m, links) = (place.at("m"), place.at("links"));
    for (path, state, text, login) in [
        ("/nowhere".to_owned(), "ok", "none found".to_owned(), None),
        (
            format!("{}:/bin", m.display()),
            "ok",
            "is not vamos".to_owned(),
            None,
        ),
        (
            format!("{}:{}", m.display(), links.display()),
            "warning",
            format!("comes before the link to vamos in {}", links.display()),
            None,
        ),
        (
            format!("{}:{}:/bin", links.display(), m.display()),
            "ok",
            format!("{} is vamos", go.display()),
            Some("finds /usr/bin/env, which is not vamos"),
        ),
    ] {
        let shell = shell.display().to_string();
        let output = doctor(&place, &["-json"], &[("PATH", &path), ("SHELL", &shell)]);
        let on_path = found(&output, "go on PATH");
        assert_eq!(on_path.len(), 1, "{output:?}");
        assert_eq!(on_path[0].0, state, "{on_path:?}");
        assert!(on_path[0].1.contains(&text), "{on_path:?}");
        let in_shell = found(&output, "login shell");
        let in_shell = in_shell.first().map(|(_, text, _)| &**text);
        assert_eq!(in_shell.is_some(), login.is_some(), "{in_shell:?}");
        let is_it = in_shell
            .zip(login)
            .is_none_or(|(text, end)| text.ends_with(end));
        assert!(is_it, "{in_shell:?}");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn what_vamos_prepares_and_passes_on_is_named() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let output = doctor(&place, &["-json"], &[]);
    let only = |name| found(&output, name).remove(0);
    assert_eq!(only("compiler").1, "the SDK's (VAMOS_COMPILER=stock)");
    assert!(only("delegated").1.starts_with("nothing: "), "{output:?}");
    let env = [("VAMOS_COMPILER", "auto"), ("VAMOS_NO_DELEGATE", "")];
    let output = doctor(&place, &["-json"], &env);
    let only = |name| found(&output, name).remove(0);
    assert!(
        only("compiler").1.contains("is not built yet"),
        "{output:?}"
    );
    assert!(
        only("delegated")
            .1
            .starts_with("SWIG and gccgo are passed to "),
        "{output:?}"
    );
}

#[test]
fn a_missing_sdk_is_diagnosed() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let go = vamos_testkit::official_go().expect("the scratch module has it");
    let bin = go.parent().expect("it is in bin").display().to_string();
    let env = [("GOROOT", "/nosuch"), ("PATH", &*bin)];
    let output = doctor(&place, &["-json"], &env);
    let sdk = found(&output, "SDK");
    assert_eq!(sdk.len(), 2, "{output:?}");
    assert!(
        sdk[0].0 == "problem" && sdk[0].1.starts_with("GOROOT=/nosuch does not exist"),
        "{sdk:?}"
    );
    assert_eq!(sdk[1].0, "ok");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(found(&output, "build cache").len(), 1);
}

#[test]
fn a_cache_that_takes_no_files_is_called_so() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    // Also root cannot make a directory here, and the file system has no free space.
    let output = doctor(&place, &["-json"], &[("GOCACHE", "/proc/sys/kernel")]);
    let cache = found(&output, "build cache");
    assert_eq!(
        (&*cache[0].0, &*cache[0].1),
        ("problem", "/proc/sys/kernel cannot be written")
    );
    let memory = found(&output, "memory");
    let has_unit = |text: &str| text.ends_with("GB free") || text.ends_with("MB free");
    assert!(
        memory.iter().all(|(_, text, _)| has_unit(text)),
        "{memory:?}"
    );
}

/// Work of the SDK's tools instead of vamos is no `ok`, and has its effect and a remedy.
#[test]
fn nothing_slow_is_ok() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let parts = ["cache keys", "links", "assembly", "type errors", "edits"];
    for (goarch, expected) in [
        ("amd64", ["ok"; 5]),
        ("386", ["ok", "warning", "warning", "ok", "warning"]),
    ] {
        let output = doctor(&place, &["-json"], &[("GOARCH", goarch)]);
        for (name, state) in parts.into_iter().zip(expected) {
            let found = found(&output, name).remove(0);
            assert_eq!(found.0, state, "{goarch} {found:?}");
            assert_eq!(found.2.is_empty(), state == "ok", "{goarch} {found:?}");
        }
        if goarch == "386" {
            let links = found(&output, "links").remove(0).1;
            assert_eq!(
                links,
                "by the SDK's linker: links take about three times as long \
                 (vamos does not follow linux/386)"
            );
        }
    }
}

#[test]
fn linked_worktrees_are_named() {
    let Some(place) = ScratchModule::new() else {
        return;
    };
    let output = doctor(&place, &["-json"], &[]);
    assert_eq!(found(&output, "worktree"), []);
    place.write(".git", "gitdir: /a/m/.git/worktrees/b\n");
    for (flags, state, part) in [
        ("", "warning", "of /a/m; both compile their packages"),
        ("-trimpath", "ok", "-trimpath shares results with it"),
        ("-trimpath=false", "warning", "of /a/m;"),
    ] {
        let output = doctor(&place, &["-json"], &[("GOFLAGS", flags)]);
        let found = found(&output, "worktree").remove(0);
        assert!(found.0 == state && found.1.contains(part), "{found:?}");
    }
}

/// Work that is left to the SDK's tools is shown once, on a terminal only.
#[test]
fn a_terminal_has_one_line() {
    let (Some(user), Some(sdk), Some(vamos)) = (User::new(), unwrapped_sdk(), vamos()) else {
        return;
    };
    // Its sources have a change that decides whether there is an instrumented compiler.
    rebuild(&sdk, &user.top().join("goroot"), "compile");
    let (code, stderr) = user.run("cache", &[], &["build", "."]);
    assert_eq!((code, stderr), (Some(0), String::new()));
    let lines = [(); 2].map(|()| {
        let mut command = Command::new(&vamos);
        command
            .args(["build", "."])
            .current_dir(user.top().join("m"))
            .env_clear()
            .env("HOME", user.top().join("home"))
            .env("GOROOT", user.top().join("goroot"))
            .env("GOCACHE", user.top().join("cache"))
            .env("GOFLAGS", "-buildvcs=false")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("TERM", "xterm")
            .env("VAMOS_BACKGROUND", "off")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_TRACE", "off");
        let (mut child, mut terminal) = start_on_terminal(command);
        let mut text = Vec::new();
        // Reading from a terminal that no process has open ends with an error.
        let _ = terminal.read_to_end(&mut text);
        assert!(child.wait().expect("it is our child").success());
        let text = String::from_utf8_lossy(&text).into_owned();
        text.contains(
            "it builds no instrumented compiler; 'vamos doctor' shows why, and what helps",
        )
    });
    assert_eq!(lines, [true, false]);
}
