//! An SDDC of a simulator with an object of each kind, for tests that are generated from the published tables of networks.

use crate::{
    Answer, Target, User, World,
    networking_kinds::{Kind, NetworkingKinds, first_id},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// An SDDC whose networks are tested. Paths are those below the base of the interface.
#[derive(Debug)]
pub struct NetworkingStage {
    pub world: World,
    /// NSX Cloud Admin.
    pub owner: User,
    pub sddc: String,
    pub kinds: NetworkingKinds,
    /// The first ids of collections that the server fills, by the path of the collection.
    found: BTreeMap<String, String>,
}

impl NetworkingStage {
    /// Makes an SDDC, and in it an object of each kind as a parent of others.
    ///
    /// # Panics
    /// Panics if the server is no simulator, or refuses what is needed.
    pub async fn new(target: &Target, kinds: NetworkingKinds) -> Self {
        let world = target.world(json!({"network_api": "both"})).await;
        let config = world.linked_config("a", 3);
        let (owner, sddc) = world.ready_sddc(&config).await;
        let mut stage = Self { world, owner, sddc, kinds, found: BTreeMap::new() };
        for kind in stage.kinds.all() {
            for id in stage.kinds.ids_of_parents(&kind) {
                let path = stage.fill(&kind.template, id).await;
                if stage.get(&path).await.status == 404 {
                    stage.make(&kind, &path).await;
                }
            }
        }
        stage
    }

    /// Reads what is at a path.
    pub async fn get(&self, rest: &str) -> Answer {
        self.send("GET", rest, None).await
    }

    /// Sends a request.
    pub async fn send(&self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        self.owner.send(method, &self.path(rest), body).await
    }

    /// Returns the whole path of a request.
    pub fn path(&self, rest: &str) -> String {
        let rest = self.kinds.at_the_base(rest);
        format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{}{rest}", self.owner.org(), self.sddc)
    }

    /// Returns the whole world as a document.
    pub async fn export(&self) -> String {
        self.world.control("GET", "/export", &Value::Null).await.expect(200).text
    }

    /// Returns a path for a template. The parameter at its end gets the id `last`.
    ///
    /// # Panics
    /// Panics if a collection that the server fills is empty.
    pub async fn fill(&mut self, template: &str, last: &str) -> String {
        loop {
            match self.kinds.fill(template, last, &self.found) {
                Ok(path) => return path,
                Err(collection) => {
                    let list = self.get(&collection).await.expect(200).body;
                    let id = first_id(&list).unwrap_or_else(|| panic!("{collection} is empty")).to_owned();
                    self.found.insert(collection, id);
                }
            }
        }
    }

    async fn make(&self, kind: &Kind, path: &str) {
        self.send(kind.creates_with(), path, Some(&self.kinds.body(kind, path))).await.expect(200);
    }
}
