//! Worlds as descriptions: in requests to the control, and the description of a world.

use super::WorldPath;
use crate::{
    http::{Shell, routes::Routes},
    journal::{A_WORLD, Document},
    world::{
        Call,
        description::{Described, Description, LeftOut, Secrets, node::Node},
        kernel::refusal::{ApiResult, Refusal},
    },
    worlds::{Outcome, refusals},
};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use vmc_client::{
    endpoint::{Empty, Json},
    endpoints,
};

endpoints! {
    service Control;
    /// Describe a world: the description from which a world like it can be made. It holds no secrets unless they are asked for.
    DescribeWorld: GET "/_vmcsim/worlds/{world}/description" (WorldPath, DescriptionQuery, Empty)
        -> OK Json<DescriptionView>, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<DescribeWorld>(describe_world)
}

/// What the description of a world is to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DescriptionQuery {
    /// Whether the description holds API tokens, the ids and secrets of OAuth apps, and keys of VPN sessions. Default: false.
    #[serde(default)]
    pub secrets: bool,
}

/// The description of a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DescriptionView {
    pub description: DescriptionDocument,
    /// What the world has, and a world that is made from the description will not have.
    pub left_out: Vec<LeftOut>,
}

fn describe_world(shell: &Shell, _: &Parts, call: &Call<DescribeWorld>) -> Outcome<DescriptionView> {
    let secrets = if call.query.secrets { Secrets::Shown } else { Secrets::LeftOut };
    let described = match shell.worlds.named(&call.path.world) {
        Ok(id) => shell.worlds.describe(id, secrets).and_then(DescriptionView::of),
        Err(error) => return Outcome::refused(error),
    };
    let document = described.result.as_ref().ok().map(|view| Box::new(Document::given(&view.description.text())));
    Outcome { document, ..described }
}

impl DescriptionView {
    pub(crate) fn of(described: Described) -> ApiResult<Self> {
        let Described { description, left_out } = described;
        let description = serde_json::to_value(&description).map_err(|_| Refusal::internal())?;
        Ok(Self { description: DescriptionDocument(description), left_out })
    }
}

/// The description of a world as a JSON document. It may hold credentials. A text such as `${NAME}` stays as it is: only a file that the
/// server reads at its start may refer to variables of the environment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DescriptionDocument(Value);

impl DescriptionDocument {
    /// Reads the description.
    ///
    /// # Errors
    /// The refusal names every problem that was found.
    pub(super) fn read(&self) -> ApiResult<Description> {
        Description::read(&Node::from(self.0.clone())).map_err(|problems| refusals::not_described(&problems))
    }

    /// Returns the text of the document.
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    /// Returns a document that stands for one whose content must not be shown.
    pub(super) fn unshown() -> Self {
        Self(Value::String(A_WORLD.to_owned()))
    }
}

impl fmt::Debug for DescriptionDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The document may hold credentials, so it is not printed.
        f.write_str("DescriptionDocument(..)")
    }
}

#[cfg(feature = "schemas")]
impl schemars::JsonSchema for DescriptionDocument {
    fn inline_schema() -> bool {
        Description::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Description::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Description::json_schema(generator)
    }
}
