//! Exports a world as a document, and replaces a world by a document.

use super::{
    WorldPath,
    world_view::{WorldView, view},
};
use crate::{
    http::{Shell, auth, routes::Routes},
    journal::{A_WORLD, Document},
    world::{
        Call, export,
        kernel::refusal::{ApiResult, Refusal},
    },
    worlds::Outcome,
};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// Export a world as one document. It holds everything that determines the world's answers, including the credentials.
    ExportWorld: GET "/_vmcsim/worlds/{world}/export" (WorldPath, Nothing, Empty) -> OK Json<ExportText>, admin;
    /// Replace a world by an exported one. The world keeps its id, and the imported credentials are changed to belong to this id.
    ImportWorld: PUT "/_vmcsim/worlds/{world}/import" (WorldPath, Nothing, Json<ExportText>) -> OK Json<WorldView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<ExportWorld>(export_world).shell_large::<ImportWorld>(import_world)
}

/// A world as a document, unchanged from how it was written: `{"format": 2, "vmcsim": "0.1.0", "checksum": "…", "world": {…}}`. It holds credentials.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExportText(Box<RawValue>);

impl ExportText {
    /// Returns the text of the document.
    pub(super) fn text(&self) -> &str {
        self.0.get()
    }

    /// Returns a text that stands for the document where its content must not be shown.
    pub(super) fn unshown() -> Self {
        Self(RawValue::from_string(format!("\"{A_WORLD}\"")).unwrap_or_default())
    }

    fn of(text: String) -> ApiResult<Self> {
        RawValue::from_string(text).map(Self).map_err(|_| Refusal::internal())
    }
}

impl PartialEq for ExportText {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl std::fmt::Debug for ExportText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The document holds credentials, so it is not printed.
        f.write_str("ExportText(..)")
    }
}

#[cfg(feature = "schemas")]
impl schemars::JsonSchema for ExportText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WorldExport".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A world as a document. What `world` holds depends on the format.",
            "type": "object",
            "required": ["format", "vmcsim", "world"],
            "properties": {
                "format": {"type": "integer", "minimum": 1},
                "vmcsim": {"description": "The version that wrote it.", "type": "string"},
                "checksum": {
                    "description": "The checksum of `world`. A document without one is imported unchecked.",
                    "type": "string",
                },
                "world": {"type": "object"},
            },
        })
    }
}

fn export_world(shell: &Shell, _: &Parts, call: &Call<ExportWorld>) -> Outcome<ExportText> {
    let exported = match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.export(id),
        Err(error) => return Outcome::refused(error),
    };
    let document = exported.result.as_ref().ok().map(|text| Box::new(Document::given(text)));
    Outcome { document, ..exported.and_then(ExportText::of) }
}

fn import_world(shell: &Shell, parts: &Parts, call: &Call<ImportWorld>) -> Outcome<WorldView> {
    let ExportText(document) = &call.body.0;
    let base_url = auth::base_url(parts);
    let read = || Ok((shell.worlds.named(&call.path.world)?, export::read(document.get().as_bytes())?));
    let imported = match read() {
        Ok((id, with)) => shell.worlds.replace(id, with, |world, now| view(world, now, &base_url)),
        Err(error) => Outcome::refused(error),
    };
    Outcome { document: Some(Box::new(Document::brought(document.get(), &A_WORLD))), ..imported }
}
