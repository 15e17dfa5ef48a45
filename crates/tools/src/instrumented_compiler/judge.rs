//! Judgement of a run of the instrumented compiler: its result counts if it is an archive or a list of
//! errors in the source.
//!
//! Counterpart: none; upstream runs the SDK's compiler.

use vamos_base::golang::process::Exit;
use vamos_jobs::ExecError;
use vamos_jobs::Outcome;

/// Messages of a crash of the compiler, or of its runtime.
const CRASHES: [&str; 4] = [
    "internal compiler error",
    "panic: ",
    "fatal error: ",
    "runtime: ",
];

/// Judgement of a run of the instrumented compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It behaved like the SDK's compiler.
    Good,
    /// It may have been killed from outside.
    Killed,
    /// It failed unlike the SDK's compiler, for this reason.
    Bad(String),
}

/// Judges a run by its result; `has_archive` reports whether it has left an archive.
pub(super) fn judge(
    result: &Result<Outcome, ExecError>,
    has_archive: impl FnOnce() -> bool,
) -> Verdict {
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(ExecError::Start(error)) => return Verdict::Bad(error.to_string()),
        // The SDK's compiler would not get further.
        Err(ExecError::Cancelled | ExecError::Unprepared(_)) => return Verdict::Good,
    };
    let text = String::from_utf8_lossy(&outcome.output);
    match outcome.exit {
        Exit::Signal(..) => Verdict::Killed,
        Exit::Code(0) if has_archive() => Verdict::Good,
        Exit::Code(0) => Verdict::Bad("it left no archive".to_owned()),
        Exit::Code(_) if is_list_of_errors(&text) => Verdict::Good,
        Exit::Code(_) => {
            let line = text.lines().next().unwrap_or_default();
            Verdict::Bad(format!("{}: {line}", outcome.exit))
        }
    }
}

/// Reports whether a compiler's output is errors in its sources: `file:line:` and indented
/// lines.
pub(super) fn is_list_of_errors(text: &str) -> bool {
    let is_error = |line: &str| {
        line.starts_with([' ', '\t'])
            || line == "too many errors"
            || line
                .split(':')
                .skip(1)
                .any(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    !text.is_empty()
        && text.lines().all(is_error)
        && !CRASHES.iter().any(|crash| text.contains(crash))
}

#[cfg(test)]
mod tests {
    use vamos_base::golang::process::Usage;
    use vamos_jobs::Products;

    use super::*;

    fn ended(exit: Exit, output: &str) -> Result<Outcome, ExecError> {
        Ok(Outcome {
            exit,
            usage: Usage::default(),
            output: output.as_bytes().to_vec(),
            products: Products::default(),
        })
    }

    #[test]
    fn only_archives_and_errors_in_sources_are_accepted() {
        let is_good = |exit, output: &str| judge(&ended(exit, output), || true) == Verdict::Good;
        assert!(is_good(Exit::Code(0), ""));
        assert_ne!(judge(&ended(Exit::Code(0), ""), || false), Verdict::Good);
        let errors = "# x\n./a.go:3:5: undefined: x\n\thave (int)\na.go:7: too\ntoo many errors\n";
        assert!(is_good(Exit::Code(2), &errors[4..]));
        for output in [
            "",
            "Killed\n",
            "a.go:3:5: undefined: x\nno space left on device\n",
            "a.go:3:5: internal compiler error: x\n",
            "panic: x\n",
            "fatal error: out of memory\n\ngoroutine 1 [running]:\n",
        ] {
            assert!(!is_good(Exit::Code(2), output), "{output}");
        }
        let killed = judge(&ended(Exit::Signal(9, false), ""), || true);
        assert_eq!(killed, Verdict::Killed);
        let start = judge(&Err(ExecError::start(std::fmt::Error)), || true);
        assert_eq!(start, Verdict::Bad(std::fmt::Error.to_string()));
        assert_eq!(judge(&Err(ExecError::Cancelled), || true), Verdict::Good);
    }
}
