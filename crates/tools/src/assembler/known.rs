//! Which release's assembler an SDK has.
//!
//! Counterpart: none; upstream has one assembler.

use std::sync::OnceLock;

use vamos_asm::Machine;
use vamos_fsys::Disk;
use vamos_goenv::GoEnv;
use vamos_goenv::assembler;
use vamos_localstore::ToolMemo;

/// The SDK's assembler as a release, which is found out once, and only if something is
/// assembled.
#[derive(Debug, Default)]
pub struct SdkAssembler {
    /// The directory of the fingerprints that earlier runs stored, if they are used.
    data_dir: Option<String>,
    release: OnceLock<Option<&'static str>>,
    /// The words of GOARCH's machine.
    machine: OnceLock<Option<Machine>>,
}

impl SdkAssembler {
    /// Returns the question; `data_dir` is vamos's own directory in the build cache if answers
    /// are kept there.
    pub fn new(data_dir: Option<String>) -> Self {
        Self {
            data_dir,
            release: OnceLock::new(),
            machine: OnceLock::new(),
        }
    }

    /// Returns the machine for which the command assembles; `None` if it is not supported.
    pub(super) fn machine(&self, env: &GoEnv) -> Option<&Machine> {
        let machine = self
            .machine
            .get_or_init(|| Machine::new(&env.target.goarch));
        machine.as_ref()
    }

    /// Returns the release whose assembler the SDK has; `None` if vamos's assembler was not
    /// compared with it.
    pub(super) fn release(&self, env: &GoEnv) -> Option<&'static str> {
        *self
            .release
            .get_or_init(|| assembler::release(&self.fingerprint(env)))
    }

    /// Returns the fingerprint of the sources of the SDK's assembler. It is stored with the
    /// stamp of the tool, which is built of them.
    fn fingerprint(&self, env: &GoEnv) -> String {
        let tool = format!("{}/asm{}", env.sdk.tool_dir, env.sdk.tool_exe_suffix);
        let question = format!("sources of {}: {}", env.sdk.goroot, assembler::deciding());
        let memo = self.data_dir.as_deref().map(ToolMemo::open);
        let stored = memo.as_ref().and_then(|memo| memo.get(&tool, &question));
        stored.unwrap_or_else(|| {
            // What an overlay replaces is not in the tool.
            let fingerprint = assembler::fingerprint(&Disk::new(), &env.sdk.goroot).hex();
            if let Some(memo) = &memo {
                memo.put(&tool, &question, &fingerprint);
            }
            fingerprint
        })
    }
}
