//! Arguments that are left to the SDK's linker.

use super::*;
use crate::arch::AMD64;
use crate::profile::GO1_26;

struct Config(&'static [u8]);

impl Host for Config {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn compiler_library(&self, _: &[String], _: &str) -> String {
        String::new()
    }

    fn read(&self, _: &str) -> Result<Vec<u8>, String> {
        Ok(self.0.to_vec())
    }
}

#[test]
fn what_is_left_to_the_sdk() {
    let carried = os_str::decode(b"-X=main.v=\xff");
    let plain: &[u8] = b"packagefile a=b\n";
    for (args, config, reason) in [
        (&["-s"][..], plain, ""),
        (&["-o", "@file"], plain, "a response file"),
        (&["@file"], plain, "a response file"),
        (&["-strictdups=1"], plain, "-strictdups"),
        (&["-r", "/lib"], plain, "-r"),
        (&["-X=main.v=\u{e9}"], plain, ""),
        (&[&carried], plain, NOT_UTF8),
        (&[], b"packagefile a=\xff\n", NOT_UTF8),
        (&[], b"modinfo \"\\xff\"\n", ""),
    ] {
        let args = [&["-importcfg=cfg"], args, &["main.a"]].concat();
        let args: Vec<String> = args.into_iter().map(str::to_owned).collect();
        let host = Config(config);
        let options = parse("link", &args, &AMD64, &GO1_26, Sdk::default(), &host);
        let found = match options {
            Ok(_) => String::new(),
            Err(Stop::Unsupported(reason)) => reason,
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(found, reason, "{args:?}");
    }
}
