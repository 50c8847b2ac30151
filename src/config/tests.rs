//! Tests of the settings: every fault at once, each with its place.

use super::*;
use crate::diag::SourceText;

fn parse(text: &str) -> Outcome<SiteToml> {
    SiteToml::parse(&SourceText::new("site.toml", text))
}

fn in_force(text: &str) -> Config {
    let outcome = parse(text);
    assert_eq!(outcome.diagnostics, []);
    Config::resolve(outcome.value, Overrides::default()).value
}

/// `line:column rule message / help` of each finding.
fn told(text: &str) -> Vec<String> {
    parse(text)
        .diagnostics
        .into_iter()
        .map(|d| {
            let place = d.place.unwrap();
            format!(
                "{}:{} {} {} / {}",
                place.line,
                place.column,
                d.rule,
                d.message,
                d.help.unwrap_or_default()
            )
        })
        .collect()
}

#[test]
fn an_empty_file_means_the_defaults() {
    assert_eq!(in_force(""), Config::default());
}

#[test]
fn what_is_written_counts() {
    let config = in_force(
        "title = \"Ours\"\nbase_url = \"https://example.com/repo\"\nas_of = 2026-01-31\n[content]\nday_first = true\n\
         [build]\npage_size = 20\n[limits]\nterms = 5\n[rules]\nlink-broken = \"error\"\naction-unowned = \"off\"\n",
    );
    assert_eq!(config.title, "Ours");
    assert_eq!(
        config.base_url.as_deref(),
        Some("https://example.com/repo/")
    );
    assert_eq!(config.base_path(), "/repo/");
    assert_eq!(config.as_of.as_deref(), Some("2026-01-31"));
    assert_eq!(config.day_first, Some(true));
    assert_eq!((config.page_size, config.limits.terms), (20, 5));
    assert_eq!(config.rules.get("link-broken"), Some(&Some(Level::Error)));
    assert_eq!(config.rules.get("action-unowned"), Some(&None));
    assert_eq!(Config::default().base_path(), "/");
}

#[test]
fn everything_wrong_is_told_at_once_with_its_place_and_a_way_out() {
    assert_eq!(
        told(
            "titel = \"x\"\npage_size = 10\nbase_url = \"example.com\"\n[build]\npage_size = \"many\"\nhighlight = 1\n\
             [rules]\nlink-broken = \"fatal\"\n[limits]\nterms = 0\n[bild]\nx = 1\n"
        ),
        [
            "1:1 setting-unknown there is no setting `titel` / did you mean `title`?",
            "2:1 setting-unknown there is no setting `page_size` / `page_size` belongs under `[build]`",
            "3:12 setting-invalid `base_url` is `example.com` / write an address that begins with `https://` or `http://`, without `?` and `#`",
            "5:13 setting-invalid `build.page_size` is `many` / write a whole number from 1 to 2147483647",
            "6:13 setting-invalid `build.highlight` is `1` / write `true` or `false`",
            "8:15 setting-invalid the level of `link-broken` is none that there is / write `\"error\"`, `\"warning\"`, `\"hint\"` or `\"off\"`",
            "10:9 setting-invalid `limits.terms` is `0` / write a whole number from 1 to 2147483647",
            "11:2 setting-unknown there is no setting `bild` / did you mean `build`?",
        ]
    );
    assert!(told("title = \n").first().unwrap().starts_with("1:"));
}

#[test]
fn an_address_of_a_site_is_http_and_ends_with_a_slash() {
    let url = |text: &str| {
        in_force(&format!("base_url = \"{text}\""))
            .base_url
            .unwrap()
    };
    assert_eq!(url("http://localhost:4747"), "http://localhost:4747/");
    assert_eq!(url("https://a.example/b/c//"), "https://a.example/b/c/");
    for bad in [
        "ftp://x",
        "https://",
        "https://x/?a",
        "https://x/#a",
        "//x",
        "https://x/../y",
        "https://a@b",
        "javascript:1",
    ] {
        assert_eq!(told(&format!("base_url = \"{bad}\"")).len(), 1, "{bad}");
    }
}

#[test]
fn a_theme_is_a_folder_under_themes() {
    for bad in ["../x", "a/b", "", ".git", "C:x"] {
        assert_eq!(told(&format!("theme = '{bad}'")).len(), 1, "{bad}");
    }
    assert_eq!(in_force("theme = 'plain'").theme.as_deref(), Some("plain"));
}

#[test]
fn a_site_adds_renames_and_replaces_categories_and_unknown_stays_last() {
    let ids = |config: &Config| {
        config
            .categories
            .iter()
            .map(|category| category.id.clone())
            .collect::<Vec<_>>()
    };
    let config = in_force(
        "[[category]]\nid = 'weather'\nname = 'Weather'\nmeans = 'storm and flood'\nkeywords = ['storm', 'Hail stones']\n\
         [[category]]\nid = 'network'\nname = 'Wires'\n",
    );
    assert_eq!(ids(&config).len(), 16);
    assert_eq!(ids(&config)[14..], ["weather", "unknown"]);
    assert_eq!(config.category("network").unwrap().name, "Wires");
    assert_eq!(
        config.category_of_word("hail_stones").unwrap().id,
        "weather"
    );
    assert_eq!(config.category_of_word("BGP").unwrap().id, "network");
    assert_eq!(config.category_of_word("gremlins"), None);

    let config = in_force("[[category]]\nid = 'weather'\n[taxonomy]\ndefault_categories = false\n");
    assert_eq!(ids(&config), ["weather", "unknown"]);
    assert_eq!(config.category_of_word("bgp"), None);
    assert!(told("[[category]]\nid = 'Bad Id'\n")[0].contains("`Bad Id` is no id of a category"));
    assert!(told("[[category]]\nid = 5\n")[0].contains("`5` is no id of a category"));
    assert!(told("[[category]]\nname = 'X'\n")[0].contains("a category has no `id`"));
    assert_eq!(
        told("category = ['weather']\nseverity = [3]\n"),
        [
            "1:13 setting-invalid one `category` is a text / write a table: `[[category]]`, then `id`, `name` and `means`",
            "2:13 setting-invalid one `severity` is a text / write a table: `[[severity]]`, then `number`, `name` and `means`",
        ]
    );
    assert!(told("[[category]]\nid = 'x'\nnmae = 'X'\n")[0].contains("did you mean `name`?"));
}

#[test]
fn what_was_typed_counts_more_than_what_is_written() {
    let site = parse("base_url = \"https://a.example/\"\n[build]\noutput = \"site\"\n").value;
    let typed = Overrides {
        base_url: Some("https://b.example/x".to_owned()),
        drafts: Some(true),
        source_date: Some("2026-01-31".to_owned()),
        ..Overrides::default()
    };
    let config = Config::resolve(site, typed).value;
    assert_eq!(config.base_url.as_deref(), Some("https://b.example/x/"));
    assert_eq!(config.output, "site");
    assert_eq!(config.as_of.as_deref(), Some("2026-01-31"));
    assert!(config.audience.drafts && !config.audience.internal);
    let typed = Overrides {
        base_url: Some("b.example".to_owned()),
        theme: Some("../x".to_owned()),
        ..Overrides::default()
    };
    let outcome = Config::resolve(SiteToml::default(), typed);
    assert_eq!(outcome.diagnostics.len(), 2);
}

#[test]
fn a_scale_of_severities_of_ones_own_gives_names_and_words() {
    let config = in_force(
        "[[severity]]\nnumber = 2\nname = 'P2'\n[[severity]]\nnumber = 1\nname = 'P1'\nmeans = 'all of us'\nkeywords = ['Red Alert']\n",
    );
    let names: Vec<String> = (0..3).map(|number| config.severity_name(number)).collect();
    assert_eq!(names, ["SEV0", "P1", "P2"]);
    for (label, number) in [
        ("red-alert", Some(1)),
        ("p1", Some(1)),
        ("SEV-3", Some(3)),
        ("mauve", None),
    ] {
        assert_eq!(config.severity_of_label(label).number, number, "{label}");
    }
    assert_eq!(config.severity_of_label(" Red alert ").label, "Red alert");
    for (text, expected) in [
        ("[[severity]]\nname = 'P1'\n", "to 5"),
        ("[[severity]]\nnumber = 6\n", "to 5"),
        (
            "[[severity]]\nnumber = 1\nnmae = 'P1'\n",
            "did you mean `name`?",
        ),
        ("severity = 1\n", "`[[severity]]`"),
    ] {
        let told = told(text);
        assert!(told.len() == 1 && told[0].contains(expected), "{told:?}");
    }
}

#[test]
fn bands_of_durations_are_the_sites_own_with_names_or_without() {
    let config =
        in_force("[durations]\nnames = [' blip ', 'hours', 'days']\nbounds = ['30m', \"1d\"]\n");
    assert_eq!(config.durations.bounds(), [1800, 86_400]);
    assert_eq!(config.durations.names(), ["blip", "hours", "days"]);
    let config = in_force("[durations]\nbounds = ['90s', '1.5h', '1w']\n");
    assert_eq!(config.durations.bounds(), [90, 5400, 604_800]);
    assert!(config.durations.names().is_empty());
    // The usual bands can be called otherwise.
    let config = in_force("[durations]\nnames = ['a', 'b', 'c', 'd', 'e', 'f']\n");
    assert_eq!(config.durations.bounds().len(), 5);
}

#[test]
fn what_is_wrong_with_bands_of_durations_is_told_where_it_stands() {
    let many = "'1s', ".repeat(21);
    for (text, expected) in [
        (
            "bounds = ['15m', '1x']",
            "2:18 setting-invalid `1x` is no length / write a length in quotes with its unit (s, m, h, d or w), such as `\"90m\"`",
        ),
        (
            "bounds = ['15']",
            "2:11 setting-invalid `15` is no length / write a length in quotes with its unit (s, m, h, d or w), such as `\"90m\"`",
        ),
        (
            "bounds = [15]",
            "2:11 setting-invalid `15` is no length / write a length in quotes with its unit (s, m, h, d or w), such as `\"90m\"`",
        ),
        (
            "bounds = '15m'",
            "2:10 setting-invalid `durations.bounds` is `15m` / write lengths in quotes, each longer than the one before: `[\"15m\", \"1h\", \"4h\"]`",
        ),
        (
            "bounds = ['1h', '60m']",
            "2:17 setting-invalid the bound `60m` is not longer than `1h` before it / write each bound once, shortest first",
        ),
        (
            "bounds = ['0m']",
            "2:11 setting-invalid `0m` is no bound of durations / write a length from one second to a hundred years",
        ),
        (
            "bounds = []",
            "2:10 setting-invalid there are no bounds of durations / write at least one, or leave the line out",
        ),
        (
            &format!("bounds = [{many}]"),
            "2:10 setting-invalid there are 21 bounds of durations / write at most 20: each band is a page of its own",
        ),
        (
            "names = ['short', 'long']\nbounds = ['1h', '2h']",
            "2:9 setting-invalid there are 2 names for 3 bands of durations / write 3 names, one more than there are bounds",
        ),
        (
            "names = ['Short', 'short']\nbounds = ['1h']",
            "2:19 setting-invalid the band name `short` is there twice / write a name of its own for each band",
        ),
        (
            "names = ['short', ' ']\nbounds = ['1h']",
            "2:19 setting-invalid the band name ` ` is none / write a name on one line for each band",
        ),
        (
            "names = ['short', 'long']\nbounds = ['1h', 'x']",
            "3:17 setting-invalid `x` is no length / write a length in quotes with its unit (s, m, h, d or w), such as `\"90m\"`",
        ),
        (
            "bound = ['1h']",
            "2:1 setting-unknown there is no setting `durations.bound` / did you mean `bounds`?",
        ),
    ] {
        assert_eq!(
            told(&format!("[durations]\n{text}\n")),
            [expected],
            "{text}"
        );
    }
}
