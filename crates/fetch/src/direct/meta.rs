//! The go-import tags of a web page.
//!
//! Counterpart: cmd/go/internal/vcs/discovery.go.

use std::collections::HashSet;

use vamos_base::golang::xml::Attributes;
use vamos_base::golang::xml::Token;
use vamos_base::golang::xml::Tokens;
use vamos_base::golang::xml::XmlError;

/// The system in tags of proxies.
pub(super) const PROXY: &str = "mod";

/// A go-import tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GoImport {
    /// The import path of the root.
    pub(super) prefix: String,
    /// The name of the system.
    pub(super) system: String,
    /// The address of the repository.
    pub(super) repo: String,
    /// The directory in the repository; may be empty.
    pub(super) subdir: String,
}

/// Returns the go-import tags in a page's head. Tags for proxies are first, and replace other tags
/// for the same prefix. The error is about a page without tags.
pub(super) fn go_imports(page: &[u8]) -> Result<Vec<GoImport>, XmlError> {
    let mut tokens = Tokens::lax(page);
    let mut found = Vec::new();
    loop {
        match tokens.next_token() {
            Ok(None) => break,
            Err(error) if found.is_empty() => return Err(error),
            Err(_) => break,
            Ok(Some(Token::End(name))) if name.eq_ignore_ascii_case("head") => break,
            Ok(Some(Token::Start(name, _))) if name.eq_ignore_ascii_case("body") => break,
            Ok(Some(Token::Start(name, attributes))) if name.eq_ignore_ascii_case("meta") => {
                found.extend(go_import(&attributes));
            }
            Ok(Some(_)) => {}
        }
    }
    let (mut list, others): (Vec<GoImport>, Vec<GoImport>) =
        found.into_iter().partition(|tag| tag.system == PROXY);
    let served: HashSet<String> = list.iter().map(|tag| tag.prefix.clone()).collect();
    list.extend(
        others
            .into_iter()
            .filter(|tag| !served.contains(&tag.prefix)),
    );
    Ok(list)
}

fn go_import(attributes: &Attributes) -> Option<GoImport> {
    let value = |name: &str| {
        let mut all = attributes.iter();
        let found = all.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    };
    if value("name") != "go-import" {
        return None;
    }
    let fields: Vec<&str> = value("content").split_whitespace().collect();
    let (prefix, system, repo, subdir) = match fields[..] {
        [prefix, system, repo] => (prefix, system, repo, ""),
        [prefix, system, repo, subdir] => (prefix, system, repo, subdir),
        _ => return None,
    };
    Some(GoImport {
        prefix: prefix.to_owned(),
        system: system.to_owned(),
        repo: repo.to_owned(),
        subdir: subdir.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::go_imports;

    fn tags(page: &str) -> String {
        match go_imports(page.as_bytes()) {
            Ok(list) => {
                let show = |tag: &super::GoImport| {
                    let words = [&tag.prefix, &tag.system, &tag.repo, &tag.subdir];
                    words.map(String::as_str).join(" ")
                };
                list.iter().map(show).collect::<Vec<_>>().join("|")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn pages() {
        let git = "<meta name=\"go-import\" content=\"x.y/r git https://x.y/r\">";
        let proxy = "<META NAME='go-import' CONTENT='x.y/r mod https://p'/>";
        for (page, want) in [
            (git.to_owned(), "x.y/r git https://x.y/r "),
            (format!("{git}{proxy}"), "x.y/r mod https://p "),
            (
                "<!DOCTYPE html><head><!-- <meta> --><meta charset=utf-8 async>\
                 <meta name=go-import content=\"a  git\n b&amp;c d\"></head>"
                    .to_owned(),
                "a git b&c d",
            ),
            (format!("<body>{git}"), ""),
            (format!("</head>{git}"), ""),
            ("<meta name=go-import content='a b c d e'>".to_owned(), ""),
            (
                format!("{git}<script>if (a < b)"),
                "x.y/r git https://x.y/r ",
            ),
            (
                "\n<script>if (a < b)".to_owned(),
                "XML syntax error on line 2: expected element name after <",
            ),
            (
                "<a".to_owned(),
                "XML syntax error on line 1: unexpected EOF",
            ),
            (format!("<head/>{git}"), ""),
            ("plain text".to_owned(), ""),
            (String::new(), ""),
        ] {
            assert_eq!(tags(&page), want, "{page}");
        }
    }
}
