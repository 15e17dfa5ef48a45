//! Responses of servers: HTTP itself, and module proxies' data of versions.
//!
//! Counterpart: net/http (`ReadResponse`), cmd/go/internal/modfetch/proxy.go.

use vamos_base::golang::json::syntax::Decoder;
use vamos_fetch::error_detail;
use vamos_modcache::info::info_json;
use vamos_modcache::info::parse as parse_info;
use vamos_net::Url;
use vamos_net::read_answer;

use super::BRIEF;
use super::Target;
use super::texts;

pub(super) const HTTP_ANSWER: Target = Target {
    name: "http_answer",
    run: http_answer,
    seeds: || {
        texts(&[
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nv1.0\n",
            "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnope\r\n0\r\nX: y\r\n\r\n",
            "HTTP/1.0 302 Found\nLocation: https://x.test/a?b#c\n\nrest",
        ])
    },
    words: &[
        "HTTP/1.1 ",
        "200",
        "\r\n",
        "\n\n",
        "Content-Length: ",
        "Transfer-Encoding: chunked",
        "0\r\n\r\n",
        "ffffffffffffffff",
        "Connection: close",
        "Location: ",
        "https://",
        "//",
        "@",
        "%2f",
        "[::1]",
        ":443",
    ],
    brief: BRIEF,
};

pub(super) const PROXY_INFO: Target = Target {
    name: "proxy_info",
    run: proxy_info,
    seeds: || {
        texts(&[
            "{\"Version\":\"v1.0.0\",\"Time\":\"2020-01-02T03:04:05.6Z\"}",
            "{\"Version\":\"v1.0.0\",\"Origin\":{\"VCS\":\"git\",\"URL\":\"https://x.test\",\"Hash\":\"ab\",\"Ref\":\"refs/tags/v1.0.0\"}}",
            "null",
        ])
    },
    words: &[
        "\"Version\":",
        "\"Time\":",
        "\"Origin\":",
        "{",
        "}",
        "null",
        "\\u0000",
        "0001-01-01T00:00:00Z",
        "+14:00",
    ],
    brief: BRIEF,
};

fn http_answer(data: &[u8]) {
    const LIMIT: u64 = 1 << 16;
    if let Ok((_, headers, body)) = read_answer(data, LIMIT) {
        assert!(body.len() <= data.len(), "a body out of nothing");
        let base = Url::parse("https://proxy.test/mod/").expect("a good address");
        if let Ok(next) = base.resolve(headers.get("Location")) {
            // The printed URL has the same meaning.
            let again = Url::parse(&next.to_string());
            assert_eq!(
                again.map(|url| url.to_string()).ok(),
                Some(next.to_string())
            );
        }
    }
    let detail = error_detail(data);
    assert!(detail.lines().count() <= 9, "{detail:?}");
    assert!(
        !detail.contains('\u{1b}'),
        "an escape sequence for the terminal"
    );
}

fn proxy_info(data: &[u8]) {
    let Ok(info) = parse_info(data, Decoder::V2) else {
        return;
    };
    let written = info_json(&info);
    let again = parse_info(&written, Decoder::V1);
    assert_eq!(again.as_ref(), Ok(&info), "{}", written.escape_ascii());
}
