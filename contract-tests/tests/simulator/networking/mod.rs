//! Tests of the policy interface that only the simulator can pass: what is refused changes nothing at all, and what is not simulated is listed.

mod listed;
mod refused;

use serde_json::Value;
use std::collections::BTreeMap;
use vmc_contract::{
    Answer, User, World,
    networking_kinds::{Kind, NetworkingKinds, first_id},
};

/// An SDDC whose networks are tested.
struct Stage {
    world: World,
    /// NSX Cloud Admin.
    owner: User,
    sddc: String,
    kinds: NetworkingKinds,
    /// The first ids of collections that the server fills, by the path of the collection.
    found: BTreeMap<String, String>,
}

impl Stage {
    /// Makes an SDDC, and in it an object of each kind as a parent of others.
    async fn new() -> Self {
        let world = World::new().await;
        let config = world.linked_config("a", 3);
        let (owner, sddc) = world.ready_sddc(&config).await;
        let mut stage = Self { world, owner, sddc, kinds: NetworkingKinds::policy(), found: BTreeMap::new() };
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

    async fn get(&self, rest: &str) -> Answer {
        self.send("GET", rest, None).await
    }

    /// Sends a request. The path is that below the base of the interface.
    async fn send(&self, method: &str, rest: &str, body: Option<&Value>) -> Answer {
        let rest = self.kinds.at_the_base(rest);
        let path = format!("/vmc/reverse-proxy/api/orgs/{}/sddcs/{}{rest}", self.owner.org(), self.sddc);
        self.owner.send(method, &path, body).await
    }

    async fn export(&self) -> String {
        self.world.control("GET", "/export", &Value::Null).await.expect(200).text
    }

    /// Returns a path for a template. The parameter at its end gets the id `last`.
    async fn fill(&mut self, template: &str, last: &str) -> String {
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
        self.send(kind.creates_with(), path, Some(&self.kinds.body(kind))).await.expect(200);
    }
}
