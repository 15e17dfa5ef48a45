//! Traits with many methods: an implementation must define all of them.
//!
//! Counterpart: none.

use super::text::Source;

/// A trait and the number of its methods.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trait {
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) methods: usize,
}

/// Returns the traits of the product.
pub(crate) fn all(sources: &[Source]) -> Vec<Trait> {
    let product = sources.iter().filter(|source| source.is_product());
    product.flat_map(in_file).collect()
}

fn in_file(source: &Source) -> Vec<Trait> {
    const WORD: &str = "trait ";
    let mut found = Vec::new();
    for (at, _) in source.code.match_indices(WORD) {
        let before = source.code[..at].chars().next_back();
        let rest = &source.code[at + WORD.len()..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        let Some(open) = rest.find('{') else {
            continue;
        };
        if before.is_none_or(char::is_whitespace) && !name.is_empty() {
            found.push(Trait {
                path: source.path.clone(),
                name,
                methods: methods(&rest[open..]),
            });
        }
    }
    found
}

/// Counts the functions of the block that `code` begins with.
fn methods(code: &str) -> usize {
    let (mut depth, mut count) = (0_usize, 0);
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            b'f' if depth == 1 && code[at..].starts_with("fn ") => {
                let is_word = code[..at].ends_with(char::is_whitespace);
                count += usize::from(is_word);
            }
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::File;

    #[test]
    fn methods_of_traits_are_counted() {
        let text = "pub trait A<'a>: Send {\n    fn a(&self);\n    fn b(&self) -> u8 {\n        \
                    fn inner() {}\n        let fn_name = 1;\n        fn_name\n    }\n}\n\
                    trait B {}\nimpl A for X {\n    fn a(&self) {}\n}\n";
        let source = Source::new(&File {
            path: "crates/x/src/a.rs".to_owned(),
            text: text.to_owned(),
        });
        let found = all(&[source]);
        let counts: Vec<(&str, usize)> = found.iter().map(|t| (&*t.name, t.methods)).collect();
        assert_eq!(counts, [("A", 2), ("B", 0)]);
    }
}
