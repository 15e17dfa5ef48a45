//! The command that describes a commit, and its output.
//!
//! Counterpart: cmd/go/internal/modfetch/codehost/git.go (`statLocal`).

use vamos_base::golang::time::Time;

use super::code_host::RevInfo;
use super::code_host::short_hash;

/// Returns the command that describes a commit.
pub(super) fn log_command(revision: &str) -> [&str; 10] {
    [
        "git",
        "-c",
        "log.showsignature=false",
        "log",
        "--no-decorate",
        "-n1",
        "--format=format:%H %ct %D",
        "--end-of-options",
        revision,
        "--",
    ]
}

/// Returns the tags in the output of `git for-each-ref`.
pub(super) fn tags_of_refs(out: &str) -> Vec<String> {
    let tags = out
        .split('\n')
        .filter_map(|line| line.trim().strip_prefix("refs/tags/"));
    tags.map(str::to_owned).collect()
}

/// Parses `HASH SECONDS HEAD -> main, tag: v1.2.3, origin/main`.
///
/// `others` are tags of this commit that git may lack here.
pub(super) fn parse_log(
    out: &str,
    version: &str,
    revision: &str,
    hash_length: usize,
    others: impl FnOnce(&str) -> Vec<String>,
) -> Option<RevInfo> {
    let mut words = out.split_whitespace();
    let (hash, seconds) = (words.next()?, words.next()?);
    let seconds = seconds.parse::<i64>().ok()?;
    let version = if hash.starts_with(version) {
        hash
    } else {
        version
    };
    let mut tags = others(hash);
    while let Some(word) = words.next() {
        if word == "tag:"
            && let Some(tag) = words.next()
        {
            tags.push(tag.strip_suffix(',').unwrap_or(tag).to_owned());
        }
    }
    tags.sort_unstable();
    tags.dedup();
    let is_tag = tags.iter().any(|tag| tag == version);
    let reference = if hash.starts_with(revision) {
        ""
    } else {
        revision
    };
    Some(RevInfo {
        name: hash.to_owned(),
        short: short_hash(hash, hash_length),
        time: Time::from_unix(seconds, 0),
        version: if is_tag { version } else { hash }.to_owned(),
        tags,
        reference: reference.to_owned(),
        has_hash: true,
        repo_sum: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::parse_log;

    #[test]
    fn log_lines() {
        let hash = "ede458df7cd0fdca520df19a33158086a8a68e81";
        let out = format!("{hash} 1523994202 HEAD -> m, tag: v1.2.4-a, tag: v1.2.3, origin/m");
        let info = parse_log(&out, hash, hash, 40, |_| Vec::new()).unwrap();
        assert_eq!(info.tags, ["v1.2.3", "v1.2.4-a"]);
        assert_eq!(
            (info.short.as_str(), info.version.as_str()),
            ("ede458df7cd0", hash)
        );
        let info = parse_log(&out, "v1.2.3", "refs/tags/v1.2.3", 40, |_| Vec::new()).unwrap();
        assert_eq!(info.version, "v1.2.3");
        assert_eq!(info.reference, "refs/tags/v1.2.3");
    }
}
