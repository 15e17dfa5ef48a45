//! `vamos.toml` of the user and of the workspace, compared with the official command, which has
//! neither.
//!
//! Counterpart: none.

use std::fs;
use std::fs::File;
use std::mem::MaybeUninit;
use std::path::Path;

use rustix::fs::inotify;
use vamos_remotekit::Fake;
use vamos_testkit::Case;
use vamos_testkit::official_sdk;
use vamos_testkit::wait_until_old;

use crate::remote_cases::BUILD;
use crate::remote_cases::TREE;
use crate::remote_cases::any_case;
use crate::remote_cases::builds_once;
use crate::remote_cases::note;
use crate::scratch_module::ScratchModule;

/// Returns a case with `user.toml` of the tree as the user's file.
fn case(name: &str, user: &str, workspace: &str) -> Case {
    let tree = format!("{TREE}-- user.toml --\n{user}\n-- vamos.toml --\n{workspace}\n");
    any_case(name, &tree).hook(configure)
}

/// Moves the user's file to its place.
fn configure(top: &Path) {
    let dir = top.join("home/.config/vamos");
    fs::create_dir_all(&dir).expect("it can be made");
    fs::copy(top.join("work/user.toml"), dir.join("vamos.toml")).expect("it is there");
    note(top);
}

/// Runs a build that prints something that the official one does not; returns all differences.
fn differences(case: Case) -> String {
    case.try_run(BUILD).expect_err("something is printed")
}

#[test]
fn the_user_names_a_server() {
    let fake = Fake::start();
    let user = format!("[remote]\naddress = \"{}\"\nupload = true", fake.address);
    builds_once(case("config_user", &user, ""));
}

#[test]
fn a_workspace_names_a_server_that_the_user_allows() {
    let fake = Fake::start();
    let user = format!("[remote]\nallow = [\"{}\"]\nupload = true", fake.address);
    let workspace = format!("[remote]\naddress = \"{}/project\"", fake.address);
    builds_once(case("config_workspace", &user, &workspace));
}

#[test]
fn a_workspace_is_allowed_by_the_environment() {
    let fake = Fake::start();
    let workspace = format!("[remote]\naddress = \"{}\"", fake.address);
    let case = case("config_variable", "[remote]\nupload = true", &workspace);
    builds_once(case.env("VAMOS_REMOTE_ALLOW", &fake.address));
}

#[test]
fn a_server_that_is_not_allowed_hears_nothing() {
    let fake = Fake::start();
    let workspace = format!("[remote]\naddress = \"{}\"\nupload = true", fake.address);
    // `host:port` alone is with TLS, and other entries are other servers.
    let plain = fake.address.replace("grpc://", "");
    let other = format!("[remote]\nallow = [\"{plain}\", \"other:1\"]\nupload = true");
    let warned = differences(case("config_refused", &other, &workspace));
    let place =
        "work/vamos.toml:3: remote.upload is allowed in the user's vamos.toml only; ignored";
    assert!(warned.contains(place), "{warned}");
    // Nothing is allowed, so the file is not even read.
    case("config_unread", "[remote]\nupload = true", &workspace).run(BUILD);
    assert_eq!(fake.take_calls(), [""; 0]);
}

#[test]
fn the_environment_has_precedence() {
    let fake = Fake::start();
    let user = format!("[remote]\naddress = \"{}\"\nupload = true", fake.address);
    case("config_off", &user, "")
        .env("VAMOS_REMOTE", "off")
        .run(BUILD);
    assert_eq!(fake.take_calls(), [""; 0]);
    let reads = case("config_no_upload", &user, "").env("VAMOS_REMOTE_UPLOAD", "0");
    reads.run(BUILD);
    let calls = fake.take_calls();
    let sent = |call: &&String| call.starts_with("Update") || call.starts_with("BatchUpdate");
    assert!(
        !calls.is_empty() && calls.iter().find(sent).is_none(),
        "{calls:?}"
    );
}

#[test]
fn the_user_decides_where_jobs_run() {
    let sdk = official_sdk().unwrap_or_default().display().to_string();
    let fake = Fake::start();
    let address = format!("[remote]\naddress = \"{}\"\n", fake.address);
    let user = format!("{address}execute = true\nplatform = {{ OSFamily = 'linux' }}");
    let executing = |name| case(name, &user, "").env("GOROOT", &sdk);
    let is_skipped = executing("config_execute").run(BUILD).is_skipped;
    let linux = |family: &str| vec![("OSFamily".to_owned(), family.to_owned())];
    let platforms = fake.platforms();
    assert!(is_skipped || !platforms.is_empty());
    assert!(platforms.iter().all(|platform| *platform == linux("linux")));
    let variable = executing("config_platform").env("VAMOS_REMOTE_PLATFORM", "OSFamily=other");
    variable.run(BUILD);
    let later = &fake.platforms()[platforms.len()..];
    assert!(is_skipped || later.first() == Some(&linux("other")));
    // Nothing runs there if the variable switches it off, or if only a workspace requests it.
    let before = fake.platforms().len();
    let off = executing("config_no_execution").env("VAMOS_REMOTE_EXEC", "0");
    off.run(BUILD);
    let user = format!("[remote]\nallow = [\"{}\"]", fake.address);
    differences(case(
        "config_foreign",
        &user,
        &format!("{address}execute = true"),
    ));
    assert_eq!(fake.platforms().len(), before);
}

#[test]
fn a_mistake_of_the_user_ends_the_command() {
    for (name, user, want) in [
        ("unknown", "key = []", "2: unknown field remote.key\n"),
        (
            "type",
            "\nupload = 'x'",
            "3: remote.upload is not true or false",
        ),
        (
            "address",
            "\naddress = 'cache'",
            "3: invalid address \"cache\": want grpc",
        ),
        (
            "allow",
            "allow = ['http://c']",
            "2: invalid address \"http://c\": want",
        ),
        (
            "empty",
            "keys = []\naddress = 'grpc://c:1'",
            "2: remote.keys is empty;",
        ),
        (
            "keys",
            "keys = ['0']\naddress = 'grpc://c:1'",
            "2: invalid key: 0: want 64",
        ),
        (
            "header",
            "address = 'grpc://c:1'\nheaders = { grpc-x = 'word' }",
            "3: invalid header \"grpc-x\": want name=value",
        ),
        (
            "timeout",
            "address = 'grpc://c:1'\ntimeout = 3601",
            "3: remote.timeout is not a number of seconds from 1 to 3600\n",
        ),
        ("syntax", "]", "2: "),
    ] {
        let case = case(&format!("config_{name}"), &format!("[remote]\n{user}"), "");
        let found = differences(case.env("VAMOS_REMOTE_TIMEOUT", ""));
        let want = format!("home/.config/vamos/vamos.toml:{want}");
        assert!(found.contains(&want), "{want}: {found}");
        assert!(found.contains("exit code"), "{found}");
    }
}

/// Counts the opens of a file.
struct Opens(File);

impl Opens {
    fn of(file: &Path) -> Self {
        let queue = inotify::init(inotify::CreateFlags::NONBLOCK).expect("the system counts");
        // The system merges equal events that follow each other: with the closing between them,
        // each opening is counted.
        let events = inotify::WatchFlags::OPEN | inotify::WatchFlags::CLOSE_NOWRITE;
        inotify::add_watch(&queue, file, events).expect("it is there");
        Self(File::from(queue))
    }

    /// Returns the number since the last call.
    fn take(&self) -> usize {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.0, &mut buffer);
        let mut count = 0;
        while let Ok(event) = reader.next() {
            count += usize::from(event.events().contains(inotify::ReadFlags::OPEN));
        }
        count
    }
}

#[test]
fn each_file_is_read_once() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    let fake = Fake::start();
    let settings = format!(
        "[cache]\ncap = \"1GB\"\n[remote]\naddress = \"{0}\"\nallow = [\"{0}\"]\n",
        fake.address
    );
    let home = "../home/.config/vamos/vamos.toml";
    module.write("go.mod", "module m\n\ngo 1.25\n");
    module.write("m.go", "package m\n");
    module.write(home, &settings);
    module.write("vamos.toml", "[remote]\nupload = true\n");
    let user = Opens::of(&module.at("m").join(home));
    let workspace = Opens::of(&module.at("m/vamos.toml"));
    let warning = "upload is allowed in the user's vamos.toml only; ignored\n";
    let run = |args: &[&str]| {
        let mut command = module.vamos();
        command.env("VAMOS_REMOTE_TIMEOUT", "60");
        let output = command.args(args).output().expect("it starts");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), text)
    };
    for args in [&["build"][..], &["vet"], &["test"], &["remote", "check"]] {
        let (is_good, text) = run(args);
        assert!(is_good, "{args:?}: {text}");
        assert_eq!(text.matches(warning).count(), 1, "{args:?}: {text}");
        assert_eq!((user.take(), workspace.take()), (1, 1), "{args:?}");
    }
    module.write("vamos.toml", "");
    module.write("m.go", "package m\n\nvar X int\n");
    assert_eq!(run(&["build"]), (true, String::new()));
    // Files that changed in the last two seconds could change again without a trace: only a run
    // after that time leaves a run record.
    wait_until_old(&[&module.at("")]);
    assert_eq!(run(&["build"]), (true, String::new()));
    assert_eq!((user.take(), workspace.take()), (2, 2));
    // A command that is answered from an earlier run reads neither, so a mistake does not matter.
    module.write(home, "[cache]\nlimit = 1\n");
    user.take();
    assert_eq!(run(&["build"]), (true, String::new()));
    assert_eq!((user.take(), workspace.take()), (0, 0));
    module.write("m.go", "package m\n\nvar Y int\n");
    for args in [&["build"][..], &["test"]] {
        let (is_good, text) = run(args);
        let place = "/.config/vamos/vamos.toml:2: unknown field cache.limit\n";
        assert!(!is_good && text.ends_with(place), "{args:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{args:?}: {text}");
        assert_eq!((user.take(), workspace.take()), (1, 0), "{args:?}");
    }
}
