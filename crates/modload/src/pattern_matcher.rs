//! Evaluates package patterns against requirements.
//!
//! Counterpart: cmd/go/internal/modload/load.go (`updateMatches` in `LoadPackages`,
//! `WarnUnmatched`).

use vamos_base::golang::quote::quote;
use vamos_modules::Requirements;

use super::LoadError;
use super::ModOptions;
use super::goroot_search::GorootSearch;
use super::import_error::ImportError;
use super::import_graph::ImportGraph;
use super::local_package::LocalPackages;
use super::messages::Messages;
use super::search::PackageSearch;
use super::state::State;
use crate::pattern::Match;

/// Evaluates package patterns.
pub(crate) struct PatternMatcher<'s, 'a> {
    pub(crate) state: &'s State<'a>,
    pub(crate) rs: &'s Requirements,
    pub(crate) options: &'s ModOptions,
}

impl PatternMatcher<'_, '_> {
    fn search(&self) -> PackageSearch<'_, '_> {
        PackageSearch {
            state: self.state,
            any_tags: self.options.any_tags,
        }
    }

    /// Evaluates the patterns against the requirements. With `import_graph`, this is the last time:
    /// `all` gets its final packages, and errors are stored.
    pub(crate) fn update(
        &self,
        matches: &mut [Match],
        import_graph: Option<&ImportGraph>,
    ) -> Result<(), LoadError> {
        let config = &self.state.config;
        let dirs = LocalPackages {
            state: self.state,
            rs: self.rs,
        };
        let search = self.search();
        let main_module = self.options.main_module.as_ref();
        let main_modules = || match main_module {
            Some(m) => vec![m.clone()],
            None => config.main.versions().to_vec(),
        };
        let tools = || config.main.tools().iter().map(|path| path.as_str().into());
        for m in matches {
            if m.is_local() {
                if !m.has_dirs {
                    m.has_dirs = true;
                    let only: Vec<String>;
                    let mod_roots = match main_module.and_then(|m| config.main.get(&m.path)) {
                        Some(main) => {
                            only = vec![main.root.clone()];
                            &only
                        }
                        None => &config.roots.mod_roots,
                    };
                    dirs.match_local_dirs(mod_roots, m);
                }
                dirs.resolve_dirs(m, import_graph.is_some())?;
            } else if m.is_literal() {
                m.pkgs = vec![m.pattern.as_str().into()];
            } else if m.pattern.contains("...") {
                self.match_wildcard(m);
            } else {
                match m.pattern.as_str() {
                    "work" => {
                        search.match_packages(m, false, &main_modules());
                    }
                    "all" => match import_graph {
                        Some(import_graph) => m.pkgs = import_graph.pattern_all(),
                        None => {
                            m.errors.clear();
                            search.match_packages(m, false, &main_modules());
                            m.pkgs.extend(tools());
                        }
                    },
                    "tool" => m.pkgs = tools().collect(),
                    _ if !m.has_dirs => {
                        m.has_dirs = true;
                        GorootSearch { config }.match_goroot(m);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn match_wildcard(&self, m: &mut Match) {
        m.errors.clear();
        let (graph, error) = self.state.graph(self.rs);
        if let Some(error) = error {
            // Packages may be missing now, or be matched in wrong versions.
            m.add_bare_error(ImportError::Module(error));
        }
        let modules = graph.build_list();
        self.search().match_packages(m, true, &modules);
    }
}

/// Warns about patterns without a match (`WarnUnmatched`).
pub(crate) fn warn_unmatched(messages: &Messages, matches: &[Match]) {
    let unmatched = matches
        .iter()
        .filter(|m| m.pkgs.is_empty() && m.errors.is_empty());
    for m in unmatched {
        let pattern = quote(&m.pattern);
        messages.warn(format!("go: warning: {pattern} matched no packages"));
    }
}
