//! The table that leads from an address to the functions near it.
//!
//! Text is cut into buckets of 4096 bytes, and these into 16 parts. The table has for each
//! bucket the number of the first function, and for each of its parts how many functions
//! further the part starts.
//! Counterpart: cmd/link/internal/ld/pcln.go (`findfunctab`).

use super::first_use::too_large;
use super::tables::FindTab;
use super::tables::Pcln;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;

/// The parts of a bucket.
const PARTS: usize = 16;
/// The bytes of a bucket.
const BUCKET: usize = 4096;
/// The bytes of a part.
const PART: usize = BUCKET / PARTS;
/// A part without a function.
const NONE: u32 = 0x7fff_ffff;

/// Creates the table of `funcs`, all functions by address. Text has its addresses already.
///
/// # Errors
/// A bucket has too many functions, or a part has none.
pub(crate) fn findfunctab(
    ldr: &mut Loader<'_>,
    funcs: &[Sym],
    pcln: &Pcln<'_>,
    diag: &mut Diagnostics,
) -> Result<FindTab, Stop> {
    let (Some(&first), Some(&last)) = (funcs.first(), funcs.last()) else {
        return Ok(FindTab::default());
    };
    let min = ldr.value(first);
    let max = ldr.value(last) + ldr.size(last);
    let starts = function_starts(ldr, funcs, pcln);
    let length = u32::try_from(max - min).map_err(|_| too_large())? as usize;
    let parts = first_functions(&starts, min, max, length.div_ceil(PART));
    let (table, errors) = encode(&parts, length.div_ceil(BUCKET));
    for error in errors {
        diag.error(error)?;
    }

    let is_part = ldr.profile.funcdata_in_pclntab;
    let kind = if is_part {
        SymKind::PclnTab
    } else {
        SymKind::RoData
    };
    let size = table.len() as i64;
    let sym = ldr.create_generated(b"runtime.findfunctab", ABI0, kind, size);
    if is_part {
        ldr.set_align(sym, 4);
    }
    ldr.set(Attr::Reachable, sym, true);
    ldr.set(Attr::Local, sym, true);
    Ok(FindTab { sym, bytes: table })
}

/// Returns for each function its address and the address of the next one, if there is
/// one. Containers are not functions, except as the end of the last one.
fn function_starts(ldr: &Loader<'_>, funcs: &[Sym], pcln: &Pcln<'_>) -> Vec<(i64, Option<i64>)> {
    let is_function = |sym: &&Sym| !pcln.containers.has(**sym);
    let address = |sym: &Sym| ldr.value(*sym);
    let last = funcs.last().filter(|sym| !is_function(sym));
    let mut next: Option<i64> = last.map(address);
    let mut starts = Vec::with_capacity(pcln.nfunc);
    for sym in funcs.iter().rev().filter(is_function) {
        let start = ldr.value(*sym);
        starts.push((start, next));
        next = Some(start);
    }
    starts.reverse();
    starts
}

/// Returns the first function of each part.
fn first_functions(starts: &[(i64, Option<i64>)], min: i64, max: i64, count: usize) -> Vec<u32> {
    let mut parts = vec![NONE; count];
    let mut claim = |address: i64, function: usize| {
        let part = (address - min) / PART as i64;
        let part = usize::try_from(part).ok();
        if let Some(part) = part.and_then(|index| parts.get_mut(index)) {
            *part = (*part).min(function as u32);
        }
    };
    for (function, &(start, next)) in starts.iter().enumerate() {
        let end = next.unwrap_or(max);
        let mut address = start;
        while address < end {
            claim(address, function);
            address += PART as i64;
        }
        claim(end - 1, function);
    }
    parts
}

/// Returns the table and the errors.
fn encode(parts: &[u32], buckets: usize) -> (Vec<u8>, Vec<String>) {
    let mut table = Vec::with_capacity(4 * buckets + parts.len());
    let mut errors = Vec::new();
    for (number, bucket) in parts.chunks(PARTS).enumerate() {
        let base = bucket[0];
        if base == NONE {
            errors.push("hole in findfunctab".to_owned());
        }
        table.extend(base.to_le_bytes());
        for (index, &part) in bucket.iter().enumerate() {
            if part == NONE {
                errors.push("hole in findfunctab".to_owned());
            }
            let further = i64::from(part) - i64::from(base);
            if further >= 256 {
                errors.push(format!(
                    "too many functions in a findfunc bucket! \
                     {number}/{buckets} {index} {further}"
                ));
            }
            table.push(further as u8);
        }
    }
    (table, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_by_parts() {
        let min = 0x1000;
        // Two functions in the first part, one over three parts, one over a bucket's end.
        let starts = [0x1000, 0x1040, 0x1080, 0x1300, 0x2010];
        let next = starts.iter().skip(1).copied().map(Some).chain([None]);
        let starts: Vec<_> = starts.iter().copied().zip(next).collect();
        let max = 0x2120;
        let parts = first_functions(&starts, min, max, 18);
        let expected = [0, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4];
        assert_eq!(parts, expected);
        let (table, errors) = encode(&parts, 2);
        assert!(errors.is_empty());
        let mut bytes = vec![0, 0, 0, 0];
        bytes.extend([0, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]);
        bytes.extend([3, 0, 0, 0, 0, 1]);
        assert_eq!(table, bytes);
    }

    #[test]
    fn errors_of_buckets() {
        let (_, errors) = encode(&[0, 256, NONE], 1);
        let expected = [
            "too many functions in a findfunc bucket! 0/1 1 256",
            "hole in findfunctab",
            "too many functions in a findfunc bucket! 0/1 2 2147483647",
        ];
        assert_eq!(errors, expected);
    }
}
