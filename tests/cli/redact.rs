//! Parts of a photo painted over on a copy: the dossier and the pack have the copy, the original stays.

use std::io::Read;

use crate::cases::{pdf_text, show, with_case};
use crate::world::fixture;

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|w| w == wanted)
}

#[test]
fn a_photo_is_painted_over_on_a_copy_and_the_original_stays() {
    let (world, _) = with_case();
    let slip = fixture("小票_20261111.jpg");
    let original = std::fs::read(&slip).unwrap();
    world.ok(&["case", "attach", "1", slip.to_str().unwrap()]);
    let taken_in = show(&world)["exhibits"][0].clone();

    world.refused(&["case", "redact", "1", "1", "--box", "1,2,3"], "左,上,宽,高");
    world.refused(&["case", "redact", "1", "1", "--box", "900,0,200,100"], "不能超出照片");
    world.refused(&["case", "redact", "1", "9", "--box", "0,0,10,10"], "没有证据 9");
    assert_eq!(world.run(&["case", "redact", "1", "1"]).code, 2, "what to do is not guessed");

    let said = world.ok(&["case", "redact", "1", "1", "--box", "50,260,900,70", "--box", "50,330,900,60"]);
    assert!(said.contains("遮盖了 2 处") && said.contains("原件不动"), "{said}");
    let case = show(&world);
    assert_eq!(case["exhibits"][0]["painted"], serde_json::json!([[50, 260, 900, 70], [50, 330, 900, 60]]));
    assert_eq!(case["exhibits"][0]["sha256"], taken_in["sha256"], "the exhibit is still the photo");
    assert!(case["timeline"].to_string().contains("证据1以遮盖副本代替，遮盖 2 处"));

    world.ok(&["dossier", "1", "--for", "provider", "-o", "a.pdf", "--pack", "a.zip"]);
    let text = pdf_text(&world.path("a.pdf")).replace(['\n', ' '], "");
    assert!(text.contains("复制件，遮盖2处") && text.contains("证据1是遮盖副本"), "list and limits");
    assert!(text.contains("小票_20261111（遮盖）.jpg"));
    // The photo's own bytes, from which anybody could see what is below, are in neither file.
    let piece = &original[original.len() / 2..][..64];
    assert!(!holds(&std::fs::read(world.path("a.pdf")).unwrap(), piece));
    let mut pack = zip::ZipArchive::new(std::fs::File::open(world.path("a.zip")).unwrap()).unwrap();
    for i in 0..pack.len() {
        let mut bytes = Vec::new();
        let mut entry = pack.by_index(i).unwrap();
        entry.read_to_end(&mut bytes).unwrap();
        assert!(!holds(&bytes, piece), "entry {i}");
    }
    assert_eq!(world.run(&["verify", "a.zip"]).code, 0);
    assert_eq!(world.run(&["verify", "a.pdf"]).code, 0);

    world.ok(&["case", "redact", "1", "1", "--undo"]);
    world.ok(&["dossier", "1", "--for", "provider", "-o", "b.pdf"]);
    assert!(holds(&std::fs::read(world.path("b.pdf")).unwrap(), piece), "byte for byte again");
    assert_eq!(show(&world)["exhibits"][0]["painted"], serde_json::json!([]));

    // Who was handed the photo itself gets no copy of it as something new.
    world.ok(&["case", "redact", "1", "1", "--box", "50,260,900,70"]);
    let supplement = ["dossier", "1", "--for", "provider", "--supplement", "-o", "c.pdf"];
    world.refused(&supplement, "没有要补充的");

    // Of an identity document the other side needs no number; who decides checks the whole of it.
    world.ok(&["case", "exhibit", "1", "1", "--satisfies", "identity"]);
    let hints = |recipient: &str| world.run(&["dossier", "1", "--for", recipient, "-o", "d.pdf"]).err;
    assert!(hints("pbc").contains("要核对完整的") && !hints("provider").contains("身份证明，交给"));
    world.ok(&["case", "redact", "1", "1", "--undo"]);
    assert!(!hints("court").contains("要核对完整的") && hints("provider").contains("可以先遮盖"));

    let letter = fixture("青杉支付答复函_20261119.pdf");
    world.ok(&["case", "attach", "1", letter.to_str().unwrap()]);
    world.refused(&["case", "redact", "1", "2", "--box", "0,0,10,10"], "存成图片");
}

#[test]
fn a_supplement_names_a_covered_copy_by_the_number_that_it_has_there() {
    let (world, _) = with_case();
    let piece = |file: &str| std::fs::read(fixture(file)).unwrap();
    let supplement = ["dossier", "1", "--for", "provider", "--supplement", "-o", "b.pdf"];
    let text = || pdf_text(&world.path("b.pdf")).replace(['\n', ' '], "");
    world.ok(&["case", "attach", "1", fixture("青杉支付答复函_20261119.pdf").to_str().unwrap()]);
    world.ok(&["dossier", "1", "--for", "provider", "-o", "a.pdf"]);

    // The letter, handed over as exhibit 1, is withdrawn: in a whole dossier the slip would be the first.
    world.ok(&["case", "withdraw", "1", "1", "--why", "重复"]);
    world.ok(&["case", "attach", "1", fixture("小票_20261111.jpg").to_str().unwrap()]);
    world.ok(&["case", "redact", "1", "2", "--box", "50,260,900,70"]);
    world.ok(&supplement);
    assert!(text().contains("证据2是遮盖副本") && !text().contains("证据1是遮盖副本"), "{}", text());

    // The photo itself, asked for afterwards, is new and keeps the number of its copy.
    world.ok(&["case", "redact", "1", "2", "--undo"]);
    world.ok(&supplement);
    let photo = piece("小票_20261111.jpg");
    assert!(holds(&std::fs::read(world.path("b.pdf")).unwrap(), &photo[photo.len() / 2..][..64]));
    assert!(
        text().contains("证据2") && !text().contains("证据3") && !text().contains("遮盖副本"),
        "{}",
        text()
    );
}
