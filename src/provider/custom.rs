//! Any other issuer, written by hand: the form asks for the issuer, and claims are the owner's to add.

use super::{Field, Provider, Target, Tenancy};

/// Any other issuer.
pub static PROVIDER: Provider = Provider {
    id: "custom",
    name: "Other issuer",
    preset: false,
    issuers: &[],
    key_set_url: None,
    tenancy: Tenancy::Instance,
    fields: &[Field {
        id: "issuerUrl",
        label: "Issuer URL",
        target: Target::Issuer,
        claims: &["iss"],
        required: true,
        placeholder: "https://ci.example.org",
        help: "Exactly as the token's iss has it.",
    }],
    audience_selectable: true,
    audience_how: "Ask the issuer for a token whose `aud` is https://huggingface.co alone.",
    environment_how: "Let the job run in it",
    subject_how: "Its form is the issuer's to set.",
    default_audience: None,
    docs_url: "https://huggingface.co/docs/hub/trusted-publishers",
    claims: "",
    fingerprint: &[],
    labels: &[],
};
