//! Which `go` the programs find that vamos starts (`VAMOS_CHILD_GO`).
//!
//! The official command puts GOROOT/bin first on the PATH of programs that `run` and `tool`
//! start, so their calls of `go` reach the SDK's own, whatever `go` was before. With
//! `VAMOS_CHILD_GO=vamos` a directory is first that has a link `go` to this program.
//! Counterpart: cmd/go/internal/base/path.go (`AppendPATH`), for the default.

use vamos_base::Sha256;
use vamos_base::golang::path;
use vamos_fsys::atomic::make_link;
use vamos_goenv::GoEnv;
use vamos_goenv::host;
use vamos_localstore::data_dir;

use crate::env_vars::CHILD_GO;
use crate::error::CliError;
use crate::process::Process;

/// Returns the first directory on the PATH of programs that vamos starts. Makes the link to vamos
/// if it is enabled and missing.
pub(crate) fn first_dir(process: &Process, env: &GoEnv) -> Result<String, CliError> {
    if !process.settings.leads_to_vamos {
        return Ok(path::join(&[&env.sdk.goroot, "bin"]));
    }
    let dir = linked_dir(process, env).map_err(|why| {
        let name = CHILD_GO.name;
        CliError::Fatal(format!("vamos: cannot make the link for {name}: {why}"))
    })?;
    Ok(dir)
}

/// Makes sure that the directory of this program's link exists, and returns it. Each
/// program has its own directory, so that two of them do not replace each other's link.
fn linked_dir(process: &Process, env: &GoEnv) -> Result<String, String> {
    if process.exe.is_empty() {
        return Err("the path of the running program is unknown".to_owned());
    }
    let cache = host::user_cache_dir(env.os())?;
    let mut hash = Sha256::new();
    hash.update(process.exe.as_bytes());
    let id = hash.finish().hex();
    let dir = format!("{}/go/{}", data_dir(&cache), &id[..16]);
    let link = format!("{dir}/go");
    make_link(&process.exe, &link).map_err(|error| error.to_string())?;
    Ok(dir)
}
