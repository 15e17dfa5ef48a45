//! Packages and environments for tests of functions with plain data.
//!
//! Counterpart: none.

use std::sync::Arc;

use vamos_goenv::GoEnv;
use vamos_load::PackageFacts;
use vamos_modload::module_public::ModulePublic;

/// Returns the environment of a target, with the SDK in `/go`.
pub(crate) fn env(goos: &str, goarch: &str) -> GoEnv {
    let mut env = GoEnv::default();
    goos.clone_into(&mut env.target.goos);
    goarch.clone_into(&mut env.target.goarch);
    env.target.arch_env = ("GOAMD64".to_owned(), "v1".to_owned());
    "/go".clone_into(&mut env.sdk.goroot);
    env
}

/// Returns a package in `/src/p`, of a module with `go 1.21`, with these Go files.
pub(crate) fn package(import_path: &str, name: &str, go_files: &[&str]) -> PackageFacts {
    let mut facts = PackageFacts {
        import_path: import_path.into(),
        orig_import_path: import_path.into(),
        name: name.into(),
        dir: "/src/p".into(),
        module: Some(Arc::new(ModulePublic {
            path: "example.com/m".into(),
            go_version: "1.21".to_owned(),
            ..ModulePublic::default()
        })),
        ..PackageFacts::default()
    };
    facts.files.go = go_files.iter().map(|&file| file.to_owned()).collect();
    facts
}
