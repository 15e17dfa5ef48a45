//! The test functions of test files. A file is read and checked once for each content: the result
//! is stored between runs, under the file's stamp.
//!
//! The results of files with errors are not stored: these files are read again.
//! Counterpart: cmd/go/internal/load/test.go (`testFuncs.load`).

use std::sync::Arc;

use vamos_fsys::FileKind;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_release::Release;
use vamos_sched::on_large_stack;
use vamos_syntax::Example;
use vamos_syntax::Position;
use vamos_syntax::SyntaxError;
use vamos_syntax::TestFunc;
use vamos_syntax::read_tests;
use vamos_syntax::recognizer::Outcome;
use vamos_syntax::recognizer::Rules;
use vamos_syntax::recognizer::check;
use vamos_syntax::recognizer::check_deep;

use super::codec::Reader;
use super::codec::Writer;
use super::dir_cache::DirCache;
use super::remembered::read_stamp;
use super::remembered::write_stamp;

/// The reason why a test file has no test functions.
#[derive(Debug)]
pub enum TestFileError {
    /// It cannot be read.
    Read(PathError),
    /// It is not Go: at least one error.
    Syntax(Vec<SyntaxError>),
}

impl DirCache {
    /// Returns the test functions of the file at `path`, in order.
    pub fn test_funcs(&self, path: &str, release: Release) -> Result<Vec<TestFunc>, TestFileError> {
        let rules = Rules {
            methods_may_be_generic: release.has_generic_methods(),
            raw_strings_end_at_quote: release.ends_raw_strings_at_quote(),
        };
        let Some(memo) = &self.memo else {
            return self.read_test_funcs(path, rules);
        };
        let stamp = self.files.stamp(path).ok();
        let key = format!("tests\0{path}");
        if let (Some(stamp), Some(row)) = (&stamp, memo.get(&key))
            && let Some(funcs) = read_row(row, path, stamp, rules)
        {
            return Ok(funcs);
        }
        let funcs = self.read_test_funcs(path, rules)?;
        if let Some(stamp) = stamp
            && stamp.kind == FileKind::File
            && memo.trusts(&stamp, path)
            && let Some(row) = row(&funcs, path, &stamp, rules)
        {
            memo.put(&key, row);
        }
        Ok(funcs)
    }

    fn read_test_funcs(&self, path: &str, rules: Rules) -> Result<Vec<TestFunc>, TestFileError> {
        let text = self.files.read(path).map_err(TestFileError::Read)?;
        let name: Arc<str> = path.into();
        let outcome = match check(&text, &name, rules) {
            Outcome::TooDeep => on_large_stack(|| check_deep(&text, &name, rules)),
            outcome => outcome,
        };
        match outcome {
            Outcome::Invalid(errors) => Err(TestFileError::Syntax(errors.into_list())),
            Outcome::Valid | Outcome::TooDeep => Ok(read_tests(&text, &name)),
        }
    }
}

/// Writes the stored form of a file; `None` if its positions are elsewhere (`//line`).
fn row(funcs: &[TestFunc], path: &str, stamp: &Metadata, rules: Rules) -> Option<Vec<u8>> {
    let mut out = Writer::default();
    write_stamp(stamp, &mut out);
    out.number(number_of(rules));
    out.number(funcs.len() as u64);
    for func in funcs {
        if *func.position.file != *path {
            return None;
        }
        out.text(&func.name);
        out.number(u64::from(func.position.line));
        out.number(u64::from(func.position.column));
        out.optional(func.takes.as_deref());
        out.number(u64::from(func.is_generic));
        match &func.example {
            None => out.number(0),
            Some(Example {
                output: None,
                is_unordered,
            }) => out.number(1 + u64::from(*is_unordered)),
            Some(Example {
                output: Some(output),
                is_unordered,
            }) => {
                out.number(3 + u64::from(*is_unordered));
                out.bytes(output);
            }
        }
    }
    Some(out.0)
}

/// Reads the output of [`row`], if it is for this stamp and these rules.
fn read_row(row: &[u8], path: &str, stamp: &Metadata, rules: Rules) -> Option<Vec<TestFunc>> {
    let mut from = Reader(row);
    let is_same =
        read_stamp(&mut from, FileKind::File)? == *stamp && from.number()? == number_of(rules);
    if !is_same {
        return None;
    }
    let file: Arc<str> = path.into();
    from.list(|from| {
        Some(TestFunc {
            name: from.text()?.to_owned(),
            position: Position {
                file: Arc::clone(&file),
                line: u32::try_from(from.number()?).ok()?,
                column: u32::try_from(from.number()?).ok()?,
            },
            takes: from.optional()?,
            is_generic: from.number()? != 0,
            example: match from.number()? {
                0 => None,
                kind @ (1 | 2) => Some(Example {
                    output: None,
                    is_unordered: kind == 2,
                }),
                kind => Some(Example {
                    output: Some(from.bytes()?.to_vec()),
                    is_unordered: kind == 4,
                }),
            },
        })
    })
}

/// The rules as a number: a file may be valid for one release only.
fn number_of(rules: Rules) -> u64 {
    u64::from(rules.methods_may_be_generic) | u64::from(rules.raw_strings_end_at_quote) << 1
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_cache::system_clock;
    use vamos_fsys::Disk;
    use vamos_fsys::HashedFiles;
    use vamos_localstore::Table;
    use vamos_release::Release;
    use vamos_syntax::TestFunc;

    use super::TestFileError;
    use crate::dirpkg::DirCache;

    const TESTS: &str = "package p\n\nfunc TestA(t *testing.T) {}\nfunc (T) M[P any]() {}\n\
        func Example() {\n\t// Unordered output: x\n}\nfunc Example_b() {}\n\
        func TestG[P any](t *testing.T) {}\n";

    /// Queries like a new run: returns the functions, or the first error.
    fn ask(dir: &str, release: u32, now: i128) -> Result<Vec<TestFunc>, String> {
        let memo = Arc::new(Table::open(&format!("{dir}/memo"), "test", now));
        let files: Arc<dyn HashedFiles> = Arc::new(Disk::new());
        let dirs = DirCache::new(files).with_memo(memo);
        let path = format!("{dir}/p_test.go");
        let found = dirs.test_funcs(&path, Release::nearest(release));
        dirs.save_memo();
        found.map_err(|error| match error {
            TestFileError::Read(error) => error.to_string(),
            TestFileError::Syntax(errors) => errors[0].to_string(),
        })
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test needs files on disk")]
    fn found_again_for_the_same_content_and_release() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let path = format!("{dir}/p_test.go");
        std::fs::write(&path, TESTS).unwrap();
        let later = (system_clock())() + 10_000_000_000;
        let first = ask(dir, 27, later).unwrap();
        assert_eq!(first.len(), 4);
        assert_eq!(ask(dir, 27, later).unwrap(), first);
        let error = format!("{path}:4:11: method must have no type parameters");
        assert_eq!(ask(dir, 26, later).unwrap_err(), error);
        assert_eq!(ask(dir, 27, later).unwrap(), first);
        std::fs::write(&path, "package p\nfunc TestB(t *testing.T) { x := 1 +; }\n").unwrap();
        let error = format!("{path}:2:36: expected operand, found ';'");
        assert_eq!(ask(dir, 27, later).unwrap_err(), error);
    }
}
