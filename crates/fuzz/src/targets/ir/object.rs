//! The object that a function of a dump is added to.
//!
//! Counterpart: cmd/internal/obj/inl.go.

use vamos_obj::Goos;
use vamos_obj::Link;
use vamos_obj::Options;
use vamos_obj::Pos;
use vamos_obj::PosBase;
use vamos_obj::Release;
use vamos_obj::x86;

use super::Dump;

/// The number of bases of positions that the object has; positions may name others.
const MAX_BASES: usize = 256;

/// The number of inlined calls that the object has.
const MAX_CALLS: u32 = 64;

/// Returns an object with the bases of positions of a dump. The dump does not have the functions of
/// inlined calls: each call is one of any function that was inlined.
pub(super) fn object(dump: &Dump, minor: u32) -> Link {
    let release = if minor == 26 {
        Release::Go126
    } else {
        Release::Go127
    };
    let options = Options::for_compiler(release, Goos::Linux, "seeds");
    let mut link = Link::new(&x86::ENCODER, options);
    let bases = dump.reader.package.inlined_calls.iter().skip(1);
    let mut calls = 0;
    for inlined in bases.take(MAX_BASES) {
        let inl = u32::try_from(*inlined).ok();
        let inl = inl.filter(|inl| *inl < MAX_CALLS);
        calls = calls.max(inl.map_or(0, |inl| inl + 1));
        let base = link.positions.add(PosBase {
            start: None,
            filename: "seeds.go".into(),
            abs_filename: "/seeds.go".into(),
            line: 1,
            col: 1,
            inl,
        });
        link.positions.pos(base, 0, 0);
    }
    let mut names: Vec<&str> = dump.inlined.keys().map(|name| &**name).collect();
    names.sort_unstable();
    for number in 0..calls {
        let name = names.get(number as usize % names.len().max(1));
        let name = name.copied().unwrap_or("seeds.unknown");
        let func = link.symbols.lookup(name);
        let pos = Pos::from_packed(number + 1, number << 12);
        // Positions may be in calls that the object does not have.
        if link.add_inlined(pos, func, name).is_err() {
            break;
        }
    }
    link
}
