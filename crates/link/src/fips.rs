//! Checks of FIPS 140 code: marks around its functions and data, and the checksum that
//! crypto/internal/fips140/check verifies when the program starts.
//!
//! The compiler gives kinds of their own to such functions and data, so that they are
//! contiguous in the output. The marks are symbols of one byte at both ends of each range.
//! Counterpart: cmd/link/internal/ld/fips140.go.

use vamos_base::Sha256;

use crate::context::Link;
use crate::error::Stop;
use crate::image::FipsObject;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::section::SegmentId;

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

const MAGIC: &[u8; 16] = b"\xff Go fipsinfo \xff\x00";
const SUM_LEN: usize = 32;

/// Creates the marks and go:fipsinfo: a magic number, room for the checksum, the symbol's
/// own address and those of the marks.
pub(crate) fn loadfips(link: &mut Link<'_>) -> Result<(), Stop> {
    let ldr = &mut link.ldr;
    let mut content = MAGIC.to_vec();
    content.resize(MAGIC.len() + SUM_LEN, 0);
    let mut info = ldr.update_named(b"go:fipsinfo".as_slice(), ABI0);
    info.set_kind(SymKind::FipsInfo)
        .set_size(content.len() as i64);
    info.set_data(content);
    let sym = info.sym();
    info.add_addr(sym);
    link.syms.fips_info = sym;
    let marks = RANGES.iter().flat_map(|range| [range.start, range.end]);
    for (at, (name, kind)) in marks.enumerate() {
        let mut mark = ldr.update_named(name.as_bytes(), ABI0);
        mark.set_kind(kind).set(Attr::Local, true).set_size(1);
        let mark = mark.sym();
        link.syms.fips_marks[at] = mark;
        ldr.update(sym).add_addr(mark);
        if matches!(kind, SymKind::TextFipsStart | SymKind::TextFipsEnd) {
            link.textp.push(mark);
        }
    }
    Ok(())
}

/// Writes the checksum into the output; the content that is hashed is kept for `-fipso`.
pub(crate) fn asmbfips(link: &mut Link<'_>) -> Result<(), Stop> {
    let mut object = b"go fips object v1\n".to_vec();
    let (marks, _) = link.syms.fips_marks.as_chunks::<2>();
    for (range, marks) in RANGES.iter().zip(marks) {
        let [start, end] = marks.map(|mark| link.ldr.value(mark).cast_unsigned());
        match bytes(link, range.segment, start, end) {
            Ok(bytes) => {
                object.extend((bytes.len() as u64).to_be_bytes());
                object.extend(bytes);
            }
            Err(place) => {
                let name = range.start.0;
                let line = format!("asmbfips: {name} not in expected segment ({place})");
                return link.diag.error(line);
            }
        }
    }
    let sum = hmac(&object);
    let addr = link.ldr.value(link.syms.fips_info).cast_unsigned();
    let segment = link.layout.segment(SegmentId::Data);
    let (first, last) = (segment.vaddr, segment.vaddr + segment.file_len);
    if !(first <= addr && addr + 32 < last) {
        let end = addr + 32;
        return link.diag.error(format!(
            "asmbfips: fipsinfo not in expected segment ({addr:#x}..{end:#x} not in {first:#x}..{last:#x})"
        ));
    }
    let at = (segment.file_off + addr - first) as usize + MAGIC.len();
    if let Some(place) = link.image.bytes.get_mut(at..at + SUM_LEN) {
        place.copy_from_slice(&sum);
    }
    let object = |path: String| FipsObject {
        path,
        bytes: object,
    };
    link.image.fips_object = link.options.fips_object.clone().map(object);
    Ok(())
}

/// Returns bytes of the output by their addresses.
///
/// # Errors
/// They are not in the segment; the text compares both.
fn bytes<'l>(
    link: &'l Link<'_>,
    segment: SegmentId,
    start: u64,
    end: u64,
) -> Result<&'l [u8], String> {
    let mut segment = link.layout.segment(segment);
    if segment.vaddr == 0 {
        segment = link.layout.segment(SegmentId::Text);
    }
    let (first, last) = (segment.vaddr, segment.vaddr + segment.file_len);
    let at = |addr: u64| (addr + segment.file_off - first) as usize;
    (first <= start && start <= end && end <= last)
        .then(|| link.image.bytes.get(at(start)..at(end)))
        .flatten()
        .ok_or_else(|| format!("{start:#x}..{end:#x} not in {first:#x}..{last:#x}"))
}

/// Returns the HMAC-SHA256 with a key of zeros.
fn hmac(bytes: &[u8]) -> [u8; SUM_LEN] {
    let mut inner = Sha256::new();
    inner.update(&[0x36; 64]);
    inner.update(bytes);
    let mut outer = Sha256::new();
    outer.update(&[0x5c; 64]);
    outer.update(&inner.finish().0);
    outer.finish().0
}

#[cfg(test)]
mod tests {
    #[test]
    fn hmac_of_nothing() {
        let sum = super::hmac(b"");
        assert_eq!(sum[..4], [0xb6, 0x13, 0x67, 0x9a]);
    }
}
