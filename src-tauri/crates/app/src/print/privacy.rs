//! Who gets an identity document in full, and who need not.

use recoup_casework::{Case, CaseExhibit, Recipient};

use crate::view::Text;

/// What to think of before an identity document goes out: the other side needs no number of it, an authority checks the
/// whole. `case` has the numbers that are printed.
pub(super) fn identity(case: &Case, recipient: Recipient) -> Vec<Text> {
    let in_full = !matches!(recipient, Recipient::Provider | Recipient::Unionpay);
    let documents = case.exhibits.iter().filter(|e| {
        e.withdrawn.is_none()
            && e.exhibit.satisfies.iter().any(|id| id == "identity")
            && matches!(e.exhibit.media_type.as_str(), "image/jpeg" | "image/png")
    });
    documents
        .filter(|e| e.painted.is_some() == in_full)
        .map(|CaseExhibit { exhibit, .. }| {
            let (no, zh, en) = (exhibit.no, recipient.zh(), recipient.en());
            if in_full {
                Text::new(
                    format!("证据 {no} 是遮盖过的身份证明，{zh}要核对完整的：先取消遮盖，或者带上原件。"),
                    format!("Exhibit {no} is an identity document painted over; {en} checks the whole of it: show it as it is, or bring the original."),
                )
            } else {
                Text::new(
                    format!("证据 {no} 是身份证明，交给{zh}不必露出证件号：可以先遮盖。"),
                    format!("Exhibit {no} is an identity document; {en} needs no number of it: you may paint it over first."),
                )
            }
        })
        .collect()
}
