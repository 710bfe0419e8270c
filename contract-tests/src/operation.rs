//! Finds the operation of the endpoint table that a request addresses.

use vmc_client::{endpoint::OperationInfo, endpoints};

/// Returns the table entry that a request matches, or `None` if it matches no operation. The path may include a
/// query.
///
/// If two templates match, such as `/sddcs/provision-spec` and `/sddcs/{sddc}`, the one with more fixed segments is
/// returned.
pub fn line_of(method: &str, path: &str) -> Option<&'static OperationInfo> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let fitting = endpoints::all().filter(|line| line.method == method && fits(line.path, path));
    fitting.max_by_key(|line| line.path.split('/').filter(|part| !part.starts_with('{')).count())
}

/// Does the same as [`line_of`] for a request line: `GET /vmc/api/orgs?a=b`.
pub fn line_of_request(request_line: &str) -> Option<&'static OperationInfo> {
    let (method, path) = request_line.split_once(' ')?;
    line_of(method, path)
}

/// Returns the name of the operation that a request line addresses, or the line without its query if there is no such
/// operation.
pub fn name_of(request_line: &str) -> &str {
    let bare = request_line.split('?').next().unwrap_or_default();
    line_of_request(request_line).map_or(bare, |line| line.name)
}

/// Returns the table entry of an operation by its name.
pub fn named(name: &str) -> Option<&'static OperationInfo> {
    endpoints::all().find(|line| line.name == name)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut came) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), came.next()) {
            (None, None) => return true,
            (Some(wanted), Some(came)) if fits_segment(wanted, came) => {}
            _ => return false,
        }
    }
}

/// A parameter may be followed by a verb, as in `{clusterId}:rename-cluster`.
fn fits_segment(wanted: &str, came: &str) -> bool {
    match wanted.strip_prefix('{').and_then(|wanted| wanted.split_once('}')) {
        Some((_, verb)) => came.strip_suffix(verb).is_some_and(|value| !value.is_empty()),
        None => wanted == came,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_find_their_operation_and_fixed_parts_count_more() {
        for (request, name) in [
            ("GET /vmc/api/orgs", "ListOrgs"),
            ("GET /vmc/api/orgs/a/sddcs?includeDeleted=true", "ListSddcs"),
            ("GET /vmc/api/orgs/a/sddcs/provision-spec", "GetProvisionSpec"),
            ("GET /vmc/api/orgs/a/sddcs/b", "GetSddc"),
            ("POST /vmc/api/orgs/a/sddcs", "CreateSddc"),
            ("POST /csp/gateway/am/api/auth/api-tokens/authorize", "AuthorizeApiToken"),
            ("POST /api/inventory/a/vmc-aws/clusters/b:rename-cluster", "RenameCluster"),
            ("POST /api/inventory/a/vmc-aws/clusters/b:paint", "POST /api/inventory/a/vmc-aws/clusters/b:paint"),
            ("GET /csp/gateway/am/api/orgs/invitations/a@example.com", "ListUserInvitations"),
            ("GET /vmc/api/orgs/a/sddcs/", "GET /vmc/api/orgs/a/sddcs/"),
            ("PUT /vmc/api/orgs?a=b", "PUT /vmc/api/orgs"),
            ("GET /_vmcsim/worlds", "GET /_vmcsim/worlds"),
        ] {
            assert_eq!(name_of(request), name, "{request}");
        }
    }
}
