//! Pages as pictures for the window.

use std::num::NonZeroUsize;

use recoup_dossier::{print, render_page};

use crate::sample::sample;

#[test]
fn every_page_is_drawn_with_ink_on_it() {
    let (input, vault) = sample(12);
    let mut pdf = Vec::new();
    let printed = print(&input, &mut vault.opener(), &mut pdf).unwrap();
    for page in 1..=printed.pages.min(6) {
        let png = render_page(&pdf, NonZeroUsize::new(page).unwrap(), 1.0).unwrap().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let dark = pixels.chunks(4).filter(|p| p[0] < 128 && p[3] > 128).count();
        assert!(dark > 200, "page {page} has {dark} dark pixels");
    }
    let beyond = NonZeroUsize::new(printed.pages + 1).unwrap();
    assert_eq!(render_page(&pdf, beyond, 1.0).unwrap(), None);
}
