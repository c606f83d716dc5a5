//! Claims that were pasted without their token, line by line: `* name: value` as publishing actions print them, log
//! excerpts, a lone `sub`.
//!
//! It reads lines and concludes nothing: what is not there may be in the token. `MISSING` says that it is not.

use std::ops::Range;

use crate::claims::REGISTERED;
use crate::json::{self, Kind};
use crate::member::{Member, Members};
use crate::text::{any_part, before, cut, holds, holds_one, is_number, parts, trimmed, without_start};

/// What the lines tell.
#[derive(Default)]
pub(crate) struct Evidence {
    /// The claims, in the order of the lines.
    pub(crate) claims: Members,
    /// Claims that the token is said not to have.
    pub(crate) missing: Vec<String>,
    /// A claim of which the text tells two values, so that it is not known whose they are.
    pub(crate) differing: Option<String>,
    /// From the first such line to the last, in bytes.
    pub(crate) span: Range<usize>,
}

/// Names that such lines speak of, beside the registered ones.
const NAMES: &str = "repository repository_id repository_owner repository_owner_id repository_visibility workflow \
    workflow_ref workflow_sha job_workflow_ref job_workflow_sha ref ref_type ref_protected head_ref base_ref event_name \
    environment actor actor_id sha run_id run_attempt run_number runner_environment enterprise project_path project_id \
    namespace_path namespace_id ref_path pipeline_source ci_config_ref_uri ci_config_sha pipeline_id job_id user_login \
    user_email repositoryUuid workspaceUuid deploymentEnvironmentUuid branchName pipelineUuid stepUuid \
    oidc.circleci.com/org-id oidc.circleci.com/project-id oidc.circleci.com/vcs-ref oidc.circleci.com/vcs-origin \
    organization_slug pipeline_slug organization_id build_branch build_tag build_source account_id account_name pipeline_name \
    scm_repo_url scm_ref terraform_organization_id terraform_organization_name terraform_project_id terraform_project_name \
    terraform_workspace_id terraform_workspace_name terraform_run_phase org_id org_name app_id app_name owner_id \
    build_type_internal_id build_type_external_id project_internal_id project_external_id workspace_domain project_name \
    email_verified environment_protected deployment_tier enterprise_id cluster_id job_project_id job_project_path \
    oidc.circleci.com/pipeline-definition-id prj_id def_id rpo_ref callerId connector_id environment_id environment_node_id";

/// Names of claims that other texts have lines of, too: beside others they are read.
const COMMON: [&str; 5] = ["branch", "email", "owner", "project", "trigger_type"];

/// What stands for a value that a log masks, wholly or in part: it is there, and not known.
const MASKED: &str = "***";

/// What logs write in place of a secret.
const MASKS: [&str; 4] = [MASKED, "[MASKED]", "[REDACTED]", "<redacted>"];

/// What a log wrote in this text in place of a secret.
pub(crate) fn mask_in(text: &str) -> Option<&'static str> {
    MASKS.iter().find(|mask| holds(text, mask)).copied()
}

/// How Azure's login action starts its lines, and the claims that they tell.
const AZURE: [(&str, &str); 3] = [("subject claim - ", "sub"), ("issuer - ", "iss"), ("audience - ", "aud")];

/// Reads the lines of a text; `None` if they are no claims.
pub(crate) fn read(text: &str) -> Option<Evidence> {
    // One of GitLab starts like a line that tells a project's path.
    if let Some(sub) = lone_subject(text) {
        let mut evidence = Evidence { span: 0..text.len(), ..Evidence::default() };
        evidence.claims.push_text("sub", sub);
        return Some(evidence);
    }
    let (evidence, is_of_job) = told(text);
    let told = evidence.claims.len().saturating_add(evidence.missing.len());
    (told > 1 && is_of_job || evidence.claims.get("sub").is_some()).then_some(evidence)
}

/// What the lines tell, and whether that is of a job.
pub(crate) fn told(text: &str) -> (Evidence, bool) {
    let mut evidence = Evidence::default();
    let mut start: usize = 0;
    // A list of other things may stand in backticks, too.
    let mut is_of_job = false;
    // What stands inside a claim's object is no claim: of an object's lines, those as deep as the first are its claims.
    let (mut depth, mut own_depth) = (0_usize, None);
    for line in parts(text, "\n") {
        let end = start.saturating_add(line.len());
        let plain = without_colours(line);
        let is_own = own_depth.is_none_or(|own| own == depth);
        for part in entries(&plain) {
            let Some((name, value)) = claim_in(part).filter(|_| is_own) else { continue };
            if evidence.span.is_empty() {
                evidence.span.start = start;
            }
            evidence.span.end = end;
            // The dictionary that starts in this line goes on in the next.
            let is_first = own_depth.is_none() && holds(&plain, "{'");
            own_depth = Some(if is_first { depth_behind(&plain, depth) } else { depth });
            if value != MASKED {
                is_of_job |= is_claim(name);
                evidence.add(name, value);
            }
        }
        depth = depth_behind(&plain, depth);
        start = end.saturating_add(1);
    }
    (evidence, is_of_job)
}

/// The entries of a line: one, but for a dictionary of Python, which can have all of its own. What stands in a dictionary within it is
/// none, unless that is the payload.
fn entries(line: &str) -> Vec<&str> {
    if !holds(line, "': ") {
        return vec![line];
    }
    let count = |text: &str, mark: u8| text.bytes().filter(|byte| *byte == mark).count();
    let (mut entries, mut depth, mut own, mut quotes): (Vec<&str>, usize, usize, usize) = (Vec::new(), 0, 0, 0);
    let all = if holds(line, "{'") { parts(line, ", '") } else { vec![line] };
    for part in all {
        let (mut entry, mut before) = (part, "");
        for start in ["payload': {'", "{'"] {
            if let Some((lead, inner)) = cut(part, start).filter(|_| own == 0 || start != "{'") {
                (entry, before) = (inner, lead);
                own = depth.saturating_add(count(lead, b'{')).saturating_add(1);
                break;
            }
        }
        // Python writes a text between double quotation marks that has single ones in it.
        if holds(before, "\"") || quotes & 1 == 1 {
            return vec![line];
        }
        quotes = quotes.saturating_add(count(part, b'"'));
        if own == depth || own == 0 || entry != part {
            // A text ends in its quotation mark, whatever braces it has.
            entries.push(trimmed(entry, &|at| matches!(at, '}' | ')' | ']')));
        }
        depth = depth.saturating_add(count(part, b'{')).saturating_sub(count(part, b'}'));
    }
    entries
}

/// In how many objects of JSON one stands behind a line, by the braces between its texts.
fn depth_behind(line: &str, before: usize) -> usize {
    let (mut depth, mut quoted) = (before, false);
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth = depth.saturating_add(1),
            b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}

impl Evidence {
    /// Adds what a line tells.
    fn add(&mut self, name: &str, value: &str) {
        // Each language writes that there is none in a way of its own.
        const NONE: &str = "MISSING None null undefined nil <nil> <none> (none) N/A";
        let is_missing = any_part(NONE, " ", &|none| none == value) || value == "(not set)";
        let was_missing = self.missing.iter().any(|known| known == name);
        match self.claims.get(name) {
            Some(known) if known.text.unwrap_or(known.json) == value => {}
            None if was_missing && is_missing => {}
            None if is_missing => self.missing.push(name.to_owned()),
            None if !was_missing => push(&mut self.claims, name, value),
            _ => self.differing = Some(name.to_owned()),
        }
    }
}

/// A claim's name and value in a line of a log or a list.
fn claim_in(line: &str) -> Option<(&str, &str)> {
    // `gh run view --log` puts job and step in front, by tabs; every log puts a time there.
    let columns = parts(line, "\t");
    let mut rest = columns.last()?.trim();
    if let Some((first, behind)) = cut(rest, " ")
        && first.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && first.ends_with('Z')
    {
        rest = behind.trim_start();
    }
    rest = behind_marks(rest);
    // A row of a table starts with its mark.
    rest = rest.strip_prefix('|').unwrap_or(rest);
    let outside = |at: char| {
        at.is_whitespace() || matches!(at, '*' | '-' | '•' | '`' | '"' | '\'' | ',' | '|' | '#' | '>' | '\u{feff}')
    };
    let named = |(start, name): &(&str, &'static str)| Some((*name, rest.strip_prefix(start)?));
    let assigned = |mark: &&str| {
        let (before, value) = cut(rest, mark)?;
        let name = trimmed(before, &outside);
        // What stands in backticks, as publishing actions print claims, is one by whatever name.
        let is_marked = before.trim_end().ends_with('`') && name.bytes().all(|byte| byte.is_ascii_graphic());
        let is_read = is_claim(name) || COMMON.contains(&name) || is_marked && !name.is_empty();
        // Languages assign by more than one mark.
        let lead: &dyn Fn(char) -> bool = &|at| matches!(at, '=' | '>' | ':');
        is_read.then_some((name, value.trim_start_matches(lead)))
    };
    // A decoder's table has a claim's name first, a log a time behind job and step.
    let is_time = |column: &str| before(column, " ").ends_with('Z');
    let in_table = || match columns.as_slice() {
        [name, value, behind @ ..] if is_claim(name.trim()) && !behind.first().is_some_and(|next| is_time(next)) => {
            Some((name.trim(), *value))
        }
        _ => None,
    };
    let line = || AZURE.iter().find_map(named).or_else(|| [":", "=", "|", "："].iter().find_map(assigned));
    let (name, value) = in_table().or_else(line)?;
    // A log masks a value, or breaks it by a link of its own; Rust wraps one, JSON in JSON has other quotation marks. Of several
    // columns nobody knows which is the token's.
    let unread = mask_in(value).is_some() || holds_one(value, &["](", "Some(", "\\", " | "]);
    let value = unmarked(value);
    // An object or a list goes on in the lines that follow, but for a list of audiences in one line.
    let is_open = value.starts_with('{') || value.starts_with('[') && !(name == "aud" && json::read(value).is_ok());
    // A text that goes on in the next line, by YAML's marks or by an operator.
    let goes_on = matches!(value, ">" | ">-" | "|" | "|-") || value.ends_with(" +");
    let unread = unread || is_open || goes_on;
    (!value.is_empty()).then_some((name, if unread { MASKED } else { value }))
}

/// A line without what some logs put in front of each: a level, a build's step and its seconds, a container's name.
fn behind_marks(line: &str) -> &str {
    let line = line.strip_prefix("##[debug]").unwrap_or(line).trim_start();
    let step = || {
        let (number, rest) = cut(line.strip_prefix('#')?, " ")?;
        let (seconds, rest) = cut(rest, " ")?;
        (is_number(number) && holds(seconds, ".")).then_some(rest)
    };
    let is_name = |name: &str| !holds_one(name, &[" ", ":", "=", "`"]) && !is_claim(name);
    let container = || cut(line, " | ").filter(|(name, _)| is_name(name.trim()));
    step().or_else(|| Some(container()?.1)).unwrap_or(line).trim_start()
}

/// A value without what a line writes around it: what stands between two quotation marks is the value, with all that it has.
fn unmarked(value: &str) -> &str {
    let outside = |at: char| at.is_whitespace() || matches!(at, ',' | ';' | '|' | '*');
    let value = trimmed(value, &outside);
    // Python marks bytes.
    let value = value.strip_prefix('b').filter(|rest| rest.starts_with(['\'', '"'])).unwrap_or(value);
    let between = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    let quoted = ['`', '"', '\''].into_iter().find_map(between);
    quoted.unwrap_or_else(|| trimmed(value, &|at| matches!(at, '`' | '"' | '\'')))
}

/// Whether a name is one of a claim that such lines speak of.
pub(crate) fn is_claim(name: &str) -> bool {
    REGISTERED.contains(&name) || any_part(NAMES, " ", &|known| known == name)
}

/// A line without the colours of a terminal: ESC `[` … letter.
fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut in_colour = false;
    for character in line.chars() {
        match character {
            '\u{1b}' => in_colour = true,
            _ if in_colour => in_colour = !character.is_ascii_alphabetic(),
            other => plain.push(other),
        }
    }
    plain
}

/// The text, if it is a subject and nothing else, or the one subject that it holds between quotation marks, as services write
/// that refused one.
fn lone_subject(text: &str) -> Option<&str> {
    const STARTS: [&str; 4] = ["'repo:", "'project_path:", "`repo:", "\"repo:"];
    let quoted = STARTS.iter().find_map(|start| {
        let (before, _) = cut(text, start)?;
        let inner = text.get(before.len().saturating_add(1)..)?;
        // Of two subjects one is what was wanted.
        let (subject, behind) = cut(inner, start.get(..1)?)?;
        (!holds_one(behind, &STARTS)).then_some(subject)
    });
    if let Some(subject) = quoted.filter(|_| !holds_one(text, &["\n", "{"])) {
        return is_subject(subject).then_some(subject);
    }
    let text = trimmed(text, &|at| at.is_whitespace() || matches!(at, '"' | '`' | '\''));
    is_subject(text).then_some(text)
}

fn is_subject(text: &str) -> bool {
    without_start(text, &["repo:", "project_path:"]).is_some()
        && holds(text, "/")
        && !holds(text, "\\")
        && mask_in(text).is_none()
        && !text.chars().any(char::is_whitespace)
}

/// Adds a claim: a time as a number, a list as one, what else it is as a text. What a line writes in place of a time, such as a
/// date, is not how the token has it.
fn push(claims: &mut Members, name: &str, value: &str) {
    if matches!(name, "exp" | "nbf" | "iat") {
        let seconds = before(value, " ");
        if is_number(seconds) {
            claims.push(Member { name, kind: Kind::Number, json: seconds, text: None });
        }
    } else if value.starts_with('[') {
        claims.push(Member { name, kind: Kind::Array, json: value, text: None });
    } else {
        claims.push_text(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn lines_are_read_as_logs_write_them() {
        let log = "publish\tUNKNOWN STEP\t2026-01-01T00:00:00.1234567Z * `sub`: `repo:a/b:ref:refs/heads/main`\n\
            2026-01-01T00:00:01Z \u{1b}[36;1m* `environment`: `MISSING`\u{1b}[0m\n  - repository: \"***/b\",\nsomething: else";
        let evidence = read(log);
        let told = evidence.map(|told| {
            let claims: Vec<(String, String)> =
                told.claims.iter().map(|claim| (claim.name.to_owned(), claim.json.to_owned())).collect();
            (claims, told.missing)
        });
        let sub = ("sub".to_owned(), "\"repo:a/b:ref:refs/heads/main\"".to_owned());
        assert_eq!(told, Some((vec![sub], vec!["environment".to_owned()])));
    }

    #[test]
    fn what_is_not_told_whole_is_not_told() {
        let told = |text: &str| {
            read(text).map(|told| {
                let claims =
                    told.claims.iter().map(|claim| format!("{}={}", claim.name, claim.text.unwrap_or_default()));
                let missing = told.missing.into_iter().map(|name| format!("no {name}"));
                claims.chain(missing).collect::<Vec<String>>().join(" ")
            })
        };
        for (text, evidence) in [
            ("sub: \"repo:a/b:x\",\nenvironment: Some(\n    \"release\",\n),", Some("sub=repo:a/b:x")),
            ("sub: \"repo:a/b:x\",\nenvironment: Some(\"release\"),", Some("sub=repo:a/b:x")),
            ("repository: \"a/b\",\nenvironment: None,", Some("repository=a/b no environment")),
            ("\"repository\": \"a/b\",\n\"environment\": null,", Some("repository=a/b no environment")),
            (
                "* `repository`: `a/b`\n* `ref`: `x`\n* `repository_id`: `[12](https://a/b#step:4:13)176396`",
                Some("repository=a/b ref=x"),
            ),
            ("project_path:a/b:ref_type:branch:ref:main", Some("sub=project_path:a/b:ref_type:branch:ref:main")),
            ("sub: project_path:a/b:ref_type:tag:ref:v1", Some("sub=project_path:a/b:ref_type:tag:ref:v1")),
            ("repository = a/b\nenvironment=prod", Some("repository=a/b environment=prod")),
            (
                "* `iss`: `https://agent.buildkite.com`\n* `build_branch`: `dev`",
                Some("iss=https://agent.buildkite.com build_branch=dev"),
            ),
            ("sub: repo:a/b:x\nRun `npm ci`: see `log`", Some("sub=repo:a/b:x")),
            ("log: \"{\\\"sub\\\":\\\"repo:a/b:environment:release\\\"}\"", None),
        ] {
            assert_eq!(told(text).as_deref(), evidence, "{text}");
        }
    }

    #[test]
    fn prose_is_no_evidence() {
        for text in [
            "* `size`: `5`\n* `colour`: `red`",
            "ref: see above",
            "hello: world\nworkflow: x",
            "repo: acme/x",
            "the sub: yes",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
