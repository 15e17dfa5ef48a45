//! `uninstall`: all files of vamos are removed, and no others.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the test makes and looks for what is removed"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Output;

use vamos_testkit::vamos;

use crate::scratch_module::ScratchModule;

fn uninstall(place: &ScratchModule, args: &[&str]) -> Output {
    let links = place.at("home/.local/vamos");
    let mut command = place.vamos();
    command
        .arg("uninstall")
        .args(args)
        .env("PATH", format!("{}:/usr/bin:/bin", links.display()))
        .output()
        .expect("it starts")
}

/// Writes the files of an installation, and other files that are not vamos's own.
fn installed() -> Option<ScratchModule> {
    let place = ScratchModule::new()?;
    place.write("x", "");
    for file in [
        "../home/.cache/vamos/witness/one",
        "../home/.cache/other/two",
        "../home/.config/vamos/vamos.toml",
        "../home/.config/go/env",
        "../cache/vamos/archives",
        "../cache/00/entry-a",
    ] {
        place.write(file, "text");
    }
    fs::create_dir_all(place.at("home/.local/vamos")).expect("it is ours");
    symlink(vamos()?, place.at("home/.local/vamos/go")).expect("it is ours");
    Some(place)
}

const OWN: [&str; 5] = [
    "home/.local/vamos",
    "home/.cache/vamos",
    "home/.config/vamos",
    "home/.config/vamos/vamos.toml",
    "cache/vamos",
];

#[test]
fn everything_of_vamos_goes() {
    let Some(place) = installed() else { return };
    let output = uninstall(&place, &["-y"]);
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for name in [
        "home/.local/vamos/go",
        "home/.cache/vamos",
        "home/.config/vamos/vamos.toml",
        "cache/vamos",
    ] {
        let path = place.at(name).display().to_string();
        assert!(stdout.contains(&format!("  {path}\n")), "{path}: {stdout}");
    }
    assert!(
        stdout.contains("Remove these yourself: the executable ('rm "),
        "{stdout}"
    );
    for name in OWN {
        assert!(!place.at(name).exists(), "{name}");
    }
    for name in [
        "home/.cache/other/two",
        "home/.config/go/env",
        "cache/00/entry-a",
    ] {
        assert!(place.at(name).exists(), "{name}");
    }
    let again = uninstall(&place, &["-y"]);
    assert!(
        again.stdout.starts_with(b"nothing to remove\n"),
        "{again:?}"
    );
    assert_eq!(again.status.code(), Some(0));
}

#[test]
fn without_a_confirmation_nothing_goes() {
    let Some(place) = installed() else { return };
    for (args, code, begin) in [
        (&["-n"][..], 0, "vamos uninstall would remove:\n"),
        (&[], 1, "vamos uninstall removes:\n"),
    ] {
        let output = uninstall(&place, args);
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(stdout.starts_with(begin), "{stdout}");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        assert!(OWN.iter().all(|name| place.at(name).exists()));
    }
    assert_eq!(uninstall(&place, &["x"]).status.code(), Some(2));
}

#[test]
fn links_to_other_programs_stay() {
    let Some(place) = installed() else { return };
    let link = place.at("home/.local/vamos/go");
    fs::remove_file(&link).expect("it is there");
    symlink("/bin/sh", &link).expect("it is ours");
    let output = uninstall(&place, &["-y"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(link.exists() && !place.at("cache/vamos").exists());
}
