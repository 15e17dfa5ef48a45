//! The identity of a tool, as it goes into action IDs.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`toolID`), cmd/go/internal/base/tool.go.

use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::golang::quote;
use vamos_fsys::uncached;

use crate::env::InstalledSdk;

/// The output of a tool that was run with `-V=full`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolAnswer {
    /// Its stdout.
    pub stdout: String,
    /// Its stderr.
    pub stderr: String,
    /// Why it failed (`exit status 1`), if it did.
    pub error: Option<String>,
}

/// The tool could not be identified. Prints as upstream does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolIdError {
    /// The SDK lacks the tool.
    Missing {
        /// Its name.
        name: String,
    },
    /// The tool failed.
    Run {
        /// Upstream's name for the tool: `go tool compile`.
        tool: String,
        /// Its stderr, shown before the error.
        stderr: String,
        /// The cause.
        error: String,
    },
    /// The tool's output is not a version.
    Output {
        /// Upstream's name for the tool.
        tool: String,
        /// Its output.
        line: String,
    },
}

impl fmt::Display for ToolIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "no such tool {}", quote::quote(name)),
            Self::Run { tool, error, .. } => {
                write!(f, "error obtaining buildID for {tool}: {error}")
            }
            Self::Output { tool, line } => {
                write!(
                    f,
                    "parsing buildID from {tool} -V=full: unexpected output:\n\t{line}"
                )
            }
        }
    }
}

impl std::error::Error for ToolIdError {}

/// Returns the path of a tool of the SDK, which must exist (`base.Tool`).
pub fn find_tool(sdk: &InstalledSdk, name: &str) -> Result<String, ToolIdError> {
    let tool = format!("{}/{name}{}", sdk.tool_dir, sdk.tool_exe_suffix);
    match uncached::stat(&tool) {
        Ok(_) => Ok(tool),
        Err(_) => Err(ToolIdError::Missing {
            name: name.to_owned(),
        }),
    }
}

/// Tool identities of this run; each tool is run once.
#[derive(Debug, Default)]
pub struct ToolIds {
    known: Mutex<HashMap<String, String>>,
}

impl ToolIds {
    /// Returns the identity of `name`. `run` starts the tool with `-V=full` (through
    /// -toolexec where that is set). `vet_tool` is set for a `vet` other than the SDK's; its
    /// name in the output is not checked.
    pub fn tool_id(
        &self,
        name: &str,
        vet_tool: Option<&str>,
        run: impl FnOnce() -> Result<ToolAnswer, ToolIdError>,
    ) -> Result<String, ToolIdError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = known.get(name) {
            return Ok(id.clone());
        }
        let tool = match vet_tool {
            Some(path) => path.to_owned(),
            None => format!("go tool {name}"),
        };
        let answer = run()?;
        if let Some(error) = answer.error {
            return Err(ToolIdError::Run {
                tool,
                stderr: answer.stderr,
                error,
            });
        }
        let Some(id) = parse(&answer.stdout, name, vet_tool.is_some()) else {
            return Err(ToolIdError::Output {
                tool,
                line: answer.stdout,
            });
        };
        known.insert(name.to_owned(), id.clone());
        Ok(id)
    }
}

/// For a release (`compile version go1.26.0`) the whole line is the identity, for a
/// development build only the content ID in its build ID.
fn parse(line: &str, name: &str, any_name: bool) -> Option<String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let (&tool, &verb, &version) = (fields.first()?, fields.get(1)?, fields.get(2)?);
    if (tool != name && !any_name) || verb != "version" {
        return None;
    }
    if !version.contains("devel") {
        return Some(line.trim().to_owned());
    }
    let build_id = fields.last()?.strip_prefix("buildID=")?;
    let content = build_id
        .rfind('/')
        .map_or(build_id, |at| &build_id[at + 1..]);
    Some(content.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_follow_upstream() {
        let id = |line: &str| parse(line, "compile", false);
        assert_eq!(
            id("compile version go1.26.6\n").as_deref(),
            Some("compile version go1.26.6")
        );
        assert_eq!(
            id("compile version go1.26.6 X:arenas\n").as_deref(),
            Some("compile version go1.26.6 X:arenas")
        );
        assert_eq!(
            id("compile version devel go1.27-abc buildID=a/b/c/d\n").as_deref(),
            Some("d")
        );
        assert_eq!(id("compile version devel go1.27-abc\n"), None);
        assert_eq!(id("link version go1.26.6\n"), None);
        assert_eq!(id("compile"), None);
    }

    #[test]
    fn a_tool_is_asked_once() {
        let ids = ToolIds::default();
        let answer = || {
            Ok(ToolAnswer {
                stdout: "asm version go1.26.6\n".to_owned(),
                ..ToolAnswer::default()
            })
        };
        assert_eq!(
            ids.tool_id("asm", None, answer).unwrap(),
            "asm version go1.26.6"
        );
        let again = ids.tool_id("asm", None, || unreachable!("asked twice"));
        assert_eq!(again.unwrap(), "asm version go1.26.6");
    }
}
