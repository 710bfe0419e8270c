//! The console as programs see it: what it guards against, what it leaves in no journal, and what it makes of texts that clients send.

mod downloads;
mod guards;
mod markup;
mod stream;

use regex::Regex;
use vmc_contract::Target;

/// Returns the text that the forms of a server carry.
async fn csrf(target: &Target) -> String {
    let page = target.anyone().get("/console/faults").await.expect(200).text;
    let field = Regex::new(r#"name="csrf" value="([0-9a-f]+)""#).unwrap();
    field.captures(&page).unwrap()[1].to_owned()
}

/// Returns a form with these values and the text that forms carry.
async fn form(target: &Target, values: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("csrf", &csrf(target).await).extend_pairs(values);
    form.finish()
}
