// generated: pure table
//! Instructions for caches and for tables of addresses.
//!
//! Made by `cargo xtask gen-disasm` from the sources of the Go SDK; do not edit.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/inst.go (`sysInstsAttrs`).

/// Their fields, kinds, names, and true if they have a register, in order.
#[rustfmt::skip]
pub(super) static SYSTEMS: [(u16, u8, &str, bool); 106] = [
    (945, 1, "IVAC", true), (946, 1, "ISW", true), (947, 1, "IGVAC", true), (948, 1, "IGSW", true),
    (949, 1, "IGDVAC", true), (950, 1, "IGDSW", true), (978, 1, "CSW", true),
    (980, 1, "CGSW", true), (982, 1, "CGDSW", true), (1010, 1, "CISW", true),
    (1012, 1, "CIGSW", true), (1014, 1, "CIGDSW", true), (1032, 3, "VMALLE1OS", false),
    (1033, 3, "VAE1OS", true), (1034, 3, "ASIDE1OS", true), (1035, 3, "VAAE1OS", true),
    (1037, 3, "VALE1OS", true), (1039, 3, "VAALE1OS", true), (1041, 3, "RVAE1IS", true),
    (1043, 3, "RVAAE1IS", true), (1045, 3, "RVALE1IS", true), (1047, 3, "RVAALE1IS", true),
    (1048, 3, "VMALLE1IS", false), (1049, 3, "VAE1IS", true), (1050, 3, "ASIDE1IS", true),
    (1051, 3, "VAAE1IS", true), (1053, 3, "VALE1IS", true), (1055, 3, "VAALE1IS", true),
    (1065, 3, "RVAE1OS", true), (1067, 3, "RVAAE1OS", true), (1069, 3, "RVALE1OS", true),
    (1071, 3, "RVAALE1OS", true), (1073, 3, "RVAE1", true), (1075, 3, "RVAAE1", true),
    (1077, 3, "RVALE1", true), (1079, 3, "RVAALE1", true), (1080, 3, "VMALLE1", false),
    (1081, 3, "VAE1", true), (1082, 3, "ASIDE1", true), (1083, 3, "VAAE1", true),
    (1085, 3, "VALE1", true), (1087, 3, "VAALE1", true), (7073, 1, "ZVA", true),
    (7075, 1, "GVA", true), (7076, 1, "GZVA", true), (7121, 1, "CVAC", true),
    (7123, 1, "CGVAC", true), (7125, 1, "CGDVAC", true), (7129, 1, "CVAU", true),
    (7137, 1, "CVAP", true), (7139, 1, "CGVAP", true), (7141, 1, "CGDVAP", true),
    (7145, 1, "CVADP", true), (7147, 1, "CGVADP", true), (7149, 1, "CGDVADP", true),
    (7153, 1, "CIVAC", true), (7155, 1, "CIGVAC", true), (7157, 1, "CIGDVAC", true),
    (9217, 3, "IPAS2E1IS", true), (9218, 3, "RIPAS2E1IS", true), (9221, 3, "IPAS2LE1IS", true),
    (9222, 3, "RIPAS2LE1IS", true), (9224, 3, "ALLE2OS", false), (9225, 3, "VAE2OS", true),
    (9228, 3, "ALLE1OS", false), (9229, 3, "VALE2OS", true), (9230, 3, "VMALLS12E1OS", false),
    (9233, 3, "RVAE2IS", true), (9237, 3, "RVALE2IS", true), (9240, 3, "ALLE2IS", false),
    (9241, 3, "VAE2IS", true), (9244, 3, "ALLE1IS", false), (9245, 3, "VALE2IS", true),
    (9246, 3, "VMALLS12E1IS", false), (9248, 3, "IPAS2E1OS", true), (9249, 3, "IPAS2E1", true),
    (9250, 3, "RIPAS2E1", true), (9251, 3, "RIPAS2E1OS", true), (9252, 3, "IPAS2LE1OS", true),
    (9253, 3, "IPAS2LE1", true), (9254, 3, "RIPAS2LE1", true), (9255, 3, "RIPAS2LE1OS", true),
    (9257, 3, "RVAE2OS", true), (9261, 3, "RVALE2OS", true), (9265, 3, "RVAE2", true),
    (9269, 3, "RVALE2", true), (9272, 3, "ALLE2", false), (9273, 3, "VAE2", true),
    (9276, 3, "ALLE1", false), (9277, 3, "VALE2", true), (9278, 3, "VMALLS12E1", false),
    (13320, 3, "ALLE3OS", false), (13321, 3, "VAE3OS", true), (13325, 3, "VALE3OS", true),
    (13329, 3, "RVAE3IS", true), (13333, 3, "RVALE3IS", true), (13336, 3, "ALLE3IS", false),
    (13337, 3, "VAE3IS", true), (13341, 3, "VALE3IS", true), (13353, 3, "RVAE3OS", true),
    (13357, 3, "RVALE3OS", true), (13361, 3, "RVAE3", true), (13365, 3, "RVALE3", true),
    (13368, 3, "ALLE3", false), (13369, 3, "VAE3", true), (13373, 3, "VALE3", true),
];
