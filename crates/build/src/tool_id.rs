//! What tells one build of a tool from another.
//!
//! Counterpart: cmd/go/internal/work/buildid.go.

use vamos_base::golang::os_str;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_goenv::tool_id::ToolAnswer;

use crate::error::BuildError;
use crate::runner::Running;
use crate::tool_memo::ToolMemo;

impl Running<'_> {
    /// Returns what tells one build of a tool from another: for a release, the line
    /// that it prints about itself (`toolID`).
    pub(crate) fn tool_id(&self, name: &str) -> Result<String, BuildError> {
        let result = self.tool_ids.tool_id(name, None, || self.ask_tool(name));
        result.map_err(|error| {
            if self.cx.cancel.is_cancelled() {
                BuildError::Cancelled
            } else {
                BuildError::ToolId(error)
            }
        })
    }

    /// Asks a tool, unless it is known what it said.
    fn ask_tool(&self, name: &str) -> ToolAnswer {
        let env = self.cx.env;
        let is_wrapped = !self.cx.flags.toolexec.is_empty();
        if is_wrapped || !self.cx.reuse.tool_versions {
            return self.run_tool(name);
        }
        // What it says depends on the experiments, and those on the target.
        let target = format!(
            "{} {} {}",
            env.goos,
            env.goarch,
            self.os_env("GOEXPERIMENT")
        );
        let memo = ToolMemo::new(self.cx.cache.dir());
        let tool = self.tool(name);
        if let Some(stdout) = memo.get(&tool, &target) {
            return ToolAnswer {
                stdout,
                ..ToolAnswer::default()
            };
        }
        let answer = self.run_tool(name);
        if answer.error.is_none() {
            memo.put(&tool, &target, &answer.stdout);
        }
        answer
    }

    fn run_tool(&self, name: &str) -> ToolAnswer {
        let failed = |error: String| ToolAnswer {
            error: Some(error),
            ..ToolAnswer::default()
        };
        let mut argv = self.cx.flags.toolexec.clone();
        argv.push(self.tool(name));
        argv.push("-V=full".to_owned());
        // A path is tried as it is; only the error tells the difference.
        if !argv[0].contains('/') {
            match self.look_path(&argv[0]) {
                Ok(program) => argv[0] = program,
                Err(error) => return failed(error.to_string()),
            }
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
        match self.cx.executor.run(&spawn, &self.cx.cancel) {
            Ok(outcome) => ToolAnswer {
                stdout: os_str::decode(&outcome.stdout),
                stderr: os_str::decode(&outcome.stderr),
                error: (!outcome.exit.is_success()).then(|| outcome.exit.to_string()),
            },
            Err(error) => failed(error.to_string()),
        }
    }
}
