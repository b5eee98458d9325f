//! Compressed forms beside files, for hosts that send them as they are.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::config::Encoding;
use crate::render::is_compressible;

/// Smaller files fit into a packet as they are.
const SMALLEST: usize = 256;

/// Whether a file gets smaller by it, as a rule.
pub(super) fn is_worthwhile(path: &str, bytes: &[u8]) -> bool {
    bytes.len() >= SMALLEST && is_compressible(path)
}

/// The file that a compressed form belongs to.
pub(super) fn original(path: &str) -> Option<&str> {
    let original = path
        .strip_suffix(".br")
        .or_else(|| path.strip_suffix(".gz"))?;
    is_compressible(original).then_some(original)
}

impl Encoding {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Gzip => "gz",
        }
    }

    /// As small as it gets: it is done once and sent often.
    pub(super) fn compress(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Br => {
                let mut out = Vec::new();
                let params = brotli::enc::BrotliEncoderParams {
                    quality: 11,
                    lgwin: 22,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
                Ok(out)
            }
            Self::Gzip => {
                // No time and no name in it: the same bytes every time.
                let level = flate2::Compression::best();
                let mut encoder = flate2::GzBuilder::new().write(Vec::new(), level);
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }

    /// Whether a file is these bytes, compressed.
    pub(super) fn is_of(self, file: &Path, bytes: &[u8]) -> bool {
        let Ok(file) = File::open(file) else {
            return false;
        };
        // Never more than the original: a file that swells is not ours.
        let limit = bytes.len() as u64 + 1;
        let mut text = Vec::with_capacity(bytes.len() + 1);
        let read = match self {
            Self::Br => brotli::Decompressor::new(file, 4096)
                .take(limit)
                .read_to_end(&mut text),
            Self::Gzip => flate2::read::GzDecoder::new(file)
                .take(limit)
                .read_to_end(&mut text),
        };
        read.is_ok() && text == bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "tolerance ".repeat(500).into_bytes();
        for encoding in [Encoding::Br, Encoding::Gzip] {
            let smaller = encoding.compress(&text).expect("compressed");
            assert!(smaller.len() < text.len() / 10, "{encoding:?}");
            assert_eq!(smaller, encoding.compress(&text).expect("again"));
            let file = folder.path().join("f");
            std::fs::write(&file, &smaller).expect("written");
            assert!(encoding.is_of(&file, &text));
            assert!(!encoding.is_of(&file, &text[1..]));
            assert!(!encoding.is_of(&file, b""));
            std::fs::write(&file, &smaller[..smaller.len() / 2]).expect("written");
            assert!(!encoding.is_of(&file, &text));
        }
    }

    #[test]
    fn names_tell_what_is_compressed() {
        assert!(is_worthwhile("a/index.html", &[0; 256]));
        assert!(!is_worthwhile("a/index.html", &[0; 255]));
        assert!(!is_worthwhile("a.png", &[0; 9000]));
        assert_eq!(original("a/index.html.br"), Some("a/index.html"));
        assert_eq!(original("archive.tar.gz"), None);
        assert_eq!(original("index.html"), None);
    }
}
