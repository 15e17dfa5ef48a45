//! The same objects and types as Go's importer, for the standard library.
//!
//! Counterpart: go/internal/gcimporter/ureader.go.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;

use vamos_testkit::Oracle;
use vamos_testkit::Random;
use vamos_testkit::ask_each;
use vamos_types::Importer as _;
use vamos_types::Types;
use vamos_unified::Bytes;
use vamos_unified::Find;
use vamos_unified::Found;
use vamos_unified::Imports;

use crate::dump::dump;

/// Returns the module of the program and where its tests keep it.
fn module() -> Option<Oracle> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unified");
    Oracle::new(&home, "oracle")
}

/// Compiles the program, once: tests that run at the same time would replace it for each other.
fn program() -> Option<&'static Path> {
    static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let build = || {
        let module = module()?;
        module.write("main.go", include_str!("against_go/oracle.go"));
        Some(module.build("."))
    };
    PROGRAM.get_or_init(build).as_deref()
}

/// Compiles the packages; returns their archives by path.
fn archives(packages: &[&str]) -> Option<Vec<(String, PathBuf)>> {
    let list = module()?.list_exports("{{.ImportPath}}={{.Export}}", packages);
    let archives = list.lines().filter_map(|line| {
        let (path, file) = line.split_once('=')?;
        (!file.is_empty()).then(|| (path.to_owned(), PathBuf::from(file)))
    });
    Some(archives.collect())
}

/// Returns a function that finds archives.
fn find(archives: &[(String, PathBuf)]) -> Box<Find<'_>> {
    let archives: HashMap<&str, &Path> = archives
        .iter()
        .map(|(path, file)| (path.as_str(), file.as_path()))
        .collect();
    Box::new(move |path: &str| {
        let file = archives.get(path).ok_or("it has no archive")?;
        let bytes: Bytes = Arc::new(fs::read(file).map_err(|error| error.to_string())?);
        Ok(Found {
            path: path.to_owned(),
            bytes,
        })
    })
}

fn compare(packages: &[&str]) {
    let Some((program, archives)) = program().zip(archives(packages)) else {
        return;
    };
    let list: Vec<String> = archives
        .iter()
        .map(|(path, file)| format!("{path}={}", file.display()))
        .collect();
    let mut questions = vec![list.join("\n").into_bytes()];
    questions.extend(archives.iter().map(|(path, _)| path.clone().into_bytes()));
    let answers = ask_each(program, &questions);
    assert_eq!(answers.len(), archives.len() + 1);
    let mut different = 0;
    for ((path, _), answer) in archives.iter().zip(&answers[1..]) {
        let mut types = Types::new();
        let mut imports = Imports::new(find(&archives));
        let pkg = imports.import(&mut types, path).unwrap();
        let ours = dump(&mut types, pkg);
        let theirs = String::from_utf8_lossy(answer);
        if ours == theirs {
            continue;
        }
        different += 1;
        if different <= 3 {
            println!("{path}");
            let (mut ours, mut theirs) = (ours.lines(), theirs.lines());
            let mut pairs = std::iter::from_fn(|| match (theirs.next(), ours.next()) {
                (None, None) => None,
                pair => Some(pair),
            });
            if let Some((theirs, ours)) = pairs.find(|(theirs, ours)| theirs != ours) {
                println!("- {theirs:?}\n+ {ours:?}");
            }
        }
    }
    println!(
        "{} of {} packages",
        archives.len() - different,
        archives.len()
    );
    assert_eq!(different, 0, "different packages");
}

/// Reads all that a package declares.
fn read_all(bytes: Vec<u8>) {
    let bytes: Bytes = Arc::new(bytes);
    let find = |path: &str| {
        Ok(Found {
            path: path.to_owned(),
            bytes: bytes.clone(),
        })
    };
    let mut types = Types::new();
    let Ok(pkg) = Imports::new(Box::new(find)).import(&mut types, "p") else {
        return;
    };
    for name in types.imported_names(pkg) {
        let obj = types.lookup_imported(pkg, name);
        if let Some(typ) = obj.and_then(|obj| types.object(obj).typ) {
            types.complete(typ);
        }
    }
}

#[test]
fn damaged_data_are_no_panic() {
    let Some(archives) = archives(&["fmt", "maps", "sync/atomic"]) else {
        return;
    };
    let mut random = Random::new(1);
    for (path, file) in &archives {
        if !["internal/abi", "maps", "sync/atomic", "reflect"].contains(&path.as_str()) {
            continue;
        }
        let archive = fs::read(file).unwrap();
        let entry = vamos_objfile::archive::entry_bytes(&archive).unwrap();
        let data = vamos_objfile::exports::ExportData::bytes_of_entry(entry).unwrap();
        read_all(data.to_vec());
        for _ in 0..300 {
            let mut damaged = data.to_vec();
            for _ in 0..=random.below(20) {
                let at = random.below(damaged.len());
                damaged[at] = random.number() as u8;
            }
            read_all(damaged);
        }
    }
}

#[test]
fn some_packages() {
    compare(&["fmt", "maps", "sync/atomic"]);
}

#[test]
#[ignore = "compiles the standard library"]
fn the_standard_library() {
    compare(&["std"]);
}
