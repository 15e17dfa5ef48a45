//! Compares a link in this process with the SDK's linker (`VAMOS_LINK=verify`).
//!
//! Counterpart: none.

use vamos_base::golang::process::Exit;
use vamos_jobs::Outcome;

use super::LinkExit;
use super::output::Content;

/// Returns the difference between a link in this process and the same by the SDK's linker, which
/// ended with `outcome` and wrote the files that `read` returns; `None` if they are equal.
pub(super) fn difference(
    ended: &LinkExit,
    outcome: &Outcome,
    read: impl Fn(&str) -> Option<Vec<u8>>,
) -> Option<&'static str> {
    if outcome.exit != Exit::Code(ended.code) {
        return Some("another exit code");
    }
    if with_fixed_names(&outcome.output) != with_fixed_names(&ended.text()) {
        return Some("other messages");
    }
    let Some(output) = &ended.output else {
        return None;
    };
    let Content::Memory(bytes) = &output.content else {
        return Some("no bytes to compare");
    };
    let mut files = vec![(&output.path, bytes)];
    files.extend(
        output
            .fips_object
            .iter()
            .map(|object| (&object.path, &object.bytes)),
    );
    let is_same = |(path, bytes): &(&String, &Vec<u8>)| read(path).as_ref() == Some(*bytes);
    (!files.iter().all(is_same)).then_some("other bytes")
}

/// Replaces the random numbers of directories of the system's linker, which are in its messages.
fn with_fixed_names(text: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"/go-link-";
    let mut fixed = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, others)) = rest.split_first() {
        if let Some(number) = rest.strip_prefix(NAME) {
            fixed.extend(NAME);
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit());
            rest = &number[digits.count()..];
        } else {
            fixed.push(first);
            rest = others;
        }
    }
    fixed
}

#[cfg(test)]
mod tests {
    use vamos_base::golang::process::Usage;
    use vamos_jobs::Products;

    use super::super::Message;
    use super::super::Output;
    use super::*;

    #[test]
    fn random_numbers_are_not_compared() {
        for (text, expected) in [
            ("", ""),
            ("/tmp/go-link-12/go.o 3", "/tmp/go-link-/go.o 3"),
            ("a /go-link-1 /go-link-2", "a /go-link- /go-link-"),
        ] {
            assert_eq!(with_fixed_names(text.as_bytes()), expected.as_bytes());
        }
    }

    #[test]
    fn all_is_compared() {
        let ended = |code| LinkExit {
            code,
            messages: vec![Message {
                text: "x\n".to_owned(),
                is_stdout: false,
            }],
            output: (code == 0).then(|| Output {
                path: "out".to_owned(),
                content: Content::Memory(b"elf".to_vec()),
                fips_object: None,
            }),
            archive_ids: Vec::new(),
        };
        let official = |code, text: &str| Outcome {
            exit: Exit::Code(code),
            usage: Usage::default(),
            output: text.as_bytes().to_vec(),
            products: Products::default(),
        };
        for (code, outcome, written, expected) in [
            (0, official(0, "x\n"), Some("elf"), None),
            (0, official(0, "x\n"), Some("ELF"), Some("other bytes")),
            (0, official(0, "x\n"), None, Some("other bytes")),
            (0, official(0, "y\n"), Some("elf"), Some("other messages")),
            (
                0,
                official(2, "x\n"),
                Some("elf"),
                Some("another exit code"),
            ),
            (
                2,
                official(0, "x\n"),
                Some("elf"),
                Some("another exit code"),
            ),
            (2, official(2, "x\n"), None, None),
        ] {
            let read = |_: &str| written.map(|text| text.as_bytes().to_vec());
            assert_eq!(difference(&ended(code), &outcome, read), expected);
        }
    }
}
