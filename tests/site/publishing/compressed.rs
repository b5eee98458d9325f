//! Compressed forms beside the files of a site: what makes them, what they give way to.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;

use super::{METHODS, with_config};
use crate::harness::{CONFIG, said, tree};

#[test]
fn compressed_forms_lie_beside_files_and_are_made_again_only_when_needed() {
    let site = with_config("compress = [\"br\", \"gzip\"]\n");
    site.build();
    let public = site.root().join("public");
    let expanded = |path: &str| {
        let mut text = String::new();
        let file = fs::File::open(public.join(path)).expect("there");
        match path.ends_with(".br") {
            true => brotli::Decompressor::new(file, 4096).read_to_string(&mut text),
            false => flate2::read::GzDecoder::new(file).read_to_string(&mut text),
        }
        .expect("compressed text");
        text
    };
    for form in ["a/index.html.br", "a/index.html.gz"] {
        assert_eq!(expanded(form), site.page("a/index.html"), "{form}");
    }
    let names: Vec<String> = tree(&public)
        .into_iter()
        .map(|(path, _)| path.to_string_lossy().into_owned())
        .collect();
    assert!(
        !names
            .iter()
            .any(|n| n.contains(".png.") || n.ends_with(".br.gz"))
    );
    let inode = |path: &str| fs::metadata(public.join(path)).expect("there").ino();
    let (kept, made) = (inode("b/index.html.br"), inode("a/index.html.br"));
    site.article("a.md", "Other text.\n").build();
    assert_eq!(inode("b/index.html.br"), kept);
    assert_ne!(inode("a/index.html.br"), made);
    assert!(expanded("a/index.html.gz").contains("Other text."));
    // What does not say the same as its original is no compressed form of it.
    fs::remove_file(public.join("b/index.html.br")).expect("removed");
    fs::copy(
        public.join("a/index.html.br"),
        public.join("b/index.html.br"),
    )
    .expect("copied");
    site.build();
    assert_eq!(expanded("b/index.html.br"), site.page("b/index.html"));
    // Switched off, they go.
    site.file("stepdown.toml", CONFIG);
    let output = site.run(&["build"]);
    assert!(!said(&output).contains("url-gone"), "{}", said(&output));
    assert!(!public.join("a/index.html.br").exists());
}

#[test]
fn a_compressed_file_of_the_authors_own_stays() {
    let site = with_config("compress = [\"gzip\"]\n");
    site.file("static/data.json", format!("[{}0]", "0, ".repeat(500)))
        .file("static/data.json.gz", "mine");
    for _ in 0..2 {
        site.build();
        assert_eq!(site.page("data.json.gz"), "mine");
    }
    fs::remove_file(site.root().join("static/data.json.gz")).expect("removed");
    site.build();
    let made = fs::read(site.root().join("public/data.json.gz")).expect("there");
    assert!(made.starts_with(&[0x1f, 0x8b]));
}

#[test]
fn an_archive_of_the_authors_own_that_dies_is_said() {
    let site = with_config("");
    site.file("static/data.json.gz", "mine").build();
    fs::remove_file(site.root().join("static/data.json.gz")).expect("removed");
    let output = site.run(&["build"]);
    assert!(said(&output).contains("url-gone"), "{}", said(&output));
    assert!(said(&output).contains("`/data.json.gz`"));
}

#[test]
fn a_compressed_form_below_a_kept_name_is_never_older_than_its_original() {
    for more in METHODS {
        let keep = format!("{more}keep = [\"own\"]\n");
        let site = with_config(&format!("{keep}compress = [\"gzip\"]\n"));
        site.file("static/own/a.txt", "long ".repeat(200)).build();
        assert!(site.root().join("public/own/a.txt.gz").exists());
        site.file("public/own/b.txt.gz", "mine");
        site.file("static/own/a.txt", "short").build();
        assert!(!site.root().join("public/own/a.txt.gz").exists());
        assert_eq!(site.page("own/b.txt.gz"), "mine");
    }
}
