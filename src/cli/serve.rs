//! `stepdown serve`

use std::net::IpAddr;
use std::path::Path;

use clap::Args;

use super::{Report, SiteArgs};
use crate::serve;

#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The port; the next free one is taken where it is in use
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// The address to listen on; others than this machine's own are open to the network
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
}

pub(super) fn run(args: &ServeArgs, root: &Path) -> Result<Report, Report> {
    let request = args.site.request(root)?;
    serve::serve(request, args.bind, args.port)?;
    Ok(Report::default())
}
