//! The target of crates/fuzz that `VAMOS_FUZZ` names, led by coverage.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use vamos_fuzz::Target;

fuzz_target!(|data: &[u8]| {
    static TARGET: OnceLock<&Target> = OnceLock::new();
    let target = TARGET.get_or_init(|| {
        let name = std::env::var("VAMOS_FUZZ").expect("VAMOS_FUZZ names a target");
        vamos_fuzz::target(&name).expect("a target of crates/fuzz")
    });
    (target.run)(data);
});
