//! Proxies, the checksum database, system time, and credentials for private modules.
//!
//! Counterpart: none.

use std::time::Duration;
use std::time::SystemTime;

use vamos_fetch::Config;
use vamos_fetch::CredentialSource;
use vamos_fetch::Probe;
use vamos_fetch::ProbeAnswer;
use vamos_fetch::proxy_list;
use vamos_fsys::uncached;

use super::finding::Finding;

/// The maximal difference between the system time and a server's: certificates are only valid for a
/// time.
const DRIFT: Duration = Duration::from_secs(300);

/// Checks everything that downloads of modules need.
pub(super) fn check(config: &Config, probe: &Probe<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut urls = Vec::new();
    let mut is_direct = false;
    if config.goproxy.is_empty() {
        let text = "GOPROXY is not set, and without an SDK it has no default";
        findings.push(Finding::warning("module proxy", text, "set GOPROXY"));
    }
    match proxy_list(&config.goproxy, "") {
        // Without an SDK.
        Err(_) if config.goproxy.is_empty() => {}
        Err(error) => {
            let fix = "set GOPROXY to a list of addresses, direct or off";
            findings.push(Finding::problem("module proxy", error.to_string(), fix));
        }
        Ok(list) => {
            for entry in list {
                match &*entry.url {
                    "off" => {
                        let text = "downloads are off (GOPROXY)";
                        findings.push(Finding::good("module proxy", text));
                    }
                    "direct" => is_direct = true,
                    url => urls.push(url.to_owned()),
                }
            }
        }
    }
    let mut clock = None;
    for url in &urls {
        let answer = of_proxy(probe, url, &mut findings);
        clock = clock.or(answer.map(|answer| answer.date));
    }
    if is_direct || !config.gonoproxy.is_empty() {
        findings.push(of_git(probe));
    }
    let is_off = config.goproxy.trim() == "off";
    findings.push(of_database(config, probe, &urls, is_off, &mut clock));
    findings.extend(clock.and_then(|date| of_clock(&date, SystemTime::now())));
    findings.extend(of_private(config, probe));
    findings
}

fn of_proxy(probe: &Probe<'_>, url: &str, findings: &mut Vec<Finding>) -> Option<ProbeAnswer> {
    let name = "module proxy";
    if let Some(dir) = url.strip_prefix("file://") {
        findings.push(match uncached::stat(dir).is_ok_and(|meta| meta.is_dir()) {
            true => Finding::good(name, url),
            false => Finding::problem(name, format!("{dir} is no directory"), "correct GOPROXY"),
        });
        return None;
    }
    let shown = hidden(url);
    match probe.ask(url) {
        Err(error) => {
            let fix = "check the network, HTTPS_PROXY and GOPROXY; GOPROXY=off works without it";
            let text = format!("{shown} does not answer: {error}");
            findings.push(Finding::problem(name, text, fix));
            None
        }
        Ok(answer) => {
            let status = &answer.status;
            findings.push(match answer.code {
                401 | 403 | 407 => Finding::problem(
                    name,
                    format!("{shown} refuses: {status}"),
                    "add a login for it to .netrc, or set GOAUTH",
                ),
                500.. => Finding::problem(
                    name,
                    format!("{shown} has an error: {status}"),
                    "try again later, or set GOPROXY to another one",
                ),
                _ => Finding::good(name, format!("{shown} answers")),
            });
            Some(answer)
        }
    }
}

/// Returns an address without its login.
fn hidden(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

fn of_git(probe: &Probe<'_>) -> Finding {
    match probe.has_git() {
        true => Finding::good("git", "is on PATH, for modules from repositories"),
        false => Finding::problem(
            "git",
            "is not on PATH: modules cannot be downloaded from repositories",
            "install git, or remove direct from GOPROXY",
        ),
    }
}

fn of_database(
    config: &Config,
    probe: &Probe<'_>,
    proxies: &[String],
    is_off: bool,
    clock: &mut Option<String>,
) -> Finding {
    let name = "checksum database";
    if config.sumdb.gosumdb == "off" {
        let text = "off (GOSUMDB): only go.sum protects against changed modules";
        return Finding::warning(name, text, "unset GOSUMDB");
    }
    if is_off {
        return Finding::good(name, "not used, because GOPROXY is off");
    }
    let (database, address) = match probe.checksum_database() {
        Ok(found) => found,
        Err(error) => return Finding::problem(name, error, "unset GOSUMDB, or correct it"),
    };
    // Proxies may carry the database, and then it need not be reachable itself.
    if address.is_none() {
        for proxy in proxies.iter().filter(|url| url.starts_with("http")) {
            let url = format!("{}/sumdb/{database}/supported", proxy.trim_end_matches('/'));
            if probe.ask(&url).is_ok_and(|answer| answer.code == 200) {
                return Finding::good(name, format!("{database}, by {}", hidden(proxy)));
            }
        }
    }
    let address = address.unwrap_or_else(|| format!("https://{database}"));
    let fix = "check the network; GONOSUMDB or GOPRIVATE names modules that are not looked up";
    match probe.ask(&format!("{}/latest", address.trim_end_matches('/'))) {
        Ok(answer) if answer.code == 200 => {
            clock.get_or_insert(answer.date);
            Finding::good(name, format!("{} answers", hidden(&address)))
        }
        Ok(answer) => {
            let text = format!("{} has an error: {}", hidden(&address), answer.status);
            Finding::problem(name, text, fix)
        }
        Err(error) => {
            let text = format!("{} does not answer: {error}", hidden(&address));
            Finding::problem(name, text, fix)
        }
    }
}

/// Compares the system time with the date of an answer.
fn of_clock(date: &str, now: SystemTime) -> Option<Finding> {
    let theirs = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds(date)?);
    let drift = match now.duration_since(theirs) {
        Ok(drift) => drift,
        Err(error) => error.duration(),
    };
    let text = format!("{} s from that of a server", drift.as_secs());
    Some(match drift > DRIFT {
        true => Finding::problem("clock", text, "set the system time, for example with NTP"),
        false => Finding::good("clock", text),
    })
}

/// Returns the seconds since the epoch of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn seconds(date: &str) -> Option<u64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let words: Vec<&str> = date.split_whitespace().collect();
    let [_, day, month, year, time, "GMT"] = words[..] else {
        return None;
    };
    let month = MONTHS
        .find(month)
        .filter(|at| at % 3 == 0 && month.len() == 3)?
        / 3
        + 1;
    let (day, year): (u64, u64) = (day.parse().ok()?, year.parse().ok()?);
    let parts: Vec<u64> = time
        .split(':')
        .filter_map(|part| part.parse().ok())
        .collect();
    let [hour, minute, second] = parts[..] else {
        return None;
    };
    if !(1970..10_000).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have the day that not each of them has at their end.
    let (year, month) = match month > 2 {
        true => (year, month as u64 - 3),
        false => (year - 1, month as u64 + 9),
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    let since = (days - 719_469) * 86_400;
    Some(since + hour * 3600 + minute * 60 + second)
}

/// Searches for credentials for the hosts of private modules.
fn of_private(config: &Config, probe: &Probe<'_>) -> Vec<Finding> {
    let private = [&*config.origins.goprivate, &*config.gonoproxy].join(",");
    let mut hosts: Vec<&str> = private
        .split(',')
        .filter_map(|pattern| pattern.trim().split('/').next())
        .filter(|host| host.contains('.') && !host.contains(['*', '?', '[']))
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    let of_host = |host: &&str| {
        let found = match probe.credentials(host) {
            Some(CredentialSource::Netrc) => "a login in .netrc",
            Some(CredentialSource::GoAuth) => "a program that GOAUTH names",
            Some(CredentialSource::GitHelper) => "a credential helper of git",
            Some(CredentialSource::GitRewrite) => "another address that git uses (url.*.insteadOf)",
            None => {
                return Finding::warning(
                    "private modules",
                    format!("{host}: no credentials"),
                    format!(
                        "add a login for {host} to .netrc, or a credential helper or SSH address to git's configuration"
                    ),
                );
            }
        };
        Finding::good("private modules", format!("{host}: {found}"))
    };
    hosts.iter().map(of_host).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;
    use std::time::SystemTime;

    use super::hidden;
    use super::of_clock;
    use super::seconds;

    #[test]
    fn dates_of_answers() {
        for (date, want) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
            ("Mon, 01 Mar 2100 00:00:00 GMT", Some(4_107_542_400)),
            ("", None),
            ("Sun, 06 Nov 94 08:49:37 GMT", None),
            ("Sun, 06 Xyz 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
        ] {
            assert_eq!(seconds(date), want, "{date}");
        }
    }

    #[test]
    fn a_wrong_clock_is_a_problem() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let is_problem = |seconds| of_clock(date, at(seconds)).map(|found| found.is_problem());
        assert_eq!(is_problem(784_111_777 + 300), Some(false));
        assert_eq!(is_problem(784_111_777 + 302), Some(true));
        assert_eq!(is_problem(784_111_777 - 302), Some(true));
        assert_eq!(of_clock("", at(0)), None);
    }

    #[test]
    fn logins_are_hidden() {
        assert_eq!(
            hidden("https://me:secret@h.example/p@th"),
            "https://h.example/p@th"
        );
        assert_eq!(hidden("https://h.example/p@th"), "https://h.example/p@th");
        assert_eq!(hidden("nothing"), "nothing");
    }
}
