//! The executors of a build's jobs, from the last to the first in the order of use: children, other
//! machines, the instrumented compiler, this process.
//!
//! Counterpart: none; upstream runs all tools as children.

use std::sync::Arc;

use vamos_build::ToolHost;
use vamos_build::ToolStack;
use vamos_jobs::Executor;
use vamos_tools::CompilerReplacement;
use vamos_tools::Host;
use vamos_tools::InstrumentedCompiler;
use vamos_tools::NativeAssembler;
use vamos_tools::NativeLinker;
use vamos_tools::RaceSetting;
use vamos_tools::RemoteExecutor;
use vamos_tools::Replacing;
use vamos_tools::ToolChoice;

use crate::panics::Fault;

/// The tools of a command, by its settings.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) linker: ToolChoice,
    pub(crate) assembler: ToolChoice,
    pub(crate) compiler: Arc<InstrumentedCompiler>,
    pub(crate) race: RaceSetting,
    pub(crate) fault: Option<Fault>,
}

impl ToolStack for Tools {
    fn executor<'a>(&'a self, host: ToolHost<'a>) -> Arc<dyn Executor + 'a> {
        let ToolHost {
            cores,
            uses_reads,
            children,
            remote,
            sink,
            ..
        } = host;
        let host = Host {
            env: host.env,
            cwd: host.cwd,
            files: host.files,
            spawner: host.spawner,
            pool: host.pool,
            has_runner: host.has_runner,
            leftovers: host.leftovers,
            report: Arc::new(|line: &str| sink.report_error(line)),
            link_begun: Fault::Link.here(self.fault),
            assembly_begun: Fault::Asm.here(self.fault),
        };
        let compiles: Arc<dyn Executor + 'a> = match remote {
            // Workers have the SDK's compiler only.
            Some(runner) => {
                let (host, race) = (host.clone(), self.race);
                Arc::new(RemoteExecutor::new(host, runner, race, cores, children))
            }
            None => {
                let tool = CompilerReplacement::new(host.clone(), &self.compiler, uses_reads);
                let choice = ToolChoice::Native;
                Arc::new(Replacing::new(&host, choice, tool, children))
            }
        };
        let tool = NativeAssembler::new(host.clone());
        let assembles = Replacing::new(&host, self.assembler, tool, compiles);
        let tool = NativeLinker::new(host.clone());
        Arc::new(Replacing::new(
            &host,
            self.linker,
            tool,
            Arc::new(assembles),
        ))
    }

    fn uses_estimates(&self) -> bool {
        self.race == RaceSetting::On
    }

    fn writes_early(&self) -> bool {
        self.compiler.is_in_use()
    }

    fn takes_stubs(&self) -> bool {
        self.compiler.takes_stubs()
    }

    fn stub_counts(&self) -> [usize; 2] {
        self.compiler.stub_counts()
    }

    fn verifies_early(&self) -> bool {
        self.compiler.verifies_early()
    }
}
