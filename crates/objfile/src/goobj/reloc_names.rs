//! The names of relocations in messages.
//!
//! Counterpart: cmd/internal/objabi/reloctype_string.go.

use std::fmt;

use super::RelocType;

/// The names by number, from 1 on.
const NAMES: [&str; 103] = [
    "R_ADDR",
    "R_ADDRPOWER",
    "R_ADDRARM64",
    "R_ADDRMIPS",
    "R_ADDROFF",
    "R_SIZE",
    "R_CALL",
    "R_CALLARM",
    "R_CALLARM64",
    "R_CALLIND",
    "R_CALLPOWER",
    "R_CALLMIPS",
    "R_CONST",
    "R_PCREL",
    "R_TLS_LE",
    "R_TLS_IE",
    "R_GOTOFF",
    "R_PLT0",
    "R_PLT1",
    "R_PLT2",
    "R_USEFIELD",
    "R_USETYPE",
    "R_USEIFACE",
    "R_USEIFACEMETHOD",
    "R_USENAMEDMETHOD",
    "R_METHODOFF",
    "R_KEEP",
    "R_POWER_TOC",
    "R_GOTPCREL",
    "R_JMPMIPS",
    "R_DWARFSECREF",
    "R_ARM64_TLS_LE",
    "R_ARM64_TLS_IE",
    "R_ARM64_GOTPCREL",
    "R_ARM64_GOT",
    "R_ARM64_PCREL",
    "R_ARM64_PCREL_LDST8",
    "R_ARM64_PCREL_LDST16",
    "R_ARM64_PCREL_LDST32",
    "R_ARM64_PCREL_LDST64",
    "R_ARM64_LDST8",
    "R_ARM64_LDST16",
    "R_ARM64_LDST32",
    "R_ARM64_LDST64",
    "R_ARM64_LDST128",
    "R_POWER_TLS_LE",
    "R_POWER_TLS_IE",
    "R_POWER_TLS",
    "R_POWER_TLS_IE_PCREL34",
    "R_POWER_TLS_LE_TPREL34",
    "R_ADDRPOWER_DS",
    "R_ADDRPOWER_GOT",
    "R_ADDRPOWER_GOT_PCREL34",
    "R_ADDRPOWER_PCREL",
    "R_ADDRPOWER_TOCREL",
    "R_ADDRPOWER_TOCREL_DS",
    "R_ADDRPOWER_D34",
    "R_ADDRPOWER_PCREL34",
    "R_RISCV_JAL",
    "R_RISCV_JAL_TRAMP",
    "R_RISCV_CALL",
    "R_RISCV_PCREL_ITYPE",
    "R_RISCV_PCREL_STYPE",
    "R_RISCV_TLS_IE",
    "R_RISCV_TLS_LE",
    "R_RISCV_GOT_HI20",
    "R_RISCV_GOT_PCREL_ITYPE",
    "R_RISCV_PCREL_HI20",
    "R_RISCV_PCREL_LO12_I",
    "R_RISCV_PCREL_LO12_S",
    "R_RISCV_BRANCH",
    "R_RISCV_ADD32",
    "R_RISCV_SUB32",
    "R_RISCV_RVC_BRANCH",
    "R_RISCV_RVC_JUMP",
    "R_PCRELDBL",
    "R_LOONG64_ADDR_HI",
    "R_LOONG64_ADDR_LO",
    "R_LOONG64_ADDR_PCREL20_S2",
    "R_LOONG64_TLS_LE_HI",
    "R_LOONG64_TLS_LE_LO",
    "R_CALLLOONG64",
    "R_LOONG64_CALL36",
    "R_LOONG64_TLS_IE_HI",
    "R_LOONG64_TLS_IE_LO",
    "R_LOONG64_GOT_HI",
    "R_LOONG64_GOT_LO",
    "R_LOONG64_ADD64",
    "R_LOONG64_SUB64",
    "R_JMP16LOONG64",
    "R_JMP21LOONG64",
    "R_JMPLOONG64",
    "R_ADDRMIPSU",
    "R_ADDRMIPSTLS",
    "R_ADDRCUOFF",
    "R_WASMIMPORT",
    "R_XCOFFREF",
    "R_PEIMAGEOFF",
    "R_INITORDER",
    "R_DWTXTADDR_U1",
    "R_DWTXTADDR_U2",
    "R_DWTXTADDR_U3",
    "R_DWTXTADDR_U4",
];

impl fmt::Display for RelocType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = usize::from(self.0).wrapping_sub(1);
        match NAMES.get(index) {
            Some(name) => f.write_str(name),
            None => write!(f, "RelocType({})", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_number() {
        assert_eq!(RelocType::ADDR.to_string(), "R_ADDR");
        assert_eq!(RelocType::DWTXTADDR_U4.to_string(), "R_DWTXTADDR_U4");
        assert_eq!(RelocType(0).to_string(), "RelocType(0)");
    }
}
