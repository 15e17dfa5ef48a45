//! The inputs of the key under which the results of vetting a package are stored.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`vet`).

use vamos_base::golang::quote::quote;
use vamos_base::golang::quote::quote_bytes;
use vamos_base::golang::quote::quote_list;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::recipe::Sink;
use crate::run::Run;

/// Writes the recipe of the results of a vet action: each line as upstream writes it.
pub(crate) fn write(
    run: &Run<'_>,
    action: ActionRef,
    flags: &[String],
    facts_only: bool,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let tool = run.services.tools.vet_id(run.plan.vet())?;
    sink.line(&format!("vet {}\n", quote(&tool)));
    if run.cx().env.sdk.release.separates_facts_in_vet_keys() {
        sink.line(&format!("vetxonly {facts_only}\n"));
    }
    sink.line(&format!("vetflags {}\n", quote_list(flags)));
    let build = run.plan.vetted_build(action);
    let id = run.done(build).action_id;
    sink.line(&format!("pkg {}\n", quote_bytes(&id.0.0)));
    for (path, file) in facts(run, action) {
        let hash = run.services.files.hash(&file);
        sink.line(&format!("vetout {} {hash}\n", quote(&path)));
    }
    Ok(())
}

/// Returns the facts of the packages that a vetted package imports: import paths and files.
pub(crate) fn facts(run: &Run<'_>, action: ActionRef) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    for dep in &run.plan.get(action).deps {
        if run.plan.get(*dep).mode != ActionMode::Vet {
            continue;
        }
        let file = &run.done(*dep).built;
        if !file.is_empty() {
            let path = run.package(*dep).import_path.as_str().to_owned();
            facts.push((path, file.clone()));
        }
    }
    facts
}
