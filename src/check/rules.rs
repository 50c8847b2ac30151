//! The table of rules: what `casebook explain` and the documentation are made from.

use crate::diag::Level;

/// A rule, as documented.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable name that reads well after "allow".
    pub name: &'static str,
    /// Level unless `site.toml` sets another.
    pub level: Level,
    /// What it finds, in one sentence.
    pub finds: &'static str,
    /// A text that breaks it.
    pub example: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

/// Whether a document may allow what a rule finds in it (`check: {allow: […]}` in front matter).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowable {
    /// By the rule's name.
    Rule,
    /// Only one finding at a time, named as the finding says: a false alarm must not hide the next true one.
    Case,
    /// Never: the site would break, or something would be published that must not be.
    No,
}

impl Rule {
    /// Whether a document may allow what the rule finds. What is an error keeps a document from being published, and
    /// is mended.
    pub fn allowable(&self) -> Allowable {
        match (self.name, self.level) {
            ("secret-found", _) => Allowable::Case,
            (_, Error) => Allowable::No,
            (_, Warning | Hint) => Allowable::Rule,
        }
    }
}

macro_rules! rules {
    ($($name:literal $level:ident $finds:literal $example:literal $mend:literal;)*) => {
        &[$(Rule {
            name: $name,
            level: $level,
            finds: $finds,
            example: $example,
            mend: $mend,
        }),*]
    };
}

use Level::{Error, Hint, Warning};

/// Every rule, by name.
pub const RULES: &[Rule] = rules! {
    "action-overdue" Warning
        "An action item is open past its due date; where its status is not said it is a hint."
        "`due: 2023-06-01`, `status: open`, looked at in 2024"
        "Set its status, or a new date. \"Overdue\" is relative to `as_of` of site.toml, else to today.";
    "action-unowned" Hint
        "Open action items have no owner."
        "`- title: Alert on disk space` and no `owner`"
        "Name a team or a person.";
    "action-without-due" Hint
        "Open action items have no due date."
        "`- title: Alert on disk space` and no `due`"
        "Write a date, or the status if it is done.";
    "address-collision" Error
        "Two documents, or a document and a page of the site, want one address."
        "`slug: outage` in two files"
        "Give one of them another `slug`.";
    "address-internal" Hint
        "An address of an internal network stands in a text."
        "`10.2.3.4`, `db-1.prod.internal`"
        "Call the machine by what it does, unless the number matters.";
    "alias-invalid" Error
        "An old address of a document leaves the site or names a host."
        "`aliases: [../../etc/x]`"
        "Write the old path from the site's top, such as `2023/old-name`.";
    "allow-refused" Warning
        "A document allows a rule that no document may break."
        "`check: {allow: [address-collision]}`"
        "Mend what the rule finds. Of `secret-found` a single false alarm is allowed by the name that its finding gives.";
    "allow-unknown" Warning
        "A document allows a rule that there is not."
        "`check: {allow: [action-unownd]}`"
        "Correct the name; `casebook explain` lists the rules.";
    "allow-unused" Hint
        "A document allows a rule that finds nothing in it."
        "`check: {allow: [link-broken]}` above a text whose links are whole"
        "Take the name out of the list, so that it hides nothing later.";
    "anchor-broken" Warning
        "A link names a heading that its document does not have."
        "`[impact](other.md#impcat)`"
        "Name an anchor of that document; it is the heading in lower case with hyphens.";
    "asset-too-large" Error
        "A file that a document refers to is larger than the limit."
        "a video of 200 MB beside a document"
        "Make it smaller, or raise `asset_bytes` under `[limits]` in site.toml.";
    "attributes-too-many" Error
        "A raw HTML tag has more attributes than the limit."
        "`<p a1 a2 a3 …>` with hundreds of them"
        "Take attributes out, or raise `attributes` under `[limits]` in site.toml.";
    "blame-wording" Hint
        "A sentence speaks of a person's failing, and not of what let it happen."
        "\"the engineer forgot to renew the certificate\""
        "Tell what could be seen at that moment and what let it happen: \"nothing reminded the team of the renewal\".";
    "cause-missing" Hint
        "Neither front matter nor text says what the cause was."
        "a timeline and nothing else"
        "State `root_cause`; `unknown` says that nobody knows.";
    "cause-only-contributing" Hint
        "Only what contributed is named, or the root cause is a category that seldom begins an incident."
        "`root_cause: cascading-failure`"
        "Name what failed first as `root_cause`, and the rest under `contributing`.";
    "cause-unclassified" Warning
        "A cause is told, and fits none of the site's categories."
        "`root_cause: netwrok`"
        "Name a category; site.toml can add some. A sentence is kept as the text of the cause.";
    "control-character" Warning
        "A value holds a character that cannot be seen; it is left out."
        "`title: \"a\\e[31mb\"`"
        "Remove the character.";
    "date-ambiguous" Warning
        "The two numbers of a date can each be the month."
        "`12/05/2023`"
        "Write the date as year-month-day, or set `day_first` under `[content]` in site.toml.";
    "date-disagrees" Warning
        "Two statements of when it happened differ."
        "`date: 2023-10-12` above a text that says October 10"
        "Correct one of the two; front matter counts until then.";
    "detection-after-resolution" Warning
        "An incident was noticed after it was over."
        "`detected: 12:40`, `resolved: 12:10`"
        "Correct one of the two; allow it where it was found out later.";
    "document-too-large" Error
        "A document is larger than the limit."
        "a log of 9 MB saved as `log.md`"
        "Split it, or raise `document_bytes` under `[limits]` in site.toml.";
    "draft-old" Hint
        "A document is still a draft 90 days after it was last worked on."
        "`status: draft`, `updated: 2023-01-05`, looked at in summer"
        "Finish it with what is known, or say `updated` when it was last worked on.";
    "draft-unreadable" Error
        "`draft` or `status` has a value that cannot be read, so the document is kept back."
        "`draft: maybe`"
        "Write `true` or `false`, or `draft`, `review` or `final`.";
    "duration-disagrees" Warning
        "The stated length and the one from start to end differ by more than rounding."
        "`about 25 hours`, from 10:30 to 14:00 on the next day"
        "Correct one of them, or say which phases each measures.";
    "email-found" Hint
        "An e-mail address stands in a text."
        "`jo@acme.io`; not `user@example.com`"
        "Name the team or the role, unless the address is meant to be written to.";
    "end-disagrees" Warning
        "The stated end and the end of the timeline differ."
        "\"until 12:45\", and a timeline that ends with the recovery at 12:00"
        "Correct one of the two, or say what lasted until the later one.";
    "field-unknown" Warning
        "A key of front matter is not known; it is kept and exported as it is."
        "`severtiy: high`"
        "Correct its name. A slip in a key that keeps a document back is an error; a key that resembles none is a hint.";
    "file-unreadable" Error
        "A file or folder of the content folder cannot be read."
        "a file without read permission"
        "Mend its permissions, or move it out of the folder.";
    "front-matter-fence" Error
        "Front matter begins with a line that is nearly a fence."
        "`----` above `draft: true`"
        "Write `---` (YAML) or `+++` (TOML) alone on the line.";
    "front-matter-invalid" Error
        "The front matter cannot be read."
        "`title: Outage: part two`"
        "Correct the line that the message names; most often a value needs quotes.";
    "front-matter-none" Hint
        "A file begins with a line across the page that looks like front matter."
        "`---`, a paragraph, `---`"
        "Write `***` for a line across the page.";
    "front-matter-too-large" Error
        "The front matter has more bytes, keys or depth than allowed."
        "4,000 lists in one another"
        "Move what is long into the text, or raise the limit under `[limits]` in site.toml.";
    "front-matter-unclosed" Error
        "The front matter is never closed, so it cannot be told from the text."
        "`---`, `draft: true`, and then the text"
        "Put a line `---` after the last key.";
    "html-not-published" Hint
        "A raw HTML element is not published; what it holds stays as text."
        "`<iframe src=\"https://example.com\">`"
        "Write it in Markdown, or take it out.";
    "human-error-as-cause" Warning
        "A person's mistake is given as the cause."
        "\"caused by human error\""
        "Say what made the step easy to get wrong, and what would have stopped it.";
    "id-duplicate" Error
        "Two documents have one id."
        "`id: INC-12` in two files"
        "Give one of them another `id`.";
    "image-missing" Warning
        "An image is not in the content folder."
        "`![diagram](digram.svg)`"
        "Put the image beside the document, or correct its name.";
    "image-without-alt" Warning
        "An image has no text for those who do not see it."
        "`![](load.png)`"
        "Say between the square brackets what the image shows.";
    "impact-disagrees" Warning
        "Two statements of how many were affected differ."
        "\"75 % of users\", and \"all users\" of the same hour"
        "Correct one of the two, or say what each counts.";
    "impact-missing" Hint
        "Neither front matter nor text says who was affected, or how badly."
        "a cause and a timeline, and no word on users"
        "Say in a sentence what users could not do, or state `impact: {level: partial}`.";
    "internal-leak" Error
        "Words of an internal part stand in the public site all the same, and in no public part of a document."
        "an internal host name in a log file that a public postmortem links to"
        "Take them out there; say what may be known in a public part of the text too.";
    "internal-mark" Error
        "A mark of an internal passage, or a list of internal fields, cannot be understood; the document is not published."
        "`<!-- internal -->` that never ends, `<!-- internl -->`, `internal: [ownr]`"
        "Write `<!-- internal -->` and `<!-- /internal -->` around the passage, or `:::internal` and `:::` on lines of their own; name fields that the front matter has.";
    "internal-named" Warning
        "A public document links to an internal one, or names it as related."
        "`[details](inc-7-internal.md)`, `related: [INC-7]`"
        "Put the words into an internal part too, if they tell what should not be known.";
    "internal-part" Hint
        "A document, a passage or a field is internal: a public site is built without it."
        "`<!-- internal -->` … `<!-- /internal -->`, `visibility: internal`"
        "Nothing; `casebook build --internal` publishes it.";
    "key-repeated" Error
        "A key stands twice in one map."
        "`severity: SEV1` and `severity: SEV2`"
        "Keep one of the two.";
    "key-shadowed" Warning
        "Two names of one key have different values; the first name in docs/front-matter.md counts."
        "`started: 09:00` and `start_time: 10:00`"
        "Keep one of the two.";
    "language-without-words" Warning
        "The interface has no words in the site's language and is in English."
        "`language = \"fr\"` in site.toml"
        "Give the site's theme a `strings.fr.toml`, or choose a language that there are words for.";
    "lesson-without-action" Hint
        "Something went badly, and nothing is said to be done about it."
        "\"What went wrong: no alert\", and no action items"
        "Add an action item, or say why it stays as it is.";
    "link-broken" Warning
        "A link leads to no file of the content folder."
        "`[see](2022/old.md)`"
        "Correct the path; links to other hosts need a scheme.";
    "link-external-dead" Warning
        "Another host no longer has what a document links to; asked only with `--external`."
        "a link that is answered with 404"
        "Link to an archived copy, or name one as `archived` of the source.";
    "name-not-utf8" Warning
        "A file's name is not UTF-8; the file is skipped."
        "a name written on an old system"
        "Rename the file.";
    "name-unfit" Warning
        "A file's name cannot be an address on every system."
        "`aux.md`, `???.md`"
        "Rename the file, or give the document a `slug`.";
    "near-duplicate" Warning
        "Two records of one organisation begin on one day and share a source or most of their title, or have one text."
        "`2024-03-08-checkout.md` and `checkout-certificate.md`"
        "Merge them, or name one under `related` of the other, with `kind: not-similar` if they are two incidents.";
    "nesting-too-deep" Error
        "Quotes, lists and HTML are nested deeper than the limit."
        "`>` two hundred times before a word"
        "Take levels out, or raise `nesting` under `[limits]` in site.toml.";
    "not-a-postmortem" Hint
        "A text tells no incident; it is a page outside the indexes."
        "a file with one link"
        "Say `type: incident` if it is one, `type: page` to silence the hint.";
    "not-utf8" Error
        "A document is not UTF-8."
        "a file saved as Latin-1"
        "Save it as UTF-8.";
    "nul-character" Error
        "A document holds a NUL character."
        "a binary file named `dump.md`"
        "Remove the character, or give the file another ending.";
    "pages-dotfile" Hint
        "A hidden file of the static folder is left out of the site, or may be left out by the host."
        "`static/.htaccess`, `static/.well-known/security.txt`"
        "Rename it, or say where the site is uploaded that hidden files belong to it (`include-hidden-files: true`).";
    "pages-symlink" Warning
        "A symbolic link stands in the static folder; it is left out of the site."
        "`static/logo.png` that links to `../brand/logo.png`"
        "Put the file itself there; hosts such as GitHub Pages publish no links.";
    "secret-found" Warning
        "A key, token, password or private key stands in a document, in a file that is published with it, or in the name of one; it is not built."
        "`AKIA…` in a log excerpt"
        "Revoke it, then remove it; what was published once is known.";
    "section-missing" Hint
        "A postmortem has no part on the timeline, the resolution, or what is done next."
        "one paragraph on the cause"
        "Add a heading for it, even if it only says that nothing is known.";
    "setting-invalid" Error
        "A setting has a value of the wrong type or out of its range."
        "`page_size = \"many\"`"
        "Write what the message asks for.";
    "setting-unknown" Error
        "site.toml has a setting that there is not."
        "`titel = \"Ours\"`"
        "Correct its name, or remove it.";
    "slug-invalid" Error
        "A stated address cannot be one."
        "`slug: ../outside`"
        "Write letters, digits and hyphens.";
    "special-file-skipped" Warning
        "A pipe, socket or device stands in the content folder; it is never opened."
        "a socket left by an editor"
        "Remove it.";
    "start-disagrees" Warning
        "The stated start lies long before the first entry of the timeline."
        "\"from 4 PM\", and a timeline that begins at 5:30 PM"
        "Correct the start, or add what happened first to the timeline.";
    "svg-active" Error
        "An SVG file could run a script or ask another host when it is opened by itself."
        "`<svg onload=\"…\">`"
        "Remove scripts, event handlers, foreign objects and references to other files from it.";
    "symlink-skipped" Warning
        "A symbolic link stands in the content folder; links are not followed."
        "`latest.md` that links to `2024/may.md`"
        "Put the file itself there.";
    "term-too-long" Error
        "A tag, service, component, pattern or team is longer than allowed."
        "a sentence among the tags"
        "Shorten it, or raise `term_chars` under `[limits]` in site.toml.";
    "terms-too-many" Error
        "A document has more tags and services than allowed."
        "200 tags"
        "Keep those that people search for, or raise `terms` under `[limits]` in site.toml.";
    "theme-newer" Error
        "A theme was written for a newer version of the theme interface."
        "`api = 2` in `theme.toml`"
        "Use a newer casebook, or a theme made for this one.";
    "theme-override-stale" Warning
        "A file of a theme was copied from a built-in one that has changed since."
        "a `templates/page.html` that was copied two releases ago"
        "Print the new one with `casebook theme eject FILE --stdout`, take over what matters, then run it with `--keep`.";
    "theme-settings" Error
        "The settings of a theme cannot be read."
        "`api = one` in `theme.toml`"
        "Write what the message asks for.";
    "theme-strings" Error
        "The words of a theme cannot be read."
        "a text without quotes in `strings.toml`"
        "Mend the line; the built-in words serve until then.";
    "theme-template" Error
        "A template of the site's theme cannot be read."
        "`{% if x %}` without `{% endif %}`"
        "Mend the template; the built-in one serves until then.";
    "time-ambiguous" Warning
        "A time can be read in two ways: its zone is the name of several, or clocks went through that hour twice."
        "`02:30 IST`"
        "Write the offset with the time.";
    "time-skipped" Warning
        "A local time never came: the clocks of its zone went forward over it."
        "`2024-03-10 02:30` in New York"
        "Correct the time or its zone.";
    "timeline-out-of-order" Warning
        "An entry of a timeline is earlier than the one before it."
        "`11:34 PM`, and then `12:34 PM`"
        "Correct the time, or move the entry.";
    "title-too-long" Error
        "The title is longer than allowed."
        "a summary as a title"
        "Shorten it, or raise `title_chars` under `[limits]` in site.toml.";
    "value-invalid" Warning
        "A key has a value that it cannot take; it is kept as it is."
        "`impact: {users_percent: 140}`"
        "Write what the message asks for. A day or an hour that there is not is an error.";
    "visibility-unreadable" Error
        "`visibility` or `private` has a value that cannot be read, so the document is kept back."
        "`visibility: ours`"
        "Write `public` or `internal`.";
    "weekday-wrong" Warning
        "A date fell on another day of the week than the one named with it."
        "`Monday, 9 June 2023`"
        "Correct the day of the week or the date.";
    "window-reversed" Error
        "An incident ends before it starts."
        "`started: 2023-10-15T15:45Z`, `resolved: 2023-10-15T10:30Z`"
        "Swap the two, or correct the day of `resolved`.";
    "zone-disagrees" Warning
        "Two time zones are named for the same times."
        "`Timeline (all times PST)`, and entries that each say UTC"
        "Name the one zone that holds.";
    "zone-missing" Hint
        "The times of an incident have no time zone."
        "`started: 2024-03-08T14:00`"
        "State `timezone`, or write the offset with the time.";
    "zone-season" Warning
        "A time zone is named by the abbreviation of the other half of the year."
        "`10:00 PST` on a day in July"
        "Write the offset, or the abbreviation that was in force; until then the words are taken literally.";
};

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
