//! Lines of a program's output. A line that cannot be read is an item like any other, so that no line after it is lost.

use bytes::BytesMut;
use prama_protocol::MAX_LINE_BYTES;
use std::io;
use tokio::io::AsyncRead;
use tokio_util::codec::{Decoder, FramedRead, LinesCodec, LinesCodecError};

/// Reads lines of at most [`MAX_LINE_BYTES`] of UTF-8.
///
/// A bare `LinesCodec` reports a bad line as an error, and `FramedRead` ends after an error: what it still holds in its
/// buffer when the error comes after the end of the input is never given out.
pub(super) struct Lines(LinesCodec);

impl Lines {
    /// The lines of `output`; an item is a line, or why one was left out.
    pub(super) fn of<R: AsyncRead>(output: R) -> FramedRead<R, Self> {
        FramedRead::new(output, Self(LinesCodec::new_with_max_length(MAX_LINE_BYTES)))
    }
}

impl Decoder for Lines {
    type Item = Result<String, LinesCodecError>;
    type Error = io::Error;

    // Reading fails outside of the codec: an I/O error of its own is the text's encoding.
    fn decode(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Self::Item>> {
        Ok(self.0.decode(buffer).transpose())
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Self::Item>> {
        Ok(self.0.decode_eof(buffer).transpose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use tokio::io::AsyncWriteExt;

    /// In large pieces, the end of the input is known before the bad lines are reached.
    #[tokio::test]
    async fn no_line_after_a_bad_one_is_lost() {
        let long = "x".repeat(MAX_LINE_BYTES + 1);
        let bad = [long.as_bytes(), b"\n\xff\xfe\n\xff\n"].concat();
        let input = [b"one\n".as_slice(), &bad, b"two\n", &bad, b"last"].concat();
        for piece_bytes in [7, 4096, input.len()] {
            let (mut program, output) = tokio::io::duplex(piece_bytes);
            let written = input.clone();
            tokio::spawn(async move { program.write_all(&written).await });
            let items: Vec<String> = Lines::of(output)
                .map(|item| item.expect("no I/O error").unwrap_or_else(|e| format!("({e})")))
                .collect()
                .await;
            let (too_long, not_text) = ("(max line length exceeded)", "(Unable to decode input as UTF8)");
            let expected = ["one", too_long, not_text, not_text, "two", too_long, not_text, not_text, "last"];
            assert_eq!(items, expected, "in pieces of {piece_bytes} bytes");
        }
    }
}
