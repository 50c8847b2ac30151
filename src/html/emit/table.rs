//! Tables: in a frame that scrolls and can be focused, so that a wide one can be read with the keyboard alone.

use super::Emitter;
use crate::markdown::pieces::Alignment;

/// The table being written.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<Alignment>,
    /// The column of the next cell.
    column: usize,
    in_head: bool,
    has_body: bool,
    /// Where the cell being written and its content begin.
    cell_at: usize,
    content_at: usize,
    /// Tables of raw HTML that are open.
    raw: usize,
    /// Tables so far.
    count: usize,
}

impl Emitter<'_> {
    fn open_frame(&mut self) {
        self.table.count += 1;
        let name = format!("{} {}", self.options.words.table, self.table.count);
        self.out
            .push_str("<section class=\"table-scroll\" tabindex=\"0\"");
        self.attribute("aria-label", &name);
        self.out.push_str(">\n<table>\n");
    }

    pub(super) fn start_table(&mut self, columns: Vec<Alignment>) {
        self.table.columns = columns;
        self.table.has_body = false;
        self.open_frame();
    }

    pub(super) fn end_table(&mut self) {
        self.out.push_str(if self.table.has_body {
            "</tbody>\n</table>\n</section>\n"
        } else {
            "</table>\n</section>\n"
        });
    }

    pub(super) fn start_table_head(&mut self) {
        self.table.in_head = true;
        self.table.column = 0;
        self.out.push_str("<thead>\n<tr>");
    }

    pub(super) fn end_table_head(&mut self) {
        self.table.in_head = false;
        self.out.push_str("</tr>\n</thead>\n");
    }

    pub(super) fn start_table_row(&mut self) {
        self.table.column = 0;
        if !self.table.has_body {
            self.table.has_body = true;
            self.out.push_str("<tbody>\n");
        }
        self.out.push_str("<tr>");
    }

    pub(super) fn start_cell(&mut self) {
        self.table.cell_at = self.out.len();
        self.out
            .push_str(if self.table.in_head { "<th" } else { "<td" });
        let class = match self.table.columns.get(self.table.column) {
            Some(Alignment::Left) => "align-left",
            Some(Alignment::Center) => "align-center",
            Some(Alignment::Right) => "align-right",
            Some(Alignment::None) | None => "",
        };
        self.attribute("class", class);
        if self.table.in_head {
            self.out.push_str(" scope=\"col\"");
        }
        self.out.push('>');
        self.table.content_at = self.out.len();
        self.table.column += 1;
    }

    pub(super) fn end_cell(&mut self) {
        if !self.table.in_head {
            return self.out.push_str("</td>");
        }
        let empty = self
            .out
            .get(self.table.content_at..)
            .is_some_and(|content| content.trim().is_empty());
        if empty {
            // A header that says nothing is no header.
            self.out.truncate(self.table.cell_at);
            self.out.push_str("<td></td>");
        } else {
            self.out.push_str("</th>");
        }
    }

    /// A `<table>` of raw HTML begins.
    pub(super) fn open_raw_table(&mut self) {
        self.table.raw += 1;
        if self.table.raw == 1 {
            self.open_frame();
        } else {
            self.out.push_str("<table>\n");
        }
    }

    /// A `<table>` of raw HTML ends.
    pub(super) fn close_raw_table(&mut self) {
        self.table.raw = self.table.raw.saturating_sub(1);
        self.out.push_str(if self.table.raw == 0 {
            "</table>\n</section>\n"
        } else {
            "</table>\n"
        });
    }
}
