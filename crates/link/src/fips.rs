//! Checks of FIPS 140 code: marks around its functions and data, and the checksum that
//! crypto/internal/fips140/check verifies when the program starts.
//!
//! The compiler gives kinds of their own to such functions and data, so that they are
//! contiguous in the output. The marks are symbols of one byte at both ends of each range.
//! Counterpart: cmd/link/internal/ld/fips140.go.

mod checksum;
mod executable;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::fips::checksum::HEADER;
use crate::fips::checksum::MAGIC;
use crate::fips::checksum::SUM_LEN;
use crate::fips::checksum::hmac;
use crate::image::FipsObject;
use crate::image::OutputFile;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::section::Layout;
use crate::section::SegmentId;

pub use executable::ExecutableCheck;

/// Addresses from a start to an end.
type Addresses = std::ops::Range<u64>;

/// A range of FIPS code or data.
struct Range {
    start: (&'static str, SymKind),
    end: (&'static str, SymKind),
    segment: SegmentId,
}

const RANGES: [Range; 4] = [
    Range {
        start: ("go:textfipsstart", SymKind::TextFipsStart),
        end: ("go:textfipsend", SymKind::TextFipsEnd),
        segment: SegmentId::Text,
    },
    Range {
        start: ("go:rodatafipsstart", SymKind::RoDataFipsStart),
        end: ("go:rodatafipsend", SymKind::RoDataFipsEnd),
        segment: SegmentId::RoData,
    },
    Range {
        start: ("go:noptrdatafipsstart", SymKind::NoPtrDataFipsStart),
        end: ("go:noptrdatafipsend", SymKind::NoPtrDataFipsEnd),
        segment: SegmentId::Data,
    },
    Range {
        start: ("go:datafipsstart", SymKind::DataFipsStart),
        end: ("go:datafipsend", SymKind::DataFipsEnd),
        segment: SegmentId::Data,
    },
];

/// The symbols of the check.
#[derive(Debug)]
pub(crate) struct FipsSyms {
    /// `go:fipsinfo`.
    info: Sym,
    /// The start and the end of each range.
    marks: Vec<[Sym; 2]>,
}

impl FipsSyms {
    /// Returns the marks that are functions: those around code.
    pub(crate) fn funcs(&self) -> &[Sym] {
        self.marks.first().map_or(&[], |marks| marks)
    }
}

/// Creates the marks and go:fipsinfo: a magic number, room for the checksum, the symbol's own
/// address and the addresses of the marks.
pub(crate) fn loadfips(ldr: &mut Loader<'_>) -> FipsSyms {
    let mut content = MAGIC.to_vec();
    content.resize(MAGIC.len() + SUM_LEN, 0);
    let mut info = ldr.update_named(b"go:fipsinfo".as_slice(), ABI0);
    info.set_kind(SymKind::FipsInfo)
        .set_size(content.len() as i64);
    info.set_data(content);
    let sym = info.sym();
    info.add_addr(sym);
    let mut mark = |(name, kind): (&'static str, SymKind)| {
        let mut mark = ldr.update_named(name.as_bytes(), ABI0);
        mark.set_kind(kind).set(Attr::Local, true).set_size(1);
        let mark = mark.sym();
        ldr.update(sym).add_addr(mark);
        mark
    };
    let marks = RANGES
        .iter()
        .map(|range| [range.start, range.end].map(&mut mark));
    FipsSyms {
        marks: marks.collect(),
        info: sym,
    }
}

/// The checksum of FIPS 140 code.
pub(crate) struct Check {
    /// The content that is hashed, up to the first error.
    object: Vec<u8>,
    /// The checksum and its offset in the output.
    ///
    /// # Errors
    /// A part of the content is not in its segment.
    sum: Result<(u64, [u8; SUM_LEN]), String>,
}

/// Computes the checksum of the output, which has the bytes of all segments.
pub(crate) fn check(
    ldr: &Loader<'_>,
    syms: &FipsSyms,
    layout: &Layout,
    out: &dyn OutputFile,
) -> Check {
    let mut object = HEADER.to_vec();
    let added = add_ranges(&mut object, ldr, syms, layout, out);
    let sum = added.and_then(|()| {
        let addr = ldr.value(syms.info).cast_unsigned();
        let segment = layout.segment(SegmentId::Data);
        let (first, last) = (segment.vaddr, segment.vaddr + segment.file_len);
        if first <= addr && addr + 32 < last {
            let at = segment.file_off + addr - first;
            return Ok((at + MAGIC.len() as u64, hmac(&object)));
        }
        let end = addr + 32;
        Err(format!(
            "fipsinfo not in expected segment ({addr:#x}..{end:#x} not in {first:#x}..{last:#x})"
        ))
    });
    Check { object, sum }
}

/// Appends the ranges of FIPS 140 code and data to the content that is hashed.
fn add_ranges(
    object: &mut Vec<u8>,
    ldr: &Loader<'_>,
    syms: &FipsSyms,
    layout: &Layout,
    out: &dyn OutputFile,
) -> Result<(), String> {
    for (range, marks) in RANGES.iter().zip(&syms.marks) {
        let [start, end] = marks.map(|mark| ldr.value(mark).cast_unsigned());
        let (at, len) = place(layout, range.segment, start..end)
            .map_err(|place| format!("{} not in expected segment ({place})", range.start.0))?;
        object.extend((len as u64).to_be_bytes());
        let from = object.len();
        object.resize(from + len, 0);
        out.read_at(at, &mut object[from..]);
    }
    Ok(())
}

/// Writes the checksum into the output, and the content that is hashed into the file `path` of
/// `-fipso`; returns that file.
pub(crate) fn asmbfips(
    check: Check,
    path: Option<&str>,
    out: &dyn OutputFile,
    diag: &mut Diagnostics,
) -> Result<Option<FipsObject>, Stop> {
    let Check { object, sum } = check;
    let object = path.map(|path| FipsObject {
        path: path.to_owned(),
        bytes: object,
    });
    let written = match &object {
        Some(object) => out.write_fips_object(object),
        None => Ok(()),
    };
    match written.and(sum) {
        Ok((at, sum)) => {
            out.write_at(at, &sum);
            Ok(object)
        }
        Err(text) => {
            diag.error(format!("asmbfips: {text}"))?;
            Ok(None)
        }
    }
}

/// Returns the offset in the output and the number of bytes in a range of addresses.
///
/// # Errors
/// They are not in the segment; the text compares both.
fn place(
    layout: &Layout,
    segment: SegmentId,
    Addresses { start, end }: Addresses,
) -> Result<(u64, usize), String> {
    let mut segment = layout.segment(segment);
    if segment.vaddr == 0 {
        segment = layout.segment(SegmentId::Text);
    }
    let (first, last) = (segment.vaddr, segment.vaddr + segment.file_len);
    (first <= start && start <= end && end <= last)
        .then(|| (start + segment.file_off - first, (end - start) as usize))
        .ok_or_else(|| format!("{start:#x}..{end:#x} not in {first:#x}..{last:#x}"))
}
