//! The compiled sources of a package as an earlier build stored them.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`loadCachedVet`).

use vamos_base::golang::os_str;
use vamos_cache::ActionId;

use crate::action::ActionRef;
use crate::entries;
use crate::error::BuildError;
use crate::run::Run;

/// Returns the sources of a package, as its build with this action ID passes them to the vet tool,
/// if all of them are known from an earlier build; generated ones are copied to the object
/// directory, which is made for them.
pub(crate) fn load_cached(
    run: &Run<'_>,
    build: ActionRef,
    id: &ActionId,
) -> Result<Option<Vec<String>>, BuildError> {
    let list = entries::subkey(run, id, "srcfiles");
    let Some((list, _)) = run.cx().cache.get_bytes(&list) else {
        return Ok(None);
    };
    let mut sources = Vec::new();
    for name in os_str::decode(&list).split('\n') {
        if name.is_empty() {
            continue;
        }
        match name.strip_prefix("./") {
            Some(source) => sources.push(source.to_owned()),
            None => {
                let objdir = &run.plan.get(build).objdir;
                run.shell(build).make_dirs(objdir)?;
                if !entries::load_made(run, build, id, name) {
                    return Ok(None);
                }
                sources.push(format!("{objdir}{name}"));
            }
        }
    }
    Ok(Some(sources))
}
