//! Directives of the standard library: the same as the compiler reads.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`pragma`).

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Outcome;
use vamos_check::Directives;
use vamos_testkit::Oracle;
use vamos_testkit::ask;

use crate::sdk::Sdk;
use crate::subject::Subject;

/// Builds a compiler that prints directives.
fn oracle() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("directives");
    let oracle = Oracle::new(&home, "oracle")?;
    let files = [
        (
            "cmd/compile/internal/directives/main.go",
            include_str!("directives/main.go"),
        ),
        (
            "cmd/compile/internal/noder/dump_directives.go",
            include_str!("directives/noder.go"),
        ),
    ];
    Some(oracle.build_in_sdk("cmd/compile/internal/directives", &files))
}

/// The lines of a file.
struct Dumper<'d> {
    number: usize,
    outcome: &'d Outcome,
    directives: &'d Directives,
    path: &'d str,
    out: String,
}

impl Dumper<'_> {
    fn add(&mut self, offset: u32, text: &str) {
        let place = self.outcome.lines.place(offset);
        let line = format!("{}:{}:{} {text}\n", self.number, place.line, place.column);
        self.out += &line;
    }

    fn group(&mut self, offset: u32, number: u32) {
        let Some(group) = self.directives.group(number) else {
            return;
        };
        self.add(offset, &format!("flags {}", group.all.bits()));
        for embed in &group.embeds {
            self.add(embed.offset, &format!("embed {}", embed.patterns.join("|")));
        }
        if let Some(import) = &group.wasm_import {
            let text = format!("wasmimport {} {}", import.module, import.name);
            self.add(import.offset, &text);
        }
        if let Some(export) = &group.wasm_export {
            self.add(export.offset, &format!("wasmexport {}", export.name));
        }
    }

    fn dump(mut self) -> String {
        let file = self.outcome.file.as_ref().expect("its syntax is right");
        self.group(file.offset, file.pragmas);
        let mut nodes: Vec<NodeId> = Vec::new();
        vamos_ast::inspect(&file.tree, file.decls, |node| {
            nodes.push(node);
            true
        });
        for node in nodes {
            if let Node::ImportDecl { pragmas, .. }
            | Node::ConstDecl { pragmas, .. }
            | Node::TypeDecl { pragmas, .. }
            | Node::VarDecl { pragmas, .. }
            | Node::FuncDecl { pragmas, .. } = file.tree.node(node)
            {
                self.group(file.tree.offset(node), pragmas);
            }
        }
        let directives = self.directives;
        for linkname in &directives.linknames {
            let local = &linkname.local;
            let usual = format!("{}.{local}", self.path);
            let remote = linkname.remote.as_ref().unwrap_or(&usual);
            let text = format!("linkname {local} {remote} {}", linkname.is_std);
            self.add(linkname.offset, &text);
        }
        for words in &directives.cgo {
            self.out += &format!("cgo {}\n", words.join("|"));
        }
        self.out
    }
}

#[test]
#[ignore = "builds a compiler, and checks 300 packages"]
fn the_standard_library_has_its_directives() {
    let Some((sdk, oracle)) = Sdk::compiled().zip(oracle()) else {
        return;
    };
    let (mut lines, mut different) = (0, 0);
    for package in sdk
        .packages
        .iter()
        .filter(|package| package.path != "unsafe")
    {
        let subject = Subject::right(package);
        let dump = |outcomes: &[Outcome], directives: &[Directives]| {
            let files = outcomes.iter().zip(directives).enumerate();
            let files = files.map(|(number, (outcome, directives))| {
                let dumper = Dumper {
                    number,
                    outcome,
                    directives,
                    path: &package.path,
                    out: String::new(),
                };
                dumper.dump()
            });
            files.collect::<String>()
        };
        let importer = || sdk.importer(&package.path, &package.import_map);
        let ours = subject.directives(importer, dump).unwrap().unwrap();
        let mut program = Command::new(&oracle);
        program.arg(&package.path).args(&package.files);
        let theirs = ask(&mut program, drop);
        let theirs = String::from_utf8_lossy(&theirs);
        lines += theirs.lines().count();
        if ours != theirs {
            different += 1;
            let mut pairs = theirs.lines().zip(ours.lines());
            let first = pairs.find(|(theirs, ours)| theirs != ours);
            println!("{}: {first:?}", package.path);
        }
    }
    println!("compared {lines} lines");
    assert!(lines > 1000, "{lines}");
    assert_eq!(different, 0, "packages that differ");
}
