//! The tools of the SDK: their paths, IDs and environment.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`toolID`), cmd/go/internal/base/tool.go.

use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_goenv::ToolIds;
use vamos_goenv::tool_id::ToolAnswer;
use vamos_goenv::tool_id::ToolIdError;
use vamos_goenv::tool_id::find_tool;
use vamos_jobs::Tool;
use vamos_jobs::ToolSource;
use vamos_localstore::ToolMemo;
use vamos_localstore::data_dir;

use super::programs::Programs;
use crate::context::Context;
use crate::error::BuildError;
use crate::vet::VetSettings;

/// The tools of one build.
pub(crate) struct Tools<'a> {
    cx: &'a Context<'a>,
    ids: &'a ToolIds,
    /// The environment of every tool.
    env: Arc<[(String, String)]>,
    /// Variables set for tools because the target differs from what `env` contains
    /// (`cfgChangedEnv`).
    pub(crate) changed_env: Vec<(String, String)>,
    programs: Arc<Programs>,
}

impl<'a> Tools<'a> {
    pub(crate) fn new(
        cx: &'a Context<'a>,
        ids: &'a ToolIds,
        env: Arc<[(String, String)]>,
        programs: Arc<Programs>,
    ) -> Self {
        Self {
            changed_env: changed_env(cx),
            cx,
            ids,
            env,
            programs,
        }
    }

    /// Returns the path of a tool of the SDK (`base.Tool`).
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.cx.env.sdk.tool_dir)
    }

    /// Returns a tool of the SDK as a job names it.
    pub(crate) fn sdk(&self, name: &str) -> Tool {
        Tool {
            wrapper: self.cx.flags.tools.toolexec.clone(),
            program: self.path(name),
            source: ToolSource::Sdk,
        }
    }

    /// Returns a variable of the process' own environment (`os.Getenv`); empty if unset.
    pub(crate) fn variable(&self, name: &str) -> &str {
        self.env
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// Finds a program as a shell would.
    pub(crate) fn look_path(&self, program: &str) -> Result<String, BuildError> {
        self.programs.find(program).map_err(BuildError::LookPath)
    }

    /// Fails if the SDK lacks a tool, unless another program runs the tools, which may know
    /// better (`base.Tool`).
    fn require(&self, name: &str) -> Result<(), ToolIdError> {
        let is_wrapped = !self.cx.flags.tools.toolexec.is_empty();
        if is_wrapped {
            return Ok(());
        }
        find_tool(&self.cx.env.sdk, name).map(drop)
    }

    /// Returns the ID of a tool: for a release, the version line that it prints
    /// (`toolID`).
    pub(crate) fn id(&self, name: &str) -> Result<String, BuildError> {
        let tool = self.path(name);
        let result = self.ids.tool_id(name, None, || {
            self.require(name)?;
            Ok(self.version(&tool))
        });
        result.map_err(|error| self.id_error(error))
    }

    /// Returns the ID of the tool that vets packages.
    pub(crate) fn vet_id(&self, settings: &VetSettings) -> Result<String, BuildError> {
        let tool = self.vet_path(settings);
        let is_any = !settings.tool.is_empty() || self.cx.env.sdk.release.knows_vet_by_path();
        let shown = is_any.then_some(tool.as_str());
        let result = self.ids.tool_id("vet", shown, || {
            self.require("vet")?;
            Ok(self.version(&tool))
        });
        result.map_err(|error| self.id_error(error))
    }

    fn vet_path(&self, settings: &VetSettings) -> String {
        match settings.tool.as_str() {
            "" => self.path("vet"),
            tool => tool.to_owned(),
        }
    }

    /// Reports whether packages are vetted by the vet tool of the SDK.
    pub(crate) fn is_default_vet(&self, settings: &VetSettings) -> bool {
        settings.tool.is_empty()
            || self.cx.env.sdk.release.knows_vet_by_path() && settings.tool == self.path("vet")
    }

    fn id_error(&self, error: ToolIdError) -> BuildError {
        match self.cx.cancel.is_cancelled() {
            true => BuildError::Cancelled,
            false => BuildError::ToolId(error),
        }
    }

    /// Returns the version line of a tool, from an earlier run if the tool is unchanged.
    fn version(&self, tool: &str) -> ToolAnswer {
        let env = self.cx.env;
        let is_wrapped = !self.cx.flags.tools.toolexec.is_empty();
        if is_wrapped || !self.cx.reuse.tool_versions {
            return self.run_for_version(tool);
        }
        // The line depends on the experiments, and those on the target.
        let target = format!(
            "{} {} {}",
            env.target.goos,
            env.target.goarch,
            self.variable("GOEXPERIMENT")
        );
        let memo = ToolMemo::open(&data_dir(self.cx.cache.dir()));
        if let Some(stdout) = memo.get(tool, &target) {
            return ToolAnswer {
                stdout,
                ..ToolAnswer::default()
            };
        }
        let answer = self.run_for_version(tool);
        if answer.error.is_none() {
            memo.put(tool, &target, &answer.stdout);
        }
        answer
    }

    fn run_for_version(&self, tool: &str) -> ToolAnswer {
        let failed = |error: String| ToolAnswer {
            error: Some(error),
            ..ToolAnswer::default()
        };
        let mut argv = self.cx.flags.tools.toolexec.clone();
        argv.push(tool.to_owned());
        argv.push("-V=full".to_owned());
        // A path is used as it is: looking it up would give another error.
        if !argv[0].contains('/') {
            match self.programs.find(&argv[0]) {
                Ok(program) => argv[0] = program,
                Err(error) => return failed(error.to_string()),
            }
        }
        let spawn = Spawn {
            argv,
            env: self.env.clone(),
            extra_env: Vec::new(),
            dir: self.cx.cwd.to_owned(),
            streams: Streams::Separate,
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

/// Returns the target's variables whose values differ from the environment (`cfgChangedEnv`).
fn changed_env(cx: &Context<'_>) -> Vec<(String, String)> {
    let env = cx.env;
    let set = |name: &str| env.vars.tool(name).unwrap_or_default();
    let mut changed = Vec::new();
    for (name, value) in [("GOOS", &env.target.goos), ("GOARCH", &env.target.goarch)] {
        if set(name) != value {
            changed.push((name.to_owned(), value.clone()));
        }
    }
    if env.target.arch_env_changed {
        changed.push(env.target.arch_env.clone());
    }
    changed
}
