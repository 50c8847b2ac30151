//! Elements of raw HTML, written anew.

use super::{Emitter, link};
use crate::markdown::element::{Attribute, Element, Name};
use crate::markdown::mention::VERBATIM;

impl Emitter<'_> {
    pub(super) fn open(&mut self, element: &Element) {
        // The outline saw the same ids in the same order.
        let id = element
            .get(Attribute::Id)
            .and_then(|_| self.raw_ids.next())
            .cloned()
            .flatten();
        let name = element.name.text;
        match name {
            "a" => return self.open_anchor(element, id.as_deref()),
            "img" => {
                let size = (
                    element.get(Attribute::Width),
                    element.get(Attribute::Height),
                );
                let title = element.get(Attribute::Title).unwrap_or_default();
                let alt = element.get(Attribute::Alt).unwrap_or_default();
                return self.write_image(
                    element.get(Attribute::Src).unwrap_or_default(),
                    alt,
                    title,
                    size,
                );
            }
            "table" => return self.open_raw_table(),
            _ => {}
        }
        let class = match element.get(Attribute::Align) {
            Some("left") => "align-left",
            Some("center") => "align-center",
            Some("right") => "align-right",
            _ => "",
        };
        if element.name.heading_level().is_some() {
            if let Some((heading, level)) = self.headings.next() {
                self.start_heading(heading, level, class);
            }
            return;
        }
        self.verbatim += usize::from(VERBATIM.contains(&name));
        self.out.push('<');
        self.out.push_str(name);
        self.attribute("id", id.as_deref().unwrap_or_default());
        self.attribute("class", class);
        for (attribute, value) in &element.attributes {
            match attribute {
                Attribute::Title => self.attribute("title", value),
                Attribute::Lang => self.attribute("lang", value),
                Attribute::Dir => self.attribute("dir", value),
                Attribute::Colspan => self.attribute("colspan", value),
                Attribute::Rowspan => self.attribute("rowspan", value),
                Attribute::Start => self.attribute("start", value),
                Attribute::Scope => self.attribute("scope", value),
                Attribute::Reversed => self.out.push_str(" reversed"),
                Attribute::Open => self.out.push_str(" open"),
                Attribute::Id
                | Attribute::Align
                | Attribute::Href
                | Attribute::Src
                | Attribute::Alt
                | Attribute::Width
                | Attribute::Height => {}
            }
        }
        self.out.push_str(if name == "pre" {
            " tabindex=\"0\">"
        } else {
            ">"
        });
    }

    pub(super) fn close(&mut self, name: Name) {
        match name.text {
            "a" => match self.raw_links.pop().flatten() {
                Some(link) => self.close_link(&link),
                None => self.out.push_str("</span>"),
            },
            "table" => self.close_raw_table(),
            _ if name.heading_level().is_some() => {
                self.end_heading();
            }
            text => {
                if VERBATIM.contains(&text) {
                    self.verbatim = self.verbatim.saturating_sub(1);
                }
                self.out.push_str(&format!("</{text}>"));
            }
        }
    }

    /// A link, or a place that links can name; `span` where it is no link.
    fn open_anchor(&mut self, element: &Element, id: Option<&str>) {
        let href = element
            .get(Attribute::Href)
            .and_then(|target| link::href(target, self.options.links));
        let written = if href.is_some() { "a" } else { "span" };
        self.out.push('<');
        self.out.push_str(written);
        self.attribute("id", id.unwrap_or_default());
        if let Some(href) = &href {
            self.attribute("href", &href.url);
            if href.external {
                self.attribute("rel", "noopener");
            }
        }
        self.attribute("title", element.get(Attribute::Title).unwrap_or_default());
        self.out.push('>');
        let link = self.opened(href);
        self.raw_links.push(link);
    }
}
