//! GOPROXY: the order of proxies, and the choice of the reported error.
//!
//! Counterpart: cmd/go/internal/modfetch/proxy.go (`proxyList`, `TryProxies`).

use vamos_modfile::ModuleError;

use crate::proxy_repo;

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxySpec {
    /// An address, or `off`, `direct` or `noproxy`.
    pub url: String,
    /// True if the next entry is tried after any error, not only after "not found".
    pub falls_back: bool,
}

/// The text of an outermost error of [`NoRepo::UseProxy`].
///
/// [`NoRepo::UseProxy`]: crate::repo::NoRepo::UseProxy
pub(crate) const USE_PROXY: &str = "path does not match GOPRIVATE/GONOPROXY";

/// Parses GOPROXY; if GONOPROXY is set, the list begins with `noproxy`.
pub fn proxy_list(goproxy: &str, gonoproxy: &str) -> Result<Vec<ProxySpec>, ModuleError> {
    let mut list = Vec::new();
    let mut add = |url: &str, falls_back| {
        list.push(ProxySpec {
            url: url.to_owned(),
            falls_back,
        });
    };
    if !gonoproxy.is_empty() && goproxy != "direct" {
        add("noproxy", false);
    }
    let mut is_any = false;
    let mut rest = goproxy;
    while !rest.is_empty() {
        let end = rest.find([',', '|']);
        let falls_back = end.is_some_and(|end| rest[end..].starts_with('|'));
        let entry = rest[..end.unwrap_or(rest.len())].trim();
        rest = end.map_or("", |end| &rest[end + 1..]);
        if entry.is_empty() {
            continue;
        }
        is_any = true;
        if matches!(entry, "off" | "direct") {
            // Entries after this one are never used.
            add(entry, false);
            break;
        }
        let is_bare =
            entry.contains(['.', ':', '/']) && !entry.contains(":/") && !entry.starts_with('/');
        let url = if is_bare {
            format!("https://{entry}")
        } else {
            entry.to_owned()
        };
        proxy_repo::check_url(&url)?;
        add(&url, falls_back);
    }
    if !is_any {
        return Err(ModuleError::message(
            "GOPROXY list is not the empty string, but contains no entries",
        ));
    }
    Ok(list)
}

/// Tries each entry until one succeeds; otherwise returns the most specific error. A fatal
/// error is returned at once.
pub(crate) fn try_proxies<R>(
    list: &[ProxySpec],
    mut ask: impl FnMut(&ProxySpec) -> Result<R, ModuleError>,
) -> Result<R, ModuleError> {
    #[derive(PartialEq, PartialOrd)]
    enum Rank {
        NotExist,
        Proxy,
        Direct,
    }
    let mut best: Option<(ModuleError, Rank)> = None;
    for spec in list {
        let error = match ask(spec) {
            Ok(found) => return Ok(found),
            Err(error) if error.find_fatal().is_some() => return Err(error),
            Err(error) => error,
        };
        let is_not_exist = error.is_not_exist();
        let is_last = !spec.falls_back && !is_not_exist;
        let rank = best.as_ref().map_or(&Rank::NotExist, |(_, rank)| rank);
        if spec.url == "direct" || spec.url == "noproxy" && !is_use_proxy(&error) {
            best = Some((error, Rank::Direct));
        } else if *rank <= Rank::Proxy && !is_not_exist {
            best = Some((error, Rank::Proxy));
        } else if *rank == Rank::NotExist {
            best = Some((error, Rank::NotExist));
        }
        if is_last {
            break;
        }
    }
    let (error, _) = best.expect("the list is not empty, and no entry had an answer");
    Err(error)
}

fn is_use_proxy(error: &ModuleError) -> bool {
    let ModuleError::NotExist(inner) = error else {
        return false;
    };
    matches!(&**inner, ModuleError::Message(text) if text == USE_PROXY)
}

#[cfg(test)]
mod tests {
    use super::proxy_list;
    use super::try_proxies;
    use vamos_modfile::ModuleError;

    fn urls(goproxy: &str, gonoproxy: &str) -> String {
        match proxy_list(goproxy, gonoproxy) {
            Ok(list) => list
                .iter()
                .map(|spec| format!("{}{}", spec.url, if spec.falls_back { "|" } else { "," }))
                .collect(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn lists() {
        let none = "GOPROXY list is not the empty string, but contains no entries";
        let cases = [
            ("https://a,b.c|direct", "", "https://a,https://b.c|direct,"),
            (" off ,https://a", "", "off,"),
            ("direct,https://a", "x", "noproxy,direct,"),
            ("direct", "x", "direct,"),
            (",", "", none),
            (" ", "x", none),
            ("off", "x", "noproxy,off,"),
            ("localhost:8080/x", "", "https://localhost:8080/x,"),
            (
                "https://h/\x7f/",
                "",
                "parse \"https://h/\\x7f/\": net/url: invalid control character in URL",
            ),
            ("abc", "", "invalid proxy URL missing scheme: abc"),
            ("/abc", "", "invalid proxy URL missing scheme: /abc"),
            (
                "ftp://u:p@h",
                "",
                "invalid proxy URL scheme (must be https, http, file): ftp://u:xxxxx@h",
            ),
            (
                "file:///tmp/a?x=1",
                "",
                "invalid file:// proxy URL with non-path elements: file:///tmp/a?x=1",
            ),
        ];
        for (goproxy, gonoproxy, want) in cases {
            assert_eq!(urls(goproxy, gonoproxy), want, "{goproxy:?}");
        }
    }

    fn best(goproxy: &str, gonoproxy: &str, answers: &[&str]) -> String {
        let list = proxy_list(goproxy, gonoproxy).unwrap();
        let mut answers = answers.iter();
        let asked = try_proxies(&list, |_| match answers.next() {
            Some(&"ok") => Ok("ok"),
            Some(text) => {
                let error = ModuleError::message(text.trim_start_matches('-'));
                Err(if text.starts_with('-') {
                    ModuleError::NotExist(Box::new(error))
                } else {
                    error
                })
            }
            None => panic!("asked too often"),
        });
        asked.map_or_else(|error| error.to_string(), str::to_owned)
    }

    #[test]
    fn whose_error_counts() {
        assert_eq!(best("https://a,https://b", "", &["-gone", "ok"]), "ok");
        assert_eq!(best("https://a,https://b", "", &["bad"]), "bad");
        assert_eq!(best("https://a|https://b", "", &["bad", "-gone"]), "bad");
        assert_eq!(best("https://a,https://b", "", &["-1", "-2"]), "2");
        assert_eq!(best("https://a|direct", "", &["bad", "-gone"]), "gone");
        let use_proxy = "-path does not match GOPRIVATE/GONOPROXY";
        assert_eq!(best("https://a", "x", &[use_proxy, "-gone"]), "gone");
        assert_eq!(
            best("https://a", "x", &["-no repository", "-disabled"]),
            "no repository"
        );
    }
}
