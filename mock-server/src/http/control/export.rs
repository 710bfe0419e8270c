//! Worlds as documents: writing one, and putting one in the place of a world.

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
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// Export a world: everything that decides what it will answer, its keys among it, as one document.
    ExportWorld: GET "/_vmcsim/worlds/{world}/export" (WorldPath, Nothing, Empty) -> OK Json<ExportText>, admin;
    /// Put an exported world in the place of this one. It keeps this one's id, and its keys are changed to belong to that.
    ImportWorld: PUT "/_vmcsim/worlds/{world}/import" (WorldPath, Nothing, Json<ExportText>) -> OK Json<WorldView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<ExportWorld>(export_world).shell_large::<ImportWorld>(import_world)
}

/// A world as a document, as it was written: `{"format": 1, "vmcsim": "0.1.0", "world": {…}}`. It holds keys.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExportText(Box<RawValue>);

impl ExportText {
    /// The document.
    pub(super) fn text(&self) -> &str {
        self.0.get()
    }

    /// What stands in its place where it is not to be shown.
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
        // It holds keys.
        f.write_str("ExportText(..)")
    }
}

impl JsonSchema for ExportText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WorldExport".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A world as a document. What `world` holds depends on the format.",
            "type": "object",
            "required": ["format", "vmcsim", "world"],
            "properties": {
                "format": {"type": "integer", "minimum": 1},
                "vmcsim": {"description": "The version that wrote it.", "type": "string"},
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
