//! Answers requests of standard input, each ended by a zero byte, as the page's
//! module would; each answer is ended by a zero byte too. The tests hold the
//! published module against it.

use std::io::{self, BufRead, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for request in io::stdin().lock().split(0) {
        let request = String::from_utf8_lossy(&request?).into_owned();
        out.write_all(stepdown_taper::answer(&request).as_bytes())?;
        out.write_all(&[0])?;
    }
    out.flush()
}
