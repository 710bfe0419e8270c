//! Which operation a request is of.

use vmc_client::{endpoint::Line, endpoints};

/// The line of the endpoint table that a request belongs to, by its method and its path, with or without a query. Where a path fits several
/// templates, it is of the one with the fewest parameters.
pub fn of(method: &str, path: &str) -> Option<&'static Line> {
    let path: Vec<_> = path.split('?').next()?.split('/').collect();
    let fits = |line: &&Line| {
        let template: Vec<_> = line.path.split('/').collect();
        line.method == method
            && template.len() == path.len()
            && std::iter::zip(template, &path).all(|(wanted, part)| wanted.starts_with('{') || wanted == *part)
    };
    endpoints::all().filter(fits).min_by_key(|line| line.path.matches('{').count())
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn requests_are_of_their_operations() {
        for (method, path, name) in [
            ("GET", "/vmc/api/orgs/o/sddcs/s", Some("GetSddc")),
            ("GET", "/vmc/api/orgs/o/sddcs/provision-spec", Some("GetProvisionSpec")),
            ("POST", "/vmc/api/orgs/o/tasks/t?action=cancel", Some("UpdateTask")),
            ("PUT", "/vmc/api/orgs/o/sddcs/s", None),
            ("GET", "/vmc/api", None),
        ] {
            assert_eq!(of(method, path).map(|line| line.name), name, "{method} {path}");
        }
    }
}
