//! `vmcsim openapi`: prints the OpenAPI documents, which a server serves too.

use super::output::print;
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser as _};
use vmcsim::Family;

/// Print the OpenAPI document of the simulated service.
///
/// Without `--family` it has all operations except those on the networks of SDDCs, which are many, and those of the control.
#[derive(Debug, Args)]
pub(super) struct Openapi {
    /// The version of OpenAPI.
    #[arg(long, default_value = "3.1", value_parser = ["3.1", "3.0"], value_name = "VERSION")]
    form: String,
    /// Print the document of one family of operations instead: `addons` are the autoscaler, site recovery and SDDC groups.
    #[arg(long, value_parser = families())]
    family: Option<Family>,
    /// Print the document of the control of the simulation instead, as `--family control` does.
    #[arg(long, conflicts_with = "family")]
    control: bool,
}

/// Reads the name of a family.
fn families() -> impl clap::builder::TypedValueParser<Value = Family> {
    PossibleValuesParser::new(Family::ALL.map(Family::name))
        .try_map(|name| Family::named(&name).ok_or("no family has this name"))
}

impl Openapi {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let family = self.family.or(self.control.then_some(Family::Control));
        let mut document = family.map_or_else(vmcsim::openapi, vmcsim::openapi_of);
        if self.form == "3.0" {
            document = vmcsim::openapi_3_0(&document);
        }
        print(&serde_json::to_string_pretty(&document)?);
        Ok(())
    }
}
