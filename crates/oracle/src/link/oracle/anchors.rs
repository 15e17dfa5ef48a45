//! Positions of the dump's calls in the linker's sources.
//!
//! A call is inserted after a text that must be in the file exactly once; another release that has
//! moved it is an error, not a dump with a hole.
//! Counterpart: cmd/link/internal/ld/main.go, cmd/link/internal/ld/dwarf.go.

/// The files with anchors, in cmd/link/internal/ld.
pub(super) const FILES: [&str; 2] = ["main.go", "dwarf.go"];

/// A text, and the call that is inserted after it.
struct Anchor {
    file: &'static str,
    text: &'static str,
    call: &'static str,
    /// The first and the last minor release of Go 1 that has it.
    releases: (u32, u32),
}

const ALL: (u32, u32) = (25, 27);

const fn main(text: &'static str, call: &'static str) -> Anchor {
    Anchor {
        file: "main.go",
        text,
        call,
        releases: ALL,
    }
}

const ANCHORS: &[Anchor] = &[
    main("\tctxt.loadlib()\n", "\tvamosLoaded(ctxt)\n"),
    main("\tctxt.inittasks()\n", "\tvamosInittasks(ctxt)\n"),
    main("\tdeadcode(ctxt)\n", "\tvamosDeadcode(ctxt)\n"),
    main("\tctxt.linksetup()\n", "\tvamosTextOrder(ctxt)\n"),
    main("\tctxt.dostrdata()\n", "\tvamosNew(ctxt, \"dostrdata\")\n"),
    main(
        "\tdwarfGenerateDebugInfo(ctxt)\n",
        "\tvamosDebugInfo(ctxt)\n",
    ),
    main(
        "\tctxt.mangleTypeSym()\n",
        "\tvamosNew(ctxt, \"mangleTypeSym\")\n",
    ),
    main("\t\tctxt.doelf()\n", "\t\tvamosNew(ctxt, \"doelf\")\n"),
    main("\tctxt.addexport()\n", "\tvamosNew(ctxt, \"addexport\")\n"),
    main(
        "\tthearch.Gentext(ctxt, ctxt.loader) // trampolines, call stubs, etc.\n",
        "\tvamosNew(ctxt, \"Gentext\")\n",
    ),
    main("\tctxt.textaddress()\n", "\tvamosTextAddresses(ctxt)\n"),
    Anchor {
        releases: (25, 26),
        ..main("\tctxt.typelink()\n", "\tvamosTypelink(ctxt)\n")
    },
    main("\tctxt.buildinfo()\n", "\tvamosNew(ctxt, \"buildinfo\")\n"),
    main(
        "\tpclnState := ctxt.pclntab(containers)\n",
        "\tvamosPclntab(ctxt, pclnState)\n",
    ),
    main(
        "\tctxt.findfunctab(pclnState, containers)\n",
        "\tvamosNew(ctxt, \"findfunctab\")\n",
    ),
    main(
        "\tdwarfGenerateDebugSyms(ctxt)\n",
        "\tvamosDebugSyms(ctxt)\n",
    ),
    main(
        "\tsymGroupType := ctxt.symtab(pclnState)\n",
        "\tvamosSymtab(ctxt, symGroupType)\n",
    ),
    main("\tctxt.dodata(symGroupType)\n", "\tvamosData(ctxt)\n"),
    main("\torder := ctxt.address()\n", "\tvamosAddresses(ctxt)\n"),
    main("\tdwarfcompress(ctxt)\n", "\tvamosCompressed(ctxt)\n"),
    main(
        "\tfilesize := ctxt.layout(order)\n",
        "\tvamosLayout(ctxt, filesize)\n",
    ),
    main("\tasmb2(ctxt)\n", "\tvamosEnd(ctxt)\n"),
    Anchor {
        file: "dwarf.go",
        ..main(
            "\tmovetomodule(d.linkctxt, &dwtypes)\n",
            "\tvamosUnits(d.linkctxt)\n",
        )
    },
];

/// Returns the file's text with the calls for Go 1.`minor`.
pub(super) fn insert(file: &str, text: &str, minor: u32) -> Result<String, String> {
    let mut text = text.to_owned();
    for anchor in ANCHORS.iter().filter(|anchor| anchor.file == file) {
        let (first, last) = anchor.releases;
        if !(first..=last).contains(&minor) {
            continue;
        }
        let shown = anchor.text.trim();
        match text.matches(anchor.text).count() {
            1 => {}
            count => return Err(format!("{file}: {count} times instead of once: {shown}")),
        }
        text = text.replace(anchor.text, &format!("{}{}", anchor.text, anchor.call));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::insert;

    #[test]
    fn an_anchor_must_be_there_once() {
        let once = "a\n\tmovetomodule(d.linkctxt, &dwtypes)\nb\n";
        let text = insert("dwarf.go", once, 26).unwrap();
        assert_eq!(
            text,
            "a\n\tmovetomodule(d.linkctxt, &dwtypes)\n\tvamosUnits(d.linkctxt)\nb\n"
        );
        assert!(insert("dwarf.go", "", 26).is_err());
        let twice = once.repeat(2);
        let error = insert("dwarf.go", &twice, 26).unwrap_err();
        assert!(error.starts_with("dwarf.go: 2 times"), "{error}");
    }
}
