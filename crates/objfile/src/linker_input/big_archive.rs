//! Archives of objects for AIX.
//!
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerBigArchive`).

use super::InputError;
use super::LinkerInput;
use super::Region;
use super::decimal;
use super::reject;

/// The size of the header of an archive.
const FILE_HEADER: u64 = 128;
/// The size of the header of a member, without its name.
const MEMBER_HEADER: u64 = 112;

impl LinkerInput<'_> {
    pub(super) fn check_big_archive(
        &self,
        region: Region<'_>,
        depth: u32,
    ) -> Result<(), InputError> {
        if self.is_syso {
            return reject("archive not allowed as .syso");
        }
        let Some(header) = region.bytes(0, FILE_HEADER) else {
            return reject("malformed AIX big archive header");
        };
        let first = decimal(&header[68..88]);
        let is_inside = |at: &u64| (*at == 0 || *at >= FILE_HEADER) && *at <= region.len;
        let Some(mut offset) = first.filter(is_inside) else {
            return reject("malformed AIX big archive first member offset");
        };
        if offset == 0 {
            return Ok(());
        }
        let last = decimal(&header[88..108]);
        let Some(last) = last.filter(|last| (offset..=region.len).contains(last)) else {
            return reject("malformed AIX big archive last member offset");
        };
        loop {
            let (next, end) = self.check_big_member(region, offset, depth)?;
            if offset == last {
                return Ok(());
            }
            let Some(next) = next.filter(|next| (end..=last).contains(next)) else {
                return reject("malformed AIX big archive next member offset");
            };
            offset = next;
        }
    }

    /// Checks the member at an offset. Returns the offset of the next one as recorded in the
    /// member, and the end of this one.
    fn check_big_member(
        &self,
        region: Region<'_>,
        offset: u64,
        depth: u32,
    ) -> Result<(Option<u64>, u64), InputError> {
        let Some(header) = region.bytes(offset, MEMBER_HEADER) else {
            return reject("malformed AIX big archive member header");
        };
        let Some(size) = decimal(&header[..20]) else {
            return reject("malformed AIX big archive member size");
        };
        let name = decimal(&header[108..112]).filter(|len| (1..=4096).contains(len));
        let Some(name) = name else {
            return reject("malformed AIX big archive member name length");
        };
        let start = (offset + MEMBER_HEADER + name).next_multiple_of(2) + 2;
        if region.len.checked_sub(start).is_none_or(|left| size > left) {
            return reject("malformed AIX big archive member bounds");
        }
        if region.bytes(start - 2, 2).as_deref() != Some(b"`\n") {
            return reject("malformed AIX big archive member magic");
        }
        if size == 0 {
            return reject("empty AIX big archive member");
        }
        self.check_region(region.part(start, size), depth + 1)?;
        Ok((decimal(&header[20..40]), start + size))
    }
}
