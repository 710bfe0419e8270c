//! The style sheet, the script, and the files of Swagger UI.

use super::refusals::{Failure, no_such_page};
use axum::{body::Body, response::Response};
use bytes::Bytes;
use flate2::bufread::DeflateDecoder;
use http::{HeaderValue, header};
use std::{io::Read, sync::LazyLock};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

const STYLE: &str = include_str!("../../console/console.css");
const SCRIPT: &str = include_str!("../../console/console.js");
const ICON: &str = include_str!("../../console/icon.svg");

/// The files of Swagger UI that the API Explorer needs. The archive has more.
static SWAGGER_UI: LazyLock<Vec<(&str, Bytes)>> = LazyLock::new(|| {
    let names = ["swagger-ui-bundle.js", "swagger-ui.css"];
    names.into_iter().map(|name| (name, unpacked(name).unwrap_or_default())).collect()
});

/// Returns a file of the archive.
fn unpacked(name: &str) -> Option<Bytes> {
    let archive = rawzip::ZipArchive::from_slice(SWAGGER_UI_VENDORED).ok()?;
    let mut entries = archive.entries();
    while let Ok(Some(entry)) = entries.next_entry() {
        let path = entry.file_path();
        let is_meant = path.as_ref().strip_suffix(name.as_bytes()).is_some_and(|folder| folder.ends_with(b"/dist/"));
        if is_meant {
            let data = archive.get_entry(entry.wayfinder()).ok()?;
            let mut file = Vec::new();
            data.verifying_reader(DeflateDecoder::new(data.data())).read_to_end(&mut file).ok()?;
            return Some(file.into());
        }
    }
    None
}

/// Returns a file of the console by the part of its address after `/console/`, if there is one.
pub(super) fn at(path: &str) -> Option<Result<Response, Failure>> {
    let text = |text: &'static str| Bytes::from_static(text.as_bytes());
    let (content, kind) = match path {
        "console.css" => (text(STYLE), "text/css; charset=utf-8"),
        "console.js" => (text(SCRIPT), "text/javascript; charset=utf-8"),
        "icon.svg" => (text(ICON), "image/svg+xml"),
        path => {
            let name = path.strip_prefix("api-explorer/")?;
            let file = SWAGGER_UI.iter().find(|(known, _)| *known == name);
            let Some((_, file)) = file else { return Some(Err(no_such_page())) };
            let kind =
                if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
            (file.clone(), kind)
        }
    };
    let mut response = Response::new(Body::from(content));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // A later version of the program has other files at the same addresses.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"));
    Some(Ok(response))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_files_of_swagger_ui() {
        for (name, file) in SWAGGER_UI.iter() {
            assert!(file.len() > 100_000, "{name}");
        }
    }
}
