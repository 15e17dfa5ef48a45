//! Diagnostics as text: the tool prints JSON, from which lines for stderr are made.
//!
//! Counterpart: cmd/go/internal/vet/vet.go (`printJSONDiagnostics`).

use std::fmt::Write as _;

use serde_json::Value;
use vamos_base::golang::os_str;
use vamos_build::VetReader;
use vamos_build::VetReport;
use vamos_build::short_path;
use vamos_fsys::uncached;

/// Prints diagnostics.
pub(super) struct Diagnostics {
    /// The number of source lines that are shown before and after each diagnostic; none if it is
    /// negative.
    pub(super) context: i64,
    /// The directory in which the command runs.
    pub(super) cwd: String,
}

/// A position in a file.
#[derive(Debug, PartialEq, Eq)]
struct Position<'a> {
    file: &'a str,
    line: i64,
    column: i64,
}

impl<'a> Position<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (rest, column) = text.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        Some(Self {
            file,
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        })
    }
}

impl VetReader for Diagnostics {
    /// Reads a JSON object: for each package an object that has, for each analyzer, its
    /// diagnostics or its error.
    fn read(&self, stdout: &[u8]) -> VetReport {
        let mut report = VetReport::default();
        if stdout.is_empty() {
            return report;
        }
        let tree: Value = match serde_json::from_slice(stdout) {
            Ok(tree) => tree,
            Err(error) => {
                report.error = Some(format!("parsing JSON: {error}"));
                return report;
            }
        };
        let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
        for (_, package) in members(&tree) {
            for (_, found) in members(&package) {
                let Value::Array(diagnostics) = found else {
                    report.is_failure = true;
                    report.error = Some(text(&found, "error").to_owned());
                    return report;
                };
                for diagnostic in &diagnostics {
                    report.is_failure = true;
                    self.print(&mut report.stderr, diagnostic);
                }
            }
        }
        report
    }
}

impl Diagnostics {
    fn print(&self, out: &mut String, diagnostic: &Value) {
        self.print_line(out, diagnostic, text(diagnostic, "message"));
        let related = diagnostic.get("related").and_then(Value::as_array);
        for other in related.into_iter().flatten() {
            let message = format!("\t{}", text(other, "message"));
            self.print_line(out, other, &message);
        }
    }

    fn print_line(&self, out: &mut String, at: &Value, message: &str) {
        let (start, mut end) = (text(at, "posn"), text(at, "end"));
        let from = Position::parse(start);
        // Writing to a string does not fail.
        let _ = match &from {
            Some(Position { file, line, column }) => {
                let file = short_path(&self.cwd, file);
                writeln!(out, "{file}:{line}:{column}: {message}")
            }
            None => writeln!(out, "{start}: {message}"),
        };
        if self.context < 0 {
            return;
        }
        if end.is_empty() {
            end = start;
        }
        if let (Some(from), Some(to)) = (from, Position::parse(end)) {
            let first = from.line.saturating_sub(self.context);
            let last = to.line.saturating_add(self.context);
            print_source(out, from.file, first, last);
        }
    }
}

/// Prints the lines of a file from `first` to `last`, as far as it has them.
fn print_source(out: &mut String, file: &str, first: i64, last: i64) {
    let bytes = uncached::read(file).unwrap_or_default();
    let source = os_str::decode(&bytes);
    for (number, line) in (1_i64..).zip(source.split('\n')) {
        if first <= number && number <= last {
            let _ = writeln!(out, "{number}\t{line}");
        }
    }
}

/// Returns a member that is a string; may be empty.
fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use vamos_build::VetReader;
    use vamos_fsys::work;

    use super::Diagnostics;

    #[test]
    fn diagnostics_have_lines_and_context() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        let file = format!("{dir}/a.go");
        work::write(&file, b"package a\n\nvar x\n").unwrap();
        let json = format!(
            r#"{{"m":{{"printf":[{{"posn":"{file}:3:5","end":"","message":"bad",
            "related":[{{"posn":"-","message":"here"}}]}}]}}}}"#
        );
        let read = |context| {
            let cwd = dir.to_owned();
            Diagnostics { context, cwd }.read(json.as_bytes())
        };
        assert_eq!(read(-1).stderr, "a.go:3:5: bad\n-: \there\n");
        assert!(read(-1).is_failure);
        let shown = "a.go:3:5: bad\n2\t\n3\tvar x\n4\t\n-: \there\n";
        assert_eq!(read(1).stderr, shown);
        assert!(read(i64::MAX).stderr.contains("1\tpackage a\n"));
    }

    #[test]
    fn errors_of_analyzers_end_the_output() {
        let diagnostics = Diagnostics {
            context: -1,
            cwd: "/".to_owned(),
        };
        let read = |text: &str| diagnostics.read(text.as_bytes());
        let report = read(r#"{"m":{"a":[{"posn":"x","message":"y"}],"b":{"error":"broken"}}}"#);
        assert_eq!(report.stderr, "x: y\n");
        assert_eq!(report.error.as_deref(), Some("broken"));
        assert!(read("x").error.unwrap().starts_with("parsing JSON: "));
        assert!(!read("").is_failure && !read("{}").is_failure);
    }
}
