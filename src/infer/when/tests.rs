//! Dates and times as people write them.

use super::super::timeline::is_range;
use super::super::zone::{Clocks, Zone};
use super::*;

/// The moments of a text, one a line: date, time, zone in minutes or by name.
fn read(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    Moments::find(&lower).stamps.iter().map(show).collect()
}

fn show(stamp: &Stamp) -> String {
    let mut parts = Vec::new();
    if let Some(day) = stamp.day {
        let year = day.year.map_or("----".to_owned(), |y| y.to_string());
        let mark = if day.ambiguous { "?" } else { "" };
        let last = day.last.map_or(String::new(), |l| format!("..{l:02}"));
        parts.push(format!(
            "{year}-{:02}-{:02}{last}{mark}",
            day.month, day.day
        ));
    }
    if let Some(clock) = stamp.clock {
        let seconds = clock.second.map_or(String::new(), |s| format!(":{s:02}"));
        parts.push(format!("{:02}:{:02}{seconds}", clock.hour, clock.minute));
    }
    match stamp.zone {
        Some(Zone::Fixed(minutes)) => parts.push(format!("{minutes:+}")),
        Some(Zone::Region(name)) => parts.push(name.to_owned()),
        None => {}
    }
    parts.join(" ")
}

fn one(text: &str) -> String {
    read(text).join(" | ")
}

#[test]
fn both_clocks_are_read() {
    for (text, time) in [
        ("9:00 AM", "09:00"),
        ("5:40PM", "17:40"),
        ("6 PM", "18:00"),
        ("6pm", "18:00"),
        ("2:30 p.m", "14:30"),
        ("2:30 p.m.", "14:30"),
        ("12:00 AM", "00:00"),
        ("12:30 PM", "12:30"),
        ("03:45 PM", "15:45"),
        ("15:00 PM", "15:00"),
        ("14:05", "14:05"),
        ("5:13:57", "05:13:57"),
        ("12:50:07.123", "12:50:07"),
        ("10.21", "10:21"),
        ("2100hrs", "21:00"),
        ("2115 hrs", "21:15"),
        ("00:00 hours", "00:00"),
        ("at midnight", "00:00"),
        ("noon", "12:00"),
        ("3:AM", "03:00"),
        ("10:00 M", "10:00"),
        ("[13:26]", "13:26"),
        ("~9:43 AM", "09:43"),
        ("10:30 AM:issue", "10:30"),
    ] {
        assert_eq!(one(text), time, "{text}");
    }
}

#[test]
fn numbers_that_are_no_times_are_left_alone() {
    for text in [
        "HTTP 503",
        "25:61",
        "12:345",
        "v1.10.8",
        "ubuntu 16:9",
        "99.99%",
        "192.168.10.21",
        "0x19. Postmortem",
        "port 8080",
        "00:1a:2b:3c",
        "a 4:1 ratio",
        "17 AM",
        "5 apples",
        "block 13107518",
        "CVE-2024-12345",
        "$10.50",
        "2,420 times",
        "10 m of cable",
        "may happen",
        "march on",
        "second 30",
        "decimal 5",
        "mar",
    ] {
        assert_eq!(one(text), "", "{text}");
    }
}

#[test]
fn dates_are_read_in_every_order() {
    for (text, date) in [
        ("May 10, 2023", "2023-05-10"),
        ("May 10th, 2023", "2023-05-10"),
        ("february 1st 2023", "2023-02-01"),
        ("Feb. 3, 2023", "2023-02-03"),
        ("5th August 2022", "2022-08-05"),
        ("3rd of May", "-----05-03"),
        ("10 April 2025", "2025-04-10"),
        ("15 february, 2024", "2024-02-15"),
        ("September 5,, 2024", "2024-09-05"),
        ("12-Dec-2022", "2022-12-12"),
        ("Aug-27-2021", "2021-08-27"),
        ("2023-05-10", "2023-05-10"),
        ("2023/05/10", "2023-05-10"),
        ("2019-1-17", "2019-01-17"),
        ("13/10/2023", "2023-10-13"),
        ("10/13/2023", "2023-10-13"),
        ("4/21/23", "2023-04-21"),
        ("05/05/2023", "2023-05-05"),
        ("10.05.2023", "2023-05-10"),
        ("01/03/2025", "2025-01-03?"),
        ("04-12-2022", "2022-04-12?"),
        ("25 de Junho", "-----06-25"),
        ("May 10-11, 2022", "2022-05-10..11"),
        ("June 9", "-----06-09"),
    ] {
        assert_eq!(one(text), date, "{text}");
    }
}

#[test]
fn a_day_and_a_time_beside_it_are_one_moment() {
    for (text, moment) in [
        ("May 10, 2023, 9:00 AM (GMT +1)", "2023-05-10 09:00 +60"),
        ("2024-06-15 14:00 EAT", "2024-06-15 14:00 +180"),
        ("2023-01-04/11:34", "2023-01-04 11:34"),
        ("2025-03-12T15:57:18Z", "2025-03-12 15:57:18 +0"),
        ("2025-03-12 | 15:57 | Chain halts", "2025-03-12 15:57"),
        ("5:00 pm 05/22/2020", "2020-05-22 17:00"),
        ("2:00 PM (UTC) on October 11, 2023", "2023-10-11 14:00 +0"),
        ("May 20th, 2023 at 18:46 (UTC)", "2023-05-20 18:46 +0"),
        ("August 5th 2022, 18:00 GMT", "2022-08-05 18:00 +0"),
        ("Mar 5, 2024 12:00 (GMT)", "2024-03-05 12:00 +0"),
        ("December 07, 12:46:50 UTC", "-----12-07 12:46:50 +0"),
        ("13/10/2023 at 2100hrs WAT", "2023-10-13 21:00 +60"),
        ("2026-06-12 ~20:16", "2026-06-12 20:16"),
        ("2022-04-25 00:00 (GMT-04:00)", "2022-04-25 00:00 -240"),
        ("25 de junho às 15:52:00", "-----06-25 15:52:00"),
        ("Aug-27-2021 12:50:07 PM +UTC", "2021-08-27 12:50:07 +0"),
    ] {
        assert_eq!(one(text), moment, "{text}");
    }
}

#[test]
fn zones_are_read_behind_and_before_a_time() {
    for (text, moment) in [
        ("10:00 AM PST", "10:00 -480"),
        ("10:00 AM (EAT)", "10:00 +180"),
        ("08:00 WAT", "08:00 +60"),
        ("09:30 SAST", "09:30 +120"),
        ("10:00 UTC-5", "10:00 -300"),
        ("7:23 AM GMT+1", "07:23 +60"),
        ("10:00 GMT +5:30", "10:00 +330"),
        ("UTC 05:13", "05:13 +0"),
        ("6:35pm Pacific time", "18:35 America/Los_Angeles"),
        ("9 AM ET", "09:00 America/New_York"),
        ("09:00 Europe/Berlin", "09:00 Europe/Berlin"),
        ("10:00 +0200", "10:00 +120"),
        ("10:00 +02:00", "10:00 +120"),
        ("10:00 - 11:30 UTC", "10:00 | 11:30 +0"),
    ] {
        assert_eq!(one(text), moment, "{text}");
    }
}

#[test]
fn pst_in_summer_is_taken_literally_and_pacific_time_is_not() {
    let summer = jiff::civil::date(2020, 5, 22).at(17, 0, 0, 0);
    let hours = |zone: Zone| zone.at(summer).map(|at| at.offset.seconds() / 3600);
    assert_eq!(hours(Zone::Fixed(-480)), Some(-8));
    assert_eq!(hours(Zone::Region("America/Los_Angeles")), Some(-7));
}

#[test]
fn a_time_that_a_clock_shows_twice_is_ambiguous() {
    let twice = jiff::civil::date(2023, 10, 29).at(2, 30, 0, 0);
    let at = Zone::Region("Europe/Berlin").at(twice).unwrap();
    assert_eq!(at.clocks, Clocks::Twice);
    assert_eq!(Zone::Fixed(60).at(twice).unwrap().clocks, Clocks::Once);
}

#[test]
fn weekdays_are_kept_with_their_date() {
    let moments = Moments::find("on tuesday, 2023-01-04, and monday the 23rd of may 2022");
    let days: Vec<_> = moments
        .stamps
        .iter()
        .filter_map(|s| s.day?.weekday)
        .collect();
    assert_eq!(days, [Weekday::Tuesday, Weekday::Monday]);
}

#[test]
fn dates_of_no_calendar_are_noticed() {
    let found = |text: &str| {
        let moments = Moments::find(text);
        (
            moments.stamps.len(),
            moments
                .impossible
                .iter()
                .map(|r| text[r.clone()].to_owned())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        found("february 30, 2023"),
        (0, vec!["february 30, 2023".to_owned()])
    );
    assert_eq!(
        found("20202-01-16 was it"),
        (0, vec!["20202-01-16".to_owned()])
    );
    assert_eq!(found("2023-13-05"), (0, vec!["2023-13-05".to_owned()]));
    assert_eq!(found("order 1234-56-78"), (0, vec![]));
    assert_eq!(found("01 jan 0001 00:00:00").1, Vec::<String>::new());
}

#[test]
fn an_ambiguous_date_has_two_readings() {
    let moments = Moments::find("04-12-2022");
    let day = moments.stamps[0].day.unwrap();
    assert_eq!(day.date(2022, true), Some(jiff::civil::date(2022, 12, 4)));
    assert_eq!(day.date(2022, false), Some(jiff::civil::date(2022, 4, 12)));
}

#[test]
fn two_moments_are_a_range_when_the_words_between_say_so() {
    for gap in [
        " - ",
        " – ",
        " to ",
        " until ",
        " to approximately ",
        " until the following day at ",
    ] {
        assert!(is_range(gap, false), "{gap}");
    }
    assert!(is_range(" and ", true));
    assert!(is_range(" and ending at ", false));
    for gap in [" and ", ", ", ": issue detected. ", " after lunch to "] {
        assert!(!is_range(gap, false), "{gap}");
    }
}

#[test]
fn a_bare_hour_is_a_time_beside_another() {
    assert_eq!(one("from 9 to 11 am"), "09:00 | 11:00");
    assert_eq!(one("4-6pm"), "04:00 | 18:00");
    assert_eq!(one("from 4pm to 6 gmt"), "16:00 | 18:00 +0");
    assert_eq!(one("between 2 and 4 pm"), "02:00 | 16:00");
    assert_eq!(one("2 of 4 servers, 3 to 5 of them, 9 and 11 am"), "11:00");
}

#[test]
fn times_without_a_colon_stand_behind_a_date_or_before_utc() {
    assert_eq!(one("2024-04-01 0251: halted"), "2024-04-01 02:51");
    assert_eq!(one("at 0251 utc"), "02:51 +0");
    assert_eq!(one("in 2023 utc was kept, port 8080"), "");
    assert_eq!(one("january23, 2021"), "2021-01-23");
}
