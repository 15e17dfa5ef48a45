//! Go-import pages, and the output of the programs of version-control systems.
//!
//! Counterpart: cmd/go/internal/vcs/discovery.go, cmd/go/internal/modfetch/codehost.

use vamos_base::golang::os_str;
use vamos_base::golang::xml::Token;
use vamos_base::golang::xml::Tokens;
use vamos_vcs::Answer;
use vamos_vcs::System;

use super::BRIEF;
use super::Target;
use super::texts;

pub(super) const GO_IMPORT_PAGE: Target = Target {
    name: "go_import_page",
    run: go_import_page,
    seeds: || {
        texts(&[
            "<!DOCTYPE html><head><meta name=\"go-import\" content=\"x.y/r git https://x.y/r\"></head>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n<logentry revision=\"12\"><date>d</date></logentry></log>",
            "<a b=c async><!-- d --><![CDATA[e]]>&amp;&#x41;</a>",
        ])
    },
    words: &[
        "<meta name=go-import content='",
        "</head>",
        "<body>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml ",
        "?>",
        "encoding=",
        "&#x",
        "&amp;",
        "/>",
        "=\"",
        "'",
        "\r\n",
        ":",
    ],
    brief: BRIEF,
};

pub(super) const GIT_ANSWER: Target = Target {
    name: "git_answer",
    run: |data| answer(System::Git, data),
    seeds: || {
        texts(&[
            "ede458df7cd0fdca520df19a33158086a8a68e81 1523994202 HEAD -> m, tag: v1.2.3, origin/m",
            "1\tHEAD\n1\trefs/heads/main\n2\trefs/tags/v1\n3\trefs/tags/v1^{}\n",
        ])
    },
    words: &[
        "refs/tags/",
        "refs/heads/",
        "HEAD",
        "^{}",
        "tag: ",
        ", ",
        "\t",
        "\n",
        "-1",
    ],
    brief: BRIEF,
};

pub(super) const HG_ANSWER: Target = Target {
    name: "hg_answer",
    run: |data| {
        for system in [System::Hg, System::Bzr, System::Fossil] {
            answer(system, data);
        }
    },
    seeds: || {
        texts(&[
            "eae91df98b5dd3c4451accf64c683ddc3edff6a9 1722388887 0 v1.0.0 tip a",
            "-----\nrevno: 3 [merge]\ntags: a, b\ntimestamp: Tue 2021-09-21 12:00:00 +0000\nmessage:\n  x\n",
            "hash: eae91df98b5dd3c4451accf64c683ddc3edff6a9 2024-01-02 03:04:05 UTC\n",
        ])
    },
    words: &[
        "revno: ",
        "timestamp: ",
        "tags: ",
        "hash: ",
        "uuid: ",
        " UTC",
        "tip",
        "\n",
        "\u{85}",
    ],
    brief: BRIEF,
};

pub(super) const SVN_ANSWER: Target = Target {
    name: "svn_answer",
    run: |data| answer(System::Svn, data),
    seeds: || {
        texts(&[
            "<?xml version=\"1.0\"?>\n<log>\n<logentry\n   revision=\"12\">\n<date>2024-01-02T03:04:05.6Z</date>\n</logentry>\n</log>",
            "<list path=\"x\"><entry kind=\"file\"><name>a &amp; b</name><size>3</size></entry></list>",
        ])
    },
    words: &[
        "<logentry ",
        "revision=\"",
        "<date>",
        "<entry kind=\"file\">",
        "<name>",
        "</name>",
        "<size>",
        "../",
        "-1",
        "&lt;",
    ],
    brief: BRIEF,
};

/// Reads all tokens; `None` if there is an error.
fn tokens(mut reader: Tokens<'_>, most: usize) -> Option<Vec<Token>> {
    let mut all = Vec::new();
    while let Some(token) = reader.next_token().ok()? {
        all.push(token);
        assert!(all.len() <= most, "tokens out of nothing");
    }
    Some(all)
}

fn go_import_page(data: &[u8]) {
    // An element that ends at once is two tokens.
    let most = 2 * data.len() + 1;
    let strict = tokens(Tokens::strict(data), most);
    let lax = tokens(Tokens::lax(data), most);
    if let Some(strict) = strict {
        assert_eq!(lax, Some(strict), "XML that is read in two ways");
    }
}

fn answer(system: System, data: &[u8]) {
    let out = os_str::decode(data);
    for revision in ["v1.0.0", "eae91df98b5d", ""] {
        let answer = Answer {
            system,
            revision,
            out: &out,
        };
        if let Some(info) = answer.revision() {
            assert!(!info.name.is_empty(), "a revision without a name");
            assert!(info.tags.iter().all(|tag| out.contains(tag.as_str())));
            let stamp = info.time.pseudo_version_stamp();
            assert!(!stamp.is_empty(), "a revision without a time");
        }
        for name in answer.names() {
            assert!(out.contains(&name), "{name:?}");
        }
        for (name, size) in answer.files() {
            assert!(name.len() <= out.len() && size.to_string().len() <= 20);
        }
    }
}
