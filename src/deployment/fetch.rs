//! Asking a deployment, and undoing its compression.

use std::io::Read as _;
use std::time::Duration;

use url::Url;

use crate::external::client::{Answer, Cause, Client, Failure, Question};
use crate::external::hosts::Hosts;

/// The most bytes of one file that are read, sent or unpacked.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// How often a broken connection is tried again.
const RETRIES: u32 = 2;
/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 10;

/// Asks for files, as a browser does.
pub(super) struct Fetcher {
    client: Client,
    hosts: Hosts,
}

/// What came.
#[derive(Debug)]
pub(super) struct Served {
    /// The address that was asked.
    pub url: Url,
    /// As it came.
    pub answer: Answer,
    /// The body without its compression; nothing where that cannot be undone.
    pub bytes: Option<Vec<u8>>,
}

/// Where a chain of redirects leads.
pub(super) enum End {
    /// To an answer.
    Served(Box<Served>),
    /// Back to an address that was there before, or too far.
    Circle(Url),
}

impl Fetcher {
    pub(super) fn new(timeout: Duration, jobs: usize) -> Self {
        Self {
            client: Client::new(timeout),
            hosts: Hosts::new(jobs, Duration::ZERO),
        }
    }

    /// Asks once for an address, redirects not followed.
    pub(super) fn fetch(&self, address: &str) -> Result<Served, Failure> {
        let url = Url::parse(address).map_err(|e| Failure {
            cause: Cause::Address,
            words: format!("the address cannot be asked for ({e})"),
        })?;
        let question = Question {
            encodings: Some("br, gzip"),
            most_bytes: MOST_BYTES,
            ..Question::get(&url)
        };
        let mut retries = 0;
        let answer = loop {
            let permit = self.hosts.enter(&url);
            let outcome = self.client.ask(question);
            drop(permit);
            match outcome {
                Err(failure) if failure.is_transient() && retries < RETRIES => {
                    self.hosts.rest(&url, Duration::from_millis(200 << retries));
                    retries += 1;
                }
                outcome => break outcome?,
            }
        };
        let bytes = unpacked(&answer);
        Ok(Served { url, answer, bytes })
    }

    /// Follows redirects from `served` on.
    pub(super) fn follow(&self, served: Served) -> Result<End, Failure> {
        let mut way = vec![served.url.clone()];
        let mut served = served;
        while served.answer.is_redirect()
            && let Some(next) = served.answer.location(&served.url)
        {
            if way.contains(&next) || way.len() > MOST_REDIRECTS {
                return Ok(End::Circle(next));
            }
            way.push(next.clone());
            served = self.fetch(next.as_str())?;
        }
        Ok(End::Served(Box::new(served)))
    }
}

impl Served {
    /// The content's encoding, in lower case; nothing for none.
    pub(super) fn encoding(&self) -> Option<String> {
        let name = self.answer.header("content-encoding")?.trim();
        (!name.is_empty() && !name.eq_ignore_ascii_case("identity"))
            .then(|| name.to_ascii_lowercase())
    }
}

/// The body without its compression.
fn unpacked(answer: &Answer) -> Option<Vec<u8>> {
    let encoding = answer.header("content-encoding").unwrap_or_default();
    let mut bytes = Vec::new();
    let body = answer.body.as_slice();
    let read = match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => return Some(answer.body.clone()),
        "gzip" | "x-gzip" => flate2::read::MultiGzDecoder::new(body)
            .take(MOST_BYTES)
            .read_to_end(&mut bytes),
        "br" => brotli::Decompressor::new(body, 4096)
            .take(MOST_BYTES)
            .read_to_end(&mut bytes),
        _ => return None,
    };
    read.ok().map(|_| bytes)
}
