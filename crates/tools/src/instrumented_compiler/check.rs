//! Test of an instrumented compiler before it is used: its version, and the archives of a small
//! package and of its importer, must equal the SDK's compiler's. The list of reads must be complete
//! when the compiler ends before it generates code.
//!
//! `cargo xtask compiler` compares many more, once for each release.
//! Counterpart: none.

use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::CompileExtent;

use super::host::Host;
use super::variables;

/// The packages, in the order in which they are compiled; each may import those before it.
const SAMPLES: [(&str, &str); 2] = [
    ("lib", include_str!("sample/lib.go.txt")),
    ("user", include_str!("sample/user.go.txt")),
];

/// Last line of the list of elements that were read.
const END: &[u8] = b"vamos reads 1\n";

/// Compares a compiler, `program`, with the SDK's, `stock`.
///
/// # Errors
/// They differ; the text names the difference.
pub(super) fn check(
    host: &Host<'_>,
    stock: &str,
    program: &str,
    scratch: &str,
) -> Result<(), String> {
    let version = |tool: &str| {
        let argv = vec![tool.to_owned(), "-V=full".to_owned()];
        host.run(argv, Vec::new())
    };
    if version(program)? != version(stock)? {
        return Err("the instrumented compiler has another version".to_owned());
    }
    let failed = |error: vamos_fsys::PathError| error.to_string();
    let dir = format!("{scratch}/check");
    uncached::make_dirs(&dir).map_err(failed)?;
    let mut imports = String::new();
    for (name, text) in SAMPLES {
        let source = format!("{dir}/{name}.go");
        let importcfg = format!("{dir}/{name}.importcfg");
        work::write(&source, text.as_bytes()).map_err(failed)?;
        work::write(&importcfg, imports.as_bytes()).map_err(failed)?;
        let archive = format!("{dir}/{name}.a");
        let run = |tool: &str, env: Vec<(String, String)>| {
            let words = ["-o", &archive, "-p", name, "-complete", "-buildid", "x/x"];
            let last = ["-importcfg", &importcfg, "-pack", &source];
            let mut argv = vec![tool.to_owned()];
            argv.extend(words.into_iter().chain(last).map(str::to_owned));
            host.run(argv, env)
        };
        let compile = |tool: &str| -> Result<Vec<u8>, String> {
            run(tool, Vec::new())?;
            uncached::read(&archive).map_err(failed)
        };
        let (theirs, ours) = (compile(stock)?, compile(program)?);
        if ours != theirs {
            return Err(format!(
                "the instrumented compiler writes other bytes for package {name}"
            ));
        }
        let report = format!("{archive}.reads");
        let reads = uncached::read(&report).map_err(failed)?;
        if !reads.ends_with(END) {
            return Err("the instrumented compiler writes no list of reads".to_owned());
        }
        work::remove(&report).map_err(failed)?;
        run(program, variables::of(CompileExtent::OnlyReads, ""))?;
        if uncached::read(&report).map_err(failed)? != reads {
            return Err("the instrumented compiler reads more after its imports".to_owned());
        }
        imports.push_str(&format!("packagefile {name}={dir}/{name}.a\n"));
    }
    Ok(())
}
