//! The zip of a book: its first entry tells what it is, and nothing in it
//! depends on the machine or the day.
//!
//! The package is written here and not by the crate `epub-builder`: that one
//! stamps its entries with the present time, cannot mark a document that holds
//! an SVG, and writes its contents page without language and direction.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::package::PACKAGE;
use crate::diagnostic::{Code, Diagnostic};

const MIMETYPE: &[u8] = b"application/epub+zip";

/// A book that is being written. Paths are relative to the folder of the package.
pub(super) struct Archive {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

fn failed(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Code::Book, format!("the e-book cannot be written: {error}")).help(
        "make large images smaller, or write `epub = false` below `[features]` in `stepdown.toml`",
    )
}

impl Archive {
    /// With the files that every book begins with.
    pub(super) fn new() -> Result<Self, Diagnostic> {
        let mut archive = Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
        };
        archive.write("mimetype", MIMETYPE, CompressionMethod::Stored)?;
        let container = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles>\n<rootfile full-path=\"EPUB/{PACKAGE}\" media-type=\"application/oebps-package+xml\"/>\n</rootfiles>\n</container>\n"
        );
        archive.write(
            "META-INF/container.xml",
            container.as_bytes(),
            CompressionMethod::Deflated,
        )?;
        Ok(archive)
    }

    /// Adds a file.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        // What is compressed already only grows.
        let method = match path.rsplit('.').next() {
            Some("png" | "jpg" | "jpeg" | "gif" | "webp") => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        self.write(&format!("EPUB/{path}"), bytes, method)
    }

    fn write(
        &mut self,
        path: &str,
        bytes: &[u8],
        method: CompressionMethod,
    ) -> Result<(), Diagnostic> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((method == CompressionMethod::Deflated).then_some(9))
            .last_modified_time(DateTime::default())
            .system(System::Unix)
            .unix_permissions(0o644);
        self.zip.start_file(path, options).map_err(|e| failed(&e))?;
        self.zip.write_all(bytes).map_err(|e| failed(&e))
    }

    /// The whole file.
    pub(super) fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        let written = self.zip.finish().map_err(|e| failed(&e))?;
        Ok(written.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_begins_with_its_type_in_plain_bytes() {
        let mut archive = Archive::new().expect("begun");
        archive.add("a.xhtml", b"<p/>").expect("added");
        let bytes = archive.finish().expect("written");
        // The first local header: name at byte 30, then at once the text.
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        assert_eq!(&bytes[30..38], b"mimetype");
        assert_eq!(&bytes[38..58], MIMETYPE);
    }
}
