//! Links and images: where they lead, and what is shown where they may not lead there.

use super::super::link::{self, Href};
use super::Emitter;
use crate::html::escape_into;
use crate::html::escape_text_into;

/// An image whose alternative text is being read.
pub(super) struct OpenImage {
    pub(super) target: String,
    pub(super) title: String,
    pub(super) alt: String,
    /// Images inside its alternative text.
    pub(super) inner: usize,
}

/// A link being written.
pub(super) struct OpenLink {
    pub(super) url: String,
    /// Where its text begins in `out`.
    pub(super) text_at: usize,
}

impl Emitter<'_> {
    pub(super) fn open_link(&mut self, href: &Href, title: &str) {
        self.out.push_str("<a");
        self.attribute("href", &href.url);
        self.attribute("title", title);
        if href.external {
            self.attribute("rel", "noopener");
        }
        self.out.push('>');
    }

    pub(super) fn opened(&self, href: Option<Href>) -> Option<OpenLink> {
        href.map(|href| OpenLink {
            url: href.url,
            text_at: self.out.len(),
        })
    }

    /// A link without text says where it leads.
    pub(super) fn close_link(&mut self, link: &OpenLink) {
        if self.is_blank_from(link.text_at) {
            escape_text_into(&link.url, &mut self.out);
        }
        self.out.push_str("</a>");
    }

    pub(super) fn end_image(&mut self) {
        let Some(image) = self.image.take() else {
            return;
        };
        self.inline_depth -= 1;
        self.write_image(&image.target, image.alt.trim(), &image.title, (None, None));
    }

    /// An image of this site is shown; one of another site is a link, unless the settings allow it.
    pub(super) fn write_image(
        &mut self,
        target: &str,
        alt: &str,
        title: &str,
        size: (Option<&str>, Option<&str>),
    ) {
        let Some(href) = link::href(target, self.options.links) else {
            return escape_text_into(alt, &mut self.out);
        };
        if href.external && !self.options.config.external_images {
            let text = if alt.is_empty() {
                self.options.words.image
            } else {
                alt
            };
            if self.in_link() {
                return escape_text_into(text, &mut self.out);
            }
            self.open_link(&href, title);
            escape_text_into(text, &mut self.out);
            return self.out.push_str("</a>");
        }
        let known = if link::is_relative(target) {
            self.options.links.image(target)
        } else {
            None
        };
        self.out.push_str("<img");
        self.attribute("src", &href.url);
        self.out.push_str(" alt=\"");
        escape_into(alt, &mut self.out);
        self.out.push('"');
        self.attribute("title", title);
        match known {
            Some((width, height)) if size == (None, None) => {
                self.attribute("width", &width.to_string());
                self.attribute("height", &height.to_string());
            }
            _ => {
                self.attribute("width", size.0.unwrap_or_default());
                self.attribute("height", size.1.unwrap_or_default());
            }
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        if href.external {
            self.out.push_str(" referrerpolicy=\"no-referrer\"");
        }
        self.out.push('>');
    }
}
