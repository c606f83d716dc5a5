//! Every code with its severity, its message and its help: all words that a finding says stand in this one table.
//!
//! Codes are stable: never reused, never renamed. Blanks in braces are filled from the finding's values.

use strict::Wrong;

use crate::text::{before, behind, last};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The Hub refuses.
    Error,
    /// It works, and is risky or odd.
    Warning,
    /// Good to know.
    Info,
}

impl Severity {
    /// Its name in the public contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One list makes the enum, its codes and its words.
macro_rules! reasons {
    ($($reason:ident $code:literal $severity:ident $message:literal $help:literal;)*) => {
        /// What a finding observes, by its stable code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $(#[doc = concat!("`", $code, "`: ", $message)] $reason,)*
        }

        impl Reason {
            /// Every reason, in the table's order.
            pub const ALL: &[Self] = &[$(Self::$reason,)*];

            /// Code, message and help of each, a line for each of them, in the table's order. As one text they need but
            /// one address, and addresses hardly compress.
            const WORDS: &[&'static str] = &[$(concat!($code, "\n", $message, "\n", $help),)*];

            /// Its code, message and help, line by line.
            pub(crate) fn words(self) -> &'static str {
                Self::WORDS.get(self as usize).copied().unwrap_or_default()
            }

            /// The reason of a code.
            pub(crate) fn of_code(code: &str) -> Option<Self> {
                let has_code = |words: &&str| words.strip_prefix(code).is_some_and(|rest| rest.starts_with('\n'));
                Self::ALL.get(Self::WORDS.iter().position(has_code)?).copied()
            }

            /// The stable code.
            pub fn code(self) -> &'static str {
                before(self.words(), "\n")
            }

            /// The usual severity.
            pub fn severity(self) -> Severity {
                match self { $(Self::$reason => Severity::$severity,)* }
            }

            /// The message, with its blanks.
            pub fn message(self) -> &'static str {
                before(behind(self.words(), "\n"), "\n")
            }

            /// The help, with its blanks; empty if there is none.
            pub fn help(self) -> &'static str {
                last(self.words(), "\n")
            }
        }
    };
}

reasons! {
    // The pasted text.
    NoToken "no-token" Error
        "There is no ID token in this text{seen}."
        "Paste the whole ID token of the job: three parts joined by dots, the first starting with eyJ.";
    HubToken "hub-token" Error
        "This is a Hub access token ({prefix}…), not the ID token of a CI job."
        "Paste the job's ID token; if anybody else saw this one, revoke it in your Hub settings under Access Tokens.";
    OtherSecret "other-secret" Error
        "This is a secret of {service} ({prefix}…), not the ID token of a CI job."
        "Paste the job's ID token; if anybody else saw this secret, revoke it at {service}.";
    TokenMasked "token-masked" Error
        "The CI log shows {found} in place of the token."
        "Print its claims alone and paste those; never print the token itself.";
    TokenEncoded "token-encoded" Error
        "This looks like a token that was encoded as base64 once more."
        "Decode it once (base64 -d) and paste what comes out.";
    TokenWrapped "token-wrapped" Error
        "The token is broken by white space after {characters} characters; the Hub refuses it like this."
        "Copy it again as one line, without wrapping by the terminal or the mail program.";
    SurroundingText "surrounding-text" Info
        "Text around the token was ignored ({characters} characters)."
        "";
    SeveralTokens "several-tokens" Error
        "This text has more than one {what}, and they differ."
        "Paste the token that the job sends, or its claims.";
    PartialClaims "partial-claims" Info
        "These are claims without their token; what is absent here may be present there."
        "Paste the whole ID token to be certain.";
    SegmentCount "segment-count" Error
        "A signed token has three parts joined by dots; this one has {count}."
        "Copy the token from its first character to its last.";
    EmptySegment "empty-segment" Error
        "The token's {segment} is empty."
        "Copy the token from its first character to its last; a token without a signature is never accepted.";
    EncryptedToken "encrypted-token" Error
        "This token is encrypted (JWE, {sign}); the Hub reads signed tokens (JWS)."
        "Ask the provider for an ID token that is signed and not encrypted.";
    JsonSerialization "json-serialization" Error
        "This is a JWS in JSON form; a JWT is three base64url parts joined by dots."
        "Paste the compact form, as the provider hands it out.";
    TokenTooLarge "token-too-large" Error
        "The {what} has {characters} characters; more than {limit} are not read."
        "Paste the token, or its claims, alone.";
    Base64urlCharacter "base64url-character" Error
        "The token's {segment} holds {character}, which is no base64url character."
        "Copy the token again from its source; it was changed on the way here.";
    Base64urlPadding "base64url-padding" Error
        "The token's {segment} holds `=`; base64url in a token has no padding."
        "Copy the token again without the `=`, or take it from its source.";
    Base64urlLength "base64url-length" Error
        "The token's {segment} has {characters} characters, a length that base64url cannot have."
        "Copy the token from its first character to its last; at least one is missing.";
    Base64urlTrailingBits "base64url-trailing-bits" Error
        "The last character of the token's {segment} has bits that belong to no byte."
        "Copy the token again from its source; its last character was changed or cut off.";
    NotUtf8 "not-utf-8" Error
        "The {segment} is not UTF-8 text (byte {offset} of what it decodes to)."
        "Take the token from its source again; the issuer's tokens are UTF-8.";
    ByteOrderMark "byte-order-mark" Error
        "The {segment} starts with a byte order mark."
        "Take the token from its source again; no issuer writes one.";
    JsonSyntax "json-syntax" Error
        "The {segment} is not JSON: {expected} is expected at {place}."
        "Take the text from its source again; it was changed or cut off.";
    JsonDepth "json-depth" Error
        "The {segment} nests deeper than {limit} levels."
        "Take the token from its source again; no issuer nests so deep.";
    NotAnObject "not-an-object" Error
        "The {segment} is JSON, but not an object."
        "Paste an ID token: its header and its claims are JSON objects.";
    DuplicateMember "duplicate-member" Error
        "The {segment} has the member `{name}` twice; two readers could read it differently."
        "Do not trust it: nothing that is made by a program has a member twice.";
    LoneSurrogate "lone-surrogate" Error
        "The {segment} holds half of a surrogate pair ({character}), which is no character."
        "Take the text from its source again.";
    Noncharacter "noncharacter" Error
        "The {segment} holds {character}, which Unicode reserves for no character."
        "Take the token from its source again.";
    NumberRange "number-range" Error
        "`{found}`{of} is outside what is read as a number here."
        "{limits}.";
    AlgorithmMissing "algorithm-missing" Error
        "The header names no algorithm (`alg`)."
        "Take the token from its issuer: every signed token names RS256 or ES256.";
    AlgorithmNone "algorithm-none" Error
        "The header says `{found}`: this token is not signed at all."
        "Do not trust this token; an issuer's token names RS256 or ES256.";
    AlgorithmSymmetric "algorithm-symmetric" Error
        "The header names `{found}`, a secret shared between two parties; the Hub checks public keys (RS256, ES256)."
        "Take the token from the CI provider's issuer; it is signed with RS256 or ES256.";
    AlgorithmUnsupported "algorithm-unsupported" Error
        "The header names the algorithm `{found}`; RS256 and ES256 are read, in exactly these letters."
        "Set the issuer to sign with RS256.";
    HeaderType "header-type" Error
        "The header's `{name}` is {found}, not {expected}."
        "Do not trust this token: an issuer writes `{name}` as {expected}.";
    CriticalHeader "critical-header" Error
        "The header marks extensions as critical (`crit`); none is understood, so the token must be refused."
        "Use an issuer that signs plain ID tokens.";
    UnencodedPayload "unencoded-payload" Error
        "The header has `b64`, which an ID token must not use (RFC 7797 section 7)."
        "Use an issuer that signs plain ID tokens.";
    NestedToken "nested-token" Error
        "The header has `cty`: the token holds another token and not claims."
        "Paste the inner token, if that is the ID token.";
    TypeUnexpected "type-unexpected" Error
        "The header's `typ` is {found}; an ID token has `JWT` or none."
        "Paste the job's ID token, not a token of another kind.";
    EmbeddedKey "embedded-key" Warning
        "The header brings its own key (`{name}`); it is neither used nor fetched."
        "Check who made this token: CI providers do not put keys into headers.";
    ClaimMissing "claim-missing" Error
        "The token has no `{claim}`, which every ID token must have."
        "Paste an ID token; an access token or a hand-made one lacks it.";
    ClaimType "claim-type" Error
        "`{claim}` is {found}, not {expected}."
        "Paste the token as the issuer made it: `{claim}` is {expected} there.";
    SubjectLong "subject-long" Warning
        "`sub` has {characters} characters; OpenID Connect allows 255."
        "Expect other services to refuse this token.";
    LifetimeLong "lifetime-long" Warning
        "The token lives {duration} from `iat` to `exp`; CI tokens live minutes to hours."
        "Ask the issuer for a shorter life, since whoever sees the token can use it until then.";

    // The exchange.
    ResourceSyntax "resource-syntax" Error
        "`{found}` is no resource: {problem}."
        "Write namespace/name for a model, datasets/…, spaces/…, kernels/… or buckets/… before it for others, or a user name alone.";
    ResourceIsUrl "resource-is-url" Error
        "`{found}` is an address; the resource is its path alone."
        "Write `{meant}`.";
    ResourceKind "resource-kind" Error
        "No resource starts with `{found}/`."
        "Write namespace/name alone for a model, or start with datasets/, spaces/, kernels/ or buckets/.";
    NoPublishers "no-publishers" Error
        "The resource has no trusted publisher."
        "Add a publisher for `{issuer}`.";
    NoPublisherForIssuer "no-publisher-for-issuer" Error
        "The token's issuer is `{found}`; the nearest publisher trusts `{expected}`."
        "{how}.";
    IssuerTenant "issuer-tenant" Error
        "The token comes from `{found}`, the publisher trusts `{expected}`: {problem}."
        "{how}.";
    IssuerTrailingSlash "issuer-trailing-slash" Error
        "The token's issuer is `{found}`, the publisher's `{expected}`: they differ in the slash at the end."
        "Set the issuer to `{found}`.";
    IssuerCase "issuer-case" Error
        "The token's issuer is `{found}`, the publisher's `{expected}`: they differ in letter case."
        "Set the issuer to `{found}`, if it is your provider's.";
    IssuerScheme "issuer-scheme" Error
        "The token's issuer is `{found}`, the publisher's `{expected}`: they differ in the scheme before `://`."
        "Have both start with https://: a publisher's issuer is compared with the token's `iss` letter by letter.";
    IssuerIsDiscoveryUrl "issuer-is-discovery-url" Error
        "The publisher's issuer `{expected}` is the address of the issuer's metadata or keys; the token's is `{found}`."
        "Set the issuer to `{found}`.";
    AudienceMismatch "audience-mismatch" Error
        "The token is for {found}, not for `{expected}`."
        "{how}";
    AudienceDefault "audience-default" Error
        "The token is for {found}, which is what {provider} writes when a job asks for no audience; the Hub wants `{expected}`."
        "{how}";
    AudienceSeveral "audience-several" Error
        "The token is for {count} audiences ({found}); the Hub must be the only one."
        "{how}";
    TokenExpired "token-expired" Error
        "The token expired {distance} ago{skew}."
        "Take a fresh token from a new run of the same job.";
    TokenNotYetValid "token-not-yet-valid" Error
        "The token is not valid before {distance} from now (`nbf`)."
        "Check this machine's clock, or wait.";
    IssuedInFuture "issued-in-future" Error
        "The token was issued {distance} in the future (`iat`)."
        "Check this machine's clock against the issuer's.";
    KeySetSyntax "key-set-syntax" Error
        "The key set is no JSON Web Key Set: {what}."
        "Paste the whole JSON that the issuer publishes at the address of its key set.";
    PrivateKey "private-key" Error
        "The pasted key set holds a secret: the key {key} has {what}, so that whoever reads it can sign tokens."
        "Clear the field, replace that key at its issuer, and paste only what the issuer publishes.";
    KeyNotFound "key-not-found" Error
        "The pasted key set has no key for this token: {what}."
        "Take the key set afresh from the issuer that the token names; issuers replace their keys.";
    KeyIneligible "key-ineligible" Error
        "The key {key} of the pasted set must not check this token: {what}."
        "Paste the key set exactly as the issuer publishes it; if this is it, the token cannot be trusted.";
    SignatureInvalid "signature-invalid" Error
        "The signature is not one of the key {key}: {what}."
        "Copy the token again from its source, and the key set from the issuer that the token names.";
    CryptoUnavailable "crypto-unavailable" Warning
        "The signature was not checked: there is no WebCrypto here, which browsers offer only to pages on https or localhost."
        "Open this page by https or on localhost.";
    SignatureUnchecked "signature-unchecked" Info
        "The signature was not checked: anybody can write these claims{short}."
        "";

    // A claim that does not match.
    ClaimAbsent "claim-absent" Error
        "The publisher wants `{claim}` to be `{expected}`; the token has no `{read}`."
        "{how}";
    EnvironmentAbsent "environment-absent" Error
        "The publisher wants the environment `{expected}`; the job ran in none."
        "{how}, or clear the environment in the publisher if its other claims are narrow enough.";
    ClaimTypeDiffers "claim-type-differs" Error
        "`{claim}` is {type} in the token{shown}, and `{expected}` in the publisher is a text; nothing documents that the Hub takes one for the other."
        "Compare a claim that the job has as a text: the Hub's publishers hold text alone.";
    DiffersInCase "differs-in-case" Error
        "`{claim}` differs in letter case alone: the publisher has `{expected}`, the token `{found}`."
        "Write `{whole}` in the publisher, exactly as the token has it.";
    DiffersInWhitespace "differs-in-whitespace" Error
        "`{claim}` differs in white space alone: the publisher has `{expected}`, the token `{found}`; character {position} is {ours} in the publisher, {theirs} in the token."
        "Write `{whole}` in the publisher, exactly as the token has it.";
    DiffersInvisibly "differs-invisibly" Error
        "`{claim}` differs in characters that print nothing: the publisher has `{expected}`, the token `{found}`."
        "Type `{whole}` by hand in the publisher instead of pasting it.";
    LooksAlike "looks-alike" Error
        "`{claim}` only looks the same: character {position} is {ours} in `{expected}` of the publisher and {theirs} in `{found}` of the token."
        "If you mean `{whole}`, type it by hand in the publisher.";
    ClaimUnknownToProvider "claim-unknown-to-provider" Error
        "{provider} sends no `{claim}`, which the publisher wants to be `{expected}`."
        "Compare {own}{instead}.";
    ClaimNameCase "claim-name-case" Error
        "The publisher's claim `{claim}` is written `{own}` in the token; names are compared letter by letter."
        "Rename the claim to `{own}` in the publisher.";
    RefIsShort "ref-is-short" Error
        "The publisher has the short `{expected}`; the token's `{read}` has the full ref `{found}`."
        "Write `{whole}` in the publisher.";
    RefIsFull "ref-is-full" Error
        "The publisher has the full ref `{expected}`; what is compared here is the bare `{found}`."
        "Write `{whole}` in the publisher.";
    BranchIsTag "branch-is-tag" Error
        "The publisher wants a branch (`{expected}`); the job ran on a tag (`{found}`)."
        "Run the job on the branch{environments}.";
    TagIsBranch "tag-is-branch" Error
        "The publisher wants a tag (`{expected}`); the job ran on a branch (`{found}`)."
        "Run the job on the tag, or write a publisher for the branch.";
    RefDiffers "ref-differs" Error
        "The publisher's `{claim}` wants `{expected}`; the job ran on `{found}`."
        "{run}{or}.";
    RefIsPullRequest "ref-is-pull-request" Error
        "The job ran for a pull or merge request (`{found}`); the publisher wants `{expected}`."
        "Publish from a push to the branch: the code of a pull request is only proposed.";
    WorkflowIsDisplayName "workflow-is-display-name" Error
        "`{expected}` is {mixed} is compared{seen}."
        "{instead}.";
    WorkflowIsPath "workflow-is-path" Error
        "A workflow's file is written in another way than it is compared: the publisher has `{expected}`, the token `{found}`."
        "Write `{whole}` in the publisher, if that is the file which may publish.";
    WorkflowExtensionDiffers "workflow-extension-differs" Error
        "The workflow's file has another extension: the publisher has `{expected}`, the job ran in `{found}`."
        "Write `{whole}` in the publisher.";
    WorkflowFileDiffers "workflow-file-differs" Error
        "The publisher trusts the workflow file `{expected}`; the job ran in `{found}`."
        "Publish from `{expected}`{or}.";
    WorkflowIsReusable "workflow-is-reusable" Error
        "The job has two workflow files, the one that was started and the one that it calls: `{claim}` is `{found}`, and the publisher has `{expected}`."
        "{started} if that job may publish: the called file does not tell who calls it.";
    RepositoryIsUrl "repository-is-url" Error
        "`{expected}` is not how the token names it: {like}`{found}`."
        "Write {like}`{whole}` in the publisher{parts}.";
    OwnerDiffers "owner-differs" Error
        "Another owner: the publisher has `{expected}`, the token `{found}`{hint}."
        "{what}.";
    RepositoryDiffers "repository-differs" Error
        "Another project: the publisher has `{expected}`, the token `{found}`{hint}."
        "Run the job in the project that the publisher names{or}.";
    EnvironmentDiffers "environment-differs" Error
        "The publisher wants the environment `{expected}`; the job ran in `{found}`."
        "{how}{or}.";
    SubjectHasIds "subject-has-ids" Error
        "The subject carries IDs on one side only, or in another form: the publisher has `{expected}`, the token `{found}`."
        "Write `{whole}` in the publisher{beside}: the provider, the repository's age and its settings tell whether a subject holds IDs.";
    SubjectHasEnvironment "subject-has-environment" Error
        "The job's environment took the ref's place in `sub`: the publisher has `{expected}`, the token `{found}`."
        "Compare `repository` and `environment` in place of `sub`, or take the environment off the job.";
    SubjectLacksEnvironment "subject-lacks-environment" Error
        "The publisher's `sub` names an environment, `{expected}`; the job ran in none (`{found}`)."
        "{how}. The token's `sub` in its place would drop what the environment guards.";
    SubjectIsPullRequest "subject-is-pull-request" Error
        "The job ran for a pull request: `sub` ends in `{found}`, the publisher wants `{expected}`."
        "Publish from a push to the branch: the code of a pull request is only proposed.";
    SubjectDiffers "subject-differs" Error
        "`sub` differs: the publisher has `{expected}`, the token `{found}`."
        "{run}{or}. {how}";
    UntrustedJob "untrusted-job" Warning
        "Code that nobody has merged yet can start this job, or run in it: `{claim}` is `{found}`."
        "Publish from a job that runs once the code is merged (a push, a release, an apply); no change of the publisher is offered for this one.";
    ClaimMismatch "claim-mismatch" Error
        "`{claim}` differs from character {position} on: the publisher has `{expected}`, the token `{found}`."
        "{run}{or}.";
    ClaimsIncomplete "claims-incomplete" Info
        "The pasted claims lack `{read}`, which the publisher's `{claim}` is compared with."
        "Paste the whole ID token, or add `{read}` to what is pasted.";
    MatchButExpired "match-but-expired" Info
        "Everything else matches: a fresh token of the same job would be granted, if its signature is genuine."
        "";
    HubUndocumented "hub-undocumented" Info
        "The Hub's documentation does not say {question}; here {taken}."
        "";

    // A publisher by itself.
    NoClaims "no-claims" Error
        "The publisher for `{issuer}` compares nothing that tells your jobs from anybody else's there."
        "Add the claims that tell your job from everybody else's.";
    UnknownRuleKind "unknown-rule-kind" Error
        "`{claim}` has the kind `{kind}`; the Hub knows `eq` alone, so it never matches."
        "Write what the claim must be, exactly, with the kind `eq`: no value can be excluded.";
    FieldMissing "field-missing" Error
        "`{field}` is needed."
        "Fill in {field}{like}.";
    ValueIsPattern "value-is-pattern" Error
        "`{expected}` is compared letter by letter: the Hub knows no patterns{seen}."
        "{write}";
    ValueIsList "value-is-list" Error
        "`{expected}` is compared as one text, not as a list{seen}."
        "Write one value, and a publisher for each that may publish.";
    ValueIsTemplate "value-is-template" Error
        "`{expected}` still holds a placeholder, which is compared as it stands{seen}."
        "Write the value itself.";
    ValueIsQuoted "value-is-quoted" Error
        "The quotation marks of `{expected}` are compared too{seen}."
        "Write `{found}` in the publisher.";
    ValueIsEmpty "value-is-empty" Error
        "The publisher's `{claim}` is empty{seen}."
        "Write the value to compare with, or remove the claim.";
    ValueNeverOccurs "value-never-occurs" Error
        "`{expected}` is no value of `{field}`: {problem}{seen}."
        "Write it as in {placeholder}.";
    ValueHasWhitespace "value-has-whitespace" Error
        "`{expected}` holds white space that no token has there."
        "Write `{found}` in the publisher.";
    ValueHasInvisible "value-has-invisible" Error
        "`{expected}` holds a character that prints nothing ({character})."
        "Type `{found}` by hand in the publisher instead of pasting it.";
    IssuerSyntax "issuer-syntax" Error
        "The issuer `{expected}` is no https address of a host and a path{problem}."
        "Write the issuer exactly as the token's `iss`, such as {like}.";
    IssuerInsecure "issuer-insecure" Error
        "The issuer `{expected}` is not reached by https: anybody on the network's path could put keys of their own in place."
        "Write `{found}`, if the issuer is reached there.";
    IssuerUnreachable "issuer-unreachable" Error
        "The Hub cannot fetch keys from `{expected}`: the host is private, or means a different machine everywhere, as `localhost` does."
        "Give the server an issuer that is reached from the internet.";
    IssuerIsTemplate "issuer-is-template" Error
        "The issuer `{expected}` holds a placeholder, or braces that look like one: no token's issuer has that."
        "Write the issuer itself, as the token's `iss` has it.";
    IssuerUnlikeProvider "issuer-unlike-provider" Error
        "`{expected}` is no issuer of {provider}: that is `{found}`."
        "Write the issuer exactly as the token's `iss`.";
    IssuerAdmitsStrangers "issuer-admits-strangers" Error
        "`{expected}` is not to be trusted for publishing: {problem}."
        "Trust the issuer of your own jobs instead.";
    IssuerRoot "issuer-root" Warning
        "All customers of {provider} share the issuer `{expected}`."
        "Write the issuer that is yours alone, such as {found}.";
    AudienceNotSelectable "audience-not-selectable" Warning
        "{provider} is not known to make tokens for the Hub."
        "{how}";
    RegisteredClaim "registered-claim" Warning
        "`{claim}` is checked by itself, whatever the publisher says of it{seen}."
        "Remove `{claim}`.";
    PerRunClaim "per-run-claim" Error
        "`{claim}` changes with every run: `{expected}` matches once or never."
        "Remove `{claim}`.";
    ActorClaim "actor-claim" Warning
        "`{claim}` names a person, and not what that person runs."
        "Remove `{claim}`; compare the project, its branch or its environment.";
    DisplayNameClaim "display-name-claim" Warning
        "`{claim}` is a text that anybody who starts or edits a job can set."
        "Compare the pipeline's file, its branch or its environment in its place.";
    SharedIssuerUnpinned "shared-issuer-unpinned" Error
        "A stranger's job can {gets}: nothing tells this project from any other one of {provider}."
        "Compare the project's ID{id}.";
    OwnerOnly "owner-only" Warning
        "{who} can {gets}."
        "{what}{id}.";
    MutableNameOnly "mutable-name-only" Warning
        "If what is named here is renamed or deleted, somebody else can take the name and {gets}."
        "Compare the ID beside the name{id}; a token of one of the project's jobs shows it.";
    AnyRef "any-ref" Warning
        "More than one branch, tag or pull request of the project can {gets}."
        "Compare a branch, a phase, or an environment that only one branch can use.";
    RefKindOpen "ref-kind-open" Warning
        "A tag of the branch's name can {gets} too."
        "Compare `ref_path`, or `ref_type` beside `ref`.";
    RefUnprotected "ref-unprotected" Info
        "Whoever may push to the branch can {gets}, whether it is protected or not."
        "Compare `ref_protected` with `true`.";
    EnvironmentUnprotected "environment-unprotected" Warning
        "Where {provider} does not protect the environment, any job can name it, even one of proposed code."
        "{how}.";
    AnyWorkflow "any-workflow" Info
        "Every pipeline of the project can {gets}."
        "Compare the pipeline's file, or an environment.";
    ForkReachable "fork-reachable" Warning
        "Where forks may start builds, a fork's job can {gets}."
        "Let no fork start the pipeline, or compare where the code comes from, if a claim tells it.";
    PullRequestAllowed "pull-request-allowed" Error
        "Proposed code can {gets}: `{claim}` is `{expected}`."
        "Compare what only reviewed code has: a branch, an event, an environment or a phase.";
    PullRequestTarget "pull-request-target" Info
        "A pull_request_target run has the ref of the default branch: if the file has that trigger, it can {gets}."
        "Keep that trigger out of the file, or compare `event_name` with `push`.";
    RerunWithSsh "rerun-with-ssh" Warning
        "A rerun with SSH can {gets}; no text that a publisher holds keeps it out."
        "Let few people rerun the job, by a restricted context.";
    ContradictoryClaims "contradictory-claims" Error
        "No job has `{claim}` = `{expected}` and `{other}` = `{found}` at once."
        "Make the two agree, or remove one.";
    DuplicatePublisher "duplicate-publisher" Warning
        "Publisher {count} is equal."
        "Remove one of the two.";
    ShadowedPublisher "shadowed-publisher" Warning
        "Publisher {count} lets in all that this one does."
        "Remove one of the two.";
    PublisherSyntax "publisher-syntax" Error
        "This is no publisher: {problem}."
        "Paste what the Hub stores, such as {example}, or a list of such.";
    SecretInPublisher "secret-in-publisher" Error
        "A token stands where the publisher describes a job; publishers are stored, and seen by everybody who may change them."
        "Take it out and paste it as the ID token; if it was an access token and was saved, revoke it.";
    TooManyClaims "too-many-claims" Error
        "The publisher compares {count} claims; more than {limit} are not checked."
        "Compare the few that tell the job: repository, branch, workflow file, environment.";
    InputNormalised "input-normalised" Info
        "`{found}` was read as `{expected}`."
        "";
    FileRefused "file-refused" Warning
        "The publisher refuses the job of this file: nothing in it sets `{claim}` to `{expected}`."
        "Set it in the file or in {provider}, if the job is to have it.";
}

impl From<Wrong> for Reason {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Base64urlCharacter => Self::Base64urlCharacter,
            Wrong::Base64urlLength => Self::Base64urlLength,
            Wrong::Base64urlPadding => Self::Base64urlPadding,
            Wrong::Base64urlTrailingBits => Self::Base64urlTrailingBits,
            Wrong::DuplicateMember => Self::DuplicateMember,
            Wrong::JsonDepth => Self::JsonDepth,
            Wrong::JsonSyntax => Self::JsonSyntax,
            Wrong::LoneSurrogate => Self::LoneSurrogate,
            Wrong::Noncharacter => Self::Noncharacter,
            Wrong::NumberRange => Self::NumberRange,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Reason;

    #[test]
    fn codes_are_unique_kebab_case_and_messages_are_one_line() {
        let mut seen = BTreeSet::new();
        for reason in Reason::ALL {
            let code = reason.code();
            assert!(seen.insert(code), "{code} stands twice");
            assert!(code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{code}");
            assert!(
                reason.words().matches('\n').count() == 2 && reason.message().ends_with('.'),
                "{code}: {}",
                reason.message()
            );
        }
    }
}
