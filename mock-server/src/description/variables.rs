//! Variables of the environment that stand for secrets: `${NAME}`.

use crate::world::description::{
    Problem,
    node::{Content, Node},
};
use vmc_client::secrets::is_secret_key;

/// Replaces `${NAME}` in secrets by the value of the variable, and `$${` by `${`. Returns a problem for each variable that is not set.
pub(super) fn replace(node: &mut Node, variable: &dyn Fn(&str) -> Option<String>) -> Vec<Problem> {
    let mut replacing = Replacing { variable, problems: Vec::new() };
    replacing.walk(node, "", false);
    replacing.problems
}

struct Replacing<'v> {
    variable: &'v dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
}

impl Replacing<'_> {
    fn walk(&mut self, node: &mut Node, path: &str, is_secret: bool) {
        match &mut node.content {
            Content::Text(text) if is_secret => match replaced(text, self.variable) {
                Ok(new) => *text = new,
                Err(message) => self.problems.push(Problem { path: path.to_owned(), at: node.at, message }),
            },
            Content::List(items) => {
                for (place, item) in items.iter_mut().enumerate() {
                    self.walk(item, &format!("{path}[{place}]"), is_secret);
                }
            }
            Content::Map(members) => {
                for (key, value) in members {
                    let dot = if path.is_empty() { "" } else { "." };
                    let is_secret = key.text == "api_tokens" || is_secret_key(&key.text);
                    self.walk(value, &format!("{path}{dot}{}", key.text), is_secret);
                }
            }
            Content::Null | Content::Bool(_) | Content::Number(_) | Content::Text(_) => {}
        }
    }
}

fn replaced(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let (mut new, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("${") {
        if let Some(before) = rest[..at].strip_suffix('$') {
            new.push_str(before);
            new.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        new.push_str(&rest[..at]);
        let Some((name, after)) = rest[at + 2..].split_once('}') else {
            return Err("A variable begins here and has no end: `}` is missing.".to_owned());
        };
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_name {
            return Err("The name of a variable has letters, digits and _ only.".to_owned());
        }
        let value = variable(name).ok_or_else(|| format!("The environment has no variable {name}."))?;
        new.push_str(&value);
        rest = after;
    }
    new.push_str(rest);
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced_and_missing_ones_are_named() {
        let variable = |name: &str| (name == "TOKEN").then(|| "${TOKEN}-7".to_owned());
        for (text, expected) in [
            ("a", Ok("a")),
            ("${TOKEN}", Ok("${TOKEN}-7")),
            ("a${TOKEN}b${TOKEN}", Ok("a${TOKEN}-7b${TOKEN}-7")),
            ("$${TOKEN}$", Ok("${TOKEN}$")),
            ("${OTHER}", Err("The environment has no variable OTHER.")),
            ("${TOKEN", Err("A variable begins here and has no end: `}` is missing.")),
            ("${a b}", Err("The name of a variable has letters, digits and _ only.")),
        ] {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(replaced(text, &variable), expected, "{text}");
        }
    }
}
