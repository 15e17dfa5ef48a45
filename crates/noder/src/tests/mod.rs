//! Stubs of small packages and of hostile sources.
//!
//! Counterpart: none; stubs of real packages are compared with the compiler's by `cargo xtask
//! middle check`.

mod hostile;

use std::thread;

use vamos_ast::Outcome;
use vamos_check::Checker;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::Directives;
use vamos_check::report::ParsedFile;
use vamos_check::report::check_package_then;
use vamos_check::syntax_rules;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Section;
use vamos_release::Release;
use vamos_types::Importer;
use vamos_types::PkgId;
use vamos_types::Types;

use crate::Error;
use crate::Input;
use crate::Stub;
use crate::write_stub;

/// The stack of a thread that parses and checks deep sources, and the part that a check may use.
const STACK: usize = 1 << 30;
const CHECK_STACK: usize = 3 << 28;

/// The stack of a writer.
const WRITER_STACK: usize = 64 << 20;

/// Imports nothing.
#[derive(Debug)]
struct NoImports;

impl Importer for NoImports {
    fn import(&mut self, _: &mut Types, _: &str) -> Result<PkgId, String> {
        Err("no imports".to_owned())
    }
}

/// Returns the stub of a correct source with the newest Go 1.`minor`; `None` if it exceeds the
/// limits of the parser or the checker.
fn stub(source: &str, minor: u32, stack: usize) -> Option<Result<Stub, Error>> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let run = || stub_here(source, minor, stack);
        let thread = thread.spawn_scoped(scope, run).unwrap();
        thread.join().unwrap()
    })
}

fn stub_here(source: &str, minor: u32, stack: usize) -> Option<Result<Stub, Error>> {
    let release = Release::nearest(minor);
    let outcome = syntax_rules(release).parse_deep("p.go", source.as_bytes());
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    let config = Config {
        path: "p".to_owned(),
        go_version: "go1.26".to_owned(),
        release,
        word_size: 8,
        max_align: 8,
        ignores_bodies: false,
        stack: CHECK_STACK,
        keeps_info: true,
    };
    stub_of(&outcome, source, &config, stack)
}

fn stub_of(
    outcome: &Outcome,
    source: &str,
    config: &Config,
    stack: usize,
) -> Option<Result<Stub, Error>> {
    let src = source.as_bytes();
    let files = [ParsedFile { outcome, src }];
    let format = if config.release.has_linknamestd() {
        5
    } else {
        2
    };
    let mut stub = None;
    let mut then = |checker: &mut Checker<'_>, directives: &[Directives]| {
        stub = Some(write_stub(Input {
            checker,
            files: &files,
            directives,
            file_name: &|name, _| name.to_owned(),
            format,
            is_wasm: false,
            stack,
        }));
    };
    let flags = CompilerFlags::default();
    let report = check_package_then(&files, config, Box::new(NoImports), flags, &mut then);
    assert_eq!(report.text, "");
    stub
}

/// Returns the stub of a small source.
fn written(source: &str, minor: u32) -> Vec<u8> {
    let stub = stub(source, minor, WRITER_STACK);
    stub.expect("the check has limits").unwrap().bytes
}

/// Returns the number of elements of a section.
fn count(bytes: &[u8], section: Section) -> u32 {
    ExportData::open(bytes).unwrap().len(section)
}

#[test]
fn each_object_has_four_elements() {
    let source = "package p\n\nconst a = 1\n\nvar b = a\n\nfunc f() { type t int }\n";
    for minor in [26, 27] {
        let bytes = written(source, minor);
        let sections = [
            Section::Name,
            Section::Obj,
            Section::ObjExt,
            Section::ObjDict,
        ];
        // The local type is not used.
        let counts = sections.map(|section| count(&bytes, section));
        assert_eq!(counts, [3; 4]);
        assert_eq!(count(&bytes, Section::Body), 1);
    }
}

#[test]
fn stubs_do_not_depend_on_the_run() {
    let source = "package p\n\ntype T[P any] struct{ p P; q map[string]T[P] }\n\nfunc (t *T[P]) m(a, b \
        int) { func() { a, b = b, a }() }\n\nfunc f(g func(func(int) bool)) (x int) { for i := range g { \
        defer print(i); if i > 1 { return i } }; return new(T[int]).q[\"\"].q[\"\"].p }\n";
    for minor in [26, 27] {
        assert_eq!(written(source, minor), written(source, minor));
    }
}

#[test]
fn unknown_formats_are_errors() {
    let error = Error::Format(3);
    assert_eq!(error.to_string(), "unknown version 3 of export data");
}
