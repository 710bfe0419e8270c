//! States as people read them, with a tone of colour.

/// A state on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// The word of the API.
    pub(super) word: String,
    /// The word for people.
    pub(super) text: String,
    /// The class that gives it its colour: `good`, `busy`, `bad` or `quiet`.
    pub(super) tone: &'static str,
}

impl State {
    pub(super) fn of(word: &str) -> Self {
        let tone = match word {
            "READY" | "FINISHED" | "ACTIVATED" | "ENABLED" | "LINKED" => "good",
            "DEPLOYING" | "STARTED" | "CREATED" | "CANCELING" | "DELETING" | "ADDING_HOSTS" | "REMOVING_HOSTS" => {
                "busy"
            }
            "FAILED" | "ERROR" => "bad",
            _ => "quiet",
        };
        let mut text = word.to_lowercase().replace('_', " ");
        if let Some(first) = text.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self { word: word.to_owned(), text, tone }
    }
}

/// Writes the kind of a task for people: `SDDC-PROVISION` is `Provision SDDC`.
pub(super) fn task_title(kind: &str) -> String {
    let known = match kind {
        "SDDC-PROVISION" => "Create SDDC",
        "SDDC-DELETE" => "Delete SDDC",
        "ESX-ADD" => "Add hosts",
        "ESX-REMOVE" => "Remove hosts",
        "CLUSTER-CREATE" => "Create cluster",
        "CLUSTER-DESTROY" => "Delete cluster",
        "CLUSTER-RECONFIGURE" => "Reconfigure cluster",
        "SUBSCRIPTION-CREATE" => "Buy subscription",
        "SUBSCRIPTION-CANCEL" => "Cancel subscription",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let words = kind.replace(['-', '_'], " ");
    let acronyms = ["SDDC", "IP", "DNS", "ESX", "AWS", "VPC", "NSX"];
    let word = |(place, word): (usize, &str)| match word {
        word if acronyms.contains(&word) => word.to_owned(),
        word if place == 0 => {
            word.get(..1).map(|first| first.to_owned() + &word[1..].to_lowercase()).unwrap_or_default()
        }
        word => word.to_lowercase(),
    };
    words.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_api_are_written_for_people() {
        assert_eq!(State::of("READY"), State { word: "READY".into(), text: "Ready".into(), tone: "good" });
        assert_eq!((State::of("ADDING_HOSTS").text, State::of("é").text), ("Adding hosts".into(), "é".into()));
        assert_eq!(task_title("SDDC-PROVISION"), "Create SDDC");
        assert_eq!(task_title("PUBLIC-IP-ALLOCATE"), "Public IP allocate");
        assert_eq!((task_title(""), task_title("É")), (String::new(), String::new()));
    }
}
