//! Stage S0 of a package: its check, its stub, and the comparison.
//!
//! Counterpart: cmd/compile/internal/noder/unified.go (`writePkgStub`).

use std::panic;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use vamos_asm::Rewrites;
use vamos_check::Checker;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::Directives;
use vamos_check::report::ParsedFile;
use vamos_check::report::check_package_then;
use vamos_check::resolve_import_path;
use vamos_check::syntax_rules;
use vamos_noder::Input;
use vamos_noder::Stub;
use vamos_noder::write_stub;
use vamos_release::Release;
use vamos_types::Importer;
use vamos_unified::Found;
use vamos_unified::Imports;

use super::STACK;
use super::compare::Outcome;
use super::compare::compare;
use super::options::Target;
use super::package::Package;
use super::record;
use super::record::Objects;
use crate::files;
use crate::sdk::Sdk;

/// Compares the stub of a package with the compiler's.
pub(super) fn check(
    package: &Package,
    objects: &Objects,
    target: &Target,
    sdk: &Sdk,
) -> Result<Outcome, String> {
    let theirs = files::read(&package.record.join(record::STUB_FILE))?;
    let imports = files::read_text(&package.record.join(record::IMPORTS_FILE))?;
    let format = theirs
        .first_chunk()
        .map_or(0, |word| u32::from_le_bytes(*word));
    let work = || {
        let importer = importer(package, objects);
        ours(package, Box::new(importer), (target, sdk, format))
    };
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let ours = result.unwrap_or_else(|_| Err("a panic".to_owned()));
    Ok(match ours {
        Ok(ours) => {
            let mut outcome = compare(&ours.bytes, &theirs);
            let paths: Vec<&str> = imports.lines().collect();
            if outcome.difference.is_none() && ours.imports != paths {
                outcome.difference = Some(format!("imports {:?}, theirs {paths:?}", ours.imports));
            }
            outcome
        }
        Err(error) => Outcome::failed(error, &theirs),
    })
}

/// Returns the importer of a package: it reads the exports of its record's other packages.
fn importer<'p>(package: &'p Package, objects: &'p Objects) -> Imports<'p> {
    let own = package.flag("-p").unwrap_or_default();
    Imports::new(Box::new(move |path| {
        let mapped = package.import_map.get(path).map(String::as_str);
        let path = resolve_import_path(path, own, mapped, "")?;
        let missing = || "open : no such file or directory".to_owned();
        let object = package.imports.get(&path).ok_or_else(missing)?;
        let export = match record::export_of(&package.record, object) {
            Some(export) => export,
            None => objects
                .get(object)
                .ok_or_else(missing)?
                .join(record::EXPORT),
        };
        let bytes = Arc::new(files::read(&export)?);
        Ok(Found { path, bytes })
    }))
}

/// Returns our stub of a package in a version of the format.
fn ours(
    package: &Package,
    importer: Box<dyn Importer + '_>,
    (target, sdk, format): (&Target, &Sdk, u32),
) -> Result<Stub, String> {
    let release = Release::of_version(&sdk.version, sdk.minor().unwrap_or(0));
    let rules = syntax_rules(release);
    let mut sources = Vec::new();
    for (name, place) in package.sources() {
        let src = files::read(&place)?;
        let outcome = rules.parse(&name, &src);
        sources.push((outcome, src));
    }
    let files: Vec<ParsedFile<'_>> = sources
        .iter()
        .map(|(outcome, src)| ParsedFile { outcome, src })
        .collect();
    let config = Config {
        path: package.flag("-p").unwrap_or_default().to_owned(),
        go_version: package.flag("-lang").unwrap_or_default().to_owned(),
        release,
        word_size: target.word_size(),
        max_align: target.word_size(),
        ignores_bodies: false,
        stack: STACK / 2,
        keeps_info: true,
    };
    let dir = package.dir.display().to_string();
    let goroot = sdk.goroot.display().to_string();
    let file_name = |name: &str, is_source: bool| {
        let rewrites = Rewrites {
            working_dir: if is_source { &dir } else { "" },
            goroot: &goroot,
            trimpath: package.flag("-trimpath").unwrap_or_default(),
        };
        rewrites.absolute(name)
    };
    let is_wasm = target.goarch == "wasm";
    let is_std = package.flag("-std").is_some();
    let flags = CompilerFlags {
        is_std,
        // The compiler has accepted the directives that only the runtime may have.
        is_runtime: is_std,
        is_complete: package.flag("-complete").is_some(),
        is_wasm,
        is_aix: target.goos == "aix",
        ..CompilerFlags::default()
    };
    let mut stub = None;
    let mut then = |checker: &mut Checker<'_>, directives: &[Directives]| {
        stub = Some(write_stub(Input {
            checker,
            files: &files,
            directives,
            file_name: &file_name,
            format,
            is_wasm,
            stack: STACK / 2,
        }));
    };
    let report = check_package_then(&files, &config, importer, flags, &mut then);
    let stub = stub.ok_or(report.text)?;
    stub.map_err(|error| format!("{error} ({error:?})"))
}
