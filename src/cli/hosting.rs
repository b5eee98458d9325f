//! `stepdown hosting`: the configuration of a web server, with the headers,
//! caching and types that `_headers` gives to hosts that read it.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::reference::print;
use super::{Report, SiteArgs};
use crate::pipeline;
use crate::render::{Listen, Place, Server};

#[derive(Args, Debug)]
pub(super) struct HostingArgs {
    /// The server
    #[arg(value_enum)]
    server: Kind,
    /// The published folder on the machine that serves it
    #[arg(long, value_name = "DIR", default_value = "/srv/guide/public")]
    folder: String,
    /// The address and port to listen on, for a server behind a proxy
    #[arg(long, value_name = "[ADDRESS:]PORT")]
    listen: Option<Listen>,
    /// Sends `.br` files; nginx needs the module `brotli_static` for it
    #[arg(long)]
    brotli: bool,
    #[command(flatten)]
    site: SiteArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// A file to include in the `http` block
    Nginx,
    /// A Caddyfile
    Caddy,
}

pub(super) fn run(args: &HostingArgs, root: &Path) -> Result<Report, Report> {
    let outcome = pipeline::run(&args.site.request(root)?);
    let Some(renderer) = outcome
        .renderer
        .filter(|_| outcome.diagnostics.errors() == 0)
    else {
        return Err(outcome.diagnostics.into());
    };
    let server = match args.server {
        Kind::Nginx => Server::Nginx,
        Kind::Caddy => Server::Caddy,
    };
    let place = Place {
        folder: args.folder.clone(),
        listen: args.listen.clone(),
        brotli: args.brotli,
    };
    print(renderer.hosting(server, &place)?.as_bytes())
}
