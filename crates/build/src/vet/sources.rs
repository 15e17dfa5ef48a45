//! The compiled sources of a package as an earlier build stored them.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`loadCachedVet`).

use vamos_base::golang::os_str;

use crate::action::ActionRef;
use crate::entries;
use crate::run::Run;

/// Returns the sources of a package, as its build passes them to the vet tool, if all of
/// them are known from an earlier build; generated ones are copied to the object directory.
pub(crate) fn load_cached(run: &Run<'_>, build: ActionRef) -> Option<Vec<String>> {
    let list = entries::subkey(run, build, "srcfiles");
    let (list, _) = run.cx().cache.get_bytes(&list)?;
    let mut sources = Vec::new();
    for name in os_str::decode(&list).split('\n') {
        if name.is_empty() {
            continue;
        }
        match name.strip_prefix("./") {
            Some(source) => sources.push(source.to_owned()),
            None => {
                entries::load_made(run, build, name).then_some(())?;
                sources.push(format!("{}{name}", run.plan.get(build).objdir));
            }
        }
    }
    Some(sources)
}
