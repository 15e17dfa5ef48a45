//! The Python package: a wheel whose only content is the executable.
//!
//! Counterpart: none; the layout equals maturin's binary wheels, such as ruff's and uv's.

use vamos_base::Digest;

use super::Product;
use super::entry::Entry;
use super::entry::zip;
use super::needs::Needs;

/// A wheel: its file name and its bytes.
pub(super) fn build(product: &Product) -> Result<(String, Vec<u8>), String> {
    let version = product.version;
    let tag = format!(
        "py3-none-{}",
        platform(&product.needs, product.target.machine())
    );
    let info = format!("vamos-{version}.dist-info");
    let mut entries = vec![
        Entry::program(
            format!("vamos-{version}.data/scripts/vamos"),
            &*product.binary,
        ),
        Entry::file(
            format!("{info}/licenses/LICENSE-APACHE"),
            product.text("LICENSE-APACHE")?,
        ),
        Entry::file(
            format!("{info}/licenses/LICENSE-MIT"),
            product.text("LICENSE-MIT")?,
        ),
        Entry::file(format!("{info}/METADATA"), metadata(product)?),
        Entry::file(format!("{info}/WHEEL"), wheel_file(&tag)),
    ];
    let mut record = String::new();
    for entry in &entries {
        let hash = base64url(&Digest::of(&entry.bytes).0);
        let size = entry.bytes.len();
        record.push_str(&format!("{},sha256={hash},{size}\n", entry.path));
    }
    record.push_str(&format!("{info}/RECORD,,\n"));
    entries.push(Entry::file(format!("{info}/RECORD"), record));
    Ok((format!("vamos-{version}-{tag}.whl"), zip(&entries)?))
}

/// Returns the platform tag. A static executable runs with any C library.
fn platform(needs: &Needs, machine: &str) -> String {
    match needs {
        Needs::Glibc(minor) => format!("manylinux_2_{minor}_{machine}"),
        Needs::Nothing => format!("manylinux_2_17_{machine}.musllinux_1_1_{machine}"),
    }
}

fn metadata(product: &Product) -> Result<String, String> {
    Ok(format!(
        "Metadata-Version: 2.4\nName: vamos\nVersion: {}\nSummary: {}\n\
         License-Expression: MIT OR Apache-2.0\nLicense-File: LICENSE-APACHE\n\
         License-File: LICENSE-MIT\nRequires-Python: >=3.8\n\
         Description-Content-Type: text/markdown; charset=UTF-8\n\n{}",
        product.version,
        super::SUMMARY,
        String::from_utf8_lossy(&product.text("README.md")?)
    ))
}

/// Returns the file WHEEL, which has a line for each tag that the file name combines.
fn wheel_file(tag: &str) -> String {
    let mut text =
        "Wheel-Version: 1.0\nGenerator: vamos-xtask\nRoot-Is-Purelib: false\n".to_owned();
    let (python, platforms) = tag.rsplit_once('-').unwrap_or((tag, ""));
    for platform in platforms.split('.') {
        text.push_str(&format!("Tag: {python}-{platform}\n"));
    }
    text
}

/// Encodes a digest as RECORD needs it: base64 for addresses, without padding.
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..=chunk.len() {
            let index = bits >> (18 - 6 * digit) & 63;
            out.push(char::from(DIGITS[index as usize]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Needs;
    use super::base64url;
    use super::platform;
    use super::wheel_file;

    #[test]
    fn tags_follow_the_executable() {
        let tag = platform(&Needs::Glibc(34), "aarch64");
        assert_eq!(tag, "manylinux_2_34_aarch64");
        let text = wheel_file(&format!("py3-none-{}", platform(&Needs::Nothing, "x86_64")));
        let tags = "Tag: py3-none-manylinux_2_17_x86_64\nTag: py3-none-musllinux_1_1_x86_64\n";
        assert!(text.ends_with(tags), "{text}");
    }

    #[test]
    fn digests_have_no_padding() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("\u{3ff}", "z78"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
    }
}
