//! Flows about organizations: their creation, invitations, groups, and terms of use.

use crate::{
    csp::VMC_SERVICE,
    sddc_config::simulated,
    suite::{
        Case,
        Needs::MovableClock,
        Played, Trial, cases,
        played::{Needed, equal, hold},
    },
};

use serde_json::json;

pub(super) const CASES: &[Case] = cases! { "flows/csp/orgs", Flow;
    MovableClock => groups_give_roles_to_who_is_in_them;
    MovableClock => invitations_are_accepted_taken_back_or_lapse;
    MovableClock => an_organization_is_made_and_changed;
    MovableClock => terms_are_signed;
};

const API: &str = "/csp/gateway/am/api";

async fn groups_give_roles_to_who_is_in_them(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, reader) = (world.owner().await?, world.reader().await?);
    let groups = owner.csp_path("/groups");
    let id = owner.post(&groups, &json!({"name": "builders"})).await?.require(200)?.string("$.id")?;
    owner.post(&groups, &json!({"name": "builders"})).await?.require(409)?.refused()?;
    let path = format!("{groups}/{id}");
    let services = json!([{"serviceDefinitionId": VMC_SERVICE, "rolesToAdd": [{"name": "vmc-user:full"}, {"name": "vmc-user:read"}]}]);
    owner.patch(&format!("{path}/roles"), &json!({"serviceRoles": services})).await?.require(200)?;
    let names = json!({"usernamesToAdd": ["reader@vmcsim.example", "nobody@vmcsim.example"]});
    let added = owner.post(&format!("{path}/users"), &names).await?.require(200)?;
    equal!(added.texts("failed", ""), ["nobody@vmcsim.example"]);
    equal!(owner.get(&path).await?.require(200)?.body["usersCount"], 1);
    world.reader().await?.create_sddc("a").await?;

    let link = format!("{API}/loggedin/user/orgs/{}/service-roles", world.org());
    let held = reader.get(&link).await?.require(200)?;
    let held = held.list("$.serviceRoles[0].serviceRoles")?;
    let mut held: Vec<_> = held.iter().map(|role| (role["name"].as_str(), role["membershipType"].as_str())).collect();
    held.sort_unstable();
    let held: Vec<_> = held.into_iter().filter_map(|(name, how)| Some((name?, how?))).collect();
    equal!(held, [("nsx:cloud_auditor", "DIRECT"), ("vmc-user:full", "NESTED"), ("vmc-user:read", "BOTH")]);
    let own = reader.get(&format!("{API}/loggedin/user/orgs/{}/groups", world.org())).await?.require(200)?;
    equal!(own.texts("groups", "displayName"), ["builders"]);

    owner.patch(&path, &json!({"name": "masons"})).await?.require(200)?;
    equal!(
        owner
            .get(&format!("{}/groups-search?groupSearchTerm=MAS", owner.csp_path("")))
            .await?
            .require(200)?
            .texts("results", "displayName"),
        ["masons"]
    );
    let by_role = json!({"rolesSearchTerm": {"serviceRoles": [{"serviceDefinitionId": VMC_SERVICE, "serviceRoles": [{"roleName": "vmc-user:full"}]}]}});
    equal!(owner.post(&format!("{groups}/search"), &by_role).await?.require(200)?.body["totalResults"], 1);
    let by_role = json!({"rolesSearchTerm": {"orgRoles": [{"roleName": "org_owner"}]}});
    equal!(owner.post(&format!("{groups}/search"), &by_role).await?.require(200)?.body["totalResults"], 0);
    equal!(
        owner.get(&format!("{path}/users?lastName=read")).await?.require(200)?.texts("results", "lastName"),
        ["Reader"]
    );
    equal!(owner.get(&format!("{path}/groups")).await?.require(200)?.body["totalResults"], 0);
    equal!(owner.get(&format!("{API}/groups/search?searchTerm=a")).await?.require(200)?.body["results"], json!([]));

    let who = json!({"ids": [reader.id().await?]});
    equal!(
        owner.send("DELETE", &format!("{path}/users"), Some(&who)).await?.require(200)?.texts("failed", "").len(),
        0
    );
    world.reader().await?.create(&simulated("a", 1)).await?.require(403)?.refused()?;
    let gone = owner.send("DELETE", &groups, Some(&json!({"ids": [id, "else"]}))).await?.require(200)?;
    equal!((gone.texts("succeeded", "").len(), gone.texts("failures", "id")), (1, vec!["else".to_owned()]));
    owner.get(&path).await?.require(404)?.refused()?;
    Ok(())
}

async fn invitations_are_accepted_taken_back_or_lapse(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let token = world.welcome("new@vmcsim.example", "org_member", &["vmc-user:read"]).await?;
    let new = world.anyone().sign_in(&token, world.org()).await?;
    new.sddcs().await?;
    new.create(&simulated("a", 1)).await?.require(403)?.refused()?;
    let invite = async |name: &str| {
        let request = json!({"usernames": [name], "organizationRoles": [{"name": "org_member"}]});
        owner.post(&owner.csp_path("/invitations"), &request).await
    };
    // A member is not invited again.
    invite("new@vmcsim.example").await?.require(200)?;
    invite("late@vmcsim.example").await?.require(200)?;
    invite("late@vmcsim.example").await?.require(200)?;
    invite("never@vmcsim.example").await?.require(200)?;
    let list = owner.get(&owner.csp_path("/invitations")).await?.require(200)?;
    equal!(list.texts("", "username"), ["new@vmcsim.example", "late@vmcsim.example", "never@vmcsim.example"]);
    let links = list.texts("", "refLink");
    let never = links.get(2).needed()?;
    owner.delete(never).await?.require(200)?;
    owner.delete(never).await?.require(400)?.refused()?;
    world.advance("7d").await?;
    let owner = world.owner().await?;
    let list = owner.get(&owner.csp_path("/invitations")).await?.require(200)?;
    equal!(list.texts("", "status"), ["REDEEMED", "EXPIRED", "REVOKED"]);
    for link in &links {
        let id = link.rsplit('/').next().needed()?;
        world.accept_invitation(id).await?.require(400)?.refused()?;
    }
    for request in [
        json!({"usernames": ["not a mail address"], "organizationRoles": [{"name": "org_member"}]}),
        json!({"usernames": [], "organizationRoles": [{"name": "org_member"}]}),
        json!({"usernames": ["a@b.c"], "organizationRoles": {}}),
        json!({"usernames": ["a@b.c"], "organizationRoles": [{"name": "king"}]}),
    ] {
        owner.post(&owner.csp_path("/invitations"), &request).await?.require(400)?.refused()?;
    }
    Ok(())
}

/// A second organization belongs to its creator, and is isolated from the first.
async fn an_organization_is_made_and_changed(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let owner = world.owner().await?;
    let link = owner
        .post(&format!("{API}/orgs"), &json!({"displayName": "second"}))
        .await?
        .require(200)?
        .string("$.refLink")?;
    let second = link.rsplit('/').next().needed()?.to_owned();
    owner.get(&link).await?.require(403)?.refused()?;
    let request = json!({"username": "owner@vmcsim.example", "org_id": second});
    let token = world.make_api_token(&request).await?;
    let there = world.anyone().sign_in(&token, &second).await?;
    there.create_sddc("a").await?;
    there.get(&owner.org_path("/sddcs")).await?.require(403)?.refused()?;
    equal!(owner.sddcs().await?.body, json!([]));

    let change = json!({"displayName": "renamed", "metadata": {"team": "blue"}});
    there.patch(&link, &change).await?.require(200)?;
    let seen = there.get(&link).await?.require(200)?;
    equal!((seen.string("$.displayName")?, &seen.body["metadata"]["team"]), ("renamed".to_owned(), &json!("blue")));
    equal!(there.get(&there.org_path("")).await?.require(200)?.string("$.display_name")?, "renamed");

    let orgs = owner.get(&format!("{API}/loggedin/user/orgs?expand=1")).await?.require(200)?;
    equal!((orgs.texts("refLinks", "").len(), orgs.texts("items", "name").len()), (2, 2));
    equal!(owner.get(&format!("{API}/v2/loggedin/user/orgs?pageLimit=1")).await?.require(200)?.body["totalResults"], 2);
    hold!(
        owner
            .get(&format!("{API}/loggedin/user/default-org"))
            .await?
            .require(200)?
            .string("$.refLink")?
            .ends_with(world.org())
    );
    owner.post(&format!("{API}/loggedin/user/default-org"), &json!({"refLink": link})).await?.require(200)?;
    equal!(owner.get(&format!("{API}/loggedin/user/default-org")).await?.require(200)?.string("$.refLink")?, link);
    let member = world.user("member").await?;
    member
        .post(&format!("{API}/loggedin/user/default-org"), &json!({"refLink": link}))
        .await?
        .require(404)?
        .refused()?;
    member.post(&format!("{API}/orgs"), &json!({"displayName": "third"})).await?.require(403)?.refused()?;
    Ok(())
}

async fn terms_are_signed(trial: &Trial) -> Played {
    let world = trial.setting(json!({})).await?;
    let (owner, path) = (world.owner().await?, format!("{API}/tos/signatures"));
    let org = format!("{API}/orgs/{}", world.org());
    let request = json!({"displayName": "Ada", "email": "ada@example.com", "orgLink": org, "clientUtcTimestamp": 1});
    let link = owner.post(&path, &request).await?.require(200)?.string("$.refLink")?;
    let seen = owner.get(&link).await?.require(200)?;
    equal!((seen.string("$.email")?, &seen.body["clientUtcTimestamp"]), ("ada@example.com".to_owned(), &json!(1)));
    equal!(owner.get(&format!("{path}?email=ADA@example.com")).await?.require(200)?.string("$.totalResults")?, "1");
    equal!(owner.get(&format!("{path}?displayName=Eve")).await?.require(200)?.string("$.totalResults")?, "0");
    let elsewhere = json!({"displayName": "Ada", "email": "a@b.c", "orgLink": "else", "clientUtcTimestamp": 1});
    owner.post(&path, &elsewhere).await?.require(400)?.refused()?;
    owner.get(&format!("{path}?pageToken=x")).await?.require(400)?.refused()?;
    owner.get(&format!("{path}/6f0f4a52-0000-4000-8000-000000000000")).await?.require(404)?.refused()?;
    Ok(())
}
