//! Patterns of secrets as the rules of gitleaks 8 publish them, each with an invented example. Tests use them as an independent witness:
//! after redaction, no pattern may match. The patterns are facts about the formats that the issuers chose.

/// A published pattern of a secret.
#[derive(Debug, Clone, Copy)]
pub struct Witness {
    /// Id of the rule.
    pub id: &'static str,
    pub pattern: &'static str,
    /// A text that the pattern matches.
    pub example: &'static str,
}

const fn witness(id: &'static str, pattern: &'static str, example: &'static str) -> Witness {
    Witness { id, pattern, example }
}

/// The patterns.
pub const WITNESSES: &[Witness] = &[
    witness("aws-access-token", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b", "AKIAQ7WE2RT3YU4IO5PA"),
    witness("github-pat", r"ghp_[0-9a-zA-Z]{36}", "ghp_q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8"),
    witness("github-oauth", r"gho_[0-9a-zA-Z]{36}", "gho_q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8"),
    witness("github-app-token", r"(?:ghu|ghs)_[0-9a-zA-Z]{36}", "ghs_q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8"),
    witness("github-refresh-token", r"ghr_[0-9a-zA-Z]{36}", "ghr_q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8"),
    witness(
        "github-fine-grained-pat",
        r"github_pat_[0-9A-Za-z_]{82}",
        "github_pat_11ABCDEFG0q1W2e3R4t5Y6_u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1C2v3B4n5M6q7W8e9R0t1Y2u3I4o5P6",
    ),
    witness("gitlab-pat", r"glpat-[0-9A-Za-z_-]{20}", "glpat-q1W2e3R4t5Y6u7I8o9P0"),
    witness(
        "slack-bot-token",
        r"xoxb-[0-9]{10,13}-[0-9]{10,13}[a-zA-Z0-9-]*",
        "xoxb-123456789012-123456789012-q1W2e3R4t5Y6",
    ),
    witness(
        "slack-user-token",
        r"xox[pe](?:-[0-9]{10,13}){3}-[a-zA-Z0-9-]{28,34}",
        "xoxp-123456789012-123456789012-123456789012-q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6",
    ),
    witness(
        "slack-webhook-url",
        r"(?:https?://)?hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9+/]{43,56}",
        "https://hooks.slack.com/services/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",
    ),
    witness("gcp-api-key", r"\bAIza[\w-]{35}\b", "AIzaq1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K"),
    witness("npm-access-token", r"\bnpm_[a-zA-Z0-9]{36}\b", "npm_q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8"),
    witness("huggingface-access-token", r"\bhf_[a-zA-Z]{34}\b", "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"),
    witness("stripe-access-token", r"\b(?:sk|rk)_(?:test|live)_[a-zA-Z0-9]{10,99}\b", "sk_live_q1W2e3R4t5Y6u7I8o9P0"),
    witness(
        "vault-service-token",
        r"\bhvs\.[\w-]{90,120}",
        "hvs.CAESIq1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1C2v3B4n5M6q7W8e9R0t1Y2u3I4o5P6a7S8d9F0g1H2j3K4l5Z6x",
    ),
    witness(
        "private-key",
        r"(?i)-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----[\s\S]{64,}?KEY(?: BLOCK)?-----",
        "-----BEGIN RSA PRIVATE KEY-----\nq1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1C2v3B4n5M6q7W8e9R0t1Y2\n-----END RSA PRIVATE KEY-----",
    ),
    witness(
        "jwt",
        r"\bey[a-zA-Z0-9]{17,}\.ey[a-zA-Z0-9/_-]{17,}\.[a-zA-Z0-9/_-]{10,}",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIiwiZXhwIjoxfQ.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw",
    ),
    witness("curl-auth-user", r"://[^\s:/@]{3,}:[^\s:/@]{8,}@", "https://ada.lovelace:q1W2e3R4t5Y6@registry.example/x"),
];
