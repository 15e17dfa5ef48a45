//! The failed tests of a run: their names, where they failed, and the patterns that select
//! each of them again.
//!
//! Counterpart: none; the official command has no list of them.

mod output;

use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_load::Package;

/// Characters that are escaped in a regular expression.
const SPECIAL: &str = r"\.+*?()|[]{}^$";

/// A test that failed, or a package that failed without a test that did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedTest {
    /// The import path of its package.
    pub package: String,
    /// Its name; empty for a package.
    pub name: String,
    /// The file and the line that it logged last, or in which it is declared.
    pub position: Option<(String, u32)>,
}

impl FailedTest {
    /// Returns the value of `-run` that selects the test alone; empty for a package.
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        for (place, part) in self.name.split('/').enumerate() {
            if part.is_empty() && place == 0 {
                return pattern;
            }
            pattern += if place == 0 { "^" } else { "/^" };
            for letter in part.chars() {
                if SPECIAL.contains(letter) {
                    pattern.push('\\');
                }
                pattern.push(letter);
            }
            pattern.push('$');
        }
        pattern
    }
}

/// Returns the failed tests of a package whose test binary failed with this output.
pub(crate) fn tests(files: &dyn Files, package: &Package, output: &[u8]) -> Vec<FailedTest> {
    let output = String::from_utf8_lossy(output);
    let dir: &str = &package.dir;
    let found = output::read(&output, dir);
    let failed = |name: &str, position| FailedTest {
        package: package.import_path.to_string(),
        name: name.to_owned(),
        position,
    };
    let in_package = |(file, line): output::SourceLine<'_>| (full_name(package, file), line);
    if found.tests.is_empty() {
        return vec![failed("", found.crash.map(in_package))];
    }
    let tests = found.tests.into_iter().map(|(name, spot)| {
        let position = spot.map(in_package);
        failed(name, position.or_else(|| declaration(files, package, name)))
    });
    tests.collect()
}

/// Returns the names of the failed top-level tests in this output, without subtests.
pub(crate) fn top_names(output: &str, dir: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (name, _) in output::read(output, dir).tests {
        let name = name.split('/').next().unwrap_or(name);
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Returns the path of a file that output names, if it is one of the package's.
fn full_name(package: &Package, file: &str) -> String {
    let files = [
        &package.tests.go,
        &package.xtests.go,
        &package.files.go,
        &package.files.cgo,
    ];
    if files
        .iter()
        .any(|names| names.iter().any(|own| own == file))
    {
        path::join(&[&package.dir, file])
    } else {
        file.to_owned()
    }
}

/// Returns the position of a test's declaration.
fn declaration(files: &dyn Files, package: &Package, name: &str) -> Option<(String, u32)> {
    let name = name.split('/').next().unwrap_or(name);
    let start = format!("func {name}(");
    for file in package.tests.go.iter().chain(&package.xtests.go) {
        let file = path::join(&[&package.dir, file]);
        let Ok(source) = files.read(&file) else {
            continue;
        };
        let mut lines = source.split(|byte| *byte == b'\n');
        if let Some(place) = lines.position(|line| line.starts_with(start.as_bytes())) {
            return Some((file, u32::try_from(place + 1).ok()?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::FailedTest;

    #[test]
    fn patterns_select_one_test() {
        let pattern = |name: &str| {
            let name = name.to_owned();
            let (package, position) = (String::new(), None);
            let test = FailedTest {
                package,
                name,
                position,
            };
            test.pattern()
        };
        assert_eq!(pattern(""), "");
        assert_eq!(pattern("TestA"), "^TestA$");
        assert_eq!(pattern("TestA/x_(1+1)/#00"), r"^TestA$/^x_\(1\+1\)$/^#00$");
        assert_eq!(pattern("TestA//x"), "^TestA$/^$/^x$");
    }
}
