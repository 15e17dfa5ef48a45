//! A repository as a source of module versions: the same queries for a local one, whose version is
//! stamped, and for a remote one, from which modules are fetched.
//!
//! From a local repository nothing is fetched, except by commands that upstream runs too
//! (`hg pull`).
//! Counterpart: cmd/go/internal/modfetch/codehost/codehost.go (`Repo`).

mod answer;
mod code_host;
mod dialect;
mod git;
mod git_log;
mod git_sums;
mod other;
mod parse;
mod remote_git;
mod remote_other;
mod runner;
mod svn_xml;
mod work_dir;

use runner::Runner;

pub use code_host::CodeHost;
pub(crate) use code_host::LATEST;
pub use code_host::RemoteHost;
pub use code_host::RevInfo;
pub use code_host::Tag;
pub use code_host::Tags;
pub use code_host::Tree;
pub(crate) use code_host::all_hex;
pub(crate) use code_host::unsupported;

use std::sync::Arc;

use hashbrown::HashMap;
use vamos_modfile::ModuleError;

use crate::git::NativeGit;
use crate::remote::RemoteTools;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Tools;
pub use answer::Answer;
pub(crate) use dialect::Dialect;
use other::OtherHost;
use remote_git::RemoteGit;

/// Opens a local repository (`codehost.NewRepo` with `local`).
pub(crate) fn open<'a>(
    tools: &'a Tools,
    repo: &'a Repo,
    native: Option<Arc<NativeGit>>,
    messages: &'a mut String,
) -> Box<dyn CodeHost + 'a> {
    let runner = Runner {
        tools,
        dir: &repo.dir,
        messages,
        done: HashMap::new(),
    };
    match repo.system {
        System::Git => Box::new(git::GitHost::new(runner, native)),
        system => {
            let config = &tools.config.programs;
            let dialect = config.dialect(system);
            Box::new(OtherHost::new(runner, dialect, &repo.dir, config.is_modern))
        }
    }
}

/// Opens a remote repository (`codehost.NewRepo`).
pub fn open_remote(
    tools: &Arc<RemoteTools>,
    system: System,
    url: &str,
) -> Result<Box<dyn CodeHost + Send>, ModuleError> {
    let tools = Arc::clone(tools);
    Ok(match system {
        System::Git => Box::new(RemoteGit::open(tools, url)?),
        system => Box::new(remote_other::open(tools, system, url)?),
    })
}
