//! The records of a dump, one after the other.
//!
//! Counterpart: none.

use std::io::BufRead;
use std::io::ErrorKind;

use super::AUX;
use super::BASE;
use super::DATA;
use super::DumpError;
use super::ELEM;
use super::END;
use super::FUNC;
use super::HEADER;
use super::LISTS;
use super::Lists;
use super::NAME;
use super::STATE;
use super::SYM;
use super::Sections;
use super::TYPE;
use super::bytes::Cursor;
use super::lists;
use super::tables;
use crate::package::Package;

/// The largest record that is read, in bytes: several times the size of the largest functions.
const LARGEST: u64 = 1 << 30;

/// A step of a dump about a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A function of this name begins.
    Func(String),
    /// The function is in another state, after this pass (0: before the first); how many of its
    /// sections changed.
    State(u32, usize),
    /// The function ends.
    End,
    /// The location lists of the function that ended last.
    Lists(Box<Lists>),
}

/// Reads a dump: keeps the tables of the package and the state of the function at hand.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    content: Vec<u8>,
    /// The tables as far as they were read.
    pub package: Package,
    /// The last state of the function.
    pub state: Sections,
    /// The time that the compiler's own pass took to the last state.
    pub nanoseconds: u64,
}

impl<R: BufRead> Reader<R> {
    /// Begins to read a dump.
    pub fn new(input: R) -> Self {
        Self {
            input,
            content: Vec::new(),
            package: Package::default(),
            state: Sections::default(),
            nanoseconds: 0,
        }
    }

    /// Reads to the next event; `None` at the end of the dump.
    pub fn next_event(&mut self) -> Result<Option<Event>, DumpError> {
        loop {
            let Some(kind) = self.record()? else {
                return Ok(None);
            };
            if let Some(event) = self.apply(kind)? {
                return Ok(Some(event));
            }
        }
    }

    /// Reads a record that comes from elsewhere; returns the event if it is one.
    pub fn add_record(&mut self, kind: u64, content: Vec<u8>) -> Result<Option<Event>, DumpError> {
        self.content = content;
        self.apply(kind)
    }

    /// Reads the record in `content`.
    fn apply(&mut self, kind: u64) -> Result<Option<Event>, DumpError> {
        let content = &self.content[..];
        match kind {
            HEADER => self.package.header = tables::header(content)?,
            TYPE => {
                self.package.add_type(tables::ty(content)?);
            }
            ELEM => tables::elem(content, &mut self.package)?,
            SYM => {
                self.package.add_sym(tables::sym(content)?);
            }
            DATA => {
                let (sym, data) = tables::data(content)?;
                self.package.add_data(sym, data);
            }
            NAME => {
                self.package.add_name(tables::name(content)?);
            }
            BASE => tables::base(content, &mut self.package.inlined_calls)?,
            AUX => {
                self.package.add_aux(tables::aux(content)?);
            }
            FUNC => {
                self.state = Sections::default();
                let mut cursor = Cursor::new(content);
                let name = cursor.text()?;
                cursor.finish()?;
                return Ok(Some(Event::Func(name)));
            }
            STATE => return self.change().map(Some),
            END => return Ok(Some(Event::End)),
            LISTS => return Ok(Some(Event::Lists(Box::new(lists::lists(content)?)))),
            other => return Err(DumpError::Kind("record", other)),
        }
        Ok(None)
    }

    /// Applies the sections of a state.
    fn change(&mut self) -> Result<Event, DumpError> {
        let mut cursor = Cursor::new(&self.content);
        let pass = cursor.narrow()?;
        self.nanoseconds = cursor.uint()?;
        let count = cursor.count()?;
        for _ in 0..count {
            let key = cursor.uint()?;
            let bytes = cursor.bytes()?;
            let section = self.state.0.entry(key).or_default();
            section.clear();
            section.extend_from_slice(bytes);
        }
        cursor.finish()?;
        self.state.retain_blocks()?;
        Ok(Event::State(pass, count))
    }

    /// Reads a record into `content`; returns its kind, or `None` at the end.
    fn record(&mut self) -> Result<Option<u64>, DumpError> {
        let Some(kind) = self.number()? else {
            return Ok(None);
        };
        let len = self.number()?.ok_or(DumpError::Truncated)?;
        if len > LARGEST {
            return Err(DumpError::Range);
        }
        self.content.resize(len as usize, 0);
        let read = self.input.read_exact(&mut self.content);
        read.map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => DumpError::Truncated,
            kind => DumpError::Read(kind),
        })?;
        Ok(Some(kind))
    }

    /// Reads a number, or `None` at the end.
    fn number(&mut self) -> Result<Option<u64>, DumpError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let mut byte = [0];
            match self.input.read_exact(&mut byte) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::UnexpectedEof && shift == 0 => {
                    return Ok(None);
                }
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    return Err(DumpError::Truncated);
                }
                Err(error) => return Err(DumpError::Read(error.kind())),
            }
            value |= u64::from(byte[0] & 0x7f) << shift;
            if byte[0] & 0x80 == 0 {
                return Ok(Some(value));
            }
        }
        Err(DumpError::Range)
    }
}
