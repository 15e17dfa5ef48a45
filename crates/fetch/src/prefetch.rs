//! Answers of servers in run records, and requests that are sent before a command needs their
//! answers.
//!
//! A run record of an earlier run lists the addresses whose answers determined its result. All of
//! them are requested at once. If the result must be computed again, these answers are used, so
//! that no address is requested twice.
//! Counterpart: none.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_fsys::access_log;
use vamos_fsys::access_log::AccessRecorder;
use vamos_net::Url;

use crate::web_error::WebError;

/// The text of an answer, or the error.
type Answer = Result<Vec<u8>, WebError>;

/// Unused answers by address.
#[derive(Debug, Default)]
pub(crate) struct Prefetched(Mutex<HashMap<String, Answer>>);

impl Prefetched {
    /// Returns the answer for an address, once, if it was requested and is not longer than
    /// `limit`.
    pub(crate) fn take(&self, url: &Url, limit: usize) -> Option<Answer> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.is_empty() {
            return None;
        }
        let answer = answers.remove(&url.to_string());
        answer.filter(|answer| !matches!(answer, Ok(bytes) if bytes.len() > limit))
    }

    /// Stores an answer for its first reader.
    pub(crate) fn put(&self, url: String, answer: Answer) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(url, answer);
    }
}

/// Adds an answer to the record of this run.
pub(crate) fn record(url: &Url, answer: &Answer) {
    if !access_log::with(AccessRecorder::is_kept) {
        return;
    }
    match digest_of(answer).filter(|_| url.user.is_none()) {
        Some(digest) => access_log::with(|log| log.asked(&url.to_string(), digest)),
        None => void(),
    }
}

/// Makes the record of this run void: a later run could not determine whether the servers still
/// give the same answers.
pub(crate) fn void() {
    access_log::with(|log| log.void(|| "the network was asked".to_owned()));
}

/// Returns the digest of an answer; `None` for failures that may be temporary or may depend
/// on the user.
pub(crate) fn digest_of(answer: &Answer) -> Option<Digest> {
    let mut hash = Sha256::new();
    match answer {
        Ok(bytes) => {
            hash.update(b"found\n");
            hash.update(bytes);
        }
        Err(error) if error.is_not_exist() => {
            hash.update(b"missing\n");
            hash.update(error.to_string().as_bytes());
        }
        Err(_) => return None,
    }
    Some(hash.finish())
}

#[cfg(test)]
mod tests {
    use vamos_net::Url;

    use super::Prefetched;
    use super::digest_of;
    use crate::web_error::Detail;
    use crate::web_error::HttpError;
    use crate::web_error::WebError;

    fn refused(code: u16, text: &str) -> WebError {
        WebError::Http(HttpError {
            url: "http://h/x".to_owned(),
            status: code.to_string(),
            code,
            detail: Detail::Server(text.to_owned()),
        })
    }

    #[test]
    fn an_answer_is_used_once() {
        let (prefetched, url) = (Prefetched::default(), Url::parse("http://h/x").unwrap());
        assert_eq!(prefetched.take(&url, 9), None);
        prefetched.put(url.to_string(), Ok(b"text".to_vec()));
        assert_eq!(prefetched.take(&Url::parse("http://h/y").unwrap(), 9), None);
        assert_eq!(prefetched.take(&url, 9), Some(Ok(b"text".to_vec())));
        assert_eq!(prefetched.take(&url, 9), None);
        prefetched.put(url.to_string(), Ok(b"text".to_vec()));
        assert_eq!(
            prefetched.take(&url, 3),
            None,
            "longer than its reader accepts"
        );
    }

    #[test]
    fn which_answers_can_be_compared() {
        let found = digest_of(&Ok(b"v1.0.0\n".to_vec()));
        assert_eq!(found, digest_of(&Ok(b"v1.0.0\n".to_vec())));
        assert_ne!(found, digest_of(&Ok(b"v1.1.0\n".to_vec())));
        let missing = digest_of(&Err(refused(404, "no such module")));
        assert!(missing.is_some());
        assert_ne!(missing, digest_of(&Err(refused(404, "not yet"))));
        assert_ne!(missing, digest_of(&Ok(Vec::new())));
        assert_eq!(digest_of(&Err(refused(500, "later"))), None);
        assert_eq!(digest_of(&Err(refused(401, "who are you"))), None);
    }
}
