//! The names of the tests in a directory, for `test -run`.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::Files;

/// Returns the names of the functions in the test files of `dir` that begin with one of the
/// words, sorted.
pub(in crate::commands) fn names(files: &dyn Files, dir: &str, prefixes: &[&str]) -> Vec<String> {
    let Ok(entries) = files.read_dir(dir) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries.iter() {
        if !entry.name.ends_with("_test.go") {
            continue;
        }
        let Ok(source) = files.read(&path::join(&[dir, &entry.name])) else {
            continue;
        };
        found.extend(functions(&source).filter(|name| starts_test(name, prefixes)));
    }
    found.sort();
    found.dedup();
    found
}

/// Returns the names of the functions that a gofmted file declares.
fn functions(source: &[u8]) -> impl Iterator<Item = String> {
    let declared = source.split(|byte| *byte == b'\n').filter_map(|line| {
        let rest = line.strip_prefix(b"func ")?;
        let end = rest.iter().position(|byte| *byte == b'(')?;
        String::from_utf8(rest[..end].to_vec()).ok()
    });
    declared.filter(|name| !name.is_empty())
}

/// Reports whether `go test` would run a function of this name: `Testing` is not a test.
fn starts_test(name: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| !rest.starts_with(char::is_lowercase)) && name != "TestMain"
    })
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::names;

    #[test]
    fn only_tests_of_the_directory_are_found() {
        let mut files = MemFiles::new();
        let source = b"package a\n\nfunc TestB(t *testing.T) {}\nfunc TestMain() {}\nfunc (x T) TestX() {}\nfunc Testing() {}\nfunc TestA(t *testing.T) {}\nfunc BenchmarkA(b *testing.B) {}\n";
        files.insert("/m/a_test.go", source);
        files.insert("/m/a.go", b"func TestNot() {}\n");
        assert_eq!(names(&files, "/m", &["Test"]), ["TestA", "TestB"]);
        assert_eq!(names(&files, "/m", &["Benchmark"]), ["BenchmarkA"]);
        assert!(names(&files, "/x", &["Test"]).is_empty());
    }
}
