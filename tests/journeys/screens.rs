//! Every screen that the rail leads to, in both languages and by keyboard: readable for all, and nothing runs off its side.

use crate::desk::{Desk, can_run};

const SCREENS: &[&str] =
    &["overview", "missing", "transactions", "deposits", "cases", "contacts", "import", "help", "settings"];
/// Screens behind a button of another: where the button is, its test id, the screen.
const BEHIND: &[(&str, &str, &str)] = &[
    ("import", "go-imports", "imports"),
    ("import", "go-slip", "slip"),
    ("settings", "go-shop", "shop"),
    ("settings", "go-agreements", "agreements"),
    ("settings", "go-facts", "facts"),
];

#[tokio::test]
async fn every_screen_is_accessible_in_both_languages() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    desk.click("load-demo").await;
    desk.thing("answer").await;
    for lang in ["zh", "en"] {
        desk.click("nav-settings").await;
        desk.click(&format!("lang-{lang}")).await;
        desk.see(&format!("html[lang^='{lang}']")).await;
        for screen in SCREENS {
            desk.click(&format!("nav-{screen}")).await;
            looked_at(&desk, screen, lang).await;
        }
        for (from, button, screen) in BEHIND {
            desk.click(&format!("nav-{from}")).await;
            desk.click(button).await;
            looked_at(&desk, screen, lang).await;
        }
    }
    desk.close().await;
}

async fn looked_at(desk: &Desk, screen: &str, lang: &str) {
    desk.on(screen).await;
    desk.settled().await;
    desk.look(&format!("{lang}-{screen}")).await;
    let wider =
        desk.ask("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
    assert!(wider.as_i64().unwrap() <= 0, "{screen} ({lang}) runs {wider} px off its side");
}

#[tokio::test]
async fn the_keyboard_alone_loads_the_sample_and_opens_the_missing_list() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    let button = desk.thing("load-demo").await;
    desk.tab_to("load-demo").await;
    button.send_keys("\u{e007}").await.unwrap();
    desk.thing("answer").await;
    desk.tab_to("nav-missing").await;
    desk.thing("nav-missing").await.send_keys("\u{e007}").await.unwrap();
    desk.on("missing").await;
    assert_eq!(desk.clicks(), 0);
    desk.close().await;
}
