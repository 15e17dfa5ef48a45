//! The names of a remote git repository, and the sums that record its tags.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/git.go (`loadRefs`, `Tags`,
//! `repoSum`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use vamos_base::Digest;
use vamos_base::golang::base64;
use vamos_base::golang::module::is_pseudo_version;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;

use super::code_host::Tag;

/// Parses the output of `git ls-remote`. An annotated tag is replaced by its commit, which is
/// listed after it with `^{}`.
pub(super) fn parse_refs(out: &str) -> BTreeMap<String, String> {
    let mut refs = BTreeMap::new();
    let mut unwrapped = Vec::new();
    for line in out.split('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        let &[hash, name] = &words[..] else {
            continue;
        };
        let is_wanted =
            name == "HEAD" || name.starts_with("refs/heads/") || name.starts_with("refs/tags/");
        if !is_wanted {
            continue;
        }
        match name.strip_suffix("^{}") {
            Some(tag) => unwrapped.push((tag.to_owned(), hash.to_owned())),
            None => {
                refs.insert(name.to_owned(), hash.to_owned());
            }
        }
    }
    refs.extend(unwrapped);
    refs
}

/// Returns the sum of tags that begin with `prefix`, as far as versions depend on them.
pub(super) fn tag_sum(prefix: &str, tags: &[Tag]) -> String {
    let dir = &prefix[..prefix.rfind('/').map_or(0, |at| at + 1)];
    let mut text = String::new();
    for tag in tags {
        let version = tag.name.strip_prefix(dir).unwrap_or(&tag.name);
        if is_origin_tag(version) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {}", quote(&tag.name), tag.hash);
        }
    }
    let sum = Digest::of(text.as_bytes());
    format!("t1:{}", base64::encode(&sum.0))
}

/// Returns the sum of all names: the absence of a version depends on them.
pub(super) fn repo_sum(refs: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, hash) in refs {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {hash}", quote(name));
    }
    let sum = Digest::of(text.as_bytes());
    format!("r1:{}", base64::encode(&sum.0))
}

/// Reports whether versions may depend on a tag (`isOriginTag`).
fn is_origin_tag(tag: &str) -> bool {
    let canonical = semver::canonical(tag);
    !canonical.is_empty() && tag.starts_with(&canonical) && !is_pseudo_version(tag)
}

#[cfg(test)]
mod tests {
    use super::parse_refs;

    #[test]
    fn names() {
        let out = "1\tHEAD\n1\trefs/heads/main\n2\trefs/tags/v1\n3\trefs/tags/v1^{}\n\
            4\trefs/pull/1/head\nnoise\n";
        let refs: Vec<(String, String)> = parse_refs(out).into_iter().collect();
        let refs: Vec<(&str, &str)> = refs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            refs,
            [
                ("HEAD", "1"),
                ("refs/heads/main", "1"),
                ("refs/tags/v1", "3")
            ]
        );
    }
}
