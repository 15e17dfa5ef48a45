//! The bytes of a value that the go command stores: base64 as one JSON string.
//!
//! A large value is written to a file as it arrives. A body that is damaged, or for which there is
//! no space, is read to its end, so that the requests after it can be answered.
//! Counterpart: cmd/go/internal/cache/prog.go (`writeToChild`).

use std::io;
use std::io::BufRead;

use vamos_base::Digest;
use vamos_base::Sha256;
use vamos_base::golang::base64;
use vamos_fsys::atomic::TempFile;
use vamos_fsys::atomic::temp_path;
use vamos_fsys::uncached;

use super::serve_error::ServeError;
use crate::CacheError;

/// Larger values are written to a file at once.
const IN_MEMORY: u64 = 1 << 20;

/// Number of base64 digits that are decoded at a time: a multiple of four.
const DIGITS: usize = 64 << 10;

/// The suffix of temporary files: trimming removes them.
const TEMP_SUFFIX: &str = "-d";

/// The received value, or the reason why it cannot be stored.
pub(super) type Body = Result<Content, CacheError>;

/// A received value.
#[derive(Debug)]
pub(super) enum Content {
    /// In memory, with its digest.
    Bytes(Vec<u8>, Digest),
    /// In a file.
    File(Received),
}

/// A value in a temporary file, which is removed at the end unless it was moved.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) path: String,
    pub(super) digest: Digest,
    pub(super) size: u64,
}

impl Drop for Received {
    fn drop(&mut self) {
        // A stored value was moved, so there is nothing to remove.
        let _ = uncached::remove_file(&self.path);
    }
}

impl Content {
    pub(super) fn digest(&self) -> Digest {
        match self {
            Self::Bytes(_, digest) => *digest,
            Self::File(file) => file.digest,
        }
    }
}

/// Reads the body of a request that announced this many bytes; with zero there is no body. A large
/// one is written to a file in `dir`.
pub(super) fn read(stdin: &mut impl BufRead, size: u64, dir: &str) -> Result<Body, ServeError> {
    if size == 0 {
        return Ok(Ok(Content::Bytes(Vec::new(), Digest::of(b""))));
    }
    begin(stdin)?;
    let mut sink = Sink::new(size, dir);
    let mut digits = Vec::with_capacity(DIGITS);
    loop {
        let buffer = fill(stdin)?;
        let end = buffer.iter().position(|byte| *byte == b'"');
        let room = DIGITS - digits.len();
        let part = &buffer[..end.unwrap_or(buffer.len()).min(room)];
        let count = part.len();
        digits.extend_from_slice(part);
        let is_last = end == Some(count);
        stdin.consume(count + usize::from(is_last));
        if is_last || digits.len() == DIGITS {
            sink.take(&digits, is_last);
            digits.clear();
        }
        if is_last {
            return Ok(sink.finish());
        }
    }
}

/// Reads up to the quote before the digits.
fn begin(stdin: &mut impl BufRead) -> Result<(), ServeError> {
    loop {
        let byte = fill(stdin)?[0];
        stdin.consume(1);
        match byte {
            b'"' => return Ok(()),
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => return Err(ServeError::malformed("the body is not a string")),
        }
    }
}

/// Returns the received bytes, at least one.
fn fill(stdin: &mut impl BufRead) -> Result<&[u8], ServeError> {
    loop {
        match stdin.fill_buf() {
            Ok([]) => return Err(ServeError::malformed("unexpected EOF")),
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ServeError::read(&error)),
        }
    }
    // It is returned from here because a borrow cannot leave the loop.
    stdin.fill_buf().map_err(|error| ServeError::read(&error))
}

/// The destination of a value.
struct Sink {
    announced: u64,
    size: u64,
    hash: Sha256,
    bytes: Vec<u8>,
    file: Option<TempFile>,
    /// The final path of the file.
    path: String,
    error: Option<CacheError>,
}

impl Sink {
    fn new(announced: u64, dir: &str) -> Self {
        let mut sink = Self {
            announced,
            size: 0,
            hash: Sha256::new(),
            bytes: Vec::new(),
            file: None,
            path: temp_path(dir, TEMP_SUFFIX),
            error: None,
        };
        if announced > IN_MEMORY {
            let made = uncached::make_dirs(dir);
            let file = made.and_then(|()| TempFile::create(dir, TEMP_SUFFIX, 0o666));
            match file {
                Ok(file) => sink.file = Some(file),
                Err(error) => sink.error = Some(error.into()),
            }
        }
        sink
    }

    /// Decodes digits: a multiple of four of them, or the last ones.
    fn take(&mut self, digits: &[u8], is_last: bool) {
        if self.error.is_some() {
            return;
        }
        let whole = digits.len() / 4 * 3;
        let decoded = base64::decode(digits).filter(|bytes| is_last || bytes.len() == whole);
        let Some(bytes) = decoded else {
            self.error = Some(CacheError::ContentChanged);
            return;
        };
        self.size += bytes.len() as u64;
        if self.size > self.announced {
            self.error = Some(CacheError::ContentChanged);
            return;
        }
        self.hash.update(&bytes);
        match &mut self.file {
            None => self.bytes.extend_from_slice(&bytes),
            Some(file) => {
                if let Err(error) = file.write(&bytes) {
                    self.error = Some(error.into());
                }
            }
        }
    }

    fn finish(self) -> Body {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.size != self.announced {
            return Err(CacheError::ContentChanged);
        }
        let digest = self.hash.finish();
        match self.file {
            None => Ok(Content::Bytes(self.bytes, digest)),
            Some(file) => {
                file.persist(&self.path)?;
                Ok(Content::File(Received {
                    path: self.path,
                    digest,
                    size: self.size,
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Reads a body with a small buffer; returns it, and the bytes that follow it.
    fn read_text(text: &[u8], size: u64) -> (Result<Body, ServeError>, Vec<u8>) {
        let dir = tempfile::tempdir().unwrap();
        let mut reader = BufReader::with_capacity(7, text);
        let body = read(&mut reader, size, dir.path().to_str().unwrap());
        let mut rest = Vec::new();
        io::Read::read_to_end(&mut reader, &mut rest).unwrap();
        if let Ok(Ok(Content::File(file))) = &body {
            assert_eq!(
                uncached::hash_file(&file.path),
                Ok((file.digest, file.size))
            );
        } else {
            // A value that is not stored leaves no file.
            assert_eq!(
                uncached::names(dir.path().to_str().unwrap()),
                Ok(Vec::new())
            );
        }
        (body, rest)
    }

    #[test]
    fn bodies_end_at_the_quote() {
        for size in [1, 2, 3, 5000, DIGITS / 4 * 3, DIGITS, 3 << 20] {
            let bytes: Vec<u8> = (0..size).map(|at| (at * 7 % 251) as u8).collect();
            let text = format!("\n \"{}\"\n{{}}", base64::encode(&bytes));
            let (body, rest) = read_text(text.as_bytes(), size as u64);
            assert_eq!(
                body.unwrap().unwrap().digest(),
                Digest::of(&bytes),
                "{size}"
            );
            assert_eq!(rest, b"\n{}");
        }
        assert!(
            matches!(read_text(b"x", 0).0, Ok(Ok(Content::Bytes(bytes, _))) if bytes.is_empty())
        );
    }

    #[test]
    fn damaged_bodies_are_read_to_their_end() {
        let long = format!("\"{}=={}\"", "A".repeat(DIGITS - 2), "A".repeat(8));
        for (text, size) in [
            ("\"AQI=\"", 1),
            ("\"AQI=\"", 3),
            ("\"AQI\"", 2),
            ("\"\"", 2),
            ("\"A\\u0051I=\"", 2),
            (&*long, 3 << 20),
        ] {
            let (body, rest) = read_text(format!("{text} rest").as_bytes(), size);
            assert_eq!(body.unwrap().unwrap_err(), CacheError::ContentChanged);
            assert_eq!(rest, b" rest");
        }
    }

    #[test]
    fn streams_without_a_body_are_malformed() {
        for text in ["", "  ", "{}", "\"AQ", "AQI=\""] {
            assert!(read_text(text.as_bytes(), 2).0.is_err(), "{text}");
        }
    }

    #[test]
    fn a_body_without_space_is_read_to_its_end() {
        let text = format!("\"{}\" rest", "A".repeat(4 << 20));
        let mut reader = text.as_bytes();
        let body = read(&mut reader, 3 << 20, "/dev/null/x").unwrap();
        assert!(matches!(body, Err(CacheError::Path(_))));
        assert_eq!(reader, b" rest");
    }
}
