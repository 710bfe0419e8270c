//! Tokens as a common JWT library reads them.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::Value;
use tokio_rustls::rustls::pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use vmc_client::{
    Client,
    endpoints::csp::tokens::PublicKeyQuery,
    http::ClientCredentials,
    wire::{GrantForm, PublicKeyReply},
};
use vmcsim::MockServer;

/// The number of bytes before an RSA key of 2048 bits in a SubjectPublicKeyInfo, which name the algorithm.
const BEFORE_RSA_KEY: usize = 24;

fn grant(kind: &str) -> GrantForm {
    GrantForm { grant_type: Some(kind.to_owned()), ..GrantForm::default() }
}

async fn keys(client: &Client) -> Vec<DecodingKey> {
    let PublicKeyReply::Pem(pem) = client.token_public_key(PublicKeyQuery::default()).await.unwrap() else {
        panic!("without a format the key is a PEM block");
    };
    let set = client.token_public_key(PublicKeyQuery { format: Some("jwks".to_owned()) }).await.unwrap();
    let set: JwkSet = serde_json::from_value(serde_json::to_value(set).unwrap()).unwrap();
    let named = set.find("signing_1").expect("the key that token headers name");
    let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.value.unwrap().as_bytes()).unwrap();
    vec![DecodingKey::from_rsa_der(&der[BEFORE_RSA_KEY..]), DecodingKey::from_jwk(named).unwrap()]
}

/// With the machine's own time, as clients use it: signature, expiry, issuer and audience are valid with both forms of the key.
#[tokio::test]
async fn an_ordinary_library_verifies_them() {
    let mock = MockServer::builder().start().await;
    let (client, world) = (mock.client(), mock.world());
    let user = GrantForm { refresh_token: world.api_token.clone(), ..grant("refresh_token") };
    let user = client.get_token(&user).await.unwrap();
    let app = ClientCredentials { id: world.client_id.clone().unwrap(), secret: world.client_secret.clone().unwrap() };
    let program = client.as_oauth_app(&app).authorize_grant(&grant("client_credentials")).await.unwrap();
    let id = user.id_token.clone().expect("a user has an id token");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&["https://gaz.csp-vidm-prod.com"]);
    for key in keys(&client).await {
        for (token, audience) in [
            (&user.access_token, "https://vmc.vmware.com"),
            (&program.access_token, "https://vmc.vmware.com"),
            (&id, "vmcsim-api-tokens"),
        ] {
            validation.set_audience(&[audience]);
            assert_eq!(decode_header(token.expose()).unwrap().kid.as_deref(), Some("signing_1"));
            decode::<Value>(token.expose(), &key, &validation).unwrap();
            // One byte of the signature is changed.
            let mut forged = token.expose().to_owned().into_bytes();
            let place = forged.len() - 10;
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            assert!(decode::<Value>(&String::from_utf8(forged).unwrap(), &key, &validation).is_err());
        }
    }
}

/// The typed client signs in as an OAuth app by itself, and signs in again when its token has expired.
#[tokio::test]
async fn a_client_is_an_oauth_app() {
    let mock = MockServer::builder().start().await;
    let world = mock.world();
    let id = world.client_id.unwrap();
    let app = Client::builder()
        .vmc_url(&mock.url())
        .csp_url(&mock.url())
        .client_credentials(&id, world.client_secret.unwrap())
        .build()
        .unwrap();
    app.list_orgs().await.unwrap();
    mock.advance("1h");
    app.list_orgs().await.unwrap();
    let wrong = Client::builder().vmc_url(&mock.url()).csp_url(&mock.url()).client_credentials(&id, "marked");
    let error = wrong.build().unwrap().list_orgs().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert!(!format!("{error} {error:?}").contains("marked"));
}
