//! Packages that were checked in this process, for the instrumented compiler: the file that it reads
//! in place of the sources, and the record of the elements that both have read.
//!
//! Counterpart: none; the overlay of the compiler's sources reads the file.

use std::error::Error;
use std::fmt;

use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::CompileJob;
use vamos_jobs::Executor;
use vamos_jobs::Job;
use vamos_jobs::Outcome;
use vamos_jobs::Site;
use vamos_jobs::Stub;
use vamos_jobs::early_exports;

use super::variables;

/// Compiles a checked package; `None` without one, or if anything fails or is printed. `own` is
/// the job for the instrumented compiler.
pub(super) fn compile(
    compile: &CompileJob,
    own: &Job,
    site: &Site<'_>,
    executor: &dyn Executor,
) -> Option<Outcome> {
    let stub = compile.stub.as_ref()?;
    let archive = compile.output.path(site.work_dir);
    let (input, report) = (format!("{archive}.stub"), format!("{archive}.reads"));
    let hints = [site.hints, &variables::of(site.extent, &input)].concat();
    let written = work::write(&input, &file(stub));
    let own_site = Site {
        hints: &hints,
        ..*site
    };
    let result = written.ok().and_then(|()| executor.run(own, own_site).ok());
    // It may be large, and the disk may be full.
    let _ = work::remove(&input);
    let is_good = |outcome: &Outcome| {
        outcome.exit.is_success() && outcome.output.is_empty() && uncached::stat(&archive).is_ok()
    };
    let Some(mut outcome) = result.filter(is_good) else {
        for file in [report, early_exports(&archive)] {
            let _ = work::remove(&file);
        }
        return None;
    };
    let reads = uncached::read(&report).ok();
    outcome.products.reads = reads.and_then(|reads| with_reads(reads, &stub.reads));
    Some(outcome)
}

/// Difference between the archives of a package that was compiled in both ways.
#[derive(Debug)]
pub(super) struct StubDifference {
    pub(super) package: String,
    /// The first difference.
    pub(super) text: String,
}

impl fmt::Display for StubDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { package, text } = self;
        write!(
            f,
            "VAMOS_COMPILER=verify: {package}: the archive of the checked package differs: {text}"
        )
    }
}

impl Error for StubDifference {}

/// Returns the content of the file: lines with the imports, an empty line, the export data.
pub(super) fn file(stub: &Stub) -> Vec<u8> {
    let mut content = Vec::with_capacity(stub.bytes.len() + 64 * stub.imports.len());
    for import in &stub.imports {
        content.extend_from_slice(import.as_bytes());
        content.push(b'\n');
    }
    content.push(b'\n');
    content.extend_from_slice(&stub.bytes);
    content
}

/// Adds the reads of a check to the compiler's report, which has for each package the length and the
/// bytes of its path, the number of words, and the words. `None` if the report does not have the
/// same packages.
pub(super) fn with_reads(mut report: Vec<u8>, reads: &[(String, Vec<u64>)]) -> Option<Vec<u8>> {
    let mut at = 0;
    let mut added = 0;
    while added < reads.len() {
        let path = places(&report, &mut at, 1)?;
        let words = places(&report, &mut at, 8)?;
        let path = report.get(path)?;
        let known = reads.iter().find(|(known, _)| known.as_bytes() == path);
        // The package itself is in the report, too.
        let Some((_, own)) = known else {
            continue;
        };
        if words.len() != 8 * own.len() {
            return None;
        }
        for (bytes, word) in report.get_mut(words)?.chunks_exact_mut(8).zip(own) {
            for (byte, own) in bytes.iter_mut().zip(word.to_le_bytes()) {
                *byte |= own;
            }
        }
        added += 1;
    }
    Some(report)
}

/// Returns the places of items of `size` bytes, whose number is at an offset, and moves that behind
/// them.
fn places(report: &[u8], at: &mut usize, size: usize) -> Option<std::ops::Range<usize>> {
    let count = report.get(*at..)?.first_chunk()?;
    let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
    let start = *at + 4;
    *at = start.checked_add(count.checked_mul(size)?)?;
    Some(start..*at)
}

/// Returns the first difference of two archives, in words.
pub(super) fn difference(ours: &[u8], theirs: &[u8]) -> String {
    let pairs = ours.iter().zip(theirs);
    let at = pairs.take_while(|(our, their)| our == their).count();
    let entries = |bytes: &[u8]| vamos_objfile::archive::entry_bytes(bytes).map(<[u8]>::len);
    let part = match entries(theirs) {
        Some(len) if at < len => "export data",
        _ => "object",
    };
    format!(
        "byte {at} of {} and {}, in the {part}",
        ours.len(),
        theirs.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(packages: &[(&str, &[u64])]) -> Vec<u8> {
        let mut report = Vec::new();
        for (path, words) in packages {
            report.extend((path.len() as u32).to_le_bytes());
            report.extend(path.as_bytes());
            report.extend((words.len() as u32).to_le_bytes());
            report.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        }
        report.extend(b"vamos reads 1\n");
        report
    }

    #[test]
    fn reads_are_joined() {
        let compiler = report(&[("a", &[1, 4]), ("own", &[1]), ("b", &[8])]);
        let own = |name: &str, words: &[u64]| (name.to_owned(), words.to_vec());
        let joined = with_reads(compiler.clone(), &[own("b", &[1]), own("a", &[2, 0])]);
        let expected = report(&[("a", &[3, 4]), ("own", &[1]), ("b", &[9])]);
        assert_eq!(joined, Some(expected));
        assert_eq!(with_reads(compiler.clone(), &[]), Some(compiler.clone()));
        for wrong in [own("c", &[1]), own("a", &[1])] {
            assert_eq!(with_reads(compiler.clone(), &[wrong]), None);
        }
    }

    #[test]
    fn the_file_has_the_imports_first() {
        let mut stub = Stub {
            bytes: b"\x02\0".to_vec(),
            imports: vec!["fmt".to_owned(), "os".to_owned()],
            reads: Vec::new(),
        };
        assert_eq!(file(&stub), b"fmt\nos\n\n\x02\0");
        stub.imports.clear();
        assert_eq!(file(&stub), b"\n\x02\0");
    }
}
