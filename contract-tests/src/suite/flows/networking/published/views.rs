//! Every operation that reads, with objects of all kinds. The witness compares each answer with its published type.

use super::stage::Stage;
use crate::{
    networking_kinds::{MADE, NetworkingKinds, without_query},
    suite::{Case, Needs::MovableClock, Played, Trial, cases, played::hold},
};

pub(super) const CASES: &[Case] = cases! { "flows/networking/published", Flow;
    MovableClock => everything_that_is_published_can_be_read;
    MovableClock => a_required_parameter_must_be_there;
};

async fn everything_that_is_published_can_be_read(trial: &Trial) -> Played {
    let mut asked = 0;
    for kinds in [NetworkingKinds::policy(), NetworkingKinds::cloud_service()] {
        let mut stage = Stage::new(trial, kinds).await?;
        let table = stage.kinds.table;
        for operation in table.operations.iter().filter(|operation| operation.method == "GET") {
            let template = stage.kinds.below_the_base(without_query(operation).0);
            let (is_absent, query) = (stage.kinds.says("absent", template), stage.kinds.query(operation));
            let path = stage.fill(template, MADE).await?;
            let path = if query.is_empty() { path } else { format!("{path}?{query}") };
            let answer = stage.get(&path).await?;
            // A simulation answers 501 to what it does not simulate.
            let is_answered = matches!(answer.status, 200 | 501) || (answer.status == 404 && is_absent);
            let sentence = format!("{path} cannot be read: {}", answer.said());
            stage.note(if is_answered { Ok(()) } else { Err(answer.mismatch("status", None, sentence).into()) })?;
            asked += 1;
        }
    }
    hold!(asked > 350, "only {asked} operations");
    Ok(())
}

async fn a_required_parameter_must_be_there(trial: &Trial) -> Played {
    let mut refused = 0;
    let mut stage = Stage::new(trial, NetworkingKinds::policy()).await?;
    let table = stage.kinds.table;
    for operation in table.operations.iter().filter(|operation| operation.method == "GET") {
        if operation.query.iter().any(|parameter| parameter.required) {
            let template = stage.kinds.below_the_base(&operation.path);
            let path = stage.fill(template, MADE).await?;
            let answer = stage.get(&path).await?.require(400)?;
            let message = answer.body["error_message"].as_str().unwrap_or_default();
            hold!(message.contains("is required"), "{path}: {}", answer.said());
            refused += 1;
        }
    }
    hold!(refused > 8, "only {refused} operations");
    Ok(())
}
