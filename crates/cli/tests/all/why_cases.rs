//! `why` and `timings`: each kind of change is named as the cause of the actions that ran.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests change files that commands under test read and wrote"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use vamos_testkit::has_programs;
use vamos_testkit::official_sdk;

use crate::scratch_module::ScratchModule;

/// The kinds of changes, and the module before each of them.
const KINDS: &str = include_str!("why_kinds.txt");

/// The command whose program the chains are about.
const BUILD_MAIN: &str = "build -o out/main ./main";

/// A module, and a build cache that all changes share.
struct Fixture(ScratchModule);

impl Fixture {
    fn new() -> Option<Self> {
        let place = Self(ScratchModule::new()?);
        let sdk = official_sdk()?;
        symlink(sdk, place.at("sdk")).expect("the directory is ours");
        Some(place)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.at(name)
    }

    /// Runs vamos in the module; variables stand before the command. `$SDK` is another path of
    /// the SDK, which is another GOROOT.
    fn run(&self, line: &str) -> Output {
        let line = line.replace("$SDK", &self.at("sdk").display().to_string());
        let is_variable = |word: &&str| word.split('=').next().is_some_and(is_name);
        let words: Vec<&str> = line.split(' ').collect();
        let count = words.iter().take_while(|word| is_variable(word)).count();
        let (variables, words) = words.split_at(count);
        let variables = variables
            .iter()
            .filter_map(|variable| variable.split_once('='));
        let output = self.0.vamos().args(words).envs(variables).output();
        output.expect("it starts")
    }

    /// Makes the module as it was, without any history.
    fn reset(&self) {
        for dir in ["m", "home"] {
            let _ = fs::remove_dir_all(self.at(dir));
        }
        if self.at("kept").exists() {
            fs::remove_dir_all(self.at("cache")).expect("it is ours");
            fs::rename(self.at("kept"), self.at("cache")).expect("it is ours");
        }
        let (_, tree) = KINDS.split_once("\n-- ").expect("there is a tree");
        for file in tree.split("\n-- ") {
            let (name, content) = file.split_once(" --\n").expect("a file has a name");
            self.0.write(name, &format!("{content}\n"));
        }
    }

    fn edit(&self, edit: &str) {
        let words: Vec<&str> = edit.splitn(3, ' ').collect();
        match words[..] {
            ["-"] => {}
            ["write", name, content] => {
                self.0
                    .write(name, &content.replace("\\n", "\n").replace("\\t", "\t"));
            }
            ["remove", name] => fs::remove_file(self.at("m").join(name)).expect("it is there"),
            ["lose", "entries"] => {
                fs::rename(self.at("cache"), self.at("kept")).expect("it is there");
            }
            _ => panic!("{edit}"),
        }
    }

    /// Returns the causes that `why -json` names for an action.
    fn causes(&self, action: &str) -> String {
        let output = self.run("why -json");
        assert!(output.status.success(), "{output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let steps = report["Steps"].as_array().expect("there are steps");
        let name = |step: &Value| format!("{} {}", text(&step["Mode"]), text(&step["Package"]));
        let step = steps.iter().find(|step| name(step) == action);
        let step = step.unwrap_or_else(|| panic!("no {action} in {report:#}"));
        let roots = step["Roots"].as_array().expect("there are roots");
        let module = format!("{}/", self.at("m").display());
        let mut causes: Vec<String> = roots.iter().map(|root| cause(root, &module)).collect();
        causes.sort_unstable();
        causes.dedup();
        causes.join(", ")
    }
}

/// Reports whether a word is the name of a variable.
fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Returns a cause in a line; files of the module have no directory of the test.
fn cause(root: &Value, module: &str) -> String {
    let name = text(&root["Name"]);
    let name = name.strip_prefix(module).unwrap_or(name);
    let words = [text(&root["Kind"]), name, text(&root["Change"])];
    let words = words.iter().filter(|word| !word.is_empty());
    words.copied().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_kind_of_change_is_named() {
    if !has_programs(&["gcc", "g++"]) {
        return;
    }
    let Some(place) = Fixture::new() else { return };
    let (kinds, _) = KINDS.split_once("\n-- ").expect("there is a tree");
    let kinds = kinds.lines().filter(|line| !line.starts_with('#'));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for kind in kinds {
        let columns: Vec<&str> = kind.split(" | ").collect();
        let [before, edit, after, action, expected] = columns[..] else {
            panic!("{kind}");
        };
        place.reset();
        let first = place.run(before);
        place.edit(edit);
        let then = place.run(after);
        let causes = place.causes(action);
        if causes != expected {
            wrong.push(format!("{kind}\n\t{causes}\n\t{first:?}\n\t{then:?}"));
        }
        count += 1;
    }
    assert!(count >= 66, "{count}");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_chain_is_shown_for_packages_files_and_programs() {
    let Some(place) = Fixture::new() else { return };
    place.reset();
    let before = place.run("why");
    assert_eq!(before.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&before.stderr).starts_with("vamos: there is no report"));
    assert!(place.run(BUILD_MAIN).status.success());
    place.edit("write q/q.go package q\\n\\nfunc Q() int { return 9 }\\n");
    let program = || fs::read(place.at("m/out/main")).expect("it was built");
    let before = program();
    let planned = place.run("build -why -o out/main ./main");
    let planned = String::from_utf8_lossy(&planned.stdout).into_owned();
    assert!(planned.starts_with("     3 would run"), "{planned}");
    assert!(planned.contains("q.go of example.com/m/q: changed (2 compile, 1 link)\n"));
    assert_eq!(program(), before);
    let built = place.run(&format!("{BUILD_MAIN} -timings"));
    assert_eq!(built.status.code(), Some(1), "flags come before packages");
    let built = place.run("build -timings -o out/main ./main");
    let table = String::from_utf8_lossy(&built.stderr).into_owned();
    assert!(table.contains("  link example.com/m/main\n"), "{table}");
    let shown = place.run("timings");
    assert_eq!(String::from_utf8_lossy(&shown.stdout), table);
    let chain = "link example.com/m/main ran\n    package example.com/m/main changed\n    \
                 package example.com/m/q changed\n  compile example.com/m/main\n    \
                 package example.com/m/q changed\n  compile example.com/m/q\n    q.go changed\n";
    for named in ["./out/main", "example.com/m/main", "./main"] {
        let why = place.run(&format!("why {named}"));
        let text = String::from_utf8_lossy(&why.stdout).into_owned();
        assert!(text.contains(chain), "{named}: {text}");
    }
    let why = place.run("why q/q.go");
    let text = String::from_utf8_lossy(&why.stdout).into_owned();
    let tree = "\n\ncompile example.com/m/q ran\n    q.go changed\n  \
                compile example.com/m/main ran\n    link example.com/m/main ran\n";
    assert!(text.ends_with(tree), "{text}");
    let other = place.run("why ./p/p.go");
    assert_eq!(other.status.code(), Some(1));
    for (name, start) in [("t.html", "<!DOCTYPE html>"), ("t.json", "{")] {
        assert!(place.run(&format!("timings -o {name}")).status.success());
        let written = fs::read_to_string(place.at("m").join(name)).expect("it was written");
        assert!(written.starts_with(start), "{written}");
    }
    assert_eq!(place.run("timings -o t.txt").status.code(), Some(2));
    the_first_edit_after_a_commit(&place);
}

/// The stamp of the repository changes with the file, which is what matters.
fn the_first_edit_after_a_commit(place: &Fixture) {
    if !has_programs(&["git"]) {
        return;
    }
    place.reset();
    let git = |args: &[&str]| {
        let mut git = place.0.command(std::path::Path::new("/usr/bin/env"));
        let set = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"];
        let output = git.args(set).args(args).output().expect("it starts");
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    let build = "GOFLAGS=-buildvcs=true build -o ../stamped ./main";
    let built = place.run(build);
    assert!(built.status.success(), "{built:?}");
    place.edit("write q/q.go package q\\n\\nfunc Q() int { return 11 }\\n");
    assert!(place.run(build).status.success());
    let why = place.run("why ../stamped");
    let text = String::from_utf8_lossy(&why.stdout).into_owned();
    assert!(
        text.contains("vcs.modified: true instead of false\n"),
        "{text}"
    );
    assert!(
        text.contains("  compile example.com/m/q\n    q.go changed\n"),
        "{text}"
    );
}

/// The directory is named as the reason if a copy of the module was built there before.
#[test]
fn the_directory_is_named_where_a_copy_was_built() {
    let Some(module) = ScratchModule::new() else {
        return;
    };
    let lay = |dir: &str, text: &str| {
        module.write(
            &format!("../{dir}/go.mod"),
            "module example.com/m\n\ngo 1.24\n",
        );
        module.write(&format!("../{dir}/p/p.go"), text);
        module.write(
            &format!("../{dir}/m.go"),
            "package m\n\nimport _ \"example.com/m/p\"\n",
        );
    };
    let run = |dir: &str, words: &[&str]| {
        let output = module
            .vamos()
            .current_dir(module.at(dir))
            .args(words)
            .output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    for (dir, text) in [
        ("m", "package p\n"),
        ("copy", "package p\n"),
        ("other", "package p\n\nvar V = 1\n"),
    ] {
        lay(dir, text);
        run(dir, &["build", "."]);
        let text = run(dir, &["why"]);
        let first = module.at("m").display().to_string();
        let sentence = format!(
            "2 of these were built in {first} from the same sources: only the directory differs.\n\
             With -trimpath the directory makes no difference, and both share results.\n"
        );
        assert_eq!(text.contains(&sentence), dir == "copy", "{dir}: {text}");
    }
    // An edit there has a cause of its own.
    module.write("../copy/p/p.go", "package p\n\nvar V = 2\n");
    run("copy", &["build", "."]);
    assert!(!run("copy", &["why"]).contains("from the same sources"));
    for (dir, count) in [("m", true), ("copy", false)] {
        lay(dir, "package p\n");
        run(dir, &["build", "-trimpath", "."]);
        let text = run(dir, &["why"]);
        assert_eq!(text.contains("compile"), count, "{dir}: {text}");
    }
}
