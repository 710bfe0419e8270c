//! Cases that compare with recordings by reading requests alone. They can run against any server at any time. They
//! compare statuses, keys and kinds of values, because the contents of the server are not known.

use crate::{
    csp::AUTHORIZE,
    suite::{Case, Customer, Needs::Looks, Played, Stop, Trial, cases},
};
use serde_json::{Value, json};

pub(in crate::suite) const CASES: &[Case] = cases! { "looks", Recording;
    Looks => a_bad_api_token: 3;
    Looks => organizations: 7 8 9;
    Looks => providers: 10;
    Looks => tasks: 11 23;
    Looks => sddcs: 25 26 29 30;
    Looks => users: 5;
    Looks => offers: 53;
};

async fn a_bad_api_token(trial: &Trial) -> Played {
    trial.judge_kinds(3, &trial.anyone().send_form(AUTHORIZE, "refresh_token=0123456789".to_owned()).await?);
    Ok(())
}

async fn organizations(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let list = customer.get("/vmc/api/orgs").await?;
    trial.judge_kinds(7, &list);
    trial.judge_kinds(8, &list);
    trial.judge_kinds(9, &customer.get(&customer.org_path("")).await?);
    Ok(())
}

async fn providers(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    trial.judge_kinds(10, &customer.get(&customer.org_path("/providers")).await?);
    Ok(())
}

async fn tasks(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let list = customer.get(&customer.org_path("/tasks")).await?;
    trial.judge_kinds(23, &list);
    let made = |task: &&Value| task["task_type"] == "SDDC-PROVISION" && task["status"] == "FINISHED";
    let task = list.list("$")?.iter().find(made).and_then(|task| task["id"].as_str());
    let task = task.ok_or_else(|| Stop::Skip("no finished SDDC-PROVISION is among the tasks".to_owned()))?;
    // `params` echoes the request, which is not known here.
    let mut recorded = trial.recording(11)?.customer_body();
    recorded["params"] = json!({});
    trial.judge_kinds_by(11, &recorded, &customer.task(task).await?);
    Ok(())
}

/// Recording 25 shows an SDDC of the simulated provider, the others show SDDCs of AWS. The fields of an SDDC do not
/// depend on the provider, except for its addresses.
async fn sddcs(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let sddc = ready(&customer).await?;
    for record in [25, 26, 29, 30] {
        trial.judge_kinds(record, &customer.sddc(&sddc).await?);
    }
    Ok(())
}

/// Returns the id of an SDDC that is ready.
async fn ready(customer: &Customer<'_>) -> Played<String> {
    let list = customer.sddcs().await?;
    let ready = |sddc: &&Value| sddc["sddc_state"] == "READY";
    let id = list.list("$")?.iter().find(ready).and_then(|sddc| sddc["id"].as_str());
    id.map(str::to_owned).ok_or_else(|| Stop::Skip("no SDDC of the organization is READY".to_owned()))
}

async fn users(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    trial.judge_kinds(5, &customer.get(&format!("/csp/gateway/am/api/v2/orgs/{}/users", customer.org())).await?);
    Ok(())
}

async fn offers(trial: &Trial) -> Played {
    let customer = trial.customer().await?;
    let query = trial.recording(53)?.request.query.unwrap_or_default();
    trial.judge_kinds(53, &customer.get(&customer.org_path(&format!("/offer-instances?{query}"))).await?);
    Ok(())
}
