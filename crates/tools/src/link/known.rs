//! Which release's linker an SDK has.
//!
//! Counterpart: none; upstream has one linker.

use std::sync::OnceLock;

use vamos_fsys::Disk;
use vamos_goenv::GoEnv;
use vamos_goenv::linker;
use vamos_localstore::ToolMemo;

/// The SDK's linker as a release, which is found out once, and only if something is linked.
#[derive(Debug, Default)]
pub struct SdkLinker {
    /// The directory of the fingerprints that earlier runs stored, if they are used.
    own: Option<String>,
    release: OnceLock<Option<&'static str>>,
}

impl SdkLinker {
    /// Returns the question; `own` is vamos's own directory in the build cache if answers
    /// are kept there.
    pub fn new(own: Option<String>) -> Self {
        Self {
            own,
            release: OnceLock::new(),
        }
    }

    /// Returns the release whose linker the SDK has; `None` if vamos's linker was not
    /// compared with it.
    pub(super) fn release(&self, env: &GoEnv) -> Option<&'static str> {
        *self
            .release
            .get_or_init(|| linker::release(&self.fingerprint(env)))
    }

    /// Returns the fingerprint of the sources of the SDK's linker. It is stored with the
    /// stamp of the tool, which is built of them.
    fn fingerprint(&self, env: &GoEnv) -> String {
        let tool = format!("{}/link{}", env.sdk.tool_dir, env.sdk.tool_exe_suffix);
        let question = format!("sources of {}: {}", env.sdk.goroot, linker::deciding());
        let memo = self.own.as_deref().map(ToolMemo::open);
        let stored = memo.as_ref().and_then(|memo| memo.get(&tool, &question));
        stored.unwrap_or_else(|| {
            // What an overlay replaces is not in the tool.
            let fingerprint = linker::fingerprint(&Disk::new(), &env.sdk.goroot).hex();
            if let Some(memo) = &memo {
                memo.put(&tool, &question, &fingerprint);
            }
            fingerprint
        })
    }
}
