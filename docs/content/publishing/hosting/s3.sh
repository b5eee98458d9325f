#!/bin/sh
# Copies a built guide to S3-compatible storage:
#   sh s3.sh public s3://BUCKET
# A reader in the middle of it always finds what a page needs: files with a hash in
# their name come first, pages after them, and only then is anything deleted.
set -eu
folder=${1:?the built folder, such as public}
bucket=${2:?the bucket, such as s3://guide}

forever="public, max-age=31536000, immutable"

copy() {
  caching=$1
  shift
  aws s3 sync "$folder" "$bucket" --only-show-errors --cache-control "$caching" "$@"
}

# A kind of file whose type `aws` may not know.
typed() {
  copy no-cache --exclude "*" --include "$1" --exclude "assets/*" --exclude "pagefind-*" --content-type "$2"
}

copy "$forever" --exclude "*" --include "assets/*" --exclude "*.wasm"
copy "$forever" --exclude "*" --include "assets/*.wasm" --content-type application/wasm
copy "$forever" --exclude "*" --include "pagefind-*"
typed "*.webmanifest" application/manifest+json
typed "*.epub" application/epub+zip
typed "*atom.xml" application/atom+xml
copy no-cache --exclude "assets/*" --exclude "pagefind-*" --exclude "_headers" --exclude "_redirects" \
  --exclude ".*" --include ".well-known/*" --exclude "*.webmanifest" --exclude "*.epub" --exclude "*atom.xml" --exclude "*.html" --exclude sw.js
copy no-cache --exclude "*" --include "*.html" --content-type "text/html; charset=utf-8"
copy no-cache --exclude "*" --include sw.js --content-type "text/javascript; charset=utf-8"
aws s3 sync "$folder" "$bucket" --only-show-errors --delete --size-only --exclude "_headers" --exclude "_redirects" \
  --exclude ".*" --include ".well-known/*"
