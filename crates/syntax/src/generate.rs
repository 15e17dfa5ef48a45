//! `//go:generate` lines: found in a file without parsing it, and split into words.
//!
//! Counterpart: cmd/go/internal/generate/generate.go (`Generator`).

use std::collections::HashMap;
use std::fmt;

use vamos_base::golang::expand::expand;
use vamos_base::golang::quote;

/// A line is at most this long, line end included: the buffer of bufio.Reader.
const LONGEST: usize = 4096;

/// Reason for the early end of a file's generators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GenerateError {
    /// The line is longer than the buffer that upstream reads lines with.
    TooLong,
    /// The file ends within the line.
    UnexpectedEof,
    /// There is no command.
    NoArguments,
    /// A quoted word ends with a backslash.
    BadBackslash,
    /// A quoted word is not a Go string literal.
    BadQuotedString,
    /// A quoted word is followed by something else than a space.
    NoSpaceAfterQuoted,
    /// A quoted word has no end.
    MismatchedQuotes,
    /// There is no name after `-command`.
    NoCommand,
    /// A name is defined for the second time.
    MultiplyDefined(Vec<u8>),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "directive too long",
            Self::UnexpectedEof => "unexpected EOF",
            Self::NoArguments => "no arguments to directive",
            Self::BadBackslash => "bad backslash",
            Self::BadQuotedString => "bad quoted string",
            Self::NoSpaceAfterQuoted => "expect space after quoted argument",
            Self::MismatchedQuotes => "mismatched quoted string",
            Self::NoCommand => "no command specified for -command",
            Self::MultiplyDefined(name) => {
                let name = quote::quote_bytes(name);
                return write!(f, "command {name} multiply defined");
            }
        })
    }
}

impl std::error::Error for GenerateError {}

/// The `//go:generate` lines of a file in order: the number of the line, and the line with its
/// line end. Nothing follows an error.
#[derive(Clone, Debug)]
pub struct Directives<'s> {
    rest: &'s [u8],
    line: usize,
}

impl<'s> Directives<'s> {
    /// Returns the lines of a file.
    pub fn new(src: &'s [u8]) -> Self {
        Self { rest: src, line: 0 }
    }

    fn fail(&mut self, error: GenerateError) -> (usize, Result<&'s [u8], GenerateError>) {
        self.rest = &[];
        (self.line, Err(error))
    }
}

impl<'s> Iterator for Directives<'s> {
    type Item = (usize, Result<&'s [u8], GenerateError>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            self.line += 1;
            let end = self.rest.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(self.rest.len(), |end| end + 1);
            let is_complete = end.is_some();
            let (line, rest) = self.rest.split_at(used);
            self.rest = rest;
            if !is_directive(line) {
                continue;
            }
            // Without a line end the buffer is full one byte earlier.
            if line.len() + usize::from(!is_complete) > LONGEST {
                return Some(self.fail(GenerateError::TooLong));
            }
            if !is_complete {
                return Some(self.fail(GenerateError::UnexpectedEof));
            }
            return Some((self.line, Ok(line)));
        }
        None
    }
}

fn is_directive(line: &[u8]) -> bool {
    line.starts_with(b"//go:generate ") || line.starts_with(b"//go:generate\t")
}

/// Commands defined by the `-command` lines of a file so far.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    commands: HashMap<Vec<u8>, Vec<Vec<u8>>>,
}

impl Generator {
    /// Returns the words of a line of [`Directives`], with the values of variables that
    /// `value` returns; `None` if the line defines a command.
    ///
    /// # Errors
    /// The line is malformed.
    pub fn words(
        &mut self,
        line: &[u8],
        value: &dyn Fn(&[u8]) -> Vec<u8>,
    ) -> Result<Option<Vec<Vec<u8>>>, GenerateError> {
        let mut words = split(line)?;
        if let Some(command) = words.first().and_then(|first| self.commands.get(first)) {
            words.splice(..1, command.iter().cloned());
        }
        let words: Vec<Vec<u8>> = words.iter().map(|word| expand(word, value)).collect();
        match words.first() {
            None => Err(GenerateError::NoArguments),
            Some(first) if first == b"-command" => self.define(&words[1..]).map(|()| None),
            Some(_) => Ok(Some(words)),
        }
    }

    fn define(&mut self, words: &[Vec<u8>]) -> Result<(), GenerateError> {
        let (name, command) = words.split_first().ok_or(GenerateError::NoCommand)?;
        if self.commands.contains_key(name) {
            return Err(GenerateError::MultiplyDefined(name.clone()));
        }
        self.commands.insert(name.clone(), command.to_vec());
        Ok(())
    }
}

/// Splits a line at spaces and tabs; words may be Go string literals.
fn split(line: &[u8]) -> Result<Vec<Vec<u8>>, GenerateError> {
    let mut words = Vec::new();
    let line = line.get("//go:generate ".len()..).unwrap_or_default();
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let mut line = line.strip_suffix(b"\r").unwrap_or(line);
    loop {
        let spaces = line.iter().take_while(|byte| is_space(**byte)).count();
        line = &line[spaces..];
        if line.is_empty() {
            return Ok(words);
        }
        if line[0] != b'"' {
            let end = line.iter().position(|&byte| is_space(byte));
            let (word, rest) = line.split_at(end.unwrap_or(line.len()));
            words.push(word.to_vec());
            line = rest;
            continue;
        }
        let (literal, rest) = line.split_at(quoted_len(line)?);
        let word = quote::unquote_bytes(literal).ok_or(GenerateError::BadQuotedString)?;
        words.push(word);
        line = rest;
        if line.first().is_some_and(|byte| !is_space(*byte)) {
            return Err(GenerateError::NoSpaceAfterQuoted);
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Returns the length of the literal that a text starts with, quotes included.
fn quoted_len(text: &[u8]) -> Result<usize, GenerateError> {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' if at + 1 == text.len() => return Err(GenerateError::BadBackslash),
            b'\\' => at += 2,
            b'"' => return Ok(at + 1),
            _ => at += 1,
        }
    }
    Err(GenerateError::MismatchedQuotes)
}

#[cfg(test)]
mod tests {
    use super::Directives;
    use super::GenerateError;
    use super::Generator;
    use super::LONGEST;

    fn value(name: &[u8]) -> Vec<u8> {
        match name {
            b"GOFILE" => b"proc.go".to_vec(),
            b"DOLLAR" => b"$".to_vec(),
            _ => Vec::new(),
        }
    }

    fn words(generator: &mut Generator, rest: &str) -> Result<Option<Vec<String>>, GenerateError> {
        let line = format!("//go:generate {rest}\n");
        let words = generator.words(line.as_bytes(), &value)?;
        let text = |word| String::from_utf8(word).unwrap();
        Ok(words.map(|words| words.into_iter().map(text).collect()))
    }

    #[test]
    fn lines_are_split_into_words() {
        let mut generator = Generator::default();
        for (line, wanted) in [
            ("x", &["x"][..]),
            ("x a b c", &["x", "a", "b", "c"]),
            ("x\ta   b ", &["x", "a", "b"]),
            ("x a \r", &["x", "a"]),
            ("\t x \"a b\tc\" d", &["x", "a b\tc", "d"]),
            (r#"x "a\"b\u00e4\x41""#, &["x", "a\"b\u{e4}A"]),
            ("x a\"b", &["x", "a\"b"]),
            (
                "echo $GOFILE ${GOFILE}x $NONE",
                &["echo", "proc.go", "proc.gox", ""],
            ),
            ("echo \"$GOFILE\" $DOLLAR", &["echo", "proc.go", "$"]),
            ("x \"\"", &["x", ""]),
        ] {
            assert_eq!(
                words(&mut generator, line).unwrap().unwrap(),
                wanted,
                "{line}"
            );
        }
        for (line, wanted) in [
            ("", GenerateError::NoArguments),
            ("  \t", GenerateError::NoArguments),
            ("x \"a", GenerateError::MismatchedQuotes),
            ("x \"a\\", GenerateError::BadBackslash),
            ("x \"a\\z\"", GenerateError::BadQuotedString),
            ("x \"a\"b", GenerateError::NoSpaceAfterQuoted),
            ("-command", GenerateError::NoCommand),
        ] {
            assert_eq!(words(&mut generator, line), Err(wanted), "{line}");
        }
    }

    #[test]
    fn commands_are_defined_once() {
        let mut generator = Generator::default();
        assert_eq!(
            words(&mut generator, "-command yacc go tool yacc"),
            Ok(None)
        );
        let wanted = ["go", "tool", "yacc", "-o", "proc.go"];
        let found = words(&mut generator, "yacc -o $GOFILE").unwrap().unwrap();
        assert_eq!(found, wanted);
        let error = words(&mut generator, "-command yacc x").unwrap_err();
        assert_eq!(error.to_string(), "command \"yacc\" multiply defined");
        // A name for nothing.
        assert_eq!(words(&mut generator, "-command empty"), Ok(None));
        assert_eq!(
            words(&mut generator, "empty"),
            Err(GenerateError::NoArguments)
        );
        assert_eq!(words(&mut generator, "empty x").unwrap().unwrap(), ["x"]);
    }

    fn found(src: &[u8]) -> Vec<(usize, Result<usize, GenerateError>)> {
        let lines = Directives::new(src);
        let len = |line: Result<&[u8], _>| line.map(<[u8]>::len);
        lines.map(|(number, line)| (number, len(line))).collect()
    }

    #[test]
    fn lines_are_found_as_with_a_buffer() {
        let src =
            b"package p\n//go:generate x\n //go:generate y\n//go:generated\n\n//go:generate\tz\r\n";
        assert_eq!(found(src), [(2, Ok(16)), (6, Ok(17))]);
        assert_eq!(
            found(b"//go:generate a\n//go:generate x"),
            [(1, Ok(16)), (2, Err(GenerateError::UnexpectedEof))]
        );
        let line = |len: usize| {
            [
                b"//go:generate ".to_vec(),
                vec![b'x'; len - 15],
                b"\n".to_vec(),
            ]
            .concat()
        };
        assert_eq!(found(&line(LONGEST)), [(1, Ok(LONGEST))]);
        let long = [line(LONGEST + 1), line(20)].concat();
        assert_eq!(found(&long), [(1, Err(GenerateError::TooLong))]);
        // At the end of the file the buffer is full before the end is seen.
        let full = &line(LONGEST + 1)[..LONGEST];
        assert_eq!(found(full), [(1, Err(GenerateError::TooLong))]);
        let fits = &line(LONGEST)[..LONGEST - 1];
        assert_eq!(found(fits), [(1, Err(GenerateError::UnexpectedEof))]);
        // Long lines that are not directives count as one.
        let other = [vec![b'/'; 3 * LONGEST], b"\n".to_vec(), line(20)].concat();
        assert_eq!(found(&other), [(2, Ok(20))]);
    }
}
