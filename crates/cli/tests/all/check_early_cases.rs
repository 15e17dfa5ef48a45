//! Errors that are shown while the dependencies of their package are still being compiled: the
//! errors of the official command, and no others.
//!
//! The SDK of vamos is the one without a ready standard library, so that there is time.
//! Counterpart: none; upstream shows all errors in their turn.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests look at the build cache that the command under test fills"
)]

use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use vamos_testkit::has_programs;
use vamos_testkit::official_go;
use vamos_testkit::shared_sdk;
use vamos_testkit::unwrapped_sdk;

use crate::scratch_module::ScratchModule;

/// Writes a package of which a function is in assembly.
fn assembly(module: &ScratchModule, name: &str, go: &str, s: &str) {
    module.write(
        &format!("{name}/{name}.go"),
        &format!("package {name}\n\n{go}\n"),
    );
    let text = format!("#include \"textflag.h\"\n\nTEXT ·F(SB),NOSPLIT,$0-0\n\t{s}\n");
    module.write(&format!("{name}/{name}.s"), &text);
}

/// Writes a package with an embedded file.
fn embedding(module: &ScratchModule, name: &str, typ: &str) {
    module.write(&format!("{name}/a.txt"), "a\n");
    module.write(
        &format!("{name}/{name}.go"),
        &format!("package {name}\n\nimport \"embed\"\n\nvar _ embed.FS\n\n//go:embed *.txt\nvar V {typ}\n"),
    );
}

/// Writes a package with an error of types, which imports others.
fn mistaken(module: &ScratchModule, name: &str, imports: &[&str]) {
    let imports = imports.iter();
    let imports = imports.map(|import| format!("import _ \"{import}\"\n"));
    module.write(
        &format!("{name}/{name}.go"),
        &format!(
            "package {name}\n\n{}\nvar wrong int = \"\"\n",
            imports.collect::<String>()
        ),
    );
}

fn module() -> Option<ScratchModule> {
    let module = ScratchModule::new()?;
    module.write("go.mod", "module example.com/m\n\ngo 1.26\n");
    Some(module)
}

/// Sets an empty build cache.
fn from_nothing(command: &mut Command, cache: &Path) {
    command
        .env("GOCACHE", cache)
        .args(["build", "-p=2", "./..."]);
}

/// Sets an SDK without a compiled standard library, and an empty build cache.
fn slowly_from_nothing(command: &mut Command, cache: &Path) {
    let sdk = unwrapped_sdk().expect("it was found");
    from_nothing(command.env("GOROOT", sdk), cache);
}

/// Returns the output of a build, by package.
fn blocks(command: &mut Command) -> Vec<String> {
    let output = command.output().expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).expect("it is text");
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines() {
        match blocks.last_mut() {
            Some(block) if !line.starts_with("# ") => {
                block.push('\n');
                block.push_str(line);
            }
            _ => blocks.push(line.to_owned()),
        }
    }
    blocks.sort();
    blocks
}

/// Compares the output of both programs for all packages of a module.
fn compare(module: &ScratchModule, env: &[(&str, &str)]) {
    let (Some(go), Some(quick), Some(slow)) = (official_go(), shared_sdk(), unwrapped_sdk()) else {
        return;
    };
    let mut official = module.command(&go);
    from_nothing(official.envs(env.iter().copied()), &module.at("official"));
    let mut vamos = module.vamos();
    slowly_from_nothing(vamos.envs(env.iter().copied()), &module.at("vamos"));
    let official = blocks(&mut official).into_iter();
    let [quick, slow] = [quick, slow].map(|sdk| sdk.display().to_string());
    let official: Vec<_> = official.map(|block| block.replace(&quick, &slow)).collect();
    assert_eq!(blocks(&mut vamos), official);
}

#[test]
fn importers_of_what_fails_late_are_not_shown() {
    let Some(module) = module() else { return };
    assembly(&module, "unknown", "func F()", "NOSUCH");
    assembly(&module, "both", "func F() {}", "RET");
    assembly(&module, "right", "func F()", "RET");
    embedding(&module, "number", "int");
    embedding(&module, "files", "embed.FS");
    for (name, import) in [
        ("a", "unknown"),
        ("b", "both"),
        ("c", "right"),
        ("d", "number"),
        ("e", "files"),
    ] {
        mistaken(&module, name, &["fmt", &format!("example.com/m/{import}")]);
    }
    compare(&module, &[("CGO_ENABLED", "0")]);
}

/// Without a compiler for C not even the standard library can be compiled.
#[test]
fn the_standard_library_may_fail() {
    let Some(module) = module() else { return };
    mistaken(&module, "a", &["os/user"]);
    mistaken(&module, "b", &["fmt"]);
    if has_programs(&["false"]) {
        compare(&module, &[("CGO_ENABLED", "1"), ("CC", "false")]);
    }
}

#[test]
fn errors_above_assembly_and_embedded_files_are_shown_at_once() {
    let Some(module) = module() else { return };
    assembly(&module, "right", "func F()", "RET");
    embedding(&module, "files", "embed.FS");
    assembly(
        &module,
        "wrong",
        "import _ \"net/http\"\n\nfunc F()\n\nvar wrong int = \"\"",
        "RET",
    );
    mistaken(
        &module,
        "a",
        &["net/http", "example.com/m/right", "example.com/m/files"],
    );
    let mut command = module.vamos();
    let cache = module.at("vamos");
    slowly_from_nothing(command.env("CGO_ENABLED", "0"), &cache);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    let mut line = || lines.next().expect("there is more").expect("it is text");
    let shown = [line(), line(), line(), line()];
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let mistake = |dir: &str, place: &str| {
        format!(
            "{dir}/{dir}.go:{place}: cannot use \"\" (untyped string constant) as int value in variable declaration"
        )
    };
    assert_eq!(
        shown,
        [
            "# example.com/m/a".to_owned(),
            mistake("a", "7:17"),
            "# example.com/m/wrong".to_owned(),
            mistake("wrong", "7:17"),
        ]
    );
    // Package net/http needs more than 150 packages, which have 553 entries.
    let shards = std::fs::read_dir(cache).into_iter().flatten().flatten();
    let files = shards.flat_map(|shard| {
        let files = std::fs::read_dir(shard.path());
        files.into_iter().flatten().flatten()
    });
    let is_entry = |file: &std::fs::DirEntry| file.file_name().to_string_lossy().ends_with("-a");
    let count = files.filter(is_entry).count();
    assert!(count < 400, "{count} entries");
}
