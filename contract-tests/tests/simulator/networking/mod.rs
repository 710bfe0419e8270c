//! Tests of the policy interface that only the simulator can pass: what is refused changes nothing at all, and what is not simulated is listed.

mod listed;
mod refused;

use vmc_contract::{Target, networking_kinds::NetworkingKinds, networking_stage::NetworkingStage as Stage};

async fn stage() -> Stage {
    Stage::new(&Target::simulator(), NetworkingKinds::policy()).await
}
