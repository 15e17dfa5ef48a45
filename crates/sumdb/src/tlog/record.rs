//! The texts that databases send: tree heads, which are signed, and records.
//!
//! Counterpart: golang.org/x/mod/sumdb/tlog/note.go.

use std::fmt;

use super::Hash;
use super::MAX_TREE_SIZE;
use super::Tree;

const TREE_PREFIX: &str = "go.sum database tree\n";
const MAX_TREE_TEXT: usize = 1_000_000;

/// The error of a text with the wrong format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// It is not a tree head.
    Tree,
    /// It is not a record.
    Record,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RecordError::Tree => "malformed tree note",
            RecordError::Record => "malformed record data",
        })
    }
}

impl std::error::Error for RecordError {}

/// Formats a tree head for signing (`tlog.FormatTree`).
pub fn format_tree(tree: &Tree) -> String {
    format!("{TREE_PREFIX}{}\n{}\n", tree.size, tree.hash)
}

/// Reads a tree head (`tlog.ParseTree`). Additional lines are allowed. Trees above
/// [`MAX_TREE_SIZE`](super::MAX_TREE_SIZE) are malformed; upstream computes with them nevertheless.
pub fn parse_tree(text: &str) -> Result<Tree, RecordError> {
    let parse = || {
        let (size, rest) = text.strip_prefix(TREE_PREFIX)?.split_once('\n')?;
        let (hash, _) = rest.split_once('\n')?;
        let is_canonical = size == "0" || !size.starts_with(['0', '+', '-']);
        let size = size.parse().ok().filter(|size| *size <= MAX_TREE_SIZE)?;
        let hash = Hash::parse(hash)?;
        (is_canonical && text.len() <= MAX_TREE_TEXT).then_some(Tree { size, hash })
    };
    parse().ok_or(RecordError::Tree)
}

/// Formats a record as the beginning of an answer (`tlog.FormatRecord`).
pub fn format_record(id: u64, text: &str) -> Result<String, RecordError> {
    if !is_valid_text(text) {
        return Err(RecordError::Record);
    }
    Ok(format!("{id}\n{text}\n"))
}

/// Parses the record at the start of an answer (`tlog.ParseRecord`): its number, its text, and the
/// rest after the blank line.
pub fn parse_record(message: &[u8]) -> Result<(i64, &str, &[u8]), RecordError> {
    let parse = || {
        let end = message.iter().position(|byte| *byte == b'\n')?;
        let id = std::str::from_utf8(&message[..end]).ok()?.parse().ok()?;
        let message = &message[end + 1..];
        let end = message.windows(2).position(|pair| pair == b"\n\n")?;
        let text = std::str::from_utf8(&message[..=end]).ok()?;
        is_valid_text(text).then_some((id, text, &message[end + 2..]))
    };
    parse().ok_or(RecordError::Record)
}

fn is_valid_text(text: &str) -> bool {
    let is_control = |byte| byte < 0x20 && byte != b'\n';
    text.ends_with('\n') && !text.contains("\n\n") && !text.bytes().any(is_control)
}
