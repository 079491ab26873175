//! Events onto the chain, and the cases that they make.

use recoup_casework::{Event, History, Link, fold};
use recoup_store::StoredLink;

use crate::{AppError, Recoup, clock};

impl Recoup {
    /// Appends one event; two programs on the same folder cannot fork the chain.
    pub(crate) fn append(&mut self, event: &Event) -> Result<StoredLink, AppError> {
        let at = clock::now();
        let link = self.store.append(|head| {
            let next = recoup_casework::link(head.map(from_stored).as_ref(), at, event);
            StoredLink {
                seq: next.seq,
                at: next.at,
                event: next.event,
                prev: next.prev,
                digest: next.digest,
                hash: next.hash,
            }
        })?;
        Ok(link)
    }

    /// The whole chain as the casework crate checks it.
    pub(crate) fn links(&self) -> Result<Vec<Link>, AppError> {
        Ok(self.store.links()?.iter().map(from_stored).collect())
    }

    /// All cases, folded from the chain.
    pub(crate) fn history(&self) -> Result<History, AppError> {
        Ok(fold(&self.links()?))
    }
}

fn from_stored(link: &StoredLink) -> Link {
    Link {
        seq: link.seq,
        at: link.at.clone(),
        prev: link.prev.clone(),
        digest: link.digest.clone(),
        event: link.event.clone(),
        hash: link.hash.clone(),
    }
}
