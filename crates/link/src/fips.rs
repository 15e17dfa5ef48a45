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

/// Writes the checksum into the output, which has the bytes of all segments; returns the
/// content that is hashed, for `-fipso`.
pub(crate) fn asmbfips(
    ldr: &Loader<'_>,
    syms: &FipsSyms,
    layout: &Layout,
    out: &dyn OutputFile,
    diag: &mut Diagnostics,
) -> Result<Option<Vec<u8>>, Stop> {
    let mut object = HEADER.to_vec();
    for (range, marks) in RANGES.iter().zip(&syms.marks) {
        let [start, end] = marks.map(|mark| ldr.value(mark).cast_unsigned());
        match place(layout, range.segment, start..end) {
            Ok((at, len)) => {
                object.extend((len as u64).to_be_bytes());
                let from = object.len();
                object.resize(from + len, 0);
                out.read_at(at, &mut object[from..]);
            }
            Err(place) => {
                let name = range.start.0;
                let line = format!("asmbfips: {name} not in expected segment ({place})");
                diag.error(line)?;
                return Ok(None);
            }
        }
    }
    let sum = hmac(&object);
    let addr = ldr.value(syms.info).cast_unsigned();
    let segment = layout.segment(SegmentId::Data);
    let (first, last) = (segment.vaddr, segment.vaddr + segment.file_len);
    if !(first <= addr && addr + 32 < last) {
        let end = addr + 32;
        diag.error(format!(
            "asmbfips: fipsinfo not in expected segment ({addr:#x}..{end:#x} not in {first:#x}..{last:#x})"
        ))?;
        return Ok(None);
    }
    let at = segment.file_off + addr - first;
    out.write_at(at + MAGIC.len() as u64, &sum);
    Ok(Some(object))
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
