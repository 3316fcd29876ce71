//! Where the next page of a list is.

/// The address of the next page in a `Link` header.
pub(super) fn next_page(link: &str) -> Option<&str> {
    let mut rest = link;
    // An address may hold commas and semicolons, so it is cut out first.
    while let Some((_, after)) = rest.split_once('<') {
        let (url, after) = after.split_once('>')?;
        let parameters = after.split_once('<').map_or(after, |(parameters, _)| parameters);
        if parameters
            .split([';', ','])
            .any(|parameter| matches!(parameter.trim(), "rel=\"next\"" | "rel=next"))
        {
            return Some(url);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_whatever_stands_around_it() {
        let url = "https://api.github.com/repositories/1/pulls/7/reviews?page=2,3;x";
        for link in [
            format!("<{url}>; rel=\"next\", <https://x>; rel=\"last\""),
            format!("<https://x>; rel=\"prev\", <{url}>; rel=\"next\""),
            format!("<{url}>; title=\"a\"; rel=next"),
        ] {
            assert_eq!(next_page(&link), Some(url), "{link}");
        }
    }

    #[test]
    fn the_last_page_has_no_next_one() {
        for link in
            ["", "<https://x>; rel=\"prev\", <https://y>; rel=\"first\"", "<https://x", "rel=\"next\""]
        {
            assert_eq!(next_page(link), None, "{link}");
        }
    }
}
