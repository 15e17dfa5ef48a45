//! Checks of `go test` before anything is planned.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTest`).

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_base::golang::path;
use vamos_fsys::uncached;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::platform;
use vamos_goenv::tool_id::find_tool;
use vamos_load::Loaded;
use vamos_load::PackageGraph;
use vamos_testing::coverage::Profile;
use vamos_testing::flags::TestFlags;
use vamos_testing::plan::binary_name;

use crate::commands::session::Session;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Checks the flags that the official command does not have.
pub(super) fn check_own_flags(flags: &TestFlags) -> Result<(), CliError> {
    let is_set = |name: &&str| !flags.text(name).is_empty();
    let usage = |line: String| {
        Err(CliError::Usage {
            line,
            note: String::new(),
        })
    };
    if flags.text("retries").starts_with('-') {
        return usage("-retries must not be negative".to_owned());
    }
    if is_set(&"shardtimes") && !is_set(&"shard") {
        return usage("-shardtimes needs -shard".to_owned());
    }
    // Benchmarks and fuzzing have no result that running again could change, and with -c nothing
    // runs.
    let other = ["bench", "fuzz", "c"].into_iter().find(|name| match *name {
        "c" => flags.is_on("c"),
        name => is_set(&name),
    });
    let own = match flags.retries() {
        0 => ["junit"].into_iter().find(|name| is_set(name)),
        _ => Some("retries"),
    };
    match (own, other) {
        (Some(own), Some(other)) => usage(format!("-{own} cannot be used with -{other}")),
        _ => Ok(()),
    }
}

/// Fails if the SDK lacks the vet tool, also if nothing is vetted.
pub(super) fn check_vet_tool(invocation: &Invocation, session: &Session) -> Result<(), CliError> {
    let sdk = &invocation.env.sdk;
    if !sdk.release.fixes_by_vetting() || !session.flags.tools.toolexec.is_empty() {
        return Ok(());
    }
    find_tool(sdk, "vet").map(drop).map_err(|error| {
        invocation.output.log(&format!("go: {error}"));
        CliError::Exit(2)
    })
}

/// Checks the requirements of `-fuzz`.
pub(super) fn check_fuzzing(
    env: &GoEnv,
    flags: &TestFlags,
    loaded: &Loaded<'_>,
) -> Result<(), CliError> {
    if flags.text("fuzz").is_empty() {
        return Ok(());
    }
    let fatal = |text: String| Err(CliError::Fatal(text));
    if !platform::fuzz_supported(&env.target.goos) {
        let (goos, goarch) = (&env.target.goos, &env.target.goarch);
        return fatal(format!("-fuzz flag is not supported on {goos}/{goarch}"));
    }
    let [only] = loaded.graph.roots[..] else {
        return fatal("cannot use -fuzz flag with multiple packages".to_owned());
    };
    if !flags.text("coverprofile").is_empty() {
        return fatal("cannot use -coverprofile flag with -fuzz flag".to_owned());
    }
    if let Some(flag) = flags.profile() {
        return fatal(format!("cannot use {flag} flag with -fuzz flag"));
    }
    // A failing input would be written into the module cache, or into the SDK.
    let package = loaded.graph.get(only);
    let modules = &loaded.modules;
    let is_main = match &package.module {
        Some(module) if !module.path.is_empty() => modules.is_main_module(&module.path),
        _ if !package.origin.standard || !modules.is_enabled() => true,
        _ if package.import_path.starts_with("cmd/") => modules.is_main_module("cmd"),
        _ => modules.is_main_module("std"),
    };
    match is_main {
        true => Ok(()),
        false => fatal("cannot use -fuzz flag on package outside the main module".to_owned()),
    }
}

/// Creates the file of the command's coverage profile, if a flag requests one; an existing file is
/// replaced (`initCoverProfile`).
pub(super) fn create_profile(
    flags: &TestFlags,
    build: &BuildOptions,
) -> Result<Option<Arc<Profile>>, CliError> {
    let file = flags.text("coverprofile");
    if file.is_empty() || flags.is_on("c") {
        return Ok(None);
    }
    let path = match path::is_abs(file) {
        true => file.to_owned(),
        false => path::join(&[flags.output_dir(), file]),
    };
    match Profile::create(&path, &build.instrument.covermode) {
        Ok(profile) => Ok(Some(Arc::new(profile))),
        Err(error) => Err(CliError::Fatal(error.to_string())),
    }
}

/// Checks the requirements of flags on the packages.
pub(super) fn check_packages(flags: &TestFlags, graph: &PackageGraph) -> Result<(), CliError> {
    match flags.profile() {
        Some(flag) if graph.roots.len() != 1 => Err(CliError::Fatal(format!(
            "cannot use {flag} flag with multiple packages"
        ))),
        _ => Ok(()),
    }
}

/// Reports whether `-o` names a directory.
pub(super) fn is_dir(output: &str, cwd: &str) -> bool {
    if output.is_empty() {
        return false;
    }
    let absolute = match path::is_abs(output) {
        true => output.to_owned(),
        false => path::join(&[cwd, output]),
    };
    output.ends_with('/') || uncached::stat(&absolute).is_ok_and(|meta| meta.is_dir())
}

/// Checks that the test binaries of several packages do not overwrite each other.
pub(super) fn check_outputs(
    invocation: &Invocation,
    flags: &TestFlags,
    graph: &PackageGraph,
    output_is_dir: bool,
) -> Result<(), CliError> {
    let output = flags.text("o");
    let keeps = flags.is_on("c") || !output.is_empty();
    if graph.roots.len() < 2 || !keeps || output == "/dev/null" {
        return Ok(());
    }
    if !output.is_empty() && !output_is_dir {
        return Err(CliError::Fatal(
            "with multiple packages, -o must refer to a directory or /dev/null".to_owned(),
        ));
    }
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for id in &graph.roots {
        let package = graph.get(*id);
        let packages = by_name.entry(binary_name(package)).or_default();
        packages.push(&package.import_path);
    }
    by_name.retain(|_, packages| packages.len() > 1);
    for (name, packages) in &by_name {
        let list = packages.join("\n");
        invocation.output.log(&format!(
            "cannot write test binary {name} for multiple packages:\n{list}\n"
        ));
    }
    match by_name.is_empty() {
        true => Ok(()),
        false => Err(CliError::Exit(1)),
    }
}
