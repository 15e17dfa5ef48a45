//! Location lists in a dump: as the compiler makes them, and the frame from which they follow.
//!
//! Counterpart: none.

use super::bytes::Cursor;
use super::bytes::DumpError;
use crate::debug::Entry;
use crate::debug::Point;
use crate::package::NameId;

/// Variable, offset and size of a part.
pub type ListedPart = (NameId, i64, i64);

/// The location lists of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// The offsets of variables from the canonical frame address, in bytes.
    pub offsets: Vec<(NameId, i32)>,
    /// Variables and their parts.
    pub vars: Vec<(NameId, Vec<ListedPart>)>,
    /// The list of each variable.
    pub lists: Vec<Vec<Entry>>,
}

/// Reads the location lists of a function.
pub(super) fn lists(content: &[u8]) -> Result<Lists, DumpError> {
    let mut cursor = Cursor::new(content);
    let name = |cursor: &mut Cursor<'_>| Ok(NameId(cursor.narrow()?));
    let found = Lists {
        offsets: cursor.list(|cursor| Ok((name(cursor)?, cursor.narrow_int()?)))?,
        vars: cursor.list(|cursor| {
            let var = name(cursor)?;
            let parts = cursor.list(|cursor| Ok((name(cursor)?, cursor.int()?, cursor.int()?)))?;
            Ok((var, parts))
        })?,
        lists: cursor.list(|cursor| cursor.list(entry))?,
    };
    cursor.finish()?;
    Ok(found)
}

fn point(cursor: &mut Cursor<'_>) -> Result<Point, DumpError> {
    Ok(Point {
        block: cursor.narrow_int()?,
        value: cursor.narrow_int()?,
    })
}

fn entry(cursor: &mut Cursor<'_>) -> Result<Entry, DumpError> {
    Ok(Entry {
        start: point(cursor)?,
        end: point(cursor)?,
        expression: cursor.bytes()?.to_vec(),
    })
}
