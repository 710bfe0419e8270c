//! Tokens as a common JWT library reads them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use ring::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::{PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer, pem::PemObject};
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

/// The built-in key is public, so anyone can sign a token with it. What a signature covers is checked all the same.
#[tokio::test]
async fn a_signature_alone_makes_no_token() {
    const KEY: &str = include_str!("../../keys/public-simulator-signing-key.pem");
    let key =
        KeyPair::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(KEY.as_bytes()).unwrap().secret_pkcs8_der()).unwrap();
    let signature = |text: &str| {
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        BASE64_URL_SAFE_NO_PAD.encode(signature)
    };
    let mock = MockServer::builder().rate(0.0).start().await;
    let client = mock.client();
    let user = GrantForm { refresh_token: mock.world().api_token, ..grant("refresh_token") };
    let tokens = client.get_token(&user).await.unwrap();
    let part = |token: &str, number: usize| -> Value {
        let part = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(number).unwrap()).unwrap();
        serde_json::from_slice(&part).unwrap()
    };
    let encoded = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = |head: &Value, claims: &Value| {
        let signed = format!("{}.{}", encoded(head), encoded(claims));
        format!("{signed}.{}", signature(&signed))
    };
    let changed = |value: &Value, name: &str, to: Value| {
        let mut value = value.clone();
        match to {
            Value::Null => drop(value.as_object_mut().unwrap().remove(name)),
            to => value[name] = to,
        }
        value
    };
    let access = tokens.access_token.expose();
    let (head, claims) = (part(access, 0), part(access, 1));
    let now = claims["iat"].as_i64().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let orgs = format!("{}/vmc/api/orgs", mock.url());
    let status = async |token: String| http.get(&orgs).bearer_auth(token).send().await.unwrap().status().as_u16();
    assert_eq!(status(signed(&head, &claims)).await, 200);
    assert_eq!(status(signed(&head, &changed(&claims, "nbf", json!(now)))).await, 200);
    assert_eq!(status(signed(&changed(&head, "typ", Value::Null), &claims)).await, 200);
    for (name, to) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!("b64")),
        ("kid", json!("signing_2")),
        ("kid", Value::Null),
        ("alg", json!("none")),
        ("alg", json!("HS256")),
    ] {
        assert_eq!(status(signed(&changed(&head, name, to.clone()), &claims)).await, 401, "{name} {to}");
    }
    let null = r#"{"alg":"RS256","kid":"signing_1","crit":null,"typ":"JWT"}"#;
    let without_list = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(null), encoded(&claims));
    let signature = signature(&without_list);
    assert_eq!(status(format!("{without_list}.{signature}")).await, 401, "crit is there, whatever it says");
    for (name, to) in [
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("aud", json!("https://evil.example")),
        ("nbf", json!(now + 1)),
        ("nbf", json!("soon")),
        ("exp", json!(now)),
        ("iat", json!(now + 1)),
    ] {
        assert_eq!(status(signed(&head, &changed(&claims, name, to.clone()))).await, 401, "{name} {to}");
    }
    // Nor does a forged id token end a session.
    let id = tokens.id_token.unwrap();
    let forged = signed(&part(id.expose(), 0), &changed(&part(id.expose(), 1), "iss", json!("https://evil.example")));
    let logout = http.post(format!("{}/csp/gateway/am/api/auth/logout", mock.url())).json(&json!({"idToken": forged}));
    assert_eq!(logout.send().await.unwrap().status(), 401);
    assert_eq!(status(access.to_owned()).await, 200);
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
