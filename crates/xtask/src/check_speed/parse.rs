//! Speed of parsing sources in memory.
//!
//! Counterpart: cmd/compile/internal/syntax/parser_test.go (`TestStdLib`).

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use vamos_oracle::costs::median;
use vamos_oracle::sdk;

use crate::say;

/// Number of times that everything is parsed.
const ROUNDS: usize = 5;

/// Parses all Go files below directories; without any, the files of the SDK and of the largest
/// program of the corpus.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let mut dirs: Vec<PathBuf> = args.iter().map(PathBuf::from).collect();
    if dirs.is_empty() {
        dirs = vec![
            sdk::find()?.goroot.join("src"),
            sdk::target_dir().join("corpus/corpus/caddy"),
        ];
    }
    let mut sources = Vec::new();
    for dir in &dirs {
        let before = sources.len();
        walk(dir, &mut sources);
        let count = sources.len() - before;
        say(&format!("check-speed: {}: {count} files", dir.display()));
    }
    let bytes: usize = sources.iter().map(Vec::len).sum();
    for (name, parse) in [
        (
            "parse",
            vamos_ast::parse as fn(&str, &[u8]) -> vamos_ast::Outcome,
        ),
        ("declarations", vamos_ast::parse_declarations),
    ] {
        let mut seconds = Vec::new();
        let mut nodes = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            nodes = 0;
            for source in &sources {
                let outcome = parse("x.go", source);
                nodes += outcome.file.map_or(0, |file| file.tree.count());
            }
            seconds.push(start.elapsed().as_secs_f64());
        }
        let seconds = median(seconds);
        #[expect(clippy::cast_precision_loss, reason = "it is only shown")]
        let (megabytes, rate) = (bytes as f64 / 1e6, bytes as f64 / 1e6 / seconds);
        say(&format!(
            "check-speed: {name}: {megabytes:.1} MB, {nodes} nodes, {seconds:.3} s, {rate:.0} MB/s (median of {ROUNDS})"
        ));
    }
    Ok(())
}

/// Reads the Go files below a directory; those that are wrong on purpose are no measure.
fn walk(dir: &Path, sources: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("testdata") {
                walk(&path, sources);
            }
        } else if path.extension().is_some_and(|extension| extension == "go") {
            sources.extend(fs::read(path));
        }
    }
}
