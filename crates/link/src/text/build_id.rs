//! The build ID of files that have no notes: a function that nothing calls (pass `textbuildid`).
//!
//! Counterpart: cmd/link/internal/ld/data.go (`textbuildid`).

use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote_bytes;

use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;

/// Returns the first function, whose bytes are the build ID; `None` without one.
pub(crate) fn build_id_func(ldr: &mut Loader<'_>, options: &Options) -> Option<Sym> {
    let id = &options.content.build_id;
    if id.is_empty() {
        return None;
    }
    // 0xff, which is not UTF-8, makes other bytes like these unlikely.
    let quoted = quote_bytes(&os_str::encode(id));
    let bytes = [b"\xff Go build ID: ", quoted.as_bytes(), b"\n \xff"].concat();
    let mut func = ldr.update_named(&b"go:buildid"[..], ABI0);
    let size = bytes.len() as i64;
    func.set_kind(SymKind::Text).set_data(bytes).set_size(size);
    Some(func.sym())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    #[test]
    fn the_build_id_is_a_function() {
        let fixture = Fixture::new();
        let mut options = fixture.options.clone();
        let mut ldr = fixture.loader();
        assert!(build_id_func(&mut ldr, &options).is_none());
        options.content.build_id = "a/\"b".to_owned();
        let func = build_id_func(&mut ldr, &options).unwrap();
        assert_eq!(ldr.data(func), b"\xff Go build ID: \"a/\\\"b\"\n \xff");
        assert!(ldr.kind(func).is_text() && ldr.is_reachable(func));
    }
}
