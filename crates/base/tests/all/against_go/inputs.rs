//! Pseudo-random inputs that like the edges.
//!
//! Counterpart: none.

use vamos_testkit::Random;

/// Inputs made of random numbers.
#[derive(Debug)]
pub(crate) struct Inputs(Random);

impl Inputs {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    /// Returns a number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0.below(bound)
    }

    fn number(&mut self) -> u64 {
        self.0.number()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *self.0.pick(from)
    }

    fn concat(&mut self, most: usize, mut piece: impl FnMut(&mut Self) -> Vec<u8>) -> Vec<u8> {
        (0..self.below(most + 1))
            .flat_map(|_| piece(self))
            .collect()
    }

    fn char(&mut self) -> Vec<u8> {
        let bound = self.pick(&[0x80, 0x800, 0x3000, 0x1_0000, 0x11_0000]);
        let code = u32::try_from(self.below(bound)).unwrap();
        char::from_u32(code)
            .unwrap_or('\u{fffd}')
            .to_string()
            .into_bytes()
    }

    fn odd_piece(&mut self) -> Vec<u8> {
        match self.below(6) {
            0 => vec![u8::try_from(self.below(256)).unwrap()],
            1 | 2 => self.char(),
            3 => {
                let code = 0x10_ff70 + u32::try_from(self.below(0x90)).unwrap();
                char::from_u32(code).unwrap().to_string().into_bytes()
            }
            _ => self
                .pick::<&[u8]>(&[
                    b"a",
                    b" ",
                    b"\"",
                    b"\\",
                    b"'",
                    b"`",
                    b"<",
                    b">",
                    b"&",
                    b"\n",
                    b"\t",
                    b"\0",
                    b"\x7f",
                    b"\xed\xa0\x80",
                    b"\xe2\x80\xa8",
                    b"\xe2\x80",
                    b"\xef\xbf\xbd",
                    b"\xf4\x90\x80\x80",
                ])
                .to_vec(),
        }
    }

    /// Returns bytes with many kinds of characters, some of them not UTF-8.
    pub(crate) fn odd_bytes(&mut self) -> Vec<u8> {
        self.concat(8, Self::odd_piece)
    }

    /// Returns at most two letters of several cases.
    pub(crate) fn letters(&mut self) -> Vec<u8> {
        self.concat(2, |random| {
            let letters = ["a", "A", "k", "K", "\u{212a}", "σ", "ς", "Σ", "/"];
            random.pick(&letters).as_bytes().to_vec()
        })
    }

    /// Returns a possibly invalid Go literal.
    pub(crate) fn literal(&mut self) -> Vec<u8> {
        let quote = self.pick(b"\"\"'`");
        let mut out = vec![quote];
        let most = if quote == b'\'' { 1 } else { 5 };
        out.extend(self.concat(most, |random| {
            match random.below(3) {
                0 => random.odd_piece(),
                1 => random
                    .pick::<&[u8]>(&[
                        b"\\n",
                        b"\\x41",
                        b"\\xff",
                        b"\\101",
                        b"\\377",
                        b"\\400",
                        b"\\u00e9",
                        b"\\ud800",
                        b"\\r",
                        b"\\U0001f600",
                        b"\\U00110000",
                        b"\\'",
                        b"\\\"",
                        b"\\\\",
                        b"\\q",
                        b"\\08",
                        b"\\x4g",
                        b"\r",
                    ])
                    .to_vec(),
                _ => b"b".to_vec(),
            }
        }));
        if self.below(8) > 0 {
            out.push(quote);
        }
        if self.below(16) == 0 {
            out.push(b'z');
        }
        out
    }

    /// Returns a path, likely with `.`, `..` and slashes too many.
    pub(crate) fn path(&mut self) -> Vec<u8> {
        self.concat(7, |random| {
            random
                .pick::<&[u8]>(&[
                    b"/",
                    b"/",
                    b"/",
                    b"a",
                    b"b",
                    b"ab",
                    b".",
                    b"..",
                    b"./",
                    b"../",
                    b".go",
                    b"\xc3\xa9",
                    b"\xff",
                    b"-",
                    b"]",
                    b"*",
                ])
                .to_vec()
        })
    }

    /// Returns a file name pattern, sometimes malformed.
    pub(crate) fn pattern(&mut self) -> Vec<u8> {
        self.concat(7, |random| {
            random
                .pick::<&[u8]>(&[
                    b"*",
                    b"*",
                    b"?",
                    b"[",
                    b"]",
                    b"[^",
                    b"[a-c]",
                    b"[^b]",
                    b"-",
                    b"\\",
                    b"a",
                    b"b",
                    b"/",
                    b".",
                    b"\xc3\xa9",
                    b"\xff",
                    b"[\\]-]",
                ])
                .to_vec()
        })
    }

    /// Returns words with quotes and spaces.
    pub(crate) fn words(&mut self) -> Vec<u8> {
        self.concat(9, |random| {
            random
                .pick::<&[u8]>(&[
                    b"a",
                    b"b",
                    b"-x",
                    b"=",
                    b" ",
                    b" ",
                    b"\t",
                    b"\n",
                    b"\r",
                    b"\x0b",
                    b"'",
                    b"\"",
                    b"\\",
                    b"\xc2\xa0",
                    b"\xff",
                ])
                .to_vec()
        })
    }

    /// Returns seconds and nanoseconds, near and far.
    pub(crate) fn instant(&mut self) -> (i64, i64) {
        let range: i64 = self.pick(&[4_200_000_000, 20_000_000_000, 250_000_000_000]);
        let magnitude = i64::try_from(self.number() % range.unsigned_abs()).unwrap();
        // The far past is left out: year 0 and before need no file times.
        let seconds = if self.below(4) == 0 {
            -(magnitude % 60_000_000_000)
        } else {
            magnitude
        };
        let nanos = match self.below(3) {
            0 => 0,
            1 => 1_000_000 * i64::try_from(self.below(1000)).unwrap(),
            _ => i64::try_from(self.below(1_000_000_000)).unwrap(),
        };
        (seconds, nanos)
    }

    /// Returns an RFC 3339 time, sometimes damaged.
    pub(crate) fn time_text(&mut self) -> String {
        let mut text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            self.below(10_000),
            1 + self.below(12),
            1 + self.below(30),
            self.below(24),
            self.below(60),
            self.below(60)
        );
        text += self.pick(&["", "", ".5", ".000000001", ".1234567899", ".0"]);
        text += self.pick(&["Z", "Z", "+01:00", "-05:30", "+00:00", "+23:59"]);
        if self.below(6) == 0 {
            let at = self.below(text.len());
            let with = self.pick(&["", "9", ":", "-", "T"]);
            text.replace_range(at..=at, with);
        }
        text
    }

    /// Returns an integer of any size.
    pub(crate) fn integer(&mut self) -> i64 {
        let shift = self.below(64);
        let value = self.number().cast_signed() >> shift;
        if self.below(3) == 0 {
            value / 1_000_000 * 1_000_000
        } else {
            value
        }
    }

    /// Returns a text of few different lines.
    pub(crate) fn lines(&mut self) -> Vec<u8> {
        let kinds = self.pick(&[3, 10, 40]);
        let mut text: String = (0..self.below(30))
            .map(|_| format!("{}\n", self.below(kinds)))
            .collect();
        if self.below(5) == 0 {
            text.pop();
        }
        text.into_bytes()
    }

    /// Returns `text` with some lines changed, removed and added.
    pub(crate) fn edited(&mut self, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for line in text.split_inclusive(|&b| b == b'\n') {
            match self.below(12) {
                0 => {}
                1 => out.extend_from_slice(b"new\n"),
                2 => {
                    out.extend_from_slice(line);
                    out.extend_from_slice(format!("{}\n", self.below(9)).as_bytes());
                }
                _ => out.extend_from_slice(line),
            }
        }
        out
    }
}
