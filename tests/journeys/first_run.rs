//! The first start: something useful at once, and a sample shop to try.

use crate::desk::{Desk, can_run};
use crate::{truth, with_commas};

#[tokio::test]
async fn the_window_opens_and_the_sample_shop_shows_what_is_missing() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    desk.thing("load-demo").await;
    desk.thing("import-choose").await;
    desk.look("01-first-run").await;

    desk.click("load-demo").await;
    let missing = with_commas(truth()["totals"]["missing"].as_str().unwrap());
    desk.thing("answer").await;
    desk.read(&missing).await;
    desk.thing("remove-demo").await;
    desk.look("02-overview").await;

    // What was loaded is still there after the window was closed, and can be removed whole.
    let folder = desk.close().await;
    let desk = Desk::start_in(folder, &[]).await;
    desk.read(&missing).await;
    desk.click("remove-demo").await;
    desk.thing("load-demo").await;
    desk.close().await;
}

#[tokio::test]
async fn the_page_cannot_leave_the_machine() {
    if !can_run() {
        return;
    }
    let desk = Desk::start(&[]).await;
    desk.thing("load-demo").await;
    // The content policy answers before any name is looked up; the address is one that nobody has.
    let tried = desk
        .ask(
            "window.__denied = []; \
             addEventListener('securitypolicyviolation', e => window.__denied.push(e.effectiveDirective)); \
             fetch('http://198.51.100.7/').catch(() => {}); \
             const picture = new Image(); picture.src = 'http://198.51.100.7/x.png'; \
             const script = document.createElement('script'); script.textContent = 'window.__ran = true'; \
             document.head.append(script); return true;",
        )
        .await;
    assert_eq!(tried, true);
    for directive in ["connect-src", "img-src", "script-src-elem"] {
        let script = format!("return window.__denied.includes('{directive}')");
        let start = std::time::Instant::now();
        while desk.ask(&script).await != true {
            let denied = desk.ask("return window.__denied").await;
            assert!(start.elapsed().as_secs() < 20, "{directive} was not refused, only {denied}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
    assert_eq!(
        desk.ask("return window.__ran === undefined").await,
        true,
        "a script that we did not ship has run"
    );

    // What the capability does not grant is refused, also to a page that asks nicely.
    let refused =
        desk.call("plugin:window|set_title", serde_json::json!({"label": "main", "value": "x"})).await;
    assert!(refused["error"].as_str().is_some_and(|text| text.contains("not allowed")), "{refused}");
    desk.close().await;
}
