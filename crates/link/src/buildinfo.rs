//! Build information of a program, for `go version -m`.
//!
//! Counterpart: cmd/link/internal/ld/data.go (`buildinfo`).

use vamos_base::golang::os_str;

use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::options::Options;
use crate::strdata;

/// The alignment of the symbol, of which its size is a multiple.
const ALIGN: usize = 16;

/// The length of the head, which has unused bytes.
const HEAD: usize = 32;

/// Creates the symbol with the version and the record of the build.
pub(crate) fn buildinfo(ldr: &mut Loader<'_>, options: &Options) {
    let mut data = b"\xff Go buildinf:".to_vec();
    // The size of a pointer, and that strings follow in place.
    data.extend([8, 2]);
    data.resize(HEAD, 0);
    for name in ["runtime.buildVersion", "runtime.modinfo"] {
        add_string(
            &mut data,
            &os_str::encode(&strdata::value_of(options, name)),
        );
    }
    data.resize(data.len().next_multiple_of(ALIGN), 0);
    let size = data.len() as i64;
    let mut builder = ldr.update_named(b"go:buildinfo", ABI0);
    builder
        .set_kind(SymKind::BuildInfo)
        .set_align(ALIGN as u32)
        .set_data(data)
        .set_size(size);
    let sym = builder.sym();
    // A linker that collects garbage retains targets of read-only data.
    let mut builder = ldr.update_named(b"go:buildinfo.ref", ABI0);
    builder.set_kind(SymKind::RoData).set_align(8).add_addr(sym);
}

/// Appends a string after its length.
fn add_string(data: &mut Vec<u8>, text: &[u8]) {
    let mut len = text.len();
    while len >= 0x80 {
        data.push(len as u8 | 0x80);
        len >>= 7;
    }
    data.push(len as u8);
    data.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::add_string;

    #[test]
    fn lengths() {
        let mut data = Vec::new();
        add_string(&mut data, b"ab");
        add_string(&mut data, &[7; 300]);
        assert_eq!(data[..5], [2, b'a', b'b', 0xac, 2]);
        assert_eq!(data.len(), 305);
    }
}
