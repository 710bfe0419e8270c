//! The list of refused requests that led to no world: unknown paths, missing or unknown tokens, unknown worlds.

use super::journal::{JournalQuery, JournalView};
use crate::{
    http::{Shell, routes::Routes},
    journal::filter::PAGE_DEFAULT,
    world::Call,
    worlds::Outcome,
};
use http::request::Parts;
use vmc_client::{
    endpoint::{Empty, Json, Nothing},
    endpoints,
};

endpoints! {
    service Control;
    /// List the latest refused requests that led to no world, and are therefore in no world's journal. The oldest is first. Their times are
    /// those of the machine's clock. The server keeps 1000.
    ListUnmatched: GET "/_vmcsim/unmatched" (Nothing, JournalQuery, Empty) -> OK Json<JournalView>, admin;
    /// Remove all entries of the list of unmatched requests.
    ClearUnmatched: DELETE "/_vmcsim/unmatched" (Nothing, Nothing, Empty) -> NO_CONTENT Empty, admin;
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.shell::<ListUnmatched>(list).shell::<ClearUnmatched>(clear)
}

fn list(shell: &Shell, _: &Parts, call: &Call<ListUnmatched>) -> Outcome<JournalView> {
    let filter = call.query.read(PAGE_DEFAULT);
    Outcome::without_world(filter.map(|filter| JournalView::of(shell.unmatched.page(&filter))))
}

fn clear(shell: &Shell, _: &Parts, _: &Call<ClearUnmatched>) -> Outcome<()> {
    shell.unmatched.clear();
    Outcome::without_world(Ok(()))
}
