//! Texts made short, or into the form that a place asks for.

/// Most characters of a page's name that browsers and search engines show.
const TAB_MAX: usize = 60;

/// The name of a page in a browser's tab: with the site's where both fit.
pub(super) fn tab(title: &str, site: &str) -> String {
    let both = format!("{title} · {site}");
    match title {
        "" => shorten(site, TAB_MAX),
        _ if both.chars().count() <= TAB_MAX => both,
        _ => shorten(title, TAB_MAX),
    }
}

/// A language tag as Open Graph writes it, `pt_BR`; `None` for one without a country, which it does not know.
pub(super) fn locale(language: &str) -> Option<String> {
    let (language, country) = language.split_once('-')?;
    let fine = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
    fine.then(|| format!("{}_{}", language.to_lowercase(), country.to_uppercase()))
}

/// The first letter in upper case, a full stop at the end.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.trim().chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let rest = chars.as_str();
    let stop = if rest.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{first}{rest}{stop}")
}

/// At most `max` characters of a text on one line, cut at a word where it can be. Reads no further than it must.
pub(super) fn shorten(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    // Where the text would be cut: the end of the last word that leaves room for an ellipsis.
    let mut cut = 0;
    for word in text.split_whitespace() {
        if count > 0 {
            out.push(' ');
            count += 1;
        }
        out.push_str(word);
        count += word.chars().count();
        if count > max {
            if cut == 0 {
                cut = char_end(&out, max.saturating_sub(1));
            }
            out.truncate(cut);
            out.push('…');
            return out;
        }
        if count < max {
            cut = out.len();
        }
    }
    out
}

/// Where the `n`-th character of a text ends.
fn char_end(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_a_word() {
        assert_eq!(shorten("one  two\nthree", 20), "one two three");
        assert_eq!(shorten("one two three", 8), "one two…");
        assert_eq!(shorten("unbreakable", 5), "unbr…");
        assert_eq!(shorten("fives again", 5), "five…");
        assert_eq!(shorten("", 5), "");
        assert!(shorten(&"漢".repeat(100), 10).chars().count() <= 10);
    }

    #[test]
    fn a_tab_names_the_site_where_there_is_room() {
        assert_eq!(tab("Outage", "Casebook"), "Outage · Casebook");
        assert_eq!(tab("", "Casebook"), "Casebook");
        let long = "word ".repeat(40);
        assert!(tab(&long, "Casebook").chars().count() <= TAB_MAX);
    }

    #[test]
    fn open_graph_knows_a_language_by_its_country() {
        assert_eq!(locale("pt-br").as_deref(), Some("pt_BR"));
        assert_eq!(locale("de"), None);
        assert_eq!(locale("zh-Hant-TW"), None);
    }

    #[test]
    fn a_meaning_becomes_a_sentence() {
        assert_eq!(sentence("échec of a part"), "Échec of a part.");
        assert_eq!(sentence("Done."), "Done.");
    }
}
