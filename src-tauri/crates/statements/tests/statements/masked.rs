//! Whatever a reading hands out holds no full card, identity or mobile number.

use proptest::prelude::*;
use recoup_statements::{Options, masked_copy, read};

fn with_check_digit(mut digits: String) -> String {
    let sum = |text: &str| -> u32 {
        text.bytes()
            .rev()
            .enumerate()
            .map(|(i, b)| {
                let d = u32::from(b - b'0') * if i % 2 == 0 { 1 } else { 2 };
                d / 10 + d % 10
            })
            .sum()
    };
    let check = (0..10u8).find(|c| sum(&format!("{digits}{c}")).is_multiple_of(10)).unwrap();
    digits.push(char::from(b'0' + check));
    digits
}

fn identity(region: u32, year: u32, month: u32, day: u32, serial: u32) -> String {
    let number = format!("{region:06}{year:04}{month:02}{day:02}{serial:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = number.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("{number}{}", char::from(b"10X98765432"[sum as usize % 11]))
}

proptest! {
    #[test]
    fn nothing_personal_is_handed_out(
        card in "(62[0-9]{13,16}|4[0-9]{14}|5[1-5][0-9]{13})".prop_map(with_check_digit),
        id in (110_000u32..660_000, 1950u32..2010, 1u32..13, 1u32..29, 0u32..1000)
            .prop_map(|(region, year, month, day, serial)| identity(region, year, month, day, serial)),
        phone in "1[3-9][0-9]{9}",
        around in "[一-龥，（ ]{0,4}",
        grouped in any::<bool>(),
    ) {
        let shown = if grouped && card.len() == 16 {
            [&card[..4], &card[4..8], &card[8..12], &card[12..]].join(" ")
        } else {
            card.clone()
        };
        let file = format!(
            "交易日期,收入金额,支出金额,余额,对方户名,对方账号,摘要\n\
             2026-11-03,1.00,,1.00,{around}{shown}{around},{card},身份证{id}{around}\n\
             2026-11-04,{card},x,2.00,{phone},,{around}{phone} {card}\n\
             2026-11-05,1.00,,2.00,{around},{phone},{id}\n"
        );
        let reading = read("f", file.as_bytes(), &Options::default()).unwrap();
        prop_assert_eq!(reading.rows, 2);
        prop_assert!(reading.has_full_cards);
        let handed = serde_json::to_string(&reading).unwrap();
        for secret in [&card, &shown, &id, &phone] {
            prop_assert!(!handed.contains(secret.as_str()), "{} in {}", secret, handed);
        }
        let kept = String::from_utf8(masked_copy(file.as_bytes()).unwrap()).unwrap();
        prop_assert!(![&card, &shown, &id].iter().any(|secret| kept.contains(secret.as_str())));
        prop_assert_eq!(kept.len(), file.len());
    }
}
