//! Requirements with one more root, at exactly the version that is asked for.
//!
//! What `go get` does beyond that, moving other roots up and down until all agree, is not
//! here yet.
//! Counterpart: cmd/go/internal/modload (edit.go, `editRequirements`, where nothing but Go
//! itself is required before; buildlist.go, `ConstraintError`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::BuildListError;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;

use super::ModuleContext;
use super::Requirements;

impl ModuleContext<'_> {
    /// Adds `m` to the roots; fails if its own requirements select another version of it.
    pub fn select_root(
        &self,
        rs: &Requirements,
        m: &ModuleVersion,
    ) -> Result<Arc<Requirements>, ModuleError> {
        let others = rs.root_modules().iter().filter(|root| root.path != m.path);
        let mut roots: Vec<ModuleVersion> = others.cloned().chain([m.clone()]).collect();
        gover::mod_sort(&mut roots);
        let new = Requirements::new(rs.pruning, roots, Arc::clone(&rs.direct));
        let (graph, error) = new.graph(self);
        match error {
            Some(error) if error.too_new().is_some() => return Err(error),
            Some(ModuleError::BuildList(error)) => {
                let BuildListError { err, stack } = *error;
                let path: Vec<ModuleVersion> = stack.into_iter().map(|(m, _)| m).collect();
                return Err(conflict(&path, &Trouble::Error(err)));
            }
            Some(error) => return Err(error),
            None => {}
        }
        let selected = graph.selected(&m.path);
        if selected != m.version {
            let above = ModuleVersion::new(m.path.as_str(), selected);
            let path = graph.find_path(|module| *module == above);
            let path = path.expect("a selected version is in the graph");
            return Err(conflict(&path, &Trouble::Above(&m.version)));
        }
        Ok(Arc::new(new))
    }
}

/// What is wrong at the end of a path of requirements.
enum Trouble<'t> {
    /// Its version is above this one, which is wanted.
    Above(&'t str),
    /// Its requirements cannot be read.
    Error(ModuleError),
}

/// Sums up a path of requirements that cannot be (`ConstraintError`, `Conflict.Summary`).
fn conflict(path: &[ModuleVersion], trouble: &Trouble<'_>) -> ModuleError {
    // The main module, in front, cannot be named.
    let main = path.iter().take_while(|m| m.version.is_empty()).count();
    let path = &path[main..];
    let (Some(first), Some(last)) = (path.first(), path.last()) else {
        return ModuleError::message("version constraints conflict:");
    };
    let way = match path.len() {
        1 => first.to_string(),
        2 => format!("{first} requires {last}"),
        _ => format!("{first} indirectly requires {last}"),
    };
    let summary = match trouble {
        Trouble::Above(wanted) if path.len() == 1 => format!("{way} is above {wanted}"),
        Trouble::Above(wanted) => format!("{way}, but {wanted} is requested"),
        Trouble::Error(ModuleError::At { module, err }) if module == last => {
            format!("{way}: {err}")
        }
        Trouble::Error(err) => format!("{way}: {err}"),
    };
    ModuleError::Message(format!("version constraints conflict:\n\t{summary}"))
}
