//! The SDK, and the programs that builds start besides its own.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_goenv::GoEnv;
use vamos_goenv::toolchain::NoSdk;
use vamos_goenv::toolchain::planned;

use super::finding::Finding;
use super::speed;
use crate::invocation::Invocation;

/// Tools without which no package can be built.
const TOOLS: [&str; 3] = ["asm", "compile", "link"];

/// Checks the SDK and the C compiler.
pub(super) fn check(invocation: &Invocation) -> Vec<Finding> {
    let env = &invocation.env;
    if is_missing(env) {
        return vec![without_sdk(env), c_compiler(invocation)];
    }
    let tools = TOOLS.map(|tool| format!("{}/{tool}{}", env.sdk.tool_dir, env.sdk.tool_exe_suffix));
    let sources = ["src/runtime", "src/unsafe", "src/internal/abi"];
    let sources = sources.map(|dir| path::join(&[&env.sdk.goroot, dir]));
    let mut needed = tools.iter().chain(&sources);
    let found = match needed.find(|file| uncached::stat(file).is_err()) {
        None => Finding::good("SDK", format!("{} in {}", env.sdk.version, env.sdk.goroot)),
        Some(file) => Finding::problem(
            "SDK",
            format!("{} in {} lacks {file}", env.sdk.version, env.sdk.goroot),
            "reinstall the SDK, or set GOROOT to a complete one",
        ),
    };
    let mut findings = Vec::new();
    let missing = &invocation.process.missing_goroot;
    if !missing.is_empty() {
        let text = format!("GOROOT={missing} does not exist; the following is about another SDK");
        let fix = "unset it, or set it to the directory of a Go SDK";
        findings.push(Finding::problem("SDK", text, fix));
    }
    findings.push(found);
    findings.extend(speed::check(invocation));
    findings.push(c_compiler(invocation));
    findings
}

/// Reports whether no SDK is installed.
pub(super) fn is_missing(env: &GoEnv) -> bool {
    env.sdk.goroot.is_empty()
}

/// Returns the reason why no SDK can be downloaded, or the one that will be.
fn without_sdk(env: &GoEnv) -> Finding {
    match planned(env) {
        Ok(toolchain) => Finding::warning(
            "SDK",
            format!("none is installed; the first command that needs one downloads {toolchain}"),
            "to use an installed one, put its go command in PATH, or set GOROOT",
        ),
        Err(absence) => Finding::problem("SDK", absence.to_string(), NoSdk::REPAIR),
    }
}

fn c_compiler(invocation: &Invocation) -> Finding {
    let name = "C compiler";
    let env = &invocation.env;
    if !env.target.cgo_enabled && !is_missing(env) {
        return Finding::good(name, "not needed: CGO_ENABLED is 0");
    }
    let sdk = env
        .sdk
        .tables()
        .map(|sdk| sdk.default_cc(&env.target.goos, &env.target.goarch));
    let compiler = env.get_or("CC", sdk.as_deref().unwrap_or("gcc"));
    let program = compiler.split_whitespace().next().unwrap_or_default();
    match look_path(program, env.os().get("PATH")) {
        Ok(file) => Finding::good(name, file),
        Err(_) => Finding::warning(
            name,
            format!("{program} is not on PATH, so packages with cgo cannot be built"),
            "install it, set CC to another one, or set CGO_ENABLED=0",
        ),
    }
}
