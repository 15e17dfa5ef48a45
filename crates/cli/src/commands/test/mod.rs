//! `go test`.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTest`).

mod arguments;
mod checks;
mod console;
mod selection;

use std::sync::Arc;

use vamos_base::golang::quoted;
use vamos_build::ActionRef;
use vamos_build::Builder;
use vamos_fsys::local_zone;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::PackageOpts;
use vamos_release::Release;
use vamos_testing::Launch;
use vamos_testing::Settings;
use vamos_testing::Workers;
use vamos_testing::flags::TestFlags;

pub(crate) use arguments::parse;

use super::pipeline;
use super::pipeline::Steps;
use super::pipeline::Work;
use super::pipeline::WorkDir;
use super::run::environment;
use super::run::exec_command;
use super::session::Session;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;
use console::TestConsole;

/// Runs `go test`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let Some(flags) = invocation.parsed.test.as_deref() else {
        return Err(CliError::Unimplemented("go test".to_owned()));
    };
    checks::check_own_flags(flags)?;
    let exec = exec_command(invocation)?;
    let session = Session::open(invocation)?;
    checks::check_vet_tool(invocation, &session)?;
    let args = &invocation.parsed.args;
    let steps = Test {
        args,
        flags,
        exec,
        release: invocation.env.sdk.release,
    };
    pipeline::run(invocation, &session, &steps)
}

struct Test<'a> {
    /// The patterns.
    args: &'a [String],
    flags: &'a TestFlags,
    /// The command line that test binaries are arguments of.
    exec: Vec<String>,
    release: Release,
}

impl Steps for Test<'_> {
    type Target = Settings;

    fn work_dir(&self) -> WorkDir {
        WorkDir::AfterDeciding
    }

    fn packages(&self) -> (PackageOpts, &[String]) {
        let opts = PackageOpts {
            mod_resolve_tests: true,
            load_tests: true,
            skips_broken_tests: true,
            covers_tests: true,
            fuzzes_tests: !self.flags.text("fuzz").is_empty(),
            besides: match self.flags.vet.is_off {
                true => &[],
                false => super::vet::besides(self.release),
            },
            ..PackageOpts::default()
        };
        (opts, self.args)
    }

    /// Errors of packages are results of their tests.
    fn check_loaded(&self, work: Work<'_>, loaded: &Loaded<'_>) -> Result<(), CliError> {
        match loaded.graph.roots.is_empty() {
            true => Err(CliError::Fatal("no packages to test".to_owned())),
            false => checks::check_fuzzing(&work.invocation.env, self.flags, loaded),
        }
    }

    fn narrow(&self, work: Work<'_>, loaded: &mut Loaded<'_>) -> Result<(), CliError> {
        selection::narrow(work, self.flags, loaded)
    }

    fn prepares(
        &self,
        _work: Work<'_>,
        _graph: &PackageGraph,
    ) -> Result<Option<Vec<PackageId>>, CliError> {
        Ok(None)
    }

    fn decide(
        &self,
        work: Work<'_>,
        graph: &PackageGraph,
        _prepared: Vec<PackageId>,
    ) -> Result<Settings, CliError> {
        let invocation = work.invocation;
        let cwd = &invocation.process.cwd;
        checks::check_packages(self.flags, graph)?;
        let output_is_dir = checks::is_dir(self.flags.text("o"), cwd);
        checks::check_outputs(invocation, self.flags, graph, output_is_dir)?;
        let profile = if invocation.process.only_reads {
            // The file belongs to the command that is repeated.
            None
        } else {
            checks::create_profile(self.flags, &work.session.flags)?
        };
        let env = environment(invocation)?;
        let exec_flag = invocation.parsed.last(Flag::Exec);
        let exec_flag = exec_flag.and_then(|words| quoted::split(words).ok());
        let zone = invocation.env.vars.tool("TZ");
        Ok(Settings {
            flags: self.flags.clone(),
            names_packages: !self.args.is_empty(),
            packages: graph.roots.len(),
            parallel: work.session.flags.parallel,
            cwd: cwd.clone(),
            output_is_dir,
            launch: Launch {
                exec: self.exec.clone(),
                exec_flag: exec_flag.unwrap_or_default(),
                env,
                executor: Arc::clone(&invocation.executor),
            },
            exe_suffix: work
                .session
                .flags
                .exe_suffix(&invocation.env.target)
                .to_owned(),
            release: invocation.env.sdk.release,
            zone: local_zone(zone, &invocation.env.sdk.goroot),
            profile,
            expire_ns: vamos_cache::test_expire(&invocation.env.dirs.gocache),
            by_content: invocation.process.settings.tests_by_content,
            workers: workers(work)?,
            console: Arc::new(TestConsole::new(invocation, self.flags, self.args)),
        })
    }

    fn plan(
        &self,
        work: Work<'_>,
        builder: &mut Builder<'_>,
        graph: &PackageGraph,
        target: &Settings,
    ) -> Result<ActionRef, CliError> {
        let planned = vamos_testing::plan::plan(builder, graph, target.clone());
        planned.map_err(|error| work.session.build_error(&error))
    }
}

/// Returns the setting of tests on workers. Without workers `vamos.toml` is not read.
fn workers(work: Work<'_>) -> Result<Workers, CliError> {
    let invocation = work.invocation;
    let by_file = || -> Result<Workers, CliError> {
        match work.session.has_workers() && invocation.user_file()?.table.tests == Some(true) {
            true => Ok(Workers::On),
            false => Ok(Workers::Off),
        }
    };
    let by_variable = invocation.process.settings.test_workers;
    by_variable.map_or_else(by_file, Ok)
}
