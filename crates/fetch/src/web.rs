//! Reads URLs: from servers, or from disk for `file` URLs.
//!
//! Counterpart: cmd/go/internal/web/http.go (`get`, `getFile`), url.go (`urlToFilePath`).

use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_net::Client;
use vamos_net::Error;
use vamos_net::Limits;
use vamos_net::Response;
use vamos_net::Retry;
use vamos_net::USER_AGENT;
use vamos_net::Url;
use vamos_release::Release;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::Config;
use crate::ConnectionSettings;
use crate::Event;
use crate::Events;
use crate::Parts;
use crate::Task;
use crate::auth::Auth;
use crate::certificates;
use crate::error_detail;
use crate::name_server;
use crate::prefetch;
use crate::prefetch::Prefetched;
use crate::progress::Progress;
use crate::test_servers::TestServers;
use crate::web_error::Detail;
use crate::web_error::HttpError;
use crate::web_error::WebError;

/// The answer of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// `404`.
    pub code: u16,
    /// `404 Not Found`.
    pub status: String,
    /// Its time, as in the header; may be empty.
    pub date: String,
}

/// The allowed protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// Only encrypted protocols.
    SecureOnly,
    /// Also plain HTTP, and servers with any certificate (GOINSECURE).
    Insecure,
}

/// The time limit for a server that may not exist.
const IMPATIENCE: Duration = Duration::from_secs(5);

/// The limit for answers that are requested before they are needed: no reader accepts more.
const MAX_AHEAD: usize = 64 << 20;

/// A web page with any status.
pub(crate) struct Page {
    /// Its address, with a hidden password.
    pub(crate) url: String,
    /// Its text, as far as it was read.
    pub(crate) body: Vec<u8>,
    /// The error of a status other than 200.
    pub(crate) error: Option<WebError>,
}

/// Receives the bytes of a response.
pub(crate) trait Sink {
    /// Discards all bytes so far: the response is read again from its beginning.
    fn restart(&mut self) -> Result<(), PathError>;
    /// Receives the next bytes.
    fn write(&mut self, bytes: &[u8]) -> Result<(), PathError>;
}

/// Reads URLs.
pub struct Web {
    client: Client,
    /// The client for [`Security::Insecure`] (`impatientInsecureHTTPClient`).
    insecure: Client,
    test_servers: Option<TestServers>,
    progress: Progress,
    cancel: Cancel,
    auth: Auth,
    prefetched: Prefetched,
    shows_requests: bool,
}

/// Returns the user agent of a release's go command.
fn user_agent(release: Release) -> &'static str {
    if release.has_own_user_agent() {
        "GoCommand/1 (+https://go.dev/cmd/go)"
    } else {
        USER_AGENT
    }
}

impl Web {
    /// Returns a reader for a configuration.
    pub fn new(config: &Config, parts: Parts) -> Self {
        let Parts {
            events,
            cancel,
            executor,
        } = parts;
        let ConnectionSettings {
            limits,
            cert_file,
            cert_dir,
            http_proxies,
        } = config.connections.clone();
        let servers = config.test_servers.clone();
        let own = servers.as_ref().map(|servers| servers.certificate.clone());
        let client = vamos_net::Config {
            limits,
            cancel: cancel.clone(),
            proxy: http_proxies,
            certificates: Arc::new(move || {
                certificates::read(&cert_file, &cert_dir, own.as_deref())
            }),
            name_server: Arc::new(name_server::read),
            user_agent: user_agent(config.release),
            is_insecure: false,
            detour: servers.clone().map(TestServers::detour),
        };
        let insecure = vamos_net::Config {
            limits: Limits {
                connect: IMPATIENCE,
                handshake: IMPATIENCE,
                answer: IMPATIENCE,
                stall: IMPATIENCE,
            },
            is_insecure: true,
            ..client.clone()
        };
        Self {
            auth: Auth::new(config, executor, cancel.clone()),
            client: Client::new(client),
            insecure: Client::new(insecure),
            test_servers: servers,
            progress: Progress::new(events),
            cancel,
            prefetched: Prefetched::default(),
            shows_requests: config.shows_requests,
        }
    }

    /// Returns the receiver of events.
    pub fn events(&self) -> &dyn Events {
        self.progress.events()
    }

    /// Returns the reporter of tasks that take time.
    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Requests a URL once, with stored credentials; any status is an answer.
    pub(crate) fn probe(&self, url: &Url) -> Result<ProbeAnswer, WebError> {
        let shown = url.redacted();
        self.fits_tests(url)?;
        self.may_be_asked(url, &shown)?;
        // Unlike in downloads, a refusal does not make helpers prompt for a password.
        let headers = self.auth.headers(url);
        let headers = headers.map_err(WebError::GoAuth)?;
        let response = self.client.get(url, &headers).map_err(WebError::Net)?;
        Ok(ProbeAnswer {
            code: response.code,
            date: response.headers.get("Date").to_owned(),
            status: response.status,
        })
    }

    /// Returns the flag that is set when the user interrupts.
    pub(crate) fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Reads a URL; fails if the contents are longer than `limit`.
    pub fn get_bytes(&self, url: &Url, limit: usize) -> Result<Vec<u8>, WebError> {
        if url.scheme == "file" {
            return read_file(url);
        }
        let answer = match self.prefetched.take(url, limit) {
            Some(answer) => answer,
            None => self.ask_bytes(url, limit),
        };
        match &self.test_servers {
            Some(_) => prefetch::void(),
            None => prefetch::record(url, &answer),
        }
        answer
    }

    /// Requests a URL from its server.
    fn ask_bytes(&self, url: &Url, limit: usize) -> Result<Vec<u8>, WebError> {
        self.with_answer(url, |response| {
            response.read_all(limit).map_err(WebError::Net)
        })
    }

    /// Requests all addresses at once, and stores the answers for [`Web::get_bytes`]. Returns the
    /// digests for a run record.
    pub fn ask_ahead(&self, urls: &[&str], pool: &Pool) -> Vec<Option<Digest>> {
        pool.map(Class::Network, urls, |text| {
            let url = Url::parse(text).ok()?;
            let answer = self.ask_bytes(&url, MAX_AHEAD);
            let digest = prefetch::digest_of(&answer);
            // Failures as well: all attempts were made.
            self.prefetched.put(url.to_string(), answer);
            digest
        })
    }

    /// Reads a URL into `sink`; `Ok(false)` if the contents are longer than `limit`.
    pub(crate) fn get_into(
        &self,
        url: &Url,
        limit: u64,
        what: &str,
        sink: &mut dyn Sink,
    ) -> Result<bool, WebError> {
        let unwritten = |error| WebError::Unwritten {
            url: url.redacted(),
            error,
        };
        if url.scheme == "file" {
            let bytes = read_file(url)?;
            sink.restart().map_err(unwritten)?;
            sink.write(&bytes).map_err(unwritten)?;
            return Ok(bytes.len() as u64 <= limit);
        }
        prefetch::void();
        self.with_answer(url, |response| {
            let transfer = self.progress.begin(Task::Fetch, what, response.length());
            sink.restart().map_err(unwritten)?;
            let mut chunk = vec![0; 64 << 10];
            let mut left = limit;
            loop {
                let count = response.read(&mut chunk).map_err(WebError::Net)?;
                if count == 0 {
                    return Ok(true);
                }
                transfer.advance(count as u64);
                if count as u64 > left {
                    return Ok(false);
                }
                left -= count as u64;
                sink.write(&chunk[..count]).map_err(unwritten)?;
            }
        })
    }

    /// Reads a page whose address has no scheme: over `https`, and if that fails and is allowed,
    /// over `http`. The text ends at the end of the page's head, and is limited.
    pub(crate) fn get_page(&self, url: &Url, security: Security) -> Result<Page, WebError> {
        prefetch::void();
        self.fits_tests(url)?;
        let with_scheme = |scheme: &str| {
            let mut url = url.clone();
            scheme.clone_into(&mut url.scheme);
            url
        };
        let secure = with_scheme("https");
        match security {
            Security::SecureOnly => self.page(&self.client, &secure),
            Security::Insecure => match self.page(&self.insecure, &secure) {
                Err(WebError::Net(_)) => self.page(&self.client, &with_scheme("http")),
                result => result,
            },
        }
    }

    fn page(&self, client: &Client, url: &Url) -> Result<Page, WebError> {
        let shown = url.redacted();
        let start = Instant::now();
        self.show(|| format!("# get {shown}"));
        let mut response = match self.ask(client, url)? {
            Ok(response) => response,
            Err(error) => {
                self.show(|| format!("# get {shown}: {error}"));
                return Err(WebError::Net(error));
            }
        };
        self.show(|| {
            let seconds = start.elapsed().as_secs_f64();
            format!("# get {shown}: {} ({seconds:.3}s)", response.status)
        });
        let body = read_head(&mut response).map_err(WebError::Net)?;
        let error = (response.code != 200).then(|| refusal(&shown, &response, &body));
        Ok(Page {
            url: shown,
            body,
            error: error.map(WebError::Http),
        })
    }

    /// Sends a request and passes the response to `read`; repeats both after temporary
    /// failures.
    fn with_answer<R>(
        &self,
        url: &Url,
        mut read: impl FnMut(&mut Response) -> Result<R, WebError>,
    ) -> Result<R, WebError> {
        let shown = url.redacted();
        self.fits_tests(url)?;
        self.may_be_asked(url, &shown)?;
        let start = Instant::now();
        self.show(|| format!("# get {shown}"));
        let mut retry = Retry::new(&self.cancel);
        loop {
            let mut response = match self.ask(&self.client, url)? {
                Ok(response) => response,
                Err(error) if retry.after_error(&error) => continue,
                Err(error) => {
                    self.show(|| format!("# get {shown}: {error}"));
                    return Err(WebError::Net(error));
                }
            };
            if retry.after_answer(&response) {
                continue;
            }
            self.show(|| {
                let seconds = start.elapsed().as_secs_f64();
                format!("# get {shown}: {} ({seconds:.3}s)", response.status)
            });
            if response.code != 200 {
                let body = read_explanation(&mut response);
                return Err(WebError::Http(refusal(&shown, &response, &body)));
            }
            match read(&mut response) {
                Err(WebError::Net(error)) if retry.after_error(&error) => {}
                result => return result,
            }
        }
    }

    /// Sends a request with the known credentials, and again if a refusal leads to other
    /// credentials.
    fn ask(&self, client: &Client, url: &Url) -> Result<Result<Response, Error>, WebError> {
        let headers = self.auth.headers(url).map_err(WebError::GoAuth)?;
        let response = match client.get(url, &headers) {
            Ok(response) if url.scheme == "https" && (400..500).contains(&response.code) => {
                response
            }
            answer => return Ok(answer),
        };
        let refused = self.auth.after_refusal(url, &response);
        let (better, lines) = refused.map_err(WebError::GoAuth)?;
        for line in lines {
            self.show(|| line);
        }
        match better.filter(|better| *better != headers) {
            Some(better) => Ok(client.get(url, &better)),
            // Upstream repeats the request all the same and gets the same response.
            None => Ok(Ok(response)),
        }
    }

    /// Fails for URLs that upstream's tests forbid.
    fn fits_tests(&self, url: &Url) -> Result<(), WebError> {
        match &self.test_servers {
            Some(servers) => servers.admit(url),
            None => Ok(()),
        }
    }

    /// Fails for URLs that must not or cannot be requested.
    fn may_be_asked(&self, url: &Url, shown: &str) -> Result<(), WebError> {
        let shown_url = shown.to_owned();
        let (note, error) = match url.scheme.as_str() {
            "https" => return Ok(()),
            "http" if url.user.is_none() => return Ok(()),
            "http" => (
                "insecure credentials",
                WebError::Insecure { url: shown_url },
            ),
            _ => ("unsupported", WebError::Scheme { url: shown_url }),
        };
        self.show(|| format!("# get {shown}: {note}"));
        Err(error)
    }

    fn show(&self, line: impl FnOnce() -> String) {
        if self.shows_requests {
            self.progress.events().event(Event::Line(&line()));
        }
    }
}

/// The maximum number of bytes that are read of a page.
const MAX_PAGE: usize = 8 << 20;

/// Reads a page to the end of its head.
fn read_head(response: &mut Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    let mut chunk = vec![0; 16 << 10];
    while body.len() < MAX_PAGE {
        let count = response.read(&mut chunk)?;
        if count == 0 {
            break;
        }
        // A tag may begin in the chunk before.
        let seen = body.len().saturating_sub(16);
        body.extend_from_slice(&chunk[..count]);
        let ends =
            |w: &[u8]| w.eq_ignore_ascii_case(b"</head>") || w.eq_ignore_ascii_case(b"<body>");
        if body[seen..].windows(7).any(|w| ends(w) || ends(&w[..6])) {
            break;
        }
    }
    Ok(body)
}

/// Reads the beginning of a response that explains an error.
fn read_explanation(response: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(count) = response.read(&mut chunk) {
        body.extend_from_slice(&chunk[..count]);
        if count == 0 || body.len() > error_detail::ENOUGH {
            break;
        }
    }
    body
}

/// Returns the error for a response other than 200, whose text begins with `body`.
fn refusal(shown: &str, response: &Response, body: &[u8]) -> HttpError {
    let mut detail = Detail::None;
    if error_detail::is_plain_text(response.headers.get("Content-Type")) {
        match error_detail::format(body) {
            text if text.is_empty() => {}
            text => detail = Detail::Server(text),
        }
    }
    HttpError {
        url: shown.to_owned(),
        status: response.status.clone(),
        code: response.code,
        detail,
    }
}

/// Returns the path of a `file` URL.
fn file_path(url: &Url) -> Result<String, &'static str> {
    let path = match (url.path.as_str(), url.host.as_str(), url.opaque.as_str()) {
        ("", "", opaque) if !opaque.is_empty() => opaque,
        ("", _, _) => return Err("file URL missing path"),
        (path, "" | "localhost", _) => path,
        _ => return Err("file URL specifies non-local host"),
    };
    if path.starts_with('/') {
        Ok(path.to_owned())
    } else {
        Err("path is not absolute")
    }
}

fn read_file(url: &Url) -> Result<Vec<u8>, WebError> {
    let path = file_path(url).map_err(|rule| WebError::FileUrl { rule })?;
    let refusal = |code, status: &str, error: PathError| {
        WebError::Http(HttpError {
            url: url.redacted(),
            status: status.to_owned(),
            code,
            // The URL already contains the path.
            detail: Detail::File(error.message),
        })
    };
    uncached::read(&path).map_err(|error| match &error {
        _ if error.op != "open" => WebError::File(error),
        _ if error.is_not_exist() => refusal(404, "Not Found", error),
        _ if error.is_permission() => refusal(403, "Forbidden", error),
        _ => WebError::File(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_is_of_the_release() {
        let own = "GoCommand/1 (+https://go.dev/cmd/go)";
        for (minor, expected) in [
            (25, "Go-http-client/1.1"),
            (26, "Go-http-client/1.1"),
            (27, own),
        ] {
            assert_eq!(user_agent(Release::nearest(minor)), expected, "{minor}");
        }
    }
}
