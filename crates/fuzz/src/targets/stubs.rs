//! The writer of checked packages: a source without errors has a stub, which is the same each time
//! and which importers can read, or exceeds a limit.
//!
//! An input is a source; its own bytes decide how it is changed further and with which settings it
//! is written.
//!
//! Counterpart: cmd/compile/internal/noder (writer.go), whose bytes are compared by `cargo xtask
//! middle check`.

use vamos_ast::Outcome;
use vamos_check::Checker;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::Directives;
use vamos_check::report::ParsedFile;
use vamos_check::report::check_package_then;
use vamos_check::syntax_rules;
use vamos_noder::Error;
use vamos_noder::Input;
use vamos_noder::Stub;
use vamos_noder::write_stub;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Section;
use vamos_release::Release;
use vamos_sched::LARGE_STACK;
use vamos_sched::on_large_stack;

use super::Target;
use super::built::LIBRARY;
use super::checker;
use super::go_source;
use super::imports;
use crate::trees;

pub(super) const STUB: Target = Target {
    name: "stub",
    run: |bytes| on_large_stack(|| run(bytes)),
    seeds: checker::sources,
    words: go_source::WORDS,
    brief: 1000,
};

/// The minors of Go 1 with the versions of the format that they write.
const FORMATS: [(u32, u32); 3] = [(26, 2), (27, 4), (27, 5)];

fn run(bytes: &[u8]) {
    let mut random = checker::random_of(bytes);
    let is_whole = vamos_ast::parse("x.go", bytes).errors.is_empty();
    let source = if is_whole {
        bytes
    } else {
        random.pick(&checker::SEEDS)
    };
    let source = if random.chance(20) {
        source.to_vec()
    } else {
        trees::mutation(&mut random, source, &checker::SEEDS)
    };
    let (minor, format) = *random.pick(&FORMATS);
    let config = Config {
        path: "p".to_owned(),
        go_version: "go1.26".to_owned(),
        release: Release::nearest(minor),
        word_size: 8,
        max_align: 8,
        ignores_bodies: false,
        stack: LARGE_STACK / 2,
        keeps_info: true,
    };
    let outcome = syntax_rules(config.release).parse("x.go", &source);
    let is_wasm = random.chance(5);
    let Some(stub) = stub(&outcome, &source, &config, (format, is_wasm)) else {
        return;
    };
    let stub = match stub {
        Ok(stub) => stub,
        Err(Error::TooDeep) => return,
        Err(error) => panic!("{error} ({error:?})"),
    };
    read(&stub);
    if random.chance(10) {
        let again = self::stub(&outcome, &source, &config, (format, is_wasm));
        assert!(again == Some(Ok(stub)), "another stub");
    } else if random.chance(20) {
        imports::use_export_data(&stub.bytes);
    }
}

/// Returns the stub of a source; `None` if it has errors.
fn stub(
    outcome: &Outcome,
    src: &[u8],
    config: &Config,
    (format, is_wasm): (u32, bool),
) -> Option<Result<Stub, Error>> {
    let files = [ParsedFile { outcome, src }];
    let mut stub = None;
    let mut then = |checker: &mut Checker<'_>, directives: &[Directives]| {
        stub = Some(write_stub(Input {
            checker,
            files: &files,
            directives,
            file_name: &|name, _| name.to_owned(),
            format,
            is_wasm,
            stack: LARGE_STACK / 2,
        }));
    };
    let flags = CompilerFlags {
        is_wasm,
        ..CompilerFlags::default()
    };
    check_package_then(&files, config, LIBRARY.importer(), flags, &mut then);
    stub
}

/// Checks that all elements of a stub can be read, and refer to others.
fn read(stub: &Stub) {
    let data = ExportData::open(&stub.bytes).expect("export data");
    for section in Section::ALL {
        for index in 0..data.len(section) {
            if section == Section::String {
                continue;
            }
            let element = data.element((section, index)).expect("an element");
            for (to, other) in element.references {
                assert!(other < data.len(to), "{section:?} {index}: {to:?} {other}");
            }
        }
    }
}
