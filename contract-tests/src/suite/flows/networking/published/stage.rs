//! An SDDC with an object of each kind, for cases that are generated from the published tables.

use super::super::reach::{nsx, with_networks};
use crate::{
    Answer,
    networking_kinds::{Kind, NetworkingKinds, first_id},
    suite::{
        Customer, Played, Stop, Trial,
        played::{ANY_OPERATION, Needed, hold},
    },
};
use serde_json::Value;
use std::collections::BTreeMap;

/// An SDDC and its users. Paths are those below the base of the interface.
pub(super) struct Stage<'t> {
    trial: &'t Trial,
    /// NSX Cloud Admin.
    pub(super) owner: Customer<'t>,
    /// NSX Cloud Auditor.
    pub(super) reader: Customer<'t>,
    sddc: String,
    pub(super) kinds: NetworkingKinds,
    /// The first ids of collections that the server fills, by the path of the collection.
    found: BTreeMap<String, String>,
}

impl<'t> Stage<'t> {
    /// Makes a world with a ready SDDC, and in it an object of each kind as a parent of others.
    pub(super) async fn new(trial: &'t Trial, kinds: NetworkingKinds) -> Played<Self> {
        let (setting, owner, sddc) = with_networks(trial).await?;
        let reader = setting.reader().await?;
        let mut stage = Self { trial, owner, reader, sddc, kinds, found: BTreeMap::new() };
        for kind in stage.kinds.all() {
            for id in stage.kinds.ids_of_parents(&kind) {
                let path = stage.fill(&kind.template, id).await?;
                if stage.get(&path).await?.status == 404 {
                    stage.make(&kind, &path).await?;
                }
            }
        }
        Ok(stage)
    }

    /// Returns the path of a request.
    pub(super) fn path(&self, rest: &str) -> String {
        nsx(&self.owner, &self.sddc, &self.kinds.at_the_base(rest))
    }

    pub(super) async fn get(&self, rest: &str) -> Played<Answer> {
        self.owner.get(&self.path(rest)).await
    }

    /// Sends a request with a body. A `DELETE` has none.
    pub(super) async fn send(&self, method: &str, rest: &str, body: &Value) -> Played<Answer> {
        self.owner.send(method, &self.path(rest), Some(body).filter(|_| method != "DELETE")).await
    }

    /// Reads an object or a list.
    pub(super) async fn read(&self, rest: &str) -> Played<Value> {
        Ok(self.get(rest).await?.require(200)?.body)
    }

    /// Reads one value of an object or a list. The place is a JSON pointer. What is not there is null.
    pub(super) async fn value(&self, rest: &str, place: &str) -> Played<Value> {
        Ok(self.read(rest).await?.pointer(place).cloned().unwrap_or_default())
    }

    /// Returns a path for a template. The parameter at its end gets the id `last`.
    pub(super) async fn fill(&mut self, template: &str, last: &str) -> Played<String> {
        loop {
            match self.kinds.fill(template, last, &self.found) {
                Ok(path) => return Ok(path),
                Err(collection) => {
                    let list = self.read(&collection).await?;
                    let id = first_id(&list).needed()?.to_owned();
                    self.found.insert(collection, id);
                }
            }
        }
    }

    /// Creates an object. Returns the body of the answer.
    pub(super) async fn make(&self, kind: &Kind, path: &str) -> Played<Value> {
        let made = self.send(kind.creates_with(), path, &self.kinds.body(kind, path)).await?;
        Ok(made.require(200)?.body)
    }

    /// Checks that the list has the object, and that pages of one object are the list.
    pub(super) async fn list(&self, path: &str) -> Played {
        let (collection, id) = path.rsplit_once('/').needed()?;
        let list = self.read(collection).await?;
        let all = ids(&list);
        hold!(all.iter().any(|known| known == id), "{collection} lacks {id}: {all:?}");
        hold!(list["result_count"] == all.len(), "{collection} has another number of results than it says");
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        for _ in 0..=all.len() {
            let page = self.read(&format!("{collection}?page_size=1{cursor}")).await?;
            paged.extend(ids(&page));
            match page["cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        hold!(paged == all, "the pages of {collection} are {paged:?}, and not {all:?}");
        Ok(())
    }

    /// Notes what is wrong with one of many objects, and goes on.
    pub(super) fn note(&self, played: Played) -> Played {
        match played {
            Err(Stop::Differs(mut mismatch)) => {
                if let Some(latest) = self.trial.latest().filter(|_| mismatch.operation == ANY_OPERATION) {
                    latest.clone_into(&mut mismatch.operation);
                }
                self.trial.note(*mismatch);
                Ok(())
            }
            other => other,
        }
    }
}

/// The ids of a list in their order.
fn ids(list: &Value) -> Vec<Value> {
    list["results"].as_array().into_iter().flatten().map(|object| object["id"].clone()).collect()
}
