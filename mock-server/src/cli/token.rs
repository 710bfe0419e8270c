//! `vmcsim token`: prints an access token for the world.

use super::{
    output::{print, print_json},
    server::Server,
    user::Whose,
};
use clap::Args;
use serde_json::json;

/// Sign in and print an access token, which is valid for about half an hour of the world's time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  curl -s http://127.0.0.1:8080/vmc/api/orgs -H \"csp-auth-token: $(vmcsim token)\"
  vmcsim token --user reader        a token of the user reader@…
  vmcsim token --json               with its lifetime and the id token")]
pub(super) struct Token {
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    server: Server,
}

impl Token {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let control = self.server.control()?;
        let granted = self.whose.find(&control)?.sign_in()?;
        if self.server.json {
            print_json(&json!(granted));
        } else {
            print(granted.access_token.expose());
        }
        Ok(())
    }
}
