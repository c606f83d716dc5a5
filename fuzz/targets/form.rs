//! Any words in any provider's form, and any text as publishers: what comes of them can be written back and judged.
#![no_main]

use hub_trusted_publishers::{
    Context, Labels, check, ci_workflow, fields_of, parse_publishers, parse_resource, preview, provider, publisher_of,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, Vec<&str>, &str, &str)| {
    let (index, words, text, resource) = input;
    let provider = &provider::ALL[usize::from(index) % provider::ALL.len()];
    let fields = provider.fields();
    let filled: Vec<(&str, &str)> = fields.iter().zip(&words).map(|(field, word)| (field.id, *word)).collect();
    let (publisher, _) = publisher_of(provider, &filled);
    if let Some(publisher) = &publisher {
        let (again, fields, rest) = fields_of(publisher);
        if rest.is_empty() {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(id, value)| (*id, value.as_str())).collect();
            let (written, findings) = publisher_of(again, &fields);
            if !findings.iter().any(|finding| finding.is_error()) {
                assert_eq!(written.as_ref(), Some(publisher), "a form that is filled in twice differs");
            }
        }
        check(publisher, Context { resource, ..Context::default() });
        preview(publisher, Labels::Documented);
    }
    ci_workflow(provider, resource, publisher.as_ref());
    let _ = parse_resource(resource);
    for publisher in parse_publishers(text).0.iter().take(3) {
        check(publisher, Context { resource, others: std::slice::from_ref(publisher), labels: Labels::Raw });
        fields_of(publisher);
    }
});
