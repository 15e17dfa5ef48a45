//! Build IDs: their parts, those of tools, and putting the final one into an output.
//!
//! Counterpart: cmd/go/internal/work/buildid.go.

use vamos_base::golang::os_str;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::SpawnError;
use vamos_fsys::proc::Streams;
use vamos_objfile::build_id::content_id;

use crate::error::BuildError;
use crate::error::ToolIdProblem;
use crate::runner::Running;

impl Running<'_> {
    /// Returns what tells one build of a tool from another: for a release, the line
    /// that it prints about itself (`toolID`).
    pub(crate) fn tool_id(&self, name: &'static str) -> Result<std::sync::Arc<str>, BuildError> {
        self.tool_ids.get(name, || self.ask_tool(name))
    }

    fn ask_tool(&self, name: &str) -> Result<std::sync::Arc<str>, BuildError> {
        let mut argv = self.cx.flags.toolexec.clone();
        argv.push(self.tool(name));
        argv.push("-V=full".to_owned());
        let fail = |stderr: &[u8], problem| BuildError::ToolId {
            tool: format!("go tool {name}"),
            stderr: os_str::decode(stderr),
            problem,
        };
        // A path is tried as it is; only the error tells the difference.
        if !argv[0].contains('/') {
            argv[0] = self
                .look_path(&argv[0])
                .map_err(|error| fail(b"", ToolIdProblem::Failed(error.to_string())))?;
        }
        let spawn = Spawn {
            argv,
            env: self.tool_env.clone(),
            extra_env: Vec::new(),
            dir: self.cx.cwd.to_owned(),
            streams: Streams::Separate,
            inputs: Vec::new(),
            outputs: Vec::new(),
        };
        let outcome = match self.cx.executor.run(&spawn, &self.cx.cancel) {
            Ok(outcome) => outcome,
            Err(SpawnError::Cancelled) => return Err(BuildError::Cancelled),
            Err(error) => return Err(fail(b"", ToolIdProblem::Failed(error.to_string()))),
        };
        if !outcome.exit.is_success() {
            let status = outcome.exit.to_string();
            return Err(fail(&outcome.stderr, ToolIdProblem::Failed(status)));
        }
        let line = os_str::decode(&outcome.stdout);
        match parse_version(name, &line) {
            Some(id) => Ok(id.into()),
            None => Err(fail(b"", ToolIdProblem::Unexpected(line))),
        }
    }
}

/// Returns the ID in the line that `tool -V=full` prints.
fn parse_version<'l>(name: &str, line: &'l str) -> Option<&'l str> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    if fields.len() < 3 || fields[0] != name || fields[1] != "version" {
        return None;
    }
    if fields[2].contains("devel") {
        // Between releases the tool's own contents tell.
        let last = fields[fields.len() - 1];
        return last.starts_with("buildID=").then(|| content_id(last));
    }
    Some(line.trim())
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn a_release_is_its_line_and_a_snapshot_its_content() {
        let line = "compile version go1.26.8 X:framepointer\n";
        let release = parse_version("compile", line);
        assert_eq!(release, Some("compile version go1.26.8 X:framepointer"));
        let devel = "asm version devel go1.27-abc buildID=x/y/z\n";
        assert_eq!(parse_version("asm", devel), Some("z"));
        assert_eq!(parse_version("link", line), None);
        assert_eq!(parse_version("asm", "asm version devel +x"), None);
    }
}
