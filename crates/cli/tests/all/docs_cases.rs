//! The commands that README.md and docs/ name are run, in a scratch project.
//!
//! Blocks marked `sh` are commands; in blocks marked `console` the lines after `$ ` are. The
//! commands of one file run in one shell, in order, and must succeed; all files use one project. An
//! HTML comment before a block marks an exception: `<!-- exit code 2 -->`, or `<!-- run by .ci/run
//! -->`, which must have these commands then. Commands in the text must exist, with their flags.
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads documents, writes a project and starts shells, and fails loudly"
)]

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_remotekit::Fake;
use vamos_testkit::has_programs;
use vamos_testkit::make_build_cache;
use vamos_testkit::official_go;

use crate::scratch_module::ScratchModule;

const FILES: &[(&str, &str)] = &[
    ("go.mod", "module example.com/m\n\ngo 1.24\n"),
    (
        "main.go",
        "package main\n\nimport \"example.com/m/util\"\n\nfunc main() { println(util.One()) }\n",
    ),
    (
        "cmd/app/main.go",
        "package main\n\nimport _ \"example.com/m/util\"\n\nfunc main() {}\n",
    ),
    (
        "util/util.go",
        "package util\n\nfunc One() int { return 1 }\n",
    ),
    (
        "util/util_test.go",
        "package util\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) {\n\tif One() != 1 {\n\t\tt.Fatal()\n\t}\n}\n",
    ),
];

const SETUP: &str = "set -e
git init -q -b main .
git add .
git -c user.name=t -c user.email=t@example.com commit -q -m first
git update-ref refs/remotes/origin/main main
git clone -q --bare . repo
echo '// changed' >> util/util.go
";

/// Further commands of a new user, before `vamos uninstall`. Shells write into homes of their own.
const BEFORE_UNDO: &str = r#"
fail() { echo "$1" >&2; exit 1; }
found=$(vamos doctor)
[ $? -le 1 ] || fail "doctor: $found"
case "$found" in *"go on PATH"*"is vamos"*) ;; *) fail "doctor: $found" ;; esac
bash -c 'source <(vamos completion bash) && complete -p vamos' || fail "completion bash"
mkdir shells
if [ -x /usr/bin/zsh ]; then
	HOME=$PWD/shells zsh -fc 'autoload -U compinit; compinit -D; source <(vamos completion zsh)' ||
		fail "completion zsh"
fi
if [ -x /usr/bin/fish ]; then
	HOME=$PWD/shells fish --no-config -c 'vamos completion fish | source' || fail "completion fish"
fi
vamos watch build ./... > watch.log 2>&1 &
until grep -q 'waiting for changes' watch.log; do
	kill -0 $! || fail "watch: $(cat watch.log)"
done
kill -TERM $!
wait $!
rm -r shells watch.log
"#;

/// A command of a document.
#[derive(Debug, PartialEq, Eq)]
struct DocCommand {
    line: usize,
    text: String,
    exit_code: i32,
}

/// The commands of a document, and the commands that CI runs, which build vamos or run the tests.
#[derive(Debug, Default, PartialEq, Eq)]
struct Doc {
    commands: Vec<DocCommand>,
    of_ci: Vec<DocCommand>,
}

/// Returns README.md and the documents.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = fs::read_dir(root.join("docs")).unwrap();
    let docs = docs.map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = docs
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    all.push(root.join("README.md"));
    all.sort();
    all
}

/// Reads the commands of a document.
fn parse(text: &str) -> Doc {
    let mut doc = Doc::default();
    let mut lines = (1..).zip(text.lines());
    let mut mark = "";
    while let Some((number, line)) = lines.next() {
        if let Some(comment) = line.strip_prefix("<!-- ") {
            mark = comment.strip_suffix(" -->").unwrap_or(comment);
            continue;
        }
        if let Some(kind) = line.strip_prefix("```") {
            let block = lines.by_ref().take_while(|(_, line)| *line != "```");
            let block: Vec<(usize, &str)> = block.collect();
            let list = match mark {
                "run by .ci/run" => &mut doc.of_ci,
                _ => &mut doc.commands,
            };
            match kind {
                "sh" | "console" => list.extend(commands(&block, kind, exit_code(mark))),
                kind => assert!(!kind.is_empty(), "line {number}: a block without a kind"),
            }
        } else if let Some(code) = line.strip_prefix("    ") {
            let first = code
                .trim_start_matches("$ ")
                .split(' ')
                .next()
                .unwrap_or("");
            let is_command = code.starts_with("$ ") || ["go", "cargo", "git"].contains(&first);
            assert!(
                !is_command,
                "line {number}: commands belong into a block: {code}"
            );
        }
        mark = "";
    }
    doc
}

fn exit_code(mark: &str) -> i32 {
    let code = mark.strip_prefix("exit code ");
    code.map_or(0, |code| code.parse().unwrap())
}

fn commands(block: &[(usize, &str)], kind: &str, exit_code: i32) -> Vec<DocCommand> {
    let text = |line: &str| match kind {
        "sh" => (!line.is_empty() && !line.starts_with('#')).then(|| line.to_owned()),
        _ => line.strip_prefix("$ ").map(str::to_owned),
    };
    let command = |(line, text)| DocCommand {
        line,
        text,
        exit_code,
    };
    let found = block
        .iter()
        .filter_map(|(line, words)| Some((*line, text(words)?)));
    found.map(command).collect()
}

/// Returns a script that runs the commands, and stops at one with another exit code.
fn script(name: &str, doc: &Doc) -> String {
    let mut script = String::new();
    for DocCommand {
        line,
        text,
        exit_code,
    } in &doc.commands
    {
        script.push_str(&format!(
            "{text}\ncode=$?\nif [ $code != {exit_code} ]; then\n\
             \techo \"{name}:{line}: exit code $code\" >&2; exit 1\nfi\n"
        ));
    }
    script
}

/// A project with both programs on PATH; `None` if no SDK is to be tested.
fn project() -> Option<(ScratchModule, String)> {
    let module = ScratchModule::with_real_go()?;
    for (name, text) in FILES {
        module.write(name, text);
    }
    let bin = module.at("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(module.at("home")).unwrap();
    make_build_cache(&module.at("cache"))?;
    symlink(official_go()?, bin.join("go")).unwrap();
    symlink(env!("CARGO_BIN_EXE_vamos"), bin.join("vamos")).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let setup = module
        .command(Path::new("/bin/bash"))
        .args(["-c", SETUP])
        .output()
        .unwrap();
    assert!(setup.status.success(), "{setup:?}");
    Some((module, path))
}

/// Adds the files and links below a directory to a set.
fn list_files(dir: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.file_type().unwrap().is_dir() {
            true => list_files(&entry.path(), found),
            false => drop(found.insert(entry.path())),
        }
    }
}

/// The files in the user's home, and the files of vamos in GOCACHE.
fn files_of_user(module: &ScratchModule) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for dir in ["home", "cache/vamos"] {
        list_files(&module.at(dir), &mut found);
    }
    // The official command, which `vamos verify` runs, keeps these.
    let telemetry = module.at("home/.config/go/telemetry");
    found.retain(|path| !path.starts_with(&telemetry));
    found
}

#[test]
fn commands_of_documents_run() {
    if !has_programs(&["bash", "gcc", "git", "openssl", "xargs", "xxd"]) {
        return;
    }
    let Some((module, path_variable)) = project() else {
        return;
    };
    let server = Fake::start();
    let server = server.address.trim_start_matches("grpc://");
    // A port that is free now, and so refuses connections.
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for path in documents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let doc = parse(&fs::read_to_string(&path).unwrap());
        let before = files_of_user(&module);
        let mut script = script(&name, &doc);
        if let Some(undo) = script.find("vamos uninstall") {
            script.insert_str(undo, BEFORE_UNDO);
        }
        let undoes = script.contains(BEFORE_UNDO);
        let script = script
            .replace("cache.example:9092", server)
            .replace("build.example:8980", server)
            .replace("down.example:9092", &closed.to_string());
        let mut bash = module.command(Path::new("/bin/bash"));
        let output = bash
            .args(["-c", &script])
            .env("PATH", &path_variable)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        assert_eq!(undoes, name == "README.md", "{name}");
        if undoes {
            assert_eq!(
                files_of_user(&module),
                before,
                "{name}: vamos has left something"
            );
        }
    }
}

/// The steps of CI that documents and help propose stop if a revision is missing: a step that tests
/// nothing may not pass.
#[test]
fn pipelines_fail_without_their_revision() {
    if !has_programs(&["bash", "git", "xargs"]) {
        return;
    }
    let Some((module, path_variable)) = project() else {
        return;
    };
    let mut pipelines: Vec<(String, String)> = Vec::new();
    for path in documents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let doc = parse(&fs::read_to_string(&path).unwrap());
        let commands = doc.commands.into_iter();
        pipelines.extend(commands.map(|command| (name.clone(), command.text)));
    }
    for topic in ["affected", "test"] {
        let help = module.vamos().args(["help", topic]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let lines = help.lines().filter(|line| line.starts_with("\tvamos "));
        pipelines.extend(lines.map(|line| (topic.to_owned(), line.trim().to_owned())));
    }
    let names_revision = |text: &str| {
        let has_flag = ["affected", "-since"]
            .iter()
            .any(|word| text.contains(word));
        has_flag && text.contains("main")
    };
    pipelines.retain(|(_, text)| names_revision(text));
    assert!(pipelines.len() > 4, "{pipelines:?}");
    for (name, text) in pipelines {
        let text = text
            .replace("origin/main", "main")
            .replace("main", "nosuch");
        let mut bash = module.command(Path::new("/bin/bash"));
        let bash = bash.args(["-ec", &text]).env("PATH", &path_variable);
        let output = bash.output().unwrap();
        assert!(!output.status.success(), "{name}: {text}: {output:?}");
        assert!(!output.stderr.is_empty(), "{name}: {text}");
    }
}

/// Returns a command without its comment.
fn without_comment(command: &str) -> &str {
    let end = command.find(" #").unwrap_or(command.len());
    command[..end].trim_end()
}

/// Arguments that .ci/run may add to a command of a document: the profile of the tests, in which
/// everything is compiled already, and a target directory of its own.
const ADDED_BY_CI: &str = " --quiet --profile checked --root \"$target\"/installed";

/// Returns the commands that are steps of a script of CI: `step NAME COMMAND`, a line each.
fn steps(script: &str) -> Vec<String> {
    let script = script.replace("\\\n", " ");
    let steps = script.lines().filter_map(|line| line.strip_prefix("step "));
    let command = |step: &str| {
        let quoted = step
            .strip_prefix('\'')
            .and_then(|rest| rest.split_once("' "));
        let (_, command) = quoted.or_else(|| step.split_once(' ')).unwrap();
        command.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    steps.map(command).collect()
}

/// The commands are equal to the letter, not only similar: users need a flag of CI, such as
/// `--locked`, too.
#[test]
fn the_other_commands_are_run_by_ci() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let steps = steps(&fs::read_to_string(root.join(".ci/run")).unwrap());
    let steps: Vec<&str> = steps
        .iter()
        .map(|step| step.strip_suffix(ADDED_BY_CI).unwrap_or(step))
        .collect();
    let mut documented = Vec::new();
    for path in documents() {
        for command in parse(&fs::read_to_string(&path).unwrap()).of_ci {
            let text = without_comment(&command.text).to_owned();
            let line = format!("{}:{}", path.display(), command.line);
            assert!(
                steps.contains(&text.as_str()),
                "{line}: .ci/run does not run {text}"
            );
            documented.push(text);
        }
    }
    assert!(documented.len() > 2, "{documented:?}");
    let installs = steps.iter().filter(|step| step.contains(" install "));
    for step in installs {
        assert!(documented.iter().any(|own| own == step), "{step}");
    }
}

/// Returns the candidates that vamos has for a word, each with its description.
fn candidates(word: &str, before: &[&str]) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_vamos"))
        .args(["completion", "words", &format!("={word}")])
        .args(before)
        .env_clear()
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once('\t'));
    let pairs = pairs.map(|(word, text)| (word.to_owned(), text.to_owned()));
    pairs.collect()
}

/// Checks that a command in a text exists, and each of its flags.
fn check_span(span: &str) -> Result<(), String> {
    let words: Vec<&str> = span.split_whitespace().skip(1).collect();
    let mut command = Vec::new();
    for word in words.iter().take_while(|word| !word.starts_with('-')) {
        let known = candidates(word, &command);
        let Some((_, text)) = known.iter().find(|(name, _)| name == word) else {
            return Err(format!("no command {word}"));
        };
        command.push(*word);
        if text != "a group of commands" {
            break;
        }
    }
    let is_flag = |word: &&&str| word.starts_with('-') && word.len() > 1;
    for flag in words.iter().filter(is_flag) {
        let name = flag.split('=').next().unwrap_or(flag);
        let is_top = command.is_empty() && *flag == "--version";
        let known = candidates(name, &command);
        if !is_top && !known.iter().any(|(own, _)| own == name) {
            return Err(format!("no flag {name}"));
        }
    }
    Ok(())
}

#[test]
fn commands_in_texts_exist() {
    let mut count = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        let spans = text.split('`').skip(1).step_by(2);
        for span in spans.filter(|span| span.starts_with("vamos ")) {
            let span = span.split(['|', '\n', '$']).next().unwrap_or(span);
            let checked = check_span(span);
            let name = path.display();
            checked.unwrap_or_else(|problem| panic!("{name}: `{span}`: {problem}"));
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn blocks_and_marks_are_read() {
    let doc = parse(
        "text\n\n```sh\n# why\nx 1\n```\n<!-- exit code 2 -->\n```console\n$ y\nout\n```\n\
         <!-- run by .ci/run -->\n```sh\nz  # why\n```\n```toml\na = 1\n```\n    out\n",
    );
    let command = |line, text: &str, exit_code| DocCommand {
        line,
        text: text.to_owned(),
        exit_code,
    };
    assert_eq!(doc.commands, [command(5, "x 1", 0), command(9, "y", 2)]);
    assert_eq!(doc.of_ci, [command(14, "z  # why", 0)]);
    assert_eq!(without_comment(&doc.of_ci[0].text), "z");
    let of_ci = "step x a  b\nno step\nstep 'x y' c \\\n  d\n";
    assert_eq!(steps(of_ci), ["a b", "c d"]);
    assert!(script("a.md", &doc).contains("echo \"a.md:9: exit code $code\""));
}
