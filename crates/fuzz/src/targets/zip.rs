//! Module zips: any bytes end with the files of a module, or with an error, and none of the files
//! is outside of the module's directory.
//!
//! Counterpart: golang.org/x/mod/zip, archive/zip.

use vamos_base::golang::module::ModuleVersion;

use super::BRIEF;
use super::Target;

pub(super) const MODULE_ZIP: Target = Target {
    name: "module_zip",
    run: module_zip,
    seeds: || {
        vec![
            stored(&[
                ("x.com/m@v1.0.0/go.mod", "module x.com/m\n"),
                ("x.com/m@v1.0.0/a/b.go", "package a\n"),
            ]),
            stored(&[("x.com/m@v1.0.0/../../etc", "x"), ("x.com/m@v1.0.0/a", "")]),
        ]
    },
    words: &[
        "x.com/m@v1.0.0/",
        "../",
        "PK\x01\x02",
        "PK\x03\x04",
        "PK\x05\x06",
        "PK\x06\x06",
        "/",
    ],
    brief: BRIEF,
};

fn module_zip(data: &[u8]) {
    let module = ModuleVersion::new("x.com/m", "v1.0.0");
    let Ok(files) = vamos_modzip::module_files(data, &module) else {
        return;
    };
    for file in files {
        let is_inside = |part: &str| !matches!(part, "" | "." | "..");
        assert!(file.name.split('/').all(is_inside), "{:?}", file.name);
    }
}

/// Returns a zip of members that are not compressed.
fn stored(members: &[(&str, &str)]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in members {
        let mut shared = Vec::new();
        // Version, flags, method, time, date.
        for field in [20_u16, 0, 0, 0, 0] {
            shared.extend(field.to_le_bytes());
        }
        let size = u32::try_from(text.len()).expect("a short text");
        for field in [checksum(text.as_bytes()), size, size] {
            shared.extend(field.to_le_bytes());
        }
        shared.extend(
            u16::try_from(name.len())
                .expect("a short name")
                .to_le_bytes(),
        );
        shared.extend([0, 0]);
        let offset = u32::try_from(zip.len()).expect("a small zip");
        zip.extend(b"PK\x03\x04");
        zip.extend(&shared);
        zip.extend(name.bytes().chain(text.bytes()));
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let start = u32::try_from(zip.len()).expect("a small zip");
    let size = u32::try_from(directory.len()).expect("a small zip");
    let count = u16::try_from(members.len()).expect("few members");
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([count, count].iter().flat_map(|n| n.to_le_bytes()));
    zip.extend([size, start].iter().flat_map(|n| n.to_le_bytes()));
    zip.extend([0, 0]);
    zip
}

/// CRC-32 as zips have it.
fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let low = crc & 1;
            crc = (crc >> 1) ^ (0xedb8_8320 * low);
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::MODULE_ZIP;
    use vamos_base::golang::module::ModuleVersion;

    #[test]
    fn the_first_seed_is_a_module() {
        let module = ModuleVersion::new("x.com/m", "v1.0.0");
        let files = vamos_modzip::module_files(&(MODULE_ZIP.seeds)()[0], &module).unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["go.mod", "a/b.go"]);
    }
}
