//! Checks the `//go:debug` lines of a package when it is built.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`checkDirectives`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_goenv::GoEnv;
use vamos_load::Package;
use vamos_modload::godebug::GodebugTable;

use crate::gc;

/// Returns the errors of a package's `//go:debug` lines, one per line; empty if they are
/// valid.
pub(crate) fn godebug_complaints(env: &GoEnv, files: &dyn Files, package: &Package) -> String {
    let is_ours = |(text, _): &(String, String)| text.starts_with("//go:debug");
    if !package.directives.iter().any(is_ours) {
        return String::new();
    }
    let table = path::join(&[&env.sdk.goroot, "src/internal/godebugs/table.go"]);
    let table = match files.read(&table) {
        Ok(source) => GodebugTable::parse(&os_str::decode(&source)),
        // Loading has read it, too, and has reported the error.
        Err(_) => return String::new(),
    };
    complaints(package, &table, gc::local_go(env))
}

fn complaints(package: &Package, table: &GodebugTable, local: &str) -> String {
    let mut text = String::new();
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (directive, pos) in &package.directives {
        match table.parse_directive(directive, local) {
            Ok(None) => {}
            Err(problem) => text.push_str(&format!("{pos}: invalid //go:debug: {problem}\n")),
            Ok(Some((key, _))) => match seen.iter().find(|(other, _)| *other == key) {
                Some((_, first)) => text.push_str(&format!(
                    "{pos}: repeated //go:debug for {key}\n\t{first}: previous //go:debug\n"
                )),
                None => seen.push((key, pos)),
            },
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::complaints;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_modload::godebug::GodebugTable;

    #[test]
    fn repeated_and_malformed_lines() {
        let line = |text: &str, pos: &str| (text.to_owned(), pos.to_owned());
        let package = Package::from(PackageFacts {
            directives: vec![
                line("//go:debug a=1", "/x.go:1:1"),
                line("//go:debugging", "/x.go:2:1"),
                line("//go:debug a=2", "/x.go:3:1"),
                line("//go:debug b", "/x.go:4:1"),
                line("//go:debug c=1", "/x.go:5:1"),
                line("//go:generate x", "/x.go:6:1"),
            ],
            ..PackageFacts::default()
        });
        let table = GodebugTable::parse("var All = []Info{\n\t{Name: \"a\"},\n}\n");
        assert_eq!(
            complaints(&package, &table, "1.26.8"),
            "/x.go:3:1: repeated //go:debug for a\n\t/x.go:1:1: previous //go:debug\n\
             /x.go:4:1: invalid //go:debug: missing key=value\n\
             /x.go:5:1: invalid //go:debug: unknown //go:debug setting \"c\"\n"
        );
    }
}
