//! A module from the command line, used like a main module.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`PackagesAndErrorsOutsideModule`, the parts about
//! modules).

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modules::EditRequest;
use vamos_modules::query::Search;
use vamos_modules::query::is_revision_query;
use vamos_modules::query::short_message;

use super::LoadError;
use super::Modules;
use super::argument_error::ArgumentError;
use super::finder::QueriedPackages;

/// The first argument of `go install` or `go run`, which determines the module.
#[derive(Clone, Copy, Debug)]
pub struct Versioned<'v> {
    /// The argument as typed.
    pub arg: &'v str,
    /// Its package pattern, clean.
    pub pattern: &'v str,
    /// The pattern as typed.
    pub path: &'v str,
    /// The query after it.
    pub query: &'v str,
}

impl Modules<'_> {
    /// Finds the module that provides the packages of the first argument, and requires it.
    pub fn require_named(&mut self, first: Versioned<'_>) -> Result<ModuleVersion, LoadError> {
        let found = self.find_named(first);
        found.map_err(|error| {
            let error = self.state.config.messages.fatal_or(error);
            self.with_warnings(error)
        })
    }

    fn find_named(&mut self, first: Versioned<'_>) -> Result<ModuleVersion, LoadError> {
        let rs = self.requirements()?;
        let state = &self.state;
        let failed = |before: String, err: ModuleError| {
            let err = Box::new(err);
            LoadError::Module(ModuleError::Context { before, err })
        };
        let of_arg = |err| failed(format!("{}: ", first.arg), err);
        let queries = state.queries();
        // An explicit revision is allowed even if it is retracted.
        let is_free = is_revision_query(first.path, first.query);
        let allowed = |m: &ModuleVersion| {
            if is_free {
                Ok(())
            } else {
                queries.check_allowed(m)
            }
        };
        let packages = QueriedPackages { state };
        let none = |_: &str| "none".to_owned();
        let found = queries.query_packages(Search {
            pattern: first.pattern,
            query: first.query,
            current: &none,
            allowed: &allowed,
            finder: &packages,
        });
        let found = found.map_err(of_arg)?.into_iter().next();
        let module = found.expect("a query for packages finds some").module;
        let deprecation = queries.check_deprecation(&module).map_err(of_arg)?;
        if !deprecation.is_empty() {
            state.config.messages.warn(format!(
                "go: module {} is deprecated: {}",
                module.path,
                short_message(&deprecation, "")
            ));
        }
        let data = state.files.cache.go_mod(&module).map_err(of_arg)?;
        let file = GoMod::parse("go.mod", &data, None)
            .map_err(|err| failed(format!("{} (in {module}): ", first.arg), err))?;
        let directives = [
            ("replace", file.replace.is_empty()),
            ("exclude", file.exclude.is_empty()),
        ];
        for (directive, is_absent) in directives {
            if !is_absent {
                return Err(LoadError::Argument(ArgumentError::Directive {
                    arg: first.arg.to_owned(),
                    module,
                    directive,
                }));
            }
        }
        let request = EditRequest {
            must_select: std::slice::from_ref(&module),
            ..EditRequest::default()
        };
        let mut log = |line| state.config.messages.warn(line);
        let edited = queries.edit_requirements(&rs, request, &mut log);
        let edited = edited.map_err(|error| of_arg(error.into()))?;
        let rs = edited.unwrap_or(rs);
        state.config.messages.exit_if_errors()?;
        self.requirements = Some(rs);
        Ok(module)
    }
}
