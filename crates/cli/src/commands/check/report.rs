//! The output of a check, and its exit code.
//!
//! Counterpart: cmd/go/internal/work/shell.go (`reportCmd`).

use std::collections::HashMap;
use std::collections::HashSet;

use vamos_build::cgo::readable_names;
use vamos_build::readable_paths;
use vamos_checks::Verdict;

use super::plan::Plan;
use crate::invocation::Invocation;
use crate::output::Output;

/// The compiler's text in the place of errors that it leaves out.
const MORE: &str = ": too many errors";

/// The exit code if there are no errors, and a package was not checked.
const UNCHECKED: i32 = 3;

/// The result of a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::commands) struct Outcome {
    /// The exit code.
    pub(in crate::commands) code: i32,
    /// The number of errors that were printed.
    errors: usize,
    /// Errors were left out.
    has_more: bool,
    /// The number of packages that only the compiler can check.
    unchecked: usize,
}

impl Outcome {
    fn count(&mut self, text: &str) {
        for line in text.lines().filter(|line| !line.starts_with('\t')) {
            match line.ends_with(MORE) {
                true => self.has_more = true,
                false => self.errors += 1,
            }
        }
    }

    /// Prints that a package was not checked, and why.
    fn unchecked(&mut self, output: &Output, desc: &str, reason: &str) {
        self.unchecked += 1;
        output.log(&format!("vamos check: {desc} was not checked: {reason}"));
    }

    /// Returns the number of errors in words.
    pub(in crate::commands) fn describe(&self) -> String {
        let errors = match self.errors {
            0 => "no errors".to_owned(),
            1 => "1 error".to_owned(),
            errors if self.has_more => format!("more than {errors} errors"),
            errors => format!("{errors} errors"),
        };
        match self.unchecked {
            0 => errors,
            1 => format!("{errors}, 1 package was not checked"),
            unchecked => format!("{errors}, {unchecked} packages were not checked"),
        }
    }
}

/// Prints the errors of packages in their order.
pub(super) fn report(plan: &Plan, invocation: &Invocation, verdicts: &[Verdict]) -> Outcome {
    let output = &invocation.output;
    let release = invocation.env.sdk.release;
    let cwd = &invocation.process.cwd;
    let mut outcome = Outcome {
        errors: plan.broken,
        ..Outcome::default()
    };
    let mut is_skipped = vec![false; plan.units.len()];
    let mut printed: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (index, verdict) in verdicts.iter().enumerate() {
        let (unit, name) = (&plan.units[index], &plan.names[index]);
        let desc = &name.desc;
        if let Some(missing) = &name.missing {
            plan.sink.failure(Some(desc), missing);
            outcome.errors += 1;
            is_skipped[index] = true;
            continue;
        }
        let mut imports = unit.imports.iter();
        if imports.any(|(_, import)| is_skipped[*import]) {
            is_skipped[index] = true;
            continue;
        }
        match verdict {
            Verdict::Correct | Verdict::Skipped => {}
            Verdict::Wrong(errors) => {
                // The variant for a test has the errors of the package, too.
                let known = printed.entry(&unit.path).or_default();
                let is_new = |message: &&str| !name.is_for_test || !known.contains(message);
                let new: Vec<&str> = messages(&errors.text).into_iter().filter(is_new).collect();
                if new.iter().all(|message| message.trim_end().ends_with(MORE)) {
                    continue;
                }
                known.extend(&new);
                let text = new.concat();
                outcome.count(&text);
                let text = readable_paths(cwd, &text, &name.dir);
                let text = readable_names(release, name.uses_cgo, text);
                plan.sink.failure(Some(desc), &format!("# {desc}\n{text}"));
            }
            Verdict::Failed(texts) => {
                let known = printed.entry(&unit.path).or_default();
                let first = texts.first().map_or("", String::as_str);
                if !known.insert(first) && name.is_for_test {
                    continue;
                }
                for text in texts {
                    plan.sink.failure(Some(desc), text);
                }
                outcome.errors += texts.len();
            }
            Verdict::Broken(cause) => {
                let reason = format!("internal error: {cause}; please report this");
                outcome.unchecked(output, desc, &reason);
            }
            Verdict::Unsupported(reason) => outcome.unchecked(output, desc, reason),
            // Silence would mean that it is correct.
            Verdict::Lost => outcome.unchecked(output, desc, "a summary is lost"),
        }
    }
    outcome.code = match outcome {
        Outcome { errors: 1.., .. } => 1,
        Outcome { unchecked: 1.., .. } => UNCHECKED,
        _ => 0,
    };
    outcome
}

/// Returns the messages of a text, each with the lines that continue it.
fn messages(text: &str) -> Vec<&str> {
    let mut messages = Vec::new();
    let mut start = 0;
    for (end, _) in text.match_indices('\n') {
        if !text[end + 1..].starts_with('\t') {
            messages.push(&text[start..=end]);
            start = end + 1;
        }
    }
    if start < text.len() {
        messages.push(&text[start..]);
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::Outcome;
    use super::messages;

    #[test]
    fn messages_have_their_further_lines() {
        assert_eq!(messages(""), [""; 0]);
        let text = "a.go:1:2: x\n\thave y\n\twant z\na.go:3:1: w\nb";
        assert_eq!(
            messages(text),
            ["a.go:1:2: x\n\thave y\n\twant z\n", "a.go:3:1: w\n", "b"]
        );
    }

    #[test]
    fn errors_are_counted() {
        let described = |texts: &[&str], unchecked| {
            let mut outcome = Outcome {
                unchecked,
                ..Outcome::default()
            };
            texts.iter().for_each(|text| outcome.count(text));
            outcome.describe()
        };
        assert_eq!(described(&[], 0), "no errors");
        assert_eq!(described(&["a.go:1:2: x\n\thave y\n"], 0), "1 error");
        let two = ["a.go:1:2: x\na.go:3: z\n", "b.go:1:1: too many errors\n"];
        assert_eq!(
            described(&two[..1], 1),
            "2 errors, 1 package was not checked"
        );
        assert_eq!(described(&two, 0), "more than 2 errors");
        let text = "no errors, 2 packages were not checked";
        assert_eq!(described(&[], 2), text);
    }
}
