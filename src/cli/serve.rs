//! `stepdown serve`

use std::net::IpAddr;
use std::path::Path;

use clap::Args;

use super::{RenderArgs, Report, SiteArgs};
use crate::serve::{self, Options, Watcher};

#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    render: RenderArgs,
    /// The port; the next free one is taken where it is in use
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// The address to listen on; others than this machine's own are open to the network
    #[arg(long, default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Opens the site in the browser
    #[arg(long)]
    open: bool,
    /// How changes are found
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    watcher: Watcher,
    /// Takes the browser to the page that is being edited
    #[arg(long)]
    follow: bool,
    /// The address that opens a finding in your editor
    #[arg(
        long,
        value_name = "URL",
        env = "STEPDOWN_EDITOR",
        default_value = "vscode://file{path}:{line}:{column}"
    )]
    editor: String,
    /// One more name that the server answers to, besides this machine's own
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
}

pub(super) fn run(args: &ServeArgs, root: &Path) -> Result<Report, Report> {
    let request = args.site.request(root)?;
    serve::serve(
        request,
        Options {
            bind: args.bind,
            port: args.port,
            open: args.open,
            watcher: args.watcher,
            follow: args.follow,
            editor: args.editor.clone(),
            hosts: args.hosts.clone(),
            render_limit: args.render.limit(),
        },
    )?;
    Ok(Report::default())
}
