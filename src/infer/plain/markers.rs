//! What stands before the words of a line: `#`, bullets, numbers, boxes to tick, the bar of a table.

use super::{Marker, Reader};

impl Reader<'_> {
    /// Reads list markers and `#`; returns where the words begin.
    pub(super) fn marker(&mut self, mut at: usize, end: usize) -> usize {
        let rest = &self.body[at..end];
        let hashes = rest.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&hashes) && rest.as_bytes().get(hashes) != Some(&b'!') {
            self.current.heading = u8::try_from(hashes).ok();
            return self.skip_space(at + hashes, end);
        }
        if rest.starts_with('|') {
            self.current.row = true;
            return self.skip_space(at + 1, end);
        }
        let bullet = match rest.as_bytes() {
            [b'-' | b'+', b' ' | b'\t', ..] => 1,
            // `-Add a test`: a bullet without its space; `-4` and `--` are none.
            [b'-', next, ..] if next.is_ascii_alphabetic() => 1,
            // `*Increase`: a bullet without its space; `*emphasis*` and `**bold**` are none.
            [b'*', next, tail @ ..]
                if *next != b'*' && (matches!(next, b' ' | b'\t') || !tail.contains(&b'*')) =>
            {
                1
            }
            _ => ["•", "●", "▪", "◦", "‣", "✅", "✔️", "☑", "→", "–", "—"]
                .into_iter()
                .find(|mark| rest.starts_with(mark))
                .map_or(0, str::len),
        };
        if bullet > 0 {
            self.current.marker = Marker::Bullet;
            at = self.skip_space(at + bullet, end);
            return self.task(at, end);
        }
        if matches!(rest.as_bytes(), [b'[', b' ' | b'x' | b'X', b']', b' ', ..]) {
            return self.task(at, end);
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=3).contains(&digits)
            && let [b'.' | b')', next, ..] = &rest.as_bytes()[digits..]
            && (matches!(next, b' ' | b'\t') || next.is_ascii_uppercase())
        {
            self.current.marker = Marker::Number;
            return self.skip_space(at + digits + 1, end);
        }
        // `4.1 Keep the file`: the number of a paragraph; `10.25 Resolved` is a time.
        if digits == 1
            && let [b'.', next, b' ', after, ..] = &rest.as_bytes()[1..]
            && next.is_ascii_digit()
            && after.is_ascii_alphabetic()
        {
            self.current.marker = Marker::Number;
            return self.skip_space(at + 3, end);
        }
        if let [b'(', inner @ ..] = rest.as_bytes()
            && let digits @ 1..=2 = inner.iter().take_while(|b| b.is_ascii_digit()).count()
            && let [b')', b' ', ..] = &inner[digits..]
        {
            self.current.marker = Marker::Number;
            return self.skip_space(at + digits + 2, end);
        }
        at
    }

    fn task(&mut self, at: usize, end: usize) -> usize {
        if let [b'[', mark @ (b' ' | b'x' | b'X'), b']', ..] = &self.bytes[at..end] {
            self.current.marker = Marker::Task(*mark != b' ');
            return self.skip_space(at + 3, end);
        }
        at
    }

    pub(super) fn skip_space(&self, mut at: usize, end: usize) -> usize {
        while at < end && matches!(self.bytes[at], b' ' | b'\t') {
            at += 1;
        }
        at
    }
}
