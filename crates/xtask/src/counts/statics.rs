//! Statics whose value changes: state that all commands in one process share.
//!
//! Counterpart: none.

use super::policy::Occurrence;
use super::text::Source;

/// Parts of types whose values change through a shared reference.
const CHANGING: [&str; 7] = [
    "Atomic",
    "Cell<",
    "LazyLock<",
    "Mutex<",
    "OnceCell<",
    "OnceLock<",
    "RwLock<",
];

/// Returns the statics of the product whose value changes, by their names.
pub(crate) fn changing(sources: &[Source]) -> Vec<Occurrence> {
    let product = sources.iter().filter(|source| source.is_product());
    product.flat_map(in_file).collect()
}

fn in_file(source: &Source) -> Vec<Occurrence> {
    const WORD: &str = "static ";
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices(WORD) {
        // Not `'static `, and not the end of another word.
        let before = source.code[..at].chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace()) {
            continue;
        }
        let rest = &source.code[at + WORD.len()..];
        let rest = rest.strip_prefix("mut ").unwrap_or(rest);
        let Some((name, rest)) = rest.split_once(':') else {
            continue;
        };
        let kind = rest.split(['=', ';']).next().unwrap_or_default();
        if CHANGING.iter().any(|part| kind.contains(part)) {
            found.push(Occurrence {
                path: source.path.clone(),
                line: source.line_at(at),
                what: name.trim().to_owned(),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::File;

    #[test]
    fn tables_do_not_change() {
        let text = "static A: [u8; 2] = [1, 2];\n\
                    pub(crate) static B: Mutex<Vec<u8>> = Mutex::new(Vec::new());\n\
                    thread_local! {\n    static C: Cell<u64> = const { Cell::new(0) };\n}\n\
                    fn f(x: &'static Cell<u8>) {\n    static D: AtomicU64 = AtomicU64::new(0);\n}\n";
        let file = |crate_name: &str| File {
            path: format!("crates/{crate_name}/src/a.rs"),
            text: text.to_owned(),
        };
        let sources = ["x", "xtask"].map(|name| Source::new(&file(name)));
        let found = changing(&sources);
        let names: Vec<(&str, usize)> = found.iter().map(|p| (&*p.what, p.line)).collect();
        assert_eq!(names, [("B", 2), ("C", 4), ("D", 7)]);
    }
}
